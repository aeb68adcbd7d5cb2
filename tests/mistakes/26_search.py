"""Wrong answers to lesson 26. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch


def ranking__with_itself(codes, labels):
    """the query stands in its own row"""
    order = torch.cdist(codes, codes).argsort(dim=1, stable=True)
    return labels[order] == labels[:, None]


def ranking__first_cut_off(codes, labels):
    """not always the query"""
    order = torch.cdist(codes, codes).argsort(dim=1, stable=True)[:, 1:]
    return labels[order] == labels[:, None]


def ranking__farthest_first(codes, labels):
    """the farthest come first"""
    far = torch.cdist(codes, codes).fill_diagonal_(-1)
    return labels[far.argsort(dim=1, stable=True, descending=True)[:, :-1]] == labels[:, None]


def ranking__city_blocks(codes, labels):
    """sums of absolute differences"""
    far = torch.cdist(codes, codes, p=1).fill_diagonal_(torch.inf)
    return labels[far.argsort(dim=1, stable=True)[:, :-1]] == labels[:, None]


def ranking__angle(codes, labels):
    """the angle is compared"""
    unit = codes / codes.norm(dim=1, keepdim=True).clamp(min=1e-12)
    far = (1 - unit @ unit.T).fill_diagonal_(torch.inf)
    return labels[far.argsort(dim=1, stable=True)[:, :-1]] == labels[:, None]


def ranking__labels(codes, labels):
    """holds its labels' order"""
    far = torch.cdist(codes, codes).fill_diagonal_(torch.inf)
    return labels[far.argsort(dim=1, stable=True)[:, :-1]]


def ranking__one_column_too_many(codes, labels):
    """the query stands in its own row|shape"""
    far = torch.cdist(codes, codes).fill_diagonal_(torch.inf)
    return labels[far.argsort(dim=1, stable=True)] == labels[:, None]


def ranking__equal_codes_last(codes, labels):
    """pictures of equal code go to the end"""
    far = torch.cdist(codes, codes)
    far[far == 0] = torch.inf
    return labels[far.argsort(dim=1, stable=True)[:, :-1]] == labels[:, None]


def ranking__thousand_on_the_diagonal(codes, labels):
    """very far apart"""
    far = torch.cdist(codes, codes) + 1000 * torch.eye(len(codes))
    return labels[far.argsort(dim=1, stable=True)[:, :-1]] == labels[:, None]


def ranking__dot_products(codes, labels):
    """ties"""
    near = (codes @ codes.T).fill_diagonal_(-torch.inf)
    order = near.argsort(dim=1, descending=True, stable=True)[:, :-1]
    return labels[order] == labels[:, None]


def ranking__not_sorted(codes, labels):
    """by hand"""
    same, n = labels[:, None] == labels, len(labels)
    return same[~torch.eye(n, dtype=torch.bool)].view(n, n - 1)


def average_precision__by_all_ranks(hits):
    """divided by the number of ranks"""
    precision = hits.cumsum(1) / torch.arange(1, hits.shape[1] + 1)
    return (precision * hits).sum(1) / hits.shape[1]


def average_precision__all_precisions(hits):
    """precisions of all ranks are averaged"""
    return (hits.cumsum(1) / torch.arange(1, hits.shape[1] + 1)).mean(1)


def average_precision__reciprocal(hits):
    """mean of reciprocal ranks"""
    return (hits / torch.arange(1, hits.shape[1] + 1)).sum(1) / hits.sum(1).clamp(min=1)


def average_precision__one_number(hits):
    """one number for each"""
    precision = hits.cumsum(1) / torch.arange(1, hits.shape[1] + 1)
    return ((precision * hits).sum(1) / hits.sum(1).clamp(min=1)).mean()


def average_precision__nan(hits):
    """without relevant pictures|none relevant"""
    precision = hits.cumsum(1) / torch.arange(1, hits.shape[1] + 1)
    return (precision * hits).sum(1) / hits.sum(1)


def average_precision__first_hit(hits):
    """reciprocal rank of the first"""
    return (hits / torch.arange(1, hits.shape[1] + 1)).amax(1)


