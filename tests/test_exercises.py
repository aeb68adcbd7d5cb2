"""Every exercise: its solution passes, its blank fails, every known wrong answer is refused with its diagnosis."""
import contextlib
import importlib.util
import io
import re
import types
from pathlib import Path

import matplotlib
import nbformat
import pytest
import torch
from nbgrader.preprocessors import ClearHiddenTests, ClearSolutions
from nbgrader.utils import is_grade, is_solution

from course_utils import check
from course_utils.workbook import lessons

matplotlib.use("Agg")
LESSONS = {path.stem: path for path in lessons()}
_loaded = {}


class Lesson:
    """A lesson's set-up and exercises, run in this process; `state[i]` is the namespace before exercise i."""

    def __init__(self, path: Path):
        notebook = nbformat.read(path, 4)
        blank, _ = ClearSolutions().preprocess(nbformat.read(path, 4), {})
        namespace = {"__name__": "lesson"}
        self.exercises, self.before, solution = {}, {}, None
        for cell, cleared in zip(notebook.cells, blank.cells, strict=True):
            tags = cell.metadata.get("tags", [])
            if "parameters" in tags or "setup" in tags:
                exec(cell.source, namespace)
            elif cell.cell_type == "code" and is_solution(cell):
                solution = (cell, cleared)
                self.before[cell.metadata.nbgrader.grade_id] = dict(namespace)
                exec(cell.source, namespace)
            elif cell.cell_type == "code" and is_grade(cell):
                self.exercises[solution[0].metadata.nbgrader.grade_id] = (*solution, cell)
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(cell.source, namespace)      # later tests may use what it defines

    def run(self, exercise: str, *sources) -> str:
        """Runs an answer (source, or a dict of names) and the test in the namespace before the exercise."""
        namespace = dict(self.before[exercise])
        torch.manual_seed(0)                          # a check's random inputs: the same in whatever order tests run
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            for source in sources:
                if isinstance(source, dict):
                    for name, thing in source.items():
                        namespace[name] = _at_home(thing, name, namespace)
                else:
                    exec(source, namespace)
        return printed.getvalue()


def _at_home(thing, name, namespace):
    """A function of a mistakes file, seeing the lesson's names as a learner's would, and named as asked for."""
    if isinstance(thing, types.FunctionType):
        thing = types.FunctionType(thing.__code__, thing.__globals__ | namespace, name, thing.__defaults__)
    else:
        thing.__name__ = name
    return thing


def lesson(stem: str) -> Lesson:
    if stem not in _loaded:
        _loaded[stem] = Lesson(LESSONS[stem])
    return _loaded[stem]


def mistakes(stem: str) -> dict:
    file = Path(__file__).parent / "mistakes" / f"{stem}.py"
    if not file.exists():                             # test_each_exercise_has_three_wrong_answers says so
        return {}
    spec = importlib.util.spec_from_file_location(f"mistakes_{stem}", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return {name: thing for name, thing in vars(module).items() if "__" in name.strip("_") and callable(thing)}


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


@pytest.mark.parametrize(("stem", "exercise"), exercise_ids())
def test_another_right_answer_is_accepted(stem, exercise):
    file = Path(__file__).parent / "answers" / f"{stem}.py"
    assert file.exists(), f"{file} is missing: right answers to {stem}, written from the exercises' texts alone"
    answer = re.search(rf"^# {re.escape(exercise)}\n(.*?)(?=^# [\w-]+$|\Z)", file.read_text(encoding="utf-8"), re.M | re.S)
    assert answer, f"{file} has no answer to {exercise}: write one from its text alone, below a line `# {exercise}`"
    this = lesson(stem)
    assert "✓" in this.run(exercise, answer[1], this.exercises[exercise][2].source)


@pytest.mark.parametrize(("stem", "name"), [(stem, name) for stem in LESSONS for name in mistakes(stem)])
def test_wrong_answer_is_refused_with_its_diagnosis(stem, name):
    this, wrong = lesson(stem), mistakes(stem)[name]
    target = name.partition("__")[0]
    exercise = next(e for e, (solution, *_) in this.exercises.items() if target in defined_by(solution.source))
    solution, _, test = this.exercises[exercise]
    with pytest.raises(AssertionError) as refused:
        this.run(exercise, solution.source, {target: wrong}, test.source)
    assert re.search(wrong.__doc__, str(refused.value)), f"said: {refused.value}"


@pytest.mark.parametrize(("stem", "exercise"), exercise_ids())
def test_each_exercise_has_three_wrong_answers(stem, exercise):
    solution = lesson(stem).exercises[exercise][0]
    names = defined_by(solution.source)
    found = sum(name.partition("__")[0] in names for name in mistakes(stem))
    assert found >= 3, f"tests/mistakes/{stem}.py has {found} wrong answers to {names[0]}; CONTRIBUTING says how to write them"


@pytest.mark.parametrize("stem", LESSONS)
def test_what_learners_get_holds_no_solution(stem):
    notebook = nbformat.read(LESSONS[stem], 4)
    for preprocessor in (ClearSolutions(), ClearHiddenTests()):
        notebook, _ = preprocessor.preprocess(notebook, {})
    text = "\n".join(cell.source for cell in notebook.cells)
    assert "BEGIN SOLUTION" not in text and "HIDDEN TESTS" not in text
    for solution, blank, _ in lesson(stem).exercises.values():
        assert len(blank.source) < len(solution.source)
