"""Paintings of our own, made of brush strokes that follow a flow.

A subject is first a sketch: the colour wanted at each place, the direction of the brush, and
regions whose borders get a contour. It is painted over from coarse to fine, after Hertzmann (1998):
a stroke takes the colour under its first point, follows the flow, and ends where the sketch has
another colour. Its bristles differ a little in colour and height.
"""
from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from .errors import DataError, unknown

_GRID = 256                       # places a side of a sketch, whatever the size of the picture
# layers: strokes, their width and length in sides of the picture, bristles
_LAYERS = ((800, 0.050, 0.20, 10), (3500, 0.022, 0.11, 6), (9000, 0.010, 0.06, 3))
_CONTOUR = (1100, 0.005, 0.05, 2)
_Y, _X = np.mgrid[0.5:_GRID, 0.5:_GRID] / _GRID


class Sketch:
    """What is to be painted, on 256×256 places: colour, float (256, 256, 3) from 0 to 255; angle of
    the brush, in radians; region, int. It begins as a ground from one colour above to another
    below, where the brush follows the contour lines of `potential` (256, 256)."""

    def __init__(self, above: tuple, below: tuple, potential: np.ndarray):
        slope_y, slope_x = np.gradient(potential)
        self.colour, self.angle = _mix(above, below, _Y), np.arctan2(-slope_x, slope_y)
        self.region = np.zeros((_GRID, _GRID), int)

    def put(self, mask: np.ndarray, colour: np.ndarray | tuple, angle: np.ndarray | float,
            contour: bool = True) -> None:
        """Covers the places of a bool mask (256, 256) with a colour and a direction."""
        self.colour[mask] = np.broadcast_to(colour, self.colour.shape)[mask]
        self.angle[mask] = np.broadcast_to(angle, mask.shape)[mask]
        if contour:
            self.region[mask] = self.region.max() + 1

    def glow(self, share: np.ndarray, colour: tuple) -> None:
        """Mixes a colour in, by a share (256, 256) of 0 to 1: light or shadow."""
        self.colour = _mix(self.colour, colour, share)


def _mix(one, other, share: np.ndarray) -> np.ndarray:
    share = np.clip(share, 0, 1)[..., None]
    return np.asarray(one, float) * (1 - share) + np.asarray(other, float) * share


def _noise(random: np.random.Generator, cells: int) -> np.ndarray:
    """Smooth noise (256, 256) of about unit size: a grid of random numbers, enlarged."""
    grid = random.normal(size=(cells + 3, cells + 3)).astype(np.float32)
    return np.asarray(Image.fromarray(grid).resize((_GRID, _GRID), Image.Resampling.BICUBIC))


def _polar(y: float, x: float) -> tuple[np.ndarray, np.ndarray]:
    """Distance and direction of each place as seen from one."""
    return np.hypot(_Y - y, _X - x), np.arctan2(_Y - y, _X - x)


def _oval(y: float, x: float, high: float, wide: float) -> np.ndarray:
    """Distance from a place in half axes: below 1 inside an ellipse."""
    return np.hypot((_Y - y) / high, (_X - x) / wide)


