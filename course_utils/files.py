"""Files that are whole or not there: written beside, then put in place in one step."""
from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO


def replace(path: Path, content: bytes | Callable[[BinaryIO], None]) -> None:
    """Puts `content` (bytes, or what it writes into a file) in the place of `path`, whose folder is
    made if need be. A kill at any moment leaves the old file or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.replace(_beside(path, content), path)


def create(path: Path, content: bytes) -> None:
    """As replace, but never over a file that is there: then it changes nothing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = _beside(path, content)
    try:
        os.link(part, path)                       # fails, unlike a rename, if the name is taken
    except FileExistsError:
        pass
    except OSError:                               # a file system without links
        if not path.exists():
            os.replace(part, path)
            return
    part.unlink()


def _beside(path: Path, content: bytes | Callable[[BinaryIO], None]) -> Path:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with open(part, "wb") as file:
        content(file) if callable(content) else file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return part
