"""Right answers to lesson 25 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# code-distance
def code_distance(code, target):
    return ((code - target) ** 2).sum() / (target ** 2).sum()


# psnr
def psnr(x, truth):
    return (-10 * torch.log10(((x - truth) ** 2).mean())).item()


# total-variation
def total_variation(x):
    down = x[:, :, 1:, 1:] - x[:, :, :-1, 1:]
    right = x[:, :, 1:, 1:] - x[:, :, 1:, :-1]
    return (down ** 2 + right ** 2 + 1e-8).sqrt().sum((2, 3))


# octave-sizes
def octave_sizes(size, octaves, factor):
    return [round(size / factor ** j) for j in reversed(range(octaves))]


# jittered-gradient
def jittered_gradient(loss, x, down, right):
    moved = torch.roll(x.detach(), (down, right), (2, 3)).requires_grad_()
    g, = torch.autograd.grad(loss(moved), moved)
    return torch.roll(g, (-down, -right), (2, 3))


# from-waves
def from_waves(z, height, width):
    u = torch.fft.fftfreq(height)[:, None]
    v = torch.fft.rfftfreq(width)[None]
    f = (u ** 2 + v ** 2).sqrt().clamp_min(1 / height)
    return torch.fft.irfft2(z / f, s=(height, width), norm="ortho")
