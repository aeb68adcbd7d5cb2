"""A reader's own pictures from a folder, checked file by file.

A reader takes a folder and returns the fields of data.ImageSet as a dict. Whatever is wrong in the
folder is said in one sentence that names the file: a wrong label found on the first day is worth a
week.
"""
from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset
from tqdm.auto import tqdm

from .errors import DataError, warn
from .files import entries, say_unread, text
from .pictures import (
    SUFFIXES,
    fit_square,
    frames_of,
    open_labels,
    open_picture,
    scale,
    scale_labels,
    size_of,
)
from .recordings import read_wav

IN_MEMORY = 1 << 30          # bytes of pictures up to which a folder is held in memory
VOID = 255                   # label of pixels that count for nothing (torch's usual ignore_index)
_TRAIN = ("train", "training")
_TEST = ("test", "testing")
_MANY = 60                   # classes of masks, more than which are believed if they have names
_VAL = ("val", "valid", "validation", "eval", "evaluation", "dev")


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


def _gather(name: str, paths: list[Path], size: tuple[int, int] | int,
            change: Callable) -> Tensor | Files:
    """All pictures in memory where they fit, else Files. `change` goes to worker processes, so it
    must be a module's function or a partial of one."""
    if several := [path for path in paths if frames_of(path) > 1]:
        warn(f"{name}: files of several frames, of which the first is read: {len(several)}, such "
             f"as {several[0]}.")
    height, width = size if isinstance(size, tuple) else (size, size)
    files = Files(paths, change)
    return files.read(progress=True) if len(paths) * 3 * height * width <= IN_MEMORY else files


def _pictures(folder: Path) -> tuple[list[Path], list[Path]]:
    """The pictures in a folder, and what else lies there."""
    there = entries(folder)
    found = [p for p in there if p.suffix.lower() in SUFFIXES and p.is_file()]
    return found, [p for p in there if p not in found]


def _by_stem(name: str, paths: list[Path]) -> dict[str, Path]:
    """Pictures by their names without suffix, which must differ."""
    found: dict[str, Path] = {}
    for path in paths:
        if path.stem in found:
            raise DataError(f"{name}: two files in {path.parent} are called {path.stem}. Rename "
                            f"{found[path.stem].name} or the other.")
        found[path.stem] = path
    return found


def _spread(n: int) -> Tensor:
    """Every fifth held out."""
    return torch.arange(n) % 5 == 4


@dataclass
class Part:
    """A folder of a set; held: whether its pictures are held out, None for every fifth."""

    folder: Path
    held: bool | None

    def mask(self, n: int) -> list[bool]:
        return _spread(n).tolist() if self.held is None else [self.held] * n


def _parts(name: str, folder: Path, whole: Sequence[str] = ()) -> tuple[list[Part], list[Path]]:
    """The parts of a set, by their usual names in any case, and what else lies in the folder:
    train/ and test/, or the folder itself where there is no train/. Next to test/, val/ is trained
    on; without test/ it is held out; without both every fifth picture is. Whatever in the folder is
    among `whole`, as a part would hold it, is not passed over."""
    there = entries(folder)
    roles = {p: role for p in there if p.is_dir()
             for role in (_TRAIN, _TEST, _VAL) if p.name.lower() in role}
    by_role = {role: [p for p in roles if roles[p] is role] for role in (_TRAIN, _TEST, _VAL)}
    for role, found in by_role.items():
        if len(found) > 1 and by_role[_TRAIN]:
            raise DataError(f"{name}: {found[0].name}/ and {found[1].name}/ in {folder} both look "
                            f"like the {role[0]} part. Keep one of them.")
    others = [p for p in there if p not in roles]
    beside = [p for p in others if p.name.lower() in whole]
    if not by_role[_TRAIN]:
        if roles and (beside or not others):
            raise DataError(f"{name}: {next(iter(roles))} is there and no {folder / 'train'}. Put "
                            "what is to be trained on into train/.")
        return [Part(folder, None)], []
    if beside:
        raise DataError(f"{name}: {beside[0]} lies beside {by_role[_TRAIN][0].name}/, outside "
                        "every part, and would not be read. Move it into a part, or out.")
    held = _TEST if by_role[_TEST] else _VAL if by_role[_VAL] else None
    return [Part(p, None if held is None else roles[p] is held) for p in roles], others


