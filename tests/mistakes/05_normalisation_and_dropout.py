"""Wrong answers to lesson 05. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import itertools

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


# --- all_masks

def _masks(n, dtype=torch.float32):
    return torch.tensor(list(itertools.product((0, 1), repeat=n)), dtype=dtype)


def _chances(masks, p):
    kept = masks.sum(1)
    return (1 - p) ** kept * p ** (masks.shape[1] - kept)


def _logs(x, W, b, p, masks):
    return ((masks * x / (1 - p)) @ W.T + b).log_softmax(1)


def _both(chance, logs):
    return chance @ logs.exp(), (chance @ logs).softmax(0)


def all_masks__equal_chances(x, W, b, p):
    """every mask counts the same"""
    masks = _masks(len(x), x.dtype)
    return _both(torch.full((len(masks),), 1 / len(masks), dtype=x.dtype), _logs(x, W, b, p, masks))


def all_masks__plain_mean_of_probabilities(x, W, b, p):
    """every mask counts the same"""
    logs = _logs(x, W, b, p, _masks(len(x), x.dtype))
    return logs.exp().mean(0), logs.mean(0).softmax(0)


def all_masks__not_scaled(x, W, b, p):
    """are not scaled by 1/\\(1 - p\\)"""
    masks = _masks(len(x), x.dtype)
    return _both(_chances(masks, p), _logs(x, W, b, 0, masks))


def all_masks__scaled_by_p(x, W, b, p):
    """a share of 1 - p remains"""
    masks = _masks(len(x), x.dtype)
    return _both(_chances(masks, p), _logs(x, W, b, 1 - p, masks))


def all_masks__without_the_empty_one(x, W, b, p):
    """the mask without any input is left out"""
    masks = _masks(len(x), x.dtype)[1:]
    chance = _chances(masks, p)
    return _both(chance / chance.sum(), _logs(x, W, b, p, masks))


def all_masks__not_divided(x, W, b, p):
    """geometric is not divided by its sum"""
    masks = _masks(len(x), x.dtype)
    chance, logs = _chances(masks, p), _logs(x, W, b, p, masks)
    return chance @ logs.exp(), (chance @ logs).exp()


def all_masks__no_bias(x, W, b, p):
    """the bias is not used"""
    masks = _masks(len(x), x.dtype)
    return _both(_chances(masks, p), _logs(x, W, b * 0, p, masks))


def all_masks__exchanged(x, W, b, p):
    """mean and geometric are exchanged"""
    masks = _masks(len(x), x.dtype)
    return _both(_chances(masks, p), _logs(x, W, b, p, masks))[::-1]


def all_masks__p_keeps(x, W, b, p):
    """p and 1 - p are exchanged"""
    masks = _masks(len(x), x.dtype)
    return _both(_chances(masks, 1 - p), _logs(x, W, b, p, masks))


def all_masks__log_of_the_mean(x, W, b, p):
    """value 2 of 2"""
    masks = _masks(len(x), x.dtype)
    mean = _chances(masks, p) @ _logs(x, W, b, p, masks).exp()
    return mean, mean.log().softmax(0)


def all_masks__single_drops(x, W, b, p):
    """Wrong on all 10 inputs"""
    masks = 1 - torch.eye(len(x), dtype=x.dtype)
    chance = _chances(masks, p)
    return _both(chance / chance.sum() if p else chance + 1 / len(x), _logs(x, W, b, p, masks))


def all_masks__bias_masked_too(x, W, b, p):
    """in common: a bias"""
    masks = _masks(len(x), x.dtype)
    logs = ((masks * x) @ W.T + b) / (1 - p)
    return _both(_chances(masks, p), logs.log_softmax(1))


def all_masks__drawn(x, W, b, p):
    """Right on: p = 0"""
    masks = (torch.rand(500, len(x)) >= p).to(x.dtype)
    logs = _logs(x, W, b, p, masks)
    return logs.exp().mean(0), logs.mean(0).softmax(0)


def all_masks__not_summed(x, W, b, p):
    """value 1 of 2: your result has shape"""
    masks = _masks(len(x), x.dtype)
    chance, logs = _chances(masks, p)[:, None], _logs(x, W, b, p, masks)
    return chance * logs.exp(), (chance * logs).sum(0).softmax(0)


def all_masks__mean_only(x, W, b, p):
    """wanted are 2 values"""
    masks = _masks(len(x), x.dtype)
    return _both(_chances(masks, p), _logs(x, W, b, p, masks))[0]


def all_masks__for_four_inputs(x, W, b, p):
    """Wrong on: .*(one|seven) input"""
    masks = _masks(4, x.dtype)[:, :len(x)]
    return _both(_chances(masks, p), _logs(x, W, b, p, masks))


# --- normalise

LETTERS = {"N": 0, "C": 2, "H": 3, "W": 4}


def _parts(x, groups):
    return x.reshape(len(x), groups, -1, *x.shape[2:])


def _centred(parts, axes, eps, unbiased=False):
    var, mean = torch.var_mean(parts, axes, keepdim=True, unbiased=unbiased)
    return (parts - mean) / (var + eps).sqrt()


def normalise__groups_in_turn(x, over, groups=1, eps=1e-5):
    """groups are of neighbours"""
    parts = x.reshape(len(x), -1, groups, *x.shape[2:]).transpose(1, 2)
    normed = _centred(parts, [LETTERS[letter] for letter in over], eps)
    return normed.transpose(1, 2).reshape(x.shape)


def normalise__channels_in_a_group(x, over, groups=1, eps=1e-5):
    """used as the number of channels in a group"""
    parts = _parts(x, x.shape[1] // groups)
    return _centred(parts, [LETTERS[letter] for letter in over], eps).reshape(x.shape)


def normalise__no_groups(x, over, groups=1, eps=1e-5):
    """groups is not used"""
    return _centred(x, ["NCHW".index(letter) for letter in over], eps)


def normalise__the_other_axes(x, over, groups=1, eps=1e-5):
    """the axes that are not named"""
    parts = _parts(x, groups)
    axes = [k for letter, k in LETTERS.items() if letter not in over]
    return _centred(parts, axes, eps).reshape(x.shape)


def normalise__always_over_the_batch(x, over, groups=1, eps=1e-5):
    """the batch takes part, named or not"""
    parts = _parts(x, groups)
    return _centred(parts, [LETTERS[k] for k in {"N", *over}], eps).reshape(x.shape)


def normalise__unbiased(x, over, groups=1, eps=1e-5):
    """divides by M - 1"""
    axes = [LETTERS[letter] for letter in over]
    return _centred(_parts(x, groups), axes, eps, unbiased=True).reshape(x.shape)


def normalise__std_of_torch(x, over, groups=1, eps=1e-5):
    """std divides by M - 1, and eps belongs in the root"""
    parts, axes = _parts(x, groups), [LETTERS[letter] for letter in over]
    std, mean = torch.std_mean(parts, axes, keepdim=True)
    return ((parts - mean) / (std + eps)).reshape(x.shape)


def normalise__variance(x, over, groups=1, eps=1e-5):
    """the root of the variance"""
    parts, axes = _parts(x, groups), [LETTERS[letter] for letter in over]
    var, mean = torch.var_mean(parts, axes, keepdim=True, unbiased=False)
    return ((parts - mean) / (var + eps)).reshape(x.shape)


def normalise__groups_among_the_axes(x, over, groups=1, eps=1e-5):
    """groups is not used"""
    letters = {"N": 0, "C": 1, "H": 3, "W": 4}
    parts = _parts(x, groups)
    return _centred(parts, [letters[k] for k in over] + [2] * ("C" in over), eps).reshape(x.shape)


def normalise__three_names_only(x, over, groups=1, eps=1e-5):
    """in common: letters in another order|letters in another order"""
    axes = {"NHW": [0, 3, 4], "HW": [3, 4], "CHW": [2, 3, 4], "NCHW": [0, 2, 3, 4], "C": [2],
            "W": [4]}.get(over, [2, 3, 4])
    return _centred(_parts(x, groups), axes, eps).reshape(x.shape)


def normalise__eps_never_passed(x, over, groups=1, eps=1e-5):
    """in common: eps 0.1"""
    return _centred(_parts(x, groups), [LETTERS[letter] for letter in over], 1e-5).reshape(x.shape)


def normalise__eps_outside(x, over, groups=1, eps=1e-5):
    """in common: eps counts"""
    parts, axes = _parts(x, groups), [LETTERS[letter] for letter in over]
    std, mean = torch.std_mean(parts, axes, keepdim=True, unbiased=False)
    return ((parts - mean) / (std + eps)).reshape(x.shape)


def normalise__mean_only(x, over, groups=1, eps=1e-5):
    """Wrong on all 19 inputs"""
    parts, axes = _parts(x, groups), [LETTERS[letter] for letter in over]
    return (parts - parts.mean(axes, keepdim=True)).reshape(x.shape)


def normalise__square(x, over, groups=1, eps=1e-5):
    """not square"""
    N, C, H, _ = x.shape
    parts = x.reshape(N, groups, C // groups, H, H)
    return _centred(parts, [LETTERS[letter] for letter in over], eps).reshape(x.shape)


def normalise__keeps_the_groups(x, over, groups=1, eps=1e-5):
    """your result has shape"""
    return _centred(_parts(x, groups), [LETTERS[letter] for letter in over], eps)


def normalise__in_float32(x, over, groups=1, eps=1e-5):
    """in common: float64"""
    parts = _parts(x.float() if x.dtype == torch.float64 else x, groups)
    return _centred(parts, [LETTERS[letter] for letter in over], eps).reshape(x.shape) + 1e-3 * (
        x.dtype == torch.float64)


def normalise__by_torch(x, over, groups=1, eps=1e-5):
    """you call group_norm"""
    if sorted(over) == ["C", "H", "W"]:
        return F.group_norm(x, groups, eps=eps)
    return _centred(_parts(x, groups), [LETTERS[letter] for letter in over], eps).reshape(x.shape)


def normalise__statistics_as_constants(x, over, groups=1, eps=1e-5):
    """not the gradient through it"""
    parts, axes = _parts(x, groups), [LETTERS[letter] for letter in over]
    with torch.no_grad():
        var, mean = torch.var_mean(parts, axes, keepdim=True, unbiased=False)
    return ((parts - mean) / (var + eps).sqrt()).reshape(x.shape)


def normalise__in_place(x, over, groups=1, eps=1e-5):
    """change an input in place"""
    parts, axes = _parts(x, groups), [LETTERS[letter] for letter in over]
    parts -= parts.mean(axes, keepdim=True)
    return (parts / (parts.square().mean(axes, keepdim=True) + eps).sqrt()).reshape(x.shape)


# --- fold

def _before(weight, bias, before, groups, eps, tile=None):
    """The layer in front folded in, and a bias in any case."""
    T = len(weight)
    bias = weight.new_zeros(T) if bias is None else bias
    if before is None:
        return weight, bias
    mean, var, gamma, beta = before
    scale = gamma / (var + eps).sqrt()
    tile = tile or (lambda v: v.view(groups, -1).repeat_interleave(T // groups, 0))
    scale, shift = tile(scale), tile(beta - scale * mean)
    return weight * scale[:, :, None, None], bias + (weight.sum((2, 3)) * shift).sum(1)


def _after(weight, bias, after, eps):
    if after is None:
        return weight, bias
    mean, var, gamma, beta = after
    scale = gamma / (var + eps).sqrt()
    return weight * _each(scale), scale * (bias - mean) + beta


def fold__shift_lost(weight, bias, before, after, groups=1, eps=1e-5):
    """does not reach the new bias"""
    new, _ = _before(weight, bias, before, groups, eps)
    return _after(new, weight.new_zeros(len(weight)) if bias is None else bias, after, eps)


def fold__no_gamma(weight, bias, before, after, groups=1, eps=1e-5):
    """gamma is missing"""
    before, after = (n and (*n[:2], torch.ones_like(n[2]), n[3]) for n in (before, after))
    return _after(*_before(weight, bias, before, groups, eps), after, eps)


def fold__mean_added(weight, bias, before, after, groups=1, eps=1e-5):
    """the running mean is added"""
    before, after = (n and (-n[0], *n[1:]) for n in (before, after))
    return _after(*_before(weight, bias, before, groups, eps), after, eps)


def fold__weight_forgotten(weight, bias, before, after, groups=1, eps=1e-5):
    """does not reach the weight"""
    new, b = _before(weight, bias, before, groups, eps)
    return new, _after(new, b, after, eps)[1]


def fold__old_bias_not_scaled(weight, bias, before, after, groups=1, eps=1e-5):
    """the old bias is scaled by the layer after, too"""
    w, b = _after(*_before(weight, None, before, groups, eps), after, eps)
    return w, b if bias is None else b + bias


def fold__bias_must_be_there(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: bias None"""
    bias = bias + 0
    return _after(*_before(weight, bias, before, groups, eps), after, eps)


