"""Right answers to lesson 04 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# softplus
def softplus(x):
    return x.clamp_min(0) + torch.log1p(torch.exp(-x.abs()))


# slopes
def slopes(x, epsilon, alpha, a):
    one = torch.ones_like(x)
    return [(x > 0).float(), torch.sigmoid(x), torch.where(x > 0, one, epsilon * one),
            (x > 0).float(),
            torch.where(x > 0, one, a * torch.exp(x)), 1 - torch.tanh(x) ** 2]


# elu-backward
def elu_backward(x, a, g):
    dx = g * torch.where(x > 0, 1., a * torch.exp(x))
    da = (g * torch.where(x > 0, 0., torch.exp(x) - 1)).sum()
    return dx, da


# dead-units
def dead_units(z):
    if z.ndim == 4:
        z = z.amax((2, 3))
    return (z <= 0).all(0)


# he-std
def he_std(shape):
    n = 1
    for s in shape[1:]:
        n *= s
    return (2 / n) ** 0.5
