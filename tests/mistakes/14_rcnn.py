"""Wrong answers to lesson 14. `exercise__what_is_wrong`; the docstring is part of the diagnosis it
must get."""
import torch
from torchvision.ops import box_convert

HISTOGRAMS = ("colour", "texture")


def _box(a, b):
    return torch.cat([torch.minimum(a["box"], b["box"])[..., :2],
                      torch.maximum(a["box"], b["box"])[..., 2:]], -1)


def _merged(a, b, share=None, **fields):
    size = a["size"] + b["size"]
    s = (a["size"] / size if share is None else share)[..., None]
    return {"size": size, "box": _box(a, b)} | {
        k: s * a[k] + (1 - s) * b[k] for k in HISTOGRAMS} | fields


def merged__plain_mean(a, b):
    """same weight"""
    return _merged(a, b, torch.full_like(a["size"], 0.5))


def merged__weights_exchanged(a, b):
    """weights are exchanged"""
    return _merged(a, b, b["size"] / (a["size"] + b["size"]))


def merged__added(a, b):
    """add up to 2"""
    return _merged(a, b, **{k: a[k] + b[k] for k in HISTOGRAMS})


def merged__box_of_the_intersection(a, b):
    """box of the intersection"""
    return _merged(a, b, box=torch.cat([torch.maximum(a["box"], b["box"])[..., :2],
                                        torch.minimum(a["box"], b["box"])[..., 2:]], -1))


def merged__size_is_the_area_of_the_box(a, b):
    """area of the box"""
    box = _box(a, b)
    return _merged(a, b, size=(box[..., 2:] - box[..., :2]).prod(-1))


def merged__weights_by_area_of_the_boxes(a, b):
    """'colour'|in common"""
    areas = [(r["box"][..., 2:] - r["box"][..., :2]).prod(-1) for r in (a, b)]
    return _merged(a, b, areas[0] / sum(areas))


def merged__box_of_the_first(a, b):
    """'box'"""
    return _merged(a, b, box=a["box"])


def merged__smallest_of_all_edges(a, b):
    """'box'"""
    return _merged(a, b, box=torch.minimum(a["box"], b["box"]))


def merged__texture_forgotten(a, b):
    """wanted is a dict of size, box, colour, texture"""
    return {k: v for k, v in _merged(a, b).items() if k != "texture"}


def merged__pixels_in_place_of_shares(a, b):
    """'colour'"""
    sizes = [r["size"][..., None] for r in (a, b)]
    return _merged(a, b, **{k: sizes[0] * a[k] + sizes[1] * b[k] for k in HISTOGRAMS})


def merged__no_axis_for_the_bins(a, b):
    """stops|several pictures|size of tensor"""
    s = a["size"] / (a["size"] + b["size"])
    return _merged(a, b, **{k: s * a[k] + (1 - s) * b[k] for k in HISTOGRAMS})


def merged__in_place(a, b):
    """change"""
    result = _merged(a, b)
    a["size"] += b["size"]
    return result


def merged__minimum_of_histograms(a, b):
    """'colour'"""
    return _merged(a, b, **{k: torch.minimum(a[k], b[k]) for k in HISTOGRAMS})


def _similarity(a, b, pixels, parts="ctsf", alike=torch.minimum, fill=None):
    both, box = a["size"] + b["size"], _box(a, b)
    around = (box[..., 2:] - box[..., :2]).prod(-1)
    terms = {"c": alike(a["colour"], b["colour"]).sum(-1),
             "t": alike(a["texture"], b["texture"]).sum(-1), "s": 1 - both / pixels,
             "f": 1 - (around - both) / pixels if fill is None else fill(around, both)}
    return sum(terms[k] for k in parts)


def similarity__no_colour(a, b, pixels):
    """the part of the colour is missing"""
    return _similarity(a, b, pixels, "tsf")


def similarity__no_texture(a, b, pixels):
    """the part of the texture is missing"""
    return _similarity(a, b, pixels, "csf")


def similarity__no_size(a, b, pixels):
    """the part of the size is missing"""
    return _similarity(a, b, pixels, "ctf")


def similarity__no_fill(a, b, pixels):
    """the part of the fill is missing"""
    return _similarity(a, b, pixels, "cts")


def similarity__averaged(a, b, pixels):
    """the four parts are averaged"""
    return _similarity(a, b, pixels) / 4


