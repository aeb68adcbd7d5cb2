"""Wrong answers to lesson 12. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import copy

import torch
import torch.nn.functional as F
from torch import nn


def sampled(x, cos, sin, aspect=None, align=False):
    aspect = x.shape[-1] / x.shape[-2] if aspect is None else aspect
    zero = torch.zeros_like(cos)
    theta = torch.stack([cos, -sin / aspect, zero, sin * aspect, cos, zero], 1).view(-1, 2, 3)
    return F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=align),
                         align_corners=align)


def turn_and_enlarge__clockwise(x, degrees, factor):
    """the picture turns clockwise"""
    a = torch.deg2rad(degrees)
    return sampled(x, a.cos() / factor, -a.sin() / factor)


def turn_and_enlarge__shrinks(x, degrees, factor):
    """a factor above 1 makes the picture smaller"""
    a = torch.deg2rad(degrees)
    return sampled(x, a.cos() * factor, a.sin() * factor)


def turn_and_enlarge__forward_map(x, degrees, factor):
    """theta leads from the picture to the result"""
    a = torch.deg2rad(degrees)
    return sampled(x, a.cos() * factor, -a.sin() * factor)


def turn_and_enlarge__radians(x, degrees, factor):
    """degrees are taken for radians"""
    return sampled(x, degrees.cos() / factor, degrees.sin() / factor)


def turn_and_enlarge__square_only(x, degrees, factor):
    """in common: not square|a picture that is not square is distorted"""
    a = torch.deg2rad(degrees)
    return sampled(x, a.cos() / factor, a.sin() / factor, 1.0)


def turn_and_enlarge__aspect_upside_down(x, degrees, factor):
    """in common: not square"""
    a = torch.deg2rad(degrees)
    return sampled(x, a.cos() / factor, a.sin() / factor, x.shape[-2] / x.shape[-1])


def turn_and_enlarge__all_as_the_first(x, degrees, factor):
    """in common: several pictures|all pictures are changed as the first"""
    a = torch.deg2rad(degrees[:1]).expand(len(x))
    return sampled(x, a.cos() / factor[:1], a.sin() / factor[:1])


def turn_and_enlarge__aligned_corners(x, degrees, factor):
    """align_corners is True|in common"""
    a = torch.deg2rad(degrees)
    return sampled(x, a.cos() / factor, a.sin() / factor, align=True)


def turn_and_enlarge__only_the_cosines_divided(x, degrees, factor):
    """in common: turned and enlarged|not square, high"""
    a = torch.deg2rad(degrees)
    return sampled(x, a.cos() / factor, a.sin())


def turn_and_enlarge__by_warp(x, degrees, factor):
    """you call warp"""
    from course_utils import augment
    return augment.warp(x, degrees, degrees * 0, degrees * 0, factor)


def turn_and_enlarge__no_gradient(x, degrees, factor):
    """gradient|graph"""
    a = torch.deg2rad(degrees)
    return sampled(x.detach(), a.cos() / factor, a.sin() / factor)


def turn_and_enlarge__pixel_nearest(x, degrees, factor):
    """elements differ|in common"""
    a = torch.deg2rad(degrees)
    cos, sin, aspect = a.cos() / factor, a.sin() / factor, x.shape[-1] / x.shape[-2]
    zero = torch.zeros_like(cos)
    theta = torch.stack([cos, -sin / aspect, zero, sin * aspect, cos, zero], 1).view(-1, 2, 3)
    return F.grid_sample(x, F.affine_grid(theta, list(x.shape), align_corners=False),
                         mode="nearest", align_corners=False)


def blend(x, partner, share):
    part = share.view(-1, 1, 1, 1)
    return part * x + (1 - part) * x[partner]


def soft(y, classes, partner, share):
    one_hot, part = F.one_hot(y, classes).float(), share.view(-1, 1)
    return part * one_hot + (1 - part) * one_hot[partner]


def mixup__labels_kept(x, y, classes, partner, share):
    """the pictures are mixed and the labels are not"""
    return blend(x, partner, share), F.one_hot(y, classes).float()


def mixup__classes_as_they_are(x, y, classes, partner, share):
    """shape \\(\\d,\\)"""
    return blend(x, partner, share), y


def mixup__mean_of_the_class_numbers(x, y, classes, partner, share):
    """shape \\(\\d,\\)"""
    return blend(x, partner, share), share * y + (1 - share) * y[partner]


def mixup__hard_labels(x, y, classes, partner, share):
    """the label is that of the larger share"""
    return blend(x, partner, share), F.one_hot(torch.where(share >= 0.5, y, y[partner]),
                                               classes).float()


def mixup__labels_the_other_way(x, y, classes, partner, share):
    """the labels are mixed the other way round"""
    return blend(x, partner, share), soft(y, classes, partner, 1 - share)


def mixup__share_of_the_partner(x, y, classes, partner, share):
    """share belongs to the partner"""
    return blend(x, partner, 1 - share), soft(y, classes, partner, 1 - share)


def mixup__first_share_for_all(x, y, classes, partner, share):
    """in common: shares that differ|all pairs have the share of the first"""
    share = share[:1].expand(len(x))
    return blend(x, partner, share), soft(y, classes, partner, share)


def mixup__inverse_partner(x, y, classes, partner, share):
    """partner is used backwards|in common: a partner taken twice"""
    partner = partner.argsort()
    return blend(x, partner, share), soft(y, classes, partner, share)


def mixup__flipped_batch(x, y, classes, partner, share):
    """reversed batch"""
    partner = torch.arange(len(x) - 1, -1, -1)
    return blend(x, partner, share), soft(y, classes, partner, share)


def mixup__share_along_the_width(x, y, classes, partner, share):
    """in common|stopped with"""
    return share * x + (1 - share) * x[partner], soft(y, classes, partner, share)


def mixup__in_place(x, y, classes, partner, share):
    """change an input in place"""
    pictures = blend(x, partner, share)
    x.copy_(pictures)
    return pictures, soft(y, classes, partner, share)


def mixup__as_many_classes_as_seen(x, y, classes, partner, share):
    """in common: absent classes|shape"""
    return blend(x, partner, share), soft(y, int(y.max()) + 1, partner, share)


def squares(x, row, column, side, low=lambda m, side: m - side // 2, more=0):
    result = x.clone()
    for n in range(len(x)):
        r, c = low(int(row[n]), side), low(int(column[n]), side)
        result[n, :, max(r, 0):max(r + side + more, 0), max(c, 0):max(c + side + more, 0)] = 0
    return result


def cutout__not_clipped(x, row, column, side):
    """a first row below zero is counted from the end|in common: over the border"""
    result = x.clone()
    for n in range(len(x)):
        r, c = int(row[n]) - side // 2, int(column[n]) - side // 2
        result[n, :, r:r + side, c:c + side] = 0
    return result


def cutout__moved_inside(x, row, column, side):
    """at the border the square is moved inside"""
    result = x.clone()
    for n in range(len(x)):
        r = min(max(int(row[n]) - side // 2, 0), max(x.shape[-2] - side, 0))
        c = min(max(int(column[n]) - side // 2, 0), max(x.shape[-1] - side, 0))
        result[n, :, r:r + side, c:c + side] = 0
    return result


def cutout__first_clipped_and_last_moved(x, row, column, side):
    """in common: top and left"""
    result = x.clone()
    for n in range(len(x)):
        r, c = max(int(row[n]) - side // 2, 0), max(int(column[n]) - side // 2, 0)
        result[n, :, r:r + side, c:c + side] = 0
    return result


def cutout__exchanged(x, row, column, side):
    """rows and columns are exchanged"""
    return squares(x, column, row, side)


def cutout__corner(x, row, column, side):
    """row and column are the corner of the square"""
    return squares(x, row, column, side, lambda m, side: m)


def cutout__one_too_many(x, row, column, side):
    """a row and a column too many"""
    return squares(x, row, column, side, more=1)


def cutout__even_side_shifted(x, row, column, side):
    """in common: an even side|an even square lies one pixel too far"""
    return squares(x, row, column, side, lambda m, side: m - (side - 1) // 2)


def cutout__half_to_both_sides(x, row, column, side):
    """in common: an even side|a row and a column too"""
    result = x.clone()
    for n in range(len(x)):
        r, c, h = int(row[n]), int(column[n]), side // 2
        result[n, :, max(r - h, 0):r + h + 1, max(c - h, 0):c + h + 1] = 0
    return result


def cutout__same_for_all(x, row, column, side):
    """in common: several pictures|all pictures have the square of the first"""
    return squares(x, row[:1].expand(len(x)), column[:1].expand(len(x)), side)


def cutout__first_channel(x, row, column, side):
    """in common: .*three channels|only the first channel is erased"""
    result = x.clone()
    result[:, :1] = squares(x[:, :1], row, column, side)
    return result


def cutout__cross(x, row, column, side):
    """elements differ|in common"""
    place = torch.arange(x.shape[-2])[None] - (row - side // 2)[:, None]
    rows = (place >= 0) & (place < side)
    place = torch.arange(x.shape[-1])[None] - (column - side // 2)[:, None]
    columns = (place >= 0) & (place < side)
    return x.masked_fill((rows[:, :, None] | columns[:, None, :])[:, None], 0.0)


def cutout__in_place(x, row, column, side):
    """change an input in place"""
    x.copy_(squares(x, row, column, side))
    return x


def cutout__mean(x, row, column, side):
    """the square is filled with the mean"""
    hole = squares(torch.ones_like(x), row, column, side) == 0
    return torch.where(hole, x.mean((1, 2, 3), keepdim=True), x)


def ridge(H, Y, strength):
    return torch.linalg.solve(H.T @ H + strength * torch.eye(H.shape[1], dtype=H.dtype), H.T @ Y)


def linear_probe__no_bias(codes, labels, classes, strength):
    """there is no bias"""
    return (ridge(codes.double(), F.one_hot(labels, classes).double(), strength).float(),
            torch.zeros(classes))


def linear_probe__column_of_ones(codes, labels, classes, strength):
    """the bias is held small as well"""
    H = torch.cat([codes.double(), torch.ones(len(codes), 1).double()], 1)
    W = ridge(H, F.one_hot(labels, classes).double(), strength).float()
    return W[:-1], W[-1]


def centred(codes, labels, classes):
    H, Y = codes.double(), F.one_hot(labels, classes).double()
    return H - H.mean(0), Y - Y.mean(0), H.mean(0), Y.mean(0)


def linear_probe__strength_times_number(codes, labels, classes, strength):
    """mu is multiplied by the number of pictures"""
    H, Y, h, y = centred(codes, labels, classes)
    W = ridge(H, Y, strength * len(H))
    return W.float(), (y - h @ W).float()


def linear_probe__mean_loss(codes, labels, classes, strength):
    """mu is divided by the number of pictures"""
    H, Y, h, y = centred(codes, labels, classes)
    W = ridge(H, Y, strength / len(H))
    return W.float(), (y - h @ W).float()


def linear_probe__least_squares(codes, labels, classes, strength):
    """mu is left out|in common"""
    H, Y, h, y = centred(codes, labels, classes)
    W = torch.linalg.pinv(H) @ Y
    return W.float(), (y - h @ W).float()


def linear_probe__everywhere(codes, labels, classes, strength):
    """mu stands at all places of the matrix|in common|stopped"""
    H, Y, h, y = centred(codes, labels, classes)
    W = torch.linalg.pinv(H.T @ H + strength) @ H.T @ Y
    return W.float(), (y - h @ W).float()


def linear_probe__mean_label_as_bias(codes, labels, classes, strength):
    """the mean of the features is missing in it"""
    H, Y, h, y = centred(codes, labels, classes)
    return ridge(H, Y, strength).float(), y.float()


def linear_probe__plus_and_minus_one(codes, labels, classes, strength):
    """the labels are -1 and 1"""
    H, Y, h, y = centred(codes, labels, classes)
    W = 2 * ridge(H, Y, strength)
    return W.float(), (2 * y - 1 - h @ W).float()


def linear_probe__transposed(codes, labels, classes, strength):
    """shape|W has a row for each class"""
    H, Y, h, y = centred(codes, labels, classes)
    W = ridge(H, Y, strength)
    return W.T.float(), (y - h @ W).float()


def linear_probe__features_not_centred(codes, labels, classes, strength):
    """in common|elements differ"""
    H, Y = codes.double(), F.one_hot(labels, classes).double()
    W = ridge(H, Y - Y.mean(0), strength)
    return W.float(), (Y.mean(0) - H.mean(0) @ W).float()


def linear_probe__double(codes, labels, classes, strength):
    """dtype torch.float64"""
    H, Y, h, y = centred(codes, labels, classes)
    W = ridge(H, Y, strength)
    return W, y - h @ W


def linear_probe__only_classes_seen(codes, labels, classes, strength):
    """in common: an absent class"""
    seen = int(labels.max()) + 1
    H, Y, h, y = centred(codes, labels, seen)
    W = ridge(H, Y, strength)
    return W.float(), (y - h @ W).float()


class Held(nn.Module):
    def __init__(self, trunk):
        super().__init__()
        self.trunk = copy.deepcopy(trunk).requires_grad_(False).eval()

    def forward(self, x):
        return self.trunk(x)


def stays(self, mode=True):
    self.training = mode
    self.trunk.eval()
    return self


class Frozen__no_train_method(Held):
    """after .train\\(\\) the trunk is in training mode"""


class Frozen__eval_in_the_constructor_alone(Held):
    """after .train\\(\\) the trunk is in training mode"""

    def train(self, mode=True):
        return super().train(mode)


class Frozen__weights_not_fixed(Held):
    """requires_grad is still True"""

    def __init__(self, trunk):
        nn.Module.__init__(self)
        self.trunk = copy.deepcopy(trunk).requires_grad_(True).eval()

    train = stays


class Frozen__no_gradient_to_the_picture(Held):
    """gradient|does not require grad"""
    train = stays

    def forward(self, x):
        with torch.no_grad():
            return self.trunk(x)


class Frozen__only_batch_normalisation(Held):
    """in common: dropout|BatchNorm1d and dropout are"""

    def train(self, mode=True):
        nn.Module.train(self, mode)
        for layer in self.trunk.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.eval()
        return self


class Frozen__only_dropout(Held):
    """batch normalisation (does|is) not|in common: batch normalisation"""

    def train(self, mode=True):
        nn.Module.train(self, mode)
        for layer in self.trunk.modules():
            if isinstance(layer, nn.Dropout | nn.Dropout2d):
                layer.eval()
        return self


class Frozen__momentum_zero(Frozen__only_dropout):
    """batch normalisation does not|in common: batch normalisation"""

    def __init__(self, trunk):
        super().__init__(trunk)
        for layer in self.trunk.modules():
            if isinstance(layer, nn.BatchNorm2d):
                layer.momentum = 0.0


class Frozen__the_callers_trunk(Held):
    """belongs to the caller|requires_grad changed|in another mode"""

    def __init__(self, trunk):
        nn.Module.__init__(self)
        self.trunk = trunk.requires_grad_(False).eval()

    train = stays


class Frozen__in_training_mode_as_made(Held):
    """until a call of .train\\(\\)|in common: as made"""
    train = stays

    def __init__(self, trunk):
        nn.Module.__init__(self)
        self.trunk = copy.deepcopy(trunk).requires_grad_(False)


class Frozen__statistics_reset(Held):
    """running statistics|output|in common: batch normalisation"""
    train = stays

    def __init__(self, trunk):
        super().__init__(trunk)
        for layer in self.trunk.modules():
            if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
                layer.reset_running_stats()


class Frozen__children_in_a_row(Held):
    """its children|in common: .*own forward"""
    train = stays

    def __init__(self, trunk):
        super().__init__(nn.Sequential(*trunk.children()))


def cutout__both_ends_clipped_by_the_height(x, row, column, side):
    """in common: .*wide"""
    result, H = x.clone(), x.shape[-2]
    for n in range(len(x)):
        r, c = int(row[n]) - side // 2, int(column[n]) - side // 2
        result[n, :, max(r, 0):min(r + side, H), max(c, 0):min(c + side, H)] = 0
    return result


def linear_probe__single_precision(codes, labels, classes, strength):
    """in common: double precision needed"""
    H, Y = F.pad(codes, (0, 1), value=1.0), F.one_hot(labels, classes).float()
    penalty = strength * torch.eye(H.shape[1])
    penalty[-1, -1] = 0
    W = torch.linalg.inv(H.T @ H + penalty) @ H.T @ Y
    return W[:-1], W[-1]
