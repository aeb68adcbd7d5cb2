"""Right answers to lesson 14 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# merged
def merged(a, b):
    """By counts: a share times the size is a number of pixels."""
    n, m = a["size"], b["size"]
    out = {"size": n + m}
    low = torch.min(a["box"], b["box"])
    high = torch.max(a["box"], b["box"])
    out["box"] = torch.stack([low[..., 0], low[..., 1], high[..., 2], high[..., 3]], dim=-1)
    for key in ["colour", "texture"]:
        pixels = a[key] * n.unsqueeze(-1) + b[key] * m.unsqueeze(-1)
        out[key] = pixels / (n + m).unsqueeze(-1)
    return out


# merged
def merged(a, b):
    result = dict(b)
    weight = b["size"] / (a["size"] + b["size"])
    for key in ("colour", "texture"):
        result[key] = torch.lerp(a[key], b[key], weight[..., None])
    result["size"] = a["size"] + b["size"]
    flip = torch.tensor([1.0, 1.0, -1.0, -1.0])
    result["box"] = torch.minimum(a["box"] * flip, b["box"] * flip) * flip
    return result


# similarity
def similarity(a, b, pixels):
    colour = torch.minimum(a["colour"], b["colour"]).sum(dim=-1)
    texture = torch.minimum(a["texture"], b["texture"]).sum(dim=-1)
    sizes = a["size"] + b["size"]
    x1 = torch.minimum(a["box"][..., 0], b["box"][..., 0])
    y1 = torch.minimum(a["box"][..., 1], b["box"][..., 1])
    x2 = torch.maximum(a["box"][..., 2], b["box"][..., 2])
    y2 = torch.maximum(a["box"][..., 3], b["box"][..., 3])
    gap = (x2 - x1) * (y2 - y1) - sizes
    return colour + texture + 1 - sizes / pixels + 1 - gap / pixels


# similarity
def similarity(a, b, pixels):
    """Size and fill together: the sizes cancel."""
    box = torch.stack(torch.broadcast_tensors(a["box"], b["box"]))
    sides = box[..., 2:].max(0).values - box[..., :2].min(0).values
    histograms = 0
    for key in ("colour", "texture"):
        histograms = histograms + torch.where(a[key] < b[key], a[key], b[key]).sum(-1)
    return histograms + 2 - sides.prod(-1) / pixels


# context
def with_context(boxes, side, pad):
    x1, y1, x2, y2 = boxes.unbind(1)
    px, py = (x2 - x1) / (side - 2 * pad), (y2 - y1) / (side - 2 * pad)
    return torch.stack([x1 - pad * px, y1 - pad * py, x2 + pad * px, y2 + pad * py], dim=1)


# context
def with_context(boxes, side, pad):
    c = box_convert(boxes, "xyxy", "cxcywh")
    return box_convert(c * torch.tensor([1, 1, side / (side - 2 * pad), side / (side - 2 * pad)]),
                       "cxcywh", "xyxy")


# pick
def pick(iou, order, threshold=0.5, positives=32, negatives=96):
    good, bad = [], []
    for k in order.tolist():
        if iou[k] >= threshold:
            if len(good) < positives:
                good.append(k)
        elif len(bad) < negatives:
            bad.append(k)
    return torch.tensor(good + bad, dtype=torch.long)


# pick
def pick(iou, order, threshold=0.5, positives=32, negatives=96):
    shuffled = iou[order]
    first = torch.nonzero(shuffled >= threshold).flatten()[:positives]
    second = torch.nonzero(shuffled < threshold).flatten()[:negatives]
    return order[torch.cat((first, second))]


# mine
def mine(scores, iou, chosen, most, below=0.3):
    result = chosen.clone()
    added = 0
    for k in torch.argsort(scores, descending=True).tolist():
        if added == most:
            break
        if scores[k] > -1 and iou[k] < below and not chosen[k]:
            result[k] = True
            added += 1
    return result


# mine
def mine(scores, iou, chosen, most, below=0.3):
    s = scores.clone()
    s[(iou >= below) | chosen] = -float("inf")
    values, rows = s.topk(min(most, len(s)))
    result = chosen.clone()
    result[rows[values > -1]] = True
    return result


# box-targets
def targets_of(proposals, truth):
    pw, ph = proposals[:, 2] - proposals[:, 0], proposals[:, 3] - proposals[:, 1]
    gw, gh = truth[:, 2] - truth[:, 0], truth[:, 3] - truth[:, 1]
    dx = (truth[:, 0] + truth[:, 2] - proposals[:, 0] - proposals[:, 2]) / 2
    dy = (truth[:, 1] + truth[:, 3] - proposals[:, 1] - proposals[:, 3]) / 2
    return torch.stack([dx / pw, dy / ph, torch.log(gw / pw), torch.log(gh / ph)], dim=1)


def moved(proposals, targets):
    pw, ph = proposals[:, 2] - proposals[:, 0], proposals[:, 3] - proposals[:, 1]
    x = (proposals[:, 0] + proposals[:, 2]) / 2 + targets[:, 0] * pw
    y = (proposals[:, 1] + proposals[:, 3]) / 2 + targets[:, 1] * ph
    w, h = pw * torch.exp(targets[:, 2]), ph * torch.exp(targets[:, 3])
    return torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], dim=1)


# box-targets
def targets_of(proposals, truth):
    from torchvision.models.detection._utils import encode_boxes
    return encode_boxes(truth, proposals, torch.ones(4))


def moved(proposals, targets):
    from torchvision.models.detection._utils import BoxCoder
    return BoxCoder((1.0, 1.0, 1.0, 1.0), 1e9).decode_single(targets, proposals)
