"""Checks of exercises that say what is wrong.

A check calls the learner's function on several inputs and compares with an independent oracle. Its message
names the input, the shape, the first differing element and, where the answer is that of a known mistake,
the mistake; it never shows the solution. In a notebook the message appears alone, without a traceback.
"""
from __future__ import annotations

import copy
import linecache
import math
import sysconfig
import traceback
from collections.abc import Callable, Sequence
from numbers import Integral
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

# where code lies that a learner did not write
_NOT_THEIRS = (str(Path(__file__).parent), *{sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")})


class Wrong(AssertionError):
    """An answer that is not right yet."""

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the learner is to read the sentence, not our frames."""
        return [f"\x1b[31mNot yet.\x1b[0m {self}"]


def function(answer: Callable, oracle: Callable, inputs: Sequence[tuple], *,
             mistakes: dict[str, Callable] | None = None, tolerance: float = 1e-4) -> None:
    """Compares answer(*input) with oracle(*input) for each tuple of `inputs`.

    mistakes: sentence → function that makes this mistake; if an answer equals it wherever the two can be told
    apart from the oracle, the sentence is the diagnosis. Raises Wrong. Prints one line when all is well.
    """
    title = getattr(answer, "__name__", "the answer")
    calls = []                                    # (description, got, wanted, arguments)
    for arguments in inputs:
        what = f"{title}({', '.join(_brief(a) for a in arguments)})"
        wanted = oracle(*copy.deepcopy(arguments))
        calls.append((what, _call(answer, arguments, what, title), wanted, arguments))
    for what, got, wanted, _ in calls:
        problem = difference(got, wanted, tolerance)
        if problem:
            diagnosis = _known(calls, mistakes or {}, tolerance) or _generic(got, wanted, tolerance)
            raise Wrong(f"{what}: {problem}" + _named(diagnosis))
    print(f"✓ {title}: right on {len(calls)} input{'s' * (len(calls) > 1)}")


def case(answer: Callable, arguments: tuple, wanted, what: str, *, mistakes: dict | None = None, tolerance: float = 1e-4) -> None:
    """Compares answer(*arguments) with the result worked out by hand for this case, which `what` describes.
    mistakes: sentence → the value this mistake gives. Raises Wrong. Prints one line when all is well."""
    what = f"{answer.__name__}, {what}"
    value(_call(answer, arguments, what, answer.__name__), wanted, what, mistakes=mistakes, tolerance=tolerance)


def value(answer, wanted, what: str, *, mistakes: dict | None = None, tolerance: float = 1e-4) -> None:
    """Compares one result with the right one. mistakes: sentence → the value this mistake gives."""
    if answer is None or answer is ...:
        raise Wrong(f"{what}: there is no answer yet.")
    problem = difference(answer, wanted, tolerance)
    if problem:
        diagnosis = next((s for s, wrong in (mistakes or {}).items() if not difference(answer, wrong, tolerance)), "")
        raise Wrong(f"{what}: {problem}" + _named(diagnosis))
    print(f"✓ {what}: right")


def module(make: Callable[[], nn.Module], input_shape: Sequence[int], output_shape: Sequence[int],
           parameters: int | None = None, *, mistakes: dict[int, str] | None = None) -> None:
    """Checks the output shape for one input of the network that make() builds, its number of parameters, and that
    every parameter takes part. mistakes: a wrong number of parameters → what leads to it."""
    title = make.__name__
    answer = _call(make, (), f"making {title}", title)
    if not isinstance(answer, nn.Module):
        raise Wrong(f"{title} must be a torch.nn.Module, and is a {type(answer).__name__}.")
    title = type(answer).__name__
    x = torch.linspace(-1, 1, math.prod(input_shape)).reshape(*input_shape)
    answer = copy.deepcopy(answer).train()
    y = _call(answer, (x,), f"{title} on an input of shape {tuple(input_shape)}", title)
    if not isinstance(y, Tensor) or tuple(y.shape) != tuple(output_shape):
        raise Wrong(f"{title} makes of an input of shape {tuple(input_shape)} an output {_brief(y)}; wanted is shape "
                    f"{tuple(output_shape)}.")
    count = sum(p.numel() for p in answer.parameters())
    if parameters is not None and count != parameters:
        why = _named((mistakes or {}).get(count, ""))
        raise Wrong(f"{title} has {count:,} parameters; wanted are {parameters:,}."
                    + (why or " Which layer has too many or too few? Print `[p.shape for p in net.parameters()]`."))
    y.square().sum().backward()
    idle = [name for name, p in answer.named_parameters() if p.grad is None]
    if idle:
        raise Wrong(f"{title}: {idle[0]} takes no part in the forward pass. Is a layer made in __init__ and "
                    "not used in forward?")
    print(f"✓ {title}: output {tuple(y.shape)}, {count:,} parameters")


def known_weights(model: nn.Module) -> nn.Module:
    """The model with every number set, in order, to one that anyone can reproduce: kernels of He's size, the
    rest (biases, means, variances) between 0.5 and 1.5. In eval mode; a model on "meta" gets memory first."""
    _give_memory(model)
    generator = torch.Generator().manual_seed(5)
    for t in model.state_dict().values():
        values = torch.empty(t.shape)
        if not t.is_floating_point():  # batch normalisation's count of batches
            t.zero_()
        elif t.ndim > 1:
            t.copy_(values.normal_(std=(2 / t[0].numel()) ** 0.5, generator=generator))
        else:
            t.copy_(values.uniform_(0.5, 1.5, generator=generator))
    return model.eval()


@torch.no_grad()
def weights_by_shape(model: nn.Module) -> nn.Module:
    """As known_weights, for networks whose layers may be made in any order: every parameter depends on its shape alone
    (two of one shape become alike). Batch normalisation is not meant: its statistics stay as they are."""
    for p in _give_memory(model).parameters():
        p.copy_(torch.arange(p.numel(), dtype=torch.float64).pow(1.1).sin().view_as(p) * (3 / p[0].numel()) ** 0.5)
    return model.eval()


def _give_memory(model: nn.Module) -> nn.Module:
    return model.to_empty(device="cpu") if any(p.is_meta for p in model.parameters()) else model


def gradients(forward: Callable, backward: Callable, *inputs: Tensor) -> bool:
    """Whether backward(*inputs, g) gives the gradients through forward(*inputs), g being the gradient that
    arrives at its output: every element is nudged and the outcome compared (torch.autograd.gradcheck).

    inputs: double precision. Raises torch's GradcheckError, with both Jacobians, where they differ.
    """
    class ByHand(torch.autograd.Function):
        @staticmethod
        def forward(ctx, *inputs):
            ctx.save_for_backward(*inputs)
            return forward(*inputs)

        @staticmethod
        def backward(ctx, g):
            return backward(*ctx.saved_tensors, g)

    return torch.autograd.gradcheck(ByHand.apply, [x.detach().requires_grad_() for x in inputs])


def _call(answer: Callable, arguments: tuple, what: str, title: str):
    given = copy.deepcopy(arguments)
    try:
        got = answer(*given)
    except Exception as error:
        if isinstance(error, NotImplementedError) and not str(error):      # torch raises it as well, with a reason
            raise Wrong(f"{title} is still blank: put your code in place of `raise NotImplementedError()`.") from None
        raise Wrong(f"{what} stopped with {type(error).__name__}: {error}{_learners_line(error)}") from error
    if got is None:
        raise Wrong(f"{what} returns nothing. Is there a `return` at the end?")
    for k, (before, after) in enumerate(zip(arguments, given, strict=True)):
        if isinstance(before, Tensor) and not before.is_meta and not torch.equal(before, after):
            raise Wrong(f"{what}: your function changes its input number {k + 1} in place. Work on a copy "
                        "(.clone()) or on a new tensor, so that the caller's data stays as it was.")
    return got


def _learners_line(error: Exception) -> str:
    """The line of the learner's own code that an error came from: the last that is no library's, Python's, ours or a check's."""
    lines = [frame.line for frame in traceback.extract_tb(error.__traceback__) if not frame.filename.startswith(_NOT_THEIRS)
             and not linecache.getline(frame.filename, 1).startswith("# The check of exercise")]
    return f"\n  in your line: {lines[-1]}" if lines and lines[-1] else ""


def difference(got, wanted, tolerance: float = 1e-4) -> str:
    """What distinguishes got from wanted, in words; empty if nothing does."""
    if isinstance(wanted, tuple | list) and not isinstance(wanted, str):
        if not isinstance(got, tuple | list) or len(got) != len(wanted):
            got = f"{len(got)}" if isinstance(got, tuple | list) and len(repr(got)) >= 60 else _brief(got)
            return f"wanted {'is 1 value' if len(wanted) == 1 else f'are {len(wanted)} values'}, and you return {got}."
        for k, (g, w) in enumerate(zip(got, wanted, strict=True)):
            problem = difference(g, w, tolerance)
            if problem:
                return f"value {k + 1} of {len(wanted)}: {problem}"
        return ""
    if isinstance(wanted, Tensor) and wanted.ndim:
        return _tensor_difference(got, wanted, tolerance)
    if isinstance(wanted, bool | str):
        return "" if type(got) is type(wanted) and got == wanted else f"you return {got!r}."
    wanted_number = float(wanted)
    try:
        number = float(got)
    except (TypeError, ValueError, RuntimeError):
        return f"wanted is a number, and you return {_brief(got)}."
    if math.isnan(number):
        return "you return nan (not a number): look for 0/0 or the logarithm of a negative number."
    if abs(number - wanted_number) > tolerance * max(1, abs(wanted_number)):
        return "you return {}, wanted is {}.".format(*_apart(number, wanted_number))
    if _whole(wanted) and not _whole(got):
        return f"the value is right, but it is a {type(got).__name__}; a whole number (int) is wanted. Use // for /, or int(...)."
    return ""


def _whole(x) -> bool:
    return isinstance(x, Integral) or isinstance(x, Tensor) and not x.is_floating_point()


def _tensor_difference(got, wanted: Tensor, tolerance: float) -> str:
    if isinstance(got, np.ndarray):
        return "you return a NumPy array; a torch tensor is wanted."
    if not isinstance(got, Tensor):
        return f"a tensor of shape {tuple(wanted.shape)} is wanted, and you return {_brief(got)}."
    if got.shape != wanted.shape:
        return f"your result has shape {tuple(got.shape)}, wanted is {tuple(wanted.shape)}."
    got, wanted = got.detach().cpu(), wanted.detach().cpu()
    if got.is_complex() or (wanted.is_floating_point() and not got.is_floating_point()):
        return f"your result has dtype {got.dtype}, wanted is {wanted.dtype}; whole numbers cut fractions off."
    g, w = got.double(), wanted.double()
    same = (g == w) | (g.isnan() & w.isnan())         # infinities, and the nan of a known mistake, equal themselves
    bad = ~(same | ((g - w).abs() <= tolerance * w.abs().clamp_min(1)))
    if not bad.any():
        if _whole(wanted) and not _whole(got):
            return f"the values are right, but your result has dtype {got.dtype}, wanted is {wanted.dtype}: .long() makes whole numbers."
        return ""
    first = tuple(bad.nonzero()[0].tolist())
    place = f"[{', '.join(map(str, first))}]"
    if torch.isnan(g[first]):
        return f"element {place} is nan (not a number): look for 0/0 or something never filled in."
    yours, right = _apart(g[first].item(), w[first].item())
    return f"{int(bad.sum())} of {bad.numel()} elements differ, the first at {place}: yours is {yours}, wanted is {right}."


def _known(calls: list, mistakes: dict[str, Callable], tolerance: float) -> str:
    """The sentence of the mistake that gives the learner's answers, all those where it differs from the right."""
    for sentence, mistaken in mistakes.items():
        telling = 0
        for _, got, wanted, arguments in calls:
            try:
                wrong = mistaken(*copy.deepcopy(arguments))
            except Exception:                     # a mistake need not make sense for every input
                continue
            if difference(got, wrong, tolerance):
                break
            telling += bool(difference(wrong, wanted, tolerance))
        else:
            if telling:
                return sentence
    return ""


def _named(diagnosis: str) -> str:
    """The line that names the mistake, if there is one to name."""
    return f"\nThis looks like a known mistake: {diagnosis}." if diagnosis else ""


def _generic(got, wanted, tolerance: float) -> str:
    """Mistakes that can be seen in any tensor."""
    if not (isinstance(got, Tensor) and isinstance(wanted, Tensor) and wanted.ndim):
        return ""
    g, w = got.detach().double().cpu(), wanted.detach().double().cpu()
    if g.ndim >= 2 and g.mT.shape == w.shape and not _tensor_difference(g.mT, w, tolerance):
        return "rows and columns are exchanged (the result is transposed)"
    if g.shape != w.shape or not w.any():
        return ""
    if not _tensor_difference(g, w, tolerance):        # the values are right, their kind is not
        return ""
    if not _tensor_difference(-g, w, tolerance):
        return "the sign is the wrong way round"
    if not g.any():
        return "the result was never filled in: it is all zeros"
    factor = ((g * w).sum() / (w * w).sum()).item()
    if abs(factor) > 1e-6 and not _tensor_difference(g / factor, w, tolerance):
        return (f"a constant factor is off: yours is {_number(factor)} times the wanted (a sum for a mean, or the "
                "reverse?)")
    offset = (g - w).mean()
    if not _tensor_difference(g - offset, w, tolerance):
        return f"a constant is added: yours is {_number(offset.item())} more than the wanted everywhere"
    return ""


def _number(x: float, digits: int = 4) -> str:
    x = float(x)
    return f"{x:.0f}" if abs(x) < 1e6 and x.is_integer() else f"{x:.{digits}g}"


def _apart(a: float, b: float) -> tuple[str, str]:
    """Two numbers that differ, with as many digits as show it."""
    return next((pair for digits in (4, 6, 9) if (pair := (_number(a, digits), _number(b, digits)))[0] != pair[1]), (repr(a), repr(b)))


def _brief(x) -> str:
    """A value for a message: small ones written out, tensors by their shape."""
    if isinstance(x, Tensor):
        if x.numel() <= 3 and x.ndim <= 1:
            return "[" + ", ".join(map(_number, x.flatten().tolist())) + "]" if x.ndim else _number(x)
        return f"tensor of {'×'.join(map(str, x.shape))}"
    text = getattr(x, "__name__", None) or repr(x)
    return text if len(text) < 60 else f"a {type(x).__name__}"
