import subprocess
import sys

import numpy as np
import pytest
import torch
from torchvision.ops import masks_to_boxes

from course_utils import scenes


@pytest.fixture(scope="module")
def drawn():
    return scenes.draw(300, size=64, objects=(1, 6), seed=5)


def test_same_seed_same_pictures_for_any_chunk_size(drawn):
    for chunk in (1, 7, 300):
        again = scenes.draw(300, size=64, objects=(1, 6), seed=5, chunk=chunk)
        for name in ("images", "instances", "shapes", "colours", "boxes"):
            assert torch.equal(getattr(again, name), getattr(drawn, name)), name
    fewer = scenes.draw(20, size=64, objects=(1, 6), seed=5)
    assert torch.equal(fewer.images, drawn.images[:20])
    assert not torch.equal(scenes.draw(20, objects=(1, 6), seed=6).images, fewer.images)


def test_every_count_shape_and_colour_occurs(drawn):
    counts = (drawn.shapes >= 0).sum(1)
    assert counts.min() == 1 and counts.max() == 6
    assert set(drawn.shapes[drawn.shapes >= 0].tolist()) == set(range(len(scenes.SHAPES)))
    assert set(drawn.colours[drawn.colours >= 0].tolist()) == set(range(len(scenes.COLOURS)))
    assert len(scenes.SHAPES) >= 5 and len(scenes.COLOURS) >= 6


def test_boxes_are_tight_around_what_is_visible(drawn):
    for i in range(len(drawn.images)):
        target = drawn.objects(i, masks=True)
        # torchvision's right and lower edges are inclusive
        expected = masks_to_boxes(target["masks"])
        expected[:, 2:] += 1
        assert torch.equal(target["boxes"], expected)


def test_objects_overlap_and_remain_visible():
    many = scenes.draw(400, objects=(4, 6), seed=1)
    areas = torch.stack([(many.instances == k + 1).sum((1, 2)) for k in range(6)], 1)
    there = many.shapes >= 0
    assert (areas[there] > 20).all()
    # an object that a later one covers in part has a smaller area than its fellows of that shape
    # alone
    alone = scenes.draw(400, objects=(1, 1), seed=1)
    assert (areas[there].float().mean() < (alone.instances > 0).sum((1, 2)).float().mean())


def test_semantic_mask_agrees_with_instances(drawn):
    semantic = drawn.semantic()
    assert torch.equal(semantic == 0, drawn.instances == 0)
    for i in range(20):
        for k in (drawn.shapes[i] >= 0).nonzero().flatten().tolist():
            assert (semantic[i][drawn.instances[i] == k + 1] == drawn.shapes[i, k] + 1).all()


def test_colours_are_those_said(drawn):
    palette = np.array(list(scenes.COLOURS.values()), np.float32)
    wrong = total = 0
    for i in range(100):
        for k in (drawn.shapes[i] >= 0).nonzero().flatten().tolist():
            seen = drawn.images[i].permute(1, 2,
                                           0)[drawn.instances[i] == k
                                              + 1].float().median(0).values.numpy()
            # the hue survives shading: compare directions, white (no hue) by its saturation
            cosine = palette @ seen / np.linalg.norm(palette, axis=1) / np.linalg.norm(seen)
            wrong += cosine.argmax() != drawn.colours[i, k]
            total += 1
    assert wrong / total < 0.02


def test_captions_say_what_is_there(drawn):
    for i in range(100):
        caption = drawn.caption(i)
        for k in (drawn.shapes[i] >= 0).nonzero().flatten().tolist():
            colour = list(scenes.COLOURS)[drawn.colours[i, k]]
            assert f"{colour} {scenes.SHAPES[drawn.shapes[i, k]]}" in caption
    two = scenes.draw(60, objects=(2, 2), seed=3)
    for i in range(60):
        words, boxes = two.caption(i), two.objects(i)["boxes"]
        if len(boxes) == 2:
            dx, dy = ((boxes[1, :2] + boxes[1, 2:]) - (boxes[0, :2] + boxes[0, 2:])).tolist()
            assert ("left of" in words) == (abs(dx) > abs(dy) and dx > 0)
            assert ("above" in words) == (abs(dx) <= abs(dy) and dy > 0)


def test_bad_values_are_named():
    for options, word in (({"n": 0}, "n=0"), ({"n": 3, "objects": (0, 2)}, "objects="),
                          ({"n": 3, "objects": (2, 9)}, "6"),
                          ({"n": 3, "clutter": 2}, "clutter=2"), ({"n": 3, "size": 4}, "size=4")):
        with pytest.raises(ValueError, match=word):
            scenes.draw(**options)


@pytest.mark.slow
def test_two_thousand_scenes_in_eight_seconds_and_a_gigabyte_on_one_core():
    # VmHWM and not ru_maxrss: across exec the latter keeps the peak of the process that started
    # this one.
    # The drawing's own time, without the kernel's, which other processes can multiply by five.
    script = """
import os
os.sched_setaffinity(0, {0})
import torch
from course_utils import scenes
torch.set_num_threads(1)
begin = os.times().user
scenes.draw(2000, objects=(1, 6))
print(os.times().user - begin)
print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True,
                          check=True)
    seconds, kilobytes = map(float, done.stdout.split())
    assert seconds < 8 and kilobytes < 1024 ** 2
