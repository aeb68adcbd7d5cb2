# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F

WEIGHTS = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1)


def _gram(maps):
    rows = maps.flatten(2)
    return rows @ rows.transpose(1, 2) / rows.shape[2]


def gram__sum(maps):
    """did not divide by the number of places"""
    return maps.flatten(2) @ maps.flatten(2).transpose(1, 2)


def gram__maps_too(maps):
    """divided by the number of maps too"""
    return _gram(maps) / maps.shape[1]


def gram__covariance(maps):
    """subtracted the means first"""
    return _gram(maps - maps.mean((2, 3), keepdim=True))


def gram__places(maps):
    """places by places"""
    rows = maps.flatten(2)
    return rows.transpose(1, 2) @ rows / rows.shape[2]


def gram__batch(maps):
    """mixed the pictures of the batch"""
    return _gram(maps).mean(0)


def gram__wrong_view(maps):
    """gram"""
    rows = maps.permute(0, 2, 3, 1).reshape(len(maps), maps.shape[1], -1)
    return rows @ rows.transpose(1, 2) / rows.shape[2]


def _gradient(maps, target):
    rows = maps.flatten(2)
    return (4 / rows.shape[2] * (_gram(maps) - target) @ rows).view_as(maps)


def gram_gradient__half(maps, target):
    """factor 2 is missing"""
    return _gradient(maps, target) / 2


def gram_gradient__no_m(maps, target):
    """1/M in front is missing"""
    return _gradient(maps, target) * maps[0, 0].numel()


def gram_gradient__sign(maps, target):
    """sign is wrong"""
    return -_gradient(maps, target)


def gram_gradient__no_target(maps, target):
    """left the target out"""
    return _gradient(maps, 0 * target)


def gram_gradient__relative(maps, target):
    """divided by the size of the target"""
    return _gradient(maps, target) / target.square().sum()


def gram_gradient__other_side(maps, target):
    """gram_gradient"""
    rows = maps.flatten(2)
    return (4 / rows.shape[2]
            * (rows.transpose(1,
                              2) @ (_gram(maps)
                                    - target)).transpose(1, 2)).reshape(maps.shape).flip(-1)


def mixed__not_divided(matrices, shares):
    """did not divide by the sum"""
    return sum(s * m for s, m in zip(shares, matrices, strict=True))


def mixed__plain(matrices, shares):
    """left the shares out"""
    return matrices.mean(0)


def mixed__by_number(matrices, shares):
    """divided by the number of matrices"""
    return sum(s * m for s, m in zip(shares, matrices, strict=True)) / len(shares)


def mixed__reversed(matrices, shares):
    """wrong way round"""
    return sum(s * m for s, m in zip(reversed(shares), matrices, strict=True)) / sum(shares)


def mixed__softmax(matrices, shares):
    """mixed"""
    return (torch.softmax(torch.tensor(shares).float(), 0)[:, None, None] * matrices).sum(0)


def _brightness(x):
    return (x * WEIGHTS).sum(1, keepdim=True)


def keep_colour__exchanged(drawn, photo):
    """exchange them"""
    return (drawn + _brightness(photo - drawn)).clamp(0, 1)


def keep_colour__plain_mean(drawn, photo):
    """plain mean of red, green and blue"""
    return (photo + (drawn - photo).mean(1, keepdim=True)).clamp(0, 1)


def keep_colour__not_subtracted(drawn, photo):
    """own brightness is still in it"""
    return (photo + _brightness(drawn)).clamp(0, 1)


def keep_colour__grey(drawn, photo):
    """colours are missing"""
    return _brightness(drawn).expand(-1, 3, -1, -1)


def keep_colour__not_clamped(drawn, photo):
    """numbers above 1 are left"""
    return photo + _brightness(drawn - photo)


def keep_colour__scaled(drawn, photo):
    """keep_colour"""
    return (photo * _brightness(drawn) / _brightness(photo)).clamp(0, 1)


def _region(maps, mask, power=0.5, fair=True):
    shares = F.adaptive_avg_pool2d(mask[None, None].float(), maps.shape[2:])
    return _gram(maps * shares ** power) / (shares.mean() if fair else 1)


def region_gram__all_places(maps, mask):
    """divided by all places"""
    return _region(maps, mask, fair=False)


def region_gram__squared(maps, mask):
    """it is squared"""
    return _region(maps, mask, power=1)


def region_gram__nearest(maps, mask):
    """picked one pixel"""
    return _region(maps, F.interpolate(mask[None, None].float(), size=maps.shape[2:])[0, 0])


def region_gram__not_used(maps, mask):
    """mask was not used"""
    return _gram(maps)


def region_gram__inverted(maps, mask):
    """region_gram"""
    return _region(maps, 1 - mask.float())


def gram__normalised(maps):
    """elements differ"""
    rows = F.normalize(maps.flatten(2), dim=2)
    return rows @ rows.mT


def gram__only_width(maps):
    """a constant factor is off"""
    rows = maps.flatten(2)
    return rows @ rows.mT / maps.shape[3]


def gram__diagonal(maps):
    """elements differ"""
    rows = maps.flatten(2)
    return torch.diag_embed(rows.square().mean(2))


def gram__abs(maps):
    """elements differ"""
    rows = maps.flatten(2)
    return (rows @ rows.mT / rows.shape[2]).abs()


def gram_gradient__no_f(maps, target):
    """elements differ"""
    return 4 / maps[0,
                    0].numel() * (gram(maps)
                                  - target).sum((1, 2))[:, None, None, None] * torch.ones_like(maps)


def gram_gradient__quarter(maps, target):
    """a constant factor is off"""
    rows = maps.flatten(2)
    return ((gram(maps) - target) @ rows).view_as(maps) / rows.shape[2]


def gram_gradient__m_twice(maps, target):
    """a constant factor is off"""
    rows = maps.flatten(2)
    return (4 / rows.shape[2] ** 2 * (gram(maps) - target) @ rows).view_as(maps)


def gram_gradient__flat(maps, target):
    """your result has shape"""
    rows = maps.flatten(2)
    return 4 / rows.shape[2] * (gram(maps) - target) @ rows


def keep_colour__rec709(drawn, photo):
    """elements differ"""
    w = torch.tensor([0.2126, 0.7152, 0.0722]).view(3, 1, 1)
    return (photo + ((drawn - photo) * w).sum(1, keepdim=True)).clamp(0, 1)


def keep_colour__scaled_by_ratio(drawn, photo):
    """elements differ"""
    w = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1)
    return (photo * (drawn * w).sum(1, keepdim=True)
            / (photo * w).sum(1, keepdim=True).clamp_min(1e-6)).clamp(0, 1)


def keep_colour__clamped_early(drawn, photo):
    """elements differ"""
    w = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1)
    return photo + ((drawn - photo).clamp(0, 1) * w).sum(1, keepdim=True)


def keep_colour__weights_reversed(drawn, photo):
    """elements differ"""
    w = torch.tensor([0.114, 0.587, 0.299]).view(3, 1, 1)
    return (photo + ((drawn - photo) * w).sum(1, keepdim=True)).clamp(0, 1)


def keep_colour__normalised(drawn, photo):
    """elements differ"""
    w = torch.tensor([0.299, 0.587, 0.114]).view(3, 1, 1)
    y = photo + ((drawn - photo) * w).sum(1, keepdim=True)
    return (y - y.min()) / (y.max() - y.min())


def region_gram__maps_weighted(maps, mask):
    """all places count in the mean"""
    w = F.adaptive_avg_pool2d(mask[None, None].float(), maps.shape[2:])
    return gram(maps * w)
