"""Wrong answers to lesson 08. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F
from torch import nn

# exercise 1

def _pixels(x, w1, b1, w2, b2, hidden=F.relu, end=lambda y: y):
    return end(F.linear(hidden(F.linear(x.movedim(1, -1), w1, b1)), w2, b2).movedim(-1, 1))


def pixel_network__reshape_in_place_of_permute(x, w1, b1, w2, b2):
    """maps and places are mixed: reshape"""
    N, S, H, W = x.shape
    y = F.linear(F.relu(F.linear(x.reshape(-1, S), w1, b1)), w2, b2)
    return y.reshape(N, -1, H, W)


def pixel_network__reshaped_at_the_end_only(x, w1, b1, w2, b2):
    """maps and places are mixed in the result"""
    N, _, H, W = x.shape
    y = F.linear(F.relu(F.linear(x.movedim(1, -1), w1, b1)), w2, b2)
    return y.reshape(N, -1, H, W)


def pixel_network__no_relu(*arguments):
    """ReLU between the layers is missing"""
    return _pixels(*arguments, hidden=lambda y: y)


def pixel_network__relu_at_the_end(*arguments):
    """ReLU at the end as well"""
    return _pixels(*arguments, end=F.relu)


def pixel_network__first_bias_forgotten(x, w1, b1, w2, b2):
    """first bias is missing"""
    return _pixels(x, w1, None, w2, b2)


def pixel_network__second_bias_forgotten(x, w1, b1, w2, b2):
    """second bias is missing"""
    return _pixels(x, w1, b1, w2, None)


def pixel_network__maps_stay_last(x, w1, b1, w2, b2):
    """shape"""
    return F.linear(F.relu(F.linear(x.movedim(1, -1), w1, b1)), w2, b2)


def pixel_network__axes_turned_round(x, w1, b1, w2, b2):
    """picture is transposed"""
    y = F.linear(F.relu(F.linear(x.permute(0, 3, 2, 1), w1, b1)), w2, b2)
    return y.permute(0, 3, 1, 2)


def pixel_network__one_picture(x, w1, b1, w2, b2):
    """Right on: a batch of one"""
    return _pixels(x[:1], w1, b1, w2, b2)


def pixel_network__with_conv2d(x, w1, b1, w2, b2):
    """conv2d.*without"""
    y = F.relu(F.conv2d(x, w1[:, :, None, None], b1))
    return F.conv2d(y, w2[:, :, None, None], b2)


def pixel_network__detached(*arguments):
    """gradient"""
    return _pixels(*arguments).detach()


def pixel_network__biases_exchanged(x, w1, b1, w2, b2):
    """one pixel|not yet|size|shape"""
    return _pixels(x, w1, b2, w2, b1)


def pixel_network__tanh(*arguments):
    """Wrong on all"""
    return _pixels(*arguments, hidden=torch.tanh)


def pixel_network__reshaped_at_the_begin_only(x, w1, b1, w2, b2):
    """maps and places are mixed before the first layer"""
    N, S, H, W = x.shape
    y = F.linear(F.relu(F.linear(x.reshape(N, H, W, S), w1, b1)), w2, b2)
    return y.movedim(-1, 1)


def pixel_network__relu_at_the_end_alone(*arguments):
    """ReLU stands at the end; it belongs between"""
    return _pixels(*arguments, hidden=lambda y: y, end=F.relu)


def pixel_network__no_biases(x, w1, b1, w2, b2):
    """both biases are missing"""
    return _pixels(x, w1, None, w2, None)


def pixel_network__relu_before_the_bias(x, w1, b1, w2, b2):
    """ReLU comes before the first bias"""
    y = F.relu(F.linear(x.movedim(1, -1), w1)) + b1
    return F.linear(y, w2, b2).movedim(-1, 1)


def pixel_network__relu_of_the_picture(x, w1, b1, w2, b2):
    """ReLU comes before the first layer"""
    return _pixels(x.relu(), w1, b1, w2, b2, hidden=lambda y: y)


def pixel_network__with_conv1d(x, w1, b1, w2, b2):
    """conv1d.*without"""
    y = F.conv1d(F.conv1d(x.flatten(2), w1[..., None], b1).relu(), w2[..., None], b2)
    return y.unflatten(2, x.shape[2:])


# exercise 2

def _mlp(maps_in, widths, k, stride=1, padding=0, after=1, bias=True, last=True, relu=nn.ReLU,
         strided=False):
    layers = [nn.Conv2d(maps_in, widths[0], k, stride, padding, bias=bias)]
    for i, o in zip(widths, widths[1:], strict=False):
        layers += [relu(), nn.Conv2d(i, o, after, stride if strided else 1, after // 2, bias=bias)]
    return nn.Sequential(*layers, *[relu()] * last)


def mlpconv__no_relu_at_the_end(maps_in, widths, k, stride=1, padding=0):
    """ReLU after the last layer is missing"""
    return _mlp(maps_in, widths, k, stride, padding, last=False)


def mlpconv__no_relu(maps_in, widths, k, stride=1, padding=0):
    """no ReLU at all"""
    return _mlp(maps_in, widths, k, stride, padding, relu=nn.Identity)


def mlpconv__relu_at_the_end_only(maps_in, widths, k, stride=1, padding=0):
    """ReLUs between the layers are missing"""
    return nn.Sequential(_mlp(maps_in, widths, k, stride, padding, relu=nn.Identity), nn.ReLU())


def mlpconv__stride_everywhere(maps_in, widths, k, stride=1, padding=0):
    """stride is used in each layer"""
    return _mlp(maps_in, widths, k, stride, padding, strided=True)


def mlpconv__padding_forgotten(maps_in, widths, k, stride=1, padding=0):
    """padding is not used"""
    return _mlp(maps_in, widths, k, stride)


def mlpconv__stride_forgotten(maps_in, widths, k, stride=1, padding=0):
    """stride is not used"""
    return _mlp(maps_in, widths, k, 1, padding)


def mlpconv__no_biases(maps_in, widths, k, stride=1, padding=0):
    """have no biases"""
    return _mlp(maps_in, widths, k, stride, padding, bias=False)


def mlpconv__three_by_three_behind(maps_in, widths, k, stride=1, padding=0):
    """later kernels are 3×3"""
    return _mlp(maps_in, widths, k, stride, padding, after=3)


def mlpconv__three_widths_always(maps_in, widths, k, stride=1, padding=0):
    """IndexError"""
    a, b, c = widths[0], widths[1], widths[2]
    return _mlp(maps_in, (a, b, c), k, stride, padding)


def mlpconv__last_width_left_out(maps_in, widths, k, stride=1, padding=0):
    """last layer is missing"""
    return _mlp(maps_in, [*widths[:1], *widths[1:-1]], k, stride, padding)


def mlpconv__each_layer_from_the_picture(maps_in, widths, k, stride=1, padding=0):
    """expected input|channels"""
    layers = [nn.Conv2d(maps_in, widths[0], k, stride, padding), nn.ReLU()]
    for width in widths[1:]:
        layers += [nn.Conv2d(maps_in, width, 1), nn.ReLU()]
    return nn.Sequential(*layers)


def mlpconv__kernel_of_three(maps_in, widths, k, stride=1, padding=0):
    """parameters; wanted are"""
    return _mlp(maps_in, widths, 3, stride, padding)


def mlpconv__one_layer_too_many(maps_in, widths, k, stride=1, padding=0):
    """last width has two layers"""
    return _mlp(maps_in, [*widths, widths[-1]], k, stride, padding)


def mlpconv__first_width_twice(maps_in, widths, k, stride=1, padding=0):
    """first width has two layers"""
    return _mlp(maps_in, [widths[0], *widths], k, stride, padding)


def mlpconv__no_bias_in_the_first(maps_in, widths, k, stride=1, padding=0):
    """first convolution has no bias"""
    net = _mlp(maps_in, widths, k, stride, padding)
    net[0] = nn.Conv2d(maps_in, widths[0], k, stride, padding, bias=False)
    return net


def mlpconv__no_first_relu(maps_in, widths, k, stride=1, padding=0):
    """ReLU after the first layer is missing"""
    net = _mlp(maps_in, widths, k, stride, padding)
    net[1] = nn.Identity()
    return net


def mlpconv__relu_after_the_first_alone(maps_in, widths, k, stride=1, padding=0):
    """only the first layer has a ReLU"""
    first, relu, *rest = _mlp(maps_in, widths, k, stride, padding)
    return nn.Sequential(first, relu, *rest[::2])


def mlpconv__stride_and_padding_everywhere(maps_in, widths, k, stride=1, padding=0):
    """stride and padding are used in each layer"""
    layers, before = [], maps_in
    for i, width in enumerate(widths):
        layers += [nn.Conv2d(before, width, 1 if i else k, stride, padding), nn.ReLU()]
        before = width
    return nn.Sequential(*layers)


def mlpconv__k_everywhere(maps_in, widths, k, stride=1, padding=0):
    """later kernels are k × k"""
    net = _mlp(maps_in, widths, k, stride, padding)
    for i in range(1, len(widths)):
        net[2 * i] = nn.Conv2d(widths[i - 1], widths[i], k)
    return net


def mlpconv__relu6(maps_in, widths, k, stride=1, padding=0):
    """in common: large values"""
    return _mlp(maps_in, widths, k, stride, padding, relu=nn.ReLU6)


def mlpconv__one_layer_for_equal_widths(maps_in, widths, k, stride=1, padding=0):
    """in common: equal widths"""
    layers = [nn.Conv2d(maps_in, widths[0], k, stride, padding), nn.ReLU()]
    for a, b in zip(widths, widths[1:], strict=False):
        one = nn.Conv2d(a, b, 1)
        layers += [one, nn.ReLU()] if a != b else [one, one, nn.ReLU()]
    return nn.Sequential(*layers)


# exercise 3

def most_maps__ties_count(S, T, k):
    """fewer is asked for"""
    return S * T * k * k // (S + T * k * k)


def most_maps__k_not_squared(S, T, k):
    """k × k weights, not k"""
    return (S * T * k - 1) // (S + T * k)


def most_maps__bottleneck_is_free(S, T, k):
    """multiplications of its own"""
    return S - 1


def most_maps__second_layer_forgotten(S, T, k):
    """after the bottleneck is forgotten"""
    return (S * T * k * k - 1) // S


def most_maps__both_one_by_one(S, T, k):
    """counted as equally large"""
    return (S * T - 1) // (S + T)


def most_maps__one_too_many(S, T, k):
    """first number of maps that does not pay"""
    return (S * T * k * k - 1) // (S + T * k * k) + 1


def most_maps__exchanged(S, T, k):
    """exchanged"""
    return (S * T * k * k - 1) // (T + S * k * k)


def most_maps__the_smaller_number(S, T, k):
    """Wrong on|Right on|in common"""
    return min(S, T)


def most_maps__a_fraction(S, T, k):
    """you return 164.6, wanted is 164"""
    return S * T * k * k / (S + T * k * k)


def most_maps__rounded(S, T, k):
    """Wrong on|in common|Right on"""
    return round(S * T * k * k / (S + T * k * k))


def most_maps__kernel_of_three(S, T, k):
    """Wrong on|Right on|in common"""
    return (S * T * 9 - 1) // (S + T * 9)


def most_maps__one_at_least(S, T, k):
    """in common: nothing to save"""
    return max(1, (S * T * k * k - 1) // (S + T * k * k))


def most_maps__by_search_from_above(S, T, k):
    """seconds|takes|time"""
    R = S
    while R * (S + T * k * k) >= S * T * k * k:
        R -= 1
    return R


def most_maps__one_less_always(S, T, k):
    """even where nothing is equal"""
    return S * T * k * k // (S + T * k * k) - 1


def most_maps__k_taken_away(S, T, k):
    """in common: kernel of 7"""
    return (S * T * k * k - k) // (S + T * k * k)


def most_maps__floor_of_a_float(S, T, k):
    """Wrong on: a tie of 17 digits; just below a tie of 17 digits"""
    return int((S * T * k * k - 1) / (S + T * k * k))


def most_maps__ceiling_of_a_float(S, T, k):
    """in common: just above a tie of 17 digits"""
    return int(-(-S * T * k * k / (S + T * k * k) // 1)) - 1


def most_maps__a_little_less_than_the_float(S, T, k):
    """in common: just above a tie of 17 digits"""
    return int(S * T * k * k / (S + T * k * k) - 1e-9)


def most_maps__float_and_a_look_for_ties(S, T, k):
    """in common: just below a tie of 17 digits"""
    R = int(S * T * k * k / (S + T * k * k))
    return R - 1 if R * (S + T * k * k) == S * T * k * k else R


def most_maps__of_two_inverses(S, T, k):
    """Wrong on: a tie, kernel of 2"""
    return int(-(-1 / (1 / S + 1 / (T * k * k)) // 1)) - 1


def most_maps__tensor_of_a_float(S, T, k):
    """Wrong on: large numbers"""
    return torch.tensor((S * T * k * k - 1) / (S + T * k * k)).floor().int()


# exercise 4

def _unit(i, o, k=1, **options):
    return nn.Sequential(nn.Conv2d(i, o, k, bias=False, **options), nn.BatchNorm2d(o, eps=0.001),
                         nn.ReLU())


class _Module(nn.Module):
    order, end, pool, pool_first, size = (0, 1, 2, 3), None, nn.MaxPool2d(3, 1, 1), True, None
    padded, bottleneck = True, staticmethod(_unit)

    def __init__(self, S, one, r3, three, r5, five, pooled, large=5):
        super().__init__()
        large = self.size or large
        behind = [self.pool, _unit(S, pooled)]
        self.branches = nn.ModuleList([
            _unit(S, one),
            nn.Sequential(self.bottleneck(S, r3), _unit(r3, three, 3, padding=1)),
            nn.Sequential(self.bottleneck(S, r5), _unit(
                r5, five, large, padding=large // 2 if self.padded else 2)),
            nn.Sequential(*(behind if self.pool_first else behind[::-1]))])

    def forward(self, x):
        maps = [self.branches[k](x) for k in self.order]
        return self.end(maps) if self.end else torch.cat(maps, 1)


class Inception__three_and_five_exchanged(_Module):
    """exchanged in the result"""
    order = (0, 2, 1, 3)


class Inception__pooling_first(_Module):
    """with the pooling comes last"""
    order = (3, 0, 1, 2)


class Inception__turned_round(_Module):
    """turned round"""
    order = (3, 2, 1, 0)


class Inception__added(_Module):
    """maps are added|size of tensor|shape"""
    end = staticmethod(sum)


class Inception__along_the_batch(_Module):
    """Sizes of tensors must match|shape"""
    end = staticmethod(lambda maps: torch.cat(maps, 0))


class Inception__pooling_behind_its_convolution(_Module):
    """it comes first"""
    pool_first = False


class Inception__average(_Module):
    """it takes the maximum"""
    pool = nn.AvgPool2d(3, 1, 1)


class Inception__no_pooling(_Module):
    """pooling is missing"""
    pool = nn.Identity()


class Inception__pooling_with_stride(_Module):
    """Sizes of tensors must match"""
    pool = nn.MaxPool2d(3, 2, 1)


class Inception__stride_of_the_pooling_forgotten(_Module):
    """a stride of 3, its default"""
    pool = nn.MaxPool2d(3, padding=1)


class Inception__padding_of_the_pooling_forgotten(_Module):
    """pooling has no padding"""
    pool = nn.MaxPool2d(3, 1)


class Inception__pooling_before_the_large_kernel(_Module):
    """pooling stands before the 5×5"""
    order = (0, 1, 3, 2)


class Inception__bottlenecks_without_relu(_Module):
    """bottlenecks have no ReLU"""
    bottleneck = staticmethod(lambda i, o: _unit(i, o)[:2])


class Inception__bare_bottlenecks(_Module):
    """bottlenecks are bare convolutions"""
    bottleneck = staticmethod(lambda i, o: nn.Conv2d(i, o, 1, bias=False))


class Inception__no_padding(_Module):
    """3×3 convolution has no padding"""

    def __init__(self, *widths):
        super().__init__(*widths)
        self.branches[1][1][0].padding = self.branches[2][1][0].padding = (0, 0)


class Inception__no_padding_at_all(Inception__no_padding):
    """3×3 convolution has no padding"""
    pool = nn.MaxPool2d(3, 1)


class Inception__large_kernel_not_padded(_Module):
    """large convolution has no padding"""

    def __init__(self, *widths):
        super().__init__(*widths)
        self.branches[2][1][0].padding = (0, 0)


class Inception__nothing_after_the_pooling(_Module):
    """1×1 convolution after the pooling is missing"""

    def __init__(self, *widths):
        super().__init__(*widths)
        self.branches[3] = self.branches[3][:1]


class Inception__x_is_pooled_before_all(_Module):
    """all branches get the pooled maps"""
    pool = nn.Identity()

    def forward(self, x):
        return super().forward(F.max_pool2d(x, 3, 1, 1))


class Inception__large_ignored(_Module):
    """large is not used: the kernel is 5|parameters"""
    size = 5


class Inception__three_twice(_Module):
    """both kernels are 3|parameters"""
    size = 3


class Inception__padding_of_two(_Module):
    """large = [37].*\\n?.*|in common: large"""
    padded = False


class Inception__plain_bottlenecks(_Module):
    """no batch normalisation: use unit"""
    bottleneck = staticmethod(lambda i, o: nn.Sequential(nn.Conv2d(i, o, 1, bias=False), nn.ReLU()))


class Inception__pooling_left_out(_Module):
    """parameters; wanted|takes no part"""
    order = (0, 1, 2)


# exercise 5

def separable_kernel__axes_exchanged(depthwise, pointwise):
    """output maps come first"""
    return pointwise.T[:, :, None, None] * depthwise[:, None]


def separable_kernel__pointwise_transposed(depthwise, pointwise):
    """pointwise weights are transposed|shape|size"""
    return pointwise.T[:, :, None, None] * depthwise


def separable_kernel__turned(depthwise, pointwise):
    """turned by 180°"""
    return pointwise[:, :, None, None] * depthwise.flip(1, 2)


def separable_kernel__kernels_transposed(depthwise, pointwise):
    """kernels are transposed"""
    return pointwise[:, :, None, None] * depthwise.mT


def separable_kernel__summed(depthwise, pointwise):
    """keeps their axis"""
    return torch.einsum("ts,skl->tkl", pointwise, depthwise)


def separable_kernel__added(depthwise, pointwise):
    """they are multiplied"""
    return pointwise[:, :, None, None] + depthwise


def separable_kernel__detached(depthwise, pointwise):
    """gradient"""
    return (pointwise[:, :, None, None] * depthwise).detach()


def separable_kernel__mean_kernel_for_all(depthwise, pointwise):
    """Right on: one map in"""
    return pointwise[:, :, None, None] * depthwise.mean(0)


def separable_kernel__axes_at_the_wrong_end(depthwise, pointwise):
    """size|shape"""
    return pointwise * depthwise


def separable_kernel__first_kernel_for_all(depthwise, pointwise):
    """Right on: one map in"""
    return pointwise[:, :, None, None] * depthwise[:1]


# exercise 6

def _rank(matrices, rank=1):
    u, sigma, v = torch.linalg.svd(matrices, full_matrices=False)
    return u[..., :rank] * sigma[..., None, :rank] @ v[..., :rank, :]


def nearest_separable__for_each_output_map(weight):
    """one shape for each output map"""
    return _rank(weight.flatten(2)).reshape(weight.shape)


def nearest_separable__one_shape_for_all(weight):
    """all input maps share one shape"""
    T, S, k, l = weight.shape
    return _rank(weight.reshape(T * S, k * l)).reshape(weight.shape)


def nearest_separable__one_matrix_of_all_maps(weight):
    """in one matrix"""
    return _rank(weight.flatten(1)).reshape(weight.shape)


def nearest_separable__each_kernel(weight):
    """kernels of a map share a shape"""
    return _rank(weight)


def nearest_separable__no_singular_value(weight):
    """singular value is missing"""
    T, S, k, l = weight.shape
    u, _, v = torch.linalg.svd(weight.transpose(0, 1).reshape(S, T, k * l), full_matrices=False)
    return (u[:, :, :1] @ v[:, :1]).reshape(S, T, k, l).transpose(0, 1)


def nearest_separable__rank_two(weight):
    """two singular values are kept"""
    T, S, k, l = weight.shape
    return _rank(weight.transpose(0, 1).reshape(S, T, k * l), 2).reshape(S, T, k, l).transpose(0, 1)


def nearest_separable__reshape_alone(weight):
    """reshape does not exchange axes"""
    T, S, k, l = weight.shape
    return _rank(weight.reshape(S, T, k * l)).reshape(weight.shape)


def nearest_separable__not_exchanged_back(weight):
    """axes are not exchanged back"""
    T, S, k, l = weight.shape
    return _rank(weight.transpose(0, 1).reshape(S, T, k * l)).reshape(S, T, k, l)


def nearest_separable__mean(weight):
    """not the nearest shape"""
    shape = weight.mean(0)
    scale = (weight * shape).sum((2, 3)) / shape.square().sum((1, 2))
    return scale[:, :, None, None] * shape


def nearest_separable__the_kernel_itself(weight):
    """all singular values are kept"""
    return weight.clone()


def nearest_separable__smallest_singular_value(weight):
    """Right on|in common|Wrong on"""
    T, S, k, l = weight.shape
    u, sigma, v = torch.linalg.svd(weight.transpose(0, 1).reshape(S, T, k * l), full_matrices=False)
    return (u[..., -1:] * sigma[:, None, -1:] @ v[:, -1:]).reshape(S, T, k, l).transpose(0, 1)


def _svd(weight, full_matrices=False):
    T, S, k, l = weight.shape
    return torch.linalg.svd(weight.transpose(0, 1).reshape(S, T, k * l), full_matrices)


def _back(near, weight):
    return near.reshape(weight.transpose(0, 1).shape).transpose(0, 1)


def nearest_separable__fifty_steps_of_power_iteration(weight):
    """in common: the two largest singular values close together"""
    matrices = weight.transpose(0, 1).flatten(2)
    v = torch.ones(len(matrices), matrices.shape[2], 1, dtype=weight.dtype)
    for _ in range(50):
        v = F.normalize(matrices.mT @ (matrices @ v), dim=1)
    return _back(matrices @ v @ v.mT, weight)


def nearest_separable__root_of_the_singular_value(weight):
    """root of the singular value"""
    u, sigma, v = _svd(weight)
    return _back(u[:, :, :1] * sigma[:, None, :1].sqrt() @ v[:, :1], weight)


def nearest_separable__singular_value_squared(weight):
    """singular value is squared"""
    u, sigma, v = _svd(weight)
    return _back(u[:, :, :1] * sigma[:, None, :1].square() @ v[:, :1], weight)


def nearest_separable__singular_values_of_other_maps_set_to_zero(weight):
    """maps after the first are 0"""
    u, sigma, v = _svd(weight)
    sigma[1:] = 0
    return _back(u @ torch.diag_embed(sigma) @ v, weight)


def nearest_separable__column_of_v(weight):
    """from svd's last matrix"""
    u, sigma, v = _svd(weight)
    return _back(u[:, :, :1] * sigma[:, None, :1] @ v[:, :, :1].mT, weight)


def nearest_separable__column_of_the_square_v(weight):
    """from svd's last matrix, which is square"""
    u, sigma, v = _svd(weight, True)
    return _back(u[:, :, :1] * sigma[:, None, :1] @ v[:, :, :1].mT, weight)


def nearest_separable__reshaped_at_the_begin(weight):
    """not exchanged before the reshape"""
    T, S, k, l = weight.shape
    return _rank(weight.reshape(S, T, k * l)).reshape(S, T, k, l).transpose(0, 1)


def nearest_separable__reshaped_at_the_end(weight):
    """only reshaped back"""
    return _rank(weight.transpose(0, 1).flatten(2)).reshape(weight.shape)
