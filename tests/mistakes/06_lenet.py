"""Wrong answers to lesson 06. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F
from torch import nn


def softmax__over_pictures(logits):
    """over the pictures of the batch"""
    e = (logits - logits.max(0, keepdim=True).values).exp()
    return e / e.sum(0, keepdim=True)


def softmax__whole_batch(logits):
    """sum of the whole batch"""
    e = (logits - logits.max()).exp()
    return e / e.sum()


def softmax__overflow(logits):
    """overflow"""
    return logits.exp() / logits.exp().sum(1, keepdim=True)


def softmax__no_exponential(logits):
    """the exponential is missing"""
    return logits / logits.sum(1, keepdim=True)


def softmax__in_place(logits):
    """in place"""
    logits -= logits.max(1, keepdim=True).values
    return logits.exp() / logits.exp().sum(1, keepdim=True)


def cross_entropy__sum(logits, targets):
    """you sum over the batch"""
    return F.cross_entropy(logits, targets, reduction="sum")


def cross_entropy__no_minus(logits, targets):
    """the minus is missing"""
    return F.log_softmax(logits, 1)[torch.arange(len(targets)), targets].mean()


def cross_entropy__no_logarithm(logits, targets):
    """the logarithm is missing"""
    return -softmax(logits)[torch.arange(len(targets)), targets].mean()


def cross_entropy__tiny_probability(logits, targets):
    """its logarithm is infinite"""
    return -softmax(logits)[torch.arange(len(targets)), targets].log().mean()


def cross_entropy__per_picture(logits, targets):
    """wanted is a number"""
    return F.cross_entropy(logits, targets, reduction="none")


def cross_entropy__softmax_twice(logits, targets):
    """softmax is applied twice"""
    return F.cross_entropy(softmax(logits), targets)


def logits_gradient__sum(logits, targets):
    """divided by N"""
    g = softmax(logits)
    g[torch.arange(len(targets)), targets] -= 1
    return g


def logits_gradient__no_truth(logits, targets):
    """the truth is not subtracted"""
    return softmax(logits) / len(targets)


def logits_gradient__sign(logits, targets):
    """truth minus prediction"""
    return (F.one_hot(targets, logits.shape[1]) - softmax(logits)) / len(targets)


def logits_gradient__by_classes(logits, targets):
    """number of classes instead of pictures"""
    return (softmax(logits) - F.one_hot(targets, logits.shape[1])) / logits.shape[1]


def training_step__not_cleared(model, x, y, rate):
    """the gradients are not cleared"""
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p -= rate * p.grad
    return loss.item()


def training_step__uphill(model, x, y, rate):
    """uphill"""
    loss = F.cross_entropy(model(x), y)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p += rate * p.grad
    return loss.item()


def training_step__nothing_moves(model, x, y, rate):
    """no parameter moves"""
    loss = F.cross_entropy(model(x), y)
    model.zero_grad()
    loss.backward()
    with torch.no_grad():
        for p in model.parameters():
            p = p - rate * p.grad
    return loss.item()


def training_step__no_grad_forgotten(model, x, y, rate):
    """stopped with RuntimeError"""
    loss = F.cross_entropy(model(x), y)
    model.zero_grad()
    loss.backward()
    for p in model.parameters():
        p -= rate * p.grad
    return loss.item()


def training_step__cleared_too_late(model, x, y, rate):
    """stopped with TypeError|no parameter moves"""
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    model.zero_grad()
    with torch.no_grad():
        for p in model.parameters():
            p -= rate * p.grad
    return loss.item()


def lenet_counts__no_biases():
    """the biases are missing"""
    return [150, 2400, 48000, 10080, 840]


def lenet_counts__one_map():
    """look at one map only"""
    return [156, 16 * 26, 48120, 10164, 850]


def lenet_counts__pooling_forgotten():
    """forgot a pooling"""
    return [156, 2416, 120 * (16 * 100 + 1), 10164, 850]


def lenet_counts__total():
    """wanted are 5 values"""
    return 61706


def _lenet(pool=nn.MaxPool2d, see=nn.ReLU, decide=nn.ReLU, last=nn.Identity, bias=True, drop=0.0,
           behind=0.0):
    return nn.Sequential(
        nn.Conv2d(1, 6, 5, bias=bias), see(), pool(2), nn.Conv2d(6, 16, 5, bias=bias), see(),
        pool(2), nn.Flatten(),
        nn.Dropout(drop), nn.Linear(400, 120, bias), decide(), nn.Dropout(behind),
        nn.Dropout(drop), nn.Linear(120, 84, bias), decide(),
        nn.Dropout(behind), nn.Linear(84, 10, bias), last())


class _LeNet(nn.Module):
    def forward(self, x):
        return self.net(x)


class LeNet__average_pooling(_LeNet):
    """pool by averaging"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.net = _lenet(pool=nn.AvgPool2d)


