"""A class graded once: honest and odd notebooks get their points, hostile ones gain, read and harm
nothing, and none stops the others."""
import base64
import csv
import hashlib
import io
import json
import os
import shutil
import signal
import threading
import time
import zipfile
from pathlib import Path

import nbformat
import psutil
import pytest
from distributed import LocalCluster
from nbgrader.api import Gradebook
from PIL import Image

from course_utils.commands import grade, lab
from course_utils.commands.lessons import ROOT, find_lesson
from course_utils.grading import collect
from course_utils.sealed import box

# a class of 66 takes five minutes where nothing else runs
pytestmark = [pytest.mark.slow, pytest.mark.lessons("01"), pytest.mark.timeout(2400)]
LESSON = find_lesson("01")
PART, FULL = LESSON.parent.name, 18
MARK = "hostile-7f3a"                    # what hostile code leaves behind, if it can
CODED = ["cross-correlate", "convolve", "edge-strength", "separate", "pad-vector", "conv-layer",
         "normalised-correlation"]
SOLUTIONS = {cell.metadata.nbgrader.grade_id: cell.source
             for cell in nbformat.read(LESSON, 4).cells
             if cell.metadata.get("nbgrader", {}).get("solution")}


class Copy:
    """A released notebook that somebody changes."""

    def __init__(self, released: Path):
        self.nb = nbformat.read(released, 4)

    @property
    def cells(self):
        return {c.metadata.nbgrader.grade_id: c for c in self.nb.cells
                if c.metadata.get("nbgrader")}

    def solve(self, *only):
        for name in only or CODED:
            self.cells[name].source = SOLUTIONS[name]
        return self

    def before(self, code, name=CODED[0]):
        """Puts code in front of an answer, in its cell."""
        self.cells[name].source = code + "\n\n" + self.cells[name].source
        return self

    def add(self, code, at=0):
        self.nb.cells.insert(at if at >= 0 else len(self.nb.cells) + at + 1,
                             nbformat.v4.new_code_cell(code))
        return self

    def all_answers(self, body):
        for name, function in zip(CODED, (n.replace("-", "_") for n in CODED), strict=True):
            self.cells[name].source = (
                "prewitt_x = torch.tensor([[1., 0, -1]] * 3)\nprewitt_y = prewitt_x.T\n"
                f"def {function}(*args):\n    " + body.replace("\n", "\n    "))
        return self

    def bytes(self):
        return nbformat.writes(self.nb).encode()


def png(width=40):
    out = io.BytesIO()
    Image.new("RGB", (width, 20), "red").save(out, "PNG")
    return base64.b64encode(out.getvalue()).decode()


# Honest ones: name → what is done to a released notebook, and the points that it is worth

def copied_test_cell(c):
    c.solve()
    c.nb.cells.insert(9, nbformat.from_dict(dict(c.cells["convolve-test"], id="copied")))


def split_cell(c):
    c.solve()
    cell = c.cells["edge-strength"]
    head, tail = cell.source.split("def edge_strength", 1)
    cell.source = head
    second = nbformat.from_dict(json.loads(json.dumps(cell)))       # JupyterLab copies the mark
    second.id, second.source = "second-half", "def edge_strength" + tail
    c.nb.cells.insert(c.nb.cells.index(cell) + 1, second)


def warning_answer(c):
    c.solve().before("import sys, warnings\nwarnings.warn('careful')\nprint('!', file=sys.stderr)")


def lose_ids(c):
    c.nb.nbformat_minor = 4
    for cell in c.nb.cells:
        cell.pop("id", None)


def without_ids(c):
    c.solve()
    lose_ids(c)


def without_tags_and_marks(c):
    c.solve()
    for cell in c.nb.cells:
        cell.metadata = nbformat.from_dict({})


def without_ids_tags_and_marks(c):
    without_tags_and_marks(c)
    lose_ids(c)


def half_done(c):
    c.solve("cross-correlate", "edge-strength")


def printing(c):
    c.solve().before("print('x' * 1000, end='')\n" * 50)


