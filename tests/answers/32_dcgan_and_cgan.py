"""Right answers to lesson 32 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# upconv-size
def upconv_size(size, kernel, stride=1, padding=0, output_padding=0):
    return (size - 1) * stride - 2 * padding + kernel + output_padding


# generator
def start(maps_in, maps):                         # from one pixel to 4×4
    return nn.ConvTranspose2d(maps_in, maps, 4)

def rise(maps_in, maps):                          # doubles the side
    return nn.ConvTranspose2d(maps_in, maps, 4, stride=2, padding=1)

def generator(maps_in, maps, colours, start=start, rise=rise, norm=nn.BatchNorm2d, act=nn.ReLU,
              out=nn.Tanh):
    layers = [start(maps_in, maps[0])]
    for a, b in zip(maps, [*maps[1:], colours]):
        layers += [norm(a), act(), rise(a, b)]
    return nn.Sequential(*layers, out())


# with-label
def with_label(x, labels, classes):
    planes = F.one_hot(labels, classes).float()[:, :, None, None].expand(-1, -1, *x.shape[2:])
    return torch.cat([x, planes], 1)


# frechet
def frechet(a, b):
    A, B = torch.cov(a.T), torch.cov(b.T)
    root = torch.linalg.eigvals(A @ B).sqrt().real.sum()
    return ((a.mean(0) - b.mean(0)) ** 2).sum() + A.trace() + B.trace() - 2 * root


# slerp
def slerp(a, b, share):
    w = torch.acos((a @ b) / (a.norm() * b.norm()))
    return torch.sin((1 - share) * w) / torch.sin(w) * a + torch.sin(share * w) / torch.sin(w) * b
