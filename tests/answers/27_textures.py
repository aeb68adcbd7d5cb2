"""Right answers to lesson 27 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# gram
def gram(maps):
    f = maps.flatten(2)
    return f @ f.mT / f.shape[2]


# gram
def gram(maps):
    return torch.einsum("nchw,ndhw->ncd", maps, maps) / (maps.shape[-1] * maps.shape[-2])


# gram
def gram(maps):
    found = []
    for picture in maps:
        rows = picture.reshape(picture.shape[0], -1)
        found.append(torch.mm(rows, rows.t()).div(rows.shape[1]))
    return torch.stack(found)


# gram
def gram(maps):
    scaled_rows = maps.reshape(*maps.shape[:2], -1) / (maps.shape[2] * maps.shape[3]) ** 0.5
    return torch.stack([F.linear(f, f) for f in scaled_rows])


# gram
def gram(maps):
    n, c, h, w = maps.size()
    f = maps.contiguous().view(n, c, h * w)
    return torch.bmm(f, f.permute(0, 2, 1)) / (h * w)


# numbers-in
def numbers_in(widths, kept=None):
    if kept is not None:
        widths = [min(w, kept) for w in widths]
    return sum(w * (w + 1) // 2 for w in widths)


# numbers-in
def numbers_in(widths, kept=None):
    count = 0
    for w in widths:
        for row in range(w if kept is None else min(kept, w)):
            count += row + 1
    return count


# same-histogram
def same_histogram(x, target):
    flat, values = x.flatten(2), target.flatten(2).sort(2)[0]
    out = torch.empty_like(values)
    out.scatter_(2, flat.argsort(2), values)
    return out.reshape(target.shape)


# same-histogram
def same_histogram(x, target):
    out = torch.zeros(target.shape, dtype=target.dtype)
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            plane = torch.zeros(x[n, c].numel(), dtype=target.dtype)
            plane[torch.argsort(x[n, c].reshape(-1))] = torch.sort(target[n, c].reshape(-1)).values
            out[n, c] = plane.reshape(x.shape[2:])
    return out


# seam
def seam(x):
    n = x.shape[0]
    border = torch.abs(x[:, :, :, 0] - x[:, :, :, -1]).reshape(n, -1).mean(1)
    return border / x.diff(dim=-1).abs().reshape(n, -1).mean(1)


# seam
def seam(x):
    around = (x.roll(-1, 3) - x).abs()
    return around[..., -1].flatten(1).mean(1) / around[..., :-1].flatten(1).mean(1)


# same-histogram
def same_histogram(x, target):
    flat = x.flatten(2)
    ranks = (flat[..., None] > flat[..., None, :]).sum(-1)
    values = target.flatten(2).sort(dim=2)[0]
    return torch.take_along_dim(values, ranks, dim=2).unflatten(2, x.shape[2:])


# seam
def seam(x):
    found = [F.l1_loss(p[..., -1], p[..., 0]) / F.l1_loss(p[..., 1:], p[..., :-1]) for p in x]
    return torch.stack(found)
