"""Wrong answers to lesson 02. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import numpy as np
import torch
import torch.nn.functional as F


def _sizes(out, kernel, stride, padding, dilation, more=0, end=None):
    first = (out - 1) * stride + dilation * (kernel - 1) + 1 - 2 * padding + more
    return [size for size in range(first, first + (stride if end is None else end)) if size > 0]


def input_sizes__smallest_only(out, kernel, stride=1, padding=0, dilation=1):
    """only the smallest size is there"""
    return _sizes(out, kernel, stride, padding, dilation)[:1]


def input_sizes__largest_only(out, kernel, stride=1, padding=0, dilation=1):
    """only the largest size is there"""
    return _sizes(out, kernel, stride, padding, dilation)[-1:]


def input_sizes__one_too_many(out, kernel, stride=1, padding=0, dilation=1):
    """one size too many at the end"""
    return _sizes(out, kernel, stride, padding, dilation, end=stride + 1)


def input_sizes__out_steps(out, kernel, stride=1, padding=0, dilation=1):
    """between `out` places there is one step less"""
    return _sizes(out, kernel, stride, padding, dilation, more=stride)


def input_sizes__padding_once(out, kernel, stride=1, padding=0, dilation=1):
    """goes off on one side only"""
    return _sizes(out, kernel, stride, padding, dilation, more=padding)


def input_sizes__padding_forgotten(out, kernel, stride=1, padding=0, dilation=1):
    """the padding is left out"""
    return _sizes(out, kernel, stride, 0, dilation)


def input_sizes__padding_added(out, kernel, stride=1, padding=0, dilation=1):
    """the padding is added to the size"""
    return _sizes(out, kernel, stride, -padding, dilation)


def input_sizes__no_dilation(out, kernel, stride=1, padding=0, dilation=1):
    """dilation is left out"""
    return _sizes(out, kernel, stride, padding, 1)


def input_sizes__dilation_times_kernel(out, kernel, stride=1, padding=0, dilation=1):
    """not D·k"""
    return _sizes(out, kernel, stride, padding, dilation, more=dilation - 1)


def input_sizes__sizes_below_one(out, kernel, stride=1, padding=0, dilation=1):
    """a picture has 1 pixel at least"""
    first = (out - 1) * stride + dilation * (kernel - 1) + 1 - 2 * padding
    return list(range(first, first + stride))


def input_sizes__backwards(out, kernel, stride=1, padding=0, dilation=1):
    """in common: stride above 1|value 1 of"""
    return _sizes(out, kernel, stride, padding, dilation)[::-1]


def input_sizes__smallest_and_largest(out, kernel, stride=1, padding=0, dilation=1):
    """wanted (are|is) \\d value"""
    sizes = _sizes(out, kernel, stride, padding, dilation)
    return sizes[0], sizes[-1]


def input_sizes__as_large_as_the_window(out, kernel, stride=1, padding=0, dilation=1):
    """in common: one place, stride above 1"""
    return [size for size in _sizes(out, kernel, stride, padding, dilation)
            if size >= dilation * (kernel - 1) + 1]


def input_sizes__a_range(out, kernel, stride=1, padding=0, dilation=1):
    """you return range"""
    first = (out - 1) * stride + dilation * (kernel - 1) + 1 - 2 * padding
    return range(max(first, 1), first + stride)


def input_sizes__by_library(out, kernel, stride=1, padding=0, dilation=1):
    """you call conv1d"""
    return [m for m in range(max(1, dilation * (kernel - 1) + 1 - 2 * padding), 300)
            if F.conv1d(torch.zeros(1, 1, m), torch.ones(1, 1, kernel), None, stride, padding,
                        dilation).shape[-1] == out]


def receptive_field__own_stride(layers):
    """it pays only in the layers after it"""
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        jump *= stride
        field += (kernel - 1) * dilation * jump
    return field, jump


def _walk(layers, add, step=lambda jump, kernel, stride, dilation: jump * stride, field=1, jump=1):
    for kernel, stride, dilation in layers:
        field += add(kernel, dilation, jump)
        jump = step(jump, kernel, stride, dilation)
    return field, jump


def _adds(kernel, dilation, jump):
    return (kernel - 1) * dilation * jump


def receptive_field__no_jump(layers):
    """the jump is not used"""
    return _walk(layers, lambda k, d, j: (k - 1) * d)


def receptive_field__no_dilation(layers):
    """dilation is left out"""
    return _walk(layers, lambda k, d, j: (k - 1) * j)


def receptive_field__backwards(layers):
    """from the last to the first"""
    return _walk(layers[::-1], _adds)


def receptive_field__k_steps(layers):
    """k taps are k - 1 steps"""
    return _walk(layers, lambda k, d, j: k * d * j)


def receptive_field__only_the_field(layers):
    """wanted are 2 values"""
    return _walk(layers, _adds)[0]


def receptive_field__exchanged(layers):
    """field and jump are exchanged"""
    return _walk(layers, _adds)[::-1]


def receptive_field__jumps_added(layers):
    """multiplied, not added"""
    return _walk(layers, _adds)[0], 1 + sum(stride - 1 for _, stride, _ in layers)


def receptive_field__jump_of_the_last_layer(layers):
    """in common: stride in the first layer"""
    return _walk(layers, _adds)[0], layers[-1][1] if layers else 1


def receptive_field__last_stride_not_counted(layers):
    """in common: stride in the last layer"""
    return _walk(layers, _adds)[0], _walk(layers[:-1], _adds)[1]


def receptive_field__only_the_stride_before(layers):
    """in common: .*stride in two layers"""
    return (_walk(layers, _adds, lambda jump, k, stride, d: stride)[0], _walk(layers, _adds)[1])


def receptive_field__dilation_in_the_jump(layers):
    """the dilation widens the jump"""
    field, jump = _walk(layers, _adds)
    for _, _, dilation in layers:
        jump *= dilation
    return field, jump


def receptive_field__starts_at_nothing(layers):
    """a constant is added: yours is 1 less"""
    return _walk(layers, _adds, field=0)


def receptive_field__first_layer_apart(layers):
    """in common: no layer"""
    (kernel, stride, dilation), *rest = layers
    return _walk(rest, _adds, field=(kernel - 1) * dilation + 1, jump=stride)


def receptive_field__list_used_up(layers):
    """change a list that belongs to the caller"""
    field, jump = 1, 1
    while layers:
        kernel, stride, dilation = layers.pop(0)
        field += (kernel - 1) * dilation * jump
        jump *= stride
    return field, jump


def receptive_field__floats(layers):
    """it is a float; a whole number"""
    field, jump = _walk(layers, _adds)
    return field / 1, jump


def receptive_field__by_running(layers):
    """you call conv1d"""
    row = torch.zeros(1, 1, 400, requires_grad=True)
    maps = row
    for kernel, stride, dilation in layers:
        maps = F.conv1d(maps, torch.ones(1, 1, kernel), None, stride, 0, dilation)
    seen = [torch.autograd.grad(maps[0, 0, i], row, retain_graph=True)[0].nonzero()[:, 2]
            for i in (0, 1)]
    return int(seen[0].max()) + 1, int(seen[1].min())


def _decide(layers, enough=lambda step, width: step <= width, order=sorted, jumps=True):
    steps, jump, width = [], 1, 1
    for kernel, stride, dilation in layers:
        if kernel > 1:
            steps.append((dilation * jump, kernel))
        jump *= stride if jumps else 1
    for step, kernel in order(steps):
        if not enough(step, width):
            return False
        width += (kernel - 1) * step
    return True


def reads_all__in_the_given_order(layers):
    """the order of the layers changes nothing"""
    return _decide(layers, order=list)


def reads_all__from_the_top(layers):
    """Wrong on:"""
    return _decide(layers, order=lambda steps: steps[::-1])


def reads_all__no_stride(layers):
    """stride is left out"""
    return _decide(layers, jumps=False)


def reads_all__own_stride(layers):
    """not its own"""
    steps, jump, width = [], 1, 1
    for kernel, stride, dilation in layers:
        jump *= stride
        steps.append((dilation * jump, kernel))
    for step, kernel in sorted(steps):
        if kernel > 1 and step > width:
            return False
        width += (kernel - 1) * step
    return True


def reads_all__must_overlap(layers):
    """copies that touch leave no hole"""
    return _decide(layers, enough=lambda step, width: step < width or step == 1)


def reads_all__one_between(layers):
    """one pixel between two copies is a hole"""
    return _decide(layers, enough=lambda step, width: step <= width + 1)


def reads_all__kernels_of_three(layers):
    """a kernel of 3 is taken for granted"""
    return _decide([(3, stride, dilation) for _, stride, dilation in layers])


def reads_all__previous_layer_only(layers):
    """the layer before it alone"""
    steps, jump = [], 1
    for kernel, stride, dilation in layers:
        steps.append((dilation * jump, kernel))
        jump *= stride
    steps = [(0, 1), *sorted(steps)]
    return all(step <= 1 + (k - 1) * before or kernel == 1
               for (before, k), (step, kernel) in zip(steps, steps[1:], strict=False))


def reads_all__common_divisor(layers):
    """a common divisor is not the only cause"""
    steps, jump = [], 1
    for kernel, stride, dilation in layers:
        if kernel > 1:
            steps.append(dilation * jump)
        jump *= stride
    return not steps or bool(np.gcd.reduce(steps) == 1)


def reads_all__a_one_is_enough(layers):
    """Wrong on:"""
    return not layers or any(dilation == 1 for _, _, dilation in layers)


def reads_all__always(layers):
    """Wrong on:|Right on:"""
    return True


def reads_all__kernel_of_one_counts(layers):
    """in common: kernel of 1"""
    steps, jump, width = [], 1, 1
    for kernel, stride, dilation in layers:
        steps.append((dilation * jump, kernel))
        jump *= stride
    for step, kernel in sorted(steps):
        if step > width:
            return False
        width += (kernel - 1) * step
    return not any(k == 1 and s > 1 for k, s, d in layers) or _decide(layers)


def reads_all__kernels_of_one_dropped(layers):
    """in common: kernel of 1, stride"""
    return _decide([layer for layer in layers if layer[0] > 1])


def reads_all__how_many(layers):
    """True or False is wanted"""
    return int(_decide(layers))


def reads_all__sorted_in_place(layers):
    """change a list that belongs to the caller"""
    answer = _decide(layers)
    layers.sort(key=lambda layer: layer[2])
    return answer


def reads_all__no_layer_forgotten(layers):
    """in common: no layer"""
    layers[0]
    return _decide(layers)


def reads_all__by_running(layers):
    """you call conv1d"""
    row = torch.zeros(1, 1, 400, requires_grad=True)
    maps = row
    for kernel, stride, dilation in layers:
        maps = F.conv1d(maps, torch.ones(1, 1, kernel), None, stride, 0, dilation)
    seen = torch.autograd.grad(maps[0, 0, 0], row)[0].nonzero()[:, 2]
    return len(seen) == int(seen.max()) + 1


def _middle(maps):
    return maps[0, :, maps.shape[2] // 2, maps.shape[3] // 2].sum()


def _gradient(net, size, pick=_middle):
    picture = torch.rand(1, 1, size, size, requires_grad=True)
    pick(net(picture)).backward()
    return picture.grad[0, 0]


def _box(seen):
    rows, columns = seen.nonzero().T
    return int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1


def seen_by__lines_counted(net, size):
    """holds others in between"""
    seen = _gradient(net, size) != 0
    return seen.any(1).sum(), seen.any(0).sum()


def seen_by__no_plus_one(net, size):
    """\\+ 1 is missing"""
    height, width = _box(_gradient(net, size))
    return height - 1, width - 1


def seen_by__counted(net, size):
    """you count pixels"""
    count = len(_gradient(net, size).nonzero())
    return count, count


def seen_by__root_of_the_count(net, size):
    """Wrong on: dilation; kernel not square"""
    side = round(len(_gradient(net, size).nonzero()) ** 0.5)
    return side, side


def seen_by__corner(net, size):
    """in the corner"""
    return _box(_gradient(net, size, lambda maps: maps[0, :, 0, 0].sum()))


def seen_by__exchanged(net, size):
    """height and width are exchanged"""
    return _box(_gradient(net, size))[::-1]


def seen_by__no_gradient(net, size):
    """'NoneType' object is not subscriptable"""
    picture = torch.rand(1, 1, size, size)
    _middle(net(picture)).backward()
    return _box(picture.grad[0, 0])


def seen_by__first_map_only(net, size):
    """in common: two maps"""
    return _box(_gradient(net, size, lambda maps: maps[0, 0, maps.shape[2] // 2,
                                                       maps.shape[3] // 2]))


def seen_by__last_map_only(net, size):
    """in common: two maps"""
    return _box(_gradient(net, size, lambda maps: maps[0, -1, maps.shape[2] // 2,
                                                       maps.shape[3] // 2]))


def seen_by__maps_not_summed(net, size):
    """in common: two maps"""
    return _box(_gradient(net, size, lambda maps: maps[0, :, maps.shape[2] // 2,
                                                       maps.shape[3] // 2].squeeze()))


def seen_by__column_for_row(net, size):
    """in common: .*maps not square"""
    return _box(_gradient(net, size, lambda maps: maps[0, :, maps.shape[3] // 2,
                                                       maps.shape[2] // 2].sum()))


def seen_by__middle_of_the_picture(net, size):
    """in common: stride above 1"""
    return _box(_gradient(net, size, lambda maps: maps[0, :, size // 2, size // 2].sum()))


def seen_by__one_middle_for_both(net, size):
    """in common: .*maps not square"""
    def pick(maps):
        middle = maps.shape[2] // 2
        return maps[0, :, middle, middle].sum()
    return _box(_gradient(net, size, pick))


def seen_by__middle_rounded_down(net, size):
    """in common: .*even number of rows"""
    return _box(_gradient(net, size, lambda maps: maps[0, :, (maps.shape[2] - 1) // 2,
                                                       (maps.shape[3] - 1) // 2].sum()))


def seen_by__whole_map(net, size):
    """this is the whole map's gradient"""
    return _box(_gradient(net, size, torch.sum))


