"""Wrong answers to lesson 09. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import copy
import math

import torch
import torch.nn.functional as F
from torch import nn


def conv(i, o, k, stride=1, padding=None, bias=False):
    return nn.Conv2d(i, o, k, stride, padding=k // 2 if padding is None else padding, bias=bias)


def projection(i, o, stride, k=1, bias=False):
    return nn.Sequential(conv(i, o, k, stride, bias=bias), nn.BatchNorm2d(o))


def eye(maps, centre):
    return torch.eye(maps)[..., None, None] * centre


def identity_kernel__all_ones(maps, size=3):
    """all weights are 1"""
    return torch.ones(maps, maps, size, size)


def identity_kernel__sums_the_maps(maps, size=3):
    """the sum of all input maps"""
    kernel = torch.zeros(maps, maps, size, size)
    kernel[:, :, size // 2, size // 2] = 1
    return kernel


def identity_kernel__mean_of_the_maps(maps, size=3):
    """the mean of all input maps"""
    kernel = torch.zeros(maps, maps, size, size)
    kernel[:, :, size // 2, size // 2] = 1 / maps
    return kernel


def identity_kernel__in_the_corner(maps, size=3):
    """at the corner of the window"""
    kernel = torch.zeros(maps, maps, size, size)
    kernel[range(maps), range(maps), 0, 0] = 1
    return kernel


def identity_kernel__centre_of_three(maps, size=3):
    """in common: (size 1|another size)|stopped with IndexError"""
    kernel = torch.zeros(maps, maps, size, size)
    kernel[range(maps), range(maps), 1, 1] = 1
    return kernel


def identity_kernel__sums_the_window(maps, size=3):
    """the window is summed"""
    return eye(maps, torch.ones(size, size))


def identity_kernel__averages_the_window(maps, size=3):
    """the window is averaged"""
    return eye(maps, torch.full((size, size), 1 / size ** 2))


def identity_kernel__diagonal_of_the_window(maps, size=3):
    """Right on: one map, size 1; three maps, size 1\\."""
    return eye(maps, torch.eye(size))


def identity_kernel__identity_in_the_window(maps, size=3):
    """must connect the maps"""
    return torch.eye(size).repeat(maps, maps, 1, 1)


def identity_kernel__one_map_only(maps, size=3):
    """shape"""
    kernel = torch.zeros(maps, 1, size, size)
    kernel[:, 0, size // 2, size // 2] = 1
    return kernel


def identity_kernel__first_map_only(maps, size=3):
    """in common: (two|five|three) maps|Right on: one map"""
    kernel = torch.zeros(maps, maps, size, size)
    kernel[0, 0, size // 2, size // 2] = 1
    return kernel


def identity_kernel__reversed(maps, size=3):
    """in reverse order"""
    return identity_kernel__one_map_only(1, size) * torch.eye(maps).flip(0)[..., None, None]


def identity_kernel__size_fixed(maps, size=3):
    """in common: size 1|in common: another size|shape"""
    return eye(maps, identity_kernel__one_map_only(1, 3)[0, 0])


def identity_kernel__zeros(maps, size=3):
    """the kernel is zero|zeros"""
    return torch.zeros(maps, maps, size, size)


def identity_kernel__whole_numbers(maps, size=3):
    """whole numbers|float"""
    return eye(maps, identity_kernel__one_map_only(1, size)[0, 0]).long()


def identity_kernel__by_the_library(maps, size=3):
    """you call dirac_"""
    return nn.init.dirac_(torch.empty(maps, maps, size, size))


class _Block(nn.Module):
    strides, bias, padding = "first", False, 1

    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        first, second = {"first": (stride, 1), "second": (1, stride)}[self.strides]
        self.conv1 = conv(maps_in, maps, 3, first, self.padding, self.bias)
        self.conv2 = conv(maps, maps, 3, second, self.padding, self.bias)
        self.norm1, self.norm2 = nn.BatchNorm2d(maps), nn.BatchNorm2d(maps)
        self.shortcut = self.around(maps_in, maps, stride)

    def around(self, maps_in, maps, stride):
        if stride == 1 and maps_in == maps:
            return nn.Sequential()
        return projection(maps_in, maps, stride, bias=self.bias)

    def inner(self, x):
        return self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))

    def end(self, f, s):
        return F.relu(f + s)

    def forward(self, x):
        return self.end(self.inner(x), self.shortcut(x))


class Block__added_after_the_relu(_Block):
    """added after the last ReLU"""

    def end(self, f, s):
        return F.relu(f) + s


class Block__no_last_relu(_Block):
    """last ReLU is missing"""

    def end(self, f, s):
        return f + s


class Block__subtracted(_Block):
    """the shortcut is subtracted"""

    def end(self, f, s):
        return F.relu(f - s)


class Block__one_relu_more(_Block):
    """one more ReLU between the second normalisation and the sum"""

    def end(self, f, s):
        return F.relu(F.relu(f) + s)


class Block__no_shortcut(_Block):
    """shortcut is missing"""

    def end(self, f, s):
        return F.relu(f)


class Block__no_relu_between(_Block):
    """ReLU between the convolutions is missing"""

    def inner(self, x):
        return self.norm2(self.conv2(self.norm1(self.conv1(x))))


class Block__relu_on_all_that_is_added(_Block):
    """Wrong on all 7 inputs"""

    def end(self, f, s):
        return F.relu(f) + F.relu(s)


class Block__projection_with_relu(_Block):
    """a ReLU follows the projection"""

    def around(self, maps_in, maps, stride):
        made = super().around(maps_in, maps, stride)
        return made.append(nn.ReLU()) if len(made) else made


class Block__norm_after_relu(_Block):
    """ReLU stands before normalisation"""

    def inner(self, x):
        return self.norm2(self.conv2(self.norm1(F.relu(self.conv1(x)))))


class Block__one_norm_used_twice(_Block):
    """takes no part"""

    def inner(self, x):
        return self.norm1(self.conv2(F.relu(self.norm1(self.conv1(x)))))


class Block__shortcut_from_the_convolutions(_Block):
    """begins with the output of the convolutions"""

    def forward(self, x):
        y = self.inner(x)
        return self.end(y, self.shortcut(y))


class Block__input_changed(_Block):
    """you change the input in place"""

    def forward(self, x):
        return super().forward(F.relu_(x))


class Block__one_norm_made(_Block):
    """parameters; wanted are(.|\\n)*Wrong on all"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.norm2 = self.norm1


