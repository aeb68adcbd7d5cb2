"""What a reader sees: the lessons' own widget cells, driven with the mouse and the keyboard in
Chromium through JupyterLab."""
import subprocess
import time

import nbformat
import pytest
from conftest import answers, free_port, sources, stop
from nbformat.v4 import new_code_cell, new_notebook

from course_utils.commands import lab as commands_lab

pytestmark = [pytest.mark.slow, pytest.mark.lessons("01", "02", "06")]


def cells(number, *ids):
    return [new_code_cell(source) for source in sources(number, *ids)]


def write(path, cells):
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": kernel}), path)


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """JupyterLab on a directory of two short notebooks, made of cells of lessons 01 and 06."""
    folder = tmp_path_factory.mktemp("lab")
    write(folder / "editor.ipynb", cells("01", "parameters", "setup", "editor"))
    untrained = new_code_cell("pictures = data.load('digits', size=32)\ntrain, test = "
                              "pictures.train, pictures.test\n"
                              "CHANNELS = 1\nbest = LeNet()")
    write(folder / "pad.ipynb", [*cells("06", "parameters", "setup", "lenet"), untrained,
                                 *cells("06", "guess-shift", "pad"),
                                 new_code_cell("print('guess', shift_guess.value)")])
    write(folder / "stack.ipynb",
          [*cells("02", "parameters", "setup", "explorer-figure", "explorer"),
                                   new_code_cell("print(max(stack.milliseconds, 0.1))")])
    write(folder / "results.ipynb",
          [new_code_cell("from course_utils import show\nshow.results(accuracy=0.99583, n=7)")])
    write(folder / "upload.ipynb", [new_code_cell(
        "import ipywidgets\nown, said = ipywidgets.FileUpload(), ipywidgets.Label()\n"
        "own.observe(lambda _: setattr(said, 'value', f'{len(own.value[0].content)} bytes'), "
        "'value')\nipywidgets.VBox([own, said])")])
    (folder / "index.md").write_text("| a | b |\n|---|---|\n| [lesson](results.ipynb) | |\n")
    port = free_port()
    server = commands_lab.start_lab(folder, "--no-browser", f"--port={port}",
                                    "--IdentityProvider.token=",
                                    "--LabApp.expose_app_in_browser=True",
                                    stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        assert answers(f"{address}/api/status", 180), "JupyterLab did not start within 3 minutes"
        yield address
    finally:
        stop(server)


def until(changed, seconds: float = 60) -> bool:
    """Whether changed() comes true in time; a busy machine takes longer, and is not wrong."""
    end = time.monotonic() + seconds
    while not (happened := changed()) and time.monotonic() < end:
        time.sleep(0.1)
    return happened


def open_and_run(browser, lab, name):
    page = browser.new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{lab}/lab/tree/{name}?reset")
    page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=120_000)
    page.wait_for_function("() => window.jupyterapp && document.querySelector('.jp-NotebookPanel')")
    page.wait_for_timeout(1500)
    page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells'); }")
    return page


def test_kernel_editor(browser, lab):
    page = open_and_run(browser, lab, "editor.ipynb")
    picture = page.locator(".jp-OutputArea img[src^='blob:']")
    picture.wait_for(timeout=180_000)
    page.evaluate("""() => {
        const img = document.querySelector(".jp-OutputArea img[src^='blob:']");
        window.steps = [];
        document.addEventListener('keydown', () => { window.pressed = performance.now(); }, true);
        const note = () => window.steps.push(performance.now() - window.pressed);
        new MutationObserver(() => img.decode().then(note))
            .observe(img, { attributes: true, attributeFilter: ['src'] });
    }""")
    stride = page.locator(".widget-slider", has_text="stride").locator(".noUi-handle")
    stride.scroll_into_view_if_needed()
    before = picture.screenshot()
    stride.focus()
    for step in range(3):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"() => window.steps.length > {step}", timeout=60_000)
        page.wait_for_timeout(150)
    dilation = page.locator(".widget-slider", has_text="dilation").locator(".noUi-handle")
    dilation.focus()
    for step in range(3, 8):
        page.keyboard.press("ArrowRight")
        page.wait_for_function(f"() => window.steps.length > {step}", timeout=60_000)
        page.wait_for_timeout(150)
    steps = page.evaluate("() => window.steps")
    assert picture.screenshot() != before
    assert min(steps) < 200, steps                # the fastest: others may keep the cores busy
    # a click in the output chooses that pixel: the window on the input moves
    moved, box = picture.screenshot(), picture.bounding_box()
    page.mouse.click(box["x"] + 0.90 * box["width"], box["y"] + 0.8 * box["height"])
    assert until(lambda: picture.screenshot() != moved)
    # and a number typed into the kernel changes the output
    clicked = picture.screenshot()
    page.locator(".widget-text input[type=number]").first.fill("7")
    page.keyboard.press("Enter")
    assert until(lambda: picture.screenshot() != clicked)
    assert page.locator(
        "[data-mime-type*='error'], [data-mime-type*='stderr']").all_inner_texts() == []
    page.close()


