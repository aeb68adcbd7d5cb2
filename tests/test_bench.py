"""The benches, for a few steps: that they run, and that docs/larger.md shows what was stored."""
import importlib
import json
import re
import subprocess
import sys

import nbformat
import pytest

from course_utils.commands.lessons import ROOT, find_lesson

sys.path.insert(0, str(ROOT / "bench"))
import detectors  # noqa: E402
import training as bench  # noqa: E402


@pytest.mark.parametrize("name", sorted(path.stem for path in (ROOT / "bench").glob("*.py")))
def test_every_bench_finds_what_it_imports(name):
    importlib.import_module(name)


def test_docs_show_the_stored_run():
    stored = json.loads((ROOT / "bench" / "training.json").read_text())
    shown = (ROOT / "docs" / "larger.md").read_text()
    assert bench.table(stored) in shown, "make bench, with --store"
    assert {"Lightning, bf16", "fastai", "Keras", "usual loop"} <= set(next(iter(
        stored["nets"].values())))


@pytest.mark.slow
def test_the_training_bench_runs():
    done = subprocess.run([sys.executable, ROOT / "bench" / "training.py", "--rounds", "1",
                           "--epochs", "1", "--pictures", "320"],
                          capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert re.search(r"\| \*\*fit\*\* \| [\d,]+ \| [\d,]+ \|", done.stdout), done.stdout


@pytest.mark.slow
def test_the_accelerator_bench_runs_and_says_what_failed():
    done = subprocess.run([sys.executable, ROOT / "bench" / "accelerator.py", "--lessons", "02",
                           "--batches", "16", "--steps", "2", "--pictures", "100", "--epochs", "1"],
                          capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    assert re.search(r"^\| 02 \| \d+ \| \S+ \| ✓ \|$", done.stdout, re.M), done.stdout
    assert len(re.findall(r"^\| ResNet, 0.\d+ M \| 16 \|", done.stdout, re.M)) == 2


def test_the_bench_of_detectors_names_cells_that_exist_and_its_table_has_all_detectors():
    stored = json.loads(detectors.KEPT.read_text(encoding="utf-8"))
    for detector in detectors.DETECTORS:
        cells = {cell.id for cell in nbformat.read(find_lesson(detector.lesson), 4).cells}
        assert {detector.before, *detector.after.split(), detector.last} <= cells, detector
        assert stored[detector.name]["lesson"] == detector.lesson
        for row in stored[detector.name]["seeds"].values():
            assert 0 < row["map"] < row["map_50"] < 1 and row["per_second"] > 1
