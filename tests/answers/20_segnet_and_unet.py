"""Right answers to lesson 20 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# iou-per-class
def iou_per_class(prediction, target, classes):
    ok = target != 255
    p, t = prediction[ok], target[ok]
    out = []
    for k in range(classes):
        both = ((p == k) & (t == k)).sum().float()
        any_ = ((p == k) | (t == k)).sum().float()
        out.append(both / any_)
    return torch.stack(out)


# iou-per-class
def iou_per_class(prediction, target, classes):
    valid = (target != 255).reshape(-1)
    said = F.one_hot(prediction.reshape(-1)[valid], classes).bool()
    true = F.one_hot(target.reshape(-1)[valid], classes).bool()
    return (said & true).sum(0) / (said | true).sum(0)


# iou-per-class
def iou_per_class(prediction, target, classes):
    scores = torch.full((classes,), float("nan"))
    for k in range(classes):
        a = (prediction == k) & (target != 255)
        b = target == k
        union = torch.logical_or(a, b).sum().item()
        if union > 0:
            scores[k] = torch.logical_and(a, b).sum().item() / union
    return scores


# iou-per-class
from sklearn.metrics import confusion_matrix

def iou_per_class(prediction, target, classes):
    ok = (target != 255).numpy()
    if not ok.any():
        return torch.full((classes,), torch.nan)
    m = confusion_matrix(target.numpy()[ok], prediction.numpy()[ok], labels=list(range(classes)))
    with np.errstate(invalid="ignore"):
        return torch.tensor(np.diag(m) / (m.sum(0) + m.sum(1) - np.diag(m)), dtype=torch.float32)


# crop-and-join
def crop_and_join(kept, risen):
    (H, W), (h, w) = kept.shape[2:], risen.shape[2:]
    top, left = (H - h) // 2, (W - w) // 2
    return torch.cat([kept[:, :, top:top + h, left:left + w], risen], 1)


# crop-and-join
def crop_and_join(kept, risen):
    dy, dx = kept.shape[2] - risen.shape[2], kept.shape[3] - risen.shape[3]
    middle = F.pad(kept, (-(dx // 2), -(dx - dx // 2), -(dy // 2), -(dy - dy // 2)))
    return torch.hstack((middle, risen))


# crop-and-join
def crop_and_join(kept, risen):
    for axis in (2, 3):
        size = risen.size(axis)
        kept = kept.narrow(axis, (kept.size(axis) - size) // 2, size)
    n, b, h, w = risen.shape
    joined = risen.new_zeros(n, kept.size(1) + b, h, w)
    joined[:, :kept.size(1)] = kept
    joined[:, kept.size(1):] = risen
    return joined


# unet
def two_convolutions(maps_in, maps):
    return nn.Sequential(nn.Conv2d(maps_in, maps, 3), nn.ReLU(), nn.Conv2d(maps, maps, 3),
                         nn.ReLU())

class UNet(nn.Module):
    def __init__(self, width=64):
        super().__init__()
        maps = [width, 2 * width, 4 * width, 8 * width, 16 * width]
        self.down = nn.ModuleList([two_convolutions(a, b) for a, b in zip([1] + maps, maps)])
        self.ups = nn.ModuleList([nn.ConvTranspose2d(b, b // 2, 2, 2) for b in maps[:0:-1]])
        self.joins = nn.ModuleList([two_convolutions(b, b // 2) for b in maps[:0:-1]])
        self.last = nn.Conv2d(width, 2, 1)

    def forward(self, x):
        kept = []
        for i, level in enumerate(self.down):
            x = level(x)
            if i < 4:
                kept.append(x)
                x = F.max_pool2d(x, 2)
        for up, join in zip(self.ups, self.joins):
            x = join(crop_and_join(kept.pop(), up(x)))
        return self.last(x)


# unet
class UNet(nn.Module):
    """Everything by name, layers of the way up made first, functional ReLU, one pooling."""
    def __init__(self, width=64):
        super().__init__()
        w = width
        self.head = nn.Conv2d(w, 2, kernel_size=1)
        self.pool = nn.MaxPool2d(2)
        for k in range(4, 0, -1):
            big, small = w * 2 ** k, w * 2 ** (k - 1)
            setattr(self, f"up{k}", nn.ConvTranspose2d(big, small, 2, stride=2))
            setattr(self, f"right{k}a", nn.Conv2d(big, small, 3))
            setattr(self, f"right{k}b", nn.Conv2d(small, small, 3))
        before = 1
        for k in range(5):
            setattr(self, f"left{k}a", nn.Conv2d(before, w * 2 ** k, 3))
            setattr(self, f"left{k}b", nn.Conv2d(w * 2 ** k, w * 2 ** k, 3))
            before = w * 2 ** k

    def forward(self, x):
        levels = {}
        for k in range(5):
            x = F.relu(getattr(self, f"left{k}a")(x if k == 0 else self.pool(x)))
            levels[k] = x = F.relu(getattr(self, f"left{k}b")(x))
        for k in range(4, 0, -1):
            x = getattr(self, f"up{k}")(x)
            x = crop_and_join(levels[k - 1], x)
            x = F.relu(getattr(self, f"right{k}b")(F.relu(getattr(self, f"right{k}a")(x))))
        return self.head(x)


# unet
def two_convolutions(maps_in, maps):
    return nn.Sequential(nn.Conv2d(maps_in, maps, 3), nn.ReLU(), nn.Conv2d(maps, maps, 3),
                         nn.ReLU())

class Deeper(nn.Module):
    def __init__(self, maps, levels):
        super().__init__()
        self.pool, self.left = nn.MaxPool2d(2, 2), two_convolutions(maps, 2 * maps)
        self.inner = Deeper(2 * maps, levels - 1) if levels > 1 else None
        self.up, self.right = nn.ConvTranspose2d(2 * maps, maps, 2, 2), two_convolutions(2 * maps, maps)

    def forward(self, x):
        y = self.left(self.pool(x))
        y = self.inner(y) if self.inner else y
        return self.right(crop_and_join(x, self.up(y)))

class UNet(nn.Sequential):
    def __init__(self, width=64):
        super().__init__(two_convolutions(1, width), Deeper(width, 4), nn.Conv2d(width, 2, 1))


# segnet
def stage(*maps, bias=True):
    steps = [(nn.Conv2d(a, b, 3, padding=1, bias=bias), nn.BatchNorm2d(b), nn.ReLU())
             for a, b in zip(maps, maps[1:], strict=False)]
    return nn.Sequential(*[layer for step in steps for layer in step])

class SegNet(nn.Module):
    def __init__(self, classes=11, width=64):
        super().__init__()
        w = width
        self.encoder = nn.ModuleList([stage(3, w, w), stage(w, 2 * w, 2 * w),
                                      stage(2 * w, 4 * w, 4 * w, 4 * w),
                                      stage(4 * w, 8 * w, 8 * w, 8 * w),
                                      stage(8 * w, 8 * w, 8 * w, 8 * w)])
        self.decoder = nn.ModuleList([stage(8 * w, 8 * w, 8 * w, 8 * w),
                                      stage(8 * w, 8 * w, 8 * w, 4 * w),
                                      stage(4 * w, 4 * w, 4 * w, 2 * w), stage(2 * w, 2 * w, w),
                                      stage(w, w)])
        self.last = nn.Conv2d(w, classes, 3, padding=1)
    def forward(self, x):
        kept = []
        for s in self.encoder:
            x = s(x)
            size = x.shape[2:]
            x, places = F.max_pool2d(x, 2, return_indices=True)
            kept.append((places, size))
        for s in self.decoder:
            places, size = kept.pop()
            x = s(F.max_unpool2d(x, places, 2, output_size=size))
        return self.last(x)


# segnet
def stage(*maps, bias=True):
    steps = [(nn.Conv2d(a, b, 3, padding=1, bias=bias), nn.BatchNorm2d(b), nn.ReLU())
             for a, b in zip(maps, maps[1:], strict=False)]
    return nn.Sequential(*[layer for step in steps for layer in step])

class SegNet(nn.Module):
    """Pooling and unpooling as modules, used five times each."""
    def __init__(self, classes=11, width=64):
        super().__init__()
        self.pool, self.unpool = nn.MaxPool2d(2, return_indices=True), nn.MaxUnpool2d(2)
        maps = [[3, 1, 1], [1, 2, 2], [2, 4, 4, 4], [4, 8, 8, 8], [8, 8, 8, 8]]
        maps = [[m if m == 3 else m * width for m in row] for row in maps]
        self.down = nn.ModuleList([stage(*row) for row in maps])
        self.up = nn.ModuleList([stage(*row[::-1]) for row in maps[:0:-1]])
        self.up.append(nn.Sequential(stage(width, width), nn.Conv2d(width, classes, 3, padding=1)))

    def forward(self, x):
        places, sizes = [], []
        for part in self.down:
            x = part(x)
            sizes.append(x.size())
            x, where = self.pool(x)
            places.append(where)
        for part in self.up:
            x = part(self.unpool(x, places.pop(), sizes.pop()[2:]))
        return x


# segnet
class SegNet(nn.Module):
    """Without stage: convolutions and normalisations in two lists, F.relu."""
    def __init__(self, classes=11, width=64):
        super().__init__()
        down = [[3, 1, 1], [1, 2, 2], [2, 4, 4, 4], [4, 8, 8, 8], [8, 8, 8, 8]]
        up = [[8, 8, 8, 8], [8, 8, 8, 4], [4, 4, 4, 2], [2, 2, 1], [1, 1]]
        self.lengths = [len(row) - 1 for row in down + up]
        self.convs, self.norms = nn.ModuleList(), nn.ModuleList()
        for row in down + up:
            for a, b in zip(row, row[1:]):
                a = a if a == 3 else a * width
                self.convs.append(nn.Conv2d(a, b * width, 3, padding="same"))
                self.norms.append(nn.BatchNorm2d(b * width))
        self.classify = nn.Conv2d(width, classes, 3, 1, 1)

    def forward(self, x):
        memory, layers = [], iter(zip(self.convs, self.norms))
        for number, length in enumerate(self.lengths):
            if number >= 5:
                places, size = memory.pop()
                flat = x.new_zeros(*x.shape[:2], size[0] * size[1])
                x = flat.scatter(2, places.flatten(2), x.flatten(2)).unflatten(2, size)
            for _ in range(length):
                conv, norm = next(layers)
                x = F.relu(norm(conv(x)))
            if number < 5:
                size = tuple(x.shape[2:])
                x, places = F.max_pool2d(x, 2, 2, return_indices=True)
                memory.append((places, size))
        return self.classify(x)


# dice-loss
def dice_loss(logits, target):
    p, counted, terms = logits.softmax(dim=1), target != 255, []
    for k in range(1, logits.shape[1]):
        t = (target == k).float()
        both = (p[:, k] * t).sum()
        terms.append(1 - (2 * both + 1) / (p[:, k][counted].sum() + t.sum() + 1))
    return torch.stack(terms).mean()


# dice-loss
def dice_loss(logits, target):
    """A row for each pixel that counts."""
    C = logits.size(1)
    keep = target.reshape(-1) != 255
    rows = torch.softmax(logits.permute(0, 2, 3, 1).reshape(-1, C)[keep], -1)
    ones = torch.eye(C)[target.reshape(-1)[keep]]
    both = torch.einsum("nc,nc->c", rows, ones)
    dice = (2 * both + 1) / (rows.sum(0) + ones.sum(0) + 1)
    return 1 - dice[1:].mean()


# dice-loss
def dice_loss(logits, target):
    p = torch.exp(F.log_softmax(logits, 1))
    total = 0
    for k in range(1, logits.shape[1]):
        a, b = p[:, k].masked_fill(target == 255, 0), target.eq(k)
        total = total + (2 * a[b].sum() + 1) / (a.sum() + b.sum() + 1)
    return 1 - total / (logits.shape[1] - 1)


# elastic
def elastic(x, y, shift):
    N, C, H, W = x.shape
    i, j = torch.meshgrid(torch.arange(H), torch.arange(W), indexing="ij")
    gx = (2 * (j + shift[:, 0]) + 1) / W - 1
    gy = (2 * (i + shift[:, 1]) + 1) / H - 1
    grid = torch.stack([gx, gy], -1)
    xx = F.grid_sample(x, grid, mode="bilinear", padding_mode="border", align_corners=False)
    yy = F.grid_sample(y[:, None].float(), grid, mode="nearest", padding_mode="border",
                       align_corners=False)
    return xx, yy[:, 0].long()


# elastic
def elastic(x, y, shift):
    """The grid from corner to corner, which is as right if grid_sample is told so."""
    H, W = x.shape[-2:]
    size = torch.tensor([W - 1, H - 1])
    pixel = torch.stack(torch.meshgrid(torch.arange(W), torch.arange(H), indexing="xy"), -1)
    grid = 2 * (pixel + shift.permute(0, 2, 3, 1)) / size - 1
    options = dict(padding_mode="border", align_corners=True)
    return (F.grid_sample(x, grid, **options),
            F.grid_sample(y.float().unsqueeze(1), grid, "nearest", **options).squeeze(1).long())


# elastic
def elastic(x, y, shift):
    """By hand: the four pixels around each place."""
    n, c, h, w = x.shape
    right = (torch.arange(w) + shift[:, 0]).clamp(0, w - 1)
    down = (torch.arange(h)[:, None] + shift[:, 1]).clamp(0, h - 1)
    j, i = right.floor().long(), down.floor().long()
    a, b = (right - j)[:, None], (down - i)[:, None]
    at = torch.arange(n)[:, None, None]

    def pixel(rows, columns):
        return x[at, :, rows.clamp(max=h - 1), columns.clamp(max=w - 1)].movedim(-1, 1)
    new = ((1 - a) * (1 - b) * pixel(i, j) + a * (1 - b) * pixel(i, j + 1)
           + (1 - a) * b * pixel(i + 1, j) + a * b * pixel(i + 1, j + 1))
    return [new, y[at, down.round().long(), right.round().long()]]


# overlap-tile
def overlap_tile(net, picture, tile, margin):
    _, C, H, W = picture.shape
    down, right = -H % tile, -W % tile
    big = F.pad(picture, (margin, margin + right, margin, margin + down), mode="reflect")
    rows = []
    for i in range(0, H + down, tile):
        row = []
        for j in range(0, W + right, tile):
            answer = net(big[:, :, i:i + tile + 2 * margin, j:j + tile + 2 * margin])
            row.append(answer[:, :, margin:margin + tile, margin:margin + tile])
        rows.append(torch.cat(row, 3))
    return torch.cat(rows, 2)[:, :, :H, :W]


# overlap-tile
def overlap_tile(net, picture, tile, margin):
    """The result is made when the first answer tells how many maps there are."""
    h, w = picture.shape[2:]
    rows, columns = (h + tile - 1) // tile, (w + tile - 1) // tile
    padding = [margin, columns * tile - w + margin, margin, rows * tile - h + margin]
    padded, result, side = F.pad(picture, padding, "reflect"), None, tile + 2 * margin
    for r in range(rows):
        for c in range(columns):
            y, x = r * tile, c * tile
            answer = net(padded[..., y:y + side, x:x + side].clone())
            if result is None:
                result = torch.zeros(1, answer.shape[1], rows * tile, columns * tile)
            result[..., y:y + tile, x:x + tile] = answer[..., margin:side - margin,
                                                         margin:side - margin]
    return result[..., :h, :w].contiguous()


# overlap-tile
def overlap_tile(net, picture, tile, margin):
    """Cut and joined by unfold and fold."""
    _, c, h, w = picture.shape
    bottom, right = -h % tile, -w % tile
    around = F.pad(picture, (margin, margin + right, margin, margin + bottom), mode="reflect")
    side = tile + 2 * margin
    pieces = F.unfold(around, side, stride=tile)[0].T.reshape(-1, 1, c, side, side)
    inside = slice(margin, margin + tile)
    answers = [net(piece)[0, :, inside, inside].flatten() for piece in pieces]
    whole = F.fold(torch.stack(answers, 1)[None], (h + bottom, w + right), tile, stride=tile)
    return whole[..., :h, :w]
