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


# view-code
def view_code(azimuth, elevation):
    z = torch.polar(torch.ones_like(azimuth), azimuth * (math.pi / 180))
    return torch.stack((z.imag, z.real, (z * z).imag, (z * z).real, -1 + (elevation - 10) * 2 / 30), dim=-1)


# view-code
def view_code(azimuth, elevation):
    angles = torch.deg2rad(azimuth)[:, None] * torch.tensor([1, 2])
    waves = torch.stack([torch.sin(angles), torch.cos(angles)], 2).reshape(len(azimuth), 4)
    return torch.hstack([waves, (elevation[:, None] - 25) / 15])


# view-code
def view_code(azimuth, elevation):
    rad = np.pi * azimuth / 180
    slope = 2 / (40 - 10)
    return torch.column_stack([rad.sin(), rad.cos(), (rad * 2).sin(), (rad * 2).cos(), slope * elevation - slope * 10 - 1])


# unpool
def unpool(x, s=2):
    n, c, h, w = x.shape
    rows = torch.cat([x[..., None], x.new_zeros(n, c, h, w, s - 1)], -1).reshape(n, c, h, w * s)
    rows = rows[:, :, :, None]
    return torch.cat([rows, x.new_zeros(n, c, h, s - 1, w * s)], 3).reshape(n, c, h * s, w * s)


# unpool
def unpool(x, s=2):
    n, c, h, w = x.shape
    places = (torch.arange(h)[:, None] * s * (w * s) + torch.arange(w) * s).expand(n, c, h, w)
    flat = torch.zeros(n, c, h * s * w * s, dtype=x.dtype)
    return flat.scatter(2, places.reshape(n, c, -1), x.reshape(n, c, h * w)).reshape(n, c, h * s, w * s)


# unpool
def unpool(x, s=2):
    up = torch.zeros(x.shape[2] * s, x.shape[2], dtype=x.dtype)
    up[torch.arange(x.shape[2]) * s, torch.arange(x.shape[2])] = 1
    across = torch.zeros(x.shape[3], x.shape[3] * s, dtype=x.dtype)
    across[torch.arange(x.shape[3]), torch.arange(x.shape[3]) * s] = 1
    return up @ x @ across


# unpool
def unpool(x, s=2):
    return F.pixel_shuffle(torch.cat([x[:, :, None], x[:, :, None].new_zeros(len(x), x.shape[1], s * s - 1, *x.shape[2:])], 2).flatten(1, 2), s)


# two-heads
def two_heads(output, target, weight=10.0):
    o = output if output.dtype == torch.float64 else output.float()
    picture, mask = torch.split(o - target, [3, 1], dim=1)
    return weight * picture.square().mean() + mask.square().mean()


# two-heads
def two_heads(output, target, weight=10.0):
    o = output.to(torch.promote_types(output.dtype, torch.float32))
    d = (o - target) ** 2
    n = d[:, 3].numel()
    return weight * d[:, 0:3].sum() / (3 * n) + d[:, 3].sum() / n


# two-heads
def two_heads(output, target, weight=10.0):
    loss = nn.MSELoss()
    if output.dtype not in (torch.float32, torch.float64):
        output = output.to(torch.float32)
    return torch.add(loss(output[:, 3], target[:, 3]), loss(output[:, :3], target[:, :3]), alpha=weight)


# neighbours
def neighbours(azimuth, shown):
    steps = torch.remainder(azimuth, 360) * shown / 360
    before = steps.to(torch.int64)
    weight = steps.frac()
    return before.remainder(shown), (before + 1).remainder(shown), weight


# neighbours
def neighbours(azimuth, shown):
    p = azimuth / (360 / shown)
    low = torch.floor(p)
    after = (low.long() + 1) % shown
    return (after - 1) % shown, after, p - low


# neighbours
def neighbours(azimuth, shown):
    number, share = [], []
    for a in azimuth:
        k, rest = divmod(float(a) * shown, 360)
        number.append(int(k) % shown)
        share.append(rest / 360)
    before = torch.tensor(number, dtype=torch.long)
    after = torch.where(before == shown - 1, 0, before + 1)
    return before, after, torch.tensor(share, dtype=azimuth.dtype)
