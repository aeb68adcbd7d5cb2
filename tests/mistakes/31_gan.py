import math

import torch
import torch.nn.functional as F

# ---- best_discriminator

def best_discriminator__forger(p_data, p_g):
    """exchange the two"""
    return torch.nan_to_num(p_g / (p_data + p_g), 0.5)


def best_discriminator__ratio(p_data, p_g):
    """ratio of the densities"""
    return p_data / p_g.clamp_min(1e-30)


def best_discriminator__nan(p_data, p_g):
    """0/0 gives nan"""
    return p_data / (p_data + p_g)


def best_discriminator__zero(p_data, p_g):
    """in common: zero in both"""
    return torch.nan_to_num(p_data / (p_data + p_g))


def best_discriminator__hard(p_data, p_g):
    """not a yes or no"""
    return (p_data > p_g).float()


def best_discriminator__difference(p_data, p_g):
    """Wrong on all"""
    return 0.5 + (p_data - p_g) / 2


def best_discriminator__softmax(p_data, p_g):
    """Wrong on all"""
    return torch.stack([p_data, p_g]).softmax(0)[0]


def _total(p_data, p_g, eps):
    return torch.where(p_data + p_g > 0, p_data / (p_data + p_g + eps), 0.5)


def best_discriminator__eps(p_data, p_g):
    """in common: tiny densities"""
    return _total(p_data, p_g, 1e-8)


def best_discriminator__small_eps(p_data, p_g):
    """in common: tiny densities"""
    return _total(p_data, p_g, 1e-12)


def best_discriminator__eps_in_both(p_data, p_g):
    """in common: tiny densities"""
    return (p_data + 1e-8) / (p_data + p_g + 2e-8)


def best_discriminator__threshold(p_data, p_g):
    """in common: tiny densities"""
    return torch.where(p_data + p_g > 1e-10, p_data / (p_data + p_g), 0.5)


def best_discriminator__half_where_one_is_zero(p_data, p_g):
    """Wrong on: zero in p_g; zero in p_data"""
    return torch.where(p_data * p_g > 0, p_data / (p_data + p_g), 0.5)


def best_discriminator__half_where_p_g_is_zero(p_data, p_g):
    """in common: zero in p_g"""
    return torch.where(p_g > 0, p_data / (p_data + p_g), 0.5)


def best_discriminator__one_sum(p_data, p_g):
    """Right on: one element"""
    total = (p_data + p_g).sum()
    return torch.where(p_data + p_g > 0, p_data / total, 0.5)


def best_discriminator__normalised(p_data, p_g):
    """Wrong on all"""
    p, q = p_data / p_data.sum(), p_g / p_g.sum()
    return torch.where(p + q > 0, p / (p + q), 0.5)


def best_discriminator__loop(p_data, p_g):
    """in common: two axes"""
    return torch.stack([torch.tensor(0.5, dtype=p_data.dtype) if p + q == 0 else p / (p + q)
                        for p, q in zip(p_data, p_g, strict=True)])


def best_discriminator__in_place(p_data, p_g):
    """change an input in place"""
    p_g += p_data
    return torch.where(p_g > 0, p_data / p_g, 0.5)


def best_discriminator__numpy(p_data, p_g):
    """NumPy array"""
    return torch.where(p_data + p_g > 0, p_data / (p_data + p_g), 0.5).numpy()


def best_discriminator__list(p_data, p_g):
    """a tensor of shape"""
    return torch.where(p_data + p_g > 0, p_data / (p_data + p_g), 0.5).tolist()


# ---- js

def _kl(p, q):
    return (torch.xlogy(p, p) - torch.xlogy(p, q)).sum()


def _js(p, q):
    m = (p + q) / 2
    return (_kl(p, m) + _kl(q, m)) / 2


def js__bits(p, q):
    """logarithm to base 2"""
    return _js(p, q) / math.log(2)


def js__root(p, q):
    """root of the divergence"""
    return _js(p, q).sqrt()


def js__kl(p, q):
    """compare both with their mean m"""
    return _kl(p, q)


def js__kl_kept_finite(p, q):
    """compare both with their mean m"""
    return _kl(p, q.clamp_min(1e-12))


def js__no_half(p, q):
    """factor 1/2"""
    return 2 * _js(p, q)


