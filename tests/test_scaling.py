"""Lessons with other parameters: other seeds keep their floors, other data comes by name alone."""
import re

import nbformat
import papermill
import pytest
from conftest import idx

from course_utils import data
from course_utils.commands.lessons import lessons, results_of

pytestmark = pytest.mark.slow


def parameters(path) -> str:
    return next(c.source for c in nbformat.read(path, 4).cells
                if "parameters" in c.metadata.get("tags", []))


def run(path, tmp_path, **changed) -> dict[str, float]:
    """Runs a lesson with parameters changed and returns its results cell."""
    return results_of(papermill.execute_notebook(path, tmp_path / path.name, changed,
                                                 progress_bar=False, kernel_name="python3"))


@pytest.mark.parametrize("stem",
                         [p.stem for p in reversed(lessons())
                          if re.search("^FLOOR", parameters(p), re.M)])
def test_floors_hold_for_another_seed(stem, tmp_path):
    """The lesson itself asserts its floors: with its stored seed in nbval, here with another.
    bench/floors.py tries more."""
    run(next(p for p in lessons() if p.stem == stem), tmp_path, SEED=100)


def test_lenet_trains_on_mnist_from_torchvisions_files(tmp_path, monkeypatch):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    digits = data.load("digits", size=28)
    for name, part, n in (("train", digits.train, 600), ("t10k", digits.test, 200)):
        (raw / f"{name}-images-idx3-ubyte").write_bytes(idx(part.images[:n, 0].numpy()))
        (raw / f"{name}-labels-idx1-ubyte").write_bytes(idx(part.targets[:n].numpy()))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert len(data.load("mnist", download=False)) == 800
    results = run(next(p for p in lessons() if p.stem == "06_lenet"), tmp_path, DATA="mnist",
                  EPOCHS=3, FLOOR=0, SEEDS=1)
    assert 0.5 < results["accuracy"] <= 1 and results["lenet_parameters"] == 61706
