"""The benches, for a few steps: that they run, and that README shows what was stored."""
import json
import re
import subprocess
import sys

import pytest

from course_utils.commands.lessons import ROOT

sys.path.insert(0, str(ROOT / "bench"))
import training as bench  # noqa: E402


def test_readme_shows_the_stored_run():
    stored = json.loads((ROOT / "bench" / "training.json").read_text())
    assert bench.table(stored) in (ROOT / "README.md").read_text(), "make bench, with --store"
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
