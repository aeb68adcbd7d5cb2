"""One training loop for a laptop, a GPU and several processes.

Lesson 06 writes the plain loop out; `fit` is that loop with what one wants around it: the right
device, a faster memory layout and number format, a learning-rate schedule, a progress bar, a
checkpoint that survives a kill, and, under `torchrun` or `accelerate launch`, several processes
(Hugging Face Accelerate).
"""
from __future__ import annotations

import math
import random
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator, PartialState
from accelerate.utils import DataLoaderConfiguration, convert_to_fp32
from torch import Tensor, nn
from torch.optim.lr_scheduler import LRScheduler
from torch.utils.data import DataLoader
from tqdm.auto import tqdm

from . import checkpoints, files

Loss = Callable[[Tensor, Tensor], Tensor]


def seed(value: int) -> None:
    """Sets the seeds of Python, NumPy and torch, so that a run can be repeated."""
    random.seed(value)
    np.random.seed(value)
    torch.manual_seed(value)


def device() -> torch.device:
    """The accelerator if the machine has one (CUDA, MPS, XPU), this process's own where there are
    several, else the CPU."""
    return PartialState().device


@dataclass
class History:
    """What a run left behind: `loss` of every step, `epochs` (one dict of numbers each),
    `seconds`."""

    loss: list[float] = field(default_factory=list)
    epochs: list[dict[str, float]] = field(default_factory=list)
    seconds: float = 0.0


def bfloat16_pays() -> bool:
    """Whether this machine multiplies bfloat16 in hardware; emulated, it is slower than float32."""
    where = device().type
    if where == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    able = torch.cpu.get_capabilities()
    return where == "cpu" and bool(able.get("avx512_bf16") or able.get("amx_bf16"))


