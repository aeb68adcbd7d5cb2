"""In the worker: the tensors of a message, and what became of the arguments of a call."""
from __future__ import annotations

import torch
from torch import Tensor, nn

from . import wire


class Table:
    """The tensors of a message. Those of the request are said by their place there."""

    def __init__(self, given: list[Tensor]):
        self._given = {id(t): k for k, t in enumerate(given)}
        self._storages = {_storage(t): k for k, t in enumerate(given) if _storage(t)}
        self._said: dict[int, int] = {}
        self.packed: list[dict] = []
        self._alive: list[Tensor] = []

    def say(self, t: Tensor, outputs: list | None = None) -> dict:
        if id(t) in self._given:
            return {"is": "tensor", "given": self._given[id(t)]}
        if id(t) not in self._said:
            try:
                packed = wire.pack(t.contiguous())
            except wire.Malformed:
                return {"is": "other", "name": f"tensor of {t.dtype}, {t.layout}, {t.numel():,} "
                                               "elements"}
            packed["parameter"] = isinstance(t, nn.Parameter)
            if _storage(t) in self._storages and outputs is None:
                packed["shares"] = self._storages[_storage(t)]
            if outputs is not None and t.requires_grad:
                packed["output"] = len(outputs)
                outputs.append(t)
            self._said[id(t)] = len(self.packed)
            self.packed.append(packed)
            self._alive.append(t)                     # or another one could get its id
        return {"is": "tensor", "k": self._said[id(t)]}


class Before:
    """What the arguments of a call were, to tell afterwards what became of them."""

    def __init__(self, tensors: list[Tensor], parts: list):
        self.tensors, self.parts = tensors, parts
        self.values = [None if t.is_meta else t.detach().clone() for t in tensors]
        self.grads = [None if t.grad is None else t.grad.clone() for t in tensors]
        self.requires = [t.requires_grad for t in tensors]
        self.storages = [_storage(t) for t in tensors]
        self.inside = [_inside(part) for part in parts]

    def places(self) -> dict[int, int]:
        return {id(part): k for k, part in enumerate(self.parts)}

    def changes(self, table: Table, worker) -> dict:
        tensors, parts, owner = [], [], {}
        for k, place in enumerate(self.storages):
            owner.setdefault(place, k)
        for k, t in enumerate(self.tensors):
            said = {}
            if t.is_meta:
                continue
            if _storage(t) != self.storages[k] and _storage(t) in owner:
                said["shares"] = owner[_storage(t)]
            elif t.shape != self.values[k].shape or not torch.equal(
                    t.detach().nan_to_num(), self.values[k].nan_to_num()):
                said["value"] = wire.pack(t.detach().contiguous())
            if t.requires_grad != self.requires[k]:
                said["requires_grad"] = t.requires_grad
            if not _same(t.grad, self.grads[k]):
                said["grad"] = None if t.grad is None else wire.pack(t.grad.detach().contiguous())
            if said:
                tensors.append([k, said])
        for k, (part, inside) in enumerate(zip(self.parts, self.inside, strict=True)):
            if isinstance(part, torch.optim.Optimizer):
                said = part.state_dict()
                parts.append([k, worker.encode(said, table, self.places())])
            elif not _equal(inside, after := _inside(part)):
                if isinstance(part, nn.Module):
                    parts.append([k, {"training": after["training"], "hooks": after["hooks"],
                                      "tensors": [[name, table.say(t)] for name, t in
                                                  wire.tensors_of(part).items()]}])
                else:
                    now = dict(part) if isinstance(part, dict) else list(part)
                    parts.append([k, worker.encode(now, table, self.places())])
        return {"tensors": tensors, "parts": parts}


def _storage(t: Tensor) -> int:
    return 0 if t.is_meta or not t.numel() else t.untyped_storage().data_ptr()


def _same(a: Tensor | None, b: Tensor | None) -> bool:
    return a is b or a is not None and b is not None and a.shape == b.shape and torch.equal(
        a.nan_to_num(), b.nan_to_num())


def _inside(part):
    """What of a list, dict or module would show that it was changed."""
    if isinstance(part, nn.Module):
        return {"training": {name: m.training for name, m in part.named_modules()},
                "hooks": wire.hooks(part),
                "tensors": [(name, id(t)) for name, t in wire.tensors_of(part).items()]}
    if isinstance(part, torch.optim.Optimizer):
        return None
    return list(part.items()) if isinstance(part, dict) else list(part)


def _equal(a, b) -> bool:
    """As ==, but tensors and the like are compared by identity."""
    if isinstance(a, dict) and isinstance(b, dict):
        return a == b
    return len(a) == len(b) and all(
        x is y or (isinstance(x, tuple) and isinstance(y, tuple) and _equal(x, y))
        or (is_plain(x) and is_plain(y) and x == y) for x, y in zip(a, b, strict=True))


def is_plain(value) -> bool:
    return value is None or isinstance(value, bool | int | float | str) or (
        isinstance(value, tuple) and all(map(is_plain, value)))
