"""Every exercise: its solution passes, its blank fails, every known wrong answer is refused with
its diagnosis."""
import contextlib
import importlib.util
import io
import re
import types
from pathlib import Path

import matplotlib
import nbformat
import pytest
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from nbgrader.utils import is_grade, is_solution

from course_utils import check
from course_utils.commands.lessons import lessons
from course_utils.grading.exercises import execute
from course_utils.grading.submission import HIDDEN

matplotlib.use("Agg")
LESSONS = {path.stem: path for path in lessons()}
_loaded = {}


class Lesson:
    """A lesson's set-up and exercises, run in this process; `state[i]` is the namespace before
    exercise i."""

    def __init__(self, path: Path):
        notebook = nbformat.read(path, 4)
        blank, _ = ClearSolutions().preprocess(nbformat.read(path, 4), {})
        namespace = {"__name__": "lesson"}
        self.exercises, self.before, solution = {}, {}, None
        for cell, cleared in zip(notebook.cells, blank.cells, strict=True):
            tags = cell.metadata.get("tags", [])
            if "parameters" in tags or "setup" in tags:
                execute(cell.source, namespace)
            elif cell.cell_type == "code" and is_solution(cell):
                solution = (cell, cleared)
                self.before[cell.metadata.nbgrader.grade_id] = dict(namespace)
                execute(cell.source, namespace)
            elif cell.cell_type == "code" and is_grade(cell):
                self.exercises[solution[0].metadata.nbgrader.grade_id] = (*solution, cell)
                with contextlib.redirect_stdout(io.StringIO()):
                    execute(cell.source, namespace)      # later tests may use what it defines

    def run(self, exercise: str, *sources) -> str:
        """Runs an answer (source, or a dict of names) and the test in the namespace before the
        exercise. What is printed comes back."""
        namespace = dict(self.before[exercise])
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            for source in sources:
                if isinstance(source, dict):
                    for name, thing in source.items():
                        namespace[name] = _at_home(thing, name, namespace)
                else:
                    execute(source, namespace)
        return printed.getvalue()


def visible(test) -> str:
    """The part of a check that a learner has."""
    return HIDDEN.sub("", test.source)


def _at_home(thing, name, namespace):
    """A function of a mistakes file, seeing the lesson's names as a learner's would, and named as
    asked for."""
    if isinstance(thing, types.FunctionType):
        defaults = thing.__kwdefaults__
        thing = types.FunctionType(thing.__code__, thing.__globals__ | namespace, name,
                                   thing.__defaults__, thing.__closure__)
        thing.__kwdefaults__ = defaults
    else:
        thing.__name__ = name
    return thing


def lesson(stem: str) -> Lesson:
    if stem not in _loaded:
        _loaded[stem] = Lesson(LESSONS[stem])
    return _loaded[stem]


def mistakes(stem: str) -> dict:
    file = Path(__file__).parent / "mistakes" / f"{stem}.py"
    # test_each_exercise_has_three_wrong_answers says so
    if not file.exists():
        return {}
    spec = importlib.util.spec_from_file_location(f"mistakes_{stem}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: thing for name, thing in vars(module).items() if "__" in name.strip("_")
            and callable(thing)}


def exercise_ids() -> list[tuple[str, str]]:
    found = []
    for stem, path in LESSONS.items():
        cells = nbformat.read(path, 4).cells
        found += [(stem, c.metadata.nbgrader.grade_id) for c in cells
                  if c.cell_type == "code" and is_solution(c)]
    return found


def defined_by(source: str) -> list[str]:
    return re.findall(r"^(?:def|class) (\w+)", source, re.M)


@pytest.mark.parametrize(("stem", "exercise"), exercise_ids())
def test_solution_passes_and_blank_fails(stem, exercise):
    this = lesson(stem)
    solution, blank, test = this.exercises[exercise]
    assert "✓" in this.run(exercise, solution.source, test.source)
    with pytest.raises(check.Wrong, match="still blank"):
        this.run(exercise, blank.source, test.source)


def right_answers(stem: str, exercise: str) -> list[str]:
    file = Path(__file__).parent / "answers" / f"{stem}.py"
    text = file.read_text(encoding="utf-8") if file.exists() else ""
    return re.findall(rf"^# {re.escape(exercise)}\n(.*?)(?=^# [\w-]+$|\Z)", text, re.M | re.S)


@pytest.mark.parametrize(("stem", "exercise"), exercise_ids())
def test_other_right_answers_are_accepted(stem, exercise):
    answers = right_answers(stem, exercise)
    assert len(answers) >= 2, (f"tests/answers/{stem}.py has {len(answers)} answers to {exercise}: "
                               f"write two from its text alone, each below a line `# {exercise}`")
    this = lesson(stem)
    for answer in answers:
        assert "✓" in this.run(exercise, answer, this.exercises[exercise][2].source)


def exercise_of(stem: str, name: str) -> str:
    target = name.partition("__")[0]
    return next(e for e, (solution, *_) in lesson(stem).exercises.items()
                if target in defined_by(solution.source))


@pytest.mark.parametrize(("stem", "name"),
                         [(stem, name) for stem in LESSONS for name in mistakes(stem)])
def test_wrong_answer_is_refused_with_its_diagnosis(stem, name):
    """By the visible check: one that says ✓ and takes the points away later is nearly as bad."""
    this, wrong, exercise = lesson(stem), mistakes(stem)[name], exercise_of(stem, name)
    assert wrong.__doc__ and not re.fullmatch("elements differ|wanted is", wrong.__doc__)
    solution, _, test = this.exercises[exercise]
    with pytest.raises(AssertionError) as refused:
        this.run(exercise, solution.source, {name.partition("__")[0]: wrong}, visible(test))
    assert re.search(wrong.__doc__, str(refused.value)), f"said: {refused.value}"


@pytest.mark.parametrize(("stem", "exercise"), exercise_ids())
def test_each_exercise_has_five_wrong_answers(stem, exercise):
    found = [name for name in mistakes(stem) if exercise_of(stem, name) == exercise]
    assert len(found) >= 5, (f"tests/mistakes/{stem}.py has {len(found)} wrong answers to "
                             f"{exercise}; CONTRIBUTING says how to write them")


@pytest.mark.parametrize("stem", LESSONS)
def test_what_learners_get_holds_no_solution(stem):
    notebook = nbformat.read(LESSONS[stem], 4)
    for preprocessor in (ClearSolutions(), ClearHiddenTests()):
        notebook, _ = preprocessor.preprocess(notebook, {})
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "BEGIN SOLUTION" not in text and "HIDDEN TESTS" not in text
    for solution, blank, _ in lesson(stem).exercises.values():
        assert len(blank.source) < len(solution.source)
