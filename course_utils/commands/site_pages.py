"""Lessons as pages of the site: what is taken out, folded, linked and shown in another way."""
from __future__ import annotations

import base64
import html
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from .lessons import FIGURES, title_of

LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def name_of(lesson: Path) -> str:
    """The short name of a lesson: "01 · Convolution"."""
    return title_of(lesson)[0].partition(":")[0]


def page_of(lesson: Path) -> str:
    """Where a lesson's page lies in the site, without its ending."""
    return f"{lesson.parent.name}/{lesson.stem}"


def write_lesson(lesson: Path, folder: Path, terms: dict[str, list[str]], address: str) -> None:
    """Writes folder/<part>/NAME.ipynb, the lesson as it is shown: solutions, hidden tests and the
    mark scheme out, figures as files in folder/figures/NAME, its terms linked by `terms` (a row's
    English: its headwords). `address` is the repository's, or ""."""
    notebook = nbformat.read(lesson, 4)
    for step in (ClearSolutions(), ClearHiddenTests(), ClearMarkScheme()):
        notebook, _ = step.preprocess(notebook, {})
    figures = folder / "figures" / lesson.stem
    figures.mkdir(parents=True)
    cells = []
    for cell in notebook.cells:
        if cell.id == "score":                       # counts points, in JupyterLab alone
            continue
        if cell.cell_type == "markdown":
            cell.source = _markdown(cell, terms, address)
            cells.append(cell)
        else:
            cells += _code(cell, figures)
    if buttons := open_in(lesson, address):
        cells[0].source += f"\n\n{buttons}"
    notebook.cells = cells
    place = folder / lesson.parent.name / lesson.name
    place.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, place)


def _markdown(cell: NotebookNode, terms: dict[str, list[str]], address: str) -> str:
    source = cell.source
    # what stands in <summary> is HTML, in which MyST sees no formula
    source = re.sub(r"(<summary>)(.*?)(</summary>)", lambda found: found[1] + re.sub(
        r"\$([^$]+)\$", lambda tex: '<span class="math notranslate nohighlight">'
        rf"\({html.escape(tex[1])}\)</span>", found[2]) + found[3], source)
    if "**Terms**" in source:
        return _linked_terms(source, terms)
    return LINK.sub(lambda link: _outside(link, address), source)


def _outside(link: re.Match, address: str) -> str:
    """A link to a file that is no page leads to the repository, or nowhere where it has none."""
    if not link[2].startswith("../../"):
        return link[0]
    return f"[{link[1]}]({address}/blob/main/{link[2][6:]})" if address else f"`{link[2][6:]}`"


def _code(cell: NotebookNode, figures: Path) -> list[NotebookNode]:
    """A cell as it is shown, and behind it what a reader is asked to guess."""
    mark, tags = cell.metadata.get("nbgrader", {}), set(cell.metadata.get("tags", []))
    outputs, after = [], []
    for number, output in enumerate(cell.outputs):
        data = output.get("data", {})
        if kind := next(iter(FIGURES & set(data)), None):
            outputs.append(_figure(output, kind, figures / f"{cell.id}-{number}"))
        elif data.get("text/plain", "").startswith("Your guess."):
            question = data["text/plain"].removeprefix("Your guess.").strip()
            question = question[:1].upper() + question[1:]
            after.append(new_markdown_cell(f":::{{admonition}} Your guess\n{question}\n:::"))
        else:
            if "text/html" in data:
                inside = data["text/html"]
                output.data = {"text/html": f'<div class="table-wrapper">{inside}</div>'}
            outputs.append(output)
    cell.outputs = [] if mark.get("solution") else outputs
    if mark.get("grade") or "setup" in tags:
        tags.add("hide-cell" if mark.get("grade") else "hide-input")
        words = "check of this exercise" if mark.get("grade") else "imports"
        cell.metadata["mystnb"] = {f"code_prompt_{act.lower()}": f"{act} the {words}"
                                   for act in ("Show", "Hide")}
    elif after or "results" in tags or cell.metadata.get("jupyter", {}).get("source_hidden"):
        tags.add("hide-input")
    cell.metadata["tags"] = sorted(tags)
    return [cell, *after]


def _figure(output: NotebookNode, kind: str, place: Path) -> NotebookNode:
    """A stored picture as a file, and the HTML that shows it."""
    data, shown = output.data[kind], output.metadata.get(kind, {})
    place = place.with_suffix(".svg" if kind.endswith("xml") else ".png")
    place.write_bytes(data.encode() if kind.endswith("xml") else base64.b64decode(data))
    size = "".join(f' {side}="{shown[side]}"' for side in ("width", "height") if side in shown)
    page = (f'<img src="../figures/{place.parent.name}/{place.name}" loading="lazy"{size} '
            f'alt="{html.escape(shown.get("alt", ""))}">')
    if output.output_type == "execute_result":       # of a widget only its picture is stored
        page += "<figcaption>A still picture of what has controls in JupyterLab.</figcaption>"
    return new_output("display_data", data={"text/html": f"<figure>{page}</figure>"})


def open_in(lesson: Path, address: str) -> str:
    """Buttons that open a lesson elsewhere; none where the repository has no address on GitHub."""
    known = re.fullmatch(r"https://github\.com/([^/]+/[^/]+?)(?:\.git)?/?", address)
    if not known:
        return ""
    path = f"notebooks/{page_of(lesson)}.ipynb"
    places = {"Colab": f"https://colab.research.google.com/github/{known[1]}/blob/main/{path}",
              "Kaggle": f"https://kaggle.com/kernels/welcome?src={address}/blob/main/{path}",
              "Binder": f"https://mybinder.org/v2/gh/{known[1]}/main?labpath={path}"}
    buttons = " ".join(f'<a href="{html.escape(there)}">{name}</a>'
                       for name, there in places.items())
    return (f'<p class="open-in">Open in {buttons} (on Colab and Kaggle run '
            f'<code>%pip install git+{address}</code> first), or open it here: '
            f'<code>git clone {address}</code>, then <code>make lab</code>.</p>')


def _linked_terms(source: str, terms: dict[str, list[str]]) -> str:
    for english, russian in rows_of(source):
        roles = ", ".join(f"{{term}}`{word}`" for word in terms[english])
        source = source.replace(f"| {english} | {russian} |",
                                f'| {roles} | <span lang="ru">{russian}</span> |')
    return source


def rows_of(source: str) -> list[tuple[str, str]]:
    """The rows (English, Russian) of a table of terms, without its head."""
    return re.findall(r"^\| ([^|\n]+?) \| ([^|\n]+?) \|$", source, re.M)[1:]
