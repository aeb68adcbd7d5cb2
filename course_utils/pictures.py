"""The one door for picture files: a picture as it is seen, and a mask as the labels it holds."""
from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import torch.nn.functional as F
from PIL import Image, ImageOps
from torch import Tensor

from .errors import DataError

SUFFIXES = (".avif", ".bmp", ".gif", ".jfif", ".jpe", ".jpeg", ".jpg", ".png", ".ppm", ".tif",
            ".tiff", ".webp")
_SEVERAL = (".avif", ".gif", ".tif", ".tiff", ".webp")
_ORIENTATION = 0x0112        # EXIF's note of how a camera was held; 5 to 8 lie on their side
_BITS = (8, 10, 12, 14, 16)  # of a pixel in files of cameras, microscopes and X-rays
_BEGINNINGS = {b"version https://git-lfs": "a pointer of Git LFS; fetch the file with git lfs pull",
               b"<": "a web page or XML; download the picture itself",
               b"%PDF": "a PDF; save the picture out of it"}


def open_picture(path: Path) -> np.ndarray:
    """The picture in a file as it is seen: uint8 (H, W, 3).

    Turned upright by its EXIF orientation; transparent parts on white; of several frames the first.
    Greys of more than 8 bits are scaled from 0 to the most that their bits hold (8, 10, 12, 14 or
    16, the fewest that are enough for this picture), floats from 0 to 1, others from their lowest
    to their highest value. Raises DataError, which names the file.
    """
    with _opened(path) as picture:
        seen = ImageOps.exif_transpose(picture)
        if seen.mode[0] in "IF":
            seen = Image.fromarray(_eight_bits(np.array(seen), path))
        if seen.has_transparency_data:
            seen = seen.convert("RGBA")
            seen = Image.alpha_composite(Image.new("RGBA", seen.size, "white"), seen)
        return np.array(seen.convert("RGB"))


def open_labels(path: Path) -> np.ndarray:
    """The labels in a mask, int64 (H, W): its greys, or the indices of its palette. Raises
    DataError, which names the file."""
    with _opened(path) as picture:
        if picture.format == "JPEG":
            raise DataError(f"the mask {path} is a JPEG, whose compression changes labels at "
                            "edges. Save masks as PNG.")
        labels = np.array(ImageOps.exif_transpose(picture))
    if labels.ndim == 3:
        channels = labels[..., :1] if labels.shape[-1] == 2 else labels[..., :3]
        if (channels != channels[..., :1]).any():
            raise DataError(f"{path} is a colour picture; a mask has one number per pixel (grey or "
                            "palette). Replace each colour by the number of its class.")
        labels = channels[..., 0]
    if (labels != labels.astype(np.int64)).any():
        raise DataError(f"the mask {path} holds values that are no whole numbers.")
    return labels.astype(np.int64)


def size_of(path: Path) -> tuple[int, int]:
    """(width, height) of the picture in a file as it is seen, turned upright. Raises DataError,
    which names the file."""
    with _opened(path) as picture:
        width, height = picture.size
        lying = picture.getexif().get(_ORIENTATION) in (5, 6, 7, 8)
    return (height, width) if lying else (width, height)


def frames_of(path: Path) -> int:
    """The number of frames or pages in a file that may hold several. Raises DataError, which names
    the file."""
    if path.suffix.lower() not in _SEVERAL:
        return 1
    with _opened(path) as picture:
        return getattr(picture, "n_frames", 1)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    try:
        with Image.open(path) as picture:
            yield picture
    except Image.DecompressionBombError:
        raise DataError(f"{path} has more than {2 * Image.MAX_IMAGE_PIXELS:,} pixels, too many to "
                        "open. Scale it down first, or cut it into parts.") from None
    except PermissionError:
        raise DataError(f"{path} may not be read. Give yourself the right to it.") from None
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise DataError(f"{path} cannot be read as a picture ({_what_it_is(path, error)}).") \
            from None


def _what_it_is(path: Path, error: Exception) -> str:
    with open(path, "rb") as file:
        start = file.read(64)
    if not start:
        return "it has zero bytes; copy it anew or remove it"
    if start[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypmsf1"):
        return "it is HEIC, whatever its name says; save it as JPEG or PNG"
    for beginning, found in _BEGINNINGS.items():
        if start.lstrip().startswith(beginning):
            return f"it is {found}"
    return f"{error}. It is damaged or was cut short: copy it anew or remove it"


def _eight_bits(values: np.ndarray, path: Path) -> np.ndarray:
    if not np.isfinite(values).all():
        raise DataError(f"{path} holds pixels without a value (NaN or infinite). Fill them first.")
    low, high = float(values.min()), float(values.max())
    if low >= 0 and values.dtype.kind in "ui":
        low, high = 0, next((2 ** bits - 1 for bits in _BITS if high < 2 ** bits), high)
    elif low >= 0 and high <= 1:
        low, high = 0, 1
    return ((values - low) / max(high - low, 1e-30) * 255).round().astype(np.uint8)


# What follows equals torchvision's center_crop and resize (a test compares them), which take two
# seconds to import.

def fit_square(picture: Tensor, size: int) -> Tensor:
    """The middle square of a picture (C, H, W), scaled to size×size."""
    side = min(picture.shape[-2:])
    top, left = (round((length - side) / 2) for length in picture.shape[-2:])
    return scale(picture[:, top:top + side, left:left + side], [size, size])


def scale(picture: Tensor, shape: list[int]) -> Tensor:
    """A picture (C, H, W) of bytes or floats, scaled to `shape` (height, width), its dtype kept."""
    return F.interpolate(picture[None], shape, mode="bilinear", antialias=True)[0]


def scale_labels(labels: Tensor, shape: list[int]) -> Tensor:
    """Labels (H, W), whole numbers, scaled to `shape` without new ones between them."""
    return F.interpolate(labels[None, None].float(), shape, mode="nearest-exact")[0, 0].to(
        labels.dtype)
