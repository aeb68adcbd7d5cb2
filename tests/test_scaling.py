"""Lessons with other parameters: other data comes by name alone. (`make test` runs each lesson with
another seed; bench/floors.py tries more.)"""
import papermill
import pytest
from conftest import idx

from course_utils import data
from course_utils.commands.lessons import find_lesson, results_of


@pytest.mark.slow
@pytest.mark.lessons("06")
def test_lenet_trains_on_mnist_from_torchvisions_files(tmp_path, monkeypatch):
    raw = tmp_path / "MNIST" / "raw"
    raw.mkdir(parents=True)
    digits = data.load("digits", size=28)
    for name, part, n in (("train", digits.train, 600), ("t10k", digits.test, 200)):
        (raw / f"{name}-images-idx3-ubyte").write_bytes(idx(part.images[:n, 0].numpy()))
        (raw / f"{name}-labels-idx1-ubyte").write_bytes(idx(part.targets[:n].numpy()))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    assert len(data.load("mnist", download=False)) == 800
    results = results_of(papermill.execute_notebook(
        find_lesson("06"), tmp_path / "lenet.ipynb",
        {"DATA": "mnist", "EPOCHS": 3, "FLOOR": 0, "SEEDS": 1}, progress_bar=False,
        kernel_name="python3"))
    assert 0.5 < results["accuracy"] <= 1 and results["lenet_parameters"] == 61706
