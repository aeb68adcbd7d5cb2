"""Right answers to lesson 03 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# blocks
def blocks(x, p, q):
    return x.unfold(0, p, p).unfold(1, q, q).flatten(2)


# blocks
def blocks(x, p, q):
    return torch.stack([x[a::p, b::q] for a in range(p) for b in range(q)], dim=-1)


# blocks
def blocks(x, p, q):
    m, n = x.shape
    rows = []
    for i in range(0, m, p):
        rows.append(torch.stack([x[i:i + p, j:j + q].reshape(-1) for j in range(0, n, q)]))
    return torch.stack(rows)


# blocks
def blocks(x, p, q):
    cut = [torch.stack(strip.split(q, 1)) for strip in x.split(p, 0)]
    return torch.stack(cut).flatten(-2)


# blocks
def blocks(x, p, q):
    m, n = x.shape
    return x.view(m // p, p, n // q, q).permute(0, 2, 1, 3).flatten(2)


# max-pool-backward
def max_pool_backward(x, g, p, q):
    b = blocks(x, p, q)
    out = torch.zeros_like(b)
    out.scatter_(2, b.argmax(2, keepdim=True), g[..., None])
    return unblock(out, p, q)


# max-pool-backward
def max_pool_backward(x, g, p, q):
    dx = torch.zeros_like(x)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            block = x[i * p:(i + 1) * p, j * q:(j + 1) * q]
            a, b = divmod(block.argmax().item(), q)
            dx[i * p + a, j * q + b] = g[i, j]
    return dx


# max-pool-backward
def max_pool_backward(x, g, p, q):
    b = blocks(x, p, q)
    hit = b == b.max(-1, keepdim=True).values
    first = hit & (hit.cumsum(-1) == 1)
    return unblock(first * g.unsqueeze(-1), p, q)


# max-pool-backward
def max_pool_backward(x, g, p, q):
    # torch says where the maxima are; the rest by hand
    _, places = F.max_pool2d(x[None], (p, q), return_indices=True)
    dx = x.new_zeros(x.numel())
    dx[places.flatten()] = g.flatten()
    return dx.view(x.shape)


# l2-pool-backward
def l2_pool_backward(x, g, p, q):
    return unblock(F.normalize(blocks(x, p, q), dim=-1) * g[..., None], p, q)


# l2-pool-backward
def l2_pool_backward(x, g, p, q):
    b = blocks(x, p, q)
    y = b.norm(dim=2, keepdim=True)
    return unblock(g[:, :, None] * torch.nan_to_num(b / y), p, q)


# l2-pool-backward
def l2_pool_backward(x, g, p, q):
    b = blocks(x, p, q)
    y = (b ** 2).sum(2) ** 0.5
    y[y == 0] = 1
    return unblock(b * (g / y)[..., None], p, q)


# l2-pool-backward
def l2_pool_backward(x, g, p, q):
    dx = torch.zeros_like(x)
    for i in range(g.shape[0]):
        for j in range(g.shape[1]):
            rows, columns = slice(i * p, i * p + p), slice(j * q, j * q + q)
            length = x[rows, columns].pow(2).sum().sqrt()
            if length > 0:
                dx[rows, columns] = g[i, j] * x[rows, columns] / length
    return dx


# l2-pool-backward
def l2_pool_backward(x, g, p, q):
    b = blocks(x, p, q)
    return unblock(g[..., None] * b / (b.square().sum(-1, keepdim=True).sqrt() + 1e-8), p, q)


# blur-pool
def blur_pool(x):
    k = x.new_tensor([1, 2, 1]) / 4
    C = x.shape[1]
    x = F.pad(x, (1, 1, 1, 1), mode="reflect")
    x = F.conv2d(x, k.view(1, 1, 3, 1).repeat(C, 1, 1, 1), stride=(2, 1), groups=C)
    return F.conv2d(x, k.view(1, 1, 1, 3).repeat(C, 1, 1, 1), stride=(1, 2), groups=C)


# blur-pool
def blur_pool(x):
    # two averages over two give 1 2 1
    twice = F.avg_pool2d(F.avg_pool2d(F.pad(x, [1] * 4, mode="reflect"), 2, 1), 2, 1)
    return twice[:, :, ::2, ::2]


# blur-pool
def blur_pool(x):
    N, C, H, W = x.shape
    kernel = torch.tensor([[1., 2, 1], [2, 4, 2], [1, 2, 1]], dtype=x.dtype, device=x.device) / 16
    alone = F.pad(x, (1, 1, 1, 1), mode="reflect").reshape(N * C, 1, H + 2, W + 2)
    y = F.conv2d(alone, kernel[None, None], stride=2)
    return y.reshape(N, C, *y.shape[2:])


# blur-pool
def blur_pool(x):
    y = F.pad(x, (1, 1, 1, 1), mode="reflect")
    rows = (y[:, :, :-2] + 2 * y[:, :, 1:-1] + y[:, :, 2:]) / 4
    both = (rows[..., :-2] + 2 * rows[..., 1:-1] + rows[..., 2:]) / 4
    return both[:, :, ::2, ::2]


# max-unpool
def max_unpool(small, before, p, q):
    b = blocks(before, p, q)
    return unblock(F.one_hot(b.argmax(-1), p * q) * small[..., None], p, q)


# max-unpool
def max_unpool(small, before, p, q):
    _, places = F.max_pool2d(before[None, None], (p, q), return_indices=True)
    big = torch.zeros(before.numel(), dtype=small.dtype)
    return big.index_put((places.flatten(),), small.flatten()).view(before.shape)


# convolution-backward
def convolution_backward(x, w, g):
    k, l = w.shape
    padded = F.pad(g, (l - 1, l - 1, k - 1, k - 1))
    dx = F.conv2d(padded[None, None], torch.flip(w, (0, 1))[None, None])
    dw = F.conv2d(x[None, None], g[None, None])
    return dx[0, 0], dw[0, 0]


# convolution-backward
def convolution_backward(x, w, g):
    dx, dw = torch.zeros_like(x), torch.zeros_like(w)
    rows, columns = g.shape
    for a in range(w.shape[0]):
        for b in range(w.shape[1]):
            dw[a, b] = (g * x[a:a + rows, b:b + columns]).sum()
            dx[a:a + rows, b:b + columns] += g * w[a, b]
    return dx, dw


# convolution-backward
def convolution_backward(x, w, g):
    columns = F.unfold(x[None, None], w.shape)[0]               # (k l, places)
    dw = (columns @ g.reshape(-1)).reshape(w.shape)
    dx = F.fold((w.reshape(-1, 1) * g.reshape(1, -1))[None], x.shape, w.shape)[0, 0]
    return [dx, dw]
