import urllib.error

import numpy as np
import pytest
import torch
import torchvision
from scipy import linalg
from torch import nn

from course_utils import features
from course_utils.errors import DataError

FILES = {"alexnet": ("alexnet", "alexnet-owt-7be5be79.pth"),
         "vgg19": ("vgg19", "vgg19-dcbb9e9d.pth"),
         "squeezenet": ("squeezenet1_1", "squeezenet1_1-b8a52dc0.pth")}


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """torchvision's cache, empty, and no network."""
    monkeypatch.setattr(torch.hub, "_hub_dir", str(tmp_path))

    def refuse(*args, **kwargs):
        raise urllib.error.URLError("no network in tests")
    monkeypatch.setattr("torch.hub.urlopen", refuse)
    (tmp_path / "checkpoints").mkdir()
    return tmp_path / "checkpoints"


@pytest.mark.parametrize("name", FILES)
def test_imagenet_nets_come_from_torchvisions_cache_and_agree_with_torchvision(cache, name):
    official, file = FILES[name]
    net = torchvision.models.get_model(official).eval()
    torch.save(net.state_dict(), cache / file)
    x = torch.rand(2, 3, 96, 128)
    mean, std = torch.tensor([0.485, 0.456, 0.406]).view(3, 1,
                                                         1), torch.tensor(
                                                             [0.229, 0.224, 0.225]).view(3, 1, 1)
    model = features.load(name)
    torch.testing.assert_close(model(x), net((x - mean) / std), atol=1e-4, rtol=1e-3)
    last_maps = {"alexnet": "pool5", "vgg19": "pool5", "squeezenet": "fire9"}[name]
    torch.testing.assert_close(features.activations(model, x, [last_maps])[last_maps],
                               net.features((x - mean) / std),
                               atol=1e-4, rtol=1e-3)
    assert model.get_submodule({"alexnet": "fc8", "vgg19": "fc8",
                                "squeezenet": "conv10"}[name]).weight.shape[0] == 1000
    # the layers of Gatys et al. 2015, and where a pooling stands
    if name == "vgg19":
        names = [name for name, _ in model.named_children()]
        assert {"conv1_1", "conv2_1", "conv3_1", "conv4_1", "conv5_1", "conv4_2",
                "relu5_4"} <= set(names)
        assert names.index("pool4") + 1 == names.index("conv5_1")


def test_without_weights_one_sentence_says_what_to_do(cache):
    with pytest.raises(DataError,
                       match=r"alexnet-owt-7be5be79.pth .*could not be downloaded.*or take "
                             r"'trunk'\.$"):
        features.load("alexnet")


@pytest.mark.parametrize("content", [b"", b"half a file", None])
def test_damaged_weights_are_named(cache, content):
    file = cache / FILES["squeezenet"][1]
    if content is None:
        torch.save(torchvision.models.squeezenet1_0().state_dict(), file)     # another net's
    else:
        file.write_bytes(content)
    with pytest.raises(DataError,
                       match=f"{file.name} are damaged or of another network.*delete the file"):
        features.load("squeezenet")


def test_a_random_twin_has_learned_nothing_and_changes_nothing_else():
    model = features.load("trunk")
    before, state = {k: v.clone() for k, v in model.state_dict().items()}, torch.get_rng_state()
    twin = features.random_twin(model, 3)
    assert torch.equal(state, torch.get_rng_state()) and not twin.training
    torch.testing.assert_close(model.state_dict(), before, rtol=0, atol=0)
    torch.manual_seed(3)
    for layer, trained in zip(twin, model, strict=True):
        if isinstance(layer, nn.Conv2d):
            drawn = nn.init.kaiming_normal_(torch.empty_like(layer.weight))
            assert torch.equal(layer.weight,
                               drawn) and not layer.bias.any() and not torch.equal(
                                   layer.weight, trained.weight)
    assert not torch.equal(features.random_twin(model, 4).conv1_1.weight, twin.conv1_1.weight)


