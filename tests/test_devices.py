"""What runs on an accelerator, on a machine without one: see stand_in.py for what it refuses. What
a stand-in cannot decide: speed, memory, bfloat16, asynchronous errors, and operations that differ
from the CPU's in their last digits. bench/accelerator.py does that where there is an accelerator.
"""
import itertools
import os
import re
import time
import warnings
from contextlib import contextmanager

import matplotlib.pyplot as plt
import nbformat
import pytest
import torch
from accelerate import PartialState
from stand_in import DEVICE, REFUSALS, OnDevice, stand_in
from torch import nn

from course_utils import check, features, show, training
from course_utils.commands.lessons import lessons
from course_utils.data import load


@contextmanager
def accelerator():
    """The stand-in, and `training.device()` names it."""
    PartialState()
    shared, autocast = PartialState._shared_state, torch.autocast
    optimizers = {name: getattr(torch.optim, name) for name in ("Adam", "AdamW", "SGD")}
    before, patched = shared["device"], pytest.MonkeyPatch()
    # these two know devices by a list of names
    patched.setattr(torch, "autocast", lambda kind, *args, **options: autocast(
        "cpu", *args, **(options | {"enabled": False} if kind == DEVICE.type else options)))
    for name, kind in optimizers.items():
        patched.setattr(torch.optim, name, type(name, (kind,), {
            "__init__": lambda self, *args, kind=kind, fused=None, **options: kind.__init__(
                self, *args, **options)}))
    shared["device"] = DEVICE
    try:
        with stand_in():
            yield
    finally:
        shared["device"] = before
        patched.undo()


def test_the_stand_in_refuses_what_apples_gpu_refuses():
    with accelerator():
        assert training.device() == DEVICE
        x = torch.arange(6.).reshape(2, 3).to(DEVICE)
        assert isinstance(x, OnDevice) and x.device == DEVICE and (x * 2).cpu().sum() == 30
        assert x[torch.tensor([1])].tolist() == [[3, 4, 5]] and (x + torch.tensor(1.)).sum() == 21
        refused = [lambda: x + torch.ones(3), lambda: x.double(), lambda: x.numpy(),
                   lambda: torch.linalg.eigvals(x[:, :2]), lambda: x.to(torch.float64),
                   lambda: torch.randn(3, device=DEVICE, generator=torch.Generator()),
                   lambda: nn.Linear(3, 1)(x), lambda: nn.Linear(3, 1).to(DEVICE)(torch.ones(3))]
        for call, sentence in zip(refused, [REFUSALS[i] for i in (0, 1, 3, 2, 1, 4, 0, 0)],
                                  strict=True):
            with pytest.raises((RuntimeError, TypeError), match=sentence):
                call()


@pytest.mark.parametrize("optimizer", ["adamw", "sgd"])
def test_fit_trains_there_what_it_trains_here(optimizer):
    def trained():
        training.seed(1)
        net = nn.Sequential(nn.Conv2d(1, 4, 3, bias=False), nn.BatchNorm2d(4), nn.ReLU(),
                            nn.Flatten(), nn.Linear(144, 10))
        digits = load("digits")
        history = training.fit(net, digits.train.batches(200, seed=2), epochs=2, lr=1e-2,
                               optimizer=optimizer, progress=False, bfloat16=False,
                               validate=digits.test.batches(400, shuffle=False))
        return net, history
    here, history = trained()
    with accelerator():
        there, other = trained()
        assert {p.device for p in there.parameters()} == {DEVICE}
        pairs = list(zip(here.parameters(), (p.cpu() for p in there.parameters()), strict=True))
    assert all(torch.allclose(a, b, atol=1e-5) for a, b in pairs)
    assert history.epochs[-1]["accuracy"] == other.epochs[-1]["accuracy"]
    assert torch.allclose(torch.tensor(history.loss), torch.tensor(other.loss), atol=1e-5)


