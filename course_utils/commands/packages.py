"""The packages that the course is tested with, those that are installed, and what they carry."""
from __future__ import annotations

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

# where the name that one imports is not the package's
_IMPORTED = {"pillow": "PIL", "scikit-learn": "sklearn", "scikit-image": "skimage",
             "faiss-cpu": "faiss"}
_IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    print(name, end=" ", flush=True)
    try:
        importlib.import_module(name)
        print(flush=True)
    except Exception as error:
        print(type(error).__name__ + ":", " ".join(str(error).split())[:300], flush=True)
"""


@dataclass
class Comparison:
    """How many packages there should be and are there as tested; names of those that are not."""

    all: int = 0
    same: int = 0
    missing: list[str] = field(default_factory=list)
    old: list[str] = field(default_factory=list)
    newer: list[str] = field(default_factory=list)
    missing_tests: list[str] = field(default_factory=list)   # and commands, away from `make`
    modules: list[str] = field(default_factory=list)         # of lessons, to import


def compare(file: Path) -> Comparison:
    """What is installed against requirements.txt, or, where that is not there, against what the
    installed course asks for; then only what lessons import must be there."""
    must = ("lessons", "lab") if file.exists() else ("lessons",)
    found = Comparison()
    for part, name, version in _wanted(file):
        found.all += 1
        here = installed(name)
        if here is None:
            (found.missing if part in must else found.missing_tests).append(name)
            continue
        if part == "lessons":
            found.modules.append(_IMPORTED.get(name, name.replace("-", "_")))
        said = f"{name} {here} (tested: {version})"
        if _numbers(here) == _numbers(version):
            found.same += 1
        elif _numbers(here) > _numbers(version):
            found.newer.append(said)
        elif part in must:
            found.old.append(said)
        else:
            found.missing_tests.append(said)
    return found


def _wanted(file: Path) -> list[tuple[str, str, str]]:
    """(part, package, version); the parts are lessons, lab and tests."""
    wanted, part = [], ""
    if not file.exists():
        for line in importlib.metadata.requires("convnet-course") or []:
            name, version = re.match(r"([\w.-]+)\s*\(?>=([\w.]+)", line).groups()
            extra = re.search(r"extra == [\"'](\w+)", line)
            wanted.append((extra[1] if extra else "lessons", name, version))
        return wanted
    for line in file.read_text(encoding="utf-8").splitlines():
        if heading := re.match(r"# (\w+)", line):
            part = heading[1]
        elif pin := re.match(r"([\w.-]+)==([\w.]+)", line):
            wanted.append((part, pin[1], pin[2]))
    return wanted


def installed(package: str) -> str | None:
    """The version of an installed package."""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _numbers(version: str) -> tuple[int, ...]:
    """2.15.0+cpu as (2, 15, 0)."""
    return tuple(map(int, re.findall(r"\d+", version.partition("+")[0])))


def broken(modules: list[str]) -> list[tuple[str, str]]:
    """Modules that are there and cannot be imported, each with its error; tried in a process of
    their own, which one of them may end."""
    try:
        done = subprocess.run([sys.executable, "-c", _IMPORT_ALL, *modules], capture_output=True,
                              text=True, timeout=300, cwd=tempfile.gettempdir())
    except subprocess.TimeoutExpired:
        return [("all", "took more than 5 minutes; is the disk a network's, or a virus scanner at "
                 "work?")]
    lines = [line.split(maxsplit=1) for line in done.stdout.splitlines()
             if line.split(" ")[0] in modules]
    found = [(name, error[0].strip()) for name, *error in lines if error]
    if done.returncode and lines:
        found.append((lines[-1][0], f"ends Python (status {done.returncode}); its build does not "
                      "fit this chip or system"))
    return found


def carry(package: str, inside: str, names: Iterable[str], folder: Path) -> None:
    """Copies files and folders, named from the folder `inside` of an installed package, to the
    same names in `folder`."""
    source = Path(importlib.util.find_spec(package).submodule_search_locations[0]) / inside
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, folder / name, dirs_exist_ok=True)
        else:
            shutil.copyfile(source / name, folder / name)


def chromium() -> str | None:
    """The path of the system's Chromium or Chrome, if there is one."""
    names = "chromium", "chromium-browser", "google-chrome"
    return next(filter(None, map(shutil.which, names)), None)
