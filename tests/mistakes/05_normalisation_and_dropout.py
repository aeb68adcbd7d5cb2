"""Wrong answers to lesson 05. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

PLACES = (0, 2, 3)


def _along(values):
    return values.view(1, -1, 1, 1)


def _each(values):
    return values.view(-1, 1, 1, 1)


# --- dropout

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


def dropout__as_in_the_lecture(x, u, p, training):
    """here it is done in training, and nothing in use"""
    return x * (u >= p) if training else x * (1 - p)


def dropout__keeps_with_p(x, u, p, training):
    """p is the share to be dropped"""
    return x * (u < p) / (1 - p) if training else x


def dropout__divides_by_what_remained(x, u, p, training):
    """the share that happened to remain"""
    kept = (u >= p).float()
    return x * kept / kept.mean() if training else x


def dropout__one_draw_for_all(x, u, p, training):
    """all elements get the first one's"""
    return x * (u.flatten()[0] >= p) / (1 - p) if training else x


def dropout__drops_ties(x, u, p, training):
    """in common: some u equal to p"""
    return x * (u > p) / (1 - p) if training else x


def dropout__always_one_half(x, u, p, training):
    """in common: p not one half"""
    return x * (u >= 0.5) * 2 if training else x


def dropout__of_the_library(x, u, p, training):
    """you call dropout, and this exercise is to be done without it"""
    return F.dropout(x, p, training)


def dropout__draws_its_own(x, u, p, training):
    """you draw random numbers of your own"""
    return x * (torch.rand_like(x) >= p) / (1 - p) if training else x


def dropout__draws_by_bernoulli(x, u, p, training):
    """you call bernoulli"""
    return x * torch.bernoulli(torch.full_like(x, 1 - p)) / (1 - p) if training else x


def dropout__in_place(x, u, p, training):
    """change an input in place"""
    if training:
        x[u <= p] = 0
        return x / (1 - p)
    return x


def dropout__nothing_in_use(x, u, p, training):
    """returns nothing(.|\\n)*in common: in use"""
    if training:
        return x * (u >= p) / (1 - p)


def dropout__by_numpy(x, u, p, training):
    """no gradient gets through it"""
    if not training:
        return x
    return torch.from_numpy(np.where(u < p, 0, x.detach() / (1 - p))).to(x.dtype)


def dropout__gives_the_mask(x, u, p, training):
    """holds True and False"""
    return u >= p if training else x


def dropout__flattens(x, u, p, training):
    """in common: x and u transposed"""
    if not training:
        return x
    return (x.view(-1) * (u.view(-1) >= p) / (1 - p)).view(x.shape)


# --- batch_norm

def batch_norm__over_the_batch_only(x, gamma, beta, eps=1e-5):
    """places of a map count as well"""
    return _along(gamma) * (x - x.mean(0)) / (x.var(0, unbiased=False) + eps).sqrt() + _along(beta)


def batch_norm__instance(x, gamma, beta, eps=1e-5):
    """that is instance normalisation"""
    var, mean = torch.var_mean(x, (2, 3), keepdim=True, unbiased=False)
    return _along(gamma) * (x - mean) / (var + eps).sqrt() + _along(beta)


def batch_norm__layer(x, gamma, beta, eps=1e-5):
    """layer normalisation"""
    var, mean = torch.var_mean(x, (1, 2, 3), keepdim=True, unbiased=False)
    return _along(gamma) * (x - mean) / (var + eps).sqrt() + _along(beta)


def batch_norm__one_mean(x, gamma, beta, eps=1e-5):
    """one mean for all channels"""
    return _along(gamma) * (x - x.mean()) / (x.var(unbiased=False) + eps).sqrt() + _along(beta)


def batch_norm__unbiased(x, gamma, beta, eps=1e-5):
    """divides by M - 1"""
    var, mean = torch.var_mean(x, PLACES, keepdim=True)
    return _along(gamma) * (x - mean) / (var + eps).sqrt() + _along(beta)


def batch_norm__std_of_torch(x, gamma, beta, eps=1e-5):
    """std divides by M - 1, and eps belongs in the root"""
    std, mean = torch.std_mean(x, PLACES, keepdim=True)
    return _along(gamma) * (x - mean) / (std + eps) + _along(beta)


