"""What distinguishes an answer from the right one, in words; no more of it than shows it."""
from __future__ import annotations

import math
from collections.abc import Sequence
from numbers import Integral, Number

import numpy as np
import torch
from torch import Tensor

FEWEST = 3          # elements from which a factor or an offset is concluded


def difference(got, wanted, tolerance: float = 1e-4, kinds: bool = True) -> str:
    """What distinguishes got from wanted, in words; empty if nothing does.

    Numbers may differ by `tolerance` of the wanted one, or of the largest of the tensor up to 1,
    where that is more. With kinds=False only values are compared: no dtypes, no whole numbers.
    """
    if isinstance(wanted, dict):
        return _dict_difference(got, wanted, tolerance, kinds)
    if isinstance(wanted, tuple | list):
        return _sequence_difference(got, wanted, tolerance, kinds)
    if isinstance(wanted, Tensor):
        return _tensor_difference(got, wanted, tolerance, kinds)
    if isinstance(wanted, bool):
        return _bool_difference(got, wanted)
    if isinstance(wanted, str):
        return "" if isinstance(got, str) and got == wanted else f"you return {got!r}."
    return _number_difference(got, wanted, tolerance, kinds)


def _dict_difference(got, wanted: dict, tolerance: float, kinds: bool) -> str:
    if not isinstance(got, dict) or got.keys() != wanted.keys():
        names = ", ".join(map(str, wanted))
        returned = f"one of {', '.join(map(str, got))}" if isinstance(got, dict) else brief(got)
        return f"wanted is a dict of {names}, and you return {returned}."
    for key, value in wanted.items():
        problem = difference(got[key], value, tolerance, kinds)
        if problem:
            return f"value of {key!r}: {problem}"
    return ""


def _sequence_difference(got, wanted: Sequence, tolerance: float, kinds: bool) -> str:
    if not isinstance(got, tuple | list) or len(got) != len(wanted):
        returned = brief(got)
        if isinstance(got, tuple | list) and len(repr(got)) >= 60:
            returned = str(len(got))
        values = "is 1 value" if len(wanted) == 1 else f"are {len(wanted)} values"
        return f"wanted {values}, and you return {returned}."
    for k, (g, w) in enumerate(zip(got, wanted, strict=True), 1):
        problem = difference(g, w, tolerance, kinds)
        if problem:
            return f"value {k} of {len(wanted)}: {problem}"
    return ""


def _bool_difference(got, wanted: bool) -> str:
    if isinstance(got, Tensor) and got.dtype == torch.bool and got.ndim == 0:
        got = got.item()
    if isinstance(got, bool | np.bool_):
        return "" if bool(got) == wanted else f"you return {bool(got)}."
    return f"True or False is wanted, and you return {brief(got)}."


def _number_difference(got, wanted: Number, tolerance: float, kinds: bool) -> str:
    if isinstance(got, Tensor) and got.ndim:
        return (f"a number is wanted, and you return a tensor of shape {tuple(got.shape)}: take "
                "its sum, its mean or .item().")
    if isinstance(got, Tensor) and got.requires_grad:
        return "a plain number is wanted, and you return a tensor with its graph: .item() ends it."
    if isinstance(got, complex) or isinstance(got, Tensor) and got.is_complex():
        return "your result is complex; a real number is wanted."
    if isinstance(got, bool) or not isinstance(got, Number | Tensor | np.generic):
        return f"wanted is a number, and you return {brief(got)}."
    value = float(got)
    if math.isnan(value) and not math.isnan(wanted):
        return "you return nan (not a number): look for 0/0 or the logarithm of a negative number."
    if _whole(got) and _whole(wanted):
        if int(got) != int(wanted):
            return f"you return {int(got)}, wanted is {int(wanted)}."
    elif not _close(torch.tensor(value), torch.tensor(float(wanted)), tolerance).item():
        return "you return {}, wanted is {}.".format(*_apart(value, float(wanted)))
    if kinds and _whole(wanted) and not _whole(got):
        return (f"the value is right, but it is a {type(got).__name__}; a whole number (int) is "
                "wanted. Use // for /, or int(...).")
    return ""


def _whole(x) -> bool:
    return isinstance(x, Integral) or isinstance(x, Tensor) and not x.is_floating_point()


