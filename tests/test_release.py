"""`make release`: the zips are complete, hold no solution, and the one of everything is a course
that works where it is unpacked."""
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

from course_utils.commands import release
from course_utils.commands.lessons import ROOT, find_lesson

TAGGED = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a",
          "GIT_COMMITTER_EMAIL": "a@b"}


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """The course with one lesson, and its site."""
    root = tmp_path_factory.mktemp("course [1]")
    for name in release._EVERYTHING:
        place = ROOT / name
        (root / name).parent.mkdir(exist_ok=True)
        if place.is_dir():
            shutil.copytree(place, root / name, dirs_exist_ok=True)
        else:
            shutil.copy(place, root / name)
    lesson = find_lesson("01")
    (root / "notebooks" / lesson.parent.name).mkdir(parents=True)
    shutil.copy(lesson, root / "notebooks" / lesson.parent.name)
    (root / "site" / "_static").mkdir(parents=True)
    (root / "site" / "index.html").write_text("<p>site</p>")
    (root / "site" / "_static" / "x.css").write_text("p {}")
    (root / "tests" / "answers").mkdir(parents=True)
    (root / "tests" / "answers" / "01.py").write_text("secret")
    return root


def git(root: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", root, *arguments], check=True, capture_output=True, timeout=60,
                   env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(root), **TAGGED})


def test_the_version_is_the_tag_s_else_pyproject_s(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "0.3.0"\n')
    assert release.version(tmp_path) == "0.3.0"
    git(tmp_path, "init")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-m", "one")
    assert release.version(tmp_path) == "0.3.0"
    git(tmp_path, "tag", "-a", "v0.4.0", "-m", "0.4.0")
    assert release.version(tmp_path) == "0.4.0"
    git(tmp_path, "commit", "--allow-empty", "-m", "two")
    assert re.fullmatch(r"0\.4\.0-1-g[0-9a-f]{7,}", release.version(tmp_path))


@pytest.mark.slow
def test_the_zips_are_complete_and_hold_no_solution(course):
    old = course / "release" / "1_building_blocks-0.0.9.zip"
    old.parent.mkdir()
    old.write_bytes(b"old")
    assert release.main(course) == 0
    made = {path.name for path in (course / "release").glob("*.zip")}
    number = release.version(course)
    assert made == {f"1_building_blocks-{number}.zip", f"convnet-course-{number}.zip",
                    f"convnet-course-site-{number}.zip"}
    top = f"convnet-course-{number}"
    with zipfile.ZipFile(course / "release" / f"{top}.zip") as archive:
        names = archive.namelist()
        lesson = archive.read(f"{top}/notebooks/1_building_blocks/01_convolution.ipynb").decode()
    assert all(name.startswith(f"{top}/") for name in names)
    assert {f"{top}/{name}" for name in (
        "course.py", "README.md", "LICENSE", "requirements.txt", "data/weights/trunk.pt",
        "docs/trouble.md", "course_utils/widgets/js/pad.js")} <= set(names)
    assert not [name for name in names if re.search(r"tests/|answers|mistakes|__pycache__|\.git",
                                                    name)]
    assert "BEGIN SOLUTION" not in lesson and "HIDDEN" not in lesson
    assert "raise NotImplementedError()" in lesson and '"image/png"' not in lesson
    with zipfile.ZipFile(course / "release" / f"convnet-course-site-{number}.zip") as archive:
        assert set(archive.namelist()) == {f"{top}-site/index.html", f"{top}-site/_static/x.css"}


@pytest.mark.slow
@pytest.mark.lessons("01")
def test_everything_unpacked_elsewhere_is_a_course_that_works(course, tmp_path):
    release.main(course)
    with zipfile.ZipFile(next((course / "release").glob("convnet-course-[0-9]*.zip"))) as archive:
        archive.extractall(tmp_path)
    root, = tmp_path.iterdir()

    def make(*command):                           # what course.py runs once .venv is there
        done = subprocess.run([sys.executable, "-m", "course_utils", *command], cwd=root, text=True,
                              capture_output=True, timeout=300)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
    said = subprocess.run([sys.executable, root / "course.py", "help"], capture_output=True,
                          text=True, timeout=60)
    assert "lab | score" in said.stderr
    assert "new: 1_building_blocks/01_convolution.ipynb" in make("lab", "--prepare-only")
    mine = root / "work" / "1_building_blocks" / "01_convolution.ipynb"
    assert mine.read_bytes() == (root / "notebooks" / "1_building_blocks" / mine.name).read_bytes()
    assert make("lab", "--prepare-only") == ""
    lesson = nbformat.read(find_lesson("01"), 4).cells
    last = [cell.id for cell in lesson if cell.source.count("### BEGIN SOLUTION")
            and cell.cell_type == "code"][-1]
    answers = {cell.id: cell.source for cell in lesson if cell.id != last}
    notebook = nbformat.read(mine, 4)
    for cell in notebook.cells:
        cell.source = answers.get(cell.id, cell.source)
    nbformat.write(notebook, mine)
    said = make("score", "01")
    points, of = map(int, re.search(r"01_convolution: (\d+) of (\d+) points", said).groups())
    assert of > 10 and points < of and said.count("✗") == 1, said