def night(random: np.random.Generator) -> Sketch:
    """Stars over hills and a village, with a cypress."""
    stars = [(0.19, 0.80, 0.07), (0.42, 0.57, 0), (0.34, 0.43, 0)]      # a moon and two whirls
    while len(stars) < 13:
        y, x = random.uniform(0.05, 0.55), random.uniform(0.04, 0.96)
        if min(np.hypot(y - v, x - u) for v, u, _ in stars) > 0.13:
            stars.append((y, x, random.uniform(0.014, 0.026)))
    potential = 0.04 * _noise(random, 4) + 0.02 * _noise(random, 8) + 0.5 * _Y
    for y, x, r in stars:
        wide, high = (0.05 + 0.6 * r, 0.08) if r else (0.11, 0.16)
        potential += high * np.exp(-_oval(y, x, wide, wide) ** 2)
    it = Sketch((20, 40, 112), (126, 168, 198), potential)
    it.glow(0.5 + 0.5 * np.sin(90 * potential), (60, 108, 188))
    it.glow(0.6 * (np.sin(150 * potential + 1) > 0.5), (170, 200, 216))
    for y, x, r in stars:
        d = _polar(y, x)[0] / (r or 1e-6)
        it.glow(np.exp(-(d / 2.4) ** 2) * (0.7 + 0.3 * np.cos(5 * d)), (240, 196, 60))
        it.glow(1.4 * np.exp(-d ** 4), (255, 246, 204))
    moon, turned = _polar(*stars[0][:2])
    it.put((moon < 0.07) & (_polar(0.18, 0.83)[0] > 0.06), (250, 170, 34), turned + np.pi / 2)
    for base, lean, high, far, near in ((0.66, -0.10, 0.04, (48, 82, 142), (108, 150, 176)),
                                        (0.74, 0.06, 0.03, (28, 64, 92), (92, 138, 110)),
                                        (0.85, -0.04, 0.02, (20, 44, 48), (98, 128, 62))):
        depth = _Y - base - lean * (_X - 0.5) - high * np.sin(7 * _X + 40 * base)
        slope = np.arctan(lean + 7 * high * np.cos(7 * _X + 40 * base))
        bands = 0.5 + 0.5 * np.sin(110 * depth + 2 * _noise(random, 4))
        it.put(depth > 0, _mix(far, near, bands), slope + 0.3 * np.sin(9 * _X))
    for x, y in zip(np.arange(0.36, 0.99, 0.07), random.uniform(0.80, 0.88, 9), strict=True):
        it.put((abs(_X - x) < 0.028) & (abs(_Y - y) < 0.024), (112, 138, 164), 1.6, False)
        it.put((y - 0.02 > _Y) & (y - 0.06 + 1.1 * abs(_X - x) < _Y), (150, 78, 70), 0.6, False)
        it.put(_oval(y, x, 0.012, 0.010) < 1, (255, 218, 84), 0.0, False)
    for x, top, wide in ((0.27, 0.42, 0.05), (0.17, 0.06, 0.085)):
        y = ((_Y - top) / (1.02 - top)).clip(0, 1)
        aside = _X - x - 0.018 * np.sin(11 * y + 20 * x) - 0.012 * np.sin(29 * y)
        half = wide * y ** 0.8 * (1.15 - 0.35 * y) * (1 + 0.13 * np.sin(44 * y + 9 * x))
        flames = 0.5 + 0.5 * np.sin(9 * aside / (half + 0.03) + 9 * y)
        it.put((abs(aside) < half) & (top < _Y), _mix((16, 32, 28), (74, 88, 42), flames),
               np.pi / 2 + 0.5 * np.sin(14 * y) + 4 * aside)
    return it