def seen_by__positive_only(net, size):
    """gradients below zero count too"""
    return _box(_gradient(net, size) > 0)


def seen_by__threshold(net, size):
    """in common: small gradients"""
    return _box(_gradient(net, size).abs() > 1e-6)


def seen_by__square(net, size):
    """in common: kernel not square"""
    side = max(_box(_gradient(net, size)))
    return side, side


def seen_by__field_of_the_formula(net, size):
    """Wrong on: kernel not square; field cut by the border"""
    field = jump = 1
    for conv in net:
        field += (conv.kernel_size[0] - 1) * conv.dilation[0] * jump
        jump *= conv.stride[0]
    return field, field


def seen_by__weights_overwritten(net, size):
    """change the weights of a layer"""
    for weights in net.parameters():
        weights.data.fill_(1)
    return _box(_gradient(net, size))


def seen_by__weights_frozen(net, size):
    """leave requires_grad changed in the network's weights"""
    return _box(_gradient(net.requires_grad_(False), size))


def seen_by__floats(net, size):
    """it is a float; a whole number"""
    height, width = _box(_gradient(net, size))
    return height / 2 * 2, width / 2 * 2


def seen_by__height_only(net, size):
    """wanted are 2 values"""
    return _box(_gradient(net, size))[0]


def _windows(kernel, m, n, row=lambda i, j, rows, columns: i * columns + j, flat=torch.flatten,
             skipped=0):
    k, l = kernel.shape
    rows, columns = m - k + 1, n - l + 1
    H = torch.zeros(rows * columns, m * n)
    for i in range(rows - skipped):
        for j in range(columns - skipped):
            window = torch.zeros(m, n)
            window[i:i + k, j:j + l] = kernel
            H[row(i, j, rows, columns)] = flat(window)
    return H


