"""Right answers to lesson 25 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# code-distance
def code_distance(code, target):
    return ((code - target) ** 2).sum() / (target ** 2).sum()


# code-distance
def code_distance(code, target):
    return torch.linalg.vector_norm(code - target) ** 2 / torch.linalg.vector_norm(target) ** 2


# code-distance
def code_distance(code, target):
    # two means over equally many elements
    return F.mse_loss(code, target) / target.square().mean()


# code-distance
def code_distance(code, target):
    difference = (code - target).reshape(-1)
    known = target.reshape(-1)
    return torch.dot(difference, difference) / torch.dot(known, known)


# psnr
def psnr(x, truth):
    return (-10 * torch.log10(((x - truth) ** 2).mean())).item()


# psnr
def psnr(x, truth):
    return 10 * math.log10(1 / F.mse_loss(x, truth).item())


# psnr
def psnr(x, truth):
    return -20 * torch.log10((x - truth).square().mean().sqrt())


# psnr
def psnr(x, truth):
    return float(-10 * np.log10(np.mean((x.numpy() - truth.numpy()) ** 2)))


# total-variation
def total_variation(x):
    down = x[:, :, 1:, 1:] - x[:, :, :-1, 1:]
    right = x[:, :, 1:, 1:] - x[:, :, 1:, :-1]
    return (down ** 2 + right ** 2 + 1e-8).sqrt().sum((2, 3))


# total-variation
def total_variation(x):
    down, right = x.diff(dim=2)[..., 1:], x.diff(dim=3)[:, :, 1:]
    return torch.sqrt(down * down + right * right + 10 ** -8).flatten(2).sum(2)


# total-variation
def total_variation(x):
    kernels = torch.tensor([[[[0, -1], [0, 1]]], [[[0, 0], [-1, 1]]]], dtype=x.dtype)
    n, c, h, w = x.shape
    steps = F.conv2d(x.reshape(n * c, 1, h, w), kernels)
    return ((steps ** 2).sum(1) + 1e-8).sqrt().sum((1, 2)).reshape(n, c)


# total-variation
def total_variation(x):
    x = x.movedim((0, 1), (2, 3))                          # (H, W, N, C)
    down, right = x[1:] - x[:-1], x[:, 1:] - x[:, :-1]
    steps = torch.stack((down[:, 1:], right[1:]), -1)
    return (steps.pow(2).sum(-1) + 1e-8).sqrt().sum(0).sum(0)


# octave-sizes
def octave_sizes(size, octaves, factor):
    return [round(size / factor ** j) for j in reversed(range(octaves))]


# octave-sizes
def octave_sizes(size, octaves, factor):
    return [int(size / factor ** j + 0.5) for j in range(octaves - 1, -1, -1)]


# octave-sizes
def octave_sizes(size, octaves, factor):
    side, sizes = float(size), []
    for _ in range(octaves):
        sizes.insert(0, round(side))
        side /= factor
    return sizes


# octave-sizes
def octave_sizes(size, octaves, factor):
    exponents = np.arange(octaves)[::-1]
    return np.rint(size / float(factor) ** exponents).astype(int).tolist()


# octave-sizes
def octave_sizes(size, octaves, factor):
    return tuple(np.int64(round(size * factor ** -j)) for j in range(octaves - 1, -1, -1))


# jittered-gradient
def jittered_gradient(loss, x, down, right):
    moved = torch.roll(x.detach(), (down, right), (2, 3)).requires_grad_()
    g, = torch.autograd.grad(loss(moved), moved)
    return torch.roll(g, (-down, -right), (2, 3))


# jittered-gradient
def jittered_gradient(loss, x, down, right):
    y = x.detach().clone().requires_grad_()
    loss(y.roll((down, right), (2, 3))).backward()
    return y.grad


# jittered-gradient
def jittered_gradient(loss, x, down, right):
    height, width = x.shape[2:]
    rows = (torch.arange(height) - down) % height
    columns = (torch.arange(width) - right) % width
    y = x.clone()
    y.requires_grad = True
    loss(y[:, :, rows][:, :, :, columns]).backward()
    return y.grad


# jittered-gradient
def jittered_gradient(loss, x, down, right):
    moved = x.roll(down, 2).roll(right, 3)
    return torch.func.grad(loss)(moved).roll(-right, 3).roll(-down, 2)


# from-waves
def from_waves(z, height, width):
    u = torch.fft.fftfreq(height)[:, None]
    v = torch.fft.rfftfreq(width)[None]
    f = (u ** 2 + v ** 2).sqrt().clamp_min(1 / height)
    return torch.fft.irfft2(z / f, s=(height, width), norm="ortho")


# from-waves
def from_waves(z, height, width):
    rows = torch.arange(height, dtype=torch.float32)
    rows = torch.minimum(rows, height - rows) / height
    columns = torch.arange(width // 2 + 1) / width
    f = torch.hypot(rows[:, None].expand(-1, len(columns)), columns.expand(height, -1))
    f = torch.where(f < 1 / height, torch.tensor(1 / height), f)
    return torch.fft.irfft(torch.fft.ifft(z / f, dim=2, norm="ortho"), n=width, norm="ortho")


# from-waves
def from_waves(z, height, width):
    f = torch.tensor([[max(math.hypot(u, v), 1 / height)
                       for v in torch.fft.rfftfreq(width).tolist()]
                      for u in torch.fft.fftfreq(height).tolist()])
    waves = z / f
    return torch.fft.irfftn(waves, s=(height, width), dim=(-2, -1), norm="ortho")


# pair-similarity
def pair_similarity(codes):
    values = [F.cosine_similarity(codes[i], codes[j], dim=0)
              for i in range(len(codes)) for j in range(i)]
    return torch.stack(values).mean()


# pair-similarity
def pair_similarity(codes):
    # the squared length of the sum of unit vectors is N + 2 · the sum over pairs
    unit, n = F.normalize(codes, dim=1), len(codes)
    return (unit.sum(0).square().sum() - n) / (n * (n - 1))


# pair-similarity
def pair_similarity(codes):
    i, j = torch.triu_indices(len(codes), len(codes), 1)
    products = torch.einsum("nd,nd->n", codes[i], codes[j])
    return (products / (codes[i].norm(dim=1) * codes[j].norm(dim=1))).mean()
