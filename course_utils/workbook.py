"""From the lessons in notebooks/ to the learner's own copies in work/, and the commands behind `make`.

release/ holds the lessons as nbgrader hands them out (solutions and hidden tests gone, outputs cleared) and
can be thrown away; work/ is the learner's, and what is there is never written over.
"""
from __future__ import annotations

import argparse
import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import webbrowser
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


def run(path: Path) -> None:
    """Runs a lesson from top to bottom and stores its outputs, small and the same each time: no timing, no
    widget state (a widget leaves its picture), pictures of 256 colours. Stops at the first error."""
    from nbclient import NotebookClient
    notebook = nbformat.read(path, 4)
    print(f"running {path.stem} ...", flush=True)
    NotebookClient(notebook, timeout=600, kernel_name="python3", record_timing=False, store_widget_state=False,
                   extra_arguments=["--log-level=ERROR"],
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
                         "language_info": {"name": "python"}}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [_small(output) for output in cell.outputs if not _is_progress_bar(output)]
    nbformat.write(notebook, path)


def cover(notebook: nbformat.NotebookNode) -> bytes:
    """The picture, PNG, that stands for a lesson: the last of its cell tagged "cover"."""
    cell = next(cell for cell in notebook.cells if "cover" in cell.metadata.get("tags", []))
    return base64.b64decode([o.data["image/png"] for o in cell.outputs if "image/png" in o.get("data", {})][-1])


def table_of_numbers(root: Path = ROOT) -> str:
    """What the lessons ask, by their notebooks and tests/mistakes, and what each took when it was last stored."""
    lines = ["| lesson | exercises | points | known mistakes | seconds | memory, GiB |", "|---|---|---|---|---|---|"]
    total = [0, 0, 0, 0, 0.0]
    for path in lessons(root):
        notebook = nbformat.read(path, 4)
        graded = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
        words = sum(cell.cell_type == "markdown" for cell in graded)
        known = root / "tests" / "mistakes" / path.name.replace(".ipynb", ".py")
        mistakes = re.findall(r"^(?:def|class) \w+__\w+", known.read_text() if known.exists() else "", re.M)
        results = results_of(notebook)
        row = [len(graded) - words, words, sum(cell.metadata.nbgrader.points for cell in graded), len(mistakes), results["seconds"]]
        total = [a + b for a, b in zip(total, row, strict=True)]
        lines.append("| {} | {} + {} in words | {:g} | {} | {:.0f} | {:.1f} |".format(path.stem[:2], *row, results["memory_gib"]))
    return "\n".join([*lines, "| all | {} + {} in words | {:g} | {} | {:.0f} | |".format(*total)])


def results_of(notebook: nbformat.NotebookNode) -> dict[str, float]:
    """The headline numbers that a lesson has stored, those of show.results."""
    return next(output.data[kind] for cell in notebook.cells for output in cell.get("outputs", [])
                for kind in output.get("data", {}) if kind.endswith("results+json"))


def write_table(root: Path = ROOT) -> None:
    """Puts table_of_numbers into README, between its two marks. Raises ValueError if they are not both there."""
    readme = root / "README.md"
    found = re.fullmatch(r"(.*<!-- in numbers, by make run -->\n).*?(<!-- end -->.*)", readme.read_text(encoding="utf-8"), re.S)
    if not found:
        raise ValueError(f"{readme} lacks one of the marks between which the lessons stand in numbers")
    readme.write_text(f"{found[1]}{table_of_numbers(root)}\n{found[2]}", encoding="utf-8")


def _is_progress_bar(output: dict) -> bool:
    plain = output.get("data", {}).get("text/plain", "")
    return output.get("name") == "stderr" or bool(re.match(r"\S*.*%\|.*\| \d+/\d+ \[", plain))


def _small(output: dict) -> dict:
    data = output.get("data", {})
    data.pop("application/vnd.jupyter.widget-view+json", None)
    if "image/png" in data:
        from PIL import Image
        picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).convert("RGB")
        stream = io.BytesIO()
        picture.quantize(256, dither=Image.Dither.NONE).save(stream, "png", optimize=True)
        data["image/png"] = base64.b64encode(stream.getvalue()).decode()
    return output


def main() -> int:
    parser = argparse.ArgumentParser(prog="course.py")
    commands = parser.add_subparsers(dest="command", required=True)
    opener = commands.add_parser("lab", help="open the lessons in JupyterLab")
    opener.add_argument("--dir", help="open this directory instead of work/, for example notebooks")
    commands.add_parser("score", help="how am I doing?").add_argument("lesson", nargs="?")
    commands.add_parser("run", help="run lessons and store their outputs").add_argument("lesson", nargs="?")
    commands.add_parser("slides", help="make the slides of lessons").add_argument("lesson", nargs="?")
    options, rest = parser.parse_known_args()
    if rest and options.command != "lab":
        parser.error(f"unknown: {' '.join(rest)}")
    if options.command == "lab":
        return lab(options.dir, rest)
    if options.command == "score":
        from .score import report
        return report(ROOT, options.lesson)
    chosen = [find_lesson(options.lesson)] if options.lesson else lessons()
    if options.command == "slides":
        from .slides import export
        pages = [export(path, ROOT / "slides") for path in chosen]
        print("\n".join(map(str, pages)))
        webbrowser.open(pages[0].as_uri())
        return 0
    for path in chosen:
        run(path)
        (ROOT / "docs" / f"{path.stem}.png").write_bytes(cover(nbformat.read(path, 4)))      # README shows it
    write_table()
    return 0


if __name__ == "__main__":
    sys.exit(main())
