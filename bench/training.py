"""Training speed: `fit` against the usual loop and other libraries, same networks and pictures.

    make bench                                   what is installed, in turn, medians
    python bench/training.py --store             the same, stored beside it and in docs/larger.md
    pip install lightning fastai keras           the others; the course itself needs none of them

Every side crops and mirrors at random and takes AdamW with a one-cycle schedule (Keras, which has
none, a constant rate). All but `fit` read
PIL pictures through torchvision's transforms and a DataLoader with two workers that stay alive, as
their own documentation shows. The share of the peak is what the multiplications of training
(forward and twice that backward) take of what this machine reaches in a matrix product.
"""
import argparse
import functools
import importlib.util
import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path

import torch
from nets import chip, peak, resnet
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms

from course_utils import augment, budget, data, files, training
from course_utils.commands.lessons import ROOT
from course_utils.commands.run import put_between

BATCH, CROP, RATE = 128, 4, 1e-3
STORED = Path(__file__).parent / "training.json"
NETS = {"ResNet, 0.60 M parameters": 32, "ResNet, 0.15 M parameters": 16}


class Pictures(Dataset):
    """PIL pictures and their classes, transformed one by one."""

    def __init__(self, part: data.ImageSet):
        mean, std = (v.tolist() for v in part.normalisation)
        to_pil = transforms.ToPILImage()
        self.pictures = [to_pil(image) for image in part.images]
        self.targets = part.targets.tolist()
        self.transform = transforms.Compose([
            transforms.RandomCrop(32, CROP), transforms.RandomHorizontalFlip(),
            transforms.ToTensor(), transforms.Normalize(mean, std)])

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, i):
        return self.transform(self.pictures[i]), self.targets[i]


def loader(part: data.ImageSet) -> DataLoader:
    return DataLoader(Pictures(part), BATCH, shuffle=True, num_workers=2, persistent_workers=True)


def usual(model: nn.Module, part: data.ImageSet, epochs: int) -> None:
    """The loop of most tutorials, float32."""
    batches, where = loader(part), training.device()
    model.to(where).train()
    optim = torch.optim.AdamW(model.parameters(), RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optim, RATE, total_steps=epochs * len(batches))
    for _ in range(epochs):
        for x, y in batches:
            x, y = x.to(where), y.to(where)
            value = nn.functional.cross_entropy(model(x), y)
            optim.zero_grad()
            value.backward()
            optim.step()
            schedule.step()
            value.item()


def ours(model: nn.Module, part: data.ImageSet, epochs: int) -> None:
    """`fit` with its defaults."""
    batches = part.batches(BATCH, augment=[augment.crop(CROP), augment.flip()])
    training.fit(model, batches, epochs=epochs, lr=RATE, progress=False)


def with_lightning(model: nn.Module, part: data.ImageSet, epochs: int, precision: str) -> None:
    import lightning

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.model = model

        def training_step(self, batch, _):
            x, y = batch
            return nn.functional.cross_entropy(self.model(x), y)

        def configure_optimizers(self):
            optim = torch.optim.AdamW(self.parameters(), RATE)
            schedule = torch.optim.lr_scheduler.OneCycleLR(
                optim, RATE, total_steps=self.trainer.estimated_stepping_batches)
            return [optim], [{"scheduler": schedule, "interval": "step"}]

    lightning.Trainer(max_epochs=epochs, precision=precision, devices=1, logger=False,
                      enable_checkpointing=False, enable_progress_bar=False,
                      enable_model_summary=False).fit(Module(), loader(part))


def with_fastai(model: nn.Module, part: data.ImageSet, epochs: int) -> None:
    from fastai.basics import DataLoaders, Learner
    from fastai.callback import progress, schedule  # noqa: F401  (they give a Learner its methods)
    # it validates once an epoch, which none of the others does here: on a single batch
    few = DataLoader(torch.utils.data.Subset(Pictures(part), range(BATCH)), BATCH)
    batches = DataLoaders(loader(part), few, device=training.device())
    learner = Learner(batches, model, nn.CrossEntropyLoss())
    with learner.no_bar(), learner.no_logging():
        learner.fit_one_cycle(epochs, RATE)


