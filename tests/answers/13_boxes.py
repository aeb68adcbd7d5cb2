"""Right answers to lesson 13 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# to-xyxy
def to_xyxy(boxes, source, height, width):
    a, b, c, d = boxes.unbind(1)
    if source == "coco":
        return torch.stack([a, b, a + c, b + d], 1)
    if source == "voc":
        return torch.stack([a - 1, b - 1, c, d], 1)
    a, c, b, d = a * width, c * width, b * height, d * height
    return torch.stack([a - c / 2, b - d / 2, a + c / 2, b + d / 2], 1)


# to-xyxy
def to_xyxy(boxes, source, height, width):
    rows = []
    for a, b, c, d in boxes.tolist():
        match source:
            case "coco":
                rows.append([a, b, a + c, b + d])
            case "voc":
                rows.append([a - 1, b - 1, c, d])
            case "yolo":
                rows.append([(a - c / 2) * width, (b - d / 2) * height,
                             (a + c / 2) * width, (b + d / 2) * height])
    return torch.tensor(rows).reshape(-1, 4)


# to-xyxy
def to_xyxy(boxes, source, height, width):
    # each format is a matrix and a shift
    half = torch.tensor([[1, 0, 1, 0], [0, 1, 0, 1], [-.5, 0, .5, 0], [0, -.5, 0, .5]])
    corner = torch.tensor([[1., 0, 1, 0], [0, 1, 0, 1], [0, 0, 1, 0], [0, 0, 0, 1]])
    if source == "coco":
        return boxes @ corner
    if source == "yolo":
        return boxes @ half * torch.tensor([width, height, width, height])
    result = boxes.clone()
    result[:, :2] -= 1
    return result


# iou
def iou(a, b):
    lt = torch.maximum(a[:, None, :2], b[None, :, :2])
    rb = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    wh = (rb - lt).clamp_min(0)
    inter = wh[..., 0] * wh[..., 1]
    area = lambda t: (t[:, 2] - t[:, 0]) * (t[:, 3] - t[:, 1])
    return inter / (area(a)[:, None] + area(b)[None] - inter)


# iou
def iou(a, b):
    table = torch.zeros(len(a), len(b))
    for n, (x1, y1, x2, y2) in enumerate(a.tolist()):
        for m, (u1, v1, u2, v2) in enumerate(b.tolist()):
            w, h = min(x2, u2) - max(x1, u1), min(y2, v2) - max(y1, v1)
            shared = w * h if w > 0 and h > 0 else 0
            table[n, m] = shared / ((x2 - x1) * (y2 - y1) + (u2 - u1) * (v2 - v1) - shared)
    return table


# iou
def iou(a, b):
    ax1, ay1, ax2, ay2 = (c[:, None] for c in a.unbind(1))
    bx1, by1, bx2, by2 = b.unbind(1)
    w = F.relu(torch.min(ax2, bx2) - torch.max(ax1, bx1))
    h = F.relu(torch.min(ay2, by2) - torch.max(ay1, by1))
    union = (ax2 - ax1) * (ay2 - ay1) + (bx2 - bx1) * (by2 - by1) - w * h
    return w * h / (union + 1e-9)


# iou
def iou(a, b):
    n, m = len(a), len(b)
    first, second = a.repeat_interleave(m, 0), b.repeat(n, 1)
    sides = torch.stack([torch.min(first[:, k + 2], second[:, k + 2])
                         - torch.max(first[:, k], second[:, k]) for k in (0, 1)])
    shared = torch.where((sides > 0).all(0), sides[0] * sides[1], 0.0)
    areas = [(x[:, 2] - x[:, 0]) * (x[:, 3] - x[:, 1]) for x in (first, second)]
    return (shared / (areas[0] + areas[1] - shared)).reshape(n, m)


# windows
def windows(height, width, scale, side, stride):
    h, w = int(scale * height), int(scale * width)
    out = []
    for y in range(0, h - side + 1, stride):
        for x in range(0, w - side + 1, stride):
            out.append([x / scale, y / scale, (x + side) / scale, (y + side) / scale])
    return torch.tensor(out, dtype=torch.float32).view(-1, 4)


# windows
def windows(height, width, scale, side, stride):
    rows, columns = ((math.floor(scale * n) - side) // stride + 1 for n in (height, width))
    k = torch.arange(rows * columns)
    corner = torch.stack([k % columns, k // columns], 1) * stride
    return torch.cat([corner / scale, (corner + side) / scale], 1)

import math


# windows
def windows(height, width, scale, side, stride):
    xs = np.arange(0, int(width * scale) - side + 1, stride)
    ys = np.arange(0, int(height * scale) - side + 1, stride)
    x, y = np.meshgrid(xs, ys)
    table = np.stack([x, y, x + side, y + side], -1).reshape(-1, 4)
    return torch.from_numpy(table / scale).float()


# windows
def windows(height, width, scale, side, stride):
    x = torch.arange(int(scale * width)).unfold(0, side, stride)[:, 0]
    y = torch.arange(int(scale * height)).unfold(0, side, stride)[:, 0]
    yx = torch.cartesian_prod(y, x).reshape(-1, 2).float() / scale
    return torch.cat([yx.flip(1), yx.flip(1) + side / scale], 1)


# nms
def nms(boxes, scores, threshold):
    order = scores.argsort(descending=True, stable=True).tolist()
    table = iou(boxes, boxes)
    gone = torch.zeros(len(boxes), dtype=torch.bool)
    kept = []
    for i in order:
        if gone[i]:
            continue
        kept.append(i)
        gone |= table[i] > threshold
    return torch.tensor(kept, dtype=torch.int64)


# nms
def nms(boxes, scores, threshold):
    # the recipe of the slides, word by word: suppressed scores are set to zero
    scores = scores.clone()
    order = scores.argsort(descending=True, stable=True)
    for n, i in enumerate(order):
        if scores[i] == 0:
            continue
        for j in order[n + 1:]:
            if iou(boxes[i][None], boxes[j][None]).item() > threshold:
                scores[j] = 0
    return order[scores[order] > 0]


# nms
def nms(boxes, scores, threshold):
    if len(boxes) == 0:
        return scores.argsort()
    order = torch.sort(scores, descending=True, stable=True).indices
    near = iou(boxes[order], boxes[order]) > threshold
    keep = torch.ones(len(order), dtype=torch.bool)
    for n in range(len(order)):
        keep[n] = not (near[n, :n] & keep[:n]).any()
    return order[keep]


# nms
def nms(boxes, scores, threshold):
    left = sorted(range(len(scores)), key=lambda i: -scores[i].item())
    kept = []
    while left:
        best = left.pop(0)
        kept.append(best)
        left = [i for i in left if iou(boxes[[best]], boxes[[i]])[0, 0] <= threshold]
    return torch.tensor(kept).long()


# soft-nms
def soft_nms(boxes, scores, threshold):
    s = scores.clone()
    left = torch.ones(len(s), dtype=torch.bool)
    table = iou(boxes, boxes)
    for _ in range(len(s)):
        i = s.masked_fill(~left, -1).argmax()
        left[i] = False
        s = torch.where(left & (table[i] > threshold), s * (1 - table[i]), s)
    return s


# soft-nms
def soft_nms(boxes, scores, threshold):
    now, waiting = scores.tolist(), list(range(len(scores)))
    while waiting:
        i = max(waiting, key=lambda k: now[k])
        waiting.remove(i)
        for j in waiting:
            overlap = iou(boxes[i:i + 1], boxes[j:j + 1]).item()
            if overlap > threshold:
                now[j] *= 1 - overlap
    return torch.tensor(now)


# soft-nms
def soft_nms(boxes, scores, threshold):
    table = iou(boxes, boxes)
    factors = torch.where(table > threshold, 1 - table, torch.ones_like(table))
    result, left, left_scores = scores.clone(), torch.arange(len(scores)), scores.clone()
    while left.numel():
        k = left_scores.argmax()
        i = left[k]
        result[i] = left_scores[k]
        rest = torch.arange(len(left)) != k
        left, left_scores = left[rest], left_scores[rest] * factors[i, left[rest]]
    return result


# match
def match(boxes, scores, truth, threshold=0.5):
    right = torch.zeros(len(boxes), dtype=torch.bool)
    if len(truth) == 0 or len(boxes) == 0:
        return right
    table = iou(boxes, truth)
    for i in scores.argsort(descending=True, stable=True):
        best, j = table[i].max(0)
        if best >= threshold:
            right[i] = True
            table[:, j] = -1
    return right


# match
def match(boxes, scores, truth, threshold=0.5):
    free, verdicts = set(range(len(truth))), [False] * len(boxes)
    table = iou(boxes, truth).tolist()
    for i in sorted(range(len(boxes)), key=lambda i: -scores[i]):
        if free:
            j = max(free, key=lambda j: table[i][j])
            if table[i][j] >= threshold:
                free.remove(j)
                verdicts[i] = True
    return torch.tensor(verdicts, dtype=torch.bool)


# match
def match(boxes, scores, truth, threshold=0.5):
    # claimed ones are set to zero and not to -1
    right, table = torch.zeros_like(scores).bool(), iou(boxes, truth)
    if not table.numel():
        return right
    for i in torch.sort(scores, descending=True, stable=True)[1]:
        j = table[i].argmax()
        if table[i, j] >= threshold:
            right[i] = True
            table[:, j] = 0
    return right


# average-precision
def average_precision(right, total):
    if len(right) == 0:
        return 0.0
    r = right.double().cumsum(0)
    P = r / torch.arange(1, len(right) + 1)
    R = r / total
    out = 0.0
    for rho in torch.linspace(0, 1, 101, dtype=torch.float64):
        reach = R >= rho
        if reach.any():
            out += P[reach].max().item()
    return out / 101


# average-precision
def average_precision(right, total):
    hits, curve = 0, []
    for k, good in enumerate(right.tolist(), 1):
        hits += good
        curve.append((hits, hits / k))
    best = [max([p for r, p in curve if 100 * r >= j * total], default=0) for j in range(101)]
    return sum(best) / 101


# average-precision
def average_precision(right, total):
    # in single precision
    hits = right.cumsum(0)
    precision, recall = hits / torch.arange(1, len(right) + 1), hits / total
    best = torch.zeros(101)
    for j in range(101):
        reached = precision[recall >= j / 100]
        if len(reached) > 0:
            best[j] = reached.max()
    return best.mean()


# average-precision
def average_precision(right, total):
    r = np.cumsum(right.numpy())
    precision = np.append(r / np.arange(1, len(r) + 1), 0)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return precision[np.searchsorted(r / total, np.arange(101) / 100)].mean()