def batch_norm__variance(x, gamma, beta, eps=1e-5):
    """not by the variance"""
    var, mean = torch.var_mean(x, PLACES, keepdim=True, unbiased=False)
    return _along(gamma) * (x - mean) / (var + eps) + _along(beta)


def _normed(x, eps):
    var, mean = torch.var_mean(x, PLACES, keepdim=True, unbiased=False)
    return (x - mean) / (var + eps).sqrt(), (var + eps).sqrt()


def batch_norm__no_gamma_no_beta(x, gamma, beta, eps=1e-5):
    """gamma and beta are not used"""
    return _normed(x, eps)[0]


def batch_norm__no_beta(x, gamma, beta, eps=1e-5):
    """in common: .*beta not 0"""
    return _along(gamma) * _normed(x, eps)[0]


def batch_norm__no_gamma(x, gamma, beta, eps=1e-5):
    """in common: .*gamma not 1"""
    return _normed(x, eps)[0] + _along(beta)


def batch_norm__beta_scaled(x, gamma, beta, eps=1e-5):
    """in common: both at once"""
    return _along(gamma) * (_normed(x, eps)[0] + _along(beta))


def batch_norm__gamma_along_the_width(x, gamma, beta, eps=1e-5):
    """gamma and beta lie along the width"""
    return gamma * _normed(x, eps)[0] + beta


def batch_norm__gamma_along_the_height(x, gamma, beta, eps=1e-5):
    """in common: several channels"""
    return gamma.view(-1, 1) * _normed(x, eps)[0] + beta.view(-1, 1)


def batch_norm__eps_never_passed(x, gamma, beta, eps=1e-5):
    """in common: eps 0.1"""
    return _along(gamma) * _normed(x, 1e-5)[0] + _along(beta)


def batch_norm__eps_forgotten(x, gamma, beta, eps=1e-5):
    """in common: eps counts"""
    return _along(gamma) * _normed(x, 0)[0] + _along(beta)


def batch_norm__eps_outside(x, gamma, beta, eps=1e-5):
    """in common: eps counts"""
    std, mean = torch.std_mean(x, PLACES, keepdim=True, unbiased=False)
    return _along(gamma) * (x - mean) / (std + eps) + _along(beta)


def batch_norm__in_float32(x, gamma, beta, eps=1e-5):
    """in common: float64"""
    x, gamma, beta = x.float(), gamma.float(), beta.float()
    return _along(gamma) * _normed(x, eps)[0] + _along(beta)


def batch_norm__by_torch(x, gamma, beta, eps=1e-5):
    """you call batch_norm"""
    return F.batch_norm(x, None, None, gamma, beta, training=True, eps=eps)


def batch_norm__by_a_layer(x, gamma, beta, eps=1e-5):
    """you call batch_norm"""
    layer = nn.BatchNorm2d(x.shape[1], eps).to(x.dtype)
    layer.weight.data, layer.bias.data = gamma, beta
    return layer(x)


def batch_norm__by_another_norm(x, gamma, beta, eps=1e-5):
    """you call layer_norm"""
    rows = x.transpose(0, 1)
    normed = F.layer_norm(rows, rows.shape[1:], eps=eps).transpose(0, 1)
    return _along(gamma) * normed + _along(beta)


def batch_norm__through_numpy(x, gamma, beta, eps=1e-5):
    """no gradient gets through it"""
    a, gamma, beta = (t.detach().numpy() for t in (x, gamma, beta))
    normed = (a - a.mean(PLACES, keepdims=True)) / np.sqrt(a.var(PLACES, keepdims=True) + eps)
    gamma, beta = (t.reshape(1, -1, 1, 1) for t in (gamma, beta))
    return torch.from_numpy(gamma * normed + beta).to(x.dtype)


def batch_norm__statistics_as_constants(x, gamma, beta, eps=1e-5):
    """not the gradient through it"""
    with torch.no_grad():
        var, mean = torch.var_mean(x, PLACES, keepdim=True, unbiased=False)
    return _along(gamma) * (x - mean) / (var + eps).sqrt() + _along(beta)


def batch_norm__in_place(x, gamma, beta, eps=1e-5):
    """change an input in place"""
    x -= x.mean(PLACES, keepdim=True)
    x /= (x.square().mean(PLACES, keepdim=True) + eps).sqrt()
    return _along(gamma) * x + _along(beta)


