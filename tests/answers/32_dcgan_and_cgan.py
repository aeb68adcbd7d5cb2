"""Right answers to lesson 32 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# missing-pixels
def missing_pixels(size, kernel, stride=1, padding=0):
    there = (size + 2 * padding - kernel) // stride + 1
    back = (there - 1) * stride - 2 * padding + kernel
    return size - back


# missing-pixels
def missing_pixels(size, kernel, stride=1, padding=0):
    end, row = kernel, size + 2 * padding       # end: behind the window
    while end + stride <= row:
        end += stride
    return row - end


# generator
def start(maps_in, maps):                         # from one pixel to 4×4
    return nn.ConvTranspose2d(maps_in, maps, 4)

def rise(maps_in, maps):                          # doubles the side
    return nn.ConvTranspose2d(maps_in, maps, 4, stride=2, padding=1)

def generator(maps_in, maps, colours, start=start, rise=rise, norm=nn.BatchNorm2d, act=nn.ReLU,
              out=nn.Tanh):
    net = nn.Sequential(start(maps_in, maps[0]))
    maps = list(maps) + [colours]
    for k in range(len(maps) - 1):
        net.append(norm(maps[k]))
        net.append(act())
        net.append(rise(maps[k], maps[k + 1]))
    net.append(out())
    return net


# generator
def start(maps_in, maps):
    return nn.ConvTranspose2d(maps_in, maps, 4)

def rise(maps_in, maps):
    return nn.ConvTranspose2d(maps_in, maps, 4, stride=2, padding=1)

class Generator(nn.Module):
    def __init__(self, maps_in, maps, colours, start, rise, norm, act, out):
        super().__init__()
        ends = [*maps[1:], colours]
        self.last = out()
        self.rises = nn.ModuleList(rise(a, b) for a, b in zip(maps, ends))
        self.norms = nn.ModuleList(norm(a) for a in maps)
        self.acts = nn.ModuleList(act() for _ in maps)
        self.first = start(maps_in, maps[0])

    def forward(self, z):
        x = self.first(z)
        for norm, act, rise in zip(self.norms, self.acts, self.rises):
            x = rise(act(norm(x)))
        return self.last(x)

def generator(maps_in, maps, colours, start=start, rise=rise, norm=nn.BatchNorm2d, act=nn.ReLU,
              out=nn.Tanh):
    return Generator(maps_in, maps, colours, start, rise, norm, act, out)


# generator
def start(maps_in, maps):
    return nn.ConvTranspose2d(maps_in, maps, 4)

def rise(maps_in, maps):
    return nn.ConvTranspose2d(maps_in, maps, 4, stride=2, padding=1)

def generator(maps_in, maps, colours, start=start, rise=rise, norm=nn.BatchNorm2d, act=nn.ReLU,
              out=nn.Tanh):
    def doublings(a, others):
        if not others:
            return nn.Sequential(norm(a), act(), rise(a, colours), out())
        return nn.Sequential(norm(a), act(), rise(a, others[0]), doublings(others[0], others[1:]))
    return nn.Sequential(start(maps_in, maps[0]), doublings(maps[0], maps[1:]))


# with-label
def with_label(x, labels, classes):
    N, _, H, W = x.shape
    planes = x.new_zeros(N, classes, H, W)
    for n in range(N):
        planes[n, labels[n]] = 1
    return torch.cat((x, planes), dim=1)


# with-label
def with_label(x, labels, classes):
    codes = torch.eye(classes, dtype=x.dtype, device=x.device)[labels]
    return torch.cat([x, codes[..., None, None] * torch.ones_like(x[:, :1])], 1)


# with-label
def with_label(x, labels, classes):
    planes = torch.zeros(len(x), classes, 1, 1, dtype=x.dtype, device=x.device)
    planes.scatter_(1, labels.view(-1, 1, 1, 1), 1.0)
    return torch.hstack([x, planes.repeat(1, 1, *x.shape[-2:])])


# with-label
def with_label(x, labels, classes):
    planes = F.one_hot(labels, classes)[:, :, None, None].expand(-1, -1, *x.shape[2:])
    return torch.cat([x, planes], 1)              # whole numbers become what x is


# frechet
def frechet(a, b):
    a, b = a.cpu().numpy().astype(np.float64), b.cpu().numpy().astype(np.float64)
    A, B = np.cov(a, rowvar=False), np.cov(b, rowvar=False)
    root = scipy.linalg.sqrtm(A @ B)
    apart = ((a.mean(0) - b.mean(0)) ** 2).sum()
    return torch.tensor(apart + np.trace(A) + np.trace(B) - 2 * np.trace(root).real)


# frechet
def frechet(a, b):
    a, b = a.cpu().to(torch.float64), b.cpu().to(torch.float64)
    A, B = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(A @ B).sqrt().real.sum()
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + A.trace() + B.trace() - 2 * root


# frechet
def frechet(a, b):
    a, b = a.cpu().double(), b.cpu().double()
    mean_a, mean_b = a.mean(dim=0), b.mean(dim=0)
    a, b = a - mean_a, b - mean_b
    A, B = a.T @ a / (a.shape[0] - 1), b.T @ b / (b.shape[0] - 1)
    values, vectors = torch.linalg.eigh(A)
    half = vectors @ torch.diag(values.clamp(min=0).sqrt()) @ vectors.T
    root = torch.linalg.eigvalsh(half @ B @ half).clamp(min=0).sqrt().sum()
    return torch.dot(mean_a - mean_b, mean_a - mean_b) + torch.trace(A + B) - 2 * root


# frechet
def frechet(a, b):
    a, b = a.cpu().double(), b.cpu().double()
    A, B = a.T.cov(), b.T.cov()
    roots = torch.linalg.eigvals(A @ B).abs().sqrt()
    return torch.dist(a.mean(0), b.mean(0)) ** 2 + (A + B).diag().sum() - 2 * roots.sum()


# dense-end
class DenseEnd(nn.Module):
    def __init__(self, maps, norm):
        super().__init__()
        self.last = nn.Linear(256, 1)
        self.norm = norm(256)
        self.hidden = nn.Linear(maps * 4 * 4, 256)

    def forward(self, x):
        return self.last(F.leaky_relu(self.norm(self.hidden(x.flatten(1))), 0.2))

def dense_end(maps, norm=nn.BatchNorm1d):
    return DenseEnd(maps, norm)


# dense-end
def dense_end(maps, norm=nn.BatchNorm1d):
    net = nn.Sequential(nn.Flatten(1))
    for layer in (nn.Linear(maps * 16, 256), norm(256), nn.LeakyReLU(negative_slope=0.2)):
        net.append(layer)
    net.append(nn.Linear(256, 1))
    return net


# slerp
def slerp(a, b, share):
    w = torch.acos((a @ b) / (a.norm() * b.norm()))
    return torch.sin((1 - share) * w) / torch.sin(w) * a + torch.sin(share * w) / torch.sin(w) * b


# slerp
def slerp(a, b, share):
    w = math.acos(F.cosine_similarity(a, b, dim=0).item())
    return a * (math.sin((1 - share) * w) / math.sin(w)) + b * (math.sin(share * w) / math.sin(w))


# slerp
def slerp(a, b, share):
    u, v = F.normalize(a, dim=0), F.normalize(b, dim=0)
    w = 2 * torch.atan2((u - v).norm(), (u + v).norm())
    parts = torch.stack([(1 - share) * w, share * w]).sin() / w.sin()
    return parts @ torch.stack([a, b])
