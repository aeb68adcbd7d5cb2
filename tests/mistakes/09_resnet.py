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


class _Block(nn.Module):
    strides, bias, padding = "first", False, 1

    def __init__(self, maps_in, maps, stride=1, residual=True):
        super().__init__()
        first, second = {"first": (stride, 1), "second": (1, stride)}[self.strides]
        self.conv1 = conv(maps_in, maps, 3, first, self.padding, self.bias)
        self.conv2 = conv(maps, maps, 3, second, self.padding, self.bias)
        self.norm1, self.norm2 = nn.BatchNorm2d(maps), nn.BatchNorm2d(maps)
        self.residual = residual
        self.shortcut = self.around(maps_in, maps, stride) if residual else nn.Sequential()

    def around(self, maps_in, maps, stride):
        if stride == 1 and maps_in == maps:
            return nn.Sequential()
        return projection(maps_in, maps, stride, bias=self.bias)

    def inner(self, x):
        return self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))

    def end(self, f, s):
        return F.relu(f + s)

    def forward(self, x):
        f = self.inner(x)
        return self.end(f, self.shortcut(x)) if self.residual else F.relu(f)


class Block__added_after_the_relu(_Block):
    """added after the last ReLU"""

    def end(self, f, s):
        return F.relu(f) + s


class Block__no_last_relu(_Block):
    """last ReLU is missing"""

    def forward(self, x):
        f = self.inner(x)
        return f + self.shortcut(x) if self.residual else f


class Block__plain_without_last_relu(_Block):
    """in common: residual=False"""

    def forward(self, x):
        f = self.inner(x)
        return self.end(f, self.shortcut(x)) if self.residual else f


class Block__no_shortcut(_Block):
    """shortcut is missing"""

    def end(self, f, s):
        return F.relu(f)


class Block__no_relu_between(_Block):
    """ReLU between the convolutions is missing"""

    def inner(self, x):
        return self.norm2(self.conv2(self.norm1(self.conv1(x))))


class Block__relu_on_all_that_is_added(_Block):
    """Right on: residual=False; residual=False, shape changes\\."""

    def end(self, f, s):
        return F.relu(f) + F.relu(s)


class Block__projection_bent(_Block):
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


class Block__plain_still_adds(_Block):
    """in common: residual=False"""

    def __init__(self, maps_in, maps, stride=1, residual=True):
        super().__init__(maps_in, maps, stride)


class Block__plain_keeps_the_projection(_Block):
    """in common: shape changes"""

    def __init__(self, maps_in, maps, stride=1, residual=True):
        super().__init__(maps_in, maps, stride)
        self.residual = residual


class Block__dropout(_Block):
    """in training mode"""

    def inner(self, x):
        return F.dropout(super().inner(x), 0.1, self.training)


def path_lengths__without_the_empty_one(blocks):
    """around all blocks is left out"""
    return [math.comb(blocks, k) for k in range(1, blocks + 1)]


def path_lengths__without_the_full_one(blocks):
    """through all blocks is left out"""
    return [math.comb(blocks, k) for k in range(blocks)]


def path_lengths__ordered(blocks):
    """only the choice of blocks counts"""
    return [math.perm(blocks, k) for k in range(blocks + 1)]


def path_lengths__total(blocks):
    """one for each length"""
    return [2 ** blocks]


def path_lengths__one_each(blocks):
    """can be chosen in several ways"""
    return [1] * (blocks + 1)


def path_lengths__shares(blocks):
    """wanted are numbers of paths"""
    return [math.comb(blocks, k) / 2 ** blocks for k in range(blocks + 1)]


def path_lengths__with_repetition(blocks):
    """Right on: no block; one block\\."""
    return [math.comb(blocks + k - 1, k) if k else 1 for k in range(blocks + 1)]


def path_lengths__powers(blocks):
    """Right on: no block\\."""
    return [2 ** k for k in range(blocks + 1)]


def path_lengths__floats(blocks):
    """a whole number \\(int\\) is wanted"""
    paths = [1]
    for k in range(blocks):
        paths.append(paths[-1] * (blocks - k) / (k + 1))
    return paths


