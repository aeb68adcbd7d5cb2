"""`make site`: the lessons with their stored outputs as a web site in site/, by Sphinx and MyST-NB.
Nothing is run, and no page asks for anything from outside."""
from __future__ import annotations

import importlib.resources
import io
import re
import shutil
import tempfile
import tomllib
from pathlib import Path

from . import site_index as index
from . import site_pages as pages
from .lessons import PARTS, ROOT, lessons
from .run import map_of_lessons

TEMPLATE = Path(__file__).parent / "site_template"
# of MathJax what the pages load, and the extensions that it may fetch for a formula
_MATHJAX = ("startup.js", "core.js", "input/tex.js", "input/tex", "output/chtml.js",
            "output/chtml/fonts", "a11y/assistive-mml.js")


def main(pdf: str | None = None) -> int:
    """Makes site/ anew, with `pdf` ("3", "3_detection" or "all") also those parts for printing."""
    chosen = [part for part in PARTS if pdf and (pdf == "all" or part.split("_")[0] == pdf
                                                 or part == pdf)]
    if pdf and not chosen:
        raise SystemExit(f"There is no part {pdf!r}. There are: {', '.join(PARTS)}, all.")
    site = build(ROOT / "site", pdf=set(chosen))
    if chosen:
        _print(site, chosen)
    print(site / "index.html")
    return 0


def repository(root: Path = ROOT) -> str:
    """The repository's address, from pyproject's [project.urls], or ""."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    urls = {name.lower(): address for name, address in project.get("urls", {}).items()}
    return urls.get("repository", "").rstrip("/")


def build(site: Path, root: Path = ROOT, address: str | None = None,
          pdf: set[str] = frozenset()) -> Path:
    """Writes the site into the folder `site`, in place of what was there, and returns it.
    `address` is the repository's where it is another than pyproject's; `pdf` are the parts to
    whose printed form the front page links. Raises RuntimeError if Sphinx warns of anything."""
    address = repository(root) if address is None else address
    found = lessons(root)
    with tempfile.TemporaryDirectory() as name:
        source = Path(name) / "source"
        source.mkdir()
        terms, rows = index.collect_terms(found)
        for lesson in found:
            pages.write_lesson(lesson, source, rows, address)
        write = {"glossary.md": index.glossary(terms),
                 "papers.md": index.bibliography(index.collect_papers(found)),
                 "index.md": index.front_page(found, map_of_lessons(root), root / "docs", source,
                                              pdf)}
        for page, text in write.items():
            (source / page).write_text(text, encoding="utf-8")
        made = Path(name) / "site"
        _sphinx(source, made, address)
        for folder in "figures", "covers":
            shutil.copytree(source / folder, made / folder)
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(made, site, ignore=shutil.ignore_patterns(
            ".buildinfo*", "objects.inv", "*.map", "jupyter_execute"))
    return site


def _sphinx(source: Path, made: Path, address: str) -> None:
    from sphinx.application import Sphinx
    from sphinx.util.docutils import docutils_namespace
    static = source.parent / "static"
    _copy_mathjax(static / "mathjax")
    for name in "site.css", "site.js":
        shutil.copy(TEMPLATE / name, static)
    settings = {
        "project": "Convolutional networks", "html_title": "Convolutional networks: a workbook",
        "extensions": ["myst_nb"], "language": "en", "html_theme": "furo",
        "nb_execution_mode": "off", "nb_merge_streams": True, "nb_render_markdown_format": "myst",
        "nb_code_prompt_show": "Show the code", "nb_code_prompt_hide": "Hide the code",
        "myst_enable_extensions": ["dollarmath", "amsmath", "colon_fence"],
        "templates_path": [str(TEMPLATE)], "html_static_path": [str(static)],
        "html_css_files": ["site.css"], "html_js_files": [("site.js", {"defer": "defer"})],
        # a summary is found by loading each page that is found, which no file:// page may
        "html_show_search_summary": False,
        "html_copy_source": False, "html_show_copyright": False, "html_use_index": False,
        "html_theme_options": {"top_of_page_buttons": []},
        "mathjax_path": "mathjax/startup.js",
        "mathjax3_config": {
            "loader": {"load": ["input/tex", "output/chtml", "a11y/assistive-mml"]}}}
    said, warned = io.StringIO(), io.StringIO()
    with docutils_namespace():
        Sphinx(str(source), None, str(made), str(source.parent / "doctrees"), "html",
               confoverrides=settings, status=said, warning=warned).build()
    if warned.getvalue().strip():
        raise RuntimeError("Sphinx warns:\n" + re.sub(r"\x1b\[[0-9;]*m", "", warned.getvalue()))


def _copy_mathjax(place: Path) -> None:
    package = importlib.resources.files("mathjax") / "static" / "mathjax" / "es5"
    with importlib.resources.as_file(package) as folder:
        for name in _MATHJAX:
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            copy = shutil.copytree if (folder / name).is_dir() else shutil.copy
            copy(folder / name, place / name)


def _print(site: Path, parts: list[str]) -> None:
    from playwright.sync_api import sync_playwright
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser",
                                                    "google-chrome"))), None)
    if chromium is None:
        raise SystemExit("Printing needs Chromium or Chrome, and there is neither here.")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for part in parts:
            print(print_part(site, part, browser))
        browser.close()


def print_part(site: Path, part: str, browser) -> Path:
    """Prints the pages of a part into site/<part>.pdf by a Playwright browser, Chromium, and
    returns the path."""
    from pypdf import PdfWriter
    book, page = PdfWriter(), browser.new_page(offline=True)
    for lesson in sorted((site / part).glob("*.html")):
        page.goto(lesson.as_uri())
        page.evaluate("""async () => {
            // on paper nothing unfolds: hints and answers are open, folded code is left out
            document.querySelectorAll('details:not(.hide)').forEach(box => box.open = true);
            const images = [...document.images];
            images.forEach(image => image.loading = 'eager');
            await Promise.all(images.map(image => image.decode().catch(() => null)));
            await window.MathJax?.startup?.promise;
        }""")
        book.append(io.BytesIO(page.pdf(
            format="A4", tagged=True, outline=True, print_background=True,
            margin=dict.fromkeys(("top", "bottom", "left", "right"), "15mm"))))
    page.close()
    book.write(site / f"{part}.pdf")
    return site / f"{part}.pdf"
