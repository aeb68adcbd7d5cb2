"""Wrong answers to lesson 17. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import math

import torch
import torch.nn.functional as F


def _cells(boxes, grid, point=lambda low, high: (low + high) / 2, whole=torch.floor, down=None):
    column, row = whole(grid * point(boxes[:, :2], boxes[:, 2:])).long().T
    return (down or (lambda row, column: grid * row + column))(row, column)


def cells_of__column_by_column(boxes, grid):
    """column by column"""
    return _cells(boxes, grid, down=lambda row, column: grid * column + row)


def cells_of__upper_left_corner(boxes, grid):
    """upper left corner"""
    return _cells(boxes, grid, lambda low, high: low)


def cells_of__lower_right_corner(boxes, grid):
    """lower right corner"""
    return _cells(boxes, grid, lambda low, high: high)


def cells_of__from_one(boxes, grid):
    """number the cells from 1"""
    return _cells(boxes, grid) + 1


def cells_of__row_and_column_added(boxes, grid):
    """add row and column"""
    return _cells(boxes, grid, down=lambda row, column: row + column)


def cells_of__rounded(boxes, grid):
    """round to the nearest"""
    return _cells(boxes, grid, whole=torch.round)


def cells_of__border_to_the_left(boxes, grid):
    """in common: centre on a border"""
    return _cells(boxes, grid, whole=lambda v: torch.ceil(v) - 1)


def cells_of__floor_at_the_end(boxes, grid):
    """round down at the end"""
    x, y = (grid * (boxes[:, :2] + boxes[:, 2:]) / 2).T
    return (grid * y + x).long()


def cells_of__not_halved(boxes, grid):
    """is not halved"""
    return _cells(boxes, grid, lambda low, high: low + high)


def cells_of__half_of_the_sides(boxes, grid):
    """half of the sides is no place"""
    return _cells(boxes, grid, lambda low, high: (high - low) / 2)


def cells_of__sides_for_corners(boxes, grid):
    """Wrong on|Right (only )?on|known mistake|Wrong on all"""
    return _cells(boxes, grid, lambda low, high: low + high / 2)


def cells_of__with_fractions(boxes, grid):
    """whole numbers|dtype|int64"""
    return _cells(boxes, grid).float()


def cells_of__pairs(boxes, grid):
    """your result has shape \\(1, 2\\), wanted is \\(1,\\)"""
    return (grid * (boxes[:, :2] + boxes[:, 2:]) / 2).long().flip(1)


def cells_of__list(boxes, grid):
    """a tensor of shape \\(1,\\) is wanted"""
    return _cells(boxes, grid).tolist()


def cells_of__the_first_box_alone(boxes, grid):
    """Wrong (only )?on: several boxes"""
    return _cells(boxes[:1], grid)


def cells_of__needs_a_box(boxes, grid):
    """in common: no boxes"""
    return torch.stack([_cells(box[None], grid)[0] for box in boxes])


def cells_of__boxes_changed(boxes, grid):
    """the result is right, but you change"""
    cells = _cells(boxes, grid)
    boxes *= grid
    return cells


def _encode(boxes, labels, grid, classes, at=lambda a, b: (a + b) / 2, cell=lambda x, y: (y, x),
            whole=int, within=lambda v: v % 1, sides=1, sure=1.0, last=False, clear=True, first=0,
            free=lambda cell: cell[4] == 0, swap=False):
    target = torch.zeros(grid, grid, 5 + classes)
    centres = grid * at(boxes[:, :2], boxes[:, 2:])
    for (x1, y1, x2, y2), (x, y), label in zip(boxes, centres, labels, strict=True):
        row, column = map(whole, cell(x, y))
        if last or free(target[row, column]):
            if clear:
                target[row, column] = 0
            w, h = sides * (x2 - x1), sides * (y2 - y1)
            target[row, column, :5] = torch.stack(
                [within(x), within(y), *((h, w) if swap else (w, h)), torch.tensor(sure)])
            target[row, column, 5 + (label - first) % classes] = 1
    return target


def encode__rows_are_x(boxes, labels, grid, classes):
    """the row comes from y"""
    return _encode(boxes, labels, grid, classes, cell=lambda x, y: (x, y))


def encode__whole_cells_left_in(boxes, labels, grid, classes):
    """not taken off x and y"""
    return _encode(boxes, labels, grid, classes, within=lambda v: v)


def encode__place_in_the_picture(boxes, labels, grid, classes):
    """those of the picture, not of the cell"""
    return _encode(boxes, labels, grid, classes, within=lambda v: v / grid)


def encode__sides_in_cells(boxes, labels, grid, classes):
    """w and h are in cells"""
    return _encode(boxes, labels, grid, classes, sides=grid)


def encode__no_confidence(boxes, labels, grid, classes):
    """confidence is missing"""
    return _encode(boxes, labels, grid, classes, sure=0.0, free=lambda cell: not cell.any())


def encode__corner_decides(boxes, labels, grid, classes):
    """it is the centre that counts"""
    return _encode(boxes, labels, grid, classes, at=lambda a, b: a)


def encode__last_one_wins(boxes, labels, grid, classes):
    """later object overwrites"""
    return _encode(boxes, labels, grid, classes, last=True)


def encode__class_left_behind(boxes, labels, grid, classes):
    """whose class is left behind"""
    return _encode(boxes, labels, grid, classes, last=True, clear=False)


def encode__all_at_once(boxes, labels, grid, classes):
    """whose class is left behind"""
    target = torch.zeros(grid, grid, 5 + classes)
    centres = grid * (boxes[:, :2] + boxes[:, 2:]) / 2
    column, row = centres.long().T
    target[row, column, :5] = torch.cat(
        [centres % 1, boxes[:, 2:] - boxes[:, :2], torch.ones(len(boxes), 1)], 1)
    target[row, column, 5 + labels] = 1
    return target


def encode__labels_from_one(boxes, labels, grid, classes):
    """classes are counted from 0"""
    target = _encode(boxes, labels, grid, classes, first=1)
    for label, cell in zip(labels, cells_of(boxes, grid), strict=True):      # noqa: F821
        if label == 0:
            target[cell // grid, cell % grid, -1] = 0
    return target


def encode__x_and_y_exchanged(boxes, labels, grid, classes):
    """x and y are exchanged"""
    target = _encode(boxes, labels, grid, classes)
    return target[..., [1, 0, *range(2, 5 + classes)]]


def encode__divided_twice(boxes, labels, grid, classes):
    """divided by S once more"""
    return _encode(boxes, labels, grid, classes, within=lambda v: v % 1 / grid)


def encode__from_the_nearest_border(boxes, labels, grid, classes):
    """count from the nearest border"""
    return _encode(boxes, labels, grid, classes, within=lambda v: v - v.round())


def encode__label_in_one_channel(boxes, labels, grid, classes):
    """written as a number"""
    target = torch.zeros(grid, grid, 5 + classes)
    for k, cell in enumerate(cells_of(boxes, grid)):                         # noqa: F821
        there = target[cell // grid, cell % grid]
        if there[4] == 0:
            there[:5] = _encode(boxes[k:k + 1], labels[k:k + 1], grid, classes)[
                cell // grid, cell % grid, :5]
            there[5] = labels[k]
    return target


def encode__free_if_x_is_0(boxes, labels, grid, classes):
    """in common: several objects, centre on a border"""
    return _encode(boxes, labels, grid, classes, free=lambda cell: cell[0] == 0)


def encode__largest_wins(boxes, labels, grid, classes):
    """in common: in one cell\\."""
    order = (boxes[:, 2:] - boxes[:, :2]).prod(1).argsort(descending=True)
    return _encode(boxes[order], labels[order], grid, classes)


def encode__smallest_wins(boxes, labels, grid, classes):
    """Wrong (only )?on: several objects, in one cell\\."""
    order = (boxes[:, 2:] - boxes[:, :2]).prod(1).argsort()
    return _encode(boxes[order], labels[order], grid, classes)


def encode__nobody_has_a_shared_cell(boxes, labels, grid, classes):
    """in common: in one cell\\."""
    target = _encode(boxes, labels, grid, classes)
    for x, y in (grid * (boxes[:, :2] + boxes[:, 2:]) / 2).long().tolist():
        there = (grid * (boxes[:, :2] + boxes[:, 2:]) / 2).long() == torch.tensor([x, y])
        if there.all(1).sum() > 1:
            target[y, x] = 0
    return target


def encode__added_up(boxes, labels, grid, classes):
    """in common: in one cell\\."""
    return sum((_encode(boxes[k:k + 1], labels[k:k + 1], grid, classes) for k in range(len(boxes))),
               torch.zeros(grid, grid, 5 + classes))


def encode__rounded(boxes, labels, grid, classes):
    """Right (only )?on: no objects; centre on a border"""
    return _encode(boxes, labels, grid, classes, whole=lambda v: round(float(v)))


def encode__border_to_the_left(boxes, labels, grid, classes):
    """in common: centre on a border\\."""
    return _encode(boxes, labels, grid, classes,
                   whole=lambda v: math.ceil(float(v) - 1e-4) - 1,
                   within=lambda v: v - (math.ceil(float(v) - 1e-4) - 1))


def encode__sides_exchanged(boxes, labels, grid, classes):
    """Right (only )?on: no objects\\."""
    return _encode(boxes, labels, grid, classes, swap=True)


def encode__first_object_only(boxes, labels, grid, classes):
    """Wrong (only )?on: several objects; several objects, in one cell\\."""
    return _encode(boxes[:1], labels[:1], grid, classes)


def encode__class_as_a_number(boxes, labels, grid, classes):
    """shape \\(4, 4, 6\\), wanted is \\(4, 4, 7\\)"""
    target = _encode(boxes, labels, grid, classes)
    return torch.cat([target[..., :5], target[..., 5:].argmax(-1, keepdim=True)], -1)


def encode__channels_first(boxes, labels, grid, classes):
    """has shape \\(7, 4, 4\\), wanted is \\(4, 4, 7\\)"""
    return _encode(boxes, labels, grid, classes).permute(2, 0, 1)


def encode__boxes_changed(boxes, labels, grid, classes):
    """the result is right, but you change"""
    target = _encode(boxes, labels, grid, classes)
    boxes *= grid
    return target


def encode__needs_an_object(boxes, labels, grid, classes):
    """in common: no objects"""
    if max(len(boxes), 1) != len(boxes):
        raise IndexError("index 0 is out of bounds for dimension 0 with size 0")
    return _encode(boxes, labels, grid, classes)


def encode__in_one_piece(boxes, labels, grid, classes):
    """Use .reshape(.|\\n)*in common: several objects"""
    return _encode(boxes.view(-1).view(-1, 4), labels, grid, classes)


def _decode(tensor, classes, swap=False, corner=1, half=0.5, corners=True, apart=False, count=0,
            inner=False, finish=lambda boxes: boxes):
    grid, count = tensor.shape[-2], count or (tensor.shape[-1] - classes) // 5
    numbers = tensor[..., :5 * count]
    numbers = (numbers.unflatten(-1, (5, count)).mT if apart
               else numbers.unflatten(-1, (count, 5)))
    rows, columns = torch.meshgrid(torch.arange(grid), torch.arange(grid), indexing="ij")
    place = torch.stack([rows, columns] if swap else [columns, rows], -1)[:, :, None]
    centre, sides = (numbers[..., :2] + corner * place) / grid, numbers[..., 2:4]
    sides = sides / grid if inner else sides
    boxes = torch.cat([centre - half * sides, centre + half * sides] if corners
                      else [centre, sides], -1)
    return finish(boxes), numbers[..., 4], tensor[..., 5 * count:]


def decode__rows_are_x(tensor, classes):
    """the column belongs to x"""
    return _decode(tensor, classes, swap=True)


def decode__centre_and_sides(tensor, classes):
    """this is centre and sides"""
    return _decode(tensor, classes, corners=False)


def decode__cell_forgotten(tensor, classes):
    """place of the cell in the grid is not added"""
    return _decode(tensor, classes, corner=0)


def decode__still_in_cells(tensor, classes):
    """still in cells: divide by S"""
    boxes, confidence, kind = _decode(tensor, classes)
    half = (boxes[..., 2:] - boxes[..., :2]) / 2
    centre = (boxes[..., 2:] + boxes[..., :2]) / 2 * tensor.shape[-2]
    return torch.cat([centre - half, centre + half], -1), confidence, kind


def decode__sides_of_the_cell(tensor, classes):
    """parts of the picture already"""
    return _decode(tensor, classes, inner=True)


def decode__sides_not_halved(tensor, classes):
    """taken for half of the sides"""
    return _decode(tensor, classes, half=1)


def decode__corner_for_centre(tensor, classes):
    """are the centre, not a corner"""
    boxes, confidence, kind = _decode(tensor, classes)
    half = (boxes[..., 2:] - boxes[..., :2]) / 2
    return boxes + torch.cat([half, half], -1), confidence, kind


def decode__exchanged(tensor, classes):
    """stand side by side"""
    return _decode(tensor, classes, apart=True)


def decode__cut_off(tensor, classes):
    """cut off at the border"""
    return _decode(tensor, classes, finish=lambda boxes: boxes.clamp(0, 1))


def decode__one_picture_only(tensor, classes):
    """in common: axes in front"""
    return _decode(tensor if tensor.ndim == 3 else tensor[0], classes)


def decode__a_batch_only(tensor, classes):
    """Right (only )?on: axes in front, a batch; axes in front, not contiguous"""
    N, S, _, _ = tensor.shape
    return _decode(tensor, classes)


def decode__rows_from_the_first_axis(tensor, classes):
    """in common: axes in front"""
    grid = tensor.shape[0]
    numbers = tensor[..., :-classes].unflatten(-1, (-1, 5))
    columns, rows = torch.arange(grid).view(-1, 1), torch.arange(grid).view(-1, 1, 1)
    x, y = (numbers[..., 0] + columns) / grid, (numbers[..., 1] + rows) / grid
    w, h = numbers[..., 2] / 2, numbers[..., 3] / 2
    return (torch.stack([x - w, y - h, x + w, y + h], -1), numbers[..., 4], tensor[..., -classes:])


def decode__two_boxes(tensor, classes):
    """in common: B not 2"""
    return _decode(tensor, classes, count=2)


def decode__twelve_numbers(tensor, classes):
    """in common: C not 2"""
    boxes, confidence, kind = _decode(tensor[..., :-classes], 0)
    return boxes, confidence, tensor[..., -2:]


def decode__in_one_piece(tensor, classes):
    """in common: not contiguous"""
    return _decode(tensor.view(-1).view(tensor.shape), classes)


def decode__one_box_without_its_axis(tensor, classes):
    """in common: one box"""
    boxes, confidence, kind = _decode(tensor, classes)
    return boxes.squeeze(-2), confidence.squeeze(-1), kind


def decode__whole_tensor_changed(tensor, classes):
    """the result is right, but you change"""
    found = [part.clone() for part in _decode(tensor, classes)]
    tensor[..., 0] += 1
    return found


def decode__scores(tensor, classes):
    """value 2 of 3: .*\\nWrong on all"""
    boxes, confidence, kind = _decode(tensor, classes)
    return boxes, confidence * kind.amax(-1, keepdim=True), kind


def decode__class_numbers(tensor, classes):
    """value 3 of 3: your result has shape"""
    boxes, confidence, kind = _decode(tensor, classes)
    return boxes, confidence, kind.argmax(-1)


def decode__classes_first(tensor, classes):
    """the classes come last"""
    return _decode(torch.cat([tensor[..., classes:], tensor[..., :classes]], -1), classes)


def decode__confidences_last(tensor, classes):
    """classes come third, confidences second"""
    boxes, confidence, kind = _decode(tensor, classes)
    return boxes, kind, confidence


def decode__softmax(tensor, classes):
    """softmax"""
    boxes, confidence, kind = _decode(tensor, classes)
    return boxes, confidence, kind.softmax(-1)


def decode__classes_multiplied(tensor, classes):
    """multiplied by a confidence"""
    boxes, confidence, kind = _decode(tensor, classes)
    return boxes, confidence, kind * confidence.amax(-1, keepdim=True)


def decode__column_added_late(tensor, classes):
    """added after x is divided"""
    boxes, confidence, kind = _decode(tensor, classes, corner=tensor.shape[-2])
    return boxes, confidence, kind


def decode__between_0_and_1(tensor, classes):
    """in common: below 0 and above 1"""
    return _decode(tensor.clamp(0, 1), classes)


def decode__no_gradient(tensor, classes):
    """no gradient gets through it"""
    return [part.detach() for part in _decode(tensor, classes)]


def decode__confidence_without_gradient(tensor, classes):
    """not the gradient through it"""
    boxes, confidence, kind = _decode(tensor, classes)
    return boxes, confidence.detach(), kind


def _overlap(boxes, truth):
    sides = (torch.minimum(boxes, truth)[..., 2:]
             - torch.maximum(boxes, truth)[..., :2]).clamp_min(0).prod(-1)
    areas = [(b[..., 2:] - b[..., :2]).prod(-1) for b in (boxes, truth)]
    return sides / (sum(areas) - sides).clamp_min(1e-9)


def _responsible(boxes, truth, there, pick=lambda iou: iou.argmax(-1)):
    iou = _overlap(boxes, truth)
    return F.one_hot(pick(iou), iou.shape[-1]) * there


def responsible__empty_cells_too(boxes, truth, there):
    """without an object has a responsible box"""
    return _responsible(boxes, truth, torch.ones_like(there))


def responsible__worst_box(boxes, truth, there):
    """lowest IoU"""
    return _responsible(boxes, truth, there, lambda iou: iou.argmin(-1))


def responsible__last_of_equals(boxes, truth, there):
    """of equals you take the last"""
    return _responsible(boxes, truth, there,
                        lambda iou: iou.shape[-1] - 1 - iou.flip(-1).argmax(-1))


def responsible__all_of_equals(boxes, truth, there):
    """share the highest IoU"""
    iou = _overlap(boxes, truth)
    return (iou == iou.amax(-1, keepdim=True)) * there


def responsible__half_at_least(boxes, truth, there):
    """IoU of 0.5 at least"""
    return _responsible(boxes, truth, there) * (_overlap(boxes, truth) >= 0.5)


def responsible__iou_itself(boxes, truth, there):
    """you return the IoU itself"""
    return _overlap(boxes, truth) * there


def responsible__every_box(boxes, truth, there):
    """every box of a cell"""
    return torch.ones(boxes.shape[:-1]) * there


def responsible__first_box(boxes, truth, there):
    """first box is responsible"""
    return _responsible(boxes, truth, there, lambda iou: 0 * iou.argmax(-1))


def responsible__largest_box(boxes, truth, there):
    """choose the largest box"""
    return _responsible(boxes, truth, there,
                        lambda iou: (boxes[..., 2:] - boxes[..., :2]).prod(-1).argmax(-1))


def responsible__nearest_centre(boxes, truth, there):
    """Right (only )?on|Wrong (only )?on|in common"""
    off = ((boxes[..., :2] + boxes[..., 2:] - truth[..., :2] - truth[..., 2:]) ** 2).sum(-1)
    return _responsible(boxes, truth, there, lambda iou: off.argmin(-1))


def responsible__two_boxes(boxes, truth, there):
    """in common: B not 2"""
    iou = _overlap(boxes, truth)
    return F.one_hot(iou.argmax(-1), 2) * there


def responsible__number_of_the_box(boxes, truth, there):
    """your result has shape \\(1, 1\\), wanted is \\(1, 1, 1\\)"""
    return _overlap(boxes, truth).argmax(-1)


def responsible__iou_kept(boxes, truth, there):
    """Right (only )?on"""
    return _responsible(boxes, truth, there) * _overlap(boxes, truth)


def responsible__true_and_false(boxes, truth, there):
    """holds True and False"""
    return _responsible(boxes, truth, there) > 0


def responsible__one_for_all_cells(boxes, truth, there):
    """in common: several cells"""
    iou = _overlap(boxes, truth)
    return torch.zeros_like(iou).flatten().index_fill(0, iou.argmax(), 1).view_as(iou) * there


def _terms(output, target, classes, pick=lambda iou, confidence: iou.argmax(-1), against_one=False,
           roots=True, other=True, kinds_everywhere=False, per=lambda output, there: len(output),
           raw=False, boxes_of=None, alone=4, by_box=False, tied=False):
    end = 10 if boxes_of else -classes
    numbers, wide = output[..., :end].unflatten(-1, (-1, 5)), target[..., None, :4]
    grid = torch.arange(len(output[0]))
    place = torch.stack(torch.meshgrid(grid, grid, indexing="xy"), -1)[:, :, None]
    centres = (torch.cat([t[..., :2] + place, t[..., 2:4] * len(grid)], -1)
               for t in (numbers, wide))
    boxes, truth = (numbers[..., :4], wide) if raw else (torch.cat([
        v[..., :2] - v[..., 2:] / 2, v[..., :2] + v[..., 2:] / 2], -1) for v in centres)
    confidence, kind = numbers[..., 4], output[..., -classes:]
    there, true_kind = target[..., 4:5], target[..., 5:]
    sides = (torch.minimum(boxes[..., 2:], truth[..., 2:])
             - torch.maximum(boxes[..., :2], truth[..., :2])).clamp_min(0).prod(-1)
    area, wanted = ((b[..., 2:] - b[..., :2]).prod(-1) for b in (boxes, truth))
    iou = (sides / (area + wanted - sides).clamp_min(1e-9)).detach()
    responsible = F.one_hot(pick(iou, confidence), iou.shape[-1]) * there
    responsible = (iou == iou.amax(-1, keepdim=True)) * there if tied else responsible
    root = torch.sqrt if roots else lambda v: v
    off = torch.cat([numbers[..., :2] - wide[..., :2],
                     root(numbers[..., 2:4]) - root(wide[..., 2:])], -1) ** 2
    off = responsible[..., None] * off * (torch.arange(4) != alone)
    empty = 1 - responsible if other else (1 - there).expand_as(confidence)
    return torch.stack([
        off[..., :2].sum(), off[..., 2:].sum(),
        (responsible * (confidence - (1 if against_one else iou)) ** 2).sum(),
        (empty * confidence ** 2).sum(),
        ((1 if kinds_everywhere else there) * (iou.shape[-1] if by_box else 1)
         * (kind - true_kind) ** 2).sum()]) / per(output, there)


def yolo_terms__first_box(output, target, classes):
    """in common: first box not best"""
    return _terms(output, target, classes, pick=lambda iou, confidence: 0 * iou.argmax(-1))


def yolo_terms__surest_box(output, target, classes):
    """in common: best box not surest"""
    return _terms(output, target, classes, pick=lambda iou, confidence: confidence.argmax(-1))


def yolo_terms__worst_box(output, target, classes):
    """Right (only )?on: equal IoU"""
    return _terms(output, target, classes, pick=lambda iou, confidence: iou.argmin(-1))


def yolo_terms__last_of_equals(output, target, classes):
    """in common: equal IoU"""
    return _terms(output, target, classes, pick=lambda iou, confidence: (
        iou.shape[-1] - 1 - iou.flip(-1).argmax(-1)))


def yolo_terms__all_of_equals(output, target, classes):
    """in common: equal IoU"""
    return _terms(output, target, classes, tied=True)


def yolo_terms__boxes_that_touch(output, target, classes):
    """in common: all 0"""
    there = target.clone()
    iou = _terms(output, target, classes)[2]
    there[..., 4] *= float(abs(iou - 0.95 ** 2) > 1e-6 or abs(output[0, 1, 0, 4] - 0.95) > 1e-6)
    return _terms(output, there, classes)


def yolo_terms__confidence_one(output, target, classes):
    """compared with 1 instead of the IoU"""
    return _terms(output, target, classes, against_one=True)


def yolo_terms__no_roots(output, target, classes):
    """square roots are missing"""
    return _terms(output, target, classes, roots=False)


def yolo_terms__x_alone(output, target, classes):
    """\\(off in y\\)"""
    return _terms(output, target, classes, alone=1)


def yolo_terms__width_alone(output, target, classes):
    """\\(off in h\\)"""
    return _terms(output, target, classes, alone=3)


def yolo_terms__other_box_free(output, target, classes):
    """other box of a cell with an object"""
    return _terms(output, target, classes, other=False)


def yolo_terms__classes_of_empty_cells(output, target, classes):
    """have no class that could be wrong"""
    return _terms(output, target, classes, kinds_everywhere=True)


def yolo_terms__class_once_for_each_box(output, target, classes):
    """Right (only )?on: no objects; B not 2, one box"""
    return _terms(output, target, classes, by_box=True)


def yolo_terms__not_decoded(output, target, classes):
    """\\(off in x\\): 1 of 5 .*, the first at \\[2\\](.|\\n)*Right (only )?on: plain"""
    return _terms(output, target, classes, raw=True)


def yolo_terms__sum_over_pictures(output, target, classes):
    """in common: N not 1"""
    return _terms(output, target, classes, per=lambda output, there: 1)


def yolo_terms__per_object(output, target, classes):
    """Wrong (only )?on: two objects; no objects"""
    return _terms(output, target, classes, per=lambda output, there: there.sum())


def yolo_terms__per_cell(output, target, classes):
    """constant factor is off|Wrong on all"""
    return _terms(output, target, classes, per=lambda output, there: there.numel())


def yolo_terms__third_with_the_fourth(output, target, classes):
    """holds the fourth as well"""
    terms = _terms(output, target, classes)
    return terms + torch.stack([0 * terms[0], 0 * terms[0], terms[3], 0 * terms[0], 0 * terms[0]])


def yolo_terms__roots_added(output, target, classes):
    """added before they are squared"""
    boxes, _, _ = decode(output, classes)                                         # noqa: F821
    true_box, there, _ = decode(target, classes)                                  # noqa: F821
    mine = responsible(boxes, true_box, there)                                    # noqa: F821
    ours, truth = (t[..., :-classes].unflatten(-1, (-1, 5)) for t in (output, target))
    size = (ours[..., 2:4].sqrt() - truth[..., 2:4].sqrt()).sum(-1).square()
    terms = _terms(output, target, classes)
    return torch.cat([terms[:1], (mine * size).sum()[None] / len(output), terms[2:]])


def yolo_terms__not_squared(output, target, classes):
    """is not squared"""
    boxes, confidence, _ = decode(output, classes)                                # noqa: F821
    true_box, there, _ = decode(target, classes)                                  # noqa: F821
    mine = responsible(boxes, true_box, there)                                    # noqa: F821
    terms = _terms(output, target, classes)
    other = ((1 - mine) * confidence).sum()[None] / len(output)
    return torch.cat([terms[:3], other, terms[4:]])


def yolo_terms__two_boxes(output, target, classes):
    """in common: B not 2"""
    return _terms(output, target, classes, boxes_of=2)


def yolo_terms__two_classes(output, target, classes):
    """in common: C not 2"""
    return _terms(output[..., :output.shape[-1] - classes + 2], target[..., :7], 2)


def yolo_terms__exchanged(output, target, classes):
    """confidence comes third, no object fourth"""
    return _terms(output, target, classes)[[0, 1, 3, 2, 4]]


def yolo_terms__weighted(output, target, classes):
    """weights λ are used later"""
    return _terms(output, target, classes) * torch.tensor([5, 5, 1, 0.5, 1])


def yolo_terms__roots_of_the_sums(output, target, classes):
    """these are roots of the sums"""
    return _terms(output, target, classes).sqrt()


def yolo_terms__one_number(output, target, classes):
    """your result has shape \\(\\), wanted is \\(5,\\)"""
    return _terms(output, target, classes).sum()


def yolo_terms__five_numbers(output, target, classes):
    """a tensor of shape \\(5,\\) is wanted"""
    return _terms(output, target, classes).tolist()


def yolo_terms__no_gradient(output, target, classes):
    """no gradient gets through it"""
    return torch.tensor(_terms(output, target, classes).tolist())


def yolo_terms__sizes_without_gradient(output, target, classes):
    """not the gradient through it"""
    terms = _terms(output, target, classes)
    return torch.cat([terms[:1], terms[1:2].detach(), terms[2:]])


def yolo_terms__gradient_through_the_iou(output, target, classes):
    """not the gradient through it"""
    terms = _terms(output, target, classes)
    boxes = decode(output, classes)[0]                                            # noqa: F821
    nudge = boxes.square().sum() - boxes.detach().square().sum()
    return terms + nudge * torch.tensor([0, 0, 1, 0, 0])


def _answers(boxes, confidence, kind, least, score=lambda c, p: c * p, order=True, best=True,
             above=lambda s, least: s > least):
    scores = score(confidence[..., None], kind[..., None, :])
    row, column, which, label = above(scores, least).nonzero().T
    scores = scores[row, column, which, label]
    places = scores.argsort(descending=best, stable=True) if order else torch.arange(len(scores))
    return boxes[row, column, which][places], label[places], scores[places]


def answers__confidence_alone(boxes, confidence, kind, least):
    """confidence alone"""
    return _answers(boxes, confidence, kind, least, lambda c, p: c + 0 * p)


def answers__confidence_shown(boxes, confidence, kind, least):
    """only the threshold sees the class"""
    row, column, which, label = (confidence[..., None] * kind[..., None, :] > least).nonzero().T
    scores = confidence[row, column, which]
    places = scores.argsort(descending=True, stable=True)
    return boxes[row, column, which][places], label[places], scores[places]


def answers__scores_second(boxes, confidence, kind, least):
    """labels come second, scores third"""
    found, labels, scores = _answers(boxes, confidence, kind, least)
    return found, scores, labels


def answers__only_scores_sorted(boxes, confidence, kind, least):
    """the boxes and labels are not"""
    found, labels, _ = _answers(boxes, confidence, kind, least, order=False)
    return found, labels, _answers(boxes, confidence, kind, least)[2]


def answers__class_alone(boxes, confidence, kind, least):
    """class alone|Right (only )?on: none above the threshold"""
    return _answers(boxes, confidence, kind, least, lambda c, p: 0 * c + p)


def answers__likeliest_class(boxes, confidence, kind, least):
    """keep the likeliest class"""
    first = F.one_hot(kind.argmax(-1), kind.shape[-1])
    return _answers(boxes, confidence, kind * first - (1 - first), least)


def answers__unsorted(boxes, confidence, kind, least):
    """not sorted"""
    return _answers(boxes, confidence, kind, least, order=False)


def answers__worst_first(boxes, confidence, kind, least):
    """worst comes first"""
    return _answers(boxes, confidence, kind, least, best=False)


def answers__rows_and_columns(boxes, confidence, kind, least):
    """rows and columns of the classes"""
    return _answers(boxes, confidence, kind.transpose(0, 1), least)


def answers__equal_to_the_threshold(boxes, confidence, kind, least):
    """in common: score equal to the threshold"""
    return _answers(boxes, confidence, kind, least, above=lambda s, least: s >= least)


def answers__threshold_on_the_confidence(boxes, confidence, kind, least):
    """Right (only )?on|Wrong (only )?on|in common|Wrong on all"""
    return _answers(boxes, confidence, kind, least, above=lambda s, least: (
        confidence[..., None] > least).expand_as(s))


def answers__surest_box_of_a_cell(boxes, confidence, kind, least):
    """in common|Right (only )?on|Wrong (only )?on"""
    surest = F.one_hot(confidence.argmax(-1), confidence.shape[-1])
    return _answers(boxes, confidence * surest, kind, least)


def answers__scores_forgotten(boxes, confidence, kind, least):
    """wanted are 3 values"""
    return _answers(boxes, confidence, kind, least)[:2]


def answers__labels_with_fractions(boxes, confidence, kind, least):
    """value 2 of 3: .*dtype"""
    found, labels, scores = _answers(boxes, confidence, kind, least)
    return found, labels.float(), scores


def answers__boxes_not_sorted(boxes, confidence, kind, least):
    """not sorted with their scores"""
    found, labels, scores = _answers(boxes, confidence, kind, least)
    return _answers(boxes, confidence, kind, least, order=False)[0], labels, scores


def answers__labels_of_boxes(boxes, confidence, kind, least):
    """value 2 of 3"""
    found, labels, scores = _answers(boxes, confidence, kind, least)
    return found, torch.zeros_like(labels), scores


def answers__none_is_no_answer(boxes, confidence, kind, least):
    """Wrong (only )?on: none above the threshold"""
    found, labels, scores = _answers(boxes, confidence, kind, least)
    return (torch.stack(list(found)), labels, scores)
