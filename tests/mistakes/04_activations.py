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


def density(x):
    return torch.exp(-x ** 2 / 2) / math.sqrt(2 * math.pi)


def seven(x, epsilon, alpha, a, **wrong):
    """The seven slopes, some of them replaced."""
    right, s = x > 0, torch.sigmoid(x)
    found = {"softplus": s, "leaky": torch.where(right, 1.0, epsilon), "shifted": right.float(),
             "elu": torch.where(right, 1.0, a * torch.exp(x)), "tanh": 1 - torch.tanh(x) ** 2,
             "silu": s + x * s * (1 - s), "gelu": torch.special.ndtr(x) + x * density(x)}
    return list((found | wrong).values())


def slopes__softplus_itself(x, epsilon, alpha, a):
    """its slope is the sigmoid"""
    return seven(x, epsilon, alpha, a, softplus=F.softplus(x))


def slopes__sigmoid_overflows(x, epsilon, alpha, a):
    """value 1 of 7: .*nan(.|\\n)*in common: large positive x"""
    return seven(x, epsilon, alpha, a, softplus=x.exp() / (1 + x.exp()))


def slopes__leaky_times_x(x, epsilon, alpha, a):
    """not epsilon times x"""
    return seven(x, epsilon, alpha, a, leaky=torch.where(x > 0, 1.0, epsilon * x))


def slopes__leaky_as_maximum(x, epsilon, alpha, a):
    """value 2 of 7(.|\\n)*in common: epsilon above 1"""
    return seven(x, epsilon, alpha, a, leaky=torch.where(x > epsilon * x, 1.0, epsilon))


def slopes__leaky_fixed(x, epsilon, alpha, a):
    """value 2 of 7(.|\\n)*Wrong on: .*epsilon above 1"""
    return seven(x, epsilon, alpha, a, leaky=torch.where(x > 0, 1.0, 0.1))


def slopes__shift_kept(x, epsilon, alpha, a):
    """a constant disappears"""
    return seven(x, epsilon, alpha, a, shifted=(x > 0).float() - alpha)


def slopes__shift_of_the_corner(x, epsilon, alpha, a):
    """shifted: f moves down, not sideways"""
    return seven(x, epsilon, alpha, a, shifted=(x > alpha).float())


def slopes__elu_value(x, epsilon, alpha, a):
    """on the left the slope is a·e\\^x"""
    return seven(x, epsilon, alpha, a, elu=torch.where(x > 0, 1.0, a * (x.exp() - 1)))


def slopes__elu_without_a(x, epsilon, alpha, a):
    """the factor a is missing"""
    return seven(x, epsilon, alpha, a, elu=torch.where(x > 0, 1.0, x.exp()))


def slopes__elu_with_alpha(x, epsilon, alpha, a):
    """its factor is a, not alpha"""
    return seven(x, epsilon, alpha, a, elu=torch.where(x > 0, 1.0, alpha * x.exp()))


def slopes__elu_by_masks(x, epsilon, alpha, a):
    """value 4 of 7: .*nan(.|\\n)*in common: large positive x"""
    return seven(x, epsilon, alpha, a, elu=(x > 0) + (x <= 0) * a * x.exp())


def slopes__elu_as_minimum(x, epsilon, alpha, a):
    """value 4 of 7(.|\\n)*in common: a above 1"""
    return seven(x, epsilon, alpha, a, elu=(a * x.exp()).clamp(max=1).where(x <= 0, 1.0))


def slopes__tanh_of_x(x, epsilon, alpha, a):
    """and not 1 - x²"""
    return seven(x, epsilon, alpha, a, tanh=1 - x ** 2)


def slopes__tanh_without_square(x, epsilon, alpha, a):
    """tanh: the square is missing"""
    return seven(x, epsilon, alpha, a, tanh=1 - x.tanh())


def slopes__tanh_overflows(x, epsilon, alpha, a):
    """value 5 of 7: .*nan(.|\\n)*in common: large positive x"""
    e = torch.exp(2 * x)
    return seven(x, epsilon, alpha, a, tanh=1 - ((e - 1) / (e + 1)) ** 2)


def slopes__silu_gate_alone(x, epsilon, alpha, a):
    """SiLU: a product has two terms"""
    return seven(x, epsilon, alpha, a, silu=torch.sigmoid(x))


def slopes__silu_without_x(x, epsilon, alpha, a):
    """the derivative of the sigmoid is not multiplied by x"""
    s = torch.sigmoid(x)
    return seven(x, epsilon, alpha, a, silu=s + s * (1 - s))


