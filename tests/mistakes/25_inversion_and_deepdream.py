"""Wrong answers to lesson 25. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import math

import numpy as np
import scipy.fft
import torch
import torch.nn.functional as F


def code_distance__norms(code, target):
    """ratio of the norms"""
    return (code - target).norm() / target.norm()


def code_distance__by_the_code(code, target):
    """square of the code, which changes"""
    return (code - target).square().sum() / code.square().sum()


def code_distance__mean(code, target):
    """took the mean over the elements"""
    return F.mse_loss(code, target)


def code_distance__not_divided(code, target):
    """did not divide by the target's size"""
    return (code - target).square().sum()


def code_distance__ratios(code, target):
    """summed the ratios"""
    return ((code - target) ** 2 / target ** 2).sum()


def code_distance__ratios_guarded(code, target):
    """ratios of the elements, with a small number below"""
    return ((code - target).square() / (target.square() + 1e-8)).sum()


def code_distance__mean_over_sum(code, target):
    """mean above and the sum below"""
    return (code - target).square().mean() / target.square().sum()


def code_distance__mean_of_ratios(code, target):
    """Right on: .*one number"""
    return ((code - target) ** 2 / target ** 2).mean()


def code_distance__rooted_below(code, target):
    """norm of the target, and not by its square"""
    return (code - target).square().sum() / target.norm()


def code_distance__per_picture(code, target):
    """your result has shape \\(1,\\), wanted is \\(\\)"""
    return (code - target).flatten(1).square().sum(1) / target.flatten(1).square().sum(1)


def code_distance__mean_of_pictures(code, target):
    """in common: two pictures"""
    code, target = code.flatten(1), target.flatten(1)
    return ((code - target).square().sum(1) / target.square().sum(1)).mean()


def code_distance__one_picture(code, target):
    """in common: two pictures"""
    return (code - target)[0].square().sum() / target[0].square().sum()


def code_distance__absolute(code, target):
    """Right on: equal codes"""
    return (code - target).abs().sum() / target.abs().sum()


def code_distance__largest(code, target):
    """Right on: one number; equal codes"""
    return (code - target).square().max() / target.square().max()


def code_distance__sum_over_mean(code, target):
    """Right on: one number; equal codes"""
    return (code - target).square().sum() / target.square().mean()


def code_distance__squares_of_sums(code, target):
    """Right on: one number; equal codes"""
    return (code - target).sum() ** 2 / target.sum() ** 2


def code_distance__eps(code, target):
    """in common: small numbers"""
    return (code - target).square().sum() / (target.square().sum() + 1e-5)


def code_distance__two_norms(code, target):
    """constant factor is off: yours is 2 times"""
    return 2 * (code - target).square().sum() / target.square().sum()


def code_distance__root_again(code, target):
    """ratio of the norms"""
    return ((code - target).square().sum() / target.square().sum()).sqrt()


def code_distance__relative_to_the_step(code, target):
    """square of the code, which changes"""
    return F.mse_loss(code, target) / code.square().mean()


def code_distance__a_number(code, target):
    """a tensor of no axes is wanted"""
    return ((code - target).square().sum() / target.square().sum()).item()


def code_distance__detached(code, target):
    """no gradient gets through"""
    return ((code.detach() - target).square().sum() / target.square().sum()).detach()


def code_distance__no_grad(code, target):
    """no gradient gets through"""
    with torch.no_grad():
        return (code - target).square().sum() / target.square().sum()


def code_distance__gradient_of_the_code_alone_lost(code, target):
    """not the gradient"""
    return (code.data - target).square().sum() / target.square().sum()


def code_distance__in_place(code, target):
    """change an input in place"""
    return code.sub_(target).square().sum() / target.square().sum()


def code_distance__not_contiguous(code, target):
    """in common: not contiguous"""
    return (code - target).view(-1).square().sum() / target.view(-1).square().sum()


def psnr__natural_logarithm(x, truth):
    """natural logarithm"""
    return -10 * torch.log((x - truth).square().mean()).item()


def psnr__sign(x, truth):
    """sign is wrong"""
    return 10 * torch.log10((x - truth).square().mean()).item()


