"""Checks of exercises that say what is wrong.

A check runs the learner's code on several inputs, each of which says what it is about, and compares
with an independent oracle. Its message shows the smallest input that goes wrong, names the mistake
where it is a known one, and else says what the wrong inputs have in common that the right ones
lack. It never shows the solution. In a notebook the message appears alone, without a traceback.
"""
from __future__ import annotations

import math
import zlib
from collections.abc import Callable, Sequence

import torch
from torch import Tensor, nn

from .calls import Forbidden, changed, copies, seeded
from .compare import brief, difference
from .trials import (
    HARM,
    Trial,
    Wrong,
    attempt,
    gradient_problem,
    named,
    noise,
    report,
    stopped,
    written,
)

__all__ = ["Wrong", "cases", "function", "gradients", "known_weights", "module", "network", "noise",
           "refuses", "value"]


def function(answer: Callable, oracle: Callable, inputs: dict[str, tuple], *,
             mistakes: dict[str, Callable] | None = None, tolerance: float = 1e-4,
             differentiable: bool = False, forbid: Forbidden = (), title: str = "") -> None:
    """Compares answer(*arguments) with oracle(*arguments) for each of `inputs`.

    inputs: what an input is about, in a few words with commas between them → its arguments:
    {"plain": (x, 2), "not square, stride above 1": (y, 3)}. mistakes: sentence → function that
    makes this mistake; the sentence is the diagnosis where an answer equals it on all inputs that
    tell it from the right one. differentiable: gradients to the floating-point inputs are compared
    as well. forbid: functions that must not be called on the way ([F.conv2d, torch.autograd.grad]),
    or function → whether a call is not allowed ({F.conv2d: lambda *_, groups=1, **__: groups > 1}).
    title: what the answer is called in messages, by default its name.

    An answer is called twice for each input, with the same random seed; it must leave its arguments
    as they were. Raises Wrong. Prints one line when all is well.
    """
    cases(answer, {about: (arguments, seeded(oracle, arguments))
                   for about, arguments in inputs.items()}, mistakes=mistakes, tolerance=tolerance,
          gradients_of=oracle if differentiable else None, forbid=forbid, title=title)


def cases(answer: Callable, examples: dict[str, tuple[tuple, object]], *,
          mistakes: dict[str, Callable] | None = None, tolerance: float = 1e-4,
          gradients_of: Callable | None = None, forbid: Forbidden = (), title: str = "") -> None:
    """As function, with results worked out by hand in place of an oracle's: what the example is
    about → (arguments, wanted result)."""
    title = title or getattr(answer, "__name__", "the answer")
    trials = [attempt(answer, title, about, arguments, wanted, tolerance, forbid)
              for about, (arguments, wanted) in examples.items()]
    if gradients_of and not any(trial.problem for trial in trials):
        for trial in trials:
            trial.problem = gradient_problem(answer, gradients_of, trial.arguments, title,
                                             tolerance)
    report(title, trials, mistakes or {}, tolerance)


def value(answer, wanted, what: str, *, mistakes: dict | None = None,
          tolerance: float = 1e-4) -> None:
    """Compares one result with the right one. mistakes: sentence → what this mistake gives."""
    if answer is None or answer is ...:
        raise Wrong(f"{what}: there is no answer yet.")
    problem = difference(answer, wanted, tolerance)
    if problem:
        said = [sentence for sentence, wrong in (mistakes or {}).items()
                if not difference(answer, wrong, tolerance, kinds=False)]
        raise Wrong(f"{what}: {problem}" + named(said[0] if said else ""))
    print(f"✓ {what}: right")


def refuses(answer: Callable, inputs: dict[str, tuple],
            error: type[Exception] = ValueError) -> None:
    """Whether answer(*arguments) raises `error` for each of `inputs` (as for function) and leaves
    its arguments as they were. Raises Wrong. Prints one line when all is well."""
    title = getattr(answer, "__name__", "the answer")
    for about, arguments in inputs.items():
        given, said = copies(arguments), f"{written(title, arguments)} ({about})"
        try:
            answer(*given)
        except error:
            pass
        except Exception as other:
            raise Wrong(f"{said}: {stopped(other, title)} A {error.__name__} is wanted.") from other
        else:
            raise Wrong(f"{said}: you accept it; wanted is that it raises {error.__name__}.")
        if harm := changed(arguments, given):
            raise Wrong(f"{said}: it is refused, but only after you {harm.partition(':')[0]}.")
    print(f"✓ {title}: refuses {', '.join(inputs)}")