def own_imports(c):
    c.solve().add("import math as maths")
    c.cells["pad-vector"].source = c.cells["pad-vector"].source.replace(
        "n = len(x)", "n = maths.floor(len(x))")


def helper_before(c):
    c.solve().add("def my_turn(k):\n    return k.flip(0, 1)", 5)
    c.cells["convolve"].source = ("def convolve(image, kernel):\n"
                                  "    return cross_correlate(image, my_turn(kernel))")


def helper_after(c):
    helper_before(c)
    helper = next(cell for cell in c.nb.cells if "my_turn(k)" in cell.source)
    c.nb.cells.remove(helper)
    c.nb.cells.append(helper)


def another_kernel(c):
    c.solve().nb.metadata["kernelspec"] = {"name": "my-env", "display_name": "My env"}


def setup_deleted(c):
    c.solve()
    c.nb.cells = [cell for cell in c.nb.cells if "setup" not in cell.metadata.get("tags", [])]


def setup_broken(c):
    c.solve()
    next(cell for cell in c.nb.cells if "setup" in cell.metadata.get("tags", [])).source = "1 / 0"


def words_with_a_picture(c):
    cell = c.solve().cells["stack-in-words"]
    cell.source = cell.source.replace("YOUR ANSWER HERE", "See ![it](attachment:a.png) and <b>.")
    cell["attachments"] = {"a.png": {"image/png": png()}}


def magics(c):
    c.solve().add("%matplotlib inline\n!ls\nimport math", 3)
    c.cells["convolve"].source = "%%time\n" + c.cells["convolve"].source


def later_cells_fail(c):
    c.solve().add("1 / 0", 4).add("undefined_name", -1)


def other_order(c):
    c.solve()
    first = c.cells["cross-correlate"]
    c.nb.cells.remove(first)
    c.nb.cells.append(first)


HONEST = dict.fromkeys((
    copied_test_cell, split_cell, warning_answer, without_ids, without_tags_and_marks,
    without_ids_tags_and_marks, printing, own_imports, helper_before, helper_after, another_kernel,
    setup_deleted, setup_broken, words_with_a_picture, magics, later_cells_fail, other_order), FULL)
HONEST[half_done] = 4

# Hostile ones: name → code in front of the first answer. None is worth a point.

