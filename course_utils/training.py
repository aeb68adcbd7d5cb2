"""One training loop for a laptop, a GPU and several processes.

Lesson 06 writes the plain loop out; `fit` is that loop with what one wants around it: the right device,
a faster memory layout and number format, a learning-rate schedule, a progress bar, a checkpoint that
survives a kill, and, under `torchrun` or `accelerate launch`, several processes (Hugging Face Accelerate).
"""
from __future__ import annotations

import math
import random
import time
import warnings
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator
from accelerate.utils import DataLoaderConfiguration, convert_to_fp32
from torch import Tensor, nn
from torch.utils.data import DataLoader
from tqdm.auto import tqdm

from . import checkpoints

Loss = Callable[[Tensor, Tensor], Tensor]


def seed(value: int) -> None:
    """Sets the seeds of Python, NumPy and torch, so that a run can be repeated."""
    random.seed(value)
    np.random.seed(value)
    torch.manual_seed(value)


def device() -> torch.device:
    """The accelerator if the machine has one (CUDA, MPS, XPU), else the CPU."""
    return torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")


@dataclass
class History:
    """What a run left behind: `loss` of every step, `epochs` (one dict of numbers each), `seconds`."""

    loss: list[float] = field(default_factory=list)
    epochs: list[dict[str, float]] = field(default_factory=list)
    seconds: float = 0.0


def _bfloat16_pays() -> bool:
    """Whether this machine multiplies bfloat16 in hardware; emulated, it is slower than float32."""
    where = device().type
    if where == "cuda":
        return torch.cuda.is_bf16_supported(including_emulation=False)
    return where == "cpu" and (torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())


def _layout(model: nn.Module) -> torch.memory_format:
    """channels_last, except where oneDNN would write beyond its memory: the backward pass of a 1×1 convolution
    with a stride and fewer than 16 channels in, on a CPU (uxlfoundation/oneDNN issue 6035)."""
    broken = device().type == "cpu" and any(
        isinstance(m, nn.Conv2d) and max(m.kernel_size) == 1 < max(m.stride) and m.in_channels // m.groups < 16
        for m in model.modules())
    return torch.contiguous_format if broken else torch.channels_last


@torch.no_grad()
def evaluate(model: nn.Module, batches: Iterable, loss: Loss = nn.functional.cross_entropy) -> dict[str, float]:
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
        raise ValueError("evaluate was given no batches: is the held-out part empty, or an iterator used up?")
    return {"loss": total / count} | ({"accuracy": correct / count} if classes else {})


