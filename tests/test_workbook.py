"""The way from notebooks/ to work/: nothing of the learner's is ever lost."""
import base64
import io
import json
import os
import re
import shutil
import signal
from multiprocessing import get_context
from pathlib import Path

import nbformat
import nbformat.sign
import pytest
from conftest import not_root
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from PIL import Image

from course_utils.commands import lab, release, run
from course_utils.commands.lessons import ROOT, find_lesson


def lesson(path, heading="01 · One", answer="1"):
    """A lesson of one exercise."""
    def marked(**values):
        return {"nbgrader": {"schema_version": 3, "task": False, **values}}
    solution = f"def f():\n    ### BEGIN SOLUTION\n    return {answer}\n    ### END SOLUTION"
    test = f"assert f() > 0\n### BEGIN HIDDEN TESTS\nassert f() == {answer}\n### END HIDDEN TESTS"
    notebook = new_notebook(cells=[
        new_markdown_cell(f"# {heading}\n\nWhat is it?", id="title"),
        new_code_cell("print('hello')", id="hello", execution_count=1,
                      outputs=[new_output("stream", name="stdout", text="hello\n")]),
        new_code_cell(solution, id="f",
                      metadata=marked(grade=False, solution=True, locked=False, grade_id="f")),
        new_code_cell(test, id="f-test",
                      metadata=marked(grade=True, solution=False, locked=True, points=2,
                                                         grade_id="f-test"))])
    notebook.metadata.kernelspec = {"name": "python3", "display_name": "Python 3",
                                    "language": "python"}
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


@pytest.fixture
def course(tmp_path):
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    for name in ("1_building_blocks/01_one", "1_building_blocks/02_two", "2_architectures/06_six"):
        lesson(tmp_path / "notebooks" / f"{name}.ipynb", f"{name[-6:-4]} · {name[-3:].title()}")
    return tmp_path


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*"))
            if p.is_file()}


@pytest.mark.slow
def test_lessons_arrive_without_solutions_and_outputs(course):
    news = lab.prepare(course)
    assert [line for line in news if line.startswith("new: ")] == news and len(news) == 3
    mine = nbformat.read(course / "work" / "1_building_blocks" / "01_one.ipynb", 4)
    text = "\n".join(cell.source for cell in mine.cells)
    assert "raise NotImplementedError()" in text and "return 1" not in text and "HIDDEN" not in text
    assert "assert f() > 0" in text and "f() == 1" not in text
    assert not any(cell.get("outputs") for cell in mine.cells)
    index = (course / "work" / "index.md").read_text()
    assert "[01 · One](1_building_blocks/01_one.ipynb)" in index and "## Architectures" in index
    before = files(course / "work")
    assert lab.prepare(course) == [] and files(course / "work") == before


@pytest.mark.slow
def test_what_is_there_is_never_touched_and_updates_arrive_beside(course):
    lab.prepare(course)
    work = course / "work" / "1_building_blocks"
    mine = json.dumps({"my": "answer"}).encode()
    (work / "01_one.ipynb").write_bytes(mine)
    (work / "notes.txt").write_text("mine")
    assert lab.prepare(course) == []
    lesson(course / "notebooks" / "1_building_blocks" / "01_one.ipynb", "01 · One, rewritten", "2")
    news = lab.prepare(course)
    beside = list(work.glob("01_one.update-*.ipynb"))
    assert len(news) == 1 and "01_one.ipynb was updated" in news[0] and beside[0].name in news[0]
    assert (work
            / "01_one.ipynb").read_bytes() == mine and (work / "notes.txt").read_text() == "mine"
    assert "rewritten" in beside[0].read_text() and beside[0].name in (
        course / "work" / "index.md").read_text()
    assert lab.prepare(course) == []
    # a deleted lesson comes back in its newest version, a deleted update does not
    (work / "01_one.ipynb").unlink()
    beside[0].unlink()
    assert lab.prepare(course) == ["new: 1_building_blocks/01_one.ipynb"]
    assert "rewritten" in (work / "01_one.ipynb").read_text() and not list(work.glob("*.update-*"))


