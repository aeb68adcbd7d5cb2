"""A stand-in for an accelerator on a machine without one: Apple's GPU, with what it refuses.

Inside `with stand_in():` a tensor moved to DEVICE is a wrapper around one of the CPU, which
computes there and behaves as MPS does: it meets no tensor of the CPU but a number, knows no
float64, lacks some of linear algebra, takes no generator of the CPU, and NumPy cannot see it.
("lazy" is a device that torch knows by name in every build and that nothing else uses.)
"""
from __future__ import annotations

from contextlib import contextmanager

import torch
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map

DEVICE = torch.device("lazy")
# what MPS has not, as of torch 2.15
MISSING = {"linalg_eig", "linalg_eigvals", "_linalg_eigvals", "_linalg_eigh", "linalg_lstsq",
           "linalg_qr", "geqrf"}
# what a user is told, here and, in other words, by MPS and CUDA
REFUSALS = ("expected all tensors to be on the same device", "has no float64",
            "is not implemented for the stand-in", "cannot convert a tensor of the stand-in",
            "a generator of the stand-in")


class OnDevice(Tensor):
    """A tensor on DEVICE; `inner` holds its values."""

    @staticmethod
    def __new__(cls, inner: Tensor):
        return Tensor._make_wrapper_subclass(
            cls, inner.shape, strides=inner.stride(), storage_offset=inner.storage_offset(),
            dtype=inner.dtype, layout=inner.layout, device=DEVICE)

    def __init__(self, inner: Tensor):
        self.inner = inner

    def __repr__(self, **_) -> str:
        return f"OnDevice({self.inner!r})"

    @classmethod
    def __torch_dispatch__(cls, function, types, args=(), kwargs=None):
        return _call(function, args, kwargs or {})

    def tolist(self):
        return self.detach().cpu().tolist()

    def numpy(self, *_, **__):
        raise TypeError("cannot convert a tensor of the stand-in to NumPy; use .cpu() first.")

    __array__ = numpy


@contextmanager
def stand_in():
    """Within it tensors may be made on DEVICE and moved there."""
    with _Operations(), _Literals():
        yield


class _Literals(TorchFunctionMode):
    """Tensors of Python's numbers, which torch makes without asking a dispatch mode."""

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        if function in (torch.tensor, torch.as_tensor) and kwargs.get("device") is not None:
            where = kwargs.pop("device")
            return function(*args, **kwargs).to(where)
        if function is Tensor.__getitem__:
            index = args[1] if isinstance(args[1], tuple) else (args[1],)
            args = args[0], tuple(torch.tensor(i) if isinstance(i, list) and i and all(
                isinstance(k, int) for k in i) else i for i in index)
        return function(*args, **kwargs)


class _Operations(TorchDispatchMode):
    def __torch_dispatch__(self, function, types, args=(), kwargs=None):
        return _call(function, args, kwargs or {})


def _call(function, args: tuple, kwargs: dict):
    name = function.overloadpacket.__name__
    tensors = [x for x in tree_leaves((args, kwargs)) if isinstance(x, Tensor)]
    here = [x for x in tensors if isinstance(x, OnDevice)]
    asked = kwargs.get("device")
    to = torch.device(asked).type if asked is not None else DEVICE.type if here else "cpu"
    to = "cpu" if name == "_local_scalar_dense" else to
    if to == DEVICE.type:
        _refuse(name, args, tensors, kwargs)
    args, kwargs = tree_map(lambda x: x.inner if isinstance(x, OnDevice) else x, (args, kwargs))
    if asked is not None and torch.device(asked) == DEVICE:
        kwargs["device"] = torch.device("cpu")
    result = function(*args, **kwargs)
    if to != DEVICE.type:
        return result
    known = {id(x.inner): x for x in here}          # of an operation in place its own wrapper
    return tree_map(lambda x: known[id(x)] if id(x) in known else OnDevice(x)
                    if isinstance(x, Tensor) else x, result)


def _refuse(name: str, args: tuple, tensors: list[Tensor], kwargs: dict) -> None:
    cold = [x for x in tensors if not isinstance(x, OnDevice) and x.ndim > 0]
    if cold and name not in ("_to_copy", "copy_") and not name.startswith(("index", "_index_put")):
        raise RuntimeError("expected all tensors to be on the same device, but found the stand-in "
                           f"and the CPU ({name}).")
    kind = kwargs.get("dtype") or (args[0].dtype if name == "_to_copy" else None)
    if kind == torch.float64:
        raise TypeError("the stand-in has no float64; go to the CPU first.")
    if name in MISSING:
        raise NotImplementedError(f"{name} is not implemented for the stand-in.")
    generator = kwargs.get("generator")
    if generator is not None and generator.device.type != DEVICE.type:
        raise RuntimeError("a generator of the stand-in is wanted, not of the CPU.")
