"""Wrong answers to lesson 00. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
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


def _buffer(theta, velocity, gradient, momentum, decay):
    return momentum * velocity + gradient + decay * theta


def momentum_step__averaged(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """averaged in with weight 1 − momentum"""
    velocity = momentum * velocity + (1 - momentum) * (gradient + decay * theta)
    return theta - rate * velocity, velocity


def momentum_step__nesterov(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """Nesterov's form"""
    velocity = _buffer(theta, velocity, gradient, momentum, decay)
    return theta - rate * (momentum * velocity + gradient + decay * theta), velocity


def momentum_step__uphill(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """uphill"""
    velocity = _buffer(theta, velocity, gradient, momentum, decay)
    return theta + rate * velocity, velocity


def momentum_step__old_velocity(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """the old velocity moves the parameters"""
    return theta - rate * velocity, _buffer(theta, velocity, gradient, momentum, decay)


def momentum_step__rate_in_the_velocity(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """the velocity has the learning rate in it"""
    velocity = momentum * velocity + rate * (gradient + decay * theta)
    return theta - velocity, velocity


def momentum_step__no_decay(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """the weight decay is left out"""
    velocity = momentum * velocity + gradient
    return theta - rate * velocity, velocity


def momentum_step__decoupled(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """past the velocity"""
    velocity = momentum * velocity + gradient
    return theta - rate * velocity - rate * decay * theta, velocity


def momentum_step__decay_grows(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """its sign is wrong"""
    velocity = _buffer(theta, velocity, gradient, momentum, -decay)
    return theta - rate * velocity, velocity


def momentum_step__decay_of_the_new(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """Wrong on: .*with weight decay"""
    velocity = momentum * velocity + gradient
    theta = theta - rate * velocity
    return theta * (1 - rate * decay), velocity


def momentum_step__no_velocity(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """Right on: the first step, velocity 0"""
    return theta - rate * (gradient + decay * theta), gradient + decay * theta


def momentum_step__fixed_momentum(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """Wrong on: .*another momentum"""
    velocity = 0.9 * velocity + gradient + decay * theta
    return theta - rate * velocity, velocity


def momentum_step__in_place(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """you change an input in place"""
    velocity *= momentum
    velocity += gradient + decay * theta
    theta -= rate * velocity
    return theta, velocity


def momentum_step__by_torch(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """this exercise is to be done without it"""
    p = nn.Parameter(theta.clone())
    p.grad = gradient.clone()
    optimiser = torch.optim.SGD([p], rate, momentum=momentum, weight_decay=decay)
    optimiser.state[p]["momentum_buffer"] = velocity.clone()
    optimiser.step()
    return p.detach(), optimiser.state[p]["momentum_buffer"]


def momentum_step__theta_alone(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """wanted are 2 values"""
    return theta - rate * _buffer(theta, velocity, gradient, momentum, decay)


def _biases(first, second):
    zeros = [torch.zeros(len(layer.weight)) if layer.bias is None else layer.bias
             for layer in (first, second)]
    return zeros


def merge__first_bias_added(first, second):
    """must pass through the second layer"""
    b1, b2 = _biases(first, second)
    return second.weight @ first.weight, b1 + b2


def merge__first_bias_lost(first, second):
    """the first bias is lost"""
    return second.weight @ first.weight, _biases(first, second)[1]


def merge__second_bias_lost(first, second):
    """the second bias is lost"""
    return second.weight @ first.weight, second.weight @ _biases(first, second)[0]


def merge__wrong_order(first, second):
    """the matrices stand in the wrong order"""
    b1, b2 = _biases(first, second)
    return first.weight @ second.weight, second.weight @ b1 + b2


def merge__transposed(first, second):
    """the weight is the transposed one"""
    b1, b2 = _biases(first, second)
    return (second.weight @ first.weight).T, second.weight @ b1 + b2


def merge__entry_by_entry(first, second):
    """Wrong on all 8 inputs"""
    b1, b2 = _biases(first, second)
    return first.weight * second.weight, second.weight @ b1 + b2


def merge__bias_must_be_there(first, second):
    """without bias"""
    return second.weight @ first.weight, second.weight @ first.bias + second.bias


def merge__no_second_bias_no_bias(first, second):
    """and you return None"""
    bias = None if second.bias is None else second.weight @ _biases(first, second)[0] + second.bias
    return second.weight @ first.weight, bias


def merge__bias_through_the_first(first, second):
    """the second bias passes through the first layer"""
    b1, b2 = _biases(first, second)
    return second.weight @ first.weight, first.weight @ b2 + b1


def merge__by_probing(first, second):
    """this exercise is to be done without it"""
    bias = second(first(torch.zeros(first.in_features)))
    return (second(first(torch.eye(first.in_features))) - bias).T, bias


def merge__in_place(first, second):
    """you change"""
    b1, b2 = _biases(first, second)
    weight, bias = second.weight @ first.weight, second.weight @ b1 + b2
    if second.bias is not None:
        second.bias.data += second.weight @ b1
    return weight, bias


def _roots(hits, n, s, a=None, middle=None):
    share = hits / n
    a = 1 + s ** 2 / n if a is None else a
    middle = share + s ** 2 / (2 * n) if middle is None else middle
    half = s * (share * (1 - share) / n + s ** 2 / (4 * n ** 2)) ** 0.5
    return (middle - half) / a, (middle + half) / a


def interval__textbook(hits, n, s=1.96):
    """the textbook's interval, with the standard deviation at the observed share"""
    q = hits / n
    half = s * (q * (1 - q) / n) ** 0.5
    return q - half, q + half


def interval__textbook_cut(hits, n, s=1.96):
    """the textbook's interval, cut to"""
    low, high = interval__textbook(hits, n, s)
    return max(0.0, low), min(1.0, high)


def interval__not_divided(hits, n, s=1.96):
    """not divided by the coefficient of q²"""
    return _roots(hits, n, s, a=1)


def interval__default_s(hits, n, s=1.96):
    """s is not used"""
    return _roots(hits, n, 1.96)


def interval__s_not_squared(hits, n, s=1.96):
    """s is not squared"""
    return _roots(hits, n, s ** 0.5)


def interval__exchanged(hits, n, s=1.96):
    """low and high have changed places"""
    return _roots(hits, n, s)[::-1]


def interval__middle_at_the_share(hits, n, s=1.96):
    """Wrong on"""
    return _roots(hits, n, s, middle=hits / n)


def interval__n_minus_one(hits, n, s=1.96):
    """Wrong on all 9 inputs"""
    return interval__textbook(hits, n - 1, s)


def interval__rounded(hits, n, s=1.96):
    """in common|Wrong on"""
    return tuple(round(v, 2) for v in _roots(hits, n, s))


def interval__tensors(hits, n, s=1.96):
    """a float|a plain number|Wrong on|wanted"""
    return torch.tensor(_roots(hits, n, s))


def interval__by_scipy(hits, n, s=1.96):
    """this exercise is to be done without it"""
    found = binomtest(hits, n).proportion_ci(0.95, method="wilson")
    return found.low, found.high


def merge__gives_it_a_bias(first, second):
    """add or remove weights of a layer"""
    for layer in (first, second):
        if layer.bias is None:
            layer.bias = nn.Parameter(torch.zeros(len(layer.weight)))
    return second.weight @ first.weight, second.weight @ first.bias + second.bias


def merge__a_layer(first, second):
    """wanted are 2 values|a tuple"""
    layer = nn.Linear(first.in_features, second.out_features)
    b1, b2 = _biases(first, second)
    layer.weight.data, layer.bias.data = second.weight @ first.weight, second.weight @ b1 + b2
    return layer


def interval__not_clamped(hits, n, s=1.96):
    """whose ends lie outside 0 and 1"""
    return _roots(hits, n, s)


def interval__not_divided_but_clamped(hits, n, s=1.96):
    """not divided by the coefficient of q², and cut"""
    low, high = _roots(hits, n, s, a=1)
    return max(0.0, low), min(1.0, high)


def momentum_step__zero_is_the_default(theta, velocity, gradient, rate, momentum=0.9, decay=0.0):
    """no momentum"""
    velocity = _buffer(theta, velocity, gradient, momentum or 0.9, decay)
    return theta - rate * velocity, velocity


def merge__biases_summed(first, second):
    """the first bias is added as it is"""
    return second.weight @ first.weight, first.bias + second.bias


def merge__biases_summed_where_there(first, second):
    """must pass through the second layer"""
    bias = torch.zeros(second.out_features)
    for layer in (first, second):
        if layer.bias is not None:
            bias = bias + layer.bias
    return second.weight @ first.weight, bias


def merge__wrong_order_after_the_bias(first, second):
    """the matrices stand in the wrong order"""
    bias = second.weight @ first.bias + second.bias
    return first.weight @ second.weight, bias


def merge__wrong_order_and_summed(first, second):
    """the matrices stand in the wrong order, and the first bias is added as it is"""
    return first.weight @ second.weight, first.bias + second.bias