def js__one_term(p, q):
    """only the first of the two terms"""
    return _kl(p, (p + q) / 2) / 2


def js__sum_as_m(p, q):
    """m is the mean"""
    return _kl(p, p + q) / 2 + _kl(q, p + q) / 2


def js__kl_reversed(p, q):
    """exchange the two"""
    m = (p + q) / 2
    return (_kl(m, p.clamp_min(1e-12)) + _kl(m, q.clamp_min(1e-12))) / 2


def js__library_reversed(p, q):
    """exchange the two"""
    m = (p + q) / 2
    return (F.kl_div(p.log(), m, reduction="sum") + F.kl_div(q.log(), m, reduction="sum")) / 2


def js__jeffreys(p, q):
    """compare each with the mean"""
    a, b = p.clamp_min(1e-12), q.clamp_min(1e-12)
    return 0.5 * ((a - b) * (a / b).log()).sum()


def js__mean_over_bins(p, q):
    """mean over the bins"""
    return _js(p, q) / len(p)


def js__nan(p, q):
    """in common: a zero"""
    m = (p + q) / 2
    return 0.5 * (p * (p / m).log() + q * (q / m).log()).sum()


def js__nan_in_both(p, q):
    """in common: zero in both"""
    m = (p + q) / 2
    return 0.5 * (torch.xlogy(p, p / m) + torch.xlogy(q, q / m)).sum()


def js__only_shared_bins(p, q):
    """Wrong on: a zero, zero in p only; a zero, zero in q only"""
    both = (p > 0) & (q > 0)
    p, q = p[both], q[both]
    m = (p + q) / 2
    return 0.5 * (p * (p / m).log() + q * (q / m).log()).sum()


def js__bins_of_p(p, q):
    """in common: zero in p only"""
    seen = p > 0
    m = (p + q) / 2
    return 0.5 * (p * (p / m).log() + torch.xlogy(q, q) - torch.xlogy(q, m))[seen].sum()


def js__geometric(p, q):
    """Right on: p equals q"""
    m = (p * q).sqrt()
    m = (m / m.sum().clamp_min(1e-12)).clamp_min(1e-12)
    return (_kl(p, m) + _kl(q, m)) / 2


def js__entropy_only(p, q):
    """Wrong on all"""
    m = (p + q) / 2
    return -torch.xlogy(m, m).sum()


def js__eps(p, q):
    """Right on: p equals q. Wrong on the others"""
    m = (p + q) / 2
    a, b, c = p + 1e-2, q + 1e-2, m + 1e-2
    return 0.5 * (p * (a / c).log() + q * (b / c).log()).sum()


def js__number(p, q):
    """tensor of no axes"""
    return _js(p, q).item()


def js__one_axis(p, q):
    """shape \\(1,\\)"""
    return _js(p, q)[None]


def js__per_bin(p, q):
    """your result has shape"""
    m = (p + q) / 2
    return 0.5 * (torch.xlogy(p, p) - torch.xlogy(p, m) + torch.xlogy(q, q) - torch.xlogy(q, m))


def js__in_place(p, q):
    """change an input in place"""
    p[p == 0], q[q == 0] = 1e-12, 1e-12
    return _js(p, q)


def js__double(p, q):
    """dtype torch.float64"""
    return _js(p.double(), q.double())


def js__sign(p, q):
    """sign is the wrong way round"""
    return -_js(p, q)


# ---- gan_losses

def _losses(real, drawn):
    return F.softplus(-real).mean() + F.softplus(drawn).mean(), -F.softplus(drawn).mean(
        ), F.softplus(-drawn).mean()


def gan_losses__labels(real, drawn):
    """labels of D are exchanged"""
    return F.softplus(real).mean() + F.softplus(-drawn).mean(), *_losses(real, drawn)[1:]


def gan_losses__saturating_sign(real, drawn):
    """saturating loss has the wrong sign"""
    d, s, n = _losses(real, drawn)
    return d, -s, n


def gan_losses__non_saturating_sign(real, drawn):
    """G maximises log D"""
    d, s, n = _losses(real, drawn)
    return d, s, -n


def gan_losses__exchanged(real, drawn):
    """two losses of G are exchanged"""
    d, s, n = _losses(real, drawn)
    return d, n, s


