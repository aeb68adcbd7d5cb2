"""Wrong answers to lesson 03. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F


def blocks__reshape_alone(x, p, q):
    """two axes must change places"""
    return x.reshape(x.shape[0] // p, x.shape[1] // q, p * q)


def blocks__p_and_q(x, p, q):
    """p and q are exchanged|is invalid for input"""
    m, n = x.shape
    return x.reshape(m // q, q, n // p, p).transpose(1, 2).reshape(m // q, n // p, p * q)


def blocks__column_by_column(x, p, q):
    """column by column"""
    m, n = x.shape
    return x.reshape(m // p, p, n // q, q).permute(0, 2, 3, 1).reshape(m // p, n // q, p * q)


def blocks__exchanged(x, p, q):
    """block \\(i, j\\) and block \\(j, i\\)|has shape"""
    m, n = x.shape
    return x.reshape(m // p, p, n // q, q).permute(2, 0, 1, 3).reshape(n // q, m // p, p * q)


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


def l2_pool_backward__zero_by_zero(x, g, p, q):
    """you divide 0 by 0"""
    b = blocks(x, p, q)
    return unblock(g[..., None] * b / b.square().sum(-1, keepdim=True).sqrt(), p, q)


def l2_pool_backward__no_division(x, g, p, q):
    """the division by F is missing"""
    return unblock(g[..., None] * blocks(x, p, q), p, q)


def l2_pool_backward__no_root(x, g, p, q):
    """you forget the root"""
    return unblock(2 * g[..., None] * blocks(x, p, q), p, q)


def l2_pool_backward__by_the_sum(x, g, p, q):
    """you divide by the sum"""
    b = blocks(x, p, q)
    return unblock(g[..., None] * b / b.sum(-1, keepdim=True), p, q)


def blur_pool__not_divided(x):
    """divide"""
    line = torch.tensor([1.0, 2.0, 1.0])
    kernel = (line[:, None] * line).expand(x.shape[1], 1, 3, 3)
    return F.conv2d(F.pad(x, [1] * 4, mode="reflect"), kernel, stride=2, groups=x.shape[1])


def blur_pool__zeros(x):
    """filled with zeros"""
    line = torch.tensor([1.0, 2.0, 1.0]) / 4
    kernel = (line[:, None] * line).expand(x.shape[1], 1, 3, 3)
    return F.conv2d(x, kernel, stride=2, padding=1, groups=x.shape[1])


def blur_pool__repeated(x):
    """is repeated; reflect it"""
    line = torch.tensor([1.0, 2.0, 1.0]) / 4
    kernel = (line[:, None] * line).expand(x.shape[1], 1, 3, 3)
    return F.conv2d(F.pad(x, [1] * 4, mode="replicate"), kernel, stride=2, groups=x.shape[1])


def blur_pool__nothing_left_out(x):
    """nothing is left out|has shape"""
    line = torch.tensor([1.0, 2.0, 1.0]) / 4
    kernel = (line[:, None] * line).expand(x.shape[1], 1, 3, 3)
    return F.conv2d(F.pad(x, [1] * 4, mode="reflect"), kernel, groups=x.shape[1])


def blur_pool__mixed(x):
    """the maps are mixed"""
    line = torch.tensor([1.0, 2.0, 1.0]) / 4
    kernel = (line[:, None] * line).expand(x.shape[1], x.shape[1], 3, 3)
    return F.conv2d(F.pad(x, [1] * 4, mode="reflect"), kernel, stride=2)


def blur_pool__no_blur(x):
    """nothing is blurred"""
    return x[:, :, ::2, ::2]


def max_unpool__nearest(small, before, p, q):
    """that is the nearest neighbour"""
    return small.repeat_interleave(p, 0).repeat_interleave(q, 1)


def max_unpool__nails(small, before, p, q):
    """that is the bed of nails"""
    result = torch.zeros_like(before)
    result[::p, ::q] = small
    return result


def max_unpool__old_maxima(small, before, p, q):
    """the old maxima are there"""
    return max_pool_backward(before, blocks(before, p, q).amax(-1), p, q)


def max_unpool__arguments(small, before, p, q):
    """stopped with RuntimeError"""
    return max_pool_backward(small, before, p, q)


def convolution_backward__not_turned(x, w, g):
    """the kernel must be turned"""
    k, l = w.shape
    dx = F.conv2d(F.pad(g, [l - 1, l - 1, k - 1, k - 1])[None, None], w[None, None])[0, 0]
    return dx, F.conv2d(x[None, None], g[None, None])[0, 0]


def convolution_backward__gradient_turned(x, w, g):
    """the gradient must not be turned"""
    dx = F.conv_transpose2d(g[None, None], w[None, None])[0, 0]
    return dx, F.conv2d(x[None, None], g.flip(0, 1)[None, None])[0, 0]


def convolution_backward__order(x, w, g):
    """in the wrong order"""
    return F.conv2d(x[None, None],
                    g[None, None])[0, 0], F.conv_transpose2d(g[None, None], w[None, None])[0, 0]


def convolution_backward__weights_turned(x, w, g):
    """dL/dw comes out turned"""
    dx = F.conv_transpose2d(g[None, None], w[None, None])[0, 0]
    return dx, F.conv2d(x[None, None], g[None, None])[0, 0].flip(0, 1)


def convolution_backward__only_one(x, w, g):
    """wanted are 2 values"""
    return F.conv_transpose2d(g[None, None], w[None, None])[0, 0]


def blocks__exchange_twice(x, p, q):
    """elements differ"""
    m, n = x.shape
    return x.reshape(m // p, p, n // q,
                     q).permute(2, 0, 1, 3).reshape(n // q, m // p, p * q).transpose(0, 1).flip(-1)


def blocks__four_axes(x, p, q):
    """your result has shape"""
    m, n = x.shape
    return x.reshape(m // p, p, n // q, q).transpose(1, 2)


def blocks__unfold_strided_by_p(x, p, q):
    """elements differ"""
    return x.unfold(0, p, p).unfold(1, q, p).reshape(x.shape[0] // p, -1, p * q)


def l2_pool_backward__abs(x, g, p, q):
    """elements differ"""
    b = blocks(x, p, q)
    length = b.square().sum(-1, keepdim=True).sqrt()
    return unblock(g[..., None] * torch.where(length > 0, b.abs() / length.clamp_min(1e-12), 0.0),
                   p, q)


def l2_pool_backward__mean(x, g, p, q):
    """a constant factor is off"""
    b = blocks(x, p, q)
    length = b.square().mean(-1, keepdim=True).sqrt()
    return unblock(g[...,
                     None] * torch.where(length > 0, b / (p * q * length).clamp_min(1e-12), 0.0),
                   p, q)


def l2_pool_backward__two(x, g, p, q):
    """a constant factor is off"""
    b = blocks(x, p, q)
    length = b.square().sum(-1, keepdim=True).sqrt()
    return unblock(2 * g[..., None] * torch.where(length > 0, b / length.clamp_min(1e-12), 0.0), p,
                   q)


def max_pool_backward__of_absolute(x, g, p, q):
    """elements differ"""
    b = blocks(x, p, q)
    return unblock(F.one_hot(b.abs().argmax(-1), p * q).to(g) * g[..., None], p, q)


def max_pool_backward__last_of_equals(x, g, p, q):
    """elements differ"""
    b = blocks(x, p, q)
    k = p * q - 1 - b.flip(-1).argmax(-1)
    return unblock(F.one_hot(k, p * q).to(g) * g[..., None], p, q)


def max_pool_backward__ties_shared(x, g, p, q):
    """elements differ"""
    b = blocks(x, p, q)
    hit = (b == b.amax(-1, keepdim=True)).to(g)
    return unblock(hit / hit.sum(-1, keepdim=True) * g[..., None], p, q)


def max_pool_backward__no_g(x, g, p, q):
    """elements differ"""
    b = blocks(x, p, q)
    return unblock(F.one_hot(b.argmax(-1), p * q).to(g), p, q)