class Block__always_projects(_Block):
    """in common: same shape"""

    def around(self, maps_in, maps, stride):
        return projection(maps_in, maps, stride)


class Block__never_projects(_Block):
    """in common: projection\\."""

    def around(self, maps_in, maps, stride):
        return nn.Sequential()


class Block__projects_only_for_the_stride(_Block):
    """in common: needed for the maps"""

    def around(self, maps_in, maps, stride):
        return projection(maps_in, maps, stride) if stride > 1 else nn.Sequential()


class Block__projects_only_for_the_maps(_Block):
    """in common: needed for the stride"""

    def around(self, maps_in, maps, stride):
        return projection(maps_in, maps, stride) if maps_in != maps else nn.Sequential()


class Block__projects_only_to_more_maps(_Block):
    """in common: .*fewer maps"""

    def around(self, maps_in, maps, stride):
        wider = stride > 1 or maps_in < maps
        return projection(maps_in, maps, stride) if wider else nn.Sequential()


class Block__stride_two_only(_Block):
    """in common: stride 3"""

    def around(self, maps_in, maps, stride):
        return (projection(maps_in, maps, stride) if stride == 2 or maps_in != maps
                else nn.Sequential())


class Block__projection_without_stride(_Block):
    """in common: stride above 1"""

    def around(self, maps_in, maps, stride):
        return projection(maps_in, maps, 1) if stride > 1 or maps_in != maps else nn.Sequential()


class Block__projection_without_norm(_Block):
    """in common: projection\\."""

    def around(self, maps_in, maps, stride):
        made = super().around(maps_in, maps, stride)
        return made[:1]


class Block__projection_3x3(_Block):
    """in common: projection\\."""

    def around(self, maps_in, maps, stride):
        made = super().around(maps_in, maps, stride)
        return projection(maps_in, maps, stride, 3) if len(made) else made


