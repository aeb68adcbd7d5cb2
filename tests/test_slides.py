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


@pytest.mark.slow
@pytest.mark.parametrize("lesson", lessons(), ids=lambda path: path.stem)
def test_every_page_fits_on_the_screen(lesson, browser, tmp_path):
    page = browser.new_page(viewport={"width": 1280, "height": 720}, offline=True)
    page.goto(slides.export(lesson, tmp_path).as_uri())
    # offline there is no reveal.js, and pages stand one below the other; no MathJax, so formulas
    # get the room they take
    page.add_style_tag(content=".reveal .slides > section { padding: 0; } .reveal .slides > "
                               "section > section { width: 1280px; }")
    wrong = page.evaluate("""() => [...document.querySelectorAll(
            '.slides > section > section')].flatMap(section => {
        for (const p of section.querySelectorAll('p'))
            if (p.innerText.startsWith('$$')) {
                p.style.height = (85 + 40 * (p.innerText.split('\\\\\\\\').length - 1)) + 'px';
                p.style.overflow = 'hidden';
            }
        const title = section.querySelector('h1, h2, h3, h6, p, pre').innerText.slice(0, 40);
        const wide = [...section.querySelectorAll('pre, img, table')].some(
            e => e.getBoundingClientRect().right > 1280);
        const said = title + ': ' + section.offsetHeight + (wide ? ', too wide' : '');
        return section.offsetHeight > 720 || wide ? [said] : [];
    })""")
    assert page.get_by_text("reveal.js could not be loaded").count() == 1
    count = page.locator(".slides > section > section").count()
    page.close()
    assert not wrong and 15 < count < 50, (count, wrong)
