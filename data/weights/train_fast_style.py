"""Trains the network of lesson 29 that paints in four styles, one pass a picture.

    python data/weights/train_fast_style.py --out data/weights/fast_style.pt

The styles are the course's own paintings (`load("canvas")`), the pictures to paint are crops of
photographs that come with scikit-image, scikit-learn and Matplotlib, and scenes. Astronaut, cat,
coffee, rocket and temple are never among them. The losses are those of lesson 28 in the maps of the
trunk. Called again after a kill, it goes on from the last checkpoint.
"""
import argparse
import json
from functools import partial
from pathlib import Path

import matplotlib.cbook
import matplotlib.pyplot as plt
import skimage.data
import torch
import torch.nn.functional as F
from torch import nn

from course_utils import data, features, training
from course_utils.features import gram

LAYERS, CONTENT = ("relu1_2", "relu2_2", "relu3_2", "relu4_2"), "relu3_2"
PHOTOS = ("flower", "motorcycle", "retina", "tissue", "hubble")
JUDGES = ("astronaut", "cat", "coffee", "rocket", "temple")          # never trained on
GREY = ("camera", "coins", "brick", "gravel", "grass", "moon")


class StyleNorm(nn.Module):
    """Instance normalisation with a scale and a shift for each style; share (N, styles) mixes
    them."""

    def __init__(self, maps: int, styles: int):
        super().__init__()
        self.gamma = nn.Parameter(torch.ones(styles, maps))
        self.beta = nn.Parameter(torch.zeros(styles, maps))

    def forward(self, x, share):
        # in channels_last its backward pass is slow
        x = x.contiguous() if self.training else x
        x = F.group_norm(x, x.shape[1])           # a group for each map: instance normalisation
        gamma, beta = share @ self.gamma, share @ self.beta
        return torch.addcmul(beta[..., None, None], x, gamma[..., None, None])


