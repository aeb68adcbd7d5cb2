"""From the lessons in notebooks/ to the learner's own copies in work/, and the JupyterLab that opens them.

release/ holds the lessons as nbgrader hands them out (solutions and hidden tests gone, outputs cleared) and
can be thrown away; work/ is the learner's, and what is there is never written over.
"""
from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parent.parent
PARTS = {"1_building_blocks": "Building blocks", "2_architectures": "Architectures", "3_detection": "Detection",
         "4_segmentation": "Segmentation", "5_inside_the_network": "Inside the network", "6_style": "Style",
         "7_generation": "Generation"}
_RECORD = ".course.json"          # in work/: which versions of each lesson have been handed out


def lessons(root: Path = ROOT) -> list[Path]:
    """All lessons, in order: notebooks/<part>/<NN_name>.ipynb."""
    return sorted((root / "notebooks").glob("[0-9]_*/[0-9][0-9]_*.ipynb"))


def find_lesson(number: str, root: Path = ROOT) -> Path:
    """The lesson with that number ("01", "1") or name. Raises SystemExit with the list of those there are."""
    for path in lessons(root):
        if path.stem == number or path.stem.split("_")[0] == number.zfill(2):
            return path
    raise SystemExit(f"There is no lesson {number!r}. There are: {', '.join(p.stem for p in lessons(root))}.")


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:12]


def make_release(root: Path = ROOT) -> None:
    """Runs nbgrader's generate_assignment for each part whose lessons changed since the last time."""
    for part in sorted({path.parent.name for path in lessons(root)}):
        sources = [*sorted((root / "notebooks" / part).glob("*.ipynb")), root / "nbgrader_config.py"]
        wanted = hash_of(b"".join(path.name.encode() + path.read_bytes() for path in sources))
        stamp = root / "release" / f".{part}"
        if stamp.exists() and stamp.read_text() == wanted and (root / "release" / part).is_dir():
            continue
        print(f"preparing {part} ...", flush=True)
        stamp.parent.mkdir(exist_ok=True)
        nbgrader("generate_assignment", part, "--force", course=root, db=root / "release" / ".gradebook.db")
        stamp.write_text(wanted)


def nbgrader(*arguments: str, course: Path, db: Path, timeout: float | None = None) -> str:
    """Runs an nbgrader command and returns its log. Raises RuntimeError with the log's end if it fails."""
    command = [sys.executable, "-m", "nbgrader", *arguments, f"--CourseDirectory.db_url=sqlite:///{db}",
               f"--course-dir={course}"]
    # nbgrader calls alembic by name, which is beside our Python and perhaps nowhere else.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, timeout=timeout,
                          env=os.environ | {"PATH": path})
    if done.returncode:
        raise RuntimeError(f"nbgrader {' '.join(arguments)} failed:\n" + "\n".join(done.stderr.splitlines()[-12:]))
    return done.stderr


def prepare(root: Path = ROOT) -> list[str]:
    """Brings work/ up to date with the lessons and returns what there is to tell the learner.

    A lesson missing in work/ is copied there. One whose new version differs from all that were handed out
    arrives beside the learner's, as NAME.update-HASH.ipynb. Safe to kill at any point and to call again.
    """
    make_release(root)
    work = root / "work"
    work.mkdir(exist_ok=True)
    record = _read_record(work)
    news = []
    for lesson in lessons(root):
        name = f"{lesson.parent.name}/{lesson.name}"
        new = (root / "release" / name).read_bytes()
        version, handed_out = hash_of(new), record.setdefault(name, [])
        mine = work / name
        if not mine.exists():
            # Recorded first: were we killed in between, the file is missing and is copied the next time.
            if version not in handed_out:
                handed_out.append(version)
                _write_record(work, record)
            _create(mine, new)
            news.append(f"new: {name}")
        elif version not in handed_out:
            beside = mine.with_name(f"{mine.stem}.update-{version[:6]}.ipynb")
            _create(beside, new)
            handed_out.append(version)
            _write_record(work, record)
            news.append(f"{name} was updated; the new version is beside yours, as {beside.name}. Yours is as it was.")
    _write_index(root, work, record)
    return news


