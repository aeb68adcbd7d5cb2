"""The error and the warning of everything that reads data or weights."""
from __future__ import annotations

import difflib
import warnings


class DataError(Exception):
    """Data or weights that cannot be had or are broken: what was asked for, what is wrong, what to
    do."""


class DataWarning(UserWarning):
    """Data that could be read, though perhaps not as they were meant: what was passed over or
    taken for something else."""


warnings.simplefilter("always", DataWarning)     # also when the same folder is read again


def warn(sentence: str) -> None:
    """Says a DataWarning, without the place in the course's code, which tells a reader nothing."""
    warnings.warn_explicit(sentence, DataWarning, "load", 0)


def unknown(what: str, name: str, known: list[str]) -> DataError:
    """The error for a `what` called `name` that is not among `known`: it names the nearest of them
    and all there are."""
    close = difflib.get_close_matches(name.lower().replace("-", "_"), known, 1, 0.5)
    hint = f" Did you mean {close[0]!r}?" if close else ""
    return DataError(f"there is no {what} {name!r}.{hint} There are {', '.join(known)}.")