class Layer(nn.Module):
    """A convolution and its normalisation; up=True doubles the side first."""

    def __init__(self, maps_in: int, maps: int, kernel: int, styles: int, stride=1, up=False,
                 norm=StyleNorm):
        super().__init__()
        self.conv = nn.Conv2d(maps_in, maps, kernel, stride, kernel // 2, padding_mode="reflect")
        self.norm, self.up = norm(maps, styles), up

    def forward(self, x, share):
        x = F.interpolate(x, scale_factor=2) if self.up else x
        return self.norm(self.conv(x), share)


class Painter(nn.Module):
    """Pictures (N, 3, H, W) in [0, 1], sides multiples of 4, painted in a style."""

    def __init__(self, width=16, blocks=3, styles=1, norm=StyleNorm):
        super().__init__()
        layer, w = partial(Layer, styles=styles, norm=norm), width
        self.down = nn.ModuleList([layer(3, w, 5), layer(w, 2 * w, 3, stride=2),
                                   layer(2 * w, 4 * w, 3, stride=2)])
        self.first = nn.ModuleList([layer(4 * w, 4 * w, 3) for _ in range(blocks)])
        self.second = nn.ModuleList([layer(4 * w, 4 * w, 3) for _ in range(blocks)])
        self.up = nn.ModuleList([layer(4 * w, 2 * w, 3, up=True), layer(2 * w, w, 3, up=True)])
        self.out = nn.Conv2d(w, 3, 5, padding=2, padding_mode="reflect")

    def forward(self, x, share):
        x = 4 * x - 2
        for layer in self.down:
            x = layer(x, share).relu()
        for first, second in zip(self.first, self.second, strict=True):
            x = x + second(first(x, share).relu(), share)
        for layer in self.up:
            x = layer(x, share).relu()
        return self.out(x).sigmoid()


def photographs() -> list[torch.Tensor]:
    """Pictures to cut crops from, (3, H, W) in [0, 1], shorter side 320."""
    found = [data.load("photos", size=320).picture(name) for name in PHOTOS]
    with matplotlib.cbook.get_sample_data("grace_hopper.jpg") as portrait:
        found.append(torch.tensor(plt.imread(portrait, "jpg")).permute(2, 0, 1))
    for name in GREY:
        found.append(torch.tensor(getattr(skimage.data, name)()).expand(3, -1, -1))
    return [F.interpolate(p[None].float() / 255, scale_factor=320 / min(p.shape[1:]),
                          mode="bilinear", antialias=True)[0].clamp(0, 1) for p in found]


class Crops:
    """`steps` batches of crops, twice each: what is painted, and what its content must be."""

    def __init__(self, steps, batch, side, seed):
        self.steps, self.batch, self.side = steps, batch, side
        self.seed, self.epoch, self.photos = seed, 0, photographs()
        self.scenes = data.load("scenes", n=400, size=side, objects=(1, 5), clutter=1.0,
                                seed=seed).images.float() / 255

    def __len__(self):
        return self.steps

    def set_epoch(self, epoch):
        self.epoch = epoch

    def one(self, draw):
        rand = partial(torch.rand, generator=draw)
        if rand(()) < 0.15:
            x = self.scenes[int(rand(()) * len(self.scenes))]
        else:
            which = int(rand(()) * (len(self.photos) + 4))
            # colour photographs, and the portrait most of all, come more often
            picture = self.photos[which if which < len(self.photos) else (0, 1, 5, 5)[
                which - len(self.photos)]]
            extent = int(self.side * (0.7 + 1.3 * rand(())))
            top, left = (int(rand(()) * (n - extent + 1)) for n in picture.shape[1:])
            x = F.interpolate(picture[None, :, top:top + extent, left:left + extent],
                              size=self.side, mode="bilinear", antialias=True)[0]
        x = x.flip(-1) if rand(()) < 0.5 else x
        light, tint, contrast = rand(()) - 0.5, rand(3, 1, 1) - 0.5, rand(()) - 0.5
        x = (x - x.mean()) * (1 + contrast) + x.mean() + 0.4 * light + 0.3 * tint
        return x.clamp(0, 1)

    def __iter__(self):
        draw = torch.Generator().manual_seed(1000 * self.seed + self.epoch)
        self.epoch += 1
        for _ in range(self.steps):
            x = torch.stack([self.one(draw) for _ in range(self.batch)])
            yield x, x


class InTraining(nn.Module):
    """The painter, with styles drawn at random for the pictures of a batch, and noise on them."""

    def __init__(self, painter, styles, noise):
        super().__init__()
        self.painter, self.styles, self.noise = painter, styles, noise

    def forward(self, x):
        style = torch.randperm(self.styles).repeat(len(x))[:len(x)]
        x = x + self.noise * torch.rand(len(x), 1, 1, 1) * torch.randn_like(x)
        return self.painter(x, F.one_hot(style, self.styles).float()), style


def losses(trunk, wanted, painted, style, x):
    """Content and style loss of lesson 28, of each picture."""
    with torch.autocast("cpu", torch.bfloat16, enabled=training.bfloat16_pays()):
        maps = features.activations(trunk, painted, LAYERS)
        with torch.no_grad():
            kept = features.activations(trunk, x, [CONTENT])[CONTENT].float()
    grams = {layer: gram(m.float()) for layer, m in maps.items()}
    content = ((maps[CONTENT].float() - kept).square().sum((1, 2, 3))
               / kept.square().sum((1, 2, 3)))
    styles = [(grams[layer] - A[style]).square().sum((1, 2)) / A[style].square().sum((1, 2))
              for layer, A in wanted.items()]
    return content, sum(styles) / len(styles)


def main():
    parse = argparse.ArgumentParser(description=__doc__,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, value, what in (
            ("steps", 4000, "in all"), ("batch", 4, "pictures"), ("crop", 128, "pixels a side"),
            ("size", 256, "pixels a side of the paintings"), ("beta", 30.0, "weight of style"),
            ("noise", 0.03, "the most that is added to the input"), ("rate", 3e-3, "of AdamW"),
            ("width", 16, "maps of the first layer"), ("blocks", 3, "residual blocks"),
            ("epochs", 20, "parts of the run; a line of the log for each"), ("seed", 0, "")):
        parse.add_argument(f"--{name}", type=type(value), default=value, help=what)
    parse.add_argument("--checkpoint", type=Path, help="a file, so that a kill loses little")
    parse.add_argument("--out", type=Path, required=True)
    a = parse.parse_args()
    training.seed(a.seed)
    trunk, paintings = features.load("trunk"), data.load("canvas", size=a.size)
    maps = features.activations(trunk, paintings.images / 255, LAYERS)
    wanted = {layer: gram(m) for layer, m in maps.items()}
    painter = Painter(a.width, a.blocks, len(paintings))

    def loss(answer, x):
        content, style = losses(trunk, wanted, *answer, x)
        return (content + a.beta * style).mean()

    judges = torch.stack([data.load("photos").picture(name) for name in JUDGES]) / 255

    @torch.no_grad()
    def validate(model):
        found = {}
        for k, name in enumerate(paintings.classes):
            style = torch.full((len(judges),), k)
            painted = painter(judges, F.one_hot(style, len(paintings)).float())
            content, distance = losses(trunk, wanted, painted, style, judges)
            found |= {f"content_{name}": content.mean().item(),
                      f"style_{name}": distance.mean().item()}
        print({name: round(value, 4) for name, value in found.items()}, flush=True)
        return found

    history = training.fit(InTraining(painter, len(paintings), a.noise),
                           Crops(a.steps // a.epochs, a.batch, a.crop, a.seed), loss,
                           epochs=a.epochs, lr=a.rate, weight_decay=0, warmup=0.1,
                           validate=validate, checkpoint=a.checkpoint, progress=False)
    torch.save({name: value.half() for name, value in painter.state_dict().items()}, a.out)
    settings = {name: str(value) for name, value in vars(a).items()
                if name not in ("out", "checkpoint")}
    lines = ",\n".join("  " + json.dumps({name: round(value, 4) for name, value in line.items()})
                       for line in history.epochs)
    a.out.with_suffix(".json").write_text(
        f'{json.dumps(settings, indent=1)[:-2]},\n "minutes": {history.seconds / 60:.1f},\n '
        f'"log": [\n{lines}\n ]\n}}\n')


if __name__ == "__main__":
    main()