def read_folder(name: str, folder: Path, size: int = 64) -> dict:
    """folder:DIR: one folder of pictures per class, DIR/cat/*.jpg, or the same below DIR/train and
    DIR/test (or DIR/val; next to test, val is trained on). The middle square of each picture,
    scaled to size×size."""
    parts, unread = _parts(name, folder)
    kinds = {part.folder: [p for p in entries(part.folder) if p.is_dir()] for part in parts}
    classes = sorted({p.name for found in kinds.values() for p in found})
    if not classes:
        raise DataError(f"{name}: no class folders in {parts[0].folder}. Put the pictures of each "
                        "class into a folder of its own, as in "
                        f"{parts[0].folder / 'cat' / 'tom.jpg'}.")
    paths, labels, held = [], [], []
    for part in parts:
        unread += [p for p in entries(part.folder) if not p.is_dir()]
        for label, kind in enumerate(classes):
            found, left = _pictures(part.folder / kind) if part.folder / kind in kinds[
                part.folder] else ([], [])
            if not found:
                others = ", ".join(sorted({p.suffix or "folders" for p in left}))
                raise DataError(f"{name}: the class folder {part.folder / kind} holds no pictures "
                                f"({', '.join(SUFFIXES)})" + (f", but {others}" if left else "")
                                + f". Fill it or remove it. Classes are {', '.join(classes)}.")
            unread += left
            paths += found
            labels += [label] * len(found)
            held += part.mask(len(found))
    say_unread(name, unread, SUFFIXES)
    return {"images": _gather(name, paths, size, partial(fit_square, size=size)),
            "targets": torch.tensor(labels), "classes": classes, "source": str(folder),
            "licence": "yours", "held_out": torch.tensor(held)}


def read_pictures(name: str, folder: Path, size: int = 256) -> dict:
    """pictures:DIR: the pictures in DIR, DIR/starry_night.jpg, each a class of its own, named as
    its file is. The middle square of each, scaled to size×size; none is held out."""
    paths, unread = _pictures(folder)
    if not paths:
        raise DataError(f"{name}: no pictures ({', '.join(SUFFIXES)}) in {folder} itself. Put some "
                        f"there; for one folder of pictures per class, it is folder:{folder}.")
    classes = list(_by_stem(name, paths))
    say_unread(name, unread, SUFFIXES)
    return {"images": _gather(name, paths, size, partial(fit_square, size=size)),
            "targets": torch.arange(len(paths)),
            "classes": classes, "source": str(folder), "licence": "yours",
            "held_out": torch.zeros(len(paths), dtype=torch.bool)}


