"""The package away from its clone: a wheel holds all that a lesson needs."""
import os
import re
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest

from course_utils.commands.lessons import ROOT, find_lesson


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"                   # setuptools builds where the sources lie
    shutil.copytree(ROOT / "course_utils", source / "course_utils")
    shutil.copytree(ROOT / "data" / "weights", source / "data" / "weights")
    for name in ("setup.py", "pyproject.toml", "requirements.txt", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", folder, source]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


@pytest.mark.slow
def test_the_wheel_names_what_lessons_need_and_the_rest_as_extras(wheel):
    with zipfile.ZipFile(wheel) as files:
        metadata = files.read(next(n for n in files.namelist() if n.endswith("METADATA"))).decode()
    needed = re.findall(r"^Requires-Dist: ([\w-]+)>=[\d.]+$", metadata, re.M)
    extras = re.findall(r"^Requires-Dist: ([\w-]+)>=[\d.]+; extra == ['\"](\w+)", metadata, re.M)
    pinned = re.findall(r"^([\w-]+)==", (ROOT / "requirements.txt").read_text(), re.M)
    assert sorted(pinned) == sorted([*needed, *(name for name, _ in extras)])
    assert {"torch", "torchvision", "ipywidgets", "anywidget"} <= set(needed)
    assert ("nbgrader", "lab") in extras and ("pytest", "tests") in extras


@pytest.mark.slow
@pytest.mark.parametrize("number", ["01", "06", "25"])
def test_a_lesson_begins_with_the_installed_package_alone(wheel, number, tmp_path):
    site = tmp_path / "site"
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--target",
                    site, wheel], check=True, timeout=300)
    cells = nbformat.read(find_lesson(number), 4).cells
    begin = [c.source for c in cells if {"parameters", "setup"} & set(c.metadata.get("tags", []))]
    script = "\n".join([
        *begin, "import course_utils, matplotlib; from pathlib import Path",
        f"assert Path(course_utils.__file__).is_relative_to({str(site)!r}), course_utils.__file__",
        "from course_utils import data, features, training",
        "from course_utils.widgets import clickable, digit_pad",
        "assert clickable.Clickable._esm and digit_pad._Pad._esm",
        "from course_utils.commands import lab, slides",
        "here = Path(course_utils.__file__).parent / 'commands'",
        "assert (here / 'slides_template' / 'index.html.j2').exists()",
        "assert (here / 'jupyter' / 'labconfig' / 'page_config.json').exists()",
        "features.load('trunk')(data.load('photos', size=64).images[:1].float() / 255)",
        "assert 'site' not in data.data_dir().parts"])
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, timeout=300,
        env=os.environ | {"PYTHONPATH": str(site), "MPLBACKEND": "agg", "COURSE_DATA": ""})
    assert done.returncode == 0, done.stderr


def test_what_every_set_up_imports_comes_without_torchs_compiler():
    """It takes two seconds of each kernel and of each answer that is graded."""
    script = ("import sys\nfrom course_utils import check, data, show, training\n"
              "from course_utils.widgets import explore\n"
              "print({'torch._dynamo', 'torchvision'} & set(sys.modules))")
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True,
                          timeout=300)
    assert done.stdout.strip() == "set()", done.stdout + done.stderr