class Block__pools_and_pads(_Block):
    """in common: projection\\."""

    def around(self, maps_in, maps, stride):
        return nn.AvgPool2d(stride, ceil_mode=True) if stride > 1 else nn.Sequential()

    def end(self, f, s):
        more = f.shape[1] - s.shape[1]
        return F.relu(f + F.pad(s, (0, 0, 0, 0, 0, more)))


class Block__stride_in_the_second(_Block):
    """the second convolution has the stride"""
    strides = "second"


class Block__biased(_Block):
    """the convolutions have biases"""
    bias = True


class Block__no_padding(_Block):
    """must match"""
    padding = 0


class Block__dropout(_Block):
    """in training mode"""

    def inner(self, x):
        return F.dropout(super().inner(x), 0.1, self.training)


def sums_of(blocks, join=lambda w, old: w @ old, start=None):
    sums = [torch.eye(len(blocks[0]), dtype=blocks[0].dtype) if start is None else start]
    for w in blocks:
        zero = torch.zeros_like(w)
        sums = [a + b for a, b in zip([*sums, zero], [zero, *(join(w, old) for old in sums)],
                                      strict=True)]
    return torch.stack(sums)


def path_sums__matrix_on_the_right(blocks):
    """stands on the right"""
    return sums_of(blocks, lambda w, old: old @ w)


def path_sums__transposed(blocks):
    """rows and columns are exchanged"""
    return sums_of(blocks).transpose(1, 2)


def path_sums__element_by_element(blocks):
    """multiplied element by element"""
    return sums_of(blocks, lambda w, old: w * old)


def path_sums__starts_with_ones(blocks):
    """Wrong on: diagonal matrices, two blocks; matrices, one block"""
    return sums_of(blocks, start=torch.ones_like(blocks[0]))


def path_sums__without_the_shortest(blocks):
    """around all blocks is left out"""
    sums = sums_of(blocks)
    sums[0] = 0
    return sums


def path_sums__lengths_from_one(blocks):
    """shape"""
    return sums_of(blocks)[1:]


def path_sums__without_the_longest(blocks):
    """through all blocks is left out"""
    sums = sums_of(blocks)
    sums[-1] = 0
    return sums


def path_sums__in_every_order(blocks):
    """once for each order"""
    sums = sums_of(blocks)
    for k in range(len(sums)):
        sums[k] *= float(math.factorial(k))
    return sums


def path_sums__at_most_k(blocks):
    """through at most k blocks are summed"""
    return sums_of(blocks).cumsum(0)


def path_sums__longest_first(blocks):
    """the longest paths come first"""
    return sums_of(blocks).flip(0)


def path_sums__all_together(blocks):
    """wanted is one matrix for each"""
    return sums_of(blocks).sum(0)


def path_sums__without_gaps(blocks):
    """without a gap"""
    sums = torch.zeros(len(blocks) + 1, *blocks[0].shape, dtype=blocks[0].dtype)
    sums[0] = torch.eye(len(blocks[0]))
    for first in range(len(blocks)):
        product = torch.eye(len(blocks[0]), dtype=blocks[0].dtype)
        for k in range(first, len(blocks)):
            product = blocks[k] @ product
            sums[k - first + 1] += product
    return sums


def path_sums__first_k_blocks(blocks):
    """Right on: numbers, one block; matrices, one block"""
    sums = [torch.eye(len(blocks[0]), dtype=blocks[0].dtype)]
    for w in blocks:
        sums.append(w @ sums[-1])
    return torch.stack(sums)


def path_sums__blocks_are_alike(blocks):
    """Right on: numbers, one block; matrices, one block; numbers, all 1, 27 blocks"""
    mean, n = sum(blocks) / len(blocks), len(blocks)
    return torch.stack([math.comb(n, k) * torch.linalg.matrix_power(mean, k)
                        for k in range(n + 1)])


def path_sums__counts_only(blocks):
    """Right on: numbers, all 1, 27 blocks"""
    eye, n = torch.eye(len(blocks[0]), dtype=blocks[0].dtype), len(blocks)
    return torch.stack([math.comb(n, k) * eye for k in range(n + 1)])


def path_sums__overwritten_on_the_way(blocks):
    """a path goes through a block more than once"""
    sums = torch.zeros(len(blocks) + 1, *blocks[0].shape, dtype=blocks[0].dtype)
    sums[0] = torch.eye(len(blocks[0]))
    for w in blocks:
        for k in range(1, len(sums)):
            sums[k] += w @ sums[k - 1]
    return sums


