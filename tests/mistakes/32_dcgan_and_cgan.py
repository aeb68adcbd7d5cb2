"""Wrong answers to lesson 32. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F
from torch import nn


def upconv_size__forwards(size, kernel, stride=1, padding=0, output_padding=0):
    """ordinary convolution"""
    return (size + 2 * padding - kernel) // stride + 1


def upconv_size__a_gap_too_many(size, kernel, stride=1, padding=0, output_padding=0):
    """behind the last stamp"""
    return size * stride - 2 * padding + kernel + output_padding


def upconv_size__padding_added(size, kernel, stride=1, padding=0, output_padding=0):
    """smaller"""
    return (size - 1) * stride + 2 * padding + kernel + output_padding


def upconv_size__padding_once(size, kernel, stride=1, padding=0, output_padding=0):
    """from both sides"""
    return (size - 1) * stride - padding + kernel + output_padding


def upconv_size__no_output_padding(size, kernel, stride=1, padding=0, output_padding=0):
    """output_padding is missing"""
    return (size - 1) * stride - 2 * padding + kernel


def upconv_size__times_stride(size, kernel, stride=1, padding=0, output_padding=0):
    """upconv_size"""
    return size * stride


def _start(maps_in, maps):
    return nn.ConvTranspose2d(maps_in, maps, 4)


def _rise(maps_in, maps):
    return nn.ConvTranspose2d(maps_in, maps, 4, stride=2, padding=1)


def _net(step, end, maps_in, maps, colours, start=_start, rise=_rise, norm=nn.BatchNorm2d,
         act=nn.ReLU, out=nn.Tanh):
    layers = [start(maps_in, maps[0])]
    for k, (a, b) in enumerate(zip(maps, [*maps[1:], colours], strict=True)):
        layers += step(k, norm(a), act(), rise(a, b))
    return nn.Sequential(*layers, *end(norm, act, out, colours))


def generator__norm_at_the_end(*a, **parts):
    """rule 2 leaves it out"""
    return _net(lambda k, *layers: layers, lambda norm, act, out, colours: [norm(colours), out()],
                *a, **parts)


def generator__act_first(*a, **parts):
    """first norm, then act"""
    return _net(lambda k, norm, act, rise: [act, norm, rise],
                lambda norm, act, out, colours: [out()], *a, **parts)


def generator__no_norm(*a, **parts):
    """there is no norm"""
    return _net(lambda k, norm, act, rise: [act, rise], lambda norm, act, out, colours: [out()],
                *a, **parts)


def generator__no_out(*a, **parts):
    """out is missing"""
    return _net(lambda k, *layers: layers, lambda norm, act, out, colours: [], *a, **parts)


def generator__act_at_the_end(*a, **parts):
    """only out belongs there"""
    return _net(lambda k, *layers: layers, lambda norm, act, out, colours: [act(), out()], *a,
                **parts)


def generator__bare_start(*a, **parts):
    """behind start"""
    return _net(lambda k, norm, act, rise: [norm, act, rise] if k else [rise],
                lambda norm, act, out, colours: [out()], *a, **parts)


def generator__one_rise_too_few(maps_in, maps, colours, **parts):
    """shape"""
    return _net(lambda k, *layers: layers, lambda norm, act, out, colours: [out()], maps_in,
                maps[:-1], maps[-1], **parts)


def generator__parts_ignored(maps_in, maps, colours, start=_start, rise=_rise, norm=None, act=None,
                             out=None):
    """other parts"""
    return _net(lambda k, *layers: layers, lambda norm, act, out, colours: [out()], maps_in, maps,
                colours, start, rise)


def _planes(x, labels, classes):
    return F.one_hot(labels, classes).to(x.dtype)[:, :, None, None].expand(-1, -1, *x.shape[2:])


def with_label__in_front(x, labels, classes):
    """belong behind"""
    return torch.cat([_planes(x, labels, classes), x], 1)


def with_label__number(x, labels, classes):
    """fill it with 1"""
    return torch.cat([x, _planes(x, labels, classes) * labels[:, None, None, None]], 1)


def with_label__from_the_end(x, labels, classes):
    """counts from the end"""
    return torch.cat([x, _planes(x, labels, classes).flip(1)], 1)


def with_label__inverted(x, labels, classes):
    """exchanged"""
    return torch.cat([x, 1 - _planes(x, labels, classes)], 1)


def with_label__one_pixel(x, labels, classes):
    """all of them"""
    planes = torch.zeros(len(x), classes, *x.shape[2:])
    planes[torch.arange(len(x)), labels, 0, 0] = 1
    return torch.cat([x, planes], 1)


def with_label__first_for_all(x, labels, classes):
    """first label"""
    return torch.cat([x, _planes(x, labels[:1], classes).expand(len(x), -1, -1, -1)], 1)


def with_label__one_plane(x, labels, classes):
    """shape"""
    return torch.cat([x, labels[:, None, None, None].expand(-1, 1, *x.shape[2:]).to(x.dtype)], 1)


def _parts(a, b, unbiased=True):
    a, b = a.double(), b.double()
    A, B = (torch.cov(v.T, correction=int(unbiased)) for v in (a, b))
    return (a.mean(0)
            - b.mean(0)).square().sum(), A, B, torch.linalg.eigvals(A @ B).real.clamp_min(
                0).sqrt().sum()


def frechet__no_means(a, b):
    """means are missing"""
    _, A, B, root = _parts(a, b)
    return A.trace() + B.trace() - 2 * root


def frechet__only_means(a, b):
    """only the means"""
    return _parts(a, b)[0]


def frechet__root_once(a, b):
    """it counts twice"""
    apart, A, B, root = _parts(a, b)
    return apart + A.trace() + B.trace() - root


def frechet__biased(a, b):
    """by N - 1"""
    apart, A, B, root = _parts(a, b, unbiased=False)
    return apart + A.trace() + B.trace() - 2 * root


def frechet__not_squared(a, b):
    """wanted is its square"""
    apart, A, B, root = _parts(a, b)
    return (apart + A.trace() + B.trace() - 2 * root).sqrt()


def frechet__elementwise_root(a, b):
    """of the matrix"""
    apart, A, B, _ = _parts(a, b)
    return apart + A.trace() + B.trace() - 2 * (A @ B).diag().sqrt().nansum()


def frechet__diagonal_only(a, b):
    """the covariances count as well"""
    apart, A, B, _ = _parts(a, b)
    return apart + (A.diag().sqrt() - B.diag().sqrt()).square().sum()


def _angle(a, b):
    return torch.arccos((a @ b / (a.norm() * b.norm())).clamp(-1, 1))


def slerp__straight(a, b, share):
    """straight line"""
    return (1 - share) * a + share * b


def slerp__exchanged(a, b, share):
    """share 0 is a"""
    w = _angle(a, b)
    return (torch.sin(share * w) * a + torch.sin((1 - share) * w) * b) / torch.sin(w)


def slerp__degrees(a, b, share):
    """radians"""
    w = torch.rad2deg(_angle(a, b))
    return (torch.sin((1 - share) * w) * a + torch.sin(share * w) * b) / torch.sin(w)


def slerp__lengths_forgotten(a, b, share):
    """both lengths"""
    w = torch.arccos((a @ b).clamp(-0.999, 0.999))
    return (torch.sin((1 - share) * w) * a + torch.sin(share * w) * b) / torch.sin(w)


def slerp__not_divided(a, b, share):
    """division by sin"""
    w = _angle(a, b)
    return torch.sin((1 - share) * w) * a + torch.sin(share * w) * b


def slerp__unit_length(a, b, share):
    """slerp"""
    w = _angle(a, b)
    return (torch.sin((1 - share) * w) * a / a.norm() + torch.sin(share * w) * b
            / b.norm()) / torch.sin(w)


def upconv_size__both_ends(size, kernel, stride=1, padding=0, output_padding=0):
    """at one end only"""
    return (size - 1) * stride - 2 * padding + kernel + 2 * output_padding


def generator__norm_behind(maps_in, maps, colours, start=_start, rise=_rise, norm=nn.BatchNorm2d,
                           act=nn.ReLU, out=nn.Tanh):
    """not behind it"""
    layers = [start(maps_in, maps[0])]
    for a, b in zip(maps, [*maps[1:], colours]):
        layers += [rise(a, b), norm(b), act()]
    return nn.Sequential(*layers, out())


def with_label__numbers_everywhere(x, labels, classes):
    """only its own is filled"""
    planes = labels.view(-1, 1, 1, 1).expand(-1, classes, *x.shape[2:])
    return torch.cat([x, planes], 1)


def slerp__lengths_left(a, b, share):
    """knows nothing above 1"""
    w = torch.acos(a @ b)
    return torch.sin((1 - share) * w) / torch.sin(w) * a + torch.sin(share * w) / torch.sin(w) * b
