"""Right answers to lesson 28 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# gram
def gram(maps):
    f = maps.flatten(2)
    return f @ f.mT / f.shape[2]


# gram-gradient
def gram_gradient(maps, target):
    f = maps.flatten(2)
    return (4 / f.shape[2] * (gram(maps) - target) @ f).view_as(maps)


# mixed
def mixed(matrices, shares):
    s = torch.tensor(shares) if not torch.is_tensor(shares) else shares
    return (matrices * (s / s.sum()).view(-1, 1, 1)).sum(0)


# keep-colour
def keep_colour(drawn, photo):
    w = torch.tensor([0.299, 0.587, 0.114]).view(1, 3, 1, 1)
    d = ((drawn - photo) * w).sum(1, keepdim=True)
    return (photo + d).clamp(0, 1)


# region-gram
def region_gram(maps, mask):
    w = F.adaptive_avg_pool2d(mask[None, None].float(), maps.shape[2:]).flatten()
    f = maps.flatten(2)
    return (f * w) @ f.mT / w.sum()
