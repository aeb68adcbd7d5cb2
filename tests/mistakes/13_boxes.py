"""Wrong answers to lesson 13. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import math

import torch


def _size(height, width):
    return torch.tensor([width, height, width, height])


def _to_xyxy(boxes, source, height, width, coco=None, yolo=None, voc=None):
    """One format by the function given, the others rightly."""
    given = {"coco": coco, "yolo": yolo, "voc": voc}[source]
    if given:
        return given(boxes)
    first, second = boxes[:, :2], boxes[:, 2:]
    if source == "coco":
        return torch.cat([first, first + second], 1)
    if source == "voc":
        return torch.cat([first - 1, second], 1)
    return torch.cat([first - second / 2, first + second / 2], 1) * _size(height, width)


def to_xyxy__coco_unchanged(boxes, source, height, width):
    """coco: the last two numbers are the width and the height"""
    return _to_xyxy(boxes, source, height, width, coco=lambda b: b.clone())


def to_xyxy__coco_as_centre(boxes, source, height, width):
    """in common: coco"""
    return _to_xyxy(boxes, source, height, width, coco=lambda b: torch.cat(
        [b[:, :2] - b[:, 2:] / 2, b[:, :2] + b[:, 2:] / 2], 1))


def to_xyxy__coco_last_pixel(boxes, source, height, width):
    """in common: coco"""
    return _to_xyxy(boxes, source, height, width, coco=lambda b: torch.cat(
        [b[:, :2], b[:, :2] + b[:, 2:] - 1], 1))


def to_xyxy__centre_taken_for_the_corner(boxes, source, height, width):
    """yolo: the first two numbers are the centre"""
    return _to_xyxy(boxes, source, height, width, yolo=lambda b: torch.cat(
        [b[:, :2], b[:, :2] + b[:, 2:]], 1) * _size(height, width))


def to_xyxy__not_halved(boxes, source, height, width):
    """yolo: half of the width lies on each side"""
    return _to_xyxy(boxes, source, height, width, yolo=lambda b: torch.cat(
        [b[:, :2] - b[:, 2:], b[:, :2] + b[:, 2:]], 1) * _size(height, width))


def to_xyxy__height_for_width(boxes, source, height, width):
    """yolo: height and width of the picture are exchanged"""
    return _to_xyxy(boxes, source, width if source == "yolo" else height,
                    height if source == "yolo" else width)


def to_xyxy__one_side_for_both(boxes, source, height, width):
    """in common: not square"""
    return _to_xyxy(boxes, source, width, width)


def to_xyxy__still_normalised(boxes, source, height, width):
    """yolo: these are still parts"""
    return _to_xyxy(boxes, source, 1, 1)


def to_xyxy__rounded(boxes, source, height, width):
    """Wrong on: coco, with fractions;"""
    return _to_xyxy(boxes, source, height, width).round()


def to_xyxy__yolo_rounded(boxes, source, height, width):
    """in common: yolo\\."""
    result = _to_xyxy(boxes, source, height, width)
    return result.round() if source == "yolo" else result


def to_xyxy__voc_unchanged(boxes, source, height, width):
    """voc: pixels are counted from 1"""
    return _to_xyxy(boxes, source, height, width, voc=lambda b: b.clone())


def to_xyxy__voc_all_less_one(boxes, source, height, width):
    """voc: pixel n counted from 1 ends at n"""
    return _to_xyxy(boxes, source, height, width, voc=lambda b: b - 1)


def to_xyxy__voc_last_plus_one(boxes, source, height, width):
    """voc: counted from 1, not from 0"""
    return _to_xyxy(boxes, source, height, width, voc=lambda b: b + torch.tensor([0, 0, 1, 1]))


def to_xyxy__in_place(boxes, source, height, width):
    """change an input in place"""
    boxes[:] = _to_xyxy(boxes, source, height, width)
    return boxes


def to_xyxy__whole_numbers(boxes, source, height, width):
    """numbers with fractions are wanted"""
    return _to_xyxy(boxes, source, height, width).long()


def to_xyxy__no_box_forgotten(boxes, source, height, width):
    """\\(no box, coco\\): your code stopped"""
    return torch.stack([_to_xyxy(row[None], source, height, width)[0] for row in boxes])


def to_xyxy__by_the_library(boxes, source, height, width):
    """you call box_convert"""
    form = {"coco": "xywh", "yolo": "cxcywh", "voc": "xyxy"}[source]
    scale = _size(height, width) if source == "yolo" else 1
    shift = torch.tensor([1, 1, 0, 0]) if source == "voc" else 0
    return torchvision.ops.box_convert(boxes * scale, form, "xyxy") - shift


def _sides(a, b, one=0):
    return (torch.minimum(a[:, None, 2:], b[:, 2:]) - torch.maximum(a[:, None, :2], b[:, :2])
            + one)


def _area(x, one=0):
    return (x[:, 2:] - x[:, :2] + one).prod(1)


def _iou(a, b, one=0, shared=lambda sides: sides.clamp_min(0).prod(2),
         union=lambda p, q, s: p + q - s):
    s = shared(_sides(a, b, one))
    return s / union(_area(a, one)[:, None], _area(b, one), s)


def iou__negative_sides(a, b):
    """Wrong on: nothing shared, apart in x;"""
    return _iou(a, b, shared=lambda sides: sides.prod(2))


def iou__around_both(a, b):
    """span both boxes"""
    sides = (torch.maximum(a[:, None, 2:], b[:, 2:])
             - torch.minimum(a[:, None, :2], b[:, :2])).clamp_min(0)
    return sides.prod(2) / (_area(a)[:, None] + _area(b) - sides.prod(2))


def iou__area_from_zero(a, b):
    """area of a box that begins at 0"""
    s = _sides(a, b).clamp_min(0).prod(2)
    return s / (a[:, None, 2] * a[:, None, 3] + b[:, 2] * b[:, 3] - s)


def iou__areas_of_a_twice(a, b):
    """areas of a stand in the place"""
    return _iou(a, b, union=lambda p, q, s: p + p.T - s)


def iou__taken_off_twice(a, b):
    """taken off twice"""
    return _iou(a, b, union=lambda p, q, s: p + q - 2 * s)


def iou__clamps_the_area(a, b):
    """in common: apart in x and in y"""
    return _iou(a, b, shared=lambda sides: sides.prod(2).clamp_min(0))


def iou__clamps_the_width_only(a, b):
    """in common: apart in y"""
    return _iou(a, b, shared=lambda sides: sides[..., 0].clamp_min(0) * sides[..., 1])


def iou__sides_without_sign(a, b):
    """Wrong on: nothing shared, apart in x;"""
    return _iou(a, b, shared=lambda sides: sides.abs().prod(2))


def iou__union_is_the_sum(a, b):
    """counted twice"""
    return _iou(a, b, union=lambda p, q, s: p + q)


def iou__inclusive_edges(a, b):
    """the right edge is exclusive"""
    return _iou(a, b, one=1)


def iou__pairs_only(a, b):
    """each of a with each of b"""
    corner, opposite = torch.maximum(a[:, :2], b[:, :2]), torch.minimum(a[:, 2:], b[:, 2:])
    shared = (opposite - corner).clamp_min(0).prod(1)
    return shared / (_area(a) + _area(b) - shared)


def iou__over_the_first(a, b):
    """over the first box"""
    return _iou(a, b, union=lambda p, q, s: p + 0 * q)


def iou__over_the_smaller(a, b):
    """over the smaller box"""
    return _iou(a, b, union=lambda p, q, s: torch.minimum(p, q))


def iou__edges_taken_for_sizes(a, b):
    """not width and height"""
    a, b = (torch.cat([x[:, :2], x[:, :2] + x[:, 2:]], 1) for x in (a, b))
    return _iou(a, b)


def iou__whole_pixels(a, b):
    """Wrong on: divided by the side of the picture"""
    return _iou(a, b, shared=lambda sides: sides.clamp_min(0).round().prod(2))


def iou__union_at_least_one(a, b):
    """in common: divided by the side of the picture"""
    return _iou(a, b, union=lambda p, q, s: (p + q - s).clamp_min(1))


def iou__starts_at_zero(a, b):
    """in common: negative edges"""
    return _iou(a.clamp_min(0), b)


def iou__transposed(a, b):
    """rows and columns are exchanged"""
    return _iou(a, b).T


def iou__a_list_of_pairs(a, b):
    """Wrong on all 12 inputs"""
    return _iou(a, b).flatten()


def iou__no_rows_to_stack(a, b):
    """in common: no box in a"""
    return torch.stack([_iou(row[None], b)[0] for row in a])


def iou__as_many_as_a(a, b):
    """\\(N below M\\): your code stopped with IndexError"""
    table = torch.zeros(len(a), len(a))
    for n in range(len(a)):
        for m in range(len(b)):
            table[n, m] = _iou(a[n:n + 1], b[m:m + 1])
    return table


def iou__sizes_in_place(a, b):
    """change an input in place"""
    result = _iou(a, b)
    b[:, 2:] -= b[:, :2]
    return result


def iou__by_the_library(a, b):
    """you call box_iou"""
    return torchvision.ops.box_iou(a, b)


def _places(height, width, scale, side, stride, more=1, whole=int):
    y = torch.arange(0, whole(scale * height) - side + more, stride)
    x = torch.arange(0, whole(scale * width) - side + more, stride)
    return torch.meshgrid(y, x, indexing="ij")


def _windows(height, width, scale, side, stride, more=1, whole=int):
    y, x = (t.flatten() for t in _places(height, width, scale, side, stride, more, whole))
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


def windows__column_by_column(height, width, scale, side, stride):
    """row by row: y outside"""
    y, x = (t.T.flatten() for t in _places(height, width, scale, side, stride))
    return torch.stack([x, y, x + side, y + side], 1) / scale


def windows__last_place_missing(height, width, scale, side, stride):
    """touches the edge, is missing"""
    return _windows(height, width, scale, side, stride, more=0) / scale


def windows__side_is_scaled_twice(height, width, scale, side, stride):
    """divide it as well"""
    places = _windows(height, width, scale, side, stride) / scale
    return torch.cat([places[:, :2], places[:, :2] + side], 1)


def windows__last_place_missing_in_a_list(height, width, scale, side, stride):
    """touches the edge, is missing"""
    return torch.tensor([[x, y, x + side, y + side]
                         for y in range(0, int(scale * height) - side, stride)
                         for x in range(0, int(scale * width) - side, stride)]) / scale


def windows__beyond_the_edge(height, width, scale, side, stride):
    """Right on: stride above the side"""
    return _windows(height, width, scale, side, stride, more=side) / scale


def windows__one_place_more(height, width, scale, side, stride):
    """in common: a rest at the edge too small for a step"""
    rows, columns = (-((side - int(scale * n)) // stride) + 1 for n in (height, width))
    y, x = (t.flatten() for t in torch.meshgrid(stride * torch.arange(rows),
                                                stride * torch.arange(columns), indexing="ij"))
    return torch.stack([x, y, x + side, y + side], 1) / scale


def windows__rounded_to_the_nearest(height, width, scale, side, stride):
    """in common: scaled size rounded down"""
    return _windows(height, width, scale, side, stride, whole=lambda n: round(n)) / scale


def windows__rounded_up(height, width, scale, side, stride):
    """in common: scaled size rounded down"""
    return _windows(height, width, scale, side, stride, whole=math.ceil) / scale


def windows__stride_in_the_original(height, width, scale, side, stride):
    """in common: scale not 1"""
    side = side / scale
    y = torch.arange(0, height - side + 1, stride)
    x = torch.arange(0, width - side + 1, stride)
    y, x = (t.flatten() for t in torch.meshgrid(y, x, indexing="ij"))
    return torch.stack([x, y, x + side, y + side], 1)


def windows__square_pictures(height, width, scale, side, stride):
    """in common: not square"""
    return _windows(height, height, scale, side, stride) / scale


def windows__without_overlap(height, width, scale, side, stride):
    """Right on: a single window"""
    return _windows(height, width, scale, side, side) / scale


def windows__by_the_ratio_of_sizes(height, width, scale, side, stride):
    """in common: scaled size rounded down"""
    back = torch.tensor([width / int(scale * width), height / int(scale * height)] * 2)
    return _windows(height, width, scale, side, stride) * back


def windows__whole_pixels(height, width, scale, side, stride):
    """numbers with fractions are wanted"""
    return (_windows(height, width, scale, side, stride) / scale).long()


def windows__corner_and_size(height, width, scale, side, stride):
    """the last two numbers are the side"""
    places = _windows(height, width, scale, side, stride) / scale
    return torch.cat([places[:, :2], places[:, 2:] - places[:, :2]], 1)


def windows__double(height, width, scale, side, stride):
    """dtype torch.float64, wanted is torch.float32"""
    return _windows(height, width, scale, side, stride).double() / scale


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
    return torch.stack(kept) if kept else order


def nms__mask(boxes, scores, threshold):
    """a mask of the boxes that are kept"""
    kept = torch.zeros(len(boxes), dtype=torch.bool)
    kept[_nms(boxes, _best_first(scores), lambda o: o <= threshold)] = True
    return kept


def nms__weakest_first(boxes, scores, threshold):
    """begin with the best"""
    return _nms(boxes, scores.argsort(), lambda o: o <= threshold)


def nms__keeps_what_overlaps(boxes, scores, threshold):
    """removes what does not"""
    return _nms(boxes, _best_first(scores), lambda o: o > threshold)


def nms__places_in_the_sorted_list(boxes, scores, threshold):
    """places in the sorted list"""
    return _nms(boxes[_best_first(scores)], torch.arange(len(boxes)), lambda o: o <= threshold)


def nms__as_they_come(boxes, scores, threshold):
    """as they come, not by their scores"""
    return _nms(boxes, torch.arange(len(boxes)), lambda o: o <= threshold)


def nms__in_the_given_order(boxes, scores, threshold):
    """must be that of the scores, best first"""
    return _nms(boxes, _best_first(scores), lambda o: o <= threshold).sort().values


def nms__strictly_below(boxes, scores, threshold):
    """in common: IoU equal to the threshold"""
    return _nms(boxes, _best_first(scores), lambda o: o < threshold)


def nms__later_of_equals_first(boxes, scores, threshold):
    """in common: equal scores"""
    order = _best_first(scores.flip(0))
    return _nms(boxes, len(scores) - 1 - order, lambda o: o <= threshold)


def nms__asks_the_last_kept_only(boxes, scores, threshold):
    """in common: another one between two that overlap"""
    kept = []
    for i in _best_first(scores).tolist():
        if not kept or _iou(boxes[kept[-1:]], boxes[i:i + 1]) <= threshold:
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__only_the_best_removes(boxes, scores, threshold):
    """in common: removed by the second kept one"""
    order = _best_first(scores)
    return torch.cat([order[:1], order[1:][(_iou(boxes[order[:1]], boxes[order[1:]])
                                            <= threshold).all(0)]])


def nms__weak_ones_dropped(boxes, scores, threshold):
    """in common: small scores"""
    return _nms(boxes, _best_first(scores)[:int((scores > 0.05).sum())], lambda o: o <= threshold)


def nms__asks_the_next_only(boxes, scores, threshold):
    """Wrong on: a removed one overlaps a weaker one; another one between two"""
    order = _best_first(scores)
    table = _iou(boxes[order], boxes[order])
    kept = [n for n in range(len(order)) if n == 0 or table[n - 1, n] <= threshold]
    return order[kept]


def nms__overlap_in_x_is_enough(boxes, scores, threshold):
    """in common: apart in y"""
    flat = boxes * boxes.new_tensor([1, 0, 1, 0]) + boxes.new_tensor([0, 0, 0, 1])
    heights = _iou(boxes, boxes) > 0
    table = torch.where(heights, _iou(boxes, boxes), _iou(flat, flat))
    kept = []
    for i in _best_first(scores).tolist():
        if all(table[i, j] <= threshold for j in kept):
            kept.append(i)
    return torch.tensor(kept, dtype=torch.int64)


def nms__empty_forgotten(boxes, scores, threshold):
    """in common: no box"""
    order, kept = _best_first(scores), []
    while len(order):
        kept.append(order[0])
        order = order[1:][_iou(boxes[order[:1]], boxes[order[1:]])[0] <= threshold]
    return torch.stack(kept)


def nms__empty_is_a_float(boxes, scores, threshold):
    """dtype torch.float32, wanted is torch.int64"""
    return torch.tensor(_nms(boxes, _best_first(scores), lambda o: o <= threshold).tolist())


def nms__a_list(boxes, scores, threshold):
    """a tensor of shape \\(1,\\) is wanted, and you return \\[0\\]"""
    return _nms(boxes, _best_first(scores), lambda o: o <= threshold).tolist()


def nms__scores_set_to_zero(boxes, scores, threshold):
    """change an input in place"""
    order = _best_first(scores)
    for n, i in enumerate(order):
        for j in order[n + 1:]:
            if scores[i] > 0 and _iou(boxes[i][None], boxes[j][None]) > threshold:
                scores[j] = 0
    return order[scores[order] > 0]


def nms__by_the_library(boxes, scores, threshold):
    """you call nms"""
    return torchvision.ops.nms(boxes, scores, threshold)


def _soft(boxes, scores, keep, threshold, visited_too=False, rounds=None, itself=False,
          over=torch.gt):
    scores, left = scores.clone(), torch.ones(len(scores), dtype=torch.bool)
    for _ in range(len(scores) if rounds is None else min(rounds, len(scores))):
        best = scores.masked_fill(~left, -1).argmax()
        touched = over(_iou(boxes[best][None], boxes)[0], threshold)
        touched &= left | visited_too
        touched[best] = itself
        left[best] = False
        scores = torch.where(touched, scores * keep(_iou(boxes[best][None], boxes)[0]), scores)
    return scores


def soft_nms__fixed_order(boxes, scores, threshold):
    """the next is the one with the highest score now"""
    scores, order = scores.clone(), scores.argsort(descending=True)
    for n, i in enumerate(order):
        for j in order[n + 1:]:
            overlap = _iou(boxes[i][None], boxes[j][None])[0, 0]
            scores[j] *= 1 - overlap if overlap > threshold else 1
    return scores


def soft_nms__as_they_come(boxes, scores, threshold):
    """in common: unsorted"""
    scores = scores.clone()
    for i in range(len(boxes)):
        overlap = _iou(boxes[i:i + 1], boxes[i + 1:])[0]
        scores[i + 1:] *= torch.where(overlap > threshold, 1 - overlap, 1.0)
    return scores


def soft_nms__times_the_overlap(boxes, scores, threshold):
    """multiply by 1 − IoU"""
    return _soft(boxes, scores, lambda o: o, threshold)


def soft_nms__without_threshold(boxes, scores, threshold):
    """below the threshold are doubted"""
    return _soft(boxes, scores, lambda o: 1 - o, -1)


def soft_nms__threshold_included(boxes, scores, threshold):
    """in common: IoU equal to the threshold"""
    return _soft(boxes, scores, lambda o: 1 - o, threshold, over=torch.ge)


def soft_nms__doubts_the_visited(boxes, scores, threshold):
    """visited before are doubted"""
    return _soft(boxes, scores, lambda o: 1 - o, threshold, visited_too=True)


def soft_nms__doubts_itself(boxes, scores, threshold):
    """the result is all zeros"""
    return _soft(boxes, scores, lambda o: 1 - o, threshold, itself=True)


def soft_nms__only_the_best_doubts(boxes, scores, threshold):
    """Wrong on: doubted by the second box; doubted twice"""
    return _soft(boxes, scores, lambda o: 1 - o, threshold, rounds=1)


def soft_nms__removes(boxes, scores, threshold):
    """removed that should keep a part"""
    return _soft(boxes, scores, lambda o: 0 * o, threshold)


def soft_nms__with_gaussians(boxes, scores, threshold):
    """another rule of the paper"""
    return _soft(boxes, scores, lambda o: torch.exp(-o ** 2 / 0.5), threshold)


def soft_nms__from_the_first_scores(boxes, scores, threshold):
    """in common: doubted twice"""
    now, left = scores.clone(), torch.ones(len(scores), dtype=torch.bool)
    for _ in range(len(scores)):
        best = now.masked_fill(~left, -1).argmax()
        left[best] = False
        overlap = _iou(boxes[best][None], boxes)[0]
        now = torch.where(left & (overlap > threshold), scores * (1 - overlap), now)
    return now


def soft_nms__in_the_order_of_the_visits(boxes, scores, threshold):
    """in common: unsorted"""
    return _soft(boxes, scores, lambda o: 1 - o, threshold).sort(descending=True).values


def soft_nms__later_of_equals_first(boxes, scores, threshold):
    """in common: equal scores"""
    return _soft(boxes.flip(0), scores.flip(0), lambda o: 1 - o, threshold).flip(0)


def soft_nms__weak_ones_not_visited(boxes, scores, threshold):
    """in common: small scores"""
    return torch.where(scores < 0.1, scores, _soft(boxes, scores, lambda o: 1 - o, threshold))


def soft_nms__in_place(boxes, scores, threshold):
    """change an input in place"""
    scores.copy_(_soft(boxes, scores, lambda o: 1 - o, threshold))
    return scores


def soft_nms__until_none_is_left(boxes, scores, threshold):
    """\\(no box\\): your code stopped with"""
    left, now = torch.ones(len(scores), dtype=torch.bool), scores.clone()
    while True:
        best = now.masked_fill(~left, -1).argmax()
        left[best] = False
        overlap = _iou(boxes[best][None], boxes)[0]
        now = torch.where(left & (overlap > threshold), now * (1 - overlap), now)
        if not left.any():
            return now


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
    """in common: unsorted"""
    return _match(boxes, truth, range(len(boxes)), lambda o: len(o) and o.max() >= threshold)


def match__later_of_equals_first(boxes, scores, truth, threshold=0.5):
    """in common: equal scores"""
    return _match(boxes, truth, len(scores) - 1 - _best_first(scores.flip(0)),
                  lambda o: len(o) and o.max() >= threshold)


def match__above_the_threshold(boxes, scores, truth, threshold=0.5):
    """in common: IoU equal to the threshold"""
    return _match(boxes, truth, _best_first(scores), lambda o: len(o) and o.max() > threshold)


def match__always_one_half(boxes, scores, truth, threshold=0.5):
    """in common: another threshold"""
    return _match(boxes, truth, _best_first(scores), lambda o: len(o) and o.max() >= 0.5)


def match__no_truth_forgotten(boxes, scores, truth, threshold=0.5):
    """in common: no true box"""
    return _match(boxes, truth, _best_first(scores), lambda o: o.max() >= threshold)


def match__only_the_favourite(boxes, scores, truth, threshold=0.5):
    """Wrong on: two true boxes good enough, the nearest one is taken;"""
    right, table, claimed = torch.zeros(len(boxes), dtype=torch.bool), _iou(boxes, truth), set()
    for i in _best_first(scores):
        if len(truth) and table[i].max() >= threshold and table[i].argmax().item() not in claimed:
            right[i] = True
            claimed.add(table[i].argmax().item())
    return right


def match__first_good_enough(boxes, scores, truth, threshold=0.5):
    """in common: the second fits better"""
    right, free = torch.zeros(len(boxes), dtype=torch.bool), list(range(len(truth)))
    table = _iou(boxes, truth)
    for i in _best_first(scores):
        for j in free:
            if table[i, j] >= threshold:
                right[i] = True
                free.remove(j)
                break
    return right


def match__last_good_enough(boxes, scores, truth, threshold=0.5):
    """Wrong on: two true boxes good enough, the first fits better"""
    right, free = torch.zeros(len(boxes), dtype=torch.bool), list(range(len(truth)))
    table = _iou(boxes, truth)
    for i in _best_first(scores):
        good = [j for j in free if table[i, j] >= threshold]
        if good:
            right[i] = True
            free.remove(good[-1])
    return right


def match__all_equally_good_claimed(boxes, scores, truth, threshold=0.5):
    """in common: both true boxes fit equally"""
    right, table = torch.zeros(len(boxes), dtype=torch.bool), _iou(boxes, truth)
    for i in _best_first(scores):
        if len(truth) and table[i].max() >= threshold:
            right[i] = True
            table[:, table[i] == table[i].max()] = -1
    return right


def match__most_pairs(boxes, scores, truth, threshold=0.5):
    """in common: a worse choice would help another box"""
    table, owner = _iou(boxes, truth) >= threshold, {}

    def place(i, seen):
        for j in table[i].nonzero()[:, 0].tolist():
            if j not in seen:
                seen.add(j)
                if j not in owner or place(owner[j], seen):
                    owner[j] = i
                    return True
        return False

    right = torch.zeros(len(boxes), dtype=torch.bool)
    for i in _best_first(scores).tolist():
        right[i] = place(i, set())
    return right


def match__nearest_to_each_true_box(boxes, scores, truth, threshold=0.5):
    """not the nearest"""
    right = torch.zeros(len(boxes), dtype=torch.bool)
    if len(boxes):
        for column in _iou(boxes, truth).T:
            if column.max() >= threshold:
                right[column.argmax()] = True
    return right


def match__claims_from_afar(boxes, scores, truth, threshold=0.5):
    """in common: the surest is not good enough"""
    right = torch.zeros(len(boxes), dtype=torch.bool)
    table = _iou(boxes, truth)
    for i in _best_first(scores) if len(truth) else ():
        best, j = table[i].max(0)
        table[:, j] = -1
        right[i] = best >= threshold
    return right


def match__in_the_order_of_the_scores(boxes, scores, truth, threshold=0.5):
    """in common: unsorted"""
    order = _best_first(scores)
    return _match(boxes, truth, order, lambda o: len(o) and o.max() >= threshold)[order]


def match__zeros_and_ones(boxes, scores, truth, threshold=0.5):
    """True and False .torch.bool. are wanted"""
    return _match(boxes, truth, _best_first(scores),
                  lambda o: len(o) and o.max() >= threshold).long()


def match__indices(boxes, scores, truth, threshold=0.5):
    """Wrong on all 16 inputs"""
    return _match(boxes, truth, _best_first(scores),
                  lambda o: len(o) and o.max() >= threshold).nonzero()[:, 0]


def match__no_boxes_is_a_float(boxes, scores, truth, threshold=0.5):
    """torch.bool. are wanted, and your result has dtype torch.float32"""
    return torch.tensor(_match(boxes, truth, _best_first(scores),
                               lambda o: len(o) and o.max() >= threshold).tolist())


def _curve(right, total, first=1):
    hits = right.double().cumsum(0)
    return hits / torch.arange(first, len(right) + first), hits / total


LEVELS = tuple(j / 100 for j in range(101))


def _mean(right, total, best, levels=LEVELS, reaches=torch.ge):
    p, r = _curve(right, total)
    return sum(float(best(p[reaches(r, level)])) if reaches(r, level).any() else 0.0
               for level in levels) / len(levels)


def average_precision__of_those_found(right, total):
    """not of those that were found"""
    return _mean(right, right.sum(), torch.max)


def average_precision__first_instead_of_best(right, total):
    """in common: precision rises again"""
    return _mean(right, total, lambda p: p[0])


def average_precision__only_what_is_reached(right, total):
    """never reached count as zero"""
    p, r = _curve(right, total)
    best = [p[r >= level].max() for level in LEVELS if (r >= level).any()]
    return torch.stack(best).mean().item() if best else 0.0


def average_precision__last_precision(right, total):
    """precision at the end"""
    return right.double().mean().item()


def average_precision__mean_precision(right, total):
    """precisions after each answer"""
    return _curve(right, total)[0].mean().item()


def average_precision__at_right_answers(right, total):
    """mean of the precisions at the right answers"""
    return (_curve(right, total)[0] * right).sum().item() / total


def average_precision__strictly_more_recall(right, total):
    """in common: recall equal to a level"""
    return _mean(right, total, torch.max, reaches=torch.gt)


def average_precision__nearest_level(right, total):
    """Right on: nothing right"""
    return _mean(right, total, torch.max, reaches=lambda r, level: (r - level).abs() < 0.005)


def average_precision__eleven_points(right, total):
    """11 recalls of Pascal VOC 2007"""
    return _mean(right, total, torch.max, levels=[j / 10 for j in range(11)])


def average_precision__without_recall_zero(right, total):
    """recall 0 is one of the levels"""
    return _mean(right, total, torch.max, levels=LEVELS[1:])


def average_precision__divided_by_100(right, total):
    """a constant factor is off"""
    return _mean(right, total, torch.max) * 1.01


def average_precision__levels_of_numpy(right, total):
    """make it as j / 100"""
    return _mean(right, total, torch.max, levels=np.linspace(0, 1, 101))


def average_precision__steps_of_a_hundredth(right, total):
    """in common: recall equal to a level"""
    levels = [0.0]
    while len(levels) < 101:
        levels.append(levels[-1] + 0.01)
    return _mean(right, total, torch.max, levels=levels)


def average_precision__levels_of_arange(right, total):
    """a level that arange rounds up"""
    if not len(right):
        return 0.0
    hits, ap = right.cumsum(0), 0.0
    for level in torch.arange(0, 1.01, 0.01):
        there = hits / total >= level
        if there.any():
            ap += (hits / torch.arange(1, len(right) + 1))[there].max().item()
    return ap / 101


def average_precision__counts_from_0(right, total):
    """the first answer is number 1"""
    p, r = _curve(right, total)
    p = p * torch.arange(1, len(right) + 1) / torch.arange(len(right)).clamp_min(1)
    return sum(p[r >= j].max().item() for j in LEVELS if (r >= j).any()) / 101


def average_precision__mean_at_a_level(right, total):
    """at a recall or more are averaged"""
    return _mean(right, total, torch.mean)


def average_precision__recall_of_answers(right, total):
    """not of the answers"""
    return _mean(right, len(right), torch.max)


def average_precision__area(right, total):
    """area under the steps"""
    p, _ = _curve(right, total)
    return (p.flip(0).cummax(0).values.flip(0) * right).sum().item() / total


def average_precision__best_before(right, total):
    """in common: precision|Wrong on: precision rises again"""
    p, r = _curve(right, total)
    p = p.cummax(0).values
    return sum(p[r >= level][0].item() if (r >= level).any() else 0.0 for level in LEVELS) / 101


def average_precision__no_answers_forgotten(right, total):
    """\\(no answers\\): your code stopped with IndexError"""
    p, r = _curve(right, total)
    best = p.flip(0).cummax(0).values.flip(0)
    place = torch.searchsorted(r, torch.tensor(LEVELS, dtype=torch.float64))
    return (best[place.clamp_max(len(right) - 1)] * (place < len(right))).mean().item()


def average_precision__nothing_reached_forgotten(right, total):
    """your code stopped with"""
    p, r = _curve(right, total)
    return sum(p[r >= level].max().item() for level in LEVELS) / 101


def average_precision__nan_without_answers(right, total):
    """\\(no answers\\): you return nan"""
    return _mean(right, total, torch.max) if len(right) else float("nan")


def average_precision__one_element(right, total):
    """a number is wanted, and you return a tensor of shape \\(1,\\)"""
    return torch.tensor([_mean(right, total, torch.max)])
