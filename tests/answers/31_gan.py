"""Right answers to lesson 31 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# best-discriminator
def best_discriminator(p_data, p_g):
    s = p_data + p_g
    return torch.where(s > 0, p_data / s.clamp_min(1e-30), 0.5)


# js
def js(p, q):
    m = (p + q) / 2
    kl = lambda a: torch.where(a > 0, a * torch.log(a / m), 0.).nansum()
    return (kl(p) + kl(q)) / 2


# gan-losses
def gan_losses(real, drawn):
    d = F.softplus(-real).mean() + F.softplus(drawn).mean()
    return d, -F.softplus(drawn).mean(), F.softplus(-drawn).mean()


# modes-covered
def modes_covered(samples, centres, radius):
    d = torch.cdist(samples, centres)
    near, k = d.min(1)
    counts = torch.bincount(k[near <= radius], minlength=len(centres))
    return int((counts >= 0.01 * len(samples)).sum())


# dirac-step
def dirac_step(theta, psi, rate, gamma):
    s = 1 / (1 + math.exp(-psi * theta))
    return theta + rate * psi * s, psi + rate * (-theta * s - gamma * psi)
