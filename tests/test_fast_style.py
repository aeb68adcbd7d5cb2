"""The weights of lesson 29: the script's network and the lesson's are one, and they paint."""
import json

import pytest
import torch
from conftest import defined, script

from course_utils import data, features

pytestmark = pytest.mark.lessons("29")


def test_the_weights_are_small_and_fit_the_lessons_network_and_the_scripts():
    file = features.weights("fast_style.pt")
    assert file.stat().st_size < 1e6
    weights = {name: value.float() for name, value in torch.load(file, weights_only=True).items()}
    made = script("train_fast_style")
    lesson = defined("29", "parameters", "setup", "restyle", "norms", "norms-2", "painter")
    ours, theirs = lesson["Painter"](styles=4).eval(), made.Painter(styles=4).eval()
    ours.load_state_dict(weights)
    theirs.load_state_dict(weights)
    x = torch.rand(2, 3, 32, 48, generator=torch.Generator().manual_seed(0))
    share = torch.eye(4)[[0, 2]]
    torch.testing.assert_close(ours(x, share), theirs(x, share))


@torch.no_grad()
def test_the_network_paints_as_its_log_says():
    made = script("train_fast_style")
    painter = made.Painter(styles=4).eval()
    painter.load_state_dict({name: value.float() for name, value in torch.load(
        features.weights("fast_style.pt"), weights_only=True).items()})
    trunk, paintings = features.load("trunk"), data.load("canvas")
    maps = features.activations(trunk, paintings.images / 255, made.LAYERS)
    wanted = {layer: made.gram(m) for layer, m in maps.items()}
    judges = torch.stack([data.load("photos").picture(name) for name in made.JUDGES]) / 255
    log = json.loads(features.weights("fast_style.json").read_text())["log"][-1]
    for k, name in enumerate(paintings.classes):
        style = torch.full((len(judges),), k)
        painted = painter(judges, torch.eye(4)[style])
        before = made.losses(trunk, wanted, judges, style, judges)[1].mean().item()
        after = made.losses(trunk, wanted, painted, style, judges)[1].mean().item()
        assert after < before and after == pytest.approx(log[f"style_{name}"], rel=0.05), name
