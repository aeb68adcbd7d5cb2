import math

import torch
import torch.nn.functional as F

# ---- best_discriminator

def best_discriminator__share_of_p_g(p_data, p_g):
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

def _losses(real, fake):
    return F.softplus(-real).mean() + F.softplus(fake).mean(), -F.softplus(fake).mean(
        ), F.softplus(-fake).mean()


def gan_losses__labels(real, fake):
    """labels of D are exchanged"""
    return F.softplus(real).mean() + F.softplus(-fake).mean(), *_losses(real, fake)[1:]


def gan_losses__saturating_sign(real, fake):
    """saturating loss has the wrong sign"""
    d, s, n = _losses(real, fake)
    return d, -s, n


def gan_losses__non_saturating_sign(real, fake):
    """G maximises log D"""
    d, s, n = _losses(real, fake)
    return d, s, -n


def gan_losses__exchanged(real, fake):
    """two losses of G are exchanged"""
    d, s, n = _losses(real, fake)
    return d, n, s


def gan_losses__averaged(real, fake):
    """averaged and not added"""
    d, s, n = _losses(real, fake)
    return d / 2, s, n


def gan_losses__one_mean(real, fake):
    """one mean is taken over real and fake"""
    d = torch.cat([F.softplus(-real).flatten(), F.softplus(fake).flatten()]).mean()
    return d, -F.softplus(fake).mean(), F.softplus(-fake).mean()



def gan_losses__value(real, fake):
    """its loss is -V"""
    d, s, n = _losses(real, fake)
    return -d, s, n


def gan_losses__summed(real, fake):
    """take means"""
    return (F.softplus(-real).sum() + F.softplus(fake).sum(), -F.softplus(fake).sum(),
            F.softplus(-fake).sum())


def gan_losses__sigmoid_twice(real, fake):
    """sigmoid is taken twice"""
    return _losses(real.sigmoid(), fake.sigmoid())


def gan_losses__one_batch(real, fake):
    """Wrong on: other numbers of real and fake samples; two axes"""
    logits = torch.cat([real.flatten(), fake.flatten()])
    truth = torch.cat([torch.ones(real.numel()), torch.zeros(fake.numel())]).to(logits)
    return 2 * F.binary_cross_entropy_with_logits(logits, truth), *_losses(real, fake)[1:]


def gan_losses__mean_of_one_axis(real, fake):
    """in common: two axes, not contiguous"""
    if real.ndim < 2:
        return _losses(real, fake)
    return (F.softplus(-real).mean(0).sum() + F.softplus(fake).mean(0).sum(),
            -F.softplus(fake).mean(0).sum(), F.softplus(-fake).mean(0).sum())


def gan_losses__paired(real, fake):
    """Wrong on: other numbers of real and fake samples"""
    d = (F.softplus(-real) + F.softplus(fake)).mean()
    return d, *_losses(real, fake)[1:]


def _by_logarithms(real, fake, log):
    return (-log(real.sigmoid()).mean() - log(1 - fake.sigmoid()).mean(),
            log(1 - fake.sigmoid()).mean(), -log(fake.sigmoid()).mean())


def gan_losses__unsafe(real, fake):
    """in common: large logits"""
    return _by_logarithms(real, fake, torch.log)


def gan_losses__eps(real, fake):
    """in common: large logits"""
    return _by_logarithms(real, fake, lambda d: (d + 1e-8).log())


def gan_losses__clamped(real, fake):
    """in common: large logits"""
    return _by_logarithms(real, fake, lambda d: d.clamp(1e-7, 1 - 1e-7).log())


def gan_losses__library_on_probabilities(real, fake):
    """in common: large logits"""
    def bce(a, truth):
        return F.binary_cross_entropy(a.sigmoid(), torch.full_like(a, truth))
    return bce(real, 1.0) + bce(fake, 0.0), -bce(fake, 0.0), bce(fake, 1.0)


def gan_losses__overflow(real, fake):
    """in common: large logits"""
    def softplus(a):
        return (1 + a.exp()).log()
    return (softplus(-real).mean() + softplus(fake).mean(), -softplus(fake).mean(),
            softplus(-fake).mean())


def gan_losses__half_overflow(real, fake):
    """not the gradient through it"""
    def softplus(a):
        return torch.where(a > 20, a, (1 + a.exp()).log())
    return (softplus(-real).mean() + softplus(fake).mean(), -softplus(fake).mean(),
            softplus(-fake).mean())


