"""Right answers to lesson 11 that are not the lesson's own. `# exercise` begins each; checks must
accept them."""
# ruff: noqa  (they stand as a learner would type them, in the namespace of the lesson)


# spectrogram
def spectrogram(wave, window, hop):
    n = len(window)
    count = (len(wave) - n) // hop + 1
    columns = []
    for m in range(count):
        X = torch.fft.fft(wave[m * hop:m * hop + n] * window)
        columns.append(X[:n // 2 + 1].abs())
    return torch.stack(columns, dim=1)


# spectrogram
def spectrogram(wave, window, hop):
    """By a matrix of cosines and one of sines, without torch.fft."""
    n = window.shape[0]
    t = torch.arange(n)
    angle = 2 * np.pi * torch.arange(n // 2 + 1)[:, None] * t / n
    starts = torch.arange(0, wave.shape[0] - n + 1, hop)
    frames = (wave[starts[:, None] + t] * window).T
    return torch.hypot(torch.cos(angle) @ frames, torch.sin(angle) @ frames)


# fourier-kernels
def fourier_kernels(window):
    n = len(window)
    K = n // 2 + 1
    kernels = torch.zeros(2 * K, 1, n)
    for k in range(K):
        for t in range(n):
            kernels[k, 0, t] = float(window[t]) * np.cos(2 * np.pi * k * t / n)
            kernels[K + k, 0, t] = -float(window[t]) * np.sin(2 * np.pi * k * t / n)
    return kernels


# fourier-kernels
def fourier_kernels(window):
    """Real and imaginary part of a complex exponential."""
    n = window.numel()
    turns = torch.arange(n // 2 + 1).unsqueeze(1) * torch.arange(n) / n
    wave = torch.exp(-2j * torch.pi * turns) * window
    return torch.cat((wave.real, wave.imag)).unsqueeze(1).float()


# ppmi
def ppmi(counts):
    total = counts.sum()
    rows, columns = counts.sum(1), counts.sum(0)
    result = torch.zeros(counts.shape)
    for i in range(counts.shape[0]):
        for j in range(counts.shape[1]):
            if counts[i, j] > 0:
                result[i, j] = max(0.0, float(torch.log(counts[i, j] * total
                                                        / (rows[i] * columns[j]))))
    return result


# ppmi
def ppmi(counts):
    """As a difference of logarithms; what is not finite becomes 0."""
    p = counts / counts.sum()
    pmi = p.log() - p.sum(1, keepdim=True).log() - p.sum(0, keepdim=True).log()
    return torch.nan_to_num(pmi, nan=0.0, posinf=0.0, neginf=0.0).relu()


# conv-words
def conv_words(x, weight, bias):
    N, T, d = x.shape
    m, k, _ = weight.shape
    rows = torch.stack([x[:, t:t + k].reshape(N, k * d) for t in range(T - k + 1)], dim=1)
    return rows @ weight.reshape(m, -1).T + bias


# conv-words
def conv_words(x, weight, bias):
    """The words of a window side by side: k shifted copies of the sentence."""
    k, steps = weight.shape[1], x.shape[1] - weight.shape[1] + 1
    wide = torch.cat([x[:, i:i + steps] for i in range(k)], dim=2)
    return torch.matmul(wide, weight.flatten(1).t()) + bias


# max-over-time
def max_over_time(maps, lengths):
    return torch.stack([maps[i, :, :int(n)].max(dim=1).values for i, n in enumerate(lengths)])


# max-over-time
def max_over_time(maps, lengths):
    N, m, T = maps.shape
    inside = torch.arange(T).expand(N, T) < lengths.unsqueeze(1)
    minus = torch.full_like(maps, float("-inf"))
    return torch.where(inside.unsqueeze(1).expand_as(maps), maps, minus).max(2)[0]


# conv-words
def conv_words(x, weight, bias):
    return torch.einsum("ntdk,mkd->ntm", x.unfold(1, weight.shape[1], 1), weight) + bias


# max-over-time
def max_over_time(maps, lengths):
    padding = torch.arange(maps.shape[2]) >= lengths[:, None]
    return maps.masked_fill(padding[:, None], torch.finfo(maps.dtype).min).amax(2)
