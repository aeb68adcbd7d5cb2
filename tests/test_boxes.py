"""What lessons 13 and 17 write by hand, on many random cases, against torchvision and torchmetrics;
frames on pictures."""
import math

import matplotlib.pyplot as plt
import numpy as np
import pytest
import torch
import torchvision
from conftest import defined
from torchmetrics.detection import MeanAveragePrecision

from course_utils import data, show

CASES = 1000


pytestmark = pytest.mark.lessons("13", "17")


@pytest.fixture(scope="module")
def lesson():
    return defined("13", "iou", "nms", "match", "average-precision", "map", "ap-by-class",
                   torch=torch, np=np, NOTHING=2)


def random_boxes(n, generator):
    corner = 30 * torch.rand(n, 2, generator=generator)
    return torch.cat([corner, corner + 20 * torch.rand(n, 2, generator=generator)], 1)


def count(most, generator):
    return int(torch.randint(most + 1, (), generator=generator))


def test_iou_and_nms_are_torchvisions(lesson):
    generator = torch.Generator().manual_seed(0)
    for case in range(CASES):
        a, b = (random_boxes(count(20, generator), generator) for _ in range(2))
        assert torch.allclose(lesson["iou"](a, b), torchvision.ops.box_iou(a, b), atol=1e-6)
        levels = (3, 1000)[case % 2]                         # every other case is full of ties
        scores = torch.randint(levels, (len(a),), generator=generator) / levels
        threshold = float(torch.rand((), generator=generator))
        assert torch.equal(lesson["nms"](a, scores, threshold),
                           torchvision.ops.nms(a, scores, threshold)), case


def jittered(boxes, generator):
    return boxes + (boxes[:, 2:] - boxes[:, :2]).repeat(1,
                                                        2) * 0.4 * (
                                                            torch.rand(
                                                                boxes.shape, generator=generator)
                                                            - 0.5)


def answers(truth, levels, generator):
    """Some near true boxes and some anywhere, with labels and scores, ties among them."""
    near = torch.randint(2, (len(truth["boxes"]),), generator=generator) > 0
    boxes = torch.cat([jittered(truth["boxes"][near], generator),
                       jittered(truth["boxes"][near], generator),
                       random_boxes(count(4, generator), generator)])
    extra = torch.randint(2, (len(boxes) - 2 * int(near.sum()),), generator=generator)
    return {"boxes": boxes, "labels": torch.cat([truth["labels"][near].repeat(2), extra]),
            "scores": torch.randint(levels, (len(boxes),), generator=generator) / levels}


def test_average_precision_is_torchmetrics(lesson):
    generator, empty = torch.Generator().manual_seed(1), 0
    for case in range(CASES):
        truth = [{"boxes": random_boxes(n, generator),
                  "labels": torch.randint(2, (n,), generator=generator)}
                 for n in (count(6, generator) for _ in range(1 + count(2, generator)))]
        found = [answers(t, (4, 1000)[case % 2], generator) for t in truth]
        metric = MeanAveragePrecision(iou_thresholds=[0.5],
                                      rec_thresholds=[j / 100 for j in range(101)],
                                      class_metrics=True)
        result = metric(found, truth)
        theirs = dict(zip(result["classes"].reshape(-1).tolist(),
                          result["map_per_class"].reshape(-1).tolist(), strict=True))
        lesson["truth_test"] = truth
        ours = lesson["ap_by_class"](found)
        for k in range(2):
            if math.isnan(ours[k]):
                assert theirs.get(k, -1) == -1, case
                empty += 1
            else:
                assert ours[k] == pytest.approx(theirs[k], abs=1e-6), case
    assert empty > 20


def test_yolos_tensors_hold_what_was_written():
    names = defined("17", "encode", "decode", "responsible", "yolo-terms", torch=torch,
                    F=torch.nn.functional)
    pictures, whole = data.load("scenes", task="detect", n=300, objects=(1, 6), seed=3), 0
    for target in pictures.targets:
        boxes, labels = target["boxes"] / 64, target["labels"]
        tensor = names["encode"](boxes, labels, 4, 6)
        read, confidence, kind = names["decode"](tensor, 6)
        there = confidence[..., 0] > 0
        order = [int((b - read[there][:, 0]).abs().sum(1).argmin()) for b in boxes]
        kept = (boxes - read[there][order, 0]).abs().amax(1) < 1e-6
        # nothing but what was written, each once
        assert kept.sum() == there.sum() == len(set(order))
        assert torch.equal(kind[there].argmax(1)[order][kept], labels[kept])
        assert names["yolo_terms"](tensor[None], tensor[None],
                                   6).tolist() == pytest.approx([0] * 5, abs=1e-9)
        whole += bool(kept.all())
    # most pictures whole, some with two in a cell
    assert 200 < whole < 300


def test_frames_are_where_the_boxes_are():
    fig, ax = plt.subplots()
    show.picture(ax, torch.zeros(10, 20, dtype=torch.uint8))
    show.boxes(ax, torch.tensor([[0.0, 0, 20, 10], [2, 3, 5, 9]]), ["all", "some"],
               colour=("red", "blue"))
    vertices = ax.collections[0].get_paths()[1].vertices
    assert vertices.min(0).tolist() == [1.5, 2.5] and vertices.max(0).tolist() == [4.5, 8.5]
    assert ax.get_xlim() == (-0.5, 19.5) and [t.get_text() for t in ax.texts] == ["all", "some"]
    show.boxes(ax, torch.empty(0, 4))
    plt.close(fig)


def test_detections_are_named_and_their_labels_checked():
    fig, ax = plt.subplots()
    show.picture(ax, torch.zeros(10, 20, dtype=torch.uint8))
    found = {"boxes": torch.tensor([[0.0, 0, 20, 10]]), "labels": torch.tensor([1]),
             "scores": torch.tensor([0.876])}
    show.detections(ax, found, ("cat", "dog"))
    assert [t.get_text() for t in ax.texts] == ["dog 0.88"]
    with pytest.raises(ValueError, match="labels from 1 to 1 for 1 classes: 0 to 0"):
        show.detections(ax, found, ("cat",))
    show.detections(ax, {name: value[:0] for name, value in found.items()}, ("cat", "dog"))
    plt.close(fig)


@pytest.mark.parametrize(("boxes", "texts", "words"), [
    ([[5.0, 0, 2, 9]], (), r"box 0 .* x1 <= x2 .* x, y, width"),
    ([[0, 0, 1, 1], [0, math.nan, 1, 1]], (), "box 1 .* finite"),
    ([1.0, 2, 3, 4], (), r"shape \(4,\): \(N, 4\)"), ([[1.0, 2, 3]], (), r"\(1, 3\)"),
    ([[0.0, 0, 1, 1]], ("a", "b"), "2 texts for 1 boxes")])
def test_bad_boxes_are_refused_in_words(boxes, texts, words):
    fig, ax = plt.subplots()
    with pytest.raises(ValueError, match=words):
        show.boxes(ax, torch.tensor(boxes), texts)
    plt.close(fig)