def similarity__products(a, b, pixels):
    """histograms are multiplied"""
    return _similarity(a, b, pixels, alike=torch.mul)


def similarity__maxima(a, b, pixels):
    """you take the larger"""
    return _similarity(a, b, pixels, alike=torch.maximum)


def similarity__distance(a, b, pixels):
    """distance of the histograms"""
    return _similarity(a, b, pixels, alike=lambda p, q: (p - q).abs())


def similarity__box_not_filled(a, b, pixels):
    """not taken off the box"""
    return _similarity(a, b, pixels, fill=lambda around, both: 1 - around / pixels)


def similarity__fill_by_the_box(a, b, pixels):
    """you divide by the box"""
    return _similarity(a, b, pixels, fill=lambda around, both: both / around)


def similarity__sum_over_everything(a, b, pixels):
    """in common: leading axes|leading axes"""
    return (torch.minimum(a["colour"], b["colour"]).sum()
            + torch.minimum(a["texture"], b["texture"]).sum() + _similarity(a, b, pixels, "sf"))


def similarity__picture_of_100_pixels(a, b, pixels):
    """another number of pixels|two tables"""
    return _similarity(a, b, 100)


def similarity__area_of_two_boxes(a, b, pixels):
    """gap|Wrong on"""
    areas = sum((r["box"][..., 2:] - r["box"][..., :2]).prod(-1) for r in (a, b))
    return _similarity(a, b, pixels, fill=lambda around, both: 1 - (areas - both) / pixels)


def _context(boxes, side, pad, factor=None, middle=None):
    low, high = boxes[:, :2], boxes[:, 2:]
    half = (high - low) / 2 * (side / (side - 2 * pad) if factor is None else factor)
    middle = (low + high) / 2 if middle is None else middle
    return torch.cat([middle - half, middle + half], 1)


def with_context__pixels_of_the_picture(boxes, side, pad):
    """pad is counted in pixels of the picture"""
    return boxes + pad * torch.tensor([-1, -1, 1, 1])


def with_context__one_edge(boxes, side, pad):
    """on one edge only"""
    width = (boxes[:, 2:] - boxes[:, :2]) * pad / (side - pad)
    return torch.cat([boxes[:, :2] - width, boxes[:, 2:] + width], 1)


def with_context__share_of_the_whole_crop(boxes, side, pad):
    """not side"""
    width = (boxes[:, 2:] - boxes[:, :2]) * pad / side
    return torch.cat([boxes[:, :2] - width, boxes[:, 2:] + width], 1)


def with_context__longer_side(boxes, side, pad):
    """longer side"""
    width = (boxes[:, 2:] - boxes[:, :2]).amax(1, keepdim=True) * pad / (side - 2 * pad)
    return torch.cat([boxes[:, :2] - width, boxes[:, 2:] + width], 1)


def with_context__cut_off_at_the_picture(boxes, side, pad):
    """cut off at 0"""
    return _context(boxes, side, pad).clamp_min(0)


def with_context__twice(boxes, side, pad):
    """twice the context"""
    width = 2 * (boxes[:, 2:] - boxes[:, :2]) * pad / (side - 2 * pad)
    return torch.cat([boxes[:, :2] - width, boxes[:, 2:] + width], 1)


def with_context__half(boxes, side, pad):
    """half the context"""
    width = (boxes[:, 2:] - boxes[:, :2]) * pad / (side - 2 * pad) / 2
    return torch.cat([boxes[:, :2] - width, boxes[:, 2:] + width], 1)


def with_context__scaled_about_the_corner(boxes, side, pad):
    """no context|known mistake|Right"""
    return torch.cat([boxes[:, :2], boxes[:, :2] + (boxes[:, 2:] - boxes[:, :2]) * side
                      / (side - 2 * pad)], 1)


def with_context__scaled_about_the_origin(boxes, side, pad):
    """no context|known mistake|Right|factor"""
    return boxes * side / (side - 2 * pad)


def with_context__smaller(boxes, side, pad):
    """no context|shrinks|Right"""
    return _context(boxes, side, pad, (side - 2 * pad) / side)


def with_context__centre_and_sides(boxes, side, pad):
    """Wrong on|elements differ"""
    return box_convert(_context(boxes, side, pad), "xyxy", "cxcywh")


