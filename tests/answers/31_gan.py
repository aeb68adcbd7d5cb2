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
def gan_losses(real, fake):
    d = F.softplus(-real).mean() + F.softplus(fake).mean()
    return d, -F.softplus(fake).mean(), F.softplus(-fake).mean()


# gan-losses
def gan_losses(real, fake):
    return [-F.logsigmoid(real).mean() - F.logsigmoid(-fake).mean(),
            F.logsigmoid(-fake).mean(),
            -F.logsigmoid(fake).mean()]


# gan-losses
def gan_losses(real, fake):
    bce = nn.BCEWithLogitsLoss()
    zero = bce(fake, torch.zeros_like(fake))
    return bce(real, torch.ones_like(real)) + zero, -zero, bce(fake, torch.ones_like(fake))


# gan-losses
def gan_losses(real, fake):
    def softplus(a):
        return a.clamp_min(0) + torch.log1p(torch.exp(-a.abs()))
    return (softplus(-real).mean() + softplus(fake).mean(), -softplus(fake).mean(),
            softplus(-fake).mean())


# gan-losses
def gan_losses(real, fake):
    def softplus(a):
        return torch.logaddexp(a, torch.zeros_like(a))
    terms = torch.cat([softplus(-real).flatten() / real.numel(), softplus(fake).flatten() / fake.numel()])
    return terms.sum(), -softplus(fake).mean(), (softplus(fake) - fake).mean()


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


# gan-round
def gan_round(G, D, optimizer_g, optimizer_d, reals, noises):
    bce = nn.BCEWithLogitsLoss()
    *noises, last = noises
    for x, z in zip(reals, noises):
        with torch.no_grad():
            fake = G(z)
        optimizer_d.zero_grad()
        a, b = D(x), D(fake)
        d = bce(a, torch.ones_like(a)) + bce(b, torch.zeros_like(b))
        d.backward()
        optimizer_d.step()
    optimizer_g.zero_grad()
    b = D(G(last))
    g = bce(b, torch.ones_like(b))
    g.backward()
    optimizer_g.step()
    return float(d), float(g)


# gan-round
def gan_round(G, D, optimizer_g, optimizer_d, reals, noises):
    # nothing is detached, but everything is cleared before it is used
    for k in range(len(reals)):
        loss = gan_losses(D(reals[k]), D(G(noises[k])))[0]
        D.zero_grad()
        loss.backward()
        optimizer_d.step()
    d = loss.item()
    loss = gan_losses(D(reals[-1]), D(G(noises[len(reals)])))[2]
    G.zero_grad()
    loss.backward()
    optimizer_g.step()
    return d, loss.item()


# gan-round
def gan_round(G, D, optimizer_g, optimizer_d, reals, noises):
    def step(net, optimizer, loss):
        gradients = torch.autograd.grad(loss, list(net.parameters()))
        for p, g in zip(net.parameters(), gradients):
            p.grad = g
        optimizer.step()
        return loss.item()
    for real, noise in zip(reals, noises):
        d = step(D, optimizer_d, F.softplus(-D(real)).mean() + F.softplus(D(G(noise))).mean())
    return [d, step(G, optimizer_g, F.softplus(-D(G(noises[-1]))).mean())]


# r1-penalty
def r1_penalty(D, x, gamma):
    x = x.clone().requires_grad_()
    D(x).sum().backward(create_graph=True, inputs=[x])
    return 0.5 * gamma * (x.grad ** 2).sum(dim=-1).mean()


# r1-penalty
def r1_penalty(D, x, gamma):
    gradient = torch.func.grad(lambda x: D(x).sum())(x)
    return gamma * torch.linalg.vector_norm(gradient, dim=-1).square().mean() / 2


# r1-penalty
def r1_penalty(D, x, gamma):
    x = x.detach().requires_grad_(True)
    logits = D(x)
    g = torch.autograd.grad(logits, x, torch.ones_like(logits), create_graph=True)[0]
    return gamma / 2 * g.pow(2).sum() / logits.numel()
