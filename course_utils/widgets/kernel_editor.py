"""A kernel to edit over a picture, by hand (lesson 01)."""
from __future__ import annotations

import ipywidgets as widgets
import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor
from torch.nn.functional import conv2d, pad

from .. import show
from .clickable import Clickable
from .explore import Explorer, new_figure, png

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


class KernelEditor(Explorer):
    """A 3×3 kernel to edit over a grey picture (H, W) of 0..255, with padding, stride and dilation.
    The window that made the chosen output pixel is outlined on the input, and its sum of products
    written out; click in the output to choose another pixel. Raises ValueError for other shapes."""

    def __init__(self, image: Tensor):
        if image.ndim != 2 or min(image.shape) < 16:
            raise ValueError("KernelEditor wants a grey picture (H, W) of at least 16×16, not "
                             f"{tuple(image.shape)}.")
        self._image = image.float().round()
        small = widgets.Layout(width="66px")
        self.cells = [widgets.FloatText(0.0, step=0.5, layout=small) for _ in range(9)]
        self.preset = widgets.Dropdown(options=list(KERNELS), value="vertical edges (Prewitt)",
                                       description="kernel")
        self.padding = widgets.Dropdown(options=list(_PADDINGS), value="none",
                                        description="padding")
        self.stride = widgets.IntSlider(1, 1, 4, description="stride")
        self.dilation = widgets.IntSlider(1, 1, 6, description="dilation")
        self.row = widgets.IntSlider(20, 0, 63, description="row")
        self.column = widgets.IntSlider(30, 0, 63, description="column")
        self.view = Clickable()
        self._quiet = False
        self._set_up_figure()
        self._take_preset()
        grid = widgets.GridBox(self.cells,
                               layout=widgets.Layout(grid_template_columns="70px 70px 70px"))
        super().__init__([widgets.HBox([
            widgets.VBox([self.preset, grid]),
            widgets.VBox([self.padding, self.stride, self.dilation]),
            widgets.VBox([widgets.HTML("the output pixel (or click in the output)"), self.row,
                          self.column]),
        ]), self.view], "A 3×3 kernel over a picture: the window of the chosen output pixel, its "
            "products with the kernel, their sum, and the whole output.")
        self.preset.observe(self._take_preset, "value")
        for control in (*self.cells, self.padding, self.stride, self.dilation, self.row,
                        self.column):
            control.observe(self.redraw, "value")
        self.view.observe(self._clicked, "point")

    def _set_up_figure(self):
        figure = self._figure = new_figure((11.5, 3.9))
        place = {"input": (0.005, 0.02, 0.31, 0.86), "window": (0.335, 0.52, 0.11, 0.34),
                 "kernel": (0.335, 0.03, 0.11, 0.34), "product": (0.50, 0.275, 0.12, 0.36),
                 "output": (0.685, 0.02, 0.31, 0.86)}
        colours = {"input": show.INPUT, "window": show.INPUT, "kernel": show.KERNEL,
                   "product": show.OUTPUT,
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
                self._texts[name] = [ax.text(j, i, "", ha="center", va="center", fontsize=9,
                                             color="black")
                                     for i in range(3) for j in range(3)]
        figure.text(0.39, 0.445, "×", fontsize=18, ha="center", va="center")
        figure.text(0.472, 0.455, "=", fontsize=18, ha="center", va="center")
        self._sum = figure.text(0.56, 0.16, "", fontsize=13, ha="center", va="center",
                                color=show.OUTPUT)
        self._frames = [show.Rectangle((0, 0), 1, 1, fill=False, color=show.KERNEL, linewidth=1.6)
                        for _ in range(9)]
        for frame in self._frames:
            self._axes["input"].add_patch(frame)
        self._border = show.Rectangle((0, 0), 1, 1, fill=False, color=show.INPUT, linewidth=1,
                                      linestyle="--")
        self._axes["input"].add_patch(self._border)
        self._pixel = show.Rectangle((0, 0), 1, 1, fill=False, color=show.KERNEL, linewidth=2)
        self._axes["output"].add_patch(self._pixel)

    def _take_preset(self, _=None):
        self._quiet = True
        for cell, value in zip(self.cells, np.ravel(KERNELS[self.preset.value]), strict=True):
            cell.value = round(float(value), 3)
        self._quiet = False
        self.redraw()

    def _clicked(self, change):
        x, y = change["new"]
        left, bottom, width, height = self._axes["output"].get_position().bounds
        h, w = self.output.shape
        column, row = int((x - left) / width * w), int((y - (1 - bottom - height)) / height * h)
        if 0 <= column < w and 0 <= row < h:
            self._quiet = True
            self.row.value, self.column.value = row, column
            self._quiet = False
            self.redraw()

    def update(self) -> None:
        if self._quiet:
            return
        stride, dilation = self.stride.value, self.dilation.value
        mode = _PADDINGS[self.padding.value]
        kernel = torch.tensor([cell.value for cell in self.cells]).view(3, 3)
        around = dilation if mode else 0
        padded = pad(self._image[None, None], [around] * 4,
                     mode=mode)[0, 0] if mode else self._image
        self.output = conv2d(padded[None, None], kernel[None, None], stride=stride,
                             dilation=dilation)[0, 0]
        h, w = self.output.shape
        self._quiet = True
        self.row.max, self.column.max = h - 1, w - 1
        self._quiet = False
        row, column = self.row.value * stride, self.column.value * stride
        window = padded[row:row + 2 * dilation + 1:dilation,
                        column:column + 2 * dilation + 1:dilation]
        self._draw(padded, window, kernel, around, row, column, dilation)
        self.view.png = png(self._figure)

    def _draw(self, padded, window, kernel, around, row, column, dilation):
        signed = bool((kernel < 0).any())
        bound = max(float(self.output.abs().max()), 1.0)
        panels = {"input": (padded, 0, 255, "gray"), "window": (window, -160, 255, "gray"),
                  "kernel": (kernel, -2.5, 2.5, "PuOr_r"),
                  "product": (window * kernel, -400, 400, "PRGn"),
                  "output": (self.output, -bound, bound, "PRGn") if signed
                  else (self.output, 0, 255, "gray")}
        for name, (values, low, high, cmap) in panels.items():
            image, (h, w) = self._images[name], values.shape
            image.set_data(values.numpy())
            image.set(clim=(low, high), cmap=cmap, extent=(-0.5, w - 0.5, h - 0.5, -0.5))
            self._axes[name].set(xlim=(-0.5, w - 0.5), ylim=(h - 0.5, -0.5))
            if name in self._texts:
                dark = image.to_rgba(values.numpy())[..., :3] @ (0.3, 0.59, 0.11) < 0.45
                for text, value, on_dark in zip(self._texts[name], values.flatten().tolist(),
                                                dark.flatten(), strict=True):
                    text.set(text=f"{value:.3g}".replace("-", "−"),
                             color="white" if on_dark else "black")
        self._axes["input"].set_title(f"input {padded.shape[0]}×{padded.shape[1]}"
                                      + (" (padded)" if around else ""), color=show.INPUT,
                                      fontsize=11)
        self._axes["output"].set_title(f"output {self.output.shape[0]}×{self.output.shape[1]}",
                                       color=show.OUTPUT, fontsize=11)
        self._sum.set_text(f"sum = {float((window * kernel).sum()):.4g}".replace("-", "−"))
        for k, frame in enumerate(self._frames):
            frame.set(x=column + dilation * (k % 3) - 0.5, y=row + dilation * (k // 3) - 0.5)
        h, w = self._image.shape
        self._border.set(x=around - 0.5, y=around - 0.5, width=w, height=h, visible=bool(around))
        self._pixel.set(x=self.column.value - 0.5, y=self.row.value - 0.5)

    def snapshot(self) -> Figure:
        return self._figure
