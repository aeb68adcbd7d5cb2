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
    """known mistake: large logits overflow"""
    return logits.exp() / logits.exp().sum(1, keepdim=True)


def softmax__no_exponential(logits):
    """the exponential is missing"""
    return logits / logits.sum(1, keepdim=True)


def softmax__in_place(logits):
    """you change an input in place"""
    logits -= logits.max(1, keepdim=True).values
    return logits.exp() / logits.exp().sum(1, keepdim=True)


def softmax__one_global_maximum(logits):
    """one number is subtracted from all rows"""
    e = (logits - logits.max()).exp()
    return e / e.sum(1, keepdim=True)


def softmax__mean_subtracted(logits):
    """in common: far apart in a row"""
    e = (logits - logits.mean(1, keepdim=True)).exp()
    return e / e.sum(1, keepdim=True)


def softmax__smallest_subtracted(logits):
    """in common: far apart in a row"""
    e = (logits - logits.min(1, keepdim=True).values).exp()
    return e / e.sum(1, keepdim=True)


def softmax__clamped(logits):
    """in common: large logits"""
    e = logits.clamp(-80, 80).exp()
    return e / e.sum(1, keepdim=True)


def softmax__nan_to_num(logits):
    """in common: large logits"""
    e = logits.exp()
    return (e / e.sum(1, keepdim=True)).nan_to_num()


def softmax__axis_lost(logits):
    """keepdim=True"""
    e = (logits - logits.max(1, keepdim=True).values).exp()
    return e / e.sum(1)


def softmax__axes_lost(logits):
    """in common: several pictures"""
    e = (logits - logits.max(1).values).exp()
    return e / e.sum(1)


def softmax__sigmoid(logits):
    """a sigmoid looks at each logit alone"""
    return logits.sigmoid()


def softmax__log(logits):
    """logarithms of the probabilities"""
    z = logits - logits.max(1, keepdim=True).values
    return z - z.exp().sum(1, keepdim=True).log()


def softmax__not_normalised(logits):
    """Right on: several pictures, one class\\."""
    return (logits - logits.max(1, keepdim=True).values).exp()


def softmax__eps(logits):
    """Wrong on all 10 inputs"""
    e = (logits - logits.max(1, keepdim=True).values).exp()
    return e / (e.sum(1, keepdim=True) + 1e-2)


def softmax__library(logits):
    """you call softmax, and this exercise is to be done without it"""
    return F.softmax(logits, dim=1)


def softmax__library_in_disguise(logits):
    """you call log_softmax, and this exercise is to be done without it"""
    return nn.LogSoftmax(1)(logits).exp()


