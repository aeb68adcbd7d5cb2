"""Wrong answers to lesson 04. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F


def softplus__overflow(x):
    """large x overflow"""
    return torch.log(1 + torch.exp(x))


def softplus__relu(x):
    """that is ReLU"""
    return x.clamp(min=0)


def softplus__absolute(x):
    """the result is about 0, not x"""
    return x.abs() + torch.log1p(torch.exp(-x.abs()))


def softplus__base_two(x):
    """to base 2"""
    return F.softplus(x) / torch.log(torch.tensor(2.0))


def slopes__values(x, epsilon, alpha, a):
    """you return its value, not its slope"""
    positive = (x > 0).float()
    return [F.relu(x), torch.sigmoid(x), positive + epsilon * (1 - positive), positive,
            torch.where(x > 0, 1.0, a * x.exp()), 1 - torch.tanh(x) ** 2]


def slopes__leaky_times_x(x, epsilon, alpha, a):
    """not epsilon times x"""
    positive = (x > 0).float()
    return [positive, torch.sigmoid(x), torch.where(x > 0, 1.0, epsilon * x), positive,
            torch.where(x > 0, 1.0, a * x.exp()), 1 - torch.tanh(x) ** 2]


def slopes__shift_kept(x, epsilon, alpha, a):
    """a constant disappears"""
    positive = (x > 0).float()
    return [positive, torch.sigmoid(x), positive + epsilon * (1 - positive), positive - alpha,
            torch.where(x > 0, 1.0, a * x.exp()), 1 - torch.tanh(x) ** 2]


def slopes__elu_without_a(x, epsilon, alpha, a):
    """the factor a is missing"""
    positive = (x > 0).float()
    return [positive, torch.sigmoid(x), positive + epsilon * (1 - positive), positive,
            torch.where(x > 0, 1.0, x.exp()), 1 - torch.tanh(x) ** 2]


def slopes__tanh_of_x(x, epsilon, alpha, a):
    """and not 1 - x²"""
    positive = (x > 0).float()
    return [positive, torch.sigmoid(x), positive + epsilon * (1 - positive), positive,
            torch.where(x > 0, 1.0, a * x.exp()), 1 - x ** 2]


def slopes__softplus_itself(x, epsilon, alpha, a):
    """its slope is the sigmoid"""
    positive = (x > 0).float()
    return [positive, F.softplus(x), positive + epsilon * (1 - positive), positive,
            torch.where(x > 0, 1.0, a * x.exp()), 1 - torch.tanh(x) ** 2]


def slopes__five(x, epsilon, alpha, a):
    """wanted are 6 values"""
    positive = (x > 0).float()
    return [positive, torch.sigmoid(x), positive + epsilon * (1 - positive), positive,
            torch.where(x > 0, 1.0, a * x.exp())]


def elu_backward__no_g(x, a, g):
    """the gradient g that arrives is not multiplied in"""
    e = x.clamp(max=0).exp()
    return torch.where(x > 0, 1.0, a * e), (g * (e - 1)).sum()


def elu_backward__not_summed(x, a, g):
    """a acts on all of them"""
    e = x.clamp(max=0).exp()
    return g * torch.where(x > 0, 1.0, a * e), g * (e - 1)


def elu_backward__mean(x, a, g):
    """a sum, not a mean"""
    e = x.clamp(max=0).exp()
    return g * torch.where(x > 0, 1.0, a * e), (g * (e - 1)).mean()


def elu_backward__minus_one(x, a, g):
    """the - 1 is missing"""
    e = x.clamp(max=0).exp()
    return g * torch.where(x > 0, 1.0, a * e), (g * e)[x < 0].sum()


def elu_backward__no_a(x, a, g):
    """on the left the slope is a·e\\^x"""
    e = x.clamp(max=0).exp()
    return g * torch.where(x > 0, 1.0, e), (g * (e - 1)).sum()


def elu_backward__overflow(x, a, g):
    """nan"""
    return g * torch.where(x > 0, 1.0, a * x.exp()), (g * (x < 0) * (x.exp() - 1)).sum()


def dead_units__pictures(z):
    """you ask of each picture"""
    return (z.flatten(1) <= 0).all(1)


def dead_units__living(z):
    """those are the living"""
    return (z.transpose(0, 1).flatten(1) > 0).any(1)


def dead_units__any(z):
    """is not dead: it must be silent for all"""
    return (z.transpose(0, 1).flatten(1) <= 0).any(1)


def dead_units__strictly(z):
    """exactly 0 everywhere is dead as well"""
    return (z.transpose(0, 1).flatten(1) < 0).all(1)


def dead_units__mean(z):
    """the mean may be negative"""
    return z.transpose(0, 1).flatten(1).mean(1) <= 0


def dead_units__one_place(z):
    """your result has shape"""
    return (z <= 0).all(0)


def he_std__variance(shape):
    """that is the variance"""
    fan_in = 1
    for side in shape[1:]:
        fan_in *= side
    return 2 / fan_in


def he_std__xavier(shape):
    """that is Xavier's"""
    fan_in = 1
    for side in shape[1:]:
        fan_in *= side
    return fan_in ** -0.5


def he_std__no_area(shape):
    """the kernel's area is missing"""
    return (2 / shape[1]) ** 0.5


def he_std__outputs(shape):
    """you count outputs"""
    fan_out = shape[0]
    for side in shape[2:]:
        fan_out *= side
    return (2 / fan_out) ** 0.5


def he_std__all_weights(shape):
    """all weights of the layer are counted"""
    count = 1
    for side in shape:
        count *= side
    return (2 / count) ** 0.5


def slopes__right_side_at_zero(x, epsilon, alpha, a):
    """leaky, ELU: at 0 itself"""
    one = torch.ones_like(x)
    return [(x > 0).float(), torch.sigmoid(x), torch.where(x >= 0, one, epsilon * one),
            (x > 0).float(),
            torch.where(x >= 0, one, a * torch.exp(x)), 1 - torch.tanh(x) ** 2]


def slopes__bool_minus_number(x, epsilon, alpha, a):
    """stopped with NotImplementedError: Subtraction"""
    one = torch.ones_like(x)
    return [(x > 0).float(), torch.sigmoid(x), torch.where(x > 0, one, epsilon * one),
            (x > 0) - alpha,
            torch.where(x > 0, one, a * torch.exp(x)), 1 - torch.tanh(x) ** 2]
