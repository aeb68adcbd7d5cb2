"""Calls of a learner's code: on copies, with fixed random numbers, watched and limited."""
from __future__ import annotations

import contextlib
import copy
import inspect
import random
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.overrides import TorchFunctionMode

# functions that must not be called, or function → whether a call with these arguments is not
# allowed
Forbidden = Sequence[Callable] | dict[Callable, Callable]
SECONDS = 20             # for a call: milliseconds are wanted
TOO_LONG = ("it takes longer than {:g} s, where milliseconds are wanted. "
            "Does a loop never end, or is something done over and over?")
_OPERATORS = {kind.__call__.__code__
              for kind in (torch._ops.OpOverload, torch._ops.OpOverloadPacket)}
_watching: list[tuple[Forbidden, list[str]]] = []


def copies(arguments: tuple) -> tuple:
    """Each argument by itself: two views of one tensor do not share memory any more."""
    return tuple(copy.deepcopy(argument) for argument in arguments)


def seeded(call: Callable, arguments: tuple, copied: bool = True):
    """call(*arguments), on copies, with the same random numbers whatever was drawn before."""
    states = random.getstate(), np.random.get_state()
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            random.seed(0)
            np.random.seed(0)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")          # of the answer's, or of a listed mistake's
                return call(*(copies(arguments) if copied else arguments))
    finally:
        random.setstate(states[0])
        np.random.set_state(states[1])


def changed(before, after) -> str:
    """What a call has done to its arguments, for a sentence that begins with "you"."""
    if isinstance(before, Tensor):
        if before.is_meta:
            return ""
        if after.requires_grad != before.requires_grad:
            return "leave requires_grad switched on in an input"
        if before.grad is None and after.grad is not None:
            return "leave a gradient (.grad) behind in an input"
        same = torch.equal(before.nan_to_num(), after.nan_to_num())
        return "" if same else "change an input in place: work on a copy (.clone())"
    if isinstance(before, nn.Module):
        hooks = [sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in net.modules())
                 for net in (before, after)]
        if hooks[0] != hooks[1]:
            return "leave a hook behind in the network"
        pairs = list(zip(before.parameters(), after.parameters(), strict=False))
        if before.training != after.training:
            return "leave the network in another mode (train or eval)"
        if any(a.requires_grad != b.requires_grad for a, b in pairs):
            return "leave requires_grad changed in the network's weights"
        if len(list(before.parameters())) != len(list(after.parameters())):
            return "add or remove weights of a layer that belongs to the caller"
        same = all(torch.equal(a, b) for a, b in pairs)
        return "" if same else ("change the weights of a layer that belongs to the caller: work on "
                                "copies (.clone(), or copy.deepcopy of a network)")
    if isinstance(before, dict) and isinstance(after, dict):
        if before.keys() != after.keys():
            return "change a dict that belongs to the caller: work on a copy (dict(x))"
        before, after = list(before.values()), list(after.values())
    if isinstance(before, tuple | list):
        if len(before) != len(after):
            return "change a list that belongs to the caller: work on a copy (list(x))"
        return next(filter(None, map(changed, before, after)), "")
    plain = isinstance(before, int | float | str) and before != after
    return "change a list that belongs to the caller: work on a copy (list(x))" if plain else ""


@contextlib.contextmanager
def limited(seconds: float = SECONDS) -> Iterator[None]:
    """Ends what takes longer, by TimeoutError, where the system can (not on Windows, and in a
    process's main thread alone)."""
    if not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def stop(*_):
        raise TimeoutError(TOO_LONG.format(seconds))
    before = signal.signal(signal.SIGALRM, stop)
    left, _ = signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, left)
        signal.signal(signal.SIGALRM, before)


@contextlib.contextmanager
def watched(forbid: Forbidden) -> Iterator[list[str]]:
    """The names of those functions of `forbid` that are called meanwhile, whoever calls them, and
    of what would hide such a call."""
    used: list[str] = []
    conditions = {f.__name__: when
                  for f, when in forbid.items()} if isinstance(forbid, dict) else {}
    names = {f.__name__ for f in forbid} - conditions.keys()
    codes = {}
    for outer in forbid:           # a decorated function by what it wraps, a class by its making
        inner = inspect.unwrap(outer.__init__ if isinstance(outer, type) else outer)
        name = getattr(inner, "__code__", None) and inner.__code__.co_name
        if name in (*names, "__init__"):                            # torch's dispatchers share one
            codes[inner.__code__] = outer

    class Arguments(TorchFunctionMode):
        def __torch_function__(self, called, types, args=(), kwargs=None):
            name = getattr(called, "__name__", "")
            if name in conditions and conditions[name](*args, **(kwargs or {})):
                used.append(f"{name} in a way that is not allowed")
            return called(*args, **(kwargs or {}))

    def look(frame, event, called):
        if event == "c_call" and getattr(called, "__name__", "") in names:
            used.append(called.__name__)
        elif event == "call" and frame.f_code in codes:
            used.append(codes[frame.f_code].__name__)
        elif event == "call" and frame.f_code in _OPERATORS:
            name = str(next(iter(frame.f_locals.values()))).partition(".")[2].partition(".")[0]
            if any(name.strip("_").startswith(n[:4]) for n in names):
                used.append(f"torch.ops.aten.{name}")

    before = sys.getprofile()
    _watching.append((forbid, used))
    with Arguments() if conditions else contextlib.nullcontext():
        if names:
            sys.setprofile(look)
            threading.setprofile(look)
        try:
            yield used
        finally:
            if names and sys.getprofile() is not look:
                used.append("sys.setprofile")
            sys.setprofile(before)
            threading.setprofile(before)
            _watching.pop()


def forbidden() -> Forbidden:
    """What must not be called just now, to be watched for where the code runs."""
    return _watching[-1][0] if _watching else ()


def was_used(name: str) -> None:
    """Something forbidden has been called where the code runs."""
    if _watching:
        _watching[-1][1].append(name)