def read_voc(name: str, folder: Path, size: int | tuple[int, int] = (240, 320)) -> dict:
    """voc:DIR: Pascal VOC's layout, DIR/JPEGImages/*.jpg and DIR/Annotations/*.xml. Pictures are
    scaled to `size` (height, width), boxes with them; VOC counts pixels from 1 with both ends in
    the box, here they become x1, y1, x2, y2 in pixels from 0. Held out: what
    DIR/ImageSets/Main/test.txt (or else val.txt) lists, else every fifth."""
    height, width = size if isinstance(size, tuple | list) else (size, size)
    for needed in ("Annotations", "JPEGImages"):
        if not (folder / needed).is_dir():
            raise DataError(f"{name}: there is no {folder / needed}. Pascal VOC's layout is "
                            "Annotations/*.xml beside JPEGImages/*.jpg.")
    found, unread = _pictures(folder / "JPEGImages")
    pictures = _by_stem(name, found)
    there = entries(folder / "Annotations")
    annotations = [p for p in there if p.suffix.lower() == ".xml" and p.is_file()]
    if not annotations:
        raise DataError(f"{name}: {folder / 'Annotations'} holds no .xml files"
                        + (f", but {there[0].name}: convert it to Pascal VOC's form (YOLO keeps "
                           "boxes in .txt, COCO in .json)." if there else "."))
    for file in annotations:
        if file.stem not in pictures:
            raise DataError(f"{name}: the annotation {file} has no picture "
                            f"{folder / 'JPEGImages' / file.stem}.jpg. "
                            "Add the picture or remove the annotation.")
    paths = [pictures[file.stem] for file in annotations]
    sizes = [size_of(path) for path in paths]
    objects = [_voc_objects(*pair) for pair in zip(annotations, sizes, strict=True)]
    without = [p for p in found if p not in set(paths)]
    say_unread(name, [*unread, *without, *(p for p in there if p not in annotations)],
               ("pictures with an annotation (an empty one where there is nothing)", ".xml"))
    _say_empty_boxes(name, annotations, objects)
    classes = _voc_classes(name, objects)
    scaled = []
    for listed, (w, h) in zip(objects, sizes, strict=True):
        kept = [(label, box) for label, box in listed if box[0] < box[2] and box[1] < box[3]]
        boxes = torch.tensor([box for _, box in kept], dtype=torch.float32).reshape(-1, 4)
        boxes[:, :2] = (boxes[:, :2] - 1).clamp_min(0)
        scaled.append({"boxes": boxes * torch.tensor([width / w, height / h] * 2),
                       "labels": torch.tensor([classes.index(label) for label, _ in kept],
                                              dtype=torch.int64)})
    test = _listed(name, folder / "ImageSets" / "Main", pictures)
    held = torch.tensor([p.stem in test for p in paths]) if test else _spread(len(paths))
    return {"images": _gather(name, paths, (height, width), partial(scale, shape=[height, width])),
            "targets": scaled, "classes": classes, "source": str(folder), "licence": "yours",
            "held_out": held}


def _voc_objects(file: Path, size: tuple[int, int]) -> list[tuple[str, list[float]]]:
    """Labels and boxes of one annotation, as they stand there, for a picture of `size` (width,
    height)."""
    declared = re.search(rb"encoding=[\"']([\w.-]+)", file.read_bytes()[:200])
    try:
        # decoded here: the parser knows few encodings
        root = ElementTree.fromstring(text(file, declared[1].decode() if declared else "utf-8"))
        if any(thing.find("bndbox") is None for thing in root.iter("object")):
            raise ValueError("an object has no bndbox; polygons and the like are not read")
        objects = [((thing.findtext("name") or "").strip(),
                    [float(thing.find("bndbox").findtext(side))
                     for side in ("xmin", "ymin", "xmax", "ymax")])
                   for thing in root.iter("object")]
        said = tuple(int(float(root.findtext(f"size/{side}") or 0)) for side in ("width", "height"))
    except (ElementTree.ParseError, AttributeError, TypeError, ValueError) as error:
        raise DataError(f"{file} is not a Pascal VOC annotation ({error}).") from None
    width, height = size
    if all(said) and said != size:
        turned = (" The picture is turned by its EXIF orientation, and was marked as it is "
                  "stored: mark it anew, or save it upright." if said == size[::-1] else "")
        raise DataError(f"{file} was made for a picture of {said[0]}×{said[1]} pixels, and its "
                        f"picture has {width}×{height}: its boxes would lie elsewhere.{turned}")
    for label, (x1, y1, x2, y2) in objects:
        if not label:
            raise DataError(f"{file}: the object at {x1:g}, {y1:g}, {x2:g}, {y2:g} has no name. "
                            "Give it one or remove it.")
        if not (0 <= x1 <= x2 <= width and 0 <= y1 <= y2 <= height):
            raise DataError(f"{file}: the box {x1:g}, {y1:g}, {x2:g}, {y2:g} of a {label} is "
                            f"outside its picture of {width}×{height} pixels, or turned round. "
                            "Mend or remove it.")
    return objects


def _say_empty_boxes(name: str, files: list[Path], objects: list) -> None:
    empty = [file for file, listed in zip(files, objects, strict=True)
             for _, (x1, y1, x2, y2) in listed if x1 == x2 or y1 == y2]
    if empty:
        warn(f"{name}: boxes without area, left out: {len(empty)}, such as one in {empty[0]}.")


