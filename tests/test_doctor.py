"""`make doctor`, with faults made on purpose: each is named, with what to do, and the exit status
says whether lessons can be run."""
import ast
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course_utils.commands import doctor, packages
from course_utils.commands.lessons import ROOT


def finding(findings, about):
    return next(found for found in findings if found.about == about)


def module(folder: Path, name: str, content: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(content)


@pytest.mark.slow
def test_the_report_of_this_machine_is_short_complete_and_without_a_name(tmp_path):
    home = tmp_path / "anna"
    environment = os.environ | {"HOME": str(home), "COURSE_WORK": str(home / "convnets"),
                                "COURSE_DATA": str(home / "sets")}
    done = subprocess.run([sys.executable, "-m", "course_utils", "doctor"], cwd=ROOT, text=True,
                          capture_output=True, timeout=300, env=environment)
    assert done.returncode == 0 and not done.stderr, done.stdout + done.stderr
    for about in ("Python", "system", "chip", "memory", "packages", "PyTorch", "bfloat16",
                  "accelerator", "your copies", "data", "settings"):
        assert re.search(rf"^[ !] {about} ", done.stdout, re.M), about
    assert "a step of training works" in done.stdout
    assert "~/convnets" in done.stdout and "~/sets" in done.stdout
    assert "anna" not in done.stdout
    assert not (home / "convnets").exists() and not (home / "sets").exists()
    assert done.stdout.endswith("wrong.\n") or "alone." in done.stdout


def test_a_python_without_packages_is_told_how_to_get_them(tmp_path):
    bare = tmp_path / "course"
    bare.mkdir()
    for name in ("course.py", "requirements.txt", "pyproject.toml", "setup.py"):
        shutil.copy(ROOT / name, bare)
    shutil.copytree(ROOT / "course_utils", bare / "course_utils")
    (bare / "notebooks").mkdir()
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", bare / ".venv"], check=True,
                   timeout=120)
    done = subprocess.run([sys.executable, bare / "course.py", "doctor"], text=True,
                          capture_output=True, timeout=120, cwd=tmp_path)
    assert done.returncode == 1 and not done.stderr and "Traceback" not in done.stdout
    said = re.search(r"✗ missing +torch, torchvision, numpy.* and (\d+) more\n +-> (.*)",
                     done.stdout)
    assert int(said[1]) > 10 and "make lab" in said[2], done.stdout
    assert re.search(r"✗ PyTorch +does not start\n +-> ModuleNotFoundError.*make lab", done.stdout)
    assert re.search(r"✗ weights +data/weights/trunk.pt is missing", done.stdout)


def test_versions_older_and_newer_than_tested(monkeypatch):
    versions = {"torch": "2.9.1+cu128", "numpy": "99.0", "pytest": None, "nbclient": None}
    here = packages.installed
    monkeypatch.setattr(packages, "installed", lambda name: versions.get(name, here(name)))
    monkeypatch.setattr(packages, "broken", lambda modules: [])
    found = doctor._packages()
    old, missing, newer = (next(f for f in found if f.about == about and f.needed == needed)
                           for about, needed in (("too old", True), ("missing", True),
                                                 ("newer", False)))
    assert old.found.startswith("torch 2.9.1+cu128 (tested: ") and old.mark == "✗"
    assert missing.found == "nbclient" and "numpy 99.0" in newer.found
    assert newer.mark == "!" and "pytest" in doctor.report(found)
    assert not [f for f in found if "pytest" in f.found and f.needed]


def test_a_package_that_does_not_import_and_one_that_ends_python(tmp_path, monkeypatch):
    module(tmp_path, "numpy", "raise ImportError('DLL load failed while\\nimporting _multiarray')")
    module(tmp_path, "scipy", "")
    module(tmp_path, "tqdm", "import os; os._exit(3)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert packages.broken(["numpy", "scipy"]) == [
        ("numpy", "ImportError: DLL load failed while importing _multiarray")]
    (name, said), = packages.broken(["scipy", "tqdm", "numpy"])
    assert name == "tqdm" and "ends Python (status 3)" in said


def test_names_to_import_are_those_of_the_packages():
    found = packages.compare(ROOT / "requirements.txt")
    assert found.all > 25 and len(found.modules) > 12
    import importlib.util
    assert all(importlib.util.find_spec(name) for name in found.modules)


def test_away_from_its_folder_only_what_lessons_import_must_be_there(tmp_path, monkeypatch):
    here = packages.installed
    monkeypatch.setattr(packages, "installed",
                        lambda name: None if name in ("jupyterlab", "scipy") else here(name))
    found = packages.compare(tmp_path / "requirements.txt")
    assert found.missing == ["scipy"] and found.missing_tests == ["jupyterlab"]


