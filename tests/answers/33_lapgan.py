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
