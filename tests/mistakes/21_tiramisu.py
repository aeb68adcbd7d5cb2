"""Wrong answers to lesson 21. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F
from torch import nn


def _layer(a, b):
    return nn.Sequential(nn.BatchNorm2d(a), nn.ReLU(), nn.Conv2d(a, b, 3, padding=1))


class _Block(nn.Module):
    def __init__(self, maps, growth, layers, keep_input=True):
        super().__init__()
        self.maps, self.keep_input = maps, keep_input
        self.layers = nn.ModuleList(_layer(maps + s * growth, growth) for s in range(layers))

    def parts(self, x):
        parts = [x]
        for one in self.layers:
            parts.append(one(torch.cat(parts, 1)))
        return parts


class DenseBlock__always_kept(_Block):
    """handed on, whatever keep_input says"""
    def forward(self, x):
        return torch.cat(self.parts(x), 1)


class DenseBlock__always_dropped(_Block):
    """dropped, whatever keep_input says"""
    def forward(self, x):
        return torch.cat(self.parts(x)[1:], 1)


class DenseBlock__the_wrong_way_round(_Block):
    """wrong way round"""
    def forward(self, x):
        return torch.cat(self.parts(x)[int(self.keep_input):], 1)


class DenseBlock__last_layer_alone(_Block):
    """maps of the last layer alone"""
    def forward(self, x):
        parts = self.parts(x)
        return torch.cat([x, parts[-1]], 1) if self.keep_input else parts[-1]


class DenseBlock__newest_first(_Block):
    """newest maps first"""
    def forward(self, x):
        parts = [x]
        for one in self.layers:
            parts.append(one(torch.cat(parts[::-1], 1)))
        return torch.cat(parts if self.keep_input else parts[1:], 1)


class DenseBlock__input_behind(_Block):
    """in front of the input, or in reverse order"""
    def forward(self, x):
        parts = self.parts(x)
        return torch.cat((parts if self.keep_input else parts[1:])[::-1], 1)


class DenseBlock__reads_the_input_alone(nn.Module):
    """reads the block's input alone"""
    def __init__(self, maps, growth, layers, keep_input=True):
        super().__init__()
        self.keep_input = keep_input
        self.layers = nn.ModuleList(_layer(maps, growth) for _ in range(layers))

    def forward(self, x):
        new = [one(x) for one in self.layers]
        return torch.cat([x, *new] if self.keep_input else new, 1)


class DenseBlock__reads_the_newest_alone(nn.Module):
    """reads the newest maps alone"""
    def __init__(self, maps, growth, layers, keep_input=True):
        super().__init__()
        self.keep_input = keep_input
        self.layers = nn.ModuleList(_layer(growth if s else maps, growth) for s in range(layers))

    def forward(self, x):
        parts = [x]
        for one in self.layers:
            parts.append(one(parts[-1]))
        return torch.cat(parts if self.keep_input else parts[1:], 1)


class DenseBlock__input_not_read_when_dropped(nn.Module):
    """without the input"""
    def __init__(self, maps, growth, layers, keep_input=True):
        super().__init__()
        self.keep_input = keep_input
        self.layers = nn.ModuleList(_layer(
            maps + s * growth if keep_input or not s else s * growth, growth)
            for s in range(layers))

    def forward(self, x):
        parts = [x]
        for s, one in enumerate(self.layers):
            parts.append(one(torch.cat(parts if self.keep_input or not s else parts[1:], 1)))
        return torch.cat(parts if self.keep_input else parts[1:], 1)


class DenseBlock__plain_list(nn.Module):
    """plain list"""
    def __init__(self, maps, growth, layers, keep_input=True):
        super().__init__()
        self.keep_input = keep_input
        self.layers = [_layer(maps + s * growth, growth) for s in range(layers)]

    def forward(self, x):
        parts = [x]
        for one in self.layers:
            parts.append(one(torch.cat(parts, 1)))
        return torch.cat(parts if self.keep_input else parts[1:], 1)


def _rows(first, growth, down, bottom, dropped=True, skip=True, new=True, shift=0):
    rows = [first]
    for n in (*down, bottom):
        rows.append(rows[-1] + growth * n)
    below = growth * bottom if dropped else rows[-1]
    for level in reversed(range(len(down))):
        rows.append(below + skip * rows[max(level + 1 - shift, 0)] + new * growth * down[level])
        below = growth * down[level] if dropped else rows[-1]
    return rows


def maps_of_rows__input_kept(first, growth, down, bottom):
    """hand on their input, too"""
    return _rows(first, growth, down, bottom, dropped=False)


def maps_of_rows__no_skips(first, growth, down, bottom):
    """skips are left out"""
    return _rows(first, growth, down, bottom, skip=False)


def maps_of_rows__no_new_maps(first, growth, down, bottom):
    """new maps are left out"""
    return _rows(first, growth, down, bottom, new=False)


def maps_of_rows__no_first(first, growth, down, bottom):
    """first convolution is missing"""
    return _rows(first, growth, down, bottom)[1:]


def maps_of_rows__no_last(first, growth, down, bottom):
    """last row is missing"""
    return _rows(first, growth, down, bottom)[:-1]


