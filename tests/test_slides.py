"""Slides: no page higher or wider than the screen, no code that only draws, nothing of the
learner's."""
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_utils.commands import slides
from course_utils.commands.lessons import lessons

SLIDE = {"slideshow": {"slide_type": "slide"}}
SKIP = {"slideshow": {"slide_type": "skip"}}


def pages(*cells):
    """The sources on each page that slides.Pages makes of these cells."""
    made, _ = slides.Pages().preprocess(new_notebook(cells=list(cells)), {})
    out = []
    for cell in made.cells:
        if cell.metadata["slideshow"]["slide_type"] in ("slide", "subslide"):
            out.append([])
        out[-1].append(cell.source)
    return out


def test_a_long_text_goes_on_under_its_heading():
    paragraph = "word " * 100
    made = pages(new_markdown_cell("## Heading\n" + "\n\n".join([paragraph] * 3), metadata=SLIDE))
    assert [len(page) for page in made] == [1, 2, 2]
    assert made[0][0].startswith("## Heading") and all(page[0] == "###### Heading"
                                                       for page in made[1:])


def test_what_is_for_the_learner_stays_out_and_a_guess_ends_its_page():
    guess = new_code_cell("g = explore.guess('More?', choices=['yes', 'no'])",
                          outputs=[nbformat.v4.new_output(
        "execute_result", data={"text/plain": "Your guess. More?\n- yes\n- no"},
        execution_count=1)])
    made = pages(new_markdown_cell("## Heading", metadata=SLIDE),
                 new_markdown_cell("## Exercise", metadata=SKIP), guess,
                 new_code_cell("answer = 6 * 7\nassert answer == 42"),
                 new_code_cell("fig, ax = plt.subplots()\nshow.figure('x')"))
    assert made == [["## Heading", "**Your guess.** More?\n- yes\n- no"],
                    ["###### Heading", "answer = 6 * 7"]]


@pytest.mark.parametrize(("kind", "content"), [("image/png", "AAAA"), ("image/svg+xml", "<svg/>")])
def test_a_figure_keeps_its_alternative_text_and_fits(kind, content):
    figure = nbformat.v4.new_output("display_data", data={kind: content}, metadata={
        kind: {"alt": 'A "line".', "width": 800, "height": 800}})
    draws = new_code_cell("fig, ax = plt.subplots()\nshow.figure('...')", outputs=[figure])
    made, _ = slides.Pages().preprocess(new_notebook(cells=[
        new_markdown_cell("## Heading", metadata=SLIDE), draws]), {})
    shown = next(cell for cell in made.cells if cell.get("outputs")).outputs[0]
    tag = shown.data["text/html"]
    assert 'alt="A &quot;line&quot;."' in tag and kind in tag
    assert 300 < shown.metadata.figure.height == shown.metadata.figure.width <= 540
    assert f'height="{shown.metadata.figure.height}"' in tag


def test_what_a_lesson_tells_lecturers_is_a_note_of_its_page():
    def aside(text):
        return f"<details><summary>For lecturers</summary>\n\n{text}\n\nMore.\n</details>"
    made, _ = slides.Pages().preprocess(new_notebook(cells=[
        new_markdown_cell("# Title", metadata=SLIDE),
        new_markdown_cell("Sources.\n\n" + aside("Of the sources."), metadata=SKIP),
        new_markdown_cell("## Heading\nSeen.\n\n" + aside("Of the heading."), metadata=SLIDE),
        new_markdown_cell("<details><summary>Answer</summary>\n\nSeen too.\n</details>")]), {})
    kinds = [(cell.metadata["slideshow"]["slide_type"], cell.source) for cell in made.cells]
    assert kinds[:4] == [("slide", "# Title"), ("notes", "Of the sources.\n\nMore."),
                         ("slide", "## Heading\nSeen."), ("-", made.cells[3].source)]
    assert kinds[-1] == ("notes", "Of the heading.\n\nMore.")
    assert "Sources." not in str(kinds) and "Seen too." in str(kinds)


