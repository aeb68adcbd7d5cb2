"""Procedural chairs, seen from any side, each with its mask.

A chair is a row of KIND numbers that choose its parts (legs, back, seat, arms, wood) and of SIZES
from 0 to 1, its proportions. Its parts are boxes and cylinders in a frame of three axes each. A
camera looks at them in orthographic projection. The ray of each pixel is met with each part
(Kay and Kajiya 1986), the nearest part wins, and its face is shaded by its direction to a light
that goes with the camera. Pictures are drawn at twice the size and averaged.

After the chairs of Dosovitskiy et al. (2015), which were models of others; these are ours.
"""
from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d

LEGS = ("straight", "splayed", "sled", "pedestal")
BACKS = ("panel", "slats", "ladder", "round")
SEATS = ("square", "round")
ARMS = ("without", "with")
WOODS = {"oak": (196, 148, 92), "walnut": (112, 72, 48), "black": (66, 66, 74),
         "steel": (176, 182, 190)}
KINDS = {"legs": LEGS, "back": BACKS, "seat": SEATS, "arms": ARMS, "wood": tuple(WOODS)}
SIZES = {"width": (0.42, 0.56), "depth": (0.42, 0.52), "height": (0.72, 1.00),
         "cushion": (0.04, 0.12), "rise": (0.70, 1.00), "lean": (0.00, 0.18),
         "leg": (0.035, 0.065)}                       # half axes and lengths, in units of the scene
COLUMNS = (*KINDS, *SIZES)
COLOURS = {"red": (206, 52, 56), "orange": (238, 132, 44), "yellow": (244, 200, 66),
           "green": (64, 152, 92), "blue": (52, 108, 200), "purple": (134, 76, 168),
           "grey": (150, 154, 160), "white": (238, 236, 230)}
_PARTS = 18                       # the most that a chair has
_TILE = 16                        # side of the squares of pixels in which rays are met with a part
_MIDDLE, _REACH = 1.02, 1.42       # height that the camera looks at, half of what it sees
_LIGHT = (-0.45, 0.70, 0.55)      # to the right, up, towards the camera


@dataclass
class Chairs:
    """N pictures of S×S pixels and what they show.

    images: uint8 (N, 3, S, S), on white. masks: uint8 (N, S, S), how much of a pixel the chair
    covers, in 255ths. rows: float32 (N, 12), COLUMNS of each chair. styles: int64 (N,), number of
    its row in the table of styles. azimuth, elevation: float32 (N,), degrees. colours: float32
    (N, 3), from 0 to 1, of what is upholstered.
    """

    images: Tensor
    masks: Tensor
    rows: Tensor
    styles: Tensor
    azimuth: Tensor
    elevation: Tensor
    colours: Tensor


def styles(n: int, seed: int = 0) -> Tensor:
    """`n` styles, float32 (n, 12): COLUMNS drawn at random. Style number 7 of a seed is the same
    whatever n. Raises ValueError for n below 1."""
    if n < 1:
        raise ValueError(f"n={n}: at least 1 style.")
    generator = torch.Generator().manual_seed(seed)
    rows = torch.stack([torch.rand(len(COLUMNS), generator=generator) for _ in range(n)])
    counts = torch.tensor([len(kind) for kind in KINDS.values()])
    rows[:, :len(KINDS)] = (rows[:, :len(KINDS)] * counts).floor()
    return rows


def changed(rows: Tensor, **columns: str | float) -> Tensor:
    """The same styles with some columns set anew: changed(rows, arms="with", lean=0.5)."""
    rows = rows.clone()
    for name, value in columns.items():
        if name not in COLUMNS:
            raise ValueError(f"a chair has no {name!r}; it has {', '.join(COLUMNS)}.")
        rows[..., COLUMNS.index(name)] = (KINDS[name].index(value) if isinstance(value, str)
                                          else value)
    return rows


def draw(n: int, size: int = 64, count: int = 100, seed: int = 0) -> Chairs:
    """Draws `n` chairs of `count` styles, each style as often as another up to one, from random
    sides (azimuth 0 to 360, elevation 5 to 45 degrees) in random COLOURS. Raises ValueError for
    values out of range."""
    if n < 1:
        raise ValueError(f"n={n}: at least 1 chair.")
    table, generator = styles(count, seed), torch.Generator().manual_seed(seed + 1)
    which = torch.arange(n) % count
    random = torch.stack([torch.rand(3, generator=generator) for _ in range(n)])
    palette = torch.tensor(list(COLOURS.values())) / 255
    colours = palette[(random[:, 2] * len(palette)).long()]
    azimuth, elevation = 360 * random[:, 0], 5 + 40 * random[:, 1]
    images, masks = render(table[which], azimuth, elevation, colours, size)
    return Chairs(images, masks, table[which], which, azimuth, elevation, colours)


