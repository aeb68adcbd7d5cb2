"""What a network costs: parameters and multiplications, layer by layer, and time."""
from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode


@dataclass
class Layer:
    """One layer without children: its name in the model, its class, the shape of its output for one
    picture, its parameters (biases included) and its multiplications for one picture (biases not
    counted)."""

    name: str
    kind: str
    output: tuple[int, ...]
    parameters: int
    multiplications: int


class Budget(list):
    """The Layers of a model in the order they run, shown in a notebook as a table with its sums."""

    @property
    def parameters(self) -> int:
        return sum(layer.parameters for layer in self)

    @property
    def multiplications(self) -> int:
        return sum(layer.multiplications for layer in self)

    def _repr_html_(self) -> str:
        cell = "<td style='text-align:{}'>{}</td>".format
        rows = [(r.name, r.kind, "×".join(map(str, r.output)), f"{r.parameters:,}",
                 f"{r.multiplications:,}") for r in self]
        rows.append(("<b>all</b>", "", "", f"<b>{self.parameters:,}</b>",
                     f"<b>{self.multiplications:,}</b>"))
        head = "".join(f"<th style='text-align:{'right' if k > 1 else 'left'}'>{name}</th>"
                       for k, name in enumerate(("layer", "", "output", "parameters",
                                                 "multiplications")))
        body = "".join("<tr>" + "".join(cell("right" if k > 1 else "left", v)
                                        for k, v in enumerate(row)) + "</tr>" for row in rows)
        return f"<table><tr>{head}</tr>{body}</table>"


def layers(model: nn.Module, *shape: int) -> Budget:
    """Budget of `model` for one input of `shape`, (C, H, W) for instance. Multiplications are those
    that torch's FlopCounterMode sees (half of its operations).

    On a model made under `torch.device("meta")` it costs neither memory nor time. Raises ValueError
    for a model with parameters outside its innermost modules, which would be missed.
    """
    names = {module: name for name, module in model.named_modules() if not list(module.children())}
    outside = [name for prefix, module in model.named_modules() if module not in names
               for name, _ in module.named_parameters(prefix, recurse=False)]
    if outside:
        raise ValueError(f"{', '.join(outside)} belong to a module that has modules inside; "
                         "budget counts innermost modules only.")
    outputs: dict[nn.Module, tuple] = {}

    def note(module, _, output):
        output = output[0] if isinstance(output, tuple) else output      # a pooling with its places
        outputs.setdefault(module, tuple(output.shape[1:]))

    hooks = [module.register_forward_hook(note) for module in names]
    was_training, where = model.training, next(model.parameters()).device
    try:
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            model.eval()(torch.zeros(1, *shape, device=where))
    finally:
        model.train(was_training)
        for hook in hooks:
            hook.remove()
    found = counter.get_flop_counts()

    def multiplications(name: str) -> int:
        return sum(found.get(f"{type(model).__name__}.{name}".rstrip("."), {}).values()) // 2

    return Budget(Layer(names[m], type(m).__name__, output, sum(p.numel() for p in m.parameters()),
                        multiplications(names[m]))
                  for m, output in outputs.items())


def seconds(*calls: Callable[[], object], repeats: int = 5) -> list[float]:
    """The shortest time of each call among `repeats`, after one to warm up. Calls take turns, so
    that a busy moment of the machine hits all of them; an accelerator is waited for."""
    taken: list[list[float]] = [[] for _ in calls]
    for turn in range(repeats + 1):
        for call, times in zip(calls, taken, strict=True):
            begin = time.perf_counter()
            call()
            if torch.accelerator.is_available():
                torch.accelerator.synchronize()
            if turn:
                times.append(time.perf_counter() - begin)
    return [min(times) for times in taken]