def test_every_link_of_the_index_leads_to_a_file(tmp_path):
    page = lab.index_page(ROOT, tmp_path)
    links = re.findall(r"\]\((?!https?:)([^)#]+)", page)
    assert len(links) > 35 and [x for x in links if not (ROOT / "notebooks" / x).exists()] == []
    assert "may be missing" not in page


@pytest.mark.slow
def test_an_index_that_somebody_wrote_in_stays(course):
    lab.prepare(course)
    index = course / "work" / "index.md"
    index.write_text("my plan for the week")
    lesson(course / "notebooks" / "2_architectures" / "07_new.ipynb", "07 · New")
    lab.prepare(course)
    assert index.read_text() == "my plan for the week"


def prepare_and_die(root, left):
    """Prepares and is killed at its call number `left` to the file system."""
    def dying(function):
        def call(*args, **kw):
            nonlocal left
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*args, **kw)
        return call

    for owner, names in ((os, ("link", "replace")),
                         (Path, ("write_bytes", "write_text", "replace", "unlink"))):
        for name in names:
            setattr(owner, name, dying(getattr(owner, name)))
    lab.prepare(root)


@pytest.mark.slow
def test_killed_at_any_point_nothing_is_lost_or_half_there(course):
    """The copy is killed at each of its calls to the file system in turn, then run again."""
    # the reference, and the release to copy from
    lab.prepare(course)
    wanted = {name: content for name, content in files(course / "work").items()
              if name.endswith("ipynb")}
    survived = False
    for point in range(1, 60):
        shutil.rmtree(course / "work")
        (course / "work" / "1_building_blocks").mkdir(parents=True)
        mine = course / "work" / "1_building_blocks" / "02_two.ipynb"
        mine.write_bytes(b"my own")
        # nothing to import anew
        child = get_context("fork").Process(target=prepare_and_die, args=(course, point))
        child.start()
        child.join(300)
        for name, content in files(course / "work").items():
            if name.endswith(".ipynb") and not os.path.basename(name).startswith("."):
                assert content in (b"my own", wanted.get(name),
                                   wanted.get("1_building_blocks/02_two.ipynb")), name
        lab.prepare(course)
        after = files(course / "work")
        assert after["1_building_blocks/02_two.ipynb"] == b"my own"
        assert all(after[name] == content for name, content in wanted.items()
                   if "02_two" not in name)
        if child.exitcode == 0:
            survived = True
            break
        assert child.exitcode == -signal.SIGKILL
    assert survived and point > 8


@pytest.mark.slow
def test_an_interrupted_release_is_made_again(course, monkeypatch):
    monkeypatch.setattr(release, "nbgrader",
                        lambda *a, **k: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        lab.prepare(course)
    monkeypatch.undo()
    assert len(lab.prepare(course)) == 3


def test_find_lesson_names_those_there_are(course):
    assert find_lesson("6", course).stem == "06_six"
    assert find_lesson("02_two", course).stem == "02_two"
    with pytest.raises(SystemExit, match="no lesson '99'. There are: 01_one, 02_two, 06_six"):
        find_lesson("99", course)


def test_outputs_are_made_small_and_stable(tmp_path):
    path = tmp_path / "01_x.ipynb"
    source = ("import ipywidgets, sys\nfrom tqdm.auto import tqdm\nimport matplotlib.pyplot as "
              "plt\n"
              "for _ in tqdm(range(3), leave=False): pass\nprint('kept')\nplt.plot([1, 2]); "
              "plt.show()\n"
              "ipywidgets.IntSlider()")
    nbformat.write(new_notebook(cells=[new_code_cell(source, id="a")]), path)
    run.run(path)
    first = path.read_bytes()
    outputs = nbformat.read(path, 4).cells[0].outputs
    assert [o.output_type for o in outputs] == ["stream", "display_data", "execute_result"]
    assert outputs[0].text == "kept\n" and b"widget-view" not in first
    picture = Image.open(io.BytesIO(base64.b64decode(outputs[1].data["image/png"])))
    assert picture.mode == "P" and picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)
    run.run(path)
    assert path.read_bytes() == first