def path_sums__powers_of_the_sum(blocks):
    """powers of the sum of all blocks"""
    sums = [torch.eye(len(blocks[0]), dtype=blocks[0].dtype)]
    for k in range(1, len(blocks) + 1):
        sums.append(sum(blocks) @ sums[-1] / k)
    return torch.stack(sums)


def path_sums__single_precision(blocks):
    """right to single precision"""
    return sums_of([w.float() for w in blocks])


def path_sums__pops_the_list(blocks):
    """belongs to the caller"""
    start = torch.eye(len(blocks[0]), dtype=blocks[0].dtype)
    sums = [start]
    while blocks:
        w = blocks.pop(0)
        zero = torch.zeros_like(w)
        sums = [a + b for a, b in zip([*sums, zero], [zero, *(w @ old for old in sums)],
                                      strict=True)]
    return torch.stack(sums)


class _Pre(nn.Module):
    places, bias, padding = (1, 0), False, 1

    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        first, second = (stride, 1) if self.places == (1, 0) else (1, stride)
        self.norm1, self.norm2 = nn.BatchNorm2d(maps_in), nn.BatchNorm2d(maps)
        self.conv1 = conv(maps_in, maps, 3, first, self.padding, self.bias)
        self.conv2 = conv(maps, maps, 3, second, self.padding, self.bias)
        self.project = self.around(maps_in, maps, stride)

    def around(self, maps_in, maps, stride):
        if stride > 1 or maps_in != maps:
            return conv(maps_in, maps, 1, stride, bias=self.bias)

    def begin(self, x):
        return F.relu(self.norm1(x))

    def middle(self, y):
        return F.relu(self.norm2(y))

    def shortcut(self, x, a):
        return x if self.project is None else self.project(a)

    def end(self, s, f):
        return s + f

    def forward(self, x):
        a = self.begin(x)
        return self.end(self.shortcut(x, a), self.conv2(self.middle(self.conv1(a))))


class PreBlock__relu_after_the_sum(_Pre):
    """a ReLU follows the sum"""

    def end(self, s, f):
        return F.relu(s + f)


class PreBlock__no_shortcut(_Pre):
    """shortcut is missing"""

    def shortcut(self, x, a):
        return 0 if self.project is None else 0 * self.project(a)


class PreBlock__shortcut_from_a(_Pre):
    """begins with a, not with x"""

    def shortcut(self, x, a):
        return a if self.project is None else self.project(a)


class PreBlock__projection_from_x(_Pre):
    """the projection begins with x"""

    def shortcut(self, x, a):
        return x if self.project is None else self.project(x)


class PreBlock__norm_after_relu(_Pre):
    """the first normalisation stands after the ReLU"""

    def begin(self, x):
        return self.norm1(F.relu(x))


class PreBlock__second_norm_after_relu(_Pre):
    """the second normalisation stands after the ReLU"""

    def middle(self, y):
        return self.norm2(F.relu(y))


class PreBlock__both_norms_after_relu(_Pre):
    """both normalisations stand after their ReLU"""

    def begin(self, x):
        return self.norm1(F.relu(x))

    def middle(self, y):
        return self.norm2(F.relu(y))


class PreBlock__second_activation_at_the_end(_Pre):
    """follow the second convolution"""

    def middle(self, y):
        return y

    def end(self, s, f):
        return s + F.relu(self.norm2(f))


class PreBlock__input_changed(_Pre):
    """you change the input in place"""

    def begin(self, x):
        return F.relu_(self.norm1(x.relu_()))


class PreBlock__no_first_relu(_Pre):
    """the first ReLU is missing"""

    def begin(self, x):
        return self.norm1(x)


class PreBlock__no_second_relu(_Pre):
    """the second ReLU is missing"""

    def middle(self, y):
        return self.norm2(y)


class PreBlock__projection_normalised(_Pre):
    """a normalisation follows the projection"""

    def around(self, maps_in, maps, stride):
        if stride > 1 or maps_in != maps:
            return projection(maps_in, maps, stride)


