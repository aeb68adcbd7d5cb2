"""Wrong answers to lesson 23. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch


def _walk(layers, place, side):
    first = last = place
    for kernel, stride, padding in layers[::-1]:
        first, last = first * stride - padding, last * stride - padding + kernel - 1
    return first, last


def receptive_box__not_cut(layers, row, column, height, width):
    """not cut at the border"""
    (a, b), (c, d) = _walk(layers, row, height), _walk(layers, column, width)
    return a, c, b + 1, d + 1


def receptive_box__cut_at_the_end(layers, row, column, height, width):
    """not cut at the maps between"""
    (a, b), (c, d) = _walk(layers, row, height), _walk(layers, column, width)
    return max(a, 0), max(c, 0), min(b + 1, height), min(d + 1, width)


def receptive_box__first_to_last(layers, row, column, height, width):
    """from the first to the last"""
    (a, b), (c, d) = _walk(layers[::-1], row, height), _walk(layers[::-1], column, width)
    return max(a, 0), max(c, 0), min(b + 1, height), min(d + 1, width)


def receptive_box__inclusive(layers, row, column, height, width):
    """bottom and right are exclusive"""
    (a, b), (c, d) = _walk(layers, row, height), _walk(layers, column, width)
    return max(a, 0), max(c, 0), min(b, height), min(d, width)


def receptive_box__no_padding(layers, row, column, height, width):
    """padding is ignored"""
    layers = [(k, s, 0) for k, s, _ in layers]
    (a, b), (c, d) = _walk(layers, row, height), _walk(layers, column, width)
    return max(a, 0), max(c, 0), min(b + 1, height), min(d + 1, width)


def receptive_box__sides_exchanged(layers, row, column, height, width):
    """in common: .*not square"""
    ends = []
    for place, side in ((row, width), (column, height)):
        sides = [side]
        for k, s, p in layers:
            sides.append((sides[-1] + 2 * p - k) // s + 1)
        a = b = place
        for (k, s, p), n in zip(layers[::-1], sides[-2::-1], strict=True):
            a, b = max(a * s - p, 0), min(b * s - p + k - 1, n - 1)
        ends.append((a, b + 1))
    return ends[0][0], ends[1][0], ends[0][1], ends[1][1]


def _between(layers, place, side, padded=2, exclusive=0):
    """Rows that a unit sees, cut after each layer; the sides count `padded` paddings."""
    sides = [side]
    for k, s, p in layers:
        sides.append((sides[-1] + padded * p - k) // s + 1)
    a, b = place, place + exclusive
    for (k, s, p), n in zip(layers[::-1], sides[-2::-1], strict=True):
        a, b = max(a * s - p, 0), min(b * s - p + k - 1, n - 1 + exclusive)
    return a, b + 1 - exclusive


def receptive_box__sides_without_padding(layers, row, column, height, width):
    """computed too small"""
    (a, b), (c, d) = _between(layers, row, height, 0), _between(layers, column, width, 0)
    return a, c, b, d


def receptive_box__padded_once(layers, row, column, height, width):
    """computed too small"""
    (a, b), (c, d) = _between(layers, row, height, 1), _between(layers, column, width, 1)
    return a, c, b, d


def receptive_box__kernel_1_skipped(layers, row, column, height, width):
    """in common: kernel 1"""
    layers = [layer for layer in layers if layer[0] > 1]
    (a, b), (c, d) = _between(layers, row, height), _between(layers, column, width)
    return a, c, b, d


def receptive_box__stride_fills(layers, row, column, height, width):
    """stride above the kernel"""
    layers = [(max(k, s), s, p) for k, s, p in layers]
    (a, b), (c, d) = _walk(layers, row, height), _walk(layers, column, width)
    return max(a, 0), max(c, 0), min(b + 1, height), min(d + 1, width)


def receptive_box__exclusive_end_walks(layers, row, column, height, width):
    """exclusive end went through the layers"""
    (a, b), (c, d) = _between(layers, row, height, 2, 1), _between(layers, column, width, 2, 1)
    return a, c, b, d


def receptive_box__order(layers, row, column, height, width):
    """order is top, bottom, left, right"""
    return _between(layers, row, height) + _between(layers, column, width)


def top_pictures__all_values(maps, unit, n):
    """appears more than once"""
    flat = maps[:, unit].flatten()
    best = flat.argsort(descending=True, stable=True)[:n]
    h, w = maps.shape[2:]
    return torch.stack([best // (h * w), best % (h * w) // w, best % w], 1)


def top_pictures__lowest_first(maps, unit, n):
    """lowest come first"""
    values, places = maps[:, unit].flatten(1).max(1)
    best = values.argsort(stable=True)[:n]
    w = maps.shape[3]
    return torch.stack([best, places[best] // w, places[best] % w], 1)


def top_pictures__by_the_mean(maps, unit, n):
    """by the mean"""
    places = maps[:, unit].flatten(1).argmax(1)
    best = maps[:, unit].mean((1, 2)).argsort(descending=True, stable=True)[:n]
    w = maps.shape[3]
    return torch.stack([best, places[best] // w, places[best] % w], 1)


def top_pictures__height_for_width(maps, unit, n):
    """divided by the height"""
    values, places = maps[:, unit].flatten(1).max(1)
    best = values.argsort(descending=True, stable=True)[:n]
    h = maps.shape[2]
    return torch.stack([best, places[best] // h, places[best] % h], 1)


def top_pictures__row_and_column(maps, unit, n):
    """row and column are exchanged"""
    values, places = maps[:, unit].flatten(1).max(1)
    best = values.argsort(descending=True, stable=True)[:n]
    w = maps.shape[3]
    return torch.stack([best, places[best] % w, places[best] // w], 1)


def top_pictures__first_map(maps, unit, n):
    """map's number is ignored"""
    values, places = maps[:, 0].flatten(1).max(1)
    best = values.argsort(descending=True, stable=True)[:n]
    w = maps.shape[3]
    return torch.stack([best, places[best] // w, places[best] % w], 1)


def _best(maps, unit, n, values=None, places=None):
    flat, w = maps[:, unit].flatten(1), maps.shape[3]
    places = flat.argmax(1) if places is None else places
    best = (flat.amax(1) if values is None else values).argsort(descending=True, stable=True)[:n]
    return torch.stack([best, places[best] // w, places[best] % w], 1)


def top_pictures__unstable(maps, unit, n):
    """in common: (ties|many pictures)"""
    places = maps[:, unit].flatten(1).argmax(1)
    best = torch.from_numpy(np.argsort(-maps[:, unit].amax((1, 2)).numpy())[:n].copy())
    w = maps.shape[3]
    return torch.stack([best, places[best] // w, places[best] % w], 1)


def top_pictures__by_columns(maps, unit, n):
    """ties in a picture"""
    h, w = maps.shape[2:]
    place = maps[:, unit].mT.flatten(1).argmax(1)
    return _best(maps, unit, n, places=place % h * w + place // h)


def top_pictures__single_precision(maps, unit, n):
    """in common: close values"""
    return _best(maps.float(), unit, n)


def top_pictures__first_places(maps, unit, n):
    """places are those of the first pictures"""
    places = maps[:, unit].flatten(1).argmax(1)[:n]
    best, w = _best(maps, unit, n)[:, 0], maps.shape[3]
    return torch.stack([best, places // w, places % w], 1)


def _slide(score, x, window, stride, fill, ends, value, mean=True):
    total, count = torch.zeros(2, *x.shape[1:], dtype=x.dtype)
    for r in range(0, ends(x.shape[1]), stride):
        for c in range(0, ends(x.shape[2]), stride):
            z = x.clone()
            z[:, r:r + window, c:c + window] = fill
            total[r:r + window, c:c + window] += value(score(x[None]).item(), score(z[None]).item())
            count[r:r + window, c:c + window] += 1
    return total / count.clamp(min=1) if mean else total


def occlusion__sign(score, x, window, stride, fill=0.5):
    """sign is turned round"""
    return _slide(score, x, window, stride, fill, lambda n: n - window + stride,
                  lambda full, less: less - full)


def occlusion__sum(score, x, window, stride, fill=0.5):
    """added where windows overlap"""
    return _slide(score, x, window, stride, fill, lambda n: n - window + stride,
                  lambda full, less: full - less, mean=False)


def occlusion__whole_windows(score, x, window, stride, fill=0.5):
    """windows that stick out are left out"""
    return _slide(score, x, window, stride, fill, lambda n: n - window + 1,
                  lambda full, less: full - less)


def occlusion__score(score, x, window, stride, fill=0.5):
    """score of the covered picture, and not the fall"""
    return _slide(score, x, window, stride, fill, lambda n: n - window + stride,
                  lambda full, less: less)


def occlusion__always_grey(score, x, window, stride, fill=0.5):
    """fill is ignored"""
    return _slide(score, x, window, stride, 0.5, lambda n: n - window + stride,
                  lambda full, less: full - less)


def occlusion__relative(score, x, window, stride, fill=0.5):
    """divided by the score"""
    return _slide(score, x, window, stride, fill, lambda n: n - window + stride,
                  lambda full, less: (full - less) / full)


def occlusion__in_place(score, x, window, stride, fill=0.5):
    """stays covered for the next"""
    full = score(x[None]).item()
    total, count = torch.zeros(2, *x.shape[1:], dtype=x.dtype)
    for r in range(0, x.shape[1] - window + stride, stride):
        for c in range(0, x.shape[2] - window + stride, stride):
            x[:, r:r + window, c:c + window] = fill
            total[r:r + window, c:c + window] += full - score(x[None]).item()
            count[r:r + window, c:c + window] += 1
    return total / count


def occlusion__to_the_side(score, x, window, stride, fill=0.5):
    """further windows, though one has reached the border"""
    return _slide(score, x, window, stride, fill, lambda n: n, lambda full, less: full - less)


def occlusion__last_missing(score, x, window, stride, fill=0.5):
    """last window is missing"""
    return _slide(score, x, window, stride, fill, lambda n: n - window,
                  lambda full, less: full - less)


def occlusion__falls_only(score, x, window, stride, fill=0.5):
    """rises counts as no fall"""
    return _slide(score, x, window, stride, fill, lambda n: n - window + stride,
                  lambda full, less: max(full - less, 0))


def occlusion__absolute(score, x, window, stride, fill=0.5):
    """rises counts as a fall"""
    return _slide(score, x, window, stride, fill, lambda n: n - window + stride,
                  lambda full, less: abs(full - less))


def occlusion__sides_exchanged(score, x, window, stride, fill=0.5):
    """in common: not square"""
    h, w = x.shape[1:]
    return _slide(score, x, window, stride, fill, lambda n: h + w - n - window + stride,
                  lambda full, less: full - less)


def guided_relu__ordinary(x):
    """ordinary ReLU"""
    return x.relu()


class _Rule(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, rule):
        ctx.save_for_backward(x)
        ctx.rule = rule
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, g):
        return ctx.rule(ctx.saved_tensors[0], g), None


def guided_relu__deconvolution(x):
    """gradient alone decides"""
    return _Rule.apply(x, lambda x, g: g.clamp(min=0))


def guided_relu__either(x):
    """one of input and gradient"""
    return _Rule.apply(x, lambda x, g: g * ((x > 0) | (g > 0)))


def guided_relu__absolute(x):
    """absolute value of negative gradients"""
    return _Rule.apply(x, lambda x, g: g.abs() * (x > 0))


def guided_relu__ones(x):
    """come back as 1"""
    return _Rule.apply(x, lambda x, g: ((x > 0) & (g > 0)).to(g.dtype))


def guided_relu__negative(x):
    """positive ones do not"""
    return _Rule.apply(x, lambda x, g: g.clamp(max=0) * (x > 0))


def guided_relu__at_zero(x):
    """input of 0 lets the gradient through"""
    return _Rule.apply(x, lambda x, g: g.clamp(min=0) * (x >= 0))


def guided_relu__single_precision(x):
    """in common: .*float64"""
    return _Rule.apply(x, lambda x, g: g.float().clamp(min=0) * (x > 0))


def guided_relu__hook_on_the_input(x):
    """hook on the input"""
    if x.requires_grad:
        x.register_hook(lambda g: g.clamp(min=0))
    return x.relu()


def guided_relu__one_mask_for_all(x, kept={}):  # noqa: B006
    """second call overwrites"""
    kept["mask"] = x > 0
    return _Rule.apply(x, lambda x, g: g.clamp(min=0) * kept["mask"])


def _path(gradient, x, baseline, points):
    return sum(gradient(baseline + t * (x - baseline)) for t in points) / len(points)


def integrated_gradients__beginnings(gradient, x, baseline, steps):
    """beginnings of the parts"""
    return _path(gradient, x, baseline, [i / steps for i in range(steps)]) * (x - baseline)


def integrated_gradients__ends(gradient, x, baseline, steps):
    """ends of the parts"""
    return _path(gradient, x, baseline, [i / steps for i in range(1, steps + 1)]) * (x - baseline)


def integrated_gradients__no_mean(gradient, x, baseline, steps):
    """not divided by the number of steps"""
    return steps * _path(gradient, x, baseline,
                         [(i + 0.5) / steps for i in range(steps)]) * (x - baseline)


def integrated_gradients__no_factor(gradient, x, baseline, steps):
    """factor x - baseline is missing"""
    return _path(gradient, x, baseline, [(i + 0.5) / steps for i in range(steps)])


def integrated_gradients__times_x(gradient, x, baseline, steps):
    """factor is x, and not"""
    return _path(gradient, x, baseline, [(i + 0.5) / steps for i in range(steps)]) * x


def integrated_gradients__from_zero(gradient, x, baseline, steps):
    """begins at zero"""
    return _path(gradient, x, 0 * x, [(i + 0.5) / steps for i in range(steps)]) * (x - baseline)


def integrated_gradients__at_x(gradient, x, baseline, steps):
    """gradient at x alone"""
    return gradient(x) * (x - baseline)


def integrated_gradients__no_baseline(gradient, x, baseline, steps):
    """baseline is ignored"""
    return _path(gradient, x, 0 * x, [(i + 0.5) / steps for i in range(steps)]) * x


def integrated_gradients__one_more_point(gradient, x, baseline, steps):
    """there are steps . 1 points"""
    return _path(gradient, x, baseline, [i / steps for i in range(steps + 1)]) * (x - baseline)


def integrated_gradients__trapezoids(gradient, x, baseline, steps):
    """trapezoids"""
    g = [gradient(baseline + i / steps * (x - baseline)) for i in range(steps + 1)]
    return (sum(g) - (g[0] + g[-1]) / 2) / steps * (x - baseline)


def integrated_gradients__middle_alone(gradient, x, baseline, steps):
    """middle of the whole way alone"""
    return gradient((x + baseline) / 2) * (x - baseline)


def grad_cam__no_relu(maps, gradients):
    """ReLU at the end is missing"""
    return (gradients.mean((2, 3), keepdim=True) * maps).sum(1)


def grad_cam__sums(maps, gradients):
    """sums over the places"""
    return (gradients.sum((2, 3), keepdim=True) * maps).sum(1).relu()


def grad_cam__no_mean(maps, gradients):
    """place by place"""
    return (gradients * maps).sum(1).relu()


def grad_cam__positive_weights(maps, gradients):
    """negative weights are left out"""
    return (gradients.mean((2, 3), keepdim=True).relu() * maps).sum(1).relu()


def grad_cam__mean_of_maps(maps, gradients):
    """not their sum"""
    return (gradients.mean((2, 3), keepdim=True) * maps).mean(1).relu()


def grad_cam__relu_first(maps, gradients):
    """before the sum"""
    return (gradients.mean((2, 3), keepdim=True) * maps).relu().sum(1)


def grad_cam__shared(maps, gradients):
    """shared by all pictures"""
    return (gradients.mean((0, 2, 3), keepdim=True) * maps).sum(1).relu()


def grad_cam__mean_over_maps(maps, gradients):
    """over the maps, and not over the places"""
    return (gradients.mean(1, keepdim=True) * maps).sum(1).relu()


def grad_cam__mean_of_everything(maps, gradients):
    """over the maps and the places"""
    return (gradients.mean((1, 2, 3), keepdim=True) * maps).sum(1).relu()


def grad_cam__positive_gradients(maps, gradients):
    """negative gradients are left out before the mean"""
    return (gradients.relu().mean((2, 3), keepdim=True) * maps).sum(1).relu()


def grad_cam__normalised(maps, gradients):
    """divided by its maximum"""
    found = (gradients.mean((2, 3), keepdim=True) * maps).sum(1).relu()
    return found / found.amax((1, 2), keepdim=True).clamp(min=1e-9)


def grad_cam__first_picture(maps, gradients):
    """in common: several pictures"""
    return (gradients[:1].mean((2, 3), keepdim=True) * maps).sum(1).relu()


def receptive_box__maps_divided_by_the_stride(layers, row, column, height, width):
    """in common: .*stride 2 first"""
    sides = [(height, width)]
    for _, s, _ in layers:
        sides.append((sides[-1][0] // s, sides[-1][1] // s))
    a = b = row
    c = d = column
    for (k, s, p), (h, w) in zip(layers[::-1], sides[-2::-1], strict=True):
        a, b = max(a * s - p, 0), min(b * s - p + k - 1, h - 1)
        c, d = max(c * s - p, 0), min(d * s - p + k - 1, w - 1)
    return a, c, b + 1, d + 1


def top_pictures__row_and_column_apart(maps, unit, n):
    """ties in a picture"""
    best = maps[:, unit].amax((1, 2)).argsort(descending=True, stable=True)[:n]
    m = maps[best, unit]
    return torch.stack([best, m.amax(2).argmax(1), m.amax(1).argmax(1)], 1)


def top_pictures__column_by_column(maps, unit, n):
    """ties in a picture"""
    best = maps[:, unit].amax((1, 2)).argsort(descending=True, stable=True)[:n]
    at, h = maps[best, unit].mT.flatten(1).argmax(1), maps.shape[2]
    return torch.stack([best, at % h, at // h], 1)
