"""Things to move with the mouse. Each is an ipywidget that redraws in under 50 ms.

Where no kernel runs (GitHub, slides, a printed page), the stored notebook shows a picture of the first state
in place of the widget.
"""
from __future__ import annotations

import inspect
import io
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import anywidget
import ipywidgets as widgets
import numpy as np
import torch
import traitlets
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, conv2d, interpolate, pad, softmax

from . import show
from .augment import warp

_JS = Path(__file__).parent / "js"


def _figure(figsize: tuple[float, float]) -> Figure:
    """A figure without automatic layout, which would double the time of a redraw."""
    with rc_context({"figure.constrained_layout.use": False}):
        figure = Figure(figsize)
    FigureCanvasAgg(figure)
    return figure


def _png(figure: Figure, fast: bool = True) -> bytes:
    stream = io.BytesIO()
    # not savefig, which leaves a figure without layout engine with that of the style
    figure.canvas.print_png(stream, pil_kwargs={"compress_level": 1 if fast else 9})
    return stream.getvalue()


class _Explorer(widgets.VBox):
    """A widget that leaves a picture of itself in the stored notebook."""

    def snapshot(self) -> bytes:
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        return bundle if bundle is None else bundle | {"image/png": self.snapshot()}


class Guess(widgets.VBox):
    """A question to commit to before the answer is computed. `value` is None until the reader answers."""

    value = traitlets.Any(None, allow_none=True)

    def __init__(self, question: str, control: widgets.Widget):
        self._said = widgets.HTML("<i>no guess yet</i>")
        self._printed = "\n- ".join([f"Your guess. {question}", *map(str, getattr(control, "options", ()))])
        super().__init__([widgets.HTML(f"<b>Your guess.</b> {question}"), widgets.HBox([control, self._said])])
        control.observe(self._answered, "value")

    @property
    def noted(self) -> str:
        """What a figure says of the guess beside the answer: " (your guess: ...)", or nothing as long as there is none."""
        return "" if self.value is None else f" (your guess: {self.value})"

    def _answered(self, change):
        if change["new"] is not None:
            self.value = change["new"]
            self._said.value = "noted; now run on"

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        return bundle if bundle is None else bundle | {"text/plain": self._printed}


def guess(question: str, low: float = 0, high: float = 100, step: float = 1, *,
          choices: Sequence[str] | None = None) -> Guess:
    """Asks for a number between low and high, or for one of `choices`."""
    if choices is not None:
        return Guess(question, widgets.ToggleButtons(options=list(choices), value=None,
                                                     style={"button_width": "auto"}))
    kind = widgets.IntSlider if all(float(v).is_integer() for v in (low, high, step)) else widgets.FloatSlider
    return Guess(question, kind(value=low, min=low, max=high, step=step, layout={"width": "420px"}))


class Live(_Explorer):
    """See live."""

    def __init__(self, draw: Callable[..., None], figsize: tuple[float, float], controls: dict):
        self._draw, self._figure = draw, _figure(figsize)
        defaults = {name: p.default for name, p in inspect.signature(draw).parameters.items()}
        self.controls = {name: widgets.interactive.widget_from_abbrev(control, defaults[name])
                         for name, control in controls.items()}
        for name, control in self.controls.items():
            control.description = control.description or name
        # an Image without a width fills the page, and a small figure would be a blur
        self.view, self.milliseconds = widgets.Image(layout={"width": f"{100 * figsize[0]:.0f}px", "max_width": "100%"}), 0.0
        super().__init__([widgets.HBox(list(self.controls.values()), layout={"flex_flow": "row wrap"}), self.view])
        for control in self.controls.values():
            control.observe(self._redraw, "value")
        self._redraw()

    def _redraw(self, _=None):
        begin = time.perf_counter()
        self._figure.clear()
        self._figure.subplots_adjust(left=0.09, right=0.97, bottom=0.19, top=0.88)
        self._draw(self._figure, **{name: control.value for name, control in self.controls.items()})
        self.view.value = _png(self._figure)
        self.milliseconds = (time.perf_counter() - begin) * 1000

    def snapshot(self) -> bytes:
        return _png(self._figure, fast=False)


def live(draw: Callable[..., None], figsize: tuple[float, float] = (9, 3.6), **controls) -> Live:
    """A figure that draw(figure, **values) draws anew whenever one of the controls is moved.

    controls: as for ipywidgets' interact, (low, high, step) for a slider, a list for a choice, a bool for a
    box to tick, or a widget. Sliders and choices start at draw's defaults, where it has any.
    """
    return Live(draw, figsize, controls)


