"""Right answers to lesson 26 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# ranking
def ranking(codes, labels):
    rows = []
    for q in range(len(codes)):
        others = [i for i in range(len(codes)) if i != q]
        far = [(codes[q] - codes[i]).square().sum().item() for i in others]
        order = sorted(range(len(others)), key=lambda j: far[j])
        rows.append([bool(labels[others[j]] == labels[q]) for j in order])
    return torch.tensor(rows, dtype=torch.bool).reshape(len(codes), len(codes) - 1)


# ranking
def ranking(codes, labels):
    n = len(codes)
    d = (codes[:, None, :] - codes[None, :, :]).pow(2).sum(-1)
    order = torch.sort(d, dim=1, stable=True).indices
    order = order[order != torch.arange(n)[:, None]].view(n, n - 1)
    return (labels[order] - labels.view(-1, 1)) == 0


# average-precision
def average_precision(hits):
    out = []
    for row in hits:
        places = [i for i, h in enumerate(row.tolist()) if h]
        out.append(sum((k + 1) / (i + 1) for k, i in enumerate(places)) / max(len(places), 1))
    return torch.tensor(out, dtype=torch.float32)


# average-precision
def average_precision(hits):
    h = hits.float()
    n, m = h.shape
    lower = torch.tril(torch.ones(m, m))
    precision = (h @ lower.T) / torch.arange(1, m + 1).float()
    total = h.sum(1)
    return torch.where(total > 0, (precision * h).sum(1) / total, torch.zeros(n))


# rmac
def rmac(maps, levels=3):
    n, c, s, _ = maps.shape
    total = torch.zeros(n, c, dtype=maps.dtype)
    for l in range(1, levels + 1):
        side = max(1, int(2 * s / (l + 1)))
        for i in range(l):
            for j in range(l):
                top = i * (s - side) // (l - 1) if l > 1 else 0
                left = j * (s - side) // (l - 1) if l > 1 else 0
                v = maps[..., top:top + side, left:left + side].flatten(2).max(2).values
                total += v / v.norm(dim=1, keepdim=True).clamp(min=1e-12)
    return total / total.norm(dim=1, keepdim=True).clamp(min=1e-12)


# rmac
def rmac(maps, levels=3):
    size, found = maps.shape[-1], []
    for level in range(1, levels + 1):
        side = max(2 * size // (level + 1), 1)
        best = F.max_pool2d(maps, side, stride=1)
        if level == 1:
            at = torch.tensor([0])
        else:
            at = torch.arange(level) * (size - side) // (level - 1)
        found.append(best[:, :, at][:, :, :, at].flatten(2))
    vectors = F.normalize(torch.cat(found, 2), dim=1)
    return F.normalize(vectors.sum(2), dim=1)


# hinge-embedding
def hinge_embedding(first, second, same, margin):
    d = torch.linalg.vector_norm(first - second, dim=1)
    s = same.to(d.dtype)
    return (s * d + (1 - s) * F.relu(margin - d)).mean()


# hinge-embedding
def hinge_embedding(first, second, same, margin):
    total = 0
    for a, b, s in zip(first, second, same):
        d = (a - b).norm()
        total = total + (d if s else torch.clamp(margin - d, min=0))
    return total / len(first)


# hinge-embedding
def hinge_embedding(first, second, same, margin):
    d = F.pairwise_distance(first, second, eps=1e-9)
    return F.hinge_embedding_loss(d, 2.0 * same - 1, margin=margin)


# mine
def mine(distances, labels, how):
    rows = []
    for a in range(len(labels)):
        others = (labels != labels[a]).nonzero().flatten()
        if len(others) == 0:
            continue
        far = distances[a, others]
        for p in range(len(labels)):
            if p == a or labels[p] != labels[a]:
                continue
            keep = far > distances[a, p]
            if how == "hard":
                n = others[far.argmin()]
            elif keep.any():
                n = others[keep][far[keep].argmin()]
            else:
                n = others[far.argmax()]
            rows.append([a, p, int(n)])
    return torch.tensor(rows, dtype=torch.int64).reshape(-1, 3)


# mine
def mine(distances, labels, how):
    n = len(labels)
    y, triplets = labels.tolist(), []
    for a, p in [(a, p) for a in range(n) for p in range(n) if a != p and y[a] == y[p]]:
        ranked = sorted((distances[a, i].item(), i) for i in range(n) if y[i] != y[a])
        if not ranked:
            continue
        best = ranked[0][1]
        if how == "semi-hard":
            beyond = [i for d, i in ranked if d > distances[a, p].item()]
            last = min(i for d, i in ranked if d == ranked[-1][0])
            best = beyond[0] if beyond else last
        triplets.append((a, p, best))
    if not triplets:
        return torch.zeros(0, 3, dtype=torch.long)
    return torch.tensor(triplets)


# search-cells
def search_cells(query, vectors, centres, probes, k):
    cells = {}
    for i, v in enumerate(vectors):
        best = min(range(len(centres)), key=lambda c: (v - centres[c]).square().sum().item())
        cells.setdefault(best, []).append(i)
    order = sorted(range(len(centres)), key=lambda c: (query - centres[c]).square().sum().item())
    found = sorted(i for c in order[:probes] for i in cells.get(c, []))
    found.sort(key=lambda i: (query - vectors[i]).square().sum().item())
    return torch.tensor(found[:k], dtype=torch.int64)


# search-cells
def search_cells(query, vectors, centres, probes, k):
    cell = (vectors[:, None] - centres).pow(2).sum(2).argmin(1)
    visit = (centres - query).pow(2).sum(1).sort(stable=True).indices[:probes]
    open_ = (cell[:, None] == visit).any(1)
    d = (vectors - query).pow(2).sum(1)
    d[~open_] = float("inf")
    order = d.sort(stable=True).indices
    return order[: min(k, int(open_.sum()))]


# ranking
def ranking(codes, labels):
    c = codes.numpy()
    d = ((c[:, None] - c[None]) ** 2).sum(-1)
    np.fill_diagonal(d, np.inf)
    order = np.argsort(d, axis=1, kind="stable")[:, :-1]
    y = labels.numpy()
    return torch.from_numpy(y[order] == y[:, None])


# ranking
def ranking(codes, labels):
    n = len(codes)
    idx = torch.cdist(codes, codes).argsort(dim=1, stable=True)
    keep = idx != torch.arange(n)[:, None]
    idx = idx[keep].view(n, n - 1)
    return labels[idx] == labels[:, None]


# average-precision
def average_precision(hits):
    ranks = torch.arange(1, hits.shape[1] + 1, dtype=torch.float32)
    precision = hits.cumsum(dim=1) / ranks
    count = hits.sum(dim=1)
    ap = torch.where(hits, precision, 0.0).sum(dim=1) / count
    return torch.nan_to_num(ap)


# rmac
def rmac(maps, levels=3):
    s = maps.size(-1)
    out = 0
    for l in range(1, levels + 1):
        a = max(2 * s // (l + 1), 1)
        windows = maps.unfold(2, a, 1).unfold(3, a, 1).amax((-1, -2))
        i = torch.arange(l) * (s - a) // max(l - 1, 1)
        v = windows[:, :, i[:, None], i]
        out = out + torch.nn.functional.normalize(v, dim=1).flatten(2).sum(-1)
    return torch.nn.functional.normalize(out, dim=1)


# hinge-embedding
def hinge_embedding(first, second, same, margin):
    d = ((first - second) ** 2).sum(1).add(1e-12).sqrt()
    return torch.where(same, d, torch.maximum(torch.zeros_like(d), margin - d)).mean()


# hinge-embedding
def hinge_embedding(first, second, same, margin):
    d = ((first - second) ** 2).sum(1).sqrt()
    near, far = d[same].sum(), (margin - d[~same]).clamp(min=0).sum()
    return (near + far) / len(d)


# mine
def mine(distances, labels, how):
    same = labels[:, None] == labels[None]
    pos = same & ~torch.eye(len(labels), dtype=torch.bool)
    pos &= (~same).any(1, keepdim=True)
    a, p = pos.nonzero(as_tuple=True)
    d = distances[a]
    allowed = ~same[a]
    hard = torch.where(allowed, d, torch.inf).argmin(1) if len(a) else a
    if how == "hard":
        n = hard
    else:
        far = allowed & (d > distances[a, p][:, None])
        near = torch.where(far, d, torch.inf).argmin(1) if len(a) else a
        last = torch.where(allowed, d, -torch.inf).argmax(1) if len(a) else a
        n = torch.where(far.any(1), near, last)
    return torch.stack([a, p, n], 1)


# search-cells
def search_cells(query, vectors, centres, probes, k):
    cell = ((vectors[:, None] - centres[None]) ** 2).sum(-1).argmin(1)
    near = ((centres - query) ** 2).sum(1).sort(stable=True).indices[:probes]
    mask = (cell[:, None] == near).any(1)
    d = ((vectors - query) ** 2).sum(1).masked_fill(~mask, float("inf"))
    return d.sort(stable=True).indices[:min(k, int(mask.sum()))]


# search-cells
def search_cells(query, vectors, centres, probes, k):
    cell = torch.cdist(vectors, centres).min(1)[1]
    near = (centres - query).norm(dim=1).topk(probes, largest=False).indices
    inside = torch.cat([(cell == c).nonzero().flatten() for c in near]).sort().values
    d = (vectors[inside] - query).norm(dim=1)
    return inside[d.argsort(stable=True)[:k]]
