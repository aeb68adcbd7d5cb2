"""One grading round: correct, blank, wrong, hanging and kernel-killing answers, and an edited test
cell."""
import shutil

import nbformat
import pytest

from course_utils.commands import lab, score
from course_utils.commands.lessons import ROOT, find_lesson

pytestmark = [pytest.mark.slow, pytest.mark.lessons("01")]
LESSON = find_lesson("01")


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Lesson 01 as a learner gets it, and a function that writes an answer to it."""
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    place = root / "notebooks" / LESSON.parent.name
    place.mkdir(parents=True)
    shutil.copy(LESSON, place)
    lab.prepare(root)
    return root


def answer(released, name, change):
    path = released / f"{name}.ipynb"
    notebook = nbformat.read(released / "work" / LESSON.parent.name / LESSON.name, 4)
    cells = {cell.metadata.nbgrader.grade_id: cell for cell in notebook.cells
             if cell.metadata.get("nbgrader")}
    change(cells, notebook)
    nbformat.write(notebook, path)
    return path


def solve(cells, only=None):
    for cell in nbformat.read(LESSON, 4).cells:
        mark = cell.metadata.get("nbgrader")
        if mark and mark.solution and (only is None or mark.grade_id in only):
            cells[mark.grade_id].source = cell.source


def grade(released, name, change):
    path = answer(released, name, change)
    before = path.read_bytes()
    found = {e.name: e for e in score.grade(LESSON, path)}
    assert path.read_bytes() == before
    return found


def test_correct_gets_all_points(released):
    found = grade(released, "correct", lambda cells, _: solve(cells))
    assert all(e.points == e.of and not e.problem for e in found.values() if not e.in_words)
    assert sum(e.of for e in found.values()) == 20 and found["stack-in-words"].in_words


def test_blank_gets_none_and_says_so(released):
    found = grade(released, "blank", lambda *_: None)
    assert all(e.points == 0 for e in found.values())
    assert "separate is still blank" in found["separate"].problem


def wrong(cells, notebook):
    solve(cells)
    cells["convolve"].source = ("def convolve(image, kernel):\n"
                                "    return cross_correlate(image, kernel)")
    # an edited test cell is restored: points cannot be had by asking for nothing
    cells["separate"].source = "def separate(kernel):\n    return kernel[:, 0], kernel[0]"
    cells["separate-test"].source = "pass"
    notebook.cells = [c for c in notebook.cells if c is not cells["pad-vector-test"]]
    cells["pad-vector"].source = "def pad_vector(x, P, mode):\n    return x"
    helper = nbformat.v4.new_code_cell("def my_helper():\n    return prewitt_x")
    notebook.cells.insert(notebook.cells.index(cells["edge-strength"]) + 1, helper)


def test_wrong_edited_and_deleted(released):
    found = grade(released, "wrong", wrong)
    assert found["convolve"].points == 0 and "not turned at all" in found["convolve"].problem
    assert found["separate"].points == 0 and found["separate"].problem
    assert found["pad-vector"].points == 0 and "shape" in found["pad-vector"].problem
    assert found["cross-correlate"].points == 2 and found["conv-layer"].points == 3


def test_a_lesson_that_hangs_costs_only_what_hangs(released, monkeypatch):
    monkeypatch.setattr(score, "CELL_SECONDS", 5)

    def hang(cells, _):
        solve(cells)
        cells["conv-layer"].source = "def conv_layer(*_):\n    while True:\n        pass"
    found = grade(released, "hang", hang)
    assert found["conv-layer"].points == 0 and "did not finish within 5 s" in found[
        "conv-layer"].problem
    assert found["normalised-correlation"].points == 3 and found["cross-correlate"].points == 2


def test_a_dead_kernel_is_said_in_a_sentence(released):
    def die(cells, _):
        solve(cells)
        cells["convolve"].source = "def convolve(*_):\n    import os\n    os._exit(1)"
    with pytest.raises(RuntimeError, match="killed the kernel"):
        grade(released, "dead", die)


def test_not_a_notebook(released):
    (released / "junk.ipynb").write_text("{")
    with pytest.raises(RuntimeError, match="not a notebook"):
        score.grade(LESSON, released / "junk.ipynb")


def test_report_prints_points_and_the_first_failure(released, capsys):
    mine = released / "work" / LESSON.parent.name / LESSON.name
    blank = mine.read_bytes()
    try:
        shutil.copy(answer(released, "report", wrong), mine)
        before = mine.read_bytes()
        assert score.main(root=released) == 0
        assert mine.read_bytes() == before
    finally:
        mine.write_bytes(blank)
    printed = capsys.readouterr().out
    assert "01_convolution: 10 of 18 points" in printed and "not turned at all" in printed
    assert "✓  cross-correlate" in printed and "✗  convolve" in printed
    assert "all together: 10 of 18" in printed


def test_report_with_nothing_to_grade(tmp_path, capsys):
    assert score.main(root=tmp_path) == 1
    assert "make lab" in capsys.readouterr().out