def fit(model: nn.Module, batches: Iterable, loss: Loss = nn.functional.cross_entropy, *, epochs: int,
        lr: float = 1e-3, optimizer: str = "adamw", weight_decay: float = 1e-2, momentum: float = 0.9,
        warmup: float = 0.25, validate: Iterable | Callable[[nn.Module], dict] | None = None,
        checkpoint: str | Path | None = None, save_every: int = 200, progress: bool = True,
        bfloat16: bool | None = None) -> History:
    """Trains `model` in place on `epochs` passes over `batches` and returns the History.

    batches: anything that gives (x, y) each time it is iterated: `ImageSet.batches`, a torch DataLoader, a
    list. loss: function of (model(x), y). optimizer: "adamw" or "sgd"; its rate follows a one-cycle
    schedule (Smith 2018) that rises for the part `warmup` of the steps to `lr` and falls to nearly zero.
    validate: batches for `evaluate`, or a function of the model that returns numbers; once an epoch.
    checkpoint: a file. The state is saved there every `save_every` steps and every epoch, by an atomic
    replace; the same call after a kill goes on from there and ends with the weights of an undisturbed run.
    bfloat16: autocast the forward pass; None means where the chip has it in hardware.

    With several processes each global batch is split between them, so the model trained does not depend
    on their number (batch normalisation apart, which sees each process's part alone).

    Raises FloatingPointError when the loss is not finite, ValueError for unusable arguments or for a
    checkpoint of another run.
    """
    if optimizer not in ("adamw", "sgd"):
        raise ValueError(f"optimizer={optimizer!r}: fit knows 'adamw' and 'sgd'.")
    if epochs < 1 or lr <= 0:
        raise ValueError(f"epochs={epochs}, lr={lr}: train for at least one epoch at a positive rate.")
    try:
        steps = len(batches)
    except TypeError:
        raise ValueError("batches has no length, so the schedule cannot be laid out: give a list, a DataLoader "
                         "or ImageSet.batches(...) rather than a generator.") from None
    if steps == 0:
        raise ValueError("batches is empty: there is nothing to train on.")

    mixed = _bfloat16_pays() if bfloat16 is None else bfloat16
    accelerator = Accelerator(dataloader_config=DataLoaderConfiguration(split_batches=True))
    layout = _layout(model)
    model.to(accelerator.device, memory_format=layout)
    trainable = [p for p in model.parameters() if p.requires_grad]
    if optimizer == "adamw":
        optim = torch.optim.AdamW(trainable, lr, weight_decay=weight_decay, fused=True)
    else:
        optim = torch.optim.SGD(trainable, lr, momentum=momentum, weight_decay=weight_decay, nesterov=momentum > 0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optim, lr, total_steps=epochs * steps, pct_start=warmup,
                                                   cycle_momentum=False)
    history, start_epoch, start_step, random_state = History(), 0, 0, None
    run = {"epochs": epochs, "steps": steps, "lr": lr, "optimizer": optimizer, "weight_decay": weight_decay,
           "warmup": warmup, "parameters": sum(p.numel() for p in trainable)}
    if checkpoint is not None and Path(checkpoint).exists():
        start_epoch, start_step, random_state = checkpoints.restore(Path(checkpoint), run, model, optim, schedule, history)
    wrapped, optim = accelerator.prepare(model, optim)
    rank, world = accelerator.process_index, accelerator.num_processes
    if world > 1 and isinstance(batches, DataLoader):
        batches = accelerator.prepare(batches)
    elif world > 1 and hasattr(batches, "shard"):
        batches = batches.shard(rank, world)
    elif world > 1:
        batches = [(x[rank::world], y[rank::world]) for x, y in batches]
    clock = time.perf_counter() - history.seconds
    # Reading the loss waits for a GPU, so there it is read every 16th step only.
    read_every, pending = (1 if accelerator.device.type == "cpu" else 16), []

    def save(epoch: int, step: int, epoch_state: dict) -> None:
        accelerator.wait_for_everyone()
        if not accelerator.is_main_process:
            return
        history.seconds = time.perf_counter() - clock
        checkpoints.save(Path(checkpoint), {
            "run": run, "epoch": epoch, "step": step, "model": model.state_dict(), "optim": optim.state_dict(),
            "schedule": schedule.state_dict(), "history": asdict(history), "random": checkpoints.random_state(),
            "epoch_random": epoch_state})

    # Twice a second: a notebook's bar sends messages, and a client that reads them late (nbval) loses those beyond 1,000.
    bar = tqdm(total=epochs * steps, initial=start_epoch * steps + start_step, leave=False, mininterval=0.5,
               disable=not (progress and accelerator.is_main_process), unit="step")
    wrapped.train()
    for epoch in range(start_epoch, epochs):
        resumed = epoch == start_epoch and start_step > 0
        if random_state:
            checkpoints.set_random_state(random_state["epoch_random"])
        epoch_state = checkpoints.random_state()
        if hasattr(batches, "set_epoch"):
            batches.set_epoch(epoch)
        for step, (x, y) in enumerate(batches):
            if resumed and step < start_step:     # drawn again, so that what follows is the same
                if step == start_step - 1:
                    checkpoints.set_random_state(random_state["random"])
                continue
            x = x.to(accelerator.device, non_blocking=True)
            if x.ndim == 4:
                x = x.contiguous(memory_format=layout)
            y = y.to(accelerator.device, non_blocking=True) if isinstance(y, Tensor) else y
            with torch.autocast(accelerator.device.type, torch.bfloat16, enabled=mixed):
                output = wrapped(x)
            value = loss(convert_to_fp32(output), y)
            optim.zero_grad(set_to_none=True)
            accelerator.backward(value)
            optim.step()
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")   # the schedule cannot see that Accelerate's wrapper stepped
                schedule.step()
            pending.append(value.detach())
            if len(pending) == read_every or step == steps - 1:
                _read(pending, history, x, lr)
                bar.update(len(history.loss) - bar.n)
                bar.set_postfix_str(f"epoch {epoch + 1}/{epochs}, loss {history.loss[-1]:.3f}", refresh=False)
            done = step + 1
            if checkpoint is not None and done % save_every == 0 and done < steps:
                if pending:
                    _read(pending, history, x, lr)
                save(epoch, done, epoch_state)
        random_state = None
        history.epochs.append({"epoch": epoch + 1, "train_loss": float(np.mean(history.loss[-steps:]))})
        if validate is not None:
            model.eval()
            found = validate(model) if callable(validate) else evaluate(model, validate, loss)
            history.epochs[-1] |= {k: float(v) for k, v in found.items()}
            model.train()
        if checkpoint is not None:
            save(epoch + 1, 0, checkpoints.random_state())
    bar.close()
    history.seconds = time.perf_counter() - clock
    model.eval()
    return history


