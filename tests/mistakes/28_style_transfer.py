"""Wrong answers to lesson 28. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F

WEIGHTS = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1)


def _gram(maps):
    rows = maps.flatten(2)
    return rows @ rows.mT / rows.shape[2]


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


def _joint(matrices, weights, weight=None):
    weights = torch.as_tensor(weights, dtype=matrices.dtype)
    mean = (weights[:, None, None] * matrices).sum(0) / weights.sum()
    return mean, weights.sum() if weight is None else torch.as_tensor(weight, dtype=mean.dtype)


def _weights(matrices, shares):
    return torch.tensor(shares, dtype=matrices.dtype) / matrices.square().sum((1, 2))


def joint_style__shares_alone(matrices, shares):
    """you took the shares alone"""
    return _joint(matrices, shares)


def joint_style__norm_not_squared(matrices, shares):
    """by the norm of each matrix, not by its square"""
    return _joint(matrices, torch.tensor(shares, dtype=matrices.dtype) / matrices.norm(dim=(1, 2)))


def joint_style__one_norm_for_all(matrices, shares):
    """squares of all matrices together"""
    return _joint(matrices, torch.tensor(shares, dtype=matrices.dtype) / matrices.square().sum())


def joint_style__mean_weight(matrices, shares):
    """the weight is the mean of the K weights"""
    weights = torch.tensor(shares, dtype=matrices.dtype) / matrices.square().sum((1, 2))
    return (weights[:, None, None] * matrices).mean(0) / weights.mean(), weights.mean()


def joint_style__weight_rounded(matrices, shares):
    """in common: .*a weight beyond float32"""
    weights = torch.tensor(shares, dtype=matrices.dtype) / matrices.square().sum((1, 2))
    total = weights.sum()
    return (weights[:, None, None] * matrices).sum(0) / total, total.float().to(total.dtype)



def joint_style__multiplied(matrices, shares):
    """multiplied by the squared norm"""
    return _joint(matrices,
                  torch.tensor(shares, dtype=matrices.dtype) * matrices.square().sum((1, 2)))


def joint_style__plain_mean(matrices, shares):
    """plain mean of the matrices"""
    return matrices.mean(0), _weights(matrices, shares).sum()


def joint_style__mean_not_divided(matrices, shares):
    """not divided by the sum of the weights"""
    w = _weights(matrices, shares)
    return (w[:, None, None] * matrices).sum(0), w.sum()


def joint_style__weight_is_the_sum_of_shares(matrices, shares):
    """the weight is not the sum of the shares"""
    return _joint(matrices, _weights(matrices, shares), sum(shares))


def joint_style__weight_one(matrices, shares):
    """the weight is not 1"""
    return _joint(matrices, _weights(matrices, shares), 1.0)


def joint_style__weight_of_the_mean(matrices, shares):
    """one over its squared norm"""
    mean, _ = _joint(matrices, _weights(matrices, shares))
    return mean, 1 / mean.square().sum()


def joint_style__mean_square(matrices, shares):
    """averaged and not summed"""
    return _joint(matrices, torch.tensor(shares, dtype=matrices.dtype)
                  / matrices.square().mean((1, 2)))


def joint_style__reversed(matrices, shares):
    """wrong way round"""
    return _joint(matrices, _weights(matrices, shares[::-1]))


def joint_style__two_only(matrices, shares):
    """in common: not two matrices"""
    w = _weights(matrices, shares)
    return (w[0] * matrices[0] + w[1] * matrices[1]) / (w[0] + w[1]), w[0] + w[1]


def joint_style__shares_normalised(matrices, shares):
    """you divided the shares by their sum"""
    return _joint(matrices, _weights(matrices, [s / sum(shares) for s in shares]))


def joint_style__single(matrices, shares):
    """float64, numbers beyond float32"""
    return _joint(matrices.float(), _weights(matrices.float(), shares))


def joint_style__numpy(matrices, shares):
    """NumPy"""
    mean, weight = _joint(matrices, _weights(matrices, shares))
    return mean.numpy(), weight


def joint_style__list_spoilt(matrices, shares):
    """the result is right, but you change a list"""
    found = _joint(matrices, _weights(matrices, shares))
    shares[0] *= 2
    return found


def joint_style__weight_for_each(matrices, shares):
    """your result has shape"""
    w = _weights(matrices, shares)
    return (w[:, None, None] * matrices).sum(0) / w.sum(), w


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


def keep_colour__wrong_sign(drawn, photo):
    """has the wrong sign"""
    return (photo - _brightness(drawn - photo)).clamp(0, 1)


def keep_colour__mean_for_sum(drawn, photo):
    """a third of the difference"""
    weights = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1)
    return (photo + ((drawn - photo) * weights).mean(1, keepdim=True)).clamp(0, 1)


def keep_colour__difference_clamped(drawn, photo):
    """a negative difference is cut off"""
    return (photo + _brightness(drawn - photo).clamp(0, 1)).clamp(0, 1)



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


def region_gram__single(maps, mask):
    """in common: float64"""
    return _region(maps.float(), mask)



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
