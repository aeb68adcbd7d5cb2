"""Wrong answers to lesson 07. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

# exercise 1

LINE = (("conv", 64, 11, 4, 2), "pool", ("conv", 192, 5, 1, 2), "pool", ("conv", 384, 3, 1, 1),
        ("conv", 256, 3, 1, 1), ("conv", 256, 3, 1, 1), "pool")


def _alexnet(line=LINE, pool=lambda: nn.MaxPool2d(3, 2), bend=nn.ReLU, **options):
    layers, maps = [], 3
    for entry in line:
        if entry == "pool":
            layers.append(pool())
        else:
            kind, more, k, stride, padding = entry
            layers += [nn.Conv2d(maps, more, k, stride, padding, **options), bend()]
            maps = more
    return nn.Sequential(*layers)


def _with(i, **new):
    entry = dict(zip(("kind", "maps", "k", "stride", "padding"), LINE[i], strict=True)) | new
    return (*LINE[:i], tuple(entry.values()), *LINE[i + 1:])


def alexnet_features__no_biases():
    """no biases"""
    return _alexnet(bias=False)


def alexnet_features__no_relu():
    """no ReLU follows the convolutions"""
    return _alexnet(bend=nn.Identity)


def alexnet_features__last_relu_missing():
    """no ReLU follows the last"""
    return nn.Sequential(*(m for k, m in enumerate(_alexnet()) if k != 11))


def alexnet_features__small_pools():
    """they are 3×3, every 2"""
    return _alexnet(pool=lambda: nn.MaxPool2d(2))


def alexnet_features__pools_without_stride():
    """poolings have stride 3"""
    return _alexnet(pool=lambda: nn.MaxPool2d(3))


def alexnet_features__pools_padded():
    """poolings have padding 1"""
    return _alexnet(pool=lambda: nn.MaxPool2d(3, 2, 1))


def alexnet_features__pools_round_up():
    """in common: a rest in the poolings"""
    return _alexnet(pool=lambda: nn.MaxPool2d(3, 2, ceil_mode=True))


def alexnet_features__averages():
    """you pool by averaging"""
    return _alexnet(pool=lambda: nn.AvgPool2d(3, 2))


def alexnet_features__last_pool_missing():
    """last pooling is missing"""
    return _alexnet(LINE[:-1])


def alexnet_features__first_96():
    """96 maps, as in 2012"""
    return _alexnet(_with(0, maps=96))


def alexnet_features__of_2012():
    """maps of 2012"""
    line = _with(0, maps=96)
    return _alexnet((*line[:2], ("conv", 256, 5, 1, 2), "pool", line[4], ("conv", 384, 3, 1, 1),
                     *line[6:]))


def alexnet_features__stride_forgotten():
    """stride 1; it has 4"""
    return _alexnet(_with(0, stride=1))


def alexnet_features__first_padding_forgotten():
    """first convolution has no padding"""
    return _alexnet(_with(0, padding=0))


def alexnet_features__never_padded():
    """no convolution is padded"""
    return _alexnet(tuple(e if e == "pool" else (*e[:4], 0) for e in LINE))


def alexnet_features__dense_averaging():
    """belongs to the dense part"""
    return nn.Sequential(*_alexnet(), nn.AdaptiveAvgPool2d(6))


def alexnet_features__dropout_at_the_end():
    """right in eval mode; in training mode"""
    return nn.Sequential(*_alexnet(), nn.Dropout())


def alexnet_features__dropout_between():
    """right in eval mode; in training mode"""
    return nn.Sequential(*list(_alexnet())[:3], nn.Dropout2d(0.1), *list(_alexnet())[3:])


def alexnet_features__small_kernel():
    """Which layer has too many or too few"""
    return _alexnet(_with(2, k=3, padding=1))


def alexnet_features__a_list():
    """must be a torch.nn.Module"""
    return list(_alexnet())


def alexnet_features__grey():
    """to have 1 channels, but got 3"""
    return nn.Sequential(nn.Conv2d(1, 64, 11, 4, 2), *list(_alexnet())[1:])


# exercise 2

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
    """Right on: one map; n not 5, n = 1"""
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
    """scaled up where there are fewer"""
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
    """Right on: one map; n not 5, n = 1"""
    s = torch.zeros_like(a)
    for i in range(a.shape[1]):
        s[:, i] = (a[:, i - n // 2:i + n // 2 + 1] ** 2).sum(1)
    return a / (kappa + alpha * s) ** beta


def response_norm__overwrites_while_reading(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """Right on: .*one map"""
    out = a.clone()
    for i in range(a.shape[1]):
        s = (out[:, max(0, i - n // 2):i + n // 2 + 1] ** 2).sum(1)
        out[:, i] = a[:, i] / (kappa + alpha * s) ** beta
    return out


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
    """Right on: k not l, l = 1"""
    return _composed(first, second.mT, second.shape[-1] - 1)


def compose__turned_about_one_axis(first, second):
    """Right on: k not l, l = 1"""
    return _composed(first, second.flip(2), second.shape[-1] - 1)


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
    """Right on: one map everywhere"""
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

def _vgg(configuration, channels, bend=nn.ReLU, pool=nn.MaxPool2d, norm=False, **options):
    layers = []
    for entry in configuration:
        if entry == "M":
            layers.append(pool(2))
        else:
            layers += [nn.Conv2d(channels, entry, 3, **{"padding": 1} | options)]
            layers += [nn.BatchNorm2d(entry)] * norm + [bend()]
            channels = entry
    return nn.Sequential(*layers)


def vgg_features__no_relu(configuration, channels=3):
    """ReLUs are missing"""
    return _vgg(configuration, channels, bend=nn.Identity)


def vgg_features__one_relu(configuration, channels=3):
    """a ReLU follows each convolution"""
    return nn.Sequential(_vgg(configuration, channels, bend=nn.Identity), nn.ReLU())


def vgg_features__relu_before_pooling_only(configuration, channels=3):
    """Wrong on: .*several in a row; no pooling at the end"""
    layers = []
    for entry in configuration:
        if entry == "M":
            layers += [nn.ReLU(), nn.MaxPool2d(2)]
        else:
            layers.append(nn.Conv2d(channels, entry, 3, padding=1))
            channels = entry
    return nn.Sequential(*layers)


def vgg_features__last_relu_missing(configuration, channels=3):
    """no ReLU follows the last"""
    layers = [*_vgg(configuration, channels)]
    k = max(k for k, layer in enumerate(layers) if isinstance(layer, nn.ReLU))
    return nn.Sequential(*layers[:k], *layers[k + 1:])


def vgg_features__average(configuration, channels=3):
    """pool by averaging"""
    return _vgg(configuration, channels, pool=nn.AvgPool2d)


def vgg_features__pools_of_alexnet(configuration, channels=3):
    """Right on: no pooling\\."""
    return _vgg(configuration, channels, pool=lambda _: nn.MaxPool2d(3, 2, 1))


def vgg_features__pools_round_up(configuration, channels=3):
    """in common: not square, odd sides"""
    return _vgg(configuration, channels, pool=lambda k: nn.MaxPool2d(k, ceil_mode=True))


def vgg_features__no_biases(configuration, channels=3):
    """no biases"""
    return _vgg(configuration, channels, bias=False)


def vgg_features__three_channels_always(configuration, channels=3):
    """in common: channels not 3"""
    return _vgg(configuration, 3)


def vgg_features__channels_not_moved_on(configuration, channels=3):
    """to have 1 channels, but got 4"""
    layers = []
    for entry in configuration:
        layers += ([nn.MaxPool2d(2)] if entry == "M" else
                   [nn.Conv2d(channels, entry, 3, padding=1), nn.ReLU()])
    return nn.Sequential(*layers)


def vgg_features__maps_before_in_the_list(configuration, channels=3):
    """in common: begins with M"""
    layers, before = [], channels
    for i, entry in enumerate(configuration):
        if entry == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            before = channels if i == 0 else configuration[i - 1]
            before = configuration[i - 2] if before == "M" else before
            layers += [nn.Conv2d(before, entry, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers)


def vgg_features__no_padding(configuration, channels=3):
    """no convolution is padded"""
    return _vgg(configuration, channels, padding=0)


def vgg_features__normalised(configuration, channels=3):
    """no batch normalisation"""
    return _vgg(configuration, channels, norm=True)


def vgg_features__dropout(configuration, channels=3):
    """right in eval mode; in training mode"""
    return nn.Sequential(_vgg(configuration, channels), nn.Dropout())


def vgg_features__dropout_after_pooling(configuration, channels=3):
    """right in eval mode; in training mode"""
    return _vgg(configuration, channels,
                pool=lambda k: nn.Sequential(nn.MaxPool2d(k), nn.Dropout2d(0.25)))


def vgg_features__pooling_at_the_end_always(configuration, channels=3):
    """Wrong on: .*no pooling at the end; no pooling"""
    line = [*configuration, *["M"] * (configuration[-1] != "M")]
    return _vgg(line, channels)


def vgg_features__last_entry_forgotten(configuration, channels=3):
    """has shape \\(2, 6, 6, 6\\), wanted is \\(2, 6, 3, 3\\)"""
    return _vgg(configuration[:-1], channels)


def vgg_features__configuration_emptied(configuration, channels=3):
    """change a list that belongs to the caller"""
    layers = []
    while configuration:
        entry = configuration.pop(0)
        if entry == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(channels, entry, 3, padding=1), nn.ReLU()]
            channels = entry
    return nn.Sequential(*layers)


def vgg_features__a_list(configuration, channels=3):
    """must be a torch.nn.Module"""
    return [*_vgg(configuration, channels)]
