import numpy as np
import scipy.fft
import torch


def code_distance__norms(code, target):
    """ratio of the norms"""
    return (code - target).norm() / target.norm()


def code_distance__by_the_code(code, target):
    """square of the code, which changes"""
    return (code - target).square().sum() / code.square().sum()


def code_distance__mean(code, target):
    """took the mean over the elements"""
    return torch.nn.functional.mse_loss(code, target)


def code_distance__ratios(code, target):
    """summed the ratios"""
    return ((code - target) ** 2 / target ** 2).sum()


def code_distance__ratios_guarded(code, target):
    """code_distance"""
    return ((code - target) ** 2 / (target ** 2 + 1e-8)).sum()


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
    """psnr"""
    return -20 * torch.log10((x - truth).square().mean()).item()


def _squares(x):
    here = x[..., 1:, 1:]
    return (here - x[..., :-1, 1:]) ** 2 + (here - x[..., 1:, :-1]) ** 2


def total_variation__no_root(x):
    """root is missing"""
    return _squares(x).sum((-2, -1))


def total_variation__absolute(x):
    """\\|down\\| \\+ \\|right\\|"""
    return x.diff(dim=2).abs().sum((2, 3)) + x.diff(dim=3).abs().sum((2, 3))


def total_variation__mean(x):
    """mean where the formula has a sum"""
    return (_squares(x) + 1e-8).sqrt().mean((-2, -1))


def total_variation__all_maps(x):
    """added up all pictures"""
    return (_squares(x) + 1e-8).sqrt().sum()


def total_variation__wrapped(x):
    """wrapped round"""
    return ((x - x.roll(1, 2)) ** 2 + (x - x.roll(1, 3)) ** 2 + 1e-8).sqrt().sum((2, 3))


def total_variation__nan(x):
    """root of zero has no derivative"""
    return _squares(x).sqrt().sum((-2, -1))


def octave_sizes__descending(size, octaves, factor):
    """wrong way round"""
    return [round(size / factor ** j) for j in range(octaves)]


def octave_sizes__one_more(size, octaves, factor):
    """one octave too many"""
    return [round(size / factor ** j) for j in range(octaves, -1, -1)]


def octave_sizes__cut(size, octaves, factor):
    """cut the fraction off"""
    return [int(size / factor ** j) for j in range(octaves - 1, -1, -1)]


def octave_sizes__rounded_twice(size, octaves, factor):
    """octaves"""
    sizes = [size]
    for _ in range(octaves - 1):
        sizes.insert(0, int(sizes[0] / factor + 0.999))
    return sizes


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


def jittered_gradient__other_way(loss, x, down, right):
    """moved the picture the other way"""
    return _gradient(loss, x.roll((-down, -right), (2, 3))).roll((down, right), (2, 3))


def jittered_gradient__exchanged(loss, x, down, right):
    """down and right are exchanged"""
    return _gradient(loss, x.roll((right, down), (2, 3))).roll((-right, -down), (2, 3))


def jittered_gradient__changes_x(loss, x, down, right):
    """jittered_gradient"""
    x += 0.1
    return _gradient(loss, x.roll((down, right), (2, 3))).roll((-down, -right), (2, 3))


def _waves(z, height, width, power=1.0, measure=np.hypot, norm="ortho"):
    f = measure(np.abs(scipy.fft.fftfreq(height))[:, None], scipy.fft.rfftfreq(width)[None])
    f = np.maximum(f, 1 / height) ** power
    return torch.fft.irfft2(z / torch.tensor(f), s=(height, width), norm=norm).float()


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
    """added the two frequencies"""
    return _waves(z, height, width, measure=lambda r, c: r + c)


def from_waves__norm(z, height, width):
    """norm is not"""
    return _waves(z, height, width, norm=None)


def from_waves__square_only(z, height, width):
    """from_waves"""
    return _waves(z, height, height)


def code_distance__rooted_below(code, target):
    """you return"""
    return (code - target).square().sum() / target.norm()


def code_distance__per_picture(code, target):
    """wanted is a number"""
    return ((code - target).flatten(1).square().sum(1) / target.flatten(1).square().sum(1))


def code_distance__absolute(code, target):
    """you return"""
    return (code - target).abs().sum() / target.abs().sum()


def code_distance__item_of_max(code, target):
    """you return"""
    return (code - target).square().max() / target.square().max()


def code_distance__eps(code, target):
    """you return"""
    return (code - target).square().sum() / (target.square().sum() + 1)


def psnr__rmse(x, truth):
    """you return"""
    return -10 * (x - truth).square().mean().sqrt().log10().item()


def psnr__peak_of_truth(x, truth):
    """you return"""
    return (10 * (truth.max() ** 2 / (x - truth).square().mean()).log10()).item()


def psnr__peak_255(x, truth):
    """you return"""
    return (10 * (255 ** 2 / (x - truth).square().mean()).log10()).item()


def psnr__mean_over_pictures(x, truth):
    """you return"""
    return (-10 * (x - truth).square().flatten(1).mean(1).log10()).mean().item()


def total_variation__below_and_right(x):
    """one above and to the one left"""
    down = x[:, :, 1:, :-1] - x[:, :, :-1, :-1]
    right = x[:, :, :-1, 1:] - x[:, :, :-1, :-1]
    return (down ** 2 + right ** 2 + 1e-8).sqrt().sum((2, 3))


def octave_sizes__from_one(size, octaves, factor):
    """the exponents begin with 0"""
    return [round(size / factor ** j) for j in range(octaves, 0, -1)]


def from_waves__floor_added(z, height, width):
    """not their sum"""
    u = torch.fft.fftfreq(height)[:, None]
    v = torch.fft.rfftfreq(width)[None]
    f = (u ** 2 + v ** 2).sqrt() + 1 / height
    return torch.fft.irfft2(z / f, s=(height, width), norm="ortho")
