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
    rows = x.permute(0, 2, 3, 1).reshape(-1, x.shape[1])
    mean = rows.mean(0)
    var = (rows ** 2).mean(0) - mean ** 2            # not the most exact way
    scale = gamma * torch.rsqrt(var.clamp(min=0) + eps)
    return x * scale[:, None, None] + (beta - mean * scale)[:, None, None]


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


# update-running
def update_running(mean, var, x, momentum=0.1):
    m = x.mean((0, 2, 3))
    v = x.var((0, 2, 3))
    return (1 - momentum) * mean + momentum * m, (1 - momentum) * var + momentum * v


# update-running
def update_running(mean, var, x, momentum=0.1):
    rows = x.transpose(0, 1).reshape(x.shape[1], -1)
    M = rows.shape[1]
    new_mean = rows.sum(1) / M
    new_var = ((rows - new_mean[:, None]) ** 2).sum(1) / M
    return (torch.lerp(mean, new_mean, momentum),
            torch.lerp(var, M / (M - 1) * new_var, momentum))


# update-running
def update_running(mean, var, x, momentum=0.1):
    mean, var = mean.clone(), var.clone()
    for k in range(len(mean)):
        mean[k] += momentum * (x[:, k].mean() - mean[k])
        var[k] += momentum * (x[:, k].var() - var[k])
    return mean, var


# fold
def fold(weight, bias, gamma, beta, mean, var, eps=1e-5):
    f = gamma / torch.sqrt(var + eps)
    return weight * f.view(-1, 1, 1, 1), (bias - mean) * f + beta


# fold
def fold(weight, bias, gamma, beta, mean, var, eps=1e-5):
    kernels, biases = [], []
    for w, b, c, d, m, v in zip(weight, bias, gamma, beta, mean, var):
        s = c / (v + eps) ** 0.5
        kernels.append(s * w)
        biases.append(s * (b - m) + d)
    return torch.stack(kernels), torch.stack(biases)


# fold
def fold(weight, bias, gamma, beta, mean, var, eps=1e-5):
    scale = gamma * torch.rsqrt(var + eps)
    new_weight = torch.einsum("t,tskl->tskl", scale, weight)
    # a bias is a picture of one pixel that the normalisation sees
    new_bias = F.batch_norm(bias[None], mean, var, gamma, beta, training=False, eps=eps)[0]
    return new_weight, new_bias


# jitter
def jitter(x, contrast, offset):
    m = x.mean((1, 2, 3), keepdim=True)
    c, o = contrast.view(-1, 1, 1, 1), offset.view(-1, 1, 1, 1)
    return ((x - m) * c + m + o).clamp(0, 1)


# jitter
def jitter(x, contrast, offset):
    pictures = []
    for picture, c, o in zip(x, contrast, offset):
        m = picture.mean()
        pictures.append(torch.clip((picture - m) * c + m + o, 0, 1))
    return torch.stack(pictures)


# jitter
def jitter(x, contrast, offset):
    rows = x.flatten(1)
    m = rows.mean(1)
    rows = contrast[:, None] * rows + (m * (1 - contrast) + offset)[:, None]
    return torch.minimum(rows.relu(), torch.ones(())).reshape(x.shape)


# jitter
def jitter(x, contrast, offset):
    result = x.clone()
    for i in range(len(x)):
        m = result[i].mean().item()
        result[i] = (result[i] - m) * float(contrast[i]) + m + float(offset[i])
    result[result < 0] = 0
    result[result > 1] = 1
    return result