def slopes__silu_of_the_value(x, epsilon, alpha, a):
    """value 6 of 7: .*(.|\\n)*Wrong on"""
    y, s = F.silu(x), torch.sigmoid(x)
    return seven(x, epsilon, alpha, a, silu=s + y * (1 - y))


def slopes__silu_overflows(x, epsilon, alpha, a):
    """value 6 of 7: .*nan(.|\\n)*in common: large negative x"""
    e = torch.exp(-x)
    return seven(x, epsilon, alpha, a, silu=1 / (1 + e) + x * e / (1 + e) ** 2)


def slopes__gelu_gate_alone(x, epsilon, alpha, a):
    """GELU: a product has two terms"""
    return seven(x, epsilon, alpha, a, gelu=torch.special.ndtr(x))


def slopes__gelu_without_x(x, epsilon, alpha, a):
    """GELU: the density is not multiplied by x"""
    return seven(x, epsilon, alpha, a, gelu=torch.special.ndtr(x) + density(x))


def slopes__gelu_density_without_factor(x, epsilon, alpha, a):
    """GELU: the density lacks its factor"""
    return seven(x, epsilon, alpha, a, gelu=torch.special.ndtr(x) + x * torch.exp(-x ** 2 / 2))


def slopes__gelu_by_the_sigmoid(x, epsilon, alpha, a):
    """value 7 of 7: .*(.|\\n)*(Wrong|Right) on"""
    s = torch.sigmoid(1.702 * x)
    return seven(x, epsilon, alpha, a, gelu=s + 1.702 * x * s * (1 - s))


def slopes__right_side_at_zero(x, epsilon, alpha, a):
    """value 2 of 7(.|\\n)*in common: x = 0"""
    one = torch.ones_like(x)
    return seven(x, epsilon, alpha, a, leaky=torch.where(x >= 0, one, epsilon * one),
                 elu=torch.where(x >= 0, one, a * torch.exp(x)))


def slopes__by_quotient(x, epsilon, alpha, a):
    """value 3 of 7: .*nan(.|\\n)*in common: x = 0"""
    return seven(x, epsilon, alpha, a, shifted=F.relu(x) / x)


def slopes__half_at_zero(x, epsilon, alpha, a):
    """value 3 of 7(.|\\n)*in common: x = 0"""
    return seven(x, epsilon, alpha, a, shifted=(torch.sign(x) + 1) / 2)


def slopes__six(x, epsilon, alpha, a):
    """wanted are 7 values"""
    return seven(x, epsilon, alpha, a)[:6]


def slopes__stacked(x, epsilon, alpha, a):
    """wanted are 7 values"""
    return torch.stack(seven(x, epsilon, alpha, a))


def slopes__comparison(x, epsilon, alpha, a):
    """holds True and False"""
    return seven(x, epsilon, alpha, a, shifted=x > 0)


def slopes__whole_numbers(x, epsilon, alpha, a):
    """has whole numbers"""
    return seven(x, epsilon, alpha, a, shifted=(x > 0).long())


def slopes__number_by_number(x, epsilon, alpha, a):
    """in common: two axes"""
    return seven(x, epsilon, alpha, a,
                 shifted=torch.tensor([float(v > 0) for v in x.view(-1)]))


def slopes__bool_minus_number(x, epsilon, alpha, a):
    """stopped with NotImplementedError: Subtraction"""
    return seven(x, epsilon, alpha, a, shifted=(x > 0) - alpha)


def slopes__autograd(x, epsilon, alpha, a):
    """you call grad"""
    t = x.clone().requires_grad_()
    slope, = torch.autograd.grad(F.softplus(t).sum(), t)
    return seven(x, epsilon, alpha, a, softplus=slope)


def slopes__backward(x, epsilon, alpha, a):
    """you call backward"""
    t = x.clone().requires_grad_()
    torch.tanh(t).sum().backward()
    return seven(x, epsilon, alpha, a, tanh=t.grad)


def places(w, b):
    return torch.unique(-b[w != 0] / w[w != 0])


def middles(points):
    if not len(points):
        return points.new_zeros(1)
    return torch.cat([points[:1] - 1, (points[1:] + points[:-1]) / 2, points[-1:] + 1])


def steepness(w, b, v, points):
    return ((middles(points)[:, None] * w + b > 0) * v * w).sum(1)


def pieces__sign_of_the_points(w, b, v):
    """points: the sign is lost"""
    return (b[w != 0] / w[w != 0]).unique(), steepness(w, b, v, places(w, b))


def pieces__biases(w, b, v):
    """the biases are taken for the points"""
    return (-b).unique(), steepness(w, b, v, places(w, b))