class PreBlock__always_projects(_Pre):
    """in common: same shape"""

    def around(self, maps_in, maps, stride):
        return conv(maps_in, maps, 1, stride)


class PreBlock__never_projects(_Pre):
    """in common: projection\\."""

    def around(self, maps_in, maps, stride):
        return None


class PreBlock__projects_only_for_the_maps(_Pre):
    """in common: needed for the stride"""

    def around(self, maps_in, maps, stride):
        return conv(maps_in, maps, 1, stride) if maps_in != maps else None


class PreBlock__projects_only_for_the_stride(_Pre):
    """in common: needed for the maps"""

    def around(self, maps_in, maps, stride):
        return conv(maps_in, maps, 1, stride) if stride > 1 else None


class PreBlock__biased(_Pre):
    """the convolutions have biases"""
    bias = True


class PreBlock__stride_in_the_second(_Pre):
    """the second convolution has the stride"""
    places = (0, 1)


class PreBlock__norm_of_the_output_maps(_Pre):
    """Wrong on: projection, needed for the maps, more maps; projection, needed for the maps"""

    def __init__(self, maps_in, maps, stride=1):
        super().__init__(maps_in, maps, stride)
        self.norm1 = nn.BatchNorm2d(maps)


class PreBlock__the_block_of_2015(_Block):
    """as in the block of 2015|parameters; wanted are"""


class _Bottleneck(nn.Module):
    place, expansion, bias, padding, wider = 1, 4, False, 1, 1

    def __init__(self, maps_in, maps, stride=1):
        super().__init__()
        s = [1, 1, 1]
        s[self.place] = stride
        out, mid = self.expansion * maps, self.wider * maps
        self.conv1 = conv(maps_in, mid, 1, s[0], bias=self.bias)
        self.conv2 = conv(mid, maps, 3, s[1], self.padding, self.bias)
        self.conv3 = conv(maps, out, 1, s[2], bias=self.bias)
        self.norm1, self.norm2, self.norm3 = map(nn.BatchNorm2d, (mid, maps, out))
        self.shortcut = nn.Sequential()
        if self.projects(maps_in, maps, stride):
            self.shortcut = projection(maps_in, out, stride, bias=self.bias)

    def projects(self, maps_in, maps, stride):
        return stride > 1 or maps_in != self.expansion * maps

    def conv(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        return self.norm3(self.conv3(F.relu(self.norm2(self.conv2(y)))))

    def forward(self, x):
        return F.relu(self.conv(x) + self.shortcut(x))


class Bottleneck__no_shortcut(_Bottleneck):
    """shortcut is missing"""

    def forward(self, x):
        return F.relu(self.conv(x))


class Bottleneck__no_last_relu(_Bottleneck):
    """last ReLU is missing"""

    def forward(self, x):
        return self.conv(x) + self.shortcut(x)


class Bottleneck__added_after(_Bottleneck):
    """added after the last ReLU"""

    def forward(self, x):
        return F.relu(self.conv(x)) + self.shortcut(x)


class Bottleneck__third_relu(_Bottleneck):
    """between the third convolution and the sum"""

    def forward(self, x):
        return F.relu(F.relu(self.conv(x)) + self.shortcut(x))


class Bottleneck__no_first_relu(_Bottleneck):
    """first ReLU is missing"""

    def conv(self, x):
        y = F.relu(self.norm2(self.conv2(self.norm1(self.conv1(x)))))
        return self.norm3(self.conv3(y))


class Bottleneck__no_second_relu(_Bottleneck):
    """second ReLU is missing"""

    def conv(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        return self.norm3(self.conv3(self.norm2(self.conv2(y))))


class Bottleneck__no_third_norm(_Bottleneck):
    """takes no part"""

    def conv(self, x):
        y = F.relu(self.norm1(self.conv1(x)))
        return self.conv3(F.relu(self.norm2(self.conv2(y))))


class Bottleneck__does_not_expand(_Bottleneck):
    """not four times as many"""
    expansion = 1


class Bottleneck__maps_come_out(_Bottleneck):
    """a quarter of `maps` is inside"""

    def __init__(self, maps_in, maps, stride=1):
        super().__init__(maps_in, maps // 4, stride)


class Bottleneck__first_has_the_stride(_Bottleneck):
    """the first convolution has the stride"""
    place = 0


class Bottleneck__last_has_the_stride(_Bottleneck):
    """the last convolution has the stride"""
    place = 2


class Bottleneck__biased(_Bottleneck):
    """the convolutions have biases"""
    bias = True


class Bottleneck__no_padding(_Bottleneck):
    """must match"""
    padding = 0


class Bottleneck__squeezed_late(_Bottleneck):
    """parameters; wanted are(.|\\n)*Wrong on all"""
    wider = 4


class Bottleneck__compares_with_maps(_Bottleneck):
    """Wrong on: same shape; .*maps_in equal to maps\\."""

    def projects(self, maps_in, maps, stride):
        return stride > 1 or maps_in != maps


class Bottleneck__always_projects(_Bottleneck):
    """in common: same shape"""

    def projects(self, maps_in, maps, stride):
        return True


class Bottleneck__projects_only_for_the_stride(_Bottleneck):
    """in common: needed for the maps"""

    def projects(self, maps_in, maps, stride):
        return stride > 1


class Bottleneck__projects_only_for_the_maps(_Bottleneck):
    """in common: needed for the stride"""

    def projects(self, maps_in, maps, stride):
        return maps_in != 4 * maps


class Bottleneck__projects_only_to_more_maps(_Bottleneck):
    """in common: fewer maps"""

    def projects(self, maps_in, maps, stride):
        return stride > 1 or maps_in < 4 * maps


class Bottleneck__stride_two_only(_Bottleneck):
    """in common: stride 3"""

    def projects(self, maps_in, maps, stride):
        return stride == 2 or maps_in != 4 * maps


def states(ours, theirs, strict=True):
    return zip(ours.state_dict().values(), theirs.state_dict().values(), strict=strict)


def compare(ours, theirs):
    if [t.shape for t in ours.state_dict().values()] != [
            t.shape for t in theirs.state_dict().values()]:
        raise ValueError("not the same network")


def copy_weights__parameters_only(ours, theirs):
    """statistics stay behind"""
    compare(ours, theirs)
    with torch.no_grad():
        for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
            p.copy_(q)


def copy_weights__floats_only(ours, theirs):
    """num_batches_tracked"""
    compare(ours, theirs)
    for p, q in states(ours, theirs):
        if p.is_floating_point():
            p.copy_(q)


def copy_weights__shared(ours, theirs):
    """share their memory"""
    compare(ours, theirs)
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)),
                         assign=True)


