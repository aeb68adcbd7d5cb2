"""Training speed: `fit` against the usual loop, same networks, same pictures, same machine, in
turn.

    make bench

The usual loop is the one of most tutorials: a Dataset of PIL pictures, torchvision's transforms one
picture at a time, a DataLoader with two workers (kept alive between epochs, in its favour),
float32. For the ResNets both sides crop and mirror at random; both sides take the same optimizer
and schedule.
"""
import argparse
import functools
import statistics
import time

import torch
from torch import nn
from torch.utils.data import DataLoader, Dataset
from torchvision import transforms
from torchvision.models.resnet import BasicBlock

from course_utils import augment, data, training

BATCH, CROP = 128, 4


class Pictures(Dataset):
    """PIL pictures and their classes, transformed one by one."""

    def __init__(self, part, transform):
        to_pil = transforms.ToPILImage()
        self.pictures = [to_pil(image) for image in part.images]
        self.targets, self.transform = part.targets.tolist(), transform

    def __len__(self):
        return len(self.pictures)

    def __getitem__(self, i):
        return self.transform(self.pictures[i]), self.targets[i]


def resnet(channels: int, classes: int, width: int = 32) -> nn.Module:
    """Four residual blocks on width, 2·width and 4·width channels; 0.6 M parameters, 0.15 M at
    width 16."""
    a, b, c = width, 2 * width, 4 * width
    down = [nn.Sequential(nn.Conv2d(i, o, 1, 2, bias=False), nn.BatchNorm2d(o))
            for i, o in ((a, b), (b, c))]
    return nn.Sequential(
        nn.Conv2d(channels, a, 3, padding=1, bias=False), nn.BatchNorm2d(a), nn.ReLU(),
        BasicBlock(a, a),
        BasicBlock(a, b, 2, down[0]), BasicBlock(b, c, 2, down[1]), BasicBlock(c, c),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(c, classes))


def lenet(channels: int, classes: int) -> nn.Module:
    """LeNet-5 as in lesson 06, for 32×32 pixels."""
    return nn.Sequential(
        nn.Conv2d(channels, 6, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(),
        nn.Linear(84, classes))


def usual(model: nn.Module, part: data.ImageSet, augmented: bool, epochs: int) -> float:
    """Seconds for `epochs` epochs of the usual loop."""
    mean, std = (v.tolist() for v in part.normalisation)
    random = [transforms.RandomCrop(32, CROP),
              transforms.RandomHorizontalFlip()] if augmented else []
    pictures = Pictures(part,
                        transforms.Compose([*random, transforms.ToTensor(),
                                            transforms.Normalize(mean, std)]))
    loader = DataLoader(pictures, BATCH, shuffle=True, num_workers=2, persistent_workers=True)
    where = training.device()
    model.to(where).train()
    begin = time.perf_counter()
    optim = torch.optim.AdamW(model.parameters(), 1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optim, 1e-3, total_steps=epochs * len(loader))
    for _ in range(epochs):
        for x, y in loader:
            x, y = x.to(where), y.to(where)
            value = nn.functional.cross_entropy(model(x), y)
            optim.zero_grad()
            value.backward()
            optim.step()
            schedule.step()
            value.item()
    return time.perf_counter() - begin


def ours(model: nn.Module, part: data.ImageSet, augmented: bool, epochs: int) -> float:
    """Seconds for `epochs` epochs of `fit`."""
    random = [augment.crop(CROP), augment.flip()] if augmented else []
    begin = time.perf_counter()
    training.fit(model, part.batches(BATCH, augment=random), epochs=epochs, progress=False)
    return time.perf_counter() - begin


def compare(name: str, make, part: data.ImageSet, augmented: bool, epochs: int,
            rounds: int) -> None:
    """Prints how many times as many pictures a second `fit` trains on, by medians."""
    speed = {usual: [], ours: []}
    channels, classes = part.images.shape[1], len(part.classes)
    for _ in range(rounds):
        for loop in speed:
            training.seed(0)
            speed[loop].append(epochs * len(part)
                               / loop(make(channels, classes), part, augmented, epochs))
    usually, with_fit = (statistics.median(speed[loop]) for loop in (usual, ours))
    print(f"{name:<34}{usually:>12,.0f}{with_fit:>12,.0f}{with_fit / usually:>9.2f}×", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5,
                        help="how often each loop is timed (default 5)")
    parser.add_argument("--epochs", type=int, default=2, help="epochs a timing (default 2)")
    options = parser.parse_args()
    training.seed(0)
    scenes = data.load("scenes", n=5000, size=32).train
    digits = data.load("digits", size=32)
    print(f"{torch.get_num_threads()} threads on {training.device()}, medians of {options.rounds} "
          "rounds\n")
    print(f"{'pictures a second':<34}{'usual loop':>12}{'fit':>12}{'ratio':>10}")
    narrow = functools.partial(resnet, width=16)
    compare("ResNet, 32 to 128 channels", resnet, scenes, True, options.epochs, options.rounds)
    compare("ResNet, 16 to 64 channels", narrow, scenes, True, options.epochs, options.rounds)
    compare("LeNet", lenet, digits, False, 5 * options.epochs, options.rounds)


if __name__ == "__main__":
    main()
