"""A lesson as slides of 1280×720: what is for the learner alone goes, the rest is set page by page.

A lesson's `slideshow` metadata says where a thought begins. What does not fit on one page goes on
to the next, paragraph by paragraph, under the same heading. Code that only draws is left out, and
its figure is set large. What a lesson tells lecturers becomes the notes of the page (key S).
"""
from __future__ import annotations

import base64
import html
import importlib.util
import math
import re
import shutil
import webbrowser
from pathlib import Path

import nbformat
from nbconvert import SlidesExporter
from nbconvert.preprocessors import Preprocessor
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from traitlets.config import Config

from .lessons import FIGURES, ROOT, find_lesson, lessons

WIDTH, HEIGHT = 1200, 650        # of a page, inside its margins
# of the text, in slides_template: the height of a line, the letters on one
LINE, LETTERS = 37, 90
WORDS, CODE = 130, 12            # words on a page, lines of code in a cell: more is not for a hall
# what a page loads, and the packages that carry it: (package, folder in it, files)
_REVEAL = ("sphinx_revealjs", "_static/revealjs",
           ("LICENSE", "dist/reveal.css", "dist/reveal.js", "dist/theme/white.css",
            "plugin/notes/notes.js"))
# with all of TeX's extensions, and drawn as SVG: nothing is loaded later, not even a font
_MATHJAX = ("mathjax", "static/mathjax", ("LICENSE", "es5/tex-svg-full.js"))
_NOTES = re.compile(r"<details>\s*<summary>For lecturers</summary>(.*?)</details>", re.S)
# a figure's greatest width and height, and how much it may be enlarged
_FIGURE = 1180, 540, 1.5
_DRAWS = r"show\.figure\(|show\.results\(|explore\.|\bax(es)?\b"
_SHRINK = 0.3                    # of that a figure gives up, if a page is too small otherwise


def main(only: str | None = None) -> int:
    """Makes the slides of one lesson or all in slides/, and opens the first."""
    chosen = [find_lesson(only)] if only else lessons()
    folder = ROOT / "slides"
    pages = [export(path, folder) for path in chosen]
    print("\n".join(map(str, pages)))
    print(f"Nothing is loaded from the network: take all of {folder} along. Key S shows the notes.")
    webbrowser.open(pages[0].as_uri())
    return 0


def export(lesson: Path, folder: Path) -> Path:
    """Writes folder/NAME.html, the slides of a lesson with its stored outputs, and returns its
    path. The folder gets reveal.js and MathJax as well, and needs nothing else anywhere."""
    template = Path(__file__).parent / "slides_template"
    exporter = SlidesExporter(
        template_name=template.name, extra_template_basedirs=[str(template.parent)],
        reveal_width="1280", reveal_height="720", reveal_theme="white",
        reveal_url_prefix="reveal", mathjax_url=f"mathjax/{_MATHJAX[2][-1]}",
        exclude_input_prompt=True, exclude_output_prompt=True,
        config=Config(SlidesExporter={"preprocessors": [Pages]}))
    page, _ = exporter.from_notebook_node(nbformat.read(lesson, 4),
                                          {"metadata": {"name": lesson.stem}})
    # a link to another lesson leads to its slides
    page = re.sub(r'href="[^":]*?([0-9]{2}_\w+)\.ipynb', r'href="\1.html', page)
    _carry(_REVEAL, folder / "reveal")
    _carry(_MATHJAX, folder / "mathjax")
    path = folder / f"{lesson.stem}.html"
    path.write_text(page, encoding="utf-8")
    return path


def _carry(files: tuple[str, str, tuple[str, ...]], folder: Path) -> None:
    """Copies files of a package to a folder. Fonts that a style sheet would load are left out: the
    page has its own."""
    package, inside, names = files
    source = Path(importlib.util.find_spec(package).submodule_search_locations[0]) / inside
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        if place.suffix == ".css":
            style = (source / name).read_text(encoding="utf-8")
            place.write_text(re.sub(r"@import [^;]*;", "", style), encoding="utf-8")
        else:
            shutil.copyfile(source / name, place)


