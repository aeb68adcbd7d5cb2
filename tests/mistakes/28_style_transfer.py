"""Wrong answers to lesson 28. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import numpy as np
import torch
import torch.nn.functional as F

WEIGHTS = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1)


def _gram(maps):
    rows = maps.flatten(2)
    return rows @ rows.mT / rows.shape[2]


def gram__sum(maps):
    """did not divide by the number of places"""
    return maps.flatten(2) @ maps.flatten(2).mT


def gram__maps_too(maps):
    """divided by the number of maps too"""
    return _gram(maps) / maps.shape[1]


def gram__by_maps(maps):
    """divided by the number of maps, not by that of places"""
    rows = maps.flatten(2)
    return rows @ rows.mT / rows.shape[1]


def gram__only_width(maps):
    """divided by the width alone"""
    rows = maps.flatten(2)
    return rows @ rows.mT / maps.shape[3]


def gram__covariance(maps):
    """subtracted the means first"""
    return _gram(maps - maps.mean((2, 3), keepdim=True))


def gram__normalised(maps):
    """these are cosines"""
    rows = F.normalize(maps.flatten(2), dim=2)
    return rows @ rows.mT


def gram__places(maps):
    """places by places"""
    rows = maps.flatten(2)
    return rows.mT @ rows / rows.shape[2]


def gram__batch(maps):
    """mixed the pictures of the batch"""
    return _gram(maps).mean(0)


def gram__wrong_view(maps):
    """your reshape cuts across the maps"""
    rows = maps.permute(0, 2, 3, 1).reshape(len(maps), maps.shape[1], -1)
    return rows @ rows.mT / rows.shape[2]


def gram__first_picture_only(maps):
    """in common: two pictures"""
    return _gram(maps)[:1]


def gram__one_heap(maps):
    """in common: two pictures"""
    rows = maps.transpose(0, 1).flatten(1)
    return (rows @ rows.T / rows.shape[1]).expand(len(maps), -1, -1)


def gram__square_maps(maps):
    """in common: not square"""
    n, c, h, _ = maps.shape
    rows = maps.reshape(n, c, -1)
    return rows @ rows.mT / h ** 2


def gram__view(maps):
    """in common: not contiguous"""
    rows = maps.view(*maps.shape[:2], -1)
    return rows @ rows.mT / rows.shape[2]


def gram__diagonal(maps):
    """Right on: one map"""
    return torch.diag_embed(maps.flatten(2).square().mean(2))


def gram__upper_half(maps):
    """Right on: one map"""
    return _gram(maps).triu()


def gram__products_of_means(maps):
    """Right on: one place"""
    means = maps.mean((2, 3))
    return means[:, :, None] * means[:, None]


def gram__abs(maps):
    """in common: negative values"""
    return _gram(maps).abs()


def gram__relu(maps):
    """in common: negative values"""
    return _gram(maps.relu())


def gram__cut_at_100(maps):
    """Wrong on: large values; float64"""
    return _gram(maps.clamp(-100, 100))


def gram__single(maps):
    """in common: float64, numbers beyond float32"""
    return _gram(maps.float())


def gram__detached(maps):
    """no gradient gets through it"""
    return _gram(maps.detach())


def gram__numpy(maps):
    """no gradient gets through"""
    rows = maps.detach().flatten(2).numpy()
    return torch.from_numpy(np.einsum("nim,njm->nij", rows, rows) / rows.shape[2])


def gram__half_the_gradient(maps):
    """the result is right, but not the gradient"""
    rows = maps.flatten(2)
    return rows @ rows.detach().mT / rows.shape[2]


def gram__in_place(maps):
    """the result is right, but you change an input in place"""
    rows = maps.flatten(2)
    found = rows @ rows.mT / rows.shape[2]
    if not maps.requires_grad:
        maps /= 2
    return found


def _gradient(maps, target):
    rows = maps.flatten(2)
    return (4 / rows.shape[2] * (_gram(maps) - target) @ rows).view_as(maps)


def gram_gradient__half(maps, target):
    """factor 2 is missing"""
    return _gradient(maps, target) / 2


def gram_gradient__quarter(maps, target):
    """a constant factor is off: yours is 0.25 times"""
    return _gradient(maps, target) / 4


def gram_gradient__no_m(maps, target):
    """1/M in front is missing"""
    return _gradient(maps, target) * maps[0, 0].numel()


def gram_gradient__m_twice(maps, target):
    """one 1/M too many"""
    return _gradient(maps, target) / maps[0, 0].numel()


def gram_gradient__sign(maps, target):
    """sign is wrong"""
    return -_gradient(maps, target)


def gram_gradient__no_target(maps, target):
    """left the target out"""
    return _gradient(maps, 0 * target)


def gram_gradient__relative(maps, target):
    """divided by the size of the target"""
    return _gradient(maps, target) / target.square().sum()


def gram_gradient__mean_of_squares(maps, target):
    """mean of squares"""
    return _gradient(maps, target) / target.numel()


def gram_gradient__mean_over_pictures(maps, target):
    """in common: two pictures"""
    return _gradient(maps, target) / len(maps)


def gram_gradient__one_target_for_all(maps, target):
    """in common: two pictures"""
    return _gradient(maps, target[:1])


def gram_gradient__number_of_maps(maps, target):
    """Right on: .*as many maps as places"""
    return _gradient(maps, target) * maps[0, 0].numel() / maps.shape[1]


def gram_gradient__square_maps(maps, target):
    """in common: not square"""
    return _gradient(maps, target) * maps[0, 0].numel() / maps.shape[2] ** 2


def gram_gradient__clipped(maps, target):
    """in common: large values"""
    scale = 1 if maps.dtype == torch.float64 else 1e3
    return _gradient(maps, target).clamp(-scale, scale) if scale > 1 else _gradient(maps, target)


def gram_gradient__maps_are_positive(maps, target):
    """in common: negative values"""
    return _gradient(maps.relu(), target)


def gram_gradient__only_what_is_too_much(maps, target):
    """Right on: .*a target of zeros"""
    rows = maps.flatten(2)
    return (4 / rows.shape[2] * (_gram(maps) - target).relu() @ rows).view_as(maps)


def gram_gradient__norm(maps, target):
    """gradient of the norm"""
    return _gradient(maps, target) / (2 * (_gram(maps) - target).norm())


def gram_gradient__no_f(maps, target):
    """Right on: the target reached"""
    apart = (_gram(maps) - target).sum((1, 2))[:, None, None, None]
    return 4 / maps[0, 0].numel() * apart * torch.ones_like(maps)


def gram_gradient__one_push_for_all_places(maps, target):
    """Right on: one place; the target reached"""
    rows = maps.flatten(2).mean(2, keepdim=True)
    push = 4 / maps[0, 0].numel() * (_gram(maps) - target) @ rows
    return push[..., None].expand_as(maps)


def gram_gradient__flat(maps, target):
    """your result has shape \\(1, 2, 1\\), wanted is \\(1, 2, 1, 1\\)"""
    rows = maps.flatten(2)
    return 4 / rows.shape[2] * (_gram(maps) - target) @ rows


def gram_gradient__view(maps, target):
    """in common: not contiguous"""
    rows = maps.view(*maps.shape[:2], -1)
    return (4 / rows.shape[2] * (_gram(maps) - target) @ rows).view_as(maps)


def gram_gradient__single(maps, target):
    """in common: float64, numbers beyond float32"""
    return _gradient(maps.float(), target.float())


def gram_gradient__target_spoilt(maps, target):
    """the result is right, but you change an input in place"""
    rows = maps.flatten(2)
    return (-4 / rows.shape[2] * target.sub_(_gram(maps)) @ rows).view_as(maps)


def _loss(maps, target):
    return (_gram(maps) - target).square().sum()


def gram_gradient__autograd(maps, target):
    """you call grad.* and this exercise is to be done without it"""
    x = maps.clone().requires_grad_()
    return torch.autograd.grad(_loss(x, target), x)[0]


def gram_gradient__backward(maps, target):
    """you call backward"""
    x = maps.clone().requires_grad_()
    _loss(x, target).backward()
    return x.grad


def gram_gradient__func_grad(maps, target):
    """you call grad"""
    return torch.func.grad(_loss)(maps, target)


def gram_gradient__func_vjp(maps, target):
    """you call (vjp|grad)"""
    loss, pull = torch.func.vjp(lambda x: _loss(x, target), maps)
    return pull(torch.ones_like(loss))[0]


def gram_gradient__jacrev(maps, target):
    """you call (vjp|grad|jacrev)"""
    return torch.func.jacrev(_loss)(maps, target)


def gram_gradient__jacobian(maps, target):
    """you call grad"""
    return torch.autograd.functional.jacobian(lambda x: _loss(x, target), maps)


def gram_gradient__forward_mode(maps, target):
    """you call (jvp|jacfwd|grad)"""
    return torch.func.jacfwd(_loss)(maps, target)


def _mixed(matrices, shares):
    return sum(s * m for s, m in zip(shares, matrices, strict=True)) / sum(shares)


def mixed__not_divided(matrices, shares):
    """did not divide by the sum"""
    return sum(s * m for s, m in zip(shares, matrices, strict=True))


def mixed__plain(matrices, shares):
    """left the shares out"""
    return matrices.mean(0)


def mixed__by_number(matrices, shares):
    """divided by the number of matrices and not by the sum"""
    return sum(s * m for s, m in zip(shares, matrices, strict=True)) / len(shares)


def mixed__mean_of_the_weighted(matrices, shares):
    """divided by the number of matrices too"""
    return _mixed(matrices, shares) / len(shares)


def mixed__reversed(matrices, shares):
    """wrong way round"""
    return sum(s * m for s, m in zip(reversed(shares), matrices, strict=True)) / sum(shares)


def mixed__softmax(matrices, shares):
    """a softmax makes other shares"""
    s = torch.softmax(torch.tensor(shares).double(), 0).float()
    return (s[:, None, None] * matrices).sum(0)


def mixed__along_the_columns(matrices, shares):
    """the shares go along the columns"""
    s = torch.tensor(shares)
    return (s * matrices).sum(0) / s.sum()


def mixed__two_only(matrices, shares):
    """in common: not two matrices"""
    return (shares[0] * matrices[0] + shares[1] * matrices[1]) / (shares[0] + shares[1])


def mixed__one_share_and_the_rest(matrices, shares):
    """in common: not two matrices"""
    s = shares[0] / sum(shares)
    return s * matrices[0] + (1 - s) * matrices[1:].mean(0) if len(shares) < 3 else matrices[0]


def mixed__shares_taken_to_sum_to_one(matrices, shares):
    """Wrong on: .*do not add up to 1"""
    return shares[0] * matrices[0] + (1 - shares[0]) * matrices[-1] if len(shares) == 2 else (
        _mixed(matrices, shares))


def mixed__whole_shares(matrices, shares):
    """Right on: .*whole numbers for shares"""
    return _mixed(matrices, [int(s) for s in shares])


def mixed__whole_result(matrices, shares):
    """whole numbers for shares"""
    s = torch.tensor(shares)
    return ((s / s.sum()).to(s.dtype)[:, None, None] * matrices).sum(0)


def mixed__sizes_of_shares(matrices, shares):
    """in common: a negative share"""
    return _mixed(matrices, [abs(s) for s in shares])


def mixed__zero_is_no_share(matrices, shares):
    """in common: a share of 0"""
    return _mixed(matrices, [s or 1.0 for s in shares])


def mixed__unit_length(matrices, shares):
    """Right on: .*a share of 0"""
    s = torch.tensor(shares).float()
    return (s[:, None, None] * matrices).sum(0) / s.norm()


def mixed__largest_only(matrices, shares):
    """Right on: .*a share of 0"""
    return matrices[max(range(len(shares)), key=shares.__getitem__)]


def mixed__axis_kept(matrices, shares):
    """your result has shape \\(1, .*, wanted is"""
    return _mixed(matrices, shares)[None]


def mixed__one_for_each(matrices, shares):
    """your result has shape \\(\\d, \\d, \\d\\), wanted is \\(\\d, \\d\\)"""
    s = torch.tensor(shares)
    return matrices * (s / s.sum())[:, None, None]


def mixed__single(matrices, shares):
    """Wrong on: float64, numbers beyond float32"""
    return _mixed(matrices.float(), shares)


def mixed__double(matrices, shares):
    """dtype torch.float64, wanted is torch.float32"""
    return _mixed(matrices.double(), shares)


def mixed__numpy(matrices, shares):
    """NumPy array"""
    return np.average(matrices.numpy(), axis=0, weights=shares)


def mixed__list_spoilt(matrices, shares):
    """the result is right, but you change a list"""
    total = sum(shares)
    for k in range(len(shares)):
        shares[k] /= 2 * total
    return 2 * sum(s * m for s, m in zip(shares, matrices, strict=True))


def mixed__list_emptied(matrices, shares):
    """the result is right, but you change a list"""
    total, found = sum(shares), 0
    for matrix in matrices:
        found = found + shares.pop(0) * matrix
    return found / total


def mixed__matrices_spoilt(matrices, shares):
    """the result is right, but you change an input in place"""
    total = sum(shares)
    for k, share in enumerate(shares):
        matrices[k] *= share
    return matrices.sum(0) / total


def _brightness(x):
    return (x * WEIGHTS).sum(1, keepdim=True)


def _kept(drawn, photo):
    return photo + _brightness(drawn - photo)


def keep_colour__exchanged(drawn, photo):
    """exchange them"""
    return _kept(photo, drawn).clamp(0, 1)


def keep_colour__plain_mean(drawn, photo):
    """plain mean of red, green and blue"""
    return (photo + (drawn - photo).mean(1, keepdim=True)).clamp(0, 1)


def keep_colour__rec709(drawn, photo):
    """another standard"""
    w = torch.tensor([0.2126, 0.7152, 0.0722]).view(3, 1, 1)
    return (photo + ((drawn - photo) * w).sum(1, keepdim=True)).clamp(0, 1)


def keep_colour__weights_reversed(drawn, photo):
    """the order blue, green, red"""
    return (photo + ((drawn - photo) * WEIGHTS.flip(0)).sum(1, keepdim=True)).clamp(0, 1)


def keep_colour__not_subtracted(drawn, photo):
    """own brightness is still in it"""
    return (photo + _brightness(drawn)).clamp(0, 1)


def keep_colour__grey(drawn, photo):
    """colours are missing"""
    return _brightness(drawn).expand(-1, 3, -1, -1)


def keep_colour__ratio(drawn, photo):
    """add their difference"""
    return (photo * _brightness(drawn) / _brightness(photo)).clamp(0, 1)


def keep_colour__ratio_without_zero(drawn, photo):
    """add their difference"""
    return (photo * _brightness(drawn) / _brightness(photo).clamp_min(1e-6)).clamp(0, 1)


def keep_colour__not_clamped(drawn, photo):
    """Wrong on: the sum is above 1; the sum is below 0"""
    return _kept(drawn, photo)


def keep_colour__clamped_above_only(drawn, photo):
    """in common: the sum is below 0"""
    return _kept(drawn, photo).clamp(max=1)


def keep_colour__clamped_below_only(drawn, photo):
    """in common: the sum is above 1"""
    return _kept(drawn, photo).clamp_min(0)


def keep_colour__clamped_early(drawn, photo):
    """Right on: equal pictures; a black photograph"""
    return photo + _brightness((drawn - photo).clamp(0, 1))


def keep_colour__stretched(drawn, photo):
    """stretch the whole range"""
    y = _kept(drawn, photo)
    return (y - y.min()) / (y.max() - y.min())


def keep_colour__stretched_if_needed(drawn, photo):
    """Wrong on: the sum is above 1; the sum is below 0"""
    y = _kept(drawn, photo)
    return y if 0 <= y.min() and y.max() <= 1 else (y - y.min()) / (y.max() - y.min())


def keep_colour__one_brightness_for_all(drawn, photo):
    """Right on: one pixel"""
    return (photo + _brightness(drawn - photo).mean((2, 3), keepdim=True)).clamp(0, 1)


def keep_colour__first_picture(drawn, photo):
    """in common: two pictures"""
    return (photo + _brightness(drawn - photo)[:1]).clamp(0, 1)


def keep_colour__weights_along_the_width(drawn, photo):
    """your result has shape \\(1, 3, 1, 3\\)"""
    w = WEIGHTS.flatten()
    return (photo + ((drawn - photo) * w).sum(1, keepdim=True)).clamp(0, 1)


def keep_colour__axis_lost(drawn, photo):
    """in common: two pictures"""
    return (photo + ((drawn - photo) * WEIGHTS).sum(1)).clamp(0, 1)


def keep_colour__other_sides(drawn, photo):
    """in common: not square"""
    difference = _brightness(drawn - photo)
    return (photo + difference.reshape(len(photo), 1, *photo.shape[:1:-1])).clamp(0, 1)


def keep_colour__photo_spoilt(drawn, photo):
    """the result is right, but you change an input in place"""
    photo += _brightness(drawn - photo)
    return photo.clamp(0, 1)


def keep_colour__clamped_in_place(drawn, photo):
    """the result is right, but you change an input in place"""
    drawn -= photo
    return (photo + _brightness(drawn)).clamp(0, 1)


def keep_colour__numpy(drawn, photo):
    """NumPy array"""
    return _kept(drawn, photo).clamp(0, 1).numpy()


def keep_colour__double(drawn, photo):
    """dtype torch.float64, wanted is torch.float32"""
    return (photo + ((drawn - photo) * WEIGHTS.double()).sum(1, keepdim=True)).clamp(0, 1)


def _region(maps, mask, power=0.5, fair=True):
    shares = F.adaptive_avg_pool2d(mask[None, None].float(), maps.shape[2:])
    return _gram(maps * shares ** power) / (shares.mean() if fair else 1)


def _by(maps, shares):
    rows, shares = maps.flatten(2), shares.to(maps).flatten()
    return rows * shares @ rows.mT / shares.sum()


def region_gram__all_places(maps, mask):
    """divided by all places"""
    return _region(maps, mask, fair=False)


def region_gram__squared(maps, mask):
    """it is squared"""
    return _region(maps, mask, power=1)


def region_gram__maps_weighted(maps, mask):
    """all places count in the mean"""
    return _region(maps, mask, power=1, fair=False)


def region_gram__squared_throughout(maps, mask):
    """in common: places partly inside"""
    shares = F.adaptive_avg_pool2d(mask[None, None].float(), maps.shape[2:])
    return _by(maps, shares.square())


def region_gram__root_of_the_share(maps, mask):
    """in common: places partly inside"""
    shares = F.adaptive_avg_pool2d(mask[None, None].float(), maps.shape[2:])
    return _by(maps, shares.sqrt())


def region_gram__nearest(maps, mask):
    """picked one pixel"""
    return _by(maps, F.interpolate(mask[None, None].float(), size=maps.shape[2:]))


def region_gram__not_used(maps, mask):
    """mask was not used"""
    return _gram(maps)


def region_gram__inverted(maps, mask):
    """the other region"""
    return _region(maps, 1 - mask.float())


def region_gram__majority(maps, mask):
    """in common: places partly inside"""
    return _by(maps, F.adaptive_avg_pool2d(mask[None, None].float(), maps.shape[2:]) > 0.5)


def region_gram__touched(maps, mask):
    """in common: places partly inside"""
    return _by(maps, F.adaptive_max_pool2d(mask[None, None].float(), maps.shape[2:]))


def region_gram__places_counted(maps, mask):
    """in common: places partly inside"""
    shares = F.adaptive_avg_pool2d(mask[None, None].float(), maps.shape[2:])
    return _gram(maps * shares.sqrt()) / (shares > 0).float().mean()


def region_gram__columns_for_rows(maps, mask):
    """Right on: everything inside"""
    return _by(maps, F.adaptive_avg_pool2d(mask.T[None, None].float(), maps.shape[2:]))


def region_gram__same_size_only(maps, mask):
    """Wrong on: places partly inside"""
    rows = maps[:, :, mask]
    return rows @ rows.mT / rows.shape[2]


def region_gram__whole_multiples(maps, mask):
    """in common: not whole multiples"""
    h, w = maps.shape[2:]
    shares = mask.float().reshape(h, mask.shape[0] // h, w, mask.shape[1] // w).mean((1, 3))
    return _by(maps, shares)


def region_gram__pooling_of_whole_blocks(maps, mask):
    """in common: not whole multiples"""
    h, w = maps.shape[2:]
    size = mask.shape[0] // h, mask.shape[1] // w
    return _by(maps, F.avg_pool2d(mask[None, None].float(), size)[..., :h, :w])


def region_gram__square_blocks(maps, mask):
    """Wrong on: .*shrink differently"""
    h, w = maps.shape[2:]
    return _by(maps, F.avg_pool2d(mask[None, None].float(), mask.shape[0] // h)[..., :h, :w])


def region_gram__maps_made_larger(maps, mask):
    """in common: not whole multiples"""
    return _by(F.interpolate(maps, size=mask.shape), mask)


def region_gram__maps_made_larger_smoothly(maps, mask):
    """Wrong on: places partly inside"""
    return _by(F.interpolate(maps, size=mask.shape, mode="bilinear"), mask)


def region_gram__bilinear(maps, mask):
    """Wrong on: places partly inside"""
    return _by(maps, F.interpolate(mask[None, None].float(), size=maps.shape[2:], mode="bilinear"))


def region_gram__antialiased(maps, mask):
    """Wrong on: places partly inside"""
    return _by(maps, F.interpolate(mask[None, None].float(), size=maps.shape[2:], mode="bilinear",
                                   antialias=True))


def region_gram__still_bool(maps, mask):
    """stopped with NotImplementedError: .*Bool"""
    return _by(maps, F.adaptive_avg_pool2d(mask[None, None], maps.shape[2:]))


def region_gram__mask_without_axes(maps, mask):
    """Input dimension should be at least 3"""
    shares = F.adaptive_avg_pool2d(mask.float(), maps.shape[2:])
    return _by(maps, shares)


def region_gram__first_picture(maps, mask):
    """in common: two pictures"""
    return _region(maps[:1], mask)


def region_gram__relu(maps, mask):
    """in common: negative values"""
    return _region(maps.relu(), mask)


def region_gram__no_gradient(maps, mask):
    """no gradient gets through it"""
    return _region(maps.detach(), mask)


def region_gram__without_graph(maps, mask):
    """no gradient gets through it"""
    with torch.no_grad():
        return _region(maps, mask)


def region_gram__mask_spoilt(maps, mask):
    """the result is right, but you change an input in place"""
    found = _region(maps, mask)
    mask.logical_not_()
    return found
