"""Augmentation of whole batches, on the device they are on.

Each function returns another one, `f(x, generator) -> x`, for x float (N, C, H, W); every picture
of the batch gets its own random change. torchvision's transforms draw one change per call, hence
one per batch. Give the result to `ImageSet.batches(augment=...)`, several of them as a list.
"""
from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn.functional import affine_grid, grid_sample, pad

Augment = Callable[[Tensor, torch.Generator], Tensor]


def _uniform(n: int, spread: float, x: Tensor, generator: torch.Generator) -> Tensor:
    """n numbers from [-spread, spread]; drawn on the CPU, so that a seed means the same on every
    device."""
    return ((torch.rand(n, generator=generator) * 2 - 1) * spread).to(x.device)


def warp(x: Tensor, angle: Tensor, right: Tensor, down: Tensor, scale: Tensor,
         padding: str = "zeros") -> Tensor:
    """Turns each picture of x (N, C, H, W) by its angle (degrees, counter-clockwise) about the
    middle, scales it, and shifts it right and down by fractions of the width and height. All (N,),
    padding as in grid_sample."""
    angle = torch.deg2rad(angle)
    aspect = x.shape[-1] / x.shape[-2]
    cos, sin = angle.cos() / scale, angle.sin() / scale
    # theta maps a place in the result to the place it comes from, both from -1 to 1 across the
    # picture
    theta = torch.stack([torch.stack([cos, -sin / aspect], 1),
                         torch.stack([sin * aspect, cos], 1)], 1)
    shift = theta @ torch.stack([-2 * right, -2 * down], 1)[:, :, None]
    grid = affine_grid(torch.cat([theta, shift], 2).to(x.dtype), list(x.shape), align_corners=False)
    return grid_sample(x, grid, padding_mode=padding, align_corners=False)


def affine(rotate: float = 0, shift: float = 0, scale: float = 0,
           padding: str = "zeros") -> Augment:
    """Turns by up to `rotate` degrees, shifts by up to `shift` of the width and height, and scales
    by a factor from 1/(1+scale) to 1+scale. padding: "zeros", "border" or "reflection"."""

    def change(x: Tensor, generator: torch.Generator) -> Tensor:
        angle, right, down, zoom = (_uniform(len(x), spread, x, generator)
                                    for spread in (rotate, shift, shift, math.log1p(scale)))
        return warp(x, angle, right, down, zoom.exp(), padding)

    return change


def flip(p: float = 0.5) -> Augment:
    """Mirrors left and right with probability p."""

    def change(x: Tensor, generator: torch.Generator) -> Tensor:
        mirrored = (torch.rand(len(x), generator=generator) < p).to(x.device)
        return torch.where(mirrored.view(-1, 1, 1, 1), x.flip(-1), x)

    return change


def crop(padding: int) -> Augment:
    """Pads by `padding` pixels of zeros on every side and cuts the old size out again at a random
    place."""

    def change(x: Tensor, generator: torch.Generator) -> Tensor:
        n, channels, h, w = x.shape
        top, left = (torch.randint(0, 2 * padding + 1, (n, 1), generator=generator).to(x.device)
                     for _ in range(2))
        rows = (top + torch.arange(h, device=x.device)).view(n, h, 1)
        columns = (left + torch.arange(w, device=x.device)).view(n, 1, w)
        place = (rows * (w + 2 * padding) + columns).view(n, 1, h * w).expand(-1, channels, -1)
        return pad(x, [padding] * 4).flatten(2).gather(2, place).view_as(x)

    return change


def colour(brightness: float = 0, contrast: float = 0) -> Augment:
    """Multiplies contrast by a factor of 1 ± contrast and adds up to ± brightness, for x in [0,
    1]."""

    def change(x: Tensor, generator: torch.Generator) -> Tensor:
        factor = 1 + _uniform(len(x), contrast, x, generator).view(-1, 1, 1, 1)
        offset = _uniform(len(x), brightness, x, generator).view(-1, 1, 1, 1)
        mean = x.mean((1, 2, 3), keepdim=True)
        return ((x - mean) * factor + mean + offset).clamp(0, 1)

    return change