def pieces__not_sorted(w, b, v):
    """(Right|Wrong) on: """
    return -b / w, steepness(w, b, v, places(w, b))


def pieces__not_sorted_but_no_zero(w, b, v):
    """Wrong on: points in another order; two units"""
    live = w != 0
    at = -b[live] / w[live]
    return at, steepness(w, b, v, at)


def pieces__starts_at_zero(w, b, v):
    """left of all points the units with negative w are active"""
    points = places(w, b)
    jumps = [(v * w.abs())[torch.isclose(-b / w, p)].sum() for p in points]
    return points, torch.stack([0 * w.sum(), *jumps]).cumsum(0)


def pieces__negative_w_switches_on(w, b, v):
    """f' changes by v\\|w\\|, not by vw"""
    points = places(w, b)
    jumps = [(v * w)[torch.isclose(-b / w, p)].sum() for p in points]
    return points, torch.stack([(v * w)[w < 0].sum(), *jumps]).cumsum(0)


def pieces__sorted_as_if_all_w_were_positive(w, b, v):
    """in common: .*negative w"""
    points = places(w, b)
    jumps = [(v * w)[(-b / w == p) & (w != 0)].sum() for p in points]
    return points, torch.stack([0 * w.sum(), *jumps]).cumsum(0)


def pieces__outer_weights_left_out(w, b, v):
    """the outer weights v are left out"""
    points = places(w, b)
    return points, steepness(w, b, torch.ones_like(v), points)


def pieces__inner_weights_left_out(w, b, v):
    """(inner weights w are left out|Wrong on)"""
    points = places(w, b)
    return points, ((middles(points)[:, None] * w + b > 0) * v).sum(1)


def pieces__zero_w_gives_a_point(w, b, v):
    """in common: w = 0"""
    points = torch.unique(-b / w)
    return points, steepness(w, b, v, points)


def pieces__repeated(w, b, v):
    """in common: two units at one point"""
    points = (-b[w != 0] / w[w != 0]).sort().values
    return points, steepness(w, b, v, points)


def pieces__no_point_forgotten(w, b, v):
    """in common: no point at all"""
    points = places(w, b)
    inside = torch.cat([points[:1] - 1, (points[1:] + points[:-1]) / 2, points[-1:] + 1])
    return points, ((inside[:, None] * w + b > 0) * v * w).sum(1)


def pieces__only_visible_corners(w, b, v):
    """in common: .*no kink in f"""
    points = places(w, b)
    slopes = steepness(w, b, v, points)
    seen = slopes[1:] != slopes[:-1]
    return points[seen], torch.cat([slopes[:1], slopes[1:][seen]])


def pieces__outer_pieces_forgotten(w, b, v):
    """value 2 of 2: your result has shape"""
    points = places(w, b)
    return points, steepness(w, b, v, points)[1:-1]


def pieces__right_piece_forgotten(w, b, v):
    """value 2 of 2: your result has shape"""
    points = places(w, b)
    return points, steepness(w, b, v, points)[:-1]


def pieces__active_at_the_point_itself(w, b, v):
    """value 2 of 2(.|\\n)*"""
    points = places(w, b)
    x = torch.cat([points[:1] - 1, points]) if len(points) else points.new_zeros(1)
    return points, ((x[:, None] * w + b > 0) * v * w).sum(1)


def pieces__a_fixed_step_to_the_right(w, b, v):
    """value 2 of 2(.|\\n)*Wrong on"""
    points = places(w, b)
    x = torch.cat([points[:1] - 2, points + 2]) if len(points) else points.new_zeros(1)
    return points, ((x[:, None] * w + b > 0) * v * w).sum(1)


def pieces__values_at_the_points(w, b, v):
    """value 2 of 2"""
    points = places(w, b)
    return points, (v * F.relu(middles(points)[:, None] * w + b)).sum(1)


def pieces__lists(w, b, v):
    """a tensor of shape"""
    points = places(w, b)
    return points.tolist(), steepness(w, b, v, points).tolist()


def pieces__exchanged(w, b, v):
    """value 1 of 2: your result has shape"""
    points = places(w, b)
    return steepness(w, b, v, points), points


def pieces__autograd(w, b, v):
    """you call grad"""
    points = places(w, b)
    x = middles(points).requires_grad_()
    return points, torch.autograd.grad((v * F.relu(x[:, None] * w + b)).sum(), x)[0]


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


def by_layers(weights, x, epsilon, size, go_on=True, f=F.leaky_relu):
    """Each layer divided by a size of its values, some of it done wrongly."""
    found = []
    for weight in weights:
        z = x @ weight.T
        found.append(weight / size(z))
        x = f(x @ (found[-1] if go_on else weight).T, epsilon)
    return found