def psnr__absolute(x, truth):
    """absolute differences"""
    return -10 * torch.log10((x - truth).abs().mean()).item()


def psnr__sum(x, truth):
    """summed the squares"""
    return -10 * torch.log10((x - truth).square().sum()).item()


def psnr__twenty(x, truth):
    """factor is off: yours is 2 times"""
    return -20 * torch.log10((x - truth).square().mean()).item()


def psnr__rmse(x, truth):
    """took the root of the mean before the logarithm"""
    return -10 * (x - truth).square().mean().sqrt().log10().item()


def psnr__bels(x, truth):
    """factor is off: yours is 0.1 times"""
    return -(x - truth).square().mean().log10().item()


def psnr__logarithm_to_base_two(x, truth):
    """factor is off: yours is 3.32"""
    return -10 * (x - truth).square().mean().log2().item()


def psnr__peak_of_truth(x, truth):
    """in common: grey truth"""
    return (10 * (truth.max() ** 2 / (x - truth).square().mean()).log10()).item()


def psnr__range_of_truth(x, truth):
    """in common: grey truth"""
    peak = truth.max() - truth.min()
    return (10 * (peak ** 2 / (x - truth).square().mean()).log10()).item()


def psnr__peak_255(x, truth):
    """constant is added: yours is 48.13 more"""
    return (10 * (255 ** 2 / (x - truth).square().mean()).log10()).item()


def psnr__mean_over_pictures(x, truth):
    """averaged the decibels"""
    return (-10 * (x - truth).square().flatten(1).mean(1).log10()).mean().item()


def psnr__signal_to_noise(x, truth):
    """Wrong on all"""
    return (10 * (truth.square().mean() / (x - truth).square().mean()).log10()).item()


def psnr__logarithm_before_the_mean(x, truth):
    """Right on: an error of 0.1 everywhere; an error of 0.001 everywhere"""
    return (-10 * (x - truth).square().log10()).mean().item()


def psnr__square_of_the_mean(x, truth):
    """Wrong on all"""
    return -20 * (x - truth).mean().abs().log10().item()


def psnr__per_pixel(x, truth):
    """in common: three colours"""
    error = (x - truth).square()
    error = error.sum(1) if x.ndim == 4 else error
    return -10 * error.mean().log10().item()


def psnr__eps(x, truth):
    """in common: an error of 0.001 everywhere"""
    return -10 * ((x - truth).square().mean() + 1e-7).log10().item()


def psnr__capped(x, truth):
    """in common: an error of 0.001 everywhere"""
    return min(50.0, -10 * (x - truth).square().mean().log10().item())


def psnr__whole_decibels(x, truth):
    """Right on: an error of 0.1 everywhere; an error of 0.001 everywhere"""
    return round(-10 * (x - truth).square().mean().log10().item())


def psnr__each_picture(x, truth):
    """a number is wanted"""
    return -10 * (x - truth).square().flatten(1).mean(1).log10()


def psnr__words(x, truth):
    """wanted is a number"""
    return f"{-10 * (x - truth).square().mean().log10().item():.1f} dB"


def psnr__library(x, truth):
    """you call peak_signal_noise_ratio"""
    return peak_signal_noise_ratio(x, truth, data_range=1.0).item()


def psnr__axes_named(x, truth):
    """in common: no axis of pictures"""
    return -10 * (x - truth).square().mean((0, 1, 2, 3)).log10().item()


def psnr__no_logarithm(x, truth):
    """Wrong on all"""
    return (1 / (x - truth).square().mean()).item()


def _squares(x):
    here = x[..., 1:, 1:]
    return (here - x[..., :-1, 1:]) ** 2 + (here - x[..., 1:, :-1]) ** 2


def total_variation__no_root(x):
    """root is missing"""
    return _squares(x).sum((-2, -1))


def total_variation__squares_with_eps(x):
    """root is missing"""
    return (_squares(x) + 1e-8).sum((-2, -1))


def total_variation__absolute(x):
    """\\|down\\| \\+ \\|right\\|"""
    return x.diff(dim=2).abs().sum((2, 3)) + x.diff(dim=3).abs().sum((2, 3))