def gan_losses__numbers(real, fake):
    """tensor of no axes"""
    return tuple(loss.item() for loss in _losses(real, fake))


def gan_losses__made_anew(real, fake):
    """no gradient gets through"""
    return tuple(torch.tensor(loss.item(), dtype=loss.dtype) for loss in _losses(real, fake))


def gan_losses__without_graph(real, fake):
    """no gradient gets through"""
    with torch.no_grad():
        return _losses(real, fake)


def gan_losses__fake_detached(real, fake):
    """not the gradient through it"""
    return F.softplus(-real).mean() + F.softplus(fake.detach()).mean(), *_losses(real, fake)[1:]


def gan_losses__per_sample(real, fake):
    """value 1 of 3: your result has shape"""
    return F.softplus(-real) + F.softplus(fake), -F.softplus(fake), F.softplus(-fake)


def gan_losses__two(real, fake):
    """wanted are 3 values"""
    return _losses(real, fake)[::2]


def gan_losses__added(real, fake):
    """wanted are 3 values"""
    return sum(_losses(real, fake))


# ---- gan_round

def _descend(loss, optimizer):
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def _d_loss(G, D, real, noise):
    return F.softplus(-D(real)).mean() + F.softplus(D(G(noise).detach())).mean()


def _g_loss(G, D, noise):
    return F.softplus(-D(G(noise))).mean()


def gan_round__one_step(G, D, optimizer_g, optimizer_d, reals, noises):
    """D takes one step only"""
    d = _descend(_d_loss(G, D, reals[0], noises[0]), optimizer_d)
    return d, _descend(_g_loss(G, D, noises[-1]), optimizer_g)


def gan_round__generator_each_time(G, D, optimizer_g, optimizer_d, reals, noises):
    """step after each step of D"""
    for real, noise in zip(reals, noises, strict=False):
        d = _descend(_d_loss(G, D, real, noise), optimizer_d)
        g = _descend(_g_loss(G, D, noises[-1]), optimizer_g)
    return d, g


def gan_round__generator_first(G, D, optimizer_g, optimizer_d, reals, noises):
    """G moves before D"""
    g = _descend(_g_loss(G, D, noises[-1]), optimizer_g)
    for real, noise in zip(reals, noises, strict=False):
        d = _descend(_d_loss(G, D, real, noise), optimizer_d)
    return d, g


def gan_round__first_noise(G, D, optimizer_g, optimizer_d, reals, noises):
    """its own is the last of noises"""
    for real, noise in zip(reals, noises, strict=False):
        d = _descend(_d_loss(G, D, real, noise), optimizer_d)
    return d, _descend(_g_loss(G, D, noises[0]), optimizer_g)


def gan_round__last_used_noise(G, D, optimizer_g, optimizer_d, reals, noises):
    """(Wrong on all|known mistake)"""
    for real, noise in zip(reals, noises, strict=False):
        d = _descend(_d_loss(G, D, real, noise), optimizer_d)
    return d, _descend(_g_loss(G, D, noise), optimizer_g)


def gan_round__saturating(G, D, optimizer_g, optimizer_d, reals, noises):
    """G's loss is the saturating one"""
    for real, noise in zip(reals, noises, strict=False):
        d = _descend(_d_loss(G, D, real, noise), optimizer_d)
    return d, _descend(-F.softplus(D(G(noises[-1]))).mean(), optimizer_g)


def gan_round__labels(G, D, optimizer_g, optimizer_d, reals, noises):
    """learns to call real samples fake"""
    for real, noise in zip(reals, noises, strict=False):
        loss = F.softplus(D(real)).mean() + F.softplus(-D(G(noise).detach())).mean()
        d = _descend(loss, optimizer_d)
    return d, _descend(_g_loss(G, D, noises[-1]), optimizer_g)


def gan_round__never_cleared(G, D, optimizer_g, optimizer_d, reals, noises):
    """no gradients are cleared"""
    for real, noise in zip(reals, noises, strict=False):
        d_loss = F.softplus(-D(real)).mean() + F.softplus(D(G(noise))).mean()
        d_loss.backward()
        optimizer_d.step()
    g_loss = _g_loss(G, D, noises[-1])
    g_loss.backward()
    optimizer_g.step()
    return d_loss.item(), g_loss.item()


