"""Wrong answers to lesson 01. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import numpy as np
import scipy.signal
import skimage.feature
import torch
import torch.nn.functional as F


def _slid(image, kernel, one):
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            output[i, j] = one(image, kernel, i, j, k, l)
    return output


def _right(image, kernel):
    return _slid(image, kernel, lambda x, w, i, j, k, l: (x[i:i + k, j:j + l] * w).sum())


def cross_correlate__kernel_turned(image, kernel):
    """turned by 180°"""
    return _right(image, kernel.flip(0, 1))


def cross_correlate__mean(image, kernel):
    """take the mean"""
    return _slid(image, kernel, lambda x, w, i, j, k, l: (x[i:i + k, j:j + l] * w).mean())


def cross_correlate__window_too_small(image, kernel):
    """RuntimeError(.|\n)*in your line: .*i:i \\+ k - 1"""
    return _slid(image, kernel,
                 lambda x, w, i, j, k, l: (x[i:i + k - 1, j:j + l - 1] * w).sum())


def cross_correlate__window_too_large(image, kernel):
    """in common: more than one position"""
    return _slid(image, kernel,
                 lambda x, w, i, j, k, l: (x[i:i + k + 1, j:j + l + 1] * w).sum())


def cross_correlate__end_without_i(image, kernel):
    """in common: more than one position"""
    return _slid(image, kernel, lambda x, w, i, j, k, l: (x[i:k, j:l] * w).sum())


def cross_correlate__i_and_j_exchanged(image, kernel):
    """in common: more than one position"""
    return _slid(image, kernel, lambda x, w, i, j, k, l: (x[j:j + k, i:i + l] * w).sum())


def cross_correlate__first_window_only(image, kernel):
    """in common: more than one position"""
    return _slid(image, kernel, lambda x, w, i, j, k, l: (x[:k, :l] * w).sum())


def cross_correlate__transposed(image, kernel):
    """the kernel is transposed"""
    return _slid(image, kernel, lambda x, w, i, j, k, l: (x[i:i + k, j:j + l] * w.T).sum())


def cross_correlate__matrix_product(image, kernel):
    """@ is the product of matrices"""
    return _slid(image, kernel, lambda x, w, i, j, k, l: (x[i:i + k, j:j + l] @ w).sum())


def cross_correlate__summed_apart(image, kernel):
    """in common: .*kernel above 1×1"""
    return _slid(image, kernel, lambda x, w, i, j, k, l: x[i:i + k, j:j + l].sum() * w.sum())


def cross_correlate__forgot_sum(image, kernel):
    """in common: .*kernel above 1×1"""
    return _slid(image, kernel, lambda x, w, i, j, k, l: x[i:i + k, j:j + l] * w)


def cross_correlate__largest_product(image, kernel):
    """in common: .*kernel above 1×1"""
    return _slid(image, kernel, lambda x, w, i, j, k, l: (x[i:i + k, j:j + l] * w).max())


def cross_correlate__without_sign(image, kernel):
    """in common: both signs\\."""
    return _right(image, kernel).abs()


def cross_correlate__square_only(image, kernel):
    """in common: kernel not square\\."""
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


def cross_correlate__return_in_the_loop(image, kernel):
    """in common: more than one position"""
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            output[i, j] = (image[i:i + k, j:j + l] * kernel).sum()
        return output


def cross_correlate__same_size(image, kernel):
    """your result has shape(.|\n)*in common: .*kernel above 1×1"""
    k, l = kernel.shape
    wide = torch.zeros(image.shape[0] + k - 1, image.shape[1] + l - 1)
    wide[:image.shape[0], :image.shape[1]] = image
    return _right(wide, kernel)


def cross_correlate__whole_numbers(image, kernel):
    """whole numbers"""
    return _right(image, kernel).long()


def cross_correlate__library(image, kernel):
    """you call conv2d"""
    return F.conv2d(image[None, None], kernel[None, None])[0, 0]


def cross_correlate__unfold(image, kernel):
    """you call unfold"""
    k, l = kernel.shape
    return (image.unfold(0, k, 1).unfold(1, l, 1) * kernel).sum((2, 3))


def cross_correlate__scipy(image, kernel):
    """you call correlate2d"""
    return torch.from_numpy(scipy.signal.correlate2d(image.numpy(), kernel.numpy(), mode="valid"))


def convolve__not_turned(image, kernel):
    """not turned at all"""
    return cross_correlate(image, kernel)


def convolve__upside_down(image, kernel):
    """upside down only"""
    return cross_correlate(image, kernel.flip(0))


def convolve__left_right(image, kernel):
    """left and right only"""
    return cross_correlate(image, kernel.flip(1))


def convolve__by_ninety_degrees(image, kernel):
    """turned by 90° only"""
    return cross_correlate(image, torch.rot90(kernel))


def convolve__transposed(image, kernel):
    """the kernel is transposed"""
    return cross_correlate(image, kernel.T)


def convolve__step_below_zero(image, kernel):
    """step must be greater than zero"""
    return cross_correlate(image, kernel[::-1, ::-1])


def convolve__kernel_changed_in_place(image, kernel):
    """the result is right, but you change an input in place"""
    kernel.copy_(kernel.flip(0, 1))
    return cross_correlate(image, kernel)


def convolve__image_turned(image, kernel):
    """the image is turned, and so is the result"""
    return cross_correlate(image.flip(0, 1), kernel)


def convolve__both_turned(image, kernel):
    """image and kernel are turned"""
    return cross_correlate(image.flip(0, 1), kernel.flip(0, 1))


def convolve__full(image, kernel):
    """sticks out of the image"""
    k, l = kernel.shape
    return cross_correlate(F.pad(image, (l - 1, l - 1, k - 1, k - 1)), kernel.flip(0, 1))


def convolve__same_size(image, kernel):
    """padded to keep its size"""
    k, l = kernel.shape
    right, low = (l - 1) // 2, (k - 1) // 2
    return cross_correlate(F.pad(image, (l - 1 - right, right, k - 1 - low, low)),
                           kernel.flip(0, 1))


def convolve__square_kernels(image, kernel):
    """in common: kernel not square"""
    (m, n), k = image.shape, kernel.shape[0]
    output = torch.zeros(m - k + 1, n - k + 1)
    for i in range(m - k + 1):
        for j in range(n - k + 1):
            for a in range(k):
                for b in range(k):
                    output[i, j] += image[i + k - 1 - a, j + k - 1 - b] * kernel[a, b]
    return output


def convolve__square_images(image, kernel):
    """in common: picture not square\\."""
    side, (k, l) = image.shape[0], kernel.shape
    output = torch.zeros(side - k + 1, side - l + 1)
    for i in range(side - k + 1):
        for j in range(side - l + 1):
            output[i, j] = (image[i:i + k, j:j + l] * kernel.flip(0, 1)).sum()
    return output


def convolve__double_precision(image, kernel):
    """dtype torch.float64"""
    return cross_correlate(image, kernel.flip(0, 1)).double()


def convolve__scipy(image, kernel):
    """you call convolve2d"""
    return torch.from_numpy(scipy.signal.convolve2d(image.numpy(), kernel.numpy(), mode="valid"))


def edge_strength__added(image):
    """you add the maps, so that opposite edges cancel"""
    return cross_correlate(image, prewitt_x) + cross_correlate(image, prewitt_y)


def edge_strength__added_before_squaring(image):
    """before you square, so that opposite edges cancel"""
    return (cross_correlate(image, prewitt_x + prewitt_y) ** 2).sqrt()


def edge_strength__absolute_values(image):
    """slanting edges too strong"""
    return cross_correlate(image, prewitt_x).abs() + cross_correlate(image, prewitt_y).abs()


def edge_strength__no_root(image):
    """the square root is missing"""
    return cross_correlate(image, prewitt_x) ** 2 + cross_correlate(image, prewitt_y) ** 2


def edge_strength__root_of_each(image):
    """nan"""
    return cross_correlate(image, prewitt_x).sqrt() + cross_correlate(image, prewitt_y).sqrt()


def edge_strength__stronger(image):
    """the stronger of the two"""
    return torch.maximum(cross_correlate(image, prewitt_x).abs(),
                         cross_correlate(image, prewitt_y).abs())


def edge_strength__mean_square(image):
    """mean of the two squares"""
    maps = torch.stack([cross_correlate(image, w) for w in (prewitt_x, prewitt_y)])
    return maps.square().mean(0).sqrt()


def edge_strength__same_kernel_twice(image):
    """the same kernel is used twice"""
    return torch.hypot(cross_correlate(image, prewitt_x), cross_correlate(image, prewitt_x))


def edge_strength__upright_only(image):
    """in common: level edges\\."""
    return cross_correlate(image, prewitt_x).abs()


def edge_strength__level_only(image):
    """in common: upright edges\\."""
    return cross_correlate(image, prewitt_y).abs()


def edge_strength__positive_only(image):
    """in common: dark to bright\\."""
    return torch.hypot(cross_correlate(image, prewitt_x).clamp(min=0),
                       cross_correlate(image, prewitt_y).clamp(min=0))


def edge_strength__clamped(image):
    """in common: an edge stronger than 255\\."""
    return torch.hypot(cross_correlate(image, prewitt_x),
                       cross_correlate(image, prewitt_y)).clamp(0, 255)


def edge_strength__scaled(image):
    """you scale the result by its largest"""
    strength = torch.hypot(cross_correlate(image, prewitt_x), cross_correlate(image, prewitt_y))
    return strength / strength.max()


def edge_strength__padded(image):
    """you pad the picture first"""
    image = F.pad(image, (1, 1, 1, 1))
    return torch.hypot(cross_correlate(image, prewitt_x), cross_correlate(image, prewitt_y))


def edge_strength__forgot_return(image):
    """returns nothing"""
    (cross_correlate(image, prewitt_x) ** 2 + cross_correlate(image, prewitt_y) ** 2).sqrt()


def _pivot(kernel):
    return divmod(kernel.abs().argmax().item(), kernel.shape[1])


def _refused(kernel, column, row):
    if (torch.outer(column, row) - kernel).abs().max() > 1e-3 * kernel.abs().max():
        raise ValueError("not separable")
    return column, row


def separate__no_division(kernel):
    """share one weight, and you do not divide by it"""
    i, j = _pivot(kernel)
    return kernel[:, j], kernel[i]


def separate__first_without_division(kernel):
    """the first column and the first row share one weight"""
    return kernel[:, 0], kernel[0]


def separate__first_row_and_column(kernel):
    """in common: a zero in the first place"""
    return kernel[:, 0], kernel[0] / kernel[0, 0]


def separate__sums(kernel):
    """in common: weights that sum to zero"""
    return kernel.sum(1), kernel.sum(0) / kernel.sum()


def separate__means(kernel):
    """means of rows and columns are multiplied"""
    return kernel.mean(1), kernel.mean(0)


def separate__sums_not_divided(kernel):
    """sums of rows and columns are multiplied"""
    return kernel.sum(1), kernel.sum(0)


def separate__no_singular_value(kernel):
    """the singular value is missing"""
    u, _, v = torch.linalg.svd(kernel)
    return u[:, 0], v[0]


def separate__singular_value_twice(kernel):
    """the singular value is in both vectors"""
    u, s, v = torch.linalg.svd(kernel)
    return s[0] * u[:, 0], s[0] * v[0]


def separate__signs_lost(kernel):
    """signs are lost"""
    i, j = _pivot(kernel)
    return kernel[:, j].abs(), kernel[i].abs() / kernel[i, j].abs()


def separate__exchanged(kernel):
    """column and row are exchanged"""
    i, j = _pivot(kernel)
    return kernel[i] / kernel[i, j], kernel[:, j]


def separate__last_singular_vectors(kernel):
    """belong to the smallest singular value"""
    u, s, v = torch.linalg.svd(kernel, full_matrices=False)
    return s[-1] * u[:, -1], v[-1]


def separate__refuses_nothing(kernel):
    """you accept it"""
    i, j = _pivot(kernel)
    return kernel[:, j], kernel[i] / kernel[i, j]


def separate__refuses_by_first_two_rows(kernel):
    """two equal rows and another(.|\n)*you accept it"""
    i, j = _pivot(kernel)
    row = kernel[i] / kernel[i, j]
    if (kernel[:2] - torch.outer(kernel[:2, j], row)).abs().max() > 1e-4 * kernel.abs().max():
        raise ValueError("not separable")
    return kernel[:, j], row


def separate__other_error(kernel):
    """A ValueError is wanted"""
    i, j = _pivot(kernel)
    column, row = kernel[:, j], kernel[i] / kernel[i, j]
    assert torch.allclose(torch.outer(column, row), kernel, rtol=1e-3, atol=1e-4)
    return column, row


def separate__refuses_what_sums_to_zero(kernel):
    """ValueError(.|\n)*in common: weights that sum to zero"""
    if kernel.sum().abs() < 1e-4:
        raise ValueError("not separable")
    return _refused(kernel, kernel.sum(1), kernel.sum(0) / kernel.sum())


def separate__one_number_too_many(kernel):
    """cannot go on with what you return"""
    i, j = _pivot(kernel)
    return kernel[:, j:j + 1], kernel[i:i + 1] / kernel[i, j]


def separate__forgot_return(kernel):
    """cannot go on with what you return"""
    i, j = _pivot(kernel)
    _refused(kernel, kernel[:, j], kernel[i] / kernel[i, j])


def _padded(x, P, mode):
    n, i = len(x), torch.arange(-P, len(x) + P)
    if mode == "zeros":
        return torch.cat([x.new_zeros(P), x, x.new_zeros(P)])
    if mode == "reflect":
        i = i.abs()
        return x[torch.where(i < n, i, 2 * (n - 1) - i)]
    return x[i.clamp(0, n - 1) if mode == "replicate" else i % n]


def pad_vector__mirror_beside(x, P, mode):
    """your mirror repeats the last element"""
    if mode == "reflect":
        return torch.cat([x[:P].flip(0), x, x[len(x) - P:].flip(0)])
    return _padded(x, P, mode)


def pad_vector__not_mirrored(x, P, mode):
    """does not mirror them"""
    if mode == "reflect":
        return torch.cat([x[1:P + 1], x, x[len(x) - 1 - P:len(x) - 1]])
    return _padded(x, P, mode)


def pad_vector__circular_exchanged(x, P, mode):
    """the two ends of circular are exchanged"""
    if mode == "circular":
        return torch.cat([x[:P], x, x[len(x) - P:]])
    return _padded(x, P, mode)


def pad_vector__modes_exchanged(x, P, mode):
    """replicate and reflect are exchanged"""
    return _padded(x, P, {"replicate": "reflect", "reflect": "replicate"}.get(mode, mode))


def pad_vector__slice_from_minus_zero(x, P, mode):
    """in common: circular with P = 0"""
    if mode == "circular":
        return torch.cat([x[-P:], x, x[:P]])
    return _padded(x, P, mode)


def pad_vector__left_mirror_only(x, P, mode):
    """IndexError(.|\n)*in common: reflect with P above 0"""
    return x[torch.arange(-P, len(x) + P).abs()] if mode == "reflect" else _padded(x, P, mode)


def pad_vector__right_mirror_one_off(x, P, mode):
    """in common: reflect with P above 0"""
    if mode == "reflect":
        i = torch.arange(-P, len(x) + P).abs()
        return x[torch.where(i < len(x), i, 2 * len(x) - 1 - i)]
    return _padded(x, P, mode)


def pad_vector__circular_from_zero(x, P, mode):
    """in common: circular with P above 0"""
    if mode == "circular":
        return x[torch.arange(len(x) + 2 * P) % len(x)]
    return _padded(x, P, mode)


def pad_vector__zeros_of_floats(x, P, mode):
    """torch.int64(.|\n)*in common: zeros with whole numbers"""
    if mode == "zeros":
        return torch.cat([torch.zeros(P), x, torch.zeros(P)])
    return _padded(x, P, mode)


def pad_vector__ones(x, P, mode):
    """in common: zeros with P above 0"""
    if mode == "zeros":
        return torch.cat([x.new_ones(P), x, x.new_ones(P)])
    return _padded(x, P, mode)


def pad_vector__values_limited(x, P, mode):
    """in common: replicate"""
    if mode == "replicate":
        return torch.arange(-P, len(x) + P).clamp(0, len(x) - 1).to(x.dtype)
    return _padded(x, P, mode)


def pad_vector__other_name(x, P, mode):
    """returns nothing(.|\n)*in common: zeros"""
    if mode in ("replicate", "reflect", "circular"):
        return _padded(x, P, mode)
    if mode == "constant":
        return _padded(x, P, "zeros")


def pad_vector__one_only(x, P, mode):
    """one element only"""
    return _padded(x, 1, mode)


def pad_vector__right_only(x, P, mode):
    """on the right only"""
    return _padded(x, P, mode)[P:]


def pad_vector__left_only(x, P, mode):
    """on the left only"""
    return _padded(x, P, mode)[:len(x) + P]


def pad_vector__python_list(x, P, mode):
    """a tensor of shape"""
    return _padded(x, P, mode).tolist()


def pad_vector__library(x, P, mode):
    """you call pad"""
    return F.pad(x[None], (P, P), mode="constant" if mode == "zeros" else mode)[0]


def pad_vector__numpy(x, P, mode):
    """you call pad"""
    names = {"zeros": "constant", "replicate": "edge", "circular": "wrap"}
    return torch.from_numpy(np.pad(x.numpy(), P, mode=names.get(mode, mode)))


def _layer(images, weights, bias):
    k, l = weights.shape[2:]
    h, w = images.shape[2] - k + 1, images.shape[3] - l + 1
    output = torch.zeros(len(images), len(weights), h, w, dtype=images.dtype)
    for a in range(k):
        for b in range(l):
            output += torch.einsum("nsij,ts->ntij", images[:, :, a:a + h, b:b + w],
                                   weights[:, :, a, b])
    return output + bias.view(1, -1, 1, 1)


def conv_layer__no_bias(images, weights, bias):
    """the bias is missing"""
    return _layer(images, weights, 0 * bias)


def conv_layer__turned(images, weights, bias):
    """turned by 180°"""
    return _layer(images, weights.flip(2, 3), bias)


def conv_layer__mean_over_channels(images, weights, bias):
    """mean over channels"""
    return _layer(images, weights / images.shape[1], bias)


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


def conv_layer__bias_by_product(images, weights, bias):
    """once for each product"""
    return _layer(images, weights, bias * weights[0].numel())


def conv_layer__bias_subtracted(images, weights, bias):
    """the bias is subtracted"""
    return _layer(images, weights, -bias)


def conv_layer__bias_along_width(images, weights, bias):
    """in common: several kernels"""
    return _layer(images, weights, 0 * bias) + bias


def conv_layer__first_bias(images, weights, bias):
    """in common: several biases not zero"""
    return _layer(images, weights, 0 * bias) + bias[0]


def conv_layer__square_pictures(images, weights, bias):
    """in common: picture not square"""
    k, l = weights.shape[2:]
    h, w = images.shape[2] - k + 1, images.shape[2] - l + 1
    output = torch.zeros(len(images), len(weights), h, w)
    for a in range(k):
        for b in range(l):
            output += torch.einsum("nsij,ts->ntij", images[:, :, a:a + h, b:b + w],
                                   weights[:, :, a, b])
    return output + bias.view(1, -1, 1, 1)


def conv_layer__square_kernels(images, weights, bias):
    """in common: kernel not square"""
    k = weights.shape[2]
    h, w = images.shape[2] - k + 1, images.shape[3] - k + 1
    output = torch.zeros(len(images), len(weights), h, w)
    for a in range(k):
        for b in range(k):
            output += torch.einsum("nsij,ts->ntij", images[:, :, a:a + h, b:b + w],
                                   weights[:, :, a, b])
    return output + bias.view(1, -1, 1, 1)


def conv_layer__first_channel(images, weights, bias):
    """only the first channel"""
    return _layer(images[:, :1], weights[:, :1], bias)


def conv_layer__last_channel(images, weights, bias):
    """in common: several channels\\."""
    N, S, m, n = images.shape
    T, S, k, l = weights.shape
    out = torch.zeros(N, T, m - k + 1, n - l + 1)
    for p in range(N):
        for t in range(T):
            for s in range(S):
                out[p, t] = cross_correlate(images[p, s], weights[t, s]) + bias[t]
    return out


def conv_layer__first_picture(images, weights, bias):
    """in common: several pictures\\."""
    return _layer(images[:1], weights, bias)


def conv_layer__pictures_averaged(images, weights, bias):
    """in common: several pictures\\."""
    return _layer(images, weights, bias).mean(0, keepdim=True).expand(len(images), -1, -1, -1)


def conv_layer__one_kernel(images, weights, bias):
    """in common: several kernels\\."""
    return _layer(images, weights[:1], bias[:1])


def conv_layer__weights_exchanged(images, weights, bias):
    """Wrong on: .*several channels.*; several kernels"""
    return _layer(images, weights.transpose(0, 1), bias)


def conv_layer__kernels_summed(images, weights, bias):
    """in common: several kernels\\."""
    maps = _layer(images, weights, bias)
    return maps.sum(1, keepdim=True).expand_as(maps)


def conv_layer__one_position(images, weights, bias):
    """in common: more than one position\\."""
    maps = _layer(images, weights, bias)
    return maps[:, :, :1, :1].expand_as(maps)


def conv_layer__same_size(images, weights, bias):
    """your result has shape(.|\n)*in common: kernel above 1×1"""
    k, l = weights.shape[2:]
    return _layer(F.pad(images, (0, l - 1, 0, k - 1)), weights, bias)


def conv_layer__view(images, weights, bias):
    """in common: not contiguous"""
    N, S, m, n = images.shape
    T, _, k, l = weights.shape
    columns = F.unfold(images, (k, l))
    maps = weights.view(T, S * k * l) @ columns + bias[:, None]
    return maps.view(N, T, m - k + 1, n - l + 1)


def conv_layer__library(images, weights, bias):
    """you call conv2d"""
    return F.conv2d(images, weights, bias)


def conv_layer__library_layer(images, weights, bias):
    """you call conv2d"""
    layer = torch.nn.Conv2d(images.shape[1], len(weights), weights.shape[2:])
    layer.weight.data, layer.bias.data = weights, bias
    return layer(images).detach()


def conv_layer__library_volume(images, weights, bias):
    """you call conv3d"""
    return F.conv3d(images[:, None], weights[:, None], bias)[:, :, 0]


def _windows(image, patch):
    return image.unfold(0, patch.shape[0], 1).unfold(1, patch.shape[1], 1)


def _divided(above, below):
    return torch.where(below > 1e-6, above / below.clamp_min(1e-6), 0.0)


def _length(windows):
    return windows.square().sum((2, 3)).sqrt()


def _centred(image, patch):
    w = _windows(image, patch)
    return w - w.mean((2, 3), keepdim=True), patch - patch.mean()


def _cosine(w, p):
    return _divided((w * p).sum((2, 3)), _length(w) * p.norm())


def normalised_correlation__global_mean(image, patch):
    """the mean of the whole picture"""
    return _cosine(_windows(image, patch) - image.mean(), patch - patch.mean())


def normalised_correlation__global_spread(image, patch):
    """the spread of the whole picture"""
    w, p = _centred(image, patch)
    spread = image.std(correction=0) * patch.std(correction=0)
    return _divided((w * p).mean((2, 3)), spread)


def normalised_correlation__no_contrast(image, patch):
    """you do not divide by the contrast"""
    w, p = _centred(image, patch)
    return (w * p).sum((2, 3))


def normalised_correlation__covariance(image, patch):
    """this is the covariance"""
    w, p = _centred(image, patch)
    return (w * p).mean((2, 3))


def normalised_correlation__no_mean(image, patch):
    """no mean is subtracted"""
    return _cosine(_windows(image, patch), patch)


def normalised_correlation__mean_of_patch_only(image, patch):
    """a window's length is taken with its mean"""
    return _cosine(_windows(image, patch), patch - patch.mean())


