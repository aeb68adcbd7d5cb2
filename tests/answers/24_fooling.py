"""Right answers to lesson 24 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# fgsm
def fgsm(x, gradient, eps, targeted=False):
    if targeted:
        new = x - eps * torch.sign(gradient)
    else:
        new = x + eps * torch.sign(gradient)
    return torch.clip(new, 0.0, 1.0)


# fgsm
def fgsm(x, gradient, eps, targeted=False):
    up = (gradient > 0).to(x.dtype) - (gradient < 0).to(x.dtype)
    up = -up if targeted else up
    return (x + eps * up).clamp(min=0).clamp(max=1)


# pgd
def pgd(net, x, y, eps, size, steps, targeted=False):
    adv = x.clone()
    for step in range(steps):
        adv.requires_grad_(True)
        loss = F.cross_entropy(net(adv), y)
        if targeted:
            loss = -loss
        g = torch.autograd.grad(loss, adv)[0]
        with torch.no_grad():
            adv = adv + size * g.sign()
            adv = torch.max(torch.min(adv, x + eps), x - eps)
            adv = adv.clamp(0, 1)
    return adv


# pgd
def pgd(net, x, y, eps, size, steps, targeted=False):
    r = torch.zeros_like(x)
    for _ in range(steps):
        z = (x + r).detach().requires_grad_()
        logp = net(z).log_softmax(1).gather(1, y[:, None]).sum()
        g, = torch.autograd.grad(logp, z)
        r = r + (size if targeted else -size) * g.sign()
        r = r.clamp(-eps, eps)
        r = (x + r).clamp(0, 1) - x
    return x + r


# pgd
def pgd(net, x, y, eps, size, steps, targeted=False):
    frozen = [(p, p.requires_grad) for p in net.parameters()]
    for p, _ in frozen:
        p.requires_grad_(False)
    adv = x.detach().clone()
    for _ in range(steps):
        adv.requires_grad_(True)
        loss = F.cross_entropy(net(adv), y, reduction="sum")
        loss.backward()
        with torch.no_grad():
            adv = adv + (-1) ** targeted * size * adv.grad.sign()
            adv = adv.clamp(x - eps, x + eps).clamp(0, 1)
    for p, was in frozen:
        p.requires_grad_(was)
    return adv


# pgd
def pgd(net, x, y, eps, size, steps, targeted=False):
    mode = net.training
    net.eval()
    low, high = torch.clamp(x - eps, 0, 1), torch.clamp(x + eps, 0, 1)
    out = x.detach().clone()
    while steps > 0:
        out.requires_grad = True
        loss = nn.CrossEntropyLoss()(net(out), y)
        loss.backward()
        sign = -torch.sign(out.grad) if targeted else torch.sign(out.grad)
        out = torch.clip(out.detach() + size * sign, low, high)
        steps -= 1
    net.zero_grad()
    net.train(mode)
    return out


# into-ball
def into_ball(x, r, radius):
    out = torch.zeros_like(r)
    for i in range(len(x)):
        n = r[i].norm()
        short = r[i] * radius / n if n > radius else r[i]
        out[i] = (x[i] + short).clamp(0, 1) - x[i]
    return out


# into-ball
def into_ball(x, r, radius):
    n = r.pow(2).sum(dim=(1, 2, 3), keepdim=True).sqrt()
    r = torch.where(n > radius, r * radius / (n + (n == 0)), r)
    return torch.min(torch.max(r, -x), 1 - x)


# distances
def distances(z, y, w, p):
    out = []
    for n in range(len(z)):
        k = int(y[n])
        best = None
        for j in range(len(w)):
            if j == k:
                continue
            v = w[k] - w[j]
            length = v.pow(2).sum().sqrt() if p == 2 else v.abs().sum()
            d = (z[n, k] - z[n, j]) / length
            best = d if best is None or d < best else best
        out.append(max(best.item(), 0.0))
    return torch.tensor(out, dtype=z.dtype)


# distances
def distances(z, y, w, p):
    n, k = z.shape
    keep = torch.arange(k)[None] != y[:, None]
    others = torch.arange(k).expand(n, k)[keep].view(n, k - 1)
    gap = z.gather(1, y[:, None]) - z.gather(1, others)
    diff = w[y][:, None, :] - w[others]
    length = diff.abs().sum(-1) if p == float("inf") else (diff ** 2).sum(-1) ** 0.5
    return F.relu((gap / length).min(dim=1).values)


# margin
def margin(z, y):
    mask = torch.arange(z.shape[1])[None] == y[:, None]
    wrong = torch.where(mask, torch.full_like(z, -1e9), z)
    return wrong.max(dim=1).values - z.gather(1, y.view(-1, 1)).squeeze(1)


# margin
def margin(z, y):
    out = []
    for row, k in zip(z, y.tolist()):
        rest = torch.cat([row[:k], row[k + 1:]])
        out.append(rest.max() - row[k])
    return torch.stack(out)
