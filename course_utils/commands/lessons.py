"""Where the lessons lie, and what they say of themselves."""
from __future__ import annotations

import base64
import functools
import os
import re
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

import nbformat

FIGURES = {"image/svg+xml", "image/png"}        # MIME types of a figure
_EXERCISE = re.compile(r"\*\*Exercise (\d+)[:,]?\s*(.*?)\*\*\s*\(★.*?(\d+) min\)")
ROOT = Path(__file__).resolve().parents[2]
PARTS = {"1_building_blocks": "Building blocks", "2_architectures": "Architectures",
         "3_detection": "Detection",
         "4_segmentation": "Segmentation", "5_inside_the_network": "Inside the network",
         "6_style": "Style",
         "7_generation": "Generation"}


def lessons(root: Path = ROOT) -> list[Path]:
    """All lessons, in order: notebooks/<part>/<NN_name>.ipynb."""
    return sorted((root / "notebooks").glob("[0-9]_*/[0-9][0-9]_*.ipynb"))


def work_of(root: Path = ROOT) -> Path:
    """The learner's folder: $COURSE_WORK where it is set, so that a course may be installed for
    many and written by none, else work/ in the course."""
    chosen = os.environ.get("COURSE_WORK")
    return Path(chosen).expanduser().resolve() if chosen else root / "work"


def project(root: Path = ROOT) -> dict:
    """What pyproject.toml says of the course."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def can_write(folder: Path) -> bool:
    """Whether a file can be made in a folder, which is made if need be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def find_lesson(number: str, root: Path = ROOT) -> Path:
    """The lesson with that number ("01", "1") or name. Raises SystemExit with the list of those
    there are."""
    for path in lessons(root):
        if path.stem == number or path.stem.split("_")[0] == number.zfill(2):
            return path
    raise SystemExit(f"There is no lesson {number!r}. There are: "
                     f"{', '.join(p.stem for p in lessons(root))}.")


@dataclass
class Heading:
    """An exercise as a lesson announces it."""

    name: str           # the grade_id of its answer
    number: int
    title: str
    minutes: int


@functools.cache
def exercises_of(notebook: Path) -> list[Heading]:
    """The exercises of a lesson, coded and in words, in order, by their headings."""
    found, heading = [], None
    for cell in nbformat.read(notebook, 4).cells:
        if cell.cell_type == "markdown" and (said := _EXERCISE.search(cell.source)):
            heading = int(said[1]), said[2], int(said[3])
        mark = cell.metadata.get("nbgrader", {})
        if mark.get("solution") and heading:
            found.append(Heading(mark.grade_id, *heading))
            heading = None
    return found


def words_of(notebook: nbformat.NotebookNode) -> int:
    """The words of a lesson's prose, texts of exercises included; formulas, answers and what is
    folded away are not counted."""
    prose = (cell.source for cell in notebook.cells
             if cell.cell_type == "markdown" and not cell.metadata.get("nbgrader"))
    return sum(len(re.sub(r"<details>.*?</details>|\$\$?[^$]*\$\$?|[#*`|>-]", " ", text,
                          flags=re.S).split()) for text in prose)


def title_of(notebook: Path) -> tuple[str, str]:
    """Heading and first sentence below it."""
    lines = [line for line in nbformat.read(notebook, 4).cells[0].source.splitlines()
             if line.strip()]
    return lines[0].lstrip("# ").strip(), lines[1].strip() if len(lines) > 1 else ""


def results_of(notebook: nbformat.NotebookNode) -> dict[str, float]:
    """The headline numbers that a lesson has stored, those of show.results."""
    return next(output.data[kind] for cell in notebook.cells for output in cell.get("outputs", [])
                for kind in output.get("data", {}) if kind.endswith("results+json"))


def cover(notebook: nbformat.NotebookNode) -> tuple[str, bytes]:
    """The picture that stands for a lesson, the last of its cell tagged "cover": "svg" or "png",
    and its content."""
    cell = next(c for c in notebook.cells if "cover" in c.metadata.get("tags", []))
    data = [o.data for o in cell.outputs if FIGURES & set(o.get("data", {}))][-1]
    if "image/svg+xml" in data:
        return "svg", data["image/svg+xml"].encode()
    return "png", base64.b64decode(data["image/png"])
