"""Right answers to lesson 07 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# alexnet-features
def alexnet_features():
    return nn.Sequential(nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2),
                         nn.Conv2d(64, 192, 5, padding="same"), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
                         nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2))


# alexnet-features
def alexnet_features():
    net, maps = nn.Sequential(), 3
    for k, (out, kernel, stride, padding, pool) in enumerate((
            (64, 11, 4, 2, True), (192, 5, 1, 2, True), (384, 3, 1, 1, False),
            (256, 3, 1, 1, False), (256, 3, 1, 1, True))):
        net.add_module(f"convolution{k}", nn.Conv2d(maps, out, kernel, stride, padding))
        if pool:                             # the maximum and the ReLU may be exchanged
            net.add_module(f"pooling{k}", nn.MaxPool2d(kernel_size=3, stride=2))
        net.add_module(f"relu{k}", nn.ReLU())
        maps = out
    return net


# alexnet-features
def alexnet_features():
    relu, pool = nn.ReLU(), nn.MaxPool2d(3, stride=2)      # used several times
    first = nn.Sequential(nn.Conv2d(3, 64, 11, 4, 2), relu, pool)
    second = nn.Sequential(nn.Conv2d(64, 192, 5, 1, 2), relu, pool)
    rest = nn.Sequential(nn.Conv2d(192, 384, 3, 1, 1), relu, nn.Conv2d(384, 256, 3, 1, 1), relu,
                         nn.Conv2d(256, 256, 3, 1, 1), relu, pool)
    return nn.Sequential(first, second, rest)


# conv-cost
def conv_cost(S, T, k, height, width, groups=1):
    each = S // groups * k * k
    return T * (each + 1), T * each * height * width


# conv-cost
def conv_cost(S, T, k, height, width, groups=1):
    parameters = work = 0
    for group in range(groups):
        weights = (S // groups) * (T // groups) * k ** 2
        parameters += weights + T // groups
        work += weights * (height * width)
    return [parameters, work]


# conv-cost
def conv_cost(S, T, k, height, width, groups=1):
    weight = torch.empty(T, S // groups, k, k, device="meta")
    return weight.numel() + T, math.prod([weight.numel(), height, width])
import math


# grouped-conv
def grouped_conv(x, weight, groups):
    return torch.cat([F.conv2d(a, w)
                      for a, w in zip(x.chunk(groups, dim=1), weight.chunk(groups, dim=0))], 1)


# grouped-conv
def grouped_conv(x, weight, groups):
    N, S, H, W = x.shape
    T, s, k, l = weight.shape
    out = torch.zeros(N, T, H - k + 1, W - l + 1)
    t = T // groups
    for g in range(groups):
        out[:, g * t:(g + 1) * t] = F.conv2d(x[:, g * s:(g + 1) * s], weight[g * t:(g + 1) * t])
    return out


# grouped-conv
def grouped_conv(x, weight, groups):
    T, s = weight.shape[:2]
    full = weight.new_zeros(T, x.shape[1], *weight.shape[2:])
    for t in range(T):
        g = t * groups // T
        full[t, g * s:(g + 1) * s] = weight[t]
    return F.conv2d(x, full)


# grouped-conv
def grouped_conv(x, weight, groups):
    N, S, H, W = x.shape
    split = x.view(N, groups, S // groups, H, W)
    return torch.cat([F.conv2d(split[:, i], w) for i, w in enumerate(weight.chunk(groups))], 1)


# response-norm
def response_norm(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    s = torch.zeros_like(a)
    N = a.shape[1]
    for i in range(N):
        s[:, i] = (a[:, max(0, i - n // 2):min(N - 1, i + n // 2) + 1] ** 2).sum(1)
    return a / (kappa + alpha * s) ** beta


# response-norm
def response_norm(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    C = a.shape[1]
    near = (torch.arange(C)[:, None] - torch.arange(C)).abs() <= n // 2
    return a * (kappa + alpha * torch.einsum("ij,bjhw->bihw", near.float(), a * a)).pow(-beta)


# response-norm
def response_norm(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    squares = a.square()[:, None]                              # the maps as the depth of a volume
    around = F.conv3d(squares, torch.ones(1, 1, n, 1, 1), padding=(n // 2, 0, 0))[:, 0]
    return torch.div(a, torch.pow(kappa + alpha * around, beta))


# compose
def compose(first, second):
    M, S, k, _ = first.shape
    T, M, l, _ = second.shape
    out = torch.zeros(T, S, k + l - 1, k + l - 1)
    for a in range(l):
        for b in range(l):
            out[:, :, a:a + k, b:b + k] += torch.einsum("tm,msij->tsij", second[:, :, a, b], first)
    return out


# compose
def compose(first, second):
    return F.conv_transpose2d(first.transpose(0, 1), second.transpose(0, 1)).transpose(0, 1)


# compose
def compose(first, second):
    S, k, l = first.shape[1], first.shape[-1], second.shape[-1]
    n = k + l - 1
    points = F.pad(torch.eye(S)[:, :, None, None], (n - 1, n - 1, n - 1, n - 1))
    return F.conv2d(F.conv2d(points, first), second).flip(2, 3).permute(1, 0, 2, 3)


# vgg-features
VGG_16 = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]

def vgg_features(configuration, channels=3):
    maps_in = [channels] + [c for c in configuration if c != "M"]
    layers, k = [], 0
    for c in configuration:
        if isinstance(c, str):
            layers.append(nn.MaxPool2d(kernel_size=2, stride=2))
        else:
            layers.append(nn.Conv2d(maps_in[k], c, kernel_size=3, padding="same"))
            layers.append(nn.ReLU(inplace=True))
            k += 1
    return nn.Sequential(*layers)


# vgg-features
VGG_16 = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]

def vgg_features(configuration, channels=3):
    net = nn.Sequential()
    for c in list(configuration):
        if c == "M":
            net.append(nn.MaxPool2d(2, 2))
            continue
        net.append(nn.Sequential(nn.Conv2d(channels, c, (3, 3), 1, 1), nn.ReLU()))
        channels = c
    return net
