"""Wrong answers to lesson 24. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F


def fgsm__wrong_sign(x, gradient, eps, targeted=False):
    """the sign is wrong"""
    step = eps if targeted else -eps
    return (x + step * gradient.sign()).clamp(0, 1)


def fgsm__targeted_forgotten(x, gradient, eps, targeted=False):
    """does not depend on targeted"""
    return (x + eps * gradient.sign()).clamp(0, 1)


def fgsm__gradient_itself(x, gradient, eps, targeted=False):
    """gradient itself"""
    return (x + (-eps if targeted else eps) * gradient).clamp(0, 1)


def fgsm__unit_length(x, gradient, eps, targeted=False):
    """scaled to length 1"""
    length = gradient.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1e-12)
    return (x + (-eps if targeted else eps) * gradient / length).clamp(0, 1)


def fgsm__not_clipped(x, gradient, eps, targeted=False):
    """values leave"""
    return x + (-eps if targeted else eps) * gradient.sign()


def fgsm__only_above(x, gradient, eps, targeted=False):
    """values below 0"""
    return (x + (-eps if targeted else eps) * gradient.sign()).clamp(max=1)


def fgsm__zero_moves(x, gradient, eps, targeted=False):
    """gradient of zero moves the pixel"""
    sign = (gradient >= 0).to(x) * 2 - 1
    return (x + (-eps if targeted else eps) * sign).clamp(0, 1)


def fgsm__of_255(x, gradient, eps, targeted=False):
    """divided by 255"""
    return (x + (-eps if targeted else eps) / 255 * gradient.sign()).clamp(0, 1)


def fgsm__in_place(x, gradient, eps, targeted=False):
    """in place"""
    x += (-eps if targeted else eps) * gradient.sign()
    return x.clamp_(0, 1)


def fgsm__zero_moves_when_targeted(x, gradient, eps, targeted=False):
    """in common: some gradients zero, targeted"""
    if targeted:
        return torch.where(gradient > 0, x - eps, x + eps).clamp(0, 1)
    return (x + eps * gradient.sign()).clamp(0, 1)


def fgsm__default_eps(x, gradient, eps, targeted=False):
    """in common: eps of 0"""
    eps = eps or 8 / 255
    return (x + (-eps if targeted else eps) * gradient.sign()).clamp(0, 1)


def _steps(net, x, y, eps, size, steps, way, ball="fixed", box=True, fresh=True):
    now, middle, g = x.clone(), x, None
    for _ in range(steps):
        if fresh or g is None:
            z = now.detach().clone().requires_grad_()
            g, = torch.autograd.grad(F.cross_entropy(net(z), y), z)
        after = now.detach() + way * size * g.sign()
        if ball != "none":
            after = middle + (after - middle).clamp(-eps, eps)
        now = after.clamp(0, 1) if box else after
        middle = now if ball == "moving" else x
    return now.detach()


def pgd__wrong_way(net, x, y, eps, size, steps, targeted=False):
    """the loss goes the wrong way"""
    return _steps(net, x, y, eps, size, steps, 1 if targeted else -1)


def pgd__targeted_forgotten(net, x, y, eps, size, steps, targeted=False):
    """targeted makes no difference"""
    return _steps(net, x, y, eps, size, steps, 1)


def pgd__moving_ball(net, x, y, eps, size, steps, targeted=False):
    """middle is not x"""
    return _steps(net, x, y, eps, size, steps, -1 if targeted else 1, ball="moving")


def pgd__no_ball(net, x, y, eps, size, steps, targeted=False):
    """not kept within eps"""
    return _steps(net, x, y, eps, size, steps, -1 if targeted else 1, ball="none")


def pgd__no_box(net, x, y, eps, size, steps, targeted=False):
    """values leave"""
    return _steps(net, x, y, eps, size, steps, -1 if targeted else 1, box=False)


def pgd__first_gradient(net, x, y, eps, size, steps, targeted=False):
    """at x alone"""
    return _steps(net, x, y, eps, size, steps, -1 if targeted else 1, fresh=False)


def pgd__steps_of_eps(net, x, y, eps, size, steps, targeted=False):
    """each step has the size eps"""
    return _steps(net, x, y, eps, eps, steps, -1 if targeted else 1)


def pgd__one_step(net, x, y, eps, size, steps, targeted=False):
    """only one step"""
    return _steps(net, x, y, eps, size, 1, -1 if targeted else 1)


def pgd__size_shared(net, x, y, eps, size, steps, targeted=False):
    """divided by the number of steps"""
    return _steps(net, x, y, eps, size / steps, steps, -1 if targeted else 1)


def _backward(net, x, y, eps, size, steps, targeted, empty):
    now = x.clone()
    for _ in range(steps):
        now = now.detach().requires_grad_()
        F.cross_entropy(net(now), y).backward()
        now = now + (-size if targeted else size) * now.grad.sign()
        now = (x + (now - x).clamp(-eps, eps)).clamp(0, 1)
    if empty:
        net.zero_grad(set_to_none=False)
    return now.detach()


def pgd__gradients_left(net, x, y, eps, size, steps, targeted=False):
    """grad of the weights is not None"""
    return _backward(net, x, y, eps, size, steps, targeted, False)


def pgd__gradients_of_zero_left(net, x, y, eps, size, steps, targeted=False):
    """grad of the weights is not None"""
    return _backward(net, x, y, eps, size, steps, targeted, True)


def pgd__graph_kept(net, x, y, eps, size, steps, targeted=False):
    """has a graph"""
    now = x.clone().requires_grad_()
    for _ in range(steps):
        g, = torch.autograd.grad(F.cross_entropy(net(now), y), now)
        now = now + (-size if targeted else size) * g.sign()
        now = (x + (now - x).clamp(-eps, eps)).clamp(0, 1)
    return now


def pgd__still_a_leaf(net, x, y, eps, size, steps, targeted=False):
    """still requires a gradient"""
    return _steps(net, x, y, eps, size, steps, -1 if targeted else 1).requires_grad_()


def _by_step(net, x, y, eps, size, steps, targeted, step):
    """PGD with a function of the gradient in place of its sign."""
    now = x
    for _ in range(steps):
        z = now.detach().clone().requires_grad_()
        g, = torch.autograd.grad(F.cross_entropy(net(z), y), z)
        now = now + (-size if targeted else size) * step(g)
        now = (x + (now - x).clamp(-eps, eps)).clamp(0, 1)
    return now


def pgd__zero_moves(net, x, y, eps, size, steps, targeted=False):
    """gradient of zero moves the pixel, too"""
    return _by_step(net, x, y, eps, size, steps, targeted,
                    lambda g: torch.where(g >= 0, 1.0, -1.0))


def pgd__zero_moves_down(net, x, y, eps, size, steps, targeted=False):
    """gradient of zero moves the pixel down"""
    return _by_step(net, x, y, eps, size, steps, targeted, lambda g: torch.where(g > 0, 1.0, -1.0))


def pgd__divided_with_epsilon(net, x, y, eps, size, steps, targeted=False):
    """in common: some gradients zero, others tiny"""
    return _by_step(net, x, y, eps, size, steps, targeted, lambda g: g / (g.abs() + 1e-6))


def pgd__gradient_itself(net, x, y, eps, size, steps, targeted=False):
    """gradient, and not its sign"""
    return _by_step(net, x, y, eps, size, steps, targeted, lambda g: g)


def pgd__eval_for_ever(net, x, y, eps, size, steps, targeted=False):
    """network in another mode"""
    return _steps(net.eval(), x, y, eps, size, steps, -1 if targeted else 1)


def pgd__single_precision(net, x, y, eps, size, steps, targeted=False):
    """double precision"""
    return _steps(net, x, y, eps, size, steps, -1 if targeted else 1).float()


def pgd__step_cut_to_eps(net, x, y, eps, size, steps, targeted=False):
    """in common: long steps"""
    return _steps(net, x, y, eps, min(size, eps), steps, -1 if targeted else 1)


def pgd__stops_at_the_goal(net, x, y, eps, size, steps, targeted=False):
    """in common: wanted class reached early"""
    now, way = x, -1 if targeted else 1
    for _ in range(steps):
        if targeted and (net(now).argmax(1) == y).all():
            break
        z = now.detach().clone().requires_grad_()
        g, = torch.autograd.grad(F.cross_entropy(net(z), y), z)
        now = (x + (now + way * size * g.sign() - x).clamp(-eps, eps)).clamp(0, 1)
    return now


def pgd__best_of_all_steps(net, x, y, eps, size, steps, targeted=False):
    """in common: long steps"""
    now, best, highest, way = x, x, -float("inf"), -1 if targeted else 1
    for _ in range(steps):
        z = now.detach().clone().requires_grad_()
        g, = torch.autograd.grad(F.cross_entropy(net(z), y), z)
        now = (x + (now + way * size * g.sign() - x).clamp(-eps, eps)).clamp(0, 1)
        loss = way * F.cross_entropy(net(now), y).item()
        if loss > highest:
            highest, best = loss, now
    return best


def pgd__clipped_at_the_end(net, x, y, eps, size, steps, targeted=False):
    """pixels near 0 and 1"""
    way = -1 if targeted else 1
    return _steps(net, x, y, eps, size, steps, way, box=False).clamp(0, 1)


def into_ball__always(x, r, radius):
    """lengthened"""
    r = r * radius / r.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1e-12)
    return (x + r).clamp(0, 1) - x


def into_ball__whole_batch(x, r, radius):
    """whole batch"""
    r = r * (radius / r.norm().clamp(min=1e-12)).clamp(max=1)
    return (x + r).clamp(0, 1) - x


def into_ball__not_clipped(x, r, radius):
    """leaves"""
    length = r.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1e-12)
    return r * (radius / length).clamp(max=1)


def into_ball__clipped_first(x, r, radius):
    """clipping comes first"""
    r = (x + r).clamp(0, 1) - x
    length = r.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1e-12)
    return r * (radius / length).clamp(max=1)


def into_ball__squared(x, r, radius):
    """square of the length"""
    length = r.flatten(1).square().sum(1).view(-1, 1, 1, 1).clamp(min=1e-12)
    return (x + torch.where(length > radius, r * radius / length, r)).clamp(0, 1) - x


def into_ball__each_value(x, r, radius):
    """clipped to the radius"""
    return (x + r.clamp(-radius, radius)).clamp(0, 1) - x


def into_ball__picture(x, r, radius):
    """changed picture is returned"""
    length = r.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=1e-12)
    return (x + r * (radius / length).clamp(max=1)).clamp(0, 1)


def into_ball__nan(x, r, radius):
    """nan"""
    length = r.flatten(1).norm(dim=1).view(-1, 1, 1, 1)
    r = r / length * length.clamp(max=radius)
    return (x + r).clamp(0, 1) - x


def _ratios(z, y, w, order):
    gap = z.gather(1, y[:, None]) - z
    length = (w[y][:, None] - w).norm(p=order, dim=2)
    return (gap / length).nan_to_num(nan=float("inf"))


def into_ball__length_at_least(x, r, radius):
    """in common: small radius"""
    length = r.flatten(1).norm(dim=1).view(-1, 1, 1, 1).clamp(min=0.05)
    return (x + r * (radius / length).clamp(max=1)).clamp(0, 1) - x


def distances__l2_always(z, y, w, p):
    """must be L1"""
    return _ratios(z, y, w, 2).amin(1).clamp(min=0)


def distances__l1_always(z, y, w, p):
    """must be L2"""
    return _ratios(z, y, w, 1).amin(1).clamp(min=0)


def distances__same_norm(z, y, w, p):
    """wanted is the dual norm"""
    return _ratios(z, y, w, p).amin(1).clamp(min=0)


def distances__runner_up(z, y, w, p):
    """second largest"""
    own = F.one_hot(y, len(w)).bool()
    k = z.masked_fill(own, -float("inf")).argmax(1)
    order = 2 if p == 2 else 1
    gap = z.gather(1, y[:, None])[:, 0] - z.gather(1, k[:, None])[:, 0]
    return (gap / (w[y] - w[k]).norm(p=order, dim=1)).clamp(min=0)


def distances__weights_of_the_rival(z, y, w, p):
    """weights of the rival"""
    order = 2 if p == 2 else 1
    gap = (z.gather(1, y[:, None]) - z) / w.norm(p=order, dim=1)
    return gap.scatter(1, y[:, None], float("inf")).amin(1).clamp(min=0)


def distances__negative(z, y, w, p):
    """must have distance 0"""
    return _ratios(z, y, w, 2 if p == 2 else 1).amin(1)


def distances__own_class(z, y, w, p):
    """nan"""
    gap = z.gather(1, y[:, None]) - z
    return (gap / (w[y][:, None] - w).norm(p=2 if p == 2 else 1, dim=2)).amin(1).clamp(min=0)


def distances__ten_for_the_true_class(z, y, w, p):
    """in common: far from all boundaries"""
    gap = z.gather(1, y[:, None]) - z
    length = (w[y][:, None] - w).norm(p=2 if p == 2 else 1, dim=2)
    own = F.one_hot(y, len(w)).bool()
    return (gap / length).masked_fill(own, 10.0).amin(1).clamp(min=0)


def margin__wrong_sign(z, y):
    """wrong way round"""
    own = F.one_hot(y, z.shape[1]).bool()
    return z[own] - z.masked_fill(own, -float("inf")).amax(1)


def margin__true_class_in(z, y):
    """takes part in the maximum"""
    return z.amax(1) - z.gather(1, y[:, None])[:, 0]


def margin__second_largest(z, y):
    """second largest"""
    return z.topk(2).values[:, 1] - z.gather(1, y[:, None])[:, 0]


def margin__zero(z, y):
    """set to 0"""
    own = F.one_hot(y, z.shape[1]).bool()
    return z.masked_fill(own, 0).amax(1) - z[own]


def margin__mean(z, y):
    """mean over pictures"""
    own = F.one_hot(y, z.shape[1]).bool()
    return (z.masked_fill(own, -float("inf")).amax(1) - z[own]).mean()


def margin__cut(z, y):
    """cut off at 0"""
    own = F.one_hot(y, z.shape[1]).bool()
    return (z.masked_fill(own, -float("inf")).amax(1) - z[own]).clamp(min=0)


def margin__softmax(z, y):
    """softmax comes first"""
    own, p = F.one_hot(y, z.shape[1]).bool(), z.softmax(1)
    return p.masked_fill(own, 0).amax(1) - p[own]


def margin__cross_entropy(z, y):
    """cross-entropy"""
    return F.cross_entropy(z, y, reduction="none")


def margin__in_place(z, y):
    """in place"""
    rows = torch.arange(len(z))
    true = z[rows, y].clone()
    z[rows, y] = -float("inf")
    return z.amax(1) - true


def margin__detached(z, y):
    """gradient"""
    own = F.one_hot(y, z.shape[1]).bool()
    return (z.masked_fill(own, -float("inf")).amax(1) - z[own]).detach()


def margin__minus_thousand(z, y):
    """in common: logits times 1000, all negative"""
    own = F.one_hot(y, z.shape[1])
    return (z - 1e3 * own).amax(1) - (z * own).sum(1)


def margin__filled_with_minus_ten_thousand(z, y):
    """in common: logits times 1000, all negative"""
    own = F.one_hot(y, z.shape[1]).bool()
    return z.masked_fill(own, -1e4).amax(1) - z[own]


def margin__equal_logits_left_out(z, y):
    """in common: a wrong class has the same logit"""
    own = z.gather(1, y[:, None])
    return torch.where(z == own, -float("inf"), z).amax(1) - own[:, 0]
