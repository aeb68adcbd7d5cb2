"""Wrong answers to lesson 15. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import math

import torch
import torch.nn.functional as F
from torch import nn
from torchvision.ops import roi_pool


def _pyramid(maps, levels, start=lambda i, L, n: i * L // n,
             stop=lambda i, L, n: -(-(i + 1) * L // n), reduce=torch.amax):
    parts, (H, W) = [], maps.shape[2:]
    for n in levels:
        bins = [reduce(maps[:, :, start(i, H, n):stop(i, H, n), start(j, W, n):stop(j, W, n)],
                       (2, 3)) for i in range(n) for j in range(n)]
        parts.append(torch.stack(bins, 2).flatten(1))
    return torch.cat(parts, 1)


def pyramid__mean(maps, levels):
    """mean of each bin"""
    return _pyramid(maps, levels, reduce=torch.mean)


def pyramid__end_rounded_down(maps, levels):
    """the end of a bin is rounded down"""
    return _pyramid(maps, levels, stop=lambda i, L, n: max((i + 1) * L // n, i * L // n + 1))


def pyramid__begin_rounded_up(maps, levels):
    """not divisible"""
    return _pyramid(maps, levels, start=lambda i, L, n: min(-(-i * L // n), L - 1))


def pyramid__equal_bins(maps, levels):
    """the last cells are lost|in common"""
    return _pyramid(maps, levels, start=lambda i, L, n: i * max(L // n, 1) % L,
                    stop=lambda i, L, n: i * max(L // n, 1) % L + max(L // n, 1))


def pyramid__window_of_sppnet(maps, levels):
    """do not reach the last cell|not divisible"""
    return torch.cat([F.max_pool2d(F.pad(maps, (0, 9, 0, 9), value=-9e9), (
        -(-maps.shape[2] // n), -(-maps.shape[3] // n)), (
        max(maps.shape[2] // n, 1), max(maps.shape[3] // n, 1)))[:, :, :n, :n].flatten(1)
        if min(maps.shape[2:]) >= n else _pyramid(maps, (n,)) for n in levels], 1)


def pyramid__bins_before_maps(maps, levels):
    """within a level the maps are mixed"""
    parts = [_pyramid(maps, (n,)).unflatten(1, (maps.shape[1], n * n)) for n in levels]
    return torch.cat([p.transpose(1, 2).flatten(1) for p in parts], 1)


def pyramid__columns_first(maps, levels):
    """column by column"""
    return _pyramid(maps.transpose(2, 3), levels)


def pyramid__map_after_map(maps, levels):
    """the levels are mixed"""
    parts = [_pyramid(maps, (n,)).unflatten(1, (maps.shape[1], n * n)) for n in levels]
    return torch.cat(parts, 2).flatten(1)


def pyramid__sorted_levels(maps, levels):
    """levels are sorted"""
    return _pyramid(maps, sorted(levels))


def pyramid__one_level(maps, levels):
    """several levels|the row of the text|shape"""
    return _pyramid(maps, levels[-1:])


def pyramid__only_square(maps, levels):
    """in common|not square|stops"""
    return _pyramid(maps[:, :, :, :maps.shape[2]], levels)


def pyramid__from_zero(maps, levels):
    """a maximum below 0 becomes 0"""
    return _pyramid(maps, levels).clamp_min(0)


def pyramid__plain_end_rounded_down(maps, levels):
    """the end of a bin is rounded down; some have no cell"""
    return _pyramid(maps, levels, stop=lambda i, L, n: (i + 1) * L // n)


def pyramid__plain_begin_rounded_up(maps, levels):
    """the beginning of a bin is rounded up; some have no cell"""
    return _pyramid(maps, levels, start=lambda i, L, n: -(-i * L // n))


def pyramid__plain_equal_bins(maps, levels):
    """L // n cells, and the last cells are lost"""
    return _pyramid(maps, levels, start=lambda i, L, n: i * (L // n),
                    stop=lambda i, L, n: (i + 1) * (L // n))


def pyramid__adaptive_1d(maps, levels):
    """you call adaptive_max_pool1d"""
    N, C, H, W = maps.shape
    parts = []
    for n in levels:
        y = nn.AdaptiveMaxPool1d(n)(maps.flatten(0, 1)).view(N, C, H, n).mT
        parts.append(nn.AdaptiveMaxPool1d(n)(y.flatten(0, 1)).view(N, C, n, n).mT.flatten(1))
    return torch.cat(parts, 1)


def pyramid__adaptive_3d(maps, levels):
    """you call adaptive_max_pool3d"""
    return torch.cat([F.adaptive_max_pool3d(maps, (maps.shape[1], n, n)).flatten(1)
                      for n in levels], 1)


def pyramid__axes_exchanged(maps, levels):
    """height and width are exchanged"""
    H, W = maps.shape[2:]
    parts = []
    for n in levels:
        rows = [slice(i * W // n, -(-(i + 1) * W // n)) for i in range(n)]
        columns = [slice(j * H // n, -(-(j + 1) * H // n)) for j in range(n)]
        bins = [maps[:, :, r, c].amax((2, 3)) for r in rows for c in columns]
        parts.append(torch.stack(bins, 2).flatten(1))
    return torch.cat(parts, 1)


def pyramid__sum(maps, levels):
    """you add up each bin"""
    return _pyramid(maps, levels, reduce=torch.sum)


def pyramid__reversed_levels(maps, levels):
    """the levels come in reverse"""
    return _pyramid(maps, levels[::-1])


def pyramid__reshaped(maps, levels):
    """a reshape does not exchange axes"""
    parts = [_pyramid(maps, (n,)).view(*maps.shape[:2], n * n).permute(2, 0, 1) for n in levels]
    return torch.cat([p.reshape(len(maps), -1) for p in parts], 1)


def _region(maps, box, size, scale, rounded=lambda v: (v + 0.5).floor(), add=1, least=1,
            stop=lambda a, n: -(-a // n), empty=0.0, clip=True):
    C, H, W = maps.shape
    x1, y1, x2, y2 = rounded(box * scale).long().tolist()
    w, h = max(x2 - x1 + add, least), max(y2 - y1 + add, least)
    values = torch.full((C, size, size), empty, dtype=maps.dtype)
    places = torch.full((C, size, size), -1)
    for i in range(size):
        for j in range(size):
            a, b = y1 + i * h // size, y1 + stop((i + 1) * h, size)
            c, d = x1 + j * w // size, x1 + stop((j + 1) * w, size)
            if clip:
                a, b, c, d = max(a, 0), max(b, 0), max(c, 0), max(d, 0)
            part = maps[:, a:b, c:d]
            if part.numel():
                values[:, i, j], at = part.flatten(1).max(1)
                places[:, i, j] = (a + at // part.shape[2]) * W + c + at % part.shape[2]
    return values, places


def region_pool__corners_rounded_down(maps, box, size, scale):
    """corners are rounded down"""
    return _region(maps, box, size, scale, rounded=torch.floor)


def region_pool__torch_round(maps, box, size, scale):
    """torch.round"""
    return _region(maps, box, size, scale, rounded=torch.round)


def region_pool__last_left_out(maps, box, size, scale):
    """lacks its last row and column"""
    return _region(maps, box, size, scale, add=0)


def region_pool__corners_rounded_up(maps, box, size, scale):
    """in common: corners between cells"""
    return _region(maps, box, size, scale, rounded=torch.ceil)


def region_pool__end_rounded_down(maps, box, size, scale):
    """the end of a bin is rounded down"""
    return _region(maps, box, size, scale, stop=lambda a, n: a // n)


def region_pool__negative_slices(maps, box, size, scale):
    """beyond the map"""
    return _region(maps, box, size, scale, clip=False)


def region_pool__empty_is_minus_infinity(maps, box, size, scale):
    """minus infinity"""
    return _region(maps, box, size, scale, empty=-torch.inf)


def region_pool__never_below_zero(maps, box, size, scale):
    """a maximum below 0 becomes 0"""
    values, places = _region(maps, box, size, scale)
    return values.clamp_min(0), places


def region_pool__place_in_the_bin(maps, box, size, scale):
    """places count within the bin|'places'|second"""
    C, H, W = maps.shape
    x1, y1, x2, y2 = (box * scale + 0.5).floor().long().tolist()
    values, places = _region(maps, box, size, scale)
    w, h = max(x2 - x1 + 1, 1), max(y2 - y1 + 1, 1)
    for i in range(size):
        for j in range(size):
            a, c = max(y1 + i * h // size, 0), max(x1 + j * w // size, 0)
            d = min(x1 - (-(j + 1) * w // size), W)
            p = places[:, i, j]
            places[:, i, j] = torch.where(p < 0, p, (p // W - a) * (d - c) + p % W - c)
    return values, places


def region_pool__rows_and_columns_exchanged(maps, box, size, scale):
    """rows and columns of bins are exchanged"""
    return tuple(part.mT for part in _region(maps, box, size, scale))


def region_pool__scale_forgotten(maps, box, size, scale):
    """in common: scale"""
    return _region(maps, box, size, 1.0)


def region_pool__x_and_y_exchanged(maps, box, size, scale):
    """the map of the text|not square|beyond"""
    return _region(maps, box[[1, 0, 3, 2]], size, scale)


def region_pool__places_with_the_height(maps, box, size, scale):
    """\\[1\\]|second|in common|element"""
    values, places = _region(maps, box, size, scale)
    H, W = maps.shape[1:]
    return values, torch.where(places < 0, places, places // W * H + places % W)


def region_pool__zero_is_empty(maps, box, size, scale):
    """in common: all of them 0"""
    values, places = _region(maps, box, size, scale)
    places[values == 0] = -1
    return values, places


def region_pool__first_of_the_columns(maps, box, size, scale):
    """in common: in two columns"""
    H, W = maps.shape[1:]
    y1, x1, y2, x2 = box[[1, 0, 3, 2]]
    values, places = _region(maps.mT, torch.stack([y1, x1, y2, x2]), size, scale)
    values, places = values.mT, places.mT
    return values, torch.where(places < 0, places, places % H * W + places // H)


def region_pool__no_cell(maps, box, size, scale):
    """in common: at least one cell"""
    return _region(maps, box, size, scale, least=-99)


def region_pool__last_left_out_unguarded(maps, box, size, scale):
    """lacks its last row and column, or all"""
    return _region(maps, box, size, scale, add=0, least=0)


def _moved(maps, box, size, scale, corners):
    return _region(maps, torch.tensor(corners, dtype=torch.float32), size, 1.0)


def region_pool__width_rounded_alone(maps, box, size, scale):
    """one cell"""
    x1, y1 = [math.floor(v * scale + 0.5) for v in box[:2].tolist()]
    w, h = [math.floor(v * scale + 0.5) for v in (box[2:] - box[:2]).tolist()]
    return _moved(maps, box, size, scale, [x1, y1, x1 + w, y1 + h])


def region_pool__pixels_rounded_first(maps, box, size, scale):
    """corners between cells"""
    return _moved(maps, box, size, scale, [math.floor(math.floor(v + 0.5) * scale + 0.5)
                                           for v in box.tolist()])


def region_pool__whole_pixels(maps, box, size, scale):
    """in common: fractions of a pixel"""
    return _region(maps, box.long(), size, scale, rounded=lambda v: (v + 0.5).floor())


def region_pool__single_precision(maps, box, size, scale):
    """double precision"""
    values, places = _region(maps, box, size, scale)
    return values.float(), places


def region_pool__torchvision(maps, box, size, scale):
    """you call roi_pool"""
    return roi_pool(maps[None], [box[None]], size, scale)[0], torch.zeros(
        len(maps), size, size, dtype=torch.long)


def region_pool__int_towards_zero(maps, box, size, scale):
    """rounds towards 0"""
    return _moved(maps, box, size, scale, [int(v * scale + 0.5) for v in box.tolist()])


def region_pool__cut_first(maps, box, size, scale):
    """the region is cut before it is divided"""
    H, W = maps.shape[1:]
    x1, y1, x2, y2 = [math.floor(v * scale + 0.5) for v in box.tolist()]
    return _moved(maps, box, size, scale, [max(x1, 0), max(y1, 0), min(x2, W - 1), min(y2, H - 1)])


def region_pool__places_column_by_column(maps, box, size, scale):
    """places are column · W"""
    values, places = _region(maps, box, size, scale)
    W = maps.shape[2]
    return values, torch.where(places < 0, places, places % W * W + places // W)


def region_pool__places_in_the_region(maps, box, size, scale):
    """places count within the region"""
    x1, y1, x2, _ = [math.floor(v * scale + 0.5) for v in box.tolist()]
    values, p = _region(maps, box, size, scale)
    W = maps.shape[2]
    return values, torch.where(p < 0, p, (p // W - y1) * max(x2 - x1 + 1, 1) + p % W - x1)


def region_pool__empty_has_place_0(maps, box, size, scale):
    """an empty bin has the place 0"""
    values, places = _region(maps, box, size, scale)
    return values, places.clamp_min(0)


def _channels(places):
    C = places.shape[1]
    return torch.arange(C).view(1, C, 1, 1).expand_as(places)


def send_back__last_wins(g, places, shape):
    """only the last gradient stays"""
    C, H, W = shape
    back, there = g.new_zeros(C, H * W), places >= 0
    for r in range(len(g)):
        for k in range(g[r].numel()):
            c, v, p = k // g[r, 0].numel(), g[r].flatten()[k], places[r].flatten()[k]
            if p >= 0:
                back[c, p] = v
    return back.view(C, H, W) + 0 * there.sum()


def send_back__plus_equals(g, places, shape):
    """only the last gradient|place recurs|recur"""
    C, H, W = shape
    back, there = g.new_zeros(C, H * W), places >= 0
    back[_channels(places)[there], places[there]] += g[there]
    return back.view(C, H, W)


def send_back__loop_over_regions(g, places, shape):
    """within a region only the last gradient|two bins of one region"""
    C, H, W = shape
    back = g.new_zeros(C, H * W)
    for one, at in zip(g, places, strict=True):
        there = at >= 0
        channel = torch.arange(C).view(C, 1, 1).expand_as(at)
        back[channel[there], at[there]] += one[there]
    return back.view(C, H, W)


def send_back__empty_bins_kept(g, places, shape):
    """go to the last cell"""
    C, H, W = shape
    back = g.new_zeros(C, H * W)
    back.index_put_((_channels(places), places), g, accumulate=True)
    return back.view(C, H, W)


def send_back__empty_bins_to_the_first_cell(g, places, shape):
    """go to the first cell"""
    C, H, W = shape
    back = g.new_zeros(C, H * W)
    back.index_put_((_channels(places), places.clamp_min(0)), g, accumulate=True)
    return back.view(C, H, W)


def send_back__averaged(g, places, shape):
    """are averaged"""
    C, H, W = shape
    back, count, there = g.new_zeros(C, H * W), g.new_zeros(C, H * W), places >= 0
    at = (_channels(places)[there], places[there])
    back.index_put_(at, g[there], accumulate=True)
    count.index_put_(at, torch.ones_like(g[there]), accumulate=True)
    return (back / count.clamp_min(1)).view(C, H, W)


def send_back__one_channel(g, places, shape):
    """go to the first map|several maps"""
    C, H, W = shape
    back, there = g.new_zeros(C * H * W), places >= 0
    back.index_put_((places[there],), g[there], accumulate=True)
    return back.view(C, H, W)


def send_back__reshaped(g, places, shape):
    """regions and maps are mixed"""
    places, g = places.reshape(shape[0], -1), g.reshape(shape[0], -1)
    back = torch.zeros(shape).flatten(1)
    return back.scatter_add(1, places.clamp_min(0), g * (places >= 0)).view(shape)


def send_back__scatter_to_minus_one(g, places, shape):
    """scatter_add does not take it"""
    places, g = (t.transpose(0, 1).reshape(shape[0], -1) for t in (places, g))
    return torch.zeros(shape).flatten(1).scatter_add(1, places, g).view(shape)


def send_back__place_0_dropped(g, places, shape):
    """place 0 is taken for an empty bin"""
    places, g = (t.transpose(0, 1).reshape(shape[0], -1) for t in (places, g))
    back = torch.zeros(shape).flatten(1)
    return back.scatter_add(1, places.clamp_min(0), g * (places > 0)).view(shape)


def send_back__sign(g, places, shape):
    """the sign is turned"""
    C, H, W = shape
    back, there = g.new_zeros(C, H * W), places >= 0
    back.index_put_((_channels(places)[there], places[there]), -g[there], accumulate=True)
    return back.view(C, H, W)


def smooth_l1__always_one(x, beta=1.0):
    """the threshold is always 1"""
    return torch.where(x.abs() < 1, x ** 2 / 2, x.abs() - 0.5)


def smooth_l1__huber(x, beta=1.0):
    """Huber"""
    return torch.where(x.abs() < beta, x ** 2 / 2, beta * (x.abs() - beta / 2))


def smooth_l1__slope_jumps(x, beta=1.0):
    """so that the slope jumps"""
    return torch.where(x.abs() < beta, x ** 2 / 2, x.abs() - beta / 2)


def smooth_l1__not_lowered(x, beta=1.0):
    """is not lowered"""
    return torch.where(x.abs() < beta, x ** 2 / (2 * beta), x.abs())


def smooth_l1__lowered_by_a_half(x, beta=1.0):
    """lowered by 1/2 for any beta"""
    return torch.where(x.abs() < beta, x ** 2 / (2 * beta), x.abs() - 0.5)


def smooth_l1__no_half(x, beta=1.0):
    """the half is missing"""
    return torch.where(x.abs() < beta, x ** 2 / beta, x.abs() - beta / 2)


def smooth_l1__squared(x, beta=1.0):
    """squared error everywhere"""
    return x ** 2 / 2


def smooth_l1__without_abs(x, beta=1.0):
    """negative errors are taken for small ones"""
    return torch.where(x < beta, x ** 2 / (2 * beta), x.abs() - beta / 2)


def smooth_l1__mean(x, beta=1.0):
    """that is the mean|shape"""
    return torch.where(x.abs() < beta, x ** 2 / (2 * beta), x.abs() - beta / 2).mean()


def smooth_l1__torch(x, beta=1.0):
    """smooth_l1_loss"""
    return F.smooth_l1_loss(x, torch.zeros_like(x), reduction="none", beta=beta)


def smooth_l1__beta_in_the_condition(x, beta=1.0):
    """only the threshold is beta"""
    return torch.where(x.abs() < beta, x ** 2 / 2, x.abs() - 0.5)


def smooth_l1__beta_squared(x, beta=1.0):
    """divide by beta²"""
    return torch.where(x.abs() < beta, x ** 2 / (2 * beta ** 2), x.abs() - beta / 2)


def smooth_l1__square_everywhere(x, beta=1.0):
    """2 beta\\) everywhere"""
    return x ** 2 / (2 * beta)


def smooth_l1__plain(x, beta=1.0):
    """\\|x\\| everywhere"""
    return x.abs()


def smooth_l1__mse(x, beta=1.0):
    """you call mse_loss"""
    near = F.mse_loss(x, torch.zeros_like(x), reduction="none") / (2 * beta)
    return torch.where(x.abs() < beta, near, x.abs() - beta / 2)


def smooth_l1__single_precision(x, beta=1.0):
    """double precision"""
    x = x.float()
    return torch.where(x.abs() < beta, x ** 2 / (2 * beta), x.abs() - beta / 2)


def smooth_l1__detached(x, beta=1.0):
    """no gradient gets through"""
    x = x.detach()
    return torch.where(x.abs() < beta, x ** 2 / (2 * beta), x.abs() - beta / 2)


def slope__zero_at_the_threshold(x, beta=1.0):
    """the slope is left 0"""
    result = torch.zeros_like(x)
    result[x.abs() < beta] = x[x.abs() < beta] / beta
    result[x > beta], result[x < -beta] = 1, -1
    return result


def slope__one_at_minus_beta(x, beta=1.0):
    """in common: at the threshold"""
    return torch.where(x.abs() < beta, x / beta, torch.where(x >= -beta, 1.0, -1.0))


def slope__differences(x, beta=1.0):
    """a difference of losses"""
    def loss(x):
        return torch.where(x.abs() < beta, x ** 2 / (2 * beta), x.abs() - beta / 2)
    return ((loss(x.double() + 1e-6) - loss(x.double() - 1e-6)) / 2e-6).to(x.dtype)


def slope__jvp(x, beta=1.0):
    """you call jvp"""
    def loss(x):
        return torch.where(x.abs() < beta, x ** 2 / (2 * beta), x.abs() - beta / 2)
    return torch.func.jvp(loss, (x,), (torch.ones_like(x),))[1]


def slope__beta_far_out(x, beta=1.0):
    """far out the slope is beta"""
    return torch.where(x.abs() < beta, x / beta, beta * x.sign())


def slope__without_bound(x, beta=1.0):
    """goes on without bound"""
    return x / beta


def slope__without_abs(x, beta=1.0):
    """negative errors are taken for small ones"""
    return torch.where(x < beta, x / beta, x.sign())


def slope__always_one(x, beta=1.0):
    """the threshold is always 1"""
    return x.clamp(-1, 1)


def slope__not_divided(x, beta=1.0):
    """the slope is x/beta"""
    return torch.where(x.abs() < beta, x, x.sign())


def slope__to_beta(x, beta=1.0):
    """slope of Huber's loss"""
    return x.clamp(-beta, beta)


def slope__sign_lost(x, beta=1.0):
    """the sign is lost"""
    return (x.abs() / beta).clamp_max(1)


def slope__one_on_both_sides(x, beta=1.0):
    """on the negative side"""
    return torch.where(x.abs() < beta, x / beta, torch.ones_like(x))


def slope__of_the_square(x, beta=1.0):
    """slope of the squared error"""
    return x


def slope__zero_far_out(x, beta=1.0):
    """far out the slope is not 0"""
    return torch.where(x.abs() < beta, x / beta, torch.zeros_like(x))


def _joint(scores, offsets, labels, targets, weight=1.0, beta=1.0, pick=None, divide=None,
           reduce="sum", rows=None, error=None):
    C, R = offsets.shape[1], max(len(labels), 1)
    rows = (labels < C).nonzero()[:, 0] if rows is None else rows
    mine = offsets[rows, labels[rows].clamp_max(C - 1)] if pick is None else pick(rows)
    away = mine - targets[rows]
    placed = (F.smooth_l1_loss(away, torch.zeros_like(away), reduction="sum", beta=beta)
              if error is None else error(away))
    named = F.cross_entropy(scores, labels, reduction="sum") / R
    return named + weight * placed / (R if divide is None else divide(rows))


def joint_loss__background_too(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """background regions have a box term"""
    return _joint(scores, offsets, labels, targets, weight, beta, rows=torch.arange(len(labels)))


def joint_loss__by_the_objects(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """divided by the number of objects"""
    return _joint(scores, offsets, labels, targets, weight, beta,
                  divide=lambda rows: max(len(rows), 1))


def joint_loss__mean_over_numbers(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """the mean over the objects' numbers"""
    return _joint(scores, offsets, labels, targets, weight, beta,
                  divide=lambda rows: max(4 * len(rows), 1))


def joint_loss__nan_without_objects(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """background only|no regions|not finite|nan"""
    rows = (labels < offsets.shape[1]).nonzero()[:, 0]
    named = F.cross_entropy(scores, labels)
    return named + weight * F.smooth_l1_loss(offsets[rows, labels[rows]], targets[rows],
                                             beta=beta) * 4 * len(rows) / len(labels)


def joint_loss__first_class(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """of the first class are used"""
    return _joint(scores, offsets, labels, targets, weight, beta, pick=lambda r: offsets[r, 0])


def joint_loss__likeliest_class(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """with the highest score are compared"""
    best = scores[:, :-1].argmax(1)
    return _joint(scores, offsets, labels, targets, weight, beta,
                  pick=lambda r: offsets[r, best[r]])


def joint_loss__lambda_forgotten(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """lambda is not used"""
    return _joint(scores, offsets, labels, targets, 1.0, beta)


def joint_loss__beta_forgotten(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """beta is not used"""
    return _joint(scores, offsets, labels, targets, weight)


def joint_loss__no_box(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """the box term is missing"""
    return _joint(scores, offsets, labels, targets, 0.0)


def joint_loss__lambda_on_both(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """lambda weights the classes"""
    return weight * _joint(scores, offsets, labels, targets, 1.0, beta)


def joint_loss__squared(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """squared error"""
    return _joint(scores, offsets, labels, targets, weight, error=lambda e: (e ** 2).sum() / 2)


def joint_loss__not_divided(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """nothing is divided"""
    return _joint(scores, offsets, labels, targets, weight, beta) * max(len(labels), 1)


def joint_loss__background_first(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """stops|in common|object"""
    rows = (labels >= 1).nonzero()[:, 0]
    return _joint(scores, offsets, labels, targets, weight, beta, rows=rows,
                  pick=lambda r: offsets[r, labels[r] - 1])


def joint_loss__without_gradient(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """gradient"""
    return _joint(scores, offsets.detach(), labels, targets, weight, beta)


def joint_loss__objects_above_0(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """0 is an object's class, and C is the background"""
    rows = (labels > 0).nonzero()[:, 0]
    return _joint(scores, offsets, labels, targets, weight, beta, rows=rows,
                  pick=lambda r: offsets[r, labels[r]])


def joint_loss__number_C_picked(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """number C is background"""
    rows = torch.arange(len(labels))
    return _joint(scores, offsets, labels, targets, weight, beta, rows=rows,
                  pick=lambda r: offsets[r, labels[r]])


def _with_classes(named, scores, offsets, labels, targets, weight, beta):
    right = F.cross_entropy(scores, labels, reduction="sum")
    return _joint(scores, offsets, labels, targets, weight, beta) + (
        named - right) / max(len(labels), 1)


def joint_loss__softmax_twice(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """you take the softmax twice"""
    named = F.cross_entropy(scores.softmax(1), labels, reduction="sum")
    return _with_classes(named, scores, offsets, labels, targets, weight, beta)


def joint_loss__chance_without_logarithm(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """you add −p in place of −log p"""
    named = F.nll_loss(scores.softmax(1), labels, reduction="sum")
    return _with_classes(named, scores, offsets, labels, targets, weight, beta)


def joint_loss__errors_averaged(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """the four errors of a box are averaged"""
    return _joint(scores, offsets, labels, targets, weight / 4, beta)


def joint_loss__box_not_divided(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """the box term is not divided"""
    return _joint(scores, offsets, labels, targets, weight, beta, divide=lambda rows: 1)


def joint_loss__classes_not_divided(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """the log-losses are not divided"""
    R = max(len(labels), 1)
    return R * _joint(scores, offsets, labels, targets, weight, beta, divide=lambda rows: R ** 2)


def joint_loss__squared_without_half(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """the box term is a squared error"""
    return _joint(scores, offsets, labels, targets, weight, error=lambda e: (e ** 2).sum())


def joint_loss__by_the_objects_unguarded(scores, offsets, labels, targets, weight=1.0, beta=1.0):
    """the number of objects, even by 0"""
    return _joint(scores, offsets, labels, targets, weight, beta,
                  divide=lambda rows: torch.tensor(len(rows)))


def joint_loss__mean_over_numbers_unguarded(scores, offsets, labels, targets, weight=1.0,
                                            beta=1.0):
    """the mean over the objects' numbers, even over none"""
    return _joint(scores, offsets, labels, targets, weight, beta,
                  divide=lambda rows: torch.tensor(4 * len(rows)))
