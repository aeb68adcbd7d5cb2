"""Right answers to lesson 08 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# pixel-network
def pixel_network(x, w1, b1, w2, b2):
    hidden = torch.einsum("ms,nshw->nmhw", w1, x) + b1.view(1, -1, 1, 1)
    return torch.einsum("tm,nmhw->nthw", w2, hidden.clamp(min=0)) + b2.view(1, -1, 1, 1)


# pixel-network
def pixel_network(x, w1, b1, w2, b2):
    N, S, H, W = x.shape
    maps = x.reshape(N, S, H * W)
    hidden = torch.relu(w1 @ maps + b1[:, None])
    return (w2 @ hidden + b2[:, None]).reshape(N, -1, H, W)


# pixel-network
def pixel_network(x, w1, b1, w2, b2):
    N, S, H, W = x.shape
    p = x.permute(0, 2, 3, 1).reshape(-1, S)
    y = torch.relu(p @ w1.T + b1) @ w2.T + b2
    return y.view(N, H, W, len(w2)).permute(0, 3, 1, 2)


# mlpconv
class mlpconv(nn.Module):
    def __init__(self, maps_in, widths, k, stride=1, padding=0):
        super().__init__()
        self.first = nn.Conv2d(maps_in, widths[0], k, stride=stride, padding=padding)
        self.rest = nn.ModuleList([nn.Conv2d(widths[i], widths[i + 1], kernel_size=1)
                                   for i in range(len(widths) - 1)])

    def forward(self, x):
        x = F.relu(self.first(x))
        for layer in self.rest:
            x = layer(x).relu()
        return x


# mlpconv
def mlpconv(maps_in, widths, k, stride=1, padding=0):
    net = nn.Sequential()
    for i, width in enumerate(widths):
        if i == 0:
            net.append(nn.Conv2d(maps_in, width, (k, k), (stride, stride), (padding, padding)))
        else:
            net.append(nn.Conv2d(widths[i - 1], width, 1))
        net.append(nn.ReLU(inplace=True))
    return net


# most-maps
def most_maps(S, T, k):
    weights = S * T * k ** 2
    R, rest = divmod(weights, S + T * k ** 2)
    return R - (rest == 0)


# most-maps
from fractions import Fraction
import math
def most_maps(S, T, k):
    limit = Fraction(S * T * k * k, S + T * k * k)
    return math.ceil(limit) - 1


# most-maps
def most_maps(S, T, k):
    """By halving, which takes a step for each binary digit."""
    low, high = 0, S
    while high - low > 1:
        R = (low + high) // 2
        if R * (S + T * k * k) < S * T * k * k:
            low = R
        else:
            high = R
    return low


# inception
def unit(maps_in, maps, k=1, **options):
    return nn.Sequential(nn.Conv2d(maps_in, maps, k, bias=False, **options),
                         nn.BatchNorm2d(maps, eps=0.001), nn.ReLU())

class Inception(nn.Module):
    def __init__(self, maps_in, one, reduce3, three, reduce5, five, pooled, large=5):
        super().__init__()
        self.p = unit(maps_in, pooled)
        self.c, self.c5 = unit(maps_in, reduce5), unit(reduce5, five, large, padding="same")
        self.b, self.b3 = unit(maps_in, reduce3), unit(reduce3, three, 3, padding="same")
        self.a = unit(maps_in, one)

    def forward(self, x):
        pooled = F.max_pool2d(x, 3, stride=1, padding=1)
        return torch.cat((self.a(x), self.b3(self.b(x)), self.c5(self.c(x)), self.p(pooled)), dim=1)


# inception
def unit(maps_in, maps, k=1, **options):
    return nn.Sequential(nn.Conv2d(maps_in, maps, k, bias=False, **options),
                         nn.BatchNorm2d(maps, eps=0.001), nn.ReLU())

class Inception(nn.Module):
    def __init__(self, maps_in, one, reduce3, three, reduce5, five, pooled, large=5):
        super().__init__()
        self.one = unit(maps_in, one)
        self.three = nn.Sequential(*unit(maps_in, reduce3), *unit(reduce3, three, 3, padding=1))
        self.five = nn.Sequential(*unit(maps_in, reduce5),
                                  *unit(reduce5, five, large, padding=(large - 1) // 2))
        self.pool = nn.Sequential(nn.MaxPool2d(3, stride=1, padding=1, ceil_mode=True),
                                  *unit(maps_in, pooled))

    def forward(self, x):
        return torch.hstack([self.one(x), self.three(x), self.five(x), self.pool(x)])


# separable-kernel
def separable_kernel(depthwise, pointwise):
    return torch.einsum("skl,ts->tskl", depthwise, pointwise)


# separable-kernel
def separable_kernel(depthwise, pointwise):
    return torch.stack([depthwise * row[:, None, None] for row in pointwise])


# nearest-separable
def nearest_separable(weight):
    near = torch.empty_like(weight)
    for s in range(weight.shape[1]):
        m = weight[:, s].reshape(len(weight), -1)
        u, sigma, vh = torch.linalg.svd(m)
        near[:, s] = (sigma[0] * torch.outer(u[:, 0], vh[0])).reshape(near[:, s].shape)
    return near


# nearest-separable
def nearest_separable(weight):
    m = weight.permute(1, 0, 2, 3).flatten(2)
    _, _, vh = torch.linalg.svd(m, full_matrices=False)
    shape = vh[:, 0]
    scale = torch.einsum("stk,sk->st", m, shape)
    near = scale[:, :, None] * shape[:, None]
    return near.unflatten(2, weight.shape[2:]).permute(1, 0, 2, 3)