def batch_norm__for_two_channels(x, gamma, beta, eps=1e-5):
    """stopped with IndexError(.|\\n)*Wrong on: one channel; """
    return torch.stack([gamma[k] * _normed(x, eps)[0][:, k] + beta[k] for k in (0, 1)], 1)


def batch_norm__squares(x, gamma, beta, eps=1e-5):
    """in common: not square"""
    rows = x.transpose(0, 1).reshape(x.shape[1], -1, x.shape[2], x.shape[2])
    var, mean = torch.var_mean(rows, (1, 2, 3), unbiased=False)
    normed = (x - _along(mean)) / (_along(var) + eps).sqrt()
    return _along(gamma) * normed + _along(beta)


# --- batch_norm_backward

def _bracket(g, normed):
    return g - g.mean(PLACES, keepdim=True) - normed * (g * normed).mean(PLACES, keepdim=True)


def _back(x, gamma, g, eps):
    normed, sigma = _normed(x, eps)
    return (_along(gamma) / sigma * _bracket(g, normed), (g * normed).sum(PLACES), g.sum(PLACES))


def batch_norm_backward__constants(x, gamma, g, eps=1e-5):
    """treated as constants"""
    return _along(gamma) / _normed(x, eps)[1] * g, *_back(x, gamma, g, eps)[1:]


def batch_norm_backward__mean_only(x, gamma, g, eps=1e-5):
    """the part that stretches is still in it"""
    centred = g - g.mean(PLACES, keepdim=True)
    return _along(gamma) / _normed(x, eps)[1] * centred, *_back(x, gamma, g, eps)[1:]


def batch_norm_backward__stretch_only(x, gamma, g, eps=1e-5):
    """the part that shifts is still in it"""
    normed, sigma = _normed(x, eps)
    inner = g - normed * (g * normed).mean(PLACES, keepdim=True)
    return _along(gamma) / sigma * inner, *_back(x, gamma, g, eps)[1:]


def batch_norm_backward__sums(x, gamma, g, eps=1e-5):
    """means over the channel, not sums"""
    normed, sigma = _normed(x, eps)
    inner = g - g.sum(PLACES, keepdim=True) - normed * (g * normed).sum(PLACES, keepdim=True)
    return _along(gamma) / sigma * inner, *_back(x, gamma, g, eps)[1:]


def batch_norm_backward__no_gamma(x, gamma, g, eps=1e-5):
    """gamma is missing"""
    normed, sigma = _normed(x, eps)
    return _bracket(g, normed) / sigma, *_back(x, gamma, g, eps)[1:]


def batch_norm_backward__no_sigma(x, gamma, g, eps=1e-5):
    """division by sigma is missing"""
    return _along(gamma) * _bracket(g, _normed(x, eps)[0]), *_back(x, gamma, g, eps)[1:]


def batch_norm_backward__exchanged(x, gamma, g, eps=1e-5):
    """are exchanged"""
    dx, dgamma, dbeta = _back(x, gamma, g, eps)
    return dx, dbeta, dgamma


def batch_norm_backward__means(x, gamma, g, eps=1e-5):
    """sums, not means"""
    normed, _ = _normed(x, eps)
    return _back(x, gamma, g, eps)[0], (g * normed).mean(PLACES), g.mean(PLACES)


def batch_norm_backward__with_x(x, gamma, g, eps=1e-5):
    """not times x itself"""
    dx, _, dbeta = _back(x, gamma, g, eps)
    return dx, (g * x).sum(PLACES), dbeta


def batch_norm_backward__unbiased(x, gamma, g, eps=1e-5):
    """divides by M - 1"""
    sigma = (x.var(PLACES, keepdim=True) + eps).sqrt()
    normed = (x - x.mean(PLACES, keepdim=True)) / sigma
    dx = _along(gamma) / sigma * _bracket(g, normed)
    return dx, (g * normed).sum(PLACES), g.sum(PLACES)


def batch_norm_backward__eps_never_passed(x, gamma, g, eps=1e-5):
    """in common: eps 0.1"""
    return _back(x, gamma, g, 1e-5)


def batch_norm_backward__eps_forgotten(x, gamma, g, eps=1e-5):
    """in common: eps counts"""
    return _back(x, gamma, g, 0)