FIND = """
import os, sys, json, glob, pathlib
def hidden(text):
    return [part.split("### END HIDDEN")[0] for part in text.split("### BEGIN HIDDEN")[1:]]
def out(text):
    for place in ("/tmp", os.path.expanduser("~"), os.getcwd(), ROOT):
        try:
            pathlib.Path(place, "MARK").write_text(str(text))
        except OSError:
            pass
""".replace("MARK", MARK)
HOSTILE = {
    "checks_do_nothing": """
from course_utils import check, trials, compare
for name in ("function", "cases", "value", "module", "network", "refuses", "gradients"):
    setattr(check, name, lambda *a, **k: None)
check.difference = trials.difference = compare.difference = lambda *a, **k: ""
check.Wrong = trials.Wrong = type("Wrong", (Warning,), {})""",
    "builtins_redefined": """
import builtins
builtins.AssertionError = Warning
builtins.len = lambda x: 0
builtins.isinstance = lambda *a: True""",
    "errors_swallowed": """
ip = get_ipython()
ip.showtraceback = lambda *a, **k: None
sys_excepthook = None""",
    "cells_emptied": """
get_ipython().input_transformers_cleanup.insert(0, lambda lines: [])""",
    "disk_read": FIND + """
found = []
for pattern in ("/**/*.ipynb", ROOT + "/**/*.ipynb", "/proc/*/cwd/*", "/tmp/**"):
    for path in glob.glob(pattern, recursive=True):
        try:
            found += hidden(open(path).read())
        except (OSError, UnicodeDecodeError):
            pass
out(found)
assert not found
print(found)""",
    "solutions_executed": FIND + """
import course_utils
home = pathlib.Path(course_utils.__file__).resolve().parents[1]
for path in home.glob("notebooks/*/01_*.ipynb"):
    for cell in json.loads(path.read_text())["cells"]:
        text = "".join(cell["source"])
        if cell["metadata"].get("nbgrader", {}).get("solution") and "def " in text:
            exec(text)
""",
    "history_read": FIND + """
import subprocess
print(subprocess.run(["git", "-C", ROOT, "log", "-p"], capture_output=True, text=True).stdout)""",
    "exits_when_run": "import os\nos._exit(0)",
    "system_exit": "raise SystemExit(0)",
    "memory": "hog = [bytearray(2 ** 28) for _ in range(40)]",
    "memory_in_processes": """
import os
for _ in range(8):
    if os.fork() == 0:
        hog = [b"x" * 2 ** 28 for _ in range(12)]
        import time
        time.sleep(30)
        os._exit(0)""",
    "processes": """
import subprocess, sys
for _ in range(400):
    try:
        subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600) # MARK"],
                         start_new_session=True)
    except OSError:
        break""".replace("MARK", MARK),
    "disk_filled": """
for k in range(40):
    for place in ("/tmp", "/dev/shm", "/dev", "/var/tmp", "/"):
        try:
            open(f"{place}/MARK{k}", "wb").write(bytes(10 ** 8))
        except OSError:
            pass""".replace("MARK", MARK),
    "print_flood": "for _ in range(200):\n    print('x' * 10 ** 6)",
    "writes_to_others": FIND + """
for pattern in (ROOT + "/class/**/*.ipynb", ROOT + "/notebooks/**/*.ipynb"):
    for path in map(pathlib.Path, glob.glob(pattern, recursive=True)):
        path.write_text("MARK")
for folder in ("handed_in", "results", "feedback"):
    place = pathlib.Path(ROOT, "class", folder, "helper_before")
    try:
        place.mkdir(parents=True, exist_ok=True)
        (place / "01_convolution.json").write_text("{}")
    except OSError:
        pass""",
    "gradebook_written": FIND + """
import sqlite3
try:
    book = sqlite3.connect(ROOT + "/class/gradebook.db")
    book.execute("update grade set manual_score = 99")
    book.commit()
except sqlite3.Error:
    pass""",
    "afterwards": FIND + """
import atexit, subprocess, threading, time
def later():
    time.sleep(1)
    out("later")
threading.Thread(target=later, daemon=False).start()
atexit.register(out, "exit")
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600) # MARK"],
                 start_new_session=True)""".replace("MARK", MARK),
    "network": FIND + """
import socket, urllib.request
for address in (("127.0.0.1", 22), ("127.0.0.1", 8888), ("8.8.8.8", 53)):
    try:
        socket.create_connection(address, timeout=1)
        out("network")
    except OSError:
        pass""",
    "own_course_utils": """
import os, sys
os.makedirs("/tmp/course_utils", exist_ok=True)
open("/tmp/course_utils/__init__.py", "w").write("")
open("/tmp/course_utils/check.py", "w").write("def __getattr__(name): return lambda *a, **k: None")
sys.path.insert(0, "/tmp")
for name in [n for n in sys.modules if n.startswith("course_utils")]:
    del sys.modules[name]""",
    "parent_killed": """
import os, signal
for pid in [os.getppid(), 1, *range(2, 60)]:
    try:
        os.kill(pid, signal.SIGKILL) if pid != os.getpid() else None
    except OSError:
        pass""",
    "terminal_written": r"raise ValueError('\x1b[2J\x1b[1;1H all 18 of 18 points \x07')",
}
# Hostile ones that answer, each function with this body
ANSWERS = {
    "oracle_in_the_stack": """
import sys
frame = sys._getframe()
while frame is not None and "oracle" not in frame.f_locals and "wanted" not in frame.f_locals:
    frame = frame.f_back
return frame.f_locals["oracle"](*args)""",
    "oracle_in_memory": """
import gc
for thing in gc.get_objects():
    if getattr(thing, "__name__", "") in ("same_as_scipy", "true_convolution", "scipy_modulus"):
        return thing(*args)""",
    "equals_everything": """
class Equal(torch.Tensor):
    __torch_function__ = classmethod(lambda *a, **k: True)
    def __eq__(self, other):
        return True
return torch.zeros(3, 3).as_subclass(Equal)""",
    "equals_everything_itself": """
class Equal:
    __eq__ = __le__ = __lt__ = __bool__ = lambda *a: True
    shape = property(lambda self: Equal())
    __getattr__ = lambda *a: Equal()
return Equal()""",
    "nested": """
x = []
for _ in range(10 ** 5):
    x = [x]
return x""",
    "huge": "return torch.zeros(2 ** 28)",
    "forged": r"""
import os
for fd in range(3, 30):
    try:
        os.write(fd, b'{"result": true, "tensors": [], "changed": {"tensors": [], "parts": []}}\n')
    except OSError:
        pass""",
    "asserts_on_the_other_side": "raise AssertionError('✓ right on 12 inputs')",
    "ends": "import os\nos._exit(0)",
}


