"""Answers in words, read and marked in a browser: nbgrader's formgrader on class/."""
from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from .lab import start_lab, wait_for
from .lessons import ROOT


def main(arguments: Sequence[str] = (), folder: str | None = None) -> int:
    """Opens formgrader on the class; `make grade` afterwards brings points and remarks to
    grades.csv and the feedback pages."""
    place = ROOT / "class" if folder is None else folder
    if not os.path.exists(os.path.join(place, "gradebook.db")):
        print("There is nothing to read yet: `make grade` enters what was handed in.")
        return 1
    print(f"opening formgrader on {place}; stop it with Ctrl+C. If no browser opens, use the "
          "address below.", flush=True)
    return wait_for(start(place, *arguments))


def start(folder, *arguments: str, **options) -> subprocess.Popen:
    """JupyterLab in a class's folder, whose nbgrader_config.py is read, on nbgrader's page."""
    return start_lab(folder, "--LabApp.default_url=/formgrader", *arguments, cwd=folder, **options)
