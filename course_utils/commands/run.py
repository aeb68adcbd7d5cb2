"""`make run`: runs lessons and stores what they show, for README and docs as well."""
from __future__ import annotations

import base64
import functools
import io
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import nbformat
import numpy as np
from PIL import Image

from .. import files, training
from .lessons import (
    PARTS,
    ROOT,
    cover,
    exercises_of,
    find_lesson,
    lessons,
    results_of,
    words_of,
)

LARGE = 110_000          # bytes of a picture, of which a lesson has up to a dozen
WORDS_A_MINUTE = 120     # of prose with formulas, code and figures in between


def main(only: str | None = None) -> int:
    """Runs one lesson or all, and brings covers, map and table in docs and README up to date."""
    for path in [find_lesson(only)] if only else lessons():
        run(path)
        write_cover(path, ROOT / "docs")
    write_docs()
    return 0


def write_cover(path: Path, folder: Path) -> None:
    """Puts a lesson's cover into `folder`, as NAME.svg or NAME.png, in place of what was there."""
    kind, content = cover(nbformat.read(path, 4))
    for old in folder.glob(f"{path.stem}.*"):
        old.unlink()
    (folder / f"{path.stem}.{kind}").write_bytes(content)


def execute(notebook: nbformat.NotebookNode, folder: Path) -> None:
    """Runs a notebook in place, as if it lay in `folder`. Stops at the first error."""
    from nbclient import NotebookClient
    NotebookClient(notebook, timeout=600, kernel_name="python3", record_timing=False,
                   store_widget_state=False,
                   extra_arguments=["--log-level=ERROR"],
                   resources={"metadata": {"path": str(folder)}}).execute()


def run(path: Path) -> None:
    """Runs a lesson from top to bottom and stores its outputs, small and the same each time: no
    timing, no widget state (a widget leaves its picture), pictures of 256 colours. The notebook's
    metadata say so if the chip has no bfloat16, for the seconds. Stops at the first error."""
    notebook = nbformat.read(path, 4)
    print(f"running {path.stem} ...", flush=True)
    execute(notebook, path.parent)
    notebook.metadata = {"kernelspec": {"display_name": "Python 3", "language": "python",
                                        "name": "python3"},
                         "language_info": {"name": "python"}}
    if not training.bfloat16_pays():
        notebook.metadata["without_bfloat16"] = True
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [_small(output) for output in cell.outputs
                            if not _is_progress_bar(output)]
    nbformat.write(notebook, path)


class Size(NamedTuple):
    """What a lesson asks, or several together."""

    exercises: int
    in_words: int
    points: float
    minutes: int           # of exercises, as their headings say
    mistakes: int          # wrong answers with their diagnosis, in tests/mistakes
    reading: float         # minutes, with those in which the code runs, as it was last stored


def size_of(path: Path, notebook: nbformat.NotebookNode, root: Path = ROOT) -> Size:
    """The size of a lesson, by its notebook and tests/mistakes."""
    graded = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    words = sum(cell.cell_type == "markdown" for cell in graded)
    known = root / "tests" / "mistakes" / path.name.replace(".ipynb", ".py")
    mistakes = re.findall(r"^(?:def|class) \w+__\w+",
                          known.read_text(encoding="utf-8") if known.exists() else "", re.M)
    return Size(len(graded) - words, words, sum(cell.metadata.nbgrader.points for cell in graded),
                sum(exercise.minutes for exercise in exercises_of(path)), len(mistakes),
                words_of(notebook) / WORDS_A_MINUTE + results_of(notebook)["seconds"] / 60)


def sizes(root: Path = ROOT) -> dict[Path, Size]:
    return {path: size_of(path, notebook, root) for path, notebook in _as_stored(root).items()}


@functools.cache
def _as_stored(root: Path) -> dict[Path, nbformat.NotebookNode]:
    """The lessons, read once for all that is made from them."""
    return {path: nbformat.read(path, 4) for path in lessons(root)}


def _all(found: Iterable[Size]) -> Size:
    return Size(*map(sum, zip(*found, strict=True)))


def table_of_numbers(root: Path = ROOT) -> str:
    """What the lessons ask, and what each took when it was last stored, and without bfloat16 as
    stored or by bench/float32.json."""
    slow = json.loads((root / "bench" / "float32.json").read_text(encoding="utf-8"))
    row = "| {} | {} + {} in words | {:g} | {:,} | {:,} |"
    lines = ["| lesson | exercises | points | minutes | known mistakes | seconds "
             "| without bfloat16 | memory, GiB |",
             "|---|---|---|---|---|---|---|---|"]
    found = []
    for path, notebook in _as_stored(root).items():
        results = results_of(notebook)
        found.append(size_of(path, notebook, root))
        seconds = f"{results['seconds']:.0f}"
        seconds = ("", seconds) if notebook.metadata.get("without_bfloat16") else (
            seconds, slow.get(path.stem[:2], ""))
        lines.append(row.format(path.stem[:2], *found[-1])
                     + " {} | {} | {:.1f} |".format(*seconds, results["memory_gib"]))
    return "\n".join([*lines, row.format("all", *_all(found)) + " | | |"])


