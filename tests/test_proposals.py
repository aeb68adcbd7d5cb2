"""Selective search for several pictures at once."""
import pytest
import torch
from conftest import defined
from torchvision.ops import box_iou

from course_utils import data, proposals


@pytest.fixture(scope="module")
def images():
    return data.load("scenes", task="detect", n=12, size=48, seed=3).images


def test_proposals_are_boxes_of_the_picture_without_doubles(images):
    found = proposals.selective_search(images)
    assert len(found) == len(images)
    for boxes in found:
        assert boxes.dtype == torch.float32 and boxes.shape[1:] == (4,) and len(boxes) > 1
        assert (boxes[:, :2] < boxes[:, 2:]).all() and boxes.min() >= 0 and boxes.max() <= 48
        assert len(boxes.unique(dim=0)) == len(boxes)
        assert boxes[0].tolist() == [0, 0, 48, 48]                       # merged last: the whole


def test_a_picture_alone_has_the_proposals_that_it_has_among_others(images):
    together = proposals.selective_search(images)
    for image, boxes in zip(images, together, strict=True):
        assert torch.equal(proposals.selective_search(image[None])[0], boxes)


def test_proposals_cover_the_objects():
    part = data.load("scenes", task="detect", n=50, size=64, seed=0)
    found = proposals.selective_search(part.images)
    best = torch.cat([box_iou(t["boxes"], b).amax(1)
                      for t, b in zip(part.targets, found, strict=True)])
    assert (best >= 0.5).float().mean() > 0.97


def test_a_higher_scale_gives_fewer_proposals(images):
    few, many = (sum(map(len, proposals.selective_search(images, scale))) for scale in (300, 20))
    assert few < many


def test_pictures_without_content_and_no_pictures():
    grey = torch.full((2, 3, 20, 30), 128, dtype=torch.uint8)
    assert [b.tolist() for b in proposals.selective_search(grey)] == [[[0, 0, 30, 20]]] * 2
    assert proposals.selective_search(grey[:0]) == []


@pytest.mark.parametrize("wrong", [torch.zeros(1, 3, 8, 8), torch.zeros(3, 8, 8).byte(),
                                   torch.zeros(1, 1, 8, 8).byte()])
def test_other_pictures_are_refused(wrong):
    with pytest.raises(ValueError, match="uint8"):
        proposals.selective_search(wrong)


def test_the_union_of_two_segments_is_what_a_measurement_gives(images):
    maps = proposals.segments(images)
    fields, near = proposals.regions(images, maps), proposals.neighbours(maps)
    picture, a, b = near.nonzero()[::97].T
    joined = maps[picture].clone()
    joined[joined == b[:, None, None]] = -1
    joined = torch.where(joined == -1, a[:, None, None], joined)
    measured = proposals.regions(images[picture], joined)
    union = proposals.united(*({k: v[picture, i] for k, v in fields.items()} for i in (a, b)))
    for name, values in union.items():
        assert torch.allclose(values, measured[name][torch.arange(len(a)), a], atol=1e-5), name


@pytest.mark.lessons("14")
def test_lesson_14_does_the_same_by_hand(images):
    lesson = defined("14", "merged", "similarity", torch=torch)
    maps = proposals.segments(images)
    fields = proposals.regions(images, maps)
    a, b = ({k: v[:, i] for k, v in fields.items()} for i in (0, 1))
    assert torch.allclose(lesson["similarity"](a, b, 48 * 48), proposals.alike(a, b, 48 * 48))
    by_hand, ours = lesson["merged"](a, b), proposals.united(a, b)
    assert all(torch.allclose(by_hand[k], ours[k]) for k in ours)
    boxes, there = proposals.group(fields, proposals.neighbours(maps), 48 * 48, lesson["merged"],
                                   lesson["similarity"])
    found = [proposals.distinct(b[t].flip(0)) for b, t in zip(boxes, there, strict=True)]
    assert all(map(torch.equal, found, proposals.selective_search(images)))
