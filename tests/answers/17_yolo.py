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


# darknet
def darknet():
    layers, s = [], 3
    def conv(k, t, stride=1):
        nonlocal s
        layers.extend([nn.Conv2d(s, t, k, stride, k // 2), nn.LeakyReLU(0.1)])
        s = t
    pool = lambda: layers.append(nn.MaxPool2d(2))
    conv(7, 64, 2); pool()
    conv(3, 192); pool()
    conv(1, 128); conv(3, 256); conv(1, 256); conv(3, 512); pool()
    for _ in range(4):
        conv(1, 256); conv(3, 512)
    conv(1, 512); conv(3, 1024); pool()
    for _ in range(2):
        conv(1, 512); conv(3, 1024)
    conv(3, 1024); conv(3, 1024, 2)
    conv(3, 1024); conv(3, 1024)
    layers.extend([nn.Flatten(), nn.Linear(7 * 7 * 1024, 4096), nn.LeakyReLU(0.1), nn.Dropout(0.5),
                   nn.Linear(4096, 1470), nn.Unflatten(1, (7, 7, 30))])
    return nn.Sequential(*layers)


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