def _voc_classes(name: str, objects: list) -> list[str]:
    count = Counter(label for listed in objects for label, _ in listed)
    spelled: dict[str, str] = {}
    for label in sorted(count):
        other = spelled.setdefault(label.casefold(), label)
        if other != label:
            warn(f"{name}: {other!r} ({count[other]} objects) and {label!r} ({count[label]}) are "
                 "taken for two classes. If they are one, spell them alike.")
    if objects and not count:
        warn(f"{name}: no annotation holds an object.")
    return sorted(count)


def _listed(name: str, folder: Path, pictures: dict[str, Path]) -> set[str]:
    """The names in test.txt, or else val.txt, of a folder: one a line, perhaps with a suffix, or
    with VOC's second column, which is 1 where the picture is an example. Empty without such a
    file."""
    file = next((p for part in ("test.txt", "val.txt") if (p := folder / part).is_file()), None)
    if file is None:
        return set()
    found = set()
    for number, line in enumerate(text(file).split("\n"), 1):
        if not (entry := line.strip()):
            continue
        first, _, last = entry.rpartition(" ")
        column = first.strip() if last in ("1", "-1", "0") else ""
        spelled = [entry, Path(entry).stem, column, Path(column).stem]
        known = next((s for s in spelled if s in pictures), None)
        if known is None:
            raise DataError(f"{name}: line {number} of {file} names {entry!r}, and there is no "
                            "such picture. Add it or remove the line.")
        found.add(known)
    if not found:
        raise DataError(f"{name}: {file} is empty. List what is to be held out, or remove the "
                        "file: then every fifth picture is.")
    return found


def read_masks(name: str, folder: Path, size: int | tuple[int, int] = 128,
               void: int | None = None, values: Sequence[int] | None = None) -> dict:
    """masks:DIR: DIR/images/*.jpg and DIR/masks/*.png of the same names, the mask's grey value or
    palette index being the class; or both below DIR/train and DIR/test (or DIR/val; next to test,
    val is trained on). Class names come from DIR/classes.txt, one a line, if it is there. The label
    `void` becomes 255, which losses ignore. `values`: the grey values of class 0, 1, ... where
    they are others, [0, 85, 170] for instance. Masks that hold 0 and 255 alone are taken for two
    classes."""
    shape = list(size) if isinstance(size, tuple | list) else [size, size]
    parts, unread = _parts(name, folder, ("images", "masks"))
    unread = [p for p in unread if p.name != "classes.txt"]
    paths, masks, held, seen = [], [], [], {}
    for part in parts:
        found, left = _mask_pairs(name, part.folder)
        unread += left
        for path, mask in tqdm(found, desc="reading masks", leave=False, delay=1):
            labels = _read_mask(mask, path)
            for value in np.unique(labels).tolist():
                seen.setdefault(value, mask)
            paths.append(path)
            masks.append(scale_labels(torch.from_numpy(labels), shape))
        held += part.mask(len(found))
    say_unread(name, unread, ("images/ with a mask of the same name in masks/",))
    listed = folder / "classes.txt"
    names = text(listed).rstrip().split("\n") if listed.is_file() else None
    targets, count = _as_classes(name, torch.stack(masks), seen, void, values, names is not None)
    return {"images": _gather(name, paths, tuple(shape), partial(scale, shape=shape)),
            "targets": targets, "classes": _named(name, listed, names, count, void),
            "source": str(folder), "licence": "yours", "held_out": torch.tensor(held)}