class Pages(Preprocessor):
    """Rewrites a notebook so that each of its slides fits on a page."""

    def preprocess(self, notebook: NotebookNode, resources: dict):
        cells, heading = [], None
        for slide in _slides(notebook.cells):
            begins = "slide"
            for page in _paginate(_blocks_of(slide)):
                title = re.match(r"#{1,3} (.*)", page[0].source)
                if title:
                    heading = title[1]
                elif heading:
                    page = [new_markdown_cell(f"###### {heading}"), *page]
                for cell in page:
                    cell.metadata["slideshow"] = {"slide_type": "-"}
                page[0].metadata["slideshow"] = {"slide_type": begins}
                notes = "\n\n".join(cell.metadata.pop("notes", "") for cell in page).strip()
                if notes:
                    page.append(new_markdown_cell(notes, metadata={
                        "slideshow": {"slide_type": "notes"}}))
                begins, cells = "subslide", cells + page
        notebook.cells = cells
        return notebook, resources


def _slides(cells: list[NotebookNode]) -> list[list[NotebookNode]]:
    """The cells that are shown, cut where a slide begins. Of those that are not, what they tell
    lecturers is kept."""
    slides = []
    for cell in cells:
        kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
        if kind == "slide":
            slides.append([])
        if kind != "skip":
            slides[-1].append(cell)
        elif slides and (notes := "".join(_NOTES.findall(cell.source))):
            slides[-1].append(new_markdown_cell(
                f"<details><summary>For lecturers</summary>{notes}</details>"))
    return slides


def _blocks_of(slide: list[NotebookNode]) -> list[NotebookNode]:
    """The blocks of a slide's cells; what is for lecturers goes with the block before it."""
    blocks = []
    for cell in slide:
        notes = "\n\n".join(_NOTES.findall(cell.source)) if cell.cell_type == "markdown" else ""
        if notes:
            cell = new_markdown_cell(_NOTES.sub("", cell.source))
        blocks += _blocks(cell)
        if notes and blocks:
            said = blocks[-1].metadata.get("notes", "")
            blocks[-1].metadata["notes"] = f"{said}\n\n{notes.strip()}".strip()
    return blocks


def _blocks(cell: NotebookNode) -> list[NotebookNode]:
    """A cell in pieces between which a page may end: paragraphs, code, figures. Exercises, asserts,
    code that draws and long code are not shown, their outputs are."""
    if cell.cell_type == "markdown":
        parts = re.split(r"\n\s*\n(?![ \t])", cell.source.strip())
        return [new_markdown_cell(part) for part in parts
                if part and not part.startswith("**Exercise")]
    blocks, source = [], re.sub(r"^assert [^\n]*(\n +[^\n]*)*\n?", "", cell.source,
                                flags=re.M).strip()
    if source and source.count("\n") < CODE and not re.search(_DRAWS, cell.source):
        size = max(12, min(20, int(WIDTH / 0.61 / max(map(len, source.splitlines())))))
        code = new_code_cell(source, metadata={"tags": [f"type-{size}"]})
        code.outputs = [output for output in cell.outputs
                        if not {*FIGURES, "text/html"} & set(output.get("data", {}))]
        blocks.append(code)
    for output in cell.outputs:
        data = output.get("data", {})
        if kind := next(iter(FIGURES & set(data)), None):
            blocks.append(_without_code(_figure(kind, data[kind], output.metadata.get(kind, {}))))
        elif data.get("text/plain", "").startswith("Your guess."):
            blocks.append(new_markdown_cell("**" + data["text/plain"].replace(".", ".**", 1)))
        elif "text/html" in data:
            results = "results" in cell.metadata.get("tags", [])
            blocks += [new_markdown_cell("## Measured")] * results + [_without_code(output)]
        elif not blocks or not blocks[0].source:
            blocks.append(_without_code(output))
    return blocks


def _figure(kind: str, content: str, shown: dict) -> NotebookNode:
    """A stored figure as an output that is as large as a page allows."""
    inside = content if kind == "image/png" else base64.b64encode(content.encode()).decode()
    width, height = shown.get("width", 640), shown.get("height", 400)
    scale = min(_FIGURE[0] / width, _FIGURE[1] / height, _FIGURE[2])
    tag = (f'<img src="data:{kind};base64,{inside}" alt="{html.escape(shown.get("alt", ""))}" '
           f'width="{width}" height="{height}">')
    return _scaled(new_output("display_data", data={"text/html": tag},
                              metadata={"figure": {"width": width, "height": height}}), scale)


def _scaled(output: NotebookNode, scale: float) -> NotebookNode:
    size = {side: int(scale * length) for side, length in output.metadata.figure.items()}
    output.metadata["figure"] = size
    output.data["text/html"] = re.sub('width="[0-9]+" height="[0-9]+">$',
                                      'width="{width}" height="{height}">'.format(**size),
                                      output.data["text/html"])
    return output


