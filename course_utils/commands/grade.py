"""Grades a class: from class/handed_in/ to points, pages, grades.csv and nbgrader's gradebook.

docs/teaching.md says how a term goes. A submission that was graded before, and has not changed, nor
its lesson, is not graded again, so an interrupted run goes on where it was.
"""
from __future__ import annotations

import contextlib
import csv
import hashlib
import io
import json
import os
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from nbformat.notebooknode import NotebookNode

from .. import files
from ..grading import collect, exercises, pages, submission
from ..grading.collect import Handed
from ..grading.exercises import Exercise
from ..grading.sheet import Sheet, sums
from ..sealed import box
from .lessons import ROOT, exercises_of, find_lesson, lessons, title_of

COLUMNS = ["student", "part", "lesson", "status", "points", "of", "words", "words_of", "unread",
           "handed_in", "file", "note"]
CONFIG = """# Written by `make grade`, for formgrader and `nbgrader export`.
c = get_config()  # noqa: F821
c.CourseDirectory.source_directory = {source!r}
c.ExportPlugin.to = "nbgrader.csv"        # grades.csv is ours
"""


class Class:
    """The folder of a class, class/: what was handed in, and what came of it."""

    def __init__(self, root: Path = ROOT):
        self.root, self.folder = root, root / "class"
        self.handed_in = self.folder / "handed_in"

    def own_tests(self, lesson: Path) -> str:
        """The teacher's own hidden tests for a lesson."""
        file = self.folder / "hidden" / f"{lesson.stem[:2]}.py"
        return file.read_text(encoding="utf-8-sig") if file.exists() else ""

    def result(self, handed: Handed) -> Path:
        return self.folder / "results" / handed.student / f"{handed.lesson}.json"

    def known(self, handed: Handed, key: str) -> dict | None:
        """What was found before, if nothing has changed."""
        with contextlib.suppress(OSError, ValueError):
            kept = json.loads(self.result(handed).read_text(encoding="utf-8"))
            return kept if kept["key"] == key else None
        return None


def grade_bytes(stem: str, key: str, content: bytes, own: str, sealed: bool,
                root: str | None = None) -> str:
    """What a submission gets, as JSON: run wherever there is time. Raises RuntimeError where the
    lesson here is not the one of the key."""
    lesson = find_lesson(stem, Path(root) if root else ROOT)
    if key != key_of(lesson, content, own):
        raise RuntimeError(f"the {stem} on this machine is another one; bring its clone of the "
                           "course to the same commit.")
    found = exercises.grade(lesson, submission.parse(content, stem), sealed, own)
    return json.dumps([exercise.as_dict() for exercise in found])


def key_of(lesson: Path, content: bytes, own: str) -> str:
    """Says by what a result was found: it stands as long as this is the same."""
    digest = hashlib.sha256()
    for piece in (content, lesson.read_bytes(), own.encode()):
        digest.update(hashlib.sha256(piece).digest())
    return digest.hexdigest()