def copy_weights__shared_by_data(ours, theirs):
    """share their memory"""
    compare(ours, theirs)
    for p, q in zip([*ours.parameters(), *ours.buffers()],
                    [*theirs.parameters(), *theirs.buffers()], strict=True):
        p.data = q.data


def copy_weights__nothing(ours, theirs):
    """nothing was copied"""
    compare(ours, theirs)


def copy_weights__another_name_for_theirs(ours, theirs):
    """nothing was copied"""
    compare(ours, theirs)
    ours = copy.deepcopy(theirs)


def copy_weights__tensors_rebound(ours, theirs):
    """nothing was copied"""
    compare(ours, theirs)
    mine = list(ours.state_dict().values())
    for k, q in enumerate(theirs.state_dict().values()):
        mine[k] = q.clone()


def copy_weights__into_a_dict(ours, theirs):
    """nothing was copied"""
    compare(ours, theirs)
    mine = ours.state_dict()
    for name, q in zip(mine, theirs.state_dict().values(), strict=True):
        mine[name] = q.clone()


def copy_weights__other_way_round(ours, theirs):
    """theirs was changed"""
    compare(ours, theirs)
    theirs.load_state_dict(dict(zip(theirs.state_dict(), ours.state_dict().values(), strict=True)))


def copy_weights__exchanged(ours, theirs):
    """value of 'theirs"""
    compare(ours, theirs)
    for p, q in states(ours, theirs):
        old = p.clone()
        p.copy_(q)
        q.copy_(old)


def copy_weights__by_name(ours, theirs):
    """in common: other names"""
    try:
        ours.load_state_dict(theirs.state_dict())
    except RuntimeError as error:
        raise ValueError("not the same network") from error