def test_an_unknown_network_is_named_and_the_nearest_one_offered():
    with pytest.raises(DataError, match="no network 'VGG-19'. Did you mean 'vgg19'"):
        features.load("VGG-19")


def test_activations_are_those_of_hooks_and_stop_at_the_last_layer_asked_for():
    model, seen = features.load("trunk"), {}
    for name, layer in model.named_children():
        layer.register_forward_hook(lambda layer, x, y,
                                    name=name: seen.__setitem__(name, y.clone()))
    found = features.activations(model, torch.rand(2, 3, 32, 48), ["relu3_1", "conv1_2"])
    assert list(found) == ["relu3_1", "conv1_2"] and "conv3_2" not in seen
    for name, maps in found.items():
        torch.testing.assert_close(maps, seen[name])
    assert found["relu3_1"].shape == (2, 128, 8, 12)
    with pytest.raises(KeyError, match="no layer 'relu9_9' here; there are normalise, conv1_1"):
        features.activations(model, torch.rand(1, 3, 16, 16), ["relu9_9"])


def test_the_trunk_lets_gradients_through_to_the_picture_and_keeps_its_weights():
    model, x = features.load("trunk"), torch.rand(1, 3, 32, 32, requires_grad=True)
    features.activations(model, x, ["relu4_2"])["relu4_2"].square().mean().backward()
    assert x.grad.abs().min() > 0 and not any(p.requires_grad for p in model.parameters())


def test_the_trunk_is_small_and_its_maps_are_of_one_size():
    assert features.weights("trunk.pt").stat().st_size < 4e6
    model = features.load("trunk")
    assert not any(isinstance(layer, nn.BatchNorm2d) for layer in model)
    from course_utils import data
    photos = data.load("photos").images.float() / 255
    for name, maps in features.activations(model, photos,
                                           [f"relu{k}_2" for k in (1, 2, 3, 4)]).items():
        assert 0.3 < maps.mean() < 3, name


def test_the_trunk_tells_shapes_apart_that_a_random_net_of_its_form_does_not():
    """The linear probe of data/README.md, in small."""
    from sklearn.linear_model import RidgeClassifier

    from course_utils import data
    pictures = data.load("scenes", task="classify", n=800)
    torch.manual_seed(0)
    scores = {}
    for name, model in (("trunk", features.load("trunk")),
                        ("random", features.vgg(features.STAGES).eval())):
        with torch.no_grad():
            code = {part: features.activations(model, getattr(pictures, part).images.float() / 255,
                                               ["relu4_2"])["relu4_2"]
                    .amax((2, 3)) for part in ("train", "test")}
        fit = RidgeClassifier(alpha=10).fit(code["train"], pictures.train.targets)
        scores[name] = fit.score(code["test"], pictures.test.targets)
    assert scores["trunk"] > 0.9 and scores["trunk"] > scores["random"] + 0.2, scores


def test_gram_is_the_mean_of_products_at_all_places():
    maps = torch.randn(2, 3, 4, 5, generator=torch.Generator().manual_seed(0)).double().mT
    maps.requires_grad_()
    torch.testing.assert_close(features.gram(maps),
                               torch.einsum("nihw,njhw->nij", maps, maps) / 20)
    assert torch.autograd.gradcheck(features.gram, maps)


def test_frechet_distance_is_scipys():
    torch.manual_seed(0)
    a, b = torch.randn(60, 5) @ torch.randn(5, 5) + 1, torch.randn(40, 5)
    A, B = np.cov(a.numpy().T.astype(float)), np.cov(b.numpy().T.astype(float))
    wanted = np.square(a.double().mean(0) - b.double().mean(0)).sum() + np.trace(
        A + B - 2 * linalg.sqrtm(A @ B).real)
    assert features.frechet(a, b) == pytest.approx(float(wanted))
    assert features.frechet(a, a) == pytest.approx(0, abs=1e-6)