def test_digit_pad_and_guess(browser, lab):
    page = open_and_run(browser, lab, "pad.ipynb")
    canvas = page.locator(".jp-OutputArea canvas")
    canvas.wait_for(timeout=180_000)
    bars = page.locator(".widget-html table").first
    bars.wait_for()
    first = bars.inner_text()
    turn = page.locator(".widget-slider", has_text="turn").locator(".noUi-handle")
    turn.scroll_into_view_if_needed()
    shown = canvas.screenshot()
    turn.focus()
    for _ in range(40):
        page.keyboard.press("ArrowRight")
    assert until(lambda: canvas.screenshot() != shown), "the digit turns"
    page.get_by_role("button", name="clear and draw").click()
    page.wait_for_timeout(500)
    box = canvas.bounding_box()
    page.mouse.move(box["x"] + 110, box["y"] + 30)
    page.mouse.down()
    for y in range(30, 200, 10):
        page.mouse.move(box["x"] + 110, box["y"] + y)
        page.wait_for_timeout(15)
    page.mouse.up()
    table = page.locator(".widget-html table").first
    assert until(lambda: table.count() and "%" in table.inner_text()
                 and table.inner_text() != first)
    ink = page.evaluate("""() => {
        const c = document.querySelector('.jp-OutputArea canvas');
        const data = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
        return data.reduce((a, v, i) => a + (i % 4 == 0 && v > 128), 0);
    }""")
    assert 40 < ink < 400, "a stroke of white on black"
    # the guess: untouched it is None, moved it is a number
    assert "guess None" in page.locator(".jp-OutputArea-output").last.inner_text()
    guess = page.locator(".widget-slider").first.locator(".noUi-handle")
    guess.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_text("noted; now run on").wait_for(timeout=60_000)
    page.close()


def test_a_live_figure_follows_its_controls(browser, lab):
    page = open_and_run(browser, lab, "stack.ipynb")
    picture = page.locator(".widget-image, .jupyter-widgets.widget-image")
    picture.wait_for(timeout=180_000)
    page.wait_for_timeout(500)
    before = picture.screenshot()
    page.locator(".widget-dropdown select").nth(2).select_option("3, dilation 4")
    assert until(lambda: picture.screenshot() != before)
    milliseconds = float(page.locator(".jp-OutputArea-output").last.inner_text())
    assert milliseconds < 500
    page.close()


def test_results_are_a_table_and_the_first_page_is_a_page(browser, lab):
    page = open_and_run(browser, lab, "results.ipynb")
    page.get_by_role("cell", name="0.9958").wait_for(timeout=180_000)
    assert page.locator(".jp-OutputArea table tr").count() == 3
    assert page.locator(".cm-lineWrapping").count() >= 1, "no docstring is cut off at the right"
    page.goto(f"{lab}/lab/tree/index.md?reset")
    page.locator(".jp-MarkdownViewer td a").click()
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell", timeout=120_000)
    page.close()


def test_a_large_photograph_can_be_uploaded(browser, lab):
    page = open_and_run(browser, lab, "upload.ipynb")
    button = page.locator("button:has-text('Upload (0)')")
    button.wait_for(timeout=180_000)
    with page.expect_file_chooser() as chooser:
        button.click()
    chooser.value.set_files({"name": "large.jpg", "mimeType": "image/jpeg",
                             "buffer": bytes(11 * 2 ** 20)}, timeout=120_000)
    assert until(lambda: page.locator(f"text={11 * 2 ** 20} bytes").count(), 120)
    page.close()
