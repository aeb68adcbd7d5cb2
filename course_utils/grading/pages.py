"""Feedback pages: a learner's own answers, points, and what the checks and the teacher say.

Everything is escaped, no script can run (Content-Security-Policy), and neither hidden tests nor
solutions are there.
"""
from __future__ import annotations

import base64
import binascii
import io
from dataclasses import dataclass, field
from pathlib import Path

import jinja2
from PIL import Image

from .exercises import Exercise
from .submission import Submission, Task

FIGURES, LARGEST = 8, 2 * 10 ** 6          # of an answer; bytes of one
_TEMPLATES = jinja2.Environment(loader=jinja2.FileSystemLoader(Path(__file__).parent / "template"),
                                autoescape=True, trim_blocks=True)


@dataclass
class Marked:
    """What a person gave for an answer in words, and what was said to any of them."""

    points: float | None = None
    remark: str = ""


@dataclass
class Shown:
    """An exercise on a page."""

    heading: str
    points: float
    of: float
    problem: str
    source: str
    in_words: bool
    unread: bool
    remark: str
    figures: list[str] = field(default_factory=list)

    @property
    def state(self) -> str:
        if self.unread:
            return "open"
        return "wrong" if self.problem or self.points < self.of else "right"


def page(title: str, lesson: str, student: str, when: str, late: bool, tasks: list[Task],
         found: list[Exercise], submission: Submission, marked: dict[str, Marked],
         headings: dict[str, str]) -> str:
    """The page of one submission, as HTML."""
    steps = {step.task.name: step for step in submission.steps if step.task} | submission.words
    exercises = []
    for task, result in zip(tasks, found, strict=True):
        step, mark = steps.get(task.name), marked.get(task.name, Marked())
        points = result.points if mark.points is None else mark.points
        source = (task.said(step.source) if task.in_words else step.source) if step else ""
        exercises.append(Shown(headings.get(task.name, task.name), points, result.of,
                               result.problem, source, task.in_words,
                               task.in_words and mark.points is None and not result.problem,
                               mark.remark, pictures(step.figures) if step else []))
    return _TEMPLATES.get_template("page.html.j2").render(
        title=title, lesson=lesson, student=student, when=when, late=late, exercises=exercises,
        points=sum(e.points for e in exercises), of=sum(e.of for e in exercises))


def pictures(found: list[str]) -> list[str]:
    """Those that are PNG pictures of a reasonable size, made anew."""
    kept = []
    for text in found[:FIGURES]:
        try:
            data = base64.b64decode(text, validate=False)
            with Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
                if len(data) > LARGEST or picture.width * picture.height > 10 ** 7:
                    continue
                out = io.BytesIO()
                picture.convert("RGBA").save(out, "PNG")
        except (binascii.Error, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            continue
        kept.append(base64.b64encode(out.getvalue()).decode())
    return kept
