"""Downloads that are never half there."""
from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from .errors import DataError


def checked_download(make: Callable, train: bool, download: bool, name: str, root: Path,
                     stand_in: str):
    """torchvision's data set `make(root=..., train=..., download=...)`, from `root` or the network.

    A download goes to a folder beside and is moved into place only when it is whole and has been
    read once; what a killed one left behind is taken up again, and files that came whole are kept.
    """
    advice = (f"Put the files below {root} by hand, as torchvision lays them out, or use the "
              f"embedded {stand_in!r}.")
    try:
        return make(root=root, train=train, download=False)
    except Exception as error:
        if "not found" not in str(error):        # torchvision's words for what is not there
            raise DataError(f"{name}: what lies below {root} is broken ({type(error).__name__}: "
                            f"{error}). Delete it "
                            "there and load it again.") from None
    if not download:
        raise DataError(f"{name} is not below {root}. Load it without download=False, or: {advice}")
    part = root / f".{name}.part"
    try:
        part.mkdir(parents=True, exist_ok=True)
        # archives are checked by their checksum, unpacked files are not
        for file in part.rglob("*"):
            if file.is_file() and file.suffix not in (".gz", ".zip"):
                file.unlink()
    except OSError as error:
        raise DataError(f"{name}: cannot write to {root} ({error.strerror}). Set COURSE_DATA to a "
                        "directory that you "
                        "can write to.") from None
    print(f"downloading {name} to {root} ...", flush=True)
    try:
        make(root=part, train=train, download=True)
        make(root=part, train=not train, download=False)
    except Exception as error:
        if "corrupted" in str(error).lower():
            raise DataError(f"{name}: the checksum of the downloaded file is wrong ({error}); "
                            "nothing was kept in its "
                            f"place. Try again; if it stays so, the server's copy has changed. "
                            f"{advice}") from None
        raise DataError(f"{name} is not below {root} and could not be downloaded "
                        f"({type(error).__name__}: {' '.join(str(error).split())}). {advice}") from None
    for folder in part.iterdir():
        if folder.is_dir():
            shutil.rmtree(root / folder.name, ignore_errors=True)
            folder.rename(root / folder.name)
    shutil.rmtree(part)
    return make(root=root, train=train, download=False)
