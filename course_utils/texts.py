"""Sentences with one class each, from a reader's own files, checked as they are read."""
from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import torch
from torch import Tensor

from .errors import DataError
from .files import entries, say_unread, text

FEWEST = 5                   # sentences of a class: one in five is held out


@dataclass
class TextSet:
    """Sentences with a class each, split into a part to train on and one held out.

    sentences: as they stand in the file, without the ends of lines. targets: int64 (N,). held_out:
    bool (N,), True for the sentences of `.test`.
    """

    sentences: list[str]
    targets: Tensor
    classes: list[str]
    source: str
    licence: str
    held_out: Tensor

    def __len__(self) -> int:
        return len(self.sentences)

    def _part(self, mask: Tensor) -> TextSet:
        index = mask.nonzero().flatten()
        return replace(self, sentences=[self.sentences[i] for i in index],
                       targets=self.targets[index],
                       held_out=torch.zeros(len(index), dtype=torch.bool))

    @cached_property
    def train(self) -> TextSet:
        """The part to learn from."""
        return self._part(~self.held_out)

    @cached_property
    def test(self) -> TextSet:
        """The part held out."""
        return self._part(self.held_out)


def read_text(name: str, folder: Path, encoding: str = "utf-8") -> dict:
    """text:DIR: one file a class, DIR/positive.txt and DIR/negative.txt, with one sentence a line;
    empty lines are left out. Held out: every fifth sentence of each file."""
    there = entries(folder)
    files = [p for p in there if p.suffix.lower() == ".txt" and p.is_file()]
    say_unread(name, [p for p in there if p not in files], [".txt"])
    if not files:
        raise DataError(f"{name}: {folder} holds no .txt files. Put the sentences of each class, "
                        f"one a line, into a file of its own, as in {folder / 'positive.txt'}.")
    if len(files) == 1:
        raise DataError(f"{name}: {files[0]} is the one .txt file in {folder}, so there is one "
                        "class and nothing to tell apart. Add a file for each other class.")
    sentences, labels, held = [], [], []
    for label, file in enumerate(files):
        found = [line.strip() for line in text(file, encoding).split("\n") if line.strip()]
        if len(found) < FEWEST:
            raise DataError(f"{name}: {file} holds {len(found) or 'no'} sentences; at least "
                            f"{FEWEST} of each class are needed, one a line.")
        sentences += found
        labels += [label] * len(found)
        held += [i % 5 == 4 for i in range(len(found))]
    return {"sentences": sentences, "targets": torch.tensor(labels),
            "classes": [file.stem for file in files], "source": str(folder), "licence": "yours",
            "held_out": torch.tensor(held)}