def path_lengths__rounded_down(blocks):
    """Wrong on: an odd number; many blocks, large numbers"""
    paths = [1]
    for k in range(blocks):
        paths.append(paths[-1] // (k + 1) * (blocks - k))
    return paths


def path_lengths__no_block_forgotten(blocks):
    """in common: no block"""
    paths = [1, 1]
    for _ in range(blocks - 1):
        paths = [a + b for a, b in zip([0, *paths], [*paths, 0], strict=True)]
    return paths


def path_lengths__small_integers(blocks):
    """in common: large numbers"""
    paths = torch.zeros(blocks + 1, dtype=torch.int16)
    paths[0] = 1
    for _ in range(blocks):
        paths[1:] = paths[1:] + paths[:-1]
    return paths.tolist()


def path_lengths__half_of_the_row(blocks):
    """Right on: no block\\."""
    return [math.comb(blocks, k) for k in range(blocks // 2 + 1)]


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
    """only after you change the network's weights"""
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


class _Joined(nn.Module):
    def __init__(self, maps, branches, maps_between, scale, bend=True):
        super().__init__()
        self.branches = nn.ModuleList(branches)
        self.join = nn.Conv2d(maps_between, maps, 1)
        self.scale, self.bend = scale, bend

    def side_by_side(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)

    def end(self, y):
        return F.relu(y) if self.bend else y


class InceptionResidual__not_scaled(_Joined):
    """scale is missing"""

    def forward(self, x):
        return self.end(x + self.join(self.side_by_side(x)))


class InceptionResidual__shortcut_scaled(_Joined):
    """the shortcut is scaled"""

    def forward(self, x):
        return self.end(self.scale * x + self.join(self.side_by_side(x)))


class InceptionResidual__sum_scaled(_Joined):
    """the whole sum is scaled"""

    def forward(self, x):
        return self.end(self.scale * (x + self.join(self.side_by_side(x))))


class InceptionResidual__scaled_too_early(_Joined):
    """the 1×1 comes after scaling"""

    def forward(self, x):
        return self.end(x + self.join(self.scale * self.side_by_side(x)))


class InceptionResidual__fixed_scale(_Joined):
    """Right on: .*scale 0.17\\."""

    def forward(self, x):
        return self.end(x + 0.17 * self.join(self.side_by_side(x)))


class InceptionResidual__no_shortcut(_Joined):
    """shortcut is missing"""

    def forward(self, x):
        return self.end(self.scale * self.join(self.side_by_side(x)))


class InceptionResidual__always_bent(_Joined):
    """`bend` is ignored"""

    def forward(self, x):
        return F.relu(x + self.scale * self.join(self.side_by_side(x)))


class InceptionResidual__never_bent(_Joined):
    """in common: bend=True"""

    def forward(self, x):
        return x + self.scale * self.join(self.side_by_side(x))


class InceptionResidual__bent_the_other_way(_Joined):
    """Wrong on all"""

    def forward(self, x):
        y = x + self.scale * self.join(self.side_by_side(x))
        return y if self.bend else F.relu(y)


class InceptionResidual__bent_before_the_sum(_Joined):
    """the ReLU precedes the sum"""

    def forward(self, x):
        return x + self.scale * self.end(self.join(self.side_by_side(x)))


class InceptionResidual__bent_twice(_Joined):
    """in common: bend=True"""

    def forward(self, x):
        return self.end(x + self.scale * self.end(self.join(self.side_by_side(x))))


class InceptionResidual__in_reverse(_Joined):
    """the last branch comes first"""

    def forward(self, x):
        y = torch.cat([branch(x) for branch in reversed(self.branches)], 1)
        return self.end(x + self.scale * self.join(y))


class InceptionResidual__one_after_the_other(_Joined):
    """in common: several branches"""

    def forward(self, x):
        found, y = [], x
        for branch in self.branches:
            y = branch(y)
            found.append(y)
        return self.end(x + self.scale * self.join(torch.cat(found, 1)))


class InceptionResidual__added_up(_Joined):
    """in common: several branches"""

    def forward(self, x):
        y = sum(branch(x) for branch in self.branches)
        return self.end(x + self.scale * self.join(y))


class InceptionResidual__stacked_as_pictures(_Joined):
    """in common: several branches"""

    def forward(self, x):
        y = torch.cat([branch(x) for branch in self.branches])
        return self.end(x + self.scale * self.join(y))


class InceptionResidual__two_branches_only(_Joined):
    """stopped with"""

    def forward(self, x):
        y = torch.cat([self.branches[0](x), self.branches[1](x)], 1)
        return self.end(x + self.scale * self.join(y))


class InceptionResidual__x_among_the_branches(_Joined):
    """expected input"""

    def forward(self, x):
        y = torch.cat([x, *(branch(x) for branch in self.branches)], 1)
        return self.end(x + self.scale * self.join(y))


class InceptionResidual__in_place(_Joined):
    """in-place operation"""

    def forward(self, x):
        x += self.scale * self.join(self.side_by_side(x))
        return self.end(x)


class InceptionResidual__branches_bent(_Joined):
    """Wrong on all"""

    def forward(self, x):
        return self.end(x + self.scale * self.join(F.relu(self.side_by_side(x))))
