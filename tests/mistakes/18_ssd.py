"""Wrong answers to lesson 18. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F


def count__no_extra_square(sides, ratios):
    """extra square is missing"""
    return sum(s ** 2 * (1 + 2 * len(r)) for s, r in zip(sides, ratios))


def count__one_box_a_ratio(sides, ratios):
    """a wide and a tall one"""
    return sum(s ** 2 * (2 + len(r)) for s, r in zip(sides, ratios))


def count__side_not_squared(sides, ratios):
    """side × side cells"""
    return sum(s * (2 + 2 * len(r)) for s, r in zip(sides, ratios))


def count__no_squares(sides, ratios):
    """both squares are missing"""
    return sum(s ** 2 * 2 * len(r) for s, r in zip(sides, ratios))


def count__cells(sides, ratios):
    """number of cells"""
    return sum(s ** 2 for s in sides)


def count__returns_in_the_loop(sides, ratios):
    """first map alone"""
    total = 0
    for s, r in zip(sides, ratios):
        total += s * s * (2 + 2 * len(r))
        return total


def count__ratios_of_the_first(sides, ratios):
    """all maps have the ratios of the first"""
    return sum(s * s for s in sides) * (2 + 2 * len(ratios[0]))


def count__of_each_map(sides, ratios):
    """list|a number|int"""
    return [s * s * (2 + 2 * len(r)) for s, r in zip(sides, ratios)]


def count__last_map(sides, ratios):
    """last map alone"""
    for s, r in zip(sides, ratios):
        total = s * s * (2 + 2 * len(r))
    return total


def count__always_four(sides, ratios):
    """4 boxes in your answer"""
    return sum(4 * s * s for s in sides)


def count__values_of_ratios(sides, ratios):
    """you add their values"""
    return sum(s * s * (2 + 2 * sum(r)) for s, r in zip(sides, ratios))


def _boxes(side, shapes, at=None, order="yx"):
    at = at or (lambda i: (i + 0.5) / side)
    rows = []
    for a in range(side):
        for b in range(side):
            y, x = (a, b) if order == "yx" else (b, a)
            for w, h in shapes:
                rows.append([at(x) - w / 2, at(y) - h / 2, at(x) + w / 2, at(y) + h / 2])
    return torch.tensor(rows)


def _shapes(s, extra, ratios, long=lambda s, a: s * a ** 0.5, short=lambda s, a: s / a ** 0.5):
    shapes = [(s, s), (extra, extra)]
    for a in ratios:
        shapes += [(long(s, a), short(s, a)), (short(s, a), long(s, a))]
    return shapes


def default_boxes__mean_of_scales(side, scale, following, ratios):
    """mean of the scales"""
    return _boxes(side, _shapes(scale, (scale + following) / 2, ratios))


def default_boxes__next_scale(side, scale, following, ratios):
    """scale of the next map"""
    return _boxes(side, _shapes(scale, following, ratios))


def default_boxes__product_without_root(side, scale, following, ratios):
    """product of the scales, not its root"""
    return _boxes(side, _shapes(scale, scale * following, ratios))


def default_boxes__no_roots(side, scale, following, ratios):
    """roots of the ratio are missing"""
    return _boxes(side, _shapes(scale, (scale * following) ** 0.5, ratios,
                                lambda s, a: s * a, lambda s, a: s / a))


def default_boxes__one_side_stays(side, scale, following, ratios):
    """one side stays s"""
    return _boxes(side, _shapes(scale, (scale * following) ** 0.5, ratios,
                                short=lambda s, a: s))


def default_boxes__corners_of_cells(side, scale, following, ratios):
    """half a cell from its edge"""
    return _boxes(side, _shapes(scale, (scale * following) ** 0.5, ratios), lambda i: i / side)


def default_boxes__linspace(side, scale, following, ratios):
    """from border to border|in common: several cells|several cells"""
    places = torch.linspace(0, 1, side).tolist()
    return _boxes(side, _shapes(scale, (scale * following) ** 0.5, ratios), lambda i: places[i])


def default_boxes__columns_first(side, scale, following, ratios):
    """column by column"""
    return _boxes(side, _shapes(scale, (scale * following) ** 0.5, ratios), order="xy")


def default_boxes__tall_first(side, scale, following, ratios):
    """tall box stands before"""
    return _boxes(side, _shapes(scale, (scale * following) ** 0.5, [1 / a for a in ratios]))


def default_boxes__clipped(side, scale, following, ratios):
    """cut off at the border"""
    return _boxes(side, _shapes(scale, (scale * following) ** 0.5, ratios)).clamp(0, 1)


def default_boxes__centre_and_sides(side, scale, following, ratios):
    """corners are wanted"""
    b = _boxes(side, _shapes(scale, (scale * following) ** 0.5, ratios))
    return torch.cat([(b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]], 1)


def default_boxes__shape_after_shape(side, scale, following, ratios):
    """all cells of one shape"""
    b = _boxes(side, _shapes(scale, (scale * following) ** 0.5, ratios))
    return b.view(side * side, -1, 4).transpose(0, 1).reshape(-1, 4)


def default_boxes__first_ratio_only(side, scale, following, ratios):
    """shape"""
    return _boxes(side, _shapes(scale, (scale * following) ** 0.5, ratios[:1]))


def _default(side, scale, following, ratios):
    return _boxes(side, _shapes(scale, (scale * following) ** 0.5, ratios))


def default_boxes__no_extra_square(side, scale, following, ratios):
    """extra square is missing"""
    boxes = _default(side, scale, following, ratios).view(side * side, -1, 4)
    return boxes[:, [k for k in range(boxes.shape[1]) if k != 1]].reshape(-1, 4)


def default_boxes__corner_and_sides(side, scale, following, ratios):
    """a corner and the sides"""
    b = _default(side, scale, following, ratios)
    return torch.cat([b[:, :2], b[:, 2:] - b[:, :2]], 1)


def default_boxes__x_and_y(side, scale, following, ratios):
    """x and y are exchanged"""
    return _default(side, scale, following, ratios)[:, [1, 0, 3, 2]]


def default_boxes__wide_before_tall(side, scale, following, ratios):
    """all wide boxes come before"""
    boxes = _default(side, scale, following, ratios).view(side * side, -1, 4)
    n = boxes.shape[1]
    return boxes[:, [0, 1, *range(2, n, 2), *range(3, n, 2)]].reshape(-1, 4)


def default_boxes__brackets(side, scale, following, ratios):
    """brackets are missing"""
    shapes = _shapes(scale, (scale * following) ** 0.5, ratios)
    return _boxes(side, shapes, lambda i: i + 0.5 / side)


def match__threshold_alone(iou, threshold=0.5):
    """first rule is missing"""
    if not len(iou):
        return torch.full((iou.shape[1],), -1)
    best, which = iou.max(0)
    return torch.where(best >= threshold, which, -1)


def match__best_alone(iou, threshold=0.5):
    """second rule is missing"""
    which = torch.full((iou.shape[1],), -1)
    for i in range(len(iou)):
        which[iou[i].argmax()] = i
    return which


def match__second_undoes_first(iou, threshold=0.5):
    """second rule undoes the first"""
    which = match__best_alone(iou)
    for k in range(iou.shape[1] if len(iou) else 0):
        if iou[:, k].max() >= threshold:
            which[k] = iou[:, k].argmax()
    return which


def match__best_above_threshold(iou, threshold=0.5):
    """only from the threshold on"""
    which = match__threshold_alone(iou, threshold)
    for i in range(len(iou)):
        if iou[i].max() >= threshold:
            which[iou[i].argmax()] = i
    return which


def _right(iou, threshold=0.5):
    which = match__threshold_alone(iou, threshold)
    for i in range(len(iou)):
        which[iou[i].argmax()] = i
    return which


def match__zero_for_none(iou, threshold=0.5):
    """gets -1"""
    return _right(iou, threshold).clamp(min=0)


def match__from_one(iou, threshold=0.5):
    """counted from 0"""
    which = _right(iou, threshold)
    return torch.where(which >= 0, which + 1, which)


def match__strictly_above(iou, threshold=0.5):
    """equal to the threshold is enough"""
    which = match__best_alone(iou)
    for k in range(iou.shape[1] if len(iou) else 0):
        if iou[:, k].max() > threshold and which[k] < 0:
            which[k] = iou[:, k].argmax()
    return which


def match__threshold_ignored(iou, threshold=0.5):
    """always use the threshold 0.5"""
    return _right(iou)


def match__all(iou, threshold=0.5):
    """whatever their IoU"""
    return _right(iou, -1.0) if len(iou) else torch.full((iou.shape[1],), -1)


def match__of_each_object(iou, threshold=0.5):
    """wanted is the object of each default box|shape"""
    return iou.argmax(1)


def match__no_objects_stops(iou, threshold=0.5):
    """no objects"""
    best, which = iou.max(0)
    which[best < threshold] = -1
    which[iou.argmax(1)] = torch.arange(len(iou))
    return which


def match__floats(iou, threshold=0.5):
    """int64|whole numbers|dtype"""
    return _right(iou, threshold).float()


def match__earlier_keeps_it(iou, threshold=0.5):
    """same best box"""
    which = match__threshold_alone(iou, threshold)
    for i in reversed(range(len(iou))):
        which[iou[i].argmax()] = i
    return which


def _later(iou, threshold, best=False):
    which = torch.full((iou.shape[1],), -1)
    for i in range(len(iou)):
        which[iou[i] >= threshold] = i
        if best:
            which[iou[i].argmax()] = i
    return which


def match__last_above_threshold(iou, threshold=0.5):
    """the last gets the box"""
    which = _later(iou, threshold)
    for i in range(len(iou)):
        which[iou[i].argmax()] = i
    return which


def match__object_after_object(iou, threshold=0.5):
    """later object takes boxes"""
    return _later(iou, threshold, best=True)


def match__last_of_equal(iou, threshold=0.5):
    """wanted is the first"""
    which = match__threshold_alone(iou, threshold)
    for i in range(len(iou)):
        which[(iou[i] == iou[i].max()).nonzero()[-1]] = i
    return which


def match__first_rule_overwritten(iou, threshold=0.5):
    """missing or undone"""
    which = match__best_alone(iou)
    if len(iou):
        best, second = iou.max(0)
        which = torch.where(best >= threshold, second, -1)
    return which


def match__only_objects_without(iou, threshold=0.5):
    """it has a second box|many boxes"""
    which = match__threshold_alone(iou, threshold)
    for i in range(len(iou)):
        if not (which == i).any():
            which[iou[i].argmax()] = i
    return which


def _hard(losses, positive, ratio, number=None, key=None, batch=False):
    chosen = torch.zeros_like(positive)
    for n in range(len(losses)):
        k = number(positive[n]) if number else ratio * int(positive[n].sum())
        score = (key or (lambda v, p: v.masked_fill(p, -1)))(losses[n], positive[n])
        order = score.argsort(descending=True)
        order = order[~positive[n][order]][:k]
        chosen[n, order] = True
    return chosen


def hard_negatives__over_the_batch(losses, positive, ratio):
    """over all pictures together"""
    return _hard(losses.reshape(1, -1), positive.reshape(1, -1), ratio).view_as(positive)


def hard_negatives__easiest(losses, positive, ratio):
    """lowest losses"""
    return _hard(losses, positive, ratio, key=lambda v, p: -v)


def hard_negatives__positives_chosen(losses, positive, ratio):
    """positives are among the chosen"""
    rank = losses.argsort(1, descending=True).argsort(1)
    return rank < ratio * positive.sum(1, keepdim=True)


def hard_negatives__positives_lost_places(losses, positive, ratio):
    """positives take places"""
    rank = losses.argsort(1, descending=True).argsort(1)
    return (rank < ratio * positive.sum(1, keepdim=True)) & ~positive


def hard_negatives__positives_added(losses, positive, ratio):
    """positives are added"""
    return _hard(losses, positive, ratio) | positive


def hard_negatives__ratio_boxes(losses, positive, ratio):
    """however many positives"""
    return _hard(losses, positive, ratio, lambda p: ratio)


def hard_negatives__as_many_as_positives(losses, positive, ratio):
    """whatever the ratio"""
    return _hard(losses, positive, ratio, lambda p: int(p.sum()))


def hard_negatives__all(losses, positive, ratio):
    """all negatives are chosen"""
    return ~positive


def hard_negatives__at_least_some(losses, positive, ratio):
    """without positives has no negatives"""
    return _hard(losses, positive, ratio, lambda p: max(1, int(p.sum())) * ratio)


def hard_negatives__one_argsort(losses, positive, ratio):
    """argsort tells which box"""
    order = losses.masked_fill(positive, -1).argsort(1, descending=True)
    return (order < ratio * positive.sum(1, keepdim=True)) & ~positive


def hard_negatives__losses_spoiled(losses, positive, ratio):
    """change|modif"""
    losses[positive] = -1
    rank = losses.argsort(1, descending=True).argsort(1)
    return (rank < ratio * positive.sum(1, keepdim=True)) & ~positive


def hard_negatives__threshold(losses, positive, ratio):
    """equal losses"""
    chosen = torch.zeros_like(positive)
    for n in range(len(losses)):
        rest = losses[n][~positive[n]].sort(descending=True).values
        k = min(ratio * int(positive[n].sum()), len(rest))
        if k:
            chosen[n] = (losses[n] >= rest[k - 1]) & ~positive[n]
    return chosen


def hard_negatives__positives_as_zero(losses, positive, ratio):
    """losses are 0"""
    chosen = torch.zeros_like(positive)
    for n in range(len(losses)):
        k = min(ratio * int(positive[n].sum()), int((~positive[n]).sum()))
        chosen[n, (losses * ~positive)[n].topk(k).indices] = True
    return chosen


def hard_negatives__stops_at_no_positives(losses, positive, ratio):
    """one without positives"""
    chosen = torch.zeros_like(positive)
    for n in range(len(losses)):
        if not positive[n].any():
            break
        chosen[n] = _hard(losses[n:n + 1], positive[n:n + 1], ratio)[0]
    return chosen


def hard_negatives__unmapped(losses, positive, ratio):
    """among the negatives alone"""
    chosen = torch.zeros_like(positive)
    for n in range(len(losses)):
        rest = losses[n][~positive[n]]
        chosen[n, rest.topk(min(ratio * int(positive[n].sum()), len(rest))).indices] = True
    return chosen


def hard_negatives__upwards(losses, positive, ratio):
    """lowest loss up"""
    rank = losses.masked_fill(positive, -1).argsort(1).argsort(1)
    return (rank < ratio * positive.sum(1, keepdim=True)) & ~positive


def _loss(scores, offsets, labels, targets, ratio=3, kind=F.smooth_l1_loss, how="sum", rows=None,
          chosen=None, parts=(1, 1), by=None):
    C = scores.shape[-1] - 1
    positive = labels < C
    losses = F.cross_entropy(scores.mT, labels, reduction="none")
    hard = _hard(losses.detach(), positive, ratio) if chosen is None else chosen(positive)
    keep = positive if rows is None else rows(positive)
    place = kind(offsets[keep], targets[keep], reduction=how)
    n = positive.sum().clamp(min=1) if by is None else by(labels)
    return (parts[0] * losses[positive | hard].sum() + parts[1] * place) / n


def ssd_loss__no_box_term(*a):
    """box term is missing"""
    return _loss(*a, parts=(1, 0))


def ssd_loss__no_class_term(*a):
    """class term is missing"""
    return _loss(*a, parts=(0, 1))


def ssd_loss__by_all_boxes(*a):
    """divide by the number of default boxes"""
    return _loss(*a, by=lambda labels: labels.numel())


def ssd_loss__by_pictures(*a):
    """divide by the number of pictures"""
    return _loss(*a, by=len)


def ssd_loss__a_sum(*a):
    """not divided by the number of positives"""
    return _loss(*a, by=lambda labels: 1)


def ssd_loss__box_term_a_mean(*a):
    """the box term is a mean"""
    return _loss(*a, how="mean").nan_to_num()


def ssd_loss__squared(*a):
    """squared error"""
    return _loss(*a, kind=F.mse_loss)


def ssd_loss__absolute(*a):
    """absolute error"""
    return _loss(*a, kind=F.l1_loss)


def ssd_loss__background_boxes(*a):
    """boxes of the background count"""
    return _loss(*a, rows=torch.ones_like)


def ssd_loss__all_negatives(*a):
    """all negatives count"""
    return _loss(*a, chosen=lambda positive: ~positive)


def ssd_loss__no_negatives(*a):
    """negatives are missing"""
    return _loss(*a, chosen=torch.zeros_like)


def ssd_loss__nan_without_objects(*a):
    """no positives"""
    return _loss(*a, by=lambda labels: (labels < a[0].shape[-1] - 1).sum())


def ssd_loss__detached(*a):
    """grad"""
    return _loss(*a).detach()


def ssd_loss__background_by_largest_label(scores, offsets, labels, targets, ratio=3):
    """every box positive"""
    positive = labels < labels.max()
    losses = F.cross_entropy(scores.mT, labels, reduction="none")
    place = F.smooth_l1_loss(offsets[positive], targets[positive], reduction="sum")
    counted = positive | _hard(losses.detach(), positive, ratio)
    return (losses[counted].sum() + place) / positive.sum().clamp(min=1)


def ssd_loss__background_zero(scores, offsets, labels, targets, ratio=3):
    """the background is C"""
    positive = labels > 0
    losses = F.cross_entropy(scores.mT, labels, reduction="none")
    place = F.smooth_l1_loss(offsets[positive], targets[positive], reduction="sum")
    counted = positive | _hard(losses.detach(), positive, ratio)
    return (losses[counted].sum() + place) / positive.sum().clamp(min=1)


def ssd_loss__softmax_twice(scores, *a):
    """softmax of its own"""
    return _loss(scores.softmax(-1), *a)


def ssd_loss__each_picture(scores, offsets, labels, targets, ratio=3):
    """its own N"""
    return torch.stack([_loss(*(v[None] for v in one), ratio) for one in zip(
        scores, offsets, labels, targets)]).mean()
