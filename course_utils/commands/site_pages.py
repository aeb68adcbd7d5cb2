"""Lessons as pages of the site, and what is collected from all of them: the map, one glossary, one
bibliography."""
from __future__ import annotations

import base64
import html
import re
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from .lessons import FIGURES, PARTS, title_of

_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
_NAME = r"\b[A-ZÀ-Ž][\w’'-]+"
_HOST = re.compile(r"https://(?:www\.)?([^/]+)/")


@dataclass
class Term:
    english: str
    russian: list[str] = field(default_factory=list)
    lessons: list[Path] = field(default_factory=list)


@dataclass
class Paper:
    link: str
    authors: str = ""
    title: str = ""
    year: str = ""
    lessons: list[Path] = field(default_factory=list)


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
    return _LINK.sub(lambda link: _outside(link, address), source)


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


def split(text: str) -> list[str]:
    """A cell of a table at its commas, except for those in parentheses."""
    return re.split(r",\s*(?![^(]*\))", text)


def rows_of(source: str) -> list[tuple[str, str]]:
    """The rows (English, Russian) of a table of terms, without its head."""
    return re.findall(r"^\| ([^|\n]+?) \| ([^|\n]+?) \|$", source, re.M)[1:]


def headwords(english: str, russian: str) -> list[tuple[str, str]]:
    """The terms of a row, each with its Russian; with that of the whole row where the Russian
    words lean on each other ("обучающая, тестовая выборка"). A row whose English does so ("zero,
    circular (padding)") is one term."""
    terms, words = split(english), split(russian)
    lengths = [[len(re.sub(r"\([^)]*\)", "", part).split()) for part in parts]
               for parts in (terms, words)]
    if len(terms) > 1 and (terms[-1].endswith(")") or re.search(r"^\w+ing, .*s$", english)):
        return [(english, russian)]
    leans = (len(terms) != len(words) or any(re.match(r"(\w+ая )?по ", part) for part in words[1:])
             or lengths[1][-1] > 1 and any(re.fullmatch(r"\w+([аыо]й|[аы]я|[оы]е)", part)
                                           for part in words)
             or lengths[0][0] == lengths[0][-1] and lengths[1][0] > lengths[1][-1] + 1)
    return [(term, russian if leans else words[i]) for i, term in enumerate(terms)]


def collect_terms(lessons: list[Path]) -> tuple[list[Term], dict[str, list[str]]]:
    """All terms of the lessons in alphabetical order, and for each row's English the headwords
    under which it stands."""
    terms: dict[str, Term] = {}
    rows = {}
    for lesson in lessons:
        source = next(cell.source for cell in nbformat.read(lesson, 4).cells
                      if "**Terms**" in cell.source)
        for row in rows_of(source):
            rows[row[0]] = []
            for english, russian in headwords(*row):
                term = terms.setdefault(english.casefold(), Term(english))
                rows[row[0]].append(term.english)
                if russian not in term.russian:
                    term.russian.append(russian)
                if lesson not in term.lessons:
                    term.lessons.append(lesson)
    return [terms[key] for key in sorted(terms)], rows


def _linked_terms(source: str, terms: dict[str, list[str]]) -> str:
    for english, russian in rows_of(source):
        roles = ", ".join(f"{{term}}`{word}`" for word in terms[english])
        source = source.replace(f"| {english} | {russian} |",
                                f'| {roles} | <span lang="ru">{russian}</span> |')
    return source


def _lesson_links(lessons: list[Path]) -> str:
    return ", ".join(f"[{name_of(lesson)}]({page_of(lesson)}.ipynb)" for lesson in lessons)


def glossary(terms: list[Term]) -> str:
    """The page of all terms, and of the Russian ones the way back."""
    lines = ["# Glossary", "",
             f"The {len(terms)} terms of the lessons, in English and Russian, each with the lessons "
             "that list it.", "", "````{glossary}"]
    for term in terms:
        russian = "; ".join(f'<span lang="ru">{words}</span>' for words in term.russian)
        lines += [term.english, f"  {russian}. {_lesson_links(term.lessons)}", ""]
    lines += ["````", "", "## Russian to English", "", "| Russian | English |", "|---|---|"]
    back = defaultdict(list)
    for term in terms:
        for words in term.russian:
            back[words].append(f"{{term}}`{term.english}`")
    lines += [f'| <span lang="ru">{words}</span> | {", ".join(back[words])} |'
              for words in sorted(back, key=lambda words: words.strip("«(").casefold())]
    return "\n".join(lines) + "\n"


