import contextlib
import importlib.util
import os
import re
import signal
import socket
import struct
import subprocess
import time
import urllib.request
from pathlib import Path

import nbformat
import numpy as np
import pytest
import torch

from course_utils import features
from course_utils.commands import packages
from course_utils.commands.lessons import find_lesson
from course_utils.data import data_dir


def pytest_addoption(parser):
    parser.addoption("--lesson", default="", help="only what concerns these lessons: 14,15")


def pytest_collection_modifyitems(config, items):
    """With --lesson, keeps the tests of these lessons: those whose parameter names one, and those
    marked with its number."""
    wanted = set(config.getoption("--lesson").replace(",", " ").split())
    if not wanted:
        return
    kept, left = [], []
    for item in items:
        named = set(re.findall(r"(?<![0-9])([0-9]{2})_[a-z]", item.nodeid.partition("[")[2]))
        marked = {number for mark in item.iter_markers("lessons") for number in mark.args}
        notebook = re.match(r"([0-9]{2})_", item.path.name)
        mine = named | marked | ({notebook[1]} if notebook else set())
        (kept if mine & wanted else left).append(item)
    config.hook.pytest_deselected(items=left)
    items[:] = kept


@pytest.fixture(scope="session")
def real():
    """Public data sets in $COURSE_DATA, or data/downloads, where they are (data/README.md)."""
    def folder(name: str) -> Path:
        place = data_dir() / name
        if not place.is_dir():
            pytest.skip(f"{name} is not at {place}; data/README.md says where it comes from")
        return place
    return folder


@pytest.fixture(scope="module")
def browser():
    """Chromium, without a window."""
    from playwright.sync_api import sync_playwright
    chromium = packages.chromium()
    with sync_playwright() as play:
        if chromium is None and os.path.exists(play.chromium.executable_path):
            chromium = play.chromium.executable_path     # of `playwright install chromium`
        if chromium is None:
            pytest.fail("no Chromium on this machine; docs/numbers.md says how to install it")
        running = play.chromium.launch(executable_path=chromium,
                                       args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


@contextlib.contextmanager
def not_root(*folders: Path):
    """Goes on as somebody who may enter these folders and write to those of others only, where the
    tests run as root, who may write anywhere."""
    if os.geteuid():
        yield
        return
    for folder in folders:
        for above in (folder, *folder.parents[:3]):
            above.chmod(above.stat().st_mode | 0o055)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def answers(address: str, seconds: float) -> bool:
    """Whether a server at `address` answers within so many seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(address, timeout=10).close()
            return True
        except OSError:
            time.sleep(0.1)
    return False


def stop(process: subprocess.Popen) -> str:
    """Ends a process and those it started, by force where it does not go, and returns what it
    printed."""
    group = process.pid if os.getpgid(process.pid) == process.pid else None
    for number in (signal.SIGTERM, signal.SIGKILL):
        os.killpg(group, number) if group else process.send_signal(number)
        try:
            return process.communicate(timeout=20)[0] or ""
        except subprocess.TimeoutExpired:
            continue
    return ""


def sources(number: str, *ids: str) -> list[str]:
    """The sources of the cells of lesson `number` that have these ids."""
    found = {cell.id: cell.source for cell in nbformat.read(find_lesson(number), 4).cells}
    return [found[i] for i in ids]


def defined(number: str, *ids: str, **names) -> dict:
    """What those cells define, run one after the other; `names` are there beforehand."""
    for source in sources(number, *ids):
        exec(source, names)
    return names


def loaded(net: torch.nn.Module, state: dict[str, torch.Tensor]) -> torch.nn.Module:
    """`net` in eval mode with the weights of the course, stored in half precision."""
    missing, strange = net.load_state_dict({key: value.float() for key, value in state.items()},
                                           strict=False)
    assert not strange and all(name.endswith("num_batches_tracked") for name in missing)
    return net.eval()


def script(name: str):
    """A training script that lies beside the weights, as a module."""
    spec = importlib.util.spec_from_file_location(name, features.weights(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def idx(array: np.ndarray) -> bytes:
    """An array of bytes in the idx format of MNIST's files."""
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim,
                       *array.shape) + array.astype(np.uint8).tobytes()