def copy_weights__by_name_where_there(ours, theirs):
    """in common: other names"""
    compare(ours, theirs)
    ours.load_state_dict(theirs.state_dict(), strict=False)


def copy_weights__by_shape(ours, theirs):
    """in common: tensors of the same shape"""
    compare(ours, theirs)
    by_shape = {q.shape: q for q in theirs.state_dict().values()}
    for p in ours.state_dict().values():
        p.copy_(by_shape[p.shape])


def copy_weights__in_reverse(ours, theirs):
    """Wrong on all 4 inputs"""
    compare(ours, theirs)
    for p, q in zip(ours.state_dict().values(), [*theirs.state_dict().values()][::-1], strict=True):
        p.copy_(q)


def copy_weights__leaf(ours, theirs):
    """in your line: p.copy_"""
    compare(ours, theirs)
    for p, q in zip(ours.parameters(), theirs.parameters(), strict=True):
        p.copy_(q)


def copy_weights__accepts_other_shapes(ours, theirs):
    """another shape at the end\\): you accept it"""
    for p, q in states(ours, theirs, strict=False):
        if p.shape == q.shape:
            p.copy_(q)


def copy_weights__accepts_more_layers(ours, theirs):
    """a layer more\\): you accept it"""
    for p, q in states(ours, theirs, strict=False):
        if p.shape != q.shape:
            raise ValueError("shapes differ")
    for p, q in states(ours, theirs, strict=False):
        p.copy_(q)


def copy_weights__accepts_fewer_layers(ours, theirs):
    """a layer less\\): you accept it"""
    mine, other = list(ours.state_dict().values()), list(theirs.state_dict().values())
    if len(mine) < len(other):
        raise ValueError("too few")
    if any(p.shape != q.shape for p, q in zip(mine, other, strict=False)):
        raise ValueError("shapes differ")
    for p, q in zip(mine, other, strict=False):
        p.copy_(q)


def copy_weights__counts_only(ours, theirs):
    """another shape at the end\\): your code stopped|another shape at the end\\): .*changes?"""
    if len(ours.state_dict()) != len(theirs.state_dict()):
        raise ValueError("numbers of tensors differ")
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)))


def copy_weights__numbers_of_parameters(ours, theirs):
    """shapes in another order\\): your code stopped"""
    if sum(p.numel() for p in ours.parameters()) != sum(p.numel() for p in theirs.parameters()):
        raise ValueError("numbers of parameters differ")
    for p, q in states(ours, theirs):
        p.copy_(q)


def copy_weights__shapes_sorted(ours, theirs):
    """shapes in another order\\): "your code stopped|shapes in another order"""
    a, b = (sorted(tuple(t.shape) for t in net.state_dict().values()) for net in (ours, theirs))
    if a != b:
        raise ValueError("shapes differ")
    ours.load_state_dict(dict(zip(ours.state_dict(), theirs.state_dict().values(), strict=True)))


def copy_weights__parameters_compared(ours, theirs):
    """running statistics"""
    a, b = ([p.shape for p in net.parameters()] for net in (ours, theirs))
    if a != b:
        raise ValueError("shapes differ")
    for p, q in states(ours, theirs, strict=False):
        p.copy_(q)


def copy_weights__broadcast(ours, theirs):
    """could be repeated\\): you accept it"""
    pairs = list(states(ours, theirs))
    for p, q in pairs:
        try:
            q.expand_as(p)
        except RuntimeError as error:
            raise ValueError("shapes differ") from error
    for p, q in pairs:
        p.copy_(q)


def copy_weights__half(ours, theirs):
    """only after you change the weights of a layer"""
    for p, q in states(ours, theirs):
        if p.shape != q.shape:
            raise ValueError("shapes differ")
        p.copy_(q)


def copy_weights__asserts(ours, theirs):
    """A ValueError is wanted"""
    pairs = list(states(ours, theirs))
    assert all(p.shape == q.shape for p, q in pairs)
    for p, q in pairs:
        p.copy_(q)


def copy_weights__returns_false(ours, theirs):
    """you accept it"""
    a, b = ours.state_dict(), theirs.state_dict()
    if [t.shape for t in a.values()] != [t.shape for t in b.values()]:
        return False
    ours.load_state_dict(dict(zip(a, b.values(), strict=True)))
    return True
