"""Wrong answers to lesson 10. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F
from torch import nn


def slices(parts, weight):
    return weight.split([part.shape[1] for part in parts], 1)


def same(x, w):
    return F.conv2d(x, w, padding=w.shape[-1] // 2)


def conv_of_parts__with_cat(parts, weight):
    """you call cat"""
    return same(torch.cat(parts, 1), weight)


def conv_of_parts__first_slices(parts, weight):
    """all parts meet the first slices"""
    return sum(same(part, weight[:, :part.shape[1]]) for part in parts)


def conv_of_parts__equal_slices(parts, weight):
    """in common: parts of different sizes|the weight is cut into equal slices|stopped with"""
    return sum(same(p, w) for p, w in zip(parts, weight.chunk(len(parts), 1), strict=True))


def conv_of_parts__reversed(parts, weight):
    """in reverse order|one part"""
    return sum(same(p, w) for p, w in zip(parts, slices(parts[::-1], weight)[::-1], strict=True))


def conv_of_parts__slice_never_moves_right(parts, weight):
    """in reverse order"""
    total, end = 0, weight.shape[1]
    for part in parts:
        total = total + same(part, weight[:, end - part.shape[1]:end])
        end -= part.shape[1]
    return total


def conv_of_parts__averaged(parts, weight):
    """the results are averaged"""
    return sum(same(p, w) for p, w in zip(parts, slices(parts, weight), strict=True)) / len(parts)


def conv_of_parts__no_padding(parts, weight):
    """padding is missing|shape"""
    return sum(F.conv2d(p, w) for p, w in zip(parts, slices(parts, weight), strict=True))


def conv_of_parts__padding_one(parts, weight):
    """in common: kernel not 3|the padding is always 1"""
    return sum(F.conv2d(p, w, padding=1) for p, w in zip(parts, slices(parts, weight), strict=True))


def conv_of_parts__only_the_first(parts, weight):
    """after the first are left out"""
    return same(parts[0], slices(parts, weight)[0])


def conv_of_parts__only_the_last(parts, weight):
    """before the last are left out"""
    return same(parts[-1], slices(parts, weight)[-1])


def conv_of_parts__two_parts_only(parts, weight):
    """three parts"""
    a, b = slices(parts, weight)[:2] if len(parts) > 1 else (weight, weight)
    return same(parts[0], a) + (same(parts[1], b) if len(parts) > 1 else 0)


def conv_of_parts__without_gradient(parts, weight):
    """gradient"""
    with torch.no_grad():
        return sum(same(p, w) for p, w in zip(parts, slices(parts, weight), strict=True))


def conv_of_parts__adds_the_parts(parts, weight):
    """stopped with|Right on"""
    return same(sum(parts), weight)


def conv_of_parts__adds_the_parts_and_takes_first_slices(parts, weight):
    """parts are added before the convolution"""
    return same(sum(parts), weight[:, :parts[0].shape[1]])


def conv_of_parts__with_vstack(parts, weight):
    """you call vstack"""
    return same(torch.vstack([part.transpose(0, 1) for part in parts]).transpose(0, 1), weight)


def conv_of_parts__with_dstack(parts, weight):
    """you call dstack"""
    return same(torch.dstack([part.transpose(1, 2) for part in parts]).transpose(1, 2), weight)


def conv_of_parts__with_row_stack(parts, weight):
    """you call row_stack"""
    return same(torch.row_stack([part.transpose(0, 1) for part in parts]).transpose(0, 1), weight)


def conv_of_parts__with_column_stack(parts, weight):
    """you call column_stack"""
    return same(torch.column_stack(parts), weight)


def maps_of__transition_at_the_end(first, growth, blocks, compression=0.5):
    """a transition layer follows the last block"""
    found = [first]
    for n in blocks:
        found.append(found[-1] + n * growth)
        found.append(int(found[-1] * compression))
    return found


def maps_of__no_beginning(first, growth, blocks, compression=0.5):
    """beginning are missing"""
    found = []
    for i, n in enumerate(blocks):
        if i:
            found.append(int(found[-1] * compression))
        found.append((found[-1] if found else first) + n * growth)
    return found


def walk(first, growth, blocks, compression=0.5, half=int, step=lambda m, k, n: m + n * k):
    found = [first]
    for i, n in enumerate(blocks):
        if i:
            found.append(half(found[-1] * compression))
        found.append(step(found[-1], growth, n))
    return found


def maps_of__growth_once(first, growth, blocks, compression=0.5):
    """not once for each layer"""
    return walk(first, growth, [1 for _ in blocks], compression)


def maps_of__compression_forgotten(first, growth, blocks, compression=0.5):
    """the compression is always 1/2"""
    return walk(first, growth, blocks)


def maps_of__no_compression(first, growth, blocks, compression=0.5):
    """the compression is missing"""
    return walk(first, growth, blocks, 1)


def maps_of__only_new_maps(first, growth, blocks, compression=0.5):
    """only new maps leave a block"""
    return walk(first, growth, blocks, compression, step=lambda m, k, n: n * k)


def maps_of__one_layer_short(first, growth, blocks, compression=0.5):
    """first layer of a block is not counted"""
    return walk(first, growth, blocks, compression, step=lambda m, k, n: m + (n - 1) * k)


def maps_of__rounded_up(first, growth, blocks, compression=0.5):
    """half maps are rounded up"""
    return walk(first, growth, blocks, compression, half=lambda m: int(-(-m // 1)))


def maps_of__not_rounded(first, growth, blocks, compression=0.5):
    """wanted|Wrong on|in common"""
    return walk(first, growth, blocks, compression, half=lambda m: m)


def maps_of__doubled(first, growth, blocks, compression=0.5):
    """doubled by each layer"""
    return walk(first, growth, blocks, compression, step=lambda m, k, n: m * 2 ** n)


def maps_of__last_number(first, growth, blocks, compression=0.5):
    """only the last number|list"""
    return walk(first, growth, blocks, compression)[-1]


def maps_of__without_transitions_in_the_list(first, growth, blocks, compression=0.5):
    """Right on|long|in common"""
    found = walk(first, growth, blocks, compression)
    return [found[0], *found[1::2]]


def maps_of__rounded_to_the_nearest(first, growth, blocks, compression=0.5):
    """rounded to the nearest"""
    return walk(first, growth, blocks, compression, half=round)


def maps_of__a_tensor(first, growth, blocks, compression=0.5):
    """a tensor is returned; wanted is a list"""
    return torch.tensor(walk(first, growth, blocks, compression))


def maps_of__from_the_first(first, growth, blocks, compression=0.5):
    """begins with the maps of the first one"""
    return walk(first, growth, blocks, compression, step=lambda m, k, n: first + n * k)


def maps_of__one_layer_too_many(first, growth, blocks, compression=0.5):
    """one layer too many"""
    return walk(first, growth, blocks, compression, step=lambda m, k, n: m + (n + 1) * k)


def maps_of__transition_before_the_first(first, growth, blocks, compression=0.5):
    """before each block, the first as well"""
    found = [first]
    for n in blocks:
        found.append(int(found[-1] * compression))
        found.append(found[-1] + n * growth)
    return found


def maps_of__transition_behind_all_but_the_first(first, growth, blocks, compression=0.5):
    """the last block has a transition layer, and the first has none"""
    found = [first]
    for i, n in enumerate(blocks):
        found.append(found[-1] + n * growth)
        if i:
            found.append(int(found[-1] * compression))
    return found


class _Layer(nn.Module):
    inner, bias, kernel = 4, False, 3

    def __init__(self, maps_in, growth):
        super().__init__()
        between = self.inner * growth
        self.norm1, self.norm2 = nn.BatchNorm2d(maps_in), nn.BatchNorm2d(between)
        self.conv1 = nn.Conv2d(maps_in, between, 1, bias=self.bias)
        self.conv2 = nn.Conv2d(between, growth, self.kernel, padding=self.kernel // 2,
                               bias=self.bias)

    def new(self, x):
        y = self.conv1(F.relu(self.norm1(x)))
        return self.conv2(F.relu(self.norm2(y)))

    def forward(self, x):
        return torch.cat([x, self.new(x)], 1)


class DenseLayer__new_maps_first(_Layer):
    """new maps stand before the input"""

    def forward(self, x):
        return torch.cat([self.new(x), x], 1)


class DenseLayer__new_maps_alone(_Layer):
    """new maps are returned alone"""

    def forward(self, x):
        return self.new(x)


class DenseLayer__biases(_Layer):
    """convolutions have biases"""
    bias = True


class DenseLayer__no_bottleneck_factor(_Layer):
    """bottleneck has growth maps, not four times as many"""
    inner = 1


class DenseLayer__one_by_one_twice(_Layer):
    """both kernels are 1×1"""
    kernel = 1


class DenseLayer__no_first_relu(_Layer):
    """first ReLU is missing"""

    def new(self, x):
        return self.conv2(F.relu(self.norm2(self.conv1(self.norm1(x)))))


class DenseLayer__no_second_relu(_Layer):
    """second ReLU is missing"""

    def new(self, x):
        return self.conv2(self.norm2(self.conv1(F.relu(self.norm1(x)))))


class DenseLayer__relu_at_the_end(_Layer):
    """ReLU follows the concatenation"""

    def forward(self, x):
        return F.relu(super().forward(x))


class DenseLayer__relu_before_normalisation(_Layer):
    """each ReLU stands before its normalisation"""

    def new(self, x):
        return self.conv2(self.norm2(F.relu(self.conv1(self.norm1(F.relu(x))))))


class DenseLayer__first_relu_before_normalisation(_Layer):
    """the first ReLU stands before"""

    def new(self, x):
        return self.conv2(F.relu(self.norm2(self.conv1(self.norm1(F.relu(x))))))


class DenseLayer__no_relu(_Layer):
    """both ReLUs are missing"""

    def new(self, x):
        return self.conv2(self.norm2(self.conv1(self.norm1(x))))


class DenseLayer__relu_of_the_new_maps(_Layer):
    """ReLU follows the last convolution"""

    def new(self, x):
        return F.relu(super().new(x))


class DenseLayer__passes_on_the_normalised(_Layer):
    """normalised input is passed on"""

    def forward(self, x):
        x = self.norm1(x)
        return torch.cat([x, self.conv2(F.relu(self.norm2(self.conv1(F.relu(x)))))], 1)


class DenseLayer__x_overwritten(_Layer):
    """maps of the bottleneck are passed on"""

    def forward(self, x):
        x = self.conv1(F.relu(self.norm1(x)))
        return torch.cat([x, self.conv2(F.relu(self.norm2(x)))], 1)


class _Changed(_Layer):
    """With other layers in place of some."""

    def __init__(self, maps_in, growth):
        super().__init__(maps_in, growth)
        self.change(maps_in, growth)


class DenseLayer__no_normalisation(_Changed):
    """there is no normalisation"""

    def change(self, maps_in, growth):
        self.norm1 = self.norm2 = nn.Identity()


class DenseLayer__three_by_three_twice(_Changed):
    """both kernels are 3×3"""

    def change(self, maps_in, growth):
        self.conv1 = nn.Conv2d(maps_in, 4 * growth, 3, padding=1, bias=False)


class DenseLayer__padding_of_the_first(_Changed):
    """1×1 convolution has the padding"""

    def change(self, maps_in, growth):
        self.conv1.padding, self.conv2.padding = (1, 1), (0, 0)


class DenseLayer__no_padding(_Changed):
    """there is no padding"""

    def change(self, maps_in, growth):
        self.conv2.padding = (0, 0)


class DenseLayer__bias_of_the_first(_Changed):
    """first convolution has a bias"""

    def change(self, maps_in, growth):
        self.conv1 = nn.Conv2d(maps_in, 4 * growth, 1)


class DenseLayer__bias_of_the_second(_Changed):
    """second convolution has a bias"""

    def change(self, maps_in, growth):
        self.conv2 = nn.Conv2d(4 * growth, growth, 3, padding=1)


class DenseLayer__no_bottleneck(_Changed):
    """there is no bottleneck"""

    def change(self, maps_in, growth):
        del self.conv2, self.norm2
        self.conv1 = nn.Conv2d(maps_in, growth, 3, padding=1, bias=False)

    def new(self, x):
        return self.conv1(F.relu(self.norm1(x)))


class DenseLayer__normalisation_in_a_list(_Changed):
    """self.norms is a plain list"""

    def change(self, maps_in, growth):
        del self.norm1
        self.norms = [nn.BatchNorm2d(maps_in)]

    def new(self, x):
        return self.conv2(F.relu(self.norm2(self.conv1(F.relu(self.norms[0](x))))))


class DenseLayer__second_normalisation_last(_Changed):
    """second normalisation follows its convolution"""

    def change(self, maps_in, growth):
        self.norm2 = nn.BatchNorm2d(growth)

    def new(self, x):
        return F.relu(self.norm2(self.conv2(self.conv1(F.relu(self.norm1(x))))))


class DenseLayer__passes_on_the_activated(_Layer):
    """after normalisation and ReLU"""

    def forward(self, x):
        a = F.relu(self.norm1(x))
        return torch.cat([a, self.conv2(F.relu(self.norm2(self.conv1(a))))], 1)


class DenseLayer__normalisation_after(nn.Module):
    """normalisation follows the convolutions"""

    def __init__(self, maps_in, growth):
        super().__init__()
        self.new = nn.Sequential(
            nn.Conv2d(maps_in, 4 * growth, 1, bias=False), nn.BatchNorm2d(4 * growth), nn.ReLU(),
            nn.Conv2d(4 * growth, growth, 3, padding=1, bias=False), nn.BatchNorm2d(growth),
            nn.ReLU())

    def forward(self, x):
        return torch.cat([x, self.new(x)], 1)


class DenseLayer__no_first_normalisation(_Layer):
    """first normalisation is missing|takes no part"""

    def __init__(self, maps_in, growth):
        super().__init__(maps_in, growth)
        self.norm1 = nn.Identity()


class DenseLayer__adds(_Layer):
    """stopped with|RuntimeError|shape"""

    def forward(self, x):
        return x + self.new(x)


def _tally(maps, growth, layers, side, inner=4, read=lambda m, k, s: m + s * k,
           norms=lambda r, b: 2 * (r + b), kernel=9, area=None, biases=0):
    parameters = work = 0
    for s in range(layers):
        r, b = read(maps, growth, s), inner * growth
        weights = r * b + kernel * b * growth
        parameters += weights + norms(r, b) + biases * (b + growth)
        work += weights * (area or side ** 2)
    return parameters, work


def block_cost__reads_the_input_only(maps, growth, layers, side, inner=4):
    """each layer reads only the input"""
    return _tally(maps, growth, layers, side, inner, read=lambda m, k, s: m)


def block_cost__reads_the_newest(maps, growth, layers, side, inner=4):
    """reads only the newest maps"""
    return _tally(maps, growth, layers, side, inner, read=lambda m, k, s: k if s else m)


def block_cost__grown_too_early(maps, growth, layers, side, inner=4):
    """grown before the first layer"""
    return _tally(maps, growth, layers, side, inner, read=lambda m, k, s: m + (s + 1) * k)


def block_cost__no_normalisation(maps, growth, layers, side, inner=4):
    """the normalisations are missing"""
    return _tally(maps, growth, layers, side, inner, norms=lambda r, b: 0)


def block_cost__one_normalisation(maps, growth, layers, side, inner=4):
    """the second normalisation is missing"""
    return _tally(maps, growth, layers, side, inner, norms=lambda r, b: 2 * r)


def block_cost__one_parameter_a_map(maps, growth, layers, side, inner=4):
    """it has two"""
    return _tally(maps, growth, layers, side, inner, norms=lambda r, b: r + b)


def block_cost__statistics_counted(maps, growth, layers, side, inner=4):
    """statistics of normalisation are counted"""
    return _tally(maps, growth, layers, side, inner, norms=lambda r, b: 4 * (r + b))


def block_cost__biases(maps, growth, layers, side, inner=4):
    """the convolutions have biases"""
    return _tally(maps, growth, layers, side, inner, biases=1)


def block_cost__no_kernel(maps, growth, layers, side, inner=4):
    """both kernels are 1×1"""
    return _tally(maps, growth, layers, side, inner, kernel=1)


def block_cost__side_not_squared(maps, growth, layers, side, inner=4):
    """one row of pixels"""
    return _tally(maps, growth, layers, side, inner, area=side)


def block_cost__inner_forgotten(maps, growth, layers, side, inner=4):
    """in common: inner not 4|inner is always 4"""
    return _tally(maps, growth, layers, side)


def block_cost__exchanged(maps, growth, layers, side, inner=4):
    """the two numbers are exchanged"""
    return _tally(maps, growth, layers, side, inner)[::-1]


def block_cost__last_layer_only(maps, growth, layers, side, inner=4):
    """the last layer is counted|Right on: one layer"""
    return _tally(maps + (layers - 1) * growth, growth, 1, side, inner)


def block_cost__without_bottleneck(maps, growth, layers, side, inner=4):
    """there is no bottleneck"""
    total = sum(9 * (maps + s * growth) * growth for s in range(layers))
    return total + sum(2 * (maps + s * growth) for s in range(layers)), total * side ** 2


def block_cost__mean_number_of_maps(maps, growth, layers, side, inner=4):
    """in common: odd growth, even number of layers"""
    return _tally(maps, growth, layers, side, inner,
                  read=lambda m, k, s: m + (layers - 1) * k // 2)


def block_cost__first_layer_left_out(maps, growth, layers, side, inner=4):
    """first layer is not counted"""
    return _tally(maps + growth, growth, layers - 1, side, inner)


def block_cost__no_first_normalisation(maps, growth, layers, side, inner=4):
    """first normalisation is missing"""
    return _tally(maps, growth, layers, side, inner, norms=lambda r, b: 2 * b)


def block_cost__normalisation_behind(maps, growth, layers, side, inner=4):
    """normalisation stands behind"""
    return _tally(maps, growth, layers, side, inner, norms=lambda r, b: 2 * (b + growth))


def block_cost__normalisation_in_the_work(maps, growth, layers, side, inner=4):
    """counted in the multiplications"""
    total = _tally(maps, growth, layers, side, inner)[0]
    return total, total * side ** 2


def block_cost__nine_for_both(maps, growth, layers, side, inner=4):
    """both kernels are 3×3"""
    b, reads = inner * growth, [maps + s * growth for s in range(layers)]
    weights = 9 * sum(r * b + b * growth for r in reads)
    return weights + 2 * sum(r + b for r in reads), weights * side ** 2


def block_cost__nine_for_the_first(maps, growth, layers, side, inner=4):
    """the 3×3 comes first"""
    b, reads = inner * growth, [maps + s * growth for s in range(layers)]
    weights = sum(9 * r * b + b * growth for r in reads)
    return weights + 2 * sum(r + b for r in reads), weights * side ** 2


def block_cost__second_convolution_reads_all(maps, growth, layers, side, inner=4):
    """both convolutions read as many maps"""
    b, reads = inner * growth, [maps + s * growth for s in range(layers)]
    weights = sum(r * b + 9 * r * growth for r in reads)
    return weights + 2 * sum(r + b for r in reads), weights * side ** 2


def _heat(weights, maps, part=lambda a: a.mean(), whole=lambda a, t: a.mean(), change=torch.abs):
    found = torch.zeros(len(weights), len(weights))
    for t, w in enumerate(weights):
        a = change(w.detach())
        for s, one in enumerate(a.split([maps] + [len(w)] * t, 1)):
            found[s, t] = part(one) / whole(a, t)
    return found


def reuse__transposed(weights, maps):
    """rows and columns are exchanged"""
    return _heat(weights, maps).T


def reuse__signed(weights, maps):
    """absolute value of the parts is missing"""
    return _heat(weights, maps, change=lambda a: a, whole=lambda a, t: a.abs().mean())


def reuse__not_divided(weights, maps):
    """not divided by the layer's mean"""
    return _heat(weights, maps, whole=lambda a, t: 1)


