"""Answers in words, read and marked in a browser: nbgrader's formgrader on class/."""
from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

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
    server = start(place, *arguments)
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:                # the server had it too, and asks whether to stop
            continue


def start(folder, *arguments: str, **options) -> subprocess.Popen:
    """JupyterLab in a class's folder, with nbgrader's handlers. options: as for Popen."""
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    return subprocess.Popen([sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}",
                             "--LabApp.default_url=/formgrader", *as_root, *arguments],
                            cwd=folder, **options)