class _Clickable(anywidget.AnyWidget):
    """A picture that reports where it was clicked, as fractions of its width and height from the top left."""

    _esm = _JS / "clickable.js"
    png = traitlets.Bytes(b"").tag(sync=True)
    point = traitlets.List([0.0, 0.0]).tag(sync=True)


KERNELS = {
    "identity": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
    "moving average": [[1 / 9] * 3] * 3,
    "vertical edges (Prewitt)": [[1, 0, -1]] * 3,
    "horizontal edges (Prewitt)": [[1, 1, 1], [0, 0, 0], [-1, -1, -1]],
    "sharpen": [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    "Laplacian": [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    "shift left": [[0, 0, 0], [0, 0, 1], [0, 0, 0]],
}
_PADDINGS = {"none": None, "zeros": "constant", "reflect": "reflect", "replicate": "replicate",
             "circular": "circular"}


class KernelEditor(_Explorer):
    """See kernel_editor."""

    def __init__(self, image: Tensor):
        self._image = image.float().round()
        small = widgets.Layout(width="66px")
        self.cells = [widgets.FloatText(0.0, step=0.5, layout=small) for _ in range(9)]
        self.preset = widgets.Dropdown(options=list(KERNELS), value="vertical edges (Prewitt)", description="kernel")
        self.padding = widgets.Dropdown(options=list(_PADDINGS), value="none", description="padding")
        self.stride = widgets.IntSlider(1, 1, 4, description="stride")
        self.dilation = widgets.IntSlider(1, 1, 6, description="dilation")
        self.row = widgets.IntSlider(20, 0, 63, description="row")
        self.column = widgets.IntSlider(30, 0, 63, description="column")
        self.view, self.milliseconds = _Clickable(), 0.0
        self._quiet = False
        self._set_up_figure()
        self._take_preset()
        grid = widgets.GridBox(self.cells, layout=widgets.Layout(grid_template_columns="70px 70px 70px"))
        super().__init__([widgets.HBox([
            widgets.VBox([self.preset, grid]),
            widgets.VBox([self.padding, self.stride, self.dilation]),
            widgets.VBox([widgets.HTML("the output pixel (or click in the output)"), self.row, self.column]),
        ]), self.view])
        self.preset.observe(self._take_preset, "value")
        for control in (*self.cells, self.padding, self.stride, self.dilation, self.row, self.column):
            control.observe(self._redraw, "value")
        self.view.observe(self._clicked, "point")

    def _set_up_figure(self):
        figure = self._figure = _figure((11.5, 3.9))
        place = {"input": (0.005, 0.02, 0.31, 0.86), "window": (0.335, 0.52, 0.11, 0.34),
                 "kernel": (0.335, 0.03, 0.11, 0.34), "product": (0.50, 0.275, 0.12, 0.36),
                 "output": (0.685, 0.02, 0.31, 0.86)}
        colours = {"input": show.INPUT, "window": show.INPUT, "kernel": show.KERNEL, "product": show.OUTPUT,
                   "output": show.OUTPUT}
        self._axes, self._images, self._texts = {}, {}, {}
        for name, box in place.items():
            ax = self._axes[name] = figure.add_axes(box)
            ax.xaxis.set_visible(False)
            ax.yaxis.set_visible(False)
            self._images[name] = ax.imshow(np.zeros((3, 3)), cmap="gray")
            ax.set_title(name, color=colours[name], fontsize=11)
            for side in ax.spines.values():
                side.set(color=colours[name], linewidth=1.5)
            if name in ("window", "kernel", "product"):
                self._texts[name] = [ax.text(j, i, "", ha="center", va="center", fontsize=9, color="black")
                                     for i in range(3) for j in range(3)]
        figure.text(0.39, 0.445, "×", fontsize=18, ha="center", va="center")
        figure.text(0.472, 0.455, "=", fontsize=18, ha="center", va="center")
        self._sum = figure.text(0.56, 0.16, "", fontsize=13, ha="center", va="center", color=show.OUTPUT)
        self._frames = [show.Rectangle((0, 0), 1, 1, fill=False, color=show.KERNEL, linewidth=1.6)
                        for _ in range(9)]
        for frame in self._frames:
            self._axes["input"].add_patch(frame)
        self._border = show.Rectangle((0, 0), 1, 1, fill=False, color=show.INPUT, linewidth=1, linestyle="--")
        self._axes["input"].add_patch(self._border)
        self._pixel = show.Rectangle((0, 0), 1, 1, fill=False, color=show.KERNEL, linewidth=2)
        self._axes["output"].add_patch(self._pixel)

    def _take_preset(self, _=None):
        self._quiet = True
        for cell, value in zip(self.cells, np.ravel(KERNELS[self.preset.value]), strict=True):
            cell.value = round(float(value), 3)
        self._quiet = False
        self._redraw()

    def _clicked(self, change):
        x, y = change["new"]
        left, bottom, width, height = self._axes["output"].get_position().bounds
        h, w = self.output.shape
        column, row = int((x - left) / width * w), int((y - (1 - bottom - height)) / height * h)
        if 0 <= column < w and 0 <= row < h:
            self._quiet = True
            self.row.value, self.column.value = row, column
            self._quiet = False
            self._redraw()

    def _redraw(self, _=None):
        if self._quiet:
            return
        begin = time.perf_counter()
        stride, dilation, mode = self.stride.value, self.dilation.value, _PADDINGS[self.padding.value]
        kernel = torch.tensor([cell.value for cell in self.cells]).view(3, 3)
        around = dilation if mode else 0
        padded = pad(self._image[None, None], [around] * 4, mode=mode)[0, 0] if mode else self._image
        self.output = conv2d(padded[None, None], kernel[None, None], stride=stride, dilation=dilation)[0, 0]
        h, w = self.output.shape
        self._quiet = True
        self.row.max, self.column.max = h - 1, w - 1
        self._quiet = False
        row, column = self.row.value * stride, self.column.value * stride
        window = padded[row:row + 2 * dilation + 1:dilation, column:column + 2 * dilation + 1:dilation]
        self._draw(padded, window, kernel, around, row, column, dilation)
        self.view.png = _png(self._figure)
        self.milliseconds = (time.perf_counter() - begin) * 1000

    def _draw(self, padded, window, kernel, around, row, column, dilation):
        signed = bool((kernel < 0).any())
        bound = max(float(self.output.abs().max()), 1.0)
        panels = {"input": (padded, 0, 255, "gray"), "window": (window, -160, 255, "gray"),
                  "kernel": (kernel, -2.5, 2.5, "PuOr_r"), "product": (window * kernel, -400, 400, "PRGn"),
                  "output": (self.output, -bound, bound, "PRGn") if signed else (self.output, 0, 255, "gray")}
        for name, (values, low, high, cmap) in panels.items():
            image, (h, w) = self._images[name], values.shape
            image.set_data(values.numpy())
            image.set(clim=(low, high), cmap=cmap, extent=(-0.5, w - 0.5, h - 0.5, -0.5))
            self._axes[name].set(xlim=(-0.5, w - 0.5), ylim=(h - 0.5, -0.5))
            for text, value in zip(self._texts.get(name, ()), values.flatten().tolist(), strict=False):
                text.set_text(f"{value:.3g}".replace("-", "−"))
        self._axes["input"].set_title(f"input {padded.shape[0]}×{padded.shape[1]}"
                                      + (" (padded)" if around else ""), color=show.INPUT, fontsize=11)
        self._axes["output"].set_title(f"output {self.output.shape[0]}×{self.output.shape[1]}",
                                       color=show.OUTPUT, fontsize=11)
        self._sum.set_text(f"sum = {float((window * kernel).sum()):.4g}".replace("-", "−"))
        for k, frame in enumerate(self._frames):
            frame.set(x=column + dilation * (k % 3) - 0.5, y=row + dilation * (k // 3) - 0.5)
        h, w = self._image.shape
        self._border.set(x=around - 0.5, y=around - 0.5, width=w, height=h, visible=bool(around))
        self._pixel.set(x=self.column.value - 0.5, y=self.row.value - 0.5)

    def snapshot(self) -> bytes:
        return _png(self._figure, fast=False)


def kernel_editor(image: Tensor) -> KernelEditor:
    """A 3×3 kernel to edit over a grey picture (H, W) of 0..255, with padding, stride and dilation. The window
    that made the chosen output pixel is outlined on the input, and its sum of products written out; click in
    the output to choose another pixel."""
    if image.ndim != 2 or min(image.shape) < 16:
        raise ValueError(f"kernel_editor wants a grey picture (H, W) of at least 16×16, not {tuple(image.shape)}.")
    return KernelEditor(image)


class _Pad(anywidget.AnyWidget):
    """A square to draw on with the mouse; `pixels` are its side×side grey values, row by row."""

    _esm = _JS / "pad.js"
    side = traitlets.Int(32).tag(sync=True)
    pixels = traitlets.List([0] * 1024).tag(sync=True)
    drawn = traitlets.Int(0).tag(sync=True)
    fresh = traitlets.Bool(True).tag(sync=True)     # a picked digit is on the pad: the first stroke clears it


class DigitPad(_Explorer):
    """See digit_pad."""

    def __init__(self, model: nn.Module, images: Tensor, prepare: Callable[[Tensor], Tensor],
                 classes: Sequence[str]):
        self._model, self._images = model, images
        self._prepare, self._classes = prepare, classes
        wide = widgets.Layout(width="300px")
        self.pick = widgets.BoundedIntText(0, 0, len(images) - 1, description="digit no.")
        self.right = widgets.IntSlider(0, -12, 12, description="right", layout=wide)
        self.down = widgets.IntSlider(0, -12, 12, description="down", layout=wide)
        self.turn = widgets.IntSlider(0, -180, 180, description="turn °", layout=wide)
        self.size = widgets.FloatSlider(1, min=0.4, max=1.6, step=0.05, description="size", layout=wide)
        self.clear = widgets.Button(description="clear and draw")
        self.pad, self.bars = _Pad(side=images.shape[-1], pixels=[0] * images.shape[-1] ** 2), widgets.HTML()
        self.milliseconds, self.probabilities = 0.0, None
        super().__init__([widgets.HBox([
            widgets.VBox([self.pad, self.clear]), self.bars,
            widgets.VBox([widgets.HTML("draw in the black square, or move a scanned digit:"), self.pick, self.right,
                          self.down, self.turn, self.size])])])
        for control in (self.pick, self.right, self.down, self.turn, self.size):
            control.observe(self._moved, "value")
        self.pad.observe(self._drawn, "drawn")
        self.clear.on_click(self._cleared)
        self._moved()

    def _moved(self, _=None):
        side = self._images.shape[-1]
        x = self._images[self.pick.value][None].float()
        x = warp(x, *torch.tensor([[self.turn.value], [self.right.value / side], [self.down.value / side],
                                [self.size.value]]))
        self.pad.fresh = True
        self.pad.pixels = x.clamp(0, 255).round().int().flatten().tolist()
        self._classify(x)

    def _drawn(self, _=None):
        self._classify(_like_the_scans(torch.tensor(self.pad.pixels).view(1, 1, self.pad.side, -1).float()))

    def _cleared(self, _=None):
        self.pad.fresh = False
        self.pad.pixels = [0] * self.pad.side ** 2
        self.bars.value = "draw a digit, large"

    @torch.no_grad()
    def _classify(self, x: Tensor):
        begin = time.perf_counter()
        where = next(self._model.parameters()).device
        p = self.probabilities = softmax(self._model(self._prepare(x / 255).to(where)).float(), 1)[0].cpu()
        best = int(p.argmax())
        rows = "".join(
            f"<tr><td style='font-size:15px;font-weight:{700 if k == best else 400}'>{name}</td>"
            f"<td style='width:170px'><div style='height:13px;width:{max(1, int(170 * p[k]))}px;"
            f"background:{show.PREDICTION if k == best else show.GUESS}'></div></td>"
            f"<td style='text-align:right;width:44px'>{100 * p[k]:.0f}%</td></tr>"
            for k, name in enumerate(self._classes))
        self.bars.value = f"<table style='line-height:17px'>{rows}</table>"
        self.milliseconds = (time.perf_counter() - begin) * 1000

    def snapshot(self) -> bytes:
        figure = Figure(figsize=(6.4, 2.8), dpi=84, layout="constrained")
        FigureCanvasAgg(figure)
        left, right = figure.subplots(1, 2)
        show.picture(left, torch.tensor(self.pad.pixels).view(self.pad.side, -1).byte(), "what the network is shown")
        colours = [show.PREDICTION if p == self.probabilities.max() else show.GUESS for p in self.probabilities]
        right.barh(self._classes, self.probabilities, color=colours)
        right.invert_yaxis()
        right.set(xlabel="probability", xlim=(0, 1))
        return _png(figure, fast=False)


def _like_the_scans(x: Tensor) -> Tensor:
    """A drawing (1, 1, S, S) made as the scanned digits were: its box cut out and scaled to fill the height,
    averaged in 8×8 blocks, enlarged again."""
    ink = (x[0, 0] > 60).nonzero()
    if not len(ink):
        return x
    (top, left), (bottom, right) = ink.min(0).values.tolist(), ink.max(0).values.tolist()
    part = x[..., top:bottom + 1, left:right + 1]
    height, width = part.shape[-2:]
    part = pad(part, [max(0, height - width) // 2] * 2)
    small = avg_pool2d(interpolate(part, (32, 32), mode="bilinear", antialias=True), 4)
    return interpolate(small, x.shape[-2:], mode="bicubic").clamp(0, 255)


def digit_pad(model: nn.Module, images: Tensor, prepare: Callable[[Tensor], Tensor],
              classes: Sequence[str]) -> DigitPad:
    """A digit drawn with the mouse, or picked from `images` uint8 (N, 1, S, S) and moved, classified live by
    `model`. prepare: normalises a float batch in [0, 1] as in training."""
    return DigitPad(model.eval(), images, prepare, classes)