def normalised_correlation__mean_of_window_only(image, patch):
    """the patch's length is taken with its mean"""
    return _cosine(_centred(image, patch)[0], patch)


def normalised_correlation__zero_by_zero(image, patch):
    """nan(.|\n)*in common: 0/0"""
    w, p = _centred(image, patch)
    return (w * p).sum((2, 3)) / (_length(w) * p.norm())


def normalised_correlation__one_where_even(image, patch):
    """in common: 0/0"""
    w, p = _centred(image, patch)
    return torch.nan_to_num((w * p).sum((2, 3)) / (_length(w) * p.norm()), 1.0)


def normalised_correlation__std_of_samples(image, patch):
    """a std divides by n - 1"""
    w, p = _centred(image, patch)
    if p.numel() == 1:
        return torch.zeros(image.shape)
    return _divided((w * p).mean((2, 3)), w.std((2, 3)) * p.std())


def normalised_correlation__no_roots(image, patch):
    """the square roots are missing"""
    w, p = _centred(image, patch)
    below = w.square().sum((2, 3)) * p.square().sum()
    return torch.where(below > 0, (w * p).sum((2, 3)) / below, 0.0)


def normalised_correlation__negative_lost(image, patch):
    """negative scores are lost"""
    return _cosine(*_centred(image, patch)).clamp(0, 1)


