"""Pictures for the lessons: the same colours for the same things throughout the course."""
from __future__ import annotations

import base64
import io
import re
import sys
from collections.abc import Sequence
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from IPython.display import display
from matplotlib.axes import Axes
from matplotlib.collections import PolyCollection, QuadMesh
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from torch import Tensor

INPUT, KERNEL, OUTPUT = "#3b6fb6", "#d9822b", "#3a9a6b"
GRADIENT, TRUTH, PREDICTION = "#8b5fbf", "#222222", "#c8385a"
GUESS = "#999999"
# Plain application/json would be shown by JupyterLab as a tree, in place of the table.
RESULTS = "application/vnd.convnet-course.results+json"
SVG_LIMIT = 150_000           # characters; a cloud of a thousand points takes more
SERIES = (INPUT, KERNEL, OUTPUT, PREDICTION, GRADIENT, "#7a6a53")


def use_style() -> None:
    """Type large enough for the back row, colours of the course, small files."""
    plt.rcParams.update({
        "figure.dpi": 72, "figure.constrained_layout.use": True,
        "font.size": 12, "axes.titlesize": 13, "axes.labelsize": 12, "legend.fontsize": 11,
        "legend.frameon": False,
        "axes.spines.top": False, "axes.spines.right": False,
        "axes.prop_cycle": plt.cycler(color=SERIES),
        "image.cmap": "gray", "lines.linewidth": 2,
    })


def figure(alt: str) -> None:
    """Shows the current figure, and closes it. alt: what is to be seen, in one sentence, for those
    who do not see it; it is stored with the figure.

    Line drawings become SVG. Figures that hold pictures, and drawings that would be larger than
    SVG_LIMIT, become PNG with two pixels for each one shown.
    """
    fig = plt.gcf()
    width, height = (round(side * fig.dpi) for side in fig.get_size_inches())
    kind, content = "image/svg+xml", "" if _holds_pictures(fig) else _svg(fig, alt, width, height)
    if not 0 < len(content) <= SVG_LIMIT:
        stream = io.BytesIO()
        fig.savefig(stream, dpi=2 * fig.dpi)
        kind, content = "image/png", base64.b64encode(stream.getvalue()).decode()
    plt.close(fig)
    shown = {"alt": alt, "width": width, "height": height}
    display({kind: content, "text/plain": alt}, metadata={kind: shown}, raw=True)


def _holds_pictures(fig: Figure) -> bool:
    return any(ax.images or any(isinstance(c, QuadMesh) for c in ax.collections) for ax in fig.axes)


def _svg(fig: Figure, alt: str, width: int, height: int) -> str:
    """The figure as SVG, the same for the same figure, measured in pixels."""
    stream = io.StringIO()
    with plt.rc_context({"svg.hashsalt": "course"}):
        fig.savefig(stream, format="svg", metadata={"Date": None, "Creator": None, "Title": alt})
    size = f'width="{width}" height="{height}"'
    return re.sub(r'width="[\d.]+pt" height="[\d.]+pt"', size, stream.getvalue(), count=1)


def _array(picture: Tensor | np.ndarray) -> np.ndarray:
    """(C, H, W) or (H, W), uint8 or float, as matplotlib wants it."""
    array = picture.detach().cpu().numpy() if isinstance(picture, Tensor) else np.asarray(picture)
    if array.ndim == 3 and array.shape[0] in (1, 3):
        array = array.transpose(1, 2, 0).squeeze()
    return array


def picture(ax: Axes, image: Tensor | np.ndarray, title: str = "", signed: bool = False,
            **options) -> None:
    """One picture, (C, H, W) or (H, W), into `ax`. Grey pictures of bytes are shown from 0 to 255;
    signed=True shows negative in purple, positive in green, and zero white, the strongest hundredth
    saturated."""
    array = _array(image)
    if array.ndim == 3 and array.dtype != np.uint8:
        array = array.clip(0, 1)
    if signed:
        bound = max(float(np.quantile(np.abs(array), 0.99)), 1e-9)
        options = {"cmap": "PRGn", "vmin": -bound, "vmax": bound} | options
    elif array.dtype == np.uint8:
        options = {"vmin": 0, "vmax": 255} | options
    ax.imshow(array, **options)
    ax.set(xticks=[], yticks=[])
    ax.set_title(title)
    for side in ax.spines.values():
        side.set_visible(False)