def gan_losses__averaged(real, drawn):
    """averaged and not added"""
    d, s, n = _losses(real, drawn)
    return d / 2, s, n


def gan_losses__value(real, drawn):
    """its loss is -V"""
    d, s, n = _losses(real, drawn)
    return -d, s, n


def gan_losses__summed(real, drawn):
    """take means"""
    return (F.softplus(-real).sum() + F.softplus(drawn).sum(), -F.softplus(drawn).sum(),
            F.softplus(-drawn).sum())


def gan_losses__sigmoid_twice(real, drawn):
    """sigmoid is taken twice"""
    return _losses(real.sigmoid(), drawn.sigmoid())


def gan_losses__one_batch(real, drawn):
    """Wrong on: other numbers of real and drawn samples; two axes"""
    logits = torch.cat([real.flatten(), drawn.flatten()])
    truth = torch.cat([torch.ones(real.numel()), torch.zeros(drawn.numel())]).to(logits)
    return 2 * F.binary_cross_entropy_with_logits(logits, truth), *_losses(real, drawn)[1:]


def gan_losses__mean_of_one_axis(real, drawn):
    """in common: two axes, not contiguous"""
    if real.ndim < 2:
        return _losses(real, drawn)
    return (F.softplus(-real).mean(0).sum() + F.softplus(drawn).mean(0).sum(),
            -F.softplus(drawn).mean(0).sum(), F.softplus(-drawn).mean(0).sum())


def gan_losses__paired(real, drawn):
    """Wrong on: other numbers of real and drawn samples"""
    d = (F.softplus(-real) + F.softplus(drawn)).mean()
    return d, *_losses(real, drawn)[1:]


def _by_logarithms(real, drawn, log):
    return (-log(real.sigmoid()).mean() - log(1 - drawn.sigmoid()).mean(),
            log(1 - drawn.sigmoid()).mean(), -log(drawn.sigmoid()).mean())


def gan_losses__unsafe(real, drawn):
    """in common: large logits"""
    return _by_logarithms(real, drawn, torch.log)


def gan_losses__eps(real, drawn):
    """in common: large logits"""
    return _by_logarithms(real, drawn, lambda d: (d + 1e-8).log())


def gan_losses__clamped(real, drawn):
    """in common: large logits"""
    return _by_logarithms(real, drawn, lambda d: d.clamp(1e-7, 1 - 1e-7).log())


def gan_losses__library_on_probabilities(real, drawn):
    """in common: large logits"""
    def bce(a, truth):
        return F.binary_cross_entropy(a.sigmoid(), torch.full_like(a, truth))
    return bce(real, 1.0) + bce(drawn, 0.0), -bce(drawn, 0.0), bce(drawn, 1.0)


def gan_losses__overflow(real, drawn):
    """in common: large logits"""
    def softplus(a):
        return (1 + a.exp()).log()
    return (softplus(-real).mean() + softplus(drawn).mean(), -softplus(drawn).mean(),
            softplus(-drawn).mean())


def gan_losses__half_overflow(real, drawn):
    """not the gradient through it"""
    def softplus(a):
        return torch.where(a > 20, a, (1 + a.exp()).log())
    return (softplus(-real).mean() + softplus(drawn).mean(), -softplus(drawn).mean(),
            softplus(-drawn).mean())


def gan_losses__numbers(real, drawn):
    """tensor of no axes"""
    return tuple(loss.item() for loss in _losses(real, drawn))


def gan_losses__made_anew(real, drawn):
    """no gradient gets through"""
    return tuple(torch.tensor(loss.item(), dtype=loss.dtype) for loss in _losses(real, drawn))


def gan_losses__without_graph(real, drawn):
    """no gradient gets through"""
    with torch.no_grad():
        return _losses(real, drawn)


def gan_losses__drawn_detached(real, drawn):
    """not the gradient through it"""
    return F.softplus(-real).mean() + F.softplus(drawn.detach()).mean(), *_losses(real, drawn)[1:]


def gan_losses__per_sample(real, drawn):
    """value 1 of 3: your result has shape"""
    return F.softplus(-real) + F.softplus(drawn), -F.softplus(drawn), F.softplus(-drawn)