def convolution_matrix__turned(kernel, m, n):
    """the kernel is turned by 180°"""
    return _windows(kernel.flip(0, 1), m, n)


def convolution_matrix__kernel_transposed(kernel, m, n):
    """rows and columns of the kernel are exchanged"""
    return _windows(kernel.T, m, n)


def convolution_matrix__wrong_row(kernel, m, n):
    """the windows are numbered column by column"""
    return _windows(kernel, m, n, row=lambda i, j, rows, columns: j * rows + i)


def convolution_matrix__column_by_column(kernel, m, n):
    """the pixels are laid out column by column"""
    return _windows(kernel, m, n, flat=lambda window: window.T.flatten())


def convolution_matrix__transposed(kernel, m, n):
    """a row of H is a window"""
    return _windows(kernel, m, n).T


def convolution_matrix__first_row_only(kernel, m, n):
    """only the first row of windows"""
    H = _windows(kernel, m, n)
    H[n - kernel.shape[1] + 1:] = 0
    return H


def convolution_matrix__rows_too_long(kernel, m, n):
    """in common: map not square"""
    return _windows(kernel, m, n, row=lambda i, j, rows, columns: i * rows + j)


def convolution_matrix__numbered_by_pixels(kernel, m, n):
    """as if there were n in a row"""
    return _windows(kernel, m, n, row=lambda i, j, rows, columns: i * n + j)


