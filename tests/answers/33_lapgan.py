"""Right answers to lesson 33 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# down
def down(x):
    x = F.pad(x, (2, 2, 2, 2), mode="reflect")
    weights = [1, 4, 6, 4, 1]
    n = x.shape[3] - 4
    x = sum(w / 16 * x[..., k:k + n] for k, w in enumerate(weights))[..., ::2]
    n = x.shape[2] - 4
    return sum(w / 16 * x[..., k:k + n, :] for k, w in enumerate(weights))[..., ::2, :]


# down
def down(x):
    n, c, h, w = x.shape
    flat = F.pad(x.reshape(n * c, 1, h, w), (2, 2, 2, 2), mode="reflect")
    blurred = F.conv2d(flat, BLUR[None, None].to(dtype=x.dtype, device=x.device))
    return blurred.reshape(n, c, h, w)[:, :, ::2, ::2]


# down
def down(x):
    for axis in (2, 3):
        n = x.shape[axis]
        places = (torch.arange(0, n, 2)[:, None] + torch.arange(-2, 3)).abs()
        places = torch.where(places > n - 1, 2 * (n - 1) - places, places).to(x.device)
        x = (x.movedim(axis, 3)[..., places] * row.to(x)).sum(4).movedim(3, axis)
    return x


# down
def down(x):
    windows = F.pad(x, (2, 2, 2, 2), mode="reflect").unfold(2, 5, 2).unfold(3, 5, 2)
    return torch.einsum("nchwij,ij->nchw", windows, BLUR.to(x))


# down
def down(x):
    x = F.pad(x, [2] * 4, mode="reflect")
    kernel = BLUR.view(1, 1, 5, 5).to(x.device, x.dtype)
    maps = [F.conv2d(x[:, k:k + 1], kernel, stride=2) for k in range(x.shape[1])]
    return torch.cat(maps, dim=1)


# up
def up(x):
    n, c, h, w = x.shape
    wide = torch.zeros(n * c, 1, 2 * h, 2 * w, dtype=x.dtype, device=x.device)
    wide[:, 0, ::2, ::2] = x.reshape(n * c, h, w)
    wide = F.pad(wide, (2, 2, 2, 2), mode="reflect")
    return F.conv2d(wide, 4 * BLUR.to(x)[None, None]).reshape(n, c, 2 * h, 2 * w)


# up
def up(x):
    for axis in (2, 3):                       # even pixels: 1, 6, 1 eighths; odd ones: the mean
        x = x.transpose(axis, 3)
        left = torch.cat([x[..., 1:2], x[..., :-1]], 3)
        right = torch.cat([x[..., 1:], x[..., -1:]], 3)
        x = torch.stack([(left + 6 * x + right) / 8, (x + right) / 2], 4).flatten(3)
        x = x.transpose(axis, 3)
    return x


# up
def up(x):
    c = x.shape[1]
    x = F.pad(x, (1, 0, 1, 0), mode="reflect")
    x = F.pad(x, (0, 1, 0, 1), mode="replicate")
    kernel = 4 * BLUR.to(x).repeat(c, 1, 1, 1)
    return F.conv_transpose2d(x, kernel, stride=2, groups=c)[:, :, 4:-3, 4:-3]


# up
def up(x):
    n, c, h, w = x.shape
    zeros = torch.zeros_like(x)
    wide = torch.stack([x, zeros], dim=4).reshape(n, c, h, 2 * w)
    wide = torch.stack([wide, torch.zeros_like(wide)], dim=3).reshape(n, c, 2 * h, 2 * w)
    windows = F.pad(wide, (2, 2, 2, 2), mode="reflect").unfold(2, 5, 1).unfold(3, 5, 1)
    return 4 * (windows * BLUR.to(x)).sum((4, 5))


# up
def up(x):
    wide = F.pad(F.pixel_shuffle(torch.stack([x, 0 * x, 0 * x, 0 * x], 2).flatten(1, 2), 2),
                 (2, 2, 2, 2), mode="reflect")
    weights = torch.stack([BLUR * 4] * x.shape[1])[:, None].to(x)
    return F.conv2d(wide, weights, groups=x.shape[1])


# laplacian-pyramid
def laplacian_pyramid(x, levels, d, u):
    pictures = [x]
    for k in range(levels):
        pictures.append(d(pictures[k]))
    return [pictures[k] - u(pictures[k + 1]) for k in range(levels)] + [pictures[-1]]


# laplacian-pyramid
def laplacian_pyramid(x, levels, d, u):
    if levels == 0:
        return [x]
    small = d(x)
    return [x - u(small)] + laplacian_pyramid(small, levels - 1, d, u)


# laplacian-pyramid
def laplacian_pyramid(x, levels, d, u):
    result = []
    while len(result) < levels:
        smaller = d(x)
        result.append(torch.sub(x, u(smaller)))
        x = smaller
    result.append(x)
    return result


# laplacian-pyramid
def laplacian_pyramid(x, levels, d, u):
    found = [x]
    for k in range(levels):
        found.append(d(found[k]))
        found[k] = found[k] - u(found[k + 1])
    return found


# laplacian-pyramid
def laplacian_pyramid(x, levels, d, u):
    from itertools import accumulate, pairwise
    gaussian = list(accumulate(range(levels), lambda I, _: d(I), initial=x))
    return [a - u(b) for a, b in pairwise(gaussian)] + gaussian[-1:]


# reconstruct
def reconstruct(pyramid, u):
    if len(pyramid) == 1:
        return pyramid[0]
    return pyramid[0] + u(reconstruct(pyramid[1:], u))


# reconstruct
def reconstruct(pyramid, u):
    x = pyramid[-1]
    for k in range(len(pyramid) - 2, -1, -1):
        x = pyramid[k] + u(x)
    return x


# reconstruct
def reconstruct(pyramid, u):
    from functools import reduce
    return reduce(lambda x, h: u(x) + h, pyramid[::-1])


# reconstruct
def reconstruct(pyramid, u):
    left = list(pyramid)
    x = left.pop()
    while left:
        x = u(x) + left.pop()
    return x


# reconstruct
def reconstruct(pyramid, u):
    x = pyramid[-1].clone()
    for k in reversed(range(len(pyramid) - 1)):
        x = u(x)
        x += pyramid[k]
    return x


# sample
def sample(x, noises, generators, u):
    if not generators:
        return [x]
    large = u(x)
    large = large + generators[0](large, noises[0])
    return [x] + sample(large, noises[1:], generators[1:], u)


# sample
def sample(x, noises, generators, u):
    pictures = [x]
    for k in range(len(generators)):
        l = u(pictures[k])
        h = generators[k](l, noises[k])
        pictures.append(h + l)
    return pictures


# sample
def sample(x, noises, generators, u):
    pictures = [x]
    for k, G in enumerate(generators):
        x = u(x)
        x = x + G(x, noises[k])
        pictures.append(x)
    return pictures


# sample
def sample(x, noises, generators, u):
    from itertools import accumulate
    def step(I, pair):
        z, G = pair
        return (l := u(I)) + G(l, z)
    return list(accumulate(zip(noises, generators), step, initial=x))


# sample
def sample(x, noises, generators, u):
    def rest(x, k):
        if k == len(generators):
            return []
        l = u(x)
        finer = torch.add(l, generators[k](l, noises[k]))
        return [finer, *rest(finer, k + 1)]
    return [x, *rest(x, 0)]
