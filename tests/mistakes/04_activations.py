"""Wrong answers to lesson 04. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import math

import torch
import torch.nn.functional as F


def softplus__overflow(x):
    """large x overflow"""
    return torch.log(1 + torch.exp(x))


def softplus__overflow_log1p(x):
    """large x overflow"""
    return x.exp().log1p()


def softplus__log_of_sigmoid(x):
    """large x overflow"""
    return -torch.log(torch.sigmoid(-x))


def softplus__exponent_cut(x):
    """in common: large positive numbers"""
    return torch.log(1 + torch.exp(x.clamp(max=80)))


def softplus__x_factored_everywhere(x):
    """x is factored out everywhere"""
    return x + torch.log(1 + torch.exp(-x))


def softplus__one_maximum(x):
    """one maximum is taken for the whole tensor"""
    top = x.max().clamp(min=0) if x.numel() else x.sum()
    return top + torch.log(torch.exp(-top) + torch.exp(x - top))


def softplus__own_maximum(x):
    """in common: large numbers"""
    top = x.max() if x.numel() else x.sum()
    return top + torch.log(torch.exp(-top) + torch.exp(x - top))


def softplus__masks_times_infinity(x):
    """nan(.|\\n)*in common: large"""
    return (x > 0) * (x + torch.log1p(torch.exp(-x))) + (x <= 0) * torch.log1p(torch.exp(x))


def softplus__zero_left_out(x):
    """in common: exactly 0"""
    y = torch.zeros_like(x)
    y[x > 0] = x[x > 0] + torch.log1p(torch.exp(-x[x > 0]))
    y[x < 0] = torch.log1p(torch.exp(x[x < 0]))
    return y


def softplus__straight_too_soon(x):
    """in common: middling positive numbers"""
    return torch.where(x > 5, x, torch.log1p(torch.exp(x)))


def softplus__zero_too_soon(x):
    """in common: middling negative numbers"""
    return torch.where(x > 20, x, torch.log1p(torch.exp(x))) * (x > -10)


def softplus__one_axis_only(x):
    """in your line: for i in range"""
    y = torch.zeros_like(x)
    for i in range(x.shape[0]):
        y[i] = max(x[i], 0) + math.log1p(math.exp(-abs(x[i])))
    return y


def softplus__relu(x):
    """that is ReLU"""
    return x.clamp(min=0)


def softplus__absolute(x):
    """the result is about 0, not -x"""
    return x.abs() + torch.log1p(torch.exp(-x.abs()))


def softplus__base_two(x):
    """to base 2"""
    return torch.log2(1 + torch.exp(-x.abs())) + x.clamp(min=0) / math.log(2)


def softplus__mirrored(x):
    """the exponent has the wrong sign"""
    return torch.log1p(torch.exp(-x.abs())) - x.clamp(max=0)


def softplus__in_place(x):
    """change an input in place"""
    tail = torch.log1p(torch.exp(-x.abs()))
    return x.clamp_(min=0) + tail


def softplus__library(x):
    """you call softplus"""
    return torch.nn.Softplus()(x)


def softplus__library_sum(x):
    """you call logaddexp"""
    return torch.logaddexp(x, torch.zeros_like(x))


def six(x, epsilon, alpha, a, **wrong):
    """The six slopes, some of them replaced."""
    right = x > 0
    found = {"relu": right.float(), "softplus": torch.sigmoid(x),
             "leaky": torch.where(right, 1.0, epsilon), "shifted": right.float(),
             "elu": torch.where(right, 1.0, a * torch.exp(x)), "tanh": 1 - torch.tanh(x) ** 2}
    return list((found | wrong).values())


def slopes__values(x, epsilon, alpha, a):
    """ReLU: you return its value, not its slope"""
    return six(x, epsilon, alpha, a, relu=F.relu(x))


def slopes__softplus_itself(x, epsilon, alpha, a):
    """its slope is the sigmoid"""
    return six(x, epsilon, alpha, a, softplus=F.softplus(x))


def slopes__sigmoid_overflows(x, epsilon, alpha, a):
    """value 2 of 6: .*nan(.|\\n)*in common: large positive x"""
    return six(x, epsilon, alpha, a, softplus=x.exp() / (1 + x.exp()))


def slopes__leaky_times_x(x, epsilon, alpha, a):
    """not epsilon times x"""
    return six(x, epsilon, alpha, a, leaky=torch.where(x > 0, 1.0, epsilon * x))


def slopes__leaky_as_maximum(x, epsilon, alpha, a):
    """value 3 of 6(.|\\n)*in common: epsilon above 1"""
    return six(x, epsilon, alpha, a, leaky=torch.where(x > epsilon * x, 1.0, epsilon))


def slopes__leaky_fixed(x, epsilon, alpha, a):
    """value 3 of 6(.|\\n)*Wrong on: .*epsilon above 1"""
    return six(x, epsilon, alpha, a, leaky=torch.where(x > 0, 1.0, 0.1))


def slopes__shift_kept(x, epsilon, alpha, a):
    """a constant disappears"""
    return six(x, epsilon, alpha, a, shifted=(x > 0).float() - alpha)


def slopes__shift_of_the_corner(x, epsilon, alpha, a):
    """shifted: f moves down, not sideways"""
    return six(x, epsilon, alpha, a, shifted=(x > alpha).float())


def slopes__elu_value(x, epsilon, alpha, a):
    """on the left the slope is a·e\\^x"""
    return six(x, epsilon, alpha, a, elu=torch.where(x > 0, 1.0, a * (x.exp() - 1)))


def slopes__elu_without_a(x, epsilon, alpha, a):
    """the factor a is missing"""
    return six(x, epsilon, alpha, a, elu=torch.where(x > 0, 1.0, x.exp()))


def slopes__elu_with_alpha(x, epsilon, alpha, a):
    """its factor is a, not alpha"""
    return six(x, epsilon, alpha, a, elu=torch.where(x > 0, 1.0, alpha * x.exp()))


def slopes__elu_by_masks(x, epsilon, alpha, a):
    """value 5 of 6: .*nan(.|\\n)*in common: large positive x"""
    return six(x, epsilon, alpha, a, elu=(x > 0) + (x <= 0) * a * x.exp())


def slopes__elu_as_minimum(x, epsilon, alpha, a):
    """value 5 of 6(.|\\n)*in common: a above 1"""
    return six(x, epsilon, alpha, a, elu=(a * x.exp()).clamp(max=1).where(x <= 0, 1.0))


def slopes__tanh_of_x(x, epsilon, alpha, a):
    """and not 1 - x²"""
    return six(x, epsilon, alpha, a, tanh=1 - x ** 2)


def slopes__tanh_without_square(x, epsilon, alpha, a):
    """the square is missing"""
    return six(x, epsilon, alpha, a, tanh=1 - x.tanh())


def slopes__tanh_overflows(x, epsilon, alpha, a):
    """value 6 of 6: .*nan(.|\\n)*in common: large positive x"""
    e = torch.exp(2 * x)
    return six(x, epsilon, alpha, a, tanh=1 - ((e - 1) / (e + 1)) ** 2)


def slopes__right_side_at_zero(x, epsilon, alpha, a):
    """value 3 of 6(.|\\n)*in common: x = 0"""
    one = torch.ones_like(x)
    return six(x, epsilon, alpha, a, leaky=torch.where(x >= 0, one, epsilon * one),
               elu=torch.where(x >= 0, one, a * torch.exp(x)))


def slopes__relu_by_quotient(x, epsilon, alpha, a):
    """value 1 of 6: .*nan(.|\\n)*in common: x = 0"""
    return six(x, epsilon, alpha, a, relu=F.relu(x) / x)


def slopes__half_at_zero(x, epsilon, alpha, a):
    """value 1 of 6(.|\\n)*in common: x = 0"""
    half = (torch.sign(x) + 1) / 2
    return six(x, epsilon, alpha, a, relu=half, shifted=half)


def slopes__five(x, epsilon, alpha, a):
    """wanted are 6 values"""
    return six(x, epsilon, alpha, a)[:5]


def slopes__stacked(x, epsilon, alpha, a):
    """wanted are 6 values"""
    return torch.stack(six(x, epsilon, alpha, a))


def slopes__comparison(x, epsilon, alpha, a):
    """holds True and False"""
    return six(x, epsilon, alpha, a, relu=x > 0)


def slopes__whole_numbers(x, epsilon, alpha, a):
    """has whole numbers"""
    return six(x, epsilon, alpha, a, relu=(x > 0).long())


def slopes__number_by_number(x, epsilon, alpha, a):
    """in common: two axes"""
    return six(x, epsilon, alpha, a, relu=torch.tensor([float(v > 0) for v in x.view(-1)]))


def slopes__bool_minus_number(x, epsilon, alpha, a):
    """stopped with NotImplementedError: Subtraction"""
    return six(x, epsilon, alpha, a, shifted=(x > 0) - alpha)


def slopes__autograd(x, epsilon, alpha, a):
    """you call grad"""
    t = x.clone().requires_grad_()
    slope, = torch.autograd.grad(F.softplus(t).sum(), t)
    return six(x, epsilon, alpha, a, softplus=slope)


def slopes__backward(x, epsilon, alpha, a):
    """you call backward"""
    t = x.clone().requires_grad_()
    torch.tanh(t).sum().backward()
    return six(x, epsilon, alpha, a, tanh=t.grad)


def two(x, a, g, dx=None, da=None):
    """The two gradients through ELU, one of them replaced."""
    e = x.clamp(max=0).exp()
    dx = g * torch.where(x > 0, 1.0, a * e) if dx is None else dx
    return dx, (g * (e - 1)).sum() if da is None else da


def left_exp(x):
    return x.clamp(max=0).exp()


def elu_backward__no_g(x, a, g):
    """the gradient g that arrives is not multiplied in"""
    return two(x, a, g, dx=torch.where(x > 0, 1.0, a * left_exp(x)))


def elu_backward__no_g_in_a(x, a, g):
    """dL/da: g is not multiplied in"""
    return two(x, a, g, da=(left_exp(x) - 1).sum())


def elu_backward__not_summed(x, a, g):
    """a acts on all of them"""
    return two(x, a, g, da=g * (left_exp(x) - 1))


def elu_backward__summed_by_column(x, a, g):
    """value 2 of 2: your result has shape(.|\\n)*in common: two axes"""
    return two(x, a, g, da=(g * (left_exp(x) - 1)).sum(0))


def elu_backward__mean(x, a, g):
    """a sum, not a mean"""
    return two(x, a, g, da=(g * (left_exp(x) - 1)).mean())


def elu_backward__minus_one(x, a, g):
    """the - 1 is missing"""
    return two(x, a, g, da=(g * left_exp(x))[x < 0].sum())


def elu_backward__times_a(x, a, g):
    """dL/da: a itself is no longer there"""
    return two(x, a, g, da=(g * F.elu(x, a.item())).where(x < 0, 0.0).sum())


def elu_backward__divided_by_a(x, a, g):
    """nan(.|\\n)*in common: a = 0"""
    return two(x, a, g, da=(g * a * (left_exp(x) - 1)).sum() / a)


def elu_backward__right_side_summed_too(x, a, g):
    """where x > 0, y does not depend on a"""
    return two(x, a, g, da=(g * (x.exp() - 1)).sum())


def elu_backward__no_a(x, a, g):
    """on the left the slope is a·e\\^x"""
    return two(x, a, g, dx=g * torch.where(x > 0, 1.0, left_exp(x)))


def elu_backward__a_on_both_sides(x, a, g):
    """dL/dx: a belongs to the left side alone"""
    return two(x, a, g, dx=g * a * left_exp(x))


def elu_backward__value_for_slope(x, a, g):
    """the value of ELU, not its slope"""
    return two(x, a, g, dx=g * torch.where(x > 0, 1.0, a * (left_exp(x) - 1)))


def elu_backward__right_side_at_zero(x, a, g):
    """value 1 of 2(.|\\n)*in common: x = 0"""
    return two(x, a, g, dx=g * torch.where(x >= 0, 1.0, a * left_exp(x)))


def elu_backward__slope_at_most_one(x, a, g):
    """value 1 of 2(.|\\n)*in common: a above 1"""
    return two(x, a, g, dx=g * torch.where(x > 0, 1.0, (a * left_exp(x)).clamp(max=1)))


def elu_backward__overflow(x, a, g):
    """nan(.|\\n)*in common: large positive x"""
    return g * torch.where(x > 0, 1.0, a * x.exp()), (g * (x < 0) * (x.exp() - 1)).sum()


def elu_backward__exchanged(x, a, g):
    """the two gradients are exchanged"""
    return two(x, a, g)[::-1]


def elu_backward__python_number(x, a, g):
    """a tensor of no axes is wanted"""
    return two(x, a, g, da=two(x, a, g)[1].item())


def elu_backward__one_axis(x, a, g):
    """your result has shape \\(1,\\), wanted is \\(\\)"""
    return two(x, a, g, da=two(x, a, g)[1].view(1))


def elu_backward__in_place(x, a, g):
    """change an input in place"""
    found = two(x, a, g)
    g *= 0
    return found


def elu_backward__only_float32(x, a, g):
    """stopped with RuntimeError(.|\\n)*in common: float64"""
    dx = torch.empty(x.shape)
    dx[x > 0] = g[x > 0]
    dx[x <= 0] = (a * g * left_exp(x))[x <= 0]
    return two(x, a, g, dx=dx)


def elu_backward__only_x(x, a, g):
    """wanted are 2 values"""
    return two(x, a, g)[0]


def elu_backward__autograd(x, a, g):
    """you call grad"""
    x, a = x.clone().requires_grad_(), a.clone().requires_grad_()
    return torch.autograd.grad(torch.where(x > 0, x, a * (left_exp(x) - 1)), (x, a), g)


def elu_backward__backward(x, a, g):
    """you call backward"""
    x, a = x.clone().requires_grad_(), a.clone().requires_grad_()
    torch.where(x > 0, x, a * (left_exp(x) - 1)).backward(g)
    return x.grad, a.grad


def dead_units__pictures(z):
    """you ask of each picture"""
    return (z.flatten(1) <= 0).all(1)


def dead_units__living(z):
    """those are the living"""
    return (z.transpose(0, 1).flatten(1) > 0).any(1)


def dead_units__any(z):
    """is not dead: it must be silent for all"""
    return (z.transpose(0, 1).flatten(1) <= 0).any(1)


def dead_units__first_picture(z):
    """only the first picture is asked"""
    return (z[0].flatten(1) <= 0).all(1) if z.ndim == 4 else z[0] <= 0


def dead_units__strictly(z):
    """exactly 0 everywhere is dead as well"""
    return (z.transpose(0, 1).flatten(1) < 0).all(1)


def dead_units__zeros(z):
    """the dead are negative"""
    return (z.transpose(0, 1).flatten(1) == 0).all(1)


def dead_units__mean(z):
    """the mean may be negative"""
    return z.transpose(0, 1).flatten(1).mean(1) <= 0


def dead_units__sum(z):
    """the mean may be negative"""
    return z.sum([k for k in range(z.ndim) if k != 1]) <= 0


def dead_units__mean_of_each_map(z):
    """in common: many places"""
    z = z.mean((2, 3)) if z.ndim == 4 else z
    return (z <= 0).all(0)


def dead_units__threshold(z):
    """in common: numbers near 0"""
    return (z.transpose(0, 1).flatten(1) < 1e-6).all(1)


def dead_units__close_to_zero(z):
    """in common: numbers near 0"""
    return F.relu(z).transpose(0, 1).flatten(1).sum(1).isclose(torch.tensor(0.0))


def dead_units__one_place(z):
    """your result has shape(.|\\n)*in common: maps"""
    return (z <= 0).all(0)


def dead_units__dead_at_one_place(z):
    """silent at one place is not dead"""
    silent = (z <= 0).all(0)
    return silent.flatten(1).any(1) if silent.ndim > 1 else silent


def dead_units__centre_of_the_map(z):
    """in common: many places"""
    return ((z[:, :, 0, 0] if z.ndim == 4 else z) <= 0).all(0)


def dead_units__view(z):
    """view size is not compatible"""
    return (z.transpose(0, 1).view(z.shape[1], -1) <= 0).all(1)


def dead_units__wrong_reshape(z):
    """the numbers of different units are mixed"""
    return (z.reshape(z.shape[1], -1) <= 0).all(1)


def dead_units__squeezed(z):
    """Wrong on: one picture; one unit"""
    z = z.squeeze()
    return (z.amax((2, 3)) if z.ndim == 4 else z).amax(0) <= 0


def dead_units__numbers(z):
    """True and False (.*) are wanted"""
    return (z.transpose(0, 1).flatten(1) <= 0).all(1).long()


def dead_units__count(z):
    """a tensor of shape .* is wanted, and you return"""
    return int((z.transpose(0, 1).flatten(1) <= 0).all(1).sum())


def dead_units__indices(z):
    """the numbers of the dead are returned"""
    return (z.transpose(0, 1).flatten(1) <= 0).all(1).nonzero()[:, 0]


def products(shape):
    n = 1
    for side in shape[1:]:
        n *= side
    return n


def he_std__variance(shape, epsilon=0.0):
    """that is the variance"""
    return 2 / ((1 + epsilon ** 2) * products(shape))


def he_std__xavier(shape, epsilon=0.0):
    """that is Xavier's"""
    return products(shape) ** -0.5


