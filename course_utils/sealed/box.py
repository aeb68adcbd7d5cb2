"""Starts a worker: under bubblewrap where that is to be had, else as a plain process."""
from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

from ..data import data_dir

PACKAGE = Path(__file__).resolve().parents[1]
MEMORY = 5 * 10 ** 9               # bytes of all processes of a worker, from which it is ended
TMP = 256 * 2 ** 20                # bytes of files a worker may write


@functools.cache
def can_seal() -> bool:
    """Whether bubblewrap is installed and allowed to work."""
    if not shutil.which("bwrap"):
        return False
    try:
        return subprocess.run([*_bubblewrap(), "true"], capture_output=True,
                              timeout=60).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def start(sealed: bool, folder: str | None = None) -> subprocess.Popen:
    """A worker with a pipe to and from it. folder: where it stands if it is not sealed."""
    worker = [sys.executable, "-m", "course_utils.sealed.worker"]
    if sealed:
        command, environment = [*_bubblewrap(), *worker, "--limit"], {}
    else:
        command, environment = worker, os.environ | _environment()
    return subprocess.Popen(command, env=environment, cwd=None if sealed else folder,
                            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                            stderr=subprocess.DEVNULL, start_new_session=True)


def _environment() -> dict[str, str]:
    return {"PYTHONPATH": str(PACKAGE.parent), "MPLBACKEND": "agg", "OMP_NUM_THREADS": "1",
            "MKL_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"}


def _bubblewrap() -> list[str]:
    """The system's programs and libraries, Python, its packages, ours, and the course's data, all
    to read alone; a folder for temporary files, no network, no other process to be seen."""
    command = ["bwrap", "--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000",
               "--die-with-parent", "--new-session", "--clearenv",
               "--ro-bind", "/usr", "/usr", "--symlink", "usr/lib", "/lib",
               "--symlink", "usr/lib64", "/lib64", "--symlink", "usr/bin", "/bin",
               "--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache",
               "--proc", "/proc", "--dev", "/dev",
               "--size", str(TMP), "--tmpfs", "/tmp", "--size", str(TMP), "--tmpfs", "/dev/shm"]
    weights = PACKAGE.parent / "data"
    places = {sys.base_prefix, sys.prefix, sysconfig.get_path("purelib"), str(PACKAGE),
              str(weights), str(data_dir())}
    shown = [place for place in sorted(places) if Path(place).exists()
             and not Path(place).is_relative_to("/usr")]
    for place in shown:
        command += ["--ro-bind", place, place]
    for name, value in (_environment() | {"HOME": "/tmp", "LANG": "C.UTF-8",
                                          "PATH": f"{Path(sys.executable).parent}:/usr/bin"}
                        ).items():
        command += ["--setenv", name, value]
    return [*command, "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp"]