def render(rows: Tensor, azimuth: Tensor, elevation: Tensor, colours: Tensor, size: int = 64,
           chunk: int = 64) -> tuple[Tensor, Tensor]:
    """Pictures, uint8 (N, 3, size, size), and masks, uint8 (N, size, size), of chairs.

    rows: (N, 12), see styles. azimuth: (N,), degrees; 0 looks at the front, 90 at the side that is
    right there. elevation: (N,), -80 to 80 degrees above the horizon. colours: (N, 3), 0 to 1. One
    number or row stands for all. The result does not depend on `chunk`, the number drawn at once.
    Raises ValueError for values out of range.
    """
    rows = torch.atleast_2d(torch.as_tensor(rows, dtype=torch.float32))
    azimuth, elevation = (torch.atleast_1d(torch.as_tensor(v, dtype=torch.float32))
                          for v in (azimuth, elevation))
    colours = torch.atleast_2d(torch.as_tensor(colours, dtype=torch.float32))
    n = max(len(rows), len(azimuth), len(elevation), len(colours))
    if not 8 <= size <= 1024 or chunk < 1:
        raise ValueError(f"size={size}, chunk={chunk}: 8 to 1024 pixels, a chunk of at least 1.")
    if elevation.abs().max() > 80:
        raise ValueError(f"elevation of {elevation.abs().max():.0f} degrees: at most 80.")
    if colours.min() < 0 or colours.max() > 1:
        raise ValueError("colours: 0 to 1 is wanted.")
    rows, azimuth, elevation, colours = (v.expand(n, *v.shape[1:])
                                         for v in (rows, azimuth, elevation, colours))
    table, which = torch.unique(rows, dim=0, return_inverse=True)
    built = [torch.stack(part) for part in zip(*map(_parts, table.tolist()), strict=True)]
    drawn = [_draw([part[which[i:i + chunk]] for part in built], azimuth[i:i + chunk],
                   elevation[i:i + chunk], colours[i:i + chunk], size)
             for i in range(0, n, chunk)]
    images, masks = zip(*drawn, strict=True)
    return torch.cat(images), torch.cat(masks)