def batch_norm_backward__eps_in_the_first_place_only(x, gamma, g, eps=1e-5):
    """in common: eps counts"""
    normed, sigma = _normed(x, eps)
    std = x.std(PLACES, unbiased=False, keepdim=True)
    dx, *others = _back(x, gamma, g, eps)
    return dx * sigma / std, *others


def batch_norm_backward__means_of_the_batch_only(x, gamma, g, eps=1e-5):
    """Right on: one place a map"""
    normed, sigma = _normed(x, eps)
    inner = g - g.mean(0) - normed * (g * normed).mean(0)
    return _along(gamma) / sigma * inner, *_back(x, gamma, g, eps)[1:]


def batch_norm_backward__in_float32(x, gamma, g, eps=1e-5):
    """in common: float64"""
    return _back(x.float(), gamma.float(), g.float(), eps)


def batch_norm_backward__keeps_axes(x, gamma, g, eps=1e-5):
    """value 2 of 3: your result has shape \\(1, \\d, 1, 1\\)"""
    dx, dgamma, dbeta = _back(x, gamma, g, eps)
    return dx, _along(dgamma), _along(dbeta)


def batch_norm_backward__only_dx(x, gamma, g, eps=1e-5):
    """wanted are 3 values"""
    return _back(x, gamma, g, eps)[0]


def _forward(x, gamma, eps):
    x, gamma = x.clone().requires_grad_(), gamma.clone().requires_grad_()
    beta = torch.zeros_like(gamma).requires_grad_()
    return _along(gamma) * _normed(x, eps)[0] + _along(beta), (x, gamma, beta)


def batch_norm_backward__by_grad(x, gamma, g, eps=1e-5):
    """you call grad"""
    return torch.autograd.grad(*_forward(x, gamma, eps), g)


def batch_norm_backward__by_backward(x, gamma, g, eps=1e-5):
    """you call backward"""
    y, leaves = _forward(x, gamma, eps)
    y.backward(g)
    return tuple(leaf.grad for leaf in leaves)


def batch_norm_backward__by_vjp(x, gamma, g, eps=1e-5):
    """you call (grad|backward|vjp)"""
    beta = torch.zeros_like(gamma)
    return torch.autograd.functional.vjp(
        lambda x, gamma, beta: _along(gamma) * _normed(x, eps)[0] + _along(beta),
        (x, gamma, beta), g)[1]


def batch_norm_backward__in_place(x, gamma, g, eps=1e-5):
    """change an input in place"""
    found = _back(x, gamma, g, eps)
    g -= g.mean(PLACES, keepdim=True)
    return found


# --- update_running

def update_running__exchanged(mean, var, x, momentum=0.1):
    """the old value has 1 - momentum"""
    return (momentum * mean + (1 - momentum) * x.mean(PLACES),
            momentum * var + (1 - momentum) * x.var(PLACES))


def _run(mean, var, x, momentum, new):
    old = 1 - momentum
    return old * mean + momentum * x.mean(PLACES), old * var + momentum * new


def update_running__biased(mean, var, x, momentum=0.1):
    """divided by M; here it is M - 1"""
    return _run(mean, var, x, momentum, x.var(PLACES, unbiased=False))


def update_running__deviation(mean, var, x, momentum=0.1):
    """it is the variance"""
    return _run(mean, var, x, momentum, x.std(PLACES))


def update_running__about_the_running_mean(mean, var, x, momentum=0.1):
    """about the running mean; it is about the batch's own"""
    m = x.numel() / x.shape[1]
    return _run(mean, var, x, momentum, ((x - _along(mean)) ** 2).sum(PLACES) / (m - 1))


def update_running__variances_averaged(mean, var, x, momentum=0.1):
    """each picture's own variance is averaged"""
    centred = x - x.mean((2, 3), keepdim=True)
    each = centred.square().sum((2, 3)) / (x.shape[2] * x.shape[3] - 1)
    return _run(mean, var, x, momentum, each.mean(0))


def update_running__forgets(mean, var, x, momentum=0.1):
    """the old values are forgotten"""
    return x.mean(PLACES), x.var(PLACES)


def update_running__fixed_momentum(mean, var, x, momentum=0.1):
    """in common: momentum not 0.1"""
    return _run(mean, var, x, 0.1, x.var(PLACES))


