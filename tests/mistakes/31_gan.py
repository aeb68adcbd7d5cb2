import math

import torch
import torch.nn.functional as F


def best_discriminator__forger(p_data, p_g):
    """exchange the two"""
    return torch.nan_to_num(p_g / (p_data + p_g), 0.5)


def best_discriminator__ratio(p_data, p_g):
    """ratio of the densities"""
    return p_data / p_g.clamp_min(1e-30)


def best_discriminator__nan(p_data, p_g):
    """0/0 gives nan"""
    return p_data / (p_data + p_g)


def best_discriminator__hard(p_data, p_g):
    """not a yes or no"""
    return (p_data > p_g).float()


def best_discriminator__difference(p_data, p_g):
    """best_discriminator"""
    return 0.5 + (p_data - p_g) / 2


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


def js__no_half(p, q):
    """factor 1/2"""
    return 2 * _js(p, q)


def js__one_term(p, q):
    """only the first of the two terms"""
    return _kl(p, (p + q) / 2) / 2


def js__nan(p, q):
    """not a number"""
    m = (p + q) / 2
    return 0.5 * (p * (p / m).log() + q * (q / m).log()).sum()


def js__sum(p, q):
    """js"""
    return _kl(p, p + q) / 2 + _kl(q, p + q) / 2


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


def gan_losses__unsafe(real, drawn):
    """a very sure discriminator"""
    return (-real.sigmoid().log().mean() - (1 - drawn.sigmoid()).log().mean(),
            (1 - drawn.sigmoid()).log().mean(),
            -drawn.sigmoid().log().mean())


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
    """modes_covered"""
    return _modes(samples, centres, radius) / len(centres)


def dirac_step__one_after_the_other(theta, psi, rate, gamma):
    """both move at once"""
    theta = theta + rate * psi / (1 + math.exp(-theta * psi))
    return theta, psi + rate * (-theta / (1 + math.exp(-theta * psi)) - gamma * psi)


def dirac_step__signs(theta, psi, rate, gamma):
    """signs are wrong"""
    push = 1 / (1 + math.exp(-theta * psi))
    return theta - rate * psi * push, psi - rate * (-theta * push - gamma * psi)


def dirac_step__no_penalty(theta, psi, rate, gamma):
    """penalty is missing"""
    push = 1 / (1 + math.exp(-theta * psi))
    return theta + rate * psi * push, psi - rate * theta * push


def dirac_step__penalty_sign(theta, psi, rate, gamma):
    """penalty drives psi away"""
    push = 1 / (1 + math.exp(-theta * psi))
    return theta + rate * psi * push, psi + rate * (-theta * push + gamma * psi)


def dirac_step__exchanged(theta, psi, rate, gamma):
    """dirac_step"""
    push = 1 / (1 + math.exp(-theta * psi))
    return psi + rate * (-theta * push - gamma * psi), theta + rate * psi * push


def js__kl_reversed(p, q):
    """you return"""
    m = (p + q) / 2
    return 0.5 * (torch.xlogy(m, m) - torch.xlogy(m, p.clamp_min(1e-12)) + torch.xlogy(m, m)
                  - torch.xlogy(m, q.clamp_min(1e-12))).sum()


def js__jeffreys(p, q):
    """compare each with the mean"""
    a, b = p.clamp_min(1e-12), q.clamp_min(1e-12)
    return 0.5 * ((a - b) * (a / b).log()).sum()


def js__mean_over_bins(p, q):
    """you return"""
    m = (p + q) / 2
    return 0.5 * (torch.xlogy(p, p) - torch.xlogy(p, m) + torch.xlogy(q, q)
                  - torch.xlogy(q, m)).mean()


def js__geometric(p, q):
    """you return"""
    m = (p * q).sqrt()
    m = m / m.sum().clamp_min(1e-12)
    return 0.5 * (torch.xlogy(p, p) - torch.xlogy(p, m.clamp_min(1e-12)) + torch.xlogy(q, q)
                  - torch.xlogy(q, m.clamp_min(1e-12))).sum()


def js__entropy_only(p, q):
    """you return"""
    m = (p + q) / 2
    return -torch.xlogy(m, m).sum()


def js__eps(p, q):
    """you return"""
    m = (p + q) / 2
    a, b, c = p + 1e-2, q + 1e-2, m + 1e-2
    return 0.5 * (p * (a / c).log() + q * (b / c).log()).sum()


def modes_covered__all_centres(samples, centres, radius):
    """nearest centre only"""
    d = torch.cdist(samples, centres)
    return int(((d <= radius).float().mean(0) >= 0.01).sum())


def dirac_step__new_theta(theta, psi, rate, gamma):
    """if not in the sigmoid"""
    s = 1 / (1 + math.exp(-psi * theta))
    theta = theta + rate * psi * s
    psi = psi + rate * (-theta * s - gamma * psi)
    return theta, psi
