import shutil
import struct
from pathlib import Path

import nbformat
import numpy as np
import pytest

from course_utils.commands.lessons import find_lesson

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"


@pytest.fixture(scope="session")
def real():
    """Real data sets beside the checkout, where there are any."""
    def folder(name: str) -> Path:
        if not (REAL / name).is_dir():
            pytest.skip(f"{name} is not on this machine; load it with its own address to try it")
        return REAL / name
    return folder


@pytest.fixture(scope="module")
def browser():
    """Chromium, without a window."""
    from playwright.sync_api import sync_playwright
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which(
        "google-chrome")
    if chromium is None:
        pytest.fail("no Chromium on this machine; README says how to install it")
    with sync_playwright() as play:
        running = play.chromium.launch(executable_path=chromium,
                                       args=["--no-sandbox", "--disable-gpu"])
        yield running
        running.close()


def sources(number: str, *ids: str) -> list[str]:
    """The sources of the cells of lesson `number` that have these ids."""
    found = {cell.id: cell.source for cell in nbformat.read(find_lesson(number), 4).cells}
    return [found[i] for i in ids]


def defined(number: str, *ids: str, **names) -> dict:
    """What those cells define, run one after the other; `names` are there beforehand."""
    for source in sources(number, *ids):
        exec(source, names)
    return names


def idx(array: np.ndarray) -> bytes:
    """An array of bytes in the idx format of MNIST's files."""
    return struct.pack(f">HBB{array.ndim}I", 0, 8, array.ndim,
                       *array.shape) + array.astype(np.uint8).tobytes()
