"""One training loop for a laptop, a GPU and several processes.

Lesson 00 writes the plain loop out; `fit` is that loop with what one wants around it: the right
device, a faster memory layout and number format, a learning-rate schedule, a progress bar, a
checkpoint that survives a kill, and, under `torchrun` or `accelerate launch`, several processes
(Hugging Face Accelerate).
"""
from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import torch
from accelerate import PartialState
from accelerate.utils import send_to_device
from torch import Tensor, nn
from tqdm.auto import tqdm

from .runs import History, Loss, Run


def seed(value: int) -> None:
    """Sets the seeds of Python, NumPy and torch, so that a run can be repeated."""
    random.seed(value)
    np.random.seed(value)
    torch.manual_seed(value)


def device() -> torch.device:
    """The accelerator if the machine has one (CUDA, MPS, XPU), this process's own where there are
    several, else the CPU."""
    return PartialState().device


def bfloat16_pays() -> bool:
    """Whether this machine multiplies bfloat16 in hardware; emulated, it is slower than float32."""
    where = device().type
    if where == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    able = torch.cpu.get_capabilities()
    return where == "cpu" and bool(able.get("avx512_bf16") or able.get("amx_bf16"))


@torch.no_grad()
def evaluate(model: nn.Module, batches: Iterable,
             loss: Loss = nn.functional.cross_entropy) -> dict[str, float]:
    """Mean loss over `batches` of (x, y) and, where y is one class per picture, the accuracy.

    Leaves the model in the mode (train or eval) it was in.
    """
    was_training, where = model.training, next(model.parameters()).device
    model.eval()
    total, correct, count, classes = 0.0, 0, 0, True
    for x, y in batches:
        x, y = x.to(where), send_to_device(y, where)
        output = model(x)
        total += loss(output, y).item() * len(x)
        count += len(x)
        classes = classes and isinstance(y, Tensor) and y.ndim == 1 and output.ndim == 2
        if classes:
            correct += (output.argmax(1) == y).sum().item()
    model.train(was_training)
    if not count:
        raise ValueError("evaluate was given no batches: is the held-out part empty, or an "
                         "iterator used up?")
    return {"loss": total / count} | ({"accuracy": correct / count} if classes else {})


def fit(model: nn.Module, batches: Iterable, loss: Loss = nn.functional.cross_entropy, *,
        epochs: int, lr: float = 1e-3, optimizer: str = "adamw", weight_decay: float = 1e-2,
        momentum: float = 0.9, warmup: float = 0.25,
        validate: Iterable | Callable[[nn.Module], dict] | None = None,
        checkpoint: str | Path | None = None, save_every: int = 200, progress: bool = True,
        bfloat16: bool | None = None) -> History:
    """Trains `model` in place on `epochs` passes over `batches` and returns the History.

    batches: anything that gives (x, y) each time it is iterated: `ImageSet.batches`, a torch
    DataLoader, a list; y may be a tensor, or lists, tuples and dicts of tensors, which go to the
    device with it. loss: function of (model(x), y). optimizer: "adamw" or "sgd" (with
    Nesterov's momentum); its rate follows a one-cycle schedule (Smith 2018) that rises for the part
    `warmup` of the steps to `lr` and falls to nearly zero. validate: batches for `evaluate`, or a
    function of the model that returns numbers; once an epoch. checkpoint: a file. The state is
    saved there every `save_every` steps and every epoch, by an atomic replace; the same call after
    a kill goes on from there and ends with the weights of an undisturbed run. bfloat16: autocast
    the forward pass; None means where the chip has it in hardware.

    With several processes each global batch is split between them, so the model trained does not
    depend on their number (batch normalisation apart, which sees each process's part alone).

    Raises FloatingPointError when the loss is not finite, ValueError for unusable arguments or for
    a checkpoint of another run.
    """
    steps = _number_of_steps(batches, epochs, lr, optimizer)
    mixed = bfloat16_pays() if bfloat16 is None else bfloat16
    settings = {"epochs": epochs, "steps": steps, "lr": lr, "optimizer": optimizer,
                "weight_decay": weight_decay, "momentum": momentum, "warmup": warmup,
                "bfloat16": mixed}
    run = Run(model, loss, settings, None if checkpoint is None else Path(checkpoint))
    batches = run.share(batches)
    # Twice a second: a notebook's bar sends messages, and a client that reads them late (nbval)
    # loses those beyond 1,000.
    bar = tqdm(total=epochs * steps, initial=run.epoch * steps + run.step, leave=False,
               mininterval=0.5, disable=not (progress and run.accelerator.is_main_process),
               unit="step")
    for epoch in range(run.epoch, epochs):
        for step, (x, y) in run.from_where_it_was(batches):
            run.train(x, y)
            if len(run.pending) == run.read_every or step == steps - 1:
                run.read()
                bar.update(len(run.history.loss) - bar.n)
                bar.set_postfix_str(f"epoch {epoch + 1}/{epochs}, loss {run.history.loss[-1]:.3f}",
                                    refresh=False)
            if (step + 1) % save_every == 0 and step + 1 < steps:
                run.save(epoch, step + 1)
        numbers = {"epoch": epoch + 1, "train_loss": float(np.mean(run.history.loss[-steps:]))}
        if validate is not None:
            model.eval()
            found = validate(model) if callable(validate) else evaluate(model, validate, loss)
            numbers |= {name: float(value) for name, value in found.items()}
        run.history.epochs.append(numbers)
        run.save(epoch + 1, 0)
    bar.close()
    run.history.seconds = time.perf_counter() - run.clock
    model.eval()
    return run.history


