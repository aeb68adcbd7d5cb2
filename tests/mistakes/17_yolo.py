"""Wrong answers to lesson 17. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import math

import torch
import torch.nn.functional as F
from torch import nn


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
    return _encode(boxes, labels, grid, classes, first=1)


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


def _darknet(width=64, boxes=2, classes=20, bias=True, dense=64, kernels=lambda k: k // 2, last=2,
             early=1, squeeze=True, bend=lambda: nn.LeakyReLU(0.1), pool=lambda: nn.MaxPool2d(2),
             norm=False, pairs=4, middle=None, end=()):
    table = [(7, 1, 2), 0, (3, 3, 1), 0, (1, 2, 1), (3, 4, 1), (1, 4, 1), (3, 8, 1), 0,
             *pairs * [(1, 4, 1), (3, 8, 1)],
             (1, 8, 1), (3, 16, 1), 0, *2 * [(1, 8, 1), (3, 16, 1)], (3, 16, early),
             (3, 16, last), (3, 16, 1), (3, 16, 1)]
    layers, maps_in, numbers = [], 3, 5 * boxes + classes
    for row in table:
        if not row:
            layers.append(pool())
        else:
            kernel, times, stride = row
            layers += [nn.Conv2d(maps_in, times * width, kernel, stride, kernels(kernel),
                                 bias=bias),
                       *([nn.BatchNorm2d(times * width)] if norm else []), bend()]
            maps_in = times * width
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(49 * maps_in, dense * width),
                         *([bend(), nn.Dropout()] if middle is None else middle),
                         nn.Linear(dense * width, 49 * numbers), *end,
                         *([nn.Unflatten(1, (7, 7, numbers))] if squeeze else []))


def darknet__no_biases(width=64, boxes=2, classes=20):
    """have no biases"""
    return _darknet(width, boxes, classes, bias=False)


def darknet__no_padding(width=64, boxes=2, classes=20):
    """Kernel size can't be greater than actual input size"""
    return _darknet(width, boxes, classes, kernels=lambda k: 0)


def darknet__no_stride(width=64, boxes=2, classes=20):
    """got \\[1, 6272\\] X \\[1568, 128\\]"""
    return _darknet(width, boxes, classes, last=1)


def darknet__flat(width=64, boxes=2, classes=20):
    """output of shape \\(1, 784\\); wanted is shape \\(1, 7, 7, 16\\)"""
    return _darknet(width, boxes, classes, squeeze=False)


def darknet__small_dense(width=64, boxes=2, classes=20):
    """64 · width outputs"""
    return _darknet(width, boxes, classes, dense=16)


def darknet__dense_of_the_paper(width=64, boxes=2, classes=20):
    """wanted are 361,398"""
    return _darknet(width, boxes, classes, dense=4096 // width)


def darknet__one_pair_less(width=64, boxes=2, classes=20):
    """stands there four times"""
    return _darknet(width, boxes, classes, pairs=3)


def darknet__normalised(width=64, boxes=2, classes=20):
    """no batch normalisation"""
    return _darknet(width, boxes, classes, norm=True)


def darknet__width_ignored(width=64, boxes=2, classes=20):
    """the width is ignored"""
    return _darknet(64, boxes, classes)


def darknet__thirty_numbers(width=64, boxes=2, classes=20):
    """output of shape \\(1, 7, 7, 30\\); wanted is shape \\(1, 7, 7, 16\\)"""
    return _darknet(width)


def darknet__plain_relu(width=64, boxes=2, classes=20):
    """plain ReLUs, not leaky"""
    return _darknet(width, boxes, classes, bend=nn.ReLU)


def darknet__slope_of_torch(width=64, boxes=2, classes=20):
    """torch's slope is 0.01"""
    return _darknet(width, boxes, classes, bend=nn.LeakyReLU)


def darknet__bent_end(width=64, boxes=2, classes=20):
    """no ReLU follows the last layer"""
    return _darknet(width, boxes, classes, end=[nn.LeakyReLU(0.1)])


def darknet__sigmoid_at_the_end(width=64, boxes=2, classes=20):
    """no sigmoid follows the last layer"""
    return _darknet(width, boxes, classes, end=[nn.Sigmoid()])


def darknet__straight_middle(width=64, boxes=2, classes=20):
    """a leaky ReLU follows the first dense layer"""
    return _darknet(width, boxes, classes, middle=[nn.Dropout()])


def darknet__average_pooling(width=64, boxes=2, classes=20):
    """you pool by averaging"""
    return _darknet(width, boxes, classes, pool=lambda: nn.AvgPool2d(2))


def darknet__stride_too_early(width=64, boxes=2, classes=20):
    """another 3×3 has the stride"""
    return _darknet(width, boxes, classes, early=2, last=1)


def darknet__no_dropout(width=64, boxes=2, classes=20):
    """the dropout is missing"""
    return _darknet(width, boxes, classes, middle=[nn.LeakyReLU(0.1)])


def darknet__dropout_at_the_end(width=64, boxes=2, classes=20):
    """right in eval mode; in training mode \\(dropout"""
    return _darknet(width, boxes, classes, middle=[nn.LeakyReLU(0.1)], end=[nn.Dropout()])


def darknet__idle_layer(width=64, boxes=2, classes=20):
    """Which layer has too many or too few|takes no part in the forward pass"""
    net = _darknet(width, boxes, classes)
    net[0].spare = nn.Linear(2, 2)
    return net


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
    """in common: y is off"""
    return _terms(output, target, classes, alone=1)


def yolo_terms__width_alone(output, target, classes):
    """in common: h is off"""
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
    """\\(x is off\\): 1 of 5 .*, the first at \\[2\\](.|\\n)*Right (only )?on: plain"""
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
