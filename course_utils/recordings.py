"""wav:DIR: recordings as pictures of their spectrograms, checked file by file."""
from __future__ import annotations

import warnings
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from tqdm.auto import tqdm

from .errors import DataError, warn
from .files import entries, say_unread
from .pictures import scale

_WINDOWS = 40                # would fill a second; frequencies of the spectrogram are 40 Hz apart
_FRAMES = 128
_LEAST_RATE = 1000           # samples a second


def open_recording(path: Path) -> tuple[int, np.ndarray]:
    """(samples a second, samples): float32 (n,), in the units of the file, channels averaged,
    silence at 0. Raises DataError, which names the file."""
    from scipy.io import wavfile
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", wavfile.WavFileWarning)
            warnings.filterwarnings("ignore", "Chunk .* not understood", wavfile.WavFileWarning)
            rate, sound = wavfile.read(path)
    except wavfile.WavFileWarning as error:
        raise DataError(f"{path} was cut short ({error}). Copy it anew or remove it.") from None
    except PermissionError:
        raise DataError(f"{path} may not be read. Give yourself the right to it.") from None
    except (ValueError, EOFError, OSError, UnboundLocalError) as error:   # the last: no data at all
        found = error if path.stat().st_size else "it has zero bytes"
        raise DataError(f"{path} cannot be read as a recording ({found}).") from None
    if rate < _LEAST_RATE or len(sound) < rate / _WINDOWS:
        raise DataError(f"{path} holds {len(sound)} samples, {rate} a second; at least "
                        f"{_LEAST_RATE} a second and 1/{_WINDOWS} s are needed. Remove it.")
    if sound.dtype == np.uint8:                  # 8 bits have no sign: silence is stored as 128
        sound = sound - np.float32(128)
    sound = sound.astype(np.float32)
    if not np.isfinite(sound).all():
        raise DataError(f"{path} holds samples without a value (NaN or infinite).")
    return rate, sound.mean(1) if sound.ndim == 2 else sound


def spectrogram(rate: int, sound: np.ndarray, seconds: float, top: float, size: int) -> Tensor:
    """Log magnitude over 60 dB, uint8 (1, size, size): time from left to right, frequencies from 0
    Hz below to `top` Hz above. Shorter recordings are filled with silence, longer ones cut at
    `seconds`; silence is black."""
    from scipy.signal import ShortTimeFFT, get_window
    wave = np.zeros(int(rate * seconds), np.float32)
    sound = sound[:len(wave)]
    wave[:len(sound)] = sound / max(np.abs(sound).max(initial=0), 1e-9)
    transform = ShortTimeFFT(get_window("hann", rate // _WINDOWS), fs=rate,
                             hop=max(1, len(wave) // _FRAMES))
    magnitude = np.abs(transform.stft(wave))[transform.f <= 1.001 * top]
    decibels = 20 * np.log10(magnitude + 1e-6)
    grey = ((decibels - decibels.max() + 60) / 60).clip(0, 1)[::-1] * 255 * bool(magnitude.any())
    picture = torch.from_numpy(grey.astype(np.float32))[None]
    return scale(picture, [size, size]).round().byte()


def read_wav(name: str, folder: Path, size: int = 64, seconds: float = 1.0) -> dict:
    """wav:DIR: recordings named {class}_{speaker}_{number}.wav, each as a picture of its
    spectrogram (see `spectrogram`), all from 0 Hz to half the lowest rate of samples among them.
    Held out: numbers 0 to 4 of each speaker (as FSDD does)."""
    there = entries(folder)
    files = [p for p in there if p.suffix.lower() == ".wav" and p.is_file()]
    if not files:
        others = sorted({p.suffix.lower() for p in there if p.is_file()})
        raise DataError(f"{name}: {folder} holds no .wav files"
                        + (f", but {', '.join(others)}: convert them to .wav." if others else "."))
    say_unread(name, [p for p in there if p not in files], [".wav"])
    labels, held, sounds = [], [], []
    for file in tqdm(files, desc="reading recordings", leave=False, delay=1):
        label, _, number = (file.stem.rsplit("_", 2) + ["", ""])[:3]
        if not label or not number.isdecimal():
            raise DataError(f"{file} is not named {{class}}_{{speaker}}_{{number}}.wav, as in "
                            "7_anna_12.wav.")
        labels.append(label)
        held.append(int(number) < 5)
        rate, sound = open_recording(file)
        sounds.append((rate, sound[:int(rate * seconds)]))
    rates = {rate: file for (rate, _), file in zip(sounds, files, strict=True)}
    top = min(rates) / 2
    if len(rates) > 1:
        warn(f"{name}: recordings of {', '.join(map(str, sorted(rates)))} samples a second. All "
             f"spectrograms end at {top:g} Hz, as that of {rates[min(rates)]} does.")
    if silent := [file for (_, sound), file in zip(sounds, files, strict=True) if not sound.any()]:
        warn(f"{name}: silent recordings: {len(silent)}, such as {silent[0]}.")
    classes = sorted(set(labels))
    return {"images": torch.stack([spectrogram(rate, sound, seconds, top, size)
                                   for rate, sound in sounds]),
            "targets": torch.tensor([classes.index(label) for label in labels]),
            "classes": classes, "source": str(folder), "licence": "yours",
            "held_out": torch.tensor(held)}