def _mask_pairs(name: str, folder: Path) -> tuple[list[tuple[Path, Path]], list[Path]]:
    """The pictures of a part with their masks, and the files that are not read."""
    for needed in ("images", "masks"):
        if not (folder / needed).is_dir():
            raise DataError(f"{name}: there is no {folder / needed}. The layout is images/*.jpg "
                            "beside masks/*.png of the same names.")
    found, left = _pictures(folder / "images")
    listed, others = _pictures(folder / "masks")
    masks = _by_stem(name, listed)
    if not found:
        raise DataError(f"{name}: {folder / 'images'} holds no pictures.")
    for path in _by_stem(name, found).values():
        if path.stem not in masks:
            raise DataError(f"{name}: the picture {path} has no mask "
                            f"{folder / 'masks' / path.stem}.png.")
    stems = {path.stem for path in found}
    return ([(path, masks[path.stem]) for path in found],
            left + others + [masks[stem] for stem in masks if stem not in stems])


def _read_mask(path: Path, picture: Path) -> np.ndarray:
    labels = open_labels(path)
    width, height = size_of(picture)
    if labels.shape != (height, width):
        raise DataError(f"the mask {path} has {labels.shape[1]}×{labels.shape[0]} pixels, its "
                        f"picture {picture} {width}×{height}. They must be of the same size.")
    return labels


def _as_classes(name: str, masks: Tensor, seen: dict[int, Path], void: int | None,
                values: Sequence[int] | None, named: bool) -> tuple[Tensor, int]:
    """Masks with classes from 0 and VOID, and the number of classes. seen: each value in the files,
    with the first file that holds it."""
    if void is None and values is None and set(seen) == {0, VOID}:
        warn(f"{name}: the masks hold 0 and 255 alone, and are taken for two classes, 0 and 1. "
             "For 255 as void, give void=255.")
        values = [0, VOID]
    if values is not None:
        if strange := [v for v in seen if v not in values and v != void]:
            raise DataError(f"{name}: the mask {seen[strange[0]]} holds {strange[0]}, which is not "
                            f"among values={list(values)}.")
        classes = torch.full_like(masks, VOID)
        for label, value in enumerate(values):
            if value != void:
                classes[masks == value] = label
        return classes, len(values)
    if void is not None:
        masks = torch.where(masks == void, VOID, masks)
    labels = sorted(v for v in seen if v not in (void, VOID))
    if not labels:
        raise DataError(f"{name}: every pixel of the masks is void ({', '.join(map(str, seen))}); "
                        "there is nothing to learn. Is `void` the right label?")
    if labels[0] < 0 or labels[-1] > VOID:
        wrong = labels[0] if labels[0] < 0 else labels[-1]
        raise DataError(f"{name}: the mask {seen[wrong]} holds the label {wrong}, and classes are "
                        "0 to 254. Are these numbers of instances? Save the class of each pixel.")
    if not named and (labels[-1] + 1 > 2 * len(labels) + 10 or len(labels) > _MANY):
        raise DataError(f"{name}: the masks hold {len(labels)} different labels up to "
                        f"{labels[-1]} (in {seen[labels[-1]]}): {', '.join(map(str, labels[:8]))}"
                        f"{', ...' if len(labels) > 8 else ''}. Were greys stretched to be seen, "
                        "or edges smoothed when masks were resized? "
                        f"Say which value is which class, values={labels[:4]}, or name all "
                        f"{labels[-1] + 1} classes in classes.txt.")
    if len(labels) == 1:
        warn(f"{name}: the masks hold one class alone, {labels[0]}: a network has nothing to tell "
             "apart.")
    return masks, labels[-1] + 1


def _named(name: str, file: Path, names: list[str] | None, count: int,
           void: int | None) -> list[str]:
    """The names of the classes; of those in the file the last may be that of void."""
    if names is None:
        return [str(i) for i in range(count)]
    names = [line.strip() for line in names]
    if void is not None and len(names) == void + 1 > count:
        names = names[:-1]
    if "" in names or len(names) < count or len(set(names)) < len(names):
        wrong = (f"line {names.index('') + 1} is empty" if "" in names else
                 f"it has {len(names)} names, and the masks hold classes up to {count - 1}"
                 if len(names) < count else "a name stands there twice")
        raise DataError(f"{name}: {file}: {wrong}. It names the classes 0, 1, ..., one a line.")
    return names


READERS = {"folder": read_folder, "pictures": read_pictures, "voc": read_voc, "masks": read_masks,
           "wav": read_wav}