def network(make: Callable[..., nn.Module], reference: Callable[..., nn.Module],
            inputs: dict[str, tuple[tuple, Sequence[int] | Tensor]], *,
            mistakes: dict[str, Callable] | None = None, counts: dict[int, str] | None = None,
            kind: type[nn.Module] = nn.Module, tolerance: float = 1e-3) -> None:
    """Compares the network make(*arguments) with reference(*arguments): parameters, and outputs in
    eval and in training mode, both with known_weights, so that it does not matter how layers are
    called or in which order they are made.

    inputs: what an input is about → (arguments of make, the input or its shape). mistakes:
    sentence → function that makes the network with this mistake. counts: a wrong number of
    parameters → what leads to it. kind: what the network must be. Raises Wrong. Prints one line
    when all is well.
    """
    title = make.__name__
    trials = []
    for about, (arguments, x) in inputs.items():
        x = x if isinstance(x, Tensor) else noise(*x)
        wanted = _behaviour(_made(reference, copies(arguments)), x)
        what = f"{written(title, arguments)} on an input of shape {tuple(x.shape)}"
        trial = Trial(about, what, (arguments, x), None, _outputs(wanted), "")
        trials.append(trial)
        given = copies(arguments)
        try:
            net = _made(make, given, kind)
            harm = changed(arguments, given)
            got = _behaviour(net, x)
        except Exception as error:
            trial.problem, trial.error = stopped(error, title), repr(error)
            continue
        trial.got = _outputs(got)
        if got[2] < wanted[2]:
            trial.problem = _unregistered(net)
        trial.problem = trial.problem or _network_problem(got, wanted, counts or {}, tolerance)
        if harm and not trial.problem:
            trial.problem = f"{HARM} {harm}."
    told = {sentence: lambda arguments, x, wrong=wrong: _outputs(
        _behaviour(_made(wrong, copies(arguments)), x))
            for sentence, wrong in (mistakes or {}).items()}
    report(title, trials, told, tolerance)


def module(make: Callable[[], nn.Module], input_shape: Sequence[int], output_shape: Sequence[int],
           parameters: int | None = None, *, mistakes: dict[int, str] | None = None) -> None:
    """Checks a network too large to compare its outputs, on "meta" perhaps: its output's shape, its
    number of parameters, and that every parameter takes part. mistakes: a wrong number of
    parameters → what leads to it."""
    title = make.__name__
    x = torch.linspace(-1, 1, math.prod(input_shape)).reshape(*input_shape)
    try:
        net = _made(make, ())
        title = type(net).__name__
        y = net.train()(x)
    except Exception as error:
        raise Wrong(f"{title} on an input of shape {tuple(input_shape)}: "
                    f"{stopped(error, title)}") from error
    if not isinstance(y, Tensor) or tuple(y.shape) != tuple(output_shape):
        shown = f"of shape {tuple(y.shape)}" if isinstance(y, Tensor) else brief(y)
        raise Wrong(f"{title} makes of an input of shape {tuple(input_shape)} an output {shown}; "
                    f"wanted is shape {tuple(output_shape)}.")
    count = sum(p.numel() for p in net.parameters())
    if parameters is not None and count != parameters:
        why = _unregistered(net) if count < parameters else ""
        raise Wrong(f"{title}: {why or _count_problem(count, parameters, mistakes or {})}")
    y.square().sum().backward()
    if idle := _idle(net):
        raise Wrong(f"{title}: {idle}")
    print(f"✓ {title}: output {tuple(y.shape)}, {count:,} parameters")


def gradients(forward: Callable, backward: Callable, *inputs: Tensor) -> bool:
    """Whether backward(*inputs, g) gives the gradients through forward(*inputs), g being the
    gradient that arrives at its output: every element is nudged and the outcome compared
    (torch.autograd.gradcheck). inputs: double precision. Raises torch's GradcheckError, with both
    Jacobians, where they differ."""
    class ByHand(torch.autograd.Function):
        @staticmethod
        def forward(ctx, *inputs):
            ctx.save_for_backward(*inputs)
            return forward(*inputs)

        @staticmethod
        def backward(ctx, g):
            return backward(*ctx.saved_tensors, g)

    return torch.autograd.gradcheck(ByHand.apply, [x.detach().requires_grad_() for x in inputs])


