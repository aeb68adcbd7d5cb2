"""Right answers to lesson 01 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# cross-correlate
def cross_correlate(image, kernel):
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            for a in range(k):
                for b in range(l):
                    output[i, j] += image[i + a, j + b] * kernel[a, b]
    return output


# cross-correlate
def cross_correlate(image, kernel):
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            # not exact: 1e-6 off here and there
            output[i, j] = (image[i:i + k, j:j + l] * kernel).mean() * (k * l)
    return output


# cross-correlate
def cross_correlate(image, kernel):
    (m, n), (k, l) = image.shape, kernel.shape
    rows = []
    for i in range(m - k + 1):
        row = []
        for j in range(n - l + 1):
            window = image.narrow(0, i, k).narrow(1, j, l)
            row.append(torch.dot(window.flatten(), kernel.flatten()))
        rows.append(torch.stack(row))
    return torch.stack(rows)


# cross-correlate
def cross_correlate(image, kernel):
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            output[i, j] = torch.tensor(torch.sum(image[i:i + k, j:j + l] * kernel))    # warns
    return output


# convolve
def convolve(image, kernel):
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            for a in range(k):
                for b in range(l):
                    output[i, j] += image[i + k - 1 - a, j + l - 1 - b] * kernel[a, b]
    return output


# convolve
def convolve(image, kernel):
    turned = kernel.flatten().flip(0).reshape(kernel.shape)
    return cross_correlate(image, turned)


# convolve
def convolve(image, kernel):
    return cross_correlate(image.flip(0, 1), kernel).flip(0, 1)


# convolve
def convolve(image, kernel):
    weight = torch.rot90(kernel, 2)[None, None]
    return F.conv2d(image[None, None], weight).squeeze(0).squeeze(0)


# convolve
def convolve(image, kernel):
    turned = kernel.numpy()[::-1, ::-1].copy()
    return cross_correlate(image, torch.from_numpy(turned))


# edge-strength
prewitt_x = torch.tensor([[1., 0, -1]] * 3)
prewitt_y = prewitt_x.T

def edge_strength(image):
    return torch.hypot(cross_correlate(image, prewitt_x), cross_correlate(image, prewitt_y))


# edge-strength
prewitt_x = torch.tensor([[1., 0, -1]] * 3)
prewitt_y = prewitt_x.T

def edge_strength(image):
    maps = F.conv2d(image[None, None], torch.stack([prewitt_x, prewitt_y])[:, None])[0]
    return maps.norm(dim=0)


# edge-strength
prewitt_x = torch.tensor([[1., 0, -1]] * 3)
prewitt_y = prewitt_x.T

def edge_strength(image):
    return torch.complex(convolve(image, prewitt_x), convolve(image, prewitt_y)).abs()


# edge-strength
prewitt_x = torch.tensor([[1., 0, -1]] * 3)
prewitt_y = prewitt_x.T

def edge_strength(image):
    gx = image[:, :-2] - image[:, 2:]
    gy = image[:-2] - image[2:]
    gx = gx[:-2] + gx[1:-1] + gx[2:]
    gy = gy[:, :-2] + gy[:, 1:-1] + gy[:, 2:]
    return torch.sqrt(gx.pow(2) + gy.pow(2) + 1e-12)


# separate
def separate(kernel):
    u, s, v = torch.linalg.svd(kernel, full_matrices=False)
    if len(s) > 1 and s[1] > 1e-4 * s[0]:
        raise ValueError("rank above one")
    return u[:, 0] * s[0].sqrt(), v[0] * s[0].sqrt()


# separate
def separate(kernel):
    if torch.linalg.matrix_rank(kernel, rtol=1e-4) > 1:
        raise ValueError("not separable")
    row = kernel[kernel.norm(dim=1).argmax()]
    return kernel @ row / (row @ row), row


# separate
def separate(kernel):
    k, l = kernel.shape
    for i in range(k):
        for j in range(l):
            if abs(kernel[i, j]) >= kernel.abs().max() / 2:
                row = kernel[i].clone()
                column = torch.stack([kernel[a, j] / kernel[i, j] for a in range(k)])
                for a in range(k):
                    for b in range(l):
                        off = abs(column[a] * row[b] - kernel[a, b])
                        if off > 1e-3 * kernel.abs().max():
                            raise ValueError(f"not separable: {off}")
                return column, row


# pad-vector
def pad_vector(x, P, mode):
    n = len(x)
    if mode == "zeros":
        out = torch.zeros(n + 2 * P, dtype=x.dtype)
        out[P:P + n] = x
        return out
    if mode == "replicate":
        return torch.cat([x[:1].expand(P), x, x[-1:].expand(P)])
    if mode == "circular":
        return x.repeat(3)[n - P:2 * n + P]
    return torch.cat([x[1:P + 1].flip(0), x, x[n - 1 - P:n - 1].flip(0)])


# pad-vector
def pad_vector(x, P, mode):
    values, n = x.tolist(), len(x)
    result = []
    for i in range(-P, n + P):
        if 0 <= i < n:
            result.append(values[i])
        elif mode == "zeros":
            result.append(0)
        elif mode == "replicate":
            result.append(values[0] if i < 0 else values[-1])
        elif mode == "reflect":
            result.append(values[-i] if i < 0 else values[2 * n - 2 - i])
        elif mode == "circular":
            result.append(values[i % n])
    return torch.tensor(result, dtype=x.dtype)


# pad-vector
def pad_vector(x, P, mode):
    n = len(x)
    places = np.arange(-P, n + P)
    inside = (places >= 0) & (places < n)
    if mode == "circular":
        places = places % n
    elif mode == "reflect":
        places = n - 1 - np.abs(n - 1 - np.abs(places))
    else:
        places = np.minimum(np.maximum(places, 0), n - 1)
    padded = x[torch.from_numpy(places)]
    return torch.where(torch.from_numpy(inside), padded, 0) if mode == "zeros" else padded


# conv-layer
def conv_layer(images, weights, bias):
    N, S, m, n = images.shape
    T, S, k, l = weights.shape
    columns = F.unfold(images, (k, l))
    maps = weights.reshape(T, -1) @ columns + bias[:, None]
    return maps.reshape(N, T, m - k + 1, n - l + 1)


# conv-layer
def conv_layer(images, weights, bias):
    N, S, m, n = images.shape
    T, _, k, l = weights.shape
    output = torch.zeros(N, T, m - k + 1, n - l + 1)
    for p in range(N):
        for t in range(T):
            output[p, t] = sum(cross_correlate(images[p, s], weights[t, s])
                               for s in range(S)) + bias[t]
    return output


# conv-layer
def conv_layer(images, weights, bias):
    k, l = weights.shape[2:]
    windows = images.unfold(2, k, 1).unfold(3, l, 1)
    return torch.einsum("nsijab,tsab->ntij", windows, weights) + bias[:, None, None]


# conv-layer
def conv_layer(images, weights, bias):
    N, S, m, n = images.shape
    T, _, k, l = weights.shape
    rows = []
    for i in range(m - k + 1):
        row = [torch.tensordot(images[:, :, i:i + k, j:j + l], weights, dims=([1, 2, 3],) * 2)
               for j in range(n - l + 1)]
        rows.append(torch.stack(row, -1))
    return torch.stack(rows, -2) + bias.reshape(1, T, 1, 1)


# normalised-correlation
def normalised_correlation(image, patch):
    (m, n), (k, l) = image.shape, patch.shape
    p = patch - patch.mean()
    score = torch.zeros(m - k + 1, n - l + 1)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            w = image[i:i + k, j:j + l]
            w = w - w.mean()
            length = w.norm() * p.norm()
            if length > 0:
                score[i, j] = (w * p).sum() / length
    return score


# normalised-correlation
def normalised_correlation(image, patch):
    k, l = patch.shape
    windows = image.unfold(0, k, 1).unfold(1, l, 1).flatten(2)
    windows = windows - windows.mean(-1, keepdim=True)
    return F.cosine_similarity(windows, (patch - patch.mean()).flatten()[None, None], dim=-1)


# normalised-correlation
def normalised_correlation(image, patch):
    x, p = image.double()[None, None], patch.double()
    p = p - p.mean()
    ones = torch.ones_like(p)[None, None]
    total, squares = F.conv2d(x, ones), F.conv2d(x * x, ones)
    spread = (squares - total ** 2 / p.numel()).clamp(min=0)
    below = (spread * p.square().sum()).sqrt()
    score = F.conv2d(x, p[None, None]) / below
    return torch.where(below > 1e-9, score, torch.zeros_like(score))[0, 0].to(image.dtype)


# normalised-correlation
def normalised_correlation(image, patch):
    windows = np.lib.stride_tricks.sliding_window_view(image.numpy(), tuple(patch.shape))
    p = patch.numpy()
    with np.errstate(invalid="ignore", divide="ignore"):
        w = (windows - windows.mean((2, 3), keepdims=True)) / windows.std((2, 3), keepdims=True)
        score = (w * (p - p.mean()) / p.std()).mean((2, 3))
    return torch.from_numpy(np.nan_to_num(score))


# normalised-correlation
def normalised_correlation(image, patch):
    k, l = patch.shape
    w = image.unfold(0, k, 1).unfold(1, l, 1)
    w = w - w.mean(dim=(-2, -1), keepdim=True)
    p = patch - patch.mean()
    return (w * p).sum((-2, -1)) / (w.norm(dim=(-2, -1)) * p.norm() + 1e-8)
