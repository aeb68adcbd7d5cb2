"""A digit to draw with the mouse, read by a network while it is drawn (lesson 06)."""
from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import anywidget
import ipywidgets as widgets
import torch
import traitlets
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, interpolate, pad, softmax

from .. import show
from ..augment import warp
from .explore import Explorer


class _Pad(anywidget.AnyWidget):
    """A square to draw on with the mouse; `pixels` are its side×side grey values, row by row."""

    _esm = Path(__file__).parent / "js" / "pad.js"
    side = traitlets.Int(32).tag(sync=True)
    pixels = traitlets.List([0] * 1024).tag(sync=True)
    drawn = traitlets.Int(0).tag(sync=True)
    # a picked digit is on the pad: the first stroke clears it
    fresh = traitlets.Bool(True).tag(sync=True)


class DigitPad(Explorer):
    """A digit drawn with the mouse, or picked from `images` uint8 (N, 1, S, S) and moved,
    classified live by `model`. prepare: normalises a float batch in [0, 1] as in training."""

    def __init__(self, model: nn.Module, images: Tensor, prepare: Callable[[Tensor], Tensor],
                 classes: Sequence[str]):
        self._model, self._images = model.eval(), images
        self._prepare, self._classes = prepare, classes
        wide = widgets.Layout(width="300px")
        self.pick = widgets.BoundedIntText(0, 0, len(images) - 1, description="digit no.")
        self.right = widgets.IntSlider(0, -12, 12, description="right", layout=wide)
        self.down = widgets.IntSlider(0, -12, 12, description="down", layout=wide)
        self.turn = widgets.IntSlider(0, -180, 180, description="turn °", layout=wide)
        self.size = widgets.FloatSlider(1, min=0.4, max=1.6, step=0.05, description="size",
                                        layout=wide)
        self.clear = widgets.Button(description="clear and draw")
        self.pad, self.bars = _Pad(side=images.shape[-1],
                                   pixels=[0] * images.shape[-1] ** 2), widgets.HTML()
        self.probabilities = self._shown = None
        super().__init__([widgets.HBox([
            widgets.VBox([self.pad, self.clear]), self.bars,
            widgets.VBox([widgets.HTML("draw in the black square, or move a scanned digit:"),
                          self.pick, self.right, self.down, self.turn, self.size])])],
            "A handwritten digit beside bars: the probability that the network gives each class.")
        for control in (self.pick, self.right, self.down, self.turn, self.size):
            control.observe(self._moved, "value")
        self.pad.observe(self._drawn, "drawn")
        self.clear.on_click(self._cleared)
        self._moved()

    def _moved(self, _=None):
        side = self._images.shape[-1]
        x = self._images[self.pick.value][None].float()
        x = warp(x,
                 *torch.tensor([[self.turn.value], [self.right.value / side],
                                [self.down.value / side],
                                [self.size.value]]))
        self.pad.fresh = True
        self.pad.pixels = x.clamp(0, 255).round().int().flatten().tolist()
        self._classify(x)

    def _drawn(self, _=None):
        self._classify(
            _like_the_scans(torch.tensor(self.pad.pixels).view(1, 1, self.pad.side, -1).float()))

    def _cleared(self, _=None):
        self.pad.fresh = False
        self.pad.pixels = [0] * self.pad.side ** 2
        self.bars.value = "draw a digit, large"

    def _classify(self, x: Tensor):
        self._shown = x
        self.redraw()

    @torch.no_grad()
    def update(self) -> None:
        x = self._shown
        where = next(self._model.parameters()).device
        p = self.probabilities = softmax(self._model(self._prepare(x / 255).to(where)).float(),
                                         1)[0].cpu()
        best = int(p.argmax())
        rows = "".join(
            f"<tr><td style='font-size:15px;font-weight:{700 if k == best else 400}'>{name}</td>"
            f"<td style='width:170px'><div style='height:13px;width:{max(1, int(170 * p[k]))}px;"
            f"background:{show.PREDICTION if k == best else show.GUESS}'></div></td>"
            f"<td style='text-align:right;width:44px'>{100 * p[k]:.0f}%</td></tr>"
            for k, name in enumerate(self._classes))
        self.bars.value = f"<table style='line-height:17px'>{rows}</table>"

    def snapshot(self) -> Figure:
        figure = Figure(figsize=(6.4, 2.8), dpi=72, layout="constrained")
        FigureCanvasAgg(figure)
        left, right = figure.subplots(1, 2)
        show.picture(left, torch.tensor(self.pad.pixels).view(self.pad.side, -1).byte(),
                     "what the network is shown")
        colours = [show.PREDICTION if p == self.probabilities.max() else show.GUESS
                   for p in self.probabilities]
        right.barh(self._classes, self.probabilities, color=colours)
        right.invert_yaxis()
        right.set(xlabel="probability", xlim=(0, 1))
        return figure


def _like_the_scans(x: Tensor) -> Tensor:
    """A drawing (1, 1, S, S) made as the scanned digits were: its box cut out and scaled to fill
    the height, averaged in 8×8 blocks, enlarged again."""
    ink = (x[0, 0] > 60).nonzero()
    if not len(ink):
        return x
    (top, left), (bottom, right) = ink.min(0).values.tolist(), ink.max(0).values.tolist()
    part = x[..., top:bottom + 1, left:right + 1]
    height, width = part.shape[-2:]
    part = pad(part, [max(0, height - width) // 2] * 2)
    small = avg_pool2d(interpolate(part, (32, 32), mode="bilinear", antialias=True), 4)
    return interpolate(small, x.shape[-2:], mode="bicubic").clamp(0, 255)