def update_running__starts_from_zero(mean, var, x, momentum=0.1):
    """old mean not 0"""
    return momentum * x.mean(PLACES), _run(mean, var, x, momentum, x.var(PLACES))[1]


def update_running__counts_pictures(mean, var, x, momentum=0.1):
    """one place a map|two values"""
    n = len(x)
    return _run(mean, var, x, momentum, x.var(PLACES, unbiased=False) * n / max(n - 1, 1))


def update_running__in_place(mean, var, x, momentum=0.1):
    """change an input in place"""
    mean.mul_(1 - momentum).add_(momentum * x.mean(PLACES))
    var.mul_(1 - momentum).add_(momentum * x.var(PLACES))
    return mean, var


def update_running__by_torch(mean, var, x, momentum=0.1):
    """you call batch_norm"""
    mean, var = mean.clone(), var.clone()
    F.batch_norm(x, mean, var, training=True, momentum=momentum)
    return mean, var


def update_running__mean_only(mean, var, x, momentum=0.1):
    """wanted are 2 values"""
    return _run(mean, var, x, momentum, x.var(PLACES))[0]


def update_running__keeps_axes(mean, var, x, momentum=0.1):
    """shape \\(1, \\d, [\\d, ]*\\)"""
    new = x.mean(PLACES, keepdim=True), x.var(PLACES, keepdim=True)
    return tuple((1 - momentum) * _along(o) + momentum * n for o, n in zip((mean, var), new))


# --- fold

def _folded(weight, bias, scale, beta, mean):
    return weight * _each(scale), scale * (bias - mean) + beta


