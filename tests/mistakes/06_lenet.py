"""Wrong answers to lesson 06. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import math

import torch
import torch.nn.functional as F
from torch import nn


class _LeNet(nn.Module):
    """LeNet, with what is wrong set by the classes below."""

    pool, acts, last, bias, padding = nn.MaxPool2d, [nn.ReLU] * 4, nn.Identity, True, 0
    drop, places, left, share = nn.Dropout, (0, 1), 400, None

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        dropout = dropout if self.share is None else self.share
        a, p = [act() for act in self.acts], self.padding
        drops = [self.drop(dropout) if k in self.places else nn.Identity() for k in range(5)]
        self.net = nn.Sequential(
            nn.Conv2d(channels, 6, 5, padding=p, bias=self.bias), a[0], self.pool(2), drops[3],
            nn.Conv2d(6, 16, 5, padding=p, bias=self.bias), a[1], self.pool(2), nn.Flatten(),
            drops[0], nn.Linear(self.left, 120, self.bias), a[2], drops[1],
            nn.Linear(120, 84, self.bias), a[3], drops[2], nn.Linear(84, classes, self.bias),
            self.last(), drops[4])

    def forward(self, x):
        return self.net(x)


class _Dropping(nn.Dropout):
    def forward(self, x):
        return F.dropout(x, self.p)


class _NotRescaled(nn.Dropout):
    def forward(self, x):
        return x * (torch.rand(x.shape) >= self.p) if self.training else x


class LeNet__average_pooling(_LeNet):
    """pool by averaging"""

    pool = nn.AvgPool2d


class LeNet__softmax_at_the_end(_LeNet):
    """a softmax follows the last layer"""

    last = staticmethod(lambda: nn.Softmax(1))


class LeNet__log_softmax_at_the_end(_LeNet):
    """a log-softmax follows the last layer"""

    last = staticmethod(lambda: nn.LogSoftmax(1))


class LeNet__relu_at_the_end(_LeNet):
    """a ReLU follows the last layer"""

    last = nn.ReLU


class LeNet__linear_head(_LeNet):
    """no ReLU follows the dense layers"""

    acts = (nn.ReLU, nn.ReLU, nn.Identity, nn.Identity)


class LeNet__linear_120(_LeNet):
    """no ReLU follows the dense layer of 120"""

    acts = (nn.ReLU, nn.ReLU, nn.Identity, nn.ReLU)


class LeNet__linear_84(_LeNet):
    """no ReLU follows the dense layer of 84"""

    acts = (nn.ReLU, nn.ReLU, nn.ReLU, nn.Identity)


class LeNet__linear_eyes(_LeNet):
    """no ReLU follows the convolutions"""

    acts = (nn.Identity, nn.Identity, nn.ReLU, nn.ReLU)


class LeNet__linear_second_convolution(_LeNet):
    """no ReLU follows the second convolution"""

    acts = (nn.ReLU, nn.Identity, nn.ReLU, nn.ReLU)


class LeNet__all_linear(_LeNet):
    """no ReLU follows the layers"""

    acts = [nn.Identity] * 4


class LeNet__tanh(_LeNet):
    """you use tanh in place of ReLU"""

    acts = [nn.Tanh] * 4


class LeNet__no_biases(_LeNet):
    """the layers have no biases"""

    bias = False


class LeNet__padded(_LeNet):
    """the convolutions are padded"""

    padding, left = 2, 1024


class LeNet__second_pooling_forgotten(_LeNet):
    """a pooling is missing before the first dense layer"""

    left = 1600

    def forward(self, x):
        for k, layer in enumerate(self.net):
            x = x if k == 6 else layer(x)
        return x


class LeNet__second_pooling_never_made(_LeNet):
    """shapes cannot be multiplied \\(2x1600 and 400x120\\)"""

    def forward(self, x):
        for k, layer in enumerate(self.net):
            x = x if k == 6 else layer(x)
        return x


class LeNet__no_84(nn.Module):
    """the dense layer of 84 is missing"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.see = nn.Sequential(nn.Conv2d(channels, 6, 5), nn.ReLU(), nn.MaxPool2d(2),
                                 nn.Conv2d(6, 16, 5), nn.ReLU(), nn.MaxPool2d(2))
        self.decide = nn.Sequential(nn.Flatten(), nn.Dropout(dropout), nn.Linear(400, 120),
                                    nn.ReLU(), nn.Dropout(dropout), nn.Linear(120, classes))

    def forward(self, x):
        return self.decide(self.see(x))


