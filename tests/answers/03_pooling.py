"""Right answers to lesson 03 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# blocks
def blocks(x, p, q):
    m, n = x.shape
    return x.reshape(m // p, p, n // q, q).transpose(1, 2).reshape(m // p, n // q, p * q)

def unblock(b, p, q):
    """The way back, given: (m / p, n / q, p q) -> (m, n)."""
    rows, columns, _ = b.shape
    return b.reshape(rows, columns, p, q).transpose(1, 2).reshape(rows * p, columns * q)


# max-pool-backward
def max_pool_backward(x, g, p, q):
    b = blocks(x, p, q)
    out = torch.zeros_like(b)
    out.scatter_(2, b.argmax(2, keepdim=True), g[..., None])
    return unblock(out, p, q)


# l2-pool-backward
def l2_pool_backward(x, g, p, q):
    b = blocks(x, p, q)
    y = (b ** 2).sum(2, keepdim=True).sqrt()
    return unblock(torch.where(y > 0, b / y.clamp_min(1e-12), 0.) * g[..., None], p, q)


# blur-pool
def blur_pool(x):
    k = torch.tensor([1., 2, 1]) / 4
    kernel = torch.outer(k, k)
    C = x.shape[1]
    x = F.pad(x, (1, 1, 1, 1), mode="reflect")
    return F.conv2d(x, kernel.expand(C, 1, 3, 3), stride=2, groups=C)


# max-unpool
def max_unpool(small, before, p, q):
    return max_pool_backward(before, small, p, q)


# convolution-backward
def convolution_backward(x, w, g):
    dx = F.conv_transpose2d(g[None, None], w[None, None])[0, 0]
    dw = F.conv2d(x[None, None], g[None, None])[0, 0]
    return dx, dw
