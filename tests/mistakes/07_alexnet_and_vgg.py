"""Wrong answers to lesson 07. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import math

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

# exercise 1

def _cost(S, T, k, groups):
    return T * (S // groups) * k * k


def conv_cost__no_biases(S, T, k, height, width, groups=1):
    """biases are parameters"""
    weights = _cost(S, T, k, groups)
    return weights, weights * height * width


def conv_cost__biases_multiplied(S, T, k, height, width, groups=1):
    """added, not multiplied"""
    weights = _cost(S, T, k, groups)
    return weights + T, (weights + T) * height * width


def conv_cost__one_position(S, T, k, height, width, groups=1):
    """at every position"""
    weights = _cost(S, T, k, groups)
    return weights + T, weights


def conv_cost__groups_ignored(S, T, k, height, width, groups=1):
    """S / groups maps only"""
    weights = T * S * k * k
    return weights + T, weights * height * width


def conv_cost__groups_in_the_parameters_only(S, T, k, height, width, groups=1):
    """multiplications become fewer"""
    return _cost(S, T, k, groups) + T, _cost(S, T, k, 1) * height * width


def conv_cost__groups_twice(S, T, k, height, width, groups=1):
    """groups twice"""
    weights = (T // groups) * (S // groups) * k * k
    return weights + T, weights * height * width


def conv_cost__k_not_squared(S, T, k, height, width, groups=1):
    """k × k weights"""
    weights = T * (S // groups) * k
    return weights + T, weights * height * width


def conv_cost__one_bias(S, T, k, height, width, groups=1):
    """a bias of its own"""
    weights = _cost(S, T, k, groups)
    return weights + 1, weights * height * width


def conv_cost__bias_of_an_input_map(S, T, k, height, width, groups=1):
    """a map that comes out"""
    weights = _cost(S, T, k, groups)
    return weights + S, weights * height * width


def conv_cost__biases_of_one_group(S, T, k, height, width, groups=1):
    """in common: groups above 1"""
    weights = _cost(S, T, k, groups)
    return weights + T // groups, weights * height * width


def conv_cost__exchanged(S, T, k, height, width, groups=1):
    """two numbers are exchanged"""
    weights = _cost(S, T, k, groups)
    return weights * height * width, weights + T


def conv_cost__always_square(S, T, k, height, width, groups=1):
    """in common: not square"""
    weights = _cost(S, T, k, groups)
    return weights + T, weights * height ** 2


def conv_cost__three_by_three(S, T, k, height, width, groups=1):
    """Wrong on: even kernel; kernel 1×1"""
    weights = _cost(S, T, 3, groups)
    return weights + T, weights * height * width


def conv_cost__parameters_at_every_position(S, T, k, height, width, groups=1):
    """do not depend on the size"""
    weights = _cost(S, T, k, groups)
    return (weights + T) * height * width, weights * height * width


def conv_cost__with_fractions(S, T, k, height, width, groups=1):
    """a whole number \\(int\\) is wanted"""
    weights = T * (S / groups) * k * k
    return weights + T, weights * height * width


def conv_cost__narrow(S, T, k, height, width, groups=1):
    """in common: large numbers"""
    weights = _cost(S, T, k, groups)
    return weights + T, np.multiply(weights, height * width, dtype=np.int32).item()


def conv_cost__operations(S, T, k, height, width, groups=1):
    """value 2 of 2.*\\n.*factor is off: yours is 2 times"""
    weights = _cost(S, T, k, groups)
    return weights + T, 2 * weights * height * width


def conv_cost__map_that_comes_in(S, T, k, height, width, groups=1):
    """Right on: kernel 1×1"""
    weights = _cost(S, T, k, groups)
    return weights + T, weights * (height - k + 1) * (width - k + 1)


# exercise 2

def _rows(table, C, H, W, out=lambda n, k, s, p: (n + 2 * p - k) // s + 1, pooled=None, move=True,
          seen=lambda C, H, W: C * H * W, after=lambda H, W: (1, 1)):
    """(kind, inputs of a unit, units, positions) of each row of a table."""
    for kind, *n in table:
        if kind == "dense":
            S, (H, W) = seen(C, H, W), after(H, W)
            P = 1
        else:
            k, s, p = n[1:] if kind == "conv" else (*n, 0)
            how = pooled or out if kind == "pool" else out
            H, W, S = how(H, k, s, p), how(W, k, s, p), C * k * k
            P = H * W
        yield kind, S, n[0], P
        C = n[0] if move and kind != "pool" else C


def _costs(*arguments, **switches):
    return [(0, 0) if kind == "pool" else (units * (S + 1), units * S * P)
            for kind, S, units, P in _rows(*arguments, **switches)]


def table_costs__maps_not_carried_on(table, channels, height, width):
    """maps that come in are those of the picture"""
    return _costs(table, channels, height, width, move=False)


def table_costs__flatten_forgotten(table, channels, height, width):
    """a dense layer sees one number a map"""
    return _costs(table, channels, height, width, seen=lambda C, H, W: C)


def table_costs__places_after_a_dense_layer(table, channels, height, width):
    """the first dense layer leaves no places"""
    return _costs(table, channels, height, width, after=lambda H, W: (H, W))


def table_costs__padding_on_one_side(table, channels, height, width):
    """the padding is on both sides"""
    return _costs(table, channels, height, width, out=lambda n, k, s, p: (n + p - k) // s + 1)


def table_costs__padding_forgotten(table, channels, height, width):
    """the padding is forgotten"""
    return _costs(table, channels, height, width, out=lambda n, k, s, p: (n - k) // s + 1)


def table_costs__stride_forgotten(table, channels, height, width):
    """the stride is forgotten"""
    return _costs(table, channels, height, width, out=lambda n, k, s, p: n + 2 * p - k + 1)


def table_costs__first_place_forgotten(table, channels, height, width):
    """the first place is not counted"""
    return _costs(table, channels, height, width, out=lambda n, k, s, p: (n + 2 * p - k) // s)


def table_costs__first_place_of_a_convolution_forgotten(table, channels, height, width):
    """first place of a convolution is not counted"""
    return _costs(table, channels, height, width, out=lambda n, k, s, p: (n + 2 * p - k) // s,
                  pooled=lambda n, k, s, p: (n - k) // s + 1)


def table_costs__rounded_up(table, channels, height, width):
    """in common: .*a rest"""
    return _costs(table, channels, height, width,
                  out=lambda n, k, s, p: -(-(n + 2 * p - k) // s) + 1)


def table_costs__pooling_changes_nothing(table, channels, height, width):
    """sides stay as they are in a pooling"""
    return _costs(table, channels, height, width, pooled=lambda n, k, s, p: n)


def table_costs__pooling_divides(table, channels, height, width):
    """a pooling divides the side by its kernel"""
    return _costs(table, channels, height, width, pooled=lambda n, k, s, p: n // k)


def table_costs__pooling_halves(table, channels, height, width):
    """in common: .*it overlaps"""
    return _costs(table, channels, height, width, pooled=lambda n, k, s, p: n // 2)


def table_costs__positions_that_come_in(table, channels, height, width):
    """positions are those of the maps that come in"""
    costs, places = [], height * width
    for kind, S, units, P in _rows(table, channels, height, width):
        costs.append((0, 0) if kind == "pool" else
                     (units * (S + 1), units * S * (places if kind == "conv" else 1)))
        places = P
    return costs


def table_costs__square(table, channels, height, width):
    """in common: not square"""
    return _costs(table, channels, height, height)


def table_costs__no_biases(table, channels, height, width):
    """the biases are parameters"""
    return [(max(0, p - row[1] * (row[0] != "pool")), m) for row, (p, m) in
            zip(table, _costs(table, channels, height, width), strict=True)]


def table_costs__poolings_left_out(table, channels, height, width):
    """wanted are 3 values, and you return"""
    return [pair for pair in _costs(table, channels, height, width) if pair != (0, 0)]


def table_costs__only_the_sums(table, channels, height, width):
    """wanted (is|are) \\d values?, and you return"""
    costs = _costs(table, channels, height, width)
    return [sum(p for p, _ in costs), sum(m for _, m in costs)]


def table_costs__table_used_up(table, channels, height, width):
    """change a list that belongs to the caller"""
    costs = _costs(table, channels, height, width)
    table.clear()
    return costs


def table_costs__a_picture_of_one_pixel(table, channels, height, width):
    """Right on: no rows"""
    return [(p, p) for p, _ in _costs(table, channels, height, width)]


# exercise 3

def _parts(x, weight, groups):
    return [F.conv2d(a, b) for a, b in zip(x.chunk(groups, 1), weight.chunk(groups), strict=True)]


def grouped_conv__interleaved(x, weight, groups):
    """interleaved"""
    parts = [F.conv2d(x[:, i::groups], kernels) for i, kernels in enumerate(weight.chunk(groups))]
    return torch.cat(parts, 1)


def grouped_conv__kernels_interleaved(x, weight, groups):
    """Right on: .*one map each"""
    parts = [F.conv2d(a, weight[i::groups]) for i, a in enumerate(x.chunk(groups, 1))]
    return torch.cat(parts, 1)


def grouped_conv__by_the_argument(x, weight, groups):
    """you call conv2d in a way that is not allowed"""
    return F.conv2d(x, weight, groups=groups)


def grouped_conv__by_the_layer(x, weight, groups):
    """you call conv2d in a way that is not allowed"""
    layer = nn.Conv2d(x.shape[1], len(weight), weight.shape[2:], groups=groups, bias=False)
    layer.weight.data = weight
    return layer(x)


def grouped_conv__by_the_last_argument(x, weight, groups):
    """you call conv2d in a way that is not allowed"""
    return F.conv2d(x, weight, None, 1, 0, 1, groups)


def grouped_conv__outputs_interleaved(x, weight, groups):
    """the outputs are interleaved"""
    return torch.stack(_parts(x, weight, groups), 2).flatten(1, 2)


def grouped_conv__first_kernels_always(x, weight, groups):
    """the kernels of the first group"""
    return torch.cat([F.conv2d(a, weight.chunk(groups)[0]) for a in x.chunk(groups, 1)], 1)


def grouped_conv__kernels_exchanged(x, weight, groups):
    """gets the kernels of the last"""
    kernels = weight.chunk(groups)[::-1]
    return torch.cat([F.conv2d(a, w) for a, w in zip(x.chunk(groups, 1), kernels, strict=True)], 1)


def grouped_conv__added(x, weight, groups):
    """outputs are added"""
    return sum(_parts(x, weight, groups))


def grouped_conv__exchanged(x, weight, groups):
    """exchanged"""
    return torch.cat(_parts(x, weight, groups)[::-1], 1)


def grouped_conv__side_by_side_in_the_batch(x, weight, groups):
    """put together as pictures"""
    return torch.cat(_parts(x, weight, groups), 0)


def grouped_conv__weight_uncut(x, weight, groups):
    """the weight, too, is cut up"""
    return torch.cat([F.conv2d(a, weight) for a in x.chunk(groups, dim=1)], 1)


def grouped_conv__first_maps_always(x, weight, groups):
    """all groups see the first maps"""
    return torch.cat([F.conv2d(x[:, :weight.shape[1]], w) for w in weight.chunk(groups)], 1)


def grouped_conv__always_two(x, weight, groups):
    """in common: groups not 2"""
    return torch.cat(_parts(x, weight, 2), 1)


def grouped_conv__as_many_out_as_in(x, weight, groups):
    """in common: T not S"""
    n = x.shape[1] // groups
    return torch.cat([F.conv2d(x[:, i * n:(i + 1) * n], weight[i * n:(i + 1) * n])
                      for i in range(groups)], 1)


def grouped_conv__square_kernel(x, weight, groups):
    """in common: kernel not square"""
    k = weight.shape[-1]
    return torch.cat(_parts(x, weight[:, :, :k, :k], groups), 1)


def grouped_conv__padded(x, weight, groups):
    """result has shape \\(1, 4, 6, 6\\), wanted is \\(1, 4, 4, 4\\)"""
    return torch.cat([F.conv2d(a, w, padding=weight.shape[-1] // 2)
                      for a, w in zip(x.chunk(groups, 1), weight.chunk(groups), strict=True)], 1)


def grouped_conv__squeezed(x, weight, groups):
    """in common: a batch of one"""
    return torch.cat(_parts(x, weight, groups), 1).squeeze(0)


def grouped_conv__pictures_in_the_place_of_groups(x, weight, groups):
    """Right on: a batch of one"""
    split = x.reshape(groups, x.shape[0], weight.shape[1], *x.shape[2:])
    return torch.cat([F.conv2d(a, w) for a, w in zip(split, weight.chunk(groups), strict=True)], 1)


def grouped_conv__group_missing(x, weight, groups):
    """Right on: groups not 2, one\\."""
    return torch.cat(_parts(x, weight, groups)[:max(groups - 1, 1)], 1)


# exercise 4

def _sum(a, before, behind):
    padded = F.pad(a, (0, 0, 0, 0, before, behind))
    return sum(padded[:, i:i + a.shape[1]] for i in range(before + behind + 1))


def response_norm__alpha_divided(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """the paper does not"""
    return a / (kappa + alpha / n * _sum(a ** 2, n // 2, n // 2)) ** beta


def response_norm__by_torch(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """you call local_response_norm"""
    return F.local_response_norm(a, n, alpha * n, beta, kappa)


def response_norm__by_the_layer(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """you call local_response_norm"""
    return nn.LocalResponseNorm(n, alpha * n, beta, kappa)(a)


def response_norm__no_squares(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """squares are missing"""
    return a / (kappa + alpha * _sum(a, n // 2, n // 2)) ** beta


def response_norm__magnitudes(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """magnitudes are added"""
    return a / (kappa + alpha * _sum(a.abs(), n // 2, n // 2)) ** beta


def response_norm__square_of_the_sum(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """the sum is squared"""
    return a / (kappa + alpha * _sum(a, n // 2, n // 2) ** 2) ** beta


def response_norm__no_power(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """power beta is missing"""
    return a / (kappa + alpha * _sum(a ** 2, n // 2, n // 2))


def response_norm__power_of_the_sum_alone(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """power is taken of the whole bracket"""
    return a / (kappa + alpha * _sum(a ** 2, n // 2, n // 2) ** beta)


def response_norm__all_maps(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """only n neighbours"""
    return a / (kappa + alpha * (a ** 2).sum(1, keepdim=True)) ** beta


def response_norm__in_the_plane(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """over the maps beside"""
    return a / (kappa + alpha * n * n * F.avg_pool2d(a ** 2, n, 1, n // 2)) ** beta


def response_norm__without_itself(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """the map itself takes part"""
    return a / (kappa + alpha * (_sum(a ** 2, n // 2, n // 2) - a ** 2)) ** beta


def response_norm__only_before(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """neighbours come behind"""
    return a / (kappa + alpha * _sum(a ** 2, n - 1, 0)) ** beta


def response_norm__wraps(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """go round"""
    around = sum((a ** 2).roll(i - n // 2, 1) for i in range(n))
    return a / (kappa + alpha * around) ** beta


def response_norm__mean_of_present(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """grows where there are fewer maps"""
    s, c = (_sum(v, n // 2, n // 2) for v in (a ** 2, torch.ones_like(a)))
    return a / (kappa + alpha * n * s / c) ** beta


def response_norm__kappa_one(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """Right on: kappa not 2"""
    return a / (1 + alpha * _sum(a ** 2, n // 2, n // 2)) ** beta


def response_norm__kappa_two(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """in common: kappa not 2"""
    return a / (2 + alpha * _sum(a ** 2, n // 2, n // 2)) ** beta


def response_norm__alpha_fixed(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """in common: alpha not 1e-4"""
    return a / (kappa + 1e-4 * _sum(a ** 2, n // 2, n // 2)) ** beta


def response_norm__beta_fixed(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """in common: beta not 3/4"""
    return a / (kappa + alpha * _sum(a ** 2, n // 2, n // 2)) ** 0.75


def response_norm__fixed_five(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """in common: n not 5"""
    return a / (kappa + alpha * _sum(a ** 2, 2, 2)) ** beta


def response_norm__n_on_each_side(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """n is the number of all"""
    return a / (kappa + alpha * _sum(a ** 2, n, n)) ** beta


def response_norm__neighbour_missing(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """the last neighbour is missing"""
    s = torch.zeros_like(a)
    for i in range(a.shape[1]):
        s[:, i] = (a[:, max(0, i - n // 2):i + n // 2] ** 2).sum(1)
    return a / (kappa + alpha * s) ** beta


def response_norm__negative_slice(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """begins below 0"""
    s = torch.zeros_like(a)
    for i in range(a.shape[1]):
        s[:, i] = (a[:, i - n // 2:i + n // 2 + 1] ** 2).sum(1)
    return a / (kappa + alpha * s) ** beta


def response_norm__overwrites_while_reading(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """normalised a moment before"""
    out = a.clone()
    for i in range(a.shape[1]):
        s = (out[:, max(0, i - n // 2):i + n // 2 + 1] ** 2).sum(1)
        out[:, i] = a[:, i] / (kappa + alpha * s) ** beta
    return out


def response_norm__last_place_as_an_end(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """a slice leaves out its end"""
    s, N = torch.zeros_like(a), a.shape[1]
    for i in range(N):
        s[:, i] = (a[:, max(0, i - n // 2):min(N - 1, i + n // 2)] ** 2).sum(1)
    return a / (kappa + alpha * s) ** beta


def response_norm__along_the_rows(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """along the rows of a map"""
    squares = F.pad(a ** 2, (n // 2, n // 2))
    s = sum(squares[..., d:d + a.shape[-1]] for d in range(n))
    return a / (kappa + alpha * s) ** beta


def response_norm__in_place(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """change an input in place"""
    a /= (kappa + alpha * _sum(a ** 2, n // 2, n // 2)) ** beta
    return a


# exercise 5

def _composed(first, second, padding):
    return F.conv2d(first.transpose(0, 1), second.flip(2, 3), padding=padding).transpose(0, 1)


def compose__not_turned(first, second):
    """second kernel has to be turned by 180"""
    return _composed(first, second.flip(2, 3), second.shape[-1] - 1)


def compose__transposed_in_place_of_turned(first, second):
    """transposed, which does not turn it"""
    return _composed(first, second.mT.flip(2, 3), second.shape[-1] - 1)


def compose__turned_about_one_axis(first, second):
    """mirrored from left to right only"""
    return _composed(first, second.flip(2), second.shape[-1] - 1)


def compose__turned_about_the_other_axis(first, second):
    """mirrored from top to bottom only"""
    return _composed(first, second.flip(3), second.shape[-1] - 1)


def compose__axes_left(first, second):
    """output maps come first"""
    return F.conv2d(first.transpose(0, 1), second.flip(2, 3), padding=second.shape[-1] - 1)


def compose__first_turned(first, second):
    """first kernel is turned"""
    return _composed(first.flip(2, 3), second, second.shape[-1] - 1)


def compose__all_turned(first, second):
    """whole result is turned"""
    return _composed(first.flip(2, 3), second.flip(2, 3), second.shape[-1] - 1)


def compose__no_padding(first, second):
    """padding is missing"""
    return _composed(first, second, 0)


def compose__padding_of_the_first(first, second):
    """in common: k not l"""
    return _composed(first, second, first.shape[-1] - 1)


def compose__padding_two(first, second):
    """Wrong on: k not l, second larger"""
    return _composed(first, second, 2)


def compose__padding_of_half(first, second):
    """Right on: k not l, l = 1"""
    return _composed(first, second, second.shape[-1] // 2)


def compose__product(first, second):
    """multiplied place by place"""
    return torch.einsum("mskl,tmkl->tskl", first, second)


def compose__exchanged(first, second):
    """first and second are exchanged"""
    return _composed(second, first, first.shape[-1] - 1)


def compose__mean(first, second):
    """averaged; the formula sums"""
    return _composed(first, second, second.shape[-1] - 1) / first.shape[0]


def compose__one_map_between(first, second):
    """Right on: .*one map between"""
    return _composed(first[:1], second[:, :1], second.shape[-1] - 1)


def compose__axes_not_exchanged(first, second):
    """axes of the first kernel are not exchanged"""
    return F.conv2d(first, second.flip(2, 3), padding=second.shape[-1] - 1)


def compose__no_gradient(first, second):
    """no gradient gets through it"""
    with torch.no_grad():
        return _composed(first, second, second.shape[-1] - 1)


def compose__as_data(first, second):
    """not the gradient through it"""
    return _composed(first, second.detach(), second.shape[-1] - 1)


def compose__through_lists(first, second):
    """no gradient gets through it"""
    return torch.tensor(_composed(first, second, second.shape[-1] - 1).tolist())


def compose__flat_view(first, second):
    """in common: not contiguous"""
    (M, S, k, _), l = first.shape, second.shape[-1]
    first = first.view(M, S, k * k).view(M, S, k, k)
    return _composed(first, second, l - 1)


# exercise 6

def _line(costs, channels, side, bias=1, move=True, most=99, halve=lambda side: side // 2,
          first=True, behind=False):
    line = []
    for parameters, work in costs:
        maps, found = parameters // (9 * channels + bias), 0
        while 0 < work < 9 * channels * maps * side ** 2 and found < 30:
            found, side = found + 1, halve(side)
        found = min(found, most) if line or first else 0
        line += [maps, *["M"] * found] if behind else [*["M"] * found, maps]
        channels = maps if move else channels
    return line


def configuration_of__biases_forgotten(costs, channels, side):
    """the biases are forgotten"""
    return _line(costs, channels, side, bias=0)


def configuration_of__channels_not_carried_on(costs, channels, side):
    """the picture's channels come into each"""
    return _line(costs, channels, side, move=False)