def gan_round__d_not_cleared(G, D, optimizer_g, optimizer_d, reals, noises):
    """gradients of D are not cleared"""
    for real, noise in zip(reals, noises, strict=False):
        d_loss = _d_loss(G, D, real, noise)
        d_loss.backward()
        optimizer_d.step()
    return d_loss.item(), _descend(_g_loss(G, D, noises[-1]), optimizer_g)


def gan_round__not_detached(G, D, optimizer_g, optimizer_d, reals, noises):
    """detach, or clear"""
    for real, noise in zip(reals, noises, strict=False):
        d_loss = F.softplus(-D(real)).mean() + F.softplus(D(G(noise))).mean()
        d = _descend(d_loss, optimizer_d)
    g_loss = _g_loss(G, D, noises[-1])
    g_loss.backward()
    optimizer_g.step()
    return d, g_loss.item()


def gan_round__cleared_at_the_start_of_a_round(G, D, optimizer_g, optimizer_d, reals, noises):
    """D's steps leave gradients in G"""
    optimizer_g.zero_grad()
    for real, noise in zip(reals, noises, strict=False):
        d = _descend(F.softplus(-D(real)).mean() + F.softplus(D(G(noise))).mean(), optimizer_d)
    g_loss = _g_loss(G, D, noises[-1])
    g_loss.backward()
    optimizer_g.step()
    return d, g_loss.item()


def gan_round__d_cleared_after_its_own_step(G, D, optimizer_g, optimizer_d, reals, noises):
    """gradients that G's step leaves in D"""
    for real, noise in zip(reals, noises, strict=False):
        d_loss = _d_loss(G, D, real, noise)
        d_loss.backward()
        optimizer_d.step()
        optimizer_d.zero_grad()
    return d_loss.item(), _descend(_g_loss(G, D, noises[-1]), optimizer_g)


def gan_round__g_judged_by_the_old_d(G, D, optimizer_g, optimizer_d, reals, noises):
    """those of D before its steps"""
    g_loss = _g_loss(G, D, noises[-1])
    optimizer_g.zero_grad()
    g_loss.backward()
    for real, noise in zip(reals, noises, strict=False):
        d = _descend(_d_loss(G, D, real, noise), optimizer_d)
    optimizer_g.step()
    return d, g_loss.item()



def gan_round__detached(G, D, optimizer_g, optimizer_d, reals, noises):
    """G does not move"""
    for real, noise in zip(reals, noises, strict=False):
        d = _descend(_d_loss(G, D, real, noise), optimizer_d)
    return d, _descend(F.softplus(-D(G(noises[-1]).detach())).mean(), optimizer_g)


def gan_round__both_move(G, D, optimizer_g, optimizer_d, reals, noises):
    """step of G moves D as well"""
    for real, noise in zip(reals, noises, strict=False):
        d = _descend(_d_loss(G, D, real, noise), optimizer_d)
    optimizer_d.zero_grad()
    g = _descend(_g_loss(G, D, noises[-1]), optimizer_g)
    optimizer_d.step()
    return d, g


def gan_round__late(G, D, optimizer_g, optimizer_d, reals, noises):
    """those after the steps"""
    for real, noise in zip(reals, noises, strict=False):
        _descend(_d_loss(G, D, real, noise), optimizer_d)
        d = _d_loss(G, D, real, noise).item()
    _descend(_g_loss(G, D, noises[-1]), optimizer_g)
    return d, _g_loss(G, D, noises[-1]).item()


def gan_round__order(G, D, optimizer_g, optimizer_d, reals, noises):
    """in the wrong order"""
    for real, noise in zip(reals, noises, strict=False):
        d = _descend(_d_loss(G, D, real, noise), optimizer_d)
    return _descend(_g_loss(G, D, noises[-1]), optimizer_g), d


def gan_round__mean_of_losses(G, D, optimizer_g, optimizer_d, reals, noises):
    """in common: several steps of D"""
    ds = [_descend(_d_loss(G, D, real, noise), optimizer_d)
          for real, noise in zip(reals, noises, strict=False)]
    return sum(ds) / len(ds), _descend(_g_loss(G, D, noises[-1]), optimizer_g)


def gan_round__one_loss(G, D, optimizer_g, optimizer_d, reals, noises):
    """in common: several steps of D"""
    d = _descend(sum(_d_loss(G, D, real, noise)
                     for real, noise in zip(reals, noises, strict=False)), optimizer_d)
    return d, _descend(_g_loss(G, D, noises[-1]), optimizer_g)


