"""Measures trunks at the work they are for; the table in data/README.md comes from here.

    python data/weights/measure_trunk.py random a.pt b.pt --sheets /tmp/sheets

texture     synthesised from Gram matrices under the trunk, judged by the relative distance of Gram
matrices under
            EfficientNet-lite1 (ImageNet; no part in any training) and under random multi-scale
            filters (after Ustyuzhaninov et al. 2016); mean of brick, gravel, flower, cells
inversion   PSNR in dB of a 96-pixel photograph remade from relu1_2, relu2_2, relu3_2, relu4_2; mean
of three probe       accuracy of logistic regression on averaged and largest activations: shapes of
scenes, digits style       a photograph in the style of three others: only drawn, to be looked at
"""
import argparse
import time
from pathlib import Path

import skimage.data
import torch
import torch.nn.functional as F
import torchvision
from sklearn.datasets import load_sample_image
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
from torch import nn
from torchmetrics.functional.image import peak_signal_noise_ratio
from train_trunk import Crops, balanced, imagenet_teacher, pooled

from course_utils import data, features, training

LAYERS = ("relu1_2", "relu2_2", "relu3_2", "relu4_2")


def picture(name: str, size: int, zoom: float = 1.0) -> torch.Tensor:
    """The middle of a photograph, (1, 3, size, size) in [0, 1], after scaling by `zoom`."""
    x = load_sample_image(name) if name.endswith("jpg") else getattr(skimage.data, name)()
    x = torch.from_numpy(x.copy()).float() / 255
    x = (x[..., None].expand(-1, -1, 3) if x.ndim == 2 else x).permute(2, 0, 1)[None]
    x = F.interpolate(x, scale_factor=zoom, mode="bilinear", antialias=True)
    return torchvision.transforms.functional.center_crop(x, size)


def gram(maps: torch.Tensor) -> torch.Tensor:
    flat = maps.flatten(2)
    return flat @ flat.transpose(1, 2) / flat.shape[2]


def minimise(x: torch.Tensor, loss, steps: int) -> torch.Tensor:
    return training.minimise(lambda x: loss(x) + 10 * (x - x.clamp(0, 1)).square().mean(), x,
                             steps, progress=False).clamp(0, 1)


def style_loss(trunk, target):
    grams = {k: gram(v) for k, v in features.activations(trunk, target, LAYERS).items()}
    return lambda maps: sum((gram(maps[k]) - g).square().sum() / g.square().sum()
                            for k, g in grams.items())


def texture(trunk, target):
    loss = style_loss(trunk, target)
    start = (target.mean((2, 3), keepdim=True) + 0.1 * torch.randn_like(target)).clamp(0, 1)
    return minimise(start, lambda x: loss(features.activations(trunk, x, LAYERS)), 150)


def styled(trunk, photo, style, weight=1e3):
    loss, kept = style_loss(trunk,
                            style), features.activations(trunk, photo, ["relu3_2"])["relu3_2"]

    def total(x):
        maps = features.activations(trunk, x, LAYERS)
        return weight * loss(maps) + 30 * (maps["relu3_2"]
                                           - kept).square().mean() / kept.square().mean()
    return minimise(photo, total, 120)


def inverted(trunk, photo, layer):
    code = features.activations(trunk, photo, [layer])[layer]
    size = code.square().mean()

    def loss(x):
        tv = (x.diff(dim=2).square()[..., :-1] + x.diff(dim=3).square()[..., :-1, :]
              + 1e-6).sqrt().mean()
        return (features.activations(trunk, x, [layer])[layer]
                - code).square().mean() / size + 0.02 * tv
    return minimise(0.5 + 0.05 * torch.randn_like(photo), loss, 150)


def probe(trunk, pictures):
    def codes(part):
        with torch.no_grad():
            x = part.images.float().expand(-1, 3, -1, -1) / 255
            found = [features.activations(trunk, some, LAYERS[1:]) for some in x.split(100)]
        return torch.cat([torch.cat([pooled(maps) for maps in f.values()], 1) for f in found])
    scale = StandardScaler().fit(codes(pictures.train))
    model = LogisticRegression(C=0.05,
                               max_iter=300).fit(scale.transform(codes(pictures.train)),
                                                 pictures.train.targets)
    return model.score(scale.transform(codes(pictures.test)), pictures.test.targets)


