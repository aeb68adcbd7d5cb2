"""How am I doing? Points of the lessons in work/, by the code that grades a class.

Answers run in a process of their own, closed off where bubblewrap is to be had; cells that are
neither set-up nor exercise are left out: training is not graded.
"""
from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import datetime
from pathlib import Path

from nbgrader.utils import is_solution

from .. import files
from ..grading import exercises, submission
from ..grading.exercises import Exercise
from ..sealed import box
from .lab import SCORES, write_index
from .lessons import ROOT, find_lesson, lessons, work_of


def main(only: str | None = None, file: str | None = None, root: Path = ROOT) -> int:
    """Prints the points of work/ by exercise with the first thing that failed in each. file: a
    notebook to take for the lesson `only`, wherever it lies."""
    chosen = [find_lesson(only, root)] if only else lessons(root)
    begun = []
    for lesson in chosen:
        mine, others = (Path(file), []) if file else find_work(lesson, root)
        if mine:
            begun.append((lesson, mine))
        for other in others:
            print(f"{other.relative_to(work_of(root))} is passed over: {mine.name} was changed "
                  "later.")
    if not begun:
        print("There is nothing in work/ to grade yet: `make lab` puts the lessons there.")
        return 1
    print(f"grading {len(begun)} {'lesson' if len(begun) == 1 else 'lessons'} ...", flush=True)
    if not box.can_seal():
        print("(Answers run as you, with all that you may do: bubblewrap, which would close them "
              "off, is not to be had here.)")
    results = {}
    for (lesson, mine), found in zip(begun, _grade_all(begun), strict=True):
        _show(lesson.stem if mine.name == lesson.name else f"{lesson.stem} ({mine.name})", found)
        if not isinstance(found, str):
            results[lesson.stem] = found
    points, of = (sum(getattr(e, what) for found in results.values() for e in found
                      if not e.in_words) for what in ("points", "of"))
    if len(begun) > 1:
        print(f"\nall together: {points:g} of {of:g} points")
    remember(results, root)
    return 0


def find_work(lesson: Path, root: Path) -> tuple[Path | None, list[Path]]:
    """The learner's notebook for a lesson, whatever it is called now, and others that there are:
    of those with answers in them the one changed last."""
    folder = work_of(root) / lesson.parent.name
    found = sorted(folder.glob(f"{lesson.stem[:2]}_*.ipynb"),
                   key=lambda path: (_begun(path), path.name == lesson.name, path.stat().st_mtime))
    begun = [path for path in found if _begun(path)]
    if len(begun) > 1:
        found = sorted(begun, key=lambda path: path.stat().st_mtime)
    return (found[-1], [path for path in begun if path != found[-1]]) if found else (None, [])


def _begun(path: Path) -> bool:
    """Whether some answer is more than its blank."""
    try:
        cells = submission.read(path).cells
    except submission.Refused:
        return True
    return any(cell.cell_type == "code" and is_solution(cell)
               and "raise NotImplementedError()" not in cell.source for cell in cells)


def _grade_one(lesson: Path, mine: Path) -> list[Exercise] | str:
    try:
        return exercises.grade(lesson, submission.read(mine), box.can_seal())
    except (submission.Refused, RuntimeError) as error:
        return str(error)


def _grade_all(begun: list[tuple[Path, Path]]):
    """What each lesson got, as it comes; several at once where there are several."""
    if len(begun) == 1:
        yield _grade_one(*begun[0])
        return
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(len(begun), os.cpu_count() or 1, 8), mp_context=spawn) as pool:
        for running in [pool.submit(_grade_one, *pair) for pair in begun]:
            try:
                yield running.result()
            except BrokenProcessPool:
                yield "the process that graded it was ended from outside."


def _show(name: str, found: list[Exercise] | str) -> None:
    if isinstance(found, str):
        print(f"\n{name}: no grade, {found}")
        return
    counted = [exercise for exercise in found if not exercise.in_words]
    print(f"\n{name}: {sum(e.points for e in counted):g} of {sum(e.of for e in counted):g} "
          "points")
    for exercise in found:
        if exercise.in_words:
            said = exercise.problem or "read by a person"
            print(f"  ·  {exercise.name:32} {exercise.of:g} for words: {said}")
            continue
        mark = "✗" if exercise.problem else "✓"      # also where a teacher gives 0 points
        first = exercise.problem.strip().replace("\n", "\n" + " " * 10)
        print(f"  {mark}  {exercise.name:32} {exercise.points:g}/{exercise.of:g}"
              + (f"\n          {first}" if first else ""), flush=True)


def remember(results: dict[str, list[Exercise]], root: Path) -> None:
    """Keeps the points for the page that work/ opens with, which shows how far one is."""
    if not results:
        return
    place, now = work_of(root) / SCORES, datetime.now().isoformat(timespec="minutes")
    kept = {}
    with contextlib.suppress(OSError, ValueError):
        kept = json.loads(place.read_text(encoding="utf-8"))
    kept |= {stem: {"when": now, "exercises": [e.as_dict() for e in found]}
             for stem, found in results.items()}
    files.replace(place, json.dumps(kept, indent=1).encode())
    write_index(root)


def here() -> None:
    """Counts the points of the lesson in whose notebook this is called, as it was last saved."""
    notebook = Path(os.environ.get("JPY_SESSION_NAME", ""))
    numbers = [path.stem[:2] for path in lessons()]
    if not notebook.is_file() or notebook.stem[:2] not in numbers:
        print("Open this lesson with `make lab` and run this cell there to count your points.")
        return
    command = [sys.executable, "-m", "course_utils", "score", notebook.stem[:2],
               "--file", str(notebook)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, encoding="utf-8",
                          env=os.environ | {"PYTHONIOENCODING": "utf-8"}) as grading:
        for line in grading.stdout:
            print(line, end="", flush=True)