def test_helpers_take_what_lies_there():
    with accelerator():
        trunk = features.load().to(DEVICE)
        x = torch.rand(1, 3, 32, 32, device=DEVICE)
        found = features.activations(trunk, x, ["relu1_2", "relu2_2"])
        assert all(maps.device == DEVICE for maps in found.values())
        best = training.minimise(lambda x: (x - 3).square().sum(), torch.zeros(4, device=DEVICE),
                                 steps=5, progress=False)
        assert torch.allclose(best.cpu(), torch.full((4,), 3.), atol=1e-3)
        show.pictures(list(torch.rand(2, 3, 8, 8, device=DEVICE)))
        show.boxes(plt.gca(), torch.tensor([[1., 1, 3, 3]]).to(DEVICE))
        plt.close("all")
        x, y = next(iter(load("digits").train.batches(8, device=DEVICE)))
        assert x.device == y.device == DEVICE


def test_answers_that_lie_there_are_judged_as_others_are():
    with accelerator():
        check.value(torch.eye(3).to(DEVICE), torch.eye(3), "the answer")
        with pytest.raises(check.Wrong, match="6 of 9 elements differ"):
            check.value(torch.ones(3, 3).to(DEVICE), torch.eye(3), "the answer")
        with pytest.raises(check.Wrong, match="elements differ"):
            check.function(lambda x: (x * 0 + 1).to(DEVICE), lambda x: x * 2 + 1,
                           {"three": (torch.arange(3.),), "four": (torch.arange(4.),)})


SECONDS = 8           # of each lesson: the stand-in is slow where operations are small and many


class Few:
    """The first three batches."""

    def __init__(self, batches):
        self.batches = batches

    def __len__(self):
        return min(3, len(self.batches))

    def __iter__(self):
        return itertools.islice(iter(self.batches), 3)


def shortened(cell) -> str:
    """A cell's code; parameters for one short experiment, without floors."""
    lines = cell.source.splitlines()
    if "parameters" in cell.metadata.get("tags", []):
        lines += [re.sub(r"=.*", "= -1e9", line) for line in lines if line.startswith("FLOOR")]
        lines += [f"{name} = min({name}, {most})" for line in lines for most, pattern in (
            (1, r"(\w*(?:EPOCHS|SEEDS|TRIALS)) = \d"), (20, r"(\w*STEPS) = \d"))
            for name in re.findall(f"^{pattern}", line)]
    return "\n".join(lines)


@pytest.mark.slow
@pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
def test_cells_that_train_and_measure_run_on_an_accelerator(path, monkeypatch):
    """Trained for a moment, a lesson's other claims may fail; a refusal of the device may not. With
    ALL_CELLS=1 to the lesson's end, however long that takes."""
    fit, descend, minimise = training.fit, training.descend, training.minimise
    monkeypatch.setattr(training, "fit", lambda net, batches, *args, **options: fit(
        net, Few(batches), *args, **(options | {"epochs": 1, "progress": False})))
    monkeypatch.setattr(training, "descend", lambda net, batches, rate, epochs, watch=None: descend(
        net, Few(batches), rate, 1, watch))
    monkeypatch.setattr(training, "minimise", lambda loss, x, steps, *args, **options: minimise(
        loss, x, min(steps, 3), *args, **options))
    monkeypatch.setattr(show, "figure", lambda alt: plt.close("all"))
    cells = [c for c in nbformat.read(path, 4).cells if c.cell_type == "code" and c.id != "score"]
    names, ran, refused, tried = {"__name__": "__main__"}, 0, {}, 0
    end = time.monotonic() + (1e9 if os.environ.get("ALL_CELLS") else SECONDS)
    with accelerator(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for cell in itertools.takewhile(lambda _: time.monotonic() < end, cells):
            tried += 1
            try:
                exec(compile(shortened(cell), cell.id, "exec"), names)
                ran += 1
            except Exception as error:
                if any(sentence in str(error) for sentence in REFUSALS):
                    refused[cell.id] = str(error)
    plt.close("all")
    assert not refused
    assert ran > 0.6 * tried, f"{ran} of {tried} cells ran to their end"


def test_targets_in_lists_and_dicts_go_to_the_device_with_their_pictures():
    seen = set()

    def loss(output, targets):
        boxes, found = targets
        seen.update({boxes[0].device, found["labels"].device})
        return (output.mean() - boxes[0].mean()).square()
    with accelerator():
        training.fit(nn.Linear(3, 1), [(torch.ones(2, 3), ([torch.ones(4)],
                                                           {"labels": torch.ones(1)}))],
                     loss, epochs=1, progress=False)
    assert seen == {DEVICE}
