"""A reader's own pictures from a folder, checked file by file.

A reader takes a folder and returns the fields of data.ImageSet as a dict. Whatever is wrong in the
folder is said in one sentence that names the file: a wrong label found on the first day is worth a
week.
"""
from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from tqdm.auto import tqdm

from .errors import DataError

IN_MEMORY = 1 << 30          # bytes of pictures up to which a folder is held in memory
_SUFFIXES = {".jpg", ".jpeg", ".png", ".bmp", ".webp", ".ppm", ".tif", ".tiff"}
_HELD_OUT = ("test", "val", "valid")
VOID = 255                   # label of pixels that count for nothing (torch's usual ignore_index)


def open_picture(path: Path, mode: str | None = "RGB") -> np.ndarray:
    """The picture in a file as an array (H, W, 3), or (H, W) of labels with mode=None."""
    try:
        with Image.open(path) as picture:
            return np.array(picture.convert(mode) if mode else picture)
    except (OSError, SyntaxError, ValueError) as error:
        raise DataError(f"{path} cannot be read as a picture ({error}). It is damaged or was cut "
                        "short: "
                        "copy it anew or remove it.") from None


def _vision():
    """torchvision's functions on tensors. Importing them takes two seconds, and drawn scenes and
    digits need none."""
    from torchvision.transforms.v2 import functional
    return functional


def fit_square(picture: Tensor, size: int) -> Tensor:
    """The middle square of a picture (C, H, W), scaled to size×size."""
    return _vision().resize(_vision().center_crop(picture, [min(picture.shape[-2:])] * 2),
                            [size, size], antialias=True)


@dataclass
class Files(Dataset):
    """Pictures that are decoded when asked for: one by number, many by `read`, a part by an index
    tensor."""

    paths: list[Path]
    change: Callable[[Tensor], Tensor]

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index):
        if isinstance(index, Tensor) and index.ndim:
            return Files([self.paths[i] for i in index], self.change)
        return self.change(torch.from_numpy(open_picture(self.paths[index])).permute(2, 0, 1))

    def read(self, progress: bool = False) -> Tensor:
        numbers = tqdm(range(len(self)), desc="reading pictures", leave=False,
                       disable=not progress, delay=1)
        return torch.stack([self[i] for i in numbers])


def stream(files: Files, batches: list[Tensor]) -> Iterator[Tensor]:
    """The pictures of each batch, decoded by worker processes while the model works on the one
    before."""
    return iter(DataLoader(files, batch_sampler=[batch.tolist() for batch in batches],
                           num_workers=2,
                           prefetch_factor=4, persistent_workers=False))


def _gather(paths: list[Path], size: tuple[int, int] | int, change: Callable) -> Tensor | Files:
    """All pictures in memory where they fit, else Files."""
    height, width = size if isinstance(size, tuple) else (size, size)
    files = Files(paths, change)
    return files.read(progress=True) if len(paths) * 3 * height * width <= IN_MEMORY else files


def _scale(size: tuple[int, int] | int) -> Callable[[Tensor], Tensor]:
    shape = list(size) if isinstance(size, tuple | list) else [size, size]
    return lambda picture: _vision().resize(picture, shape, antialias=True)


def _pictures(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in _SUFFIXES
                  and not p.name.startswith("."))


def _subfolders(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))


def _spread(n: int) -> Tensor:
    """Every fifth held out."""
    return torch.arange(n) % 5 == 4


def read_folder(name: str, folder: Path, size: int = 64) -> dict:
    """folder:DIR: one folder of pictures per class, DIR/cat/*.jpg, or the same below DIR/train and
    DIR/test (or DIR/val). The middle square of each picture, scaled to size×size."""
    parts = [p for p in _subfolders(folder) if p.name in ("train", *_HELD_OUT)]
    parts = parts if any(p.name == "train" for p in parts) else [folder]
    classes = sorted({p.name for part in parts for p in _subfolders(part)})
    if not classes:
        raise DataError(f"{name}: no class folders in {parts[0]}. Put the pictures of each class "
                        "into a folder of "
                        f"its own, as in {parts[0] / 'cat' / 'tom.jpg'}.")
    paths, labels, held = [], [], []
    for part in parts:
        for label, kind in enumerate(classes):
            found = _pictures(part / kind) if (part / kind).is_dir() else []
            if not found:
                raise DataError(f"{name}: the class folder {part / kind} holds no pictures "
                                f"({', '.join(sorted(_SUFFIXES))}). Fill it or remove it.")
            paths += found
            labels += [label] * len(found)
            held += _spread(len(found)).tolist() if parts == [folder] else [
                part.name != "train"] * len(found)
    return {"images": _gather(paths, size, lambda picture: fit_square(picture, size)),
            "targets": torch.tensor(labels), "classes": classes, "source": str(folder),
            "licence": "yours",
            "held_out": torch.tensor(held)}


