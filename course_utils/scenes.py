"""Procedural pictures: coloured shapes on textured ground, with everything known about them.

One call gives pictures, classes, boxes, instance masks, semantic masks and captions, so that every
task of the course can be set on the same scenes. Shapes are signed distance functions (after Inigo
Quilez's collection of exact 2-D distances), evaluated for many scenes at once.

A scene is one row of uniform random numbers. All rows are drawn first, from one generator; so scene
number 7 of a seed is the same picture whatever the number of scenes asked for and the chunk size.
"""
from __future__ import annotations

import colorsys
from dataclasses import dataclass

import numpy as np
import torch

SHAPES = ("circle", "square", "triangle", "star", "ring", "cross")
COLOURS = {
    "red": (212, 38, 48), "orange": (244, 130, 32), "yellow": (250, 212, 62),
    "green": (52, 156, 74),
    "blue": (40, 104, 216), "purple": (140, 62, 176), "white": (244, 242, 236),
}
MOST_OBJECTS = 6
_PLACES = 8                       # candidate positions tried for each object
_GRIDS = (4, 11)                  # resolutions of the two octaves of background noise
_GROUND = 16                      # other random numbers of a background
_OBJECT = 8 + 2 * _PLACES         # random numbers of an object
_ROW = 1 + _GROUND + sum(g * g for g in _GRIDS) + MOST_OBJECTS * _OBJECT


@dataclass
class Scenes:
    """N pictures of S×S pixels and all there is to know about them; K = 6 slots for objects.

    images: uint8 (N, 3, S, S). instances: uint8 (N, S, S), 0 for ground, k for the object in slot k
    - 1. shapes, colours: int64 (N, K), -1 for an empty slot. boxes: float32 (N, K, 4), xyxy in
    pixels, tight around what is visible. A later slot lies in front of an earlier one.
    """

    images: torch.Tensor
    instances: torch.Tensor
    shapes: torch.Tensor
    colours: torch.Tensor
    boxes: torch.Tensor

    def semantic(self) -> torch.Tensor:
        """Class of each pixel, int64 (N, S, S): 0 for ground, 1 + index into SHAPES for an
        object."""
        table = torch.cat([torch.zeros(len(self.shapes), 1, dtype=torch.int64), self.shapes + 1],
                          dim=1)
        rows = torch.arange(len(table)).view(-1, 1, 1)
        return table[rows, self.instances.long()]

    def objects(self, index: int, masks: bool = False) -> dict[str, torch.Tensor]:
        """Scene `index` as torchvision's detection models want it: boxes (n, 4), labels (n,) and,
        on request, masks (n, S, S) as bool."""
        slots = (self.shapes[index] >= 0).nonzero().flatten()
        target = {"boxes": self.boxes[index, slots], "labels": self.shapes[index, slots]}
        if masks:
            target["masks"] = self.instances[index] == (slots + 1).view(-1, 1, 1)
        return target

    def caption(self, index: int) -> str:
        """What scene `index` shows, in a sentence; with two objects, how they lie to each other."""
        slots = (self.shapes[index] >= 0).nonzero().flatten().tolist()
        names = [f"a {list(COLOURS)[self.colours[index, k]]} {SHAPES[self.shapes[index, k]]}"
                 for k in slots]
        names = [name.replace("a orange", "an orange") for name in names]
        if len(slots) == 2:
            a, b = (self.boxes[index, k, :2] + self.boxes[index, k, 2:] for k in slots)
            dx, dy = (b - a).tolist()
            side = ("left of" if dx > 0 else "right of") if abs(dx) > abs(dy) else \
                   ("above" if dy > 0 else "below")
            return f"{names[0]} {side} {names[1]}"
        return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1]