def reuse__summed(weights, maps):
    """added, not averaged"""
    return _heat(weights, maps, part=lambda a: a.sum())


def reuse__equal_slices(weights, maps):
    """in common: input not as wide|cut into equal slices"""
    found = torch.zeros(len(weights), len(weights))
    for t, w in enumerate(weights):
        a = w.detach().abs()
        for s, one in enumerate(a.chunk(t + 1, 1)):
            found[s, t] = one.mean() / a.mean()
    return found


def reuse__input_as_wide_as_growth(weights, maps):
    """in common: input not as wide|stopped with"""
    return _heat(weights, len(weights[0]))


def reuse__newest_first(weights, maps):
    """reverse order"""
    found, right = torch.zeros(len(weights), len(weights)), _heat(weights, maps)
    for t in range(len(weights)):
        found[:t + 1, t] = right[:t + 1, t].flip(0)
    return found


def reuse__largest_is_one(weights, maps):
    """divided by its largest entry"""
    right = _heat(weights, maps)
    return right / right.amax(0)


def reuse__column_sums_to_one(weights, maps):
    """divided by its sum"""
    right = _heat(weights, maps)
    return right / right.sum(0)


def reuse__of_squares(weights, maps):
    """roots of mean squares"""
    def norm(a):
        return a.square().mean().sqrt()

    return _heat(weights, maps, part=norm, whole=lambda a, t: norm(a))