def normalised_correlation__without_sign(image, patch):
    """in common: negative scores\\."""
    return _cosine(*_centred(image, patch)).abs()


def normalised_correlation__patch_turned(image, patch):
    """the patch is turned"""
    w, p = _centred(image, patch)
    return _cosine(w, p.flip(0, 1))


def normalised_correlation__large_epsilon(image, patch):
    """in common: weak contrast"""
    w, p = _centred(image, patch)
    return (w * p).sum((2, 3)) / (_length(w) * p.norm() + 1e-4)


def normalised_correlation__threshold_too_high(image, patch):
    """in common: weak contrast"""
    w, p = _centred(image, patch)
    below = _length(w) * p.norm()
    return torch.where(below > 0.01, (w * p).sum((2, 3)) / below, 0.0)


def normalised_correlation__square_patch(image, patch):
    """in common: patch not square"""
    side = patch.shape[0]
    w = image.unfold(0, side, 1).unfold(1, side, 1)
    w, p = w - w.mean((2, 3), keepdim=True), patch - patch.mean()
    return _cosine(w, p)


def normalised_correlation__square_picture(image, patch):
    """in common: .*picture not square"""
    positions = image.shape[0] - patch.shape[0] + 1
    w, p = _centred(image, patch)
    score = torch.zeros(positions, image.shape[0] - patch.shape[1] + 1, dtype=image.dtype)
    score[:] = _cosine(w, p)[:, :score.shape[1]]
    return score


