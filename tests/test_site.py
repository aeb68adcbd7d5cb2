"""The web site of the lessons: built once, read with the network blocked, by eye, keyboard and
screen reader."""
import functools
import html
import http.server
import re
import threading
import time
from urllib.parse import unquote, urlsplit

import nbformat
import pytest
from nbformat.v4 import new_markdown_cell

from course_utils.commands import site, site_index, site_pages
from course_utils.commands.lessons import lessons

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")    # MyST's own
LESSONS = lessons()
PAGES = ["index.html", "glossary.html", "papers.html",
         *(site_pages.page_of(lesson) + ".html" for lesson in LESSONS)]
SHOWN = ["index.html", "1_building_blocks/01_convolution.html", "glossary.html", "papers.html",
         "search.html?q=receptive+field"]


@pytest.mark.parametrize(("row", "terms"), [
    (("image, channel", "изображение, канал"), [("image", "изображение"), ("channel", "канал")]),
    (("dense (fully connected) layer", "полносвязный слой"),
     [("dense (fully connected) layer", "полносвязный слой")]),
    # what leans on its neighbour stays beside it
    (("training set, test set", "обучающая, тестовая выборка"),
     [("training set", "обучающая, тестовая выборка"),
      ("test set", "обучающая, тестовая выборка")]),
    (("zero, circular (padding)", "нулями, круговое"),
     [("zero, circular (padding)", "нулями, круговое")]),
    (("vanishing, exploding gradients", "затухание, взрыв градиента"),
     [("vanishing, exploding gradients", "затухание, взрыв градиента")])])
def test_a_row_of_terms_is_split_where_its_parts_stand_alone(row, terms):
    assert site_index.headwords(*row) == terms


@pytest.mark.parametrize(("text", "paper"), [
    ("[Yu and Koltun (2016)](L); more", ("Yu and Koltun", "", "2016")),
    ("see [Ba et al. (2016)](L), *Layer norm*, section 2", ("Ba et al.", "Layer norm", "2016")),
    ("[Zhang, *Made again*, 2019](L)", ("Zhang", "Made again", "2019")),
    ("It follows Long and Darrell, [*Fully conv*](L) (2015): x", ("Long and Darrell", "Fully conv",
                                                                  "2015"))])
def test_a_paper_is_read_from_how_it_is_mentioned(text, paper, tmp_path):
    lesson = tmp_path / "01_x.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[new_markdown_cell(
        text.replace("(L)", "(https://arxiv.org/abs/1234.56789)"))]), lesson)
    found, = site_index.collect_papers([lesson])
    assert (found.authors, found.title, found.year) == paper and found.lessons == [lesson]


def test_buttons_stand_only_where_the_repository_has_an_address():
    assert site_pages.open_in(LESSONS[0], "") == ""
    buttons = site_pages.open_in(LESSONS[0], "https://github.com/someone/course")
    path = f"notebooks/{site_pages.page_of(LESSONS[0])}.ipynb"
    assert f"colab.research.google.com/github/someone/course/blob/main/{path}" in buttons
    assert f"mybinder.org/v2/gh/someone/course/main?labpath={path}" in buttons
    assert f"kernels/welcome?src=https://github.com/someone/course/blob/main/{path}" in buttons
    assert "make lab" in buttons


def test_a_part_that_is_not_there_is_refused():
    with pytest.raises(SystemExit, match="no part '9'"):
        site.main(pdf="9")


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """The site, and the seconds of computing that it took, however busy the machine is."""
    begin = time.process_time()
    place = site.build(tmp_path_factory.mktemp("site") / "site", address="")
    return place, time.process_time() - begin