def _parts(row: list[float]) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Of a chair: the middle (18, 3) and half axes (18, 3, 3), by row, of its parts, whether each
    is round (18,), and its material (18, 3), -1 for upholstery. The front is at negative y."""
    kinds = dict(zip(KINDS, map(int, row), strict=False))
    w, d, h, c, rise, lean, t = (low + v * (high - low) for v, (low, high) in
                                 zip(row[len(KINDS):], SIZES.values(), strict=True))
    wood = [v / 255 for v in list(WOODS.values())[kinds["wood"]]]
    made = []

    def add(middle, x, y, z, cloth=False, tube=False, shift=(0.0, 0.0)):
        """A box, or a cylinder, along z; shift: how far its top lies beside its middle."""
        axes = [[x, 0, 0], [0, y, 0], [*shift, z]]
        made.append((middle, axes, tube, [-1] * 3 if cloth else wood))

    low = h - 2 * c                                             # the seat's lower side
    disc = SEATS[kinds["seat"]] == "round"
    add((0, 0, h - c), w, d, c, cloth=True, tube=disc)
    _legs(add, LEGS[kinds["legs"]], 0.8 * w if disc else w, 0.8 * d if disc else d, low, t)
    _back(add, made, BACKS[kinds["back"]], w, d, h, rise, lean, t, wood)
    if ARMS[kinds["arms"]] == "with":
        for side in (-1, 1):
            foot = -0.25 * d if disc else -0.75 * d
            add((side * w, (0.9 * d + foot - 0.2 * d) / 2, h + 0.42), 1.2 * t,
                (1.1 * d - foot) / 2, 0.7 * t)
            add((side * w, foot, (low + h + 0.42) / 2), 0.8 * t, 0.8 * t, (h + 0.42 - low) / 2)
    made += [((0, 0, -9), [[0.01, 0, 0], [0, 0.01, 0], [0, 0, 0.01]], False, wood)] * (
        _PARTS - len(made))                                     # out of sight
    middle, axes, tube, material = zip(*made, strict=True)
    return (torch.tensor(middle, dtype=torch.float32), torch.tensor(axes, dtype=torch.float32),
            torch.tensor(tube), torch.tensor(material, dtype=torch.float32))


def _legs(add, kind: str, w: float, d: float, low: float, t: float) -> None:
    if kind == "pedestal":
        add((0, 0, low / 2), 1.3 * t, 1.3 * t, low / 2, tube=True)
        add((0, 0, 0.03), 0.8 * w, 0.8 * w, 0.03, tube=True)
        return
    for x in (-1, 1):
        for y in (-1, 1):
            out = 0.14 if kind == "splayed" else 0.0
            inside = (0.78 if kind == "splayed" else 0.98)
            add((x * (inside * w - t + out / 2), y * (inside * d - t + out / 2), low / 2), t, t,
                low / 2, tube=kind == "splayed", shift=(-x * out, -y * out))
        if kind == "sled":
            add((x * (0.98 * w - t), 0, t), t, 0.98 * d, t)


def _back(add, made: list, kind: str, w: float, d: float, h: float, rise: float, lean: float,
          t: float, wood: list[float]) -> None:
    """The back, which leans: what lies at a height above the seat lies behind its foot."""
    def at(x, z, half_x, half_z, half_y, cloth=False):
        add((x, 0.92 * d + lean * z, h + z), half_x, half_y, half_z, cloth,
            shift=(0.0, lean * half_z))

    if kind == "panel":
        at(0, rise / 2, 0.95 * w, rise / 2, 0.07, cloth=True)
    elif kind == "round":
        r = 0.40 * rise
        for x in (-0.4, 0.4):
            at(x * w, rise / 3, t, rise / 3, t)
        made.append(((0, 0.88 * d + lean * (rise - r), h + rise - r),      # a disc, seen from front
                     [[1.02 * w, 0, 0], [0, lean * r, r], [0, 0.09, 0]], True, [-1] * 3))
    else:
        for x in (-1, 1):
            at(x * (0.95 * w - t), rise / 2, t, rise / 2, t)
        rails = (0.93,) if kind == "slats" else (0.32, 0.62, 0.92)
        for z in rails:
            at(0, z * rise, 0.95 * w - t, 0.08 * rise, 0.8 * t)
        for x in (-0.5, 0, 0.5) if kind == "slats" else ():
            at(x * w, 0.45 * rise, 0.9 * t, 0.45 * rise, 0.6 * t)


def _draw(parts: list[Tensor], azimuth: Tensor, elevation: Tensor, colours: Tensor,
          size: int) -> tuple[Tensor, Tensor]:
    middle, axes, tube, material = parts
    n, side = len(azimuth), 2 * size
    camera = _camera(azimuth.deg2rad(), elevation.deg2rad())
    place = (middle - torch.tensor([0, 0, _MIDDLE])) @ camera.mT     # right, up, towards the camera
    axes = axes @ camera.mT[:, None]
    inverse = torch.linalg.inv(axes)                  # a point's coordinates in a part: p @ inverse
    tiles = -(-side // _TILE)
    pixel = ((torch.arange(tiles * _TILE) + 0.5) / side * 2 - 1).view(tiles, _TILE) * _REACH
    reach, half_tile = axes.abs().sum(2)[..., :2], (_TILE + 2) / side * _REACH
    depth = torch.full((n, tiles, tiles, _TILE, _TILE), -torch.inf)
    light, part = torch.zeros_like(depth), torch.zeros_like(depth, dtype=torch.long)
    for k in range(middle.shape[1]):
        beside = (pixel[:, _TILE // 2] - place[:, k, :1]).abs() < reach[:, k, :1] + half_tile
        above = (-pixel[:, _TILE // 2] - place[:, k, 1:2]).abs() < reach[:, k, 1:] + half_tile
        shadow = above[:, :, None] & beside[:, None]                 # tiles that the part may touch
        for meet, chosen in ((_box, ~tube[:, k]), (_tube, tube[:, k])):
            at = i, row, column = (shadow & chosen.view(-1, 1, 1)).nonzero(as_tuple=True)
            x = pixel[column][:, None] - place[i, k, 0].view(-1, 1, 1)
            y = -pixel[row][:, :, None] - place[i, k, 1].view(-1, 1, 1)
            near, lit = meet(x, y, inverse[i, k])
            near = near + place[i, k, 2].view(-1, 1, 1)
            wins = near > depth[at]
            depth[at] = torch.where(wins, near, depth[at])
            light[at] = torch.where(wins, lit, light[at])
            part[at] = part[at].masked_fill(wins, k)
    cover = (depth > -torch.inf).float()[..., None]
    material = torch.where(material < 0, colours[:, None], material)
    colour = light[..., None] * material[torch.arange(n).view(-1, 1, 1, 1, 1), part]
    picture = torch.cat([colour.clamp(0, 1) * cover + 1 - cover, cover], -1)
    picture = picture.permute(0, 5, 1, 3, 2, 4).reshape(n, 4, tiles * _TILE, tiles * _TILE)
    picture = (avg_pool2d(picture[..., :side, :side], 2) * 255).round().byte()
    return picture[:, :3], picture[:, 3]


def _camera(azimuth: Tensor, elevation: Tensor) -> Tensor:
    """What is right, up, and towards the camera, as rows: (N, 3, 3)."""
    right = torch.stack([azimuth.cos(), azimuth.sin(), 0 * azimuth], 1)
    out = torch.stack([elevation.cos() * azimuth.sin(), -elevation.cos() * azimuth.cos(),
                       elevation.sin()], 1)
    return torch.stack([right, torch.linalg.cross(out, right), out], 1)


def _lit(normal: Tensor) -> Tensor:
    """Brightness of a face, by its normal (..., 3), of any length, as the camera sees it."""
    light = torch.tensor(_LIGHT) / torch.tensor(_LIGHT).norm()
    cosine = (normal @ light) / normal.norm(dim=-1).clamp_min(1e-9)
    return 0.42 + 0.62 * cosine.clamp_min(0)


def _box(x: Tensor, y: Tensor, inverse: Tensor) -> tuple[Tensor, Tensor]:
    """Where rays at x (M, 1, T), y (M, T, 1) enter boxes, (M, T, T), -inf where they miss, and the
    brightness there. inverse (M, 3, 3) leads to coordinates from -1 to 1 in the box."""
    towards = inverse[:, 2]
    towards = torch.where(towards.abs() < 1e-5, 1e-5, towards)
    faces = _lit((inverse * towards.sign()[:, None]).mT)
    near, far, light = torch.inf, -torch.inf, 0.0
    for j in range(3):
        a, b, c, lit = (v.view(-1, 1, 1) for v in (inverse[:, 0, j], inverse[:, 1, j],
                                                   towards[:, j], faces[:, j]))
        middle = x * (-a / c) + y * (-b / c)
        enter = middle + 1 / c.abs()
        light = lit.expand_as(enter) if j == 0 else torch.where(enter < near, lit, light)
        near = enter if j == 0 else torch.minimum(near, enter)
        leave = middle - 1 / c.abs()
        far = leave if j == 0 else torch.maximum(far, leave)
    return near.masked_fill(near <= far, -torch.inf), light


def _tube(x: Tensor, y: Tensor, inverse: Tensor) -> tuple[Tensor, Tensor]:
    """As _box, for cylinders: u² + v² < 1 and -1 < w < 1 in their coordinates."""
    towards = inverse[:, 2]
    towards = torch.where(towards.abs() < 1e-5, 1e-5, towards)
    u, v, w = (x * inverse[:, 0, j].view(-1, 1, 1) + y * inverse[:, 1, j].view(-1, 1, 1)
               for j in range(3))
    a, b, c = (towards[:, j].view(-1, 1, 1) for j in range(3))
    square, mixed = a * a + b * b, u * a + v * b
    root = (mixed ** 2 - square * (u * u + v * v - 1))
    half = root.clamp_min(0).sqrt() / square
    side, lid = half - mixed / square, (c.sign() - w) / c
    near = torch.minimum(side, lid)
    far = torch.maximum(-half - mixed / square, (-c.sign() - w) / c)
    at = torch.stack([u + near * a, v + near * b], -1)
    curved = _lit(at @ inverse[:, None, :, :2].mT)
    flat = _lit(inverse[..., 2] * c[:, 0].sign()).view(-1, 1, 1)
    light = torch.where(lid < side, flat, curved)
    return near.masked_fill((near <= far) | (root <= 0), -torch.inf), light
