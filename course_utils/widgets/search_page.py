"""A page of pictures to search by a click (lesson 26)."""
from __future__ import annotations

import ipywidgets as widgets
import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from torch import Tensor, cdist
from torch.nn.functional import avg_pool2d

from .. import show
from .clickable import Clickable
from .explore import Explorer, new_figure, png

_LINE = 3            # pixels of a frame


class SearchPage(Explorer):
    """A wall of pictures, float in [0, 1] or uint8 (N, 3, S, S), S even. A click on one, there or
    among the neighbours, or its number, shows its nearest neighbours under each of `codes`: name →
    float (N, D). A frame says which of them carry the same of `labels` (N,). Raises ValueError
    where there is no code, or not as many codes or labels as pictures, and for fewer than 6
    columns."""

    def __init__(self, images: Tensor, codes: dict[str, Tensor], labels: Tensor, found: int = 8,
                 columns: int = 24):
        if columns < 6:
            raise ValueError(f"SearchPage wants at least 6 columns, not {columns}.")
        if not codes or any(len(values) != len(images) for values in [labels, *codes.values()]):
            raise ValueError(f"SearchPage wants a code and a label for each of {len(images)} "
                             "pictures.")
        pictures = images.float() / (1 if images.is_floating_point() else 255)
        self._pictures = pictures.permute(0, 2, 3, 1).numpy()
        self._labels, self._columns = labels, columns
        found = min(found, columns // 2 - 2)                # as many as fit below the wall
        self._orders = {name: _nearest(values.float(), found) for name, values in codes.items()}
        self._wall = _tiled(avg_pool2d(pictures, 2).permute(0, 2, 3, 1).numpy(), self._columns)
        self.number = widgets.BoundedIntText(0, 0, len(images) - 1, description="picture no.")
        height, width = self._page().shape[:2]
        self._figure = new_figure((10.7, 10.7 * height / width))
        self.view = Clickable()
        super().__init__([widgets.HBox([self.number, widgets.HTML("or click on a picture")]),
                          self.view],
                         f"A wall of {len(images)} small pictures, one of them framed; below, its "
                         f"nearest neighbours by {' and by '.join(codes)}, framed where the label "
                         "is the same.")
        self.number.observe(self.redraw, "value")
        self.view.observe(self._clicked, "point")
        self.redraw()

    def neighbours(self, name: str) -> Tensor:
        """The numbers of the nearest pictures to the chosen one, by the code of that name."""
        return self._orders[name][self.number.value]

    def _page(self) -> np.ndarray:
        """The wall, and below a row for each code: room for its name, the query, its neighbours."""
        picked = self.number.value
        side, wall = self._pictures.shape[1] // 2, self._wall.copy()
        row, column = divmod(picked, self._columns)
        _frame(wall[row * side:(row + 1) * side, column * side:(column + 1) * side],
               show.PREDICTION)
        rows = [wall]
        for name in self._orders:
            places = [picked, *self.neighbours(name).tolist()]
            across = wall.shape[1] // (len(places) + 1)
            line = np.ones((2 * side + 10, wall.shape[1], 3), np.float32)
            for k, i in enumerate(places, 1):
                large = self._pictures[i].copy()
                if self._labels[i] == self._labels[picked]:
                    _frame(large, show.PREDICTION if k == 1 else show.OUTPUT)
                line[10:, k * across:k * across + 2 * side] = large
            rows.append(line)
        return np.concatenate(rows)

    def _clicked(self, change):
        right, down = change["new"]
        side = self._pictures.shape[1] // 2
        rows = len(self._wall) // side
        below = int(down * self._height) - len(self._wall)
        row, column = int(down * self._height / side), int(right * self._columns)
        picked = row * self._columns + column
        if 0 <= row < rows and 0 <= column < self._columns and picked < len(self._pictures):
            self.number.value = picked
        elif 0 <= below < len(self._orders) * (2 * side + 10):
            line, above = divmod(below, 2 * side + 10)
            found = list(self._orders.values())[line][self.number.value].tolist()
            across = self._wall.shape[1] // (len(found) + 2)
            k, beside = divmod(int(right * self._wall.shape[1]), across)
            if 2 <= k < len(found) + 2 and beside < 2 * side and above >= 10:
                self.number.value = found[k - 2]

    def update(self) -> None:
        page = self._page()
        self._height, width = page.shape[:2]
        self._figure.clear()
        ax = self._figure.add_axes((0, 0, 1, 1))
        ax.imshow((255 * page).astype(np.uint8), aspect="auto", interpolation="nearest")
        ax.axis("off")
        tall = (self._height - len(self._wall)) / len(self._orders)
        for k, name in enumerate(self._orders):
            ax.text(0.02 * width, len(self._wall) + (k + 0.55) * tall, name, va="center",
                    fontsize=12)
        self.view.png = png(self._figure)

    def snapshot(self) -> Figure:
        return self._figure


def _nearest(values: Tensor, found: int) -> Tensor:
    """For each row the numbers of the `found` nearest others, the nearest first."""
    distances = cdist(values, values).fill_diagonal_(float("inf"))
    return distances.argsort(dim=1, stable=True)[:, :min(found, len(values) - 1)]


def _tiled(pictures: np.ndarray, columns: int) -> np.ndarray:
    """(N, S, S, 3) as one picture, row by row; what is missing in the last row is white."""
    side, rows = pictures.shape[1], -(-len(pictures) // columns)
    tiles = np.ones((rows * columns, side, side, 3), np.float32)
    tiles[:len(pictures)] = pictures
    tiles = tiles.reshape(rows, columns, side, side, 3).transpose(0, 2, 1, 3, 4)
    return tiles.reshape(rows * side, columns * side, 3)


def _frame(picture: np.ndarray, colour: str) -> None:
    """Paints a frame into the picture (H, W, 3)."""
    for part in (picture[:_LINE], picture[-_LINE:], picture[:, :_LINE], picture[:, -_LINE:]):
        part[:] = to_rgb(colour)
