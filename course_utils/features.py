"""Networks to look into: each an `nn.Sequential` whose layers bear the names the papers give them.

`load("trunk")` is our own small VGG (how it was trained: data/README.md); `load("alexnet")`,
`"vgg19"` and `"squeezenet"` are torchvision's, with ImageNet weights, in the same form. All take
pictures in [0, 1]: what a network wants subtracted and divided is its first layer.
`activations(model, x, layers)` is what they make of pictures on the way, and `gram(maps)` which
features occur together in it.
"""
from __future__ import annotations

import copy
import pickle
from collections import OrderedDict
from collections.abc import Iterable
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.hub import get_dir
from torchvision import models
from torchvision.transforms import v2

from .errors import DataError, unknown

STAGES = ((32, 32), (64, 64), (128, 128), (256, 256))
_HEAD = "avgpool flatten fc6 relu6 drop6 fc7 relu7 drop7 fc8"
_VGG19 = " ".join(" ".join(f"conv{stage}_{step} relu{stage}_{step}"
                           for step in range(1, depth + 1)) + f" pool{stage}"
                  for stage, depth in enumerate((2, 2, 4, 4, 4), 1))
_IMAGENET = {   # name: torchvision's name for it, and the paper's names for its layers in order
    "alexnet": ("alexnet",
                "conv1 relu1 pool1 conv2 relu2 pool2 conv3 relu3 conv4 relu4 conv5 relu5 pool5 "
                           "avgpool flatten drop6 fc6 relu6 drop7 fc7 relu7 fc8"),
    "vgg19": ("vgg19", f"{_VGG19} {_HEAD}"),
    "squeezenet": ("squeezenet1_1",
                   "conv1 relu1 pool1 fire2 fire3 pool3 fire4 fire5 pool5 fire6 fire7 fire8 fire9 "
                                    "drop9 conv10 relu10 pool10 flatten"),
}


def weights(name: str) -> Path:
    """A file of our own weights: in data/weights of the course, or in the installed package."""
    package = Path(__file__).resolve().parent
    inside = package / "weights" / name
    return inside if inside.exists() else package.parent / "data" / "weights" / name


def activations(model: nn.Sequential, x: Tensor, layers: Iterable[str]) -> dict[str, Tensor]:
    """What `model` makes of pictures x, (N, 3, H, W) in [0, 1], at each of `layers`, by name.
    Layers behind the last one asked for are not run. Raises KeyError, naming the layers there are,
    for one that is not there."""
    layers = list(layers)
    known = [name for name, _ in model.named_children()]
    if strange := [name for name in layers if name not in known]:
        raise KeyError(f"no layer {strange[0]!r} here; there are {', '.join(known)}")
    found = {}
    for name, layer in model.named_children():
        x = layer(x)
        if name in layers:
            found[name] = x
        if len(found) == len(set(layers)):
            break
    return {name: found[name] for name in layers}


def gram(maps: Tensor) -> Tensor:
    """Gram matrices (N, C, C) of maps (N, C, H, W): element [n, i, j] is the mean over all places
    of map i times map j (Gatys, Ecker and Bethge 2015, with the mean in place of their sum). Keeps
    dtype and device, and lets gradients through."""
    rows = maps.flatten(2)
    return rows @ rows.mT / rows.shape[2]


def frechet(a: Tensor, b: Tensor) -> float:
    """Squared Fréchet distance of two clouds of features, (N, D) and (M, D), N and M at least 2: of
    the Gaussians with their means and covariances (Heusel et al. 2017; lesson 32 builds it).
    Computed on the CPU in float64."""
    a, b = a.cpu().double(), b.cpu().double()
    A, B = a.T.cov(), b.T.cov()
    roots = torch.linalg.eigvals(A @ B).real.clamp_min(0).sqrt()
    return float((a.mean(0) - b.mean(0)).square().sum() + A.trace() + B.trace() - 2 * roots.sum())


def load(name: str = "trunk") -> nn.Sequential:
    """The network `name`, ready to be looked into: in evaluation mode, its weights fixed, its ReLUs
    not in place.

    "trunk" needs no download. "alexnet" (Krizhevsky et al. 2012), "vgg19" (Simonyan and Zisserman
    2014) and "squeezenet" (Iandola et al. 2016) take their ImageNet weights from torchvision's
    cache or, once, from the internet. Raises DataError, which says what to do, for an unknown name
    and where the weights are missing or damaged.
    """
    if name == "trunk":
        model = vgg(STAGES)
        model.load_state_dict({key: value.float()
                               for key, value in torch.load(weights("trunk.pt"),
                                                            weights_only=True).items()})
    elif name in _IMAGENET:
        model = _imagenet(name)
    else:
        raise unknown("network", name, ["trunk", *_IMAGENET])
    for layer in model.modules():
        if isinstance(layer, nn.ReLU):
            # or what stood before it would be gone before it is looked at
            layer.inplace = False
    return model.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def vgg(stages: Iterable[Iterable[int]], pool: type[nn.Module] = nn.AvgPool2d) -> nn.Sequential:
    """Stages of 3×3 convolutions with ReLU, a pooling by 2 between stages, with random weights.
    `stages` gives the number of maps of each convolution; layers are named conv1_1, relu1_1, ...,
    pool1, conv2_1, ... (Simonyan and Zisserman 2014). The average in place of VGG's maximum is what
    Gatys et al. (2015) recommend."""
    layers, maps = OrderedDict(normalise=v2.Normalize([0.5] * 3, [0.25] * 3)), 3
    for stage, widths in enumerate(stages, 1):
        if stage > 1:
            layers[f"pool{stage - 1}"] = pool(2)
        for step, width in enumerate(widths, 1):
            layers[f"conv{stage}_{step}"] = nn.Conv2d(maps, width, 3, padding=1)
            layers[f"relu{stage}_{step}"] = nn.ReLU()
            maps = width
    return nn.Sequential(layers)


def random_twin(model: nn.Module, seed: int) -> nn.Module:
    """A copy of `model` that has learned nothing: the weights of its convolutions and linear layers
    drawn with the variance of He et al. (2015), their biases zero. The same for the same seed;
    torch's own generator is left alone."""
    twin = copy.deepcopy(model)
    generator = torch.Generator(next(twin.parameters()).device).manual_seed(seed)
    for layer in twin.modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            nn.init.kaiming_normal_(layer.weight, generator=generator)
            nn.init.zeros_(layer.bias)
    return twin


def _imagenet(name: str) -> nn.Sequential:
    official, names = _IMAGENET[name]
    weights = models.get_model_weights(official).DEFAULT
    file = Path(get_dir()) / "checkpoints" / Path(weights.url).name
    try:
        net = models.get_model(official, weights=weights)
    except OSError as error:               # urllib's errors are OSErrors too
        raise DataError(f"{name}: its ImageNet weights are not at {file} and could not be "
                        f"downloaded ({error}); run this again when you are online, put there what "
                        f"{weights.url} gives, or take 'trunk'.") from None
    except (RuntimeError, EOFError, KeyError, pickle.UnpicklingError) as error:
        raise DataError(f"{name}: the weights at {file} are damaged or of another network "
                        f"({str(error).splitlines()[0][:80]}); delete the file and run this again "
                        "when you are online.") from None
    tail = [net.avgpool, nn.Flatten()] if hasattr(net, "avgpool") else []
    layers = [*net.features, *tail, *net.classifier, *([] if tail else [nn.Flatten()])]
    normalise = v2.Normalize(weights.transforms().mean, weights.transforms().std)
    return nn.Sequential(OrderedDict([("normalise", normalise),
                                      *zip(names.split(), layers, strict=True)]))
