"""Right answers to lesson 05 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# dropout
def dropout(x, u, p, training):
    if not training:
        return x
    return x * (u >= p) / (1 - p)


# batch-norm
def batch_norm(x, gamma, beta, eps=1e-5):
    m = x.mean((0, 2, 3), keepdim=True)
    v = x.var((0, 2, 3), keepdim=True, unbiased=False)
    return (x - m) / torch.sqrt(v + eps) * gamma.view(1, -1, 1, 1) + beta.view(1, -1, 1, 1)


# batch-norm-backward
def batch_norm_backward(x, gamma, g, eps=1e-5):
    axes = (0, 2, 3)
    m = x.mean(axes, keepdim=True)
    s = torch.sqrt(x.var(axes, keepdim=True, unbiased=False) + eps)
    h = (x - m) / s
    dgamma = (g * h).sum(axes)
    dbeta = g.sum(axes)
    dx = gamma.view(1, -1, 1,
                    1) / s * (g - g.mean(axes, keepdim=True) - h * (g * h).mean(axes, keepdim=True))
    return dx, dgamma, dbeta


# update-running
def update_running(mean, var, x, momentum=0.1):
    m = x.mean((0, 2, 3))
    v = x.var((0, 2, 3))
    return (1 - momentum) * mean + momentum * m, (1 - momentum) * var + momentum * v


# fold
def fold(weight, bias, gamma, beta, mean, var, eps=1e-5):
    f = gamma / torch.sqrt(var + eps)
    return weight * f.view(-1, 1, 1, 1), (bias - mean) * f + beta


# jitter
def jitter(x, contrast, offset):
    m = x.mean((1, 2, 3), keepdim=True)
    c, o = contrast.view(-1, 1, 1, 1), offset.view(-1, 1, 1, 1)
    return ((x - m) * c + m + o).clamp(0, 1)
