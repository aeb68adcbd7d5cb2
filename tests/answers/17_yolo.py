"""Right answers to lesson 17 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# cells
def cells_of(boxes, grid):
    centre = box_convert(boxes, "xyxy", "cxcywh")[:, :2]
    place = (centre * grid).floor().to(torch.int64)
    return place[:, 1] * grid + place[:, 0]


# cells
def cells_of(boxes, grid):
    """One box after the other."""
    cells = torch.empty(len(boxes), dtype=torch.long)
    for n, (x1, y1, x2, y2) in enumerate(boxes.tolist()):
        cells[n] = int((y1 + y2) / 2 * grid) * grid + int((x1 + x2) / 2 * grid)
    return cells


# encode
def encode(boxes, labels, grid, classes):
    out = torch.zeros(grid, grid, 5 + classes)
    for (x1, y1, x2, y2), label in zip(boxes.tolist(), labels.tolist()):
        cx, cy = (x1 + x2) / 2 * grid, (y1 + y2) / 2 * grid
        j, i = min(int(cx), grid - 1), min(int(cy), grid - 1)
        if out[i, j, 4] == 0:
            out[i, j, :5] = torch.tensor([cx - j, cy - i, x2 - x1, y2 - y1, 1])
            out[i, j, 5 + label] = 1
    return out


# encode
def encode(boxes, labels, grid, classes):
    """All at once, without a loop: of each cell the first object is looked for."""
    c = grid * (boxes[:, :2] + boxes[:, 2:]) / 2
    place = c.floor()
    cell = (grid * place[:, 1] + place[:, 0]).long()
    first = [k for k in range(len(cell)) if cell[k] not in cell[:k]]
    rows = torch.cat([c - place, boxes[:, 2:] - boxes[:, :2], torch.ones(len(c), 1),
                      F.one_hot(labels, classes).float()], 1)
    target = torch.zeros(grid * grid, 5 + classes)
    target[cell[first]] = rows[first]
    return target.view(grid, grid, -1)


# encode
def encode(boxes, labels, grid, classes):
    """Backwards, so that the first one is written last."""
    target = torch.zeros((grid, grid, 5 + classes))
    centres = box_convert(boxes, "xyxy", "cxcywh")
    for (x, y, w, h), k in reversed(list(zip(centres, labels))):
        column, row = int(x * grid), int(y * grid)
        target[row, column] = 0
        for channel, value in enumerate((x * grid - column, y * grid - row, w, h, 1)):
            target[row, column, channel] = value
        target[row, column, 5 + int(k)] = 1.0
    return target


# decode
def decode(tensor, classes):
    S = tensor.shape[-2]
    B = (tensor.shape[-1] - classes) // 5
    q = tensor[..., :5 * B].reshape(*tensor.shape[:-1], B, 5)
    rows = torch.arange(S).view(S, 1, 1)
    columns = torch.arange(S).view(1, S, 1)
    x, y, w, h = ((q[..., 0] + columns) / S, (q[..., 1] + rows) / S, q[..., 2], q[..., 3])
    boxes = torch.stack([x - w / 2, y - h / 2, x + w / 2, y + h / 2], -1)
    return boxes, q[..., 4], tensor[..., 5 * B:]


# decode
def decode(tensor, classes):
    """As the hint of the loss says: what is left of the classes, in fives."""
    numbers = tensor[..., :-classes].unflatten(-1, (-1, 5))
    S = len(tensor[0]) if tensor.ndim == 3 else tensor.size(-2)
    y, x = torch.meshgrid(torch.arange(S, device=tensor.device),
                          torch.arange(S, device=tensor.device), indexing="ij")
    place = torch.stack([x, y], -1).unsqueeze(-2)
    xy = (numbers[..., 0:2] + place) / S
    return (box_convert(torch.cat([xy, numbers[..., 2:4]], -1), "cxcywh", "xyxy"),
            numbers[..., 4], tensor[..., -classes:])


# decode
def decode(tensor, classes):
    """Box by box, cut by strides of five."""
    S, last = tensor.shape[-2], tensor.shape[-1] - classes
    number = torch.arange(S).to(tensor.device)
    x, y, w, h, c = (tensor[..., k:last:5] for k in range(5))
    x = (x + number[None, :, None]) / S
    y = (y + number[:, None, None]) / S
    return torch.stack((x - 0.5 * w, y - 0.5 * h, x + 0.5 * w, y + 0.5 * h), dim=-1), c, \
        tensor[..., last:]


# responsible
@torch.no_grad()
def overlap(boxes, truth):
    sides = (torch.minimum(boxes[..., 2:], truth[..., 2:])
             - torch.maximum(boxes[..., :2], truth[..., :2])).clamp_min(0)
    areas = [(b[..., 2:] - b[..., :2]).prod(-1) for b in (boxes, truth)]
    return sides.prod(-1) / (sum(areas) - sides.prod(-1)).clamp_min(1e-9)

def responsible(boxes, truth, there):
    """By comparing numbers of boxes with the best one."""
    best = overlap(boxes, truth).max(-1, keepdim=True).indices
    numbers = torch.arange(boxes.shape[-2], device=boxes.device)
    return ((numbers == best) & (there == 1)).float()


# responsible
def overlap(boxes, truth):
    low = torch.maximum(boxes[..., :2], truth[..., :2])
    high = torch.minimum(boxes[..., 2:], truth[..., 2:])
    both = (high - low).clamp(min=0).prod(-1)
    return (both / ((boxes[..., 2:] - boxes[..., :2]).prod(-1)
                    + (truth[..., 2:] - truth[..., :2]).prod(-1) - both).clamp(min=1e-9)).detach()

def responsible(boxes, truth, there):
    """Writes the ones of the cells with an object into zeros."""
    iou = overlap(boxes, truth)
    result = torch.zeros_like(iou)
    return result.scatter(-1, iou.argmax(-1, keepdim=True), there.to(result))


# yolo-terms
@torch.no_grad()
def overlap(boxes, truth):
    """IoU of boxes that stand at the same place in two tensors (..., 4), without gradient:
    (...)."""
    sides = (torch.minimum(boxes[..., 2:], truth[..., 2:])
             - torch.maximum(boxes[..., :2], truth[..., :2])).clamp_min(0)
    areas = [(b[..., 2:] - b[..., :2]).prod(-1) for b in (boxes, truth)]
    return sides.prod(-1) / (sum(areas) - sides.prod(-1)).clamp_min(1e-9)

def yolo_terms(output, target, classes):
    N = len(output)
    boxes, c, p = decode(output, classes)
    true_boxes, _, true_p = decode(target, classes)
    B = c.shape[-1]
    iou = overlap(boxes, true_boxes.expand_as(boxes))
    there = target[..., 4] == 1
    mine = F.one_hot(iou.argmax(-1), B).bool() & there[..., None]
    q = output[..., :5 * B].reshape(*output.shape[:-1], B, 5)
    t = target[..., None, :5].expand_as(q)
    place = ((q[..., :2] - t[..., :2]) ** 2).sum(-1)[mine].sum()
    size = ((q[..., 2:4][mine].sqrt() - t[..., 2:4][mine].sqrt()) ** 2).sum()
    conf = ((c - iou) ** 2)[mine].sum()
    none = (c ** 2)[~mine].sum()
    kind = ((p - true_p) ** 2)[there].sum()
    return torch.stack([place, size, conf, none, kind]) / N


# yolo-terms
def yolo_terms(output, target, classes):
    """Cell by cell; what is no object is all, less the responsible ones."""
    total = torch.zeros(5, device=output.device)
    corners, confidence, _ = decode(output, classes)
    total[3] = confidence.square().sum()
    for n, row, column in target[..., 4].nonzero().tolist():
        said, truth = output[n, row, column], target[n, row, column]
        true_box = decode(target, classes)[0][n, row, column, 0]
        ious = box_iou(corners[n, row, column].detach(), true_box[None])[:, 0]
        j = int(ious.argmax())
        x, y, w, h, c = said[5 * j:5 * j + 5]
        total = total + torch.stack([
            (x - truth[0]) ** 2 + (y - truth[1]) ** 2,
            (w ** 0.5 - truth[2] ** 0.5) ** 2 + (h ** 0.5 - truth[3] ** 0.5) ** 2,
            (c - ious[j]) ** 2, -c ** 2, F.mse_loss(said[-classes:], truth[5:], reduction="sum")])
    return total / output.shape[0]


# yolo-terms
def overlap(boxes, truth):
    low = torch.maximum(boxes[..., :2], truth[..., :2])
    high = torch.minimum(boxes[..., 2:], truth[..., 2:])
    both = (high - low).clamp(min=0).prod(-1)
    return both / ((boxes[..., 2:] - boxes[..., :2]).prod(-1)
                   + (truth[..., 2:] - truth[..., :2]).prod(-1) - both).clamp(min=1e-9)

def yolo_terms(output, target, classes):
    """Picks the responsible box out by gather, and takes its confidence off the sum of all."""
    boxes, confidence, kind = decode(output, classes)
    iou = overlap(boxes, decode(target, classes)[0]).detach()
    best, which = iou.max(-1)
    numbers = output[..., :-classes].unflatten(-1, (-1, 5))
    mine = numbers.gather(-2, which[..., None, None].expand(*which.shape, 1, 5)).squeeze(-2)
    where = target[..., 4] > 0
    mine, true, best = mine[where], target[where], best[where]
    return torch.stack([
        F.mse_loss(mine[:, :2], true[:, :2], reduction="sum"),
        F.mse_loss(mine[:, 2:4].sqrt(), true[:, 2:4].sqrt(), reduction="sum"),
        ((mine[:, 4] - best) ** 2).sum(),
        (confidence ** 2).sum() - (mine[:, 4] ** 2).sum(),
        ((kind[where] - true[:, 5:]) ** 2).sum()]) / len(output)


# answers
def answers(boxes, confidence, kind, least):
    """All scores in one row; the place in the row says which box and which class."""
    scores = torch.einsum("ijb,ijk->ijbk", confidence, kind).flatten()
    order = scores.sort(descending=True).indices
    order = order[scores[order] > least]
    C = kind.shape[-1]
    return boxes.reshape(-1, 4)[order // C], order % C, scores[order]


# answers
def answers(boxes, confidence, kind, least):
    """Class by class."""
    found, labels, scores = [], [], []
    for k in range(kind.shape[2]):
        s = confidence * kind[:, :, k, None]
        found.append(boxes[s > least])
        scores.append(s[s > least])
        labels.append(torch.full_like(scores[-1], k, dtype=torch.int64))
    order = torch.cat(scores).argsort(descending=True)
    return tuple(torch.cat(t)[order] for t in (found, labels, scores))
