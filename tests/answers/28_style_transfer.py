"""Right answers to lesson 28 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# gram-gradient
def gram_gradient(maps, target):
    f = maps.flatten(2)
    return (4 / f.shape[2] * (gram(maps) - target) @ f).view_as(maps)


# gram-gradient
def gram_gradient(maps, target):
    places = maps.shape[2] * maps.shape[3]
    return 4 / places * torch.einsum("nij,njhw->nihw", gram(maps) - target, maps)


# gram-gradient
def gram_gradient(maps, target):
    n, c, h, w = maps.shape
    result = torch.zeros_like(maps)
    for k in range(n):
        f = maps[k].reshape(c, h * w)
        push = f @ f.T / (h * w) - target[k]
        result[k] = (4 * torch.matmul(push, f) / (h * w)).reshape(c, h, w)
    return result


# gram-gradient
def gram_gradient(maps, target):
    # both terms of dG written out, not joined by symmetry
    f = maps.flatten(2)
    apart = 2 * (gram(maps) - target)
    return ((apart @ f + apart.mT @ f) / f.shape[2]).reshape(maps.shape)


# gram-gradient
def gram_gradient(maps, target):
    # every place is a vector, pushed by a linear map without bias
    push = 4 * (gram(maps) - target) / maps[0, 0].numel()
    return torch.stack([F.conv2d(x[None], p[:, :, None, None])[0] for x, p in zip(maps, push)])


# joint-style
def joint_style(matrices, shares):
    weights = [s / (A * A).sum() for s, A in zip(shares, matrices)]
    total = sum(weights)
    return sum(w * A for w, A in zip(weights, matrices)) / total, total


# joint-style
def joint_style(matrices, shares):
    # from the gradient with respect to G: 2 w G - 2 w mean
    w = torch.tensor(shares).to(matrices) / torch.linalg.matrix_norm(matrices) ** 2
    return torch.einsum("k,kij->ij", w / w.sum(), matrices), w.sum()


# joint-style
def joint_style(matrices, shares):
    weight, pull = matrices.new_zeros(()), torch.zeros_like(matrices[0])
    for k in range(len(shares)):
        size = torch.dot(matrices[k].flatten(), matrices[k].flatten())
        weight = weight + shares[k] / size
        pull = pull + matrices[k] * shares[k] / size
    return pull / weight, weight


# keep-colour
def keep_colour(drawn, photo):
    w = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    d = ((drawn - photo) * w).sum(1, keepdim=True)
    return (photo + d).clamp(0, 1)


# keep-colour
def keep_colour(drawn, photo):
    def y(x):
        return 0.299 * x[:, 0] + 0.587 * x[:, 1] + 0.114 * x[:, 2]
    return torch.clip(photo + (y(drawn) - y(photo)).unsqueeze(1), 0, 1)


# keep-colour
def keep_colour(drawn, photo):
    # there and back, as television did
    to_yiq = torch.tensor([[0.299, 0.587, 0.114], [0.5959, -0.2746, -0.3213],
                           [0.2115, -0.5227, 0.3112]], device=drawn.device)
    d, p = (torch.einsum("ij,njhw->nihw", to_yiq, x) for x in (drawn, photo))
    mixed_up = torch.cat([d[:, :1], p[:, 1:]], 1)
    return torch.einsum("ij,njhw->nihw", torch.linalg.inv(to_yiq), mixed_up).clamp(0, 1)


# keep-colour
def keep_colour(drawn, photo):
    kernel = torch.tensor([0.299, 0.587, 0.114]).to(drawn).reshape(1, 3, 1, 1)
    result = photo.clone()
    result += F.conv2d(drawn, kernel) - F.conv2d(photo, kernel)
    return torch.minimum(torch.maximum(result, torch.zeros(())), torch.ones(()))


# keep-colour
def keep_colour(drawn, photo):
    d, p = (skimage.color.rgb2yiq(x.numpy(), channel_axis=1) for x in (drawn, photo))
    p = p.copy()
    p[:, 0] = d[:, 0]
    return torch.from_numpy(skimage.color.yiq2rgb(p, channel_axis=1)).float().clamp(0, 1)


# region-gram
def region_gram(maps, mask):
    w = F.adaptive_avg_pool2d(mask[None, None].float(), maps.shape[2:]).flatten()
    f = maps.flatten(2)
    return (f * w) @ f.mT / w.sum()


# region-gram
def region_gram(maps, mask):
    w = F.interpolate(mask.to(maps)[None, None], size=maps.shape[-2:], mode="area")[0, 0]
    return torch.einsum("nihw,njhw,hw->nij", maps, maps, w) / w.sum()


# region-gram
def region_gram(maps, mask):
    w = nn_pool(mask.unsqueeze(0) * 1.0, maps.shape[2:])
    return gram(maps * w.sqrt()) * w.numel() / w.sum()

nn_pool = torch.nn.functional.adaptive_avg_pool2d


# region-gram
def region_gram(maps, mask):
    w = torch.nn.AdaptiveAvgPool2d(maps.shape[2:])(torch.where(mask, 1.0, 0.0)[None])
    w = (w / w.sum()).reshape(1, 1, -1)
    f = maps.reshape(maps.shape[0], maps.shape[1], -1)
    return torch.bmm(f, (f * w).transpose(1, 2))


# region-gram
def region_gram(maps, mask):
    # only the places that the region touches
    w = F.adaptive_avg_pool2d(mask[None].float(), maps.shape[2:])[0]
    inside = w > 0
    columns, w = maps[:, :, inside], w[inside]
    return torch.bmm(columns * w, columns.transpose(1, 2)) / w.sum()
