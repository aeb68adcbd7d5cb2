"""Sentences about scenes of one or two objects, and a detector that says whether a picture shows
what a sentence says.

Each of the 7,098 sentences that `scenes.caption` can say about one or two objects has a number, so
that sentences can be drawn, changed and compared as tensors. The detector (`load_judge`) was
trained on real scenes alone, by data/weights/train_stackgan.py.
"""
from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from .features import weights
from .scenes import COLOURS, SHAPES

COLOUR_NAMES = tuple(COLOURS)
RELATIONS = ("left of", "right of", "above", "below")
PAIRS = len(COLOURS) * len(SHAPES)
# what no training caption of lesson 34 says: these pairs of colour and shape, and these relations
# of two shapes (nor the same scene said the other way round)
UNSEEN_PAIRS = ("red star", "orange cross", "yellow ring", "green triangle", "blue circle",
                "purple square")
UNSEEN_RELATIONS = ("circle left of cross", "square left of ring", "triangle left of star",
                    "star above triangle", "ring above circle", "cross above square")


def pair_name(pair: int) -> str:
    """"a red circle" for a number of colour and shape, 0 to 41."""
    colour, shape = COLOUR_NAMES[pair // len(SHAPES)], SHAPES[pair % len(SHAPES)]
    return f"{'an' if colour == 'orange' else 'a'} {colour} {shape}"


SENTENCES = [pair_name(p) for p in range(PAIRS)] + [
    f"{pair_name(a)} {r} {pair_name(b)}"
    for a in range(PAIRS) for r in RELATIONS for b in range(PAIRS)]
NUMBER = {sentence: k for k, sentence in enumerate(SENTENCES)}
VOCABULARY = ["", "?", *sorted({word for sentence in SENTENCES for word in sentence.split()})]


def parts(k: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Of sentences by number (N,): the first pair, the relation, the second pair, (N,) each; -1
    where there is but one object."""
    two, rest = k >= PAIRS, (k - PAIRS).clamp_min(0)
    absent = torch.full_like(k, -1)
    return (torch.where(two, rest // (4 * PAIRS), k), torch.where(two, rest // PAIRS % 4, absent),
            torch.where(two, rest % PAIRS, absent))


def number(first: Tensor, relation: Tensor, second: Tensor) -> Tensor:
    """The sentence of these parts (see parts)."""
    return torch.where(relation >= 0, PAIRS + (first * 4 + relation) * PAIRS + second, first)


def turned(k: Tensor) -> Tensor:
    """Sentences about two objects with the objects exchanged: "a left of b" becomes "b left of
    a"."""
    first, relation, second = parts(k)
    return torch.where(relation >= 0, number(second.clamp_min(0), relation, first), k)


def other_way_round(k: Tensor) -> Tensor:
    """The same scene in other words: "a left of b" becomes "b right of a"."""
    first, relation, second = parts(k)
    return torch.where(relation >= 0, number(second.clamp_min(0), relation ^ 1, first), k)


def unseen() -> tuple[Tensor, Tensor]:
    """Which sentences are held out, bool (7098,) each: for a pair, and for a relation alone."""
    first, relation, second = parts(torch.arange(len(SENTENCES)))
    pairs = torch.tensor([pair_name(p).split(" ", 1)[1] in UNSEEN_PAIRS for p in range(PAIRS)])
    by_pair = pairs[first] | (pairs[second] & (second >= 0))
    by_relation, kinds = torch.zeros_like(by_pair), len(SHAPES)
    for sentence in UNSEEN_RELATIONS:
        a, *words, b = sentence.split()
        r, a, b = RELATIONS.index(" ".join(words)), SHAPES.index(a), SHAPES.index(b)
        by_relation |= (relation == r) & (first % kinds == a) & (second % kinds == b)
        by_relation |= (relation == (r ^ 1)) & (first % kinds == b) & (second % kinds == a)
    return by_pair, by_relation & ~by_pair


class Wrong:
    """Wrong sentences, each different from the right one in one thing: a colour, a shape, the
    relation, or the order of the objects. `banned` ones (bool, (7098,)) do not come; where one
    would, the right one stays."""

    def __init__(self, banned: Tensor, each: int = 64):
        every = torch.arange(len(SENTENCES), device=banned.device)
        found = torch.stack([changed(every) for _ in range(each)], 1)
        self.table = torch.where(banned[found], every[:, None], found)

    def __call__(self, k: Tensor, times: int = 1) -> Tensor:
        """For sentences (N,) wrong ones, (times * N,), drawn from those made beforehand."""
        k = k.repeat(times)
        return self.table[k, torch.randint(self.table.shape[1], k.shape, device=k.device)]


def changed(k: Tensor) -> Tensor:
    """For each sentence (N,) a random one that differs in one thing."""
    (a, r, b), kinds = parts(k), len(SHAPES)
    what, colour, shape, turn = (torch.randint(low, high, k.shape, device=k.device) for low, high
                                 in ((0, 6), (1, len(COLOURS)), (1, kinds), (1, 4)))
    what = torch.where(r >= 0, what, what % 2)

    def recoloured(pair):
        return (pair + colour * kinds) % PAIRS

    def reshaped(pair):
        return pair // kinds * kinds + (pair % kinds + shape) % kinds

    swap = (what == 5) & (a != b)
    first = torch.where(what == 0, recoloured(a), torch.where(what == 1, reshaped(a), a))
    second = torch.where(what == 2, recoloured(b), torch.where(what == 3, reshaped(b), b))
    relation = torch.where((what == 4) | ((what == 5) & ~swap), (r + turn) % 4, r)
    return number(torch.where(swap, b, first), relation, torch.where(swap, a, second))


# --- the judge ---------------------------------------------------------------------------------

class Detector(nn.Module):
    """Pictures (N, 3, 64, 64) in [-1, 1] to maps (N, 16, 16, 16), a cell for 4×4 pixels: whether an
    object's centre lies in the cell, where in it (2), colour (7) and shape (6)."""

    def __init__(self, w: int = 24):
        super().__init__()
        layers, maps = [], 3
        for m, stride in ((w, 1), (w, 2), (2 * w, 1), (2 * w, 2), (3 * w, 1), (3 * w, 1),
                          (3 * w, 1)):
            layers += [nn.Conv2d(maps, m, 3, stride, 1, bias=False), nn.BatchNorm2d(m), nn.ReLU()]
            maps = m
        self.body = nn.Sequential(*layers)
        self.wide = nn.Sequential(nn.Conv2d(maps, maps, 3, 1, 2, 2, bias=False),
                                  nn.BatchNorm2d(maps), nn.ReLU())
        self.out = nn.Conv2d(maps, 3 + len(COLOURS) + len(SHAPES), 1)
        nn.init.constant_(self.out.bias[:1], -4.0)         # most cells hold no centre

    def forward(self, x: Tensor) -> Tensor:
        x = self.body(x)
        return self.out(x + self.wide(x))


def load_judge() -> Detector:
    """The detector with its weights, in eval mode."""
    judge, state = Detector(), torch.load(weights("stackgan.pt"), weights_only=True)["judge"]
    judge.load_state_dict({name: value.float() for name, value in state.items()}, strict=False)
    return judge.eval()


def enlarged(x: Tensor) -> Tensor:
    """Pictures of any size as the judge wants them: 64×64, from -1 to 1."""
    if x.shape[-1] != 64:
        x = F.interpolate(x, size=64, mode="bilinear", align_corners=False)
    return x.clamp(-1, 1)


@torch.no_grad()
def detect(judge: Detector, x: Tensor, most: int = 4,
           threshold: float = 0.3) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """The `most` best detections in pictures (N, 3, S, S) from -1 to 1: which are there (N, K),
    bool; their pairs of colour and shape (N, K); centres (N, K, 2), x and y in pixels of 64; scores
    (N, K)."""
    maps = judge(enlarged(x)).float()
    score = maps[:, 0].sigmoid()
    peak = score * (score == F.max_pool2d(score[:, None], 3, 1, 1)[:, 0])
    value, cell = peak.flatten(1).topk(most)
    found = maps.flatten(2).gather(2, cell[:, None].expand(-1, maps.shape[1], -1))
    at = torch.stack([cell % 16, cell // 16], 2) + found[:, 1:3].sigmoid().mT
    colour = found[:, 3:3 + len(COLOURS)].argmax(1)
    shape = found[:, 3 + len(COLOURS):].argmax(1)
    return value > threshold, colour * len(SHAPES) + shape, 4 * at, value


def agreement(judge: Detector, x: Tensor, k: Tensor) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """How pictures agree with sentences by number (N,): how many objects too many (N,); for both
    objects of the sentence whether the colour and whether the shape is right, (N, 2) each; whether
    the relation is, (N,). Objects and detections are matched such that most is right."""
    there, pair, centre, score = detect(judge, x)
    first, relation, second = parts(k)
    wanted, two = torch.stack([first, second], 1), relation >= 0
    best = torch.full((len(k),), -1.0, device=x.device)
    result = torch.zeros(len(k), 5, dtype=torch.bool, device=x.device)
    for i, j in [(i, j) for i in range(there.shape[1]) for j in range(there.shape[1]) if i != j]:
        found, valid = pair[:, [i, j]], there[:, [i, j]].clone()
        valid[:, 1] &= two
        colour = (found // len(SHAPES) == wanted // len(SHAPES)) & valid
        shape = (found % len(SHAPES) == wanted % len(SHAPES)) & valid
        dx, dy = (centre[:, j] - centre[:, i]).unbind(1)
        side = torch.where(dx.abs() > dy.abs(), (dx <= 0).long(), 2 + (dy <= 0).long())
        related, both = (side == relation) & valid.all(1), colour & shape
        value = (colour.float() + shape.float() + 2.0 * both).sum(1) \
            + 0.01 * (score[:, i] * valid[:, 0] + score[:, j] * valid[:, 1]) \
            + 0.001 * (related & both.all(1))
        better = value > best
        best = torch.where(better, value, best)
        result = torch.where(better[:, None], torch.cat([colour, shape, related[:, None]], 1),
                             result)
    return there.sum(1) - 1 - two.long(), result[:, :2], result[:, 2:4], result[:, 4]


def shares(judge: Detector, x: Tensor, k: Tensor) -> dict[str, float]:
    """Shares of pictures (N, 3, S, S) that show what sentences (N,) say; "one_" of those about one
    object, "two_" about two: colour, shape, object (both), over objects; count, over pictures; all
    (count, colours, shapes and relation). relation: of two objects that are both right."""
    extra, colour, shape, related = agreement(judge, x, k)
    two, fit, both, out = parts(k)[1] >= 0, extra == 0, colour & shape, {}
    for label, here, n in (("one", ~two, 1), ("two", two, 2)):
        if not here.any():
            continue
        c, s, b = (v[here][:, :n].float().mean() for v in (colour, shape, both))
        right = both[here][:, :n].all(1)
        out |= {f"{label}_colour": c, f"{label}_shape": s, f"{label}_object": b,
                f"{label}_count": fit[here].float().mean()}
        if n == 2:
            out["relation"] = related[here][right].float().sum() / right.sum().clamp(1)
            right = right & related[here]
        out[f"{label}_all"] = (right & fit[here]).float().mean()
    return {name: float(value) for name, value in out.items()}


@torch.no_grad()
def judged_features(judge: Detector, x: Tensor) -> Tensor:
    """Means and maxima of the judge's last maps, (N, 144), for pictures (N, 3, S, S)."""
    f = judge.body(enlarged(x)).float()
    return torch.cat([f.mean((2, 3)), f.amax((2, 3))], 1)