def main(only: Sequence[str] = (), part: str | None = None, dask: str | None = None,
         unsealed: bool = False, into: str | None = None, column: str | None = None,
         root: Path = ROOT) -> int:
    """Grades what is new. only, part: lessons or a part alone. dask: the address of a cluster.
    into, column: a table of Moodle or Canvas to put the points into, and its column for them."""
    this = Class(root)
    sheet = Sheet(Path(into).expanduser(), column) if into else None
    if not this.handed_in.is_dir() or not any(this.handed_in.iterdir()):
        print(f"There is nothing to grade in {this.handed_in}. Put there a folder for each student "
              "with their notebooks, or the zip that Moodle or Canvas exports.")
        return 1
    sealed = box.can_seal()
    if not sealed and not unsealed:
        print("Answers are code of other people, and bubblewrap, which closes it off, is not to be "
              "had on this machine. On Debian and Ubuntu: sudo apt install bubblewrap. To run it "
              "all the same, with all that you may do: make grade UNSEALED=1")
        return 1
    chosen = [find_lesson(number, root) for number in only] if only else [
        path for path in lessons(root) if not part or path.parent.name.startswith(part)]
    due = collect.due_dates(this.folder / "due.toml")
    handed = collect.collect(this.handed_in, lessons(root))
    wanted = {path.stem: path for path in chosen}
    handed = [h for h in handed if h.lesson in wanted or (not only and not part)]
    for h in handed:
        part_of = wanted[h.lesson].parent.name if h.lesson in wanted else ""
        when = next(filter(None, map(due.get, (h.lesson, h.lesson[:2], part_of))), None)
        h.late = h.late or bool(when and h.when > when)
    report = _Report(this, wanted)
    new = []
    for h in handed:
        if h.refused:
            report.add(h, None)
            continue
        key = key_of(wanted[h.lesson], h.content, this.own_tests(wanted[h.lesson]))
        if known := this.known(h, key):
            report.add(h, known)
        else:
            new.append((h, key))
    print(f"{len(handed)} notebooks, {len(new)} to grade"
          + ("" if len(new) == len(handed) else ", the others are as they were or refused"),
          flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        for number, (h, found) in enumerate(_grade_all(this, new, wanted, sealed, dask), 1):
            report.add(h, found)
            said = found.get("died") or ", ".join(
                f"{what} {found[what]:g}" for what in ("points", "of"))
            print(f"[{number}/{len(new)}] {h.student} · {h.lesson}: {said}", flush=True)
        _give(report.write(), sheet, this.folder / "upload")
        return 0
    report.write()
    print("\nInterrupted. What was graded is kept; call it again to go on.")
    return 130


def _grade_all(this: Class, new: list[tuple[Handed, str]], wanted: dict[str, Path], sealed: bool,
               dask: str | None) -> Iterator[tuple[Handed, dict]]:
    """Grades on a Dask cluster, this machine's own by default; results as they come, kept."""
    if not new:
        return
    from distributed import Client, LocalCluster, as_completed
    with contextlib.ExitStack() as stack:
        if not dask:
            cluster = stack.enter_context(LocalCluster(
                n_workers=min(len(new), os.cpu_count() or 1), threads_per_worker=1,
                dashboard_address=None, silence_logs=50))
        client = stack.enter_context(Client(dask or cluster))
        running = {client.submit(grade_bytes, h.lesson, key, h.content,
                                 this.own_tests(wanted[h.lesson]), sealed,
                                 None if this.root == ROOT else str(this.root),
                                 pure=False, retries=1): (h, key) for h, key in new}
        for future in as_completed(running):
            h, key = running[future]
            found = {"key": key, "graded": datetime.now().isoformat(timespec="seconds")}
            if future.status == "error":
                found |= {"died": f"no grade: {future.exception()}", "exercises": []}
                yield h, found
                continue
            results = json.loads(future.result())
            counted = [e for e in results if not e["in_words"]]
            found |= {"exercises": results, "points": sum(e["points"] for e in counted),
                      "of": sum(e["of"] for e in counted)}
            files.replace(this.result(h), json.dumps(found, indent=1).encode())
            yield h, found


def _give(table: list[dict], sheet: Sheet | None, folder: Path) -> None:
    """Puts the points into a copy of Moodle's or Canvas's table, in `folder`."""
    if sheet is None:
        return
    points, of, failed = sums(table)
    absent = sheet.fill(points, of, folder / sheet.place.name)
    graded = sorted({row["lesson"][:2] for row in table if row["of"] != ""})
    print(f"{folder / sheet.place.name} is written: the points of {len(points) - len(absent)} "
          f"students, of {of:g} for lessons {', '.join(graded)}.")
    if absent:
        print(f"Not in {sheet.place.name}, or there twice: {', '.join(absent)}.")
    if failed:
        print(f"Left out, because a notebook has no grade: {', '.join(failed)}.")


class _Report:
    """What is written in the end: pages, the gradebook, grades.csv, and a table to look at."""

    def __init__(self, this: Class, wanted: dict[str, Path]):
        self.this, self.wanted = this, wanted
        self.rows: list[tuple[Handed, dict | None]] = []
        self.lessons: dict[str, NotebookNode] = {}        # read once for all their submissions

    def add(self, handed: Handed, found: dict | None) -> None:
        self.rows.append((handed, found))

    def write(self) -> list[dict]:
        """Returns the table."""
        from ..grading.gradebook import Book  # nbgrader takes a second to import
        files.replace(self.this.folder / "nbgrader_config.py",
                      CONFIG.format(source=str(self.this.root / "notebooks")).encode())
        table = []
        with Book(self.this.folder) as book:
            for stem in sorted({h.lesson for h, found in self.rows if found and "points" in found}):
                path = self.wanted[stem]
                self.lessons[stem] = submission.read_lesson(path)
                book.add_lesson(path.parent.name, stem, self.lessons[stem])
            for handed, found in sorted(self.rows, key=lambda row: (row[0].student, row[0].lesson)):
                table.append(self._row(book, handed, found))
        self._csv(table)
        self._print(table)
        return table

    def _row(self, book, handed: Handed, found: dict | None) -> dict:
        row = dict.fromkeys(COLUMNS, "") | {
            "student": handed.student, "lesson": handed.lesson, "file": handed.where,
            "handed_in": "" if handed.when == datetime.min else handed.when.isoformat(
                " ", "minutes")}
        if handed.lesson in self.wanted:
            row["part"] = self.wanted[handed.lesson].parent.name
        if found is None:
            return row | {"status": "refused", "note": handed.refused}
        if "died" in found:
            return row | {"status": "died", "note": found["died"]}
        path = self.wanted[handed.lesson]
        lesson = self.lessons[path.stem]
        tasks = submission.tasks_of(lesson)
        taken = submission.take(lesson, submission.parse(handed.content, handed.name))
        results = [Exercise(**e) for e in found["exercises"]]
        book.add_result(row["part"], path.stem, lesson, handed.student, handed.when, results, taken)
        marked = book.marked(row["part"], path.stem, handed.student, tasks)
        headings = {e.name: f"Exercise {e.number}: {e.title}" for e in exercises_of(path)}
        html = pages.page(title_of(path)[0], path.stem, handed.student,
                          found["graded"].replace("T", " "), handed.late, tasks, results, taken,
                          marked, headings)
        files.replace(self.this.folder / "feedback" / handed.student / f"{path.stem}.html",
                      html.encode())
        words = [e for e in results if e.in_words]
        given = [marked[e.name].points for e in words]
        ended = [e.name for e in results if e.ended]
        return row | {
            "status": "died" if ended else "late" if handed.late else "graded",
            "points": found["points"], "of": found["of"], "words": sum(p or 0 for p in given),
            "words_of": sum(e.of for e in words),
            "unread": sum(p is None and not e.problem for p, e in zip(given, words, strict=True)),
            "note": (f"ended or hung in {', '.join(ended)}" if ended else "")
            + (" (late)" if ended and handed.late else "")}

    def _csv(self, table: list[dict]) -> None:
        """grades.csv, a line for each submission. Lines of lessons not looked at now stay."""
        place = self.this.folder / "grades.csv"
        now, kept = {(row["file"]) for row in table}, []
        with contextlib.suppress(OSError, KeyError), open(place, newline="",
                                                          encoding="utf-8-sig") as file:
            kept = [row for row in csv.DictReader(file)
                    if row["file"] not in now and row["lesson"] not in self.wanted]
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, COLUMNS, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({name: _plain(value) for name, value in row.items()}
                         for row in sorted([*kept, *table],
                                           key=lambda row: (row["student"], row["lesson"])))
        files.replace(place, text.getvalue().encode("utf-8-sig"))      # as spreadsheets expect it

    def _print(self, table: list[dict]) -> None:
        widest = max([7, *(len(row["student"]) for row in table)])
        print(f"\n{'student':{widest}}  {'lesson':30}  {'points':>8}  {'words':>6}  status")
        for row in table:
            points = f"{row['points']:g}/{row['of']:g}" if row["of"] != "" else ""
            words = f"{row['words']:g}/{row['words_of']:g}" if row["words_of"] != "" else ""
            print(f"{row['student']:{widest}}  {row['lesson'] or '?':30}  {points:>8}  {words:>6}  "
                  f"{row['status']}" + (f": {row['note']}" if row["note"] else ""))
        unread = sum(row["unread"] or 0 for row in table)
        print(f"\n{self.this.folder / 'grades.csv'} and feedback/ are written."
              + (f" {unread} answers in words are to be read: make formgrader" if unread else ""))


def _plain(value):
    """A cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value
