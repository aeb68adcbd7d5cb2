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
    """a last frame that ends with the wave is missing"""
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
    """divided by the window's length"""
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
    """the last frequency is missing"""
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
    """rows are taken twice"""
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
    """the last window is missing"""
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
    """the last position of each sentence is left out"""
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
    """length of the shortest"""
    return maps[:, :, :int(lengths.min())].amax(2)


def max_over_time__small_number(maps, lengths):
    """set to -1e4"""
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


def spectrogram__one_frame_too_few(wave, window, hop):
    """the last frame is missing"""
    n = len(window)
    frames = [wave[m * hop:m * hop + n] * window for m in range((len(wave) - n) // hop)]
    return torch.fft.rfft(torch.stack(frames)).abs().mT


def spectrogram__too_many_frames(wave, window, hop):
    """more than fit into the wave"""
    n = len(window)
    return torch.stack([torch.fft.rfft(wave[m * hop:m * hop + n] * window).abs()
                        for m in range(len(wave) // hop)], 1)


def spectrogram__along_the_frames(wave, window, hop):
    """runs over the frames"""
    return torch.fft.rfft(wave.unfold(0, len(window), hop) * window, dim=0).abs().mT


def spectrogram__ortho(wave, window, hop):
    r"""divided by sqrt\(n\)"""
    return torch.fft.rfft(wave.unfold(0, len(window), hop) * window, norm="ortho").abs().mT


def spectrogram__imaginary_part(wave, window, hop):
    """the imaginary part is returned"""
    return torch.fft.rfft(wave.unfold(0, len(window), hop) * window).imag.mT


def spectrogram__decibels(wave, window, hop):
    """the level in dB is returned"""
    return 20 * torch.fft.rfft(wave.unfold(0, len(window), hop) * window).abs().mT.log10()


def fourier_kernels__window_on_sines_only(window):
    """weighs the sines only"""
    a = angles(len(window), len(window) // 2 + 1)
    return torch.cat([a.cos(), -a.sin() * window])[:, None]


def fourier_kernels__channel_last(window):
    """the axis of channels comes last"""
    a = angles(len(window), len(window) // 2 + 1)
    return (torch.cat([a.cos(), -a.sin()]) * window)[:, :, None]


def fourier_kernels__channel_first(window):
    """the axis of channels comes first"""
    a = angles(len(window), len(window) // 2 + 1)
    return (torch.cat([a.cos(), -a.sin()]) * window)[None]


def fourier_kernels__two_channels(window):
    """two channels of one kernel"""
    a = angles(len(window), len(window) // 2 + 1)
    return torch.stack([a.cos() * window, -a.sin() * window], 1)


def fourier_kernels__side_by_side(window):
    """follow each other in one kernel"""
    a = angles(len(window), len(window) // 2 + 1)
    return torch.cat([a.cos() * window, -a.sin() * window], 1)[:, None]


def fourier_kernels__no_pi(window):
    """π times too few turns"""
    a = angles(len(window), len(window) // 2 + 1) / math.pi
    return torch.cat([a.cos() * window, -a.sin() * window])[:, None]


def fourier_kernels__whole_division(window):
    """in whole numbers"""
    n = len(window)
    a = 2 * torch.pi * (torch.outer(torch.arange(n // 2 + 1), torch.arange(n)) // n)
    return torch.cat([a.cos() * window, -a.sin() * window])[:, None]


def fourier_kernels__time_from_one(window):
    """the time begins at 1"""
    n = len(window)
    a = 2 * torch.pi * torch.outer(torch.arange(n // 2 + 1), torch.arange(1, n + 1)) / n
    return torch.cat([a.cos() * window, -a.sin() * window])[:, None]


def pmi(p, chance):
    return (p / chance).log().nan_to_num(0).clamp(min=0)


def ppmi__small_number_added(counts):
    """as if 1e-08 were added to it and to P"""
    p = counts / counts.sum()
    return ((p + 1e-8) / (torch.outer(p.sum(1), p.sum(0)) + 1e-8)).log().clamp(min=0)


def ppmi__small_number_below(counts):
    r"""as if 1e-08 were added to it\."""
    p = counts / counts.sum()
    return pmi(p, torch.outer(p.sum(1), p.sum(0)) + 1e-8)


def ppmi__chance_clamped(counts):
    """chance is raised where it is tiny"""
    p = counts / counts.sum()
    return pmi(p, torch.outer(p.sum(1), p.sum(0)).clamp(min=1e-3))


def ppmi__wrong_axes(counts):
    """rows and columns are exchanged"""
    p = counts / counts.sum()
    return pmi(p, torch.outer(p.sum(0), p.sum(1)))


def ppmi__no_keepdim(counts):
    """lie along a row"""
    p = counts / counts.sum()
    return pmi(p, p.sum(1) * p.sum(0))


def ppmi__means(counts):
    """means are taken"""
    p = counts / counts.sum()
    return pmi(p, torch.outer(p.mean(1), p.mean(0)))


def ppmi__sums_added(counts):
    """none of your ratios is above 1: .*the sums are added"""
    p = counts / counts.sum()
    return pmi(p, p.sum(1, keepdim=True) + p.sum(0))


def conv_words__transposed_convolution(x, weight, bias):
    """you call conv_transpose1d"""
    k = weight.shape[1]
    full = torch.conv_transpose1d(x.mT, weight.permute(2, 0, 1).flip(2), bias)
    return full.mT[:, k - 1:x.shape[1]]


def conv_words__weights_reshaped(x, weight, bias):
    r"""reshaped to \(k d, m\)"""
    m, k, d = weight.shape
    return x.unfold(1, k, 1).mT.flatten(2) @ weight.reshape(k * d, m) + bias


def conv_words__result_reshaped(x, weight, bias):
    r"""reshaped to \(N, m, T - k \+ 1\)"""
    m, k, d = weight.shape
    made = x.unfold(1, k, 1).mT.flatten(2) @ weight.flatten(1).mT + bias
    return made.reshape(len(x), m, -1)


def conv_words__bias_k_times(x, weight, bias):
    """added k times"""
    k, steps = weight.shape[1], x.shape[1] - weight.shape[1] + 1
    return sum(x[:, i:i + steps] @ weight[:, i].mT + bias for i in range(k))


def conv_words__last_window_zero(x, weight, bias):
    """left at 0"""
    m, k, d = weight.shape
    made = torch.zeros(len(x), x.shape[1] - k + 1, m)
    for t in range(x.shape[1] - k):
        made[:, t] = x[:, t:t + k].flatten(1) @ weight.flatten(1).mT + bias
    return made


def max_over_time__zeros_dropped(maps, lengths):
    """a 0 inside a sentence"""
    inside = torch.arange(maps.shape[2]) < lengths[:, None]
    z = maps * inside[:, None]
    z[z == 0] = -torch.inf
    return z.amax(2)


def max_over_time__minus_a_billion(maps, lengths):
    """set to -1e9"""
    padding = torch.arange(maps.shape[2]) >= lengths[:, None]
    return maps.masked_fill(padding[:, None], -1e9).amax(2)


def max_over_time__both(maps, lengths):
    """values and places"""
    padding = torch.arange(maps.shape[2]) >= lengths[:, None]
    return maps.masked_fill(padding[:, None], -torch.inf).max(2)


def max_over_time__mask_without_maps(maps, lengths):
    """the mask lacks an axis"""
    padding = torch.arange(maps.shape[2]) >= lengths[:, None]
    return maps.masked_fill(padding, -torch.inf).amax(2)


def max_over_time__longest(maps, lengths):
    """length of the longest"""
    return maps[:, :, :int(lengths.max())].amax(2)


def max_over_time__first_word_left_out(maps, lengths):
    """the first position of each sentence is left out"""
    return torch.stack([maps[i, :, 1:n].amax(1) for i, n in enumerate(lengths)])


def max_over_time__last_word_left_out(maps, lengths):
    """the last position of each sentence is left out"""
    return torch.stack([maps[i, :, :n - 1].amax(1) for i, n in enumerate(lengths)])


def max_over_time__minus_a_hundred(maps, lengths):
    """a number above -3000"""
    padding = torch.arange(maps.shape[2]) >= lengths[:, None]
    return maps.masked_fill(padding[:, None], -100).amax(2)
