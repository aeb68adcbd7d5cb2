"""Region proposals by selective search (Uijlings et al. 2013), for several pictures at once.

Lesson 14 builds it by hand; lessons that follow load what `selective_search` gives. Regions are
dicts of tensors: "size" (...), pixels; "box" (..., 4), xyxy in pixels; "colour" (..., 75) and
"texture" (..., 80), histograms that add up to 1.
"""
from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from skimage.segmentation import felzenszwalb
from torch import Tensor
from torch.nn import functional as F

Regions = dict[str, Tensor]
COLOURS, SLOPES, DIRECTIONS = 25, 10, 8                    # bins of a channel; of each direction
AT_ONCE = 100                                              # pictures: more take more memory


def selective_search(images: Tensor, scale: float = 50, least: int = 10) -> list[Tensor]:
    """The proposals of each of the pictures (N, 3, H, W), uint8: a list of N float boxes (K, 4),
    xyxy in pixels, without doubles, what was merged last first, the segments at the end.

    scale, least: of Felzenszwalb's segments. A higher scale gives larger ones, and the smallest has
    `least` pixels. A picture of one colour has one proposal, the whole of it. Raises ValueError for
    pictures of another kind or shape.
    """
    if images.dtype != torch.uint8 or images.ndim != 4 or images.shape[1] != 3:
        raise ValueError(f"pictures of shape {tuple(images.shape)} and type {images.dtype}: "
                         "(N, 3, H, W), uint8, is wanted.")
    found = []
    for part in images.split(AT_ONCE) if len(images) else ():
        maps = segments(part, scale, least)
        boxes, there = group(regions(part, maps), neighbours(maps), maps[0].numel())
        found += [distinct(b[t].flip(0)) for b, t in zip(boxes, there, strict=True)]
    return found


def segments(images: Tensor, scale: float = 50, least: int = 10) -> Tensor:
    """The number of the segment of each pixel (Felzenszwalb and Huttenlocher 2004), counted from 0
    in each picture: (N, H, W), int64. images: (N, 3, H, W), uint8."""
    maps = [felzenszwalb(image.permute(1, 2, 0).numpy(), scale=scale, sigma=0.5, min_size=least)
            for image in images]
    return torch.from_numpy(np.stack(maps)).long()


def regions(images: Tensor, maps: Tensor) -> Regions:
    """All segments of N pictures, fields of shape (N, n, ...): zeros where a picture has fewer than
    n segments. images: (N, 3, H, W), uint8; maps: (N, H, W), as segments gives."""
    (N, H, W), n = maps.shape, int(maps.max()) + 1
    owner = (n * torch.arange(N)[:, None, None] + maps).flatten(1)
    y, x = torch.meshgrid(torch.arange(H), torch.arange(W), indexing="ij")
    box = [torch.zeros(N * n, dtype=torch.long).scatter_reduce(
        0, owner.flatten(), place.repeat(N, 1, 1).flatten(), how, include_self=False)
        for place, how in ((x, "amin"), (y, "amin"), (x + 1, "amax"), (y + 1, "amax"))]
    colour, texture = _bins(images)
    fields = {"size": torch.bincount(owner.flatten(), minlength=N * n).float(),
              "box": torch.stack(box, 1).float(),
              "colour": _histograms(colour, owner, N * n, COLOURS),
              "texture": _histograms(texture, owner, N * n, SLOPES)}
    return {name: field.unflatten(0, (N, n)) for name, field in fields.items()}


def neighbours(maps: Tensor) -> Tensor:
    """Which segments of a picture share a border: (N, n, n), bool. maps: (N, H, W)."""
    n, N = int(maps.max()) + 1, torch.arange(len(maps))[:, None, None]
    near = torch.zeros(len(maps), n, n, dtype=torch.bool)
    for a, b in ((maps[:, 1:], maps[:, :-1]), (maps[:, :, 1:], maps[:, :, :-1])):
        near[N, a, b] = near[N, b, a] = True
    return near & ~torch.eye(n, dtype=torch.bool)


def united(a: Regions, b: Regions) -> Regions:
    """The union of two regions that share no pixel; leading axes broadcast."""
    size = a["size"] + b["size"]
    share = (a["size"] / size)[..., None]
    return {"size": size, "box": _around(a, b)} | {
        name: share * a[name] + (1 - share) * b[name] for name in ("colour", "texture")}