def read_pictures(name: str, folder: Path, size: int = 256) -> dict:
    """pictures:DIR: the pictures in DIR, DIR/starry_night.jpg, each a class of its own, named as
    its file is. The middle square of each, scaled to size×size; none is held out."""
    paths = _pictures(folder)
    if not paths:
        raise DataError(f"{name}: no pictures ({', '.join(sorted(_SUFFIXES))}) in {folder} "
                        "itself. Put some there; for one folder "
                        f"of pictures per class, it is folder:{folder}.")
    classes = [path.stem for path in paths]
    if twice := [one.name for one, other in zip(paths, paths[1:], strict=False)
                 if one.stem == other.stem]:
        raise DataError(f"{name}: two files in {folder} are called {Path(twice[0]).stem}. Rename "
                        f"{twice[0]} or the other.")
    return {"images": _gather(paths, size, lambda picture: fit_square(picture, size)),
            "targets": torch.arange(len(paths)),
            "classes": classes, "source": str(folder), "licence": "yours",
            "held_out": torch.zeros(len(paths), dtype=torch.bool)}


def read_voc(name: str, folder: Path, size: int | tuple[int, int] = (240, 320)) -> dict:
    """voc:DIR: Pascal VOC's layout, DIR/JPEGImages/*.jpg and DIR/Annotations/*.xml. Pictures are
    scaled to `size` (height, width), boxes with them; VOC counts pixels from 1 with both ends in
    the box, here they become x1, y1, x2, y2 in pixels from 0. Held out:
    DIR/ImageSets/Main/test.txt, else every fifth."""
    height, width = size if isinstance(size, tuple | list) else (size, size)
    for needed in ("Annotations", "JPEGImages"):
        if not (folder / needed).is_dir():
            raise DataError(f"{name}: there is no {folder / needed}. Pascal VOC's layout is "
                            "Annotations/*.xml beside JPEGImages/*.jpg.")
    pictures = {p.stem: p for p in _pictures(folder / "JPEGImages")}
    paths, found = [], []
    for file in sorted((folder / "Annotations").glob("*.xml")):
        if file.stem not in pictures:
            raise DataError(f"{name}: the annotation {file} has no picture "
                            f"{folder / 'JPEGImages' / file.stem}.jpg. "
                            "Add the picture or remove the annotation.")
        paths.append(pictures[file.stem])
        found.append(_voc_objects(file, pictures[file.stem]))
    if not paths:
        raise DataError(f"{name}: {folder / 'Annotations'} holds no .xml files.")
    classes = sorted({label for objects, _ in found for label, _ in objects})
    scaled = []
    for objects, (w, h) in found:
        boxes = torch.tensor([box for _, box in objects], dtype=torch.float32).reshape(-1, 4)
        scaled.append({"boxes": boxes * torch.tensor([width / w, height / h] * 2),
                       "labels": torch.tensor([classes.index(label) for label, _ in objects],
                                              dtype=torch.int64)})
    listed = folder / "ImageSets" / "Main" / "test.txt"
    test = set(listed.read_text().split()) if listed.exists() else set()
    held = torch.tensor([p.stem in test for p in paths]) if test else _spread(len(paths))
    return {"images": _gather(paths, (height, width), _scale((height, width))), "targets": scaled,
            "classes": classes, "source": str(folder), "licence": "yours", "held_out": held}


def _voc_objects(file: Path,
                 picture: Path) -> tuple[list[tuple[str, list[float]]], tuple[int, int]]:
    """Labels and boxes of one annotation, in pixels of its picture, and the picture's (width,
    height)."""
    try:
        root = ElementTree.parse(file).getroot()
        objects = [(thing.findtext("name"), [float(thing.find("bndbox").findtext(side))
                                             for side in ("xmin", "ymin", "xmax", "ymax")])
                   for thing in root.iter("object")]
    except (ElementTree.ParseError, AttributeError, TypeError, ValueError) as error:
        raise DataError(f"{file} is not a Pascal VOC annotation ({error}).") from None
    with Image.open(picture) as header:
        width, height = header.size
    result = []
    for label, (x1, y1, x2, y2) in objects:
        if not (0 <= x1 <= x2 <= width and 0 <= y1 <= y2 <= height):
            raise DataError(f"{file}: the box {x1:g}, {y1:g}, {x2:g}, {y2:g} of a {label} is "
                            "outside its picture of "
                            f"{width}×{height} pixels, or turned round. Mend or remove it.")
        result.append((label, [max(x1 - 1, 0), max(y1 - 1, 0), x2, y2]))
    return result, (width, height)