def rms(z):
    return z.square().mean().sqrt()


def measured_start__mean_square(weights, x, epsilon=0.0):
    """divide by the root of the mean square"""
    return by_layers(weights, x, epsilon, lambda z: (z ** 2).mean())


def measured_start__standard_deviation(weights, x, epsilon=0.0):
    """the standard deviation subtracts the mean first"""
    return by_layers(weights, x, epsilon, lambda z: z.var(unbiased=False) ** 0.5)


def measured_start__library_std(weights, x, epsilon=0.0):
    """value 1 of \\d"""
    return by_layers(weights, x, epsilon, lambda z: z.std())


def measured_start__mean_of_absolute(weights, x, epsilon=0.0):
    """the mean of .z. is taken"""
    return by_layers(weights, x, epsilon, lambda z: z.abs().mean())


def measured_start__sum_of_squares(weights, x, epsilon=0.0):
    """a sum is taken, not a mean"""
    return by_layers(weights, x, epsilon, lambda z: z.norm())


def measured_start__size_of_weights(weights, x, epsilon=0.0):
    """the size is that of the weights"""
    return [w / w.square().mean().sqrt() for w in weights]


def measured_start__no_activation(weights, x, epsilon=0.0):
    """the activation function between the layers is missing"""
    return by_layers(weights, x, epsilon, rms, f=lambda z, epsilon: z)


def measured_start__epsilon_ignored(weights, x, epsilon=0.0):
    """epsilon is not used"""
    return by_layers(weights, x, epsilon, rms, f=lambda z, epsilon: z.clamp(min=0))


def measured_start__default_slope(weights, x, epsilon=0.0):
    """in common: (two|four) layers|Wrong on"""
    return by_layers(weights, x, epsilon, rms, f=lambda z, epsilon: F.leaky_relu(z))


def measured_start__goes_on_with_old_values(weights, x, epsilon=0.0):
    """the next layer is measured on values that the weights as they were gave"""
    return by_layers(weights, x, epsilon, rms, go_on=False)


def measured_start__behind_the_activation(weights, x, epsilon=0.0):
    """z is measured behind the activation"""
    return by_layers(weights, x, epsilon, lambda z: rms(F.leaky_relu(z, epsilon)))


def measured_start__each_unit_by_itself(weights, x, epsilon=0.0):
    """a scale of its own"""
    return by_layers(weights, x, epsilon, lambda z: z.square().mean(0).sqrt()[:, None])


def measured_start__he(weights, x, epsilon=0.0):
    """value 1 of \\d(.|\\n)*Wrong on"""
    return [w / w.std() * (2 / (1 + epsilon ** 2) / w.shape[1]) ** 0.5 for w in weights]


def measured_start__transposed(weights, x, epsilon=0.0):
    """stopped with RuntimeError"""
    return by_layers([w.T for w in weights], x, epsilon, rms)


def measured_start__input_of_the_first(weights, x, epsilon=0.0):
    """stopped with RuntimeError"""
    return [w / rms(x @ w.T) for w in weights]


def measured_start__multiplied(weights, x, epsilon=0.0):
    """value 1 of \\d(.|\\n)*Wrong on"""
    return by_layers(weights, x, epsilon, lambda z: 1 / rms(z))


def measured_start__in_place(weights, x, epsilon=0.0):
    """change an input in place"""
    for w in weights:
        w /= rms(x @ w.T)
        x = F.leaky_relu(x @ w.T, epsilon)
    return weights


def measured_start__list_emptied(weights, x, epsilon=0.0):
    """change a list"""
    found = []
    while weights:
        w = weights.pop(0)
        found.append(w / rms(x @ w.T))
        x = F.leaky_relu(x @ found[-1].T, epsilon)
    return found


def measured_start__factors(weights, x, epsilon=0.0):
    """a tensor of shape|your result has shape"""
    found = by_layers(weights, x, epsilon, rms)
    return [(f[0, 0] / w[0, 0]) for f, w in zip(found, weights, strict=True)]


def measured_start__last_only(weights, x, epsilon=0.0):
    """wanted (is|are) \\d values?|wanted are"""
    return by_layers(weights, x, epsilon, rms)[-1]


def softplus__logarithm_left_out(x):
    """is left out"""
    return x.clamp(min=0) + torch.exp(-x.abs())


def softplus__sign_behind_factor(x):
    """wrong sign"""
    return x.clamp(min=0) + torch.log1p(torch.exp(x.abs()))