def table_of_parts(root: Path = ROOT) -> str:
    """What the parts ask of a class."""
    found = sizes(root)
    lines = ["| part | lessons | exercises | points | hours of reading | hours of exercises |",
             "|---|---|---|---|---|---|"]
    for name, mine in [*((f"{part[0]} {title}", [p for p in found if p.parent.name == part])
                         for part, title in PARTS.items()), ("all", list(found))]:
        size = _all(found[path] for path in mine)
        lines.append(f"| {name} | {mine[0].stem[:2]} to {mine[-1].stem[:2]} "
                     f"| {size.exercises + size.in_words} | {size.points:g} "
                     f"| {size.reading / 60:.1f} | {size.minutes / 60:.1f} |")
    return "\n".join(lines)


def sentence_of_hours(root: Path = ROOT) -> str:
    """How long the course takes, for README."""
    found = sizes(root)
    size, minutes = _all(found.values()), [one.minutes for one in found.values()]
    return (f"The course has {len(found)} lessons with {size.exercises + size.in_words} exercises: "
            f"about {size.reading / 60:.0f} hours of reading and {size.minutes / 60:.0f} of "
            f"exercises. The exercises of one lesson take {min(minutes)} to {max(minutes)} "
            "minutes.")


def map_of_lessons(root: Path = ROOT) -> str:
    """Which lesson needs which, by the links of its Recall cell, as a Mermaid diagram. What one
    needs by way of another has no arrow of its own."""
    needs, names = {}, {}
    for path, notebook in _as_stored(root).items():
        recall = next(cell.source for cell in notebook.cells if "**Recall.**" in cell.source)
        number, _, name = path.stem.partition("_")
        direct = set(re.findall(r"/?(\d\d)_\w+\.ipynb", recall)) & needs.keys()
        needs[number] = direct.union(*(needs[other] for other in direct))
        names[number] = f"{number} {name.replace('_', ' ')}"
    arrows = [(other, number) for number, all_of_it in needs.items() for other in sorted(all_of_it)
              if not any(other in needs[between] for between in all_of_it)]
    return "\n".join(["```mermaid", "flowchart LR",
                      *(f'    {number}["{name}"]' for number, name in names.items()),
                      *(f"    {other} --> {number}" for other, number in arrows), "```"])


# where what is made from the lessons stands: page, and the words of its mark there
MADE = {("README.md", "how long"): sentence_of_hours,
        ("README.md", "which lesson needs which"): map_of_lessons,
        ("docs/numbers.md", "in numbers"): table_of_numbers,
        ("docs/teaching.md", "how much"): table_of_parts}


def mark_of(words: str) -> str:
    return f"<!-- {words}, by make run -->"


def write_docs(root: Path = ROOT) -> None:
    """Brings what is MADE from the lessons up to date."""
    for (page, words), make in MADE.items():
        put_between(root / page, mark_of(words), make(root))


def put_between(page: Path, mark: str, text: str) -> None:
    """Puts `text` in the place of what stands between the line `mark` and the next <!-- end -->.
    Raises ValueError if they are not both there."""
    found = re.fullmatch(rf"(.*{re.escape(mark)}\n).*?(<!-- end -->.*)",
                         page.read_text(encoding="utf-8"), re.S)
    if not found:
        raise ValueError(f"{page} lacks one of the marks {mark} and <!-- end -->")
    files.replace(page, f"{found[1]}{text}\n{found[2]}".encode())


def _is_progress_bar(output: dict) -> bool:
    plain = output.get("data", {}).get("text/plain", "")
    return output.get("name") == "stderr" or bool(re.match(r"\S*.*%\|.*\| \d+/\d+ \[", plain))


def _small(output: dict) -> dict:
    """The output without what belongs to a running kernel, its picture in 256 colours; one that is
    large all the same has fewer pixels, down to those it is shown at."""
    data = output.get("data", {})
    data.pop("application/vnd.jupyter.widget-view+json", None)
    if "image/png" in data:
        picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"]))).convert("RGB")
        for share in (1, 0.75, 0.5):
            size = [round(share * side) for side in picture.size]
            fewer = picture if share == 1 else picture.resize(size, Image.Resampling.LANCZOS)
            stream = io.BytesIO()
            _in_256_colours(fewer).save(stream, "png", optimize=True)
            if len(stream.getvalue()) <= LARGE:
                break
        data["image/png"] = base64.b64encode(stream.getvalue()).decode()
    return output


def _in_256_colours(picture: Image.Image) -> Image.Image:
    """k-means keeps rare colours; it sees every ninth pixel, since Pillow's is slow."""
    palette = picture.resize([max(1, side // 3) for side in picture.size],
                             Image.Resampling.NEAREST).quantize(256, kmeans=2)
    few = picture.quantize(palette=palette, dither=Image.Dither.NONE)
    white = (np.asarray(picture) == 255).all(2)
    if white.any():                                                       # the paper stays white
        colours = np.array(few.getpalette()).reshape(-1, 3)
        colours[np.bincount(np.asarray(few)[white]).argmax()] = 255
        few.putpalette(colours.flatten().tolist())
    return few
