"""How am I doing? Grades a copy of work/ with the hidden tests, by nbgrader's own autograde.

Each lesson is graded as an assignment of its own in a temporary course, so that one that hangs or
kills its kernel costs only itself. Cells that are neither set-up nor exercise are left out:
training is not graded.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbgrader.utils import determine_grade, is_grade, is_solution

from .lessons import ROOT, find_lesson, lessons
from .release import nbgrader

CELL_SECONDS = 20          # an exercise checks in milliseconds; one that takes longer hangs
SETUP_SECONDS = 180        # the first import of torch after a restart reads a gigabyte
LESSON_SECONDS = 300


@dataclass
class Exercise:
    """What grading found: points, of how many, and the first thing that failed (empty if nothing
    did)."""

    name: str
    points: float
    of: float
    problem: str = ""
    in_words: bool = False


def is_exercise(cell) -> bool:
    return is_grade(cell) or is_solution(cell)


def only_exercises(mine, source):
    """The learner's notebook without the lesson's own cells that no exercise needs. Cells that the
    learner added stay (a helper may be among them); deleted test cells come back."""
    theirs = {cell.id: cell for cell in source.cells}
    kept = [cell for cell in mine.cells
            if is_exercise(cell) or cell.id not in theirs
            or {"setup", "parameters"} & set(cell.metadata.get("tags", []))]
    there = {cell.metadata.nbgrader.grade_id for cell in kept if is_exercise(cell)}
    kept += [cell for cell in source.cells if is_grade(cell) and not is_solution(cell)
             and cell.metadata.nbgrader.grade_id not in there]
    mine.cells = kept
    return mine


def grade(lesson: Path, answer: Path) -> list[Exercise]:
    """Grades one answer to a lesson; neither file is changed. Raises RuntimeError, in one sentence,
    where no grade can be had."""
    with tempfile.TemporaryDirectory(prefix="course-score-") as folder:
        course, name = Path(folder), lesson.stem
        (course / "nbgrader_config.py").write_text(
            "get_config().ExecutePreprocessor.timeout_func = lambda cell: "
            f"{SETUP_SECONDS} if 'setup' in cell.metadata.get('tags', []) else {CELL_SECONDS}\n")
        for place in ("source", "submitted/me"):
            (course / place / name).mkdir(parents=True)
        source = nbformat.read(lesson, 4)
        shutil.copy(lesson, course / "source" / name / lesson.name)
        try:
            mine = nbformat.read(answer, 4)
        except Exception:
            raise RuntimeError(f"{answer} is not a notebook that can be read.") from None
        nbformat.write(only_exercises(mine, source),
                       course / "submitted" / "me" / name / lesson.name)
        try:
            nbgrader("generate_assignment", name, course=course, db=course / "gradebook.db")
            nbgrader("autograde", name, "--ExecutePreprocessor.interrupt_on_timeout=True",
                     course=course,
                     db=course / "gradebook.db", timeout=LESSON_SECONDS + SETUP_SECONDS)
        except subprocess.TimeoutExpired:
            raise RuntimeError(f"grading was given up after {LESSON_SECONDS + SETUP_SECONDS} s: "
                               "some cell hangs.") from None
        except RuntimeError as error:
            died = "DeadKernel" in str(error) or "Kernel died" in str(error)
            raise RuntimeError(
                "a cell killed the kernel, so nothing after it could be graded; run the lesson's "
                "exercises one by one to see which." if died else str(error)) from None
        graded = nbformat.read(course / "autograded" / "me" / name / lesson.name, 4)
    return [_exercise(cell) for cell in graded.cells if is_grade(cell)]


def _exercise(cell) -> Exercise:
    points, of = determine_grade(cell)
    in_words = is_solution(cell)
    problem = ""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            if output.ename == "KeyboardInterrupt":
                problem = f"did not finish within {CELL_SECONDS} s"
            else:
                problem = (output.evalue if output.ename == "Wrong"
                           else f"{output.ename}: {output.evalue}")
            break
    name = cell.metadata.nbgrader.grade_id.removesuffix("-test")
    return Exercise(name, points or 0.0, of, problem, in_words)


def main(only: str | None = None, root: Path = ROOT) -> int:
    """Prints the points of work/ by exercise with the first thing that failed in each."""
    chosen = [find_lesson(only, root)] if only else lessons(root)
    begun = [path for path in chosen if (root / "work" / path.parent.name / path.name).exists()]
    if not begun:
        print("There is nothing in work/ to grade yet: `make lab` puts the lessons there.")
        return 1
    print(f"grading {len(begun)} {'lesson' if len(begun) == 1 else 'lessons'} ...", flush=True)

    def graded(lesson: Path) -> list[Exercise] | str:
        try:
            return grade(lesson, root / "work" / lesson.parent.name / lesson.name)
        except RuntimeError as error:
            return str(error)

    total = of = 0.0
    with ThreadPoolExecutor(min(2, os.cpu_count() or 1)) as pool:
        for lesson, found in zip(begun, pool.map(graded, begun), strict=True):
            if isinstance(found, str):
                print(f"\n{lesson.stem}: no grade, {found}")
                continue
            counted = [exercise for exercise in found if not exercise.in_words]
            points, most = sum(e.points for e in counted), sum(e.of for e in counted)
            total, of = total + points, of + most
            print(f"\n{lesson.stem}: {points:g} of {most:g} points")
            for exercise in found:
                if exercise.in_words:
                    print(f"  ·  {exercise.name:32} {exercise.of:g} for words, read by a person")
                    continue
                mark = "✓" if exercise.points == exercise.of else "✗"
                first = exercise.problem.strip().replace("\n", "\n" + " " * 10)
                print(f"  {mark}  {exercise.name:32} {exercise.points:g}/{exercise.of:g}"
                      + (f"\n          {first}" if first else ""))
    print(f"\nall together: {total:g} of {of:g} points")
    return 0