def _pick(iou, order, threshold, positives, negatives):
    good = iou[order] >= threshold
    return order[good][:positives], order[~good][:negatives]


def pick__places_of_the_list(iou, order, threshold=0.5, positives=32, negatives=96):
    """places in the shuffled list"""
    good = iou[order] >= threshold
    return torch.cat([good.nonzero()[:, 0][:positives], (~good).nonzero()[:, 0][:negatives]])


def pick__order_not_used(iou, order, threshold=0.5, positives=32, negatives=96):
    """the order is not used"""
    return torch.cat(_pick(iou, torch.arange(len(iou)), threshold, positives, negatives))


def pick__backgrounds_first(iou, order, threshold=0.5, positives=32, negatives=96):
    """backgrounds come first"""
    return torch.cat(_pick(iou, order, threshold, positives, negatives)[::-1])


def pick__strictly_above(iou, order, threshold=0.5, positives=32, negatives=96):
    """equal to the threshold"""
    good = iou[order] > threshold
    return torch.cat([order[good][:positives], order[~good][:negatives]])


def pick__filled_up(iou, order, threshold=0.5, positives=32, negatives=96):
    """more backgrounds are taken"""
    good, _ = _pick(iou, order, threshold, positives, negatives)
    return torch.cat([good, _pick(iou, order, threshold, 0, positives + negatives - len(good))[1]])


def pick__threshold_fixed(iou, order, threshold=0.5, positives=32, negatives=96):
    """threshold is always 0.5"""
    return torch.cat(_pick(iou, order, 0.5, positives, negatives))


def pick__numbers_fixed(iou, order, threshold=0.5, positives=32, negatives=96):
    """numbers are always 32 and 96"""
    return torch.cat(_pick(iou, order, threshold, 32, 96))


def pick__best_objects(iou, order, threshold=0.5, positives=32, negatives=96):
    """objects of the highest IoU"""
    best = iou.argsort(descending=True)
    return torch.cat([best[iou[best] >= threshold][:positives],
                      _pick(iou, order, threshold, 0, negatives)[1]])


def pick__first_of_all(iou, order, threshold=0.5, positives=32, negatives=96):
    """whatever they are"""
    return order[:positives + negatives]


def pick__overlaps(iou, order, threshold=0.5, positives=32, negatives=96):
    """dtype|elements differ"""
    return iou[torch.cat(_pick(iou, order, threshold, positives, negatives))]


def pick__mask_not_shuffled(iou, order, threshold=0.5, positives=32, negatives=96):
    """Wrong on: shuffled"""
    good = iou >= threshold
    return torch.cat([order[good][:positives], order[~good][:negatives]])


def pick__two_lists(iou, order, threshold=0.5, positives=32, negatives=96):
    """a tensor of shape"""
    return _pick(iou, order, threshold, positives, negatives)


def _mine(scores, iou, chosen, most, below=0.3, margin=-1.0, where=None, descending=True):
    where = (iou < below) & (scores > margin) & ~chosen if where is None else where
    rows = where.nonzero()[:, 0]
    rows = rows[scores[rows].argsort(descending=descending)[:most]]
    return torch.zeros_like(chosen).index_fill(0, rows, True)


def mine__old_ones_lost(scores, iou, chosen, most, below=0.3):
    """chosen before is lost"""
    return _mine(scores, iou, chosen, most, below)


def mine__objects_too(scores, iou, chosen, most, below=0.3):
    """objects of the class are among your negatives"""
    return chosen | _mine(scores, iou, chosen, most, where=(scores > -1) & ~chosen)


def mine__lowest_scores(scores, iou, chosen, most, below=0.3):
    """lowest scores"""
    return chosen | _mine(scores, iou, chosen, most, below, descending=False)


def mine__easy_ones_too(scores, iou, chosen, most, below=0.3):
    """scores below -1 are added"""
    return chosen | _mine(scores, iou, chosen, most, below, margin=-99)


def mine__false_positives_only(scores, iou, chosen, most, below=0.3):
    """above 0"""
    return chosen | _mine(scores, iou, chosen, most, below, margin=0)


def mine__chosen_ones_again(scores, iou, chosen, most, below=0.3):
    """take up the places"""
    return chosen | _mine(scores, iou, chosen, most, where=(iou < below) & (scores > -1))