def forbidden(call):
    def change(c):
        c.cells["conv-layer"].source = (
            "import torch.nn.functional as F, sys\n"
            f"def conv_layer(images, weights, bias):\n    {call}")
    return change


CHANGES = {
    "library_called": forbidden("return F.conv2d(images, weights, bias)"),
    "library_hidden": forbidden(
        "sys.setprofile(None)\n    return F.conv2d(images, weights, bias)"),
    "library_below": forbidden(
        "return torch.ops.aten.conv2d(images, weights, bias)"),
    "library_in_a_thread": forbidden("""from concurrent.futures import ThreadPoolExecutor
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(F.conv2d, images, weights, bias).result()"""),
}


def points_changed(c):
    for cell in list(c.nb.cells):
        mark = cell.metadata.get("nbgrader")
        if mark and mark.grade:
            mark.points = 100
            double = nbformat.from_dict(json.loads(json.dumps(cell)))
            double.id, double.source = cell.id[:40] + "-2", "pass"
            c.nb.cells.append(double)
            cell.source = "pass"


def checks_removed(c):
    c.nb.cells = [x for x in c.nb.cells if not x.metadata.get("nbgrader", {}).get("grade")]


EVIL = ("<script>window.hostile = 1</script><img src=x onerror=\"window.hostile = 1\">"
        "[x](javascript:window.hostile=1) <h2>18 of 18</h2>")


def scripts(c):
    c.cells["stack-in-words"].source = EVIL
    c.cells["convolve"].source += f"\n# {EVIL}"
    c.cells["convolve"]["outputs"] = [nbformat.v4.new_output("display_data", data={
        "text/html": EVIL, "image/svg+xml": EVIL, "image/png": EVIL})]


def endless(c):
    c.cells["conv-layer"].source = ("def conv_layer(*_):\n    import signal\n    while True:\n"
                                    "        signal.signal(signal.SIGINT, signal.SIG_IGN)")


def endless_cell(c):
    c.add("while True:\n    pass", 5)


CHANGES |= {"endless": endless, "endless_cell": endless_cell, "points_changed": points_changed,
            "checks_removed": checks_removed, "scripts": scripts}
FILES = {"not_json": b"{", "a_list": b"[1, 2]", "binary": bytes(range(256)), "empty": b"",
         "odd_cells": b'{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [7]}',
         "large": b" " * 21_000_000, "other_notebook": nbformat.writes(
             nbformat.v4.new_notebook()).encode()}