def test_what_goes_into_the_docs_leaves_the_rest_of_them_as_it_is(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "MADE", {("README.md", "a map"): lambda root: "map",
                                      ("README.md", "hours"): lambda root: "45",
                                      ("docs/numbers.md", "numbers"): lambda root: "| new |"})
    (tmp_path / "docs").mkdir()
    readme, numbers = tmp_path / "README.md", tmp_path / "docs" / "numbers.md"
    first, second, third = (f"<!-- {words}, by make run -->\n"
                            for words in ("hours", "a map", "numbers"))
    end = "<!-- end -->\nafter\n"
    for old in ("", "| old |\n"):
        readme.write_text("before\n" + first + old + end + second + old + end)
        numbers.write_text("before\n" + third + old + end)
        run.write_docs(tmp_path)
        assert readme.read_text() == ("before\n" + first + "45\n" + end + second + "map\n" + end)
        assert numbers.read_text() == "before\n" + third + "| new |\n" + end
    without_end = "before\n" + second + "after\n"
    readme.write_text(without_end)
    with pytest.raises(ValueError, match="lacks one of the marks"):
        run.write_docs(tmp_path)
    assert readme.read_text() == without_end


def test_a_map_has_no_arrow_for_what_is_needed_by_way_of_another_lesson(tmp_path):
    part = tmp_path / "notebooks" / "1_building_blocks"
    part.mkdir(parents=True)
    for name, needed in (("01_one", ()), ("02_two", ("01_one",)),
                         ("03_three", ("01_one", "02_two")), ("04_four", ("01_one",))):
        links = " ".join(f"[lesson]({other}.ipynb)" for other in needed)
        nbformat.write(new_notebook(cells=[new_markdown_cell(f"**Recall.** {links}", id="a")]),
                       part / f"{name}.ipynb")
    drawn = run.map_of_lessons(tmp_path).splitlines()
    assert [line.strip() for line in drawn if "-->" in line] == ["01 --> 02", "02 --> 03",
                                                                 "01 --> 04"]
    assert '    03["03 three"]' in drawn


def test_lessons_opened_as_they_are_show_their_drawings(course, tmp_path, monkeypatch):
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    path = course / "notebooks" / "1_building_blocks" / "01_one.ipynb"
    notary = nbformat.sign.NotebookNotary()
    assert not notary.check_signature(nbformat.read(path, 4))
    lab.trust([path])
    assert notary.check_signature(nbformat.read(path, 4))


@pytest.mark.slow
def test_a_course_that_may_not_be_written_is_used_by_many(course, tmp_path_factory, monkeypatch):
    release.make_release(course)
    mine = tmp_path_factory.mktemp("home") / "my lessons"
    mine.parent.chmod(0o777)
    course.chmod(0o555)
    with not_root(course):
        with pytest.raises(SystemExit, match="nothing can be written in .*work.* set COURSE_WORK"):
            lab.prepare(course)
        monkeypatch.setenv("COURSE_WORK", str(mine))
        assert len(lab.prepare(course)) == 3 and (mine / "1_building_blocks/01_one.ipynb").exists()
        assert (mine / "index.md").exists() and not (mine / ".release").exists()
        assert lab.prepare(course) == []
    course.chmod(0o755)


@pytest.mark.slow
def test_what_nobody_made_ready_for_all_is_made_in_the_learners_folder(course, monkeypatch,
                                                                      tmp_path_factory):
    mine = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("COURSE_WORK", str(mine))
    monkeypatch.setattr(release, "can_write", lambda folder: False)
    assert len(lab.prepare(course)) == 3 and (mine / ".release/2_architectures").is_dir()
    assert not (course / "release").exists() and lab.prepare(course) == []


@pytest.mark.slow
def test_a_course_lies_in_a_folder_of_any_name(course, tmp_path_factory):
    strange = tmp_path_factory.mktemp("parent") / "мой курс [2026] (1)"
    shutil.copytree(course, strange)
    assert len(lab.prepare(strange)) == 3
    assert "raise NotImplementedError()" in (
        strange / "work/1_building_blocks/01_one.ipynb").read_text(encoding="utf-8")
