"""Right answers to lesson 13 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# iou
def iou(a, b):
    lt = torch.maximum(a[:, None, :2], b[None, :, :2])
    rb = torch.minimum(a[:, None, 2:], b[None, :, 2:])
    wh = (rb - lt).clamp_min(0)
    inter = wh[..., 0] * wh[..., 1]
    area = lambda t: (t[:, 2] - t[:, 0]) * (t[:, 3] - t[:, 1])
    return inter / (area(a)[:, None] + area(b)[None] - inter)


# windows
def windows(height, width, scale, side, stride):
    h, w = int(scale * height), int(scale * width)
    out = []
    for y in range(0, h - side + 1, stride):
        for x in range(0, w - side + 1, stride):
            out.append([x / scale, y / scale, (x + side) / scale, (y + side) / scale])
    return torch.tensor(out, dtype=torch.float32).view(-1, 4)


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