def maps_of_rows__a_tensor(first, growth, down, bottom):
    """tensor"""
    return torch.tensor(_rows(first, growth, down, bottom))


def maps_of_rows__way_up_not_reversed(first, growth, down, bottom):
    """layers in reverse order"""
    rows = _rows(first, growth, down, bottom)[:len(down) + 2]
    below = bottom
    for i, n in enumerate(down):
        rows.append(growth * below + rows[len(down) - i] + growth * n)
        below = n
    return rows


def maps_of_rows__upsampled_have_the_blocks_own_size(first, growth, down, bottom):
    """with the layers of the block above"""
    rows = _rows(first, growth, down, bottom)[:len(down) + 2]
    for level in reversed(range(len(down))):
        rows.append(rows[level + 1] + 2 * growth * down[level])
    return rows


def maps_of_rows__a_tuple(first, growth, down, bottom):
    """you return a tuple"""
    return tuple(_rows(first, growth, down, bottom))


def maps_of_rows__turns_the_list_given(first, growth, down, bottom):
    """you change"""
    rows = _rows(first, growth, down, bottom)
    if isinstance(down, list):
        down.reverse()
    return rows


def _rise(x, kept, weight, bias, top=0, left=0, **how):
    y = F.conv_transpose2d(x, weight, bias, stride=2, **how)
    a, b = (y.shape[k] - kept.shape[k] for k in (2, 3))
    return y[..., top * a:, left * b:][..., :kept.shape[2], :kept.shape[3]]


def rise_and_join__upper_left(x, kept, weight, bias):
    """upper and left side"""
    return torch.cat([_rise(x, kept, weight, bias, 1, 1), kept], 1)


def rise_and_join__kept_first(x, kept, weight, bias):
    """kept maps come first"""
    return torch.cat([kept, _rise(x, kept, weight, bias)], 1)


def rise_and_join__interpolated(x, kept, weight, bias):
    """interpolated to the size"""
    y = F.conv_transpose2d(x, weight, bias, stride=2)
    return torch.cat([F.interpolate(y, kept.shape[2:], mode="bilinear"), kept], 1)


def rise_and_join__no_bias(x, kept, weight, bias):
    """bias is missing"""
    return torch.cat([_rise(x, kept, weight, None), kept], 1)


def rise_and_join__not_cut(x, kept, weight, bias):
    """stopped with RuntimeError"""
    return torch.cat([F.conv_transpose2d(x, weight, bias, stride=2), kept], 1)


def rise_and_join__kept_is_cut(x, kept, weight, bias):
    """Right on: odd sides; one pixel, odd sides"""
    y = F.conv_transpose2d(x, weight, bias, stride=2)
    kept = F.pad(kept, (0, y.shape[3] - kept.shape[3], 0, y.shape[2] - kept.shape[2]))
    return torch.cat([y, kept], 1)


def rise_and_join__padded(x, kept, weight, bias):
    """shifted by one"""
    y = F.conv_transpose2d(x, weight, bias, stride=2)
    y = F.pad(y, (0, 1, 0, 1))[..., 1:, 1:]
    return torch.cat([y[..., :kept.shape[2], :kept.shape[3]], kept], 1)


def rise_and_join__detached(x, kept, weight, bias):
    """gradient"""
    return torch.cat([_rise(x, kept, weight, bias), kept.detach()], 1)


def rise_and_join__single_precision(x, kept, weight, bias):
    """in common: .*double precision"""
    y = _rise(*(t.float() for t in (x, kept, weight, bias)))
    return torch.cat([y, kept.float()], 1)


