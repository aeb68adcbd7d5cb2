"""Right answers to lesson 09 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# block
class Block(nn.Module):
    def __init__(self, maps_in, maps, stride=1, residual=True):
        super().__init__()
        self.conv1 = nn.Conv2d(maps_in, maps, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(maps)
        self.conv2 = nn.Conv2d(maps, maps, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(maps)
        self.residual = residual
        self.projection = nn.Identity()
        if residual and (stride != 1 or maps_in != maps):
            self.projection = nn.Sequential(nn.Conv2d(maps_in, maps, 1, stride, bias=False),
                                            nn.BatchNorm2d(maps))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        if self.residual:
            y = y + self.projection(x)
        return F.relu(y)


# path-lengths
def path_lengths(blocks):
    import math
    return [math.comb(blocks, k) for k in range(blocks + 1)]


# bottleneck
class Bottleneck(nn.Module):
    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(maps_in, maps, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(maps)
        self.conv2 = nn.Conv2d(maps, maps, 3, stride, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(maps)
        self.conv3 = nn.Conv2d(maps, 4 * maps, 1, bias=False)
        self.bn3 = nn.BatchNorm2d(4 * maps)
        self.shortcut = nn.Identity()
        if stride != 1 or maps_in != 4 * maps:
            self.shortcut = nn.Sequential(nn.Conv2d(maps_in, 4 * maps, 1, stride, bias=False),
                                          nn.BatchNorm2d(4 * maps))

    def forward(self, x):
        y = F.relu(self.bn1(self.conv1(x)))
        y = F.relu(self.bn2(self.conv2(y)))
        return F.relu(self.bn3(self.conv3(y)) + self.shortcut(x))


# copy-weights
def copy_weights(ours, theirs):
    a, b = ours.state_dict(), theirs.state_dict()
    if len(a) != len(b):
        raise ValueError(f"{len(a)} tensors here, {len(b)} there")
    for (n, p), (m, q) in zip(a.items(), b.items()):
        if p.shape != q.shape:
            raise ValueError(f"{n} has shape {tuple(p.shape)}, {m} {tuple(q.shape)}")
    ours.load_state_dict(dict(zip(a, b.values())))


# inception-residual
class InceptionResidual(nn.Module):
    def __init__(self, maps, branches, maps_between, scale, bend=True):
        super().__init__()
        # each (N, maps, H, W) -> (N, its maps, H, W)
        self.branches = nn.ModuleList(branches)
        # maps_between: of all branches together
        self.join = nn.Conv2d(maps_between, maps, 1)
        self.scale, self.bend = scale, bend

    def forward(self, x):
        y = x + self.scale * self.join(torch.cat([b(x) for b in self.branches], 1))
        return F.relu(y) if self.bend else y