def gan_losses__two(real, drawn):
    """wanted are 3 values"""
    return _losses(real, drawn)[::2]


def gan_losses__added(real, drawn):
    """wanted are 3 values"""
    return sum(_losses(real, drawn))


# ---- modes_covered

def _modes(samples, centres, radius, share=0.01, of_all=True):
    apart, nearest = torch.cdist(samples, centres).min(1)
    counts = torch.bincount(nearest[apart <= radius], minlength=len(centres))
    return int((counts >= max(share * (len(samples) if of_all else counts.sum()), 1e-9)).sum())


def modes_covered__first(samples, centres, radius):
    """not from the first"""
    return _modes(samples, centres, radius, share=0)


def modes_covered__no_radius(samples, centres, radius):
    """radius was not used"""
    return _modes(samples, centres, math.inf)


def modes_covered__of_good(samples, centres, radius):
    """not of the good ones"""
    return _modes(samples, centres, radius, of_all=False)


def modes_covered__shares(samples, centres, radius):
    """not their share"""
    return _modes(samples, centres, radius) / len(centres)


def modes_covered__all_centres(samples, centres, radius):
    """nearest centre only"""
    d = torch.cdist(samples, centres)
    return int((100 * (d <= radius).sum(0) >= len(samples)).sum())


def modes_covered__squared(samples, centres, radius):
    """squared distance"""
    d = (samples[:, None] - centres).square().sum(2)
    near, k = d.min(1)
    return int((100 * torch.bincount(k[near <= radius]) >= len(samples)).sum())


def _counted(samples, centres, radius, near=torch.le, enough=torch.ge, p=2.0):
    d, k = torch.cdist(samples, centres, p=p).min(1)
    counts = torch.bincount(k[near(d, torch.tensor(radius))], minlength=len(centres))
    return int(enough(counts, 0.01 * len(samples)).sum())


def modes_covered__radius_not_reached(samples, centres, radius):
    """in common: distance equal to the radius"""
    return _counted(samples, centres, radius, near=torch.lt)


def modes_covered__more_than_1_percent(samples, centres, radius):
    """in common: exactly 1%"""
    return _counted(samples, centres, radius, enough=torch.gt)


def modes_covered__rounded_share(samples, centres, radius):
    """in common: exactly 1%"""
    near, k = torch.cdist(samples, centres).min(1)
    return sum(((k == j) & (near <= radius)).float().mean().item() >= 0.01
               for j in range(len(centres)))