def _close(got: Tensor, wanted: Tensor, tolerance: float) -> Tensor:
    """Element by element. Infinities, and the nan of a known mistake, equal themselves alone."""
    g, w = got.double(), wanted.double()
    finite = w[w.isfinite()].abs()
    largest = finite.max().item() if finite.numel() else 1.0
    # what float32 loses where large terms cancel is nobody's mistake
    near = (g - w).abs() <= (tolerance * w.abs().clamp_min(min(1.0, max(largest, 0.01)))
                             + 1e-6 * largest)
    return (g == w) | (g.isnan() & w.isnan()) | (near & w.isfinite())


def _tensor_difference(got, wanted: Tensor, tolerance: float, kinds: bool) -> str:
    if isinstance(got, np.ndarray):
        return "you return a NumPy array; a torch tensor is wanted."
    if not isinstance(got, Tensor):
        kind = f"a tensor of shape {tuple(wanted.shape)}" if wanted.ndim else "a tensor of no axes"
        return f"{kind} is wanted, and you return {brief(got)}."
    if got.shape != wanted.shape:
        return f"your result has shape {tuple(got.shape)}, wanted is {tuple(wanted.shape)}."
    got, wanted = got.detach().cpu(), wanted.detach().cpu()
    if got.is_complex():
        return "your result is complex; real numbers are wanted."
    if kinds and wanted.dtype == torch.bool != got.dtype:
        return f"True and False (torch.bool) are wanted, and your result has dtype {got.dtype}."
    if {got.dtype, wanted.dtype} & {torch.float16, torch.bfloat16}:
        tolerance = max(tolerance, 5e-3)
    bad = ~_close(got, wanted, tolerance)
    if kinds and wanted.is_floating_point() and not got.is_floating_point():
        how = "holds True and False" if got.dtype == torch.bool else "has whole numbers"
        return f"your result {how} ({got.dtype}); numbers with fractions are wanted: .float()."
    if not bad.any():
        return _kind_difference(got, wanted) if kinds else ""
    first = tuple(bad.nonzero()[0].tolist())
    place = f"[{', '.join(map(str, first))}]"
    if got.is_floating_point() and got[first].isnan():
        where = f"element {place} is" if got.ndim else "you return"
        return (f"{where} nan (not a number): look for 0/0, an infinity times 0, the root or the "
                "logarithm of a negative number, or something never filled in.")
    yours, right = got[first].item(), wanted[first].item()
    if not got.dtype == wanted.dtype == torch.bool:
        yours, right = _apart(yours, right)
    if not got.ndim:
        return f"you return {yours}, wanted is {right}."
    return (f"{int(bad.sum())} of {bad.numel()} elements differ, the first at {place}: yours is "
            f"{yours}, wanted is {right}.")


def _kind_difference(got: Tensor, wanted: Tensor) -> str:
    """What is wrong with the dtype of a result whose values are right."""
    said = f"the values are right, but your result has dtype {got.dtype}, wanted is {wanted.dtype}"
    if wanted.dtype == torch.int64 and got.dtype != torch.int64:
        return f"{said}: .long() makes whole numbers with room for large ones."
    if got.dtype != wanted.dtype and (got.dtype, wanted.dtype) != (torch.float32, torch.float64):
        return f"{said}: keep the dtype of the inputs, or use .float()."
    return ""


def generic(pairs: Sequence[tuple]) -> str:
    """A mistake that shows in the numbers alone, in words: exchanged axes, the sign, zeros, a
    factor, an offset. pairs: (got, wanted) of every call; only what explains all of them counts."""
    rows = [_leaves(got, wanted) for got, wanted in pairs]
    if None in rows or len({len(row) for row in rows}) != 1:
        return ""
    columns = [list(column) for column in zip(*rows, strict=True)]
    wrong = [column for column in columns if not all(_equal(g, w) for g, w in column)]
    for looks_like in (_transposed, _sign, _zeros, _factor, _offset):
        found = {looks_like(column) for column in wrong}
        if len(found) == 1 and "" not in found:
            return found.pop()
    return ""