def descend(model: nn.Module, batches: Iterable, rate: float, epochs: int,
            watch: Callable[[nn.Module], None] | None = None) -> nn.Module:
    """Plain gradient descent on the cross-entropy, in place: one rate, float32, no schedule, for experiments
    about the step itself. watch(model) is called after each step. Returns the model, in eval mode."""
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


def minimise(loss: Callable[[Tensor], Tensor], x: Tensor, steps: int, watch: Callable[[Tensor], None] | None = None,
             progress: bool = True) -> Tensor:
    """The x, of the shape of the given one, that `steps` steps of L-BFGS (Liu and Nocedal 1989) lead to, downwards in
    loss(x), a number. The curvature is guessed from the last 20 steps; a line search chooses their length, which takes
    a few evaluations more than steps. watch(x) is called at each evaluation. Raises FloatingPointError when the loss
    is not finite."""
    x = x.detach().clone().requires_grad_()
    optimizer = torch.optim.LBFGS([x], max_iter=steps, max_eval=2 * steps, history_size=20, line_search_fn="strong_wolfe",
                                  tolerance_grad=0, tolerance_change=0)
    bar = tqdm(total=steps, leave=False, mininterval=0.5, delay=1, disable=not progress, unit="step")

    def closure() -> Tensor:
        optimizer.zero_grad()
        value = loss(x)
        number = value.item()
        if not math.isfinite(number):
            raise FloatingPointError(f"the loss became {number}: is there a division by zero in it, or a root or "
                                     "logarithm of zero?")
        value.backward()
        if watch:
            watch(x.detach().clone())
        bar.update(bar.n < steps)
        bar.set_postfix_str(f"loss {number:.4g}", refresh=False)
        return value

    with bar:
        optimizer.step(closure)
    return x.detach()


def _read(pending: list[Tensor], history: History, x: Tensor, lr: float) -> None:
    """Moves losses from the device into the history and stops at the first that is not finite."""
    for value in torch.stack(pending).float().tolist():
        history.loss.append(value)
        if not np.isfinite(value):
            if not torch.isfinite(x).all():
                cause = "The inputs of the batch are not finite themselves: look at the data"
            else:
                cause = (f"The inputs are finite, so likely causes are a learning rate too high (lr={lr:g}; try a "
                         "tenth), a logarithm or division of zero in the loss, or weights started too large")
            raise FloatingPointError(f"the loss became {value} at step {len(history.loss)}. {cause}.")
    pending.clear()
