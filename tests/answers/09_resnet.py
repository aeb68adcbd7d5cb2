"""Right answers to lesson 09 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# identity-kernel
def identity_kernel(maps, size=3):
    w = torch.zeros(maps, maps, size, size)
    for i in range(maps):
        w[i, i, size // 2, size // 2] = 1.0
    return w


# identity-kernel
def identity_kernel(maps, size=3):
    return F.pad(torch.eye(maps)[..., None, None], [size // 2] * 4)


# identity-kernel
def identity_kernel(maps, size=3):
    """From an identity between all pixels of all maps."""
    centre = torch.zeros(size * size)
    centre[(size * size) // 2] = 1
    return torch.einsum("ij,k->ijk", torch.eye(maps), centre).view(maps, maps, size, size)


# block
class Block(nn.Module):
    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        self.conv1 = nn.Conv2d(maps_in, maps, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(maps)
        self.conv2 = nn.Conv2d(maps, maps, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(maps)
        self.projection = nn.Identity()
        if stride != 1 or maps_in != maps:
            self.projection = nn.Sequential(nn.Conv2d(maps_in, maps, 1, stride, bias=False),
                                            nn.BatchNorm2d(maps))

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.projection(x))


# block
class Block(nn.Module):
    """The projection is made first, and the shortcut computed first."""

    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        if (maps_in, stride) == (maps, 1):
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
        return torch.relu(self.s(x) + self.f(x))


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

    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        self.first = Block.Unit(maps_in, maps, 3, stride)
        self.second = Block.Unit(maps, maps, 3, 1)
        self.fits = maps_in == maps and stride == 1
        if not self.fits:
            self.project = Block.Unit(maps_in, maps, 1, stride)

    def forward(self, x):
        y = self.second(self.first(x).clamp(min=0))
        y += x if self.fits else self.project(x)
        return y.clamp(min=0)


# path-sums
def path_sums(blocks):
    """In place, from the longest path down."""
    n = len(blocks[0])
    sums = torch.zeros(len(blocks) + 1, n, n, dtype=blocks[0].dtype)
    sums[0] = torch.eye(n)
    for w in blocks:
        for k in range(len(blocks), 0, -1):
            sums[k] += w @ sums[k - 1]
    return sums


# path-sums
def path_sums(blocks):
    """By recursion on the last block."""
    *before, w = blocks
    old = path_sums(before) if before else torch.eye(len(w), dtype=w.dtype)[None]
    zero = torch.zeros_like(w)[None]
    return torch.cat([old, zero]) + torch.cat([zero, w @ old])


# path-sums
def path_sums(blocks):
    """From the end to the start, as backpropagation goes."""
    sums = [torch.eye(blocks[0].shape[0]).to(blocks[0])]
    for w in reversed(blocks):
        longer = [s @ w for s in sums]
        sums = ([sums[0]] + [sums[k] + longer[k - 1] for k in range(1, len(sums))]
                + [longer[-1]])
    return torch.stack(sums)


# pre-block
class PreBlock(nn.Module):
    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        self.first = nn.Sequential(nn.BatchNorm2d(maps_in), nn.ReLU())
        self.rest = nn.Sequential(
            nn.Conv2d(maps_in, maps, 3, stride, 1, bias=False), nn.BatchNorm2d(maps), nn.ReLU(),
            nn.Conv2d(maps, maps, 3, 1, 1, bias=False))
        self.fits = stride == 1 and maps_in == maps
        if not self.fits:
            self.w_s = nn.Conv2d(maps_in, maps, 1, stride, bias=False)

    def forward(self, x):
        a = self.first(x)
        return self.rest(a) + (x if self.fits else self.w_s(a))


# pre-block
class PreBlock(nn.Module):
    """The projection first; the sum in place; clamp for the ReLU."""

    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        self.project = None
        if stride != 1 or maps != maps_in:
            self.project = nn.Conv2d(maps_in, maps, kernel_size=(1, 1), stride=(stride, stride),
                                     bias=False)
        self.w1 = nn.Conv2d(maps_in, maps, 3, stride, padding=1, bias=False)
        self.w2 = nn.Conv2d(maps, maps, 3, padding="same", bias=False)
        self.norms = nn.ModuleList([nn.BatchNorm2d(maps_in), nn.BatchNorm2d(maps)])

    def forward(self, x):
        a = self.norms[0](x).clamp(min=0)
        y = self.w2(self.norms[1](self.w1(a)).clamp(min=0))
        y += self.project(a) if self.project is not None else x
        return y


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
