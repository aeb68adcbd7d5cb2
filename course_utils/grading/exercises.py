"""Points of one submission to one lesson: answers run in a worker, checks here, on proxies."""
from __future__ import annotations

import ast
import contextlib
import functools
import io
import linecache
from dataclasses import asdict, dataclass
from pathlib import Path

import matplotlib
from nbformat.notebooknode import NotebookNode

from ..sealed.session import Session
from ..trials import Wrong
from .submission import Submission, Task, defined, read_lesson, setup_of, take, tasks_of

UNWRITTEN = "nothing is written yet."
BEHIND = "right on what the check shows, and wrong on a hidden test."


@dataclass
class Exercise:
    """What grading found: points, of how many, and the first thing that failed (empty if nothing
    did). Answers in words have no points yet: a person reads them."""

    name: str
    points: float
    of: float
    problem: str = ""
    in_words: bool = False
    ended: bool = False            # the answer ended its process, or did not come to an end

    as_dict = asdict


def grade(lesson: Path, mine: NotebookNode, sealed: bool, own: str = "") -> list[Exercise]:
    """Points for each exercise of a lesson. own: a teacher's further hidden tests, the lines for an
    exercise below a line `# its-name`. Raises RuntimeError where the lesson itself cannot run."""
    notebook = read_lesson(lesson)
    submission = take(notebook, mine)
    setup = tuple(setup_of(notebook))
    with Session(list(setup), sealed) as session:
        session.begin()                          # the set-up runs there while it runs here
        names = dict(_after_setup(lesson.stem, setup))
        this = _Round(session, names, submission, tests_by_exercise(own))
        return this.points(tasks_of(notebook))


class _Round:
    """One submission being graded."""

    def __init__(self, session: Session, names: dict, submission: Submission, own: dict[str, str]):
        self.session, self.names, self.submission, self.own = session, names, submission, own
        self.problems: dict[str, str] = {}
        self.ended: set[str] = set()

    def points(self, tasks: list[Task]) -> list[Exercise]:
        again = []
        for step in self.submission.steps:
            deaths = self.session.deaths
            stopped = self.run(step.source)
            if step.task:
                problem = self.problems[step.task.name] = self.problem(step.task, stopped)
                if self.session.deaths > deaths:
                    self.ended.add(step.task.name)
                if "NameError" in problem:            # a helper that stands further down, perhaps
                    again.append(step)
        for step in again:
            self.problems[step.task.name] = self.problem(step.task, self.run(step.source))
        absent = "there is no answer to this exercise in the notebook."
        found = []
        for task in tasks:
            problem = self.problems.get(task.name, absent)
            if task.in_words:
                cell = self.submission.words.get(task.name)
                problem = "" if cell and task.said(cell.source) else UNWRITTEN
            right = not problem and not task.in_words
            found.append(Exercise(task.name, task.points if right else 0.0, task.points, problem,
                                  task.in_words, task.name in self.ended))
        return found

    def run(self, source: str) -> str:
        """Executes a cell; what stopped it, if anything did."""
        try:
            self.session.run(source)
        except Wrong as ended:
            return str(ended)
        except Exception as error:
            line = getattr(error, "their_line", "")
            return (f"your cell stopped with {type(error).__name__}: {error}"
                    + (f"\n  in your line: {line}" if line else ""))
        return ""

    def problem(self, task: Task, stopped: str) -> str:
        """What is wrong with the answer to an exercise; empty if nothing is."""
        try:
            self.bind(task)
        except Wrong as wrong:
            return str(wrong)
        if problem := self.check(task.check):
            return stopped if stopped and problem.startswith("NameError") else problem
        for hidden in (task.hidden, self.own.get(task.name, "")):
            if hidden and self.check(hidden, shown := []):
                return BEHIND + "".join(shown)
        return ""

    def bind(self, task: Task) -> None:
        """Gives the check what the answer defines, as proxies or values, and the modules that the
        lesson's own answer imports."""
        for node in ast.parse(task.answer.source).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                exec(ast.unparse(node), self.names)
        names = defined(task.answer.source)
        for name in names:
            self.names.pop(name, None)
        for name in names:
            with contextlib.suppress(NameError):
                self.names[name] = self.session.thing(name)

    def check(self, source: str, hints: list[str] | None = None) -> str:
        """Runs a check; its message where it refuses. hints: gets what may be said of a hidden
        one."""
        try:
            with contextlib.redirect_stdout(io.StringIO()):
                execute(source, self.names)
        except Wrong as wrong:
            if hints is not None:
                hints.append(wrong.hint)
            return str(wrong)
        except Exception as error:
            return f"{type(error).__name__}: {error}"
        return ""


def execute(source: str, names: dict) -> None:
    """As in a notebook, where messages quote the line of a cell that an error came from."""
    name = f"<cell {hash(source)}>"
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    exec(compile(source, name, "exec"), names)


def tests_by_exercise(text: str) -> dict[str, str]:
    """A file of tests, cut at its lines `# name-of-exercise`."""
    found: dict[str, str] = {}
    name = ""
    for line in text.splitlines(keepends=True):
        head = line.strip().removeprefix("# ")
        if line.startswith("# ") and head and " " not in head:
            name = head
        else:
            found[name] = found.get(name, "") + line
    return found


@functools.lru_cache(maxsize=2)
def _after_setup(stem: str, setup: tuple[str, ...]) -> dict:
    """The names that a lesson's set-up defines, for the checks."""
    matplotlib.use("Agg")
    names = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()):
        for source in setup:
            execute(source, names)
    return names
