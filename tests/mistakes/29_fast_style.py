"""Wrong answers to lesson 29. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch


def instance_norm__batch(x, eps=1e-5):
    """average over the batch too"""
    axes = (0, 2, 3)
    return (x - x.mean(axes, keepdim=True)) / (
        x.var(axes, keepdim=True, correction=0) + eps).sqrt()


def instance_norm__layer(x, eps=1e-5):
    """average over the maps too"""
    axes = (1, 2, 3)
    return (x - x.mean(axes, keepdim=True)) / (
        x.var(axes, keepdim=True, correction=0) + eps).sqrt()


def instance_norm__maps(x, eps=1e-5):
    """average over the maps alone"""
    return (x - x.mean(1, keepdim=True)) / (x.var(1, keepdim=True, correction=0) + eps).sqrt()


def instance_norm__rows(x, eps=1e-5):
    """average along rows alone"""
    return (x - x.mean(3, keepdim=True)) / (x.var(3, keepdim=True, correction=0) + eps).sqrt()


def instance_norm__no_root(x, eps=1e-5):
    """divide by the variance; its root is wanted"""
    return (x - x.mean((2, 3), keepdim=True)) / (x.var((2, 3), keepdim=True, correction=0) + eps)


def instance_norm__no_mean(x, eps=1e-5):
    """the mean is not subtracted"""
    return x / (x.var((2, 3), keepdim=True, correction=0) + eps).sqrt()


def instance_norm__eps_outside(x, eps=1e-5):
    """under the root, not to the root"""
    return (x - x.mean((2, 3), keepdim=True)) / (x.std((2, 3), keepdim=True, correction=0) + eps)


def instance_norm__one_less(x, eps=1e-5):
    """and not by one less"""
    return (x - x.mean((2, 3), keepdim=True)) / (x.var((2, 3), keepdim=True) + eps).sqrt()


def instance_norm__fixed_eps(x, eps=1e-5):
    """you took a fixed number"""
    return (x - x.mean((2, 3), keepdim=True)) / (
        x.var((2, 3), keepdim=True, correction=0) + 1e-5).sqrt()


def instance_norm__columns(x, eps=1e-5):
    """average along columns alone"""
    return (x - x.mean(2, keepdim=True)) / (x.var(2, keepdim=True, correction=0) + eps).sqrt()


def instance_norm__std(x, eps=1e-5):
    """x.std divides by one less"""
    return (x - x.mean((2, 3), keepdim=True)) / (x.std((2, 3), keepdim=True) + eps)


def instance_norm__detached(x, eps=1e-5):
    """not the gradient through it"""
    with torch.no_grad():
        mean, var = x.mean((2, 3), keepdim=True), x.var((2, 3), keepdim=True, correction=0)
    return (x - mean) / (var + eps).sqrt()


def instance_norm__a_function_of_torch(x, eps=1e-5):
    """instance_norm"""
    return F.instance_norm(x, eps=eps)


def instance_norm__groups(x, eps=1e-5):
    """group_norm"""
    return F.group_norm(x, x.shape[1], eps=eps)


def instance_norm__a_layer(x, eps=1e-5):
    """instance_norm"""
    return torch.nn.InstanceNorm2d(x.shape[1], eps=eps)(x)


def instance_norm__over_the_places(x, eps=1e-5):
    """layer_norm"""
    return F.layer_norm(x, x.shape[2:], eps=eps)


def restyle__first(x, gamma, beta, share):
    """the mixture of the first one"""
    return x * (share[:1] @ gamma)[..., None, None] + (share[:1] @ beta)[..., None, None]


def restyle__normalised(x, gamma, beta, share):
    """made to add up to 1"""
    share = share / share.sum(1, keepdim=True)
    return x * (share @ gamma)[..., None, None] + (share @ beta)[..., None, None]


def restyle__largest(x, gamma, beta, share):
    """the style with the largest share alone"""
    k = share.argmax(1)
    return x * gamma[k][..., None, None] + beta[k][..., None, None]


def restyle__plain_sum(x, gamma, beta, share):
    """it is a plain sum over styles"""
    return x * (share @ gamma)[..., None, None] + beta.sum(0)[:, None, None]


def restyle__no_shift(x, gamma, beta, share):
    """the shift is missing"""
    return x * (share @ gamma)[..., None, None]


def restyle__no_scale(x, gamma, beta, share):
    """the scale is missing"""
    return x + (share @ beta)[..., None, None]


def restyle__exchanged(x, gamma, beta, share):
    """gamma and beta are exchanged"""
    return x * (share @ beta)[..., None, None] + (share @ gamma)[..., None, None]


def restyle__shift_first(x, gamma, beta, share):
    """shifted before they are scaled"""
    return (x + (share @ beta)[..., None, None]) * (share @ gamma)[..., None, None]


def restyle__one_more(x, gamma, beta, share):
    """1 is added to the scale"""
    return x * (1 + share @ gamma)[..., None, None] + (share @ beta)[..., None, None]


def restyle__average(x, gamma, beta, share):
    """the shares not used"""
    return x * gamma.mean(0)[:, None, None] + beta.mean(0)[:, None, None]


def restyle__share_without_gradient(x, gamma, beta, share):
    """not the gradient through it"""
    q = share.detach()
    return x * (q @ gamma)[..., None, None] + (q @ beta)[..., None, None]


def restyle__negative_shares_cut(x, gamma, beta, share):
    """a share below 0"""
    q = share.clamp_min(0)
    return x * (q @ gamma)[..., None, None] + (q @ beta)[..., None, None]


def restyle__scale_in_single_precision(x, gamma, beta, share):
    """numbers beyond float32"""
    scale = torch.zeros(len(share), gamma.shape[1])
    for s in range(len(gamma)):
        scale += share[:, s, None] * gamma[s]
    return x * scale[..., None, None] + (share @ beta)[..., None, None]


def worth__from_zero(curve, reached):
    """you count from 0"""
    return next((k for k, v in enumerate(curve) if v <= reached), 0)


def worth__strictly(curve, reached):
    """a loss that is equal is low enough"""
    return next((k for k, v in enumerate(curve, 1) if v < reached), 0)


def worth__above(curve, reached):
    """how many losses are above"""
    return sum(v > reached for v in curve) + 1 if any(v <= reached for v in curve) else 0


def worth__below(curve, reached):
    """how many losses are low enough"""
    return sum(v <= reached for v in curve)


def worth__last(curve, reached):
    """the last evaluation that is low enough"""
    return max((k for k, v in enumerate(curve, 1) if v <= reached), default=0)


def worth__lowest(curve, reached):
    """the evaluation with the lowest loss"""
    low = [v for v in curve if v <= reached]
    return curve.index(min(low)) + 1 if low else 0


def worth__all(curve, reached):
    """0 is wanted and not their number"""
    return next((k for k, v in enumerate(curve, 1) if v <= reached), len(curve))


def worth__one_more(curve, reached):
    """not one more than their number"""
    return next((k for k, v in enumerate(curve, 1) if v <= reached), len(curve) + 1)


def worth__nearly(curve, reached):
    """nearly reached before"""
    return next((k for k, v in enumerate(curve, 1) if v <= 1.01 * reached), 0)


def worth__stops_at_a_rise(curve, reached):
    """rises before it"""
    for k, v in enumerate(curve, 1):
        if v <= reached:
            return k
        if k < len(curve) and curve[k] > v:
            break
    return 0


def worth__halving(curve, reached):
    """rises after it"""
    low, high = 0, len(curve)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if curve[middle] <= reached else (middle + 1, high)
    return low + 1 if low < len(curve) else 0


def worth__sorted(curve, reached):
    """or sort them"""
    return next((k for k, v in enumerate(sorted(curve)[::-1], 1) if v <= reached), 0)


def _root(v):
    return v.flatten(1).square().mean(1).sqrt()


def gain__sums(x, x_noisy, y, y_noisy):
    """you compare sums"""
    below, above = (v.flatten(1).square().sum(1).sqrt() for v in (x_noisy - x, y_noisy - y))
    return torch.where(below > 0, above / below, torch.zeros_like(below))


def gain__no_root(x, x_noisy, y, y_noisy):
    """the root is missing"""
    below, above = _root(x_noisy - x) ** 2, _root(y_noisy - y) ** 2
    return torch.where(below > 0, above / below, torch.zeros_like(below))


def gain__turned(x, x_noisy, y, y_noisy):
    """the ratio is turned round"""
    below, above = _root(x_noisy - x), _root(y_noisy - y)
    return torch.where(below > 0, below / above, torch.zeros_like(below))


def gain__absolute(x, x_noisy, y, y_noisy):
    """means of absolute changes"""
    below, above = (v.flatten(1).abs().mean(1) for v in (x_noisy - x, y_noisy - y))
    return torch.where(below > 0, above / below, torch.zeros_like(below))


def gain__one_number(x, x_noisy, y, y_noisy):
    """one number for the batch"""
    return ((y_noisy - y).square().mean() / (x_noisy - x).square().mean()).sqrt()


def gain__output_alone(x, x_noisy, y, y_noisy):
    """the change of the output alone"""
    return _root(y_noisy - y)


def gain__not_zero(x, x_noisy, y, y_noisy):
    """where an input does not change, 0 is wanted"""
    return _root(y_noisy - y) / _root(x_noisy - x)


def gain__threshold(x, x_noisy, y, y_noisy):
    """tiny change"""
    below = _root(x_noisy - x)
    return torch.where(below > 1e-4, _root(y_noisy - y) / below, torch.zeros_like(below))


def gain__small_number_below(x, x_noisy, y, y_noisy):
    """one input does not change"""
    return _root(y_noisy - y) / (_root(x_noisy - x) + 1e-12)


def gain__no_empty_batch(x, x_noisy, y, y_noisy):
    """no picture"""
    below = (x_noisy - x).reshape(len(x), -1).square().mean(1).sqrt()
    above = (y_noisy - y).reshape(len(y), -1).square().mean(1).sqrt()
    return torch.where(below > 0, above / below, torch.zeros_like(below))