def read_masks(name: str, folder: Path, size: int | tuple[int, int] = 128,
               void: int | None = None) -> dict:
    """masks:DIR: DIR/images/*.jpg and DIR/masks/*.png of the same names, the mask's grey value or
    palette index being the class; or both below DIR/train and DIR/test (or DIR/val; next to test,
    val is trained on). Class names come from DIR/classes.txt, one a line, if it is there. The label
    `void` becomes 255, which losses ignore."""
    parts = [p for p in _subfolders(folder) if p.name in ("train", *_HELD_OUT)] or [folder]
    held_part = next((kind for kind in _HELD_OUT if any(p.name == kind for p in parts)), None)
    shape = list(size) if isinstance(size, tuple | list) else [size, size]
    paths, masks, held = [], [], []
    for part in parts:
        for needed in ("images", "masks"):
            if not (part / needed).is_dir():
                raise DataError(f"{name}: there is no {part / needed}. The layout is images/*.jpg "
                                "beside masks/*.png "
                                "of the same names.")
        labels = {p.stem: p for p in _pictures(part / "masks")}
        found = _pictures(part / "images")
        for path in found:
            if path.stem not in labels:
                raise DataError(f"{name}: the picture {path} has no mask "
                                f"{part / 'masks' / path.stem}.png.")
            masks.append(_read_mask(labels[path.stem], path, shape))
        paths += found
        held += _spread(len(found)).tolist() if parts == [folder] else [
            part.name == held_part] * len(found)
    if not paths:
        raise DataError(f"{name}: {parts[0] / 'images'} holds no pictures.")
    targets = torch.stack(masks)
    if void is not None:
        targets = targets.masked_fill(targets == void, VOID)
    count = int(targets[targets != VOID].max()) + 1
    listed = folder / "classes.txt"
    classes = listed.read_text().split("\n")[:count] if listed.exists() else [
        str(i) for i in range(count)]
    return {"images": _gather(paths, tuple(shape), _scale(tuple(shape))), "targets": targets,
            "classes": classes,
            "source": str(folder), "licence": "yours", "held_out": torch.tensor(held)}


def _read_mask(path: Path, picture: Path, shape: list[int]) -> Tensor:
    labels = open_picture(path, mode=None)
    if labels.ndim != 2:
        raise DataError(f"{path} is a colour picture; a mask has one number per pixel (grey or "
                        "palette).")
    with Image.open(picture) as header:
        width, height = header.size
    if labels.shape != (height, width):
        raise DataError(f"the mask {path} has {labels.shape[1]}×{labels.shape[0]} pixels, its "
                        f"picture {picture} "
                        f"{width}×{height}. They must be of the same size.")
    nearest = _vision().InterpolationMode.NEAREST_EXACT
    return _vision().resize(torch.from_numpy(labels.astype(np.int64))[None], shape, nearest)[0]


def read_wav(name: str, folder: Path, size: int = 64, seconds: float = 1.0) -> dict:
    """wav:DIR: recordings named {class}_{speaker}_{number}.wav, each as a picture of its
    spectrogram: log magnitude over 60 dB, time from left to right, low tones below, size×size.
    Shorter recordings are filled with silence, longer ones cut at `seconds`. Held out: numbers 0 to
    4 of each speaker (as FSDD does)."""
    from scipy.io import wavfile
    from scipy.signal import ShortTimeFFT, get_window
    files = sorted(folder.glob("*.wav"))
    if not files:
        raise DataError(f"{name}: {folder} holds no .wav files.")
    pictures, labels, held = [], [], []
    for file in tqdm(files, desc="reading recordings", leave=False, delay=1):
        label, _, rest = file.stem.partition("_")
        number = rest.rpartition("_")[2]
        if not number.isdigit():
            raise DataError(f"{file} is not named {{class}}_{{speaker}}_{{number}}.wav, as in "
                            "7_anna_12.wav.")
        try:
            rate, sound = wavfile.read(file)
        except (ValueError, EOFError) as error:
            raise DataError(f"{file} cannot be read as a recording ({error}).") from None
        wave = np.zeros(int(rate * seconds), np.float32)
        sound = sound[:len(wave)].astype(np.float32)
        sound = sound.mean(1) if sound.ndim == 2 else sound
        wave[:len(sound)] = sound / max(np.abs(sound).max(initial=0), 1e-9)
        transform = ShortTimeFFT(get_window("hann", rate // 40), hop=max(1, len(wave) // 128),
                                 fs=rate)
        decibels = 20 * np.log10(np.abs(transform.stft(wave)) + 1e-6)
        grey = ((decibels - decibels.max() + 60) / 60).clip(0, 1)[::-1] * 255
        picture = torch.from_numpy(grey.astype(np.float32))[None]
        pictures.append(_vision().resize(picture, [size, size], antialias=True).round().byte())
        labels.append(label)
        held.append(int(number) < 5)
    classes = sorted(set(labels))
    return {"images": torch.stack(pictures),
            "targets": torch.tensor([classes.index(label) for label in labels]),
            "classes": classes, "source": str(folder), "licence": "yours",
            "held_out": torch.tensor(held)}


READERS = {"folder": read_folder, "pictures": read_pictures, "voc": read_voc, "masks": read_masks,
           "wav": read_wav}
