"""Points, and answers in words, for nbgrader's formgrader and its export; written through its API,
by the process that grades and no other."""
from __future__ import annotations

import os
import re
import sys
import warnings
from datetime import datetime
from pathlib import Path

import nbformat
from nbformat.notebooknode import NotebookNode
from nbgrader.api import Comment, Grade, Gradebook, MissingEntry, SubmittedNotebook
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from nbgrader.utils import is_grade, is_locked, is_solution
from sqlalchemy.exc import SAWarning

from .. import files
from .exercises import Exercise
from .pages import Marked
from .submission import Submission, Task, tasks_of


class Book:
    """The gradebook of a class. Used in `with`."""

    def __init__(self, folder: Path):
        self.folder = folder
        # nbgrader calls alembic by name, which is beside our Python and perhaps nowhere else
        os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent),
                                              os.environ.get("PATH", "")])
        warnings.filterwarnings("ignore", category=SAWarning)      # of nbgrader's own queries
        self._gradebook = Gradebook(f"sqlite:///{folder / 'gradebook.db'}")

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_) -> None:
        self._gradebook.close()

    def add_lesson(self, part: str, name: str, lesson: NotebookNode) -> None:
        """Says what cells of a lesson count, and how much."""
        book = self._gradebook
        book.update_or_create_assignment(part)
        book.update_or_create_notebook(name, part)
        for cell in lesson.cells:
            mark = cell.metadata.get("nbgrader")
            if not mark:
                continue
            kind, grade_id = {"cell_type": cell.cell_type}, mark.grade_id
            if is_grade(cell):
                book.update_or_create_grade_cell(grade_id, name, part, max_score=mark.points,
                                                 **kind)
            if is_solution(cell):
                book.update_or_create_solution_cell(grade_id, name, part)
            book.update_or_create_source_cell(grade_id, name, part, source=cell.source,
                                              locked=is_locked(cell), **kind)

    def add_result(self, part: str, name: str, lesson: NotebookNode, student: str, when: datetime,
                   found: list[Exercise], submission: Submission) -> None:
        """Enters points; those that a person gave stay. Puts the notebook that formgrader shows
        where it looks for it: the lesson, with this student's answers."""
        book = self._gradebook
        book.update_or_create_student(student)
        book.update_or_create_submission(part, student, timestamp=when.isoformat())
        self._complete(part, name, student)
        results = {exercise.name: exercise for exercise in found}
        for task in tasks_of(lesson):
            result = results[task.name]
            for grade_id, of in task.graded.items():
                grade = book.find_grade(grade_id, name, part, student)
                if task.in_words:
                    grade.auto_score = 0.0 if result.problem else None
                    grade.needs_manual_grade = not result.problem and grade.manual_score is None
                else:
                    grade.auto_score = of if not result.problem else 0.0
                    grade.needs_manual_grade = False
        book.db.commit()
        shown = self.folder / "autograded" / student / part / f"{name}.ipynb"
        files.replace(shown, nbformat.writes(_filled(lesson, submission, results)).encode())
        files.replace(self.folder / "submitted" / student / part / "timestamp.txt",
                      f"{when:%Y-%m-%d %H:%M:%S} UTC".encode())

    def marked(self, part: str, name: str, student: str, tasks: list[Task]) -> dict[str, Marked]:
        """What a person gave and wrote in formgrader."""
        found = {}
        for task in tasks:
            mark = Marked()
            try:
                comment = self._gradebook.find_comment(task.name, name, part, student)
                mark.remark = comment.comment or ""
                if task.in_words:
                    mark.points = self._gradebook.find_grade(task.name, name, part,
                                                             student).manual_score
            except MissingEntry:
                pass
            found[task.name] = mark
        return found

    def _complete(self, part: str, name: str, student: str) -> None:
        """Adds to a submission what its lessons have got since it was first entered."""
        book = self._gradebook
        submission, notebook = book.find_submission(part, student), book.find_notebook(name, part)
        mine = next((n for n in submission.notebooks if n.name == name), None)
        if mine is None:
            mine = SubmittedNotebook(notebook=notebook, assignment=submission)
            book.db.add(mine)
        there = {grade.cell_id for grade in mine.grades}
        said = {comment.cell_id for comment in mine.comments}
        book.db.add_all([Grade(cell_id=cell.id, notebook=mine) for cell in notebook.grade_cells
                         if cell.id not in there]
                        + [Comment(cell_id=cell.id, notebook=mine)
                           for cell in notebook.solution_cells if cell.id not in said])
        book.db.commit()


def _filled(lesson: NotebookNode, submission: Submission,
            results: dict[str, Exercise]) -> NotebookNode:
    """The lesson's exercises with the answers of a submission. A cell of words carries the rubric
    above what was written. What a learner wrote cannot become HTML."""
    answers = {step.task.name: step for step in submission.steps if step.task} | submission.words
    shown = nbformat.v4.new_notebook(metadata=lesson.metadata)
    blank = nbformat.from_dict({**lesson, "cells": [dict(cell) for cell in lesson.cells]})
    for preprocessor in (ClearSolutions(), ClearHiddenTests()):
        blank, _ = preprocessor.preprocess(blank, {})
    for cell, whole in zip(blank.cells, lesson.cells, strict=True):
        mark = cell.metadata.get("nbgrader")
        if not mark:
            continue
        step = answers.get(mark.grade_id)
        if cell.cell_type == "code":
            cell["outputs"] = []
        if step and whole.cell_type == "markdown":
            said = step.task.said(step.source)
            rubric = whole.source.replace("### BEGIN SOLUTION", "**Model answer.** ")
            shown.cells.append(nbformat.v4.new_markdown_cell(
                rubric.replace("### END SOLUTION", "")))
            cell.source = harmless(said) or "*(nothing)*"
        elif step:
            cell.source = step.source
            if problem := results[mark.grade_id].problem:
                cell["outputs"] = [nbformat.v4.new_output("stream", text=problem)]
        shown.cells.append(cell)
    return shown


def harmless(markdown: str) -> str:
    """Markdown in which no HTML tag can begin and no link leads to a script."""
    text = re.sub(r"<(?=[A-Za-z/!?])", "<\u200b", markdown)
    return re.sub(r"(?i)(javascript|vbscript|data)\s*:", "\\1\u200b:", text)