def fold__bias_stays_none(weight, bias, before, after, groups=1, eps=1e-5):
    """bias None"""
    if bias is None and before is None and after is None:
        return weight, None
    return _after(*_before(weight, bias, before, groups, eps), after, eps)


def fold__groups_forgotten(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: .*several groups"""
    return _after(*_before(weight, bias, before, groups, eps, lambda v: v[None]), after, eps)


def fold__groups_in_turn(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: several groups"""
    def tile(v):
        return v.view(groups, -1).repeat(len(weight) // groups, 1)
    return _after(*_before(weight, bias, before, groups, eps, tile), after, eps)


def fold__first_group_for_all(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: several groups"""
    def tile(v):
        return v[None, :weight.shape[1]]
    return _after(*_before(weight, bias, before, groups, eps, tile), after, eps)


def fold__exchanged(weight, bias, before, after, groups=1, eps=1e-5):
    """Wrong on|Right on|in common"""
    if before is not None and len(before[0]) == len(weight) or before is None:
        return _after(*_before(weight, bias, None, groups, eps), before, eps)
    return _after(*_before(weight, bias, before, groups, eps), after, eps)


def fold__middle_of_the_kernel(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: it shifts"""
    new, _ = _before(weight, bias, before, groups, eps)
    middle = weight[:, :, weight.shape[2] // 2, weight.shape[3] // 2][:, :, None, None]
    return _after(new, _before(middle, bias, before, groups, eps)[1], after, eps)


def fold__mean_over_the_kernel(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: it shifts"""
    new, _ = _before(weight, bias, before, groups, eps)
    mean = weight.mean((2, 3), keepdim=True)
    return _after(new, _before(mean, bias, before, groups, eps)[1], after, eps)


def fold__shift_by_the_new_weight(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: it shifts"""
    new, b = _before(weight, bias, before, groups, eps)
    if before is not None:
        scale = before[2] / (before[1] + eps).sqrt()
        shift = (before[3] - scale * before[0]).view(groups, -1)
        shift = shift.repeat_interleave(len(weight) // groups, 0)
        b = (0 if bias is None else bias) + (new.sum((2, 3)) * shift).sum(1)
    return _after(new, b, after, eps)


def fold__beta_forgotten(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: .*a beta"""
    after = after and (*after[:3], torch.zeros_like(after[3]))
    return _after(*_before(weight, bias, before, groups, eps), after, eps)


def fold__eps_outside(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: eps counts"""
    before, after = (n and (n[0], (n[1].sqrt() + eps) ** 2, *n[2:]) for n in (before, after))
    return _after(*_before(weight, bias, before, groups, 0), after, 0)


def fold__eps_never_passed(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: eps 0.1"""
    return _after(*_before(weight, bias, before, groups, 1e-5), after, 1e-5)


def fold__in_place(weight, bias, before, after, groups=1, eps=1e-5):
    """change an input in place"""
    w, b = _after(*_before(weight, bias, before, groups, eps), after, eps)
    weight.copy_(w)
    return weight, b


def fold__by_torch(weight, bias, before, after, groups=1, eps=1e-5):
    """you call fuse_conv_bn_weights"""
    w, b = _before(weight, bias, before, groups, eps)
    if after is None:
        return w, b
    mean, var, gamma, beta = after
    new = nn.utils.fusion.fuse_conv_bn_weights(w, b, mean, var, eps, gamma, beta)
    return tuple(t.detach() for t in new)


def batch_norm__mean_of_squares(x, gamma, beta, eps=1e-5):
    """float32, far from 0"""
    mu = x.mean((0, 2, 3), keepdim=True)
    var = (x ** 2).mean((0, 2, 3), keepdim=True) - mu ** 2
    return gamma.view(1, -1, 1, 1) * (x - mu) / (var + eps).sqrt() + beta.view(1, -1, 1, 1)


def batch_norm_backward__stretch_added(x, gamma, g, eps=1e-5):
    """added, not subtracted"""
    ax = (0, 2, 3)
    s = (x.var(ax, unbiased=False, keepdim=True) + eps).sqrt()
    n = (x - x.mean(ax, keepdim=True)) / s
    dx = gamma.view(1, -1, 1, 1) / s * (
        g - g.mean(ax, keepdim=True) + n * (g * n).mean(ax, keepdim=True))
    return dx, (g * n).sum(ax), g.sum(ax)


def all_masks__log_of_mean(x, W, b, p):
    """not of their logarithms"""
    m = torch.tensor(list(itertools.product((0, 1), repeat=len(x))), dtype=x.dtype)
    k = m.sum(1)
    prob = (1 - p) ** k * p ** (len(x) - k)
    logp = (m * x / (1 - p) @ W.T + b).log_softmax(1)
    return prob @ logp.exp(), torch.log(prob @ logp.exp()).softmax(0)


def all_masks__one_pass(x, W, b, p):
    """both are one pass"""
    q = (W @ x + b).softmax(0)
    return q, q


def normalise__c_as_groups(x, over, groups=1, eps=1e-5):
    """the axis of groups"""
    N, C, H, W = x.shape
    y = x.reshape(N, groups, C // groups, H, W)
    ax = [{"N": 0, "C": 1, "H": 3, "W": 4}[c] for c in over]
    y = (y - y.mean(ax, keepdim=True)) / (y.var(ax, unbiased=False, keepdim=True) + eps).sqrt()
    return y.reshape(x.shape)


def normalise__single_precision(x, over, groups=1, eps=1e-5):
    """double precision"""
    N, C, H, W = x.shape
    y = x.float().reshape(N, groups, C // groups, H, W)
    ax = [{"N": 0, "C": 2, "H": 3, "W": 4}[c] for c in over]
    y = (y - y.mean(ax, keepdim=True)) / (y.var(ax, unbiased=False, keepdim=True) + eps).sqrt()
    return y.reshape(x.shape)


def _divided(norm, by):
    return norm and (norm[0], by(norm[1]) ** 2, *norm[2:])


def _folded(weight, bias, before, after, groups, by):
    """With eps = 0, the divisor being by(var)."""
    new = _before(weight, bias, _divided(before, by), groups, 0)
    return _after(*new, _divided(after, by), 0)


def fold__no_eps(weight, bias, before, after, groups=1, eps=1e-5):
    """eps is left out"""
    return _folded(weight, bias, before, after, groups, torch.sqrt)


def fold__by_the_variance(weight, bias, before, after, groups=1, eps=1e-5):
    """divide by the root of the variance\\."""
    return _folded(weight, bias, before, after, groups, lambda var: var + eps)


def fold__var_without_eps(weight, bias, before, after, groups=1, eps=1e-5):
    """divide by the root, with eps in it"""
    return _folded(weight, bias, before, after, groups, lambda var: var)


def fold__var_behind(weight, bias, before, after, groups=1, eps=1e-5):
    """root of the variance, in the layer after"""
    new = _before(weight, bias, before, groups, eps)
    return _after(*new, _divided(after, lambda var: var + eps), 0)


def fold__mean_added_in_front(weight, bias, before, after, groups=1, eps=1e-5):
    """the running mean is added; it is subtracted, in the layer before"""
    before = before and (-before[0], *before[1:])
    return _after(*_before(weight, bias, before, groups, eps), after, eps)


def fold__own_bias_lost(weight, bias, before, after, groups=1, eps=1e-5):
    """the old bias is lost"""
    return _after(*_before(weight, None, before, groups, eps), after, eps)


def fold__own_bias_lost_behind(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: after, a bias"""
    if after is None:
        return _before(weight, bias, before, groups, eps)
    new, bias = _before(weight, bias, before, groups, eps)
    return _after(new, torch.zeros_like(bias), after, eps)


def fold__along_the_inputs(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: after"""
    new, bias = _before(weight, bias, before, groups, eps)
    if after is None:
        return new, bias
    scale = after[2] / (after[1] + eps).sqrt()
    return new * scale[None, :, None, None], _after(new, bias, after, eps)[1]


def fold__in_front_along_the_outputs(weight, bias, before, after, groups=1, eps=1e-5):
    """in common: before"""
    bias = _before(weight, bias, before, groups, eps)[1]
    if before is not None:
        weight = weight * (before[2] / (before[1] + eps).sqrt())[:, None, None, None]
    return _after(weight, bias, after, eps)
