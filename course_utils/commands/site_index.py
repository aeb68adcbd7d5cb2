"""The pages of the site that are collected from all lessons: the map, one glossary in two
languages, one bibliography."""
from __future__ import annotations

import html
import re
import shutil
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from .lessons import PARTS, title_of
from .site_pages import LINK, name_of, page_of, rows_of

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


def split(text: str) -> list[str]:
    """A cell of a table at its commas, except for those in parentheses."""
    return re.split(r",\s*(?![^(]*\))", text)


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


def _lesson_links(lessons: list[Path]) -> str:
    return ", ".join(f"[{name_of(lesson)}]({page_of(lesson)}.ipynb)" for lesson in lessons)


def glossary(terms: list[Term]) -> str:
    """The page of all terms, and of the Russian ones the way back."""
    lines = ["# Glossary", "",
             f"The {len(terms)} terms of the lessons, in English and Russian, each with the "
             "lessons that list it.", "", "````{glossary}"]
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
            for link in LINK.finditer(cell.source):
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