def _leaves(got, wanted) -> list[tuple[Tensor, Tensor]] | None:
    """The numbers in got and wanted side by side as doubles, True and False and words left out;
    None where they cannot be compared."""
    if isinstance(wanted, dict):
        got, wanted = list(got.values()) if isinstance(got, dict) else got, list(wanted.values())
    if isinstance(wanted, tuple | list):
        if not isinstance(got, tuple | list) or len(got) != len(wanted):
            return None
        parts = [_leaves(g, w) for g, w in zip(got, wanted, strict=True)]
        return None if None in parts else [pair for part in parts for pair in part]
    if isinstance(wanted, bool | str):
        return []
    kinds = (Tensor, int, float)
    if not isinstance(got, kinds) or not isinstance(wanted, kinds):
        return None
    g, w = (torch.as_tensor(v).detach().cpu() for v in (got, wanted))
    return None if g.is_complex() else [(g.double(), w.double())]


def _equal(g: Tensor, w: Tensor) -> bool:
    """To the last elements: small ones among large ones count here."""
    return g.shape == w.shape and torch.allclose(g, w, rtol=1e-4, atol=1e-6, equal_nan=True)


def _flat(column: list) -> tuple[Tensor, Tensor] | None:
    """All calls in one row, where that allows a conclusion."""
    if any(g.shape != w.shape for g, w in column):
        return None
    g, w = (torch.cat([pair[k].flatten() for pair in column]) for k in (0, 1))
    usable = g.isfinite().all() and w.isfinite().all() and (w != 0).sum() >= FEWEST
    return (g, w) if usable else None


def _transposed(column: list) -> str:
    turned = all(g.ndim >= 2 and _equal(g.mT, w) for g, w in column)
    return "rows and columns are exchanged (the result is transposed)" if turned else ""


def _sign(column: list) -> str:
    flat = _flat(column)
    return "the sign is the wrong way round" if flat and _equal(-flat[0], flat[1]) else ""


def _zeros(column: list) -> str:
    flat = _flat(column)
    return "the result is all zeros" if flat and not flat[0].any() else ""


def _factor(column: list) -> str:
    flat = _flat(column)
    if not flat:
        return ""
    g, w = flat
    factor = ((g * w).sum() / (w * w).sum()).item()
    if abs(factor) < 1e-6 or abs(factor - 1) < 5e-3 or not _equal(g / factor, w):
        return ""
    return f"a constant factor is off: yours is {number(factor)} times the wanted"


def _offset(column: list) -> str:
    flat = _flat(column)
    if not flat:
        return ""
    g, w = flat
    offset = (g - w).mean()
    if offset.abs() < 1e-3 * max(1, w.abs().max().item()) or not _equal(g - offset, w):
        return ""
    more, by = ("more" if offset > 0 else "less"), number(offset.abs().item())
    return f"a constant is added: yours is {by} {more} than the wanted everywhere"


def number(x: float, digits: int = 4) -> str:
    x = float(x) + 0.0                                      # no -0
    return f"{x:.0f}" if abs(x) < 1e6 and x.is_integer() else f"{x:.{digits}g}"


def _apart(a: float, b: float) -> tuple[str, str]:
    """Two numbers that differ, with as many digits as show it."""
    for digits in (4, 6, 9):
        pair = number(a, digits), number(b, digits)
        if pair[0] != pair[1]:
            return pair
    return repr(a), repr(b)


def brief(x) -> str:
    """A value for a message: small ones written out, tensors by their shape, lists by length."""
    if isinstance(x, Tensor):
        if x.ndim <= 2 and x.numel() <= 9 and not x.is_meta:
            return _written(x.tolist())
        return f"tensor of {'×'.join(map(str, x.shape))}"
    if isinstance(x, tuple | list) and any(isinstance(v, Tensor | tuple | list) or callable(v)
                                           for v in x):
        inside = ", ".join(map(brief, x))
        ends = "()" if isinstance(x, tuple) else "[]"
        return ends[0] + inside + ends[1] if len(inside) < 80 else f"a {_kind(x)} of {len(x)}"
    if isinstance(x, dict):
        inside = ", ".join(f"{key}: {brief(value)}" for key, value in x.items())
        return f"{{{inside}}}" if len(inside) < 160 else f"a dict of {', '.join(map(str, x))}"
    text = getattr(x, "__name__", None) or repr(x)
    return text if len(text) < 60 else f"a {_kind(x)}"


def _kind(x) -> str:
    return type(x).__name__


def _written(values) -> str:
    if isinstance(values, list):
        return f"[{', '.join(map(_written, values))}]"
    return repr(values) if isinstance(values, bool) else number(values)
