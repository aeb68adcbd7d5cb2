"""A picture to click on, which two widgets show."""
from __future__ import annotations

from pathlib import Path

import anywidget
import traitlets


class Clickable(anywidget.AnyWidget):
    """A picture that reports where it was clicked, as fractions of its width and height from the
    top left."""

    _esm = Path(__file__).parent / "js" / "clickable.js"
    png = traitlets.Bytes(b"").tag(sync=True)
    point = traitlets.List([0.0, 0.0]).tag(sync=True)