def convolution_matrix__pixels_by_rows(kernel, m, n):
    """in common: .*picture not square"""
    k, l = kernel.shape
    H = torch.zeros((m - k + 1) * (n - l + 1), m * n)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            for a in range(k):
                for b in range(l):
                    H[i * (n - l + 1) + j, (i + a) * m + j + b] = kernel[a, b]
    return H


def convolution_matrix__square_kernels_only(kernel, m, n):
    """in common: .*kernel not square"""
    k = len(kernel)
    if kernel.shape[1] != k and m > 1:
        kernel = F.pad(kernel, (0, k - kernel.shape[1]))
    return _windows(kernel, m, n)


def convolution_matrix__last_window_missing(kernel, m, n):
    """the last row and the last column of windows are missing"""
    return _windows(kernel, m, n, skipped=1)


def convolution_matrix__no_jump_at_the_end_of_a_row(kernel, m, n):
    """at the end of a line it moves by more"""
    k, l = kernel.shape
    H = torch.zeros((m - k + 1) * (n - l + 1), m * n)
    for row in range(len(H)):
        for a in range(k):
            H[row, row + a * n:row + a * n + l] = kernel[a]
    return H


def convolution_matrix__kernel_in_one_piece(kernel, m, n):
    """the kernel's rows stand side by side"""
    k, l = kernel.shape
    H = torch.zeros((m - k + 1) * (n - l + 1), m * n)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            H[i * (n - l + 1) + j, i * n + j:i * n + j + k * l] = kernel.reshape(-1)
    return H