def test_torch_that_stops_is_named_where_it_stops(tmp_path, monkeypatch):
    module(tmp_path, "torch", "import os; os._exit(132)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    stopped, = doctor._Machine().torch()
    assert stopped.mark == "✗" and "status 132" in stopped.wrong and "make lab" in stopped.wrong


def test_a_gpu_whose_step_fails_is_left_out():
    machine = object.__new__(doctor._Machine)
    machine.error = "RuntimeError: no kernel image is available (status 1)"
    machine.found = {"torch": "2.15.0", "built": "CUDA 13.2", "threads": 2, "device": "cuda",
                     "bfloat16": True, "instructions": []}
    assert "no kernel image" in machine.torch()[0].wrong
    assert "ACCELERATE_USE_CPU=true" in machine.torch()[0].wrong


def test_a_full_disk_and_a_folder_that_cannot_be(tmp_path, monkeypatch):
    monkeypatch.setenv("COURSE_WORK", str(tmp_path / "mine" / "work"))
    copies = finding(doctor._lessons(), "your copies")
    assert not copies.wrong and "not made yet" in copies.found and not list(tmp_path.iterdir())
    with monkeypatch.context() as full:
        full.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": 1.2e8}))
        copies = finding(doctor._lessons(), "your copies")
        assert copies.mark == "✗" and "0.1 GB free" in copies.found and "free some" in copies.wrong
    (tmp_path / "mine").write_text("a file in the way")
    copies = finding(doctor._lessons(), "your copies")
    assert copies.mark == "✗" and "COURSE_WORK=" in copies.wrong
    monkeypatch.setenv("COURSE_WORK", str(ROOT / "notebooks"))
    assert "COURSE_WORK" in finding(doctor._lessons(), "your copies").wrong


@pytest.mark.skipif(os.name == "nt", reason="folders are closed otherwise there")
def test_a_folder_that_may_only_be_read(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir(mode=0o555)
    for above in (tmp_path, *tmp_path.parents[:3]):
        above.chmod(above.stat().st_mode | 0o055)
    if os.geteuid() == 0:
        os.seteuid(65534)
    try:
        found = doctor._folder("data", folder, "no downloads", needed=False)
    finally:
        if os.getuid() == 0:
            os.seteuid(0)
    assert found.mark == "!" and "Permission denied" in found.found
    assert found.wrong == "no downloads"


def test_an_old_python_is_told_so_and_can_read_the_doctor(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert "3.11 or later" in finding(doctor._python(), "Python").wrong
    for name in ("__main__", "commands/doctor", "commands/packages", "commands/machine"):
        ast.parse((ROOT / "course_utils" / f"{name}.py").read_text(encoding="utf-8"),
                  feature_version=(3, 9))


def test_little_memory_and_a_container_s_limit(monkeypatch):
    import psutil
    usage = type("Usage", (), {"total": 8 * 2 ** 30, "available": 1 * 2 ** 30})
    monkeypatch.setattr(psutil, "virtual_memory", lambda: usage)
    memory = finding(doctor._memory(), "memory")
    assert memory.mark == "✗" and "1.0 available" in memory.found and "kernels" in memory.wrong


def test_what_fails_while_it_is_looked_at_is_a_line_of_the_report(monkeypatch):
    monkeypatch.setattr(doctor, "_Machine", lambda: type("M", (), dict.fromkeys(
        ("torch", "accelerator", "data", "bubblewrap"), list)))
    monkeypatch.setattr(doctor, "_packages", list)

    def fails():
        raise OSError(f"no such thing in {Path.home()}/x")
    monkeypatch.setattr(doctor, "_system", fails)
    found = doctor.examine()
    assert finding(found, "system").mark == "✗"
    said = doctor.report(found)
    assert "✗ marks what lessons need and is wrong: 1." in said and "OSError: no such" in said


@pytest.mark.parametrize(("home", "text", "shown"), [
    ("/home/anna", "/home/anna/x and /home/annabel", "~/x and /home/annabel"),
    ("C:\\Users\\anna", r"File 'C:\\Users\\anna\\x', C:\Users\anna\y", r"File '~\\x', ~\y"),
    ("/", "/srv/x", "/srv/x")])
def test_home_is_a_tilde(home, text, shown, monkeypatch):
    monkeypatch.setattr(doctor.Path, "home", lambda: home)
    assert doctor._without_home(text) == shown
