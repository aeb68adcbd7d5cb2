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


# crop-and-join
def crop_and_join(kept, risen):
    (H, W), (h, w) = kept.shape[2:], risen.shape[2:]
    top, left = (H - h) // 2, (W - w) // 2
    return torch.cat([kept[:, :, top:top + h, left:left + w], risen], 1)


# unet
def two_convolutions(maps_in, maps):
    return nn.Sequential(nn.Conv2d(maps_in, maps, 3), nn.ReLU(), nn.Conv2d(maps, maps, 3),
                         nn.ReLU())

class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        maps = [64, 128, 256, 512, 1024]
        self.down = nn.ModuleList([two_convolutions(a, b) for a, b in zip([1] + maps, maps)])
        self.ups = nn.ModuleList([nn.ConvTranspose2d(b, b // 2, 2, 2) for b in maps[:0:-1]])
        self.joins = nn.ModuleList([two_convolutions(b, b // 2) for b in maps[:0:-1]])
        self.last = nn.Conv2d(64, 2, 1)

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


# segnet
def stage(*maps, bias=True):
    steps = [(nn.Conv2d(a, b, 3, padding=1, bias=bias), nn.BatchNorm2d(b), nn.ReLU())
             for a, b in zip(maps, maps[1:], strict=False)]
    return nn.Sequential(*[layer for step in steps for layer in step])

class SegNet(nn.Module):
    def __init__(self, classes=11):
        super().__init__()
        self.encoder = nn.ModuleList([stage(3, 64, 64), stage(64, 128, 128),
                                      stage(128, 256, 256, 256), stage(256, 512, 512, 512),
                                      stage(512, 512, 512, 512)])
        self.decoder = nn.ModuleList([stage(512, 512, 512, 512), stage(512, 512, 512, 256),
                                      stage(256, 256, 256, 128), stage(128, 128, 64),
                                      stage(64, 64)])
        self.last = nn.Conv2d(64, classes, 3, padding=1)
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
