"""Wrong answers to lesson 11. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import math

import torch
import torch.nn.functional as F


def spectrogram__with_stft(wave, window, hop):
    """you call stft"""
    return torch.stft(wave, len(window), hop, window=window, center=False,
                      return_complex=True).abs()


def spectrogram__no_window(wave, window, hop):
    """the window is missing"""
    return torch.fft.rfft(wave.unfold(0, len(window), hop)).abs().mT


def spectrogram__transposed(wave, window, hop):
    """frequencies and frames are exchanged|rows and columns are exchanged"""
    return torch.fft.rfft(wave.unfold(0, len(window), hop) * window).abs()


def spectrogram__power(wave, window, hop):
    """the power is returned"""
    return torch.fft.rfft(wave.unfold(0, len(window), hop) * window).abs().mT ** 2


def spectrogram__real_part(wave, window, hop):
    """the real part is returned"""
    return torch.fft.rfft(wave.unfold(0, len(window), hop) * window).mT.real


def spectrogram__complex(wave, window, hop):
    """complex"""
    return torch.fft.rfft(wave.unfold(0, len(window), hop) * window).mT


def spectrogram__all_frequencies(wave, window, hop):
    """the second half repeats the first"""
    return torch.fft.fft(wave.unfold(0, len(window), hop) * window).abs().mT


def spectrogram__half_of_them(wave, window, hop):
    """the last frequency is missing"""
    frames = wave.unfold(0, len(window), hop) * window
    return torch.fft.fft(frames).abs().mT[:(len(window) + 1) // 2] if len(window) % 2 == 0 else \
        torch.fft.fft(frames).abs().mT[:len(window) // 2]


def spectrogram__last_frame_missing(wave, window, hop):
    """the last frame is missing|one frame|stopped with"""
    n = len(window)
    frames = [wave[i:i + n] * window for i in range(0, len(wave) - n, hop)]
    return torch.fft.rfft(torch.stack(frames)).abs().mT


def spectrogram__no_overlap(wave, window, hop):
    """the frames do not overlap"""
    n = len(window)
    return torch.fft.rfft(wave.unfold(0, n, n) * window).abs().mT


def spectrogram__window_twice(wave, window, hop):
    """the window is applied twice"""
    return torch.fft.rfft(wave.unfold(0, len(window), hop) * window ** 2).abs().mT


def spectrogram__normalised(wave, window, hop):
    """divided by the length of the window|a constant factor"""
    return torch.fft.rfft(wave.unfold(0, len(window), hop) * window, norm="forward").abs().mT


def spectrogram__mean_removed(wave, window, hop):
    """spectrogram\\("""
    frames = wave.unfold(0, len(window), hop)
    return torch.fft.rfft((frames - frames.mean(1, keepdim=True)) * window).abs().mT


def spectrogram__without_gradient(wave, window, hop):
    """gradient"""
    return torch.fft.rfft(wave.detach().unfold(0, len(window), hop) * window).abs().mT


def angles(n, rows):
    return 2 * torch.pi * torch.outer(torch.arange(rows), torch.arange(n)) / n


def fourier_kernels__sign_of_the_sine(window):
    """the sines have the wrong sign"""
    a = angles(len(window), len(window) // 2 + 1)
    return torch.cat([a.cos() * window, a.sin() * window])[:, None]


def fourier_kernels__no_window(window):
    """the window is missing"""
    a = angles(len(window), len(window) // 2 + 1)
    return torch.cat([a.cos(), -a.sin()])[:, None]


def fourier_kernels__no_channel(window):
    """the axis of channels is missing"""
    a = angles(len(window), len(window) // 2 + 1)
    return torch.cat([a.cos() * window, -a.sin() * window])


def fourier_kernels__interleaved(window):
    """cosines and sines take turns"""
    a = angles(len(window), len(window) // 2 + 1)
    return torch.stack([a.cos() * window, -a.sin() * window], 1).flatten(0, 1)[:, None]


def fourier_kernels__sines_first(window):
    """the sines stand before the cosines"""
    a = angles(len(window), len(window) // 2 + 1)
    return torch.cat([-a.sin() * window, a.cos() * window])[:, None]


def fourier_kernels__half_turns(window):
    """half as many turns"""
    a = angles(len(window), len(window) // 2 + 1) / 2
    return torch.cat([a.cos() * window, -a.sin() * window])[:, None]


def fourier_kernels__no_two_pi(window):
    """2π times too few turns"""
    a = angles(len(window), len(window) // 2 + 1) / (2 * math.pi)
    return torch.cat([a.cos() * window, -a.sin() * window])[:, None]


def fourier_kernels__linspace(window):
    """the angle is divided by n - 1"""
    n = len(window)
    t = torch.linspace(0, 2 * torch.pi, n)
    a = torch.outer(torch.arange(n // 2 + 1.0), t)
    return torch.cat([a.cos() * window, -a.sin() * window])[:, None]


def fourier_kernels__half_the_frequencies(window):
    """the last frequency is missing|shape"""
    a = angles(len(window), len(window) // 2)
    return torch.cat([a.cos() * window, -a.sin() * window])[:, None]


def fourier_kernels__from_one(window):
    """the frequencies begin at 1"""
    n = len(window)
    a = 2 * torch.pi * torch.outer(torch.arange(1, n // 2 + 2), torch.arange(n)) / n
    return torch.cat([a.cos() * window, -a.sin() * window])[:, None]


def fourier_kernels__turned_round(window):
    """turned round in time"""
    a = angles(len(window), len(window) // 2 + 1)
    return torch.cat([a.cos() * window, -a.sin() * window])[:, None].flip(2)


def ppmi__negative_kept(counts):
    """negative values are kept"""
    p = counts / counts.sum()
    m = (p / (p.sum(1, keepdim=True) * p.sum(0, keepdim=True))).log()
    return torch.where(p > 0, m, torch.zeros_like(m))


def ppmi__nan(counts):
    """nan"""
    p = counts / counts.sum()
    return (p / (p.sum(1, keepdim=True) * p.sum(0, keepdim=True))).log().clamp(min=0)


def ppmi__base_two(counts):
    """base 2"""
    p = counts / counts.sum()
    ratio = torch.where(p > 0, p / (p.sum(1, keepdim=True) * p.sum(0, keepdim=True)), 1.0)
    return ratio.log2().clamp(min=0)


def ppmi__not_divided(counts):
    """all entries are 0"""
    chance = counts.sum(1, keepdim=True) * counts.sum(0, keepdim=True)
    return torch.where(counts > 0, counts / chance, 1.0).log().clamp(min=0)


def ppmi__rows_only(counts):
    """all entries are 0"""
    p = counts / counts.sum()
    return torch.where(p > 0, p / p.sum(1, keepdim=True), 1.0).log().clamp(min=0)


def ppmi__columns_only(counts):
    """all entries are 0"""
    p = counts / counts.sum()
    return torch.where(p > 0, p / p.sum(0, keepdim=True), 1.0).log().clamp(min=0)


def ppmi__same_sum_twice(counts):
    """in common: not s|stopped with|not symmetric"""
    p = counts / counts.sum()
    row = p.sum(1)
    return torch.where(p > 0, p / torch.outer(row, row), 1.0).log().clamp(min=0)


def ppmi__ratio_without_logarithm(counts):
    """the logarithm is missing"""
    p = counts / counts.sum()
    return torch.where(p > 0, p / (p.sum(1, keepdim=True) * p.sum(0, keepdim=True)), 0.0)


def ppmi__add_one(counts):
    """1 is added to the counts"""
    p = (counts + 1) / (counts + 1).sum()
    return (p / (p.sum(1, keepdim=True) * p.sum(0, keepdim=True))).log().clamp(min=0)


def ppmi__absolute(counts):
    """the absolute value is taken"""
    p = counts / counts.sum()
    ratio = torch.where(p > 0, p / (p.sum(1, keepdim=True) * p.sum(0, keepdim=True)), 1.0)
    return ratio.log().abs()


def ppmi__log1p(counts):
    """1 is added to the ratio"""
    p = counts / counts.sum()
    ratio = torch.where(p > 0, p / (p.sum(1, keepdim=True) * p.sum(0, keepdim=True)), 0.0)
    return ratio.log1p()


def conv_words__with_conv1d(x, weight, bias):
    """you call conv1d"""
    return F.conv1d(x.mT, weight.mT, bias).mT


def conv_words__two_orders(x, weight, bias):
    """flattened in different orders"""
    return x.unfold(1, weight.shape[1], 1).flatten(2) @ weight.flatten(1).mT + bias


def conv_words__no_bias(x, weight, bias):
    """the bias is missing"""
    return x.unfold(1, weight.shape[1], 1).mT.flatten(2) @ weight.flatten(1).mT


def conv_words__disjoint(x, weight, bias):
    """the windows do not overlap"""
    k = weight.shape[1]
    return x.unfold(1, k, k).mT.flatten(2) @ weight.flatten(1).mT + bias


def conv_words__transposed(x, weight, bias):
    """words and kernels are exchanged|rows and columns are exchanged"""
    return (x.unfold(1, weight.shape[1], 1).mT.flatten(2) @ weight.flatten(1).mT + bias).mT


def conv_words__last_window_missing(x, weight, bias):
    r"""the last window is missing|wanted is \(2, 5, 4\)"""
    k = weight.shape[1]
    rows = [x[:, t:t + k].flatten(1) for t in range(x.shape[1] - k)]
    return torch.stack(rows, 1) @ weight.flatten(1).mT + bias


def conv_words__turned_round(x, weight, bias):
    """the kernels are turned round"""
    return x.unfold(1, weight.shape[1], 1).mT.flatten(2) @ weight.flip(1).flatten(1).mT + bias


def conv_words__relu(x, weight, bias):
    """a ReLU is applied"""
    return (x.unfold(1, weight.shape[1], 1).mT.flatten(2) @ weight.flatten(1).mT + bias).relu()


def conv_words__mean(x, weight, bias):
    """divided by the length of the window"""
    k = weight.shape[1]
    return x.unfold(1, k, 1).mT.flatten(2) @ weight.flatten(1).mT / k + bias


def conv_words__windows_of_two(x, weight, bias):
    """stopped with"""
    return x.unfold(1, 2, 1).mT.flatten(2) @ weight.flatten(1).mT + bias


def conv_words__without_gradient(x, weight, bias):
    """gradient"""
    with torch.no_grad():
        return x.unfold(1, weight.shape[1], 1).mT.flatten(2) @ weight.flatten(1).mT + bias


def max_over_time__no_mask(maps, lengths):
    """the padding takes part"""
    return maps.max(2).values


def max_over_time__zero(maps, lengths):
    """the padding is set to 0"""
    t = torch.arange(maps.shape[2])
    return (maps * (t < lengths[:, None])[:, None]).amax(2)


def max_over_time__one_too_many(maps, lengths):
    """the first position of the padding takes part"""
    t = torch.arange(maps.shape[2])
    return maps.masked_fill((t > lengths[:, None])[:, None], -torch.inf).amax(2)


def max_over_time__one_too_few(maps, lengths):
    """the last position of each sentence is left out|stopped with"""
    return torch.stack([maps[i, :, :n - 1].amax(1) if n > 1 else maps[i, :, 0] - torch.inf
                        for i, n in enumerate(lengths.tolist())])


def max_over_time__mean(maps, lengths):
    """the mean is taken"""
    t = torch.arange(maps.shape[2])
    return (maps * (t < lengths[:, None])[:, None]).sum(2) / lengths[:, None]


def max_over_time__in_place(maps, lengths):
    """you changed|must stay|change"""
    for i, n in enumerate(lengths.tolist()):
        maps[i, :, n:] = -torch.inf
    return maps.amax(2)


def max_over_time__first_length(maps, lengths):
    """all sentences get the length of the first"""
    return maps[:, :, :int(lengths[0])].amax(2)


def max_over_time__shortest(maps, lengths):
    """all sentences are cut to the shortest"""
    return maps[:, :, :int(lengths.min())].amax(2)


def max_over_time__small_number(maps, lengths):
    """a number that is not small enough"""
    t = torch.arange(maps.shape[2])
    return maps.masked_fill((t >= lengths[:, None])[:, None], -1e4).amax(2)


def max_over_time__place(maps, lengths):
    """the place of the maximum is returned|whole numbers"""
    t = torch.arange(maps.shape[2])
    return maps.masked_fill((t >= lengths[:, None])[:, None], -torch.inf).argmax(2)


def max_over_time__over_the_maps(maps, lengths):
    """runs over the maps"""
    t = torch.arange(maps.shape[2])
    return maps.masked_fill((t >= lengths[:, None])[:, None], -torch.inf).amax(1)


def max_over_time__relu(maps, lengths):
    """negative maxima become 0"""
    t = torch.arange(maps.shape[2])
    return maps.masked_fill((t >= lengths[:, None])[:, None], -torch.inf).amax(2).relu()