class LeNet__softmax_at_the_end(_LeNet):
    """a softmax follows the last layer"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.net = _lenet(last=lambda: nn.Softmax(1))


class LeNet__linear_head(_LeNet):
    """no ReLU follows the dense layers"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.net = _lenet(decide=nn.Identity)


class LeNet__linear_eyes(_LeNet):
    """no ReLU follows the convolutions"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.net = _lenet(see=nn.Identity)


class LeNet__no_biases(_LeNet):
    """the layers have no biases"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.net = _lenet(bias=False)


class LeNet__unused_layer(_LeNet):
    """takes no part in the forward pass|parameters; wanted are"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.net = _lenet()
        self.spare = nn.Linear(3, 3)


class LeNet__fixed_classes(_LeNet):
    """wanted is shape|stopped with"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.net = _lenet(drop=dropout)


class LeNet__dropout_behind(_LeNet):
    """behind the layers of 120 and 84"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.net = _lenet(behind=dropout)


class LeNet__no_dropout(_LeNet):
    """there is none"""

    def __init__(self, channels=1, classes=10, dropout=0.0):
        super().__init__()
        self.net = _lenet()


def confusion__transposed(truth, predicted, classes):
    """rows and columns are exchanged"""
    return torch.bincount(predicted * classes + truth,
                          minlength=classes ** 2).view(classes, classes)


def confusion__each_pair_once(truth, predicted, classes):
    """an index that appears twice is added once"""
    counts = torch.zeros(classes, classes, dtype=torch.int64)
    counts[truth, predicted] += 1
    return counts


def confusion__shares(truth, predicted, classes):
    """counts are wanted"""
    counts = torch.bincount(truth * classes + predicted,
                            minlength=classes ** 2).view(classes, classes)
    return counts / counts.sum(1, keepdim=True).clamp_min(1)


def confusion__no_minlength(truth, predicted, classes):
    """stopped with RuntimeError"""
    return torch.bincount(truth * classes + predicted).view(classes, classes)


def confusion__float(truth, predicted, classes):
    """rows and columns are exchanged"""
    return torch.bincount(truth * classes + predicted,
                          minlength=classes ** 2).view(classes, classes).float()


def confusion__only_mistakes(truth, predicted, classes):
    """elements differ"""
    table = torch.bincount(truth * classes + predicted,
                           minlength=classes ** 2).view(classes, classes)
    return table - torch.diag(table.diag())


def confusion__by_columns(truth, predicted, classes):
    """your result has shape"""
    return torch.stack([torch.bincount(predicted[truth == k], minlength=classes)
                        for k in truth.unique()])


def confusion__max_plus_one(truth, predicted, classes):
    """your result has shape"""
    k = int(max(truth.max(), predicted.max())) + 1
    return torch.bincount(truth * k + predicted, minlength=k ** 2).view(k, k)


def softmax__max_over_all_then_eps(logits):
    """elements differ"""
    e = (logits - logits.max()).exp()
    return e / (e.sum(1, keepdim=True) + 1e-3)


def softmax__sigmoid(logits):
    """elements differ"""
    return logits.sigmoid()


def softmax__log(logits):
    """elements differ"""
    z = logits - logits.max(1, keepdim=True).values
    return z - z.exp().sum(1, keepdim=True).log()


def softmax__one_global_maximum(logits):
    """is nan"""
    e = (logits - logits.max()).exp()
    return e / e.sum(1, keepdim=True)


def softmax__base_two(logits):
    """elements differ"""
    e = torch.exp2(logits - logits.max(1, keepdim=True).values)
    return e / e.sum(1, keepdim=True)


def cross_entropy__all_classes(logits, targets):
    """only that of its target counts"""
    return -torch.log(softmax(logits)).mean()
