"""How values travel between the checks and a learner's code: as JSON lines.

Numbers, text, True, False and None are themselves; anything else is {"is": its kind, ...}. Tensors
stand in a table of the message, so that one that occurs twice stays one.
"""
from __future__ import annotations

import base64
import json
import math

import numpy as np
import torch
from torch import Tensor

LONGEST = 256 * 2 ** 20            # of a message, in bytes
DTYPES = {str(d).removeprefix("torch."): d for d in (
    torch.float64, torch.float32, torch.float16, torch.bfloat16, torch.complex64, torch.complex128,
    torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8, torch.bool)}


class Malformed(Exception):
    """A message that is none."""


def pack(tensor: Tensor) -> dict:
    """A tensor as dtype, shape, strides and bytes, with what it is to autograd."""
    t = tensor.detach()
    dtype = str(t.dtype).removeprefix("torch.")
    if dtype not in DTYPES or t.layout != torch.strided:
        raise Malformed(f"a tensor of dtype {dtype}, layout {t.layout}")
    packed = {"dtype": dtype, "shape": list(t.shape), "requires_grad": tensor.requires_grad,
              "parameter": isinstance(tensor, torch.nn.Parameter), "meta": t.is_meta}
    if t.is_meta or not t.numel():
        return packed
    if t.numel() * t.element_size() > LONGEST / 2:
        raise Malformed(f"a tensor of {t.numel() * t.element_size() / 1e6:.0f} MB")
    t = t.cpu()
    if t.is_conj() or t.is_neg():
        t = t.resolve_conj().resolve_neg()
    if not t.is_contiguous():                # an answer may stumble over that, as in the notebook
        packed["stride"] = list(t.stride())
        span = 1 + sum((n - 1) * step for n, step in zip(t.shape, t.stride(), strict=True))
        t = t.as_strided((span,), (1,))
    flat = t.reshape(-1).clone(memory_format=torch.contiguous_format).view(torch.uint8)
    return packed | {"data": base64.b64encode(flat.numpy().tobytes()).decode()}


def unpack(packed: dict) -> Tensor:
    """The tensor of pack(), a leaf. Raises Malformed where sizes contradict each other."""
    try:
        dtype, shape = DTYPES[packed["dtype"]], [int(n) for n in packed["shape"]]
        if min(shape, default=0) < 0 or math.prod(shape) > LONGEST:
            raise Malformed("a shape that cannot be")
        if packed.get("meta"):
            t = torch.empty(shape, dtype=dtype, device="meta")
        elif not math.prod(shape):
            t = torch.empty(shape, dtype=dtype, device="cpu")
        else:
            data = bytearray(base64.b64decode(packed["data"], validate=True))
            stride = packed.get("stride")
            size = torch.empty(0, dtype=dtype, device="cpu").element_size()
            span = math.prod(shape) if stride is None else 1 + sum(
                (n - 1) * int(step) for n, step in zip(shape, stride, strict=True))
            if span * size != len(data) or stride and min(stride) < 0:
                raise Malformed("as many bytes as the shape does not have")
            t = torch.frombuffer(data, dtype=dtype)
            if stride is None:
                t = t.reshape(shape).clone()                   # no view: what is done in place to
            elif 0 in stride:                                  # it is told as in the notebook
                t = t.clone().as_strided(shape, stride)
            else:
                strided = torch.empty_strided(shape, stride, dtype=dtype, device="cpu")
                t = strided.copy_(t.as_strided(shape, stride))
        if packed.get("parameter"):
            return torch.nn.Parameter(t, requires_grad=bool(packed.get("requires_grad")))
        return t.requires_grad_() if packed.get("requires_grad") else t
    except Malformed:
        raise
    except Exception as error:
        raise Malformed(f"a tensor that cannot be read ({type(error).__name__})") from None


