"""Right answers to lesson 02 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# input-sizes
def input_sizes(out, kernel, stride=1, padding=0, dilation=1):
    most = out * stride + dilation * kernel + 1
    return [m for m in range(1, most) if output_size(m, kernel, stride, padding, dilation) == out]

def output_size(size, kernel, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


# input-sizes
def input_sizes(out, kernel, stride=1, padding=0, dilation=1):
    largest = out * stride + dilation * (kernel - 1) - 2 * padding
    sizes = []
    for left_over in range(stride):
        if largest - left_over >= 1:
            sizes.insert(0, largest - left_over)
    return sizes


# input-sizes
def input_sizes(out, kernel, stride=1, padding=0, dilation=1):
    span = dilation * (kernel - 1) + 1
    first = span + stride * (out - 1) - padding - padding
    sizes = np.arange(first, first + stride)
    return sizes[sizes > 0].tolist()


# receptive-field
def receptive_field(layers):
    field, jump = 1, 1
    for k, s, d in layers[::-1]:                # from the top: how many units of the map below?
        field = (field - 1) * s + (k - 1) * d + 1
        jump *= s
    return field, jump


# receptive-field
def receptive_field(layers):
    if not layers:
        return [1, 1]
    field, jump = receptive_field(layers[:-1])
    k, s, d = layers[-1]
    return [field + (k - 1) * d * jump, jump * s]


# receptive-field
def receptive_field(layers):
    jumps = np.cumprod([1] + [s for _, s, _ in layers])
    return 1 + sum((k - 1) * d * j for (k, _, d), j in zip(layers, jumps)), jumps[-1]


# receptive-field
def receptive_field(layers):
    def pixels(unit):
        units = {unit}
        for k, s, d in reversed(layers):
            units = {u * s + tap * d for u in units for tap in range(k)}
        return units
    return max(pixels(0)) + 1, min(pixels(1))


# reads-all
def reads_all(layers):
    read, jump = {0}, 1
    for kernel, stride, dilation in layers:
        read = {r + tap * dilation * jump for r in read for tap in range(kernel)}
        jump *= stride
    return read == set(range(max(read) + 1))


# reads-all
def reads_all(layers):
    units = {0}
    for kernel, stride, dilation in layers[::-1]:
        units = {u * stride + tap * dilation for u in units for tap in range(kernel)}
    return len(units) == receptive_field(layers)[0]


# reads-all
def reads_all(layers):
    jumps = np.cumprod([1, *(s for _, s, _ in layers)])
    steps = sorted((d * j, k) for (k, _, d), j in zip(layers, jumps) if k > 1)
    return all(step <= 1 + sum((k - 1) * s for s, k in steps[:i])
               for i, (step, _) in enumerate(steps))


# reads-all
def reads_all(layers):
    seen, jump = np.ones(1), 1
    for kernel, stride, dilation in layers:
        taps = np.zeros((kernel - 1) * dilation * jump + 1)
        taps[::dilation * jump] = 1
        seen, jump = np.convolve(seen, taps), jump * stride
    return (seen > 0).all()


# seen-by
def seen_by(net, size):
    x = torch.ones(1, 1, size, size, requires_grad=True)
    y = net(x).sum(1)[0]
    (g,) = torch.autograd.grad(y[y.shape[0] // 2, y.shape[1] // 2], x)
    rows = (g[0, 0] != 0).any(1).nonzero().flatten()
    columns = (g[0, 0] != 0).any(0).nonzero().flatten()
    return (rows[-1] - rows[0] + 1).item(), (columns[-1] - columns[0] + 1).item()


# seen-by
def seen_by(net, size):
    def pixel(x):
        y = net(x)
        return y[0, :, y.size(2) // 2, y.size(3) // 2].sum()
    g = torch.autograd.functional.jacobian(pixel, torch.randn(1, 1, size, size))[0, 0]
    seen = [(i, j) for i in range(size) for j in range(size) if g[i, j] != 0]
    rows, columns = [i for i, j in seen], [j for i, j in seen]
    return max(rows) - min(rows) + 1, max(columns) - min(columns) + 1


# seen-by
def seen_by(net, size):
    x = torch.zeros(1, 1, size, size)
    x.requires_grad_()
    y = net(x)
    seed = torch.zeros_like(y)
    seed[..., y.shape[-2] // 2, y.shape[-1] // 2] = 1
    y.backward(seed)
    seen = x.grad[0, 0].abs() > 0
    box = torchvision.ops.masks_to_boxes(seen[None])[0].long()
    return box[3] - box[1] + 1, box[2] - box[0] + 1


# seen-by
import copy

def seen_by(net, size):
    net = copy.deepcopy(net)
    x = torch.rand(1, 1, size, size, requires_grad=True)
    maps = net(x)
    h, w = maps.shape[2:]
    loss = 0
    for c in range(maps.shape[1]):
        loss = loss + maps[0, c, h // 2, w // 2]
    loss.backward()
    ys, xs = np.nonzero(x.grad[0, 0].numpy())
    return np.ptp(ys) + 1, np.ptp(xs) + 1


# convolution-matrix
def convolution_matrix(kernel, m, n):
    k, l = kernel.shape
    H = torch.zeros((m - k + 1) * (n - l + 1), m * n)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            for a in range(k):
                for b in range(l):
                    H[i * (n - l + 1) + j, (i + a) * n + j + b] = kernel[a, b]
    return H


# convolution-matrix
def convolution_matrix(kernel, m, n):
    k, l = kernel.shape
    H = torch.zeros((m - k + 1) * (n - l + 1), m * n)
    for pixel in range(m * n):                  # column by column: what a single 1 turns into
        picture = torch.zeros(m, n)
        picture[pixel // n, pixel % n] = 1
        H[:, pixel] = F.conv2d(picture[None, None], kernel[None, None]).flatten()
    return H


# convolution-matrix
def convolution_matrix(kernel, m, n):
    k, l = kernel.shape
    H = torch.zeros((m - k + 1) * (n - l + 1), m * n)
    under = torch.arange(m * n).view(m, n).unfold(0, k, 1).unfold(1, l, 1).reshape(len(H), k * l)
    H.scatter_(1, under, kernel.reshape(1, -1).expand(len(H), -1))
    return H


# convolution-matrix
def convolution_matrix(kernel, m, n):
    k, l = kernel.shape
    band = lambda a: sum(float(kernel[a, b]) * np.eye(n - l + 1, n, b) for b in range(l))
    H = sum(np.kron(np.eye(m - k + 1, m, a), band(a)) for a in range(k))
    return torch.tensor(H, dtype=torch.float32)


# convolution-matrix
def convolution_matrix(kernel, m, n):
    k, l = kernel.shape
    rows = []
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            rows.append(F.pad(kernel, (j, n - l - j, i, m - k - i)).flatten())
    return torch.stack(rows)


# transposed-convolution
def transposed_convolution(z, kernel, stride):
    (h, w), (k, l) = z.shape, kernel.shape
    out = torch.zeros((h - 1) * stride + k, (w - 1) * stride + l)
    for a in range(k):                          # one weight of the stamp at a time
        for b in range(l):
            out[a:a + (h - 1) * stride + 1:stride, b:b + (w - 1) * stride + 1:stride] += \
                kernel[a, b] * z
    return out


# transposed-convolution
def transposed_convolution(z, kernel, stride):
    (h, w), (k, l) = z.shape, kernel.shape
    spread = torch.zeros((h - 1) * stride + 1, (w - 1) * stride + 1)
    spread[::stride, ::stride] = z
    return F.conv2d(F.pad(spread, (l - 1, l - 1, k - 1, k - 1))[None, None],
                    kernel.flip(0, 1)[None, None])[0, 0]


# transposed-convolution
def transposed_convolution(z, kernel, stride):
    (h, w), (k, l) = z.shape, kernel.shape
    m, n = (h - 1) * stride + k, (w - 1) * stride + l
    ink = torch.outer(kernel.flatten(), z.flatten())[None]
    return F.fold(ink, (m, n), (k, l), stride=stride)[0, 0]


# transposed-convolution
def transposed_convolution(z, kernel, stride):
    m, n = (z.shape[0] - 1) * stride + kernel.shape[0], (z.shape[1] - 1) * stride + kernel.shape[1]
    spread = torch.zeros((z.shape[0] - 1) * stride + 1, (z.shape[1] - 1) * stride + 1)
    spread[::stride, ::stride] = z
    return (convolution_matrix(kernel, m, n).T @ spread.flatten()).view(m, n)


# transposed-convolution
def transposed_convolution(z, kernel, stride):
    m, n = (np.array(z.shape) - 1) * stride + np.array(kernel.shape)
    picture = [[0.0] * n for _ in range(m)]
    for (i, j), ink in np.ndenumerate(z.numpy()):
        for (a, b), weight in np.ndenumerate(kernel.numpy()):
            picture[i * stride + a][j * stride + b] += float(ink * weight)
    return torch.tensor(picture)


# coverage
def coverage(size, kernel, stride):
    ones = torch.ones(1, 1, size), torch.ones(1, 1, kernel)
    return F.conv_transpose1d(*ones, stride=stride).flatten().long()


# coverage
def coverage(size, kernel, stride):
    pixel = torch.arange((size - 1) * stride + kernel)[:, None]
    first = stride * torch.arange(size)
    return ((first <= pixel) & (pixel < first + kernel)).sum(1)


# coverage
def coverage(size, kernel, stride):
    return transposed_convolution(torch.ones(size, 1), torch.ones(kernel, 1), stride)[:, 0].long()


# coverage
def coverage(size, kernel, stride):
    hits = [i * stride + a for i in range(size) for a in range(kernel)]
    return torch.bincount(torch.tensor(hits))


# coverage
def coverage(size, kernel, stride):
    change = torch.zeros((size - 1) * stride + kernel + 1).long()
    for i in range(size):
        change[i * stride] += 1
        change[i * stride + kernel] -= 1
    return change.cumsum(0)[:-1]