def draw(n: int, size: int = 64, objects: tuple[int, int] = (1, 4), seed: int = 0,
         clutter: float = 0.5,
         chunk: int = 64) -> Scenes:
    """Draws `n` scenes of size×size pixels with between objects[0] and objects[1] objects each.

    clutter in [0, 1] sets the contrast of the background's texture. The result does not depend on
    `chunk`, the number of scenes drawn at once. Raises ValueError for values out of range.
    """
    low, high = objects
    if n < 1 or size < 16 or chunk < 1:
        raise ValueError(f"n={n}, size={size}, chunk={chunk}: at least 1 scene, 16 pixels, a "
                         "chunk of 1.")
    if not 1 <= low <= high <= MOST_OBJECTS:
        raise ValueError(f"objects={objects}: give (fewest, most) with 1 <= fewest <= most <= "
                         f"{MOST_OBJECTS}.")
    if not 0 <= clutter <= 1:
        raise ValueError(f"clutter={clutter} is not between 0 and 1.")
    rows = np.random.default_rng(seed).random((n, _ROW), dtype=np.float32)
    count = low + (rows[:, 0] * (high - low + 1)).astype(int).clip(0, high - low)
    ground, things = rows[:, 1:-MOST_OBJECTS * _OBJECT], rows[:, -MOST_OBJECTS * _OBJECT:]
    things = things.reshape(n, MOST_OBJECTS, _OBJECT)
    shape = (things[..., 0] * len(SHAPES)).astype(int)
    colour = (things[..., 1] * len(COLOURS)).astype(int)
    radius = size * (0.16 + 0.16 * things[..., 2]) / (0.55 + 0.45 * np.sqrt(count))[:, None]
    centre, present = _place(things[..., 8:], radius, count, size)

    images = np.empty((n, 3, size, size), np.uint8)
    instances = np.zeros((n, size, size), np.uint8)
    for start in range(0, n, chunk):
        part = slice(start, start + chunk)
        canvas = _grounds(ground[part], size, clutter)
        for k in range(MOST_OBJECTS):
            here = np.flatnonzero(present[part, k])
            if len(here):
                at = here + start
                _paint(canvas, instances[part], here, k, shape[at, k], colour[at, k], radius[at, k],
                       centre[at, k], things[at, k, 3:8])
        images[part] = (canvas.clip(0, 1) * 255 + 0.5).astype(np.uint8)

    empty = ~present
    shape[empty], colour[empty] = -1, -1
    return Scenes(torch.from_numpy(images), torch.from_numpy(instances), torch.from_numpy(shape),
                  torch.from_numpy(colour), torch.from_numpy(_boxes(instances)))


def _place(uniform, radius, count, size):
    """Centres (N, K, 2) and which slots are filled (N, K). Of its candidate places, each object
    takes the first that leaves the earlier ones visible; where none does, the slot stays empty."""
    n = len(radius)
    candidates = uniform.reshape(n, MOST_OBJECTS, _PLACES, 2)
    margin = (0.8 * radius)[:, :, None, None]
    candidates = margin + candidates * (size - 2 * margin)
    centre = np.zeros((n, MOST_OBJECTS, 2), np.float32)
    present = np.zeros((n, MOST_OBJECTS), bool)
    for k in range(MOST_OBJECTS):
        gap = np.full((n, _PLACES), np.inf, np.float32)
        for j in range(k):
            distance = np.linalg.norm(candidates[:, k] - centre[:, j, None], axis=-1)
            reach = 0.75 * (radius[:, k] + radius[:, j])[:, None]
            gap = np.where(present[:, j, None], np.minimum(gap, distance - reach), gap)
        best = (gap >= 0).argmax(axis=1)
        centre[:, k] = candidates[np.arange(n), k, best]
        present[:, k] = (k < count) & (gap[np.arange(n), best] >= 0)
    return centre, present


def _upsample(points: int, size: int) -> np.ndarray:
    """Matrix (size, points) of smooth interpolation from a coarse grid to pixels."""
    position = np.linspace(0, points - 1, size, dtype=np.float32)
    left = np.minimum(position.astype(int), points - 2)
    t = position - left
    t = t * t * (3 - 2 * t)
    matrix = np.zeros((size, points), np.float32)
    matrix[np.arange(size), left], matrix[np.arange(size), left + 1] = 1 - t, t
    return matrix


def _grain(size: int) -> np.ndarray:
    return np.random.default_rng(1).standard_normal((size, size)).astype(np.float32)


def _grounds(rows, size, clutter):
    """Backgrounds, float32 (n, 3, S, S) in [0, 1]: two muted colours mixed by smooth noise and
    stripes."""
    n = len(rows)
    u, grids, start = rows[:, :_GROUND], [], _GROUND
    for points in _GRIDS:
        up = _upsample(points, size)
        grids.append(up @ rows[:, start:start + points * points].reshape(n, points, points) @ up.T)
        start += points * points
    y, x = np.mgrid[:size, :size].astype(np.float32) / size
    angle, waves = u[:, 6] * np.pi, 3 + 9 * u[:, 7]
    across = np.cos(angle)[:, None, None] * x + np.sin(angle)[:, None, None] * y
    stripes = np.sin(2 * np.pi * (waves[:, None, None] * across + u[:, 8, None, None]))
    # half of the grounds are striped
    strength = np.where(u[:, 9] < 0.5, u[:, 9], 0)[:, None, None]
    mix = grids[0] + clutter * (0.9 * (grids[1] - 0.5) + strength * stripes)
    tones = []
    for first in (0, 3):
        tones.append(np.array([colorsys.hsv_to_rgb(h, 0.08 + 0.30 * s, 0.30 + 0.50 * v)
                               for h, s, v in u[:, first:first + 3].tolist()], np.float32))
    ground = tones[0][:, :, None,
                      None] + (tones[1] - tones[0])[:, :, None, None] * mix.clip(0, 1)[:, None]
    grain = _grain(size)
    shift = (u[:, 10:12] * size).astype(int)
    for i, (dy, dx) in enumerate(shift.tolist()):
        ground[i] += (0.01 + 0.04 * clutter) * np.roll(grain, (dy, dx), (0, 1))
    return ground