def collect_papers(lessons: list[Path]) -> list[Paper]:
    """What the lessons link to outside, by authors; of several mentions the fullest words."""
    papers: dict[str, Paper] = {}
    for lesson in lessons:
        for cell in nbformat.read(lesson, 4).cells:
            if cell.cell_type != "markdown":
                continue
            for link in _LINK.finditer(cell.source):
                if not link[2].startswith("https://"):
                    continue
                paper = papers.setdefault(link[2], Paper(link[2]))
                if lesson not in paper.lessons:
                    paper.lessons.append(lesson)
                said = _read_mention(cell.source[:link.start()], link[1],
                                     cell.source[link.end():])
                for name, words in said.items():
                    if len(words) > len(getattr(paper, name)):
                        setattr(paper, name, words)
    return sorted(papers.values(), key=lambda paper: (paper.authors or paper.title).casefold())


def _read_mention(before: str, text: str, after: str) -> dict[str, str]:
    """What a mention says of a paper: `[A and B (2015)](link), *Title*`, `[A, *Title*,
    2015](link)` or `A and B, [*Title*](link) (2015)`."""
    title = re.search(r"\*([^*]+)\*", text)
    authors = text[:title.start()] if title else text
    year = re.search(r"\b(?:19|20)\d\d\b", text) or re.match(r"[,\s(]*((?:19|20)\d\d)\b", after)
    if not title and (follows := re.match(r",? \*([^*]+)\*", after)):
        title = follows
    elif title and not authors.strip():              # the names stand before the link
        authors = re.search(rf"((?:{_NAME}|,? and |, |van |de |der | et al\.| others)*), $",
                            before)
        authors = authors[1].strip() if authors else ""
    authors = re.sub(r"\(.*|,?\s*\b(?:19|20)\d\d\b.*", "", authors).strip(" ,;")
    named = re.match(_NAME, authors)
    return {"authors": authors if named else "",
            "title": title[1].strip(" ,.") if title else "" if named else text,
            "year": year[0].strip(" ,(") if year else ""}


def bibliography(papers: list[Paper]) -> str:
    """The page of all papers."""
    lines = ["# Papers", "", f"The {len(papers)} papers, books and pages that the lessons link to, "
             "and the lessons that do.", ""]
    for paper in papers:
        where = re.sub(r"^https://(?:arxiv\.org/abs/|doi\.org/)?", "", paper.link).rstrip("/")
        kind = {"arxiv.org": "arXiv:", "doi.org": "doi:"}.get(_HOST.match(paper.link)[1], "")
        words = (paper.authors + f" ({paper.year})" * bool(paper.year)
                 + f", *{paper.title}*" * bool(paper.title)).lstrip(" ,")
        lines.append(f"- {words + '. ' if words else ''}[{kind}{where}]({paper.link}). "
                     f"{_lesson_links(paper.lessons)}")
    return "\n".join(lines) + "\n"


def _small(picture: Path, folder: Path) -> Path:
    """A copy of a cover for a card, in as many pixels as a sharp screen shows of it."""
    if picture.suffix == ".svg":
        return Path(shutil.copy(picture, folder))
    from PIL import Image
    place = folder / f"{picture.stem}.webp"
    image = Image.open(picture).convert("RGB")
    image.thumbnail((640, 360), Image.Resampling.LANCZOS)
    image.save(place, quality=80)
    return place


def front_page(lessons: list[Path], arrows: str, covers: Path, folder: Path,
               pdf: set[str]) -> str:
    """The map of the lessons, part by part, with their covers from the folder `covers`, and the
    contents. `arrows` says which lesson needs which ("01 --> 02"), `pdf` which parts are printed.
    """
    numbers = {lesson.stem[:2]: lesson for lesson in lessons}
    parts = defaultdict(list)
    for lesson in lessons:
        parts[lesson.parent.name].append(lesson)
    (folder / "covers").mkdir()
    page = [(Path(__file__).parent / "site_template" / "index.md").read_text(encoding="utf-8")]
    for part, inside in parts.items():
        page += [f"## {PARTS[part]}", ""]
        if part in pdf:
            page += [f'<p><a href="{part}.pdf">This part for printing (PDF)</a></p>', ""]
        page.append('<div class="map">')
        for lesson in inside:
            cover = _small(next(covers.glob(f"{lesson.stem}.*")), folder / "covers")
            name, _, question = title_of(lesson)[0].partition(": ")
            after = ", ".join(f'<a href="{page_of(numbers[n])}.html">{n}</a>'
                              for n in re.findall(rf"(\d\d) --> {lesson.stem[:2]}", arrows))
            page.append(
                f'<div class="card"><img src="covers/{cover.name}" alt="" loading="lazy">'
                f'<div><a class="to" href="{page_of(lesson)}.html">{html.escape(name)}</a>'
                f'<p>{html.escape(question[:1].upper() + question[1:])}</p>'
                + f'<p class="after">after {after}</p>' * bool(after) + "</div></div>")
        page += ["</div>", ""]
    for part, inside in parts.items():
        page += ["```{toctree}", ":hidden:", f":caption: {PARTS[part]}", "",
                 *(f"{name_of(lesson)} <{page_of(lesson)}>" for lesson in inside), "```", ""]
    return "\n".join([*page, "```{toctree}", ":hidden:", ":caption: To look up", "", "glossary",
                      "papers", "```", ""])
