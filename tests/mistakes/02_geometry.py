"""Wrong answers to lesson 02. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F


def output_size__no_plus_one(size, kernel, stride=1, padding=0, dilation=1):
    """the place the window starts from is not counted"""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride


def output_size__padding_once(size, kernel, stride=1, padding=0, dilation=1):
    """on one side only"""
    return (size + padding - dilation * (kernel - 1) - 1) // stride + 1


def output_size__no_dilation(size, kernel, stride=1, padding=0, dilation=1):
    """dilation is left out"""
    return (size + 2 * padding - kernel) // stride + 1


def output_size__fraction(size, kernel, stride=1, padding=0, dilation=1):
    """the division leaves a fraction"""
    return (size + 2 * padding - dilation * (kernel - 1) - 1) / stride + 1


def output_size__rounded_up(size, kernel, stride=1, padding=0, dilation=1):
    """you round up"""
    return -((size + 2 * padding - dilation * (kernel - 1) - 1) // -stride) + 1


def output_size__dilation_times_kernel(size, kernel, stride=1, padding=0, dilation=1):
    """not D·k"""
    return (size + 2 * padding - dilation * kernel) // stride + 1


def receptive_field__own_stride(layers):
    """it pays only in the layers after it"""
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        jump *= stride
        field += (kernel - 1) * dilation * jump
    return field, jump


def receptive_field__no_jump(layers):
    """the jump is not used"""
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation
        jump *= stride
    return field, jump


def receptive_field__no_dilation(layers):
    """dilation is left out"""
    field, jump = 1, 1
    for kernel, stride, _ in layers:
        field += (kernel - 1) * jump
        jump *= stride
    return field, jump


def receptive_field__backwards(layers):
    """from the last to the first"""
    field, jump = 1, 1
    for kernel, stride, dilation in reversed(layers):
        field += (kernel - 1) * dilation * jump
        jump *= stride
    return field, jump


def receptive_field__k_steps(layers):
    """k taps are k - 1 steps"""
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        field += kernel * dilation * jump
        jump *= stride
    return field, jump


def receptive_field__only_the_field(layers):
    """wanted are 2 values"""
    field, jump = 1, 1
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * jump
        jump *= stride
    return field


def _seen(net, size):
    picture = torch.rand(1, 1, size, size, requires_grad=True)
    maps = net(picture)
    maps[0, :, maps.shape[2] // 2, maps.shape[3] // 2].sum().backward()
    return picture.grad[0, 0] != 0


def seen_by__lines_counted(net, size):
    """holds others in between"""
    seen = _seen(net, size)
    return seen.any(1).sum(), seen.any(0).sum()


def seen_by__no_plus_one(net, size):
    """\\+ 1 is missing"""
    rows, columns = _seen(net, size).nonzero().T
    return int(rows.max() - rows.min()), int(columns.max() - columns.min())


def seen_by__counted(net, size):
    """you count pixels"""
    count = len(_seen(net, size).nonzero())
    return count, count


def seen_by__corner(net, size):
    """in the corner"""
    picture = torch.rand(1, 1, size, size, requires_grad=True)
    net(picture)[0, :, 0, 0].sum().backward()
    rows, columns = picture.grad[0, 0].nonzero().T
    return int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1


def seen_by__exchanged(net, size):
    """height and width are exchanged"""
    rows, columns = _seen(net, size).nonzero().T
    return int(columns.max() - columns.min()) + 1, int(rows.max() - rows.min()) + 1


def seen_by__no_gradient(net, size):
    """'NoneType' object is not subscriptable"""
    picture = torch.rand(1, 1, size, size)
    maps = net(picture)
    maps[0, :, maps.shape[2] // 2, maps.shape[3] // 2].sum().backward()
    rows, columns = picture.grad[0, 0].nonzero().T
    return int(rows.max() - rows.min()) + 1, int(columns.max() - columns.min()) + 1


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


def convolution_matrix__wrong_row(kernel, m, n):
    """the windows are numbered column by column"""
    return _windows(kernel, m, n, row=lambda i, j, rows, columns: j * rows + i)


def convolution_matrix__column_by_column(kernel, m, n):
    """column by column"""
    return _windows(kernel, m, n, flat=lambda window: window.T.flatten())


def convolution_matrix__transposed(kernel, m, n):
    """your result has shape|transposed"""
    return _windows(kernel, m, n).T


def convolution_matrix__first_row_only(kernel, m, n):
    """only the first row of windows"""
    H = _windows(kernel, m, n)
    H[n - kernel.shape[1] + 1:] = 0
    return H


def convolution_matrix__rows_too_long(kernel, m, n):
    """elements differ"""
    return _windows(kernel, m, n, row=lambda i, j, rows, columns: i * rows + j)


def convolution_matrix__last_window_missing(kernel, m, n):
    """elements differ"""
    return _windows(kernel, m, n, skipped=1)


def convolution_matrix__no_jump_at_the_end_of_a_row(kernel, m, n):
    """elements differ"""
    k, l = kernel.shape
    H = torch.zeros((m - k + 1) * (n - l + 1), m * n)
    for row in range(len(H)):
        for a in range(k):
            H[row, row + a * n:row + a * n + l] = kernel[a]
    return H


def transposed_convolution__painted_over(z, kernel, stride):
    """paints over the one before"""
    (h, w), (k, l) = z.shape, kernel.shape
    picture = torch.zeros((h - 1) * stride + k, (w - 1) * stride + l)
    for i in range(h):
        for j in range(w):
            picture[i * stride:i * stride + k, j * stride:j * stride + l] = z[i, j] * kernel
    return picture


def transposed_convolution__no_stride(z, kernel, stride):
    """your result has shape"""
    (h, w), (k, l) = z.shape, kernel.shape
    picture = torch.zeros(h - 1 + k, w - 1 + l)
    for i in range(h):
        for j in range(w):
            picture[i:i + k, j:j + l] += z[i, j] * kernel
    return picture


def transposed_convolution__cut(z, kernel, stride):
    """the last stamp does not fit"""
    return F.conv_transpose2d(z[None, None], kernel[None, None],
                              stride=stride)[0, 0, :len(z) * stride, :z.shape[1] * stride]


def transposed_convolution__turned(z, kernel, stride):
    """the stamp is turned by 180°"""
    return F.conv_transpose2d(z[None, None], kernel.flip(0, 1)[None, None], stride=stride)[0, 0]


def transposed_convolution__no_ink(z, kernel, stride):
    """every stamp has the same strength"""
    return F.conv_transpose2d(torch.ones_like(z)[None, None], kernel[None, None],
                              stride=stride)[0, 0]


def coverage__marked(size, kernel, stride):
    """you mark what is covered"""
    count = torch.zeros((size - 1) * stride + kernel, dtype=torch.int64)
    for i in range(size):
        count[i * stride:i * stride + kernel] = 1
    return count


def coverage__no_stride(size, kernel, stride):
    """the stride is ignored"""
    count = torch.zeros(size - 1 + kernel, dtype=torch.int64)
    for i in range(size):
        count[i:i + kernel] += 1
    return count


def coverage__exchanged(size, kernel, stride):
    """kernel and stride are exchanged"""
    count = torch.zeros((size - 1) * kernel + stride, dtype=torch.int64)
    for i in range(size):
        count[i * kernel:i * kernel + stride] += 1
    return count


def coverage__too_short(size, kernel, stride):
    """the line is too short"""
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
    """whole numbers"""
    count = torch.zeros((size - 1) * stride + kernel)
    for i in range(size):
        count[i * stride:i * stride + kernel] += 1
    return count


def coverage__overlap_only(size, kernel, stride):
    """a constant is added"""
    count = torch.zeros((size - 1) * stride + kernel, dtype=torch.int64)
    for i in range(size):
        count[i * stride:i * stride + kernel] += 1
    return count - 1


def coverage__formula_of_the_middle(size, kernel, stride):
    """elements differ"""
    return torch.full(((size - 1) * stride + kernel,), -(-kernel // stride), dtype=torch.int64)