def _create(path: Path, content: bytes) -> None:
    """Makes a file whole or not at all, and never over one that is there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    part.write_bytes(content)
    try:
        os.link(part, path)                       # fails, unlike a rename, if the name is taken
    except FileExistsError:
        pass
    except OSError:                               # a file system without links
        if not path.exists():
            part.replace(path)
            return
    part.unlink()


def _read_record(work: Path) -> dict[str, list[str]]:
    try:
        return json.loads((work / _RECORD).read_text())
    except (OSError, ValueError):
        return {}


def _write_record(work: Path, record: dict) -> None:
    part = work / f"{_RECORD}.{os.getpid()}.part"
    part.write_text(json.dumps(record, indent=1))
    part.replace(work / _RECORD)


def _write_index(root: Path, work: Path, record: dict) -> None:
    """work/index.md, the page to start from. Ours: it is written anew, unless somebody wrote in it."""
    page = work / "index.md"
    text = index_page(root, work).encode()
    written = record.get("index.md", [])
    if page.exists() and hash_of(page.read_bytes()) not in written:
        return
    if not page.exists() or page.read_bytes() != text:
        record["index.md"] = [*written[-1:], hash_of(text)]
        _write_record(work, record)
        part = work / f".index.md.{os.getpid()}.part"
        part.write_bytes(text)
        part.replace(page)


def title_of(notebook: Path) -> tuple[str, str]:
    """Heading and first sentence below it."""
    lines = [line for line in nbformat.read(notebook, 4).cells[0].source.splitlines() if line.strip()]
    return lines[0].lstrip("# ").strip(), lines[1].strip() if len(lines) > 1 else ""


def index_page(root: Path, work: Path) -> str:
    lines = ["# Convolutional networks, from one kernel to pictures that a sentence asks for", "",
             "These are **your** copies of the lessons: write in them, break them, run them again. Nothing here is "
             "ever overwritten; to begin a lesson afresh, rename or delete your copy and start the course again.", "",
             "In a lesson, run cell after cell with **Shift+Enter**. An exercise is a cell with "
             "`raise NotImplementedError()`: put your code there and run it, then the folded cell below, which tells you "
             "what is right and what is not yet. `make score` in a terminal counts your points.", "",
             "Numbers are those of the whole course. A lesson that is missing here, and that another one may point to, is "
             "still to be written.", ""]
    for part, title in PARTS.items():
        mine = [path for path in lessons(root) if path.parent.name == part]
        if mine:
            lines += [f"## {title}", "", "| lesson | |", "|---|---|"]
            for path in mine:
                heading, sentence = title_of(path)
                lines.append(f"| [{heading}]({part}/{path.name}) | {sentence} |")
                for update in sorted((work / part).glob(f"{path.stem}.update-*.ipynb")):
                    lines.append(f"| ↳ [an updated version]({part}/{update.name}) | came after you began; yours is "
                                 "as it was |")
            lines.append("")
    return "\n".join(lines)


def lab(directory: str | None, arguments: list[str]) -> int:
    """Opens JupyterLab on work/, or on `directory`."""
    folder = ROOT / (directory or "work")
    if directory:
        if not folder.is_dir():
            raise SystemExit(f"There is no directory {folder}.")
        page = "/lab"
    else:
        for line in prepare():
            print(line)
        page = "/lab/tree/index.md"
    print(f"opening JupyterLab on {folder}; stop it with Ctrl+C. If no browser opens, use the address below.",
          flush=True)
    server = start_lab(folder, f"--LabApp.default_url={page}", *arguments)
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:                 # the server had it too, and asks whether to stop
            continue


def start_lab(folder: Path, *arguments: str, **options) -> subprocess.Popen:
    """Starts JupyterLab on a folder, set up for reading (course_utils/jupyter): Markdown is shown as a page,
    long lines are wrapped, results are a table, without nbgrader's panels for teachers and the offer of news.
    options: as for Popen."""
    as_root = ["--allow-root"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
    paths = [str(Path(__file__).parent / "jupyter"), os.environ.get("JUPYTER_CONFIG_PATH")]
    return subprocess.Popen([sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}", *as_root, *arguments],
                            env=os.environ | {"JUPYTER_CONFIG_PATH": os.pathsep.join(filter(None, paths))}, **options)