def convolution_matrix__double(kernel, m, n):
    """dtype torch.float64, wanted is torch.float32"""
    return _windows(kernel, m, n).double()


def convolution_matrix__whole_numbers(kernel, m, n):
    """whole numbers"""
    return _windows(kernel, m, n).long()


def convolution_matrix__windows_as_pictures(kernel, m, n):
    """your result has shape \\(4, 2, 2\\)"""
    return _windows(kernel, m, n).view(-1, m, n)


def _stamped(z, kernel, stride, put=torch.add, ink=lambda v: v, size=None):
    """put: what becomes of the old ink and the new."""
    (h, w), (k, l) = z.shape, kernel.shape
    picture = torch.zeros(size or ((h - 1) * stride + k, (w - 1) * stride + l))
    for i in range(h):
        for j in range(w):
            part = picture[i * stride:i * stride + k, j * stride:j * stride + l]
            part[:] = put(part, ink(z[i, j]) * kernel)
    return picture


def transposed_convolution__painted_over(z, kernel, stride):
    """paints over the one before"""
    return _stamped(z, kernel, stride, put=lambda old, new: new)


def transposed_convolution__strongest(z, kernel, stride):
    """in common: overlap"""
    return _stamped(z, kernel, stride,
                    put=lambda old, new: torch.where(new.abs() > old.abs(), new, old))