def _layout(model: nn.Module) -> torch.memory_format:
    """channels_last, except where oneDNN would write beyond its memory: the backward pass of a 1×1
    convolution with a stride and fewer than 16 channels in, on a CPU (uxlfoundation/oneDNN issue
    6035)."""
    broken = device().type == "cpu" and any(
        isinstance(m, nn.Conv2d) and max(m.kernel_size) == 1 < max(m.stride)
        and m.in_channels // m.groups < 16
        for m in model.modules())
    return torch.contiguous_format if broken else torch.channels_last


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
        x, y = x.to(where), y.to(where) if isinstance(y, Tensor) else y
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
    DataLoader, a list. loss: function of (model(x), y). optimizer: "adamw" or "sgd" (with
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
    run = _Run(model, loss, settings, None if checkpoint is None else Path(checkpoint))
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


class _Run:
    """A run of fit: the model with its optimizer and schedule, how far it is, and its file."""

    def __init__(self, model: nn.Module, loss: Loss, settings: dict, file: Path | None):
        self.model, self.loss, self.file = model, loss, file
        self.accelerator = Accelerator(
            dataloader_config=DataLoaderConfiguration(split_batches=True))
        self.layout = _layout(model)
        model.to(self.accelerator.device, memory_format=self.layout)
        self.optimizer, self.schedule = _optimizer(model, settings)
        # everything on which the result depends, so that no other run is taken up by mistake
        self.settings = settings | {"parameters": sum(p.numel() for p in model.parameters()
                                                      if p.requires_grad)}
        self.history, self.epoch, self.step, self.resumed = History(), 0, 0, None
        if file is not None and file.exists():
            self.epoch, self.step, self.resumed = checkpoints.restore(
                file, self.settings, model, self.optimizer, self.schedule, self.history)
        self.wrapped, self.optimizer = self.accelerator.prepare(model, self.optimizer)
        self.pending: list[Tensor] = []
        # Reading the loss waits for a GPU, so there it is read every 16th step only.
        self.read_every = 1 if self.accelerator.device.type == "cpu" else 16
        self.epoch_state: dict | None = None
        self.clock = time.perf_counter() - self.history.seconds

    def share(self, batches: Iterable) -> Iterable:
        """This process's part of each batch."""
        rank, world = self.accelerator.process_index, self.accelerator.num_processes
        if world == 1:
            return batches
        if isinstance(batches, DataLoader):
            return self.accelerator.prepare(batches)
        if hasattr(batches, "shard"):
            return batches.shard(rank, world)
        return [(x[rank::world], y[rank::world]) for x, y in batches]

    def from_where_it_was(self, batches: Iterable) -> Iterator[tuple[int, tuple]]:
        """The numbered batches of an epoch. In the first after a kill those that were done already
        are drawn again, and left out, so that what follows is the same."""
        self.wrapped.train()
        if self.resumed:
            checkpoints.set_random_state(self.resumed["epoch_random"])
        self.epoch_state = checkpoints.random_state()
        if hasattr(batches, "set_epoch"):
            batches.set_epoch(self.epoch)
        for step, batch in enumerate(batches):
            if step >= self.step:
                yield step, batch
            elif step == self.step - 1:
                checkpoints.set_random_state(self.resumed["random"])
        self.epoch, self.step, self.resumed = self.epoch + 1, 0, None

    def train(self, x: Tensor, y: Tensor | list) -> None:
        """One step."""
        where = self.accelerator.device
        x = x.to(where, non_blocking=True)
        if x.ndim == 4:
            x = x.contiguous(memory_format=self.layout)
        y = y.to(where, non_blocking=True) if isinstance(y, Tensor) else y
        with torch.autocast(where.type, torch.bfloat16, enabled=self.settings["bfloat16"]):
            output = self.wrapped(x)
        value = self.loss(convert_to_fp32(output), y)
        self.optimizer.zero_grad(set_to_none=True)
        self.accelerator.backward(value)
        self.optimizer.step()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")   # it cannot see that Accelerate's wrapper stepped
            self.schedule.step()
        self.pending.append(value.detach())
        self.last = x

    def read(self) -> None:
        """Moves losses from the device into the history; stops at the first that is not finite."""
        for value in torch.stack(self.pending).float().tolist() if self.pending else ():
            self.history.loss.append(value)
            if not math.isfinite(value):
                raise FloatingPointError(
                    f"the loss became {value} at step {len(self.history.loss)}. "
                    + _why_not_finite(self.last, self.settings["lr"]))
        self.pending.clear()

    def save(self, epoch: int, step: int) -> None:
        """Writes the state at `step` of `epoch` to the file, if there is one."""
        if self.file is None:
            return
        self.read()
        self.accelerator.wait_for_everyone()
        if not self.accelerator.is_main_process:
            return
        self.history.seconds = time.perf_counter() - self.clock
        now = checkpoints.random_state()
        files.replace(self.file, partial(torch.save, {
            "run": self.settings, "epoch": epoch, "step": step, "model": self.model.state_dict(),
            "optim": self.optimizer.state_dict(), "schedule": self.schedule.state_dict(),
            "history": asdict(self.history), "random": now,
            "epoch_random": self.epoch_state if step else now}))


def _optimizer(model: nn.Module, settings: dict) -> tuple[torch.optim.Optimizer, LRScheduler]:
    trainable = [p for p in model.parameters() if p.requires_grad]
    lr, decay, momentum = (settings[name] for name in ("lr", "weight_decay", "momentum"))
    if settings["optimizer"] == "adamw":
        optimizer = torch.optim.AdamW(trainable, lr, weight_decay=decay, fused=True)
    else:
        optimizer = torch.optim.SGD(trainable, lr, momentum=momentum, weight_decay=decay,
                                    nesterov=momentum > 0)
    return optimizer, torch.optim.lr_scheduler.OneCycleLR(
        optimizer, lr, total_steps=settings["epochs"] * settings["steps"],
        pct_start=settings["warmup"], cycle_momentum=False)


def _why_not_finite(x: Tensor, lr: float) -> str:
    if not torch.isfinite(x).all():
        return "The inputs of the batch are not finite themselves: look at the data."
    return (f"The inputs are finite, so likely causes are a learning rate too high (lr={lr:g}; try "
            "a tenth), a logarithm or division of zero in the loss, or weights started too large.")


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
