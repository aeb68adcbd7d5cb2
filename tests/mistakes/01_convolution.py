"""Wrong answers to lesson 01. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import math

import torch
import torch.nn.functional as F


def count_weights__channels_forgotten(height, width, channels, maps, k):
    """a weight for each channel"""
    return height * width * channels * maps, k * k * maps


def count_weights__side_for_area(height, width, channels, maps, k):
    """k² weights, not k"""
    return height * width * channels * maps, k * channels * maps


def count_weights__biases(height, width, channels, maps, k):
    """you counted biases"""
    return (height * width * channels + 1) * maps, (k * k * channels + 1) * maps


def count_weights__map_of_outputs(height, width, channels, maps, k):
    """here each map is one number"""
    return height * width * channels * maps * height * width, k * k * channels * maps


def count_weights__one_number_only(height, width, channels, maps, k):
    """wanted are 2 values"""
    return k * k * channels * maps


def cross_correlate__kernel_turned(image, kernel):
    """turned by 180°"""
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            output[i, j] = (image[i:i + k, j:j + l] * kernel.flip(0, 1)).sum()
    return output


def cross_correlate__mean(image, kernel):
    """takes? the mean|take the mean"""
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            output[i, j] = (image[i:i + k, j:j + l] * kernel).mean()
    return output


def cross_correlate__window_too_small(image, kernel):
    """stopped with RuntimeError"""
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            output[i, j] = (image[i:i + k - 1, j:j + l - 1] * kernel).sum()
    return output


def cross_correlate__square_only(image, kernel):
    """shape"""
    (m, n), (k, _) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - k + 1)
    for i in range(m - k + 1):
        for j in range(n - k + 1):
            w = image[i:i + k, j:j + kernel.shape[1]]
            output[i, j] = (w * kernel[:, :w.shape[1]]).sum()
    return output


def cross_correlate__nothing_filled_in(image, kernel):
    """all zeros"""
    return torch.zeros(image.shape[0] - kernel.shape[0] + 1, image.shape[1] - kernel.shape[1] + 1)


def cross_correlate__same_size(image, kernel):
    """your result has shape"""
    k, l = kernel.shape
    return F.conv2d(F.pad(image, (0, l - 1, 0, k - 1))[None, None], kernel[None, None])[0, 0]


def convolve__not_turned(image, kernel):
    """not turned at all"""
    return cross_correlate(image, kernel)


def convolve__upside_down(image, kernel):
    """upside down only"""
    return cross_correlate(image, kernel.flip(0))


def convolve__left_right(image, kernel):
    """left and right only"""
    return cross_correlate(image, kernel.flip(1))


def convolve__kernel_changed_in_place(image, kernel):
    """in place"""
    kernel.copy_(kernel.flip(0, 1))
    return cross_correlate(image, kernel)


def convolve__image_turned(image, kernel):
    """the image is turned too"""
    return cross_correlate(image.flip(0, 1), kernel)


def edge_strength__added(image):
    """opposite edges cancel"""
    return cross_correlate(image, prewitt_x) + cross_correlate(image, prewitt_y)


def edge_strength__absolute_values(image):
    """slanting edges too strong"""
    return cross_correlate(image, prewitt_x).abs() + cross_correlate(image, prewitt_y).abs()


def edge_strength__no_root(image):
    """the square root is missing"""
    return cross_correlate(image, prewitt_x) ** 2 + cross_correlate(image, prewitt_y) ** 2


def edge_strength__stronger(image):
    """the stronger of the two"""
    return torch.maximum(cross_correlate(image, prewitt_x).abs(),
                         cross_correlate(image, prewitt_y).abs())


def edge_strength__forgot_return(image):
    """returns nothing"""
    (cross_correlate(image, prewitt_x) ** 2 + cross_correlate(image, prewitt_y) ** 2).sqrt()


def pad_vector__mirror_beside(x, P, mode):
    """your mirror repeats the last element"""
    if mode == "reflect":
        return torch.cat([x[:P].flip(0), x, x[len(x) - P:].flip(0)])
    return F.pad(x[None], (P, P), mode="constant" if mode == "zeros" else mode)[0]


def pad_vector__circular_exchanged(x, P, mode):
    """the two ends of circular are exchanged"""
    if mode == "circular":
        return torch.cat([x[:P], x, x[len(x) - P:]])
    return F.pad(x[None], (P, P), mode="constant" if mode == "zeros" else mode)[0]


def pad_vector__one_only(x, P, mode):
    """one element only"""
    return F.pad(x[None], (1, 1), mode="constant" if mode == "zeros" else mode)[0]


def pad_vector__right_only(x, P, mode):
    """on the right only"""
    return F.pad(x[None], (P, P), mode="constant" if mode == "zeros" else mode)[0][P:]


def pad_vector__python_list(x, P, mode):
    """a tensor of shape"""
    return F.pad(x[None], (P, P), mode="constant" if mode == "zeros" else mode)[0].tolist()


def conv_layer__no_bias(images, weights, bias):
    """the bias is missing"""
    return F.conv2d(images, weights)


def conv_layer__turned(images, weights, bias):
    """turned by 180°"""
    return F.conv2d(images, weights.flip(2, 3), bias)


def conv_layer__mean_over_channels(images, weights, bias):
    """mean over channels"""
    return F.conv2d(images, weights / images.shape[1], bias)


def conv_layer__bias_in_the_loop(images, weights, bias):
    """once for each place of the kernel"""
    k, l = weights.shape[2:]
    h, w = images.shape[2] - k + 1, images.shape[3] - l + 1
    output = torch.zeros(len(images), len(weights), h, w)
    for a in range(k):
        for b in range(l):
            output += torch.einsum("nsij,ts->ntij", images[:, :, a:a + h, b:b + w],
                                   weights[:, :, a, b])
            output += bias.view(1, -1, 1, 1)
    return output


def conv_layer__square_pictures(images, weights, bias):
    """shape|stopped with"""
    k, l = weights.shape[2:]
    h = images.shape[2] - k + 1
    output = bias.view(1, -1, 1, 1).expand(len(images), -1, h, h).clone()
    for a in range(k):
        for b in range(l):
            output += torch.einsum("nsij,ts->ntij", images[:, :, a:a + h, b:b + h],
                                   weights[:, :, a, b])
    return output


def conv_layer__first_channel(images, weights, bias):
    """only the first channel"""
    return F.conv2d(images[:, :1], weights[:, :1], bias)


def normalised_correlation__global_mean(image, patch):
    """the mean of the whole picture"""
    w = image.unfold(0, patch.shape[0], 1).unfold(1, patch.shape[1], 1) - image.mean()
    p = patch - patch.mean()
    return (w * p).sum((2, 3)) / (w.square().sum((2, 3)).sqrt() * p.norm())


def normalised_correlation__no_contrast(image, patch):
    """do not divide by the contrast"""
    w = image.unfold(0, patch.shape[0], 1).unfold(1, patch.shape[1], 1)
    w = w - w.mean((2, 3), keepdim=True)
    p = patch - patch.mean()
    return (w * p).sum((2, 3)) / math.prod(patch.shape)


def normalised_correlation__zero_by_zero(image, patch):
    """nan"""
    w = image.unfold(0, patch.shape[0], 1).unfold(1, patch.shape[1], 1)
    w = w - w.mean((2, 3), keepdim=True)
    p = patch - patch.mean()
    return (w * p).sum((2, 3)) / (w.square().sum((2, 3)).sqrt() * p.norm())


def normalised_correlation__no_mean(image, patch):
    """elements differ"""
    w = image.unfold(0, patch.shape[0], 1).unfold(1, patch.shape[1], 1)
    return (w * patch).sum((2, 3)) / (w.square().sum((2, 3)).sqrt() * patch.norm())


def count_weights__floats(height, width, channels, maps, k):
    """whole number"""
    return height * width * channels * maps * 1.0, k * k * channels * maps * 1.0


def count_weights__order(height, width, channels, maps, k):
    """you return"""
    return k * k * channels * maps, height * width * channels * maps


def count_weights__dense_not_per_map(height, width, channels, maps, k):
    """you return"""
    return height * width * channels, k * k * channels * maps


def count_weights__only_k(height, width, channels, maps, k):
    """a window of side k has k² weights,"""
    return height * width * channels * maps, k * channels * maps


def count_weights__no_channels(height, width, channels, maps, k):
    """both layers look at all of them"""
    return height * width * maps, k * k * maps


def conv_layer__bias_by_channel(images, weights, bias):
    """once for each channel"""
    N, S, m, n = images.shape
    T, S, k, l = weights.shape
    out = torch.zeros(N, T, m - k + 1, n - l + 1)
    for p in range(N):
        for t in range(T):
            for s in range(S):
                out[p, t] += cross_correlate(images[p, s], weights[t, s]) + bias[t]
    return out
