"""Right answers to lesson 30 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# view-code
def view_code(azimuth, elevation):
    a = azimuth * math.pi / 180
    code = torch.empty(len(azimuth), 5, dtype=azimuth.dtype)
    for k in (1, 2):
        code[:, 2 * k - 2] = torch.sin(k * a)
        code[:, 2 * k - 1] = torch.cos(k * a)
    code[:, 4] = 2 * (elevation - 10) / 30 - 1
    return code


# view-code
def view_code(azimuth, elevation):
    a = torch.deg2rad(azimuth)
    s, c = a.sin(), a.cos()
    return torch.cat([v[:, None] for v in (s, c, 2 * s * c, c * c - s * s, elevation / 15 - 5 / 3)], dim=1)


# unpool
def unpool(x, s=2):
    n, c, h, w = x.shape
    blocks = F.pad(x[..., None, None], (0, s - 1, 0, s - 1))          # n c h w s s
    return blocks.transpose(3, 4).reshape(n, c, h * s, w * s)


# unpool
def unpool(x, s=2):
    n, c, h, w = x.shape
    big = torch.repeat_interleave(torch.repeat_interleave(x, s, 2), s, 3)
    keep = torch.zeros(h * s, w * s, dtype=x.dtype)
    keep[::s, ::s] = 1
    return big * keep


# two-heads
def two_heads(output, target, weight=10.0):
    if output.dtype == torch.bfloat16:
        output = output.float()
    return weight * F.mse_loss(output[:, :3], target[:, :3]) + F.mse_loss(output[:, 3:], target[:, 3:])


# two-heads
def two_heads(output, target, weight=10.0):
    e = output.to(target.dtype) - target
    per = e.pow(2).mean((0, 2, 3))
    return weight * (per[0] + per[1] + per[2]) / 3 + per[3]


# neighbours
def neighbours(azimuth, shown):
    step = 360 / shown
    a = azimuth % 360
    before = torch.div(a, step, rounding_mode="floor").long() % shown
    return before, (before + 1) % shown, (a - before * step) / step


# neighbours
def neighbours(azimuth, shown):
    t = azimuth / 360 * shown
    left = torch.floor(t).to(torch.int64)
    return torch.remainder(left, shown), torch.remainder(left + 1, shown), t - left.to(t.dtype)
