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


# overlapping-max-backward
def overlapping_max_backward(x, g, size, stride):
    # torch says where the maxima are; the rest by hand
    _, places = F.max_pool2d(x[None], size, stride, return_indices=True)
    flat = x.new_zeros(x.numel())
    flat.index_add_(0, places.flatten(), g.flatten())
    return flat.view(x.shape)


# overlapping-max-backward
def overlapping_max_backward(x, g, size, stride):
    windows = x.unfold(0, size, stride).unfold(1, size, stride)
    rows, columns = windows.shape[:2]
    k = windows.reshape(rows, columns, -1).argmax(-1)
    i = torch.arange(rows)[:, None] * stride + k // size
    j = torch.arange(columns) * stride + k % size
    dx = torch.zeros_like(x)
    dx.index_put_((i, j), g, accumulate=True)
    return dx


# overlapping-max-backward
def overlapping_max_backward(x, g, size, stride):
    dx = 0 * x
    for i, row in enumerate(g):
        for j, value in enumerate(row):
            window = x[i * stride:, j * stride:][:size, :size]
            hit = torch.zeros(size * size, dtype=x.dtype)
            hit[window.flatten().argmax()] = value
            dx[i * stride:i * stride + size, j * stride:j * stride + size] += hit.view(size, size)
    return dx


# convolution-backward
def convolution_backward(x, w, g, stride):
    left_over = [(n - k) % stride for n, k in zip(x.shape[2:], w.shape[2:])]
    if max(left_over) < stride:
        dx = F.conv_transpose2d(g, w, stride=stride, output_padding=0)
        dx = F.pad(dx, (0, x.shape[3] - dx.shape[3], 0, x.shape[2] - dx.shape[2]))
    # pictures take the place of channels, and the stride that of the dilation
    dw = F.conv2d(x.transpose(0, 1), g.transpose(0, 1), dilation=stride).transpose(0, 1)
    return dx, dw[..., :w.shape[2], :w.shape[3]], g.sum(dim=(0, 2, 3))


# convolution-backward
def convolution_backward(x, w, g, stride):
    O, C, k, l = w.shape
    columns = F.unfold(x, (k, l), stride=stride)               # (N, C k l, places)
    flat = g.flatten(2)                                        # (N, O, places)
    dw = (flat @ columns.transpose(1, 2)).sum(0).reshape(w.shape)
    dx = F.fold(w.reshape(O, -1).T @ flat, x.shape[2:], (k, l), stride=stride)
    return [dx, dw, flat.sum((0, 2))]


# convolution-backward
def convolution_backward(x, w, g, stride):
    dx, dw = torch.zeros_like(x), torch.zeros_like(w)
    N, O, rows, columns = g.shape
    k, l = w.shape[2:]
    for i in range(rows):
        for j in range(columns):
            here = (slice(None), slice(None), slice(i * stride, i * stride + k),
                    slice(j * stride, j * stride + l))
            for n in range(N):
                for o in range(O):
                    dw[o] += g[n, o, i, j] * x[here][n]
                    dx[here][n] += g[n, o, i, j] * w[o]
    return dx, dw, g.sum(-1).sum(-1).sum(0)