def he_std__no_area(shape, epsilon=0.0):
    """the kernel's area is missing"""
    return (2 / ((1 + epsilon ** 2) * shape[1])) ** 0.5


def he_std__last_side(shape, epsilon=0.0):
    """in common: convolution"""
    return (2 / ((1 + epsilon ** 2) * shape[-1])) ** 0.5


def he_std__square_kernel(shape, epsilon=0.0):
    """in common: not square"""
    area = shape[2] ** 2 if len(shape) > 2 else 1
    return (2 / ((1 + epsilon ** 2) * shape[1] * area)) ** 0.5


def he_std__two_sides_at_most(shape, epsilon=0.0):
    """in common: three sides"""
    return (2 / ((1 + epsilon ** 2) * products(shape[:4]))) ** 0.5


def he_std__two_sides_at_least(shape, epsilon=0.0):
    """stopped with IndexError(.|\\n)*in common: one side"""
    area = 1 if len(shape) == 2 else shape[2] * shape[3]
    area *= math.prod(shape[4:])
    return (2 / ((1 + epsilon ** 2) * shape[1] * area)) ** 0.5


def he_std__outputs(shape, epsilon=0.0):
    """you count outputs"""
    return (2 / ((1 + epsilon ** 2) * shape[0] * math.prod(shape[2:]))) ** 0.5


