"""`make run`: runs lessons and stores what they show, for README and docs as well."""
from __future__ import annotations

import base64
import io
import json
import re
from pathlib import Path

import nbformat
import numpy as np
from PIL import Image

from .. import files, training
from .lessons import ROOT, cover, find_lesson, lessons, results_of

LARGE = 110_000          # bytes of a picture, of which a lesson has up to a dozen


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


def table_of_numbers(root: Path = ROOT) -> str:
    """What the lessons ask, by their notebooks and tests/mistakes, and what each took when it was
    last stored, and without bfloat16 as stored or by bench/float32.json."""
    slow = json.loads((root / "bench" / "float32.json").read_text(encoding="utf-8"))
    lines = ["| lesson | exercises | points | known mistakes | seconds | without bfloat16 "
             "| memory, GiB |",
             "|---|---|---|---|---|---|---|"]
    total = [0, 0, 0, 0]
    for path in lessons(root):
        notebook = nbformat.read(path, 4)
        graded = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
        words = sum(cell.cell_type == "markdown" for cell in graded)
        known = root / "tests" / "mistakes" / path.name.replace(".ipynb", ".py")
        mistakes = re.findall(r"^(?:def|class) \w+__\w+",
                              known.read_text(encoding="utf-8") if known.exists() else "", re.M)
        results = results_of(notebook)
        row = [len(graded) - words, words, sum(cell.metadata.nbgrader.points for cell in graded),
               len(mistakes)]
        total = [a + b for a, b in zip(total, row, strict=True)]
        seconds = f"{results['seconds']:.0f}"
        seconds = ("", seconds) if notebook.metadata.get("without_bfloat16") else (
            seconds, slow.get(path.stem[:2], ""))
        lines.append("| {} | {} + {} in words | {:g} | {} | {} | {} | {:.1f} |".format(
            path.stem[:2], *row, *seconds, results["memory_gib"]))
    return "\n".join([*lines, "| all | {} + {} in words | {:g} | {:,} | | | |".format(*total)])


def map_of_lessons(root: Path = ROOT) -> str:
    """Which lesson needs which, by the links of its Recall cell, as a Mermaid diagram. What one
    needs by way of another has no arrow of its own."""
    needs, names = {}, {}
    for path in lessons(root):
        recall = next(cell.source for cell in nbformat.read(path, 4).cells
                      if "**Recall.**" in cell.source)
        number, _, name = path.stem.partition("_")
        direct = set(re.findall(r"/?(\d\d)_\w+\.ipynb", recall)) & needs.keys()
        needs[number] = direct.union(*(needs[other] for other in direct))
        names[number] = f"{number} {name.replace('_', ' ')}"
    arrows = [(other, number) for number, all_of_it in needs.items() for other in sorted(all_of_it)
              if not any(other in needs[between] for between in all_of_it)]
    return "\n".join(["```mermaid", "flowchart LR",
                      *(f'    {number}["{name}"]' for number, name in names.items()),
                      *(f"    {other} --> {number}" for other, number in arrows), "```"])


def write_docs(root: Path = ROOT) -> None:
    """Puts map_of_lessons into README, and table_of_numbers into docs/numbers.md."""
    put_between(root / "README.md", "<!-- which lesson needs which, by make run -->",
                map_of_lessons(root))
    put_between(root / "docs" / "numbers.md", "<!-- in numbers, by make run -->",
                table_of_numbers(root))


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
