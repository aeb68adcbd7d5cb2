"""A run of `training.fit`: its steps, and its state on disk, whole at any moment, so that a killed
run can go on."""
from __future__ import annotations

import math
import random
import re
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path

import numpy as np
import torch
from accelerate import Accelerator
from accelerate.utils import DataLoaderConfiguration, convert_to_fp32, send_to_device
from torch import Tensor, nn
from torch.optim.lr_scheduler import LRScheduler
from torch.utils.data import DataLoader

from . import files

Loss = Callable[[Tensor, Tensor], Tensor]
# What torch says on CUDA and MPS, and on a CPU.
_OUT_OF_MEMORY = re.compile(r"out of memory|can't allocate memory|not enough memory", re.I)


@dataclass
class History:
    """What a run left behind: `loss` of every step, `epochs` (one dict of numbers each),
    `seconds`."""

    loss: list[float] = field(default_factory=list)
    epochs: list[dict[str, float]] = field(default_factory=list)
    seconds: float = 0.0


class Run:
    """A run of fit: the model with its optimizer and schedule, how far it is, and its file."""

    def __init__(self, model: nn.Module, loss: Loss, settings: dict, file: Path | None):
        self.model, self.loss, self.file = model, loss, file
        self.accelerator = Accelerator(
            dataloader_config=DataLoaderConfiguration(split_batches=True))
        self.layout = layout(model)
        model.to(self.accelerator.device, memory_format=self.layout)
        self.optimizer, self.schedule = _optimizer(model, settings)
        # everything on which the result depends, so that no other run is taken up by mistake
        self.settings = settings | {"parameters": sum(p.numel() for p in model.parameters()
                                                      if p.requires_grad)}
        self.history, self.epoch, self.step, self.resumed = History(), 0, 0, None
        if file is not None and file.exists():
            self.epoch, self.step, self.resumed = restore(
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
            set_random_state(self.resumed["epoch_random"])
        self.epoch_state = random_state()
        if hasattr(batches, "set_epoch"):
            batches.set_epoch(self.epoch)
        for step, batch in enumerate(batches):
            if step >= self.step:
                yield step, batch
            elif step == self.step - 1:
                set_random_state(self.resumed["random"])
        self.epoch, self.step, self.resumed = self.epoch + 1, 0, None

    def train(self, x: Tensor, y) -> None:
        """One step. Raises MemoryError where there is no memory for it."""
        where = self.accelerator.device
        try:
            self._train(x, y, where)
        except RuntimeError as error:                   # torch's OutOfMemoryError is one
            if not _OUT_OF_MEMORY.search(str(error)):
                raise
            raise MemoryError(
                f"there is no memory left on {where} for a step with a batch of {len(x)}, each "
                f"{'×'.join(map(str, x.shape[1:]))}. Make batches or pictures smaller, or end "
                "other kernels (in JupyterLab: Running Terminals and Kernels).") from None

    def _train(self, x: Tensor, y, where: torch.device) -> None:
        x = x.to(where, non_blocking=True)
        if x.ndim == 4:
            x = x.contiguous(memory_format=self.layout)
        y = send_to_device(y, where, non_blocking=True)
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
        """Writes the state at `step` of `epoch` to the file, if there is one. Warns where that
        cannot be done, for a full disk, and goes on training."""
        if self.file is None:
            return
        self.read()
        self.accelerator.wait_for_everyone()
        if not self.accelerator.is_main_process:
            return
        self.history.seconds = time.perf_counter() - self.clock
        now = random_state()
        state = {
            "run": self.settings, "epoch": epoch, "step": step, "model": self.model.state_dict(),
            "optim": self.optimizer.state_dict(), "schedule": self.schedule.state_dict(),
            "history": asdict(self.history), "random": now,
            "epoch_random": self.epoch_state if step else now}
        try:
            files.replace(self.file, partial(torch.save, state))
        except (OSError, RuntimeError) as error:     # the latter when torch runs into a full disk
            warnings.warn(f"the checkpoint {self.file} was not saved ({error}). Is the disk full? "
                          "The one before is as it was, and training goes on.", stacklevel=3)


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


def layout(model: nn.Module) -> torch.memory_format:
    """channels_last, except where oneDNN would write beyond its memory: the backward pass of a 1×1
    convolution with a stride and fewer than 16 channels in, on a CPU (uxlfoundation/oneDNN issue
    6035). A network trained on an accelerator takes its layout along when it comes back, so where
    it is trained makes no difference."""
    broken = any(
        isinstance(m, nn.Conv2d) and max(m.kernel_size) == 1 < max(m.stride)
        and m.in_channels // m.groups < 16
        for m in model.modules())
    return torch.contiguous_format if broken else torch.channels_last


def _why_not_finite(x: Tensor, lr: float) -> str:
    if not torch.isfinite(x).all():
        return "The inputs of the batch are not finite themselves: look at the data."
    return (f"The inputs are finite, so likely causes are a learning rate too high (lr={lr:g}; try "
            "a tenth), a logarithm or division of zero in the loss, or weights started too large.")


def random_state() -> dict:
    version, keys, gauss = random.getstate()
    name, words, *rest = np.random.get_state()
    return {"python": [version, list(keys), gauss], "numpy": [name, words.tolist(), *rest],
            "torch": torch.get_rng_state(), "cuda": torch.cuda.get_rng_state_all()}


def set_random_state(state: dict) -> None:
    version, keys, gauss = state["python"]
    random.setstate((version, tuple(keys), gauss))
    np.random.set_state((state["numpy"][0], np.array(state["numpy"][1], np.uint32),
                         *state["numpy"][2:]))
    torch.set_rng_state(state["torch"])
    if state["cuda"]:
        torch.cuda.set_rng_state_all(state["cuda"])


def restore(path: Path, run: dict, model: nn.Module, optim, schedule,
            history) -> tuple[int, int, dict]:
    try:
        state = torch.load(path, map_location="cpu", weights_only=True)
        saved = state["run"]
    except Exception as error:
        raise ValueError(f"{path} is not a checkpoint of fit ({type(error).__name__}): delete it "
                         "or name another "
                         "file.") from None
    other = [f"{key} {saved.get(key)} there, {value} here" for key, value in run.items()
             if saved.get(key) != value]
    if other:
        raise ValueError(f"{path} is the checkpoint of another run ({'; '.join(other)}): delete "
                         "it to train anew, "
                         "or name another file.")
    model.load_state_dict(state["model"])
    optim.load_state_dict(state["optim"])
    schedule.load_state_dict(state["schedule"])
    for key, value in state["history"].items():
        setattr(history, key, value)
    return state["epoch"], state["step"], {"random": state["random"],
                                           "epoch_random": state["epoch_random"]}