def reuse__of_another_dtype(weights, maps):
    """float64"""
    import numpy as np
    found = np.zeros((len(weights), len(weights)))
    for t, w in enumerate(weights):
        for s, one in enumerate(w.abs().split([maps] + [len(w)] * t, 1)):
            found[s, t] = np.abs(one.numpy()).mean() / np.abs(w.numpy()).mean()
    return torch.from_numpy(found)


def reuse__no_absolute_value(weights, maps):
    """there is no absolute value"""
    return _heat(weights, maps, change=lambda a: a)


def reuse__absolute_value_of_the_mean(weights, maps):
    """absolute value is taken of the mean"""
    return _heat(weights, maps, change=lambda a: a).abs()


def reuse__sums_in_place_of_means(weights, maps):
    """sums are divided, not means"""
    return _heat(weights, maps, part=lambda a: a.sum(), whole=lambda a, t: a.sum())


def reuse__mean_squares(weights, maps):
    """squares are averaged, not absolute values"""
    return _heat(weights, maps, change=torch.square)


def reuse__without_the_newest_part(weights, maps):
    """newest part is left out"""
    return _heat(weights, maps).triu(1)


def reuse__divided_by_all_layers(weights, maps):
    """mean of all layers"""
    mean = sum(w.detach().abs().mean() for w in weights) / len(weights)
    return _heat(weights, maps, whole=lambda a, t: mean)


def reuse__edges_one_growth_too_far(weights, maps):
    """slice of the input has growth maps too many"""
    found = torch.zeros(len(weights), len(weights))
    for t, w in enumerate(weights):
        a = w.detach().abs()
        edges = [0] + [maps + (i + 1) * len(w) for i in range(t + 1)]
        for s in range(t + 1):
            found[s, t] = a[:, edges[s]:edges[s + 1]].mean() / a.mean()
    return found
