"""Files written whole or not at all, what a folder holds, and text in any usual encoding."""
from __future__ import annotations

import codecs
import os
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from .errors import DataError, warn

# what systems and unpackers leave in folders, beside files whose names begin with a dot
_LEFT_BEHIND = {"__MACOSX", "Thumbs.db", "desktop.ini", "$RECYCLE.BIN", "lost+found"}
_MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16",
          codecs.BOM_UTF16_BE: "utf-16"}


def entries(folder: Path) -> list[Path]:
    """What lies in a folder, by name, without hidden files and what systems leave there. Raises
    DataError where it may not be read."""
    try:
        found = list(folder.iterdir())
    except OSError as error:
        raise DataError(f"the folder {folder} cannot be read ({error.strerror}).") from None
    return sorted(p for p in found if not p.name.startswith(".") and p.name not in _LEFT_BEHIND)


def say_unread(name: str, paths: Iterable[Path], wanted: Iterable[str]) -> None:
    """Warns of the files and folders of a data set that are not read, if there are any; `wanted`
    says what would be."""
    paths = list(paths)
    if paths:
        kinds = Counter(p.suffix.lower() if p.is_file() else "folders" for p in paths)
        listed = ", ".join(f"{kind or 'without suffix'}: {n}" for kind, n in kinds.most_common())
        warn(f"{name}: not read: {listed}, such as {paths[0]}. Read are {', '.join(wanted)}.")


def text(path: Path, encoding: str = "utf-8") -> str:
    r"""The text of a file with line ends "\n", decoded by the mark at its beginning if it has one
    (UTF-8 or UTF-16), else by `encoding`. Raises DataError, which names file and line."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path} cannot be read ({error.strerror}).") from None
    marked = next((known for mark, known in _MARKS.items() if raw.startswith(mark)), None)
    try:
        found = raw.decode(marked or encoding)
    except LookupError:
        raise DataError(f"there is no encoding {encoding!r}; usual ones are 'utf-8', 'latin-1' and "
                        "'cp1251'.") from None
    except UnicodeDecodeError as error:
        line = raw[:error.start].count(b"\n") + 1
        raise DataError(f"{path} is not text in {marked or encoding}: line {line} holds the byte "
                        f"0x{raw[error.start]:02x} where it cannot stand. Convert it (iconv -f "
                        "latin1 -t utf-8), or, for text:DIR, name its encoding: load(..., "
                        "encoding='latin-1').") from None
    if "\0" in found:
        raise DataError(f"{path} holds zero bytes: it is no text in {encoding}, perhaps UTF-16 "
                        "without its mark.")
    return found.replace("\r\n", "\n").replace("\r", "\n")


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
    try:
        with open(part, "wb") as file:
            content(file) if callable(content) else file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:                         # a full disk above all: give its space back
        part.unlink(missing_ok=True)
        raise
    return part
