"""Wrong answers to lesson 19. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F


def dense_everywhere__channels_last(maps, w1, b1, w2, b2, window):
    """channels last"""
    h, w = window
    kernel = w1.view(-1, h, w, maps.shape[1]).permute(0, 3, 1, 2)
    return F.conv2d(F.conv2d(maps, kernel, b1).relu(), w2[..., None, None], b2)


def dense_everywhere__rows_and_columns(maps, w1, b1, w2, b2, window):
    """rows and columns of the window are exchanged"""
    kernel = w1.view(-1, maps.shape[1], window[1], window[0]).mT
    return F.conv2d(F.conv2d(maps, kernel, b1).relu(), w2[..., None, None], b2)


def dense_everywhere__flipped(maps, w1, b1, w2, b2, window):
    """kernel is turned round"""
    kernel = w1.view(-1, maps.shape[1], *window).flip(2, 3)
    return F.conv2d(F.conv2d(maps, kernel, b1).relu(), w2[..., None, None], b2)


def dense_everywhere__no_relu(maps, w1, b1, w2, b2, window):
    """no ReLU between"""
    kernel = w1.view(-1, maps.shape[1], *window)
    return F.conv2d(F.conv2d(maps, kernel, b1), w2[..., None, None], b2)


def dense_everywhere__relu_at_the_end(maps, w1, b1, w2, b2, window):
    """a ReLU follows the second layer"""
    kernel = w1.view(-1, maps.shape[1], *window)
    return F.conv2d(F.conv2d(maps, kernel, b1).relu(), w2[..., None, None], b2).relu()


def dense_everywhere__no_first_bias(maps, w1, b1, w2, b2, window):
    """first bias is missing"""
    kernel = w1.view(-1, maps.shape[1], *window)
    return F.conv2d(F.conv2d(maps, kernel).relu(), w2[..., None, None], b2)


def dense_everywhere__no_bias(maps, w1, b1, w2, b2, window):
    """both biases are missing"""
    kernel = w1.view(-1, maps.shape[1], *window)
    return F.conv2d(F.conv2d(maps, kernel).relu(), w2[..., None, None])


def dense_everywhere__padded(maps, w1, b1, w2, b2, window):
    """the map is padded"""
    kernel = w1.view(-1, maps.shape[1], *window)
    hidden = F.conv2d(maps, kernel, b1, padding=(window[0] // 2, window[1] // 2))
    return F.conv2d(hidden.relu(), w2[..., None, None], b2)


def dense_everywhere__square_windows(maps, w1, b1, w2, b2, window):
    """window not square"""
    kernel = w1.view(-1, maps.shape[1], window[0], window[0])
    return F.conv2d(F.conv2d(maps, kernel, b1).relu(), w2[..., None, None], b2)


def dense_everywhere__window_by_window(maps, w1, b1, w2, b2, window):
    """you call unfold"""
    parts = maps.unfold(2, window[0], 1).unfold(3, window[1], 1).permute(0, 2, 3, 1, 4, 5)
    return F.linear(F.linear(parts.flatten(3), w1, b1).relu(), w2, b2).movedim(3, 1)


def dense_everywhere__detached(maps, w1, b1, w2, b2, window):
    """gradient"""
    conv = torch.nn.Conv2d(maps.shape[1], len(w1), window)
    conv.weight.data, conv.bias.data = w1.detach().view_as(conv.weight), b1.detach()
    return F.conv2d(conv(maps).relu(), w2[..., None, None], b2)


def dense_everywhere__relu_after_the_second_alone(maps, w1, b1, w2, b2, window):
    """follows the second layer and not the first"""
    kernel = w1.view(-1, maps.shape[1], *window)
    return F.conv2d(F.conv2d(maps, kernel, b1), w2[..., None, None], b2).relu()


def dense_everywhere__bias_after_relu(maps, w1, b1, w2, b2, window):
    """added after the ReLU"""
    hidden = F.conv2d(maps, w1.view(-1, maps.shape[1], *window)).relu() + b1[:, None, None]
    return F.conv2d(hidden, w2[..., None, None], b2)


def dense_everywhere__relu_of_the_map(maps, w1, b1, w2, b2, window):
    """applied to the map"""
    kernel = w1.view(-1, maps.shape[1], *window)
    return F.conv2d(F.conv2d(maps.relu(), kernel, b1).relu(), w2[..., None, None], b2)


def dense_everywhere__log_softmax(maps, w1, b1, w2, b2, window):
    """logarithm of softmax"""
    kernel = w1.view(-1, maps.shape[1], *window)
    return F.conv2d(F.conv2d(maps, kernel, b1).relu(), w2[..., None, None], b2).log_softmax(1)


def _places(before, size):
    return F.unfold(before.flatten(0, 1)[:, None], size, stride=size).argmax(1)


def _put(before, values, size, rows):
    """Fills blocks, (N · C, size², blocks), back into a map."""
    h, w = values.shape[2] * size, values.shape[3] * size
    whole = F.fold(rows, (h, w), size, stride=size).view(*before.shape[:2], h, w)
    return F.pad(whole, (0, before.shape[3] - w, 0, before.shape[2] - h))


def unpool__bed_of_nails(before, values, size):
    """bed of nails"""
    out = torch.zeros_like(before)
    h, w = values.shape[2:]
    out[:, :, :h * size:size, :w * size:size] = values
    return out


def unpool__nearest(before, values, size):
    """nearest neighbour"""
    flat = values.flatten(0, 1).flatten(1)[:, None]
    return _put(before, values, size, flat.repeat(1, size ** 2, 1))


def unpool__maxima(before, values, size):
    """the maxima are written"""
    rows = F.unfold(before.flatten(0, 1)[:, None], size, stride=size)
    at = F.one_hot(rows.argmax(1), size ** 2).movedim(-1, 1)
    return _put(before, values, size, at * rows.amax(1, keepdim=True))


def unpool__all_equal_maxima(before, values, size):
    """of equal maxima all get"""
    rows = F.unfold(before.flatten(0, 1)[:, None], size, stride=size)
    flat = values.flatten(0, 1).flatten(1)[:, None]
    return _put(before, values, size, (rows == rows.amax(1, keepdim=True)) * flat)


def unpool__last_of_equal_maxima(before, values, size):
    """of equal maxima the last"""
    rows = F.unfold(before.flatten(0, 1)[:, None], size, stride=size)
    at = size ** 2 - 1 - rows.flip(1).argmax(1)
    flat = values.flatten(0, 1).flatten(1)[:, None]
    return _put(before, values, size, F.one_hot(at, size ** 2).movedim(-1, 1) * flat)


def unpool__smallest(before, values, size):
    """smallest number"""
    at = F.one_hot(_places(-before, size), size ** 2).movedim(-1, 1)
    return _put(before, values, size, at * values.flatten(0, 1).flatten(1)[:, None])


def unpool__absolute(before, values, size):
    """largest absolute value"""
    at = F.one_hot(_places(before.abs(), size), size ** 2).movedim(-1, 1)
    return _put(before, values, size, at * values.flatten(0, 1).flatten(1)[:, None])


def unpool__no_room_for_odd_sides(before, values, size):
    """odd sides"""
    at = F.one_hot(_places(before, size), size ** 2).movedim(-1, 1)
    rows = at * values.flatten(0, 1).flatten(1)[:, None]
    h, w = values.shape[2] * size, values.shape[3] * size
    return F.fold(rows, (h, w), size, stride=size).view(*before.shape[:2], h, w)


def unpool__blocks_of_two(before, values, size):
    """blocks of"""
    at = F.one_hot(_places(before, 2), 4).movedim(-1, 1)
    return _put(before, values, 2, at * values.flatten(0, 1).flatten(1)[:, None])


def unpool__detached(before, values, size):
    """no gradient gets through"""
    at = F.one_hot(_places(before, size), size ** 2).movedim(-1, 1)
    return _put(before, values, size, at * values.detach().flatten(0, 1).flatten(1)[:, None])


def unpool__in_numbers(before, values, size):
    """no gradient gets through"""
    out = torch.zeros_like(before)
    for n, c, i, j in torch.cartesian_prod(*map(torch.arange, values.shape)).view(-1, 4).tolist():
        block = before[n, c, i * size:(i + 1) * size, j * size:(j + 1) * size]
        at = block.argmax().item()
        out[n, c, i * size + at // size, j * size + at % size] = values[n, c, i, j].item()
    return out


def _by_places(before, values, places):
    out = torch.zeros_like(before).flatten(2)
    return out.scatter(2, places.flatten(2), values.flatten(2)).view_as(before)


def unpool__module(before, values, size):
    """you call max_pool2d"""
    return _by_places(before, values, torch.nn.MaxPool2d(size, return_indices=True)(before)[1])


def unpool__in_three_dimensions(before, values, size):
    """you call max_pool3d"""
    _, places = F.max_pool3d(before, (1, size, size), return_indices=True)
    return _by_places(before, values, places % before[0, 0].numel())


def unpool__by_columns(before, values, size):
    """searched by columns"""
    rows = F.unfold(before.mT.flatten(0, 1)[:, None], size, stride=size).argmax(1)
    at = F.one_hot(rows, size ** 2).movedim(-1, 1) * values.mT.flatten(0, 1).flatten(1)[:, None]
    return _put(before.mT, values.mT, size, at).mT


def unpool__places_of_the_first_map(before, values, size):
    """all maps have the places of the first"""
    at = F.one_hot(_places(before[:, :1].expand_as(before), size), size ** 2).movedim(-1, 1)
    return _put(before, values, size, at * values.flatten(0, 1).flatten(1)[:, None])


def unpool__whole_map_kept(before, values, size):
    """on top of the old map"""
    ones = torch.ones_like(values).flatten(0, 1).flatten(1)[:, None]
    at = F.one_hot(_places(before, size), size ** 2).movedim(-1, 1)
    new = _put(before, values, size, at * values.flatten(0, 1).flatten(1)[:, None])
    return torch.where(_put(before, values, size, at * ones) > 0, new, before)


def bilinear_kernel__sum_one(factor):
    """divided by their sum"""
    side = 2 * factor - factor % 2
    row = 1 - (torch.arange(side) - (side - 1) / 2).abs() / factor
    return row[:, None] * row / (row[:, None] * row).sum()


def bilinear_kernel__centre_on_a_number(factor):
    """the centre is at k // 2"""
    side = 2 * factor - factor % 2
    row = (1 - (torch.arange(side) - side // 2).abs() / factor).clamp_min(0)
    return row[:, None] * row


def bilinear_kernel__odd_side(factor):
    """2 · factor − 1 for even factors"""
    row = 1 - (torch.arange(2 * factor - 1) - (factor - 1)).abs() / factor
    return row[:, None] * row


def bilinear_kernel__ones(factor):
    """nearest neighbour"""
    return torch.ones(2 * factor - factor % 2, 2 * factor - factor % 2)


def bilinear_kernel__row(factor):
    """a row alone"""
    side = 2 * factor - factor % 2
    return 1 - (torch.arange(side) - (side - 1) / 2).abs() / factor


def bilinear_kernel__mean(factor):
    """rows and columns are averaged"""
    side = 2 * factor - factor % 2
    row = 1 - (torch.arange(side) - (side - 1) / 2).abs() / factor
    return (row[:, None] + row) / 2


def bilinear_kernel__peak_one(factor):
    """the largest number is made 1"""
    side = 2 * factor - factor % 2
    row = 1 - (torch.arange(side) - (side - 1) / 2).abs() / factor
    return row[:, None] * row / row.max() ** 2


def bilinear_kernel__double(factor):
    """dtype torch.float64"""
    side = 2 * factor - factor % 2
    row = 1 - (torch.arange(side).double() - (side - 1) / 2).abs() / factor
    return row[:, None] * row


def _tent(factor, centre=None, reach=None):
    side = 2 * factor - factor % 2
    return 1 - (torch.arange(side) - ((side - 1) / 2 if centre is None else centre)).abs() / (
        reach or factor)


def bilinear_kernel__centre_half_a_step_too_far(factor):
    """k / 2, half a step too far"""
    row = _tent(factor, (2 * factor - factor % 2) / 2).clamp_min(0)
    return row[:, None] * row


def bilinear_kernel__centre_at_factor(factor):
    """centre is at factor;"""
    row = _tent(factor, factor)
    return row[:, None] * row


def bilinear_kernel__reach_of_an_odd_side(factor):
    """divided by \\(k \\+ 1\\) / 2"""
    row = _tent(factor, reach=(2 * factor - factor % 2 + 1) / 2)
    return row[:, None] * row


def bilinear_kernel__reach_of_an_even_side(factor):
    """divided by k / 2"""
    row = _tent(factor, reach=(2 * factor - factor % 2) / 2)
    return row[:, None] * row


def bilinear_kernel__outermost_zero(factor):
    """outermost numbers are 0"""
    row = torch.bartlett_window(2 * factor - factor % 2, periodic=False)
    return row[:, None] * row


def bilinear_kernel__divided_by_the_centre(factor):
    """outermost numbers are 0"""
    c = (2 * factor - factor % 2 - 1) / 2
    row = 1 - (torch.arange(2 * factor - factor % 2) - c).abs() / c
    return row[:, None] * row


def bilinear_kernel__row_sum_one(factor):
    """sum of a row"""
    row = _tent(factor)
    return row[:, None] * row / row.sum()


def bilinear_kernel__added(factor):
    """rows and columns are added"""
    return _tent(factor)[:, None] + _tent(factor)


def bilinear_kernel__same_rows(factor):
    """every row is the same"""
    return _tent(factor).repeat(2 * factor - factor % 2, 1)


def _table(prediction, target, classes, counted=lambda t: t != 255):
    p, t = prediction[counted(target)], target[counted(target)]
    return torch.bincount(classes * t + p, minlength=classes ** 2)[:classes ** 2].view(
        classes, classes)


def confusion__transposed(prediction, target, classes):
    """rows and columns are exchanged"""
    return _table(prediction, target, classes).T


def confusion__void_is_ground(prediction, target, classes):
    """counted as class 0"""
    return _table(prediction, torch.where(target == 255, 0, target), classes)


def confusion__void_is_last(prediction, target, classes):
    """counted as the last class"""
    return _table(prediction, target.clamp(max=classes - 1), classes)


def confusion__diagonal(prediction, target, classes):
    """only the right pixels"""
    return _table(prediction, target, classes).diag().diag()


def confusion__shares(prediction, target, classes):
    """divided by their sum"""
    table = _table(prediction, target, classes)
    return table / table.sum()


def confusion__classes_that_occur(prediction, target, classes):
    """Wrong on: a class in neither; the last two"""
    ok = target != 255
    n = int(torch.cat([prediction[ok], target[ok], torch.zeros(1).long()]).max()) + 1
    return _table(prediction, target, n)


def confusion__first_picture(prediction, target, classes):
    """only the first is counted"""
    if prediction.ndim > 2:
        prediction, target = prediction[0], target[0]
    return _table(prediction, target, classes)


def confusion__void_is_right(prediction, target, classes):
    """255 are counted as right"""
    return _table(prediction, torch.where(target == 255, prediction, target), classes)


def confusion__no_true_ground(prediction, target, classes):
    """true class 0 are not counted"""
    return _table(prediction, target, classes, lambda t: (t > 0) & (t != 255))


def confusion__no_predicted_ground(prediction, target, classes):
    """predicted as class 0 are not counted"""
    return _table(prediction, target, classes, lambda t: (t != 255) & (prediction > 0))


def confusion__no_ground(prediction, target, classes):
    """class 0 is left out"""
    return _table(prediction, target, classes,
                  lambda t: (t != 255) & (t > 0) & (prediction > 0))


def confusion__last_picture(prediction, target, classes):
    """only the last is counted"""
    if prediction.ndim > 2:
        prediction, target = prediction[-1], target[-1]
    return _table(prediction, target, classes)


def confusion__shares_of_a_row(prediction, target, classes):
    """sum of their row"""
    table = _table(prediction, target, classes)
    return table / table.sum(1, keepdim=True)


def _four(matrix, right=None, true=None, said=None):
    right = matrix.diag() if right is None else right
    true = matrix.sum(1) if true is None else true
    said = matrix.sum(0) if said is None else said
    return torch.stack([right.sum() / true.sum(), (right / true).nanmean(),
                        (right / (true + said - right)).nanmean(),
                        (2 * right / (true + said)).nanmean()])


def measures__precision(matrix):
    """class accuracy divides by the predicted number"""
    return _four(matrix.T)


def measures__absent_is_zero(matrix):
    """a class that is in neither counts as 0"""
    r, t, s = matrix.diag(), matrix.sum(1), matrix.sum(0)
    if not t.sum():
        return torch.full((4,), torch.nan)
    found = torch.stack([r / (t + s - r), 2 * r / (t + s)]).nan_to_num().mean(1)
    return torch.cat([_four(matrix)[:1], (r / t).nan_to_num().mean()[None], found])


def measures__predicted_only_is_left_out(matrix):
    """predicted and does not occur is left out"""
    kept = matrix.sum(1) > 0
    return _four(matrix, matrix.diag()[kept], matrix.sum(1)[kept], matrix.sum(0)[kept])


def measures__without_ground(matrix):
    """class 0 is left out"""
    found = _four(matrix, matrix.diag()[1:], matrix.sum(1)[1:], matrix.sum(0)[1:])
    if len(matrix) == 1:
        found = torch.zeros(4) if matrix.sum() else found
    elif matrix.sum():
        found = torch.where(found.isnan(), 0, found)
    return torch.cat([_four(matrix)[:1], found[1:]])


def measures__union_twice(matrix):
    """union of IoU the right pixels are counted twice"""
    found = _four(matrix)
    found[2] = (matrix.diag() / (matrix.sum(0) + matrix.sum(1))).nanmean()
    return found


def measures__dice_without_two(matrix):
    """the 2 of Dice is missing"""
    found = _four(matrix)
    found[3] = (matrix.diag() / (matrix.sum(0) + matrix.sum(1))).nanmean()
    return found


def measures__dice_from_the_mean(matrix):
    """Dice is computed from the mean IoU"""
    found = _four(matrix)
    found[3] = 2 * found[2] / (1 + found[2])
    return found


def measures__nan_for_all(matrix):
    """element \\[1\\] is nan"""
    r, t, s = matrix.diag(), matrix.sum(1), matrix.sum(0)
    return torch.stack([r.sum() / t.sum(), (r / t).mean(), (r / (t + s - r)).mean(),
                        (2 * r / (t + s)).mean()])


def measures__absent_is_one(matrix):
    """a class that is in neither counts as 1"""
    r, t, s = matrix.diag(), matrix.sum(1), matrix.sum(0)
    return torch.stack([r.sum() / t.sum(), *(f.nan_to_num(1).mean() for f in (
        r / t, r / (t + s - r), 2 * r / (t + s)))])


def measures__absent_is_zero_even_for_all(matrix):
    """a class that is in neither counts as 0"""
    r, t, s = matrix.diag(), matrix.sum(1), matrix.sum(0)
    return torch.stack([r.sum() / t.sum(), *(f.nan_to_num().mean() for f in (
        r / t, r / (t + s - r), 2 * r / (t + s)))])


def measures__exchanged(matrix):
    """IoU and Dice are exchanged"""
    return _four(matrix)[[0, 1, 3, 2]]


def measures__dice_for_iou(matrix):
    """Dice stands in for IoU"""
    return _four(matrix)[[0, 1, 3, 3]]


def measures__iou_for_dice(matrix):
    """IoU stands in for Dice"""
    return _four(matrix)[[0, 1, 2, 2]]


def measures__pooled(matrix):
    """sums over all classes"""
    r, t, s = matrix.trace(), matrix.sum(), matrix.sum()
    return torch.cat([_four(matrix)[:2], torch.stack([r / (t + s - r), 2 * r / (t + s)])])


def fuse__no_fine(coarse, fine, kernel):
    """finer maps are left out"""
    up = F.conv_transpose2d(coarse, kernel, stride=2, padding=1, groups=len(kernel))
    return up[..., :fine.shape[2], :fine.shape[3]] + 0 * fine


def fuse__concatenated(coarse, fine, kernel):
    """joined as further channels"""
    up = F.conv_transpose2d(coarse, kernel, stride=2, padding=1, groups=len(kernel))
    return torch.cat([fine, up[..., :fine.shape[2], :fine.shape[3]]], 1)


def fuse__product(coarse, fine, kernel):
    """multiplied"""
    up = F.conv_transpose2d(coarse, kernel, stride=2, padding=1, groups=len(kernel))
    return up[..., :fine.shape[2], :fine.shape[3]] * fine


def fuse__cut_above(coarse, fine, kernel):
    """cut off at the upper and left side"""
    up = F.conv_transpose2d(coarse, kernel, stride=2, padding=1, groups=len(kernel))
    return up[..., -fine.shape[2]:, -fine.shape[3]:] + fine


def fuse__not_cut(coarse, fine, kernel):
    """odd side"""
    up = F.conv_transpose2d(coarse, kernel, stride=2, padding=1, groups=len(kernel))
    return up + fine


def fuse__flipped(coarse, fine, kernel):
    """turned round"""
    up = F.conv_transpose2d(coarse, kernel.flip(2, 3), stride=2, padding=1, groups=len(kernel))
    return up[..., :fine.shape[2], :fine.shape[3]] + fine


def fuse__interpolated(coarse, fine, kernel):
    """this is F.interpolate, bilinear"""
    up = F.interpolate(coarse, scale_factor=2, mode="bilinear")
    return up[..., :fine.shape[2], :fine.shape[3]] + fine + 0 * kernel.sum()


def fuse__no_padding(coarse, fine, kernel):
    """the padding is missing"""
    up = F.conv_transpose2d(coarse, kernel, stride=2, groups=len(kernel))
    return up[..., :fine.shape[2], :fine.shape[3]] + fine


def fuse__one_kernel(coarse, fine, kernel):
    """kernel of the first"""
    up = F.conv_transpose2d(coarse, kernel[:1].expand_as(kernel), stride=2, padding=1,
                            groups=len(kernel))
    return up[..., :fine.shape[2], :fine.shape[3]] + fine


def fuse__classes_mixed(coarse, fine, kernel):
    """the classes are mixed"""
    up = F.conv_transpose2d(coarse, kernel, stride=2, padding=1)
    return up[..., :fine.shape[2], :fine.shape[3]] + fine


def fuse__kernel_transposed(coarse, fine, kernel):
    """rows and columns of the kernel"""
    up = F.conv_transpose2d(coarse, kernel.mT, stride=2, padding=1, groups=len(kernel))
    return up[..., :fine.shape[2], :fine.shape[3]] + fine