def snapshot(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink()}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A class of all of them, graded, and what there was before."""
    if not box.can_seal():
        pytest.skip("hostile code runs under bubblewrap alone, and that is not to be had here")
    root = tmp_path_factory.mktemp("course")
    shutil.copy(ROOT / "nbgrader_config.py", root)
    (root / "notebooks" / PART).mkdir(parents=True)
    shutil.copy(LESSON, root / "notebooks" / PART)
    lab.prepare(root)
    released = root / "release" / PART / LESSON.name
    there = root / "class" / "handed_in"

    def hand_in(student, content, name=LESSON.name):
        (there / student).mkdir(parents=True, exist_ok=True)
        (there / student / name).write_bytes(content)

    for change in HONEST:
        copy = Copy(released)
        change(copy)
        name = "my homework.ipynb" if change is half_done else LESSON.name
        hand_in(change.__name__, copy.bytes(), name)
    for student, code in HOSTILE.items():
        code = code.strip().replace("ROOT", repr(str(root)))
        hand_in(student, Copy(released).before(code).bytes())
    for student, body in ANSWERS.items():
        hand_in(student, Copy(released).all_answers(body.strip()).bytes())
    for student, change in CHANGES.items():
        copy = Copy(released)
        change(copy)
        hand_in(student, copy.bytes())
    for student, content in FILES.items():
        hand_in(student, content, "notes.ipynb" if student == "other_notebook" else LESSON.name)
    (there / "a_link").mkdir()
    (there / "a_link" / LESSON.name).symlink_to(there / "copied_test_cell" / LESSON.name)
    (there / "linked_folder").symlink_to(there / "copied_test_cell")
    before = snapshot(there) | snapshot(root / "notebooks")
    begun = time.monotonic()
    assert grade.main(root=root) == 0
    seconds = time.monotonic() - begun
    rows = {row["student"]: row for row in csv.DictReader(
        io.StringIO((root / "class" / "grades.csv").read_text(encoding="utf-8-sig")))}
    return root, rows, before, seconds


@pytest.mark.parametrize("change", HONEST, ids=lambda change: change.__name__)
def test_an_honest_notebook_gets_exactly_its_points(graded, change):
    row = graded[1][change.__name__]
    said = (graded[0] / "class" / "feedback" / change.__name__ / "01_convolution.html").read_text()
    assert (float(row["points"]), row["status"]) == (HONEST[change], "graded"), said


@pytest.mark.parametrize("student", [*HOSTILE, *ANSWERS, *CHANGES])
def test_a_hostile_notebook_gains_nothing(graded, student):
    row = graded[1][student]
    assert float(row["points"]) == 0 and row["status"] in ("graded", "died")


@pytest.mark.parametrize("student", [*FILES, "a_link", "linked_folder"])
def test_what_cannot_be_graded_is_refused_with_a_sentence(graded, student):
    row = graded[1][student]
    assert row["status"] == "refused" and row["note"].endswith(".") and not row["points"]


def test_nothing_was_changed_left_or_carried_out(graded):
    root, _, before, _ = graded
    assert snapshot(root / "class" / "handed_in") | snapshot(root / "notebooks") == before
    for place in (Path("/tmp"), Path("/dev/shm"), Path.home(), root, root / "class", Path.cwd()):
        assert not list(place.glob(f"{MARK}*"))
    assert not [p for p in psutil.process_iter(["cmdline"])
                if MARK in " ".join(p.info["cmdline"] or [])]


def test_no_hidden_test_or_solution_stands_in_what_learners_get(graded):
    root = graded[0]
    source = LESSON.read_text()
    hidden = [line.strip() for cell in nbformat.reads(source, 4).cells
              for part in cell.source.split("### BEGIN HIDDEN TESTS")[1:]
              for line in part.split("### END HIDDEN TESTS")[0].splitlines() if len(line) > 40]
    assert hidden
    for page in (root / "class" / "feedback").rglob("*.html"):
        text = page.read_text()
        assert not [line for line in hidden if line in text], page
        assert "Content-Security-Policy" in text


def test_pages_are_escaped(graded):
    text = (graded[0] / "class" / "feedback" / "scripts" / "01_convolution.html").read_text()
    assert "<script" not in text and "onerror=&#34;" in text and "<img src=x" not in text
    picture = graded[0] / "class" / "feedback" / "words_with_a_picture" / "01_convolution.html"
    assert "data:image/png;base64," in picture.read_text()


def test_a_page_runs_no_script(graded, browser):
    page = browser.new_page()
    for student in ("scripts", "terminal_written", "copied_test_cell"):
        page.goto((graded[0] / "class" / "feedback" / student / "01_convolution.html").as_uri())
        assert page.evaluate("window.hostile") is None
        assert "01 · Convolution" in page.inner_text("h1")
    page.close()


def test_the_gradebook_has_the_points(graded):
    with Gradebook(f"sqlite:///{graded[0] / 'class' / 'gradebook.db'}") as book:
        for change, points in HONEST.items():
            mine = book.find_submission_notebook("01_convolution", PART, change.__name__)
            assert mine.score == points
            assert mine.needs_manual_grade == (change is words_with_a_picture)


def test_called_again_it_goes_on_where_it_was(graded, capsys):
    root, rows, _, seconds = graded
    results = root / "class" / "results"
    first = results / "half_done" / "01_convolution.json"
    old = first.stat().st_mtime
    (results / "printing" / "01_convolution.json").unlink()          # as if interrupted before it
    begun = time.monotonic()
    assert grade.main(root=root) == 0
    assert "1 to grade" in capsys.readouterr().out
    assert time.monotonic() - begun < seconds and first.stat().st_mtime == old


def test_points_and_remarks_of_a_person_come_to_the_page_and_the_table(graded):
    root = graded[0]
    with Gradebook(f"sqlite:///{root / 'class' / 'gradebook.db'}") as book:
        student = "words_with_a_picture"
        given = book.find_grade("stack-in-words", "01_convolution", PART, student)
        given.manual_score, given.needs_manual_grade = 1.5, False
        book.find_comment("stack-in-words", "01_convolution", PART, student).manual_comment = (
            "Good, but <b>why</b>?")
        book.db.commit()
    assert grade.main(root=root) == 0
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(
        (root / "class" / "grades.csv").read_text(encoding="utf-8-sig")))}
    assert (rows[student]["words"], rows[student]["unread"]) == ("1.5", "0")
    page = (root / "class" / "feedback" / student / "01_convolution.html").read_text()
    assert "Good, but &lt;b&gt;why&lt;/b&gt;?" in page and "19.5 of 20" in page


def test_points_come_into_a_copy_of_the_table_that_is_named(graded, tmp_path, capsys):
    sheet = tmp_path / "Grades-Part 1.csv"
    sheet.write_text("Identifier,Full name,Grade,Maximum grade\nParticipant 1,half_done,,10\n"
                     "Participant 2,copied_test_cell,,10\nParticipant 3,nobody,,10\n")
    assert grade.main(root=graded[0], into=str(sheet)) == 0
    made = (graded[0] / "class" / "upload" / sheet.name).read_text().splitlines()
    assert made[1:] == ["Participant 1,half_done,2,10", "Participant 2,copied_test_cell,9,10",
                        "Participant 3,nobody,,10"]
    printed = capsys.readouterr().out
    assert "the points of 2 students, of 20 for lessons 01." in printed
    assert "printing" in printed.split("Not in Grades-Part 1.csv")[1]


def test_a_dask_worker_that_is_killed_loses_nothing(graded, tmp_path):
    shutil.copytree(graded[0] / "notebooks", tmp_path / "notebooks")
    shutil.copy(ROOT / "nbgrader_config.py", tmp_path)
    for student in ("copied_test_cell", "half_done", "own_imports", "magics"):
        shutil.copytree(graded[0] / "class" / "handed_in" / student,
                        tmp_path / "class" / "handed_in" / student)
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        first = next(iter(cluster.workers.values())).pid
        killed = threading.Timer(4, os.kill, (first, signal.SIGKILL))
        killed.start()
        assert grade.main(root=tmp_path, dask=cluster.scheduler_address) == 0
        killed.join(60)
        assert not psutil.pid_exists(first)
    text = (tmp_path / "class" / "grades.csv").read_text(encoding="utf-8-sig")
    assert {row["student"]: float(row["points"]) for row in csv.DictReader(io.StringIO(text))} == {
        "copied_test_cell": FULL, "half_done": 4, "own_imports": FULL, "magics": FULL}


def test_what_a_teacher_adds(graded, capsys):
    """Hidden tests of their own, a date, a notebook that replaces another."""
    root = graded[0]
    home = root / "class"
    (home / "hidden").mkdir()
    (home / "hidden" / "01.py").write_text(
        "# convolve\nassert convolve(torch.ones(3, 3), torch.ones(3, 3)).item() == 10\n")
    (home / "due.toml").write_text('"01" = 2001-01-01\n')
    for other in home.joinpath("handed_in").iterdir():
        if other.name not in ("half_done", "copied_test_cell"):
            other.unlink() if other.is_symlink() else shutil.rmtree(other)
    assert grade.main(root=root) == 0
    rows = {row["student"]: row for row in csv.DictReader(io.StringIO(
        (home / "grades.csv").read_text(encoding="utf-8-sig")))}
    assert float(rows["copied_test_cell"]["points"]) == FULL - 2
    assert rows["copied_test_cell"]["status"] == "late"
    page = (home / "feedback" / "copied_test_cell" / "01_convolution.html").read_text()
    assert "wrong on a hidden test" in page and "== 10" not in page


# Collecting

def archive(path: Path, members: dict[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w") as made:
        for name, content in members.items():
            made.writestr(name, content)


def test_exports_of_moodle_and_canvas(tmp_path):
    book = LESSON.read_bytes()
    archive(tmp_path / "moodle.zip", {
        "Ana Muñoz_123_assignsubmission_file_/01_convolution.ipynb": book,
        "Bo Li_124_assignsubmission_file_/any name.ipynb": book,
        "Bo Li_124_assignsubmission_file_/notes.txt": b"", "__MACOSX/._01_convolution.ipynb": b""})
    archive(tmp_path / "canvas.zip", {
        "munozana_1001_55_01_convolution.ipynb": book,
        "libo_LATE_1002_56_01_convolution-1.ipynb": book})
    (tmp_path / "broken.zip").write_bytes(b"PK")
    found = collect.collect(tmp_path, [LESSON])
    assert {(h.student, h.lesson, h.late) for h in found if not h.refused} == {
        ("Ana Muñoz_123", LESSON.stem, False), ("Bo Li_124", LESSON.stem, False),
        ("munozana_1001", LESSON.stem, False), ("libo_1002", LESSON.stem, True)}
    assert [h.student for h in found if h.refused] == ["broken"]


def test_the_last_one_counts_and_the_others_are_named(tmp_path):
    mine = tmp_path / "ana"
    mine.mkdir()
    for name in ("01_convolution.ipynb", "01_convolution (1).ipynb"):
        shutil.copy(LESSON, mine / name)
    os.utime(mine / "01_convolution.ipynb", (10 ** 9, 10 ** 9))
    last, first = collect.collect(tmp_path, [LESSON])
    assert last.name == "01_convolution (1).ipynb" and not last.refused
    assert "was handed in later" in first.refused


def test_a_date_that_is_none_is_said(tmp_path):
    (tmp_path / "due.toml").write_text('"01" = "soon"\n')
    with pytest.raises(SystemExit, match="01 is not given as a date"):
        collect.due_dates(tmp_path / "due.toml")
    assert collect.due_dates(tmp_path / "absent.toml") == {}


def test_nothing_handed_in_or_no_box_is_said(tmp_path, capsys, monkeypatch):
    assert grade.main(root=tmp_path) == 1
    assert "There is nothing to grade" in capsys.readouterr().out
    (tmp_path / "class" / "handed_in" / "ana").mkdir(parents=True)
    monkeypatch.setattr(box, "can_seal", lambda: False)
    assert grade.main(root=tmp_path) == 1
    assert "bubblewrap" in capsys.readouterr().out
