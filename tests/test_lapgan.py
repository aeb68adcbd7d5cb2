"""The longer games of lesson 33: the script plays all its parts, its networks are the lesson's, and
the weights draw what the log says."""
import json

import pytest
import torch
from conftest import defined, loaded, script

from course_utils import data, features

pytestmark = pytest.mark.lessons("33")


def networks(made):
    """The generators of the course's file, and the sizes of the residuals."""
    state = torch.load(features.weights("lapgan.pt"), weights_only=True)
    scale, nets = state.pop("scale").tolist(), {}
    for part, values in state.items():
        nets[part] = loaded(made.pair_of(part)[0], values)
    return nets, scale


@torch.no_grad()
def test_the_weights_are_small_and_fit_the_lessons_networks_and_the_scripts():
    assert features.weights("lapgan.pt").stat().st_size < 1.2e6
    theirs, _ = networks(script("train_lapgan"))
    lesson = defined("33", "parameters", "setup", "networks", "longer-networks", G=[], one_gan=None,
                     smooth=None, sizes=[], COLOURS=3)
    ours = dict(zip(("64", "32", "16", "8", "single", "smooth"),
                    [*lesson["G"], lesson["one_gan"], lesson["smooth"]], strict=True))
    assert set(theirs) == set(ours)
    for part, net in theirs.items():
        side = int(part) if part.isdigit() else 64
        x = torch.randn(2, *((32, 1, 1) if part in ("8", "single") else (4, side, side)),
                        generator=torch.Generator().manual_seed(0)).to(lesson["where"])
        torch.testing.assert_close(ours[part](x), net.to(x)(x), rtol=0, atol=1e-3)


@torch.no_grad()
def test_the_networks_draw_what_their_log_says(tmp_path):
    made = script("train_lapgan")
    a = made.options(["--out", str(tmp_path), "--tests", "100"])
    nets, scale = networks(made)
    pictures = data.load("scenes", n=125, seed=5)          # of a seed that was not trained on
    measures = made.Measures(a, pictures.test.images[:8], pictures.train.images, scale)
    log = json.loads(features.weights("lapgan.json").read_text())["seeds"]["0"]["log"][-1]
    torch.manual_seed(0)
    for name, sides in measures.drawn(nets).items():
        found = (measures.judged(sides[-1])[0].sum(1) == 1).float().mean().item()
        assert found == pytest.approx(log[name]["one_object"], abs=0.1), name
    for k, part in enumerate(("from 32", "from 16", "from 8"), 1):
        x = measures.cascade(nets, measures.real[k])[-1]
        assert measures.same_shape(x, measures.real[0]) == pytest.approx(
            log[part]["same_shape"], abs=0.15), part


def test_every_part_plays_and_is_measured(tmp_path):
    made = script("train_lapgan")
    a = made.options(["--out", str(tmp_path), "--rounds", "1", "--batch", "4", "--tests", "4"])
    a.cuda, a.device = False, torch.device("cpu")
    pictures = data.load("scenes", n=25, seed=3)
    drawn, held = pictures.train.images, pictures.test.images
    parts, scale = made.prepare(a, drawn)
    games, costs = made.begun(a, parts)
    assert len(games) == 6 and len(scale) == 3
    before = [net.state_dict()["0.weight"].clone() for game in games for net in (game.G, game.mean)]
    assert made.play(a, games, lambda *_: None) == 1
    after = [net.state_dict()["0.weight"] for game in games for net in (game.G, game.mean)]
    assert all(torch.isfinite(w).all() and not torch.equal(v, w)
               for v, w in zip(before, after, strict=True))
    four = sum(costs[part][2] * costs[part][3] for part in ("8", "16", "32", "64"))
    assert four == pytest.approx(costs["single"][2] * costs["single"][3])
    nets = {game.part: game.mean for game in games if game.seed == 0}
    made.write(a, 0, nets, scale)
    assert set(made.earlier(a, 0)) == set(made.PARTS)
    measures = made.Measures(a, held, drawn, scale)
    found = measures.full(nets, measures.drawn(nets))
    assert {"training", "lapgan", "single", "from 8", "residuals smooth"} <= set(found)
    text = made.laid_out({"costs": costs, "seeds": {0: {"steps": {}, "log": [found, found]}}})
    assert json.loads(text)["seeds"]["0"]["log"][1]["single"] == found["single"]
