"""Wrong answers to lesson 03. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import numpy as np
import torch
import torch.nn.functional as F


def blocks__reshape_alone(x, p, q):
    """two axes must change places"""
    return x.reshape(x.shape[0] // p, x.shape[1] // q, p * q)


def blocks__p_and_q(x, p, q):
    """p and q are exchanged"""
    m, n = x.shape
    return x.reshape(m // q, q, n // p, p).transpose(1, 2).reshape(m // q, n // p, p * q)


def blocks__column_by_column(x, p, q):
    """column by column"""
    m, n = x.shape
    return x.reshape(m // p, p, n // q, q).permute(0, 2, 3, 1).reshape(m // p, n // q, p * q)


def blocks__exchanged(x, p, q):
    """block \\(i, j\\) and block \\(j, i\\)"""
    m, n = x.shape
    return x.reshape(m // p, p, n // q, q).permute(2, 0, 1, 3).reshape(n // q, m // p, p * q)


def blocks__four_axes(x, p, q):
    """your result has shape \\(1, 1, 3, 3\\), wanted is \\(1, 1, 9\\)"""
    m, n = x.shape
    return x.reshape(m // p, p, n // q, q).transpose(1, 2)


def blocks__strided_by_p(x, p, q):
    """in common: p and q differ"""
    return x.unfold(0, p, p).unfold(1, q, p).reshape(x.shape[0] // p, -1, p * q)


def blocks__rows_for_columns(x, p, q):
    """in common: not square"""
    m, _ = x.shape
    return x.reshape(m // p, p, m // q, q).transpose(1, 2).reshape(m // p, m // q, p * q)


def blocks__strides_of_memory(x, p, q):
    """in common: not contiguous"""
    m, n = x.shape
    return x.as_strided((m // p, n // q, p, q), (p * n, q, n, 1)).flatten(2)


def blocks__through_numpy(x, p, q):
    """no gradient gets through it"""
    m, n = x.shape
    return torch.from_numpy(np.array([[x[i:i + p, j:j + q].detach().numpy().ravel()
                                       for j in range(0, n, q)] for i in range(0, m, p)]))


def blocks__always_two(x, p, q):
    """Wrong on: p and q differ, blocks of 2×3; .*one block"""
    m, n = x.shape
    return x.reshape(m // 2, 2, n // 2, 2).transpose(1, 2).reshape(m // 2, n // 2, 4)


def blocks__into_float32(x, p, q):
    """in common: float64"""
    m, n = x.shape
    result = torch.zeros(m // p, n // q, p * q)
    for a in range(p):
        for b in range(q):
            result[:, :, a * q + b] = x[a::p, b::q]
    return result


def max_pool_backward__ties(x, g, p, q):
    """both get the gradient"""
    b = blocks(x, p, q)
    return unblock((b == b.amax(-1, keepdim=True)) * g[..., None], p, q)


def max_pool_backward__spread(x, g, p, q):
    """that is the average's"""
    return unblock((g / (p * q))[..., None].expand(-1, -1, p * q), p, q)


def max_pool_backward__everyone(x, g, p, q):
    """every pixel of the block gets the gradient"""
    return unblock(g[..., None].expand(-1, -1, p * q), p, q)


def max_pool_backward__the_maximum(x, g, p, q):
    """you put the maximum itself there"""
    b = blocks(x, p, q)
    return unblock(F.one_hot(b.argmax(-1), p * q) * b, p, q)


def max_pool_backward__smallest(x, g, p, q):
    """to the smallest pixel"""
    b = blocks(x, p, q)
    return unblock(F.one_hot(b.argmin(-1), p * q) * g[..., None], p, q)


def max_pool_backward__of_absolute(x, g, p, q):
    """in common: negative values"""
    b = blocks(x, p, q)
    return unblock(F.one_hot(b.abs().argmax(-1), p * q).to(g) * g[..., None], p, q)