class LeNet__unused_layer(_LeNet):
    """Which layer has too many or too few"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__(channels, classes, dropout)
        self.spare = nn.Linear(3, 3)


class LeNet__fixed_classes(_LeNet):
    """in common: not ten classes"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__(channels, 10, dropout)


class LeNet__fixed_channels(_LeNet):
    """in common: three channels"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__(1, classes, dropout)


class LeNet__pictures_laid_out_together(_LeNet):
    """in common: several pictures"""

    def forward(self, x):
        return self.net[7:](self.net[:7](x).view(1, -1))


class LeNet__no_dropout(_LeNet):
    """there is no dropout"""

    places = ()


class LeNet__dropout_behind(_LeNet):
    """behind the layers of 120 and 84"""

    places = (1, 2)


class LeNet__three_dropouts(_LeNet):
    """before the last layer, too"""

    places = (0, 1, 2)


class LeNet__only_the_400(_LeNet):
    """right in eval mode(.|\\n)*in common: .*dropout"""

    places = (0,)


class LeNet__only_the_120(_LeNet):
    """right in eval mode(.|\\n)*in common: .*dropout"""

    places = (1,)


class LeNet__dropout_of_maps(_LeNet):
    """right in eval mode(.|\\n)*in common: .*dropout"""

    places = (0, 1, 3)


class LeNet__dropout_of_logits(_LeNet):
    """right in eval mode(.|\\n)*in common: .*dropout"""

    places = (0, 1, 4)


class LeNet__half_is_dropped(_LeNet):
    """right in eval mode; in training mode"""

    share = 0.5


class LeNet__share_is_kept(_LeNet):
    """right in eval mode; in training mode"""

    drop = staticmethod(lambda p: nn.Dropout(1 - p))


class LeNet__dropout_in_eval(_LeNet):
    """dropout acts in eval mode, too"""

    drop = _Dropping


class LeNet__not_rescaled(_LeNet):
    """right in eval mode(.|\\n)*in common: .*dropout"""

    drop = _NotRescaled


class LeNet__made_in_forward(nn.Module):
    """the network has 2,572 parameters; .*Which layer has too many or too few"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.first, self.second = nn.Conv2d(channels, 6, 5), nn.Conv2d(6, 16, 5)
        self.classes, self.dropout = classes, dropout

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.first(x)), 2)
        x = F.max_pool2d(F.relu(self.second(x)), 2).flatten(1)
        x = F.relu(nn.Linear(400, 120)(F.dropout(x, self.dropout, self.training)))
        x = F.relu(nn.Linear(120, 84)(F.dropout(x, self.dropout, self.training)))
        return nn.Linear(84, self.classes)(x)


def _table(truth, predicted, classes):
    return torch.bincount(truth * classes + predicted,
                          minlength=classes ** 2).view(classes, classes)


def confusion__transposed(truth, predicted, classes):
    """rows and columns are exchanged"""
    return _table(predicted, truth, classes)


def confusion__each_pair_once(truth, predicted, classes):
    """an index that appears twice is added once"""
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    counts[truth, predicted] += 1
    return counts


def confusion__shares(truth, predicted, classes):
    """counts are wanted"""
    counts = _table(truth, predicted, classes)
    return counts / counts.sum(1, keepdim=True).clamp_min(1)


def confusion__no_minlength(truth, predicted, classes):
    """in common: the last class never occurs"""
    return torch.bincount(truth * classes + predicted).view(classes, classes)


def confusion__float(truth, predicted, classes):
    """dtype torch.float32, wanted is torch.int64: .long\\(\\)"""
    return _table(truth, predicted, classes).float()


def confusion__floats_added(truth, predicted, classes):
    """dtype torch.float32, wanted is torch.int64: .long\\(\\)"""
    table = torch.zeros(classes, classes)
    for i, j in zip(truth, predicted, strict=True):
        table[i, j] += 1
    return table


def confusion__bytes(truth, predicted, classes):
    """in common: more than 255 times"""
    table = torch.zeros(classes, classes, dtype=torch.uint8)
    for i, j in zip(truth, predicted, strict=True):
        table[i, j] += 1
    return table.long()


def confusion__only_mistakes(truth, predicted, classes):
    """you count mistakes only"""
    return _table(truth, predicted, classes).fill_diagonal_(0)


