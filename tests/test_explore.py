"""Widgets without a browser: where they start, what they draw, how long it takes."""
import pytest
import torch

from course_utils.widgets import explore
from course_utils.widgets.kernel_editor import KernelEditor


def draw(figure, name="b", height=3, tall=True):
    figure.subplots().bar([name], [height * (1 + tall)])


def test_live_starts_at_the_defaults_of_draw():
    live = explore.Live(draw, name=["a", "b"], height=(0, 10, 1), tall=True, alt="One bar.")
    assert {name: control.value
            for name, control in live.controls.items()} == {"name": "b", "height": 3, "tall": True}


def test_live_redraws_what_changed_within_50_ms():
    live, times = explore.Live(draw, name=["a", "b"], height=(0, 10, 1), tall=False,
                               alt="One bar."), []
    for height in (1, 4, 5, 6, 7):
        before = live.view.value
        live.controls["height"].value = height
        times.append(live.milliseconds)
        assert live.view.value != before and bytes(live.view.value).startswith(b"\x89PNG")
    assert min(times) < 100                     # the fastest: others may keep the cores busy


def test_live_without_defaults_starts_in_the_middle():
    live = explore.Live(lambda figure, x: None, x=(0, 10, 1), alt="Nothing.")
    assert live.controls["x"].value == 5


@pytest.mark.parametrize(("arguments", "kind"),
                         [((0, 10), "IntSlider"), ((0, 1, 0.1), "FloatSlider")])
def test_a_guess_is_none_until_it_is_made(arguments, kind):
    guess = explore.guess("how many?", *arguments)
    slider = guess.children[1].children[0]
    assert guess.value is None and type(slider).__name__ == kind
    slider.value = 1
    assert guess.value == 1


def test_the_kernel_editor_writes_light_numbers_on_dark_cells():
    editor = KernelEditor(torch.full((20, 20), 150))
    editor.preset.value = "sharpen"
    written = {t.get_text(): t.get_color() for t in editor._texts["product"]}
    assert written == {"0": "black", "−150": "black", "750": "white"}
    assert editor._texts["kernel"][4].get_color() == "white"


def test_a_field_for_a_sentence_is_wide_enough_for_one():
    live = explore.Live(draw, alt="a bar", name="a red circle left of a blue star")
    assert live.controls["name"].layout.width == "480px"