def waves(random: np.random.Generator) -> Sketch:
    """A breaking wave below a red sun."""
    it = Sketch((206, 178, 138), (248, 228, 184), 0.02 * _noise(random, 5) + 0.4 * _Y)
    it.glow(0.6 * (_noise(random, 4) > 0.6), (252, 242, 216))
    sun, turned = _polar(0.22, 0.80)
    it.glow(np.exp(-(sun / 0.2) ** 2), (252, 208, 116))
    it.put(sun < 0.07, (226, 88, 50), turned + np.pi / 2)

    def water(mask, depth, angle):
        """Bands of blue, and foam near the crest, where depth is small."""
        bands = 0.5 + 0.5 * np.sin(50 * depth + 1.2 * _noise(random, 5))
        it.put(mask, _mix((16, 42, 98), (104, 160, 188), 0.8 * bands ** 2), angle)
        it.put(mask & (depth + 0.02 * _noise(random, 24) < 0.04), (246, 244, 230),
               angle + 0.5 * _noise(random, 20))

    def ridge(base, high, turns, shift):
        phase = np.pi * (turns * _X + shift)
        slope = np.pi * turns * high * np.cos(phase) * np.sign(np.sin(phase))
        depth = _Y - base + high * (1 - abs(np.sin(phase))) ** 1.3
        water(depth > 0, depth, np.arctan(slope))

    ridge(0.68, 0.06, 2.6, 0.35)
    hollow, turned = _polar(0.60, 0.62)
    back = 0.54 - _polar(0.76, 0.30)[0]
    water((back > 0) & (hollow > 0.30) & ((turned < 0.9) | (_X < 0.4)),
          np.minimum(back, 2.2 * (hollow - 0.285)), turned + np.pi / 2)
    claws = 0.24 + 0.05 * np.sin(22 * turned) + 0.06 * (turned + 1.3)
    it.put((abs(turned + 1.4) < 0.8) & (hollow > claws) & (hollow < 0.33 - 0.04 * (turned + 1.6)),
           (248, 246, 236), turned + 0.8 * _noise(random, 18))
    ridge(0.85, 0.10, 1.7, 0.62)
    ridge(0.98, 0.10, 2.3, 0.10)
    return it


def sunflowers(random: np.random.Generator) -> Sketch:
    """Sunflowers in a vase."""
    it = Sketch((112, 186, 180), (176, 214, 182), 0.03 * _noise(random, 9) + 0.1 * _X)
    it.put(_Y > 0.80, _mix((204, 136, 46), (234, 182, 80), _noise(random, 6)), 0.05)
    heads = [(0.30, 0.19, 0.14), (0.19, 0.42, 0.14), (0.24, 0.69, 0.15), (0.44, 0.85, 0.12),
             (0.54, 0.17, 0.12), (0.58, 0.73, 0.13), (0.43, 0.47, 0.17), (0.61, 0.42, 0.12)]
    for y, x, turn in random.uniform((0.3, 0.15, -1), (0.68, 0.85, 1), (14, 3)):
        u = (_X - x) * np.cos(turn) + (_Y - y) * np.sin(turn)
        v = (_Y - y) * np.cos(turn) - (_X - x) * np.sin(turn)
        it.put(abs(v) < 0.03 * np.cos((u / 0.08).clip(-1, 1) * np.pi / 2),
               _mix((48, 98, 56), (126, 156, 66), 20 * v + 0.5), turn)
    wide = 0.12 + 0.06 * np.sin(((_Y - 0.66) / 0.27).clip(0, 1) * np.pi)
    vase, side = (abs(_X - 0.5) < wide) & (_Y > 0.66) & (_Y < 0.94), (_X - 0.5) / wide
    it.put(vase, _mix((250, 218, 124), (178, 108, 46), side + 0.3), 1.6 - side)
    it.put(vase & (_Y > 0.79), _mix((240, 236, 206), (140, 152, 148), side + 0.3), 0.1)
    for y, x, r in heads:
        d, turned = _polar(y, x)
        d, first = d / r + 0.02 * _noise(random, 6), random.uniform(0, 6)
        for reach, count, light in ((1.05, 14, -0.4), (0.82, 11, 0.1)):
            edge = reach * (0.74 + 0.26 * abs(np.cos(count / 2 * turned + first)))
            yellow = _mix((206, 118, 16), (255, 220, 66), light + d + 0.2 * np.sin(70 * turned))
            it.put(d < edge, yellow, turned)
        it.put(d < 0.42, _mix((62, 38, 24), (170, 98, 32), 0.5 + 0.5 * np.sin(18 * d + first)),
               turned + np.pi / 2)
        it.put(d < 0.14, (124, 132, 52), turned + np.pi / 2, False)
    return it


