"""The two commands: what they say when something is missing, and how fast JupyterLab is up."""
import ast
import os
import re
import runpy
import shutil
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from conftest import answers, free_port, stop
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.commands.lessons import ROOT


@pytest.fixture
def bare(tmp_path):
    """A copy of what course.py needs, without .venv."""
    for name in ("course.py", "Makefile", "pyproject.toml", "setup.py"):
        shutil.copy(ROOT / name, tmp_path)
    (tmp_path / "requirements.txt").write_text("./not-there\n")
    return tmp_path


def start(bare, change: str = "", command: str = "test"):
    """Runs course.py after `change`, some lines of Python that make this machine worse than it
    is."""
    script = (f"import runpy, shutil, sys\n{change}\nsys.argv = ['course.py', '{command}']\n"
              f"runpy.run_path({str(bare / 'course.py')!r}, run_name='__main__')")
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          timeout=300)
    assert done.returncode != 0 and "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def test_an_old_python_is_told_so(bare):
    said = start(bare, "sys.version_info = (3, 9, 2)")
    assert said == ("course: this is Python 3.9, and the course needs 3.11 or later. Install one, "
                    "then say which: "
                    "make lab PYTHON=python3.11")
    # it must get as far as saying so
    ast.parse((ROOT / "course.py").read_text(), feature_version=(3, 6))


def test_a_full_disk_is_told_before_anything_is_installed(bare):
    said = start(bare, "shutil.disk_usage = lambda _: type('Usage', (), {'free': 2.04e9})")
    assert said.startswith(
        "course: only 2.0 GB are free on this disk and the installation needs 9.")
    assert not (bare / ".venv").exists()


def test_a_python_without_venv_is_told_what_to_install(bare):
    said = start(bare, "sys.executable = shutil.which('false')")
    assert "could not make a virtual environment" in said and "python3-venv" in said
    assert not (bare / ".venv").exists()


@pytest.mark.slow
def test_an_installation_that_fails_can_be_repeated(bare):
    for _ in range(2):
        assert start(bare).startswith("course: the installation did not finish (pip's own words "
                                      "are above).")
    assert not (bare / ".venv" / "course-installed").exists()


def test_an_unknown_command_lists_those_there_are(bare):
    said = start(bare, command="lob")
    assert said == ("course: say what to do: python course.py lab | score | slides | run | site "
                    "| release | grade | formgrader | doctor | bench | quick | test")


def test_make_without_python_is_one_sentence(bare):
    done = subprocess.run(["make", "lab", "PYTHON=python9"], cwd=bare, capture_output=True,
                          text=True)
    assert done.returncode
    assert "No 'python9' found. Install Python 3.11 or later, or say which" in done.stdout


def test_every_target_of_make_is_a_command_of_course_py():
    targets = set(re.findall(r"^(\w+):$", (ROOT / "Makefile").read_text(), re.M)) - {"help"}
    said = subprocess.run([sys.executable, ROOT / "course.py", "lob"], capture_output=True,
                          text=True)
    assert targets == set(said.stderr.split("course.py ")[1].replace(" | ", " ").split())


def test_lessons_with_floors_are_run_with_another_seed():
    notebooks = sorted(ROOT.glob("notebooks/*/*.ipynb"))
    copies = runpy.run_path(str(ROOT / "course.py"))["reseeded"](notebooks)
    assert [Path(copy).name for copy in copies] == [path.name for path in notebooks]
    for path, copy in zip(notebooks, copies, strict=True):
        before, after = path.read_text().splitlines(), Path(copy).read_text().splitlines()
        changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        assert len(changed) == any('"FLOOR' in line for line in before), path
        assert all("SEED = 100" in b for _, b in changed)


@pytest.mark.slow
def test_no_lesson_is_begun_when_the_minutes_are_over(tmp_path):
    for name in ("one", "two"):
        nbformat.write(new_notebook(cells=[new_code_cell("1 + 1"), new_code_cell("2 + 2")]),
                       tmp_path / f"{name}.ipynb")

    def said(until):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-rs", "-c", os.devnull, f"--rootdir={tmp_path}",
             "--nbval-lax", "--nbval-current-env", "-p", "tests.lessons_in_time",
             f"--lessons-until={until}", tmp_path], capture_output=True, text=True, cwd=ROOT,
            timeout=120)
        assert done.returncode == 0, done.stdout
        return done.stdout
    assert "4 passed" in said(time.time() + 600)
    late = said(1)
    assert "4 skipped" in late and "one was not begun" in late and "two was not begun" in late
    turned = runpy.run_path(str(ROOT / "course.py"))["turned"](list("abcde"))
    assert turned in [list("abcde"[k:] + "abcde"[:k]) for k in range(5)]


def test_code_is_in_style():
    done = subprocess.run([sys.executable, "-m", "ruff", "check", "-q", ROOT], capture_output=True,
                          text=True)
    assert done.returncode == 0, done.stdout


def lab_is_up_after(seconds_at_most: float) -> tuple[float, str]:
    """Seconds until JupyterLab answers, and what the command has said by then."""
    port, begin = free_port(), time.perf_counter()
    process = subprocess.Popen(["make", "lab", f"PYTHON={sys.executable}",
                                f"LAB=--no-browser --port={port}"], cwd=ROOT,
                               stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                               start_new_session=True)
    try:
        up = answers(f"http://127.0.0.1:{port}/api", seconds_at_most)
        seconds = time.perf_counter() - begin
    finally:
        said = stop(process)
    assert up, f"no answer within {seconds_at_most} s: {said}"
    return seconds, said


@pytest.mark.slow
def test_a_second_make_lab_is_soon_up_and_says_where():
    lab_is_up_after(300)
    seconds, said = min(lab_is_up_after(120) for _ in range(2))
    assert seconds < 30, said                     # 4 where nothing else runs
    assert re.search(r"http://(localhost|127\.0\.0\.1):\d+/lab/tree/index\.md\S*token=", said), said
