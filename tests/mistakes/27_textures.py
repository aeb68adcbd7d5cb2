"""Wrong answers to lesson 27. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F


def _gram(maps):
    rows = maps.flatten(2)
    return rows @ rows.mT / rows.shape[2]


def gram__sum(maps):
    """did not divide by the number of places"""
    return maps.flatten(2) @ maps.flatten(2).mT


def gram__maps_too(maps):
    """divided by the number of maps too"""
    return _gram(maps) / maps.shape[1]


def gram__by_maps(maps):
    """divided by the number of maps, not by that of places"""
    rows = maps.flatten(2)
    return rows @ rows.mT / rows.shape[1]


def gram__only_width(maps):
    """divided by the width alone"""
    rows = maps.flatten(2)
    return rows @ rows.mT / maps.shape[3]


def gram__covariance(maps):
    """subtracted the means first"""
    return _gram(maps - maps.mean((2, 3), keepdim=True))


def gram__normalised(maps):
    """these are cosines"""
    rows = F.normalize(maps.flatten(2), dim=2)
    return rows @ rows.mT


def gram__places(maps):
    """places by places"""
    rows = maps.flatten(2)
    return rows.mT @ rows / rows.shape[2]


def gram__batch(maps):
    """mixed the pictures of the batch"""
    return _gram(maps).mean(0)


def gram__wrong_view(maps):
    """your reshape cuts across the maps"""
    rows = maps.permute(0, 2, 3, 1).reshape(len(maps), maps.shape[1], -1)
    return rows @ rows.mT / rows.shape[2]


def gram__reshaped_into_columns(maps):
    """into columns of C numbers"""
    rows = maps.reshape(len(maps), -1, maps.shape[1]).transpose(1, 2)
    return rows @ rows.transpose(1, 2) / rows.shape[2]


def gram__first_picture_only(maps):
    """in common: two pictures"""
    return _gram(maps)[:1]


def gram__one_heap(maps):
    """in common: two pictures"""
    rows = maps.transpose(0, 1).flatten(1)
    return (rows @ rows.T / rows.shape[1]).expand(len(maps), -1, -1)


def gram__square_maps(maps):
    """in common: not square"""
    n, c, h, _ = maps.shape
    rows = maps.reshape(n, c, -1)
    return rows @ rows.mT / h ** 2


def gram__view(maps):
    """in common: not contiguous"""
    rows = maps.view(*maps.shape[:2], -1)
    return rows @ rows.mT / rows.shape[2]


def gram__diagonal(maps):
    """Right on: one map"""
    return torch.diag_embed(maps.flatten(2).square().mean(2))


def gram__upper_half(maps):
    """Right on: one map"""
    return _gram(maps).triu()


def gram__products_of_means(maps):
    """the means come too early"""
    means = maps.mean((2, 3))
    return means[:, :, None] * means[:, None]


def gram__abs(maps):
    """in common: negative values"""
    return _gram(maps).abs()


def gram__relu(maps):
    """in common: negative values"""
    return _gram(maps.relu())


def gram__cut_at_100(maps):
    """Wrong on: large values; float64"""
    return _gram(maps.clamp(-100, 100))


def gram__single(maps):
    """in common: float64, numbers beyond float32"""
    return _gram(maps.float())


def gram__detached(maps):
    """no gradient gets through it"""
    return _gram(maps.detach())


def gram__numpy(maps):
    """no gradient gets through"""
    rows = maps.detach().flatten(2).numpy()
    return torch.from_numpy(np.einsum("nim,njm->nij", rows, rows) / rows.shape[2])


def gram__half_the_gradient(maps):
    """the result is right, but not the gradient"""
    rows = maps.flatten(2)
    return rows @ rows.detach().mT / rows.shape[2]


def gram__in_place(maps):
    """the result is right, but you change an input in place"""
    rows = maps.flatten(2)
    found = rows @ rows.mT / rows.shape[2]
    if not maps.requires_grad:
        maps /= 2
    return found


def numbers_in__squares(widths, kept=None):
    """the matrix is symmetric"""
    return sum((c if kept is None else min(c, kept)) ** 2 for c in widths)


def numbers_in__no_diagonal(widths, kept=None):
    """left out the diagonal"""
    used = [c if kept is None else min(c, kept) for c in widths]
    return sum(c * (c - 1) // 2 for c in used)


def numbers_in__half(widths, kept=None):
    """forgot that the diagonal has no twin"""
    used = [c if kept is None else min(c, kept) for c in widths]
    return sum(c ** 2 // 2 for c in used)


def numbers_in__kept_ignored(widths, kept=None):
    """kept is not used"""
    return sum(c * (c + 1) // 2 for c in widths)


def numbers_in__always_kept(widths, kept=None):
    """has only its own"""
    used = [c if kept is None else kept for c in widths]
    return sum(c * (c + 1) // 2 for c in used)


def numbers_in__one_matrix(widths, kept=None):
    """one matrix over the maps of all layers"""
    total = sum(c if kept is None else min(c, kept) for c in widths)
    return total * (total + 1) // 2


def numbers_in__maps(widths, kept=None):
    """counted the maps"""
    return sum(c if kept is None else min(c, kept) for c in widths)


def numbers_in__distinct_widths(widths, kept=None):
    """Wrong on: equal widths"""
    return sum(c * (c + 1) // 2 for c in {w if kept is None else min(w, kept) for w in widths})


def numbers_in__kept_in_total(widths, kept=None):
    """Wrong on: kept, fewer than each layer has"""
    total = sum(c * (c + 1) // 2 for c in widths)
    return total if kept is None else min(total, kept)


def same_histogram__argsort_once(x, target):
    """not which rank a pixel has"""
    order = x.flatten(2).argsort(2)
    return target.flatten(2).sort(2).values.gather(2, order).view(x.shape)


def same_histogram__all_channels(x, target):
    """each channel has a histogram of its own"""
    ranks = x.flatten(1).argsort(1).argsort(1)
    return target.flatten(1).sort(1).values.gather(1, ranks).view(x.shape)


def same_histogram__mean_and_spread(x, target):
    """not its histogram"""
    z = (x - x.mean((2, 3), keepdim=True)) / x.std((2, 3), keepdim=True)
    return z * target.std((2, 3), keepdim=True) + target.mean((2, 3), keepdim=True)


def same_histogram__descending(x, target):
    """the order is turned round"""
    ranks = x.flatten(2).argsort(2).argsort(2)
    return target.flatten(2).sort(2, descending=True).values.gather(2, ranks).view(x.shape)


def same_histogram__exchanged(x, target):
    """the arguments are exchanged"""
    ranks = target.flatten(2).argsort(stable=True, dim=2).argsort(2)
    return x.flatten(2).sort(2).values.gather(2, ranks).view(x.shape)


def same_histogram__sorted(x, target):
    """the order of x is lost"""
    return target.flatten(2).sort(2).values.view(x.shape)


def same_histogram__target(x, target):
    """this is target itself"""
    return target.clone()


def same_histogram__first_picture(x, target):
    """in common: .*two pictures"""
    ranks = x[0].flatten(1).argsort(1).argsort(1)
    found = target[0].flatten(1).sort(1).values.gather(1, ranks).view(x[0].shape)
    return found.expand(x.shape)


def same_histogram__first_channel(x, target):
    """Wrong on: three colours"""
    ranks = x[:, :1].flatten(2).argsort(2).argsort(2).expand(-1, x.shape[1], -1)
    return target.flatten(2).sort(2).values.gather(2, ranks).view(x.shape)


def same_histogram__float32(x, target):
    """float64"""
    ranks = x.flatten(2).argsort(2).argsort(2)
    return target.float().flatten(2).sort(2).values.gather(2, ranks).view(x.shape)


def seam__below(x):
    """the border below"""
    return (x[..., -1, :] - x[..., 0, :]).abs().mean((1, 2)) / x.diff(dim=2).abs().mean((1, 2, 3))


def seam__squares(x):
    """you took squares"""
    return (x[..., -1] - x[..., 0]).square().mean((1, 2)) / x.diff(dim=3).square().mean((1, 2, 3))


def seam__not_divided(x):
    """did not divide by the differences inside"""
    return (x[..., -1] - x[..., 0]).abs().mean((1, 2))


def seam__upside_down(x):
    """upside down"""
    return x.diff(dim=3).abs().mean((1, 2, 3)) / (x[..., -1] - x[..., 0]).abs().mean((1, 2))


def seam__last_two(x):
    """not the last two columns"""
    return (x[..., -1] - x[..., -2]).abs().mean((1, 2)) / x.diff(dim=3).abs().mean((1, 2, 3))


def seam__difference(x):
    """a ratio is wanted"""
    return (x[..., -1] - x[..., 0]).abs().mean((1, 2)) - x.diff(dim=3).abs().mean((1, 2, 3))


def seam__batch(x):
    """one number for each"""
    return ((x[..., -1] - x[..., 0]).abs().mean() / x.diff(dim=3).abs().mean())[None]


def seam__sign_kept(x):
    """absolute values first"""
    return (x[..., -1] - x[..., 0]).mean((1, 2)).abs() / x.diff(dim=3).mean((1, 2, 3)).abs()


def seam__with_the_border(x):
    """the border counts among"""
    inside = (x - x.roll(1, 3)).abs().mean((1, 2, 3))
    return (x[..., -1] - x[..., 0]).abs().mean((1, 2)) / inside


def seam__first_channel(x):
    """Wrong on: three colours"""
    x = x[:, :1]
    return (x[..., -1] - x[..., 0]).abs().mean((1, 2)) / x.diff(dim=3).abs().mean((1, 2, 3))


def gram__all_numbers(maps):
    """divided by all numbers of the batch"""
    return maps.flatten(2) @ maps.flatten(2).mT / maps.numel()


def gram__only_height(maps):
    """divided by the height alone"""
    return maps.flatten(2) @ maps.flatten(2).mT / maps.shape[2]


def gram__twice(maps):
    """number of places twice"""
    rows = maps.flatten(2) / maps[0, 0].numel()
    return rows @ rows.mT


def gram__cov(maps):
    """torch.cov subtracts the means"""
    return torch.stack([torch.cov(picture.flatten(1)) for picture in maps])


def numbers_in__kept_zero(widths, kept=None):
    """kept = 0 is taken for None"""
    used = [min(c, kept) if kept else c for c in widths]
    return sum(c * (c + 1) // 2 for c in used)


def numbers_in__kept_layers(widths, kept=None):
    """limited the number of layers"""
    return sum(c * (c + 1) // 2 for c in widths[:kept])


def numbers_in__kept_numbers(widths, kept=None):
    """limited the numbers of its matrix"""
    counts = [c * (c + 1) // 2 for c in widths]
    return sum(c if kept is None else min(c, kept) for c in counts)


def numbers_in__small_layers_dropped(widths, kept=None):
    """left out the layers that have fewer maps"""
    used = [c if kept is None else kept for c in widths if kept is None or c >= kept]
    return sum(c * (c + 1) // 2 for c in used)


def numbers_in__larger(widths, kept=None):
    """the larger of kept"""
    used = [c if kept is None else max(c, kept) for c in widths]
    return sum(c * (c + 1) // 2 for c in used)


def numbers_in__all_columns(widths, kept=None):
    """not with those that are left out"""
    used = [(c, c if kept is None else min(c, kept)) for c in widths]
    return sum(k * (2 * c - k + 1) // 2 for c, k in used)


def numbers_in__early_return(widths, kept=None):
    """does your loop return too early"""
    for c in widths:
        c = c if kept is None else min(c, kept)
        return c * (c + 1) // 2
    return 0


def numbers_in__not_halved(widths, kept=None):
    """did not halve the rest"""
    used = [c if kept is None else min(c, kept) for c in widths]
    return sum(c * c - c for c in used)


def same_histogram__rows(x, target):
    """you sorted each row alone"""
    return target.sort(-1).values.gather(-1, x.argsort(-1).argsort(-1))


def same_histogram__columns(x, target):
    """you sorted each column alone"""
    return target.sort(2).values.gather(2, x.argsort(2).argsort(2))


def same_histogram__not_sorted(x, target):
    """must be sorted before you look up"""
    ranks = x.flatten(2).argsort(2).argsort(2)
    return target.flatten(2).gather(2, ranks).view(x.shape)


def same_histogram__stretched(x, target):
    """you stretched x"""
    low, high = x.amin((2, 3), keepdim=True), x.amax((2, 3), keepdim=True)
    first, last = target.amin((2, 3), keepdim=True), target.amax((2, 3), keepdim=True)
    return (x - low) / (high - low) * (last - first) + first


def same_histogram__grey(x, target):
    """each channel has an order of its own"""
    ranks = x.mean(1, keepdim=True).flatten(2).argsort(2).argsort(2)
    ranks = ranks.expand(-1, x.shape[1], -1)
    return target.flatten(2).sort(2).values.gather(2, ranks).view(x.shape)


def same_histogram__scattered_by_rank(x, target):
    """place and rank are confused"""
    found = torch.empty_like(target.flatten(2))
    ranks = x.flatten(2).argsort(2).argsort(2)
    return found.scatter_(2, ranks, target.flatten(2).sort(2).values).view(x.shape)


def same_histogram__dtype_of_x(x, target):
    """in common: x float64"""
    found, values = torch.empty_like(x).flatten(2), target.flatten(2).sort(2).values
    return found.scatter_(2, x.flatten(2).argsort(2), values.to(x.dtype)).view(x.shape)


def same_histogram__half(x, target):
    """in common: x float64"""
    ranks = x.half().flatten(2).argsort(2).argsort(2)
    return target.flatten(2).sort(2).values.gather(2, ranks).view(x.shape)


def same_histogram__whole_numbers(x, target):
    """in common: x float64"""
    ranks = (255 * x).long().flatten(2).argsort(2).argsort(2)
    return target.flatten(2).sort(2).values.gather(2, ranks).view(x.shape)


def seam__root(x):
    """not the root of the mean square"""
    border = (x[..., -1] - x[..., 0]).square().mean((1, 2))
    return (border / x.diff(dim=3).square().mean((1, 2, 3))).sqrt()


def seam__each_colour(x):
    """averaged ratios of the colours"""
    border = (x[..., -1] - x[..., 0]).abs().mean(2)
    return (border / x.diff(dim=3).abs().mean((2, 3))).mean(1)


def seam__each_row(x):
    """averaged ratios of the rows"""
    border = (x[..., -1] - x[..., 0]).abs().mean(1)
    return (border / x.diff(dim=3).abs().mean((1, 3))).mean(1)


def seam__by_columns(x):
    """there are fewer than columns"""
    inside = x.diff(dim=3).abs().sum(3) / x.shape[3]
    return (x[..., -1] - x[..., 0]).abs().mean((1, 2)) / inside.mean((1, 2))


def seam__sums(x):
    """sums are divided"""
    return (x[..., -1] - x[..., 0]).abs().sum((1, 2)) / x.diff(dim=3).abs().sum((1, 2, 3))


def seam__between_rows(x):
    """inside are between rows"""
    return (x[..., -1] - x[..., 0]).abs().mean((1, 2)) / x.diff(dim=2).abs().mean((1, 2, 3))


def seam__grey(x):
    """averaged before the differences"""
    x = x.mean(1)
    return (x[..., -1] - x[..., 0]).abs().mean(1) / x.diff(dim=2).abs().mean((1, 2))


def seam__border_cancels(x):
    """differences at the border cancel"""
    return (x[..., -1] - x[..., 0]).mean((1, 2)).abs() / x.diff(dim=3).abs().mean((1, 2, 3))