def softmax__numpy(logits):
    """a torch tensor is wanted"""
    e = np.exp(logits.numpy() - logits.numpy().max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def _log_p(logits):
    shifted = logits - logits.max(1, keepdim=True).values
    return shifted - shifted.exp().sum(1, keepdim=True).log()


def cross_entropy__sum(logits, targets):
    """you sum over the batch"""
    return -(_log_p(logits)[torch.arange(len(targets)), targets]).sum()


def cross_entropy__no_minus(logits, targets):
    """the sign is the wrong way round"""
    return _log_p(logits)[torch.arange(len(targets)), targets].mean()


def cross_entropy__no_logarithm(logits, targets):
    """the logarithm is missing"""
    return -softmax(logits)[torch.arange(len(targets)), targets].mean()


def cross_entropy__tiny_probability(logits, targets):
    """its logarithm is infinite"""
    return -softmax(logits)[torch.arange(len(targets)), targets].log().mean()


def cross_entropy__clamped(logits, targets):
    """in common: .*a probability that rounds to 0"""
    p = softmax(logits)[torch.arange(len(targets)), targets]
    return -p.clamp(min=1e-12).log().mean()


def cross_entropy__eps(logits, targets):
    """in common: .*a probability that rounds to 0"""
    return -(softmax(logits)[torch.arange(len(targets)), targets] + 1e-8).log().mean()


def cross_entropy__per_picture(logits, targets):
    """your result has shape \\(\\d,\\), wanted is \\(\\)"""
    return -_log_p(logits)[torch.arange(len(targets)), targets]


def cross_entropy__softmax_twice(logits, targets):
    """softmax is applied twice"""
    return -_log_p(softmax(logits))[torch.arange(len(targets)), targets].mean()


def cross_entropy__all_classes(logits, targets):
    """only that of its target counts"""
    return -_log_p(logits).mean()


def cross_entropy__whole_columns(logits, targets):
    """each row has only one target"""
    return -_log_p(logits)[:, targets].mean()


def cross_entropy__counted_from_one(logits, targets):
    """classes are counted from 0"""
    return -_log_p(logits)[torch.arange(len(targets)), targets - 1].mean()


def cross_entropy__logits_only(logits, targets):
    """Wrong on all 8 inputs"""
    return -logits[torch.arange(len(targets)), targets].mean()


def cross_entropy__overflow(logits, targets):
    """known mistake: large logits overflow"""
    log_sum = logits.exp().sum(1).log()
    return (log_sum - logits[torch.arange(len(targets)), targets]).mean()


def cross_entropy__one_global_maximum(logits, targets):
    """one number is subtracted from all rows"""
    z = logits - logits.max()
    return (z.exp().sum(1).log() - z[torch.arange(len(targets)), targets]).mean()


def cross_entropy__maximum_not_added_back(logits, targets):
    """missing after the logarithm"""
    top = logits.max(1).values
    log_sum = (logits - top[:, None]).exp().sum(1).log()
    return (log_sum - logits[torch.arange(len(targets)), targets]).mean()


def cross_entropy__one_hot_by_itself(logits, targets):
    """in common: last class absent"""
    return -(F.one_hot(targets) * _log_p(logits)).sum(1).mean()


def cross_entropy__mean_over_one_hot(logits, targets):
    """Wrong on all 8 inputs"""
    return -(F.one_hot(targets, logits.shape[1]) * _log_p(logits)).mean()


def cross_entropy__first_picture(logits, targets):
    """Right on: one picture, last class absent; several pictures, equal logits"""
    return -_log_p(logits)[0, targets[0]]


def cross_entropy__base_ten(logits, targets):
    """a constant factor is off: yours is 0.4343 times"""
    return -_log_p(logits)[torch.arange(len(targets)), targets].mean() / 2.302585


def cross_entropy__library(logits, targets):
    """you call cross_entropy, and this exercise is to be done without it"""
    return F.cross_entropy(logits, targets)


def cross_entropy__library_in_disguise(logits, targets):
    """you call nll_loss, and this exercise is to be done without it"""
    return nn.NLLLoss()(softmax(logits).log(), targets)


def cross_entropy__log_of_library(logits, targets):
    """you call log_softmax, and this exercise is to be done without it"""
    return -torch.log_softmax(logits, 1)[torch.arange(len(targets)), targets].mean()


def cross_entropy__number(logits, targets):
    """a tensor of no axes is wanted"""
    return -_log_p(logits)[torch.arange(len(targets)), targets].mean().item()


def cross_entropy__no_gradient(logits, targets):
    """no gradient gets through it"""
    return -_log_p(logits.detach())[torch.arange(len(targets)), targets].mean()


def cross_entropy__rebuilt(logits, targets):
    """no gradient gets through it"""
    log_p = _log_p(logits)
    return -torch.tensor([log_p[i, y] for i, y in enumerate(targets)]).mean()


def cross_entropy__in_place(logits, targets):
    """you change an input in place"""
    logits -= logits.max(1, keepdim=True).values
    return (logits.exp().sum(1).log() - logits[torch.arange(len(targets)), targets]).mean()


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


def logits_gradient__by_all_elements(logits, targets):
    """divide by all elements"""
    return (softmax(logits) - F.one_hot(targets, logits.shape[1])) / logits.numel()


def logits_gradient__whole_columns(logits, targets):
    """subtracted from whole columns"""
    g = softmax(logits)
    g[:, targets] -= 1
    return g / len(targets)


def logits_gradient__no_softmax(logits, targets):
    """the softmax is missing"""
    return (logits - F.one_hot(targets, logits.shape[1])) / len(targets)


def logits_gradient__truth_not_divided(logits, targets):
    """in common: several pictures"""
    return softmax(logits) / len(targets) - F.one_hot(targets, logits.shape[1])


def logits_gradient__one_hot_by_itself(logits, targets):
    """in common: last class absent"""
    return (softmax(logits) - F.one_hot(targets)) / len(targets)


def logits_gradient__only_the_truth(logits, targets):
    """Wrong on all 8 inputs"""
    g = torch.zeros_like(logits)
    rows = torch.arange(len(targets))
    g[rows, targets] = softmax(logits)[rows, targets] - 1
    return g / len(targets)


def logits_gradient__overflow(logits, targets):
    """in common: .*large numbers"""
    p = logits.exp() / logits.exp().sum(1, keepdim=True)
    return (p - F.one_hot(targets, logits.shape[1])) / len(targets)


def logits_gradient__in_place(logits, targets):
    """you change an input in place"""
    logits -= logits.max(1, keepdim=True).values
    p = logits.exp() / logits.exp().sum(1, keepdim=True)
    return (p - F.one_hot(targets, logits.shape[1])) / len(targets)


def logits_gradient__backward(logits, targets):
    """you call backward, and this exercise is to be done without it"""
    z = logits.clone().requires_grad_()
    F.cross_entropy(z, targets).backward()
    return z.grad


def logits_gradient__autograd(logits, targets):
    """you call grad, and this exercise is to be done without it"""
    z = logits.detach().clone().requires_grad_()
    return torch.autograd.grad(cross_entropy(z, targets), z)[0]


def logits_gradient__of_the_batch(logits, targets):
    """your result has shape \\(3,\\), wanted is \\(1, 3\\)"""
    return ((softmax(logits) - F.one_hot(targets, logits.shape[1])) / len(targets)).sum(0)


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
    """a leaf Variable that requires grad is being used in an in-place operation"""
    loss = F.cross_entropy(model(x), y)
    model.zero_grad()
    loss.backward()
    for p in model.parameters():
        p -= rate * p.grad
    return loss.item()


def training_step__cleared_too_late(model, x, y, rate):
    """stopped with TypeError.*'NoneType'"""
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    model.zero_grad()
    with torch.no_grad():
        for p in model.parameters():
            p -= rate * p.grad
    return loss.item()


def training_step__zeroed_too_late(model, x, y, rate):
    """no parameter moves"""
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    model.zero_grad(set_to_none=False)
    for p in model.parameters():
        p.data -= rate * p.grad
    return loss.item()


def _stepped(model, x, y, rate, loss=F.cross_entropy):
    model.zero_grad()
    before = loss(model(x), y)
    before.backward()
    for p in model.parameters():
        p.data -= rate * p.grad
    return before


def training_step__loss_after(model, x, y, rate):
    """the loss is that after the step"""
    _stepped(model, x, y, rate)
    return F.cross_entropy(model(x), y).item()


def training_step__summed(model, x, y, rate):
    """the loss is summed over the batch"""
    return _stepped(model, x, y, rate, nn.CrossEntropyLoss(reduction="sum")).item()


def training_step__softmax_first(model, x, y, rate):
    """a softmax stands before F.cross_entropy"""
    return _stepped(model, x, y, rate, lambda z, y: F.cross_entropy(F.softmax(z, 1), y)).item()


def training_step__with_its_graph(model, x, y, rate):
    """a tensor with its graph: .item\\(\\) ends it"""
    return _stepped(model, x, y, rate)


def training_step__nothing_returned(model, x, y, rate):
    """wanted is a number, and you return None"""
    _stepped(model, x, y, rate)


def training_step__divided_again(model, x, y, rate):
    """in common: several pictures"""
    return _stepped(model, x, y, rate / len(x)).item()


def training_step__own_rate(model, x, y, rate):
    """in common: another rate"""
    return _stepped(model, x, y, 0.1).item()


def training_step__weights_only(model, x, y, rate):
    """in common: biases"""
    model.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    for name, p in model.named_parameters():
        if "weight" in name:
            p.data -= rate * p.grad
    return loss.item()


def training_step__last_layer_only(model, x, y, rate):
    """in common: two layers"""
    model.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    *_, last = [layer for layer in model.modules() if isinstance(layer, nn.Linear)]
    for p in last.parameters():
        p.data -= rate * p.grad
    return loss.item()


def training_step__in_eval_mode(model, x, y, rate):
    """value of 'training mode': you return False"""
    return _stepped(model.eval(), x, y, rate).item()


def training_step__in_eval_mode_and_back(model, x, y, rate):
    """Wrong on: .*dropout"""
    loss = _stepped(model.eval(), x, y, rate)
    model.train()
    return loss.item()


def training_step__left_in_eval_mode(model, x, y, rate):
    """value of 'training mode': you return False"""
    loss = _stepped(model, x, y, rate)
    model.eval()
    return loss.item()


def training_step__called_twice(model, x, y, rate):
    """in common: dropout"""
    before = F.cross_entropy(model(x), y).item()
    _stepped(model, x, y, rate)
    return before


def training_step__optimiser(model, x, y, rate):
    """you call step, and this exercise is to be done without it"""
    optimiser = torch.optim.SGD(model.parameters(), lr=rate)
    optimiser.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    optimiser.step()
    return loss.item()


def training_step__sign_of_gradient(model, x, y, rate):
    """Wrong on all 9 inputs"""
    model.zero_grad()
    loss = F.cross_entropy(model(x), y)
    loss.backward()
    for p in model.parameters():
        p.data -= rate * p.grad.sign()
    return loss.item()


def lenet_counts__no_biases(channels=1, classes=10, size=32):
    """the biases are missing"""
    left = 16 * (((size - 4) // 2 - 4) // 2) ** 2
    return [150 * channels, 2400, 120 * left, 10080, 84 * classes]


def lenet_counts__one_bias_a_layer(channels=1, classes=10, size=32):
    """Wrong on all 7 inputs"""
    left = 16 * (((size - 4) // 2 - 4) // 2) ** 2
    return [150 * channels + 1, 2401, 120 * left + 1, 10081, 84 * classes + 1]


def _counts(channels, left, classes, first=None, second=2416):
    return [first or 6 * (25 * channels + 1), second, 120 * (left + 1), 10164, 85 * classes]


def lenet_counts__one_map(channels=1, classes=10, size=32):
    """look at one map only"""
    return _counts(channels, 16 * (((size - 4) // 2 - 4) // 2) ** 2, classes, second=16 * 26)


def lenet_counts__bias_for_each_channel(channels=1, classes=10, size=32):
    """a bias for every channel"""
    return _counts(channels, 16 * (((size - 4) // 2 - 4) // 2) ** 2, classes, 6 * 26 * channels,
                   16 * 6 * 26)


def lenet_counts__pooling_forgotten(channels=1, classes=10, size=32):
    """forgot a pooling"""
    return _counts(channels, 16 * ((size - 4) // 2 - 4) ** 2, classes)


def lenet_counts__padded(channels=1, classes=10, size=32):
    """the convolutions have no padding"""
    return _counts(channels, 16 * (size // 4) ** 2, classes)


def lenet_counts__maps_not_laid_out(channels=1, classes=10, size=32):
    """Wrong on all 7 inputs"""
    return _counts(channels, 16, classes)


def lenet_counts__looked_up(channels=1, classes=10, size=32):
    """Right on: as drawn\\."""
    return [156, 2416, 48120, 10164, 850]


def lenet_counts__one_channel(channels=1, classes=10, size=32):
    """in common: three channels"""
    return _counts(1, 16 * (((size - 4) // 2 - 4) // 2) ** 2, classes)


def lenet_counts__ten_classes(channels=1, classes=10, size=32):
    """in common: not ten classes"""
    return _counts(channels, 16 * (((size - 4) // 2 - 4) // 2) ** 2, 10)


def lenet_counts__fixed_size(channels=1, classes=10, size=32):
    """in common: not 32×32"""
    return _counts(channels, 400, classes)


def lenet_counts__rounded_up(channels=1, classes=10, size=32):
    """in common: .*a map of odd size\\."""
    side = -(-(-(-(size - 4) // 2) - 4) // 2)
    return _counts(channels, 16 * side ** 2, classes)


def lenet_counts__fractions(channels=1, classes=10, size=32):
    """is a float; a whole number"""
    return _counts(channels, 16 * (((size - 4) / 2 - 4) / 2) ** 2, classes)


def lenet_counts__channels_times_kernels(channels=1, classes=10, size=32):
    """in common: three channels"""
    return _counts(channels, 16 * (((size - 4) // 2 - 4) // 2) ** 2 * channels, classes)


def lenet_counts__total(channels=1, classes=10, size=32):
    """wanted are 5 values"""
    return sum(_counts(channels, 16 * (((size - 4) // 2 - 4) // 2) ** 2, classes))


def lenet_counts__with_torch(channels=1, classes=10, size=32):
    """you call parameters, and this exercise is to be done without it"""
    left = 16 * (((size - 4) // 2 - 4) // 2) ** 2
    layers = [nn.Conv2d(channels, 6, 5), nn.Conv2d(6, 16, 5), nn.Linear(left, 120),
              nn.Linear(120, 84), nn.Linear(84, classes)]
    return [sum(p.numel() for p in layer.parameters()) for layer in layers]


def lenet_counts__weights_with_torch(channels=1, classes=10, size=32):
    """you call numel, and this exercise is to be done without it"""
    left = 16 * (((size - 4) // 2 - 4) // 2) ** 2
    layers = [nn.Conv2d(channels, 6, 5), nn.Conv2d(6, 16, 5), nn.Linear(left, 120),
              nn.Linear(120, 84), nn.Linear(84, classes)]
    return [layer.weight.numel() + layer.bias.numel() for layer in layers]


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
