"""Wrong answers to lesson 05. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F
from torch import nn

PLACES = (0, 2, 3)


def along(values):
    return values.view(1, -1, 1, 1)


def dropout__not_scaled(x, u, p, training):
    """those that remain must be scaled"""
    return x * (u >= p) if training else x


def dropout__scaled_by_p(x, u, p, training):
    """a share of 1 - p remains"""
    return x * (u >= p) / p if training else x


def dropout__always_on(x, u, p, training):
    """in use, nothing is dropped"""
    return x * (u >= p) / (1 - p)


def dropout__scaled_in_use(x, u, p, training):
    """the scaling was done in training"""
    return x * (u >= p) / (1 - p) if training else x * (1 - p)


def dropout__keeps_with_p(x, u, p, training):
    """p is the share to be dropped"""
    return x * (u < p) / (1 - p) if training else x


def dropout__one_draw_for_all(x, u, p, training):
    """first|largest"""
    return x * (u.flatten()[0] >= p) / (1 - p) if training else x


def batch_norm__over_the_batch_only(x, gamma, beta, eps=1e-5):
    """places of a map count as well"""
    return along(gamma) * (x - x.mean(0)) / (x.var(0, unbiased=False) + eps).sqrt() + along(beta)


def batch_norm__instance(x, gamma, beta, eps=1e-5):
    """that is instance normalisation"""
    return F.instance_norm(x, weight=gamma, bias=beta, eps=eps)


def batch_norm__one_mean(x, gamma, beta, eps=1e-5):
    """one mean for all channels"""
    return along(gamma) * (x - x.mean()) / (x.var(unbiased=False) + eps).sqrt() + along(beta)


def batch_norm__unbiased(x, gamma, beta, eps=1e-5):
    """divides by M - 1"""
    return along(gamma) * (x - x.mean(PLACES,
                                      keepdim=True)) / (x.var(PLACES, keepdim=True)
                                                        + eps).sqrt() + along(beta)


def batch_norm__variance(x, gamma, beta, eps=1e-5):
    """not by the variance"""
    return along(gamma) * (x - x.mean(PLACES,
                                      keepdim=True)) / (x.var(PLACES, keepdim=True, unbiased=False)
                                                        + eps) + along(beta)


def batch_norm__no_gamma(x, gamma, beta, eps=1e-5):
    """gamma and beta are not used"""
    return F.batch_norm(x, None, None, training=True, eps=eps)


def batch_norm__gamma_along_the_width(x, gamma, beta, eps=1e-5):
    """line it up|size of tensor|shape"""
    return gamma * F.batch_norm(x, None, None, training=True, eps=eps) + beta


def _parts(x, eps):
    sigma = (x.var(PLACES, unbiased=False, keepdim=True) + eps).sqrt()
    return (x - x.mean(PLACES, keepdim=True)) / sigma, sigma


def batch_norm_backward__constants(x, gamma, g, eps=1e-5):
    """treated as constants"""
    normed, sigma = _parts(x, eps)
    return along(gamma) / sigma * g, (g * normed).sum(PLACES), g.sum(PLACES)


def batch_norm_backward__mean_only(x, gamma, g, eps=1e-5):
    """the part that stretches is still in it"""
    normed, sigma = _parts(x, eps)
    return along(gamma) / sigma * (g
                                   - g.mean(PLACES,
                                            keepdim=True)), (g * normed).sum(PLACES), g.sum(PLACES)


def _right_bracket(g, normed):
    return g - g.mean(PLACES, keepdim=True) - normed * (g * normed).mean(PLACES, keepdim=True)


def batch_norm_backward__no_gamma(x, gamma, g, eps=1e-5):
    """gamma is missing"""
    normed, sigma = _parts(x, eps)
    return _right_bracket(g, normed) / sigma, (g * normed).sum(PLACES), g.sum(PLACES)


def batch_norm_backward__no_sigma(x, gamma, g, eps=1e-5):
    """division by sigma is missing"""
    normed, _ = _parts(x, eps)
    return along(gamma) * _right_bracket(g, normed), (g * normed).sum(PLACES), g.sum(PLACES)


def batch_norm_backward__exchanged(x, gamma, g, eps=1e-5):
    """are exchanged"""
    normed, sigma = _parts(x, eps)
    return along(gamma) / sigma * _right_bracket(g, normed), g.sum(PLACES), (g * normed).sum(PLACES)


def batch_norm_backward__means(x, gamma, g, eps=1e-5):
    """sums, not means"""
    normed, sigma = _parts(x, eps)
    return along(gamma) / sigma * _right_bracket(g,
                                                 normed), (g * normed).mean(PLACES), g.mean(PLACES)


def update_running__exchanged(mean, var, x, momentum=0.1):
    """the old value has 1 - momentum"""
    return momentum * mean + (1
                              - momentum) * x.mean(PLACES), momentum * var + (
                                  1 - momentum) * x.var(PLACES)


def update_running__biased(mean, var, x, momentum=0.1):
    """divided by M; here it is M - 1"""
    return ((1 - momentum) * mean + momentum * x.mean(PLACES),
            (1 - momentum) * var + momentum * x.var(PLACES, unbiased=False))


def update_running__deviation(mean, var, x, momentum=0.1):
    """it is the variance"""
    return (1 - momentum) * mean + momentum * x.mean(PLACES), (
        1 - momentum) * var + momentum * x.std(PLACES)


def update_running__forgets(mean, var, x, momentum=0.1):
    """the old values are forgotten"""
    return x.mean(PLACES), x.var(PLACES)


def update_running__in_place(mean, var, x, momentum=0.1):
    """changes? its input|in place"""
    mean.mul_(1 - momentum).add_(momentum * x.mean(PLACES))
    var.mul_(1 - momentum).add_(momentum * x.var(PLACES))
    return mean, var


def fold__input_channels(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """it belongs to the outputs"""
    scale = gamma / (var + eps).sqrt()
    return weight * along(scale)[:, :weight.shape[1]], scale * (bias - mean) + beta


def fold__bias_not_scaled(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """the old bias is not scaled"""
    scale = gamma / (var + eps).sqrt()
    return weight * scale.view(-1, 1, 1, 1), bias - scale * mean + beta


def fold__beta_scaled(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """it is added last"""
    scale = gamma / (var + eps).sqrt()
    return weight * scale.view(-1, 1, 1, 1), scale * (bias - mean + beta)


def fold__by_the_variance(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """root of the variance"""
    scale = gamma / (var + eps)
    return weight * scale.view(-1, 1, 1, 1), scale * (bias - mean) + beta


def fold__mean_forgotten(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """running mean is not subtracted"""
    scale = gamma / (var + eps).sqrt()
    return weight * scale.view(-1, 1, 1, 1), scale * bias + beta


def fold__gamma_forgotten(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """gamma is missing"""
    return nn.utils.fusion.fuse_conv_bn_weights(weight, bias, mean, var, eps,
                                                torch.ones_like(gamma), beta)


def jitter__batch_mean(x, contrast, offset):
    """every picture has its own"""
    return ((x - x.mean()) * contrast.view(-1, 1, 1, 1) + x.mean()
            + offset.view(-1, 1, 1, 1)).clamp(0, 1)


def jitter__not_clamped(x, contrast, offset):
    """cut it off"""
    mean = x.mean((1, 2, 3), keepdim=True)
    return (x - mean) * contrast.view(-1, 1, 1, 1) + mean + offset.view(-1, 1, 1, 1)


def jitter__mean_lost(x, contrast, offset):
    """mean is not added again"""
    mean = x.mean((1, 2, 3), keepdim=True)
    return ((x - mean) * contrast.view(-1, 1, 1, 1) + offset.view(-1, 1, 1, 1)).clamp(0, 1)


def jitter__multiplies_the_picture(x, contrast, offset):
    """multiplies the distance from the mean"""
    return (x * contrast.view(-1, 1, 1, 1) + offset.view(-1, 1, 1, 1)).clamp(0, 1)


def jitter__one_for_all(x, contrast, offset):
    """all pictures get the first one's"""
    mean = x.mean((1, 2, 3), keepdim=True)
    return ((x - mean) * contrast[0] + mean + offset[0]).clamp(0, 1)