@pytest.fixture(scope="module")
def address(built):
    """The site on a plain server for files."""
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *said):
            pass
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(Quiet, directory=str(built[0])))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def words(page):
    """The text of a page, every space as one."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


def drawn(page, url):
    """Opens a page of the site and waits until its formulas are drawn."""
    page.goto(url, wait_until="load")
    page.evaluate("window.MathJax?.startup?.promise")


def links(page):
    return [html.unescape(link) for link in re.findall(r'(?:href|src)="([^"]*)"', page)]


@pytest.mark.slow
def test_every_lesson_has_a_page_soon_and_small(built):
    place, seconds = built
    assert seconds < 180
    assert sorted(path.relative_to(place).as_posix() for path in place.rglob("*.html")) == sorted(
        [*PAGES, "search.html"])
    for page in PAGES:                              # with its pictures, before any compression
        text = (place / page).read_text(encoding="utf-8")
        pictures = {(place / page).parent / src for src in re.findall(r'<img src="([^"]+)"', text)}
        size = len(text.encode()) + sum(picture.stat().st_size for picture in pictures)
        assert size < 2_000_000, (page, size)


@pytest.mark.slow
def test_no_solution_and_no_hidden_test_stands_in_any_file(built):
    place, _ = built
    pages = {path: words(path.read_text(encoding="utf-8")) for path in place.rglob("*.html")}
    hidden = re.compile(r"### BEGIN (SOLUTION|HIDDEN TESTS)\n(.*?)### END \1", re.S)
    sources = {lesson: "\n".join(cell.source for cell in nbformat.read(lesson, 4).cells)
               for lesson in LESSONS}
    # a line may be a solution in one lesson and shown by another
    shown = {place / f"{site_pages.page_of(lesson)}.html": " ".join(hidden.sub("", source).split())
             for lesson, source in sources.items()}
    checked = 0
    for lesson, source in sources.items():
        for found in hidden.finditer(source):
            for line in found[2].splitlines():
                line = " ".join(line.split())
                # of an answer in words what stands between formulas, quotes and emphasis
                prose = [part.strip() for part in re.split(r"[*`$'\"]+", line) if len(part) > 60]
                for part in [line] * (len(line) > 25) + prose:
                    told = [path.name for path, text in pages.items()
                            if part in text and part not in shown.get(path, "")]
                    assert not told, (lesson.stem, part, told)
                    checked += 1
    assert checked > 500
    text = "\n".join(pages.values())
    assert "YOUR CODE HERE" in text and "MARK SCHEME" not in text and "HIDDEN TESTS" not in text
    assert not list(place.rglob("*.ipynb"))


@pytest.mark.slow
def test_every_link_inside_leads_somewhere(built):
    place, _ = built
    texts = {path: path.read_text(encoding="utf-8") for path in place.rglob("*.html")}
    names = {path: set(re.findall(r'\bid="([^"]*)"', text)) for path, text in texts.items()}
    broken, followed = [], 0
    for path, text in texts.items():
        for link in links(text):
            parts = urlsplit(link)
            if parts.scheme or not (parts.path or parts.fragment):
                continue
            followed += 1
            there = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if not there.is_file() or (parts.fragment and there in names and unquote(
                    parts.fragment) not in names[there]):
                broken.append((path.name, link))
    assert not broken and followed > 3000, broken[:10]


@pytest.mark.slow
def test_terms_lead_to_the_glossary_and_back(built):
    place, _ = built
    glossary = (place / "glossary.html").read_text(encoding="utf-8")
    for lesson in LESSONS:
        page = (place / f"{site_pages.page_of(lesson)}.html").read_text(encoding="utf-8")
        source = next(cell.source for cell in nbformat.read(lesson, 4).cells
                      if "**Terms**" in cell.source)
        terms = re.findall(r'href="\.\./glossary\.html#(term-[^"]+)"', page)
        assert len(terms) >= len(site_pages.rows_of(source)) > 5
        for term in terms:
            entry = glossary.split(f'id="{term}"')[1].split("</dd>")[0]
            assert f'href="{site_pages.page_of(lesson)}.html"' in entry, (lesson.stem, term)
            assert 'lang="ru"' in entry


@pytest.mark.slow
def test_papers_are_one_page_with_the_lessons_that_cite_them(built):
    page = (built[0] / "papers.html").read_text(encoding="utf-8")
    entry = next(item for item in page.split("<li>") if "arxiv.org/abs/1512.03385" in item)
    assert "He, Zhang, Ren and Sun (2015)" in words(entry) and "09_resnet.html" in entry
    for lesson in LESSONS:
        for link in re.findall(r"\((https://arxiv\.org/abs/[\d.]+)\)",
                               "\n".join(c.source for c in nbformat.read(lesson, 4).cells
                                         if c.cell_type == "markdown")):
            entry = next(item for item in page.split("<li>") if f'href="{link}"' in item)
            assert f"{lesson.stem}.html" in entry, (lesson.stem, link)


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["file", "http"])
def test_nothing_comes_from_outside_and_nothing_fails(scheme, built, browser, address):
    base = address if scheme == "http" else built[0].as_uri() + "/"
    context = browser.new_context(reduced_motion="reduce")
    page, wrong = context.new_page(), []
    page.route("**/*", lambda route: route.continue_() if route.request.url.startswith(
        (base, "data:")) else wrong.append(route.request.url) or route.abort())
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    page.on("response", lambda reply: reply.status >= 400 and wrong.append(reply.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: said.type in ("error", "warning") and wrong.append(said.text))
    # from a disk a few are enough: it is the same pages
    for name in [*(PAGES if scheme == "http" else PAGES[:5]), "search.html?q=receptive+field"]:
        drawn(page, base + name)
        assert page.locator("article .problematic, article mjx-merror").count() == 0, name
    page.wait_for_selector("#search-results li")
    found = page.locator("#search-results li").all_inner_texts()
    assert any("Geometry" in text for text in found) and "Glossary: receptive field" in found
    context.close()
    assert not wrong


@pytest.mark.slow
def test_a_formula_is_drawn_and_can_be_heard(address, browser):
    page = browser.new_page()
    page.goto(address + SHOWN[1])
    page.wait_for_selector("mjx-container[display=true]", timeout=30_000)
    page.evaluate("MathJax.startup.promise")
    box = page.locator("mjx-container[display=true]").first.bounding_box()
    assert box["width"] > 100 and box["height"] > 20
    assert page.locator("mjx-assistive-mml math").count() > 50        # for a screen reader
    assert "\\(" not in page.locator("article").inner_text()
    # and the letters are MathJax's own, not those of the machine
    assert page.evaluate("[...document.fonts].some(f => f.family.startsWith('MJXTEX') "
                         "&& f.status === 'loaded')")
    page.close()


@pytest.mark.slow
def test_light_and_dark(address, browser):
    grounds = {}
    for scheme in "light", "dark":
        page = browser.new_page(color_scheme=scheme)
        page.goto(address + SHOWN[1])
        colour = "getComputedStyle(document.body).backgroundColor"
        grounds[scheme] = page.evaluate(colour)
        if scheme == "light":                    # the button goes from what the machine says on
            for _ in range(3):
                page.locator(".theme-toggle:visible").first.click()
                grounds.setdefault("chosen", set()).add(page.evaluate(colour))
        page.close()
    assert sum(map(int, re.findall(r"\d+", grounds["light"])[:3])) > 700
    assert sum(map(int, re.findall(r"\d+", grounds["dark"])[:3])) < 150
    assert grounds["dark"] in grounds["chosen"]


# whether a formula goes on beyond the page, and no box around it scrolls there
_LOST = """[...document.querySelectorAll("article mjx-container")].some(formula =>
    formula.getBoundingClientRect().right > document.documentElement.clientWidth
    && !formula.closest(".wide, div.math, .table-wrapper"))"""


@pytest.mark.slow
def test_every_page_is_as_wide_as_a_phone(address, browser):
    page, wide = browser.new_page(viewport={"width": 390, "height": 844}), []
    for name in [*PAGES, SHOWN[-1]]:
        drawn(page, address + name)
        if page.evaluate("document.documentElement.scrollWidth") > 390 or page.evaluate(_LOST):
            wide.append(name)
    page.close()
    assert not wide


@pytest.mark.slow
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390)])
def test_axe_finds_nothing_serious(scheme, width, address, browser):
    from axe_playwright_python.sync_playwright import Axe
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    found = []
    for name in SHOWN:
        drawn(page, address + name)
        if "search" in name:
            page.wait_for_selector("#search-results li")
        found += [(name, problem["id"], problem["nodes"][0]["html"])
                  for problem in Axe().run(page).response["violations"]
                  if problem["impact"] in ("serious", "critical")]
    page.close()
    assert not found


@pytest.mark.slow
def test_the_keyboard_reaches_the_text_and_what_is_folded(address, browser):
    page = browser.new_page()
    page.goto(address + SHOWN[1])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.innerText").strip() == "Skip to content"
    summary = page.locator("details.hide summary").first
    summary.focus()
    assert not page.locator("details.hide pre").first.is_visible()
    page.keyboard.press("Enter")
    assert page.locator("details.hide pre").first.is_visible()
    page.close()


@pytest.mark.slow
def test_a_part_is_printed(built, browser):
    from pypdf import PdfReader
    place, _ = built
    printed = PdfReader(site.print_part(place, "6_style", browser))
    text = " ".join(page.extract_text() for page in printed.pages)
    (place / "6_style.pdf").unlink()
    lessons = len(list((site.ROOT / "notebooks" / "6_style").glob("*.ipynb")))
    assert 10 * lessons < len(printed.pages) < 30 * lessons and "Gram matrix" in text
    assert "Skip to content" not in text and "Show the code" not in text