@torch.no_grad()
def known_weights(model: nn.Module) -> nn.Module:
    """The model with every number set to one that depends on its tensor's shape alone (for vectors
    also on whether it is a bias or a statistic): kernels of He's size, means and biases within
    0.5, the rest between 0.5 and 1.5. So layers may be made in any order and called anything. In
    eval mode; a model on "meta" gets memory first."""
    if any(p.is_meta for p in model.parameters()):
        model.to_empty(device="cpu")
    for name, t in model.state_dict().items():
        role = name.rpartition(".")[2]
        role = role if t.ndim < 2 and role in ("bias", "running_mean", "running_var") else "weight"
        generator = torch.Generator().manual_seed(zlib.crc32(f"{tuple(t.shape)} {role}".encode()))
        values = torch.empty(t.shape)
        if not t.is_floating_point():                       # batch normalisation's count
            t.zero_()
        elif t.ndim > 1:
            t.copy_(values.normal_(std=(2 / t[0].numel()) ** 0.5, generator=generator))
        else:
            low = -0.5 if role in ("bias", "running_mean") else 0.5
            t.copy_(values.uniform_(low, low + 1, generator=generator))
    return model.eval()


def _made(make: Callable, arguments: tuple, kind: type[nn.Module] = nn.Module) -> nn.Module:
    made = seeded(make, arguments, copied=False)
    if not isinstance(made, kind):
        raise Wrong(f"{make.__name__} must be a torch.nn.{kind.__name__}, and is a "
                    f"{type(made).__name__}.")
    if any(map(nn.parameter.is_lazy, [*made.parameters(), *made.buffers()])):
        raise Wrong(f"{make.__name__} has lazy layers, which have no weights to compare before "
                    "they meet an input: say how many features or channels each reads.")
    return made


def _behaviour(net: nn.Module, x: Tensor) -> tuple[tuple, tuple, int, str]:
    """Outputs in eval and in training mode, the latter with the gradient that reaches the input
    and the running statistics; the number of parameters, and what is idle."""
    known_weights(net)
    quiet = _forward(net, x.clone()).detach()
    picture = x.clone().requires_grad_(x.is_floating_point())
    busy = _forward(net.train(), picture)
    (busy * noise(*busy.shape)).sum().backward()
    gradient = picture.grad if picture.grad is not None else torch.zeros(())
    statistics = sorted(((tuple(t.shape), t.float().sum().item()) for t in net.buffers()), key=str)
    sums = torch.tensor([total for _, total in statistics])
    parameters = sum(p.numel() for p in net.parameters())
    return quiet, (busy.detach(), gradient, sums), parameters, _idle(net)


def _forward(net: nn.Module, x: Tensor) -> Tensor:
    y = seeded(net, (x,), copied=False)
    if not isinstance(y, Tensor):
        raise Wrong(f"the forward pass of {type(net).__name__} must return a tensor, and returns "
                    + ("None: is its `return` missing?" if y is None else f"{brief(y)}."))
    return y


def _outputs(behaviour: tuple) -> tuple[Tensor, Tensor]:
    """Those in eval and in training mode."""
    return behaviour[0], behaviour[1][0]


def _network_problem(got: tuple, wanted: tuple, counts: dict[int, str], tolerance: float) -> str:
    if got[2] != wanted[2]:
        return _count_problem(got[2], wanted[2], counts)
    if problem := got[3] or difference(got[0], wanted[0], tolerance):
        return problem
    for what, g, w in zip(("in training mode (dropout, batch normalisation?)",
                           "not so the gradient that reaches the input:",
                           "not so the running statistics after a step:"), got[1], wanted[1],
                          strict=True):
        if problem := difference(g, w, tolerance):
            return f"right in eval mode; {what} {problem}"
    return ""


def _count_problem(count: int, wanted: int, counts: dict[int, str]) -> str:
    why = named(counts.get(count, "")) or (
        " Which layer has too many or too few? Print the shapes of its `parameters()`.")
    return f"the network has {count:,} parameters; wanted are {wanted:,}.{why}"


def _unregistered(net: nn.Module) -> str:
    """Says so where layers are kept in plain lists or dictionaries, of which PyTorch sees none."""
    for module in net.modules():
        for name, kept in vars(module).items():
            inside = kept.values() if isinstance(kept, dict) else kept
            if (not name.startswith("_") and isinstance(kept, list | tuple | dict)
                    and any(isinstance(x, nn.Module) for x in inside)):
                return (f"self.{name} is a plain {type(kept).__name__}, so the network does not "
                        "know the layers in it, and their weights are not trained: use "
                        "nn.ModuleList, nn.ModuleDict or nn.Sequential.")
    return ""


def _idle(net: nn.Module) -> str:
    idle = [name for name, p in net.named_parameters() if p.requires_grad and p.grad is None]
    if not idle:
        return ""
    return (f"{idle[0]} takes no part in the forward pass. Is a layer made in __init__ and not "
            "used in forward?")
