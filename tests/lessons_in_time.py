"""For `make test MINUTES=60`: no lesson is begun after the time given. The others are skipped, each
with its name, so that a test machine with a limit ends in time and says what it has not seen."""
import time

import pytest

_begun = set()


def pytest_addoption(parser):
    parser.addoption("--lessons-until", type=float, default=float("inf"),
                     help="a time, in seconds since 1970, after which no lesson is begun")


@pytest.hookimpl(tryfirst=True)               # before nbval starts the lesson's kernel
def pytest_runtest_setup(item):
    if item.path not in _begun and time.time() > item.config.getoption("--lessons-until"):
        pytest.skip(f"{item.path.stem} was not begun: the minutes are over")
    _begun.add(item.path)
