"""Wrong answers to lesson 32. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F
from torch import nn


def missing_pixels__size_behind(size, kernel, stride=1, padding=0):
    """this is the side behind the convolution"""
    return (size + 2 * padding - kernel) // stride + 1


def missing_pixels__size_back(size, kernel, stride=1, padding=0):
    """this is the side behind the transposed convolution"""
    there = (size + 2 * padding - kernel) // stride + 1
    return (there - 1) * stride - 2 * padding + kernel


def missing_pixels__steps(size, kernel, stride=1, padding=0):
    """this is the number of steps"""
    return (size + 2 * padding - kernel) // stride


def missing_pixels__too_many(size, kernel, stride=1, padding=0):
    """the sign is wrong"""
    return -((size + 2 * padding - kernel) % stride)


def missing_pixels__no_padding(size, kernel, stride=1, padding=0):
    """the padding is missing"""
    return (size - kernel) % stride


def missing_pixels__padding_once(size, kernel, stride=1, padding=0):
    """the padding counts once"""
    return (size + padding - kernel) % stride


def missing_pixels__padding_cut(size, kernel, stride=1, padding=0):
    """the padding is subtracted"""
    return (size - 2 * padding - kernel) % stride


def missing_pixels__no_kernel(size, kernel, stride=1, padding=0):
    """the kernel is left out"""
    return (size + 2 * padding) % stride


def missing_pixels__of_the_size(size, kernel, stride=1, padding=0):
    """left of the size alone"""
    return size % stride


def missing_pixels__a_step_more(size, kernel, stride=1, padding=0):
    """the last window is counted as a step"""
    return (size + 2 * padding - kernel + 1) % stride


def missing_pixels__stride_less_one(size, kernel, stride=1, padding=0):
    """only where the steps fit worst"""
    return stride - 1


def missing_pixels__never(size, kernel, stride=1, padding=0):
    """the result is all zeros"""
    return 0


def missing_pixels__to_the_next_window(size, kernel, stride=1, padding=0):
    """what one more window would need"""
    return -(size + 2 * padding - kernel) % stride


def missing_pixels__for_stride_two(size, kernel, stride=1, padding=0):
    """Wrong on: .*large stride"""
    return (size + 2 * padding - kernel) % 2 if stride > 1 else 0


def missing_pixels__a_fraction(size, kernel, stride=1, padding=0):
    """a whole number"""
    return (size + 2 * padding - kernel) / stride % 1 * stride


def missing_pixels__by_layers(size, kernel, stride=1, padding=0):
    """to be done without it"""
    x = nn.Conv2d(1, 1, kernel, stride, padding)(torch.zeros(1, 1, size, size))
    return size - nn.ConvTranspose2d(1, 1, kernel, stride, padding)(x).shape[-1]


def missing_pixels__by_a_function(size, kernel, stride=1, padding=0):
    """to be done without it"""
    x, w = torch.zeros(1, 1, size, size), torch.zeros(1, 1, kernel, kernel)
    x = F.conv_transpose2d(F.conv2d(x, w, None, stride, padding), w, None, stride, padding)
    return size - x.shape[-1]


def _start(maps_in, maps):
    return nn.ConvTranspose2d(maps_in, maps, 4)


def _rise(maps_in, maps):
    return nn.ConvTranspose2d(maps_in, maps, 4, stride=2, padding=1)


def _net(maps_in, maps, colours, start=_start, rise=_rise, norm=nn.BatchNorm2d, act=nn.ReLU,
         out=nn.Tanh, *, step=lambda k, norm, act, rise: [norm, act, rise],
         end=lambda norm, act, out, colours: [out()], of=lambda k, a, b: a):
    """The generator, with a fault where an argument by name puts one."""
    layers = [start(maps_in, maps[0])]
    for k, (a, b) in enumerate(zip(maps, [*maps[1:], colours], strict=True)):
        layers += step(k, norm(of(k, a, b)), act(), rise(a, b))
    return nn.Sequential(*layers, *end(norm, act, out, colours))


def generator__norm_at_the_end(*given):
    """rule 2 leaves it out"""
    return _net(*given, end=lambda norm, act, out, colours: [norm(colours), out()])


def generator__act_first(*given):
    """first norm, then act"""
    return _net(*given, step=lambda k, norm, act, rise: [act, norm, rise])


def generator__no_norm(*given):
    """there is no norm"""
    return _net(*given, step=lambda k, norm, act, rise: [act, rise])


def generator__no_act(*given):
    """there is no act"""
    return _net(*given, step=lambda k, norm, act, rise: [norm, rise])


def generator__no_out(*given):
    """out is missing"""
    return _net(*given, end=lambda norm, act, out, colours: [])


def generator__act_at_the_end(*given):
    """only out belongs, and no act"""
    return _net(*given, end=lambda norm, act, out, colours: [act(), out()])


def generator__bare_start(*given):
    """behind start"""
    return _net(*given, step=lambda k, norm, act, rise: [norm, act, rise] if k else [rise])


def generator__start_without_norm(*given):
    """behind start there is no norm\\."""
    return _net(*given, step=lambda k, norm, act, rise: [norm, act, rise] if k else [act, rise])


def generator__start_without_act(*given):
    """behind start there is no act"""
    return _net(*given, step=lambda k, norm, act, rise: [norm, act, rise] if k else [norm, rise])


def generator__out_behind_each(*given):
    """out stands behind each rise"""
    return _net(*given, step=lambda k, norm, act, rise: [norm, act, rise, given[7]() if len(given)
                                                         > 7 else nn.Tanh()],
                end=lambda norm, act, out, colours: [])


def generator__convolution_at_the_end(maps_in, maps, colours, start=_start, rise=_rise,
                                      norm=nn.BatchNorm2d, act=nn.ReLU, out=nn.Tanh):
    """a convolution makes the colours"""
    layers = [start(maps_in, maps[0])]
    for a, b in zip(maps, maps[1:], strict=False):
        layers += [norm(a), act(), rise(a, b)]
    last = nn.Conv2d(maps[-1], colours, 3, padding=1)
    return nn.Sequential(*layers, norm(maps[-1]), act(), last, out())



def generator__norm_behind(maps_in, maps, colours, start=_start, rise=_rise, norm=nn.BatchNorm2d,
                           act=nn.ReLU, out=nn.Tanh):
    """not behind it"""
    layers = [start(maps_in, maps[0])]
    for a, b in zip(maps, [*maps[1:], colours], strict=True):
        layers += [rise(a, b), norm(b), act()]
    return nn.Sequential(*layers, out())


def generator__norm_of_the_next(*given):
    """norm is told the number of maps behind rise"""
    return _net(*given, of=lambda k, a, b: b)


def generator__norm_of_the_first(maps_in, maps, *given):
    """Right on: one doubling; equal maps"""
    return _net(maps_in, maps, *given, of=lambda k, a, b: maps[0])


def generator__last_rise_missing(maps_in, maps, colours, start=_start, rise=_rise,
                                 norm=nn.BatchNorm2d, act=nn.ReLU, out=nn.Tanh):
    """the last rise, to colours, is missing"""
    layers = [start(maps_in, maps[0])]
    for a, b in zip(maps, maps[1:], strict=False):
        layers += [norm(a), act(), rise(a, b)]
    return nn.Sequential(*layers, out())


def generator__reversed(maps_in, maps, *given):
    """from the last to the first"""
    return _net(maps_in, maps[::-1], *given)


def generator__start_ignored(maps_in, maps, colours, start=_start, *given):
    """in common: another start"""
    return _net(maps_in, maps, colours, _start, *given)


def generator__rise_ignored(maps_in, maps, colours, start=_start, rise=_rise, *given):
    """in common: another rise"""
    return _net(maps_in, maps, colours, start, _rise, *given)


def generator__norm_ignored(maps_in, maps, colours, start=_start, rise=_rise, norm=None, *given):
    """in common: another norm"""
    return _net(maps_in, maps, colours, start, rise, nn.BatchNorm2d, *given)


def generator__act_ignored(maps_in, maps, colours, start=_start, rise=_rise, norm=nn.BatchNorm2d,
                           act=None, out=nn.Tanh):
    """in common: another act"""
    return _net(maps_in, maps, colours, start, rise, norm, nn.ReLU, out)


def generator__out_ignored(maps_in, maps, colours, start=_start, rise=_rise, norm=nn.BatchNorm2d,
                           act=nn.ReLU, out=None):
    """in common: another out"""
    return _net(maps_in, maps, colours, start, rise, norm, act)


def generator__start_and_rise_ignored(maps_in, maps, colours, start=_start, rise=_rise, *given):
    """in common: another start"""
    return _net(maps_in, maps, colours, _start, _rise, *given)


def generator__tanh_before_out(*given):
    """Wrong on all"""
    return _net(*given, end=lambda norm, act, out, colours: [nn.Tanh(), out()])


def generator__two_doublings(maps_in, maps, colours, start=_start, rise=_rise,
                             norm=nn.BatchNorm2d, act=nn.ReLU, out=nn.Tanh):
    """Wrong on: one doubling; equal maps; four doublings"""
    a, b = maps[0], maps[-1]
    return nn.Sequential(start(maps_in, a), norm(a), act(), rise(a, b), norm(b), act(),
                         rise(b, colours), out())


def generator__for_lists(maps_in, maps, colours, *given):
    """in common: a tuple of maps"""
    ends = maps[1:] + [colours]
    return _net(maps_in, [*maps[:1], *ends[:-1]], colours, *given)


def generator__for_tuples(maps_in, maps, colours, *given):
    """Right on: a tuple of maps"""
    ends = maps[1:] + (colours,)
    return _net(maps_in, [*maps[:1], *ends[:-1]], colours, *given)


def generator__list_changed(maps_in, maps, colours, *given):
    """change a list that belongs to the caller"""
    before = list(maps)
    if isinstance(maps, list):
        maps.append(colours)
    return _net(maps_in, before, colours, *given)


def generator__one_norm_for_equal_maps(maps_in, maps, colours, start=_start, rise=_rise,
                                       norm=nn.BatchNorm2d, act=nn.ReLU, out=nn.Tanh):
    """in common: equal maps"""
    norms = {a: norm(a) for a in maps}
    return _net(maps_in, maps, colours, start, rise, lambda a: norms[a], act, out)


def generator__one_act(maps_in, maps, colours, start=_start, rise=_rise, norm=nn.BatchNorm2d,
                       act=nn.ReLU, out=nn.Tanh):
    """in common: another act"""
    same = act()
    return _net(maps_in, maps, colours, start, rise, norm, lambda: same, out)


def generator__dropout(*given):
    """right in eval mode; in training mode"""
    return _net(*given, step=lambda k, norm, act, rise: [norm, act, nn.Dropout(0.2), rise])


def generator__no_brackets(maps_in, maps, colours, start=_start, rise=_rise, norm=nn.BatchNorm2d,
                           act=nn.ReLU, out=nn.Tanh):
    """is not a Module subclass"""
    layers = [start(maps_in, maps[0])]
    for a, b in zip(maps, [*maps[1:], colours], strict=True):
        layers += [norm(a), act, rise(a, b)]
    return nn.Sequential(*layers, out)


def generator__a_list(*given):
    """must be a torch.nn.Module"""
    return list(_net(*given))


def generator__picture(*given):
    """must be a torch.nn.Module"""
    return _net(*given)(torch.zeros(2, given[0], 1, 1))


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


def with_label__from_one(x, labels, classes):
    """the first label is 0, not 1"""
    return torch.cat([x, _planes(x, (labels - 1) % classes, classes)], 1)


def with_label__one_more(x, labels, classes):
    """1 is added to the label"""
    return torch.cat([x, _planes(x, (labels + 1) % classes, classes)], 1)


def with_label__single_precision(x, labels, classes):
    """in common: half precision"""
    return torch.cat([x, _planes(x, labels, classes).float()], 1)



def with_label__inverted(x, labels, classes):
    """exchanged"""
    return torch.cat([x, 1 - _planes(x, labels, classes)], 1)


def with_label__one_pixel(x, labels, classes):
    """all of them"""
    planes = torch.zeros(len(x), classes, *x.shape[2:])
    planes[torch.arange(len(x)), labels, 0, 0] = 1
    return torch.cat([x, planes], 1)


def with_label__first_for_all(x, labels, classes):
    """planes of the first label"""
    return torch.cat([x, _planes(x, labels[:1], classes).expand(len(x), -1, -1, -1)], 1)


def with_label__one_plane(x, labels, classes):
    """one for each class"""
    return torch.cat([x, labels[:, None, None, None].expand(-1, 1, *x.shape[2:]).to(x.dtype)], 1)


def with_label__numbers_everywhere(x, labels, classes):
    """only its own is filled"""
    planes = labels.view(-1, 1, 1, 1).expand(-1, classes, *x.shape[2:])
    return torch.cat([x, planes], 1)


def with_label__classes_counted(x, labels, classes):
    """in common: the last label absent"""
    return torch.cat([x, _planes(x, labels, int(labels.max()) + 1)], 1)


def with_label__square(x, labels, classes):
    """in common: not square"""
    planes = F.one_hot(labels, classes).to(x.dtype)[:, :, None, None]
    return torch.cat([x, planes.expand(-1, -1, x.shape[2], x.shape[2])], 1)


def with_label__turned(x, labels, classes):
    """in common: not square"""
    return torch.cat([x, _planes(x.mT, labels, classes)], 1)


def with_label__planes_only(x, labels, classes):
    """the maps of x are missing"""
    return _planes(x, labels, classes)


def with_label__not_spread(x, labels, classes):
    """Right on: noise of one pixel"""
    return torch.cat([x, F.one_hot(labels, classes).to(x.dtype)[:, :, None, None]], 1)


def with_label__all_labels_for_all(x, labels, classes):
    """Right on: one picture; equal labels"""
    planes = torch.zeros(len(x), classes, *x.shape[2:])
    planes[:, labels] = 1
    return torch.cat([x, planes], 1)


def with_label__without_gradient(x, labels, classes):
    """no gradient gets through"""
    return torch.cat([x.detach(), _planes(x, labels, classes)], 1)


def with_label__through_numpy(x, labels, classes):
    """no gradient gets through"""
    planes = _planes(x, labels, classes)
    return torch.from_numpy(torch.cat([x, planes], 1).detach().numpy())


def with_label__added(x, labels, classes):
    """shape \\(3, 6, 1, 1\\), wanted is \\(3, 10"""
    return x + _planes(x, labels, classes).sum(1, keepdim=True)


def with_label__double(x, labels, classes):
    """dtype torch.float64, wanted is torch.float32"""
    return torch.cat([x, _planes(x.double(), labels, classes)], 1)


def with_label__batches_joined(x, labels, classes):
    """Wrong on all"""
    pixels = x.permute(1, 0, 2, 3), _planes(x, labels, classes).permute(1, 0, 2, 3)
    return torch.cat(pixels, 0)


def with_label__minus_one(x, labels, classes):
    """hold -1"""
    return torch.cat([x, 2 * _planes(x, labels, classes) - 1], 1)


def with_label__ten_classes(x, labels, classes):
    """Right on: ten classes"""
    return torch.cat([x, _planes(x, labels, 10)], 1)


def _parts(a, b, unbiased=True):
    """Squared distance of the means, both covariances, trace of the root of their product."""
    a, b = a.double(), b.double()
    A, B = (torch.cov(v.T, correction=int(unbiased)) for v in (a, b))
    apart = (a.mean(0) - b.mean(0)).square().sum()
    return apart, A, B, torch.linalg.eigvals(A @ B).real.clamp_min(0).sqrt().sum()


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
    return (apart + A.trace() + B.trace() - 2 * (A @ B).sqrt().trace())


def frechet__diagonal_only(a, b):
    """the covariances count as well"""
    apart, A, B, _ = _parts(a, b)
    return apart + (A.diag().sqrt() - B.diag().sqrt()).square().sum()


def frechet__no_root(a, b):
    """Wrong on all"""
    apart, A, B, _ = _parts(a, b)
    return apart + A.trace() + B.trace() - 2 * (A @ B).trace()


def frechet__root_of_the_trace(a, b):
    """root of the trace; wanted"""
    apart, A, B, _ = _parts(a, b)
    return apart + A.trace() + B.trace() - 2 * (A @ B).trace().sqrt()


def frechet__mean_not_squared(a, b):
    """in common: means apart"""
    _, A, B, root = _parts(a, b)
    return (a.double().mean(0) - b.double().mean(0)).norm() + A.trace() + B.trace() - 2 * root


def frechet__eigenvalues_of_each(a, b):
    """wide in other directions\\)(.|\\n)*Right on: means apart; widths apart; """
    apart, A, B, _ = _parts(a, b)
    roots = [torch.linalg.eigvalsh(M).clamp_min(0).sqrt() for M in (A, B)]
    return apart + (roots[0] - roots[1]).square().sum()


def frechet__roots_multiplied(a, b):
    """in common: both clouds correlated"""
    apart, A, B, _ = _parts(a, b)
    values = [torch.linalg.eigh(M) for M in (A, B)]
    halves = [V @ torch.diag(e.clamp_min(0).sqrt()) @ V.T for e, V in values]
    return apart + A.trace() + B.trace() - 2 * (halves[0] @ halves[1]).trace()


def frechet__symmetric_eigenvalues(a, b):
    """in common: both clouds correlated"""
    apart, A, B, _ = _parts(a, b)
    root = torch.linalg.eigvalsh(A @ B).clamp_min(0).sqrt().sum()
    return apart + A.trace() + B.trace() - 2 * root


def frechet__not_cut_off(a, b):
    """in common: fewer pictures than features"""
    apart, A, B, _ = _parts(a, b)
    return apart + A.trace() + B.trace() - 2 * torch.linalg.eigvals(A @ B).real.sqrt().sum()


def frechet__single_precision(a, b):
    """in common: double precision counts"""
    a, b = a.float(), b.float()
    A, B = a.T.cov(), b.T.cov()
    root = torch.linalg.eigvals(A @ B).real.clamp_min(0).sqrt().sum()
    return (a.mean(0) - b.mean(0)).square().sum() + A.trace() + B.trace() - 2 * root


def frechet__covariances_in_single_precision(a, b):
    """in common: .*covariances take double precision"""
    A, B = a.T.cov().double(), b.T.cov().double()
    root = torch.linalg.eigvals(A @ B).real.clamp_min(0).sqrt().sum()
    apart = a.double().mean(0) - b.double().mean(0)
    return apart.square().sum() + A.trace() + B.trace() - 2 * root



def frechet__complex(a, b):
    """complex; real numbers"""
    apart, A, B, _ = _parts(a, b)
    return apart + A.trace() + B.trace() - 2 * torch.linalg.eigvals(A @ B).sqrt().sum()


def frechet__not_centred(a, b):
    """taken about the mean"""
    apart = _parts(a, b)[0]
    a, b = a.double(), b.double()
    A, B = a.T @ a / (len(a) - 1), b.T @ b / (len(b) - 1)
    root = torch.linalg.eigvals(A @ B).real.clamp_min(0).sqrt().sum()
    return apart + A.trace() + B.trace() - 2 * root


def frechet__pictures_for_features(a, b):
    """each picture counts as a variable"""
    a, b = a.double(), b.double()
    A, B = a.cov(), b.cov()
    root = torch.linalg.eigvals(A @ B).real.clamp_min(0).sqrt().sum()
    return (a.mean(0) - b.mean(0)).square().sum() + A.trace() + B.trace() - 2 * root


def frechet__one_mean(a, b):
    """in common: means apart"""
    _, A, B, root = _parts(a, b)
    return (a.double().mean() - b.double().mean()).square() + A.trace() + B.trace() - 2 * root


def frechet__mean_of_squares(a, b):
    """in common: means apart"""
    _, A, B, root = _parts(a, b)
    apart = (a.double().mean(0) - b.double().mean(0)).square().mean()
    return apart + A.trace() + B.trace() - 2 * root


def frechet__a_number(a, b):
    """a tensor of no axes is wanted"""
    apart, A, B, root = _parts(a, b)
    return (apart + A.trace() + B.trace() - 2 * root).item()


def frechet__one_element(a, b):
    """shape \\(1,\\)"""
    apart, A, B, root = _parts(a, b)
    return (apart + A.trace() + B.trace() - 2 * root).view(1)


def frechet__centred_in_place(a, b):
    """change an input in place"""
    apart, A, B, root = _parts(a, b)
    a -= a.mean(0)
    return apart + A.trace() + B.trace() - 2 * root


def _end(maps, norm, *, n=256, act=lambda: nn.LeakyReLU(0.2), order="fnao", out=1):
    """The dense end, layers by letter."""
    layers = {"f": lambda: nn.Linear(16 * maps, n), "n": lambda: norm(n), "a": act,
              "o": lambda: nn.Linear(n, out)}
    return nn.Sequential(nn.Flatten(), *[layers[letter]() for letter in order])


def dense_end__no_norm(maps, norm=nn.BatchNorm1d):
    """which breaks rule 2 as well"""
    return _end(maps, norm, order="fao")


def dense_end__norm_behind(maps, norm=nn.BatchNorm1d):
    """behind the activation function"""
    return _end(maps, norm, order="fano")


def dense_end__relu(maps, norm=nn.BatchNorm1d):
    """breaks rule 5 as well"""
    return _end(maps, norm, act=nn.ReLU)


def dense_end__tanh(maps, norm=nn.BatchNorm1d):
    """Wrong on all"""
    return _end(maps, norm, act=nn.Tanh)


def dense_end__no_act(maps, norm=nn.BatchNorm1d):
    """there is no activation function"""
    return _end(maps, norm, order="fno")


def dense_end__default_slope(maps, norm=nn.BatchNorm1d):
    """0.01 by default"""
    return _end(maps, norm, act=nn.LeakyReLU)


def dense_end__normed_logits(maps, norm=nn.BatchNorm1d):
    """the logits are normalised too"""
    return nn.Sequential(_end(maps, norm), norm(1))


def dense_end__sigmoid(maps, norm=nn.BatchNorm1d):
    """wanted are logits"""
    return nn.Sequential(_end(maps, norm), nn.Sigmoid())


def dense_end__act_at_the_end(maps, norm=nn.BatchNorm1d):
    """the logits go through an activation function"""
    return nn.Sequential(_end(maps, norm), nn.LeakyReLU(0.2))


def dense_end__no_hidden_layer(maps, norm=nn.BatchNorm1d):
    """there is no hidden layer"""
    return nn.Sequential(nn.Flatten(), nn.Linear(16 * maps, 1))


def dense_end__two_hidden_layers(maps, norm=nn.BatchNorm1d):
    """a second hidden layer"""
    more = nn.Sequential(nn.Linear(256, 256), norm(256), nn.LeakyReLU(0.2), nn.Linear(256, 1))
    return nn.Sequential(_end(maps, norm, order="fna"), more)


def dense_end__fewer_units(maps, norm=nn.BatchNorm1d):
    """has 128 units"""
    return _end(maps, norm, n=128)


def dense_end__maps_normalised(maps, norm=nn.BatchNorm1d):
    """and the hidden units are not"""
    return nn.Sequential(nn.BatchNorm2d(maps), _end(maps, norm, order="fao"))


def dense_end__averaged(maps, norm=nn.BatchNorm1d):
    """pixels are averaged first"""
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(maps, 256), norm(256),
                         nn.LeakyReLU(0.2), nn.Linear(256, 1))


def dense_end__norm_ignored(maps, norm=nn.BatchNorm1d):
    """in common: another norm"""
    return _end(maps, nn.BatchNorm1d)


def dense_end__two_logits(maps, norm=nn.BatchNorm1d):
    """parameters; wanted are"""
    return _end(maps, norm, out=2)


def dense_end__dropout(maps, norm=nn.BatchNorm1d):
    """right in eval mode; in training mode"""
    return nn.Sequential(_end(maps, norm, order="fna"), nn.Dropout(0.3), nn.Linear(256, 1))


def dense_end__not_flat(maps, norm=nn.BatchNorm1d):
    """cannot be multiplied|must match|mat1 and mat2"""
    return nn.Sequential(nn.Linear(16 * maps, 256), norm(256), nn.LeakyReLU(0.2), nn.Linear(256, 1))


def _angle(a, b):
    return torch.arccos((a @ b / (a.norm() * b.norm())).clamp(-1, 1))


def _arc(a, b, share, w):
    return (torch.sin((1 - share) * w) * a + torch.sin(share * w) * b) / torch.sin(w)


def slerp__straight(a, b, share):
    """straight line"""
    return (1 - share) * a + share * b


def slerp__exchanged(a, b, share):
    """share 0 is a"""
    return _arc(b, a, share, _angle(a, b))


def slerp__degrees(a, b, share):
    """radians"""
    return _arc(a, b, share, torch.rad2deg(_angle(a, b)))


def slerp__clamped_product(a, b, share):
    """to clamp their product is not enough"""
    return _arc(a, b, share, torch.arccos((a @ b).clamp(-0.999, 0.999)))


def slerp__lengths_left(a, b, share):
    """knows nothing above 1"""
    return _arc(a, b, share, torch.acos(a @ b))


def slerp__one_length(a, b, share):
    """in common: lengths not 1"""
    return _arc(a, b, share, torch.acos((a @ b / a.norm()).clamp(-0.999, 0.999)))


def slerp__not_divided(a, b, share):
    """division by sin"""
    w = _angle(a, b)
    return torch.sin((1 - share) * w) * a + torch.sin(share * w) * b


def slerp__half_divided(a, b, share):
    """Right on: right angle; share 1"""
    w = _angle(a, b)
    return torch.sin((1 - share) * w) * a + torch.sin(share * w) * b / torch.sin(w)


def slerp__unit_length(a, b, share):
    """length 1 everywhere"""
    w = _angle(a, b)
    return _arc(a / a.norm(), b / b.norm(), share, w)


def slerp__lengths_by_themselves(a, b, share):
    """lengths are mixed apart"""
    w = _angle(a, b)
    length = (1 - share) * a.norm() + share * b.norm()
    return length * _arc(a / a.norm(), b / b.norm(), share, w)


def slerp__length_of_a(a, b, share):
    """in common: unequal lengths"""
    return a.norm() * _arc(a / a.norm(), b / b.norm(), share, _angle(a, b))


def slerp__line_pushed_out(a, b, share):
    """Right on: .*share 0; half way; share 1"""
    line = torch.lerp(a, b, share)
    return line / line.norm() * torch.lerp(a.norm(), b.norm(), share)


def slerp__sharp_angle(a, b, share):
    """in common: obtuse angle"""
    w = torch.arccos((a @ b).abs() / (a.norm() * b.norm()))
    return _arc(a, b, share, w)


def slerp__by_arcsin(a, b, share):
    """in common: obtuse angle"""
    w = torch.arcsin((1 - torch.cos(_angle(a, b)) ** 2).sqrt())
    return _arc(a, b, share, w)


def slerp__cosine_for_angle(a, b, share):
    """the cosine of the angle; take its arccos"""
    return _arc(a, b, share, a @ b / (a.norm() * b.norm()))


def slerp__cos_for_sin(a, b, share):
    """Wrong on all"""
    w = _angle(a, b)
    return torch.cos((1 - share) * w) * a + torch.cos(share * w) * b


def slerp__cos_throughout(a, b, share):
    """the cosine, and not the sine"""
    w = _angle(a, b)
    return (torch.cos((1 - share) * w) * a + torch.cos(share * w) * b) / torch.cos(w)


def slerp__by_the_number_of_elements(a, b, share):
    """by the number of elements"""
    return _arc(a, b, share, torch.arccos(a @ b / len(a)))


def slerp__share_off_the_angle(a, b, share):
    """share is subtracted from the angle"""
    w = _angle(a, b)
    return (torch.sin(w - share) * a + torch.sin(share * w) * b) / torch.sin(w)



def slerp__half_way(a, b, share):
    """Right on: half way"""
    return _arc(a, b, 0.5, _angle(a, b))


def slerp__both_shares(a, b, share):
    """Right on: half way"""
    w = _angle(a, b)
    return torch.sin(share * w) * (a + b) / torch.sin(w)


def slerp__double(a, b, share):
    """dtype torch.float64, wanted is torch.float32"""
    a, b = a.double(), b.double()
    return _arc(a, b, share, _angle(a, b))


def slerp__numpy(a, b, share):
    """NumPy array"""
    return _arc(a, b, share, _angle(a, b)).numpy()


def slerp__a_row(a, b, share):
    """shape \\(1, 2\\), wanted is \\(2,\\)"""
    return _arc(a, b, share, _angle(a, b))[None]


def slerp__in_place(a, b, share):
    """change an input in place"""
    w, first = _angle(a, b), a.clone()
    a /= a.norm()
    return _arc(first, b, share, w)
