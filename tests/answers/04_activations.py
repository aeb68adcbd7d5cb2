"""Right answers to lesson 04 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# softplus
def softplus(x):
    left = torch.log(1 + torch.exp(-abs(x)))
    return torch.where(x > 0, x + left, left)


# softplus
def softplus(x):
    top = torch.maximum(x, torch.zeros_like(x))
    return top + torch.log(torch.exp(-top) + torch.exp(x - top))


# softplus
def softplus(x):
    y = torch.zeros_like(x)
    big = x > 0
    y[big] = x[big] + (1 + (-x[big]).exp()).log()
    y[~big] = (1 + x[~big].exp()).log()
    return y


# softplus
def softplus(x):
    # beyond 30 the 1 does not matter any more
    return torch.where(x > 30, x, torch.log1p(torch.exp(torch.minimum(x, torch.full_like(x, 30)))))


# slopes
def slopes(x, epsilon, alpha, a):
    one, sig = torch.ones_like(x), torch.sigmoid(x)
    normal = torch.distributions.Normal(0.0, 1.0)
    return [sig, torch.where(x > 0, one, epsilon * one), (x > 0).float(),
            torch.where(x > 0, one, a * torch.exp(x)), 1 - torch.tanh(x) ** 2,
            sig * (1 + x * (1 - sig)), normal.cdf(x) + x * normal.log_prob(x).exp()]


# slopes
def slopes(x, epsilon, alpha, a):
    relu, leaky, elu = torch.zeros(x.shape), torch.full(x.shape, epsilon), a * torch.exp(x)
    relu[x > 0] = 1
    leaky[x > 0] = 1
    elu[x > 0] = 1
    s = 1 / (1 + torch.exp(-x))
    phi = torch.exp(-x * x / 2) / np.sqrt(2 * np.pi)
    big = (1 + torch.erf(x / 2 ** 0.5)) / 2
    return s, leaky, relu, elu, 1 / torch.cosh(x) ** 2, s + F.silu(x) * (1 - s), big + x * phi


# slopes
def slopes(x, epsilon, alpha, a):
    step = torch.heaviside(x, torch.tensor(0.))
    sig = lambda t: 1 / (1 + (-t).exp())
    return [sig(x), epsilon + (1 - epsilon) * step, step,
            step + (1 - step) * a * torch.exp(-F.relu(-x)), 4 * sig(2 * x) * (1 - sig(2 * x)),
            sig(x) + x * sig(x) * sig(-x),
            torch.special.ndtr(x) + x * (-x.square() / 2).exp() * 0.3989423]


# pieces
def pieces(w, b, v):
    points = sorted({-bj / wj for wj, bj in zip(w.tolist(), b.tolist()) if wj != 0})
    found = []
    for k in range(len(points) + 1):
        if not points:
            x = 0.0
        elif k == 0:
            x = points[0] - 5
        elif k == len(points):
            x = points[-1] + 5
        else:
            x = (points[k - 1] + points[k]) / 2
        found.append(sum(vj * wj for wj, bj, vj in zip(w.tolist(), b.tolist(), v.tolist())
                         if wj * x + bj > 0))
    return torch.tensor(points, dtype=w.dtype), torch.tensor(found, dtype=w.dtype)


# pieces
def pieces(w, b, v):
    live = w != 0
    w, b, v = w[live], b[live], v[live]
    points, which = torch.unique(-b / w, return_inverse=True)
    jumps = torch.zeros(len(points) + 1, dtype=w.dtype)
    jumps[0] = (v * w)[w < 0].sum()
    jumps.index_add_(0, which + 1, v * w.abs())
    return [points, jumps.cumsum(0)]


# pieces
def pieces(w, b, v):
    keep = w.abs() > 0
    p = (-b[keep] / w[keep]).unique()
    f = lambda x: (v * F.relu(torch.outer(x, w) + b)).sum(1)
    if len(p) == 0:
        return p, p.new_zeros(1)
    knots = torch.cat([p[:1] - 1, p, p[-1:] + 1])
    return p, f(knots).diff() / knots.diff()


# elu-backward
def elu_backward(x, a, g):
    dx = g * torch.where(x > 0, 1., a * torch.exp(x))
    da = (g * torch.where(x > 0, 0., torch.exp(x) - 1)).sum()
    return dx, da


# elu-backward
def elu_backward(x, a, g):
    left = x <= 0
    dx = g.clone()
    dx[left] = g[left] * a * torch.exp(x[left])
    return dx, torch.sum(g[left] * (torch.exp(x[left]) - 1))


# elu-backward
def elu_backward(x, a, g):
    below = F.elu(torch.minimum(x, torch.zeros_like(x)))        # e^x - 1, and 0 on the right
    mask = (x > 0).to(x.dtype)
    return [g * (mask + (1 - mask) * a * (below + 1)), torch.dot(g.flatten(), below.flatten())]


# elu-backward
def elu_backward(x, a, g):
    da = torch.tensor(0.0)
    for xi, gi in zip(x.flatten(), g.flatten()):
        if xi < 0:
            da = da + gi * torch.expm1(xi)
    slope = torch.where(x > 0, torch.ones_like(x), float(a) * torch.exp(x))
    return slope * g, da.to(x.dtype)


# dead-units
def dead_units(z):
    if z.ndim == 4:
        z = z.amax((2, 3))
    return (z <= 0).all(0)


# dead-units
def dead_units(z):
    return F.relu(z).transpose(0, 1).reshape(z.shape[1], -1).sum(1) == 0


# dead-units
def dead_units(z):
    dead = []
    for u in range(z.shape[1]):
        dead.append(bool(z[:, u].max() <= 0))
    return torch.tensor(dead)


# dead-units
def dead_units(z):
    alive = z > 0
    while alive.ndim > 2:
        alive = alive.any(-1)
    return torch.logical_not(alive.any(0))


# dead-units
def dead_units(z):
    return ~torch.einsum("nu...->u", (z > 0).float()).bool()


# measured-start
def measured_start(weights, x, epsilon=0.0):
    result = []
    for w in weights:
        z = F.linear(x, w)
        s = (z ** 2).mean() ** 0.5
        w = w / s
        result.append(w)
        z = F.linear(x, w)
        x = torch.where(z > 0, z, z * epsilon)
    return result


# measured-start
def measured_start(weights, x, epsilon=0.0):
    if not weights:
        return []
    z = x @ weights[0].T
    size = z.norm() / z.numel() ** 0.5
    rest = measured_start(weights[1:], F.leaky_relu(z, epsilon) / size, epsilon)
    return [weights[0] / size] + rest


# measured-start
def measured_start(weights, x, epsilon=0.0):
    ws = [w.clone() for w in weights]
    for k in range(len(ws)):
        h = x
        for w in ws[:k]:
            h = torch.maximum(h @ w.T, torch.zeros(())) + epsilon * torch.clamp(h @ w.T, max=0)
        ws[k] /= torch.sqrt(torch.mean((h @ ws[k].T) ** 2))
    return ws