def _paint(canvas, instances, here, slot, shape, colour, radius, centre, u):
    """Paints one object into each of the scenes `here` of the chunk, with a soft shadow and a
    bevel."""
    size = canvas.shape[-1]
    y, x = np.mgrid[:size, :size].astype(np.float32) + 0.5
    r = radius[:, None, None]
    dx = (x - centre[:, 0, None, None]) / r
    dy = (y - centre[:, 1, None, None]) / r
    angle = (u[:, 0] * 2 * np.pi)[:, None, None]
    cos, sin = np.cos(angle), np.sin(angle)
    px, py = cos * dx + sin * dy, cos * dy - sin * dx
    distance = np.empty_like(px)                             # in pixels, negative inside
    for index, name in enumerate(SHAPES):
        same = shape == index
        if same.any():
            distance[same] = _DISTANCE[name](px[same], py[same])
    distance *= r
    cover = (0.5 - distance).clip(0, 1)
    shadow = 0.45 * (0.5 - distance / (0.35 * r)).clip(0, 1)
    shadow[:, 2:, 1:] = shadow[:, :-2, :-1]
    light = 1.0 - 0.16 * (dx + dy) - 0.22 * np.exp(distance.clip(-8, 0) * 0.7)
    paint = np.array(list(COLOURS.values()), np.float32)[colour] / 255 * (0.92 + 0.16 * u[:, 1:4])
    under = canvas[here] * (1 - shadow)[:, None]
    canvas[here] = under + cover[:,
                                 None] * ((paint[:, :, None, None] * light[:, None]).clip(0, 1)
                                          - under)
    marked = instances[here]
    marked[cover > 0.5] = slot + 1
    instances[here] = marked


def _boxes(instances):
    """Tight boxes (N, K, 4), xyxy, the right and lower edges exclusive; zeros for an empty slot."""
    n, size, _ = instances.shape
    boxes = np.zeros((n, MOST_OBJECTS, 4), np.float32)
    for k in range(MOST_OBJECTS):
        seen = instances == k + 1
        columns, lines = seen.any(1), seen.any(2)
        full = columns.any(1)
        boxes[full,
              k] = np.stack([columns.argmax(1), lines.argmax(1), size - columns[:, ::-1].argmax(1),
                                   size - lines[:, ::-1].argmax(1)], 1)[full]
    return boxes


def _circle(x, y):
    return np.hypot(x, y) - 0.9


def _square(x, y):
    a, b = abs(x) - 0.78, abs(y) - 0.78
    return np.hypot(a.clip(0), b.clip(0)) + np.maximum(a, b).clip(max=0)


def _triangle(x, y):
    k, side = np.float32(3 ** 0.5), np.float32(0.9)
    x, y = abs(x) - side, y + side / k
    fold = x + k * y > 0
    x, y = np.where(fold, (x - k * y) / 2, x), np.where(fold, (-k * x - y) / 2, y)
    x = x - x.clip(-2 * side, 0)
    return -np.hypot(x, y) * np.sign(y)


def _star(x, y):
    c1, s1 = np.float32(0.809016994375), np.float32(0.587785252292)
    x = abs(x)
    for sign in (1, -1):
        over = 2 * np.maximum(sign * c1 * x - s1 * y, 0)
        x, y = x - over * sign * c1, y + over * s1
    x, y = abs(x), y - 1.05
    bx, by = 0.46 * s1, 0.46 * c1 - 1
    h = ((x * bx + y * by) / (bx * bx + by * by)).clip(0, 1.05)
    return np.hypot(x - bx * h, y - by * h) * np.sign(y * bx - x * by)


def _ring(x, y):
    return abs(np.hypot(x, y) - 0.66) - 0.27


def _cross(x, y):
    x, y = abs(x), abs(y)
    x, y = np.maximum(x, y), np.minimum(x, y)
    a, b = x - 0.95, y - 0.33
    return np.hypot(a.clip(0), b.clip(0)) + np.maximum(a, b).clip(max=0)


_DISTANCE = dict(zip(SHAPES, (_circle, _square, _triangle, _star, _ring, _cross), strict=True))
