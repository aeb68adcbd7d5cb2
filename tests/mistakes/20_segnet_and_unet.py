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


def iou_per_class__absent_is_one(prediction, target, classes):
    """in common: a class in neither"""
    return _iou(prediction, target, classes).nan_to_num(1.0)


def iou_per_class__small_number_below(prediction, target, classes):
    """0 instead of nan"""
    return _iou(prediction, target, classes,
                form=lambda both, truth, said: (both + 1e-9) / (truth + said - both + 1e-6)).round(
                    decimals=5).where(_iou(prediction, target, classes).isfinite(), 0)


def iou_per_class__one_number(prediction, target, classes):
    """has shape \\(\\), wanted is \\(2,\\)"""
    return _iou(prediction, target, classes).nanmean()


def iou_per_class__list(prediction, target, classes):
    """a tensor of shape \\(2,\\) is wanted"""
    return _iou(prediction, target, classes).tolist()


def iou_per_class__double(prediction, target, classes):
    """dtype torch.float64"""
    return _iou(prediction, target, classes).double()


def iou_per_class__mean_of_pictures(prediction, target, classes):
    """each picture has its own IoU"""
    if prediction.ndim < 3:
        return _iou(prediction, target, classes)
    rows = [_iou(p, t, classes) for p, t in zip(prediction, target, strict=True)]
    return torch.stack(rows).nanmean(0)


def iou_per_class__mean_along_the_first_axis(prediction, target, classes):
    """each part along the first axis"""
    rows = [_iou(p, t, classes) for p, t in zip(prediction, target, strict=True)]
    return torch.stack(rows).nanmean(0)



def iou_per_class__first_picture_only(prediction, target, classes):
    """in common: two pictures"""
    if prediction.ndim == 3:
        prediction, target = prediction[0], target[0]
    return _iou(prediction, target, classes)


def iou_per_class__viewed_flat(prediction, target, classes):
    """in common: not contiguous"""
    return _iou(prediction.view(-1), target.view(-1), classes)


def iou_per_class__void_said_is_not_thrown_away(prediction, target, classes):
    """target 255 are counted"""
    p, t = prediction, target
    return torch.stack([((p == k) & (t == k)).sum() / ((p == k) | (t == k)).sum()
                        for k in range(classes)])


def iou_per_class__void_becomes_ground(prediction, target, classes):
    """in common: target 255"""
    return _iou(prediction, torch.where(target == 255, 0, target), classes)


def iou_per_class__void_becomes_the_answer(prediction, target, classes):
    """in common: target 255"""
    return _iou(prediction, torch.where(target == 255, prediction, target), classes)


def iou_per_class__void_overwritten(prediction, target, classes):
    """change an input in place"""
    result = _iou(prediction, target, classes)
    target[target == 255] = 0
    return result


def iou_per_class__nan_unless_in_the_truth(prediction, target, classes):
    """in the answer only"""
    found = _iou(prediction, target, classes)
    return torch.stack([found[k] if (target == k).any() else torch.tensor(torch.nan)
                        for k in range(classes)])


def iou_per_class__nan_unless_found(prediction, target, classes):
    """Wrong on: .*a class in the answer only; a class in the truth only"""
    found = _iou(prediction, target, classes)
    return found.where(found > 0, torch.nan)


def iou_per_class__classes_that_are_there(prediction, target, classes):
    """in common: a class in neither"""
    found = _iou(prediction, target, classes)
    return found[found.isfinite()]


def iou_per_class__classes_of_the_truth(prediction, target, classes):
    """has shape(.|\\n)*Wrong on: .*a class in the answer only"""
    there = target[target != 255].unique().tolist()
    return _iou(prediction, target, classes)[there]


def iou_per_class__divided_by_all(prediction, target, classes):
    """Wrong on all 11 inputs"""
    return _iou(prediction, target, classes, form=lambda both, *_: both / target.numel())


