"""Wrong answers to lesson 09. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import math

import torch
import torch.nn.functional as F
from torch import nn


class _Base(nn.Module):
    def __init__(self, maps_in, maps, stride=1, residual=True):
        super().__init__()
        self.residual = residual
        self.conv1 = nn.Conv2d(maps_in, maps, 3, stride, padding=1, bias=False)
        self.norm1 = nn.BatchNorm2d(maps)
        self.conv2 = nn.Conv2d(maps, maps, 3, padding=1, bias=False)
        self.norm2 = nn.BatchNorm2d(maps)
        self.shortcut = nn.Sequential()
        if residual and (stride > 1 or maps_in != maps):
            self.shortcut = nn.Sequential(nn.Conv2d(maps_in, maps, 1, stride, bias=False),
                                          nn.BatchNorm2d(maps))

    def inner(self, x):
        return self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))


class Block__added_after_the_relu(_Base):
    """after the last ReLU; it belongs before"""

    def forward(self, x):
        return F.relu(self.inner(x)) + self.shortcut(x)


class Block__no_last_relu(_Base):
    """last ReLU is missing"""

    def forward(self, x):
        return self.inner(x) + self.shortcut(x)


class Block__no_shortcut(_Base):
    """shortcut is missing|parameters"""

    def forward(self, x):
        return F.relu(self.inner(x))


class Block__no_relu_between(_Base):
    """ReLU between the convolutions is missing"""

    def forward(self, x):
        return F.relu(self.norm2(self.conv2(self.norm1(self.conv1(x)))) + self.shortcut(x))


class Block__projection_bent(_Base):
    """no ReLU of its own"""

    def forward(self, x):
        s = self.shortcut(x)
        return F.relu(self.inner(x) + (F.relu(s) if len(self.shortcut) else s))


class Block__always_projects(_Base):
    """parameters"""

    def __init__(self, maps_in, maps, stride=1, residual=True):
        super().__init__(maps_in, maps, stride, residual)
        self.shortcut = nn.Sequential(nn.Conv2d(maps_in, maps, 1, stride, bias=False),
                                      nn.BatchNorm2d(maps))

    def forward(self, x):
        return F.relu(self.inner(x) + self.shortcut(x))


class Block__plain_still_adds(_Base):
    """must match|residual=False"""

    def forward(self, x):
        return F.relu(self.inner(x) + self.shortcut(x))


def path_lengths__without_the_empty_one(blocks):
    """meets no block is one, too"""
    return [math.comb(blocks, k) for k in range(1, blocks + 1)]


def path_lengths__ordered(blocks):
    """only the choice counts"""
    return [math.perm(blocks, k) for k in range(blocks + 1)]


def path_lengths__total(blocks):
    """how many there are of each length"""
    return [2 ** blocks]


def path_lengths__one_each(blocks):
    """in more ways than one"""
    return [1] * (blocks + 1)


class _Narrow(nn.Module):
    def __init__(self, maps_in, maps, stride=1, strided=1, expansion=4):
        super().__init__()
        s = [1, 1, 1]
        s[strided] = stride
        out = expansion * maps
        self.conv = nn.Sequential(
            nn.Conv2d(maps_in, maps, 1, s[0], bias=False), nn.BatchNorm2d(maps), nn.ReLU(),
            nn.Conv2d(maps, maps, 3, s[1], padding=1, bias=False), nn.BatchNorm2d(maps), nn.ReLU(),
            nn.Conv2d(maps, out, 1, s[2], bias=False), nn.BatchNorm2d(out))
        self.shortcut = nn.Sequential()
        if stride > 1 or maps_in != out:
            self.shortcut = nn.Sequential(nn.Conv2d(maps_in, out, 1, stride, bias=False),
                                          nn.BatchNorm2d(out))

    def forward(self, x):
        return F.relu(self.conv(x) + self.shortcut(x))


class Bottleneck__no_shortcut(_Narrow):
    """shortcut is missing"""

    def forward(self, x):
        return F.relu(self.conv(x))


class Bottleneck__no_last_relu(_Narrow):
    """last ReLU is missing"""

    def forward(self, x):
        return self.conv(x) + self.shortcut(x)


class Bottleneck__added_after(_Narrow):
    """added after the last ReLU"""

    def forward(self, x):
        return F.relu(self.conv(x)) + self.shortcut(x)


class Bottleneck__third_relu(_Narrow):
    """before the sum"""

    def forward(self, x):
        return F.relu(F.relu(self.conv(x)) + self.shortcut(x))


class Bottleneck__does_not_expand(_Narrow):
    """wanted is shape"""

    def __init__(self, maps_in, maps, stride=1):
        super().__init__(maps_in, maps, stride, expansion=1)


class Bottleneck__first_has_the_stride(_Narrow):
    """the 3x3 is to have it"""

    def __init__(self, maps_in, maps, stride=1):
        super().__init__(maps_in, maps, stride, strided=0)


def copy_weights__parameters_only(ours, theirs):
    """buffers, not parameters"""
    if [p.shape for p in ours.parameters()] != [p.shape for p in theirs.parameters()]:
        raise ValueError
    with torch.no_grad():
        for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
            p.copy_(q)


def copy_weights__shared(ours, theirs):
    """share their memory"""
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)),
                         assign=True)


def copy_weights__nothing(ours, theirs):
    """nothing was copied"""


def copy_weights__other_way_round(ours, theirs):
    """copied|element"""
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))


def copy_weights__accepts_more_layers(ours, theirs):
    """you return 'accepted'"""
    with torch.no_grad():
        for p, q in zip(ours.state_dict().values(), theirs.state_dict().values(), strict=False):
            if p.shape == q.shape:
                p.copy_(q)


class _Joined(nn.Module):
    def __init__(self, maps, branches, maps_between, scale, bend=True):
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.join = nn.Conv2d(maps_between, maps, 1)
        self.scale, self.bend = scale, bend

    def joined(self, x, order=1):
        return self.join(torch.cat([branch(x) for branch in self.branches][::order], 1))

    def end(self, y):
        return F.relu(y) if self.bend else y


class InceptionResidual__not_scaled(_Joined):
    """scale is missing"""

    def forward(self, x):
        return self.end(x + self.joined(x))


class InceptionResidual__shortcut_scaled(_Joined):
    """not to the shortcut"""

    def forward(self, x):
        return self.end(self.scale * x + self.joined(x))


class InceptionResidual__sum_scaled(_Joined):
    """only the branches are"""

    def forward(self, x):
        return self.end(self.scale * (x + self.joined(x)))


class InceptionResidual__no_shortcut(_Joined):
    """shortcut is missing"""

    def forward(self, x):
        return self.end(self.scale * self.joined(x))


class InceptionResidual__always_bent(_Joined):
    """whether a ReLU follows"""

    def forward(self, x):
        return F.relu(x + self.scale * self.joined(x))


def copy_weights__half(ours, theirs):
    """half changed"""
    a, b = ours.state_dict(), theirs.state_dict()
    for (n, p), (m, q) in zip(a.items(), b.items(), strict=True):
        if p.shape != q.shape:
            raise ValueError(f"{n} has shape {tuple(p.shape)}, {m} {tuple(q.shape)}")
        p.copy_(q)