def encode(value, tensor, thing):
    """A value as JSON. tensor(t): the form of a tensor; thing(x): that of anything else."""
    if value is None or type(value) in (bool, int, float, str):
        return value
    if isinstance(value, Tensor):
        return tensor(value)
    if isinstance(value, list | tuple):
        kind = "list" if isinstance(value, list) else "tuple"
        return {"is": kind, "of": [encode(v, tensor, thing) for v in value]}
    if isinstance(value, dict):
        return {"is": "dict", "of": [[encode(k, tensor, thing), encode(v, tensor, thing)]
                                     for k, v in value.items()]}
    if isinstance(value, np.ndarray | np.generic) and value.dtype.kind in "fiub":
        return {"is": "array", "dtype": value.dtype.str, "shape": list(value.shape),
                "scalar": isinstance(value, np.generic),
                "data": base64.b64encode(value.tobytes()).decode()}
    if isinstance(value, range):
        return {"is": "range", "of": [value.start, value.stop, value.step]}
    if isinstance(value, complex):
        return {"is": "complex", "of": [value.real, value.imag]}
    if isinstance(value, torch.dtype):
        return {"is": "dtype", "name": str(value).removeprefix("torch.")}
    if isinstance(value, bool | int | float | str):              # a class of its own
        return encode(next(kind(value) for kind in (bool, int, float, str)
                           if isinstance(value, kind)), tensor, thing)
    return thing(value)


def decode(said, tensor, thing):
    """The value that encode() said. tensor(said), thing(said): the ways back. Raises Malformed."""
    if said is None or type(said) in (bool, int, float, str):
        return said
    try:
        kind = said["is"]
        if kind in ("list", "tuple"):
            return {"list": list, "tuple": tuple}[kind](decode(v, tensor, thing)
                                                        for v in said["of"])
        if kind == "dict":
            return {decode(k, tensor, thing): decode(v, tensor, thing) for k, v in said["of"]}
        if kind == "array":
            dtype = np.dtype(said["dtype"])
            if dtype.kind not in "fiub":
                raise Malformed(f"an array of {dtype}")
            array = np.frombuffer(base64.b64decode(said["data"]), dtype).reshape(said["shape"])
            return array[()] if said["scalar"] else array.copy()
        if kind == "range":
            return range(*said["of"])
        if kind == "complex":
            return complex(*said["of"])
        if kind == "dtype":
            return DTYPES[said["name"]]
        return tensor(said) if kind == "tensor" else thing(said)
    except Malformed:
        raise
    except Exception as error:
        raise Malformed(f"{type(error).__name__} in a value") from None


def line(message: dict) -> bytes:
    return json.dumps(message, separators=(",", ":")).encode() + b"\n"


def read(text: bytes) -> dict:
    """The message of a line. Raises Malformed."""
    try:
        message = json.loads(text)
    except (ValueError, RecursionError):
        raise Malformed("a line that is not JSON") from None
    if not isinstance(message, dict):
        raise Malformed("a line that is no message")
    return message


def parts(values) -> list:
    """What of a call's arguments can be changed besides tensors: lists, dicts, modules and
    optimisers, in an order that is the same on both sides."""
    found, seen = [], set()

    def walk(value):
        if id(value) in seen:
            return
        if isinstance(value, list | dict | torch.nn.Module | torch.optim.Optimizer):
            seen.add(id(value))
            found.append(value)
        if isinstance(value, list | tuple):
            for v in value:
                walk(v)
        elif isinstance(value, dict):
            for v in value.values():
                walk(v)
    walk(values)
    return found


def tensors_of(module: torch.nn.Module) -> dict[str, Tensor]:
    """Parameters and buffers by name, shared ones under each of their names."""
    return dict(module.named_parameters(remove_duplicate=False)) | dict(
        module.named_buffers(remove_duplicate=False))


def hooks(module: torch.nn.Module) -> int:
    return sum(len(m._forward_hooks) + len(m._forward_pre_hooks) for m in module.modules())