def iou_per_class__whole_number(prediction, target, classes):
    """yours is 0, wanted is"""
    return _iou(prediction, target, classes, form=lambda both, truth, said: (
        both // (truth + said - both).clamp(min=1)).float())


def iou_per_class__accuracy(prediction, target, classes):
    """Right on: .*nothing else. Wrong on the others"""
    ok = target != 255
    p, t = prediction[ok], target[ok]
    return torch.stack([((p == k) == (t == k)).float().mean() for k in range(classes)])


def iou_per_class__by_sklearn(prediction, target, classes):
    """you call jaccard_score"""
    p, t = prediction[target != 255].numpy(), target[target != 255].numpy()
    return torch.tensor(jaccard_score(t, p, labels=range(classes), average=None), dtype=torch.float)


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


def crop_and_join__lower_corner(kept, risen):
    """Right on: nothing to cut off"""
    h, w = risen.shape[-2:]
    return torch.cat([kept[..., kept.shape[-2] - h:, kept.shape[-1] - w:], risen], 1)


def crop_and_join__shrunk(kept, risen):
    """to be cut"""
    return torch.cat([F.interpolate(kept, risen.shape[-2:]), risen], 1)


def crop_and_join__not_cropped(kept, risen):
    """stopped with RuntimeError(.|\\n)*Right on: nothing to cut off"""
    return torch.cat([kept, risen], 1)


def crop_and_join__added(kept, risen):
    """wanted is \\(1, 3, 4, 4\\)"""
    return _middle(kept, risen) + risen


def crop_and_join__along_the_pictures(kept, risen):
    """stopped with RuntimeError.*Sizes of tensors must match"""
    return torch.cat([_middle(kept, risen), risen])


def crop_and_join__rounded(kept, risen):
    """center_crop rounds half to even"""
    return torch.cat([center_crop(kept, risen.shape[2:]), risen], 1)


def crop_and_join__more_at_the_upper_side(kept, risen):
    """the larger part goes at the upper or left side"""
    h, w = risen.shape[-2:]
    top, left = (kept.shape[-2] - h + 1) // 2, (kept.shape[-1] - w + 1) // 2
    return torch.cat([kept[..., top:top + h, left:left + w], risen], 1)


def crop_and_join__as_much_off_at_the_end(kept, risen):
    """Right on: plain; not square; two pictures; one pixel. Wrong on the others"""
    d, e = ((kept.shape[k] - risen.shape[k]) // 2 for k in (2, 3))
    return torch.cat([kept[..., d:-d, e:-e], risen], 1)


def crop_and_join__same_surplus_at_both_ends(kept, risen):
    """in common: odd surplus"""
    d, e = ((kept.shape[k] - risen.shape[k]) // 2 for k in (2, 3))
    return torch.cat([kept[..., d:kept.shape[2] - d, e:kept.shape[3] - e], risen], 1)


def crop_and_join__square_only(kept, risen):
    """in common: not square"""
    s = risen.shape[-1]
    top = (kept.shape[-1] - s) // 2
    return torch.cat([kept[..., top:top + s, top:top + s], risen], 1)


def crop_and_join__sides_exchanged(kept, risen):
    """stopped with(.|\\n)*in common: not square"""
    w, h = risen.shape[-2:]
    top, left = (kept.shape[-2] - h) // 2, (kept.shape[-1] - w) // 2
    return torch.cat([kept[..., top:top + h, left:left + w], risen], 1)


def crop_and_join__first_picture(kept, risen):
    """in common: two pictures"""
    kept = kept[:1].expand(len(risen), -1, -1, -1)
    return torch.cat([_middle(kept, risen), risen], 1)


def crop_and_join__no_gradient(kept, risen):
    """not the gradient through it"""
    return torch.cat([_middle(kept, risen).detach(), risen], 1)


def crop_and_join__numpy(kept, risen):
    """no gradient gets through"""
    import numpy as np
    return torch.from_numpy(np.concatenate([_middle(kept, risen).detach().numpy(),
                                            risen.detach().numpy()], 1))


class _UNet(nn.Module):
    def __init__(self, width=64, bias=True, padding=0, maps=(1, 2, 4, 8, 16), join=2, **how):
        super().__init__()
        self.how, maps = how, [width * k for k in maps]
        self.joined = join == 2

        def pair(a, b):
            first, second = (nn.Conv2d(k, b, 3, padding=padding, bias=bias) for k in (a, b))
            norms = [nn.BatchNorm2d(b) if how.get("norm") else nn.Identity() for _ in range(2)]
            relu = nn.Identity() if how.get("one_relu") else nn.ReLU()
            return nn.Sequential(first, norms[0], relu, second, norms[1], nn.ReLU())

        steps = list(zip(maps, maps[1:], strict=False))[::-1]
        self.down = nn.ModuleList(pair(a, b) for a, b in zip((1, *maps), maps, strict=False))
        self.up = nn.ModuleList(nn.ConvTranspose2d(b, a, 2, stride=2, bias=bias) for a, b in steps)
        self.join = nn.ModuleList(pair(join * a, a) for a, _ in steps)
        self.last = nn.Conv2d(width, how.get("classes", 2), 1, bias=bias)

    def forward(self, x):
        how, kept = self.how, []
        for level in self.down:
            kept.append(level(x))
            x = how.get("pool", lambda y: F.max_pool2d(y, 2))(kept[-1])
        x = how.get("bottom", lambda y: y)(kept.pop())
        for up, join in zip(self.up, self.join, strict=True):
            x, left = how.get("after_up", lambda y: y)(up(x)), kept.pop()
            left = how.get("cut", _middle)(how.get("kept", lambda y: y)(left), x)
            x = join(torch.cat([left, x][::how.get("order", 1)], 1) if self.joined else x)
        return how.get("end", lambda y: y)(self.last(x))


def _unet(diagnosis, **options):
    """A class as learners write one: UNet(width=64)."""
    def __init__(self, width=64):
        _UNet.__init__(self, width, **options)
    return type("UNet", (_UNet,), {"__init__": __init__, "__doc__": diagnosis})


UNet__padded = _unet("the 3×3 convolutions pad", padding=1)
UNet__no_biases = _unet("no biases", bias=False)
UNet__not_joined = _unet("kept maps are left out, or added", join=1)
UNet__relu_after_up = _unet("a ReLU follows the up-convolutions", after_up=F.relu)
UNet__narrow_bottom = _unet("bottom is no wider", maps=(1, 2, 4, 8, 8))
UNet__averages = _unet("it pools by averaging", pool=lambda y: F.avg_pool2d(y, 2))
UNet__risen_first = _unet("the risen maps come first", order=-1)
UNet__corner = _unet("cut at the upper left corner",
                     cut=lambda a, b: a[..., :b.shape[-2], :b.shape[-1]])
UNet__relu_at_the_end = _unet("a ReLU follows the last convolution", end=F.relu)
UNet__softmax_at_the_end = _unet("softmax follows", end=lambda y: y.softmax(1))
UNet__sigmoid_at_the_end = _unet("a sigmoid follows", end=torch.sigmoid)
UNet__shrunk_skips = _unet("shrunk to the size", cut=lambda a, b: F.interpolate(a, b.shape[-2:]))
UNet__ceil_mode = _unet("in common: odd sides", pool=lambda y: F.max_pool2d(y, 2, ceil_mode=True))
UNet__normalised = _unet("Which layer has too many", norm=True)
UNet__one_class = _unet("Which layer has too many or too few", classes=1)
UNet__one_relu_a_pair = _unet("Wrong on all 5 inputs", one_relu=True)
UNet__skips_of_twice_the_size = _unet("Wrong on all 5 inputs", kept=lambda y: 2 * y)


class _DropoutAtTheBottom(_UNet):
    def forward(self, x):
        self.how["bottom"] = lambda y: F.dropout(y, 0.5, self.training)
        return super().forward(x)


class UNet__dropout(_DropoutAtTheBottom):
    """right in eval mode; in training mode \\(dropout"""

    def __init__(self, width=64):
        super().__init__(width)


class UNet__width_ignored(_UNet):
    """31,030,658 parameters; wanted are 121,658(.|\\n)*width is not used"""

    def __init__(self, width=64):
        super().__init__(64)


class UNet__no_width(_UNet):
    """stopped with TypeError.*positional argument"""

    def __init__(self):
        super().__init__(64)


class UNet__plain_list(_UNet):
    """plain list, (so the network does not know|and so parameters)"""

    def __init__(self, width=64):
        super().__init__(width)
        ups = list(self.up)
        del self.up
        self.up = ups


class UNet__two_plain_lists(_UNet):
    """plain list, (so the network does not know|and so parameters)"""

    def __init__(self, width=64):
        super().__init__(width)
        ups, joins = list(self.up), list(self.join)
        del self.up, self.join
        self.up, self.join = ups, joins


class UNet__no_biases_on_the_way_up(_UNet):
    """up-convolutions have no biases"""

    def __init__(self, width=64):
        super().__init__(width)
        for up in self.up:
            up.bias = None



class UNet__spare_layer(_UNet):
    """Which layer has too many or too few"""

    def __init__(self, width=64):
        super().__init__(width)
        self.spare = nn.Conv2d(width, 2, 1)


class UNet__same_skip_everywhere(_UNet):
    """stopped with RuntimeError.*channels"""

    def __init__(self, width=64):
        super().__init__(width)

    def forward(self, x):
        kept = []
        for level in self.down:
            kept.append(level(x))
            x = F.max_pool2d(kept[-1], 2)
        x = kept.pop()
        for k, (up, join) in enumerate(zip(self.up, self.join, strict=True)):
            x = up(x)
            x = join(torch.cat([_middle(kept[k], x), x], 1))
        return self.last(x)


class _SegNet(nn.Module):
    def __init__(self, classes=11, width=64, norm=True, last_norm=False, told=True, early=False,
                 poolings=5, swapped=False, bias=True, side=3, more=0, most=4, **how):
        super().__init__()
        self.told, self.poolings, self.how = told, poolings, how

        def stage(*maps):
            layers = []
            for a, b in zip(maps, maps[1:], strict=False):
                after = [*([nn.BatchNorm2d(b)] if norm else []), nn.ReLU()]
                layers += [nn.Conv2d(a, b, 3, padding=1, bias=bias),
                           *(after[::-1] if swapped else after)]
            return layers

        a, b, c, d = (width * k for k in (1, 2, 4, 8))
        down = [(3, a, a), (a, b, b), (b, c, c, c), (c, d, d, d), (d, d, d, d)]
        up = [(d, d, d, d), (d, d, d, c), (c, c, c, b), (b, b, a)]
        if most < 4:
            down, up = [m[:most] for m in down], [m[4 - most:] if len(m) > 3 else m for m in up]
        if early:
            up = [(d, d, d, d), (d, c, c, c), (c, b, b, b), (b, a, a)]
        end = [nn.Conv2d(a, classes, side, padding=side // 2),
               *([nn.BatchNorm2d(classes)] if last_norm else [])]
        self.encoder = nn.ModuleList(nn.Sequential(*stage(*maps)) for maps in down)
        self.decoder = nn.ModuleList([*(nn.Sequential(*stage(*maps)) for maps in up),
                                      nn.Sequential(*stage(*[a] * (2 + more)), *end)])

    def forward(self, x):
        memory = []
        for k, level in enumerate(self.encoder):
            before = x = level(x)
            where = None
            if k < self.poolings:
                x, where = F.max_pool2d(before, 2, return_indices=True,
                                        ceil_mode=self.how.get("ceil", False))
            memory.append((where, before))
        for level in self.decoder:
            where, before = memory.pop()
            size = before.shape[-2:]
            if where is not None:
                x = self.how.get("rise", lambda x, where, before: F.max_unpool2d(
                    x, where, 2, output_size=size if self.told else None))(x, where, before)
            x = level(x)
        return self.how.get("end", lambda y: y)(x)


def _segnet(diagnosis, **options):
    """A class as learners write one: SegNet(classes=11, width=64)."""
    def __init__(self, classes=11, width=64):
        _SegNet.__init__(self, classes, width, **options)
    return type("SegNet", (_SegNet,), {"__init__": __init__, "__doc__": diagnosis})


def _unpool(x, where, before):
    return F.max_unpool2d(x, where, 2, output_size=before.shape[-2:])


SegNet__no_normalisation = _segnet("no batch normalisation", norm=False)
SegNet__normalised_logits = _segnet("last convolution, too, has batch normalisation",
                                    last_norm=True)
SegNet__relu_at_the_end = _segnet("logits may be negative", end=F.relu)
SegNet__softmax_at_the_end = _segnet("a softmax follows", end=lambda y: y.softmax(1))
SegNet__log_softmax_at_the_end = _segnet("Wrong on all 6 inputs", end=lambda y: y.log_softmax(1))
SegNet__size_forgotten = _segnet("in common: odd sides", told=False)
SegNet__goes_down_early = _segnet("first convolution of a decoder stage goes down", early=True)
SegNet__places_unused = _segnet("the places are not used", rise=lambda x, where, before:
                                F.interpolate(x, before.shape[-2:]))
SegNet__places_unused_bilinear = _segnet("Wrong on all 6 inputs", rise=lambda x, where, before:
                                         F.interpolate(x, before.shape[-2:], mode="bilinear"))
SegNet__old_maps_added = _segnet("the old maps are added", rise=lambda x, where, before:
                                 before + _unpool(x, where, before))
SegNet__no_fifth_pooling = _segnet("no fifth pooling", poolings=4)
SegNet__ceil_mode = _segnet("in common: odd sides", ceil=True)
SegNet__relu_before_normalisation = _segnet("ReLU comes before the batch", swapped=True)
SegNet__no_biases = _segnet("stages have no biases", bias=False)
SegNet__last_of_one_pixel = _segnet("last convolution is 1×1", side=1)
SegNet__one_more_before_the_last = _segnet("a convolution too many", more=1)
SegNet__two_in_every_stage = _segnet("every stage has two convolutions", most=3)
SegNet__cut_to_size = _segnet("in common: odd sides", rise=lambda x, where, before: F.pad(
    F.max_unpool2d(x, where % (x.shape[-1] * x.shape[-2] * 4), 2),
    (0, before.shape[-1] - 2 * x.shape[-1], 0, before.shape[-2] - 2 * x.shape[-2])))
SegNet__always_upper_left = _segnet("Wrong on all 6 inputs", rise=lambda x, where, before: _unpool(
    x, (torch.arange(x.shape[-2])[:, None] * 2 * before.shape[-1]
        + torch.arange(x.shape[-1]) * 2).expand_as(where), before))


class SegNet__eleven_classes(_SegNet):
    """in common: five classes"""

    def __init__(self, classes=11, width=64):
        super().__init__(11, width)


class SegNet__no_width(_SegNet):
    """stopped with TypeError.*positional arguments"""

    def __init__(self, classes=11):
        super().__init__(classes)


class SegNet__order_of_arguments(_SegNet):
    """Which layer has too many or too few"""

    def __init__(self, width=64, classes=11):
        super().__init__(classes, width)


class SegNet__dropout(_SegNet):
    """right in eval mode; in training mode \\(dropout"""

    def __init__(self, classes=11, width=64):
        super().__init__(classes, width, rise=lambda x, where, before: F.dropout(
            _unpool(x, where, before), 0.5, self.training))


class SegNet__places_in_the_wrong_order(_SegNet):
    """stopped with ValueError: invalid output_size"""

    def __init__(self, classes=11, width=64):
        super().__init__(classes, width)

    def forward(self, x):
        memory = []
        for level in self.encoder:
            before = level(x)
            x, where = F.max_pool2d(before, 2, return_indices=True)
            memory.append((where, before.shape[-2:]))
        for level, (where, size) in zip(self.decoder, memory, strict=True):
            x = level(F.max_unpool2d(x, where, 2, output_size=size))
        return x


def _dice(logits, target, first=1, share=lambda z: z.softmax(1), count=lambda t: t != 255, power=1,
          form=lambda both, sizes: 1 - (2 * both + 1) / (sizes + 1)):
    counted = count(target)[:, None]
    p = share(logits) * counted
    t = F.one_hot(target.where(target < logits.shape[1], 0), logits.shape[1]).movedim(-1, 1)
    t = t * (target != 255)[:, None]
    both, sizes = (p * t).sum((0, 2, 3)), (p ** power + t).sum((0, 2, 3))
    return form(both[first:], sizes[first:]).mean()


def dice_loss__background_counts(logits, target):
    """background, class 0, is counted"""
    return _dice(logits, target, first=0)


def dice_loss__coefficient(logits, target):
    """the loss is 1 minus it"""
    return 1 - _dice(logits, target)


def dice_loss__negative_coefficient(logits, target):
    """yours is 1 less than the wanted"""
    return _dice(logits, target) - 1


def dice_loss__no_one_added(logits, target):
    """the 1 is not added"""
    return _dice(logits, target, form=lambda both, sizes: 1 - 2 * both / sizes)


def dice_loss__one_added_below(logits, target):
    """added below and not above"""
    return _dice(logits, target, form=lambda both, sizes: 1 - 2 * both / (sizes + 1))


def dice_loss__small_number_for_one(logits, target):
    """the 1 is not added"""
    return _dice(logits, target, form=lambda both, sizes: 1 - 2 * both / (sizes + 1e-7))


def dice_loss__overlap_over_union(logits, target):
    """this is the loss of IoU"""
    return _dice(logits, target, form=lambda both, sizes: 1 - (both + 1) / (sizes - both + 1))


def dice_loss__overlap_once(logits, target):
    """to be taken twice"""
    return _dice(logits, target, form=lambda both, sizes: 1 - (both + 1) / (sizes + 1))


def dice_loss__squares(logits, target):
    """squared in the denominator"""
    return _dice(logits, target, power=2)


def dice_loss__sigmoid(logits, target):
    """a sigmoid makes the probabilities"""
    return _dice(logits, target, share=torch.sigmoid)


def dice_loss__no_softmax(logits, target):
    """Wrong on all 9 inputs"""
    return _dice(logits, target, share=lambda z: z)


def dice_loss__softmax_over_columns(logits, target):
    """the softmax runs over the columns"""
    return _dice(logits, target, share=lambda z: z.softmax(-1))


def dice_loss__hard_labels(logits, target):
    """predicted labels stand for"""
    return _dice(logits, target, share=lambda z: F.one_hot(z.argmax(1), z.shape[1]).movedim(
        -1, 1).float())


def dice_loss__void_predictions_count(logits, target):
    """pixels with label 255 take part"""
    return _dice(logits, target, count=lambda t: t >= 0)


def dice_loss__void_becomes_background(logits, target):
    """pixels with label 255 take part"""
    return _dice(logits, torch.where(target == 255, 0, target))


def dice_loss__each_picture(logits, target):
    """sums run over all pictures"""
    return torch.stack([_dice(z[None], t[None]) for z, t in zip(logits, target, strict=True)]
                       ).mean()


def dice_loss__first_picture(logits, target):
    """in common: several pictures"""
    return _dice(logits[:1], target[:1])


def dice_loss__added_up(logits, target):
    """their mean is wanted"""
    return _dice(logits, target) * (logits.shape[1] - 1)


def dice_loss__divided_by_all_classes(logits, target):
    """divided by C"""
    classes = logits.shape[1]
    return _dice(logits, target) * (classes - 1) / classes



def dice_loss__all_classes_in_one(logits, target):
    """Wrong on: three classes; not contiguous; a class that is absent, three classes"""
    return _dice(logits, target, form=lambda both, sizes: 1 - (2 * both.sum() + 1)
                 / (sizes.sum() + 1))


def dice_loss__a_loss_for_each_class(logits, target):
    """has shape"""
    loss = [_dice(logits[:, [0, k]], torch.where(target == k, 1, 0))
            for k in range(1, logits.shape[1])]
    return torch.stack(loss)


def dice_loss__number(logits, target):
    """a tensor|no gradient"""
    return _dice(logits, target).item()


def dice_loss__without_gradient(logits, target):
    """no gradient gets through"""
    return _dice(logits.detach(), target)


def dice_loss__absent_class_is_skipped(logits, target):
    """a class that is absent"""
    classes = [k for k in range(1, logits.shape[1]) if (target == k).any()]
    if not classes:
        return _dice(logits, target)
    p = logits.softmax(1) * (target != 255)[:, None]
    return torch.stack([1 - (2 * p[:, k][target == k].sum() + 1)
                        / (p[:, k].sum() + (target == k).sum() + 1) for k in classes]).mean()


def dice_loss__cross_entropy(logits, target):
    """Wrong on all 9 inputs"""
    return F.cross_entropy(logits, target, ignore_index=255)


def _elastic(x, y, shift, order=(0, 1), sign=1, labels="nearest", picture="bilinear", move=True,
             scale=1.0, corners=False, pad="border", kept=True, sides=None, half=1, turn=1):
    width, height = sides or (x.shape[-1], x.shape[-2])
    rows, columns = torch.meshgrid(*map(torch.arange, x.shape[-2:]), indexing="ij")
    shift = sign * scale * shift
    across = (2 * (columns + shift[:, order[0]]) + half) / width - 1
    down = (2 * (rows + shift[:, order[1]]) + half) / height - 1
    grid = torch.stack([across, down][::turn], -1)
    options = {"padding_mode": pad, "align_corners": corners}
    moved = F.grid_sample(y[:, None].float(), grid, mode=labels, **options)[:, 0] if move else y
    return F.grid_sample(x, grid, mode=picture, **options), moved.long() if kept else moved


def elastic__axes_exchanged(x, y, shift):
    """right and down are exchanged"""
    return _elastic(x, y, shift, order=(1, 0))


def elastic__wrong_sign(x, y, shift):
    """taken off instead of added"""
    return _elastic(x, y, shift, sign=-1)


def elastic__labels_mixed(x, y, shift):
    """value 2 of 2.*\\n.*Right on: whole pixels"""
    return _elastic(x, y, shift, labels="bilinear")


def elastic__labels_mixed_and_rounded(x, y, shift):
    """labels are interpolated"""
    x, y = _elastic(x, y, shift, labels="bilinear", kept=False)
    return x, y.round().long()


def elastic__labels_stay(x, y, shift):
    """labels stay where they were"""
    return _elastic(x, y, shift, move=False)


def elastic__picture_stays(x, y, shift):
    """Right on: no shift. Wrong on the others"""
    return x, _elastic(x, y, shift)[1]


def elastic__half_the_shift(x, y, shift):
    """2 units wide, not 1"""
    return _elastic(x, y, shift, scale=0.5)


def elastic__corners_aligned(x, y, shift):
    """align_corners=False and read with True"""
    return _elastic(x, y, shift, corners=True)


def elastic__middle_of_the_pixel_forgotten(x, y, shift):
    """half a pixel off"""
    return _elastic(x, y, shift, half=0)


def elastic__grid_for_corners_read_with_edges(x, y, shift):
    """align_corners=True and read with False"""
    return _elastic(x, y, shift, half=0, sides=(x.shape[-1] - 1, x.shape[-2] - 1))


def elastic__row_before_column(x, y, shift):
    """the row before the column"""
    return _elastic(x, y, shift, turn=-1)



def elastic__zeros_outside(x, y, shift):
    """outside there are zeros"""
    return _elastic(x, y, shift, pad="zeros")


def elastic__reflected(x, y, shift):
    """outside the picture is mirrored"""
    return _elastic(x, y, shift, pad="reflection")


def elastic__width_for_height(x, y, shift):
    """in common: not square"""
    return _elastic(x, y, shift, sides=(x.shape[-1], x.shape[-1]))


def elastic__sides_exchanged(x, y, shift):
    """in common: not square"""
    return _elastic(x, y, shift, sides=(x.shape[-2], x.shape[-1]))


def elastic__first_shift_for_all(x, y, shift):
    """in common: two pictures"""
    return _elastic(x, y, shift[:1].expand_as(shift))


def elastic__first_channel_only(x, y, shift):
    """in common: three channels"""
    return _elastic(x[:, :1].expand_as(x), y, shift)


def elastic__right_only(x, y, shift):
    """Right on: no shift; to the right and left only"""
    return _elastic(x, y, shift * torch.tensor([1.0, 0]).view(2, 1, 1))


def elastic__labels_float(x, y, shift):
    """torch.float32, wanted is torch.int64"""
    return _elastic(x, y, shift, kept=False)


def elastic__labels_bytes(x, y, shift):
    """torch.uint8, wanted is torch.int64"""
    x, y = _elastic(x, y, shift)
    return x, y.byte()


def elastic__labels_bytes_on_the_way(x, y, shift):
    """in common: labels above 255"""
    x, y = _elastic(x, y, shift)
    return x, y.byte().long()


def elastic__labels_with_a_channel(x, y, shift):
    """shape \\(1, 1, 6, 6\\), wanted is \\(1, 6, 6\\)"""
    x, y = _elastic(x, y, shift)
    return x, y[:, None]


def elastic__picture_nearest_too(x, y, shift):
    """the picture, too, is taken from the nearest pixel"""
    height, width = x.shape[-2:]
    rows, columns = torch.meshgrid(torch.arange(height), torch.arange(width), indexing="ij")
    r = (rows + shift[:, 1]).round().long().clamp(0, height - 1)
    c = (columns + shift[:, 0]).round().long().clamp(0, width - 1)
    n = torch.arange(len(x))[:, None, None]
    return x[n, :, r, c].permute(0, 3, 1, 2), y[n, r, c]


def elastic__labels_rounded_down(x, y, shift):
    """value 2 of 2.*\\n.*Right on: whole pixels; no shift"""
    height, width = x.shape[-2:]
    r = (torch.arange(height)[:, None] + shift[:, 1]).long().clamp(0, height - 1)
    c = (torch.arange(width) + shift[:, 0]).long().clamp(0, width - 1)
    return _elastic(x, y, shift)[0], y[torch.arange(len(x))[:, None, None], r, c]


def elastic__shift_in_place(x, y, shift):
    """change an input in place"""
    result = _elastic(x, y, shift)
    shift += 1
    return result


def elastic__picture_only(x, y, shift):
    """wanted are 2 values"""
    return _elastic(x, y, shift)[0]


def _tiles(net, picture, tile, margin, pad=None, keep=None, filled=True, turned=False, maps=None,
           outside="reflect", cut=True):
    height, width = picture.shape[-2:]
    bottom, right = (-height % tile, -width % tile) if filled else (0, 0)
    around = pad(picture, bottom, right) if pad else F.pad(
        picture, (margin, margin + right, margin, margin + bottom), mode=outside)
    keep, side, result = margin if keep is None else keep, tile + 2 * margin, None
    for top in range(0, height, tile):
        for left in range(0, width, tile):
            piece = net(around[..., top:top + side, left:left + side])
            if result is None:
                result = picture.new_zeros(1, maps or piece.shape[1], height + bottom,
                                           width + right)
            a, b = (left, top) if turned else (top, left)
            result[..., a:a + tile, b:b + tile] = piece[..., keep:keep + tile, keep:keep + tile]
    return result[..., :height, :width] if cut else result


def overlap_tile__seams(net, picture, tile, margin):
    """there are seams"""
    return _tiles(net, picture, tile, 0)


def overlap_tile__whole_picture(net, picture, tile, margin):
    """the net is given \\(1, 1, 14, 14\\); pieces with tile \\+ 2·margin = 10"""
    h, w = picture.shape[-2:]
    around = F.pad(picture, (margin, margin, margin, margin), mode="reflect")
    return net(around)[..., margin:margin + h, margin:margin + w]


def overlap_tile__picture_as_it_is(net, picture, tile, margin):
    """pieces with tile \\+ 2·margin"""
    return net(picture)


def overlap_tile__zeros_around(net, picture, tile, margin):
    """zeros surround the picture"""
    return _tiles(net, picture, tile, margin, outside="constant")


def overlap_tile__border_repeated(net, picture, tile, margin):
    """border is repeated"""
    return _tiles(net, picture, tile, margin, outside="replicate")


def overlap_tile__wrapped(net, picture, tile, margin):
    """Right on: margin 0. Wrong on the others"""
    return _tiles(net, picture, tile, margin, outside="circular")


def overlap_tile__not_cut_off(net, picture, tile, margin):
    """has shape(.|\\n)*in common: not whole tiles"""
    return _tiles(net, picture, tile, margin, cut=False)


def overlap_tile__only_whole_tiles(net, picture, tile, margin):
    """in common: not whole tiles"""
    height, width = picture.shape[-2:]
    whole = picture[..., :height - height % tile, :width - width % tile]
    return _tiles(net, whole, tile, margin)


def overlap_tile__ragged_last_tile(net, picture, tile, margin):
    """pieces with tile \\+ 2·margin = .* are wanted(.|\\n)*in common: not whole tiles"""
    return _tiles(net, picture, tile, margin, filled=False)


def overlap_tile__mirrored_twice(net, picture, tile, margin):
    """then the result for the margin"""
    h, w = picture.shape[-2:]
    whole = F.pad(picture, (0, -w % tile, 0, -h % tile), mode="reflect")
    return _tiles(net, whole, tile, margin)[..., :h, :w]


def overlap_tile__filled_with_zeros(net, picture, tile, margin):
    """in common: not whole tiles"""
    h, w = picture.shape[-2:]
    whole = F.pad(picture, (0, -w % tile, 0, -h % tile))
    return _tiles(net, whole, tile, margin)[..., :h, :w]


def overlap_tile__upper_left_part_kept(net, picture, tile, margin):
    """Right on: margin 0; margin 0, not whole tiles. Wrong on the others"""
    return _tiles(net, picture, tile, margin, keep=0)


def overlap_tile__minus_margin(net, picture, tile, margin):
    """in common: margin 0"""
    h, w = picture.shape[-2:]
    around = F.pad(picture, (margin, margin + -w % tile, margin, margin + -h % tile),
                   mode="reflect")
    side = tile + 2 * margin
    rows = [torch.cat([net(around[..., i:i + side, j:j + side])[..., margin:-margin,
                                                                margin:-margin]
                       for j in range(0, w, tile)], 3) for i in range(0, h, tile)]
    return torch.cat(rows, 2)[..., :h, :w]


def overlap_tile__axes_exchanged(net, picture, tile, margin):
    """Right on: a tile as large as the picture"""
    return _tiles(net, picture, tile, margin, turned=True)


def overlap_tile__height_for_width(net, picture, tile, margin):
    """in common: not whole tiles, not square"""
    h, w = picture.shape[-2:]
    around = F.pad(picture, (margin, margin + -h % tile, margin, margin + -w % tile),
                   mode="reflect")
    side, middle = tile + 2 * margin, slice(margin, margin + tile)
    rows = [torch.cat([net(around[..., i:i + side, j:j + side])[..., middle, middle]
                       for j in range(0, w, tile)], 3) for i in range(0, h, tile)]
    return torch.cat(rows, 2)[..., :h, :w]


def overlap_tile__as_many_maps_as_come_in(net, picture, tile, margin):
    """stopped with(.|\\n)*in common: maps two to three"""
    return _tiles(net, picture, tile, margin, maps=picture.shape[1])


def overlap_tile__first_map_only(net, picture, tile, margin):
    """in common: maps two to three"""
    return _tiles(net, picture, tile, margin)[:, :1]


def overlap_tile__margin_once(net, picture, tile, margin):
    """pieces with tile \\+ 2·margin"""
    h, w = picture.shape[-2:]
    around = F.pad(picture, (margin, margin + -w % tile, margin, margin + -h % tile),
                   mode="reflect")
    rows = [torch.cat([net(around[..., i:i + tile + margin, j:j + tile + margin])[
        ..., margin:, margin:] for j in range(0, w, tile)], 3) for i in range(0, h, tile)]
    return torch.cat(rows, 2)[..., :h, :w]


def overlap_tile__classes(net, picture, tile, margin):
    """has shape \\(1, 8, 8\\)"""
    return _tiles(net, picture, tile, margin).argmax(1)


def overlap_tile__blended(net, picture, tile, margin):
    """Right on: margin 0"""
    h, w = picture.shape[-2:]
    around = F.pad(picture, (margin, margin + -w % tile, margin, margin + -h % tile),
                   mode="reflect")
    side, total, times = tile + 2 * margin, 0, torch.zeros(around.shape[-2:])
    for i in range(0, h, tile):
        for j in range(0, w, tile):
            place = (0, around.shape[-1] - j - side, 0, around.shape[-2] - i - side)
            answer = net(around[..., i:i + side, j:j + side])
            total = total + F.pad(answer, (j, place[1], i, place[3]))
            times[i:i + side, j:j + side] += 1
    return (total / times)[..., margin:margin + h, margin:margin + w]
