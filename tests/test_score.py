"""How a learner counts points: right, blank, wrong, hanging and ending answers, and where they
stand then."""
import json
import os
import shutil

import nbformat
import pytest

from course_utils.commands import lab, score
from course_utils.commands.lessons import ROOT, exercises_of, find_lesson, lessons
from course_utils.grading import exercises, submission
from course_utils.sealed import box, session

pytestmark = [pytest.mark.slow, pytest.mark.lessons("01")]
LESSON = find_lesson("01")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of lesson 01, as a learner gets it."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    place = root / "notebooks" / LESSON.parent.name
    place.mkdir(parents=True)
    shutil.copy(LESSON, place)
    lab.prepare(root)
    return root


@pytest.fixture
def mine(course):
    """The learner's notebook, blank again afterwards."""
    path = course / "work" / LESSON.parent.name / LESSON.name
    blank = path.read_bytes()
    yield path
    path.write_bytes(blank)
    (course / "work" / score.SCORES).unlink(missing_ok=True)


def change(path, edit):
    notebook = nbformat.read(path, 4)
    edit({cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells
          if cell.metadata.get("nbgrader")})
    nbformat.write(notebook, path)


def solve(cells, only=None):
    for cell in nbformat.read(LESSON, 4).cells:
        mark = cell.metadata.get("nbgrader")
        if mark and mark.solution and (only is None or mark.grade_id in only):
            cells[mark.grade_id].source = cell.source


def graded(path):
    before = path.read_bytes()
    found = exercises.grade(LESSON, submission.read(path), box.can_seal())
    assert path.read_bytes() == before
    return {exercise.name: exercise for exercise in found}


def test_right_answers_get_all_points(mine):
    change(mine, solve)
    found = graded(mine)
    assert all(e.points == e.of and not e.problem for e in found.values() if not e.in_words)
    assert sum(e.of for e in found.values()) == 20 and found["stack-in-words"].in_words


def test_a_blank_gets_none_and_says_so(mine):
    found = graded(mine)
    assert all(e.points == 0 for e in found.values())
    assert "separate is still blank" in found["separate"].problem
    assert "nothing is written" in found["stack-in-words"].problem


def wrong(cells):
    solve(cells)
    cells["convolve"].source = ("def convolve(image, kernel):\n"
                                "    return cross_correlate(image, kernel)")
    cells["separate"].source = "def separate(kernel):\n    return kernel[:, 0], kernel[0]"
    cells["separate-test"].source = "pass"
    cells["pad-vector"].source = "def pad_vector(x, P, mode):\n    return x"


def test_hanging_and_ending_cost_only_themselves(mine, monkeypatch):
    monkeypatch.setattr(session, "SECONDS", 4)
    monkeypatch.setattr(session.Session._ask, "__defaults__", (4,))

    def hang(cells):
        solve(cells)
        cells["conv-layer"].source = "def conv_layer(*_):\n    while True:\n        pass"
        cells["convolve"].source = "def convolve(*_):\n    import os\n    os._exit(1)"
    change(mine, hang)
    found = graded(mine)
    assert "longer than 4 s" in found["conv-layer"].problem and found["conv-layer"].ended
    assert "ended the process" in found["convolve"].problem and not found["convolve"].points
    assert found["normalised-correlation"].points == 3 and found["cross-correlate"].points == 2


def test_a_hidden_failure_names_its_mistake_and_no_value(mine):
    def edit(cells):
        solve(cells)
        source = cells["convolve"].source
        cells["convolve"].source = source.replace(
            "return ", "image = image if image.shape != (5, 7) else image.T.flip(1)\n    return ")
    change(mine, edit)
    task = next(t for t in submission.tasks_of(submission.read_lesson(LESSON))
                if t.name == "convolve")
    assert task.hidden and "HIDDEN" not in task.check
    hidden = "check.function(lambda a: a, lambda a: 2 * a, {'odd': (torch.tensor([7., 8, 9, 3]),)})"
    found = exercises.grade(LESSON, submission.read(mine), box.can_seal(),
                            f"# convolve\n{hidden}\n# pad-vector\nassert pad_vector\n")
    problem = {e.name: e for e in found}["convolve"].problem
    assert problem.startswith("right on what the check shows") and "factor is off" in problem
    assert "7" not in problem and "lambda" not in problem