def fold__eps_outside(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """elements differ"""
    scale = gamma / (var.sqrt() + eps)
    return weight * scale.view(-1, 1, 1, 1), scale * (bias - mean) + beta


def fold__no_eps(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """elements differ"""
    scale = gamma / var.sqrt()
    return weight * scale.view(-1, 1, 1, 1), scale * (bias - mean) + beta


def fold__old_bias_lost(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """elements differ"""
    scale = gamma / (var + eps).sqrt()
    return weight * scale.view(-1, 1, 1, 1), beta - scale * mean


def fold__mean_added(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """elements differ"""
    scale = gamma / (var + eps).sqrt()
    return weight * scale.view(-1, 1, 1, 1), scale * (bias + mean) + beta


def fold__broadcast_last(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """elements differ"""
    scale = gamma / (var + eps).sqrt()
    return weight * scale.mean(), scale * (bias - mean) + beta


def fold__in_place(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in place"""
    scale = gamma / (var + eps).sqrt()
    weight *= scale.view(-1, 1, 1, 1)
    return weight, scale * (bias - mean) + beta


def batch_norm_backward__sums(x, gamma, g, eps=1e-5):
    """means over the channel, not sums"""
    axes = (0, 2, 3)
    m = x.mean(axes, keepdim=True)
    s = torch.sqrt(x.var(axes, keepdim=True, unbiased=False) + eps)
    h = (x - m) / s
    dx = gamma.view(1, -1, 1,
                    1) / s * (g - g.sum(axes, keepdim=True) - h * (g * h).sum(axes, keepdim=True))
    return dx, (g * h).sum(axes), g.sum(axes)