def face(random: np.random.Generator) -> Sketch:
    """A portrait, lit from the left, before whirling blue."""
    potential = 0.05 * _noise(random, 5) + 0.25 * np.exp(-_oval(0.4, 0.5, 0.5, 0.5) ** 2)
    it = Sketch((62, 124, 156), (34, 80, 118), potential)
    it.glow(0.5 + 0.5 * np.sin(150 * potential), (124, 180, 178))
    side = ((_X - 0.48) / 0.24 + 0.08 * _noise(random, 5)).clip(-1, 1)
    it.put(_oval(1.14, 0.5, 0.38, 0.52) < 1, _mix((62, 88, 136), (18, 26, 58), 0.5 + 0.6 * side),
           np.pi / 2 + 1.2 * (_X - 0.5))
    it.put((abs(_X - 0.5) < 0.10) & (_Y > 0.6) & (0.9 - abs(_X - 0.5) > _Y), (172, 120, 86), 1.6)
    d, turned = _polar(0.42, 0.5)
    red, dark = (214, 118, 42), (96, 42, 24)
    it.put((_oval(0.37, 0.5, 0.29, 0.225) < 1 + 0.04 * np.sin(26 * turned)) & (_Y < 0.6),
           _mix(red, dark, 0.5 + 0.45 * np.sin(24 * turned + 40 * d)), turned + 1.1)
    inside = (_oval(0.47, 0.5, 0.275, 0.185) < 1) & (_Y > 0.28 + 1.2 * (_X - 0.44) ** 2)
    it.put(inside, _mix((252, 218, 164), (178, 112, 80), 0.4 + 0.7 * side),
           np.pi / 2 + 10 * (_X - 0.5) * (0.5 - _Y) + 10 * (0.37 - _Y).clip(0))
    for share, colour, *place in ((0.5, (126, 112, 84), 0.44, 0.5, 0.045, 0.14),
                                  (0.6, (126, 112, 84), 0.56, 0.63, 0.14, 0.05),
                                  (0.8, (255, 240, 204), 0.36, 0.44, 0.05, 0.08),
                                  (0.8, (246, 172, 128), 0.53, 0.40, 0.04, 0.04)):
        it.glow(share * inside * np.exp(-_oval(*place) ** 2), colour)
    beard = (_oval(0.62, 0.5, 0.15, 0.165) < 1) & (_oval(0.53, 0.5, 0.075, 0.125) > 1)
    it.put(beard & (_Y > 0.53), _mix(red, dark, 0.35 + 0.4 * side + 0.35 * np.sin(160 * _X)),
           np.pi / 2 + 2 * (_X - 0.5))
    it.put(_oval(0.635, 0.5, 0.017, 0.055) < 1, (184, 66, 58), 0.0)
    for x, out in ((0.42, -1), (0.58, 1)):
        it.put(_oval(0.44, x, 0.026, 0.046) < 1, (240, 236, 220), 0.0)
        it.put(_oval(0.438, x, 0.024, 0.021) < 1, (52, 112, 116), 0.0, False)
        it.put(_oval(0.438, x, 0.011, 0.010) < 1, (14, 16, 22), 0.0, False)
        brow = abs(_Y - 0.388 - 5 * (_X - x) ** 2 - 0.08 * out * (_X - x))
        it.put((brow < 0.013) & (abs(_X - x) < 0.062), (104, 48, 26), 10 * (_X - x) + 0.08 * out)
    it.glow((abs(_X - 0.497) < 0.012) * (abs(_Y - 0.49) < 0.06), (255, 236, 196))
    it.put((_oval(0.553, 0.505, 0.02, 0.036) < 1) & (_Y > 0.545), (150, 82, 62), 0.2, False)
    return it


SUBJECTS = {subject.__name__: subject for subject in (night, waves, sunflowers, face)}


