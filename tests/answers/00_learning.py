"""Right answers to lesson 00 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# softmax
def softmax(logits):
    e = torch.exp(logits - logits.amax(1, keepdim=True))
    return e / e.sum(1, keepdim=True)


# softmax
def softmax(logits):
    rows = []
    for row in logits:
        e = torch.exp(row - row.max())
        rows.append(e / e.sum())
    return torch.stack(rows)


# softmax
def softmax(logits):
    return (logits - torch.logsumexp(logits, dim=-1)[:, None]).exp()


# cross-entropy
def cross_entropy(logits, targets):
    shifted = logits - logits.amax(1, keepdim=True)
    logp = shifted - shifted.exp().sum(1, keepdim=True).log()
    return -logp[torch.arange(len(targets)), targets].mean()


# cross-entropy
def cross_entropy(logits, targets):
    truth = logits.gather(1, targets[:, None])[:, 0]
    return (torch.logsumexp(logits, 1) - truth).mean()


# cross-entropy
def cross_entropy(logits, targets):
    total = 0
    for z, y in zip(logits, targets):
        total = total + torch.log(torch.exp(z - z[y] - (z - z[y]).max()).sum()) + (z - z[y]).max()
    return total / len(targets)


# cross-entropy
def cross_entropy(logits, targets):
    one_hot = torch.zeros_like(logits)
    one_hot[range(len(targets)), targets] = 1
    top = logits.detach().max(dim=1, keepdim=True)[0]
    log_sum = torch.log(torch.sum(torch.exp(logits - top), dim=1, keepdim=True)) + top
    return torch.mean(torch.sum(one_hot * (log_sum - logits), dim=1))


# logits-gradient
def logits_gradient(logits, targets):
    return (softmax(logits) - F.one_hot(targets, logits.shape[1])) / len(targets)


# logits-gradient
def logits_gradient(logits, targets):
    n, classes = logits.shape
    truth = (targets[:, None] == torch.arange(classes)).to(logits.dtype)
    return torch.softmax(logits, dim=1).sub(truth).mul(1 / n)


# logits-gradient
def logits_gradient(logits, targets):
    p = softmax(logits)
    for row, target in enumerate(targets.tolist()):
        p[row, target] = p[row, target] - 1
    return p / logits.size(0)


# training-step
def training_step(model, x, y, rate):
    model.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= rate * p.grad
    return loss.item()


# training-step
def training_step(model, x, y, rate):
    loss = F.cross_entropy(model(x), y)
    for p in model.parameters():
        p.grad = None
    loss.backward()
    for p in model.parameters():
        p.data = p.data - rate * p.grad
    return float(loss)


# training-step
def training_step(model, x, y, rate):
    parameters = list(model.parameters())
    loss = cross_entropy(model(x), y)
    gradients = torch.autograd.grad(loss, parameters)
    for p, g in zip(parameters, gradients):
        p.data.add_(g, alpha=-rate)
    return loss.item()


# training-step
def training_step(model, x, y, rate):
    loss = nn.CrossEntropyLoss()(model(x), y)
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p.copy_(p - rate * p.grad)
            p.grad.zero_()
    return loss.detach().item()


# momentum-step
def momentum_step(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    g = gradient + decay * theta
    v = torch.add(g, velocity, alpha=momentum)
    return theta.sub(v, alpha=rate), v


# momentum-step
def momentum_step(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    new_theta, new_velocity = theta.clone(), velocity.clone()
    new_velocity *= momentum
    new_velocity += gradient
    new_velocity += decay * theta
    new_theta -= rate * new_velocity
    return [new_theta, new_velocity]


# merge
def merge(first, second):
    with torch.no_grad():
        b1 = 0 if first.bias is None else second.weight.mv(first.bias)
        b2 = torch.zeros(second.out_features) if second.bias is None else second.bias
        return torch.einsum("ij,jk->ik", second.weight, first.weight), b1 + b2


# merge
def merge(first, second):
    W = torch.matmul(second.weight.data, first.weight.data)
    b = torch.zeros(W.shape[0])
    if first.bias is not None:
        b += (second.weight.data * first.bias.data).sum(1)
    if second.bias is not None:
        b += second.bias.data
    return W, b


# interval
def interval(hits, n, s=1.96):
    q = hits / n
    a, b, c = 1 + s * s / n, 2 * q + s * s / n, q * q
    root = max(b * b - 4 * a * c, 0) ** 0.5
    return max((b - root) / (2 * a), 0.0), min((b + root) / (2 * a), 1.0)


# interval
def interval(hits, n, s=1.96):
    misses = n - hits
    middle = (hits + s ** 2 / 2) / (n + s ** 2)
    half = s / (n + s ** 2) * np.sqrt(hits * misses / n + s ** 2 / 4)
    return float(np.clip(middle - half, 0, 1)), float(np.clip(middle + half, 0, 1))
