"""What a class handed in: notebooks of students in folders, and zips as Moodle and Canvas export
them. Nothing is written there, and nothing unpacked to disk."""
from __future__ import annotations

import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path, PurePosixPath

from . import submission
from .submission import LARGEST, Refused, a_link, mark_of, too_large

FILES = 20_000                     # in a zip
MOODLE = re.compile(r"^(?P<student>.+?)_assignsubmission_\w+?_?$")
CANVAS = re.compile(r"^(?P<student>[^_]+?)_(?P<late>LATE_)?(?P<id>\d+)_\d+_(?P<name>.+\.ipynb)$")


@dataclass
class Handed:
    """A notebook that a student handed in. `refused` says why it cannot be graded."""

    student: str
    name: str                      # of the file
    where: str                     # below handed_in, to find it again
    when: datetime
    content: bytes = b""
    lesson: str = ""
    refused: str = ""
    late: bool = False


def collect(folder: Path, lessons: list[Path]) -> list[Handed]:
    """The notebooks in handed_in/, the last one of each student for each lesson first, then those
    that it replaces, marked as refused."""
    found = [handed for entry in sorted(folder.iterdir()) if not entry.name.startswith(".")
             for handed in _entry(entry)]
    marks = {path.stem: {mark_of(cell) for cell in submission.read_lesson(path).cells}
             - {None} for path in lessons}
    for handed in found:
        if not handed.refused:
            _say_lesson(handed, marks)
    last: dict[tuple[str, str], Handed] = {}
    for handed in sorted(found, key=lambda h: h.when):
        if not handed.refused:
            last[handed.student, handed.lesson] = handed
    for handed in found:
        if not handed.refused and (newer := last[handed.student, handed.lesson]) is not handed:
            handed.refused = f"{newer.where} was handed in later."
    return sorted(found, key=lambda h: (h.student, h.lesson, bool(h.refused), h.where))


def _entry(entry: Path) -> Iterator[Handed]:
    """A student's folder, or a zip."""
    if entry.is_symlink():
        yield Handed(entry.name, entry.name, entry.name, datetime.min, refused=a_link(entry.name))
    elif entry.is_dir():
        for path in sorted(entry.rglob("*")):
            where = path.relative_to(entry.parent).as_posix()
            if any(part.startswith((".", "__MACOSX")) for part in path.relative_to(entry).parts):
                continue
            if path.is_symlink():
                yield Handed(entry.name, path.name, where, datetime.min,
                             refused=a_link(path.name))
            elif path.suffix == ".ipynb" and path.is_file():
                yield _from_disk(entry.name, path, where)
            elif path.suffix == ".zip" and path.is_file():
                yield from _from_zip(path, where, entry.name)
    elif entry.suffix == ".zip":
        yield from _from_zip(entry, entry.name)


def _from_disk(student: str, path: Path, where: str) -> Handed:
    about = path.stat()
    handed = Handed(student, path.name, where, datetime.fromtimestamp(about.st_mtime))
    if about.st_size > LARGEST:
        handed.refused = too_large(path.name, about.st_size)
    else:
        handed.content = path.read_bytes()
    return handed


def _from_zip(path: Path, where: str, student: str = "") -> Iterator[Handed]:
    """Members of a zip. Without a student they are those of many: each in a folder with the
    student's name, as Moodle has it, or with the name before the file's, as Canvas has it."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > FILES:
                raise zipfile.BadZipFile
            for member in members:
                inside = PurePosixPath(member.filename)
                if inside.suffix != ".ipynb" or any(
                        part.startswith((".", "__MACOSX")) for part in inside.parts):
                    continue
                who, name, late = _who(inside, student)
                handed = Handed(who, name, f"{where}/{inside}", datetime(*member.date_time),
                                late=late)
                try:
                    if member.file_size > LARGEST:
                        handed.refused = too_large(name, member.file_size)
                    else:
                        with archive.open(member) as file:     # a size may be a lie
                            handed.content = file.read(LARGEST + 1)
                        if len(handed.content) > LARGEST:
                            handed.refused = too_large(name, len(handed.content))
                except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, ValueError):
                    handed.refused = f"{name} cannot be read from the zip."
                yield handed
    except (zipfile.BadZipFile, OSError, ValueError):
        yield Handed(student or path.stem, path.name, where, datetime.min,
                     refused=f"{path.name} is not a zip that can be read.")


def _who(inside: PurePosixPath, student: str) -> tuple[str, str, bool]:
    """Student, file name, and whether the name says that it came late."""
    if student:
        return student, inside.name, False
    if len(inside.parts) > 1:
        moodle = MOODLE.match(inside.parts[0])
        return _safe(moodle["student"] if moodle else inside.parts[0]), inside.name, False
    if canvas := CANVAS.match(inside.name):
        return _safe(f"{canvas['student']}_{canvas['id']}"), canvas["name"], bool(canvas["late"])
    return _safe(inside.stem), inside.name, False


def _safe(name: str) -> str:
    """A name that can be a folder's."""
    return re.sub(r"[^\w .@+-]", "_", name).strip(" .") or "unnamed"


def _say_lesson(handed: Handed, marks: dict[str, set[str]]) -> None:
    """Which lesson it is: by the number it begins with, if it has exercises of that lesson, else by
    the exercises that are in it."""
    try:
        notebook = submission.parse(handed.content, handed.name)
    except Refused as why:
        handed.refused = str(why)
        return
    there = {mark_of(cell) for cell in notebook.cells}
    shared = {stem: len(mark & there) for stem, mark in marks.items()}
    number = re.match(r"\d\d", handed.name)
    named = [stem for stem in marks if number and stem.startswith(number[0] + "_")]
    best = max(shared, key=shared.get, default="")
    if named and (shared[named[0]] or not shared[best]):
        handed.lesson = named[0]
    elif best and shared[best]:
        handed.lesson = best
    else:
        handed.refused = (f"{handed.name} is not recognised as a lesson: its name begins with no "
                          "lesson's number, and it holds no exercise of one.")


def due_dates(file: Path) -> dict[str, datetime]:
    """When a part or lesson is due: lines such as `"01" = 2026-10-12T23:59:00` or
    `1_building_blocks = 2026-10-12` (to the end of that day). Raises SystemExit where it cannot be
    read."""
    if not file.exists():
        return {}
    try:
        said = tomllib.loads(file.read_text(encoding="utf-8-sig"))
        return {name: when.replace(tzinfo=None) if isinstance(when, datetime)
                else datetime.combine(when, time(23, 59, 59)) for name, when in said.items()
                if isinstance(when, date) or _no_date(name)}
    except (tomllib.TOMLDecodeError, ValueError) as error:
        raise SystemExit(f"{file}: {error}") from None


def _no_date(name: str):
    raise ValueError(f"{name} is not given as a date, such as 2026-10-12 or 2026-10-12T18:00:00")
