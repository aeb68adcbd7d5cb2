"""Wrong answers to lesson 16. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import math

import torch
import torch.nn.functional as F
from torchvision.models.detection._utils import Matcher
from torchvision.models.detection.rpn import RegionProposalNetwork
from torchvision.ops import box_iou, nms


def _anchors(rows, columns, stride, scales, ratios, w=lambda s, r: s / math.sqrt(r),
             h=lambda s, r: s * math.sqrt(r), middle=lambda i, t: (i + 0.5) * t, swap=False,
             scales_first=False):
    pairs = [(s, r) for s in scales for r in ratios] if scales_first else [
        (s, r) for r in ratios for s in scales]
    places = [(y, x) for x in range(columns) for y in range(rows)] if swap else [
        (y, x) for y in range(rows) for x in range(columns)]
    boxes = []
    for y, x in places:
        cx, cy = middle(x, stride), middle(y, stride)
        for s, r in pairs:
            boxes.append([cx - w(s, r) / 2, cy - h(s, r) / 2, cx + w(s, r) / 2, cy + h(s, r) / 2])
    return torch.tensor(boxes, dtype=torch.float32).view(-1, 4)


def anchors__ratio_upside_down(*a):
    """height by width"""
    return _anchors(*a, w=lambda s, r: s * math.sqrt(r), h=lambda s, r: s / math.sqrt(r))


def anchors__no_root(*a):
    """the root of the ratio is missing"""
    return _anchors(*a, w=lambda s, r: s / r, h=lambda s, r: s * r)


def anchors__width_is_scale(*a):
    """the area changes with the ratio"""
    return _anchors(*a, w=lambda s, r: s, h=lambda s, r: s * r)


def anchors__on_corners(*a):
    """on the corner of a cell"""
    return _anchors(*a, middle=lambda i, t: i * t)


def anchors__half_a_pixel(*a):
    """one half of a pixel"""
    return _anchors(*a, middle=lambda i, t: i * t + 0.5)


def anchors__in_cells(*a):
    """the stride is not used"""
    return _anchors(*a, middle=lambda i, t: i + 0.5)


def anchors__columns_first(*a):
    """column by column"""
    return _anchors(*a, swap=True)


def anchors__scales_outside(*a):
    """scale by scale"""
    return _anchors(*a, scales_first=True)


def anchors__all_cells_of_a_shape(*a):
    """all cells of one shape come together"""
    boxes = _anchors(*a)
    return boxes.view(-1, len(a[3]) * len(a[4]), 4).transpose(0, 1).reshape(-1, 4)


def anchors__middle_and_sides(*a):
    """middles and sides"""
    b = _anchors(*a)
    return torch.cat([(b[:, :2] + b[:, 2:]) / 2, b[:, 2:] - b[:, :2]], 1)


def anchors__rounded(*a):
    """in common: .*several|Right on|Wrong on"""
    return _anchors(*a).round()


def anchors__square_map(rows, columns, *a):
    """not square|in common"""
    return _anchors(rows, rows, *a)


def anchors__whole_half_stride(rows, columns, stride, *a):
    """an odd stride|fraction"""
    return _anchors(rows, columns, stride, *a, middle=lambda i, t: i * t + t // 2)


def anchors__middles_exchanged(*a):
    """x and y of a middle are exchanged"""
    b = _anchors(*a)
    middle, half = (b[:, :2] + b[:, 2:]).flip(1) / 2, (b[:, 2:] - b[:, :2]) / 2
    return torch.cat([middle - half, middle + half], 1)


def anchors__corner_and_sides(*a):
    """a corner and sides"""
    b = _anchors(*a)
    return torch.cat([b[:, :2], b[:, 2:] - b[:, :2]], 1)


def anchors__clipped(rows, columns, stride, *a):
    """you clip"""
    edge = torch.tensor([columns * stride, rows * stride] * 2).float()
    return torch.minimum(_anchors(rows, columns, stride, *a).clamp(min=0), edge)


def anchors__pixel_centres(*a):
    """half a pixel too small"""
    return _anchors(*a, middle=lambda i, t: i * t + (t - 1) / 2)


def anchors__map_turned(rows, columns, *a):
    """rows and columns are exchanged"""
    return _anchors(columns, rows, *a)


def anchors__root_of_width_alone(*a):
    """only the width has the root"""
    return _anchors(*a, h=lambda s, r: s * r)


def _matched(iou, above=0.7, below=0.3, between=-2, rule_4=True, own=False, strict=False,
             inclusive=False):
    A, G = iou.shape
    if G == 0:
        return torch.full((A,), -1)
    best, which = iou.max(dim=1)
    out = torch.full((A,), between)
    sure = best > above if strict else best >= above
    out[sure] = which[sure]
    out[best <= below if inclusive else best < below] = -1
    if rule_4:
        for g in range(G):
            rows = iou[:, g] == iou[:, g].max()
            out[rows] = g if own else which[rows]
    return out


def matched__no_rule_4(*a):
    """rule 4 is missing"""
    return _matched(*a, rule_4=False)


def matched__rescued_goes_to_rescuer(*a):
    """a rescued anchor goes to the object that rescued it"""
    return _matched(*a, own=True)


def matched__nothing_ignored(*a):
    """what lies between the thresholds is background"""
    return _matched(*a, between=-1)


def matched__exchanged(*a):
    """exchanged"""
    out = _matched(*a)
    return torch.where(out == -1, -2, torch.where(out == -2, -1, out))


def matched__above_is_strict(*a):
    """equal to the upper threshold"""
    return _matched(*a, strict=True)


def matched__below_is_inclusive(*a):
    """equal to the lower threshold"""
    return _matched(*a, inclusive=True)


def matched__fixed_thresholds(iou, above=0.7, below=0.3):
    """always 0.7 and 0.3"""
    return _matched(iou)


def matched__first_of_equals(iou, above=0.7, below=0.3):
    """only the first"""
    out = _matched(iou, above, below, rule_4=False)
    if iou.shape[1]:
        rows = iou.argmax(0)
        out[rows] = iou.max(1).indices[rows]
    return out


def matched__rule_4_from_below(iou, above=0.7, below=0.3):
    """left out below the lower threshold"""
    out = _matched(iou, above, below, rule_4=False)
    if iou.shape[1]:
        best = iou.amax(0)
        rows = ((iou == best) & (best >= below)).any(1)
        out[rows] = iou.max(1).indices[rows]
    return out


def matched__needs_objects(iou, above=0.7, below=0.3):
    """no objects"""
    best, which = iou.max(dim=1)
    out = torch.where(best >= above, which, torch.where(best < below, -1, -2))
    rows = (iou == iou.max(dim=0).values).any(1)
    return torch.where(rows, which, out)


def matched__exchanged_but_for_no_objects(iou, above=0.7, below=0.3):
    """exchanged"""
    out = _matched(iou, above, below)
    return torch.where(out < 0, -3 - out, out) if iou.shape[1] else out


def matched__upper_fixed(iou, above=0.7, below=0.3):
    """upper threshold is always 0.7"""
    return _matched(iou, 0.7, below)


def matched__background_overwritten(iou, above=0.7, below=0.3):
    """no anchor is background"""
    if iou.shape[1] == 0:
        return torch.full((len(iou),), -1)
    best, which = iou.max(1)
    out = which.clone()
    out[best < below] = -1
    out[best < above] = -2
    rows = (iou == iou.amax(0)).any(1)
    out[rows] = which[rows]
    return out


def matched__argmax_of_columns(iou, above=0.7, below=0.3):
    """only the first of several equal anchors"""
    out = _matched(iou, above, below, rule_4=False)
    if iou.shape[1]:
        out[iou.argmax(0)] = torch.arange(iou.shape[1])
    return out


def matched__values_without_their_object(iou, above=0.7, below=0.3):
    """Wrong on: two objects"""
    out = _matched(iou, above, below, rule_4=False)
    if iou.shape[1]:
        best, which = iou.max(1)
        rows = torch.isin(best, iou.amax(0))
        out[rows] = which[rows]
    return out


def matched__best_of_its_own_object_alone(iou, above=0.7, below=0.3):
    """the best of one lies more on the other"""
    out = _matched(iou, above, below, rule_4=False)
    if iou.shape[1]:
        best, which = iou.max(1)
        rows = best == iou.amax(0)[which]
        out[rows] = which[rows]
    return out


def matched__last_object_overwrites(iou, above=0.7, below=0.3):
    """several anchors above"""
    out = torch.full((len(iou),), -1)
    for g in range(iou.shape[1]):
        out[iou[:, g] >= above] = g
        out[(iou[:, g] < above) & (iou[:, g] >= below)] = -2
    for g in range(iou.shape[1]):
        rows = iou[:, g] == iou[:, g].max()
        out[rows] = iou.argmax(1)[rows]
    return out


def matched__by_torchvision(iou, above=0.7, below=0.3):
    """is to be done without it"""
    if iou.shape[1] == 0:
        return torch.full((len(iou),), -1)
    return Matcher(above, below, True)(iou.T)


def in_order__reshape(scores, numbers):
    """nothing is permuted"""
    return scores.reshape(len(scores), -1), numbers.reshape(len(scores), -1, 4)


def in_order__anchor_by_anchor(scores, numbers):
    """all cells of one anchor"""
    N, k, H, W = scores.shape
    return scores.flatten(1), numbers.view(N, k, 4, H, W).permute(0, 1, 3, 4, 2).reshape(N, -1, 4)


def in_order__columns_first(scores, numbers):
    """column by column"""
    N = len(scores)
    return (scores.permute(0, 3, 2, 1).reshape(N, -1),
            numbers.permute(0, 3, 2, 1).reshape(N, -1, 4))


def in_order__four_groups(scores, numbers):
    """four groups of"""
    N, k, H, W = scores.shape
    return (scores.permute(0, 2, 3, 1).reshape(N, -1),
            numbers.view(N, 4, k, H, W).permute(0, 3, 4, 2, 1).reshape(N, -1, 4))


def in_order__only_scores(scores, numbers):
    """the box numbers are not permuted"""
    N = len(scores)
    return scores.permute(0, 2, 3, 1).reshape(N, -1), numbers.reshape(N, -1, 4)


def in_order__only_numbers(scores, numbers):
    """the scores are not permuted"""
    N = len(scores)
    return scores.reshape(N, -1), numbers.permute(0, 2, 3, 1).reshape(N, -1, 4)


def in_order__without_gradient(scores, numbers):
    """no gradient gets through"""
    N = len(scores)
    return (scores.detach().permute(0, 2, 3, 1).reshape(N, -1),
            numbers.detach().permute(0, 2, 3, 1).reshape(N, -1, 4))


def in_order__one_picture(scores, numbers):
    """several pictures|shape"""
    return scores[0].permute(1, 2, 0).reshape(1, -1), numbers[0].permute(1, 2, 0).reshape(1, -1, 4)


def in_order__only_numbers_anchor_by_anchor(scores, numbers):
    """the box numbers come anchor by anchor"""
    N, k, H, W = scores.shape
    return (scores.permute(0, 2, 3, 1).reshape(N, -1),
            numbers.view(N, k, 4, H, W).permute(0, 1, 3, 4, 2).reshape(N, -1, 4))


def in_order__only_scores_by_columns(scores, numbers):
    """the cells of the scores come column by column"""
    N = len(scores)
    return (scores.permute(0, 3, 2, 1).reshape(N, -1),
            numbers.permute(0, 2, 3, 1).reshape(N, -1, 4))


def in_order__channels_overlap(scores, numbers):
    """begin at channel a"""
    N, k, H, W = scores.shape
    t = [numbers[:, a:a + 4].permute(0, 2, 3, 1).reshape(N, H * W, 4) for a in range(k)]
    return scores.permute(0, 2, 3, 1).reshape(N, -1), torch.stack(t, 2).reshape(N, -1, 4)


def in_order__numbers_first(scores, numbers):
    """the box numbers come first"""
    N = len(scores)
    return (numbers.permute(0, 2, 3, 1).reshape(N, -1, 4),
            scores.permute(0, 2, 3, 1).reshape(N, -1))


def _loss(scores, numbers, labels, targets, beta=1 / 9, counts=None, boxed=None, n=None, m=None):
    counts = labels >= 0 if counts is None else counts
    boxed = labels == 1 if boxed is None else boxed
    n = max(int((labels >= 0).sum()), 1) if n is None else n
    named = F.binary_cross_entropy_with_logits(scores[counts], (labels[counts] == 1).float(),
                                               reduction="sum")
    placed = F.smooth_l1_loss(numbers[boxed], targets[boxed], beta=beta, reduction="sum")
    return named / n, placed / (n if m is None else m)


def proposal_loss__ignored_is_background(s, t, labels, v, beta=1 / 9):
    """ignored anchors count as background"""
    return _loss(s, t, labels, v, beta, counts=labels > -9, n=max(len(labels), 1))


def proposal_loss__by_all(s, t, labels, v, beta=1 / 9):
    """divide by the number of all anchors"""
    return _loss(s, t, labels, v, beta, n=max(len(labels), 1))


def proposal_loss__by_objects(s, t, labels, v, beta=1 / 9):
    """divided by the number of objects"""
    return _loss(s, t, labels, v, beta, m=max(int((labels == 1).sum()), 1))


def proposal_loss__background_has_boxes(s, t, labels, v, beta=1 / 9):
    """background has a box term"""
    return _loss(s, t, labels, v, beta, boxed=labels >= 0)


def proposal_loss__all_have_boxes(s, t, labels, v, beta=1 / 9):
    """all anchors have a box term"""
    return _loss(s, t, labels, v, beta, boxed=labels > -9)


def proposal_loss__ignored_have_boxes(s, t, labels, v, beta=1 / 9):
    """ignored anchors have a box term"""
    return _loss(s, t, labels, v, beta, boxed=labels != 0)


def proposal_loss__mean_of_four(s, t, labels, v, beta=1 / 9):
    """mean over four"""
    a, b = _loss(s, t, labels, v, beta)
    return a, b / 4


def proposal_loss__sums(s, t, labels, v, beta=1 / 9):
    """nothing is divided"""
    return _loss(s, t, labels, v, beta, n=1)


def proposal_loss__beta_of_one(s, t, labels, v, beta=1 / 9):
    """beta is always 1"""
    return _loss(s, t, labels, v, 1.0)


def proposal_loss__beta_fixed(s, t, labels, v, beta=1 / 9):
    """beta is always 1/9"""
    return _loss(s, t, labels, v)


def proposal_loss__sigmoid_twice(s, t, labels, v, beta=1 / 9):
    """twice"""
    return _loss(s.sigmoid(), t, labels, v, beta)


def proposal_loss__plain_means(s, t, labels, v, beta=1 / 9):
    """nan|not a number|finite|in common"""
    c, o = labels >= 0, labels == 1
    n = max(int(c.sum()), 1)
    return (F.binary_cross_entropy_with_logits(s[c], labels[c].float()),
            F.smooth_l1_loss(t[o], v[o], beta=beta, reduction="sum") / n)


def proposal_loss__squared(s, t, labels, v, beta=1 / 9):
    """squared error"""
    c, o = labels >= 0, labels == 1
    return _loss(s, t, labels, v)[0], ((t[o] - v[o]) ** 2).sum() / max(int(c.sum()), 1)


def proposal_loss__label_of_minus_one(s, t, labels, v, beta=1 / 9):
    """with the label −1"""
    n = max(len(labels), 1)
    named = F.binary_cross_entropy_with_logits(s, labels.float(), reduction="sum")
    return named / n, _loss(s, t, labels, v, beta, n=n)[1]


def proposal_loss__scores_set_to_0(s, t, labels, v, beta=1 / 9):
    """which costs log 2"""
    counts = labels >= 0
    named = F.binary_cross_entropy_with_logits(s * counts, labels.clamp(min=0).float(),
                                               reduction="sum")
    return named / max(int(counts.sum()), 1), _loss(s, t, labels, v, beta)[1]


def proposal_loss__mean_over_all_numbers(s, t, labels, v, beta=1 / 9):
    """a mean over objects and numbers"""
    return _loss(s, t, labels, v, beta, m=max(4 * int((labels == 1).sum()), 1))


def proposal_loss__default_reduction(s, t, labels, v, beta=1 / 9):
    """without objects it is 0/0"""
    o = labels == 1
    return _loss(s, t, labels, v)[0], F.smooth_l1_loss(t[o], v[o], beta=beta)


def proposal_loss__first_by_all(s, t, labels, v, beta=1 / 9):
    """first term is divided by the number of all"""
    return (_loss(s, t, labels, v, n=max(len(labels), 1))[0], _loss(s, t, labels, v, beta)[1])


def proposal_loss__kinds_exchanged(s, t, labels, v, beta=1 / 9):
    """objects and background are exchanged"""
    return _loss(-s, t, labels, v, beta)


def proposal_loss__objects_alone(s, t, labels, v, beta=1 / 9):
    """background has no first term"""
    return _loss(s, t, labels, v, beta, counts=labels == 1)


def proposal_loss__huber(s, t, labels, v, beta=1 / 9):
    """Huber"""
    a, b = _loss(s, t, labels, v, beta)
    return a, b * beta


def proposal_loss__terms_exchanged(*a):
    """the terms are exchanged"""
    return _loss(*a)[::-1]


def _proposals(scores, boxes, size, before=200, after=20, iou=0.7, clip=True, small=1.0,
               swap=False, first=True, suppress=True, last=True):
    order = scores.argsort(descending=True)
    if first:
        order = order[:before]
    s, b = scores[order], boxes[order]
    if clip:
        h, w = size[::-1] if swap else size
        b = torch.stack([b[:, 0].clamp(0, w), b[:, 1].clamp(0, h), b[:, 2].clamp(0, w),
                         b[:, 3].clamp(0, h)], 1)
    keep = ((b[:, 2] - b[:, 0]) >= small) & ((b[:, 3] - b[:, 1]) >= small)
    s, b = s[keep], b[keep]
    if suppress:
        b = b[nms(b, s, iou)]
    return b[:after] if last else b


def proposals_of__not_clipped(*a):
    """nothing is clipped"""
    return _proposals(*a, clip=False)


def proposals_of__small_ones_stay(*a):
    """small boxes are not removed"""
    return _proposals(*a, small=0.0)


def proposals_of__sides_exchanged(*a):
    """height and width are exchanged"""
    return _proposals(*a, swap=True)


def proposals_of__all_at_first(*a):
    """the first step is missing"""
    return _proposals(*a, first=False)


def proposals_of__no_suppression(*a):
    """suppression is missing"""
    return _proposals(*a, suppress=False)


def proposals_of__all_survivors(*a):
    """all that survive are kept"""
    return _proposals(*a, last=False)


def proposals_of__fixed_threshold(scores, boxes, size, before=200, after=20, iou=0.7):
    """always 0.7"""
    return _proposals(scores, boxes, size, before, after)


def proposals_of__before_and_after(scores, boxes, size, before=200, after=20, iou=0.7):
    """before and after are exchanged"""
    return _proposals(scores, boxes, size, after, before, iou)


def proposals_of__suppressed_before_clipping(scores, boxes, size, before=200, after=20, iou=0.7):
    """suppression comes before clipping"""
    best = scores.argsort(descending=True)[:before]
    best = best[nms(boxes[best], scores[best], iou)]
    return _proposals(scores[best], boxes[best], size, before, after, 1.0)


def proposals_of__in_the_order_given(scores, boxes, size, before=200, after=20, iou=0.7):
    """the order of the result|in common|Right on|Wrong on"""
    kept = _proposals(scores, boxes, size, before, after, iou)
    return kept[kept[:, 0].argsort()]


def proposals_of__topk_without_a_look(scores, boxes, size, before=200, after=20, iou=0.7):
    """selected index k out of range"""
    best = scores.topk(before).indices
    return _proposals(scores[best], boxes[best], size, before, after, iou)


def proposals_of__scores_do_not_fall(scores, boxes, size, before=200, after=20, iou=0.7):
    """same number of elements"""
    best = scores.argsort(descending=True)[:before]
    s, b = scores[best], boxes[best].clamp(min=0)
    b = torch.minimum(b, torch.tensor([size[1], size[0], size[1], size[0]]))
    b = b[((b[:, 2:] - b[:, :2]) >= 1).all(1)]
    return b[nms(b, s[:len(b)], iou)][:after] if len(b) == len(s) else b[nms(b, s, iou)][:after]


def proposals_of__lowest_kept(scores, boxes, size, before=200, after=20, iou=0.7):
    """the lowest scores are kept"""
    best = scores.argsort()[:before]
    return _proposals(scores[best], boxes[best], size, before, after, iou)


def proposals_of__beyond_removed(scores, boxes, size, before=200, after=20, iou=0.7):
    """boxes that leave the picture are removed"""
    best = scores.argsort(descending=True)[:before]
    edge = torch.tensor([size[1], size[0], size[1], size[0]])
    best = best[((boxes[best] >= 0) & (boxes[best] <= edge)).all(1)]
    return _proposals(scores[best], boxes[best], size, before, after, iou)


def proposals_of__rows_of_all_boxes(scores, boxes, size, before=200, after=20, iou=0.7):
    """are taken from all boxes"""
    best = scores.argsort(descending=True)[:before]
    b = torch.minimum(boxes[best].clamp(min=0), torch.tensor([*size[::-1]] * 2))
    wide = ((b[:, 2:] - b[:, :2]) >= 1).all(1)
    return boxes[nms(b[wide], scores[best][wide], iou)][:after]


def proposals_of__small_removed_late(scores, boxes, size, before=200, after=20, iou=0.7):
    """removed after suppression"""
    b = _proposals(scores, boxes, size, before, after, iou, small=0.0, last=False)
    return b[((b[:, 2:] - b[:, :2]) >= 1).all(1)][:after]


def proposals_of__both_sides_small(scores, boxes, size, before=200, after=20, iou=0.7):
    """you ask for both"""
    best = scores.argsort(descending=True)[:before]
    b = torch.minimum(boxes[best].clamp(min=0), torch.tensor([*size[::-1]] * 2))
    wide = ((b[:, 2:] - b[:, :2]) >= 1).any(1)
    return b[wide][nms(b[wide], scores[best][wide], iou)][:after]


def proposals_of__only_height(scores, boxes, size, before=200, after=20, iou=0.7):
    """Wrong on|in common|Right on"""
    best = scores.argsort(descending=True)[:before]
    b = torch.minimum(boxes[best].clamp(min=0), torch.tensor([*size[::-1]] * 2))
    wide = b[:, 3] - b[:, 1] >= 1
    return b[wide][nms(b[wide], scores[best][wide], iou)][:after]


def proposals_of__suppressed_first(scores, boxes, size, before=200, after=20, iou=0.7):
    """suppression comes before the first step"""
    best = nms(boxes, scores, iou)[:before]
    return _proposals(scores[best], boxes[best], size, before, after, 1.0)


def proposals_of__cut_before_suppression(scores, boxes, size, before=200, after=20, iou=0.7):
    """the last step comes before suppression"""
    b = _proposals(scores, boxes, size, before, after, suppress=False)
    return b[nms(b, -torch.arange(len(b)).float(), iou)]


def proposals_of__negative_scores_fall(scores, boxes, size, before=200, after=20, iou=0.7):
    """negative scores|Wrong on|Right on"""
    return _proposals(scores[scores > 0], boxes[scores > 0], size, before, after, iou)


def proposals_of__suppressed_ones_suppress(scores, boxes, size, before=200, after=20, iou=0.7):
    """in a row|Wrong on"""
    b = _proposals(scores, boxes, size, before, after, suppress=False, last=False)
    over = torch.triu(box_iou(b, b), 1) > iou
    return b[~over.any(0)][:after]


def proposals_of__equal_falls(scores, boxes, size, before=200, after=20, iou=0.7):
    """at the threshold"""
    return _proposals(scores, boxes, size, before, after, iou - 1e-4)


def proposals_of__by_torchvision(scores, boxes, size, before=200, after=20, iou=0.7):
    """is to be done without it"""
    n, m = ({"training": k, "testing": k} for k in (before, after))
    rpn = RegionProposalNetwork(None, None, 0.7, 0.3, 1, 0.5, n, m, iou).eval()
    ranks = scores.argsort().argsort().float() / max(len(scores), 1)
    rpn.min_size = 1.0
    return rpn.filter_proposals(boxes[None], ranks[None], [size], [len(scores)])[0][0]
