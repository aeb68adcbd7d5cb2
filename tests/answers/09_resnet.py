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


# block
class Block(nn.Module):
    """The projection is made first, and the shortcut computed first."""

    def __init__(self, maps_in, maps, stride=1, residual=True):
        super().__init__()
        if not residual:
            self.s = None
        elif (maps_in, stride) == (maps, 1):
            self.s = lambda x: x
        else:
            self.s = nn.Sequential(nn.Conv2d(maps_in, maps, (1, 1), (stride, stride), bias=False),
                                   nn.BatchNorm2d(maps))
        self.f = nn.Sequential(
            nn.Conv2d(maps_in, maps, (3, 3), (stride, stride), "same" if stride == 1 else 1,
                      bias=False),
            nn.BatchNorm2d(maps), nn.ReLU(inplace=True),
            nn.Conv2d(maps, maps, 3, padding="same", bias=False), nn.BatchNorm2d(maps))

    def forward(self, x):
        around = 0 if self.s is None else self.s(x)
        return torch.relu(around + self.f(x))


# block
class Block(nn.Module):
    """One class inside another for what is repeated; clamp for the ReLU."""

    class Unit(nn.Module):
        def __init__(self, i, o, k, s):
            super().__init__()
            self.norm = nn.BatchNorm2d(o)
            self.conv = nn.Conv2d(i, o, kernel_size=k, stride=s, padding=(k - 1) // 2, bias=False)

        def forward(self, x):
            return self.norm(self.conv(x))

    def __init__(self, maps_in, maps, stride=1, residual=True):
        super().__init__()
        self.first = Block.Unit(maps_in, maps, 3, stride)
        self.second = Block.Unit(maps, maps, 3, 1)
        self.adds = residual
        self.fits = maps_in == maps and stride == 1
        if residual and not self.fits:
            self.project = Block.Unit(maps_in, maps, 1, stride)

    def forward(self, x):
        y = self.second(self.first(x).clamp(min=0))
        if self.adds and self.fits:
            y += x
        elif self.adds:
            y += self.project(x)
        return y.clamp(min=0)


# path-lengths
def path_lengths(blocks):
    import math
    return [math.comb(blocks, k) for k in range(blocks + 1)]


# path-lengths
def path_lengths(blocks):
    if blocks == 0:
        return [1]
    old = path_lengths(blocks - 1)
    new = [0] * (blocks + 1)
    for k, paths in enumerate(old):
        new[k] += paths
        new[k + 1] += paths
    return new


# path-lengths
def path_lengths(blocks):
    counts, c = [], 1
    for k in range(blocks + 1):
        counts.append(c)
        c = c * (blocks - k) // (k + 1)
    return counts


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


# bottleneck
class Bottleneck(nn.Module):
    """The projection is made first."""

    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        self.projection = None
        if stride != 1 or maps_in != 4 * maps:
            self.projection = nn.Sequential(nn.Conv2d(maps_in, 4 * maps, 1, stride, bias=False),
                                            nn.BatchNorm2d(4 * maps))
        self.squeeze = nn.Conv2d(maps_in, maps, 1, bias=False)
        self.middle = nn.Conv2d(maps, maps, 3, stride, padding=1, bias=False)
        self.expand = nn.Conv2d(maps, 4 * maps, 1, bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(n) for n in (maps, maps, 4 * maps)])

    def forward(self, x):
        y = x
        for layer, norm in zip((self.squeeze, self.middle), self.norms):
            y = norm(layer(y)).relu()
        y = self.norms[2](self.expand(y))
        return (y + (x if self.projection is None else self.projection(x))).relu()


# bottleneck
class Bottleneck(nn.Module):
    """Layers in a dictionary, the expansion as a class attribute."""
    EXPANSION = 4

    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        out = Bottleneck.EXPANSION * maps
        self.layers = nn.ModuleDict()
        for name, i, o, k, s in (("a", maps_in, maps, 1, 1), ("b", maps, maps, 3, stride),
                                 ("c", maps, out, 1, 1), ("s", maps_in, out, 1, stride)):
            if name != "s" or maps_in != out or stride > 1:
                self.layers[name] = nn.Sequential(nn.Conv2d(i, o, k, s, k // 2, bias=False),
                                                  nn.BatchNorm2d(o))

    def forward(self, x):
        s = self.layers["s"](x) if "s" in self.layers else x
        for name in "abc":
            x = self.layers[name](x)
            if name == "c":
                x = x + s
            x = torch.relu(x)
        return x


# copy-weights
def copy_weights(ours, theirs):
    a, b = ours.state_dict(), theirs.state_dict()
    if len(a) != len(b):
        raise ValueError(f"{len(a)} tensors here, {len(b)} there")
    for (n, p), (m, q) in zip(a.items(), b.items()):
        if p.shape != q.shape:
            raise ValueError(f"{n} has shape {tuple(p.shape)}, {m} {tuple(q.shape)}")
    ours.load_state_dict(dict(zip(a, b.values())))


# copy-weights
def copy_weights(ours, theirs):
    """Parameters and buffers apart, tensor by tensor, in place."""
    mine = [*ours.parameters(), *ours.buffers()]
    other = [*theirs.parameters(), *theirs.buffers()]
    same = len(list(ours.parameters())) == len(list(theirs.parameters()))
    if not same or len(mine) != len(other) or any(p.shape != q.shape for p, q in zip(mine, other)):
        raise ValueError("not the same network")
    with torch.no_grad():
        for p, q in zip(mine, other):
            p.copy_(q)


# copy-weights
def copy_weights(ours, theirs):
    """By .data, with clones, names and tensors as lists."""
    names, tensors = list(ours.state_dict()), list(theirs.state_dict().values())
    shapes = [list(t.size()) for t in ours.state_dict().values()]
    if shapes != [list(t.size()) for t in tensors]:
        raise ValueError("shapes differ")
    for name, t in zip(names, tensors):
        where, _, last = name.rpartition(".")
        getattr(ours.get_submodule(where), last).data = t.clone()


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


# inception-residual
class InceptionResidual(nn.Module):
    """Maps written into one tensor, the sum by torch.add."""

    def __init__(self, maps, branches, maps_between, scale, bend=True):
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.join = nn.Conv2d(maps_between, maps, 1)
        self.scale, self.bend = scale, bend

    def forward(self, x):
        found = ()
        for branch in self.branches:
            found += (branch(x),)
        y = torch.add(x, self.join(torch.hstack(found)), alpha=self.scale)
        if not self.bend:
            return y
        return torch.maximum(y, torch.zeros_like(y))


# inception-residual
class InceptionResidual(nn.Module):
    """The 1x1 is shared out among the branches."""

    def __init__(self, maps, branches, maps_between, scale, bend=True):
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.join = nn.Conv2d(maps_between, maps, 1)
        self.scale, self.bend = scale, bend

    def forward(self, x):
        total, first = self.join.bias.view(1, -1, 1, 1), 0
        for branch in self.branches:
            y = branch(x)
            total = total + F.conv2d(y, self.join.weight[:, first:first + y.shape[1]])
            first += y.shape[1]
        y = x + total * self.scale
        return y.clamp_min(0) if self.bend else y
