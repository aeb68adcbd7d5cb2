"""Right answers to lesson 02 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# output-size
def output_size(size, kernel, stride=1, padding=0, dilation=1):
    return (size + 2 * padding - dilation * (kernel - 1) - 1) // stride + 1


# receptive-field
def receptive_field(layers):
    field, jump = 1, 1
    for k, s, d in layers:
        field += (k - 1) * d * jump
        jump *= s
    return field, jump


# seen-by
def seen_by(net, size):
    x = torch.rand(1, 1, size, size, requires_grad=True)
    y = net(x)
    y[0, :, y.shape[2] // 2, y.shape[3] // 2].sum().backward()
    rows, columns = x.grad[0, 0].nonzero(as_tuple=True)
    return int(rows.max() - rows.min() + 1), int(columns.max() - columns.min() + 1)


# convolution-matrix
def convolution_matrix(kernel, m, n):
    k, l = kernel.shape
    H = torch.zeros((m - k + 1) * (n - l + 1), m * n)
    for i in range(m - k + 1):
        for j in range(n - l + 1):
            for a in range(k):
                for b in range(l):
                    H[i * (n - l + 1) + j, (i + a) * n + j + b] = kernel[a, b]
    return H


# transposed-convolution
def transposed_convolution(z, kernel, stride):
    (h, w), (k, l) = z.shape, kernel.shape
    out = torch.zeros((h - 1) * stride + k, (w - 1) * stride + l)
    for i in range(h):
        for j in range(w):
            out[i * stride:i * stride + k, j * stride:j * stride + l] += z[i, j] * kernel
    return out


# coverage
def coverage(size, kernel, stride):
    out = torch.zeros((size - 1) * stride + kernel, dtype=torch.int64)
    for i in range(size):
        out[i * stride:i * stride + kernel] += 1
    return out