def confusion__by_columns(truth, predicted, classes):
    """in common: a class that never occurs"""
    return torch.stack([torch.bincount(predicted[truth == k], minlength=classes)
                        for k in truth.unique()])


def confusion__max_plus_one(truth, predicted, classes):
    """in common: the last class never occurs"""
    k = int(torch.cat([truth, predicted]).max()) + 1 if len(truth) else 0
    return torch.bincount(truth * k + predicted, minlength=k ** 2).view(k, k)


def confusion__wrong_step(truth, predicted, classes):
    """Right on: no pictures, [^;]*\\. Wrong on"""
    return torch.bincount(truth * (classes - 1) + predicted,
                          minlength=classes ** 2)[:classes ** 2].view(classes, classes)


def confusion__product(truth, predicted, classes):
    """Right on: no pictures, [^;]*\\. Wrong on"""
    return torch.bincount(truth * predicted, minlength=classes ** 2).view(classes, classes)


def confusion__flat(truth, predicted, classes):
    """your result has shape \\(4,\\), wanted is \\(2, 2\\)"""
    return torch.bincount(truth * classes + predicted, minlength=classes ** 2)


def confusion__list(truth, predicted, classes):
    """a tensor of shape \\(2, 2\\) is wanted"""
    return _table(truth, predicted, classes).tolist()


def confusion__numpy(truth, predicted, classes):
    """a torch tensor is wanted"""
    return _table(truth, predicted, classes).numpy()


def confusion__scikit_learn(truth, predicted, classes):
    """you call confusion_matrix, and this exercise is to be done without it"""
    return torch.from_numpy(sklearn_confusion(truth, predicted, labels=range(classes)))


def confusion__in_place(truth, predicted, classes):
    """you change an input in place"""
    truth *= classes
    truth += predicted
    return torch.bincount(truth, minlength=classes ** 2).view(classes, classes)


def confusion__shared_rows(truth, predicted, classes):
    """Right on: no pictures, [^;]*\\. Wrong on"""
    table = [[0] * classes] * classes
    for i, j in zip(truth.tolist(), predicted.tolist(), strict=True):
        table[i][j] += 1
    return torch.tensor(table)


def _counts_of(right_a, right_b):
    return int((right_a & ~right_b).sum()), int((right_b & ~right_a).sum())


def _p(a, b):
    return min(1.0, 2 * sum(math.comb(a + b, i) for i in range(min(a, b) + 1)) / 2 ** (a + b))


def paired_test__one_side(right_a, right_b):
    """one side of the test"""
    a, b = _counts_of(right_a, right_b)
    return min(1.0, sum(math.comb(a + b, i) for i in range(min(a, b) + 1)) / 2 ** (a + b))


def paired_test__agreement_counted(right_a, right_b):
    """both agree|in common|Right on"""
    return _p(int((right_a & right_b).sum()), int((~right_a & ~right_b).sum()))


def paired_test__right_answers(right_a, right_b):
    """which counts pictures that both answer rightly"""
    return _p(int(right_a.sum()), int(right_b.sum()))


def paired_test__all_tosses(right_a, right_b):
    """that of the deciding pictures, not of all"""
    n, low = len(right_a), min(_counts_of(right_a, right_b))
    return min(1.0, 2 * sum(math.comb(n, i) for i in range(low + 1)) / 2 ** n)


def paired_test__above_one(right_a, right_b):
    """Wrong on: .*equally many"""
    a, b = _counts_of(right_a, right_b)
    return 2 * sum(math.comb(a + b, i) for i in range(min(a, b) + 1)) / 2 ** (a + b)


def paired_test__always_b(right_a, right_b):
    """in common: .*B is better"""
    a, b = _counts_of(right_a, right_b)
    return min(1.0, 2 * sum(math.comb(a + b, i) for i in range(b + 1)) / 2 ** (a + b))


def paired_test__without_the_observed(right_a, right_b):
    """the observed count itself belongs to the sum"""
    a, b = _counts_of(right_a, right_b)
    return min(1.0, 2 * sum(math.comb(a + b, i) for i in range(min(a, b))) / 2 ** (a + b))


def paired_test__one_term(right_a, right_b):
    """Wrong on|Right on"""
    a, b = _counts_of(right_a, right_b)
    return min(1.0, 2 * math.comb(a + b, min(a, b)) / 2 ** (a + b))