def transposed_convolution__mean(z, kernel, stride):
    """you take the mean"""
    count = _stamped(torch.ones_like(z), torch.ones_like(kernel), stride)
    return _stamped(z, kernel, stride) / count.clamp(min=1)


def transposed_convolution__divided_by_the_count(z, kernel, stride):
    """Right on: stamps side by side; one stamp"""
    return _stamped(z, kernel, stride) / _stamped(torch.ones_like(z), torch.ones_like(kernel),
                                                  stride)


def transposed_convolution__no_stride(z, kernel, stride):
    """the stride is ignored"""
    return _stamped(z, kernel, 1)


def transposed_convolution__cut(z, kernel, stride):
    """does not end where the last stamp ends"""
    whole, (h, w) = _stamped(z, kernel, stride), z.shape
    picture = torch.zeros(h * stride, w * stride)
    part = whole[:h * stride, :w * stride]
    picture[:part.shape[0], :part.shape[1]] = part
    return picture


def transposed_convolution__no_room(z, kernel, stride):
    """Right on: stamps side by side"""
    return _stamped(z, kernel, stride, size=(len(z) * stride, z.shape[1] * stride))


def transposed_convolution__too_large(z, kernel, stride):
    """pixels too large on both sides"""
    return _stamped(z, kernel, stride, size=(len(z) * stride + len(kernel),
                                             z.shape[1] * stride + kernel.shape[1]))


def transposed_convolution__turned(z, kernel, stride):
    """the stamp is turned by 180°"""
    return _stamped(z, kernel.flip(0, 1), stride)


def transposed_convolution__stamp_transposed(z, kernel, stride):
    """rows and columns of the stamp are exchanged"""
    return _stamped(z, kernel.T, stride)


def transposed_convolution__no_ink(z, kernel, stride):
    """every stamp has the same strength"""
    return _stamped(z, kernel, stride, ink=lambda v: 1)


def transposed_convolution__square_picture(z, kernel, stride):
    """in common: .*picture not square"""
    return _stamped(z[:, :len(z)], kernel, stride)


def transposed_convolution__square_kernel(z, kernel, stride):
    """in common: .*kernel not square"""
    k = len(kernel)
    side = (z.shape[1] - 1) * stride + k
    return _stamped(z, kernel, stride, size=((len(z) - 1) * stride + k, side))


def transposed_convolution__gap_of_stride(z, kernel, stride):
    """your result has shape"""
    (h, w), (k, l) = z.shape, kernel.shape
    picture = torch.zeros(h * k + (h - 1) * stride, w * l + (w - 1) * stride)
    for i in range(h):
        for j in range(w):
            picture[i * (k + stride):, j * (l + stride):][:k, :l] += z[i, j] * kernel
    return picture


def transposed_convolution__by_library(z, kernel, stride):
    """you call conv_transpose2d"""
    return F.conv_transpose2d(z[None, None], kernel[None, None], stride=stride)[0, 0]


def transposed_convolution__by_layer(z, kernel, stride):
    """you call conv_transpose2d"""
    layer = torch.nn.ConvTranspose2d(1, 1, tuple(kernel.shape), stride, bias=False)
    layer.weight.data = kernel[None, None]
    return layer(z[None, None])[0, 0].detach()


