"""Right answers to lesson 23 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# receptive-box
def receptive_box(layers, row, column, height, width):
    if not layers:
        return row, column, row + 1, column + 1
    *before, (k, s, p) = layers
    h, w = height, width
    for kk, ss, pp in before:
        h, w = (h + 2 * pp - kk) // ss + 1, (w + 2 * pp - kk) // ss + 1
    rows = [i for i in range(row * s - p, row * s - p + k) if 0 <= i < h]
    columns = [i for i in range(column * s - p, column * s - p + k) if 0 <= i < w]
    t, l, _, _ = receptive_box(before, rows[0], columns[0], height, width)
    _, _, b, r = receptive_box(before, rows[-1], columns[-1], height, width)
    return t, l, b, r


# receptive-box
def receptive_box(layers, row, column, height, width):
    x = torch.zeros(1, 1, height, width, dtype=torch.float64, requires_grad=True)
    y = x + 0
    for k, s, p in layers:
        y = F.avg_pool2d(F.pad(y, (p, p, p, p)), k, s)
    y[0, 0, row, column].backward()
    rows, columns = torch.where(x.grad[0, 0] > 0)
    return int(rows.min()), int(columns.min()), int(rows.max()) + 1, int(columns.max()) + 1


# top-pictures
def top_pictures(maps, unit, n):
    out = []
    for i in range(len(maps)):
        m = maps[i, unit]
        at = int(m.flatten().argmax())
        out.append((-float(m.max()), i, at // m.shape[1], at % m.shape[1]))
    out = sorted(out)[:n]
    return torch.tensor([row[1:] for row in out], dtype=torch.long).reshape(-1, 3)


# top-pictures
def top_pictures(maps, unit, n):
    m = maps[:, unit]
    values = m.amax((1, 2))
    order = torch.sort(values, descending=True, stable=True).indices[:n]
    result = torch.zeros(n, 3, dtype=torch.int64)
    for k, i in enumerate(order):
        r, c = (m[i] == values[i]).nonzero()[0]
        result[k] = torch.tensor([i, r, c])
    return result


# occlusion
def occlusion(score, x, window, stride, fill=0.5):
    total = torch.zeros_like(x[0])
    count = torch.zeros_like(x[0])
    full = score(x[None])[0]
    r = 0
    while True:
        c = 0
        while True:
            z = x.clone()
            z[:, r:r + window, c:c + window] = fill
            total[r:r + window, c:c + window] += full - score(z[None])[0]
            count[r:r + window, c:c + window] += 1
            if c + window >= x.shape[2]:
                break
            c += stride
        if r + window >= x.shape[1]:
            break
        r += stride
    return total / count


# occlusion
def occlusion(score, x, window, stride, fill=0.5):
    C, H, W = x.shape
    rows = [k * stride for k in range(-(-(H - window) // stride) + 1)]
    columns = [k * stride for k in range(-(-(W - window) // stride) + 1)]
    falls = [[[] for _ in range(W)] for _ in range(H)]
    for r in rows:
        for c in columns:
            z = x.clone()
            z[:, r:r + window, c:c + window] = fill
            fall = float(score(x[None])) - float(score(z[None]))
            for i in range(r, min(r + window, H)):
                for j in range(c, min(c + window, W)):
                    falls[i][j].append(fall)
    return torch.tensor([[sum(f) / len(f) for f in row] for row in falls], dtype=x.dtype)


# guided-relu
class MyGuided(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return torch.clamp(x, min=0)

    @staticmethod
    def backward(ctx, g):
        x, = ctx.saved_tensors
        return g * (x > 0) * (g > 0)


def guided_relu(x):
    return MyGuided.apply(x)


# guided-relu
def guided_relu(x):
    y = F.relu(x)
    if y.requires_grad:
        y.register_hook(F.relu)
    return y


# integrated-gradients
def integrated_gradients(gradient, x, baseline, steps):
    d = x - baseline
    gs = []
    for t in np.arange(0.5, steps) / steps:
        gs.append(gradient(baseline + float(t) * d))
    return torch.stack(gs).mean(dim=0) * d


# integrated-gradients
def integrated_gradients(gradient, x, baseline, steps):
    total = 0
    for i in range(steps):
        t = (2 * i + 1) / (2 * steps)
        total = total + gradient((1 - t) * baseline + t * x) * (x - baseline) / steps
    return total


# grad-cam
def grad_cam(maps, gradients):
    N, C, H, W = maps.shape
    out = torch.zeros(N, H, W, dtype=maps.dtype)
    for n in range(N):
        for c in range(C):
            out[n] += gradients[n, c].sum() / (H * W) * maps[n, c]
    return torch.clamp(out, min=0)


# grad-cam
def grad_cam(maps, gradients):
    alpha = F.adaptive_avg_pool2d(gradients, 1)
    return F.relu(torch.einsum("ncij,nchw->nhw", alpha, maps))


# receptive-box
def receptive_box(layers, row, column, height, width):
    out = []
    for place, n in ((row, height), (column, width)):
        boxes = [(i, i + 1) for i in range(n)]
        for k, s, p in layers:
            n = (len(boxes) + 2 * p - k) // s + 1
            boxes = [(boxes[max(0, i * s - p)][0], boxes[min(len(boxes), i * s - p + k) - 1][1])
                     for i in range(n)]
        out.append(boxes[place])
    (t, b), (l, r) = out
    return [t, l, b, r]


# receptive-box
def receptive_box(layers, row, column, height, width):
    lo, hi = np.array([row, column]), np.array([row, column]) + 1
    sizes = [np.array([height, width])]
    for kernel, stride, padding in layers:
        sizes.append((sizes[-1] - kernel + 2 * padding) // stride + 1)
    for (kernel, stride, padding), size in zip(layers[::-1], sizes[-2::-1]):
        lo = lo * stride - padding
        hi = np.minimum((hi - 1) * stride - padding + kernel, size)
    lo = np.maximum(lo, 0)
    return int(lo[0]), int(lo[1]), int(hi[0]), int(hi[1])


# top-pictures
def top_pictures(maps, unit, n):
    m = np.asarray(maps[:, unit])
    top = m.max(axis=(1, 2))
    order = np.lexsort((np.arange(len(m)), -top))[:n]
    rows = [(i, *np.argwhere(m[i] == top[i])[0]) for i in order]
    return torch.from_numpy(np.array(rows, dtype=np.int64).reshape(-1, 3))


# top-pictures
def top_pictures(maps, unit, n):
    m = maps[:, unit].clone()
    rows = torch.empty(n, 3, dtype=torch.int64)
    for j in range(n):
        i, r, c = torch.unravel_index(m.argmax(), m.shape)
        rows[j, 0], rows[j, 1], rows[j, 2] = i, r, c
        m[i] = float("-inf")
    return rows


# occlusion
def occlusion(score, x, window, stride, fill=0.5):
    def masks(n):
        k = -(-(n - window) // stride) + 1
        a = torch.arange(n)[None] - stride * torch.arange(k)[:, None]
        return (a >= 0) & (a < window)
    m = masks(x.shape[1])[:, None, :, None] & masks(x.shape[2])[None, :, None, :]
    m = m.flatten(0, 1)
    z = torch.where(m[:, None], torch.tensor(fill, dtype=x.dtype), x[None])
    fall = score(x[None]) - score(z)
    m = m.to(x.dtype)
    return torch.einsum("k,khw->hw", fall, m) / m.sum(0)


# occlusion
def occlusion(score, x, window, stride, fill=0.5):
    H, W = x.shape[-2:]
    falls = [[[] for _ in range(W)] for _ in range(H)]
    base = float(score(x[None]))
    r = 0
    while True:
        c = 0
        while True:
            keep = x[:, r:r + window, c:c + window].clone()
            x[:, r:r + window, c:c + window] = fill
            f = base - float(score(x[None]))
            x[:, r:r + window, c:c + window] = keep
            for i in range(r, min(r + window, H)):
                for j in range(c, min(c + window, W)):
                    falls[i][j].append(f)
            if c + window >= W: break
            c += stride
        if r + window >= H: break
        r += stride
    return torch.tensor([[sum(q) / len(q) for q in row] for row in falls], dtype=x.dtype)


# guided-relu
class _G(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.mask = x > 0
        return x * ctx.mask
    @staticmethod
    def backward(ctx, g):
        return torch.where(ctx.mask & (g > 0), g, 0.0)
def guided_relu(x):
    return _G.apply(x)


# guided-relu
def guided_relu(x):
    class Gate(torch.autograd.Function):
        forward = staticmethod(lambda ctx, v: v.view_as(v))
        backward = staticmethod(lambda ctx, g: torch.relu(g))
    return Gate.apply(torch.relu(x))


# integrated-gradients
def integrated_gradients(gradient, x, baseline, steps):
    step = (x - baseline) / steps
    point = baseline + step / 2
    result = 0
    for _ in range(steps):
        result = result + gradient(point) * step
        point = point + step
    return result


# integrated-gradients
def integrated_gradients(gradient, x, baseline, steps):
    return sum(gradient(x - (i + 0.5) / steps * (x - baseline)) for i in range(steps)) * (x - baseline) / steps


# grad-cam
def grad_cam(maps, gradients):
    N, C, H, W = maps.shape
    a = F.adaptive_avg_pool2d(gradients, 1).reshape(N, 1, C)
    return torch.bmm(a, maps.reshape(N, C, H * W)).reshape(N, H, W).clamp(min=0)


# grad-cam
def grad_cam(maps, gradients):
    N, C, H, W = maps.shape
    a = gradients.flatten(2).sum(2) / (H * W)
    y = F.conv2d(maps.reshape(1, N * C, H, W), a[:, :, None, None], groups=N)
    return torch.maximum(y[0], torch.zeros_like(y[0]))