class _Net(nn.Module):
    last_keeps, pool, side, bias, skip, order = True, nn.MaxPool2d, 1, True, True, 1

    def __init__(self, maps_in=3, classes=11, first=48, growth=16, down=(4, 5, 7, 10, 12),
                 bottom=15):
        super().__init__()
        self.first, m, kept = nn.Conv2d(maps_in, first, 3, padding=1), first, []
        self.down, self.td, self.tu, self.up = (nn.ModuleList() for _ in range(4))
        for n in down:
            self.down.append(_Plain(m, growth, n))
            m += growth * n
            kept.append(m)
            self.td.append(nn.Sequential(nn.BatchNorm2d(m), nn.ReLU(), nn.Conv2d(
                m, m, self.side, padding=self.side // 2), self.pool(2)))
        self.bottom, new = _Plain(m, growth, bottom, False), growth * bottom
        for i in reversed(range(len(down))):
            self.tu.append(nn.ConvTranspose2d(new, new, 3, 2, bias=self.bias))
            m = new + self.skip * kept[i]
            self.up.append(_Plain(m, growth, down[i], i == 0 and self.last_keeps))
            new = growth * down[i]
        self.last = nn.Conv2d(m * self.last_keeps + new, classes, 1)

    def forward(self, x):
        x, kept = self.first(x), []
        for block, td in zip(self.down, self.td, strict=True):
            kept.append(block(x))
            x = td(kept[-1])
        x = self.bottom(x)
        for tu, block in zip(self.tu, self.up, strict=True):
            old = kept.pop()
            y = tu(x)[..., :old.shape[2], :old.shape[3]]
            x = block(torch.cat([y, old][::self.order], 1) if self.skip else y)
        return self.last(x)


class _Plain(_Block):
    def forward(self, x):
        parts = self.parts(x)
        return torch.cat(parts if self.keep_input else parts[1:], 1)


class FCDenseNet__last_block_drops(_Net):
    """last block, too, drops"""
    last_keeps = False


class FCDenseNet__average_pooling(_Net):
    """pools by averaging"""
    pool = nn.AvgPool2d


class FCDenseNet__wide_transition(_Net):
    """has a 3×3 kernel"""
    side = 3


class FCDenseNet__no_bias_up(_Net):
    """transition up has no bias"""
    bias = False


class FCDenseNet__no_skips(_Net):
    """there are no skips"""
    skip = False


class FCDenseNet__skip_first(_Net):
    """before the enlarged maps"""
    order = -1


class FCDenseNet__softmax(_Net):
    """softmax follows"""
    def forward(self, x):
        return super().forward(x).softmax(1)


class FCDenseNet__makes_dense_blocks_itself(_Net):
    """a parameter more and 2 rises with 100 more"""
    def __init__(self, *args, block=None, rise=None):
        super().__init__(*args[:6])


def _steps(w, gradients, rates, step, v=0.0):
    for t, (g, rate) in enumerate(zip(gradients, rates, strict=True)):
        v, change = step(g, v, t)
        w = w - rate * change
    return w


def rmsprop__no_root(w, gradients, rates, alpha=0.9, eps=1e-8):
    """root is missing"""
    def step(g, v, t):
        v = alpha * v + (1 - alpha) * g ** 2
        return v, g / (v + eps)
    return _steps(w, gradients, rates, step)


def rmsprop__eps_under_the_root(w, gradients, rates, alpha=0.9, eps=1e-8):
    """under the root"""
    def step(g, v, t):
        v = alpha * v + (1 - alpha) * g ** 2
        return v, g / (v + eps).sqrt()
    return _steps(w, gradients, rates, step)


def rmsprop__exchanged(w, gradients, rates, alpha=0.9, eps=1e-8):
    """are exchanged"""
    def step(g, v, t):
        v = (1 - alpha) * v + alpha * g ** 2
        return v, g / (v.sqrt() + eps)
    return _steps(w, gradients, rates, step)


def rmsprop__corrected(w, gradients, rates, alpha=0.9, eps=1e-8):
    """as in Adam"""
    def step(g, v, t):
        v = alpha * v + (1 - alpha) * g ** 2
        return v, g / ((v / (1 - alpha ** (t + 1))).sqrt() + eps)
    return _steps(w, gradients, rates, step)


def rmsprop__adagrad(w, gradients, rates, alpha=0.9, eps=1e-8):
    """without forgetting"""
    def step(g, v, t):
        v = v + g ** 2
        return v, g / (v.sqrt() + eps)
    return _steps(w, gradients, rates, step)


def rmsprop__upwards(w, gradients, rates, alpha=0.9, eps=1e-8):
    """up the gradient"""
    def step(g, v, t):
        v = alpha * v + (1 - alpha) * g ** 2
        return v, -g / (v.sqrt() + eps)
    return _steps(w, gradients, rates, step)


def rmsprop__first_rate_for_all(w, gradients, rates, alpha=0.9, eps=1e-8):
    """in common: .*rates that fall"""
    def step(g, v, t):
        v = alpha * v + (1 - alpha) * g ** 2
        return v, g / (v.sqrt() + eps)
    return _steps(w, gradients, rates[:1] * len(rates), step)


def rmsprop__alpha_fixed(w, gradients, rates, alpha=0.9, eps=1e-8):
    """in common: .*alpha not 0.9"""
    def step(g, v, t):
        v = 0.9 * v + 0.1 * g ** 2
        return v, g / (v.sqrt() + eps)
    return _steps(w, gradients, rates, step)


def rmsprop__changes_the_weights_given(w, gradients, rates, alpha=0.9, eps=1e-8):
    """change"""
    v = torch.zeros_like(w)
    for g, rate in zip(gradients, rates, strict=True):
        v = alpha * v + (1 - alpha) * g ** 2
        w -= rate * g / (v.sqrt() + eps)
    return w


def rmsprop__over_the_first_axis(w, gradients, rates, alpha=0.9, eps=1e-8):
    """a single number"""
    v = torch.zeros_like(w)
    for g, rate in zip(gradients, rates, strict=True):
        for i in range(len(w)):
            v[i] = alpha * v[i] + (1 - alpha) * g[i] ** 2
        w = w - rate * g / (v.sqrt() + eps)
    return w


def rmsprop__single_precision(w, gradients, rates, alpha=0.9, eps=1e-8):
    """in common: .*double precision"""
    v = torch.zeros(w.shape)
    for g, rate in zip(gradients, rates, strict=True):
        v = alpha * v + (1 - alpha) * g.float() ** 2
        w = w.float() - rate * g.float() / (v.sqrt() + eps)
    return w