def _without_code(output: NotebookNode) -> NotebookNode:
    """A cell of one output whose code is not shown."""
    rows = output.get("data", {}).get("text/html", "").count("<tr")
    size = max(12, min(22, 340 // max(1, rows)))          # a long table is set smaller
    return new_code_cell("", outputs=[output], metadata={"tags": [f"type-{size}", "no-code"]})


def _paginate(blocks: list[NotebookNode]) -> list[list[NotebookNode]]:
    """Cuts blocks into as few pages as they fit on, as evenly filled as can be."""
    # for the first n blocks: the cost, and the pages
    best = [(0.0, [])]
    for end in range(1, len(blocks) + 1):
        options = []
        for begin in range(end):
            page = blocks[begin:end]
            height = _page_height(page)
            over = max(0, height - HEIGHT)
            cost = 1 + (1 - min(height, HEIGHT) / HEIGHT) ** 2 + over / HEIGHT
            if len(page) > 1:
                cost += max(0,
                            over - _SHRINK
                            * sum(map(_figure_height, page))) + max(0, _words(page) - WORDS) / 20
            if end < len(blocks) and re.match(r"#{1,3} [^\n]*$|(?s:.*)[:,]$", page[-1].source):
                # a heading, a colon and a comma stay with what follows
                cost += 5
            # the hall decides first
            cost += 2 * sum(block.source.startswith("**Your guess.**") for block in page[:-1])
            options.append((best[begin][0] + cost, [*best[begin][1], page]))
        best.append(min(options, key=lambda option: option[0]))
    return [_fit(page) for page in best[-1][1]]


def _fit(page: list[NotebookNode]) -> list[NotebookNode]:
    """The page with its figures made smaller, where it would be too high."""
    figures, over = sum(map(_figure_height, page)), _page_height(page) - HEIGHT
    if figures and over > 0:
        scale = max(1 - _SHRINK, 1 - over / figures)
        for output in (output for block in page if _figure_height(block)
                       for output in block.outputs):
            _scaled(output, scale)
    return page


def _figure_height(block: NotebookNode) -> int:
    """The height of a block's figure, 0 if it has none."""
    return sum(output.get("metadata", {}).get("figure", {}).get("height", 0)
               for output in block.get("outputs", []))


def _page_height(page: list[NotebookNode]) -> int:
    """With the small heading over a page that does not begin with one of its own."""
    return sum(map(_height, page)) + 42 * (not page[0].source.startswith("#"))


def _words(page: list[NotebookNode]) -> int:
    return sum(len(block.source.split()) for block in page if block.cell_type == "markdown"
               and not block.source.startswith("$$"))


def _height(block: NotebookNode) -> int:
    """About how high a block is on the page, in pixels; tests/test_slides.py compares with a
    browser."""
    if block.cell_type == "code":
        size = int(block.metadata.tags[0].removeprefix("type-"))
        height = round(1.35 * size * len(block.source.splitlines())) + 14 if block.source else 0
        for output in block.outputs:
            if "figure" in output.get("metadata", {}):
                height += _figure_height(block) + 22
            elif "text/html" in output.get("data", {}):
                height += round(1.8 * size) * output.data["text/html"].count("<tr") + 20
            else:
                text = output.get("text") or output.data["text/plain"]
                height += 20 + round(1.35 * size) * sum(1 + int(len(line) * 0.61 * size / WIDTH)
                                                        for line in text.splitlines())
        return height
    # a link is as long as its text
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", block.source)
    if text.startswith("$$"):
        return 85 + 40 * text.count("\\\\")
    lines = text.splitlines()
    if text.startswith("|"):
        return 20 + sum(8 + LINE * math.ceil(len(_visible(line)) / LETTERS)
                        for line in lines[:1] + lines[2:])
    title = re.match(r"#+", text)
    items = re.split(r"\n(?=\s*(?:[-*]|\d+\.) )", "\n".join(lines[1:] if title else lines))
    height = {None: 0, "#": 100, "######": 20}.get(title and title[0], 64)
    return height + 20 + sum(LINE * math.ceil(len(_visible(item)) / LETTERS) for item in items)


def _visible(text: str) -> str:
    """Markdown without what is not seen; a LaTeX command counts as one letter."""
    return re.sub(r"[*$`{}|^_]|\\[a-z]+ ?", lambda m: "x" if m[0][0] == "\\" else "", text)