def _number_of_steps(batches: Iterable, epochs: int, lr: float, optimizer: str) -> int:
    """Steps in an epoch. Raises ValueError for what cannot be trained with."""
    if optimizer not in ("adamw", "sgd"):
        raise ValueError(f"optimizer={optimizer!r}: fit knows 'adamw' and 'sgd'.")
    if epochs < 1 or lr <= 0:
        raise ValueError(f"epochs={epochs}, lr={lr}: train for at least one epoch at a positive "
                         "rate.")
    try:
        steps = len(batches)
    except TypeError:
        raise ValueError("batches has no length, so the schedule cannot be laid out: give a list, "
                         "a DataLoader or ImageSet.batches(...) rather than a generator.") from None
    if steps == 0:
        raise ValueError("batches is empty: there is nothing to train on.")
    return steps


def descend(model: nn.Module, batches: Iterable, rate: float, epochs: int,
            watch: Callable[[nn.Module], None] | None = None) -> nn.Module:
    """Plain gradient descent on the cross-entropy, in place: one rate, float32, no schedule, for
    experiments about the step itself. watch(model) is called after each step. Returns the model, in
    eval mode."""
    optimizer = torch.optim.SGD(model.parameters(), rate)
    model.train()
    for epoch in range(epochs):
        if hasattr(batches, "set_epoch"):
            batches.set_epoch(epoch)
        for x, y in batches:
            loss = nn.functional.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            if watch:
                watch(model)
    return model.eval()


def minimise(loss: Callable[[Tensor], Tensor], x: Tensor, steps: int,
             watch: Callable[[Tensor], None] | None = None,
             progress: bool = True) -> Tensor:
    """The x, of the shape of the given one, that `steps` steps of L-BFGS (Liu and Nocedal 1989)
    lead to, downwards in loss(x), a number. The curvature is guessed from the last 20 steps; a line
    search chooses their length, which takes a few evaluations more than steps. watch(x) is called
    at each evaluation. Raises FloatingPointError when the loss is not finite."""
    x = x.detach().clone().requires_grad_()
    optimizer = torch.optim.LBFGS([x], max_iter=steps, max_eval=2 * steps, history_size=20,
                                  line_search_fn="strong_wolfe",
                                  tolerance_grad=0, tolerance_change=0)
    bar = tqdm(total=steps, leave=False, mininterval=0.5, delay=1, disable=not progress,
               unit="step")

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss(x)
        number = value.item()
        if not math.isfinite(number):
            raise FloatingPointError(f"the loss became {number}: is there a division by zero in "
                                     "it, or a root or "
                                     "logarithm of zero?")
        value.backward()
        if watch:
            watch(x.detach().clone())
        if bar.n < steps:
            bar.update()
        bar.set_postfix_str(f"loss {number:.4g}", refresh=False)
        return value

    with bar:
        optimizer.step(closure)
    return x.detach()
