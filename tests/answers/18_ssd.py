"""Right answers to lesson 18 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# count
def count(sides, ratios):
    total = 0
    for k in range(len(sides)):
        shapes = 1 + 1
        for _ in ratios[k]:
            shapes += 2
        total += sides[k] * sides[k] * shapes
    return total


# count
def count(sides, ratios):
    cells = np.array(sides) ** 2
    each = np.array([2 * (len(r) + 1) for r in ratios])
    return int((cells * each).sum())


# count
def count(sides, ratios):
    return int(sum(torch.tensor(s) ** 2 * 2 * (1 + len(r)) for s, r in zip(sides, ratios)))


# default-boxes
def default_boxes(side, scale, following, ratios):
    rows = []
    for i in range(side):
        for j in range(side):
            x, y = (j + 0.5) / side, (i + 0.5) / side
            for w, h in [(scale, scale), ((scale * following) ** 0.5,) * 2] + [
                    v for a in ratios for v in ((scale * a ** 0.5, scale / a ** 0.5),
                                                (scale / a ** 0.5, scale * a ** 0.5))]:
                rows.append([x - w / 2, y - h / 2, x + w / 2, y + h / 2])
    return torch.tensor(rows)


# default-boxes
def default_boxes(side, scale, following, ratios):
    """By meshgrid and box_convert."""
    w = [scale, np.sqrt(scale * following)]
    h = list(w)
    for a in ratios:
        w += [scale * np.sqrt(a), scale / np.sqrt(a)]
        h += [scale / np.sqrt(a), scale * np.sqrt(a)]
    w, h = torch.tensor(w).float(), torch.tensor(h).float()
    p = torch.linspace(0.5 / side, 1 - 0.5 / side, side)
    cy, cx = torch.meshgrid(p, p, indexing="ij")
    n = len(w)
    boxes = torch.stack([cx.reshape(-1, 1).expand(-1, n), cy.reshape(-1, 1).expand(-1, n),
                         w.expand(side * side, n), h.expand(side * side, n)], -1)
    return box_convert(boxes.reshape(-1, 4), "cxcywh", "xyxy")


# default-boxes
def default_boxes(side, scale, following, ratios):
    every = torch.tensor([1.0] + [b for a in ratios for b in (a, 1 / a)])
    wh = torch.stack([scale * every.sqrt(), scale / every.sqrt()], 1)
    extra = torch.full((1, 2), (scale * following) ** 0.5)
    wh = torch.cat([wh[:1], extra, wh[1:]])
    k = torch.arange(side * side)
    c = torch.stack([k % side, k // side], 1).add(0.5).div(side)
    c, wh = c.repeat_interleave(len(wh), 0), wh.repeat(side * side, 1)
    return torch.hstack([c - wh / 2, c + wh / 2])


# match
def match(iou, threshold=0.5):
    M, K = iou.shape
    which = torch.full((K,), -1, dtype=torch.int64)
    for k in range(K):
        for i in range(M):
            if iou[i, k] >= threshold and (which[k] < 0 or iou[i, k] > iou[which[k], k]):
                which[k] = i
    for i in range(M):
        which[int(torch.argmax(iou[i]))] = i
    return which


# match
def match(iou, threshold=0.5):
    """The best boxes get an IoU of 2, so that they win everywhere."""
    if not iou.numel():
        return torch.full((iou.shape[1],), -1, dtype=torch.long)
    forced = iou.clone()
    for i, k in enumerate(iou.argmax(1).tolist()):
        forced[i, k] = 2 + i
    best, which = forced.max(0)
    which[best < threshold] = -1
    return which


# match
def match(iou, threshold=0.5):
    result = []
    owner = {int(row.argmax()): i for i, row in enumerate(iou)}
    for k in range(iou.shape[1]):
        if k in owner:
            result.append(owner[k])
        elif len(iou) and iou[:, k].max() >= threshold:
            result.append(int(iou[:, k].argmax()))
        else:
            result.append(-1)
    return torch.tensor(result)


# hard-negatives
def hard_negatives(losses, positive, ratio):
    chosen = torch.zeros_like(positive)
    for n in range(len(losses)):
        negatives = torch.where(~positive[n])[0]
        number = min(len(negatives), ratio * int(positive[n].sum()))
        top = losses[n, negatives].topk(number).indices
        chosen[n, negatives[top]] = True
    return chosen


# hard-negatives
def hard_negatives(losses, positive, ratio):
    """By sorted lists."""
    result = []
    for values, flags in zip(losses.tolist(), positive.tolist()):
        order = sorted((k for k, f in enumerate(flags) if not f), key=lambda k: -values[k])
        taken = set(order[:ratio * sum(flags)])
        result.append([k in taken for k in range(len(flags))])
    return torch.tensor(result)


# hard-negatives
def hard_negatives(losses, positive, ratio):
    values, index = torch.where(positive, -1e9, losses).sort(dim=1, descending=True)
    k = torch.arange(losses.shape[1])
    keep = k[None] < ratio * positive.sum(1)[:, None]
    out = torch.zeros_like(positive).scatter(1, index, keep)
    return torch.logical_and(out, torch.logical_not(positive))


# ssd-loss
def ssd_loss(scores, offsets, labels, targets, ratio=3):
    C = scores.shape[-1] - 1
    log_loss = -scores.log_softmax(-1).gather(-1, labels.unsqueeze(-1)).squeeze(-1)
    positive = labels != C
    hard = hard_negatives(log_loss.detach(), positive, ratio)
    d = offsets[positive] - targets[positive]
    huber = torch.where(d.abs() < 1, 0.5 * d ** 2, d.abs() - 0.5).sum()
    n = max(1, int(positive.sum()))
    return (log_loss * (positive | hard)).sum() / n + huber / n


# ssd-loss
def ssd_loss(scores, offsets, labels, targets, ratio=3):
    """Picture after picture."""
    total, count = 0.0, 0
    for s, o, l, t in zip(scores, offsets, labels, targets):
        ce = F.cross_entropy(s, l, reduction="none")
        pos = l < s.shape[1] - 1
        neg = hard_negatives(ce[None], pos[None], ratio)[0]
        total = total + ce[pos].sum() + ce[neg].sum()
        total = total + F.smooth_l1_loss(o[pos], t[pos], reduction="none").sum()
        count += int(pos.sum())
    return total / max(count, 1)