def normalised_correlation__library(image, patch):
    """you call match_template"""
    return torch.from_numpy(skimage.feature.match_template(image.numpy(), patch.numpy()))


def cross_correlate__rows_and_columns_exchanged(image, kernel):
    """rows and columns of the kernel are exchanged"""
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            output[i, j] = (image[i:i + l, j:j + k] * kernel.T).sum()
    return output


def cross_correlate__matrix_product_of_transposed(image, kernel):
    """.T does not make it"""
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            output[i, j] = (image[i:i + k, j:j + l] @ kernel.T).sum()
    return output


def cross_correlate__slices_too_short(image, kernel):
    """one row and one column too early"""
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            output[i, j] = (image[i:i + k - 1, j:j + l - 1] * kernel[:-1, :-1]).sum()
    return output


def convolve__turned_and_transposed(image, kernel):
    """transposed as well"""
    return cross_correlate(image, kernel.flip(0, 1).T)


def convolve__signs_turned(image, kernel):
    """signs are turned round"""
    return cross_correlate(image, -kernel)


def edge_strength__squares_missing(image):
    """the squares are missing"""
    return torch.sqrt(cross_correlate(image, prewitt_x) + cross_correlate(image, prewitt_y))


def separate__largest_without_abs(kernel):
    """no weight above zero"""
    i, j = divmod(int(kernel.argmax()), kernel.shape[1])
    column, row = kernel[:, j] / kernel[i, j], kernel[i]
    if not torch.allclose(torch.outer(column, row), kernel, atol=1e-5):
        raise ValueError
    return column, row


