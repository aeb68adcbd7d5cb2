"""Wrong answers to lesson 17. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F
from torch import nn


def _encode(boxes, labels, grid, classes, at=None, cell=lambda x, y: (int(y), int(x)),
            within=lambda v: v % 1, sides=1, sure=1.0,
            last=False, clear=True):
    target = torch.zeros(grid, grid, 5 + classes)
    centres = grid * (boxes[:, :2] if at == "corner" else (boxes[:, :2] + boxes[:, 2:]) / 2)
    for (x1, y1, x2, y2), (x, y), label in zip(boxes, centres, labels, strict=True):
        row, column = cell(x, y)
        if last or not target[row, column].any():
            if clear:
                target[row, column] = 0
            target[row, column,
                   :5] = torch.stack([within(x), within(y), sides * (x2 - x1), sides * (y2 - y1),
                                      torch.tensor(sure)])
            target[row, column, 5 + label] = 1
    return target


def encode__rows_are_x(boxes, labels, grid, classes):
    """the row comes from y"""
    return _encode(boxes, labels, grid, classes, cell=lambda x, y: (int(x), int(y)))


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
    return _encode(boxes, labels, grid, classes, sure=0.0)


def encode__corner_decides(boxes, labels, grid, classes):
    """it is the centre that counts"""
    return _encode(boxes, labels, grid, classes, at="corner")


def encode__last_one_wins(boxes, labels, grid, classes):
    """later object overwrites"""
    return _encode(boxes, labels, grid, classes, last=True)


def encode__class_left_behind(boxes, labels, grid, classes):
    """whose class is left behind"""
    return _encode(boxes, labels, grid, classes, last=True, clear=False)


def _decode(tensor, classes, swap=False, corner=1, half=0.5, corners=True, apart=False):
    grid, count = tensor.shape[-2], (tensor.shape[-1] - classes) // 5
    numbers = tensor[...,
                     :5 * count].unflatten(-1,
                                           (5, count)).mT if apart else tensor[
                                               ..., :5 * count].unflatten(-1, (count, 5))
    rows, columns = torch.meshgrid(torch.arange(grid), torch.arange(grid), indexing="ij")
    place = torch.stack([rows, columns] if swap else [columns, rows], -1)[:, :, None]
    centre, sides = (numbers[..., :2] + corner * place) / grid, numbers[..., 2:4]
    boxes = torch.cat([centre - half * sides, centre + half * sides] if corners
                      else [centre, sides], -1)
    return boxes, numbers[..., 4], tensor[..., 5 * count:]


def decode__rows_are_x(tensor, classes):
    """the column belongs to x"""
    return _decode(tensor, classes, swap=True)


def decode__centre_and_sides(tensor, classes):
    """wanted are two corners"""
    return _decode(tensor, classes, corners=False)


def decode__cell_forgotten(tensor, classes):
    """place of the cell in the grid is not added"""
    return _decode(tensor, classes, corner=0)


def decode__sides_not_halved(tensor, classes):
    """taken for half of the sides"""
    return _decode(tensor, classes, half=1)


def decode__exchanged(tensor, classes):
    """stand side by side"""
    return _decode(tensor, classes, apart=True)


def decode__one_picture_only(tensor, classes):
    """stopped with|shape|wanted"""
    boxes, confidence, kind = _decode(tensor if tensor.ndim == 3 else tensor[0], classes)
    return boxes, confidence, kind


def _darknet(bias=True, dense=4096, kernels=lambda k: k // 2, last=2, slope=0.1, squeeze=True):
    table = [(7, 64, 2), 0, (3, 192, 1), 0, (1, 128, 1), (3, 256, 1), (1, 256, 1), (3, 512, 1), 0,
             *4 * [(1, 256, 1), (3, 512, 1)],
             (1, 512, 1), (3, 1024, 1), 0, *2 * [(1, 512, 1), (3, 1024, 1)], (3, 1024, 1),
             (3, 1024, last), (3, 1024, 1), (3, 1024, 1)]
    layers, maps_in = [], 3
    for row in table:
        if not row:
            layers.append(nn.MaxPool2d(2))
        else:
            kernel, maps, stride = row
            layers += [nn.Conv2d(maps_in, maps, kernel, stride, kernels(kernel), bias=bias),
                       nn.LeakyReLU(slope)]
            maps_in = maps
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(49 * 1024, dense), nn.LeakyReLU(0.1),
                         nn.Dropout(), nn.Linear(dense, 1470),
                         *([nn.Unflatten(1, (7, 7, 30))] if squeeze else []))


def darknet__no_biases():
    """no biases"""
    return _darknet(bias=False)


def darknet__no_padding():
    """stopped with"""
    return _darknet(kernels=lambda k: 0)


def darknet__no_stride():
    """stopped with"""
    return _darknet(last=1)


def darknet__flat():
    """wanted is shape"""
    return _darknet(squeeze=False)


def darknet__small_dense():
    """4,096 outputs"""
    return _darknet(dense=1024)


def darknet__plain_relu():
    """slope of the leaky"""
    return _darknet(slope=0.0)


def darknet__slope_of_torch():
    """slope of the leaky"""
    return _darknet(slope=0.01)


def darknet__bent_end():
    """layers of each kind"""
    net = _darknet()
    return nn.Sequential(*net[:-1], nn.LeakyReLU(0.1), net[-1])


def darknet__average_pooling():
    """layers of each kind"""
    return nn.Sequential(*[nn.AvgPool2d(2) if isinstance(layer, nn.MaxPool2d) else layer
                           for layer in _darknet()])


def _terms(output, target, classes, pick=lambda iou, confidence: iou.argmax(-1), against_one=False,
           roots=True, other=True, kinds_everywhere=False, mean=True):
    boxes, confidence, kind = _decode(output, classes)
    truth, there, true_kind = _decode(target, classes)
    sides = (torch.minimum(boxes[..., 2:], truth[..., 2:])
             - torch.maximum(boxes[..., :2], truth[..., :2])).clamp_min(0).prod(-1)
    area, wanted = ((b[..., 2:] - b[..., :2]).prod(-1) for b in (boxes, truth))
    iou = sides / (area + wanted - sides).clamp_min(1e-9)
    responsible = F.one_hot(pick(iou, confidence), iou.shape[-1]) * there
    numbers, root = output[...,
                           :-classes].unflatten(-1, (-1, 5)), torch.sqrt if roots else lambda v: v
    empty = 1 - responsible if other else (1 - there).expand_as(confidence)
    return torch.stack([
        (responsible[..., None] * (numbers[..., :2] - target[..., None, :2]) ** 2).sum(),
        (responsible[...,
                     None] * (root(numbers[..., 2:4]) - root(target[..., None, 2:4])) ** 2).sum(),
        (responsible * (confidence - (1 if against_one else iou)) ** 2).sum(),
        (empty * confidence ** 2).sum(),
        ((1 if kinds_everywhere else there)
         * (kind - true_kind) ** 2).sum()]) / (len(output) if mean else 1)


def yolo_terms__first_box(output, target, classes):
    """always the first box"""
    return _terms(output, target, classes, pick=lambda iou, confidence: 0 * iou.argmax(-1))


def yolo_terms__confidence_one(output, target, classes):
    """compared with 1 instead of the IoU"""
    return _terms(output, target, classes, against_one=True)


def yolo_terms__no_roots(output, target, classes):
    """square roots are missing"""
    return _terms(output, target, classes, roots=False)


def yolo_terms__other_box_free(output, target, classes):
    """other box of a cell with an object"""
    return _terms(output, target, classes, other=False)


def yolo_terms__classes_of_empty_cells(output, target, classes):
    """have no class that could be wrong"""
    return _terms(output, target, classes, kinds_everywhere=True)


def yolo_terms__sum_over_pictures(output, target, classes):
    """divide by N"""
    return _terms(output, target, classes, mean=False)


def yolo_terms__surest_box(output, target, classes):
    """not the one with the highest IoU"""
    return _terms(output, target, classes, pick=lambda iou, confidence: confidence.argmax(-1))


def yolo_terms__worst_box(output, target, classes):
    """elements differ"""
    return _terms(output, target, classes, pick=lambda iou, confidence: iou.argmin(-1))


def yolo_terms__roots_of_the_sums(output, target, classes):
    """elements differ"""
    return _terms(output, target, classes).sqrt()


def yolo_terms__exchanged(output, target, classes):
    """elements differ"""
    return _terms(output, target, classes)[[0, 1, 3, 2, 4]]
