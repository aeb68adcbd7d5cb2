"""Wrong answers to lesson 13. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch


def _iou(a, b, one=0):
    sides = (torch.minimum(a[:, None, 2:], b[:, 2:]) - torch.maximum(a[:, None, :2], b[:, :2])
             + one).clamp_min(0)
    p, q = ((x[:, 2:] - x[:, :2] + one).prod(1) for x in (a, b))
    return sides.prod(2) / (p[:, None] + q - sides.prod(2))


def iou__negative_sides(a, b):
    """two negative sides"""
    shared = (torch.minimum(a[:, None, 2:], b[:, 2:])
              - torch.maximum(a[:, None, :2], b[:, :2])).prod(2)
    p, q = ((x[:, 2:] - x[:, :2]).prod(1) for x in (a, b))
    return shared / (p[:, None] + q - shared)


def iou__union_is_the_sum(a, b):
    """counted twice"""
    ratio = _iou(a, b)
    return ratio / (1 + ratio)


def iou__inclusive_edges(a, b):
    """the right edge is exclusive"""
    return _iou(a, b, one=1)


def iou__pairs_only(a, b):
    """shape|stopped"""
    n = min(len(a), len(b))
    return _iou(a[:n], b[:n]).diagonal()


def iou__over_the_first(a, b):
    """over the first box"""
    shared = (torch.minimum(a[:, None, 2:], b[:, 2:])
              - torch.maximum(a[:, None, :2], b[:, :2])).clamp_min(0).prod(2)
    return shared / (a[:, 2:] - a[:, :2]).prod(1)[:, None]


def _windows(height, width, scale, side, stride, more=1):
    y = torch.arange(0, int(scale * height) - side + more, stride)
    x = torch.arange(0, int(scale * width) - side + more, stride)
    y, x = (t.flatten() for t in torch.meshgrid(y, x, indexing="ij"))
    return torch.stack([x, y, x + side, y + side], 1)


def windows__on_the_scaled_picture(height, width, scale, side, stride):
    """places on the scaled picture"""
    return _windows(height, width, scale, side, stride).float()


def windows__multiplied(height, width, scale, side, stride):
    """must be divided"""
    return _windows(height, width, scale, side, stride) * scale


def windows__inclusive(height, width, scale, side, stride):
    """right edge is exclusive"""
    return (_windows(height, width, scale, side, stride) - torch.tensor([0, 0, 1, 1])) / scale


def windows__y_first(height, width, scale, side, stride):
    """x and y are exchanged"""
    return _windows(height, width, scale, side, stride)[:, [1, 0, 3, 2]] / scale


def windows__last_place_missing(height, width, scale, side, stride):
    """touches the edge, is missing"""
    return _windows(height, width, scale, side, stride, more=0) / scale


def windows__side_is_scaled_twice(height, width, scale, side, stride):
    """divide it as well"""
    places = _windows(height, width, scale, side, stride) / scale
    return torch.cat([places[:, :2], places[:, :2] + side], 1)


def _best_first(scores):
    return scores.argsort(descending=True, stable=True)


def nms__the_removed_remove(boxes, scores, threshold):
    """removed itself still removes others"""
    order = _best_first(scores)
    table = _iou(boxes[order], boxes[order]).triu(1) > threshold
    return order[~table.any(0)]


def _nms(boxes, order, keeps):
    kept = []
    while len(order):
        kept.append(order[0])
        order = order[1:][keeps(_iou(boxes[order[:1]], boxes[order[1:]])[0])]
    return torch.stack(kept)


def nms__weakest_first(boxes, scores, threshold):
    """begin with the best"""
    return _nms(boxes, scores.argsort(), lambda o: o <= threshold)


def nms__keeps_what_overlaps(boxes, scores, threshold):
    """removes what does not"""
    return _nms(boxes, _best_first(scores), lambda o: o > threshold)


def nms__places_in_the_sorted_list(boxes, scores, threshold):
    """places in the sorted list"""
    return _nms(boxes[_best_first(scores)], torch.arange(len(boxes)), lambda o: o <= threshold)


def nms__strictly_below(boxes, scores, threshold):
    """equal to the threshold"""
    return _nms(boxes, _best_first(scores), lambda o: o < threshold)


def nms__empty_forgotten(boxes, scores, threshold):
    """stopped with"""
    return _nms(boxes, _best_first(scores), lambda o: o <= threshold)


def soft_nms__fixed_order(boxes, scores, threshold):
    """the next is the one with the highest score now"""
    scores, order = scores.clone(), scores.argsort(descending=True)
    for n, i in enumerate(order):
        for j in order[n + 1:]:
            overlap = _iou(boxes[i][None], boxes[j][None])[0, 0]
            scores[j] *= 1 - overlap if overlap > threshold else 1
    return scores


def _soft(boxes, scores, keep, threshold=0.3, visited_too=False):
    scores, left = scores.clone(), torch.ones(len(scores), dtype=torch.bool)
    for _ in range(len(scores)):
        best = scores.masked_fill(~left, -1).argmax()
        left[best] = False
        overlap = _iou(boxes[best][None], boxes)[0]
        touched = overlap > threshold
        if visited_too:
            touched[best] = False
        else:
            touched &= left
        scores = torch.where(touched, scores * keep(overlap), scores)
    return scores


def soft_nms__times_the_overlap(boxes, scores, threshold):
    """multiply by 1 − IoU"""
    return _soft(boxes, scores, lambda o: o, threshold)


def soft_nms__without_threshold(boxes, scores, threshold):
    """below the threshold are doubted"""
    return _soft(boxes, scores, lambda o: 1 - o, 0)


def soft_nms__doubts_the_visited(boxes, scores, threshold):
    """visited before are doubted"""
    return _soft(boxes, scores, lambda o: 1 - o, threshold, visited_too=True)


def soft_nms__removes(boxes, scores, threshold):
    """removed, not lowered"""
    return _soft(boxes, scores, lambda o: 0 * o, threshold)


def match__claimed_twice(boxes, scores, truth, threshold=0.5):
    """only once"""
    return (_iou(boxes, truth) >= threshold).any(1)


def _match(boxes, truth, order, claims):
    right, table = torch.zeros(len(boxes), dtype=torch.bool), _iou(boxes, truth)
    for i in order:
        if claims(table[i]):
            right[i] = True
            table[:, table[i].argmax()] = -1
    return right


def match__in_the_order_of_the_list(boxes, scores, truth, threshold=0.5):
    """not the first in the list"""
    return _match(boxes, truth, range(len(boxes)), lambda o: len(o) and o.max() >= threshold)


def match__above_the_threshold(boxes, scores, truth, threshold=0.5):
    """itself is enough"""
    return _match(boxes, truth, _best_first(scores), lambda o: len(o) and o.max() > threshold)


def match__no_truth_forgotten(boxes, scores, truth, threshold=0.5):
    """stopped with"""
    return _match(boxes, truth, _best_first(scores), lambda o: o.max() >= threshold)


def match__only_the_favourite(boxes, scores, truth, threshold=0.5):
    """still free"""
    right, table, claimed = torch.zeros(len(boxes), dtype=torch.bool), _iou(boxes, truth), set()
    for i in _best_first(scores):
        if len(truth) and table[i].max() >= threshold and table[i].argmax().item() not in claimed:
            right[i] = True
            claimed.add(table[i].argmax().item())
    return right


def _curve(right, total):
    hits = right.double().cumsum(0)
    return hits / torch.arange(1, len(right) + 1), hits / total


def _mean(right, total, best):
    p, r = _curve(right, total)
    return sum(best(p[r >= j / 100]).item() if (r >= j / 100).any() else 0.0
               for j in range(101)) / 101


def average_precision__of_those_found(right, total):
    """not of those that were found"""
    return _mean(right, right.sum(), torch.max)


def average_precision__first_instead_of_best(right, total):
    """not the first"""
    return _mean(right, total, lambda p: p[0])


def average_precision__only_what_is_reached(right, total):
    """never reached count as zero"""
    p, r = _curve(right, total)
    return torch.stack([p[r >= j / 100].max() for j in range(101)
                        if (r >= j / 100).any()]).mean().item()


def average_precision__last_precision(right, total):
    """last precision"""
    return right.double().mean().item()


def average_precision__strictly_more_recall(right, total):
    """you return"""
    p, r = _curve(right, total)
    return sum(p[r > j / 100].max().item() if (r > j / 100).any() else 0.0
               for j in range(101)) / 101


def _interpolated(right, total, levels=101, ranks=1,
                  best=lambda p: p.flip(0).cummax(0).values.flip(0)):
    hits = right.double().cumsum(0)
    precision = best(hits / torch.arange(ranks, len(right) + ranks).clamp_min(1))
    place = torch.searchsorted(hits / total,
                               torch.linspace(0, 1, levels, dtype=torch.float64) - 1e-9)
    return (precision[place.clamp_max(len(right) - 1)] * (place < len(right))).mean().item()


def average_precision__eleven_points(right, total):
    """you return"""
    return _interpolated(right, total, levels=11) if len(right) else 0.0


def average_precision__area(right, total):
    """you return"""
    p, _ = _curve(right, total)
    return (p.flip(0).cummax(0).values.flip(0) * right).sum().item() / total if len(right) else 0.0


def average_precision__ranks_from_zero(right, total):
    """you return"""
    return _interpolated(right, total, ranks=0) if len(right) else 0.0


def average_precision__best_before(right, total):
    """you return"""
    return _interpolated(right, total, best=lambda p: p.cummax(0).values) if len(right) else 0.0


def average_precision__no_answers_forgotten(right, total):
    """stopped with IndexError"""
    return _interpolated(right, total)


def match__claims_from_afar(boxes, scores, truth, threshold=0.5):
    """claims nothing"""
    right = torch.zeros(len(boxes), dtype=torch.bool)
    table = iou(boxes, truth)
    for i in scores.argsort(descending=True, stable=True):
        best, j = table[i].max(0)
        table[:, j] = -1
        if best >= threshold:
            right[i] = True
    return right


def average_precision__at_right_answers(right, total):
    """mean of the precisions at the right answers"""
    if len(right) == 0:
        return 0.0
    r = right.double().cumsum(0)
    P = r / torch.arange(1, len(right) + 1)
    return (P * right).sum().item() / total