def configuration_of__one_pooling_at_most(costs, channels, side):
    """at most one pooling"""
    return _line(costs, channels, side, most=1)


def configuration_of__odd_sides_halved(costs, channels, side):
    """odd sides are not rounded down"""
    return _line(costs, channels, side, halve=lambda side: side / 2)


def configuration_of__sides_rounded_up(costs, channels, side):
    """odd sides are not rounded down"""
    return _line(costs, channels, side, halve=lambda side: -(-side // 2))


def configuration_of__powers_of_four(costs, channels, side):
    """in common: .*two in a row, an odd side"""
    line = []
    for parameters, work in costs:
        maps = parameters // (9 * channels + 1)
        k = round(math.log(9 * channels * maps * side * side / work, 4))
        line += ["M"] * k + [maps]
        channels, side = maps, side / 2 ** k
    return line


def configuration_of__none_before_the_first(costs, channels, side):
    """poolings before the first convolution are forgotten"""
    return _line(costs, channels, side, first=False)


def configuration_of__pooling_behind(costs, channels, side):
    """it comes before"""
    return _line(costs, channels, side, behind=True)


def configuration_of__pooling_at_the_end(costs, channels, side):
    """a pooling is added at the end"""
    return [*_line(costs, channels, side), "M"]


def configuration_of__no_poolings(costs, channels, side):
    """the poolings are missing"""
    return _line(costs, channels, side, most=0)


def configuration_of__pooling_where_maps_double(costs, channels, side):
    """poolings are put where the maps double"""
    line = []
    for entry in _line(costs, channels, side, most=0):
        line += ["M"] * bool(line and entry == 2 * line[-1]) + [entry]
    return line


def configuration_of__by_the_work_of_the_layer_before(costs, channels, side):
    """Right on: one convolution; one channel;"""
    line, before = [], None
    for (_, work), maps in zip(costs, _line(costs, channels, side, most=0), strict=True):
        line += ["M"] * (before is not None and work < before) + [maps]
        before = work
    return line


def configuration_of__numbers_with_fractions(costs, channels, side):
    """a whole number \\(int\\) is wanted"""
    return [entry if entry == "M" else float(entry) for entry in _line(costs, channels, side)]


def configuration_of__costs_used_up(costs, channels, side):
    """change a list that belongs to the caller"""
    line = _line(costs, channels, side)
    costs.clear()
    return line


def configuration_of__channels_first(costs, channels, side):
    """value 1 of 1|wanted is 1 value"""
    return [channels, *_line(costs, channels, side)]
