"""Parameters and multiplications against what torchvision publishes with its weights."""
import pytest
import torch
import torchvision.models as models
from torch import nn

from course_utils import budget


@pytest.mark.parametrize("name",
                         ["alexnet", "vgg16", "resnet18", "resnet50", "densenet121", "googlenet",
                          "mobilenet_v2"])
def test_totals_are_torchvisions(name):
    published = models.get_model_weights(name).DEFAULT.meta
    with torch.device("meta"):
        options = {"aux_logits": False, "init_weights": False} if name == "googlenet" else {}
        model = models.get_model(name, **options)
    found = budget.layers(model, 3, 224, 224)
    assert found.parameters == published["num_params"] and round(
        found.multiplications / 1e9, 3) == published["_ops"]


def test_layers_by_hand():
    model = nn.Sequential(nn.Conv2d(2, 6, (3, 1), groups=2), nn.ReLU(),
                          nn.ConvTranspose2d(6, 1, 2, 2), nn.Flatten(), nn.Linear(96, 3))
    found = budget.layers(model.train(), 2, 6, 6)
    assert [(r.kind, r.output, r.parameters, r.multiplications) for r in found] == [
        ("Conv2d", (6, 4, 6), 24, 6 * 3 * 24), ("ReLU", (6, 4, 6), 0, 0),
        ("ConvTranspose2d", (1, 8, 12), 25, 6 * 24 * 4),
        ("Flatten", (96,), 0, 0), ("Linear", (3,), 291, 288)]
    assert model.training and "<b>340</b>" in found._repr_html_()
    assert budget.layers(nn.Conv2d(1, 1, 3), 1, 5, 5).multiplications == 81


def test_parameters_it_would_miss_are_named():
    class Scaled(nn.Module):
        def __init__(self):
            super().__init__()
            self.scale, self.layer = nn.Parameter(torch.ones(1)), nn.Linear(2, 2)

    with pytest.raises(ValueError, match="scale"):
        budget.layers(Scaled(), 2)


def test_a_pooling_that_gives_its_places_is_counted():
    found = budget.layers(nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool2d(2, return_indices=True)),
                          1, 6, 6)
    assert [layer.output for layer in found] == [(2, 4, 4), (2, 2, 2)]


def test_seconds_are_those_of_the_fastest_run_of_each_after_a_warm_up(monkeypatch):
    now, order = [0.0], []
    monkeypatch.setattr(budget.time, "perf_counter", lambda: now[0])

    def taking(name, *durations):
        left = list(durations)

        def call():
            order.append(name)
            now[0] += left.pop(0)
        return call
    assert budget.seconds(taking("a", 1, 5, 3, 4), taking("b", 2, 9, 8, 7), repeats=3) == [3, 7]
    assert order == ["a", "b"] * 4