def paired_test__floats_overflow(right_a, right_b):
    """more than a thousand deciding pictures"""
    a, b = _counts_of(right_a, right_b)
    return min(1.0, 2 * sum(math.comb(a + b, i) * 0.5 ** (a + b) for i in range(min(a, b) + 1)))


def paired_test__nobody_decides(right_a, right_b):
    """no deciding picture"""
    a, b = _counts_of(right_a, right_b)
    return _p(a, b) if a + b else 0.0


def paired_test__divides_by_zero(right_a, right_b):
    """no deciding picture"""
    a, b = _counts_of(right_a, right_b)
    return _p(a, b) + 0 / (a + b)


def paired_test__chi_squared(right_a, right_b):
    """Wrong on"""
    a, b = _counts_of(right_a, right_b)
    return math.erfc(abs(a - b) / math.sqrt(2 * (a + b))) if a + b else 1.0


def paired_test__by_scipy(right_a, right_b):
    """this exercise is to be done without it"""
    a, b = _counts_of(right_a, right_b)
    return float(binomtest(a, a + b).pvalue) if a + b else 1.0


def _convolution(linear, channels, height, width, weight, bias=True):
    convolution = nn.Conv2d(channels, linear.out_features, weight.shape[2:],
                            bias=bias and linear.bias is not None)
    convolution.weight.data = weight.detach().clone()
    if convolution.bias is not None:
        convolution.bias.data = linear.bias.data.clone()
    return convolution


def as_convolution__pixel_by_pixel(linear, channels, height, width):
    """the weights are read pixel by pixel"""
    weight = linear.weight.view(-1, height, width, channels).permute(0, 3, 1, 2)
    return _convolution(linear, channels, height, width, weight)


def as_convolution__rows_for_columns(linear, channels, height, width):
    """rows and columns of the kernel are exchanged"""
    weight = linear.weight.view(-1, channels, width, height).transpose(2, 3)
    return _convolution(linear, channels, height, width, weight)


def as_convolution__width_by_height(linear, channels, height, width):
    """not square"""
    weight = linear.weight.view(-1, channels, width, height)
    return _convolution(linear, channels, height, width, weight)


def as_convolution__turned(linear, channels, height, width):
    """turned by 180"""
    weight = linear.weight.view(-1, channels, height, width).flip(2, 3)
    return _convolution(linear, channels, height, width, weight)


def as_convolution__no_bias(linear, channels, height, width):
    """the bias is lost"""
    weight = linear.weight.view(-1, channels, height, width)
    return _convolution(linear, channels, height, width, weight, bias=False)


def as_convolution__bias_must_be_there(linear, channels, height, width):
    """no bias"""
    convolution = nn.Conv2d(channels, linear.out_features, (height, width))
    convolution.weight.data = linear.weight.data.view_as(convolution.weight)
    convolution.bias.data = linear.bias.data
    return convolution


def as_convolution__untrained(linear, channels, height, width):
    """Wrong on all 7 inputs"""
    return nn.Conv2d(channels, linear.out_features, (height, width))


def as_convolution__padded(linear, channels, height, width):
    """your result has shape|wanted is"""
    weight = linear.weight.view(-1, channels, height, width)
    convolution = _convolution(linear, channels, height, width, weight)
    convolution.padding = (height // 2, width // 2)
    return convolution


def as_convolution__square(linear, channels, height, width):
    """not square"""
    convolution = nn.Conv2d(channels, linear.out_features, height, bias=linear.bias is not None)
    convolution.weight.data = linear.weight.data.view(-1, channels, height, height)
    if linear.bias is not None:
        convolution.bias.data = linear.bias.data.clone()
    return convolution


def as_convolution__weights_alone(linear, channels, height, width):
    """not callable"""
    return linear.weight.view(-1, channels, height, width)


def as_convolution__a_function(linear, channels, height, width):
    """as_convolution returns an nn.Conv2d"""
    return lambda x: F.conv2d(x, linear.weight.view(-1, channels, height, width), linear.bias)


def as_convolution__gives_it_a_bias(linear, channels, height, width):
    """add or remove weights of a layer"""
    if linear.bias is None:
        linear.bias = nn.Parameter(torch.zeros(linear.out_features))
    return _convolution(linear, channels, height, width,
                        linear.weight.view(-1, channels, height, width))
