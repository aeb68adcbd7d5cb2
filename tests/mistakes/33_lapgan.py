"""Wrong answers to lesson 33. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F

_ROW = torch.tensor([1.0, 4.0, 6.0, 4.0, 1.0]) / 16


def _blurred(x, mode="reflect", factor=1.0, kernel=None, **how):
    kernel = torch.outer(_ROW, _ROW) if kernel is None else kernel
    kernel = factor * kernel.to(x).expand(x.shape[1], 1, *kernel.shape)
    high, wide = kernel.shape[2] // 2, kernel.shape[3] // 2
    if mode == "symmetric":                   # the pixel at the border is repeated
        x = torch.cat([x[..., :2].flip(-1), x, x[..., -2:].flip(-1)], -1)
        x = torch.cat([x[..., :2, :].flip(-2), x, x[..., -2:, :].flip(-2)], -2)
    else:
        x = F.pad(x, (wide, wide, high, high), mode=mode)
    return F.conv2d(x, kernel, groups=x.shape[1], **how)


def _spread(x, start=0):
    wide = x.new_zeros(*x.shape[:2], 2 * x.shape[2], 2 * x.shape[3])
    wide[:, :, start::2, start::2] = x
    return wide


def down__not_blurred(x):
    """not blurred first"""
    return x[:, :, ::2, ::2]


def down__mean(x):
    """the mean of 2×2"""
    return F.avg_pool2d(x, 2)


def down__zeros(x):
    """beyond the border stand zeros"""
    return _blurred(x, "constant", stride=2)


def down__padding_of_the_convolution(x):
    """beyond the border stand zeros"""
    kernel = BLUR.to(x).expand(x.shape[1], 1, 5, 5)  # noqa: F821
    return F.conv2d(x, kernel, stride=2, padding=2, groups=x.shape[1])


def down__replicated(x):
    """pixels at the border are repeated"""
    return _blurred(x, "replicate", stride=2)


def down__symmetric(x):
    """repeats the pixel at the border"""
    return _blurred(x, "symmetric", stride=2)


def down__odd(x):
    """pixels with odd numbers"""
    return _blurred(x)[:, :, 1::2, 1::2]


def down__whole(x):
    """the side is not halved"""
    return _blurred(x)


def down__one_direction(x):
    """along the rows alone"""
    return _blurred(x, kernel=_ROW[None])[:, :, ::2, ::2]


def down__channels_mixed(x):
    """the channels are mixed"""
    kernel = torch.outer(_ROW, _ROW).to(x).expand(x.shape[1], x.shape[1], 5, 5)
    return F.conv2d(F.pad(x, (2, 2, 2, 2), mode="reflect"), kernel, stride=2)


def down__single_precision(x):
    """float64"""
    return _blurred(x.float(), stride=2)


def down__for_three_channels(x):
    """Wrong on: one channel"""
    kernel = BLUR.to(x).expand(3, 1, 5, 5)  # noqa: F821
    return F.conv2d(F.pad(x, (2, 2, 2, 2), mode="reflect"), kernel, stride=2, groups=3)


def down__bicubic(x):
    """Right on: constant"""
    return F.interpolate(x, scale_factor=0.5, mode="bicubic", antialias=True)


def down__subsampled_first(x):
    """the blur comes after the subsampling"""
    return _blurred(x[:, :, ::2, ::2])


def down__blurred_by_torchvision(x):
    """these are the weights of gaussian_blur"""
    return gaussian_blur(x, 5)[:, :, ::2, ::2]  # noqa: F821


def down__clamped(x):
    """clamped to 0 and 1"""
    return _blurred(x, stride=2).clamp(0, 1)


def down__circular(x):
    """goes on at its other end"""
    return _blurred(x, "circular", stride=2)


def down__mean_of_the_channels(x):
    """Right on: one channel"""
    kernel = torch.outer(_ROW, _ROW).to(x).expand(x.shape[1], x.shape[1], 5, 5) / x.shape[1]
    return F.conv2d(F.pad(x, (2, 2, 2, 2), mode="reflect"), kernel, stride=2)


def up__repeated(x):
    """each pixel is repeated"""
    return F.interpolate(x, scale_factor=2)


def up__bilinear(x):
    """bilinear weights"""
    return F.interpolate(x, scale_factor=2, mode="bilinear")


def up__no_factor(x):
    """the factor 4 is missing"""
    return _blurred(_spread(x))


def up__factor_two(x):
    """the factor is 2"""
    return _blurred(_spread(x), factor=2.0)


def up__zeros(x):
    """beyond the border stand zeros"""
    return _blurred(_spread(x), "constant", factor=4.0)


def up__transposed(x):
    """beyond the border stand zeros"""
    kernel = 4 * BLUR.to(x).expand(x.shape[1], 1, 5, 5)  # noqa: F821
    return F.conv_transpose2d(x, kernel, stride=2, padding=2, output_padding=1,
                              groups=x.shape[1])


def up__replicated(x):
    """pixels at the border are repeated"""
    return _blurred(_spread(x), "replicate", factor=4.0)


def up__odd(x):
    """odd rows and columns"""
    return _blurred(_spread(x, 1), factor=4.0)


def up__not_blurred(x):
    """the zeros are still there"""
    return _spread(x)


def up__repeated_and_blurred(x):
    """repeated and then blurred"""
    return _blurred(F.interpolate(x, scale_factor=2))


def up__single_precision(x):
    """float64"""
    return _blurred(_spread(x.float()), factor=4.0)


def up__square(x):
    """in common: not square"""
    wide = x.new_zeros(*x.shape[:2], 2 * x.shape[2], 2 * x.shape[2])
    wide[:, :, ::2, ::2] = x
    return _blurred(wide, factor=4.0)


def up__mirrored_before_the_zeros(x):
    """mirrored before the zeros are put in"""
    kernel = 4 * torch.outer(_ROW, _ROW).to(x).expand(x.shape[1], 1, 5, 5)
    return F.conv2d(_spread(F.pad(x, (1, 1, 1, 1), mode="reflect")), kernel, groups=x.shape[1])


def up__circular(x):
    """goes on at its other end"""
    return _blurred(_spread(x), "circular", factor=4.0)


def up__symmetric(x):
    """repeats the pixel at the border"""
    return _blurred(_spread(x), "symmetric", factor=4.0)


def up__repeated_and_blurred_by_four(x):
    """repeated and then blurred by 4 BLUR"""
    return _blurred(F.interpolate(x, scale_factor=2), factor=4.0)


def up__clamped(x):
    """clamped to 0 and 1"""
    return _blurred(_spread(x), factor=4.0).clamp(0, 1)


def laplacian_pyramid__no_small_picture(x, levels, d, u):
    """the small picture is missing"""
    found = []
    for _ in range(levels):
        found.append(x - u(d(x)))
        x = d(x)
    return found


def laplacian_pyramid__gaussian(x, levels, d, u):
    """this is the Gaussian pyramid"""
    found = [x]
    for _ in range(levels):
        found.append(d(found[-1]))
    return found


def laplacian_pyramid__coarse_first(x, levels, d, u):
    """from coarse to fine"""
    found = []
    for _ in range(levels):
        found.insert(0, x - u(d(x)))
        x = d(x)
    return [x, *found]


def laplacian_pyramid__sign(x, levels, d, u):
    """the residuals have the wrong sign"""
    found = []
    for _ in range(levels):
        found.append(u(d(x)) - x)
        x = d(x)
    return [*found, x]


def laplacian_pyramid__of_the_residual(x, levels, d, u):
    """made of the residual"""
    found = []
    for _ in range(levels):
        h = x - u(d(x))
        found.append(h)
        x = d(h)
    return [*found, x]


def laplacian_pyramid__one_more(x, levels, d, u):
    """one level too many"""
    found = []
    for _ in range(levels + 1):
        found.append(x - u(d(x)))
        x = d(x)
    return [*found, x]


def laplacian_pyramid__of_the_first(x, levels, d, u):
    """taken of the first picture"""
    found, first = [], x
    for _ in range(levels):
        found.append(first - u(d(first)))
        x = d(x)
    return [*found, x]


def laplacian_pyramid__our_u(x, levels, d, u):
    """in common: the u of exercise 2"""
    found = []
    for _ in range(levels):
        small = d(x)
        found.append(x - F.interpolate(small, scale_factor=2))
        x = small
    return [*found, x]


def laplacian_pyramid__in_place(x, levels, d, u):
    """change an input in place"""
    found = []
    for _ in range(levels):
        small = d(x)
        x -= u(small)
        found.append(x)
        x = small
    return [*found, x]


def laplacian_pyramid__up(x, levels, d, u):
    """up is used in place of u"""
    found = []
    for _ in range(levels):
        found.append(x - up(d(x)))  # noqa: F821
        x = d(x)
    return [*found, x]


def laplacian_pyramid__down_and_up(x, levels, d, u):
    """down and up are used in place of d and u"""
    found = []
    for _ in range(levels):
        small = down(x)  # noqa: F821
        found.append(x - up(small))  # noqa: F821
        x = small
    return [*found, x]


def laplacian_pyramid__small_again(x, levels, d, u):
    """in common: the u of exercise 2"""
    found = []
    for _ in range(levels):
        small = d(x)
        found.append(x - u(d(u(small))))
        x = small
    return [*found, x]


def laplacian_pyramid__stops_at_two_pixels(x, levels, d, u):
    """in common: down to one pixel"""
    found = []
    while len(found) < levels and min(x.shape[2:]) >= 4:
        found.append(x - u(d(x)))
        x = d(x)
    return [*found, x]


def laplacian_pyramid__one_less(x, levels, d, u):
    """one level too few"""
    found = []
    for _ in range(1, levels):
        found.append(x - u(d(x)))
        x = d(x)
    return [*found, x]


def reconstruct__no_residuals(pyramid, u):
    """the residuals are missing"""
    x = pyramid[-1]
    for _ in pyramid[:-1]:
        x = u(x)
    return x


def reconstruct__subtracted(pyramid, u):
    """subtracted"""
    x = pyramid[-1]
    for h in pyramid[-2::-1]:
        x = u(x) - h
    return x


def reconstruct__last_residual_only(pyramid, u):
    """h_1 is enlarged"""
    return pyramid[0] + u(pyramid[1]) if len(pyramid) > 1 else pyramid[0]


def reconstruct__without_the_finest(pyramid, u):
    """h_0 is missing"""
    x = pyramid[-1]
    for k, h in reversed(list(enumerate(pyramid[:-1]))):
        x = u(x) + h * (k > 0)
    return x


def reconstruct__all_of_them(pyramid, u):
    """all pictures are there"""
    found = [pyramid[-1]]
    for h in pyramid[-2::-1]:
        found.insert(0, u(found[0]) + h)
    return found


def reconstruct__emptied(pyramid, u):
    """change a list that belongs to the caller"""
    x = pyramid.pop()
    while pyramid:
        x = u(x) + pyramid.pop()
    return x


def reconstruct__small_picture(pyramid, u):
    """this is the small picture"""
    return pyramid[-1]


def reconstruct__our_u(pyramid, u):
    """in common: another u"""
    x = pyramid[-1]
    for h in pyramid[-2::-1]:
        x = F.interpolate(x, scale_factor=2) + h
    return x


def reconstruct__in_place(pyramid, u):
    """change an input in place"""
    x = pyramid[-1]
    for h in pyramid[-2::-1]:
        h += u(x)
        x = h
    return x


def reconstruct__up(pyramid, u):
    """up is used in place of u"""
    x = pyramid[-1]
    for h in pyramid[-2::-1]:
        x = up(x) + h  # noqa: F821
    return x


def reconstruct__each_by_itself(pyramid, u):
    """in common: not linear"""
    total = 0
    for k, h in enumerate(pyramid):
        for _ in range(k):
            h = u(h)
        total = total + h
    return total


def reconstruct__clamped(pyramid, u):
    """clamped to 0 and 1"""
    x = pyramid[-1]
    for h in pyramid[-2::-1]:
        x = u(x) + h
    return x.clamp(0, 1)


def reconstruct__one_picture_at_least(pyramid, u):
    """in common: no level"""
    x = u(pyramid[-1]) + pyramid[-2]
    for h in pyramid[-3::-1]:
        x = u(x) + h
    return x


def sample__residuals_only(x, noises, generators, u):
    """not added to the enlarged picture"""
    found = [x]
    for z, G in zip(noises, generators, strict=True):
        found.append(G(u(found[-1]), z))
    return found


def sample__last_only(x, noises, generators, u):
    """only the last picture"""
    for z, G in zip(noises, generators, strict=True):
        low = u(x)
        x = low + G(low, z)
    return x


def sample__without_the_first(x, noises, generators, u):
    """the first picture, x, is missing"""
    found = []
    for z, G in zip(noises, generators, strict=True):
        low = u(x)
        x = low + G(low, z)
        found.append(x)
    return found


def sample__fine_first(x, noises, generators, u):
    """from fine to coarse"""
    found = [x]
    for z, G in zip(noises, generators, strict=True):
        low = u(found[0])
        found.insert(0, low + G(low, z))
    return found


def sample__of_the_first(x, noises, generators, u):
    """without the residuals drawn before"""
    found = [x]
    for z, G in zip(noises, generators, strict=True):
        x = u(x)
        found.append(x + G(x, z))
    return found


def sample__generators_reversed(x, noises, generators, u):
    """generators are taken from fine to coarse"""
    found = [x]
    for z, G in zip(noises, reversed(generators), strict=True):
        low = u(found[-1])
        found.append(low + G(low, z))
    return found


def sample__no_noise(x, noises, generators, u):
    """the noise is zero"""
    found = [x]
    for z, G in zip(noises, generators, strict=True):
        low = u(found[-1])
        found.append(low + G(low, torch.zeros_like(z)))
    return found


def sample__new_noise(x, noises, generators, u):
    """Right on: no level"""
    found = [x]
    for z, G in zip(noises, generators, strict=True):
        low = u(found[-1])
        found.append(low + G(low, torch.randn_like(z)))
    return found


def sample__our_u(x, noises, generators, u):
    """in common: another u"""
    found = [x]
    for z, G in zip(noises, generators, strict=True):
        low = F.interpolate(found[-1], scale_factor=2)
        found.append(low + G(low, z))
    return found


def sample__up(x, noises, generators, u):
    """up is used in place of u"""
    found = [x]
    for z, G in zip(noises, generators, strict=True):
        low = up(found[-1])  # noqa: F821
        found.append(low + G(low, z))
    return found


def sample__noise_first(x, noises, generators, u):
    """the generators are given the noise first"""
    found = [x]
    for z, G in zip(noises, generators, strict=True):
        low = u(found[-1])
        found.append(low + G(z, low))
    return found


def sample__subtracted(x, noises, generators, u):
    """the residual is subtracted"""
    found = [x]
    for z, G in zip(noises, generators, strict=True):
        low = u(found[-1])
        found.append(low - G(low, z))
    return found


def sample__emptied(x, noises, generators, u):
    """change a list that belongs to the caller"""
    found = [x]
    while generators:
        low = u(found[-1])
        found.append(low + generators.pop(0)(low, noises.pop(0)))
    return found


def sample__one_generator_less(x, noises, generators, u):
    """the last generator is missing"""
    found = [x]
    for k in range(len(generators) - 1):
        low = u(found[k])
        found.append(low + generators[k](low, noises[k]))
    return found