class Judge:
    """Relative distance of Gram matrices, averaged over layers, under two nets that trained nothing
    here."""

    def __init__(self):
        self.net = imagenet_teacher("efficientnet_lite1")
        training.seed(1234)
        self.filters = [nn.Conv2d(3, 64, size, padding=size // 2)
                        for size in (3, 5, 7, 11, 15, 23, 37, 55)]

    @torch.no_grad()
    def __call__(self, a, b):
        trained = zip(self.net(a)[:4], self.net(b)[:4], strict=True)
        random = ((f(a - 0.5).relu(), f(b - 0.5).relu()) for f in self.filters)
        return [torch.stack([(gram(x) - gram(y)).norm() / gram(y).norm()
                             for x, y in pairs]).mean().item() for pairs in (trained, random)]


def load(name):
    trunk = features.vgg(features.STAGES, nn.MaxPool2d if "max" in name else nn.AvgPool2d)
    # random, random1, random2: different draws
    if name.startswith("random"):
        trunk = features.random_twin(trunk, int(name[6:] or 0))
        balanced(trunk, Crops(0, 0.3)(256)[0])
    else:
        trunk.load_state_dict({k: v.float()
                               for k, v in torch.load(name, weights_only=True).items()})
    return trunk.eval().requires_grad_(False).to(memory_format=torch.channels_last)


def main():
    parse = argparse.ArgumentParser(description=__doc__,
                                    formatter_class=argparse.RawDescriptionHelpFormatter)
    parse.add_argument("trunks", nargs="+")
    parse.add_argument("--sheets", type=Path, default=Path("."))
    a = parse.parse_args()
    a.sheets.mkdir(parents=True, exist_ok=True)
    textures = [picture(name, 128, zoom)
                for name, zoom in (("brick", 0.5), ("gravel", 0.6), ("flower.jpg", 0.5),
                                                            ("immunohistochemistry", 0.6))]
    photos = [picture(*what)
              for what in (("coffee", 96, 0.3), ("flower.jpg", 96, 0.3), ("china.jpg", 96, 0.3))]
    styles = [picture("immunohistochemistry", 160, 0.7), picture("gravel", 160, 0.7),
              picture("flower.jpg", 160, 0.5)]
    judge = Judge()
    shapes = data.load("scenes", task="classify", n=2000)
    digits = data.load("digits", size=32)
    for name in a.trunks:
        trunk, begin = load(name), time.monotonic()
        training.seed(0)
        made = [texture(trunk, t) for t in textures]
        marks = torch.tensor([judge(m, t) for m, t in zip(made, textures, strict=True)]).mean(0)
        remade = [[inverted(trunk, p, layer) for p in photos] for layer in LAYERS]
        psnr = [sum(peak_signal_noise_ratio(r, p, data_range=1.0).item()
                    for r, p in zip(row, photos, strict=True)) / 3 for row in remade]
        drawn = [styled(trunk, picture("china.jpg", 160, 0.4), s) for s in styles]
        scores = probe(trunk, shapes), probe(trunk, digits)
        print(f"| {Path(name).stem} | {marks[0]:.3f} | {marks[1]:.3f} | "
              + " | ".join(f"{v:.1f}" for v in psnr)
              + f" | {scores[0]:.3f} | {scores[1]:.3f} |   {time.monotonic() - begin:.0f} s",
              flush=True)
        stem = Path(name).stem
        pairs = [x for both in zip(textures, made, strict=True) for x in both]
        sheet = [F.interpolate(x, 160)
                 for x in (*pairs, *styles, *drawn, *(r for row in remade for r in row), *photos)]
        torchvision.utils.save_image(torch.cat(sheet), a.sheets / f"{stem}.png", nrow=8)


if __name__ == "__main__":
    main()
