"""Wrong answers to lesson 34. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
import torch.nn.functional as F

from course_utils import captions


def _relation(a, b):
    right, down = b[0] - a[0], b[1] - a[1]
    if abs(right) > abs(down):
        return "left of" if right > 0 else "right of"
    return "above" if down > 0 else "below"


def relation__exchanged(a, b):
    """a and b are exchanged"""
    return _relation(b, a)


def relation__upwards(a, b):
    """y grows downwards"""
    return _relation((a[0], -a[1]), (b[0], -b[1]))


def relation__mirrored(a, b):
    """left and right are exchanged"""
    return _relation((-a[0], a[1]), (-b[0], b[1]))


def relation__x_first(a, b):
    """x decides even where"""
    if a[0] != b[0]:
        return "left of" if a[0] < b[0] else "right of"
    return "above" if a[1] < b[1] else "below"


def relation__y_first(a, b):
    """y decides even where"""
    if a[1] != b[1]:
        return "above" if a[1] < b[1] else "below"
    return "left of" if a[0] < b[0] else "right of"


def relation__tie_sideways(a, b):
    """above or below is wanted"""
    right, down = b[0] - a[0], b[1] - a[1]
    if abs(right) >= abs(down):
        return "left of" if right > 0 else "right of"
    return "above" if down > 0 else "below"


def relation__signs(a, b):
    """compare their sizes"""
    right, down = b[0] - a[0], b[1] - a[1]
    if right > down:
        return "left of" if right > 0 else "right of"
    return "above" if down > 0 else "below"


def relation__one_word(a, b):
    """two words each"""
    return _relation(a, b).split()[0]


def relation__x_and_y(a, b):
    """x and y are exchanged"""
    return _relation(a[::-1], b[::-1])


def relation__smaller_decides(a, b):
    """the smaller difference decides"""
    right, down = b[0] - a[0], b[1] - a[1]
    if abs(right) < abs(down):
        return "left of" if right > 0 else "right of"
    return "above" if down > 0 else "below"


def relation__rounded(a, b):
    """nearly equal in size"""
    return _relation((0, 0), (round(b[0] - a[0]), round(b[1] - a[1])))


def relation__clearly_more(a, b):
    """nearly equal in size"""
    right, down = b[0] - a[0], b[1] - a[1]
    if abs(right) > 2 * abs(down):
        return "left of" if right > 0 else "right of"
    return "above" if down > 0 else "below"


def _numbers(sentences, vocabulary, length=8, split=lambda s: s.lower().split(), unknown=1, fill=0):
    place = {word: k for k, word in enumerate(vocabulary)}
    rows = [[place.get(w, unknown) for w in split(s)][:length] for s in sentences]
    rows = [row + [fill] * (length - len(row)) for row in rows]
    return torch.tensor(rows, dtype=torch.int64).reshape(len(rows), length)


def word_numbers__unknown_zero(sentences, vocabulary, length=8):
    """an unknown word gets 0"""
    return _numbers(sentences, vocabulary, length, unknown=0)


def word_numbers__unknown_left_out(sentences, vocabulary, length=8):
    """an unknown word is left out"""
    return _numbers(sentences, vocabulary, length,
                    lambda s: [w for w in s.lower().split() if w in vocabulary])


def word_numbers__capitals(sentences, vocabulary, length=8):
    """capital letters are not turned"""
    return _numbers(sentences, vocabulary, length, str.split)


def word_numbers__filled_with_one(sentences, vocabulary, length=8):
    """rows are filled with 1"""
    return _numbers(sentences, vocabulary, length, fill=1)


def word_numbers__zeros_first(sentences, vocabulary, length=8):
    """the zeros stand before the sentence"""
    rows = [[vocabulary.index(w) if w in vocabulary else 1 for w in s.lower().split()][:length]
            for s in sentences]
    return torch.tensor([[0] * (length - len(row)) + row for row in rows],
                        dtype=torch.int64).reshape(len(rows), length)


def word_numbers__from_one(sentences, vocabulary, length=8):
    """one too large"""
    place = {word: k + 1 for k, word in enumerate(vocabulary)}
    rows = [[place.get(w, 1) for w in s.lower().split()][:length] for s in sentences]
    return torch.tensor([row + [0] * (length - len(row)) for row in rows],
                        dtype=torch.int64).reshape(len(rows), length)


def word_numbers__blanks(sentences, vocabulary, length=8):
    """two blanks make an empty word"""
    return _numbers(sentences, vocabulary, length, lambda s: s.lower().split(" "))


def word_numbers__last_words(sentences, vocabulary, length=8):
    """loses its first words"""
    return _numbers(sentences, vocabulary, length, lambda s: s.lower().split()[-length:])


def word_numbers__always_eight(sentences, vocabulary, length=8):
    """the length is always 8"""
    return _numbers(sentences, vocabulary)


def word_numbers__float(sentences, vocabulary, length=8):
    """int64|dtype"""
    return _numbers(sentences, vocabulary, length).float()


def word_numbers__from_minus_one(sentences, vocabulary, length=8):
    """one too small"""
    place = {word: k for k, word in enumerate(vocabulary[1:])}
    rows = [[place.get(w, 1) for w in s.lower().split()][:length] for s in sentences]
    return torch.tensor([row + [0] * (length - len(row)) for row in rows],
                        dtype=torch.int64).reshape(len(rows), length)


def word_numbers__vocabulary_of_the_lesson(sentences, vocabulary, length=8):
    """the vocabulary is an argument"""
    return _numbers(sentences, captions.VOCABULARY, length)


def word_numbers__no_sentences(sentences, vocabulary, length=8):
    """no sentences"""
    return torch.stack([_numbers([s], vocabulary, length)[0] for s in sentences])


def conditioned__variance(mu, logvar, epsilon):
    """multiplied by the variance"""
    return mu + logvar.exp() * epsilon


def conditioned__logarithm(mu, logvar, epsilon):
    """multiplied by the logarithm of the variance"""
    return mu + logvar * epsilon


def conditioned__root_of_logarithm(mu, logvar, epsilon):
    """the root is taken of the logarithm"""
    return mu + logvar.abs().sqrt() * epsilon


def conditioned__half_variance(mu, logvar, epsilon):
    """half the variance"""
    return mu + 0.5 * logvar.exp() * epsilon


def conditioned__inverse(mu, logvar, epsilon):
    """the sign of the exponent"""
    return mu + (-0.5 * logvar).exp() * epsilon


def conditioned__no_mean(mu, logvar, epsilon):
    """the mean is missing"""
    return (0.5 * logvar).exp() * epsilon


def conditioned__mean_alone(mu, logvar, epsilon):
    """nothing random"""
    return mu + 0 * logvar * epsilon


def conditioned__subtracted(mu, logvar, epsilon):
    """epsilon is subtracted"""
    return mu - (0.5 * logvar).exp() * epsilon


def conditioned__root_of_negative(mu, logvar, epsilon):
    """which may be negative"""
    return mu + logvar.sqrt() * epsilon


def conditioned__doubled(mu, logvar, epsilon):
    """the logarithm is doubled"""
    return mu + (2 * logvar).exp() * epsilon


def conditioned__mean_scaled(mu, logvar, epsilon):
    """the mean is multiplied"""
    return (mu + epsilon) * (0.5 * logvar).exp()


def conditioned__noise_of_its_own(mu, logvar, epsilon):
    """noise is drawn anew"""
    return mu + (0.5 * logvar).exp() * torch.randn_like(mu)


def conditioned__clamped(mu, logvar, epsilon):
    """large variance"""
    return mu + (0.5 * logvar.clamp(-10, 10)).exp() * epsilon


def conditioned__no_gradient(mu, logvar, epsilon):
    """gradient"""
    return mu + (0.5 * logvar.detach()).exp() * epsilon


def divergence__no_half(mu, logvar):
    """the factor 1/2 is missing"""
    return (mu ** 2 + logvar.exp() - 1 - logvar).sum(1).mean()


def divergence__sign(mu, logvar):
    """the sign is wrong"""
    return 0.5 * (1 + logvar - mu ** 2 - logvar.exp()).sum(1).mean()


def divergence__mean_over_all(mu, logvar):
    """the mean over all numbers"""
    return 0.5 * (mu ** 2 + logvar.exp() - 1 - logvar).mean()


def divergence__sum_over_all(mu, logvar):
    """the sum over the batch"""
    return 0.5 * (mu ** 2 + logvar.exp() - 1 - logvar).sum()


def divergence__no_one(mu, logvar):
    """the 1 is missing"""
    return 0.5 * (mu ** 2 + logvar.exp() - logvar).sum(1).mean()


def divergence__deviation(mu, logvar):
    """the standard deviation stands"""
    return 0.5 * (mu ** 2 + (0.5 * logvar).exp() - 1 - logvar).sum(1).mean()


def divergence__no_logarithm(mu, logvar):
    """the logarithm is missing"""
    return 0.5 * (mu ** 2 + logvar.exp() - 1).sum(1).mean()


def divergence__no_means(mu, logvar):
    """the means are missing"""
    return 0.5 * (logvar.exp() - 1 - logvar).sum(1).mean()


def divergence__turned(mu, logvar):
    """N\\(0, I\\) from the other"""
    return 0.5 * ((mu ** 2 + 1) / logvar.exp() - 1 + logvar).sum(1).mean()


def divergence__sum_and_mean_exchanged(mu, logvar):
    """wanted is the reverse"""
    return 0.5 * (mu ** 2 + logvar.exp() - 1 - logvar).sum(0).mean()


def divergence__variance_squared(mu, logvar):
    """the variance is squared"""
    return 0.5 * (mu ** 2 + logvar.exp() ** 2 - 1 - logvar).sum(1).mean()


def divergence__logarithm_of_sigma(mu, logvar):
    """taken for the standard deviation"""
    sigma = logvar.exp()
    return 0.5 * (mu ** 2 + sigma ** 2 - 1 - (sigma ** 2).log()).sum(1).mean()


def divergence__plus_one(mu, logvar):
    """1 is added"""
    return 0.5 * (mu ** 2 + logvar.exp() + 1 - logvar).sum(1).mean()


def divergence__plus_logarithm(mu, logvar):
    """the logarithm is added"""
    return 0.5 * (mu ** 2 + logvar.exp() - 1 + logvar).sum(1).mean()


def divergence__little_added(mu, logvar):
    """tiny variance"""
    variance = logvar.exp()
    return 0.5 * (mu ** 2 + variance - 1 - (variance + 1e-8).log()).sum(1).mean()


def divergence__of_each(mu, logvar):
    """shape"""
    return 0.5 * (mu ** 2 + logvar.exp() - 1 - logvar).sum(1)


def joined__in_front(maps, vectors):
    """before the maps"""
    planes = vectors[:, :, None, None].expand(-1, -1, *maps.shape[2:]).to(maps.dtype)
    return torch.cat([planes, maps], 1)


def joined__reshaped(maps, vectors):
    """spread over the places"""
    n, _, h, w = maps.shape
    planes = vectors.repeat(1, h * w).reshape(n, vectors.shape[1], h, w).to(maps.dtype)
    return torch.cat([maps, planes], 1)


def joined__viewed(maps, vectors):
    """spread over the places"""
    n, _, h, w = maps.shape
    return torch.cat([maps, vectors.repeat(1, h * w).view(n, -1, h, w).to(maps.dtype)], 1)


def joined__own_dtype(maps, vectors):
    """maps in half precision"""
    return torch.cat([maps, vectors[:, :, None, None].expand(-1, -1, *maps.shape[2:])], 1)


def joined__corner(maps, vectors):
    """at one place alone"""
    planes = maps.new_zeros(len(maps), vectors.shape[1], *maps.shape[2:])
    planes[:, :, :1, :1] = vectors[:, :, None, None].to(maps.dtype)
    return torch.cat([maps, planes], 1)


def joined__shared_out(maps, vectors):
    """shared out over the places"""
    planes = vectors[:, :, None, None].expand(-1, -1, *maps.shape[2:])
    planes = (planes / (maps.shape[2] * maps.shape[3])).to(maps.dtype)
    return torch.cat([maps, planes], 1)


def joined__first_one(maps, vectors):
    """the vector of the first one"""
    planes = vectors[:1, :, None, None].expand(len(maps), -1, *maps.shape[2:]).to(maps.dtype)
    return torch.cat([maps, planes], 1)


def joined__opposite(maps, vectors):
    """in the opposite order"""
    planes = vectors.flip(1)[:, :, None, None].expand(-1, -1, *maps.shape[2:]).to(maps.dtype)
    return torch.cat([maps, planes], 1)


def joined__planes_alone(maps, vectors):
    """the maps are missing"""
    return vectors[:, :, None, None].expand(-1, -1, *maps.shape[2:]).to(maps.dtype)


def joined__rows_and_columns(maps, vectors):
    """not square"""
    planes = vectors[:, :, None, None].expand(-1, -1, maps.shape[3], maps.shape[2])
    return torch.cat([maps, planes.to(maps.dtype)], 1)


def joined__no_gradient(maps, vectors):
    """gradient"""
    planes = vectors.detach()[:, :, None, None].expand(-1, -1, *maps.shape[2:])
    return torch.cat([maps, planes.to(maps.dtype)], 1)


def matching_loss__no_half(right, drawn, wrong):
    """the factor 1/2 is missing"""
    return F.softplus(-right).mean() + F.softplus(drawn).mean() + F.softplus(wrong).mean()


def matching_loss__no_wrong(right, drawn, wrong):
    """the wrong captions are missing"""
    return F.softplus(-right).mean() + 0.5 * F.softplus(drawn).mean()


def matching_loss__no_wrong_no_half(right, drawn, wrong):
    """are missing, and so is the factor 1/2"""
    return F.softplus(-right).mean() + F.softplus(drawn).mean()


def matching_loss__no_parentheses(right, drawn, wrong):
    """the wrong captions lack the factor 1/2"""
    return F.softplus(-right).mean() + 0.5 * F.softplus(drawn).mean() + F.softplus(wrong).mean()


def matching_loss__clamped(right, drawn, wrong):
    """large"""
    right, drawn, wrong = (logits.clamp(-30, 30) for logits in (right, drawn, wrong))
    return F.softplus(-right).mean() + 0.5 * (F.softplus(drawn).mean() + F.softplus(wrong).mean())


def matching_loss__wrong_accepted(right, drawn, wrong):
    """here they are accepted"""
    return F.softplus(-right).mean() + 0.5 * (F.softplus(drawn).mean() + F.softplus(-wrong).mean())


def matching_loss__signs(right, drawn, wrong):
    """the signs of all logits"""
    return F.softplus(right).mean() + 0.5 * (F.softplus(-drawn).mean() + F.softplus(-wrong).mean())


def matching_loss__sum(right, drawn, wrong):
    """the sum over the batch"""
    return F.softplus(-right).sum() + 0.5 * (F.softplus(drawn).sum() + F.softplus(wrong).sum())


def matching_loss__thirds(right, drawn, wrong):
    """weight 1/3"""
    return (F.softplus(-right).mean() + F.softplus(drawn).mean() + F.softplus(wrong).mean()) / 3


def matching_loss__overflow(right, drawn, wrong):
    """use softplus"""
    return -right.sigmoid().log().mean() - 0.5 * ((1 - drawn.sigmoid()).log().mean()
                                                  + (1 - wrong.sigmoid()).log().mean())


def matching_loss__maximised(right, drawn, wrong):
    """D minimises it"""
    return F.logsigmoid(right).mean() + 0.5 * (F.logsigmoid(-drawn).mean()
                                               + F.logsigmoid(-wrong).mean())


def matching_loss__sigmoid_twice(right, drawn, wrong):
    """a sigmoid is taken before"""
    right, drawn, wrong = right.sigmoid(), drawn.sigmoid(), wrong.sigmoid()
    return F.softplus(-right).mean() + 0.5 * (F.softplus(drawn).mean() + F.softplus(wrong).mean())