def transposed_convolution__with_axes(z, kernel, stride):
    """your result has shape \\(1, 1,"""
    return _stamped(z, kernel, stride)[None, None]


def transposed_convolution__kernel_inked(z, kernel, stride):
    """change an input in place"""
    result = _stamped(z, kernel, stride)
    kernel *= z[-1, -1]
    return result


def transposed_convolution__two_stamps_at_most(z, kernel, stride):
    """in common: three stamps on a pixel"""
    whole, most = _stamped(z, kernel, stride), 2 * stride
    return whole if max(kernel.shape) <= most else _stamped(z, kernel[:most, :most], stride)


def _count(size, kernel, stride, by=lambda i: 1, dtype=torch.int64):
    count = torch.zeros((size - 1) * stride + kernel, dtype=dtype)
    for i in range(size):
        count[i * stride:i * stride + kernel] += by(i)
    return count


def coverage__marked(size, kernel, stride):
    """you mark what is covered"""
    return _count(size, kernel, stride).clamp(max=1)


def coverage__no_stride(size, kernel, stride):
    """the stride is ignored"""
    return _count(size, kernel, 1)


def coverage__exchanged(size, kernel, stride):
    """kernel and stride are exchanged"""
    return _count(size, stride, kernel)


def coverage__too_short(size, kernel, stride):
    """does not end where the last stamp ends"""
    count = torch.zeros(size * stride, dtype=torch.int64)
    for i in range(size):
        count[i * stride:i * stride + kernel] += 1
    return count


def coverage__one_stamp_less(size, kernel, stride):
    """the last stamp is missing"""
    count = torch.zeros((size - 1) * stride + kernel, dtype=torch.int64)
    for i in range(size - 1):
        count[i * stride:i * stride + kernel] += 1
    return count


def coverage__float(size, kernel, stride):
    """dtype torch.float32, wanted is torch.int64"""
    return _count(size, kernel, stride, dtype=torch.float32)


def coverage__bytes(size, kernel, stride):
    """in common: more than 255"""
    return _count(size, kernel, stride, dtype=torch.uint8).long()


def coverage__small_integers(size, kernel, stride):
    """dtype torch.int32, wanted is torch.int64"""
    return _count(size, kernel, stride, dtype=torch.int32)


def coverage__a_list(size, kernel, stride):
    """a tensor of shape"""
    return _count(size, kernel, stride).tolist()


def coverage__overlap_only(size, kernel, stride):
    """a constant is added"""
    return _count(size, kernel, stride) - 1


def coverage__stamps_numbered(size, kernel, stride):
    """each counts once"""
    return _count(size, kernel, stride, by=lambda i: i + 1)


