"""Right answers to lesson 31 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# best-discriminator
def best_discriminator(p_data, p_g):
    s = p_data + p_g
    return torch.where(s > 0, p_data / s.clamp_min(1e-30), 0.5)


# best-discriminator
def best_discriminator(p_data, p_g):
    return torch.nan_to_num(p_data / (p_data + p_g), nan=0.5)


# best-discriminator
def best_discriminator(p_data, p_g):
    # the logit of D* is log p_data - log p_g
    out = (p_data.log() - p_g.log()).sigmoid()
    out[(p_data == 0) & (p_g == 0)] = 0.5
    return out


# best-discriminator
def best_discriminator(p_data, p_g):
    out = torch.full_like(p_data, 0.5)
    seen = (p_data > 0) | (p_g > 0)
    out[seen] = p_data[seen] / (p_data[seen] + p_g[seen])
    return out


# best-discriminator
def best_discriminator(p_data, p_g):
    return torch.where(p_data == 0, torch.where(p_g == 0, 0.5, 0.0).to(p_data), 1 / (1 + p_g / p_data))


# js
def js(p, q):
    m = (p + q) / 2
    kl = lambda a: torch.where(a > 0, a * torch.log(a / m), 0.).nansum()
    return (kl(p) + kl(q)) / 2


# js
def js(p, q):
    def kl(a, m):
        seen = a > 0
        return (a[seen] * (a[seen] / m[seen]).log()).sum()
    m = 0.5 * (p + q)
    return 0.5 * kl(p, m) + 0.5 * kl(q, m)


# js
def js(p, q):
    # entropy of the mean less the mean of the entropies
    def entropy(a):
        return torch.special.entr(a).sum()
    return entropy((p + q) / 2) - (entropy(p) + entropy(q)) / 2


# js
def js(p, q):
    m = ((p + q) / 2).clamp_min(1e-30).log()
    return (F.kl_div(m, p, reduction="sum") + F.kl_div(m, q, reduction="sum")) / 2


# js
def js(p, q):
    eps, m = 1e-12, (p + q) / 2
    return 0.5 * (p * ((p + eps) / (m + eps)).log() + q * ((q + eps) / (m + eps)).log()).sum()


# js
def js(p, q):
    total = torch.zeros((), dtype=p.dtype)
    for a, b in zip(p, q):
        m = (a + b) / 2
        if a > 0:
            total += a * torch.log(a / m) / 2
        if b > 0:
            total += b * torch.log(b / m) / 2
    return total


# gan-losses
def gan_losses(real, drawn):
    d = F.softplus(-real).mean() + F.softplus(drawn).mean()
    return d, -F.softplus(drawn).mean(), F.softplus(-drawn).mean()


# gan-losses
def gan_losses(real, drawn):
    return [-F.logsigmoid(real).mean() - F.logsigmoid(-drawn).mean(),
            F.logsigmoid(-drawn).mean(),
            -F.logsigmoid(drawn).mean()]


# gan-losses
def gan_losses(real, drawn):
    bce = nn.BCEWithLogitsLoss()
    fake = bce(drawn, torch.zeros_like(drawn))
    return bce(real, torch.ones_like(real)) + fake, -fake, bce(drawn, torch.ones_like(drawn))


# gan-losses
def gan_losses(real, drawn):
    def softplus(a):
        return a.clamp_min(0) + torch.log1p(torch.exp(-a.abs()))
    return (softplus(-real).mean() + softplus(drawn).mean(), -softplus(drawn).mean(),
            softplus(-drawn).mean())


# gan-losses
def gan_losses(real, drawn):
    def softplus(a):
        return torch.logaddexp(a, torch.zeros_like(a))
    terms = torch.cat([softplus(-real).flatten() / real.numel(), softplus(drawn).flatten() / drawn.numel()])
    return terms.sum(), -softplus(drawn).mean(), (softplus(drawn) - drawn).mean()


# modes-covered
def modes_covered(samples, centres, radius):
    d = torch.cdist(samples, centres)
    near, k = d.min(1)
    counts = torch.bincount(k[near <= radius], minlength=len(centres))
    return int((counts >= 0.01 * len(samples)).sum())


# modes-covered
def modes_covered(samples, centres, radius):
    d = ((samples[:, None, :] - centres[None]) ** 2).sum(-1).sqrt()
    k = d.argmin(1)
    found = 0
    for j in range(len(centres)):
        if 100 * ((k == j) & (d[:, j] <= radius)).sum() >= len(samples):
            found += 1
    return found


# modes-covered
def modes_covered(samples, centres, radius):
    d = torch.cdist(samples, centres)
    belongs = F.one_hot(d.argmin(1), len(centres)).bool() & (d <= radius)
    return (belongs.sum(0) / len(samples) >= 0.01).sum().item()


# modes-covered
def modes_covered(samples, centres, radius):
    near, k = torch.cdist(samples, centres).min(1)
    _, counts = k[near <= radius].unique(return_counts=True)
    return (counts >= math.ceil(len(samples) / 100)).sum()


# modes-covered
def modes_covered(samples, centres, radius):
    d = scipy.spatial.distance.cdist(samples.numpy(), centres.numpy())
    k = np.where(d.min(1) <= radius, d.argmin(1), -1)
    return len([j for j in range(len(centres)) if np.sum(k == j) >= len(k) / 100])


# dirac-step
def dirac_step(theta, psi, rate, gamma):
    s = 1 / (1 + math.exp(-psi * theta))
    return theta + rate * psi * s, psi + rate * (-theta * s - gamma * psi)


# dirac-step
def dirac_step(theta, psi, rate, gamma):
    old_theta = theta
    sigma = 1 - 1 / (1 + np.exp(theta * psi))
    theta += rate * psi * sigma
    psi += rate * (-old_theta * sigma - gamma * psi)
    return [theta, psi]


# dirac-step
def dirac_step(theta, psi, rate, gamma):
    t = torch.tensor(theta, dtype=torch.double, requires_grad=True)
    s = torch.tensor(psi, dtype=torch.double, requires_grad=True)
    V = F.logsigmoid(-s * t) - gamma / 2 * s * s
    V.backward()
    return (t - rate * t.grad).item(), (s + rate * s.grad).item()


# dirac-step
def dirac_step(theta, psi, rate, gamma):
    sigma = torch.sigmoid(torch.tensor(float(psi * theta)))
    return theta + rate * psi * sigma, psi + rate * (-theta * sigma - gamma * psi)
