"""Right answers to lesson 10 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# conv-of-parts
def conv_of_parts(parts, weight):
    k, at, total = weight.shape[-1], 0, 0
    for part in parts:
        total = total + F.conv2d(part, weight[:, at:at + part.shape[1]], padding=k // 2)
        at += part.shape[1]
    return total


# conv-of-parts
def conv_of_parts(parts, weight):
    """Each part is put at its place among zeros, by padding along the axis of maps."""
    whole, before = None, 0
    for part in parts:
        behind = weight.shape[1] - before - part.shape[1]
        placed = F.pad(part, (0, 0, 0, 0, before, behind))
        whole = placed if whole is None else whole + placed
        before += part.shape[1]
    return F.conv2d(whole, weight, padding="same")


# conv-of-parts
def conv_of_parts(parts, weight):
    """Shifted pictures; the zeros come from F.pad."""
    k, (H, W) = weight.shape[-1], parts[0].shape[2:]
    total, at = 0, 0
    for part in parts:
        padded = F.pad(part, [k // 2] * 4)
        w = weight[:, at:at + part.shape[1]]
        for i in range(k):
            for j in range(k):
                total = total + torch.einsum("nshw,ts->nthw", padded[:, :, i:i + H, j:j + W],
                                             w[:, :, i, j])
        at += part.shape[1]
    return total


# maps-of
def maps_of(first, growth, blocks, compression=0.5):
    stages, maps = [first], first
    for layers in blocks[:-1]:
        maps += layers * growth
        stages.append(maps)
        maps = int(compression * maps)
        stages.append(maps)
    return stages + [maps + blocks[-1] * growth]


# maps-of
def maps_of(first, growth, blocks, compression=0.5):
    """From the end of one block to the next, by recursion."""
    end = first + growth * blocks[0]
    if len(blocks) == 1:
        return [first, end]
    return [first, end] + maps_of(int(end * compression), growth, blocks[1:], compression)


# dense-layer
class DenseLayer(nn.Module):
    def __init__(self, maps_in, growth):
        super().__init__()
        self.conv2 = nn.Conv2d(4 * growth, growth, 3, padding="same", bias=False)
        self.conv1 = nn.Conv2d(maps_in, 4 * growth, 1, bias=False)
        self.bn2, self.bn1 = nn.BatchNorm2d(4 * growth), nn.BatchNorm2d(maps_in)

    def forward(self, x):
        y = self.conv1(self.bn1(x).relu())
        y = self.conv2(self.bn2(y).relu())
        return torch.concat((x, y), dim=1)


# dense-layer
class DenseLayer(nn.Sequential):
    """The layers as a sequence, and the concatenation around it; ReLU in place."""

    def __init__(self, maps_in, growth):
        inside = 4 * growth
        super().__init__(nn.BatchNorm2d(maps_in), nn.ReLU(inplace=True),
                         nn.Conv2d(maps_in, inside, kernel_size=1, bias=False),
                         nn.BatchNorm2d(inside), nn.ReLU(inplace=True),
                         nn.Conv2d(inside, growth, kernel_size=3, padding=1, bias=False))

    def forward(self, x):
        return torch.cat([x, super().forward(x)], dim=1)


# block-cost
def block_cost(maps, growth, layers, side, inner=4):
    """In closed form."""
    b, read = inner * growth, layers * maps + growth * layers * (layers - 1) // 2
    weights = read * b + layers * 9 * b * growth
    return weights + 2 * read + 2 * layers * b, weights * side * side


# block-cost
def block_cost(maps, growth, layers, side, inner=4):
    """By building the layers and counting."""
    parameters = work = 0
    for s in range(layers):
        for part in (nn.BatchNorm2d(maps), nn.Conv2d(maps, inner * growth, 1, bias=False),
                     nn.BatchNorm2d(inner * growth),
                     nn.Conv2d(inner * growth, growth, 3, bias=False)):
            n = sum(p.numel() for p in part.parameters())
            parameters += n
            if isinstance(part, nn.Conv2d):
                work += n * side ** 2
        maps += growth
    return parameters, work


# reuse
def reuse(weights, maps):
    M = len(weights)
    heat = torch.zeros((M, M))
    for reader in range(M):
        size = weights[reader].detach().abs().mean(dim=(0, 2, 3))
        growth, overall = weights[reader].shape[0], size.mean()
        for part in range(reader + 1):
            start = 0 if part == 0 else maps + (part - 1) * growth
            stop = maps + part * growth
            heat[part, reader] = size[start:stop].mean() / overall
    return heat


# reuse
def reuse(weights, maps):
    """Columns, padded with zeros, then put side by side."""
    columns = []
    for t, w in enumerate(weights):
        per_map = w.detach().abs().mean((0, 2, 3))
        parts = [per_map[:maps].mean()[None]]
        if t:
            parts.append(per_map[maps:].view(t, -1).mean(1))
        column = torch.cat(parts) / per_map.mean()
        columns.append(F.pad(column, (0, len(weights) - t - 1)))
    return torch.stack(columns, 1)
