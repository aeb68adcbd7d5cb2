"""Right answers to lesson 05 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# dropout
def dropout(x, u, p, training):
    if not training:
        return x
    return torch.where(u < p, 0.0, x / (1 - p))


# dropout
def dropout(x, u, p, training):
    result = x.clone()
    if training:
        result[u < p] = 0
        result /= 1 - p
    return result


# dropout
def dropout(x, u, p, training):
    scale = 1 / (1 - p)
    mask = torch.ones_like(x)
    mask = mask.masked_fill(u < p, 0)
    return x * mask * scale if training else x * 1


# batch-norm
def batch_norm(x, gamma, beta, eps=1e-5):
    m = x.mean((0, 2, 3), keepdim=True)
    v = x.var((0, 2, 3), keepdim=True, unbiased=False)
    return (x - m) / torch.sqrt(v + eps) * gamma.view(1, -1, 1, 1) + beta.view(1, -1, 1, 1)


# batch-norm
def batch_norm(x, gamma, beta, eps=1e-5):
    maps = []
    for k in range(x.shape[1]):
        values = x[:, k]
        centred = values - values.mean()
        maps.append(gamma[k] * centred / (centred.pow(2).mean() + eps) ** 0.5 + beta[k])
    return torch.stack(maps, dim=1)


# batch-norm
def batch_norm(x, gamma, beta, eps=1e-5):
    n, c, h, w = x.shape
    flat = x.transpose(0, 1).flatten(1)
    var, mean = torch.var_mean(flat, 1, unbiased=False, keepdim=True)
    out = gamma[:, None] * (flat - mean) / torch.sqrt(var + eps) + beta[:, None]
    return out.view(c, n, h, w).transpose(0, 1)


# batch-norm-backward
def batch_norm_backward(x, gamma, g, eps=1e-5):
    axes = (0, 2, 3)
    m = x.mean(axes, keepdim=True)
    s = torch.sqrt(x.var(axes, keepdim=True, unbiased=False) + eps)
    h = (x - m) / s
    dgamma = (g * h).sum(axes)
    dbeta = g.sum(axes)
    inner = g - g.mean(axes, keepdim=True) - h * (g * h).mean(axes, keepdim=True)
    return gamma.view(1, -1, 1, 1) / s * inner, dgamma, dbeta


# batch-norm-backward
def batch_norm_backward(x, gamma, g, eps=1e-5):
    M = x.numel() // x.shape[1]
    normed = batch_norm(x, torch.ones_like(gamma), torch.zeros_like(gamma), eps)
    dbeta = torch.einsum("nchw->c", g)
    dgamma = torch.einsum("nchw,nchw->c", g, normed)
    factor = gamma / (x.var((0, 2, 3), unbiased=False) + eps).sqrt()
    line_up = lambda v: v[None, :, None, None]
    return [line_up(factor) * (g - line_up(dbeta) / M - normed * line_up(dgamma) / M), dgamma, dbeta]


# batch-norm-backward
def batch_norm_backward(x, gamma, g, eps=1e-5):
    dx = torch.zeros_like(x)
    dgamma, dbeta = torch.zeros_like(gamma), torch.zeros_like(gamma)
    for k in range(len(gamma)):
        values, back = x[:, k], g[:, k]
        sigma = (((values - values.mean()) ** 2).mean() + eps) ** 0.5
        normed = (values - values.mean()) / sigma
        dgamma[k], dbeta[k] = (back * normed).sum(), back.sum()
        dx[:, k] = gamma[k] / sigma * (back - back.mean() - normed * (back * normed).mean())
    return dx, dgamma, dbeta


# batch-norm-backward
def batch_norm_backward(x, gamma, g, eps=1e-5):
    # through the chain: d normed, then d variance, then d mean
    axes, M = (0, 2, 3), x[:, 0].numel()
    mean = x.mean(axes, keepdim=True)
    var = ((x - mean) ** 2).mean(axes, keepdim=True)
    normed = (x - mean) / (var + eps).sqrt()
    dn = g * gamma.view(1, -1, 1, 1)
    dvar = (dn * (x - mean)).sum(axes, keepdim=True) * -0.5 * (var + eps) ** -1.5
    dmean = -(dn / (var + eps).sqrt()).sum(axes, keepdim=True)
    dx = dn / (var + eps).sqrt() + dvar * 2 * (x - mean) / M + dmean / M
    return dx, (g * normed).sum(axes), g.sum(axes)


# all-masks
def all_masks(x, W, b, p):
    n = len(x)
    mean, logs = torch.zeros_like(b), torch.zeros_like(b)
    for number in range(2 ** n):
        mask = [int(digit) for digit in f"{number:b}".zfill(n)]
        k = sum(mask)
        q = torch.softmax(W @ (x * torch.tensor(mask) / (1 - p)) + b, dim=0)
        mean += (1 - p) ** k * p ** (n - k) * q
        logs += (1 - p) ** k * p ** (n - k) * q.log()
    return mean, logs.exp() / logs.exp().sum()


# all-masks
def all_masks(x, W, b, p):
    masks = torch.zeros(1, 0, dtype=x.dtype)
    chance = torch.ones(1, dtype=x.dtype)
    for _ in x:                                # one more unit: present or absent
        m = len(masks)
        masks = torch.cat([torch.cat([masks, masks.new_full((m, 1), v)], 1) for v in (0, 1)])
        chance = torch.cat([p * chance, (1 - p) * chance])
    logits = torch.einsum("mn,kn->mk", masks * x / (1 - p), W) + b
    # the mean of the logits will do: what log_softmax subtracts is the same for all classes
    return (chance[:, None] * logits.softmax(1)).sum(0), (chance @ logits).softmax(0)


# normalise
def normalise(x, over, groups=1, eps=1e-5):
    n, c, h, w = x.shape
    if "C" in over:
        x = x.reshape(n, groups, c // groups, h, w)
        axes = tuple({"N": 0, "C": 2, "H": 3, "W": 4}[a] for a in over)
    else:
        axes = tuple("NCHW".find(a) for a in over)
    mean = x.mean(dim=axes, keepdim=True)
    var = x.var(dim=axes, keepdim=True, unbiased=False)
    return ((x - mean) * torch.rsqrt(var + eps)).reshape(n, c, h, w)


# normalise
def normalise(x, over, groups=1, eps=1e-5):
    axes = ["NCHW".index(a) for a in over]
    def one(part):
        mean = part.mean(axes, True)
        square = ((part - mean) ** 2).mean(axes, True)
        return (part - mean) / torch.sqrt(square + eps)
    return torch.cat([one(part) for part in x.chunk(groups, dim=1)], dim=1)


# fold
def fold(weight, bias, before, after, groups=1, eps=1e-5):
    T, per_group = weight.shape[:2]
    new_weight = weight.clone()
    new_bias = torch.zeros(T) if bias is None else bias.clone()
    for t in range(T):
        if before:
            first = t // (T // groups) * per_group
            for j in range(per_group):
                mean, var, gamma, beta = (v[first + j] for v in before)
                s = gamma / (var + eps) ** 0.5
                new_weight[t, j] = weight[t, j] * s
                new_bias[t] += weight[t, j].sum() * (beta - s * mean)
        if after:
            mean, var, gamma, beta = (v[t] for v in after)
            s = gamma / (var + eps) ** 0.5
            new_weight[t] *= s
            new_bias[t] = s * (new_bias[t] - mean) + beta
    return new_weight, new_bias


# fold
def fold(weight, bias, before, after, groups=1, eps=1e-5):
    # the layers answer two questions: what do they make of zeros, and how do they scale?
    T, S = len(weight), weight.shape[1] * groups
    if bias is None:
        bias = torch.zeros(T)
    if before is not None:
        mean, var, gamma, beta = before
        s = gamma * (var + eps).rsqrt()
        nothing = (beta - mean * s).view(1, S, 1, 1).expand(1, S, *weight.shape[2:])
        bias = F.conv2d(nothing, weight, bias, groups=groups).flatten()
        index = torch.arange(S).view(groups, -1)
        which = torch.stack([index[t * groups // T] for t in range(T)])
        weight = weight * s[which][..., None, None]
    if after is not None:
        mean, var, gamma, beta = after
        s = gamma * (var + eps).rsqrt()
        weight, bias = torch.einsum("t,tskl->tskl", s, weight), (bias - mean) * s + beta
    return weight, bias