def softplus__single_precision(x):
    """double precision"""
    x = x.float()
    return x.clamp(min=0) + torch.log1p(torch.exp(-x.abs()))


def slopes__tanh_like_sigmoid(x, epsilon, alpha, a):
    """the sigmoid.s rule"""
    s, t, on = torch.sigmoid(x), torch.tanh(x), x > 0
    phi = torch.exp(-x ** 2 / 2) / (2 * torch.pi) ** 0.5
    return [s, torch.where(on, 1.0, epsilon), on.float(),
            torch.where(on, 1.0, a * torch.exp(x.clamp(max=0))),
            t * (1 - t), s + x * s * (1 - s), torch.special.ndtr(x) + x * phi]


def slopes__softplus_like_sigmoid(x, epsilon, alpha, a):
    """that is the sigmoid.s slope"""
    s, t, on = torch.sigmoid(x), torch.tanh(x), x > 0
    phi = torch.exp(-x ** 2 / 2) / (2 * torch.pi) ** 0.5
    return [s * (1 - s), torch.where(on, 1.0, epsilon), on.float(),
            torch.where(on, 1.0, a * torch.exp(x.clamp(max=0))),
            1 - t ** 2, s + x * s * (1 - s), torch.special.ndtr(x) + x * phi]


def slopes__gelu_without_half(x, epsilon, alpha, a):
    """lacks its 1/2"""
    s, t, on = torch.sigmoid(x), torch.tanh(x), x > 0
    phi = torch.exp(-x ** 2) / (2 * torch.pi) ** 0.5
    return [s, torch.where(on, 1.0, epsilon), on.float(),
            torch.where(on, 1.0, a * torch.exp(x.clamp(max=0))),
            1 - t ** 2, s + x * s * (1 - s), torch.special.ndtr(x) + x * phi]


def pieces__sign_lost_in_both(w, b, v):
    """the slopes are those between such points"""
    on = w != 0
    points = torch.unique(b[on] / w[on])
    at = torch.cat([points[:1] - 1, (points[1:] + points[:-1]) / 2, points[-1:] + 1])
    at = at if len(points) else torch.zeros(1)
    return points, ((at[:, None] * w + b > 0) * (v * w)).sum(1)


def pieces__step_of_a_thousandth(w, b, v):
    """points close together"""
    on = w != 0
    points = torch.unique(-b[on] / w[on])
    at = torch.cat([points[:1] - 1, points + 1e-3]) if len(points) else torch.zeros(1)
    return points, ((at[:, None] * w + b > 0) * (v * w)).sum(1)


def pieces__units_of_no_weight_dropped(w, b, v):
    """v = 0"""
    on = (w != 0) & (v != 0)
    points = torch.unique(-b[on] / w[on])
    at = torch.cat([points[:1] - 1, (points[1:] + points[:-1]) / 2, points[-1:] + 1])
    at = at if len(points) else torch.zeros(1)
    return points, ((at[:, None] * w + b > 0) * (v * w)).sum(1)


def elu_backward__minus_1_missing_at_0_too(x, a, g):
    """- 1 is missing"""
    e = torch.exp(x.clamp(max=0))
    return torch.where(x > 0, g, g * a * e), torch.where(x > 0, 0, g * e).sum()


def elu_backward__g_missing_on_the_right(x, a, g):
    """on the right"""
    e = torch.exp(x.clamp(max=0))
    return torch.where(x > 0, torch.ones_like(x), g * a * e), (g * (e - 1)).sum()


def elu_backward__right_side_counts_x(x, a, g):
    """x itself is counted"""
    e = torch.exp(x.clamp(max=0))
    return torch.where(x > 0, g, g * a * e), (g * torch.where(x > 0, x, e - 1)).sum()


def measured_start__std_of_torch(weights, x, epsilon=0.0):
    """divides by n - 1"""
    out = []
    for w in weights:
        w = w / (x @ w.T).std()
        out.append(w)
        x = F.leaky_relu(x @ w.T, epsilon)
    return out


def measured_start__scale_of_each_unit(weights, x, epsilon=0.0):
    """a scale of its own"""
    out = []
    for w in weights:
        w = w / (x @ w.T).square().mean(0).sqrt()[:, None]
        out.append(w)
        x = F.leaky_relu(x @ w.T, epsilon)
    return out


def measured_start__sum_not_mean(weights, x, epsilon=0.0):
    """a sum is taken, not a mean"""
    out = []
    for w in weights:
        w = w / (x @ w.T).norm()
        out.append(w)
        x = F.leaky_relu(x @ w.T, epsilon)
    return out
