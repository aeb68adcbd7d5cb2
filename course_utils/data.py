"""`load(name)`: pictures and what is known about them, the same way for every data set of the
course.

Embedded sets (digits, photos, textures, scenes, chairs, canvas) work at once and offline;
torchvision's (mnist, fashion_mnist, cifar10) are downloaded on request; a reader's own come from a
folder (folder:DIR, voc:DIR, masks:DIR, wav:DIR, pictures:DIR; see readers.py for their layouts),
and so do sentences (text:DIR, see texts.py).
data/README.md says what each set is.
"""
from __future__ import annotations

import importlib.util
import inspect
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import platformdirs
import torch
from torch import Tensor
from torch.nn.functional import interpolate

from . import canvas, chairs, pictures, readers, scenes, texts
from .augment import Augment
from .download import checked_download
from .errors import DataError, unknown

Targets = Tensor | list


@dataclass
class ImageSet:
    """Pictures with their targets, split into a part to train on and one held out.

    images: uint8 (N, C, H, W), or readers.Files that decode on demand where they would not fit in
    memory.
    targets: int64 (N,) for classes; a list of dicts (boxes float xyxy (n, 4), labels int64 (n,),
    perhaps masks bool (n, H, W)) for detection; int64 (N, H, W) for segmentation; a list of
    sentences for captions.
    held_out: bool (N,), True for the pictures of `.test`.
    """

    images: Tensor | readers.Files
    targets: Targets
    classes: list[str]
    source: str
    licence: str
    held_out: Tensor = field(default=None)

    def __post_init__(self):
        if self.held_out is None:
            self.held_out = torch.arange(len(self.images)) % 5 == 4

    def __len__(self) -> int:
        return len(self.images)

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor | dict | str]:
        """The picture and the target of that number: uint8 (C, H, W), and as in `targets`."""
        if not -len(self) <= index < len(self):
            raise IndexError(f"picture {index} of {len(self)}")
        index %= len(self)
        return self.images[index], self.targets[index]

    def picture(self, name: str) -> Tensor:
        """The picture of that class name, uint8 (C, H, W): `load("photos").picture("coffee")`.
        Raises KeyError, naming those there are."""
        if name not in self.classes:
            raise KeyError(f"no picture {name!r} here; there are {', '.join(self.classes)}")
        return self.images[(self.targets == self.classes.index(name)).nonzero()[0]][0]

    def _part(self, mask: Tensor) -> ImageSet:
        index = mask.nonzero().flatten()
        listed = isinstance(self.targets, list)
        targets = [self.targets[i] for i in index] if listed else self.targets[index]
        return replace(self, images=self.images[index], targets=targets,
                       held_out=torch.zeros(len(index), dtype=torch.bool))

    @cached_property
    def train(self) -> ImageSet:
        """The part to learn from."""
        return self._part(~self.held_out)

    @cached_property
    def test(self) -> ImageSet:
        """The part held out; normalised by the statistics of `.train`."""
        part = self._part(self.held_out)
        part.normalisation = self.train.normalisation
        return part

    @cached_property
    def normalisation(self) -> tuple[Tensor, Tensor]:
        """Mean and standard deviation by channel, each (C,), of (at most 2,000 of) the pictures in
        [0, 1]."""
        some = self.images[torch.arange(0, len(self), max(1, len(self) // 2000))]
        some = (some if isinstance(some, Tensor) else some.read()).float() / 255
        return some.mean((0, 2, 3)), some.std((0, 2, 3)).clamp_min(1e-3)

    def normalised(self, images: Tensor) -> Tensor:
        """Other pictures as the network sees these: images (N, C, H, W), from 0 to 255, by the mean
        and standard deviation of `normalisation`; float32, of the same shape."""
        mean, std = (v.view(-1, 1, 1) for v in self.normalisation)
        return (images / 255 - mean) / std

    def batches(self, size: int, *, shuffle: bool = True, augment: Augment | Sequence[Augment] = (),
                seed: int = 0, normalise: bool = True,
                device: torch.device | str | None = None) -> Batches:
        """Batches (x, y) of `size` pictures: x float32 (size, C, H, W), normalised by channel (or
        in [0, 1] with normalise=False); y as in `targets`. Shuffled anew in each epoch, `seed`
        fixing how."""
        if size < 1:
            raise ValueError(f"a batch of {size} pictures: give at least 1.")
        if not len(self):
            raise ValueError("this part of the data set is empty, so there are no batches to make.")
        steps = [augment] if callable(augment) else list(augment)
        return Batches(self, size, shuffle, steps, seed, normalise, device)


@dataclass
class Batches:
    """An iterable over an ImageSet; each pass is one epoch, in an order fixed by (seed, epoch)."""

    data: ImageSet
    size: int
    shuffle: bool
    augment: list[Augment]
    seed: int
    normalise: bool
    device: torch.device | str | None
    rank: int = 0
    world: int = 1
    epoch: int = 0

    def __len__(self) -> int:
        return -(-len(self.data) // self.size)

    def set_epoch(self, epoch: int) -> None:
        self.epoch = epoch

    def shard(self, rank: int, world: int) -> Batches:
        """The same batches, of each only the pictures rank, rank + world, ...: process `rank`'s
        part."""
        return replace(self, rank=rank, world=world)

    def __iter__(self) -> Iterator[tuple[Tensor, Targets]]:
        n = len(self.data)
        generator = torch.Generator().manual_seed(self.seed * 1_000_003 + self.epoch)
        order = torch.randperm(n, generator=generator) if self.shuffle else torch.arange(n)
        self.epoch += 1
        mean, std = (v.view(-1, 1, 1).to(self.device) for v in self.data.normalisation)
        batches = [order[i:i + self.size][self.rank::self.world] for i in range(0, n, self.size)]
        for index, images in zip(batches, self._pictures(batches), strict=True):
            x = images.to(self.device, non_blocking=True).float() / 255
            for change in self.augment:
                x = change(x, generator)
            targets = self.data.targets
            listed = isinstance(targets, list)
            y = [targets[i] for i in index] if listed else targets[index].to(self.device)
            yield (x - mean) / std if self.normalise else x, y

    def _pictures(self, batches: list[Tensor]) -> Iterator[Tensor]:
        images = self.data.images
        if isinstance(images, Tensor):
            return (images[index] for index in batches)
        return readers.stream(images, batches)


def data_dir() -> Path:
    """Where downloads are kept: $COURSE_DATA; else data/downloads in the course's own folder, or,
    where course_utils was installed without it, the user's cache."""
    if chosen := os.environ.get("COURSE_DATA"):
        return Path(chosen)
    course = Path(__file__).resolve().parent.parent
    return course / "data" / "downloads" if (course / "notebooks").is_dir() \
        else Path(platformdirs.user_cache_dir("convnet-course"))


def load(name: str, **options) -> ImageSet | texts.TextSet:
    """The data set `name`, of sentences for "text:DIR"; `options` are those of its function below,
    in readers.py or in texts.py.

    Raises DataError, which says what to do, for an unknown name or option, and for data that is
    missing, broken, or cannot be downloaded. Nothing is ever silently put in the place of what was
    asked for.
    """
    kind, colon, place = name.partition(":")
    if colon and kind in OWN:
        if not place.strip():
            raise DataError(f"{name}: name a directory after the colon, as in {kind}:~/data.")
        folder = Path(place).expanduser()
        if folder.is_file():
            raise DataError(f"{name}: {folder} is a file. Unpack it, if it is an archive, and name "
                            "its directory.")
        if not folder.is_dir():
            raise DataError(f"{name}: there is no directory {folder}. It is looked for from "
                            f"{Path.cwd()}.")
        found = _call(OWN[kind], name, name, folder, **options)
        return texts.TextSet(**found) if kind == "text" else ImageSet(**found)
    if colon and kind == "canvas":
        return _call(paintings, name, place, **options)
    if colon and kind == "chairs":
        if not place.strip().isdecimal():
            raise DataError(f"{name}: give the pixels a side after the colon, as in chairs:48.")
        return _call(chair_pictures, name, int(place), **options)
    if name in EMBEDDED:
        return _call(EMBEDDED[name], name, **options)
    if name in DOWNLOADED:
        return _call(_torchvision, name, name, **options)
    raise unknown("data set", name, [*EMBEDDED, *DOWNLOADED,
                                     *(f"{reader}:DIR" for reader in OWN)])


def _call(function: Callable, name: str, *args, **options):
    known = list(inspect.signature(function).parameters)[len(args):]
    if strange := [option for option in options if option not in known]:
        raise DataError(f"{name} has no option {strange[0]!r}; it has {', '.join(known)}.")
    return function(*args, **options)


def digits(size: int = 8, split: str = "mixed") -> ImageSet:
    """1,797 scanned handwritten digits of 8×8 pixels, scaled to size×size (scikit-learn; UCI,
    Alpaydin and Kaynak 1998). 400 are held out: drawn from all over the file (split="mixed"), or
    the last of the file (split="last"), which other people wrote than the first ones."""
    from sklearn.datasets import load_digits
    if split not in ("mixed", "last"):
        raise DataError(f"digits: no split {split!r}; there are 'mixed' and 'last'.")
    found = load_digits()
    images = torch.from_numpy(found.images).float().unsqueeze(1) * (255 / 16)
    if size != 8:
        images = interpolate(images, size=(size, size), mode="bicubic", align_corners=False)
    order = np.random.default_rng(0).permutation(len(images))
    held_out = torch.zeros(len(images), dtype=torch.bool)
    held_out[order[-400:] if split == "mixed" else slice(-400, None)] = True
    return ImageSet(images.round().clamp(0, 255).byte(), torch.from_numpy(found.target).long(),
                    [str(d) for d in range(10)], "scikit-learn load_digits", "CC BY 4.0", held_out)


_PHOTOS = {"astronaut": "astronaut", "cat": "chelsea", "coffee": "coffee", "rocket": "rocket",
           "retina": "retina", "tissue": "immunohistochemistry", "hubble": "hubble_deep_field"}
_TEXTURES = ("brick", "grass", "gravel")


def _photographs() -> dict[str, np.ndarray]:
    import skimage.data
    # its pictures alone: importing it takes a second
    sklearn = Path(importlib.util.find_spec("sklearn").origin).parent / "datasets" / "images"
    found = {name: getattr(skimage.data, function)() for name, function in _PHOTOS.items()}
    found["motorcycle"] = skimage.data.stereo_motorcycle()[0]
    return found | {"temple": pictures.open_picture(sklearn / "china.jpg"),
                    "flower": pictures.open_picture(sklearn / "flower.jpg")}


def photos(size: int = 256) -> ImageSet:
    """Ten photographs that come with scikit-image and scikit-learn: the middle square of each,
    scaled to size×size. The target is its own number, its name the class:
    `load("photos").picture("coffee")`."""
    found = _photographs()
    images = torch.stack([pictures.fit_square(torch.from_numpy(np.array(a)).permute(2, 0, 1), size)
                          for a in found.values()])
    return ImageSet(images, torch.arange(len(images)), list(found), "scikit-image, scikit-learn",
                    "public domain and CC0; flower and temple CC BY",
                    torch.zeros(len(images), dtype=torch.bool))


def paintings(subject: str | None = None, size: int = 256, seed: int = 0) -> ImageSet:
    """Paintings of our own (see canvas.py), size×size: of all subjects, or of one. The target is
    its own number, the subject the class: `load("canvas").picture("night")`, `"canvas:night"`."""
    subjects = list(canvas.SUBJECTS) if subject is None else [subject]
    images = np.stack([canvas.paint(name, size, seed) for name in subjects]).transpose(0, 3, 1, 2)
    return ImageSet(torch.tensor(images), torch.arange(len(images)), subjects,
                    "course_utils.canvas", "MIT", torch.zeros(len(images), dtype=torch.bool))


def textures(size: int = 64, each: int = 300, seed: int = 0) -> ImageSet:
    """Grey squares of `size` pixels cut at random from photographs of brick, grass and gravel,
    `each` of every kind; held out are squares from the right quarter of each photograph, which no
    other touches."""
    import skimage.data
    if not 8 <= size <= 120:
        raise DataError(f"textures: size={size}, but squares of 8 to 120 pixels can be cut from a "
                        "quarter of 512.")
    random, images = np.random.default_rng(seed), []
    for name in _TEXTURES:
        photo = getattr(skimage.data, name)()
        edge = photo.shape[1] * 3 // 4
        for i in range(each):
            low, high = (edge, photo.shape[1]) if i % 5 == 4 else (0, edge)
            y = random.integers(0, photo.shape[0] - size + 1)
            x = random.integers(low, high - size + 1)
            images.append(photo[y:y + size, x:x + size])
    return ImageSet(torch.from_numpy(np.stack(images))[:, None],
                    torch.arange(3).repeat_interleave(each), list(_TEXTURES), "scikit-image",
                    "CC0", (torch.arange(3 * each) % each) % 5 == 4)


def scene_pictures(task: str = "classify", n: int = 2500, size: int = 64,
                   objects: tuple[int, int] | None = None,
                   seed: int = 0, clutter: float = 0.5) -> ImageSet:
    """`n` procedural scenes (see scenes.draw); every fifth is held out. task: "classify" (the shape
    of one object), "detect", "segment", "instances" or "caption", by default with 1 to 4
    objects."""
    tasks = ("classify", "detect", "segment", "instances", "caption")
    if task not in tasks:
        raise DataError(f"scenes: no task {task!r}; there are {', '.join(tasks)}.")
    try:
        drawn = scenes.draw(n, size, objects or ((1, 1) if task == "classify" else (1, 4)), seed,
                            clutter)
    except ValueError as error:
        raise DataError(f"scenes: {error}") from None
    targets = {"classify": lambda: drawn.shapes.max(1).values,
               "detect": lambda: [drawn.objects(i) for i in range(n)],
               "instances": lambda: [drawn.objects(i, masks=True) for i in range(n)],
               "segment": drawn.semantic,
               "caption": lambda: [drawn.caption(i) for i in range(n)]}[task]()
    classes = ["ground", *scenes.SHAPES] if task == "segment" else list(scenes.SHAPES)
    return ImageSet(drawn.images, targets, classes, "course_utils.scenes", "MIT")


def chair_pictures(size: int = 64, task: str = "classify", n: int = 2000, styles: int = 100,
                   seed: int = 0) -> ImageSet:
    """`n` procedural chairs from random sides (see chairs.draw); every fifth is held out. task:
    "classify" (the kind of its back), "segment" (chair or ground), or "attributes", a dict of
    style, azimuth, elevation, colour (3,) and mask (S, S) for each."""
    tasks = ("classify", "segment", "attributes")
    if task not in tasks:
        raise DataError(f"chairs: no task {task!r}; there are {', '.join(tasks)}.")
    try:
        drawn = chairs.draw(n, size, styles, seed)
    except ValueError as error:
        raise DataError(f"chairs: {error}") from None
    masks = drawn.masks > 127
    targets = {"classify": lambda: drawn.rows[:, chairs.COLUMNS.index("back")].long(),
               "segment": masks.long,
               "attributes": lambda: [{"style": drawn.styles[i], "azimuth": drawn.azimuth[i],
                                       "elevation": drawn.elevation[i], "colour": drawn.colours[i],
                                       "mask": masks[i]} for i in range(n)]}[task]()
    classes = ["ground", "chair"] if task == "segment" else list(chairs.BACKS)
    return ImageSet(drawn.images, targets, classes, "course_utils.chairs", "MIT")


def _torchvision(name: str, size: int | None = None, download: bool = True) -> ImageSet:
    """mnist, fashion_mnist or cifar10, as torchvision lays them out in data_dir(), downloaded if
    absent (never with download=False) and checked against torchvision's checksums when they come.
    Held out: the official test part. size: scale to size×size, if given."""
    import torchvision.datasets as sets
    make, stand_in, source, licence = {
        "mnist": (sets.MNIST, "digits", "LeCun, Cortes, Burges", "CC BY-SA 3.0"),
        "fashion_mnist": (sets.FashionMNIST, "digits", "Zalando Research", "MIT"),
        "cifar10": (sets.CIFAR10, "scenes", "Krizhevsky 2009", "research use")}[name]
    root = data_dir()
    parts = [checked_download(make, train, download, name, root, stand_in)
             for train in (True, False)]
    images = [torch.as_tensor(np.asarray(part.data)) for part in parts]
    images = torch.cat([a.permute(0, 3, 1, 2) if a.ndim == 4 else a[:, None] for a in images])
    if size and size != images.shape[-1]:
        images = torch.cat([interpolate(chunk.float(), size=(size, size), mode="bilinear",
                                        align_corners=False).round().byte()
                            for chunk in images.split(2000)])
    return ImageSet(images.contiguous(),
                    torch.cat([torch.as_tensor(part.targets) for part in parts]).long(),
                    list(parts[0].classes), source, licence,
                    torch.cat([torch.full((len(part),), not train) for train, part in
                               zip((True, False), parts, strict=True)]))


EMBEDDED = {"digits": digits, "photos": photos, "textures": textures, "scenes": scene_pictures,
            "chairs": chair_pictures, "canvas": paintings}
DOWNLOADED = ("mnist", "fashion_mnist", "cifar10")
OWN = {**readers.READERS, "text": texts.read_text}
