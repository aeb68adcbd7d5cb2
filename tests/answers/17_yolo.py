"""Right answers to lesson 17 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


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


# darknet
def darknet(width=64, boxes=2, classes=20):
    layers, s = [], 3
    def conv(k, t, stride=1):
        nonlocal s
        layers.extend([nn.Conv2d(s, t * width, k, stride, k // 2), nn.LeakyReLU(0.1)])
        s = t * width
    pool = lambda: layers.append(nn.MaxPool2d(2))
    conv(7, 1, 2); pool()
    conv(3, 3); pool()
    conv(1, 2); conv(3, 4); conv(1, 4); conv(3, 8); pool()
    for _ in range(4):
        conv(1, 4); conv(3, 8)
    conv(1, 8); conv(3, 16); pool()
    for _ in range(2):
        conv(1, 8); conv(3, 16)
    conv(3, 16); conv(3, 16, 2)
    conv(3, 16); conv(3, 16)
    last = 5 * boxes + classes
    layers.extend([nn.Flatten(), nn.Linear(7 * 7 * 16 * width, 64 * width), nn.LeakyReLU(0.1),
                   nn.Dropout(0.5), nn.Linear(64 * width, 49 * last), nn.Unflatten(1, (7, 7, last))])
    return nn.Sequential(*layers)


# darknet
def darknet(width=64, boxes=2, classes=20):
    """One pooling, one leaky ReLU, used again and again."""
    pool, leaky, net, maps = nn.MaxPool2d(2, 2), nn.LeakyReLU(0.1, inplace=True), nn.Sequential(), 3
    def add(kernel, times, stride=1):
        nonlocal maps
        net.append(nn.Conv2d(maps, times * width, kernel, stride, padding="same" if stride == 1
                             else kernel // 2))
        net.append(leaky)
        maps = times * width
    add(7, 1, 2)
    net.append(pool)
    add(3, 3)
    net.append(pool)
    for kernel, times in (1, 2), (3, 4), (1, 4), (3, 8):
        add(kernel, times)
    net.append(pool)
    for kernel, times in 4 * [(1, 4), (3, 8)] + [(1, 8), (3, 16)]:
        add(kernel, times)
    net.append(pool)
    for kernel, times, stride in 2 * [(1, 8, 1), (3, 16, 1)] + [(3, 16, 1), (3, 16, 2)] + 2 * [
            (3, 16, 1)]:
        add(kernel, times, stride)
    for layer in (nn.Flatten(), nn.Linear(49 * maps, 64 * width), leaky, nn.Dropout(0.5),
                  nn.Linear(64 * width, 49 * (5 * boxes + classes)),
                  nn.Unflatten(1, (7, 7, 5 * boxes + classes))):
        net.append(layer)
    return net


# darknet
class Darknet(nn.Module):
    """Made last layer first, with functions in place of layers."""

    def __init__(self, w, B, C):
        super().__init__()
        self.end = nn.Linear(64 * w, 7 * 7 * (5 * B + C))
        self.dense = nn.Linear(7 * 7 * 16 * w, 64 * w)
        kernels = [7, 3, 1, 3, 1, 3] + 4 * [1, 3] + [1, 3] + 2 * [1, 3] + [3, 3, 3, 3]
        maps = [1, 3, 2, 4, 4, 8] + 4 * [4, 8] + [8, 16] + 2 * [8, 16] + [16] * 4
        self.steps = nn.ModuleList(
            nn.Conv2d(w * s if i else 3, w * t, k, 2 if i in (0, 21) else 1, k // 2)
            for i, (k, s, t) in enumerate(zip(kernels, [0] + maps, maps)))

    def forward(self, x):
        for i, step in enumerate(self.steps):
            x = F.leaky_relu(step(x), 0.1)
            if i in (0, 1, 5, 15):
                x = F.max_pool2d(x, 2)
        x = F.dropout(F.leaky_relu(self.dense(x.flatten(1)), 0.1), training=self.training)
        return self.end(x).reshape(len(x), 7, 7, -1)

def darknet(width=64, boxes=2, classes=20):
    return Darknet(width, boxes, classes)


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