def fold__input_channels(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """it belongs to the outputs"""
    scale = gamma / (var + eps).sqrt()
    return weight * _along(scale), scale * (bias - mean) + beta


def fold__without_a_view(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """along the width \\(last axis\\); it belongs to the outputs"""
    scale = gamma / (var + eps).sqrt()
    return weight * scale, scale * (bias - mean) + beta


def fold__bias_not_scaled(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: .*bias and a scale"""
    scale = gamma / (var + eps).sqrt()
    return weight * _each(scale), bias - scale * mean + beta


def fold__mean_not_scaled(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: .*mean and a scale"""
    scale = gamma / (var + eps).sqrt()
    return weight * _each(scale), scale * bias - mean + beta


def fold__beta_scaled(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: .*beta and a scale"""
    scale = gamma / (var + eps).sqrt()
    return _folded(weight, bias, scale, scale * beta, mean)


def fold__by_the_variance(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """root of the variance"""
    return _folded(weight, bias, gamma / (var + eps), beta, mean)


def fold__mean_forgotten(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: mean not 0"""
    return _folded(weight, bias, gamma / (var + eps).sqrt(), beta, 0)


def fold__mean_added(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: mean not 0"""
    return _folded(weight, bias, gamma / (var + eps).sqrt(), beta, -mean)


def fold__old_bias_lost(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: bias not 0"""
    return _folded(weight, 0, gamma / (var + eps).sqrt(), beta, mean)


def fold__beta_forgotten(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: beta not 0"""
    return _folded(weight, bias, gamma / (var + eps).sqrt(), 0, mean)


def fold__gamma_forgotten(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """gamma is missing"""
    return _folded(weight, bias, 1 / (var + eps).sqrt(), beta, mean)


def fold__weight_forgotten(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """the weight is left as it was"""
    scale = gamma / (var + eps).sqrt()
    return weight, scale * (bias - mean) + beta


def fold__one_scale_for_all(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: scales that differ"""
    scale = gamma / (var + eps).sqrt()
    return weight * scale.mean(), scale * (bias - mean) + beta


def fold__eps_outside(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: eps counts"""
    return _folded(weight, bias, gamma / (var.sqrt() + eps), beta, mean)


def fold__no_eps(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: eps counts"""
    return _folded(weight, bias, gamma / var.sqrt(), beta, mean)


def fold__eps_never_passed(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: eps 0.1"""
    return _folded(weight, bias, gamma / (var + 1e-5).sqrt(), beta, mean)


def fold__flattens(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """in common: channels last"""
    scale = gamma / (var + eps).sqrt()
    rows = weight.view(len(weight), -1) * scale[:, None]
    return rows.view(weight.shape), scale * (bias - mean) + beta


def fold__in_place(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """change an input in place"""
    scale = gamma / (var + eps).sqrt()
    weight *= _each(scale)
    return weight, scale * (bias - mean) + beta


def fold__by_torch(weight, bias, gamma, beta, mean, var, eps=1e-5):
    """you call fuse_conv_bn_weights"""
    return nn.utils.fusion.fuse_conv_bn_weights(weight, bias, mean, var, eps, gamma, beta)


# --- jitter

def _lit(x, mean, contrast, offset):
    return ((x - mean) * _each(contrast) + mean + _each(offset)).clamp(0, 1)


def _own(x):
    return x.mean((1, 2, 3), keepdim=True)


def jitter__batch_mean(x, contrast, offset):
    """every picture has its own"""
    return _lit(x, x.mean(), contrast, offset)


def jitter__channel_mean(x, contrast, offset):
    """in common: three channels"""
    return _lit(x, x.mean((2, 3), keepdim=True), contrast, offset)


def jitter__grey_mean(x, contrast, offset):
    """in common: three channels"""
    if x.shape[1] == 1:
        return _lit(x, _own(x), contrast, offset)
    grey = torch.tensor([0.2989, 0.587, 0.114], dtype=x.dtype).view(1, 3, 1, 1)
    return _lit(x, (x * grey).sum(1, keepdim=True).mean((2, 3), keepdim=True), contrast, offset)


def jitter__not_clamped(x, contrast, offset):
    """cut it off"""
    mean = _own(x)
    return (x - mean) * _each(contrast) + mean + _each(offset)


def jitter__clamped_above_only(x, contrast, offset):
    """Wrong on: an offset, cut off, values below 0; contrast above 1"""
    mean = _own(x)
    return ((x - mean) * _each(contrast) + mean + _each(offset)).clamp(max=1)


def jitter__clamped_too_early(x, contrast, offset):
    """before the offset is added"""
    return (_lit(x, _own(x), contrast, offset * 0) + _each(offset)).clamp(0, 1)


def jitter__squeezed_into_the_range(x, contrast, offset):
    """in common: cut off"""
    mean = _own(x)
    y = (x - mean) * _each(contrast) + mean + _each(offset)
    low, high = y.amin((1, 2, 3), keepdim=True), y.amax((1, 2, 3), keepdim=True)
    inside = (low >= 0) & (high <= 1)
    return torch.where(inside, y, (y - low) / (high - low))


def jitter__mean_lost(x, contrast, offset):
    """mean is not added again"""
    return ((x - _own(x)) * _each(contrast) + _each(offset)).clamp(0, 1)


def jitter__multiplies_the_picture(x, contrast, offset):
    """multiplies the distance from the mean"""
    return (x * _each(contrast) + _each(offset)).clamp(0, 1)


def jitter__one_for_all(x, contrast, offset):
    """all pictures get the first one's"""
    mean = _own(x)
    return ((x - mean) * contrast[0] + mean + offset[0]).clamp(0, 1)


def jitter__offset_first(x, contrast, offset):
    """in common: together with a contrast"""
    mean = _own(x)
    return ((x + _each(offset) - mean) * _each(contrast) + mean).clamp(0, 1)


def jitter__offset_forgotten(x, contrast, offset):
    """in common: an offset"""
    return _lit(x, _own(x), contrast, offset * 0)


def jitter__along_the_width(x, contrast, offset):
    """lie along the width"""
    mean = _own(x)
    return ((x - mean) * contrast + mean + offset).clamp(0, 1)


def jitter__along_the_channels(x, contrast, offset):
    """in common: several pictures|shape"""
    mean = _own(x)
    return ((x - mean) * _along(contrast) + mean + _along(offset)).clamp(0, 1)


def jitter__first_channel_only(x, contrast, offset):
    """three channels"""
    return _lit(x[:, :1], _own(x), contrast, offset)


def jitter__median(x, contrast, offset):
    """Right on: an offset; an offset, cut off"""
    return _lit(x, _each(x.flatten(1).median(1).values), contrast, offset)


def jitter__in_place(x, contrast, offset):
    """change an input in place|expand"""
    mean = _own(x)
    x.sub_(mean).mul_(_each(contrast)).add_(mean + _each(offset))
    return x.clamp(0, 1)


