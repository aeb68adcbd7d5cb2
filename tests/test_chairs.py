"""Chairs: the same for the same numbers, right in the places where one can say what is right."""
import json
import subprocess
import sys

import pytest
import torch

from course_utils import chairs, features
from course_utils.commands.lessons import find_lesson
from course_utils.data import load
from course_utils.errors import DataError

BLUE = torch.tensor(chairs.COLOURS["blue"]) / 255


def plain(**columns):
    """A square seat on four legs with a panel, upright; all sizes in the middle."""
    row = chairs.changed(torch.full((len(chairs.COLUMNS),), 0.5), legs="straight", back="panel",
                         seat="square", arms="without", wood="oak", lean=0.0)
    return chairs.changed(row, **columns)


def test_the_result_depends_neither_on_the_chunk_nor_on_how_many_are_drawn():
    drawn = chairs.draw(30, 32, count=7)
    again = chairs.render(drawn.rows, drawn.azimuth, drawn.elevation, drawn.colours, 32, chunk=4)
    assert torch.equal(drawn.images, again[0]) and torch.equal(drawn.masks, again[1])
    assert torch.equal(chairs.draw(10, 32, count=7).images, drawn.images[:10])
    assert not torch.equal(chairs.draw(10, 32, count=7, seed=1).images, drawn.images[:10])
    assert torch.equal(chairs.styles(20)[:5], chairs.styles(5))


def test_every_kind_changes_the_picture():
    for name, kinds in chairs.KINDS.items():
        rows = torch.stack([plain(**{name: kind}) for kind in kinds])
        images, masks = chairs.render(rows, 30.0, 20.0, BLUE, 48)
        different = (images[:, None] != images[None]).flatten(2).any(2)
        assert different.sum() == len(kinds) * (len(kinds) - 1), name
    for name in chairs.SIZES:
        images, _ = chairs.render(torch.stack([plain(**{name: v}) for v in (0.1, 0.9)]), 30.0,
                                  20.0, BLUE, 48)
        assert not torch.equal(*images), name


def test_all_chairs_fit_into_the_picture_from_all_sides():
    ends = torch.stack([plain(legs=legs, back=back, arms="with",
                              **dict.fromkeys(chairs.SIZES, 1.0))
                        for legs in chairs.LEGS for back in chairs.BACKS])
    rows = ends.repeat_interleave(24, 0)
    azimuth = (torch.arange(8) * 45.0).repeat(3 * len(ends))
    elevation = torch.tensor([0.0, 20.0, 40.0]).repeat_interleave(8).repeat(len(ends))
    _, masks = chairs.render(rows, azimuth, elevation, BLUE, 64)
    border = torch.cat([masks[:, 0], masks[:, -1], masks[:, :, 0], masks[:, :, -1]], 1)
    assert (border == 0).all() and (masks.flatten(1).amax(1) == 255).all()


def test_turning_by_a_circle_changes_nothing_and_front_and_back_have_mirrored_masks():
    row = plain()
    images, masks = chairs.render(row, torch.tensor([20.0, 380.0, -340.0]), 25.0, BLUE, 48)
    assert (images[1:].int() - images[0].int()).abs().max() <= 1
    _, (front, back) = chairs.render(row, torch.tensor([0.0, 180.0]), 0.0, BLUE, 48)
    assert torch.equal(front, back.flip(1)) and torch.equal(front, front.flip(1))
    _, (one, other) = chairs.render(chairs.styles(9)[8], torch.tensor([40.0, -40.0]), 25.0, BLUE)
    assert (one.int() - other.flip(1).int()).abs().float().mean() < 1


def test_a_front_view_at_the_horizon_has_the_sizes_of_the_chair():
    size, row = 256, plain(cushion=1.0)
    image, mask = (v[0] for v in chairs.render(row, 0.0, 0.0, BLUE, size))
    unit = size / (2 * chairs._REACH)
    (low, high) = chairs.SIZES["width"]
    wide = 2 * (low + high) / 2
    line = size - round(unit * (0.86 - 0.12 + chairs._REACH - chairs._MIDDLE))
    seat = (mask[line] > 127).sum().item()
    assert abs(seat - wide * unit) <= 2
    rows = (mask > 127).any(1).nonzero().flatten()
    rise, height = (sum(chairs.SIZES[name]) / 2 for name in ("rise", "height"))
    assert abs(len(rows) - (rise + height) * unit) <= 3
    ground = size / 2 + chairs._MIDDLE * unit
    assert abs((rows[-1] + 1) - ground) <= 2


def test_the_nearer_part_hides_the_farther_one():
    def dark(azimuth):                                        # pixels of the black legs and arms
        image = chairs.render(plain(wood="black", arms="with"), azimuth, 10.0, BLUE, 64)[0][0]
        return (image.int().amax(0) - image.int().amin(0) < 20) & (image.amax(0) < 120)

    # from behind, the panel hides the arms; from the front nothing hides them
    assert dark(0.0)[:36].sum() > 1.5 * dark(180.0)[:36].sum()


