"""Wrong answers to lesson 07. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F
from torch import nn


def _alexnet(convolution=nn.Conv2d, bend=True, pool=3, stride=4, first=64):
    def layer(*arguments, **options):
        return [convolution(*arguments, **options), *([nn.ReLU()] if bend else [])]
    return nn.Sequential(
        *layer(3, first, 11, stride=stride, padding=2), nn.MaxPool2d(pool, 2),
        *layer(first, 192, 5, padding=2), nn.MaxPool2d(pool, 2),
        *layer(192, 384, 3, padding=1), *layer(384, 256, 3, padding=1),
        *layer(256, 256, 3, padding=1), nn.MaxPool2d(pool, 2))


def alexnet_features__no_biases():
    """no biases"""
    return _alexnet(lambda *a, **k: nn.Conv2d(*a, bias=False, **k))


def alexnet_features__no_relu():
    """no ReLU follows"""
    return _alexnet(bend=False)


def alexnet_features__small_pools():
    """3×3, every 2|256×7×7|256×6×6"""
    return _alexnet(pool=2)


def alexnet_features__of_2012():
    """2,469,696"""
    return _alexnet(first=96)


def alexnet_features__stride_forgotten():
    """wanted is shape"""
    return _alexnet(stride=1)


def conv_cost__no_biases(S, T, k, height, width, groups=1):
    """biases are parameters"""
    weights = T * (S // groups) * k * k
    return weights, weights * height * width


def conv_cost__biases_multiplied(S, T, k, height, width, groups=1):
    """added, not multiplied"""
    weights = T * (S // groups) * k * k
    return weights + T, (weights + T) * height * width


def conv_cost__one_position(S, T, k, height, width, groups=1):
    """at every position"""
    weights = T * (S // groups) * k * k
    return weights + T, weights


def conv_cost__groups_ignored(S, T, k, height, width, groups=1):
    """S / groups maps only"""
    weights = T * S * k * k
    return weights + T, weights * height * width


def conv_cost__k_not_squared(S, T, k, height, width, groups=1):
    """element|wanted"""
    weights = T * (S // groups) * k
    return weights + T, weights * height * width


def grouped_conv__interleaved(x, weight, groups):
    """interleaved"""
    parts = [F.conv2d(x[:, i::groups], kernels) for i, kernels in enumerate(weight.chunk(groups))]
    return torch.cat(parts, 1)


def grouped_conv__added(x, weight, groups):
    """outputs are added"""
    return sum(F.conv2d(a, b)
               for a, b in zip(x.chunk(groups, 1), weight.chunk(groups), strict=True))


def grouped_conv__exchanged(x, weight, groups):
    """exchanged"""
    parts = [F.conv2d(a, b) for a, b in zip(x.chunk(groups, 1), weight.chunk(groups), strict=True)]
    return torch.cat(parts[::-1], 1)


def grouped_conv__side_by_side_in_the_batch(x, weight, groups):
    """shape"""
    return torch.cat([F.conv2d(a, b)
                      for a, b in zip(x.chunk(groups, 1), weight.chunk(groups), strict=True)], 0)


def response_norm__alpha_divided(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """the paper does not"""
    return F.local_response_norm(a, n, alpha, beta, kappa)


def response_norm__no_squares(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """squares are missing"""
    padded = F.pad(a, (0, 0, 0, 0, n // 2, n // 2))
    return a / (kappa + alpha * sum(padded[:, i:i + a.shape[1]] for i in range(n))) ** beta


def response_norm__no_power(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """power beta is missing"""
    return F.local_response_norm(a, n, alpha * n, 1.0, kappa)


def response_norm__all_maps(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """only n neighbours"""
    return a / (kappa + alpha * (a ** 2).sum(1, keepdim=True)) ** beta


def response_norm__in_the_plane(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """over the maps beside"""
    return a / (kappa + alpha * n * n * F.avg_pool2d(a ** 2, n, 1, n // 2)) ** beta


def compose__not_turned(first, second):
    """turned by 180"""
    return F.conv2d(first.transpose(0, 1), second, padding=second.shape[-1] - 1).transpose(0, 1)


def compose__axes_left(first, second):
    """output maps come first|shape"""
    return F.conv2d(first.transpose(0, 1), second.flip(2, 3), padding=second.shape[-1] - 1)


def compose__first_turned(first, second):
    """first kernel is turned"""
    return F.conv2d(first.flip(2, 3).transpose(0, 1), second.flip(2, 3),
                    padding=second.shape[-1] - 1).transpose(0, 1)


def compose__no_padding(first, second):
    """padding is missing|Kernel size|shape"""
    return F.conv2d(first.transpose(0, 1), second.flip(2, 3)).transpose(0, 1)


def compose__product(first, second):
    """einsum|shape"""
    return torch.einsum("mskl,tmkl->tskl", first, second)


def _vgg(configuration, channels, bend=True, last=True, pool=nn.MaxPool2d, bias=True):
    layers = []
    for entry in configuration:
        if entry == "M":
            layers.append(pool(2))
        else:
            layers += [nn.Conv2d(channels, entry, 3, padding=1, bias=bias),
                       *([nn.ReLU()] if bend else [])]
            channels = entry
    return nn.Sequential(*(layers if last else layers[:-1]))


def vgg_features__no_relu(configuration, channels=3):
    """ReLUs are missing"""
    return _vgg(configuration, channels, bend=False)


def vgg_features__one_relu(configuration, channels=3):
    """a ReLU follows each convolution"""
    return nn.Sequential(_vgg(configuration, channels, bend=False), nn.ReLU())


def vgg_features__last_relu_missing(configuration, channels=3):
    """no ReLU follows the last"""
    return _vgg(configuration, channels, last=False)


def vgg_features__average(configuration, channels=3):
    """pool by averaging"""
    return _vgg(configuration, channels, pool=nn.AvgPool2d)


def vgg_features__no_biases(configuration, channels=3):
    """no biases"""
    return _vgg(configuration, channels, bias=False)


def vgg_features__three_channels_always(configuration, channels=3):
    """channels|parameters"""
    return _vgg(configuration, 3)


def response_norm__without_itself(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """elements differ"""
    squares = F.pad(a ** 2, (0, 0, 0, 0, n // 2, n // 2))
    around = sum(squares[:, i:i + a.shape[1]] for i in range(n)) - a ** 2
    return a / (kappa + alpha * around) ** beta


def response_norm__only_before(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """elements differ"""
    squares = F.pad(a ** 2, (0, 0, 0, 0, n - 1, 0))
    return a / (kappa + alpha * sum(squares[:, i:i + a.shape[1]] for i in range(n))) ** beta


def response_norm__wraps(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """elements differ"""
    around = sum((a ** 2).roll(i - n // 2, 1) for i in range(n))
    return a / (kappa + alpha * around) ** beta


def response_norm__mean_of_present(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """elements differ"""
    squares, ones = (F.pad(v, (0, 0, 0, 0, n // 2, n // 2)) for v in (a ** 2, torch.ones_like(a)))
    s, c = (sum(v[:, i:i + a.shape[1]] for i in range(n)) for v in (squares, ones))
    return a / (kappa + alpha * n * s / c) ** beta


def response_norm__kappa_one(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """elements differ"""
    squares = F.pad(a ** 2, (0, 0, 0, 0, n // 2, n // 2))
    return a / (1 + alpha * sum(squares[:, i:i + a.shape[1]] for i in range(n))) ** beta


def response_norm__fixed_five(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """elements differ"""
    squares = F.pad(a ** 2, (0, 0, 0, 0, 2, 2))
    return a / (kappa + alpha * sum(squares[:, i:i + a.shape[1]] for i in range(5))) ** beta


def conv_cost__one_bias(S, T, k, height, width, groups=1):
    """a bias of its own"""
    return T * (S * k * k // groups) + 1, T * (S * k * k // groups) * height * width


def grouped_conv__weight_uncut(x, weight, groups):
    """the weight, too, is cut up"""
    return torch.cat([F.conv2d(a, weight) for a in x.chunk(groups, dim=1)], 1)


def response_norm__neighbour_missing(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    """the last neighbour is missing"""
    s = torch.zeros_like(a)
    for i in range(a.shape[1]):
        s[:, i] = (a[:, max(0, i - n // 2):i + n // 2] ** 2).sum(1)
    return a / (kappa + alpha * s) ** beta
