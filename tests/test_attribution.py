"""Lesson 23's methods of attribution against captum's, on the trunk with a random head."""
import pytest
import torch
from captum import attr
from conftest import defined
from torch import nn

pytestmark = pytest.mark.lessons("23")


@pytest.fixture(scope="module")
def lesson():
    names = defined("23", "parameters", "setup", "network", "body-of", "head", "occlusion",
                    "gradients", "guided-relu", "guided", "integrated-gradients", "grad-cam")
    torch.manual_seed(0)
    names["model"] = names["with_head"](nn.Linear(256, 6))
    names["x"], names["k"] = torch.rand(2, 3, 32, 40), torch.tensor([1, 4])
    return names


def test_the_gradient_is_captums(lesson):
    theirs = attr.Saliency(lesson["model"]).attribute(lesson["x"].clone(), target=lesson["k"])
    ours = lesson["saliency"](lesson["model"], lesson["x"], lesson["k"])
    torch.testing.assert_close(ours, theirs.amax(1))


def test_smoothgrad_is_captums_with_the_same_noise(lesson, monkeypatch):
    model, x, k = lesson["model"], lesson["x"], lesson["k"]
    ours = lesson["smooth"](model, x, k)
    rng = torch.Generator().manual_seed(lesson["SEED"])
    # captum draws by torch.normal(mean, std); here in the lesson's order, from its generator
    monkeypatch.setattr(torch, "normal", lambda mean, std: mean + std * torch.randn(
        std.shape, generator=rng))
    theirs = attr.NoiseTunnel(attr.Saliency(model)).attribute(
        x.clone(), nt_type="smoothgrad", nt_samples=lesson["SAMPLES"], nt_samples_batch_size=1,
        stdevs=0.1, target=k, abs=False)
    torch.testing.assert_close(ours / lesson["SAMPLES"], theirs.abs().amax(1), rtol=1e-3, atol=1e-5)


def test_guided_backpropagation_is_captums(lesson):
    theirs = attr.GuidedBackprop(lesson["model"]).attribute(lesson["x"].clone(), target=lesson["k"])
    ours = lesson["guided"](lesson["model"], lesson["x"], lesson["k"])
    torch.testing.assert_close(ours, theirs.abs().amax(1))


def test_integrated_gradients_are_captums(lesson):
    model, x, k = lesson["model"], lesson["x"], lesson["k"]
    grey = torch.full_like(x, 0.5)
    theirs = attr.IntegratedGradients(model).attribute(x, grey, k, n_steps=7,
                                                       method="riemann_middle")
    ours = lesson["integrated_gradients"](lambda z: lesson["gradient"](model, z, k), x, grey, 7)
    torch.testing.assert_close(ours, theirs.float(), rtol=1e-3, atol=1e-5)


def test_grad_cam_is_captums(lesson):
    model, x, k = lesson["model"], lesson["x"], lesson["k"]
    theirs = attr.LayerGradCam(model, model.get_submodule(lesson["LAYER"])).attribute(
        x, k, relu_attributions=True)
    cut = [name for name, _ in model.named_children()].index(lesson["LAYER"]) + 1
    maps = model[:cut](x).requires_grad_()
    g = torch.autograd.grad(model[cut:](maps).gather(1, k[:, None]).sum(), maps)[0]
    torch.testing.assert_close(lesson["grad_cam"](maps, g), theirs[:, 0])


@pytest.mark.parametrize("window, stride", [(8, 8), (8, 4), (7, 5), (32, 1)])
def test_occlusion_is_captums(lesson, window, stride):
    model, x, k = lesson["model"], lesson["x"], lesson["k"]
    theirs = attr.Occlusion(model).attribute(x[:1], (3, window, window), (3, stride, stride),
                                             baselines=0.5, target=int(k[0]),
                                             perturbations_per_eval=32)
    ours = lesson["occlusion"](lambda z: model(z)[:, k[0]].detach(), x[0], window, stride)
    torch.testing.assert_close(ours, theirs[0, 0].float(), rtol=1e-3, atol=1e-5)