def alike(a: Regions, b: Regions, pixels: int) -> Tensor:
    """How similar two regions are, from 0 to 4: colour + texture + size + fill. pixels: of the
    whole picture. Leading axes broadcast."""
    both, around = a["size"] + b["size"], _around(a, b)
    area = (around[..., 2:] - around[..., :2]).prod(-1)
    shared = sum(torch.minimum(a[name], b[name]).sum(-1) for name in ("colour", "texture"))
    return shared + (1 - both / pixels) + (1 - (area - both) / pixels)


def group(fields: Regions, near: Tensor, pixels: int, merge: Callable = united,
          similarity: Callable = alike) -> tuple[Tensor, Tensor]:
    """Hierarchical grouping: in each picture the two most similar neighbours become one region,
    until no two touch. Gives the boxes of all regions that there were, segments first, (N, K, 4),
    and which of them there are, (N, K). fields: as `regions` gives them, near: as `neighbours`;
    both stay as they were. merge, similarity: called as united and alike are."""
    fields, near, (N, n) = {k: v.clone() for k, v in fields.items()}, near.clone(), near.shape[:2]
    boxes, there = [*fields["box"].clone().unbind(1)], [*(fields["size"] > 0).unbind(1)]

    def pick(r, i, *axis):
        return {k: v[(r, i, *axis)] for k, v in fields.items()}

    s = torch.stack([similarity(pick(slice(None), slice(i, i + 1)), fields, pixels)
                     for i in range(n)], 1).masked_fill(~near, -1)
    for _ in range(n - 1):
        best, pair = s.flatten(1).max(1)
        r = (best >= 0).nonzero()[:, 0]                     # pictures in which two regions touch
        i, j = pair[r] // n, pair[r] % n
        new, joint = merge(pick(r, i), pick(r, j)), near[r, i] | near[r, j]
        for k in fields:
            fields[k][r, i] = new[k]                        # the union takes the place of i
        joint.scatter_(1, torch.stack([i, j], 1), False)
        near[r, j] = near[r, :, j] = False                  # and j is gone
        near[r, i] = near[r, :, i] = joint
        row = similarity({k: v[:, None] for k, v in new.items()}, pick(r, slice(None)), pixels)
        s[r, j] = s[r, :, j] = -1
        s[r, i] = s[r, :, i] = row.masked_fill(~joint, -1)
        boxes.append(torch.zeros(N, 4).index_put((r,), new["box"]))
        there.append(torch.zeros(N, dtype=torch.bool).index_fill(0, r, True))
    return torch.stack(boxes, 1), torch.stack(there, 1)


def distinct(boxes: Tensor) -> Tensor:
    """The boxes (K, 4) without those that came before."""
    _, first = np.unique(boxes.numpy(), axis=0, return_index=True)
    return boxes[np.sort(first)]


def _around(a: Regions, b: Regions) -> Tensor:
    return torch.cat([torch.minimum(a["box"], b["box"])[..., :2],
                      torch.maximum(a["box"], b["box"])[..., 2:]], -1)


def _histograms(bins: Tensor, owner: Tensor, count: int, each: int) -> Tensor:
    """Which share of its pixels each region has in each bin: (count, rows * each), a row of bins
    adding up to 1 / rows. bins: (N, rows, P), from 0 to each - 1; owner: (N, P)."""
    rows = bins.shape[1]
    place = (owner[:, None] * rows + torch.arange(rows)[:, None]) * each + bins
    found = torch.bincount(place.flatten(), minlength=count * rows * each).view(count, -1).float()
    return found / found.sum(1, keepdim=True).clamp_min(1)


def _bins(images: Tensor) -> tuple[Tensor, Tensor]:
    """The bins of each pixel: of its colour, (N, 3, P), and of the slope of the grey picture in
    eight directions, (N, 8, P)."""
    x = images / 255
    grey = F.pad(x.mean(1, keepdim=True), (1, 1, 1, 1), mode="replicate")
    dx = grey[..., 1:-1, 2:] - grey[..., 1:-1, :-2]
    dy = grey[..., 2:, 1:-1] - grey[..., :-2, 1:-1]
    angles = np.arange(DIRECTIONS) * 2 * np.pi / DIRECTIONS
    slopes = torch.cat([np.cos(a) * dx + np.sin(a) * dy for a in angles], 1)
    slopes = slopes.clamp_min(0) / slopes.amax((1, 2, 3), keepdim=True).clamp_min(1e-6)
    return ((COLOURS - 0.001) * x).long().flatten(2), ((SLOPES - 0.001) * slopes).long().flatten(2)