def mine__at_the_threshold(scores, iou, chosen, most, below=0.3):
    """equal to the threshold"""
    return chosen | _mine(scores, iou, chosen, most,
                          where=(iou <= below) & (scores > -1) & ~chosen)


def mine__without_limit(scores, iou, chosen, most, below=0.3):
    """not limited"""
    return chosen | (iou < below) & (scores > -1)


def mine__threshold_fixed(scores, iou, chosen, most, below=0.3):
    """threshold is always 0.3"""
    return chosen | _mine(scores, iou, chosen, most)


def mine__first_in_the_list(scores, iou, chosen, most, below=0.3):
    """few wanted"""
    rows = ((iou < below) & (scores > -1) & ~chosen).nonzero()[:most, 0]
    return chosen | torch.zeros_like(chosen).index_fill(0, rows, True)


def mine__in_place(scores, iou, chosen, most, below=0.3):
    """change an input in place"""
    chosen |= _mine(scores, iou, chosen, most, below)
    return chosen


def mine__numbers(scores, iou, chosen, most, below=0.3):
    """shape"""
    return (chosen | _mine(scores, iou, chosen, most, below)).nonzero()[:, 0]


def _coded(P, G, unit=None, change=torch.log):
    P, G = (box_convert(b, "xyxy", "cxcywh") for b in (P, G))
    unit = P[:, 2:] if unit is None else unit
    return torch.cat([(G[:, :2] - P[:, :2]) / unit, change(G[:, 2:] / P[:, 2:])], 1)


def targets_of__divided_by_the_truth(proposals, truth):
    """sides of the truth"""
    return _coded(proposals, truth, truth[:, 2:] - truth[:, :2])


def targets_of__not_divided(proposals, truth):
    """not divided by the sides"""
    return _coded(proposals, truth, 1)


def targets_of__corners(proposals, truth):
    """corners are compared"""
    coded = _coded(proposals, truth)
    coded[:, :2] = (truth - proposals)[:, :2] / (proposals[:, 2:] - proposals[:, :2])
    return coded


def targets_of__exchanged(proposals, truth):
    """exchanged"""
    return _coded(truth, proposals)


def targets_of__no_logarithm(proposals, truth):
    """logarithm is missing"""
    return _coded(proposals, truth, change=lambda ratio: ratio)


def targets_of__relative_difference(proposals, truth):
    """differences by the sides"""
    return _coded(proposals, truth, change=lambda ratio: ratio - 1)


def targets_of__base_two(proposals, truth):
    """elements differ|in common"""
    return _coded(proposals, truth, change=torch.log2)


def targets_of__edges(proposals, truth):
    """Wrong on|elements differ"""
    return (truth - proposals) / (proposals[:, 2:] - proposals[:, :2]).repeat(1, 2)


def _moved(P, t, grow=torch.exp, unit=None, out="xyxy"):
    P = box_convert(P, "xyxy", "cxcywh")
    middle = P[:, :2] + t[:, :2] * (P[:, 2:] if unit is None else unit)
    return box_convert(torch.cat([middle, P[:, 2:] * grow(t[:, 2:])], 1), "cxcywh", out)


def moved__centre_and_sides(proposals, targets):
    """two corners"""
    return _moved(proposals, targets, out="cxcywh")


def moved__not_multiplied(proposals, targets):
    """parts of the sides"""
    return _moved(proposals, targets, unit=1)


def moved__no_exponential(proposals, targets):
    """exponential is missing"""
    return _moved(proposals, targets, grow=lambda t: t)


def moved__one_plus_t(proposals, targets):
    """grow by 1"""
    return _moved(proposals, targets, grow=lambda t: 1 + t)


def moved__first_corner(proposals, targets):
    """first corner moves"""
    sides = proposals[:, 2:] - proposals[:, :2]
    middle, half = proposals[:, :2] + targets[:, :2] * sides, sides * targets[:, 2:].exp() / 2
    return torch.cat([middle - half, middle + half], 1)


def moved__in_place(proposals, targets):
    """change an input in place"""
    result = _moved(proposals, targets)
    proposals += 1
    return result


def moved__by_new_sides(proposals, targets):
    """Wrong on: .*larger, moved|smaller, moved"""
    P = box_convert(proposals, "xyxy", "cxcywh")
    return _moved(proposals, targets, unit=P[:, 2:] * targets[:, 2:].exp())