def test_a_picture_is_linear_in_its_colour():
    drawn = chairs.draw(8, 32)
    given = drawn.rows, drawn.azimuth, drawn.elevation
    black, white = (chairs.render(*given, torch.full((3,), v), 32)[0].float() for v in (0.0, 1.0))
    mixed = black + drawn.colours[:, :, None, None] * (white - black)
    # shades above 1 are cut off
    assert ((mixed - drawn.images.float()).abs() <= 12).all()
    assert (mixed - drawn.images.float()).abs().mean() < 0.6


def test_white_stands_where_the_mask_is_empty():
    drawn = chairs.draw(20, 40)
    assert (drawn.images.amin(1)[drawn.masks == 0] == 255).all()
    assert 0.08 < drawn.masks.float().mean() / 255 < 0.4
    partly = ((drawn.masks > 0) & (drawn.masks < 255)).float().mean()
    assert partly > 0.02, "edges are averaged"


def test_values_out_of_range_are_refused():
    row = plain()
    for given, said in (((row, 0, 85, BLUE), "at most 80"), ((row, 0, 0, BLUE * 4), "0 to 1"),
                        ((row, 0, 0, BLUE, 4), "size=4"), ((row, 0, 0, BLUE, 64, 0), "chunk=0")):
        with pytest.raises(ValueError, match=said):
            chairs.render(*given)
    with pytest.raises(ValueError, match="a chair has no 'wings'; it has legs, back"):
        plain(wings=1.0)
    for bad in (chairs.styles, chairs.draw):
        with pytest.raises(ValueError, match="n=0"):
            bad(0)


def test_load_gives_them_the_form_of_every_set():
    found = load("chairs", n=30, size=32)
    assert found.images.shape == (30, 3, 32, 32) and found.images.dtype == torch.uint8
    assert found.classes == list(chairs.BACKS) and len(found.test) == 6
    assert set(found.targets.tolist()) <= {0, 1, 2, 3} and found.targets.dtype == torch.int64
    assert torch.equal(load("chairs:32", n=30).images, found.images)
    marked = load("chairs:24", n=5, task="segment")
    assert marked.targets.shape == (5, 24, 24) and marked.classes == ["ground", "chair"]
    target = load("chairs:24", n=5, task="attributes").targets[3]
    assert set(target) == {"style", "azimuth", "elevation", "colour", "mask"}
    assert torch.equal(target["mask"].long(), marked.targets[3])
    x, y = next(iter(load("chairs:24", n=20).train.batches(8)))
    assert x.shape == (8, 3, 24, 24) and y.shape == (8,)


def test_load_says_what_is_wrong():
    for name, options, said in (("chairs:", {}, "as in chairs:48"), ("chairs:x", {}, "chairs:48"),
                                ("chairs:4", {}, "8 to 1024"), ("chairs", {"task": "x"}, "no task"),
                                ("chairs", {"n": 0}, "n=0"), ("chairs", {"sise": 4}, "no option")):
        with pytest.raises(DataError, match=said):
            load(name, **options)


def test_a_thousand_of_64_pixels_take_four_seconds_of_a_core():
    source = ("import os, torch; torch.set_num_threads(1); from course_utils import chairs; "
              "t = os.times().user; chairs.draw(1000, 64); print(os.times().user - t)")
    done = subprocess.run([sys.executable, "-c", source], capture_output=True, text=True,
                          check=True)
    assert float(done.stdout) < 8, "5,000 in 20 s on 2 cores"


def test_the_weights_of_lesson_30_draw_what_the_datasheet_says():
    state = torch.load(features.weights("chairs.pt"), weights_only=True)
    assert sum(v.numel() for v in state.values()) == 1_226_212
    assert {v.dtype for v in state.values()} == {torch.float16}
    wanted = {"setup", "parameters", "table", "photographed", "view-code", "network",
              "upconvolution", "views", "measures", "judged"}
    found = {"__name__": "lesson"}
    for cell in json.loads(find_lesson("30").read_text(encoding="utf-8"))["cells"]:
        if cell["id"] in wanted:
            exec(compile("".join(cell["source"]), cell["id"], "exec"), found)
    net = found["Upconvolution"](48).eval()
    net.load_state_dict({name: v.float() for name, v in state.items()})
    styles = torch.arange(0, 48, 6)
    shown = found["Views"](styles, torch.arange(0, 360, 45.0), torch.tensor([25.0]))
    new = found["Views"](styles, torch.arange(0, 360, 45.0) + 7.5, torch.tensor([17.5]))
    assert found["judged"](net, shown)[0] < 3 and found["judged"](net, new)[0] < 9