def total_variation__absolute_inside(x):
    """\\|down\\| and \\|right\\|"""
    here = x[..., 1:, 1:]
    return ((here - x[..., :-1, 1:]).abs() + (here - x[..., 1:, :-1]).abs()).sum((2, 3))


def total_variation__mean(x):
    """mean where the formula has a sum"""
    return (_squares(x) + 1e-8).sqrt().mean((-2, -1))


def total_variation__all_maps(x):
    """added up all pictures"""
    return (_squares(x) + 1e-8).sqrt().sum()


def total_variation__colours_added(x):
    """added up the colours"""
    return (_squares(x) + 1e-8).sqrt().sum((1, 2, 3))


def total_variation__wrapped(x):
    """wrapped round"""
    return ((x - x.roll(1, 2)) ** 2 + (x - x.roll(1, 3)) ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__first_row_counted(x):
    """first row and the first column lack a neighbour"""
    down, right = F.pad(x.diff(dim=2), (0, 0, 1, 0)), F.pad(x.diff(dim=3), (1, 0))
    return (down ** 2 + right ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__zeros_outside(x):
    """Wrong on all"""
    x = F.pad(x, (1, 0, 1, 0))
    return (_squares(x) + 1e-8).sqrt().sum((2, 3))


def total_variation__nothing_added(x):
    """nothing is added under the root"""
    return _squares(x).sqrt().sum((-2, -1))


def total_variation__added_outside(x):
    """nothing is added under the root"""
    return (_squares(x).sqrt() + 1e-8).sum((-2, -1))


def total_variation__added_to_the_sum(x):
    """nothing is added under the root"""
    return _squares(x).sqrt().sum((-2, -1)) + 1e-8


def total_variation__added_twice(x):
    """in common: flat parts"""
    return (_squares(x) + 2e-8).sqrt().sum((-2, -1))


def total_variation__too_much_added(x):
    """in common: flat parts"""
    return (_squares(x) + 1e-6).sqrt().sum((-2, -1))


def total_variation__below_and_right(x):
    """one above and to the one left"""
    down = x[:, :, 1:, :-1] - x[:, :, :-1, :-1]
    right = x[:, :, :-1, 1:] - x[:, :, :-1, :-1]
    return (down ** 2 + right ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__down_of_other_columns(x):
    """of different pixels: down"""
    down = x[..., 1:, :-1] - x[..., :-1, :-1]
    right = x[..., 1:, 1:] - x[..., 1:, :-1]
    return (down ** 2 + right ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__right_of_other_rows(x):
    """of different pixels: right"""
    down = x[..., 1:, 1:] - x[..., :-1, 1:]
    right = x[..., :-1, 1:] - x[..., :-1, :-1]
    return (down ** 2 + right ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__two_roots(x):
    """a root of its own"""
    here = x[..., 1:, 1:]
    down, right = here - x[..., :-1, 1:], here - x[..., 1:, :-1]
    return ((down ** 2 + 1e-8).sqrt() + (right ** 2 + 1e-8).sqrt()).sum((2, 3))



def total_variation__diagonal(x):
    """Right on: flat parts"""
    return ((x[..., 1:, 1:] - x[..., :-1, :-1]) ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__down_alone(x):
    """Right on: .*a step down"""
    down = x[..., 1:, 1:] - x[..., :-1, 1:]
    return (down ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__across_alone(x):
    """Right on: .*a step to the right"""
    right = x[..., 1:, 1:] - x[..., 1:, :-1]
    return (right ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__root_of_the_sum(x):
    """Right on: two by two"""
    return (_squares(x).sum((-2, -1)) + 1e-8).sqrt()


def total_variation__rows_for_columns(x):
    """Right on: two by two; flat parts, all of one grey"""
    down, right = x[..., 1:, 1:] - x[..., :-1, 1:], x.mT[..., 1:, 1:] - x.mT[..., :-1, 1:]
    return (down ** 2 + right ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__one_colour(x):
    """in common: three colours"""
    return (_squares(x[:, :1]) + 1e-8).sqrt().sum((2, 3)).expand(x.shape[:2])


def total_variation__one_picture(x):
    """in common: two pictures"""
    return (_squares(x[:1]) + 1e-8).sqrt().sum((2, 3)).expand(x.shape[:2])


def total_variation__keeps_axes(x):
    """your result has shape"""
    return (_squares(x) + 1e-8).sqrt().sum((2, 3), keepdim=True)


def total_variation__numpy(x):
    """no gradient gets through"""
    return torch.from_numpy(np.sqrt(_squares(x.detach().numpy()) + 1e-8).sum((2, 3)))


def total_variation__no_grad(x):
    """no gradient gets through"""
    with torch.no_grad():
        return (_squares(x) + 1e-8).sqrt().sum((2, 3))


def total_variation__neighbours_detached(x):
    """not the gradient"""
    here, still = x[..., 1:, 1:], x.detach()
    down, right = here - still[..., :-1, 1:], here - still[..., 1:, :-1]
    return (down ** 2 + right ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__clipped_differences(x):
    """in common: hundreds"""
    return (_squares(x).clamp(max=100) + 1e-8).sqrt().sum((2, 3))


def octave_sizes__descending(size, octaves, factor):
    """wrong way round"""
    return [round(size / factor ** j) for j in range(octaves)]


def octave_sizes__one_more(size, octaves, factor):
    """one octave too many"""
    return [round(size / factor ** j) for j in range(octaves, -1, -1)]


def octave_sizes__from_one(size, octaves, factor):
    """the exponents begin with 0"""
    return [round(size / factor ** j) for j in range(octaves, 0, -1)]


def octave_sizes__cut(size, octaves, factor):
    """cut the fraction off"""
    return [int(size / factor ** j) for j in range(octaves - 1, -1, -1)]


def octave_sizes__floor_division(size, octaves, factor):
    """is a float; a whole number"""
    return [size // factor ** j for j in range(octaves - 1, -1, -1)]


def octave_sizes__up(size, octaves, factor):
    """rounded up"""
    return [math.ceil(size / factor ** j) for j in range(octaves - 1, -1, -1)]


def octave_sizes__rounded_twice(size, octaves, factor):
    """rounded what was rounded"""
    sizes = [size]
    for _ in range(octaves - 1):
        sizes.insert(0, round(sizes[0] / factor))
    return sizes


def octave_sizes__floats(size, octaves, factor):
    """is a float; a whole number"""
    return [float(round(size / factor ** j)) for j in range(octaves - 1, -1, -1)]


def octave_sizes__not_rounded(size, octaves, factor):
    """is a float; a whole number"""
    return [size / factor ** j for j in range(octaves - 1, -1, -1)]


def octave_sizes__set(size, octaves, factor):
    """in common: two sizes are equal"""
    return sorted({round(size / factor ** j) for j in range(octaves)})


def octave_sizes__growing(size, octaves, factor):
    """Right on: one octave"""
    return [round(size * factor ** j) for j in range(octaves)]


def octave_sizes__factor_times(size, octaves, factor):
    """multiplied the factor by the exponent"""
    return [size if j == 0 else round(size / (factor * j)) for j in range(octaves - 1, -1, -1)]


def octave_sizes__without_the_picture(size, octaves, factor):
    """wanted is 1 value"""
    return [round(size / factor ** j) for j in range(octaves - 1, 0, -1)]


def octave_sizes__always_three(size, octaves, factor):
    """Right on: three octaves"""
    return [round(size / factor ** j) for j in (2, 1, 0)]


def octave_sizes__always_halved(size, octaves, factor):
    """Right on: one octave, no fractions; three octaves, no fractions"""
    return [round(size / 2 ** j) for j in range(octaves - 1, -1, -1)]


def octave_sizes__tensor(size, octaves, factor):
    """this is a tensor; a list"""
    return (size / factor ** torch.arange(octaves - 1, -1, -1.0)).round().long()


def octave_sizes__last_recomputed(size, octaves, factor):
    """in common: fractions below a half"""
    small = round(size / factor ** (octaves - 1))
    return [round(small * factor ** j) for j in range(octaves)]


def octave_sizes__evenly(size, octaves, factor):
    """Wrong on: three octaves"""
    small = size / factor ** (octaves - 1)
    return [round(v) for v in np.linspace(small, size, octaves).tolist()]


def _gradient(loss, x):
    x = x.detach().clone().requires_grad_()
    loss(x).backward()
    return x.grad


def jittered_gradient__not_back(loss, x, down, right):
    """forgot to move the gradient back"""
    return _gradient(loss, x.roll((down, right), (2, 3)))


def jittered_gradient__moved_on(loss, x, down, right):
    """moved the gradient on"""
    return _gradient(loss, x.roll((down, right), (2, 3))).roll((down, right), (2, 3))


def jittered_gradient__not_moved(loss, x, down, right):
    """not moved at all"""
    return _gradient(loss, x)


def jittered_gradient__gradient_alone(loss, x, down, right):
    """moved the gradient, but not the picture"""
    return _gradient(loss, x).roll((-down, -right), (2, 3))


def jittered_gradient__other_way(loss, x, down, right):
    """moved the picture the other way"""
    return _gradient(loss, x.roll((-down, -right), (2, 3))).roll((down, right), (2, 3))


def jittered_gradient__exchanged(loss, x, down, right):
    """down and right are exchanged"""
    return _gradient(loss, x.roll((right, down), (2, 3))).roll((-right, -down), (2, 3))


def jittered_gradient__axes_exchanged(loss, x, down, right):
    """down and right are exchanged"""
    return _gradient(loss, x.roll((down, right), (3, 2))).roll((-down, -right), (3, 2))


def jittered_gradient__zeros_padded(loss, x, down, right):
    """zeros come in"""
    y = x.detach().clone().requires_grad_()
    loss(F.pad(y, (right, -right, down, -down))).backward()
    return y.grad


def jittered_gradient__no_axes(loss, x, down, right):
    """without axes moves the whole tensor"""
    return _gradient(loss, x.roll(down).roll(right)).roll(-right).roll(-down)


def jittered_gradient__other_axes(loss, x, down, right):
    """axes that you moved are the first two of C, H and W"""
    return _gradient(loss, x.roll((down, right), (1, 2))).roll((-down, -right), (1, 2))


def jittered_gradient__down_alone(loss, x, down, right):
    """Right on: not moved; moved, down"""
    return _gradient(loss, x.roll(down, 2)).roll(-down, 2)


def jittered_gradient__back_down_alone(loss, x, down, right):
    """Right on: not moved; moved, down"""
    return _gradient(loss, x.roll((down, right), (2, 3))).roll(-down, 2)


def jittered_gradient__flattened(loss, x, down, right):
    """Right on: not moved; moved, down"""
    return _gradient(loss, x.roll(down * x.shape[3] + right)).roll(-down * x.shape[3] - right)


def jittered_gradient__zeros_come_in(loss, x, down, right):
    """zeros come in"""
    moved = x.roll((down, right), (2, 3))
    moved[:, :, :max(down, 0)] = 0
    moved[..., :max(right, 0)] = 0
    moved[:, :, moved.shape[2] + min(down, 0):] = 0
    moved[..., moved.shape[3] + min(right, 0):] = 0
    return _gradient(loss, moved).roll((-down, -right), (2, 3))


def jittered_gradient__cut_and_joined(loss, x, down, right):
    """in common: further than the picture is wide"""
    def move(t, n, axis):
        n = n if n >= 0 else t.shape[axis] + n
        size = t.shape[axis]
        return torch.cat([t.narrow(axis, max(size - n, 0), min(n, size)),
                          t.narrow(axis, 0, max(size - n, 0))], axis)

    y = x.detach().clone().requires_grad_()
    loss(move(move(y, down, 2), right, 3)).backward()
    return y.grad


def jittered_gradient__positive_only(loss, x, down, right):
    """in common: up, to the left"""
    down, right = abs(down), abs(right)
    return _gradient(loss, x.roll((down, right), (2, 3))).roll((-down, -right), (2, 3))


def jittered_gradient__changes_x(loss, x, down, right):
    """change an input in place"""
    g = _gradient(loss, x.roll((down, right), (2, 3))).roll((-down, -right), (2, 3))
    x += 0.01 * g
    return g


def jittered_gradient__leaves_requires_grad(loss, x, down, right):
    """leave requires_grad switched on"""
    x.requires_grad_()
    loss(x.roll((down, right), (2, 3))).backward()
    return x.grad


def jittered_gradient__leaves_grad(loss, x, down, right):
    """leave a gradient \\(.grad\\) behind"""
    x.requires_grad_()
    loss(x.roll((down, right), (2, 3))).backward()
    x.requires_grad_(False)
    return x.grad


def jittered_gradient__leaves_requires_grad_without_grad(loss, x, down, right):
    """leave requires_grad switched on"""
    x.requires_grad = True
    return torch.autograd.grad(loss(x.roll((down, right), (2, 3))), x)[0]


def jittered_gradient__sign(loss, x, down, right):
    """sign is the wrong way round"""
    return -_gradient(loss, x.roll((down, right), (2, 3))).roll((-down, -right), (2, 3))


def jittered_gradient__normalised(loss, x, down, right):
    """Wrong on all"""
    g = _gradient(loss, x.roll((down, right), (2, 3))).roll((-down, -right), (2, 3))
    return g / g.abs().mean()


def jittered_gradient__step_taken(loss, x, down, right):
    """Wrong on all"""
    return x + _gradient(loss, x.roll((down, right), (2, 3))).roll((-down, -right), (2, 3))


def jittered_gradient__no_leaf(loss, x, down, right):
    """returns nothing"""
    y = x.detach().clone().requires_grad_()
    moved = y.roll((down, right), (2, 3))
    loss(moved).backward()
    return moved.grad


def jittered_gradient__no_requires_grad(loss, x, down, right):
    """does not require grad"""
    loss(x.roll((down, right), (2, 3))).backward()
    return x.grad


def jittered_gradient__a_tuple(loss, x, down, right):
    """a tensor of shape"""
    y = x.detach().clone().requires_grad_()
    return torch.autograd.grad(loss(y.roll((down, right), (2, 3))), y)


def jittered_gradient__one_picture(loss, x, down, right):
    """in common: two pictures"""
    g = _gradient(loss, x.roll((down, right), (2, 3))).roll((-down, -right), (2, 3))
    return g.mean(0, keepdim=True).expand(x.shape)


def _waves(z, height, width, power=1.0, measure=torch.hypot, norm="ortho", floor=1.0):
    f = measure(torch.fft.fftfreq(height).abs()[:, None], torch.fft.rfftfreq(width)[None])
    f = f.clamp_min(floor / height) ** power
    return torch.fft.irfft2(z / f, s=(height, width), norm=norm)


def from_waves__as_they_are(z, height, width):
    """did not divide by the frequency"""
    return _waves(z, height, width, power=0)


def from_waves__multiplied(z, height, width):
    """multiplied by the frequency"""
    return _waves(z, height, width, power=-1)


def from_waves__no_root(z, height, width):
    """root is missing"""
    return _waves(z, height, width, measure=lambda r, c: r ** 2 + c ** 2)


def from_waves__added(z, height, width):
    """added the frequencies of row and column"""
    return _waves(z, height, width, measure=lambda r, c: r + c)


def from_waves__larger_of_the_two(z, height, width):
    """Right on: no mean, upright waves alone; no mean, level waves alone"""
    return _waves(z, height, width, measure=torch.maximum)


def from_waves__signed_sum(z, height, width):
    """Right on: no mean, upright waves alone"""
    f = (torch.fft.fftfreq(height)[:, None] + torch.fft.rfftfreq(width)).clamp_min(1 / height)
    return torch.fft.irfft2(z / f, s=(height, width), norm="ortho")


def from_waves__norm(z, height, width):
    """norm is not"""
    return _waves(z, height, width, norm=None)


def from_waves__floor_added(z, height, width):
    """added 1 / height to all"""
    return _waves(z, height, width, floor=0,
                  measure=lambda r, c: (r ** 2 + c ** 2).sqrt() + 1 / height)


def from_waves__floor_by_width(z, height, width):
    """in common: .*not square"""
    return _waves(z, height, width, floor=height / width)


def from_waves__floor_by_the_smaller(z, height, width):
    """in common: .*high"""
    return _waves(z, height, width, floor=height / min(height, width))


def from_waves__no_floor(z, height, width):
    """nothing is divided by 0"""
    return _waves(z, height, width, floor=0)


def from_waves__mean_untouched(z, height, width):
    """Right on: no mean; no mean, upright"""
    f = torch.hypot(torch.fft.fftfreq(height)[:, None], torch.fft.rfftfreq(width))
    f[0, 0] = 1
    return torch.fft.irfft2(z / f, s=(height, width), norm="ortho")


def from_waves__mean_dropped(z, height, width):
    """Right on: no mean; no mean, upright"""
    f = torch.hypot(torch.fft.fftfreq(height)[:, None], torch.fft.rfftfreq(width))
    return torch.fft.irfft2((z / f).nan_to_num(0, 0, 0) * (f > 0), s=(height, width), norm="ortho")


def from_waves__floor_before_the_root(z, height, width):
    """Wrong on all"""
    f = (torch.fft.fftfreq(height)[:, None] ** 2 + torch.fft.rfftfreq(width) ** 2)
    return torch.fft.irfft2(z / f.clamp_min(1 / height).sqrt(), s=(height, width), norm="ortho")


def from_waves__rows_count_up(z, height, width):
    """lower half of the rows has negative frequencies"""
    f = torch.hypot(torch.arange(height)[:, None] / height, torch.fft.rfftfreq(width))
    return torch.fft.irfft2(z / f.clamp_min(1 / height), s=(height, width), norm="ortho")


def from_waves__per_picture(z, height, width):
    """Wrong on all"""
    f = torch.hypot(torch.fft.fftfreq(height)[:, None] * height, torch.fft.rfftfreq(width) * width)
    return torch.fft.irfft2(z / f.clamp_min(1), s=(height, width), norm="ortho")


def from_waves__no_size(z, height, width):
    """in common: .*odd width"""
    f = torch.hypot(torch.fft.fftfreq(height)[:, None], torch.fft.rfftfreq(width))
    return torch.fft.irfft2(z / f.clamp_min(1 / height), norm="ortho")


def from_waves__square_only(z, height, width):
    """in common: .*not square"""
    return _waves(z, height, height)


def from_waves__exchanged(z, height, width):
    """in common: .*not square"""
    f = torch.hypot(torch.fft.fftfreq(width)[:, None], torch.fft.rfftfreq(height))
    return torch.fft.irfft2(z / f.clamp_min(1 / height), s=(height, width), norm="ortho")


def from_waves__full_transform(z, height, width):
    """complex"""
    f = torch.hypot(torch.fft.fftfreq(height)[:, None], torch.fft.rfftfreq(width))
    return torch.fft.ifft2(z / f.clamp_min(1 / height), s=(height, width), norm="ortho")


def from_waves__real_part(z, height, width):
    """Right on: no mean, level waves"""
    f = torch.hypot(torch.fft.fftfreq(height)[:, None], torch.fft.rfftfreq(width))
    return torch.fft.ifft2(z / f.clamp_min(1 / height), s=(height, width), norm="ortho").real


def from_waves__forward(z, height, width):
    """Wrong on all"""
    f = torch.hypot(torch.fft.fftfreq(height)[:, None], torch.fft.rfftfreq(width))
    return torch.fft.fft2(z / f.clamp_min(1 / height), s=(height, width), norm="ortho").real


def from_waves__sigmoid(z, height, width):
    """sigmoid comes later"""
    return _waves(z, height, width).sigmoid()


def from_waves__columns_missed(z, height, width):
    """Right on: no mean, level waves"""
    f = torch.fft.fftfreq(height).abs()[:, None].clamp_min(1 / height)
    return torch.fft.irfft2(z / f, s=(height, width), norm="ortho")


def from_waves__rows_missed(z, height, width):
    """Right on: no mean, upright waves"""
    f = torch.fft.rfftfreq(width).clamp_min(1 / height)
    return torch.fft.irfft2(z / f, s=(height, width), norm="ortho")


def from_waves__double(z, height, width):
    """dtype torch.float64"""
    return _waves(z.to(torch.complex128), height, width)


def from_waves__numpy(z, height, width):
    """no gradient gets through"""
    rows, columns = np.meshgrid(scipy.fft.fftfreq(height), scipy.fft.rfftfreq(width), indexing="ij")
    f = np.maximum(np.hypot(rows, columns), 1 / height)
    made = scipy.fft.irfft2(z.detach().numpy() / f, s=(height, width), norm="ortho")
    return torch.tensor(made).float()


def from_waves__detached(z, height, width):
    """no gradient gets through"""
    return _waves(z.detach(), height, width)


def from_waves__in_place(z, height, width):
    """change an input in place"""
    z /= torch.hypot(torch.fft.fftfreq(height)[:, None],
                     torch.fft.rfftfreq(width)).clamp_min(1 / height)
    return torch.fft.irfft2(z, s=(height, width), norm="ortho")


def from_waves__one_picture(z, height, width):
    """in common: two pictures"""
    return _waves(z[:1], height, width).expand(z.shape[0], -1, -1, -1)


def _cosines(codes):
    return F.cosine_similarity(codes[:, None], codes[None], dim=2)


def pair_similarity__with_itself(codes):
    """pairs of a row with itself"""
    return _cosines(codes).mean()


def pair_similarity__summed(codes):
    """summed over the pairs"""
    return _cosines(codes).triu(1).sum()


def pair_similarity__counted_twice(codes):
    """each pair was counted twice"""
    table, n = _cosines(codes), len(codes)
    return (table.sum() - table.trace()) / (n * (n - 1) / 2)


def pair_similarity__scalar_products(codes):
    """did not divide by the lengths"""
    table, n = codes @ codes.T, len(codes)
    return (table.sum() - table.trace()) / (n * (n - 1))


def pair_similarity__neighbours(codes):
    """only neighbouring rows"""
    return F.cosine_similarity(codes[:-1], codes[1:]).mean()


def pair_similarity__all_entries(codes):
    """all entries of the table"""
    return _cosines(codes).triu(1).mean()


def pair_similarity__distance(codes):
    """distance, 1 minus the similarity"""
    i, j = torch.triu_indices(len(codes), len(codes), 1)
    return (1 - F.cosine_similarity(codes[i], codes[j])).mean()


def pair_similarity__absolute(codes):
    """absolute values"""
    i, j = torch.triu_indices(len(codes), len(codes), 1)
    return F.cosine_similarity(codes[i], codes[j]).abs().mean()


def pair_similarity__one_root(codes):
    """Right on: orthogonal rows"""
    table, n = codes @ codes.T / codes.norm(), len(codes)
    return (table.sum() - table.trace()) / (n * (n - 1))


def pair_similarity__columns_scaled(codes):
    """columns are scaled to length 1"""
    unit, n = F.normalize(codes, dim=0), len(codes)
    table = unit @ unit.T
    return (table.sum() - table.trace()) / (n * (n - 1))


def pair_similarity__lengths_squared(codes):
    """by the square of its length"""
    unit, n = codes / codes.square().sum(1, keepdim=True), len(codes)
    table = unit @ unit.T
    return (table.sum() - table.trace()) / (n * (n - 1))


def pair_similarity__correlations(codes):
    """these are correlations"""
    table, n = torch.corrcoef(codes), len(codes)
    return (table.sum() - n) / (n * (n - 1))


def pair_similarity__diagonal_counted_below(codes):
    """diagonal is left out of the sum, and counted"""
    table = _cosines(codes)
    return (table.sum() - table.trace()) / len(codes) ** 2



def pair_similarity__a_number(codes):
    """a tensor of no axes is wanted"""
    i, j = torch.triu_indices(len(codes), len(codes), 1)
    return F.cosine_similarity(codes[i], codes[j]).mean().item()


def pair_similarity__no_gradient(codes):
    """no gradient gets through"""
    i, j = torch.triu_indices(len(codes), len(codes), 1)
    return F.cosine_similarity(codes[i], codes[j]).mean().detach()


def pair_similarity__normalised_in_place(codes):
    """change an input in place"""
    codes /= codes.norm(dim=1, keepdim=True)
    table, n = codes @ codes.T, len(codes)
    return (table.sum() - table.trace()) / (n * (n - 1))