def paint(subject: str, size: int = 256, seed: int = 0) -> np.ndarray:
    """A painting of a subject (a key of SUBJECTS), uint8 (size, size, 3); the same for the same
    subject, size and seed. Raises DataError for another subject, a size below 16 or above 2048
    pixels, or a negative seed."""
    if subject not in SUBJECTS:
        raise unknown("subject of a canvas", subject, list(SUBJECTS))
    if not 16 <= size <= 2048 or seed < 0:
        raise DataError(f"canvas: size={size}, seed={seed}: a painting has 16 to 2048 pixels a "
                        "side, and a seed is 0 or more.")
    random = np.random.default_rng([seed, *subject.encode()])
    sketch, side = SUBJECTS[subject](random), max(2 * size, 512)
    canvas = Image.fromarray(sketch.colour.clip(0, 255).astype(np.uint8)).resize((side, side))
    canvas = canvas.filter(ImageFilter.GaussianBlur(side / 50)).convert("RGBA")
    draw, edges = ImageDraw.Draw(canvas), np.hypot(*np.gradient(sketch.colour.mean(2)))
    for k, brush in enumerate(_LAYERS):
        _strokes(draw, random, sketch.colour, sketch.angle, (edges + 4) ** (k / 2), brush, side)
    soft = Image.fromarray(sketch.region.astype(np.float32)).resize((_GRID // 4, _GRID // 4))
    rise = np.gradient(np.asarray(soft.resize((_GRID, _GRID))))
    border = np.hypot(*np.gradient(sketch.region.astype(float))) > 0
    _strokes(draw, random, 0.45 * sketch.colour, np.arctan2(rise[1], -rise[0]), border, _CONTOUR,
             side)
    paint = np.asarray(canvas, float)
    slope = 0.22 * sum(np.gradient(paint[..., 3] / 255))                # lit from the upper left
    lit = (paint[..., :3] * (1 - slope.clip(-0.25, 0.25))[..., None]).clip(0, 255)
    return np.asarray(Image.fromarray(lit.astype(np.uint8)).resize((size, size),
                                                                   Image.Resampling.LANCZOS))


def _strokes(draw: ImageDraw.ImageDraw, random: np.random.Generator, colour: np.ndarray,
             angle: np.ndarray, density: np.ndarray, brush: tuple, side: int) -> None:
    """Strokes that begin at places drawn by a density, all followed at once. The fourth channel of
    the canvas is the height of the paint."""
    (count, width, length, bristles), steps = brush, 9

    def at(field, places):
        row, column = (places * _GRID).astype(int).clip(0, _GRID - 1).T
        return field[row, column]

    chosen = random.choice(density.size, count, p=density.ravel() / density.sum())
    path = [(np.stack(np.divmod(chosen, _GRID), 1) + random.random((count, 2))) / _GRID]
    going, ends = np.ones(count, bool), np.ones(count, int)
    wanted, last = at(colour, path[0]), at(angle, path[0])
    for _ in range(steps):
        way = at(angle, path[-1])
        last = np.where(np.cos(way - last) < 0, way + np.pi, way)           # a brush has no front
        path.append(path[-1] + length / steps * np.stack([np.sin(last), np.cos(last)], 1))
        going &= abs(at(colour, path[-1]) - wanted).max(1) < 60
        ends += going
    path = np.stack(path, 1)
    ahead = np.gradient(path, axis=1)
    across = width * np.stack([ahead[..., 1], -ahead[..., 0]], -1) * steps / length
    lines = path[:, None] + across[:, None] * np.linspace(-0.5, 0.5, bristles)[:, None, None]
    lines, thick = side * lines[..., ::-1], max(1, round(1.3 * side * width / bristles))
    paint = wanted * random.normal(1, 0.10, (count, 1)) + random.normal(0, 10, (count, 3))
    paint = paint[:, None] + random.normal(0, 9, (count, bristles, 1))
    heights = random.integers(40, 255, (count, bristles, 1))
    fills = np.concatenate([paint.clip(0, 255), heights], 2).astype(int)
    for stroke, fill, end in zip(lines, fills.tolist(), ends, strict=True):
        for line, mixed in zip(stroke[:, :end + 1].reshape(bristles, -1), fill, strict=True):
            draw.line(line.tolist(), tuple(mixed), thick)