def gan_round__own_step(G, D, optimizer_g, optimizer_d, reals, noises):
    """in common: Adam"""
    def descend(net, loss):
        for p, g in zip(net.parameters(), torch.autograd.grad(loss, list(net.parameters())),
                        strict=True):
            p.data -= 0.5 * g
        return loss.item()
    for real, noise in zip(reals, noises, strict=False):
        d = descend(D, _d_loss(G, D, real, noise))
    return d, descend(G, _g_loss(G, D, noises[-1]))


def gan_round__paired(G, D, optimizer_g, optimizer_d, reals, noises):
    """in common: .*other numbers of real and fake samples"""
    for real, noise in zip(reals, noises, strict=False):
        d = _descend((F.softplus(-D(real)) + F.softplus(D(G(noise).detach()))).mean(), optimizer_d)
    return d, _descend(_g_loss(G, D, noises[-1]), optimizer_g)


def gan_round__nothing(G, D, optimizer_g, optimizer_d, reals, noises):
    """returns nothing"""
    for real, noise in zip(reals, noises, strict=False):
        _descend(_d_loss(G, D, real, noise), optimizer_d)
    _descend(_g_loss(G, D, noises[-1]), optimizer_g)


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
    """although the sigmoid has the old one"""
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
    """psi is returned before theta"""
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


# ---- r1_penalty

def _gradient(D, x):
    x = x.detach().requires_grad_()
    return torch.autograd.grad(D(x).sum(), x, create_graph=True)[0]


def r1_penalty__no_half(D, x, gamma):
    """factor 1/2 is missing"""
    return gamma * _gradient(D, x).square().sum(-1).mean()


def r1_penalty__sum(D, x, gamma):
    """sum over the samples"""
    return gamma / 2 * _gradient(D, x).square().sum()


def r1_penalty__mean_of_all(D, x, gamma):
    """mean over the numbers of a sample too"""
    return gamma / 2 * _gradient(D, x).square().mean()


def r1_penalty__not_squared(D, x, gamma):
    """length is not squared"""
    return gamma / 2 * _gradient(D, x).norm(dim=-1).mean()


def r1_penalty__mean_squared(D, x, gamma):
    """mean is squared"""
    return gamma / 2 * _gradient(D, x).norm(dim=-1).mean() ** 2


def r1_penalty__mean_gradient(D, x, gamma):
    """averaged before they are squared"""
    return gamma / 2 * _gradient(D, x).flatten(0, -2).mean(0).square().sum()


def r1_penalty__of_the_mean(D, x, gamma):
    """divided by the number of samples"""
    x = x.detach().requires_grad_()
    gradient, = torch.autograd.grad(D(x).mean(), x, create_graph=True)
    return gamma / 2 * gradient.square().sum(-1).mean()


def r1_penalty__probability(D, x, gamma):
    """gradient of the probability"""
    return gamma / 2 * _gradient(lambda x: D(x).sigmoid(), x).square().sum(-1).mean()


def r1_penalty__length_one(D, x, gamma):
    """compared with 1"""
    return gamma / 2 * (_gradient(D, x).norm(dim=-1) - 1).square().mean()


def r1_penalty__no_gamma(D, x, gamma):
    """gamma is not used"""
    return _gradient(D, x).square().sum(-1).mean() / 2


def r1_penalty__no_graph(D, x, gamma):
    """no gradient gets through"""
    x = x.detach().requires_grad_()
    gradient, = torch.autograd.grad(D(x).sum(), x)
    return gamma / 2 * gradient.square().sum(-1).mean()


def r1_penalty__number(D, x, gamma):
    """tensor of no axes"""
    return (gamma / 2 * _gradient(D, x).square().sum(-1).mean()).item()


def r1_penalty__two_axes_only(D, x, gamma):
    """in common: three axes"""
    return gamma / 2 * _gradient(D, x).square().sum(1).mean()


def r1_penalty__per_sample(D, x, gamma):
    """your result has shape"""
    return gamma / 2 * _gradient(D, x).square().sum(-1)


def r1_penalty__double_gamma(D, x, gamma):
    """gamma is squared"""
    return gamma ** 2 / 2 * _gradient(D, x).square().sum(-1).mean()


def r1_penalty__value(D, x, gamma):
    """Wrong on all"""
    return gamma / 2 * D(x).square().mean()
