"""Right answers to lesson 01 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# count-weights
def count_weights(height, width, channels, maps, k):
    return height * width * channels * maps, k * k * channels * maps


# cross-correlate
def cross_correlate(image, kernel):
    (m, n), (k, l) = image.shape, kernel.shape
    output = torch.zeros(m - k + 1, n - l + 1)
    for i in range(output.shape[0]):
        for j in range(output.shape[1]):
            output[i, j] = (image[i:i + k, j:j + l] * kernel).sum()
    return output


# convolve
def convolve(image, kernel):
    return cross_correlate(image, kernel.flip(0, 1))


# edge-strength
prewitt_x = torch.tensor([[1., 0, -1]] * 3)
prewitt_y = prewitt_x.T

def edge_strength(image):
    return torch.sqrt(cross_correlate(image, prewitt_x) ** 2
                      + cross_correlate(image, prewitt_y) ** 2)


# pad-vector
def pad_vector(x, P, mode):
    n = len(x)
    i = torch.arange(-P, n + P)
    if mode == "zeros":
        return torch.cat([torch.zeros(P, dtype=x.dtype), x, torch.zeros(P, dtype=x.dtype)])
    if mode == "replicate":
        return x[i.clamp(0, n - 1)]
    if mode == "circular":
        return x[i % n]
    i = i.abs()
    return x[torch.where(i >= n, 2 * (n - 1) - i, i)]


# conv-layer
def conv_layer(images, weights, bias):
    N, S, m, n = images.shape
    T, S, k, l = weights.shape
    out = bias.view(1, T, 1, 1).expand(N, T, m - k + 1, n - l + 1).clone()
    for a in range(k):
        for b in range(l):
            part = images[:, :, a:a + m - k + 1, b:b + n - l + 1]
            out = out + torch.einsum("nsij,ts->ntij", part, weights[:, :, a, b])
    return out


# normalised-correlation
def normalised_correlation(image, patch):
    k, l = patch.shape
    windows = image.unfold(0, k, 1).unfold(1, l, 1)
    w = windows - windows.mean((2, 3), keepdim=True)
    p = patch - patch.mean()
    below = (w ** 2).sum((2, 3)).sqrt() * (p ** 2).sum().sqrt()
    above = (w * p).sum((2, 3))
    return torch.where(below > 1e-6, above / below.clamp_min(1e-6), torch.zeros_like(above))