def with_keras(model: nn.Module, part: data.ImageSet, epochs: int) -> None:
    os.environ.setdefault("KERAS_BACKEND", "torch")
    import keras
    net = keras.Sequential([keras.Input((3, 32, 32)), keras.layers.TorchModuleWrapper(model)])
    net.compile(keras.optimizers.AdamW(RATE),
                keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    net.fit(loader(part), epochs=epochs, verbose=0)


def loops() -> dict[str, Callable]:
    """The loops that can run here, by name."""
    found: dict[str, Callable] = {"usual loop": usual, "fit": ours}
    for library, name, loop in (
            ("lightning", "Lightning, float32", functools.partial(with_lightning,
                                                                  precision="32-true")),
            ("lightning", "Lightning, bf16", functools.partial(with_lightning,
                                                               precision="bf16-mixed")),
            ("fastai", "fastai", with_fastai), ("keras", "Keras", with_keras)):
        if importlib.util.find_spec(library):
            found[name] = loop
    return found


def measure(width: int, part: data.ImageSet, epochs: int, rounds: int) -> dict[str, float]:
    """Pictures a second of every loop, medians of the rounds; and the share of the peak that `fit`
    reaches."""
    speed: dict[str, list[float]] = {name: [] for name in loops()}
    peaks, where = [], training.device()
    kind = torch.bfloat16 if training.bfloat16_pays() else torch.float32
    for _ in range(rounds):
        peaks.append(peak(where, kind))
        for name, loop in loops().items():
            training.seed(0)
            model = resnet(part.images.shape[1], len(part.classes), width)
            begin = time.perf_counter()
            loop(model, part, epochs)
            speed[name].append(epochs * len(part) / (time.perf_counter() - begin))
    found = {name: statistics.median(values) for name, values in speed.items()}
    once = budget.layers(resnet(3, 6, width), 3, 32, 32).multiplications
    return found | {"share of the peak": found["fit"] * 6 * once / max(peaks)}


def table(stored: dict) -> str:
    """The stored run as docs/larger.md shows it."""
    runs = stored["rounds"]
    lines = [f"{stored['chip']}; {f'medians of {runs} runs' if runs > 1 else 'one run each'}:", ""]
    names = [name for name in stored["nets"][next(iter(NETS))] if "peak" not in name]
    lines += [f"| pictures a second | {' | '.join(NETS)} |", "|---|" + "---|" * len(NETS)]
    for name in names:
        label = f"**{name}**" if name == "fit" else name
        lines.append(f"| {label} | " + " | ".join(f"{stored['nets'][net][name]:,.0f}"
                                                  for net in NETS) + " |")
    for label, of in (("`fit` against the usual loop", ["usual loop"]),
                      ("`fit` against the best of the others", [n for n in names if n != "fit"])):
        lines.append(f"| {label} | " + " | ".join(
            f"{stored['nets'][net]['fit'] / max(stored['nets'][net][n] for n in of):.1f} ×"
            for net in NETS) + " |")
    lines.append("| share of the machine's peak that `fit` reaches | " + " | ".join(
        f"{stored['nets'][net]['share of the peak']:.0%}" for net in NETS) + " |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="how often each loop is timed")
    parser.add_argument("--epochs", type=int, default=3, help="epochs a timing")
    parser.add_argument("--pictures", type=int, default=5000, help="pictures, a fifth held out")
    parser.add_argument("--store", action="store_true", help=f"keep the run in {STORED.name}")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    part = data.load("scenes", n=options.pictures, size=32).train
    run = {"chip": chip(training.device()), "rounds": options.rounds,
           "nets": {name: measure(width, part, options.epochs, options.rounds)
                    for name, width in NETS.items()}}
    print(table(run))
    if missing := {"lightning", "fastai", "keras"} - {
            name for name in ("lightning", "fastai", "keras") if importlib.util.find_spec(name)}:
        print(f"\nnot installed here: {', '.join(sorted(missing))}", file=sys.stderr)
    if options.store:
        files.replace(STORED, json.dumps(run, indent=1).encode())
        put_between(ROOT / "docs" / "larger.md", "<!-- speed, by make bench -->", table(run))


if __name__ == "__main__":
    main()
