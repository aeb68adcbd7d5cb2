"""Wrong answers to lesson 22. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
# ruff: noqa: F821  (names of the lesson, in whose namespace these run)
import torch
import torch.nn.functional as F
from torchvision.models.detection.roi_heads import paste_masks_in_image
from torchvision.ops import box_iou, masks_to_boxes, roi_align, roi_pool


def _parts(a, b):
    a, b = a.flatten(1).float(), b.flatten(1).float()
    return a @ b.T, a.sum(1)[:, None], b.sum(1)


def mask_iou__twice(a, b):
    """counted twice in the union"""
    both, p, q = _parts(a, b)
    return both / (p + q).clamp_min(1)


def mask_iou__dice(a, b):
    """that is Dice"""
    both, p, q = _parts(a, b)
    return 2 * both / (p + q).clamp_min(1)


def mask_iou__first(a, b):
    """divide by the pixels of a"""
    both, p, q = _parts(a, b)
    return both / p.clamp_min(1)


def mask_iou__second(a, b):
    """divide by the pixels of b"""
    both, p, q = _parts(a, b)
    return both / q.clamp_min(1)


def mask_iou__smaller(a, b):
    """smaller mask"""
    both, p, q = _parts(a, b)
    return both / torch.minimum(p, q).clamp_min(1)


def mask_iou__boxes(a, b):
    """boxes around the masks"""
    def frames(m):
        return masks_to_boxes(m).float() + torch.tensor([0.0, 0, 1, 1]) if len(m) else torch.zeros(
            0, 4)
    return box_iou(frames(a), frames(b)).nan_to_num()


def mask_iou__nan(a, b):
    """two empty masks give 0/0"""
    both, p, q = _parts(a, b)
    return both / (p + q - both)


def mask_iou__bytes(a, b):
    """large pictures"""
    a, b = a.flatten(1).to(torch.uint8), b.flatten(1).to(torch.uint8)
    both = (a[:, None] & b).sum(-1, dtype=torch.uint8).float()
    either = (a[:, None] | b).sum(-1, dtype=torch.uint8).float()
    return both / either.clamp_min(1)


def mask_iou__transposed(a, b):
    """rows and columns are exchanged"""
    both, p, q = _parts(b, a)
    return both / (p + q - both).clamp_min(1)


def mask_iou__row_by_row(a, b):
    """not contiguous|wanted|stops"""
    return torch.stack([(m & b).view(len(b), -1).sum(1) / (m | b).view(len(b), -1).sum(1).clamp(
        min=1) for m in a])


def _paste(masks, boxes, height, width, middle=0.5, corners=False, box=lambda b: b, **how):
    if not len(masks):
        return torch.zeros(0, height, width)
    x1, y1, x2, y2 = box(boxes).T
    u = (torch.arange(width) + middle - x1[:, None]) / (x2 - x1).clamp_min(1e-6)[:, None] * 2 - 1
    v = (torch.arange(height) + middle - y1[:, None]) / (y2 - y1).clamp_min(1e-6)[:, None] * 2 - 1
    grid = torch.stack([u[:, None].expand(-1, height, -1), v[:, :, None].expand(-1, -1, width)], -1)
    return F.grid_sample(masks[:, None], grid, align_corners=corners, **how)[:, 0]


def paste__corner_of_the_pixel(masks, boxes, height, width):
    """stands for its corner"""
    return _paste(masks, boxes, height, width, middle=0.0)


def paste__align_corners(masks, boxes, height, width):
    """align_corners"""
    return _paste(masks, boxes, height, width, corners=True)


def paste__nearest(masks, boxes, height, width):
    """nearest cell"""
    out, M = torch.zeros(len(masks), height, width), masks.shape[-1]
    for k, (x1, y1, x2, y2) in enumerate(boxes.tolist()):
        v = ((torch.arange(height) + 0.5 - y1) / (y2 - y1) * M).floor().long()
        u = ((torch.arange(width) + 0.5 - x1) / (x2 - x1) * M).floor().long()
        inside = ((v >= 0) & (v < M))[:, None] & (u >= 0) & (u < M)
        out[k] = masks[k][v.clamp(0, M - 1)][:, u.clamp(0, M - 1)] * inside
    return out


def paste__border(masks, boxes, height, width):
    """fades to 0"""
    return _paste(masks, boxes, height, width, padding_mode="border")


def paste__rounded(masks, boxes, height, width):
    """box is rounded"""
    return _paste(masks, boxes, height, width, box=lambda b: b.round())


def paste__floor(masks, boxes, height, width):
    """whole numbers"""
    return _paste(masks, boxes, height, width, box=lambda b: b.floor())


def paste__exchanged(masks, boxes, height, width):
    """x and y are exchanged"""
    return _paste(masks, boxes, height, width, box=lambda b: b[:, [1, 0, 3, 2]])


def paste__sides(masks, boxes, height, width):
    """corner and sides"""
    return _paste(masks, boxes, height, width, box=lambda b: torch.cat([b[:, :2], b[:, :2]
                                                                        + b[:, 2:]], 1))


def paste__cut(masks, boxes, height, width):
    """cut at 0.5"""
    return (_paste(masks, boxes, height, width) >= 0.5).float()


def paste__turned(masks, boxes, height, width):
    """turned over"""
    return _paste(masks.mT, boxes, height, width)


def paste__torchvision(masks, boxes, height, width):
    """wanted"""
    if not len(masks):
        return torch.zeros(0, height, width)
    return paste_masks_in_image(masks[:, None], boxes, (height, width))[:, 0]


def paste__clipped(masks, boxes, height, width):
    """clipped to the picture"""
    edge = torch.tensor([width, height, width, height])
    return _paste(masks, boxes, height, width, box=lambda b: b.clamp_min(0).minimum(edge))


def _align(maps, box, bins, scale, samples, half=True, start=lambda a, s, h: a * s - 0.5 * h,
           least=lambda h: 1 - h, share=0.5, of=lambda p, S: F.avg_pool2d(p, S), far=True,
           rounded=False):
    C, H, W = maps.shape
    x1, y1, x2, y2 = (start(v, scale, half) for v in box.tolist())
    if rounded:
        x1, y1, x2, y2 = map(round, (x1, y1, x2, y2))

    def weights(a, side, n):
        at = a + (torch.arange(bins * samples) + share) / (bins * samples) * max(side, least(half))
        gap = (at.clamp(0, n - 1)[:, None] - torch.arange(n)).abs()
        inside = (at >= -1) & (at <= n) if far else torch.ones(len(at), dtype=torch.bool)
        return (1 - gap).clamp_min(0) * inside[:, None]
    return of(weights(y1, y2 - y1, H) @ maps @ weights(x1, x2 - x1, W).T, samples)


def aligned__always_half(maps, box, bins, scale, samples, half=True):
    """half a cell is taken always"""
    return _align(maps, box, bins, scale, samples, half, start=lambda a, s, h: a * s - 0.5)


def aligned__never_half(maps, box, bins, scale, samples, half=True):
    """never taken"""
    return _align(maps, box, bins, scale, samples, half, start=lambda a, s, h: a * s)


def aligned__half_a_pixel(maps, box, bins, scale, samples, half=True):
    """half a pixel is taken before"""
    return _align(maps, box, bins, scale, samples, half, start=lambda a, s, h: (a - 0.5 * h) * s)


def aligned__added(maps, box, bins, scale, samples, half=True):
    """is added"""
    return _align(maps, box, bins, scale, samples, half, start=lambda a, s, h: a * s + 0.5 * h)


def aligned__rounded(maps, box, bins, scale, samples, half=True):
    """rounded"""
    return _align(maps, box, bins, scale, samples, half, rounded=True)


def aligned__never_smaller(maps, box, bins, scale, samples, half=True):
    """never smaller than one cell"""
    return _align(maps, box, bins, scale, samples, half, least=lambda h: 1)


def aligned__no_least(maps, box, bins, scale, samples, half=True):
    """has at least one cell"""
    return _align(maps, box, bins, scale, samples, half, least=lambda h: 0)


def aligned__beginning(maps, box, bins, scale, samples, half=True):
    """beginning of their parts"""
    return _align(maps, box, bins, scale, samples, half, share=0.0)


def aligned__far_points(maps, box, bins, scale, samples, half=True):
    """more than a cell outside"""
    return _align(maps, box, bins, scale, samples, half, far=False)


def aligned__maximum(maps, box, bins, scale, samples, half=True):
    """maximum of a bin"""
    return _align(maps, box, bins, scale, samples, half, of=lambda p, S: F.max_pool2d(p, S))


def aligned__exchanged(maps, box, bins, scale, samples, half=True):
    """rows and columns"""
    return _align(maps, box, bins, scale, samples, half).mT


def aligned__pooled(maps, box, bins, scale, samples, half=True):
    """you call .*roi_pool"""
    return roi_pool(maps[None], [box[None]], bins, scale)[0]


def aligned__library(maps, box, bins, scale, samples, half=True):
    """you call roi_align"""
    return roi_align(maps[None], [box[None]], bins, scale, samples, half)[0]


def mask_loss__all_classes(logits, labels, targets):
    """all classes have a loss"""
    if not targets.numel():
        return logits.sum() * 0
    return F.binary_cross_entropy_with_logits(logits, targets[:, None].expand_as(logits))


def _own(logits, labels):
    return logits[torch.arange(len(labels)), labels]


def mask_loss__fresh_zero(logits, labels, targets):
    """appears to not have been used"""
    if not len(labels):
        return torch.zeros((), requires_grad=True)
    return F.binary_cross_entropy_with_logits(_own(logits, labels), targets)


def mask_loss__zero_without_graph(logits, labels, targets):
    """gradient of mask_loss.*does not require grad"""
    if not len(labels):
        return logits.new_zeros(())
    return F.binary_cross_entropy_with_logits(_own(logits, labels), targets)


def mask_loss__item(logits, labels, targets):
    """gradient of mask_loss.*does not require grad"""
    loss = F.binary_cross_entropy_with_logits(_own(logits, labels), targets, reduction="sum")
    return torch.tensor(loss.item() / max(targets.numel(), 1))


def mask_loss__softmax(logits, labels, targets):
    """softmax over the classes"""
    mine = _own(logits.log_softmax(1), labels)
    return -(targets * mine).sum() / max(targets.numel(), 1)


def mask_loss__twice(logits, labels, targets):
    """sigmoid is applied twice"""
    total = F.binary_cross_entropy_with_logits(_own(logits, labels).sigmoid(), targets,
                                               reduction="sum")
    return total / max(targets.numel(), 1)


def mask_loss__rounded(logits, labels, targets):
    """targets are rounded"""
    total = F.binary_cross_entropy_with_logits(_own(logits, labels), (targets >= 0.5).float(),
                                               reduction="sum")
    return total / max(targets.numel(), 1)


def mask_loss__sum(logits, labels, targets):
    """sum is not divided"""
    return F.binary_cross_entropy_with_logits(_own(logits, labels), targets, reduction="sum")


def mask_loss__regions(logits, labels, targets):
    """divide by the regions"""
    return F.binary_cross_entropy_with_logits(_own(logits, labels), targets,
                                              reduction="sum") / max(len(labels), 1)


def mask_loss__nan(logits, labels, targets):
    """0/0"""
    return F.binary_cross_entropy_with_logits(_own(logits, labels), targets)


def mask_loss__highest(logits, labels, targets):
    """highest class"""
    total = F.binary_cross_entropy_with_logits(logits.amax(1), targets, reduction="sum")
    return total / max(targets.numel(), 1)


def mask_loss__from_one(logits, labels, targets):
    """label − 1"""
    total = F.binary_cross_entropy_with_logits(_own(logits, labels - 1), targets, reduction="sum")
    return total / max(targets.numel(), 1)


def mask_loss__logs(logits, labels, targets):
    """large logits"""
    p = _own(logits, labels).sigmoid()
    loss = -(targets * (p + 1e-6).log() + (1 - targets) * (1 - p + 1e-6).log())
    return loss.sum() / max(targets.numel(), 1)


def mask_loss__detached(logits, labels, targets):
    """gradient"""
    if not len(labels):
        return torch.tensor(0.0)
    return F.binary_cross_entropy_with_logits(_own(logits, labels).detach(), targets)


def _quality(found, true, hit=lambda v: v > 0.5, sq=lambda v, n, m: v.sum() / max(len(v), 1),
             rq=lambda k, n, m: 2 * k / (n + m)):
    n, m = len(found), len(true)
    if n + m == 0:
        return torch.full((3,), torch.nan)
    both, p, q = _parts(found, true)
    iou = both / (p + q - both).clamp_min(1)
    iou = iou[hit(iou)]
    s, r = float(sq(iou, n, m)), float(rq(len(iou), n, m))
    return torch.tensor([s * r, s, r])


def quality__at_half(found, true):
    """exactly 0.5"""
    return _quality(found, true, hit=lambda v: v >= 0.5)


def quality__any_overlap(found, true):
    """each overlap"""
    return _quality(found, true, hit=lambda v: v > 0)


def quality__over_true(found, true):
    """number of true masks"""
    return _quality(found, true, sq=lambda v, n, m: v.sum() / max(m, 1))


def quality__summed(found, true):
    """sum of the IoUs"""
    return _quality(found, true, sq=lambda v, n, m: v.sum())


def quality__no_halves(found, true):
    """no halves"""
    return _quality(found, true, rq=lambda k, n, m: k / (n + m - k))


def quality__recall(found, true):
    """RQ is the recall"""
    return _quality(found, true, rq=lambda k, n, m: k / max(m, 1))


def quality__precision(found, true):
    """RQ is the precision"""
    return _quality(found, true, rq=lambda k, n, m: k / max(n, 1))


def quality__order(found, true):
    """PQ is first"""
    return _quality(found, true)[[1, 2, 0]]


def quality__mean_of_none(found, true):
    """not 0/0"""
    return _quality(found, true, sq=lambda v, n, m: v.mean())


def quality__zero(found, true):
    """not 0"""
    return _quality(found, true).nan_to_num(0.0)
