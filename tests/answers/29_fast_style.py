"""Right answers to lesson 29 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# instance-norm
def instance_norm(x, eps=1e-5):
    out = torch.empty_like(x)
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            m = x[n, c] - x[n, c].mean()
            out[n, c] = m / ((m * m).mean() + eps) ** 0.5
    return out


# instance-norm
def instance_norm(x, eps=1e-5):
    n, c, h, w = x.shape
    rows = x.reshape(n * c, h * w)
    mean = rows.sum(1, keepdim=True) / (h * w)
    var = ((rows - mean) ** 2).sum(1, keepdim=True) / (h * w)
    return ((rows - mean) * torch.rsqrt(var + eps)).reshape(n, c, h, w)


# instance-norm
def instance_norm(x, eps=1e-5):
    var, mean = torch.var_mean(x, (-2, -1), keepdim=True, correction=0)
    return (x - mean) / torch.sqrt(var + eps)


# restyle
def restyle(x, gamma, beta, share):
    n, c = x.shape[:2]
    return x.mul(torch.matmul(share, gamma).view(n, c, 1, 1)).add((share @ beta).view(n, c, 1, 1))


# restyle
def restyle(x, gamma, beta, share):
    scale = (share[:, :, None] * gamma[None]).sum(1)
    shift = (share[:, :, None] * beta[None]).sum(1)
    return torch.addcmul(shift[:, :, None, None], x, scale[:, :, None, None])


# restyle
def restyle(x, gamma, beta, share):
    out = torch.zeros_like(x)
    for s in range(len(gamma)):
        q = share[:, s].reshape(-1, 1, 1, 1)
        out = out + q * (gamma[s].reshape(1, -1, 1, 1) * x + beta[s].reshape(1, -1, 1, 1))
    return out


# worth
def worth(curve, reached):
    low = (torch.tensor(curve) <= reached).nonzero().flatten()
    return low[0].item() + 1 if len(low) else 0


# worth
def worth(curve, reached):
    return next((k for k, v in enumerate(curve, 1) if v <= reached), 0)


# worth
def worth(curve, reached):
    k = 0
    while k < len(curve):
        if not curve[k] > reached:
            return k + 1
        k += 1
    return 0


# gain
def gain(x, x_noisy, y, y_noisy):
    found = []
    for k in range(len(x)):
        below = ((x_noisy[k] - x[k]) ** 2).mean()
        above = ((y_noisy[k] - y[k]) ** 2).mean()
        found.append((above / below).sqrt() if below > 0 else torch.zeros_like(below))
    return torch.stack(found) if found else torch.zeros(0)


# gain
def gain(x, x_noisy, y, y_noisy):
    below = torch.linalg.vector_norm(x_noisy - x, dim=(1, 2, 3)) / x[0:1].numel() ** 0.5 \
        if len(x) else x.new_zeros(0)
    above = torch.linalg.vector_norm(y_noisy - y, dim=(1, 2, 3)) / y[0:1].numel() ** 0.5 \
        if len(x) else x.new_zeros(0)
    return torch.nan_to_num(above / below, nan=0.0, posinf=0.0)


# gain
def gain(x, x_noisy, y, y_noisy):
    ratio = (y - y_noisy).square().mean((1, 2, 3)) / (x - x_noisy).square().mean((1, 2, 3))
    same = (x == x_noisy).flatten(1).all(1)
    return ratio.sqrt().masked_fill(same, 0)
