import ast
import base64
import io

import matplotlib.pyplot as plt
import numpy as np
import psutil
import pytest
import torch
from PIL import Image

from course_utils import show


def test_results_report_the_most_memory_held_so_far(capsys):
    block = torch.ones(2 ** 27)
    held = psutil.Process().memory_info().rss
    del block
    show.results(accuracy=torch.tensor(0.5))
    printed = ast.literal_eval(capsys.readouterr().out)
    assert printed["accuracy"] == 0.5
    assert 0.99 * held <= printed["memory_gib"] * 2 ** 30 < psutil.virtual_memory().total


@pytest.fixture
def shown(monkeypatch):
    """What show.figure displays: (data, metadata) of each figure."""
    found = []
    monkeypatch.setattr(show, "display",
                        lambda data, metadata, raw: found.append((data, metadata)))
    show.use_style()
    return found


def test_a_line_drawing_is_svg_measured_in_pixels_and_the_same_each_time(shown):
    for _ in range(2):
        plt.subplots(figsize=(6, 3))[1].plot([1, 3, 2])
        show.figure("A line that rises <and falls>.")
    (data, metadata), again = shown
    svg = data["image/svg+xml"]
    assert (data, metadata) == again and 'width="432" height="216"' in svg
    assert "<title>A line that rises &lt;and falls&gt;.</title>" in svg
    assert metadata == {"image/svg+xml": {"alt": "A line that rises <and falls>.",
                                          "width": 432, "height": 216}}
    assert not plt.get_fignums()


@pytest.mark.parametrize("draw", [
    lambda ax: ax.imshow(np.eye(4)), lambda ax: ax.pcolormesh(np.eye(4)),
    lambda ax: ax.scatter(*np.random.default_rng(0).random((2, 5000)))])
def test_pictures_and_clouds_are_png_of_twice_the_pixels(shown, draw):
    draw(plt.subplots(figsize=(5, 2))[1])
    show.figure("Something with many dots.")
    (data, metadata), = shown
    picture = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert picture.size == (720, 288)
    assert metadata["image/png"] == {"alt": "Something with many dots.", "width": 360,
                                     "height": 144}


def test_strongest_suppresses_across_classes_and_enlarges():
    boxes = torch.tensor([[0, 0, 10, 10], [1, 0, 11, 10], [20, 20, 30, 30.0], [40, 0, 50, 10]])
    found = {"boxes": boxes, "scores": torch.tensor([0.6, 0.9, 0.7, 0.2]),
             "labels": torch.tensor([1, 0, 1, 0]), "cell": torch.arange(4)}
    kept = show.strongest(found, least=0.5, zoom=2)
    assert kept["cell"].tolist() == [1, 2] and kept["labels"].tolist() == [0, 1]
    assert kept["boxes"].tolist() == (2 * boxes[[1, 2]]).tolist()
    assert show.strongest(found, least=0.5, iou=0.9)["cell"].tolist() == [1, 2, 0]
    assert found["boxes"].equal(boxes)
