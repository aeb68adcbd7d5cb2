"""A learner's code, tried on inputs, and what came of it put into words."""
from __future__ import annotations

import itertools
import linecache
import sysconfig
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from .calls import Forbidden, changed, copies, limited, seeded, watched
from .compare import brief, difference, generic

# where code lies that a learner did not write
_LIBRARIES = tuple(sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib"))
_NOT_THEIRS = (str(Path(__file__).parent), *_LIBRARIES)
CHECK = "# The check of exercise"          # the first words of a check's cell
_PLAINLY = {                               # a part of torch's own sentence → what it is about
    "torch.return_types.": "Along an axis, max, min, median, sort and topk return two tensors, "
                           "values and places: take .values (or amax, amin).",
    "leaf Variable that requires grad": "A parameter may be changed in place only where nothing is "
                                        "recorded: inside `with torch.no_grad():`.",
    "implicitly created only for scalar": "backward() begins at one number: take the mean or the "
                                          "sum of the loss first."}
KNOWN, HARM = "This looks like a known mistake", "the result is right, but you"


class Wrong(AssertionError):
    """An answer that is not right yet. `hint` is what of the message names the mistake, without
    the values."""

    def __init__(self, message: str, hint: str = ""):
        super().__init__(message)
        self.hint = hint

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback: the sentence, not our frames."""
        return [f"\x1b[31mNot yet.\x1b[0m {self}"]


@dataclass
class Trial:
    """What came of one input. `got` is None where nothing was returned that can be compared."""

    about: str
    what: str
    arguments: tuple
    got: object
    wanted: object
    problem: str
    error: str = ""


def attempt(answer: Callable, title: str, about: str, arguments: tuple, wanted, tolerance: float,
            forbid: Forbidden) -> Trial:
    """Calls the answer and looks at what came of it, from the plainest fault to the subtlest."""
    trial = Trial(about, written(title, arguments), arguments, None, wanted, "")
    given = copies(arguments)
    try:
        with watched(forbid) as used, limited():
            trial.got = seeded(answer, given, copied=False)
    except TimeoutError as error:                # the other inputs would take as long
        raise Wrong(f"{trial.what} ({about}): {stopped(error, title)}") from error
    except Exception as error:
        trial.problem, trial.error = stopped(error, title), repr(error)
        return trial
    if used:
        raise Wrong(f"{trial.what}: you call {used[0]}, and this exercise is to be done "
                    "without it.")
    if trial.got is None:
        trial.problem = "your function returns nothing. Is there a `return` at the end?"
        return trial
    trial.problem = difference(trial.got, wanted, tolerance)
    if not trial.problem and _single_of_double(arguments, trial.got, wanted):
        trial.problem = ("the values are right to single precision; the inputs have double "
                         "precision (float64), and so must the result: no .float() on the way.")
    if not trial.problem and (harm := changed(arguments, given)):
        trial.problem = f"{HARM} {harm}."
    if not trial.problem and not _right_again(answer, arguments, wanted, tolerance):
        trial.problem = ("right at first, and wrong when called once more with the same input: "
                         "something is kept between two calls.")
    return trial


def _single_of_double(arguments, got, wanted) -> bool:
    """Whether all that went in has double precision, and so has what is wanted, but not what came
    back."""
    if isinstance(wanted, dict | tuple | list) and isinstance(got, type(wanted)):
        pairs = zip(got.values(), wanted.values(), strict=True) if isinstance(
            wanted, dict) else zip(got, wanted, strict=True)
        return any(_single_of_double(arguments, g, w) for g, w in pairs)
    kinds = {x.dtype for x in _tensors(arguments) if x.is_floating_point()}
    return (kinds == {torch.float64} and isinstance(wanted, Tensor) and isinstance(got, Tensor)
            and (got.dtype, wanted.dtype) == (torch.float32, torch.float64))


def _right_again(answer: Callable, arguments: tuple, wanted, tolerance: float) -> bool:
    """Whether a second call gives what the first gave; one that stops does not."""
    try:
        return not difference(seeded(answer, arguments), wanted, tolerance)
    except Exception:
        return False


def report(title: str, trials: list[Trial], mistakes: dict[str, Callable],
            tolerance: float) -> None:
    wrong = [trial for trial in trials if trial.problem]
    if not wrong:
        print(f"✓ {title}: right on {len(trials)} input{'' if len(trials) == 1 else 's'}")
        return
    # the smallest, but rather one that has something in it
    shown = min(wrong, key=lambda trial: (KNOWN not in trial.problem, _empty(trial.arguments),
                                          _size(trial.arguments)))
    returned = all(trial.got is not None for trial in trials)
    diagnosis = _known(trials, mistakes, tolerance) or (
        returned and generic([(trial.got, trial.wanted) for trial in trials]))
    explained = diagnosis or KNOWN in shown.problem or shown.problem.startswith(HARM)
    contrast = "" if explained or len(trials) == 1 else _contrast(trials)
    hint = named(diagnosis) + contrast
    raise Wrong(f"{shown.what} ({shown.about}): {shown.problem}{hint}", hint)


def _contrast(trials: list[Trial]) -> str:
    """What the inputs that go wrong have in common, and those that go right lack."""
    wrong, right = ([t.about for t in trials if bool(t.problem) == bad] for bad in (True, False))
    if not right:
        return f"\nWrong on all {len(trials)} inputs."
    features = [set(about.split(", ")) for about in right]
    shared = [f for f in wrong[0].split(", ") if all(f in about.split(", ") for about in wrong)]
    for found in ([f for f in shared if not any(f in about for about in features)],
                  _together(shared, features)):
        if found:
            return (f"\nRight on {len(right)} of {len(trials)} inputs. What the wrong ones have in "
                    f"common: {', '.join(found)}.")
    said, some, other = ("Right", right, "Wrong") if len(right) < len(wrong) else (
        "Wrong", wrong, "Right")
    more = f"; and {len(some) - 4} more" if len(some) > 4 else ""
    return f"\n{said} on: {'; '.join(some[:4])}{more}. {other} on the others."


def _together(shared: list[str], features: list[set[str]]) -> list[str]:
    """Two features that no right input has both of."""
    pairs = (list(pair) for pair in itertools.combinations(shared, 2))
    return next((pair for pair in pairs if not any(about >= set(pair) for about in features)), [])


def _known(trials: list[Trial], mistakes: dict[str, Callable], tolerance: float) -> str:
    """The sentence of the mistake that gives the learner's answers, where it differs from the
    right ones and everywhere else."""
    return next((sentence for sentence, mistaken in mistakes.items()
                 if _explains(mistaken, trials, tolerance)), "")


def _explains(mistaken: Callable, trials: list[Trial], tolerance: float) -> bool:
    """Whether the mistake gives what the answer gives: on half of the wrong inputs at least, since
    it need not make sense for every one; or it stops with the same error on all of them alone."""
    values = errors = spared = 0
    for trial in trials:
        try:
            made = seeded(mistaken, trial.arguments)
        except Exception as error:
            if trial.error and type(error).__name__ != trial.error.partition("(")[0]:
                return False
            errors += repr(error) == trial.error
            spared += not trial.problem
            continue
        if trial.got is None or difference(trial.got, made, tolerance, kinds=False):
            return False
        values += bool(difference(made, trial.wanted, tolerance))
    wrong = sum(bool(trial.problem) for trial in trials)
    return 2 * (values + errors) >= wrong if values else errors == wrong and not spared


def named(diagnosis: str) -> str:
    return f"\n{KNOWN}: {diagnosis}." if diagnosis else ""


def gradient_problem(answer: Callable, oracle: Callable, arguments: tuple, title: str,
                     tolerance: float) -> str:
    """Whether gradients pass through the answer as they do through the oracle, in words."""
    found = []
    for run in (answer, oracle):
        given = copies(arguments)
        leaves = [x.requires_grad_() for x in _tensors(given) if x.is_floating_point()]
        try:
            out = seeded(run, given, copied=False)
        except Exception as error:
            return f"right, but not where a gradient is to pass through: {stopped(error, title)}"
        out = out if isinstance(out, Tensor) else sum(t.sum() * k for k, t in enumerate(out, 1))
        if not out.requires_grad:
            return ("the result is right, but no gradient gets through it, and later cells need "
                    "one: look for .item(), .detach(), .tolist(), NumPy or no_grad.")
        weights = noise(*out.shape).to(out.dtype)
        found.append(torch.autograd.grad((out * weights).sum(), leaves, allow_unused=True,
                                         materialize_grads=True))
    problem = difference(found[0], found[1], max(tolerance, 1e-3))
    return f"the result is right, but not the gradient through it: {problem}" if problem else ""


def _tensors(given) -> list[Tensor]:
    """The tensors in arguments, in lists, tuples and dictionaries too."""
    if isinstance(given, dict):
        given = list(given.values())
    if isinstance(given, tuple | list):
        return [t for x in given for t in _tensors(x)]
    return [given] if isinstance(given, Tensor) else []


def stopped(error: Exception, title: str) -> str:
    """What to say of an exception. Raises Wrong for a blank exercise, and a check's own Wrong."""
    if isinstance(error, Wrong):
        raise error
    if isinstance(error, NotImplementedError) and not str(error):     # torch's own has a reason
        raise Wrong(f"{title} is still blank: put your code in place of "
                    "`raise NotImplementedError()`.") from None
    said = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    line = getattr(error, "their_line", None)        # known where the code ran in its own process
    if line is None:
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if not frame.filename.startswith(_NOT_THEIRS)]
        theirs = [f for f in own if not linecache.getline(f.filename, 1).startswith(CHECK)]
        if own and not theirs:
            return f"the check cannot go on with what you return ({said})."
        line = theirs[-1].line if theirs else ""
    plainly = "".join(f"\n  {plain}" for part, plain in _PLAINLY.items() if part in said)
    return (f"your code stopped with {said}" + (f"\n  in your line: {line}" if line else "")
            + plainly)


def written(title: str, arguments: tuple) -> str:
    return f"{title}({', '.join(map(brief, arguments))})"


def _empty(arguments) -> bool:
    """Whether a tensor or a list in it has no elements."""
    if isinstance(arguments, tuple | list):
        return not arguments or any(map(_empty, arguments))
    return isinstance(arguments, Tensor) and not arguments.numel()


def _size(arguments) -> int:
    """How much there is to look at in an input."""
    if isinstance(arguments, Tensor):
        return arguments.numel()
    if isinstance(arguments, tuple | list):
        return sum(map(_size, arguments))
    return 1
def noise(*shape: int, seed: int = 0) -> Tensor:
    """Normal random numbers of this shape, the same whenever they are asked for."""
    return torch.randn(shape, generator=torch.Generator().manual_seed(seed))