def average_precision__last_rank(hits):
    """precision at the last rank"""
    return hits.float().mean(1)


def average_precision__interpolated(hits):
    """largest at this or a later rank"""
    precision = hits.cumsum(1) / torch.arange(1, hits.shape[1] + 1)
    best = precision.flip(1).cummax(1).values.flip(1)
    return (best * hits).sum(1) / hits.sum(1).clamp(min=1)


def average_precision__recall(hits):
    """recall is averaged"""
    count = hits.sum(1, keepdim=True).clamp(min=1)
    return (hits.cumsum(1) / count * hits).sum(1) / count[:, 0]


def average_precision__not_divided(hits):
    """the sum of the precisions is not divided"""
    return (hits.cumsum(1) / torch.arange(1, hits.shape[1] + 1) * hits).sum(1)


def average_precision__whole_numbers(hits):
    """by hand"""
    precision = hits.cumsum(1) // torch.arange(1, hits.shape[1] + 1)
    return (precision * hits).sum(1) / hits.sum(1).clamp(min=1)


def _regions(maps, levels, pool=lambda r: r.amax((2, 3)), unit=True, first=1, whole=True, side=None,
             step=None):
    total, size = 0, maps.shape[-1]
    for level in range(first, levels + 1):
        s = max(side(size, level) if side else 2 * size // (level + 1), 1)
        at = [step(i, size, s, level) if step else i * (size - s) // max(level - 1, 1)
              for i in range(level)]
        for r in at:
            for c in at:
                v = pool(maps[:, :, r:r + s, c:c + s])
                total = total + (torch.nn.functional.normalize(v) if unit else v)
    return torch.nn.functional.normalize(total) if whole else total


def rmac__regions_not_normalised(maps, levels=3):
    """without dividing each by its length"""
    return _regions(maps, levels, unit=False)


def rmac__sum_not_normalised(maps, levels=3):
    """the sum is not divided by its length"""
    return _regions(maps, levels, whole=False)


def rmac__averages(maps, levels=3):
    """regions are averaged"""
    return _regions(maps, levels, pool=lambda r: r.mean((2, 3)))


def rmac__no_whole_picture(maps, levels=3):
    """level 1, is missing|side 2"""
    return _regions(maps, levels, first=2)


def rmac__no_overlap(maps, levels=3):
    """regions do not overlap"""
    return _regions(maps, levels, side=lambda size, level: size // level)


def rmac__always_three(maps, levels=3):
    """the number of levels is ignored"""
    return _regions(maps, 3)


def rmac__largest_absolute_value(maps, levels=3):
    """negative"""
    return _regions(maps, levels, pool=lambda r: r.abs().amax((2, 3)))


def rmac__step_rounded_first(maps, levels=3):
    """the step between regions is rounded down"""
    return _regions(maps, levels, step=lambda i, size, s, level: i * (
        (size - s) // max(level - 1, 1)))


def rmac__side_rounded_up(maps, levels=3):
    """side 2"""
    return _regions(maps, levels, side=lambda size, level: -(-2 * size // (level + 1)))


def rmac__without_the_last_level(maps, levels=3):
    """plain|side 2"""
    return _regions(maps, max(levels - 1, 1))


def rmac__negative_values_cut_off(maps, levels=3):
    """negative"""
    return _regions(maps.relu(), levels)


def hinge_embedding__squared(first, second, same, margin):
    """the square of the distance"""
    d = (first - second).square().sum(1)
    return torch.where(same, d, (margin - d).clamp(min=0)).mean()


def hinge_embedding__no_hinge(first, second, same, margin):
    """negative loss"""
    d = (first - second).norm(dim=1)
    return torch.where(same, d, margin - d).mean()


def hinge_embedding__exchanged(first, second, same, margin):
    """the two cases are exchanged"""
    d = (first - second).norm(dim=1)
    return torch.where(same, (margin - d).clamp(min=0), d).mean()


def hinge_embedding__sum(first, second, same, margin):
    """added, and not averaged"""
    d = (first - second).norm(dim=1)
    return torch.where(same, d, (margin - d).clamp(min=0)).sum()


def hinge_embedding__two_means(first, second, same, margin):
    """equal weight|in common"""
    d = (first - second).norm(dim=1)
    return (d[same].mean() + (margin - d[~same]).clamp(min=0).mean()) / 2


def hinge_embedding__detached(first, second, same, margin):
    """gradient"""
    d = (first - second.detach()).norm(dim=1)
    return torch.where(same, d, (margin - d).clamp(min=0)).mean()


def hinge_embedding__two_means_added(first, second, same, margin):
    """are added"""
    d = (first - second).norm(dim=1)
    near = d[same].mean() if same.any() else 0
    return near + ((margin - d[~same]).clamp(min=0).mean() if (~same).any() else 0)


def hinge_embedding__losses_squared(first, second, same, margin):
    """both losses are squared"""
    d = (first - second).norm(dim=1)
    return torch.where(same, d ** 2, (margin - d).clamp(min=0) ** 2).mean()


def hinge_embedding__sign(first, second, same, margin):
    """cost d - C"""
    d = (first - second).norm(dim=1)
    return torch.where(same, d, (d - margin).clamp(min=0)).mean()


def hinge_embedding__mean_of_those_above_zero(first, second, same, margin):
    """far apart"""
    d = (first - second).norm(dim=1)
    loss = torch.where(same, d, (margin - d).clamp(min=0))
    return loss.sum() / (loss > 0).sum().clamp(min=1)


def _mined(distances, labels, how, keep=lambda d, p: d > p, own=False, half=False, skip=False,
           turn=1):
    rows = []
    for a in range(len(labels)):
        others = (labels != labels[a]).nonzero().flatten().tolist()[::turn]
        for p in range(len(labels)):
            if labels[p] != labels[a] or (p == a and not own) or not others or (half and p < a):
                continue
            left = [n for n in others if how == "hard" or keep(distances[a, n], distances[a, p])]
            if not left and skip:
                continue
            far = max(others, key=lambda n: distances[a, n].item())
            rows.append((a, p, min(left, key=lambda n: distances[a, n].item()) if left else far))
    return torch.tensor(rows, dtype=torch.int64).view(-1, 3)


def mine__own_positive(distances, labels, how):
    """its own positive"""
    return _mined(distances, labels, how, own=True)


def mine__each_pair_once(distances, labels, how):
    """each pair appears once"""
    return _mined(distances, labels, how, half=True)


def mine__at_the_same_distance(distances, labels, how):
    """counts as farther"""
    return _mined(distances, labels, how, keep=lambda d, p: d >= p)


def mine__left_out(distances, labels, how):
    """are left out"""
    return _mined(distances, labels, how, skip=True)


def mine__always_hard(distances, labels, how):
    """semi-hard is treated like hard"""
    return _mined(distances, labels, "hard")


def mine__exchanged(distances, labels, how):
    """hard and semi-hard are exchanged"""
    return _mined(distances, labels, "semi-hard" if how == "hard" else "hard")


def mine__nearer_than_the_positive(distances, labels, how):
    """Wrong on: by hand, semi-hard"""
    return _mined(distances, labels, how, keep=lambda d, p: d < p)


def mine__later_of_equally_distant(distances, labels, how):
    """equally distant negatives the later"""
    return _mined(distances, labels, how, turn=-1)


def mine__measured_from_the_positive(distances, labels, how):
    """measured from the positive"""
    rows = []
    for a, p in _mined(distances, labels, how)[:, :2].tolist():
        others = (labels != labels[a]).nonzero().flatten().tolist()
        left = [n for n in others if how == "hard" or distances[p, n] > distances[a, p]]
        choose = min if left else max
        rows.append((a, p, choose(left or others, key=lambda n, p=p: distances[p, n].item())))
    return torch.tensor(rows, dtype=torch.int64).view(-1, 3)


def mine__numbers_of_the_others(distances, labels, how):
    """counts the pictures of other labels"""
    rows = _mined(distances, labels, how)
    for row in rows:
        row[2] -= (labels[:row[2]] == labels[row[0]]).sum()
    return rows


def mine__one_triplet_an_anchor(distances, labels, how):
    """shape"""
    rows = _mined(distances, labels, how)
    first = [i for i in range(len(rows)) if i == 0 or rows[i, 0] != rows[i - 1, 0]]
    return rows[first]


def search_cells__all(query, vectors, centres, probes, k):
    """all vectors are searched"""
    return (vectors - query).norm(dim=1).argsort(stable=True)[:k]


def search_cells__local_numbers(query, vectors, centres, probes, k):
    """count the visited vectors"""
    cell = torch.cdist(vectors, centres).argmin(1)
    visited = (centres - query).norm(dim=1).argsort(stable=True)[:probes]
    inside = torch.isin(cell, visited).nonzero().flatten()
    return (vectors[inside] - query).norm(dim=1).argsort(stable=True)[:k]


def search_cells__first_cells(query, vectors, centres, probes, k):
    """the first cells are visited"""
    cell = torch.cdist(vectors, centres).argmin(1)
    inside = (cell < probes).nonzero().flatten()
    return inside[(vectors[inside] - query).norm(dim=1).argsort(stable=True)[:k]]


def search_cells__farthest_cells(query, vectors, centres, probes, k):
    """the farthest cells"""
    cell = torch.cdist(vectors, centres).argmin(1)
    visited = (centres - query).norm(dim=1).argsort(stable=True, descending=True)[:probes]
    inside = torch.isin(cell, visited).nonzero().flatten()
    return inside[(vectors[inside] - query).norm(dim=1).argsort(stable=True)[:k]]


def search_cells__one_cell(query, vectors, centres, probes, k):
    """one cell is visited"""
    cell = torch.cdist(vectors, centres).argmin(1)
    inside = (cell == (centres - query).norm(dim=1).argmin()).nonzero().flatten()
    return inside[(vectors[inside] - query).norm(dim=1).argsort(stable=True)[:k]]


def search_cells__not_sorted(query, vectors, centres, probes, k):
    """sorted by number"""
    cell = torch.cdist(vectors, centres).argmin(1)
    visited = (centres - query).norm(dim=1).argsort(stable=True)[:probes]
    inside = torch.isin(cell, visited).nonzero().flatten()
    return inside[(vectors[inside] - query).norm(dim=1).argsort(stable=True)[:k]].sort().values


def search_cells__cell_after_cell(query, vectors, centres, probes, k):
    """sorted within each cell"""
    cell, found = torch.cdist(vectors, centres).argmin(1), []
    for one in (centres - query).norm(dim=1).argsort(stable=True)[:probes]:
        inside = (cell == one).nonzero().flatten()
        found.append(inside[(vectors[inside] - query).norm(dim=1).argsort(stable=True)])
    return torch.cat(found)[:k]


def search_cells__later_of_two_centres(query, vectors, centres, probes, k):
    """two centres equally near"""
    cell = torch.cdist(vectors, centres).argmin(1)
    last = len(centres) - 1
    visited = last - (centres - query).norm(dim=1).flip(0).argsort(stable=True)[:probes]
    inside = torch.isin(cell, visited).nonzero().flatten()
    return inside[(vectors[inside] - query).norm(dim=1).argsort(stable=True)[:k]]


def search_cells__vector_in_the_later_cell(query, vectors, centres, probes, k):
    """a vector between two centres"""
    cell = len(centres) - 1 - torch.cdist(vectors, centres).flip(1).argmin(1)
    visited = (centres - query).norm(dim=1).argsort(stable=True)[:probes]
    inside = torch.isin(cell, visited).nonzero().flatten()
    return inside[(vectors[inside] - query).norm(dim=1).argsort(stable=True)[:k]]


def search_cells__until_k_are_found(query, vectors, centres, probes, k):
    """fewer than k"""
    cell = torch.cdist(vectors, centres).argmin(1)
    order = (centres - query).norm(dim=1).argsort(stable=True)
    while torch.isin(cell, order[:probes]).sum() < k and probes < len(centres):
        probes += 1
    inside = torch.isin(cell, order[:probes]).nonzero().flatten()
    return inside[(vectors[inside] - query).norm(dim=1).argsort(stable=True)[:k]]