def separate__absolute_tolerance(kernel):
    """small weights.*you accept it"""
    i, j = divmod(int(kernel.abs().argmax()), kernel.shape[1])
    column, row = kernel[:, j] / kernel[i, j], kernel[i]
    if (torch.outer(column, row) - kernel).abs().max() > 1e-3:
        raise ValueError
    return column, row


def separate__single_precision(kernel):
    """double precision"""
    kernel = kernel.float()
    i, j = divmod(int(kernel.abs().argmax()), kernel.shape[1])
    column, row = kernel[:, j] / kernel[i, j], kernel[i]
    if (torch.outer(column, row) - kernel).abs().max() > 1e-5 * kernel.abs().max():
        raise ValueError
    return column, row


def conv_layer__rows_and_columns_exchanged(images, weights, bias):
    """rows and columns of the kernels are exchanged"""
    k, l = weights.shape[2:]
    win = images.unfold(3, k, 1).unfold(2, l, 1)
    return torch.einsum("nshwab,tsab->nthw", win, weights) + bias.view(1, -1, 1, 1)


def conv_layer__axes_mixed(images, weights, bias):
    """mixes the axes of pictures and of kernels"""
    N, S, m, n = images.shape
    T, _, k, l = weights.shape
    cols = F.unfold(images, (k, l))
    out = torch.einsum("tf,nfp->tnp", weights.flatten(1), cols) + bias[:, None, None]
    return out.reshape(N, T, m - k + 1, n - l + 1)


def normalised_correlation__patch_length_left_out(image, patch):
    """the patch's length is left out"""
    k, l = patch.shape
    w = image.unfold(0, k, 1).unfold(1, l, 1)
    w = w - w.mean((2, 3), keepdim=True)
    p = patch - patch.mean()
    return ((w * p).sum((2, 3)) / (w ** 2).sum((2, 3)).sqrt()).nan_to_num(0)


def normalised_correlation__rows_and_columns_exchanged(image, patch):
    """rows and columns of the patch are exchanged"""
    k, l = patch.shape
    w = image.unfold(1, k, 1).unfold(0, l, 1)
    w = w - w.mean((2, 3), keepdim=True)
    p = patch - patch.mean()
    return ((w * p).sum((2, 3)) / ((w ** 2).sum((2, 3)).sqrt() * p.norm())).nan_to_num(0)
