"""Things to move with the mouse. Each is an ipywidget that redraws in under 50 ms.

Where no kernel runs (GitHub, slides, a printed page), the stored notebook shows a picture of the
first state in place of the widget.
"""
from __future__ import annotations

import inspect
import io
import time
from collections.abc import Callable, Sequence

import ipywidgets as widgets
import traitlets
from matplotlib import rc_context
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def new_figure(figsize: tuple[float, float]) -> Figure:
    """A figure without automatic layout, which would double the time of a redraw."""
    with rc_context({"figure.constrained_layout.use": False}):
        figure = Figure(figsize)
    FigureCanvasAgg(figure)
    return figure


def png(figure: Figure, fast: bool = True) -> bytes:
    """The figure as a PNG file: quickly, for the screen, or sharp and small, to be stored."""
    stream, dpi = io.BytesIO(), figure.dpi
    figure.set_dpi(dpi if fast else 2 * dpi)
    # not savefig, which leaves a figure without layout engine with that of the style
    figure.canvas.print_png(stream, pil_kwargs={"compress_level": 1 if fast else 9})
    figure.set_dpi(dpi)
    return stream.getvalue()


class Explorer(widgets.VBox):
    """A widget that leaves a picture of itself in the stored notebook, with `alt`, a sentence that
    says what is to be seen. `milliseconds` is what the last redraw took."""

    def __init__(self, children: Sequence[widgets.Widget], alt: str):
        self.alt, self.milliseconds = alt, 0.0
        super().__init__(children)

    def update(self) -> None:
        """Draws anew what the controls say."""
        raise NotImplementedError

    def snapshot(self) -> Figure:
        """The picture that is stored."""
        raise NotImplementedError

    def redraw(self, _=None) -> None:
        """update, timed; what controls call when they are moved."""
        begin = time.perf_counter()
        self.update()
        self.milliseconds = (time.perf_counter() - begin) * 1000

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        if bundle is None:
            return None
        figure = self.snapshot()
        width, height = (round(side * figure.dpi) for side in figure.get_size_inches())
        shown = {"alt": self.alt, "width": width, "height": height}
        return bundle | {"image/png": png(figure, fast=False)}, {"image/png": shown}


class Guess(widgets.VBox):
    """A question to commit to before the answer is computed. `value` is None until the reader
    answers."""

    value = traitlets.Any(None, allow_none=True)

    def __init__(self, question: str, control: widgets.Widget):
        self._said = widgets.HTML("<i>no guess yet</i>")
        self._printed = "\n- ".join([f"Your guess. {question}",
                                     *map(str, getattr(control, "options", ()))])
        super().__init__([widgets.HTML(f"<b>Your guess.</b> {question}"),
                          widgets.HBox([control, self._said])])
        control.observe(self._answered, "value")

    @property
    def noted(self) -> str:
        """What a figure says of the guess beside the answer: " (your guess: ...)", or nothing as
        long as there is none."""
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
    whole = all(float(v).is_integer() for v in (low, high, step))
    kind = widgets.IntSlider if whole else widgets.FloatSlider
    return Guess(question, kind(value=low, min=low, max=high, step=step, layout={"width": "420px"}))


class Live(Explorer):
    """A figure that draw(figure, **values) draws anew whenever one of the controls is moved.

    controls: as for ipywidgets' interact, (low, high, step) for a slider, a list for a choice, a
    bool for a box to tick, or a widget. Sliders and choices start at draw's defaults, where it has
    any. alt: what is to be seen, in a sentence, for the stored picture.
    """

    def __init__(self, draw: Callable[..., None], figsize: tuple[float, float] = (9, 3.6), *,
                 alt: str, **controls):
        self._draw, self._figure = draw, new_figure(figsize)
        defaults = {name: p.default for name, p in inspect.signature(draw).parameters.items()}
        self.controls = {name: widgets.interactive.widget_from_abbrev(control, defaults[name])
                         for name, control in controls.items()}
        for name, control in self.controls.items():
            control.description = control.description or name
            if isinstance(control, widgets.Text):            # its own width is that of two words
                control.layout.width = "480px"
        # an Image without a width fills the page, and a small figure would be a blur
        size = {"width": f"{100 * figsize[0]:.0f}px", "max_width": "100%"}
        self.view = widgets.Image(layout=size)
        row = widgets.HBox(list(self.controls.values()), layout={"flex_flow": "row wrap"})
        super().__init__([row, self.view], alt)
        for control in self.controls.values():
            control.observe(self.redraw, "value")
        self.redraw()

    def update(self) -> None:
        self._figure.clear()
        self._figure.subplots_adjust(left=0.09, right=0.97, bottom=0.19, top=0.88)
        self._draw(self._figure, **{name: c.value for name, c in self.controls.items()})
        self.view.value = png(self._figure)

    def snapshot(self) -> Figure:
        return self._figure
