"""What is taken from a notebook that was handed in: the sources of answers and of added cells.

Set-up, checks, points and marks come from the lesson, so a notebook may be split, copied, renamed
or older than the lesson, and may have lost its ids, tags or marks.
"""
from __future__ import annotations

import ast
import logging
import re
import warnings
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from IPython.core.inputtransformer2 import TransformerManager
from nbformat.notebooknode import NotebookNode
from nbgrader.utils import is_grade, is_solution

LARGEST = 20 * 10 ** 6            # bytes of a notebook
HIDDEN = re.compile(r"^### BEGIN HIDDEN TESTS\n(.*?)^### END HIDDEN TESTS", re.M | re.S)


class Refused(Exception):
    """A file that cannot be graded, in one sentence."""


@dataclass
class Task:
    """An exercise of a lesson. `check` and `hidden` are empty where the answer is in words."""

    name: str
    answer: NotebookNode
    graded: dict[str, float]           # the cells that carry its points, by grade_id
    check: str = ""
    hidden: str = ""

    @property
    def points(self) -> float:
        return sum(self.graded.values())

    @property
    def in_words(self) -> bool:
        return not self.check

    def said(self, source: str) -> str:
        """What a learner wrote in a cell of words, without the question and the blank."""
        question = self.answer.source.partition("### BEGIN SOLUTION")[0].strip()
        return source.replace(question, "").replace("YOUR ANSWER HERE", "").strip()


@dataclass
class Step:
    """A cell to be executed; `task` is the exercise whose answer it is, if any."""

    source: str
    task: Task | None = None
    figures: list[str] = field(default_factory=list)           # PNG, base64


@dataclass
class Submission:
    """What was handed in for a lesson: cells in their order, answers in words by exercise."""

    steps: list[Step]
    words: dict[str, Step]


def read_lesson(path: Path) -> NotebookNode:
    return nbformat.read(path, 4)


def setup_of(lesson: NotebookNode) -> list[str]:
    return [cell.source for cell in lesson.cells
            if {"setup", "parameters"} & set(cell.metadata.get("tags", []))]


def tasks_of(lesson: NotebookNode) -> list[Task]:
    """A lesson's exercises, in order."""
    found: list[Task] = []
    for cell in lesson.cells:
        if is_solution(cell):
            found.append(Task(cell.metadata.nbgrader.grade_id, cell, {}))
        if is_grade(cell):
            found[-1].graded[cell.metadata.nbgrader.grade_id] = cell.metadata.nbgrader.points
        if is_grade(cell) and not is_solution(cell):
            task = found[-1]
            task.check += HIDDEN.sub("", cell.source) + "\n"
            task.hidden += "\n".join(HIDDEN.findall(cell.source))
    return found


def read(path: Path) -> NotebookNode:
    """A notebook that was handed in. Raises Refused."""
    if path.is_symlink() or not path.is_file():
        raise Refused(a_link(path.name) if path.is_symlink() else f"{path.name} is no file.")
    if (size := path.stat().st_size) > LARGEST:
        raise Refused(too_large(path.name, size))
    return parse(path.read_bytes(), path.name)


def a_link(name: str) -> str:
    return f"{name} is a link, and not a file."


def too_large(name: str, size: int) -> str:
    return (f"{name} has {size / 1e6:.0f} MB; more than {LARGEST / 1e6:.0f} are not read. Clear "
            "its outputs and hand it in again.")


def parse(content: bytes, name: str) -> NotebookNode:
    """A notebook from bytes, older formats brought up to date. Raises Refused."""
    level = logging.root.manager.disable
    logging.disable(logging.CRITICAL)                     # nbformat tells of missing ids
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            notebook = nbformat.reads(content.decode("utf-8-sig"), 4)
        for cell in notebook.cells:
            if not isinstance(cell.source, str) or not isinstance(cell.metadata, dict):
                raise ValueError
    except Exception:
        raise Refused(f"{name} is not a notebook that can be read.") from None
    finally:
        logging.disable(level)
    return notebook


def take(lesson: NotebookNode, mine: NotebookNode) -> Submission:
    """Finds answers by their grade_id (the first of doubles), else by the cell's id, else by the
    name that they define. Cells of the lesson's own are left out, whatever was made of them; what
    else there is, is the learner's own and runs where it stands."""
    tasks = {task.name: task for task in tasks_of(lesson)}
    checks = {mark_of(cell) for cell in lesson.cells if is_grade(cell)} - tasks.keys()
    theirs = {cell.id: cell for cell in lesson.cells}
    texts = {cell.source.strip() for cell in lesson.cells}
    marked = {mark_of(cell) for cell in mine.cells}
    by_id = {cell.get("id") for cell in mine.cells}
    steps, words = [], {}
    missing = dict(tasks)

    def answered(cell) -> Task | None:
        if mark_of(cell) in tasks:
            return missing.pop(mark_of(cell), None)
        name = mark_of(theirs.get(cell.get("id")))
        if name in missing and name not in marked:
            return missing.pop(name)
        if cell.get("id") not in theirs and cell.cell_type == "code":
            for name, task in list(missing.items()):
                lost = name not in marked and task.answer.id not in by_id and not task.in_words
                if lost and set(defined(task.answer.source)) & set(defined(cell.source)):
                    return missing.pop(name)
        return None

    for cell in mine.cells:
        task = answered(cell)
        if task is not None and task.in_words:
            words[task.name] = Step(cell.source, task, _attachments(cell))
        elif cell.cell_type != "code":
            continue
        elif task is not None:
            steps.append(Step(_python(cell.source), task, _figures(cell)))
        elif mark_of(cell) in checks or cell.source.strip() in texts or (
                cell.get("id") in theirs and mark_of(cell) not in tasks):
            continue
        elif cell.source.strip():
            steps.append(Step(_python(cell.source), None, _figures(cell)))
    return Submission(steps, words)


def defined(source: str) -> list[str]:
    """The names that a cell gives to functions, classes and values, without those it imports."""
    try:
        body = ast.parse(_python(source)).body
    except (SyntaxError, ValueError, RecursionError):
        return re.findall(r"^(?:def|class) (\w+)", source, re.M)
    names = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names += [n.id for t in targets for n in ast.walk(t) if isinstance(n, ast.Name)]
    return names


def mark_of(cell) -> str | None:
    """The grade_id of a cell, if it has one."""
    mark = cell.metadata.get("nbgrader") if cell is not None else None
    name = mark.get("grade_id") if isinstance(mark, dict) else None
    return name if isinstance(name, str) else None


def _python(source: str) -> str:
    """A cell's source with IPython's magics as the calls that they stand for."""
    try:
        return TransformerManager().transform_cell(source)
    except SyntaxError:
        return source


def _figures(cell) -> list[str]:
    """Pictures among the outputs that a learner stored."""
    found = [output.get("data", {}).get("image/png") for output in cell.get("outputs", [])
             if isinstance(output, dict) and isinstance(output.get("data"), dict)]
    return [png for png in found if isinstance(png, str)]


def _attachments(cell) -> list[str]:
    """Pictures in a cell of text."""
    there = cell.get("attachments", {})
    found = [kinds.get("image/png") for kinds in there.values() if isinstance(kinds, dict)] if (
        isinstance(there, dict)) else []
    return [png for png in found if isinstance(png, str)]
