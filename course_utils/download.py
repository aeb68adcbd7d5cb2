"""Downloads that are never half there."""
from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from .errors import DataError

# where torchvision puts each set below its root
FOLDERS = {"mnist": "MNIST", "fashion_mnist": "FashionMNIST", "cifar10": "cifar-10-batches-py"}


def checked_download(make: Callable, train: bool, download: bool, name: str, root: Path,
                     stand_in: str):
    """torchvision's data set `make(root=..., train=..., download=...)`, from `root` or the network.

    A download goes to a folder beside and is moved into place only when it is whole and has been
    read once; what a killed one left behind is taken up again, and files that came whole are kept.
    """
    advice = (f"Put the files below {root} by hand, as torchvision lays them out, or use the "
              f"embedded {stand_in!r}.")
    folder = root / FOLDERS[name]
    if any(file.is_file() and not _is_archive(file) for file in folder.rglob("*")):
        try:
            return make(root=root, train=train, download=False)
        except Exception as error:
            raise DataError(f"{name}: what lies in {folder} is broken or not complete "
                            f"({_said(error)}). Delete it there and load it again.") from None
    if not download:
        raise DataError(f"{name} is not below {root}. Load it without download=False, or: {advice}")
    part = root / f".{name}.part"
    try:
        _clear(part, folder)
    except OSError as error:
        raise DataError(f"{name}: cannot write to {root} ({error.strerror}). Set COURSE_DATA to a "
                        "directory that you can write to.") from None
    print(f"downloading {name} to {root} ...", flush=True)
    try:
        make(root=part, train=train, download=True)
        make(root=part, train=not train, download=False)
    except Exception as error:
        came = ", ".join(sorted(file.name for file in part.rglob("*") if _is_archive(file)))
        kept = (f" Of what came ({came}) nothing was put in its place: a file whose checksum is "
                "wrong is fetched anew the next time.") if came else ""
        raise DataError(f"{name} is not below {root} and could not be downloaded ({_said(error)})."
                        f"{kept} {advice}") from None
    for made in part.iterdir():
        if made.is_dir():
            shutil.rmtree(root / made.name, ignore_errors=True)
            made.rename(root / made.name)
    shutil.rmtree(part)
    return make(root=root, train=train, download=False)


def _clear(part: Path, folder: Path) -> None:
    """Makes `part` ready: archives that came before or were put into `folder` by hand stay, since
    their checksums are looked at; what was unpacked of them goes, since nothing tells its state."""
    (part / folder.name).mkdir(parents=True, exist_ok=True)
    for file in part.rglob("*"):
        if file.is_file() and not _is_archive(file):
            file.unlink()
    for archive in filter(_is_archive, folder.rglob("*")):
        copy = part / folder.name / archive.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(archive, copy)


def _is_archive(file: Path) -> bool:
    return file.suffix in (".gz", ".zip")


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"
