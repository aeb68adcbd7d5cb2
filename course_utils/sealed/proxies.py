"""A learner's functions, classes and modules, as the checks see them: each use asks the worker."""
from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor, nn

from . import wire


class Remote:
    """A function or class of the learner's."""

    def __init__(self, session, target: dict, name: str):
        self.session, self.target = session, target
        self.__name__ = self.__qualname__ = name

    def __call__(self, *arguments, **named):
        return self.session.call(self.target, arguments, named)

    def __deepcopy__(self, _):
        return self


class Other:
    """A value of a kind that no check asks for."""

    def __init__(self, name: str):
        self.name = name

    def __repr__(self) -> str:
        return f"a {self.name}"


class RemoteModule(nn.Module):
    """A module of the learner's. It holds the weights; the worker is given them with each call."""

    def __init__(self, session, target: dict):
        nn.Module.__init__(self)
        self.__dict__["_session"], self.__dict__["_target"] = session, target

    def forward(self, *arguments, **named):
        return self._session.call(self._target, arguments, named, module=self)

    def train(self, mode: bool = True):
        self.__dict__["_told"] = True
        return super().train(mode)

    def mode(self) -> list[bool]:
        """Whether it is in training mode, and whether it was told so since the last call: a
        learner's own `train` may do more than set a mark that stands already."""
        return [self.training, self.__dict__.pop("_told", False)]

    def __deepcopy__(self, memo):
        made = type(self).__new__(type(self))
        memo[id(self)] = made
        RemoteModule.__init__(made, self._session, self._target)
        kept = self.state_dict().keys()
        for name, t in wire.tensors_of(self).items():
            new = memo.get(id(t)) if id(t) in memo else _copied(t, memo)
            _place(made, name, new, name in kept)
        nn.Module.train(made, self.training)
        return made


def _copied(t: Tensor, memo: dict) -> Tensor:
    new = t.detach().clone()
    new = nn.Parameter(new, t.requires_grad) if isinstance(t, nn.Parameter) else new
    memo[id(t)] = new
    return new


def made_module(session, said: dict, tensors: list[Tensor]) -> RemoteModule:
    kind = getattr(nn, str(said["kind"]), None)
    bases = (RemoteModule, kind) if isinstance(kind, type) and issubclass(
        kind, nn.Module) and kind is not nn.Module else (RemoteModule,)
    own = type(str(said["name"]), bases, {})
    made = own.__new__(own)
    RemoteModule.__init__(made, session, {"thing": int(said["thing"])})
    for name, value in wire.decode(said["plain"], None, None).items():
        if not hasattr(own, name):
            made.__dict__.setdefault(name, value)
    for name, t, kept in said["tensors"]:
        _place(made, name, tensors[t["k"]], kept)
    nn.Module.train(made, bool(said["training"]))
    return made


def _place(module: nn.Module, name: str, t: Tensor, kept: bool) -> None:
    """Registers a parameter or buffer under a name with dots, with plain modules on the way."""
    *way, last = name.split(".")
    for part in way:
        if part not in module._modules:
            module.add_module(part, nn.Module())
        module = module._modules[part]
    module.__dict__.pop(last, None)
    if isinstance(t, nn.Parameter):
        module.register_parameter(last, t)
    else:
        module.register_buffer(last, t, persistent=kept)


class Through(torch.autograd.Function):
    """Joins what the worker computed to the graph here: gradients are asked for."""

    @staticmethod
    def forward(ctx, session, graph, outputs, *inputs):
        ctx.session, ctx.graph, ctx.shapes = session, graph, outputs
        return tuple(t.clone() for t in outputs)

    @staticmethod
    @torch.autograd.function.once_differentiable
    def backward(ctx, *grads):
        grads = [torch.zeros_like(t) if g is None else g
                 for g, t in zip(grads, ctx.shapes, strict=True)]
        return None, None, None, *ctx.session.gradients(ctx.graph, grads)


@torch.no_grad()
def mirror(reply: dict, given: list[Tensor], parts: list, thing: Callable) -> None:
    """Does here to the arguments of a call what was done to them there."""
    new = [wire.unpack(packed) for packed in reply["new"]]
    for t, packed in zip(new, reply["new"], strict=True):
        if "shares" in packed and given[packed["shares"]].shape == t.shape:
            t.data = given[packed["shares"]].data
    changed = reply["changed"]
    for k, said in changed["tensors"]:
        t = given[k]
        if "shares" in said:
            t.data = given[said["shares"]].data
        if "value" in said:
            value = wire.unpack(said["value"])
            if value.shape == t.shape:
                t.copy_(value)
            else:
                t.data = value
        if "requires_grad" in said and t.is_leaf:
            t.requires_grad_(bool(said["requires_grad"]))
        if "grad" in said and t.is_leaf:
            t.grad = None if said["grad"] is None else wire.unpack(said["grad"])

    def tensor(said):
        return given[said["given"]] if "given" in said else new[said["k"]]

    for k, said in changed["parts"]:
        part = parts[k]
        if isinstance(part, nn.Module):
            _mirror_module(part, said, tensor)
            continue
        value = wire.decode(said, tensor, lambda said: thing(said, new, parts))
        if isinstance(part, torch.optim.Optimizer):
            part.load_state_dict(value)
        elif isinstance(part, dict):
            part.clear()
            part.update(value)
        else:
            part[:] = value


def _mirror_module(module: nn.Module, said: dict, tensor) -> None:
    for name, m in module.named_modules():
        if name in said["training"]:
            m.training = bool(said["training"][name])
    if said["hooks"] > wire.hooks(module):
        module.register_forward_hook(lambda *_: None)
    mine, names = wire.tensors_of(module), [name for name, _ in said["tensors"]]
    for name in mine.keys() - set(names):
        owner, last = _owner(module, name)
        (owner._parameters if last in owner._parameters else owner._buffers).pop(last, None)
    for name, where in said["tensors"]:
        if mine.get(name) is not (t := tensor(where)):
            owner, last = _owner(module, name)
            if isinstance(t, nn.Parameter):
                owner._parameters[last] = t
            elif last in owner._parameters:
                owner._parameters[last] = nn.Parameter(t, False)
            else:
                owner._buffers[last] = t


def _owner(module: nn.Module, name: str) -> tuple[nn.Module, str]:
    way, _, last = name.rpartition(".")
    return module.get_submodule(way), last
