"""Right answers to lesson 22 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# mask-iou
def mask_iou(a, b):
    both = (a[:, None] & b[None]).sum((2, 3)).float()
    either = (a[:, None] | b[None]).sum((2, 3)).float()
    return torch.where(either > 0, both / either.clamp(min=1), torch.zeros_like(both))


# mask-iou
def mask_iou(a, b):
    out = torch.zeros(len(a), len(b))
    for i in range(len(a)):
        for j in range(len(b)):
            union = (a[i] | b[j]).sum().item()
            if union:
                out[i, j] = (a[i] & b[j]).sum().item() / union
    return out


# paste
def paste(masks, boxes, height, width):
    M = masks.shape[-1]
    c = (torch.arange(M) + 0.5) / M
    def tent(n, a, b):
        u = (torch.arange(n) + 0.5 - a[:, None]) / (b - a)[:, None]
        return (1 - M * (u[..., None] - c).abs()).clamp(min=0)
    return tent(height, boxes[:, 1], boxes[:, 3]) @ masks @ tent(width, boxes[:, 0], boxes[:, 2]).transpose(1, 2)


# paste
def paste(masks, boxes, height, width):
    out = torch.zeros(len(masks), height, width)
    M = masks.shape[-1]
    for k in range(len(masks)):
        padded = F.pad(masks[k], (1, 1, 1, 1))
        x1, y1, x2, y2 = boxes[k].tolist()
        for r in range(height):
            for c in range(width):
                y = (r + 0.5 - y1) / (y2 - y1) * M + 0.5
                x = (c + 0.5 - x1) / (x2 - x1) * M + 0.5
                if 0 <= y < M + 1 and 0 <= x < M + 1:
                    i, j = int(y), int(x)
                    p, q = y - i, x - j
                    out[k, r, c] = ((1 - p) * (1 - q) * padded[i, j] + (1 - p) * q * padded[i, j + 1]
                                    + p * (1 - q) * padded[i + 1, j] + p * q * padded[i + 1, j + 1])
    return out


# aligned
def aligned(maps, box, bins, scale, samples, half=True):
    C, H, W = maps.shape
    off = 0.5 if half else 0.0
    x1, y1, x2, y2 = [v * scale - off for v in box.tolist()]
    w, h = x2 - x1, y2 - y1
    if not half:
        w, h = max(w, 1.0), max(h, 1.0)
    out = torch.zeros(C, bins, bins)
    for i in range(bins):
        for j in range(bins):
            for a in range(samples):
                for b in range(samples):
                    y = y1 + (i + (a + 0.5) / samples) * h / bins
                    x = x1 + (j + (b + 0.5) / samples) * w / bins
                    if y < -1 or y > H or x < -1 or x > W:
                        continue
                    y, x = min(max(y, 0), H - 1), min(max(x, 0), W - 1)
                    r, c = int(y), int(x)
                    r2, c2 = min(r + 1, H - 1), min(c + 1, W - 1)
                    p, q = y - r, x - c
                    out[:, i, j] += ((1 - p) * (1 - q) * maps[:, r, c] + (1 - p) * q * maps[:, r, c2]
                                     + p * (1 - q) * maps[:, r2, c] + p * q * maps[:, r2, c2])
    return out / samples ** 2


# aligned
def aligned(maps, box, bins, scale, samples, half=True):
    C, H, W = maps.shape
    start = box[:2] * scale - (0.5 if half else 0)
    side = (box[2:] - box[:2]) * scale
    if not half:
        side = side.clamp(min=1)
    t = (torch.arange(bins * samples) + 0.5) / (bins * samples)
    xs, ys = start[0] + t * side[0], start[1] + t * side[1]
    ok = ((ys >= -1) & (ys <= H))[:, None] & ((xs >= -1) & (xs <= W))
    gy, gx = torch.meshgrid(ys.clamp(0, H - 1), xs.clamp(0, W - 1), indexing="ij")
    grid = torch.stack([(gx + 0.5) / W * 2 - 1, (gy + 0.5) / H * 2 - 1], -1)
    values = F.grid_sample(maps[None], grid[None], align_corners=False, padding_mode="border")[0] * ok
    return values.view(C, bins, samples, bins, samples).mean(dim=(2, 4))


# mask-loss
def mask_loss(logits, labels, targets):
    if len(labels) == 0:
        return logits.sum() * 0
    mine = logits.gather(1, labels.view(-1, 1, 1, 1).expand(-1, 1, *logits.shape[2:]))[:, 0]
    return F.binary_cross_entropy_with_logits(mine, targets)


# mask-loss
def mask_loss(logits, labels, targets):
    total = logits.sum() * 0
    for k in range(len(labels)):
        z = logits[k, labels[k]]
        total = total + (z.clamp(min=0) - z * targets[k] + torch.log1p(torch.exp(-z.abs()))).mean()
    return total / max(len(labels), 1)


# quality
def quality(found, true):
    N, M = len(found), len(true)
    if N == 0 and M == 0:
        return torch.tensor([float("nan")] * 3)
    tp, total = 0, 0.0
    for f in found:
        for t in true:
            iou = (f & t).sum().item() / (f | t).sum().item()
            if iou > 0.5:
                tp += 1
                total += iou
    sq = total / tp if tp else 0.0
    rq = tp / (tp + 0.5 * (N - tp) + 0.5 * (M - tp))
    return torch.tensor([sq * rq, sq, rq])


# quality
def quality(found, true):
    n, m = found.shape[0], true.shape[0]
    if n + m == 0:
        return torch.zeros(3) / 0
    if n == 0 or m == 0:
        return torch.zeros(3)
    a, b = found.flatten(1).float(), true.flatten(1).float()
    inter = a @ b.T
    iou = inter / (a.sum(1, keepdim=True) + b.sum(1) - inter)
    best = iou.max(1).values
    hits = best[best > 0.5]
    sq = hits.mean() if len(hits) else torch.tensor(0.0)
    rq = torch.tensor(len(hits) / ((n + m) / 2))
    return torch.stack([sq * rq, sq, rq])


# mask-loss
def mask_loss(logits, labels, targets):
    mine = logits[torch.arange(len(labels)), labels]
    return F.binary_cross_entropy_with_logits(
        mine, targets.detach(), reduction="sum") / max(1, mine.numel())