def modes_covered__threshold_rounded_down(samples, centres, radius):
    """Wrong on: .*1% is no whole number"""
    d, k = torch.cdist(samples, centres).min(1)
    counts = torch.bincount(k[d <= radius], minlength=len(centres))
    return int((counts >= len(samples) // 100).sum())


def modes_covered__at_least_one_then_rounded_down(samples, centres, radius):
    """in common: 1% is no whole number"""
    d, k = torch.cdist(samples, centres).min(1)
    counts = torch.bincount(k[d <= radius], minlength=len(centres))
    return int((counts >= max(1, len(samples) // 100)).sum())


def modes_covered__square(samples, centres, radius):
    """in common: outside the radius, inside its square"""
    return _counted(samples, centres, radius, p=math.inf)


def modes_covered__city_blocks(samples, centres, radius):
    """Wrong on: plain; distance equal to the radius"""
    return _counted(samples, centres, radius, p=1.0)


def modes_covered__ten_percent(samples, centres, radius):
    """Wrong on: plain; exactly 1%"""
    d, k = torch.cdist(samples, centres).min(1)
    return int((10 * torch.bincount(k[d <= radius]) >= len(samples)).sum())


def modes_covered__ten_samples(samples, centres, radius):
    """Wrong on: every mode has samples; exactly 1%"""
    d, k = torch.cdist(samples, centres).min(1)
    return int((torch.bincount(k[d <= radius]) >= 10).sum())


def modes_covered__float(samples, centres, radius):
    """whole number \\(int\\)"""
    return float(_modes(samples, centres, radius))


def modes_covered__mask(samples, centres, radius):
    """a number is wanted"""
    d, k = torch.cdist(samples, centres).min(1)
    return torch.bincount(k[d <= radius], minlength=len(centres)) >= 0.01 * len(samples)


def modes_covered__samples(samples, centres, radius):
    """Right on: all samples far"""
    return int((torch.cdist(samples, centres).amin(1) <= radius).sum())


# ---- dirac_step

def _push(theta, psi):
    return 1 / (1 + math.exp(-theta * psi))


def dirac_step__one_after_the_other(theta, psi, rate, gamma):
    """new theta for psi: both move at once"""
    theta = theta + rate * psi * _push(theta, psi)
    return theta, psi + rate * (-theta * _push(theta, psi) - gamma * psi)


def dirac_step__new_theta(theta, psi, rate, gamma):
    """if not in the sigmoid"""
    s = _push(theta, psi)
    theta = theta + rate * psi * s
    psi = psi + rate * (-theta * s - gamma * psi)
    return theta, psi


def dirac_step__psi_first(theta, psi, rate, gamma):
    """new psi for theta"""
    psi = psi + rate * (-theta * _push(theta, psi) - gamma * psi)
    return theta + rate * psi * _push(theta, psi), psi


def dirac_step__signs(theta, psi, rate, gamma):
    """signs are wrong"""
    push = _push(theta, psi)
    return theta - rate * psi * push, psi - rate * (-theta * push - gamma * psi)


def dirac_step__theta_climbs(theta, psi, rate, gamma):
    """theta goes the wrong way"""
    push = _push(theta, psi)
    return theta - rate * psi * push, psi + rate * (-theta * push - gamma * psi)


def dirac_step__no_penalty(theta, psi, rate, gamma):
    """penalty is missing"""
    push = _push(theta, psi)
    return theta + rate * psi * push, psi - rate * theta * push


def dirac_step__penalty_sign(theta, psi, rate, gamma):
    """penalty drives psi away"""
    push = _push(theta, psi)
    return theta + rate * psi * push, psi + rate * (-theta * push + gamma * psi)


def dirac_step__half_penalty(theta, psi, rate, gamma):
    """without 1/2"""
    push = _push(theta, psi)
    return theta + rate * psi * push, psi + rate * (-theta * push - gamma / 2 * psi)


def dirac_step__penalty_without_rate(theta, psi, rate, gamma):
    """(Wrong on|in common): penalty"""
    push = _push(theta, psi)
    return theta + rate * psi * push, psi - rate * theta * push - gamma * psi


def dirac_step__penalty_squared(theta, psi, rate, gamma):
    """in common: penalty"""
    push = _push(theta, psi)
    return theta + rate * psi * push, psi + rate * (-theta * push - gamma / 2 * psi ** 2)


def dirac_step__penalty_on_both(theta, psi, rate, gamma):
    """(Wrong on|in common): penalty"""
    push = _push(theta, psi)
    return theta + rate * (psi * push - gamma * theta), psi + rate * (-theta * push - gamma * psi)


def dirac_step__no_sigma(theta, psi, rate, gamma):
    """factor sigma is missing"""
    return theta + rate * psi, psi + rate * (-theta - gamma * psi)


def dirac_step__sigma_sign(theta, psi, rate, gamma):
    """sigma\\(-psi theta\\)"""
    push = _push(-theta, psi)
    return theta + rate * psi * push, psi + rate * (-theta * push - gamma * psi)


def dirac_step__changes(theta, psi, rate, gamma):
    """add it to the old values"""
    push = _push(theta, psi)
    return rate * psi * push, rate * (-theta * push - gamma * psi)


def dirac_step__exchanged(theta, psi, rate, gamma):
    """Wrong on all"""
    push = _push(theta, psi)
    return psi + rate * (-theta * push - gamma * psi), theta + rate * psi * push


def dirac_step__rate_of_one(theta, psi, rate, gamma):
    """in common|Right on: without penalty, signs differ, rate 1"""
    push = _push(theta, psi)
    return theta + psi * push, psi - theta * push - gamma * psi


def dirac_step__magnitude(theta, psi, rate, gamma):
    """in common: signs differ"""
    push = 1 / (1 + math.exp(-abs(theta * psi)))
    return theta + rate * psi * push, psi + rate * (-theta * push - gamma * psi)


def dirac_step__one_value(theta, psi, rate, gamma):
    """wanted are 2 values"""
    return theta + rate * psi * _push(theta, psi)
