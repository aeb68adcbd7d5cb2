import pytest
import torch
import torchvision.transforms.v2.functional as tv

from course_utils import augment


def generator():
    return torch.Generator().manual_seed(0)


@pytest.mark.parametrize("shape", [(1, 1, 20, 40), (1, 3, 33, 33), (1, 2, 31, 16)])
@pytest.mark.parametrize(("angle", "right", "down", "scale"),
                         [(30, 0, 0, 1), (0, 4, -3, 1), (-45, 2, 1, 1.3), (90, 0, 0, 0.7)])
def test_warp_agrees_with_torchvision(shape, angle, right, down, scale):
    x = torch.rand(shape)
    h, w = shape[2:]
    ours = augment.warp(x, *torch.tensor([[float(angle)], [right / w], [down / h], [float(scale)]]))
    theirs = tv.affine(x, -angle, [right, down], scale, [0.0, 0.0], tv.InterpolationMode.BILINEAR)
    # torchvision fills outside with zeros by nearest mask, we fade: compare where both are inside
    inside = tv.affine(torch.ones_like(x), -angle, [right, down], scale, [0.0, 0.0],
                       tv.InterpolationMode.BILINEAR) == 1
    assert inside.float().mean() > 0.3
    assert torch.allclose(ours[inside], theirs[inside], atol=1e-4)


def test_affine_changes_each_picture_differently_and_repeats_by_seed():
    x = torch.rand(1, 1, 24, 24).repeat(8, 1, 1, 1)
    change = augment.affine(rotate=20, shift=0.1, scale=0.2)
    a = change(x, generator())
    assert torch.equal(a, change(x, generator()))
    assert len({tuple(row.tolist()) for row in a.flatten(1)}) == 8
    assert torch.allclose(augment.affine()(x, generator()), x, atol=1e-5)


def test_flip_mirrors_some():
    x = torch.arange(6.0).view(1, 1, 2, 3).repeat(200, 1, 1, 1)
    y = augment.flip()(x, generator())
    mirrored = (y == x.flip(-1)).flatten(1).all(1)
    assert 60 < mirrored.sum() < 140 and torch.equal(y[~mirrored], x[~mirrored])


def test_crop_is_a_window_of_the_padded_picture():
    x = torch.rand(50, 2, 9, 7)
    y = augment.crop(3)(x, generator())
    padded = torch.nn.functional.pad(x, [3] * 4)
    places = set()
    for i in range(50):
        windows = padded[i].unfold(1, 9, 1).unfold(2, 7, 1).permute(1, 2, 0, 3, 4)
        found = (windows == y[i]).flatten(2).all(2).nonzero().tolist()
        assert found
        places.add(tuple(found[0]))
    assert len(places) > 20


def test_colour_stays_in_range():
    y = augment.colour(0.3, 0.5)(torch.rand(40, 3, 8, 8), generator())
    assert y.min() >= 0 and y.max() <= 1 and y.flatten(1).mean(1).std() > 0.05