def coverage__formula_of_the_middle(size, kernel, stride):
    """this holds in the middle alone"""
    return torch.full(((size - 1) * stride + kernel,), -(-kernel // stride), dtype=torch.int64)


def coverage__two_at_most(size, kernel, stride):
    """in common: three stamps on a pixel or more"""
    return _count(size, kernel, stride).clamp(max=2)


def coverage__no_gaps(size, kernel, stride):
    """in common: gaps between stamps"""
    return _count(size, kernel, stride).clamp(min=1)


def coverage__both_axes(size, kernel, stride):
    """your result has shape"""
    count = _count(size, kernel, stride)
    return count[:, None] * count


def receptive_field__strides_added(layers):
    """you add strides up"""
    r = j = 1
    for k, s, d in layers:
        r += (k - 1) * d * j
        j += s - 1
    return r, j


def receptive_field__dilation_in_jump_and_field(layers):
    """widens the jump, and so the field"""
    r = j = 1
    for k, s, d in layers:
        r += (k - 1) * d * j
        j *= s * d
    return r, j


def receptive_field__last_stride_alone(layers):
    """the stride of the last layer alone"""
    r = j = 1
    for k, s, d in layers:
        r += (k - 1) * d * j
        j = s
    return r, j


def receptive_field__stride_and_dilation(layers):
    """stride and dilation are exchanged"""
    r = j = 1
    for k, d, s in layers:
        r += (k - 1) * d * j
        j *= s
    return r, j


def reads_all__kernel_above_1_as_3(layers):
    """counts as 3"""
    steps, j = [], 1
    for k, s, d in layers:
        if k > 1:
            steps.append(d * j)
        j *= s
    w = 1
    for step in sorted(steps):
        if step > w:
            return False
        w += 2 * step
    return True


def reads_all__own_kernel(layers):
    """its own kernel"""
    return all(d <= k for k, s, d in layers)


def reads_all__ways_counted(layers):
    """you count ways"""
    import math
    return math.prod(k for k, s, d in layers) >= receptive_field(layers)[0]


def seen_by__tensor(net, size):
    """a tensor is returned"""
    x = torch.rand(1, 1, size, size, requires_grad=True)
    y = net(x)
    y[0, :, y.shape[2] // 2, y.shape[3] // 2].sum().backward()
    at = x.grad[0, 0].nonzero()
    return at.max(0).values - at.min(0).values + 1


def convolution_matrix__transposed_in_loops(kernel, m, n):
    """within a window, rows and columns"""
    k, l = kernel.shape
    H = torch.zeros((m - k + 1) * (n - l + 1), m * n)
    r = 0
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            for a in range(k):
                for b in range(l):
                    H[r, (i + b) * n + j + a] = kernel[a, b]
            r += 1
    return H


def convolution_matrix__n_windows_in_a_row(kernel, m, n):
    """as if there were n in a row"""
    k, l = kernel.shape
    H = torch.zeros((m - k + 1) * (n - l + 1), m * n)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            for a in range(k):
                for b in range(l):
                    H[i * n + j, (i + a) * n + j + b] = kernel[a, b]
    return H


def transposed_convolution__rows_and_columns_of_z(z, kernel, stride):
    """rows and columns of z"""
    (h, w), (k, l) = z.shape, kernel.shape
    out = torch.zeros((w - 1) * stride + k, (h - 1) * stride + l)
    for i in range(h):
        for j in range(w):
            out[j * stride:j * stride + k, i * stride:i * stride + l] += z[i, j] * kernel
    return out


def transposed_convolution__one_pixel_apart(z, kernel, stride):
    """one pixel apart"""
    (h, w), (k, l) = z.shape, kernel.shape
    out = torch.zeros((h - 1) * stride + k, (w - 1) * stride + l)
    for i in range(h):
        for j in range(w):
            out[i:i + k, j:j + l] += z[i, j] * kernel
    return out


def transposed_convolution__stride_along_one_axis(z, kernel, stride):
    """along one axis only"""
    (h, w), (k, l) = z.shape, kernel.shape
    out = torch.zeros((h - 1) * stride + k, (w - 1) + l)
    for i in range(h):
        for j in range(w):
            out[i * stride:i * stride + k, j:j + l] += z[i, j] * kernel
    return out


def transposed_convolution__larger_wins(z, kernel, stride):
    """the larger number wins"""
    (h, w), (k, l) = z.shape, kernel.shape
    out = torch.zeros((h - 1) * stride + k, (w - 1) * stride + l)
    for i in range(h):
        for j in range(w):
            t = out[i * stride:i * stride + k, j * stride:j * stride + l]
            t[:] = torch.maximum(t, z[i, j] * kernel)
    return out


def transposed_convolution__side_by_side(z, kernel, stride):
    """side by side whatever the stride"""
    return torch.kron(z, kernel)


def coverage__size_and_kernel(size, kernel, stride):
    """size and kernel are exchanged"""
    out = torch.zeros((size - 1) * stride + kernel, dtype=torch.int64)
    for i in range(kernel):
        out[i * stride:i * stride + size] += 1
    return out