def max_pool_backward__last_of_equals(x, g, p, q):
    """in common: equal maxima"""
    b = blocks(x, p, q)
    k = p * q - 1 - b.flip(-1).argmax(-1)
    return unblock(F.one_hot(k, p * q).to(g) * g[..., None], p, q)


def max_pool_backward__first_in_column_order(x, g, p, q):
    """in common: two of a block"""
    b = blocks(x, p, q)
    k = b.unflatten(-1, (p, q)).transpose(-1, -2).flatten(-2).argmax(-1)
    return unblock(F.one_hot(k % p * q + k // p, p * q).to(g) * g[..., None], p, q)


def max_pool_backward__ties_shared(x, g, p, q):
    """equally large pixels share the gradient"""
    b = blocks(x, p, q)
    hit = (b == b.amax(-1, keepdim=True)).to(g)
    return unblock(hit / hit.sum(-1, keepdim=True) * g[..., None], p, q)


def max_pool_backward__no_g(x, g, p, q):
    """the numbers of g are not used"""
    b = blocks(x, p, q)
    return unblock(F.one_hot(b.argmax(-1), p * q).to(g), p, q)


def max_pool_backward__starts_from_zero(x, g, p, q):
    """Wrong on: negative values, all of them; equal maxima, a block of zeros"""
    b = blocks(x, p, q)
    hit = F.one_hot(b.argmax(-1), p * q) * (b > 0)
    return unblock(hit * g[..., None], p, q)


def max_pool_backward__largest_of_the_map(x, g, p, q):
    """Right on: equal maxima, a block of zeros"""
    result = torch.zeros_like(x, dtype=g.dtype)
    k = x.argmax().item()
    i, j = k // x.shape[1], k % x.shape[1]
    result[i, j] = g[i // p, j // q]
    return result


def max_pool_backward__square_blocks(x, g, p, q):
    """in common: p and q differ"""
    b = blocks(x, p, q)
    result = torch.zeros_like(x, dtype=g.dtype)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            k = b[i, j].argmax().item()
            result[i * p + k // p, j * q + k % p] = g[i, j]
    return result


def max_pool_backward__autograd(x, g, p, q):
    """you call backward"""
    x = x.detach().clone().requires_grad_()
    (F.max_pool2d(x[None], (p, q))[0] * g).sum().backward()
    return x.grad


def max_pool_backward__autograd_grad(x, g, p, q):
    """you call grad"""
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(F.max_pool2d(x[None], (p, q))[0], x, g)[0]


def max_pool_backward__unpooled(x, g, p, q):
    """you call max_unpool2d"""
    _, places = F.max_pool2d(x[None], (p, q), return_indices=True)
    return F.max_unpool2d(g[None], places, (p, q))[0]


def l2_pool_backward__zero_by_zero(x, g, p, q):
    """you divide 0 by 0"""
    b = blocks(x, p, q)
    return unblock(g[..., None] * b / b.square().sum(-1, keepdim=True).sqrt(), p, q)


def l2_pool_backward__no_division(x, g, p, q):
    """the division by F is missing"""
    return unblock(g[..., None] * blocks(x, p, q), p, q)


def l2_pool_backward__no_root(x, g, p, q):
    """gradient of the sum of squares, without the root"""
    return unblock(2 * g[..., None] * blocks(x, p, q), p, q)


def l2_pool_backward__by_the_sum(x, g, p, q):
    """you divide by the sum"""
    b = blocks(x, p, q)
    return unblock(g[..., None] * b / b.sum(-1, keepdim=True), p, q)


def _l2(b, g, of=lambda b: b, limit=1e-12, added=0.0,
        length=lambda b: b.norm(dim=-1, keepdim=True)):
    """g x_a / F, in blocks, with one thing changed: the numerator, the least F, what is added to F,
    F itself."""
    norm = length(b)
    return g[..., None] * torch.where(norm > 0, of(b) / (norm + added).clamp_min(limit), 0.0)


def l2_pool_backward__abs(x, g, p, q):
    """in common: negative values"""
    return unblock(_l2(blocks(x, p, q), g, of=torch.abs), p, q)


def l2_pool_backward__mean(x, g, p, q):
    """the root of the mean of squares"""
    return unblock(_l2(blocks(x, p, q), g / (p * q), length=lambda b: b.square().mean(
        -1, keepdim=True).sqrt()), p, q)


def l2_pool_backward__two(x, g, p, q):
    """a constant factor is off: yours is 2 times"""
    return unblock(_l2(blocks(x, p, q), 2 * g), p, q)


def l2_pool_backward__large_epsilon(x, g, p, q):
    """in common: weak values"""
    return unblock(_l2(blocks(x, p, q), g, added=1e-6), p, q)


def l2_pool_backward__high_limit(x, g, p, q):
    """in common: weak values"""
    return unblock(_l2(blocks(x, p, q), g, limit=0.1), p, q)


def l2_pool_backward__one_in_the_denominator(x, g, p, q):
    """elements differ.*\\nRight on: a block of zeros, nothing else"""
    return unblock(_l2(blocks(x, p, q), g, added=1.0), p, q)


def l2_pool_backward__by_absolute_values(x, g, p, q):
    """Right on: negative values, blocks of one pixel"""
    return unblock(_l2(blocks(x, p, q), g, length=lambda b: b.abs().sum(-1, keepdim=True)), p, q)


def l2_pool_backward__mask_of_the_sum(x, g, p, q):
    """in common: a block that sums to zero"""
    b = blocks(x, p, q)
    length = b.square().sum(-1, keepdim=True).sqrt()
    return unblock(g[..., None] * torch.where(b.sum(-1, keepdim=True) != 0,
                                              b / length.clamp_min(1e-12), 0.0), p, q)


def l2_pool_backward__one_in_zeros(x, g, p, q):
    """in common: a block of zeros"""
    b = blocks(x, p, q)
    length = b.square().sum(-1, keepdim=True).sqrt()
    return unblock(g[..., None] * torch.where(length > 0, b / length.clamp_min(1e-12), 1.0), p, q)


def l2_pool_backward__root_of_small_number(x, g, p, q):
    """in common: weak values"""
    b = blocks(x, p, q)
    return unblock(g[..., None] * b / (b.square().sum(-1, keepdim=True) + 1e-8).sqrt(), p, q)


def l2_pool_backward__norm_of_the_map(x, g, p, q):
    """Right on: .*nothing else"""
    return unblock(g[..., None] * blocks(x, p, q) / x.norm().clamp_min(1e-12), p, q)


def l2_pool_backward__autograd(x, g, p, q):
    """you call backward"""
    x = x.detach().clone().requires_grad_()
    (torch.linalg.vector_norm(blocks(x, p, q), dim=-1) * g).sum().backward()
    return x.grad


def _blur(x, line=(0.25, 0.5, 0.25), mode="reflect", stride=2):
    """Right as it stands, with one thing to change."""
    weights = torch.tensor(line).to(x)
    kernel = (weights[:, None] * weights).expand(x.shape[1], 1, 3, 3)
    return F.conv2d(F.pad(x, [1] * 4, mode=mode), kernel, groups=x.shape[1], stride=stride)


def blur_pool__not_divided(x):
    """the weights sum to 16: divide"""
    return _blur(x, (1.0, 2.0, 1.0))


def blur_pool__divided_by_four(x):
    """a constant factor is off: yours is 4 times"""
    return _blur(x, (0.5, 1.0, 0.5))


def blur_pool__box(x):
    """all weights of your kernel are equal"""
    return _blur(x, (1 / 3, 1 / 3, 1 / 3))


def blur_pool__zeros(x):
    """filled with zeros"""
    return _blur(x, mode="constant")


def blur_pool__repeated(x):
    """is repeated; reflect it"""
    return _blur(x, mode="replicate")


def blur_pool__circular(x):
    """from the other side; reflect it"""
    return _blur(x, mode="circular")


def blur_pool__nothing_left_out(x):
    """nothing is left out"""
    return _blur(x, stride=1)


def blur_pool__only_rows(x):
    """your result has shape \\(1, 1, 2, 4\\), wanted is \\(1, 1, 2, 2\\)"""
    return _blur(x, stride=(2, 1))


def blur_pool__mixed(x):
    """the maps are mixed"""
    line = torch.tensor([1.0, 2.0, 1.0]).to(x) / 4
    kernel = (line[:, None] * line).expand(x.shape[1], x.shape[1], 3, 3)
    return F.conv2d(F.pad(x, [1] * 4, mode="reflect"), kernel, stride=2)


def blur_pool__no_blur(x):
    """nothing is blurred"""
    return x[:, :, ::2, ::2]


def blur_pool__blurred_too_late(x):
    """the blur comes first"""
    return _blur(x[:, :, ::2, ::2], stride=1)


def blur_pool__every_other_second(x):
    """rows and columns 1, 3, 5 and so on are kept"""
    return _blur(x, stride=1)[:, :, 1::2, 1::2]


def blur_pool__one_map_only(x):
    """in common: several maps"""
    line = torch.tensor([1.0, 2.0, 1.0]).to(x) / 4
    return F.conv2d(F.pad(x, [1] * 4, mode="reflect"), (line[:, None] * line)[None, None], stride=2)


def blur_pool__view_of_maps(x):
    """in common: channels_last"""
    n, c, h, w = x.shape
    y = _blur(x.view(n * c, 1, h, w))
    return y.view(n, c, *y.shape[2:])


def blur_pool__maps_and_pictures_exchanged(x):
    """in common: several of both"""
    n, c, h, w = x.shape
    y = _blur(x.transpose(0, 1).reshape(n * c, 1, h, w))
    return y.reshape(n, c, *y.shape[2:])


def blur_pool__first_picture(x):
    """in common: several pictures"""
    return _blur(x[:1])


def blur_pool__floor(x):
    """Wrong on: odd sizes; not square"""
    return _blur(x)[:, :, :x.shape[2] // 2, :x.shape[3] // 2]


def blur_pool__float32_kernel(x):
    """in common: float64"""
    line = torch.tensor([1.0, 2.0, 1.0]) / 4
    kernel = (line[:, None] * line).expand(x.shape[1], 1, 3, 3)
    return F.conv2d(F.pad(x, [1] * 4, mode="reflect"), kernel, stride=2, groups=x.shape[1])


def blur_pool__no_grad(x):
    """no gradient gets through it"""
    with torch.no_grad():
        return _blur(x)


def blur_pool__average(x):
    """elements differ.*\nWrong on all"""
    return F.avg_pool2d(x, 2, ceil_mode=True)


def _windows(x, g, size, stride, put="sum", of=lambda w: w, width=None):
    """Right as it stands, with one thing to change: what becomes of a pixel that several windows
    choose, what is compared, by which width a place is divided."""
    result = torch.zeros_like(x)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride:i * stride + size, j * stride:j * stride + size]
            a, b = divmod(of(window).argmax().item(), width or window.shape[1])
            at = i * stride + a, j * stride + b
            result[at] = g[i, j] + (result[at] if put == "sum" else 0)
    return result


def overlapping_max_backward__last_window(x, g, size, stride):
    """keeps the gradient of the last one"""
    return _windows(x, g, size, stride, "last")


def overlapping_max_backward__first_window(x, g, size, stride):
    """a pixel that several windows choose keeps the gradient of the first"""
    result, taken = torch.zeros_like(x), torch.zeros_like(x, dtype=torch.bool)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride:i * stride + size, j * stride:j * stride + size]
            a, b = divmod(window.argmax().item(), size)
            at = i * stride + a, j * stride + b
            if not taken[at]:
                result[at], taken[at] = g[i, j], True
    return result


def overlapping_max_backward__averaged(x, g, size, stride):
    """gradients of several windows are averaged"""
    times = _windows(x, torch.ones_like(g), size, stride)
    return _windows(x, g, size, stride) / times.clamp_min(1)


def overlapping_max_backward__as_if_disjoint(x, g, size, stride):
    """Right on: .*windows that do not overlap"""
    result = torch.zeros_like(x)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * size:(i + 1) * size, j * size:(j + 1) * size]
            if window.numel():
                a, b = divmod(window.argmax().item(), window.shape[1])
                result[i * size + a, j * size + b] += g[i, j]
    return result


def overlapping_max_backward__size_and_stride(x, g, size, stride):
    """size and stride are exchanged"""
    return _windows(x, g, stride, size)


def overlapping_max_backward__no_g(x, g, size, stride):
    """the numbers of g are not used"""
    return _windows(x, torch.ones_like(g), size, stride)


def overlapping_max_backward__smallest(x, g, size, stride):
    """to the smallest pixel"""
    return _windows(x, g, size, stride, of=torch.neg)


def overlapping_max_backward__of_absolute(x, g, size, stride):
    """Right on: .*one peak in four windows"""
    return _windows(x, g, size, stride, of=torch.abs)


def overlapping_max_backward__every_equal(x, g, size, stride):
    """in common: equal maxima"""
    result = torch.zeros_like(x)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            at = (slice(i * stride, i * stride + size), slice(j * stride, j * stride + size))
            result[at] += (x[at] == x[at].max()) * g[i, j]
    return result


def overlapping_max_backward__divided_by_the_stride(x, g, size, stride):
    """Right on: .*windows that do not overlap"""
    return _windows(x, g, size, stride, width=stride)


def overlapping_max_backward__float32(x, g, size, stride):
    """in common: float64"""
    return _windows(x.float(), g.float(), size, stride).to(x)


def overlapping_max_backward__row_and_column(x, g, size, stride):
    """row and column within a window"""
    result = torch.zeros_like(x)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            window = x[i * stride:i * stride + size, j * stride:j * stride + size]
            b, a = divmod(window.argmax().item(), size)
            result[i * stride + a, j * stride + b] += g[i, j]
    return result


def overlapping_max_backward__autograd(x, g, size, stride):
    """you call grad"""
    x = x.detach().clone().requires_grad_()
    return torch.autograd.grad(F.max_pool2d(x[None], size, stride)[0], x, g)[0]


def _layer(x, w, g, stride, dx=None, dw=None, db=None):
    """Right as it stands; each of the three may be replaced by a function of what is given."""
    grids = {}
    for a in range(w.shape[2]):
        for b in range(w.shape[3]):
            grids[a, b] = (..., slice(a, a + stride * (g.shape[2] - 1) + 1, stride),
                           slice(b, b + stride * (g.shape[3] - 1) + 1, stride))

    def to_x(x, w, g):
        result = torch.zeros_like(x)
        for (a, b), grid in grids.items():
            result[grid] += torch.einsum("noij,oc->ncij", g, w[..., a, b])
        return result

    def to_w(x, w, g):
        result = torch.zeros_like(w)
        for (a, b), grid in grids.items():
            result[..., a, b] = torch.einsum("noij,ncij->oc", g, x[grid])
        return result

    return ((dx or (lambda x, w, g, right: right))(x, w, g, to_x(x, w, g)),
            (dw or (lambda x, w, g, right: right))(x, w, g, to_w(x, w, g)),
            (db or (lambda x, w, g, right: right))(x, w, g, g.sum((0, 2, 3))))


def convolution_backward__kernel_turned(x, w, g, stride):
    """dL/dx: the kernel is turned"""
    return _layer(x, w.flip(2, 3), g, stride)


def convolution_backward__weights_turned(x, w, g, stride):
    """dL/dw comes out turned"""
    return _layer(x, w, g, stride, dw=lambda x, w, g, right: right.flip(2, 3))


def convolution_backward__order(x, w, g, stride):
    """in the wrong order"""
    dx, dw, db = _layer(x, w, g, stride)
    return dw, dx, db


def convolution_backward__bias_mean(x, w, g, stride):
    """dL/dbias is the mean of g"""
    return _layer(x, w, g, stride, db=lambda x, w, g, right: g.mean((0, 2, 3)))


def convolution_backward__bias_one_for_all(x, w, g, stride):
    """one for each output map"""
    return _layer(x, w, g, stride, db=lambda x, w, g, right: right.sum())


def convolution_backward__bias_per_picture(x, w, g, stride):
    """but not over the pictures"""
    return _layer(x, w, g, stride, db=lambda x, w, g, right: g.sum((2, 3)))


def convolution_backward__bias_first_picture(x, w, g, stride):
    """in common: several pictures"""
    return _layer(x, w, g, stride, db=lambda x, w, g, right: g[0].sum((1, 2)))


def convolution_backward__averaged_over_pictures(x, w, g, stride):
    """averaged over the pictures"""
    return _layer(x, w, g, stride, dw=lambda x, w, g, right: right / len(x))


def convolution_backward__two_only(x, w, g, stride):
    """wanted are 3 values"""
    return _layer(x, w, g, stride)[:2]


def convolution_backward__stride_ignored(x, w, g, stride):
    """in common: stride above 1"""
    return _layer(x, w, g, 1)


def convolution_backward__transposed_without_output_padding(x, w, g, stride):
    """Wrong on: .*larger than the kernel; .*rows left over"""
    return _layer(x, w, g, stride,
                  dx=lambda x, w, g, right: F.conv_transpose2d(g, w, stride=stride))


def convolution_backward__overwritten(x, w, g, stride):
    """windows that overlap"""
    def dx(x, w, g, right):
        result = torch.zeros_like(x)
        for a in range(w.shape[2]):
            for b in range(w.shape[3]):
                result[..., a:a + stride * (g.shape[2] - 1) + 1:stride,
                       b:b + stride * (g.shape[3] - 1) + 1:stride] = torch.einsum(
                           "noij,oc->ncij", g, w[..., a, b])
        return result
    return _layer(x, w, g, stride, dx=dx)


def convolution_backward__one_output_map(x, w, g, stride):
    """in common: several output maps"""
    return _layer(x, w, g, stride,
                  dx=lambda x, w, g, right: _layer(x, w[:1], g[:, :1], stride)[0])


def convolution_backward__one_input_map(x, w, g, stride):
    """in common: several input maps"""
    return _layer(x, w, g, stride, dw=lambda x, w, g, right: right[:, :1].expand_as(w))


def convolution_backward__g_forgotten(x, w, g, stride):
    """value 1 of 3.*\nWrong on all"""
    return _layer(x, w, g, stride, dx=lambda x, w, g, right: _layer(
        x, w, torch.ones_like(g), stride)[0])


def convolution_backward__x_forgotten(x, w, g, stride):
    """value 2 of 3.*\nWrong on all"""
    return _layer(x, w, g, stride, dw=lambda x, w, g, right: _layer(
        torch.ones_like(x), w, g, stride)[1])


def convolution_backward__autograd(x, w, g, stride):
    """you call grad"""
    x, w = x.detach().requires_grad_(), w.detach().requires_grad_()
    return *torch.autograd.grad(F.conv2d(x, w, None, stride), (x, w), g), g.sum((0, 2, 3))


def convolution_backward__library(x, w, g, stride):
    """you call conv2d_input"""
    return (torch.nn.grad.conv2d_input(x.shape, w, g, stride),
            torch.nn.grad.conv2d_weight(x, w.shape, g, stride), g.sum((0, 2, 3)))


def convolution_backward__float32(x, w, g, stride):
    """in common: float64"""
    return tuple(t.to(x) for t in _layer(x.float(), w.float(), g.float(), stride))


def blocks__overlapping_windows(x, p, q):
    """move by one pixel at a time"""
    return x.unfold(0, p, 1).unfold(1, q, 1).flatten(2)


def max_pool_backward__times_pixel(x, g, p, q):
    """multiplied by the pixel"""
    b = blocks(x, p, q)
    hot = F.one_hot(b.argmax(-1), p * q).to(g.dtype)
    return unblock(hot * b * g[..., None], p, q)


def max_pool_backward__not_put_back(x, g, p, q):
    """laid down in a row"""
    hot = F.one_hot(blocks(x, p, q).argmax(-1), p * q).to(g.dtype)
    return (hot * g[..., None]).reshape(x.shape)


def l2_pool_backward__g_not_used(x, g, p, q):
    """numbers of g are not used"""
    b = blocks(x, p, q)
    f = b.norm(dim=2, keepdim=True)
    return unblock(b / torch.where(f == 0, 1, f), p, q)


def l2_pool_backward__divided_by_sum_of_squares(x, g, p, q):
    """sum of squares, without the root"""
    b = blocks(x, p, q)
    f = (b ** 2).sum(2, keepdim=True)
    return unblock(b / torch.where(f == 0, 1, f) * g[..., None], p, q)


def l2_pool_backward__divided_by_root_of_mean(x, g, p, q):
    """you divide by the root of the mean"""
    b = blocks(x, p, q)
    f = (b ** 2).mean(2, keepdim=True).sqrt()
    return unblock(b / torch.where(f == 0, 1, f) * g[..., None], p, q)


def l2_pool_backward__length_of_map(x, g, p, q):
    """length of the whole map"""
    b = blocks(x, p, q)
    return unblock(b / b.norm() * g[..., None], p, q)


def overlapping_max_backward__square_loop(x, g, size, stride):
    """as many columns of windows as rows"""
    out = torch.zeros_like(x)
    for i in range(len(g)):
        for j in range(len(g)):
            w = x[i * stride:i * stride + size, j * stride:j * stride + size]
            a, b = divmod(w.flatten().argmax().item(), size)
            out[i * stride + a, j * stride + b] += g[i, j]
    return out


def blur_pool__blur_after_with_edge(x):
    """and repeat the border"""
    k = torch.tensor([1., 2, 1], dtype=x.dtype)
    k = torch.outer(k, k) / 16
    C = x.shape[1]
    x = x[:, :, ::2, ::2]
    return F.conv2d(F.pad(x, (1,) * 4, mode="replicate"), k.expand(C, 1, 3, 3), groups=C)


def blur_pool__along_rows(x):
    """from left to right only"""
    x = F.pad(x, (1, 1, 0, 0), mode="reflect")
    x = (x[..., :-2] + 2 * x[..., 1:-1] + x[..., 2:]) / 4
    return x[:, :, ::2, ::2]


def blur_pool__no_border(x):
    """there is no border"""
    k = torch.tensor([1., 2, 1], dtype=x.dtype)
    k = torch.outer(k, k) / 16
    C = x.shape[1]
    return F.conv2d(x, k.expand(C, 1, 3, 3), stride=2, groups=C)


def convolution_backward__painted_over(x, w, g, stride):
    """in common: windows that overlap"""
    rows, cols = g.shape[2:]
    dx, dw = torch.zeros_like(x), torch.zeros_like(w)
    for a in range(w.shape[2]):
        for b in range(w.shape[3]):
            s = (slice(None), slice(None), slice(a, a + stride * (rows - 1) + 1, stride),
                 slice(b, b + stride * (cols - 1) + 1, stride))
            dw[:, :, a, b] = torch.einsum("noij,ncij->oc", g, x[s])
            dx[s] = torch.einsum("noij,oc->ncij", g, w[:, :, a, b])
    return dx, dw, g.sum((0, 2, 3))


def convolution_backward__weights_transposed(x, w, g, stride):
    """the kernel's axes are exchanged"""
    k, l = w.shape[2:]
    rows, cols = g.shape[2:]
    win = x.unfold(2, k, stride).unfold(3, l, stride)
    dw = torch.einsum("noij,ncijab->ocba", g, win).reshape(w.shape)
    part = F.conv_transpose2d(g, w, stride=stride)
    dx = torch.zeros_like(x)
    dx[:, :, :part.shape[2], :part.shape[3]] = part
    return dx, dw, g.sum((0, 2, 3))