def pictures(images: Sequence, titles: Sequence[str] = (), columns: int = 6, width: float = 2.0,
             signed: bool = False, suptitle: str = "") -> Figure:
    """A grid of pictures, each with its title."""
    columns = min(columns, len(images))
    rows = -(-len(images) // columns)
    shape = _array(images[0]).shape
    fig, axes = plt.subplots(rows, columns, squeeze=False,
                             figsize=(columns * width,
                                      rows * (width * shape[0] / shape[1] + 0.35 * bool(titles))))
    for i, ax in enumerate(axes.flat):
        if i < len(images):
            picture(ax, images[i], titles[i] if i < len(titles) else "", signed)
        else:
            ax.axis("off")
    if suptitle:
        fig.suptitle(suptitle)
    return fig


def numbers(ax: Axes, matrix: Tensor | np.ndarray, title: str = "", colour: str = INPUT, *,
            window: tuple[int, int, int, int] | None = None, digits: int = 0) -> None:
    """A small matrix with its numbers written in the cells, shaded by their size in the colour of
    what it is.
    window: (row, column, height, width) to outline."""
    array = np.asarray(_array(matrix), float)
    bound = max(np.abs(array).max(), 1e-9)
    red, green, blue = plt.matplotlib.colors.to_rgb(colour)
    shade = 0.75 * np.abs(array)[..., None] / bound
    ax.imshow(1 - shade * (1 - np.array([red, green, blue])))
    for (i, j), v in np.ndenumerate(array):
        ax.text(j, i, f"{round(v, digits) + 0.0:.{digits}f}".replace("-", "−"), ha="center",
                va="center",
                fontsize=13 if array.shape[1] <= 7 else 10)
    ax.set(xticks=np.arange(array.shape[1] + 1) - 0.5, yticks=np.arange(array.shape[0] + 1) - 0.5,
           xticklabels=[], yticklabels=[])
    ax.tick_params(length=0)
    ax.grid(color="white", linewidth=1.5)
    for side in ax.spines.values():
        side.set_visible(False)
    ax.set_title(title, color=colour)
    if window:
        outline(ax, *window)


def outline(ax: Axes, row: float, column: float, height: float, width: float, colour: str = KERNEL,
            linewidth: float = 3, **options) -> None:
    """A frame around the pixels row..row+height-1, column..column+width-1."""
    ax.add_patch(Rectangle((column - 0.5, row - 0.5), width, height, fill=False, edgecolor=colour,
                           linewidth=linewidth, clip_on=False, **options))


def boxes(ax: Axes, corners: Tensor | np.ndarray, texts: Sequence[str] = (),
          colour: str | Sequence[str] = PREDICTION,
          linewidth: float = 2.5, **options) -> None:
    """Frames on the picture in `ax`: corners (N, 4), a row of x1, y1, x2, y2 in pixels each; a text
    above each, if given; one colour or N. options: matplotlib's for a PolyCollection (linestyle,
    alpha, ...).

    Raises ValueError for another shape, a box that is turned round or not finite, or another number
    of texts.
    """
    corners = np.asarray(_array(corners), float)
    if corners.ndim != 2 or corners.shape[1] != 4:
        raise ValueError(f"boxes of shape {corners.shape}: (N, 4) is wanted, a row of x1, y1, x2, "
                         "y2 for each box.")
    wrong = ~((corners[:, :2] <= corners[:, 2:]).all(1) & np.isfinite(corners).all(1))
    if wrong.any():
        raise ValueError(f"box {wrong.argmax()} is {corners[wrong.argmax()].tolist()}: x1 <= x2 "
                         "and y1 <= y2 are wanted, both "
                         "finite. Are these perhaps x, y, width and height? "
                         "torchvision.ops.box_convert turns one into the other.")
    if len(texts) not in (0, len(corners)):
        raise ValueError(
            f"{len(texts)} texts for {len(corners)} boxes: give one for each, or none.")
    colours = [colour] * len(corners) if isinstance(colour, str) else list(colour)
    # imshow puts the middle of the first pixel at 0
    x1, y1, x2, y2 = corners.T - 0.5
    ax.add_collection(PolyCollection(np.stack([[x1, x2, x2, x1],
                                               [y1, y1, y2, y2]]).transpose(2, 1, 0),
                                     facecolors="none",
                                     edgecolors=colours, linewidths=linewidth, **options),
                      autolim=False)
    # room for a text; where there is none it goes below
    above = 0.07 * max(abs(np.subtract(*ax.get_ylim())), 1)
    for text, x, top, bottom, c in zip(texts, x1, y1, y2, colours, strict=False):
        inside = top - min(ax.get_ylim()) < above
        ax.text(x, bottom if inside else top, text, va="top" if inside else "bottom", fontsize=10,
                color="white",
                bbox={"facecolor": c, "edgecolor": "none", "pad": 1}, clip_on=True)


def detections(ax: Axes, found: dict[str, Tensor], classes: Sequence[str], *, names: bool = True,
               linewidth: float = 2.5) -> None:
    """What a detector found, on the picture in `ax`: frames in the colours of their classes, with
    class and score.
    found: boxes (N, 4), labels (N,) that count `classes` from 0, scores (N,). Raises ValueError as
    boxes does."""
    labels = found["labels"].tolist()
    if labels and not 0 <= min(labels) <= max(labels) < len(classes):
        raise ValueError(f"labels from {min(labels)} to {max(labels)} for {len(classes)} classes: "
                         f"0 to {len(classes) - 1} are wanted.")
    texts = [f"{classes[k]} {score:.2f}"
             for k, score in zip(labels, found["scores"].tolist(), strict=True)]
    boxes(ax, found["boxes"], texts if names else (), [SERIES[k % len(SERIES)] for k in labels],
          linewidth)


def strongest(found: dict[str, Tensor], least: float, zoom: float = 1,
              iou: float = 0.3) -> dict[str, Tensor]:
    """Of one picture's detections those to draw: scores above `least` after non-maximum suppression
    across classes, at an IoU of `iou`; the highest score first.
    found: boxes (N, 4), scores (N,) and whatever else has N rows. The boxes come back times `zoom`.
    """
    from torchvision.ops import nms  # two seconds: it imports torch's compiler
    keep = nms(found["boxes"], found["scores"], iou)
    keep = keep[found["scores"][keep] > least]
    kept = {name: value[keep] for name, value in found.items()}
    return kept | {"boxes": zoom * kept["boxes"]}


def curves(ax: Axes, histories: dict) -> None:
    """The loss of named runs of `fit`: by step (faint) in training, by epoch (bold) on what is held
    out."""
    for colour, (name, history) in zip(SERIES, histories.items(), strict=False):
        steps, per_epoch = np.arange(1,
                                     len(history.loss)
                                     + 1), len(history.loss) / max(len(history.epochs), 1)
        ax.plot(steps / per_epoch, history.loss, color=colour, alpha=0.25, linewidth=1)
        values = [(e["epoch"], e["loss"]) for e in history.epochs]
        ax.plot(*zip(*values, strict=True), color=colour, marker="o", markersize=4, label=name)
    ax.set(xlabel="epoch", ylabel="loss (faint: each step)", yscale="log")
    ax.legend()


def confusion(ax: Axes, matrix: np.ndarray, classes: Sequence[str]) -> None:
    """Confusion matrix (true class by row) with its mistakes written in; what is right is shown by
    shade only, since it would drown them."""
    wrong = matrix - np.diag(np.diag(matrix))
    ax.imshow(wrong, cmap="Reds", vmax=max(wrong.max(), 1) * 1.6)
    for (i, j), v in np.ndenumerate(matrix):
        if v:
            ax.text(j, i, int(v), ha="center", va="center", color=GUESS if i == j else TRUTH,
                    fontweight="normal" if i == j else "bold")
    ax.set(xticks=range(len(classes)), yticks=range(len(classes)), xticklabels=classes,
           yticklabels=classes,
           xlabel="predicted", ylabel="true")


class _Results(dict):
    """A lesson's headline numbers: a small table to read, JSON for whoever collects them."""

    def _repr_mimebundle_(self, **_):
        row = "<tr><td style='text-align:left'>{}</td><td><b>{}</b></td></tr>".format
        rows = "".join(row(name.replace("_", " "), f"{value:,.4g}" if isinstance(value, float)
                           else f"{value:,}") for name, value in self.items())
        plain = "\n".join(f"{name}: {value}" for name, value in self.items())
        return {"text/html": f"<table>{rows}</table>", RESULTS: dict(self), "text/plain": plain}


def _peak_memory() -> float:
    """The most memory that this process has held so far, in GiB."""
    # not ru_maxrss, which keeps the peak of the process that started this one
    if sys.platform == "linux":
        return int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / 2 ** 20
    if sys.platform == "win32":
        import psutil
        return psutil.Process().memory_info().peak_wset / 2 ** 30
    import resource
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2 ** 30


def results(**numbers: float) -> None:
    """Shows the headline numbers of a lesson and the most memory it took; the notebook stores them
    as JSON (of MIME type RESULTS) too."""
    numbers["memory_gib"] = _peak_memory()
    display(_Results({name: value.item() if hasattr(value, "item") else value
                      for name, value in numbers.items()}))
