"""Right answers to lesson 07 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# alexnet-features
def alexnet_features():
    return nn.Sequential(nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2),
                         nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2),
        nn.Conv2d(192, 384, 3, padding=1), nn.ReLU(), nn.Conv2d(384, 256, 3, padding=1), nn.ReLU(),
                         nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2))


# conv-cost
def conv_cost(S, T, k, height, width, groups=1):
    each = S // groups * k * k
    return T * (each + 1), T * each * height * width


# grouped-conv
def grouped_conv(x, weight, groups):
    return torch.cat([F.conv2d(a, w)
                      for a, w in zip(x.chunk(groups, dim=1), weight.chunk(groups, dim=0))], 1)


# response-norm
def response_norm(a, n=5, kappa=2.0, alpha=1e-4, beta=0.75):
    s = torch.zeros_like(a)
    N = a.shape[1]
    for i in range(N):
        s[:, i] = (a[:, max(0, i - n // 2):min(N - 1, i + n // 2) + 1] ** 2).sum(1)
    return a / (kappa + alpha * s) ** beta


# compose
def compose(first, second):
    M, S, k, _ = first.shape
    T, M, l, _ = second.shape
    out = torch.zeros(T, S, k + l - 1, k + l - 1)
    for a in range(l):
        for b in range(l):
            out[:, :, a:a + k, b:b + k] += torch.einsum("tm,msij->tsij", second[:, :, a, b], first)
    return out


# vgg-features
VGG_16 = [64, 64, "M", 128, 128, "M", 256, 256, 256, "M", 512, 512, 512, "M", 512, 512, 512, "M"]

def vgg_features(configuration, channels=3):
    layers = []
    for c in configuration:
        if c == "M":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(channels, c, 3, padding=1), nn.ReLU()]
            channels = c
    return nn.Sequential(*layers)
