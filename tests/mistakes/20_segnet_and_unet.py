"""Wrong answers to lesson 20. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F
from torch import nn


def _iou(prediction, target, classes, counted=lambda t: t != 255,
         form=lambda both, truth, said: both / (truth + said - both)):
    p, t = prediction[counted(target)], target[counted(target)]
    sums = [(((p == k) & (t == k)).sum(), (t == k).sum(), (p == k).sum()) for k in range(classes)]
    return torch.stack([form(*row) for row in sums])


def iou_per_class__recall(prediction, target, classes):
    """part of the truth that was found"""
    return _iou(prediction, target, classes, form=lambda both, truth, said: both / truth)


def iou_per_class__precision(prediction, target, classes):
    """part of the answer that is right"""
    return _iou(prediction, target, classes, form=lambda both, truth, said: both / said)


def iou_per_class__dice(prediction, target, classes):
    """Dice coefficient"""
    return _iou(prediction, target, classes,
                form=lambda both, truth, said: 2 * both / (truth + said))


def iou_per_class__counted_twice(prediction, target, classes):
    """the union has it once"""
    return _iou(prediction, target, classes, form=lambda both, truth, said: both / (truth + said))


def iou_per_class__void_counted(prediction, target, classes):
    """target 255 are counted"""
    return _iou(prediction, target, classes, counted=lambda t: t >= 0)


def iou_per_class__absent_is_zero(prediction, target, classes):
    """0 instead of nan"""
    return _iou(prediction, target, classes).nan_to_num()


def iou_per_class__one_number(prediction, target, classes):
    """shape"""
    return _iou(prediction, target, classes).nanmean()


def _middle(kept, risen):
    h, w = risen.shape[-2:]
    top, left = (kept.shape[-2] - h) // 2, (kept.shape[-1] - w) // 2
    return kept[..., top:top + h, left:left + w]


def crop_and_join__risen_first(kept, risen):
    """kept maps come second"""
    return torch.cat([risen, _middle(kept, risen)], 1)


def crop_and_join__corner(kept, risen):
    """upper left corner"""
    return torch.cat([kept[..., :risen.shape[-2], :risen.shape[-1]], risen], 1)


def crop_and_join__shrunk(kept, risen):
    """to be cut"""
    return torch.cat([F.interpolate(kept, risen.shape[-2:]), risen], 1)


def crop_and_join__not_cropped(kept, risen):
    """stopped with"""
    return torch.cat([kept, risen], 1)


def crop_and_join__added(kept, risen):
    """stopped with|shape"""
    return _middle(kept, risen) + risen


class _UNet(nn.Module):
    def __init__(self, bias=True, padding=0, maps=(64, 128, 256, 512, 1024), join=2,
                 after_up=nn.Identity()):
        super().__init__()
        self.joined, self.after_up = join == 2, after_up

        def pair(a, b):
            first, second = (nn.Conv2d(k, b, 3, padding=padding, bias=bias) for k in (a, b))
            return nn.Sequential(first, nn.ReLU(), second, nn.ReLU())

        steps = list(zip(maps, maps[1:], strict=False))[::-1]
        self.down = nn.ModuleList(pair(a, b) for a, b in zip((1, *maps), maps, strict=False))
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, stride=2, bias=bias) for a, b in steps)
        self.join = nn.ModuleList(pair(join * a, a) for a, _ in steps)
        self.last = nn.Conv2d(64, 2, 1, bias=bias)

    def forward(self, x):
        kept = []
        for level in self.down:
            kept.append(level(x))
            x = F.max_pool2d(kept[-1], 2)
        x = kept.pop()
        for up, join in zip(self.up, self.join, strict=True):
            x, left = self.after_up(up(x)), kept.pop()
            x = join(torch.cat([_middle(left, x), x], 1) if self.joined else x)
        return self.last(x)


class UNet__padded(_UNet):
    """wanted is shape"""

    def __init__(self):
        super().__init__(padding=1)


class UNet__no_biases(_UNet):
    """no biases"""

    def __init__(self):
        super().__init__(bias=False)


class UNet__not_joined(_UNet):
    """nothing is joined"""

    def __init__(self):
        super().__init__(join=1)


class UNet__relu_after_up(_UNet):
    """a ReLU follows the up-convolutions"""

    def __init__(self):
        super().__init__(after_up=nn.ReLU())


class UNet__narrow_bottom(_UNet):
    """bottom has 512"""

    def __init__(self):
        super().__init__(maps=(64, 128, 256, 512, 512))
        self.up[0] = nn.ConvTranspose2d(512, 512, 2, stride=2)
        self.join[0] = nn.Sequential(nn.Conv2d(1024, 512, 3), nn.ReLU(), nn.Conv2d(512, 512, 3),
                                     nn.ReLU())


class _SegNet(nn.Module):
    def __init__(self, classes=11, norm=True, last_norm=False, last_relu=False, told=True):
        super().__init__()
        self.told = told

        def stage(*maps):
            layers = []
            for a, b in zip(maps, maps[1:], strict=False):
                layers += [nn.Conv2d(a, b, 3, padding=1), *([nn.BatchNorm2d(b)] if norm else []),
                           nn.ReLU()]
            return layers

        down = [(3, 64, 64), (64, 128, 128), (128, 256, 256, 256), (256, 512, 512, 512),
                (512, 512, 512, 512)]
        up = [(512, 512, 512, 512), (512, 512, 512, 256), (256, 256, 256, 128), (128, 128, 64)]
        end = [nn.Conv2d(64, classes, 3, padding=1),
               *([nn.BatchNorm2d(classes)] if last_norm else []),
               *([nn.ReLU()] if last_relu else [])]
        self.encoder = nn.ModuleList(nn.Sequential(*stage(*maps)) for maps in down)
        self.decoder = nn.ModuleList([*(nn.Sequential(*stage(*maps)) for maps in up),
                                      nn.Sequential(*stage(64, 64), *end)])

    def forward(self, x):
        memory = []
        for level in self.encoder:
            before = level(x)
            x, where = F.max_pool2d(before, 2, return_indices=True)
            memory.append((where, before.shape[-2:]))
        for level in self.decoder:
            where, size = memory.pop()
            x = level(F.max_unpool2d(x, where, 2, output_size=size if self.told else None))
        return x


class SegNet__no_normalisation(_SegNet):
    """no batch normalisation"""

    def __init__(self, classes=11):
        super().__init__(classes, norm=False)


class SegNet__normalised_logits(_SegNet):
    """last convolution, too, has batch normalisation"""

    def __init__(self, classes=11):
        super().__init__(classes, last_norm=True)


class SegNet__relu_at_the_end(_SegNet):
    """free to be negative"""

    def __init__(self, classes=11):
        super().__init__(classes, last_relu=True)


class SegNet__size_forgotten(_SegNet):
    """stopped with|wanted is shape"""

    def __init__(self, classes=11):
        super().__init__(classes, told=False)


def _elastic(x, y, shift, order=(0, 1), sign=1, labels="nearest", move=True, scale=1.0,
             corners=False):
    height, width = x.shape[-2:]
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    shift = sign * scale * shift
    across, down = (2 * (columns + shift[:, order[0]])
                    + 1) / width - 1, (2 * (rows + shift[:, order[1]]) + 1) / height - 1
    grid = torch.stack([across, down], -1)
    options = {"padding_mode": "border", "align_corners": corners}
    moved = F.grid_sample(y[:, None].float(), grid, mode=labels,
                          **options)[:, 0].long() if move else y
    return F.grid_sample(x, grid, **options), moved


def elastic__axes_exchanged(x, y, shift):
    """right and down are exchanged"""
    return _elastic(x, y, shift, order=(1, 0))


def elastic__wrong_sign(x, y, shift):
    """taken off instead of added"""
    return _elastic(x, y, shift, sign=-1)


def elastic__labels_mixed(x, y, shift):
    """labels are interpolated"""
    return _elastic(x, y, shift, labels="bilinear")


def elastic__labels_stay(x, y, shift):
    """labels stay where they were"""
    return _elastic(x, y, shift, move=False)


def elastic__half_the_shift(x, y, shift):
    """2 units wide, not 1"""
    return _elastic(x, y, shift, scale=0.5)


def elastic__corners_aligned(x, y, shift):
    """differ, the first at"""
    return _elastic(x, y, shift, corners=True)


def _tiles(net, picture, tile, margin, mode="reflect"):
    height, width = picture.shape[-2:]
    around = F.pad(picture, (margin, margin + -width % tile, margin, margin + -height % tile),
                   mode=mode)
    result = picture.new_zeros(1, 1, height + -height % tile, width + -width % tile)
    for top in range(0, height, tile):
        for left in range(0, width, tile):
            piece = net(around[..., top:top + tile + 2 * margin, left:left + tile + 2 * margin])
            result[..., top:top + tile,
                   left:left + tile] = piece[..., margin:margin + tile, margin:margin + tile]
    return result[..., :height, :width]


def overlap_tile__seams(net, picture, tile, margin):
    """there are seams"""
    return _tiles(net, picture, tile, 0)


def overlap_tile__zeros_around(net, picture, tile, margin):
    """zeros surround the picture"""
    return _tiles(net, picture, tile, margin, mode="constant")


def overlap_tile__border_repeated(net, picture, tile, margin):
    """border is repeated"""
    return _tiles(net, picture, tile, margin, mode="replicate")


def overlap_tile__not_cut_off(net, picture, tile, margin):
    """has shape"""
    height, width = picture.shape[-2:]
    return _tiles(net, F.pad(picture, (0, -width % tile, 0, -height % tile), mode="reflect"), tile,
                  margin)


def overlap_tile__only_whole_tiles(net, picture, tile, margin):
    """has shape"""
    height, width = picture.shape[-2:]
    return _tiles(net, picture[..., :height - height % tile, :width - width % tile], tile, margin)


def _sampled(x, y, shift, pad="border", first=lambda s: s, scale=None):
    height, width = x.shape[-2:]
    s = first(shift)
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    w, h = scale or (width, height)
    across, down = (2 * (columns + s[:, 0]) + 1) / w - 1, (2 * (rows + s[:, 1]) + 1) / h - 1
    grid = torch.stack([across, down], -1)
    moved = F.grid_sample(x, grid, padding_mode=pad, align_corners=False)
    return moved, F.grid_sample(y[:, None].to(x), grid, mode="nearest", padding_mode=pad,
                                align_corners=False)[:, 0].long()


def elastic__zeros_outside(x, y, shift):
    """elements differ"""
    return _sampled(x, y, shift, pad="zeros")


def elastic__reflected(x, y, shift):
    """elements differ"""
    return _sampled(x, y, shift, pad="reflection")


def elastic__width_for_height(x, y, shift):
    """elements differ"""
    return _sampled(x, y, shift, scale=(x.shape[-1], x.shape[-1]))


def elastic__first_shift_for_all(x, y, shift):
    """elements differ"""
    return _sampled(x, y, shift, first=lambda s: s[:1].expand_as(s))


def elastic__labels_float(x, y, shift):
    """whole number"""
    a, b = _sampled(x, y, shift)
    return a, b.float()


def elastic__picture_nearest_too(x, y, shift):
    """elements differ"""
    height, width = x.shape[-2:]
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    r = (rows + shift[:, 1]).round().long().clamp(0, height - 1)
    c = (columns + shift[:, 0]).round().long().clamp(0, width - 1)
    n = torch.arange(len(x))[:, None, None]
    return x[n, :, r, c].permute(0, 3, 1, 2), y[n, r, c]


def crop_and_join__rounded(kept, risen):
    """one goes at the left and two at the right"""
    return torch.cat([center_crop(kept, risen.shape[2:]), risen], 1)
