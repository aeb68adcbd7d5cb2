from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[2] / "shared" / "real"


@pytest.fixture(scope="session")
def real():
    """Real data sets beside the checkout, where there are any."""
    def folder(name: str) -> Path:
        if not (REAL / name).is_dir():
            pytest.skip(f"{name} is not on this machine; load it with its own address to try it")
        return REAL / name
    return folder
