"""Right answers to lesson 34 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# relation
def relation(a, b):
    (xa, ya), (xb, yb) = a, b
    if abs(xa - xb) <= abs(ya - yb):
        if ya < yb:
            return "above"
        return "below"
    if xa < xb:
        return "left of"
    return "right of"


# relation
def relation(a, b):
    sizes = {"left of": b[0] - a[0], "right of": a[0] - b[0], "above": b[1] - a[1],
             "below": a[1] - b[1]}
    return max(["above", "below", "left of", "right of"], key=sizes.get)


# relation
def relation(a, b):
    d = np.asarray(b, float) - np.asarray(a, float)
    axis = int(abs(d[0]) <= abs(d[1]))
    return [["right of", "left of"], ["below", "above"]][axis][int(d[axis] > 0)]


# word-numbers
def word_numbers(sentences, vocabulary, length=8):
    rows = []
    for sentence in sentences:
        row = [0] * length
        for k, word in enumerate(sentence.split()):
            if k < length:
                word = word.lower()
                row[k] = vocabulary.index(word) if word in vocabulary else 1
        rows.append(row)
    return torch.tensor(rows, dtype=torch.long).reshape(-1, length)


# word-numbers
def word_numbers(sentences, vocabulary, length=8):
    padded = [(s.lower().split() + [""] * length)[:length] for s in sentences]
    found = [[vocabulary.index(w) if w in vocabulary else 1 for w in row] for row in padded]
    return torch.as_tensor(found).long().view(len(sentences), length)


# word-numbers
import re
def word_numbers(sentences, vocabulary, length=8):
    rows = []
    for sentence in sentences:
        words = (re.findall(r"\S+", sentence.lower()) + [""] * length)[:length]
        rows.append(torch.tensor([vocabulary.index(w) if w in vocabulary else 1 for w in words]))
    return torch.stack(rows) if rows else torch.empty(0, length, dtype=torch.long)


# conditioned
def conditioned(mu, logvar, epsilon):
    return mu + epsilon * torch.sqrt(torch.exp(logvar))


# conditioned
def conditioned(mu, logvar, epsilon):
    sigma = torch.exp(logvar / 2)
    return torch.distributions.Normal(0.0, 1.0).loc + mu + sigma * epsilon


# divergence
def divergence(mu, logvar):
    return -0.5 * torch.mean(torch.sum(1 + logvar - mu.pow(2) - logvar.exp(), dim=1))


# divergence
def divergence(mu, logvar):
    ours = torch.distributions.Normal(mu, torch.exp(0.5 * logvar))
    standard = torch.distributions.Normal(torch.zeros_like(mu), torch.ones_like(mu))
    return torch.distributions.kl_divergence(ours, standard).sum() / len(mu)


# divergence
def divergence(mu, logvar):
    ours = torch.distributions.MultivariateNormal(
        mu, scale_tril=torch.diag_embed((logvar / 2).exp()))
    standard = torch.distributions.MultivariateNormal(
        torch.zeros_like(mu), scale_tril=torch.eye(mu.shape[1], dtype=mu.dtype))
    return torch.distributions.kl_divergence(ours, standard).mean()


# joined
def joined(maps, vectors):
    n, c, h, w = maps.shape
    planes = vectors.to(maps.dtype).unsqueeze(-1).unsqueeze(-1).repeat(1, 1, h, w)
    return torch.cat((maps, planes), dim=1)


# joined
def joined(maps, vectors):
    ones = torch.ones_like(maps[:, :1])
    return torch.cat([maps, ones * vectors.to(maps.dtype)[..., None, None]], 1)


# joined
def joined(maps, vectors):
    n, c, h, w = maps.shape
    v = vectors.to(maps.dtype)
    return torch.cat([maps, torch.stack([torch.stack([v] * w, 2)] * h, 2)], 1)


# matching-loss
def matching_loss(right, drawn, wrong):
    return -F.logsigmoid(right).mean() - 0.5 * (F.logsigmoid(-drawn).mean()
                                                + F.logsigmoid(-wrong).mean())


# matching-loss
def matching_loss(right, drawn, wrong):
    bce = F.binary_cross_entropy_with_logits
    rejected = bce(drawn, torch.zeros_like(drawn)) + bce(wrong, torch.zeros_like(wrong))
    return bce(right, torch.ones_like(right)) + rejected / 2


# matching-loss
def matching_loss(right, drawn, wrong):
    return F.softplus(-right).mean() + F.softplus(torch.cat([drawn, wrong])).mean()