def test_report_shows_points_the_first_failure_and_what_is_next(course, mine, capsys):
    change(mine, wrong)
    before = mine.read_bytes()
    assert score.main(root=course) == 0
    assert mine.read_bytes() == before
    printed = capsys.readouterr().out
    assert "01_convolution: 10 of 18 points" in printed and "not turned at all" in printed
    assert "✓  cross-correlate" in printed and "✗  convolve" in printed
    page = (course / "work" / "index.md").read_text()
    minutes = sum(e.minutes for e in exercises_of(LESSON)
                  if e.name in ("convolve", "separate", "pad-vector"))
    assert f"| 10 of 18 | 3 exercises, {minutes} min |" in page
    assert "**Next:** exercise 2 of [01" in page


def test_the_page_says_so_when_all_is_done(course, mine):
    change(mine, solve)
    change(mine, lambda cells: cells["stack-in-words"].update(source="It is one convolution."))
    assert score.main(root=course) == 0
    page = (course / "work" / "index.md").read_text()
    assert "| 18 of 18 | ✓ |" in page and "**Every exercise is done.**" in page


def test_a_renamed_notebook_is_found_and_an_old_one_is_named(course, mine, capsys):
    change(mine, lambda cells: solve(cells, ["convolve"]))
    update = mine.with_name("01_convolution.update-abc123.ipynb")
    shutil.copy(mine, update)
    try:
        change(update, solve)
        os.utime(mine, (10 ** 9, 10 ** 9))
        assert score.main(root=course) == 0
        printed = capsys.readouterr().out
        assert "18 of 18" in printed and "01_convolution.ipynb is passed over" in printed
    finally:
        update.unlink()


def test_a_file_that_cannot_be_read_is_said(course, mine, capsys):
    mine.write_text("{")
    assert score.main(root=course) == 0
    assert "no grade, 01_convolution.ipynb is not a notebook" in capsys.readouterr().out


def test_nothing_to_grade(tmp_path, capsys):
    assert score.main(root=tmp_path) == 1
    assert "make lab" in capsys.readouterr().out


def test_unsealed_is_said_and_gives_the_same(course, mine, capsys, monkeypatch):
    change(mine, wrong)
    monkeypatch.setattr(box, "can_seal", lambda: False)
    assert score.main(root=course) == 0
    printed = capsys.readouterr().out
    assert "bubblewrap" in printed and "10 of 18 points" in printed


def test_the_last_cell_scores_the_lesson_where_it_stands(mine, monkeypatch, capsys):
    change(mine, wrong)
    monkeypatch.setenv("JPY_SESSION_NAME", str(mine))
    score.here()
    assert "01_convolution: 10 of 18 points" in capsys.readouterr().out
    monkeypatch.delenv("JPY_SESSION_NAME")
    score.here()
    assert "make lab" in capsys.readouterr().out


@pytest.mark.parametrize("path", lessons(), ids=lambda path: path.stem)
def test_every_exercise_has_a_heading_with_minutes(path):
    tasks = submission.tasks_of(submission.read_lesson(path))
    assert [e.name for e in exercises_of(path)] == [task.name for task in tasks]
    assert all(e.minutes > 0 for e in exercises_of(path))


def test_an_exercise_worth_nothing_is_right_only_if_it_is(capsys):
    score._show("01_convolution", [exercises.Exercise("a", 0, 0), exercises.Exercise(
        "b", 0, 0, "nothing is written yet.")])
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines() if "0/0" in line] == [
        ["✓", "a"], ["✗", "b"]]


def test_scores_that_cannot_be_read_are_begun_again(course, mine):
    (course / "work" / score.SCORES).write_text("{")
    score.remember({"01_convolution": []}, course)
    assert json.loads((course / "work" / score.SCORES).read_text())["01_convolution"]