# what of a page lies outside of its 1280×720, the formulas, and the notes
WALK = """async () => {
    await MathJax.startup.promise;
    const wrong = [], slides = document.querySelector('.slides');
    const pages = [...document.querySelectorAll('.slides > section > section')];
    for (const page of pages) {
        const {h, v} = Reveal.getIndices(page);
        Reveal.slide(h, v);
        const box = slides.getBoundingClientRect(), scale = Reveal.getScale();
        const title = page.querySelector('h1, h2, h3, h6, p, pre').innerText.slice(0, 40);
        let right = 0, bottom = 0;
        for (const e of page.querySelectorAll(
                ':not(aside, aside *, mjx-assistive-mml, mjx-assistive-mml *)')) {
            const at = e.getBoundingClientRect();
            right = Math.max(right, at.width && (at.right - box.left) / scale);
            bottom = Math.max(bottom, at.height && (at.bottom - box.top) / scale);
        }
        if (right > 1281 || bottom > 721 || bottom < 20)
            wrong.push(`${title}: ${Math.round(right)}×${Math.round(bottom)}`);
    }
    return {wrong, count: pages.length,
            formulas: document.querySelectorAll('mjx-container > svg').length,
            bad: document.querySelectorAll('[data-mjx-error]').length,
            dollars: slides.innerText.split('$$').length - 1};
}"""


def opened(browser, path):
    """A page without a network, and the requests it makes."""
    page = browser.new_page(viewport={"width": 1280, "height": 720}, offline=True)
    page.requests, page.failed = [], []
    page.on("request", lambda request: page.requests.append(request.url))
    page.on("requestfailed", lambda request: page.failed.append(request.url))
    page.on("pageerror", lambda error: page.failed.append(str(error)))
    page.goto(path.as_uri())
    return page


@pytest.mark.slow
@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
def test_every_page_fits_on_the_screen_and_nothing_comes_from_elsewhere(lesson, browser, tmp_path):
    page = opened(browser, slides.export(lesson, tmp_path))
    seen = page.evaluate(WALK)
    page.close()
    assert not page.failed and not seen["wrong"] and 15 < seen["count"] < 50, (page.failed, seen)
    assert seen["formulas"] > 5 and not seen["bad"] and not seen["dollars"], seen
    # the page, reveal.js with two styles and the notes, MathJax
    assert len(page.requests) == 6 and all(address.startswith(tmp_path.as_uri())
                                           for address in page.requests), page.requests


@pytest.mark.slow
def test_what_does_not_fit_is_seen_by_the_test_above(browser, tmp_path):
    notebook = new_notebook(cells=[
        new_markdown_cell("# Title\n\n$x^2$", metadata=SLIDE),
        new_markdown_cell("## Wide\n\n$$" + "+".join(["a_{12}"] * 60) + "$$", metadata=SLIDE)])
    nbformat.write(notebook, tmp_path / "wide.ipynb")
    page = opened(browser, slides.export(tmp_path / "wide.ipynb", tmp_path))
    seen = page.evaluate(WALK)
    page.close()
    assert len(seen["wrong"]) == 1 and seen["wrong"][0].startswith("Wide"), seen


@pytest.mark.slow
def test_the_window_of_notes_and_a_page_without_its_folder(browser, tmp_path):
    cells = [new_markdown_cell("# Title\n\n<details><summary>For lecturers</summary>\n\n"
                               "Say $x^2$ aloud.\n</details>", metadata=SLIDE)]
    nbformat.write(new_notebook(cells=cells), tmp_path / "said.ipynb")
    path = slides.export(tmp_path / "said.ipynb", tmp_path)
    page = opened(browser, path)
    page.evaluate("MathJax.startup.promise")
    assert "aloud" not in page.locator(".slides").inner_text()
    with page.expect_popup(timeout=30000) as popup:
        page.keyboard.press("s")
    notes = popup.value.locator(".speaker-controls-notes .value")
    notes.get_by_text("aloud").wait_for(timeout=30000)
    assert notes.locator("svg").count() == 1 and notes.locator("math").count() == 0
    popup.value.close()
    alone = tmp_path / "alone"
    alone.mkdir()
    path.rename(alone / path.name)
    page.goto((alone / path.name).as_uri())
    assert page.get_by_text("take the whole folder of slides along").count() == 1
    page.close()