def he_std__all_weights(shape, epsilon=0.0):
    """all weights of the layer are counted"""
    return (2 / ((1 + epsilon ** 2) * math.prod(shape))) ** 0.5


def he_std__glorot(shape, epsilon=0.0):
    """the mean of inputs and outputs"""
    n = (shape[0] + shape[1]) / 2 * math.prod(shape[2:])
    return (2 / ((1 + epsilon ** 2) * n)) ** 0.5


def he_std__uniform(shape, epsilon=0.0):
    """the bound of a uniform distribution"""
    return (6 / ((1 + epsilon ** 2) * products(shape))) ** 0.5


def he_std__epsilon_ignored(shape, epsilon=0.0):
    """in common: epsilon given"""
    return (2 / products(shape)) ** 0.5


def he_std__epsilon_not_squared(shape, epsilon=0.0):
    """the slope on the left is squared"""
    return (2 / ((1 + epsilon) * products(shape))) ** 0.5


def he_std__epsilon_of_the_half(shape, epsilon=0.0):
    """in common: epsilon given"""
    return (2 / ((1 - epsilon ** 2 / 2) * products(shape))) ** 0.5


def he_std__infinite_at_one(shape, epsilon=0.0):
    """in common: epsilon given"""
    return (2 / ((1 - epsilon) * products(shape))) ** 0.5


def he_std__library(shape, epsilon=0.0):
    """you call calculate_gain"""
    return torch.nn.init.calculate_gain("leaky_relu", epsilon) / products(shape) ** 0.5


def he_std__drawn(shape, epsilon=0.0):
    """and this exercise is to be done without it"""
    return torch.nn.init.kaiming_normal_(torch.empty(shape), a=epsilon).std().item()


def he_std__whole_layer_drawn(shape, epsilon=0.0):
    """a number is wanted"""
    return torch.randn(shape) * (2 / ((1 + epsilon ** 2) * products(shape))) ** 0.5
