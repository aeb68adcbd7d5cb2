"""Trains the network of lesson 30 for longer than the lesson does, by the lesson's own cells, and
writes its weights.

    python data/weights/train_chairs.py --out data/weights/chairs.pt [--epochs 90]

9,720 steps of about 0.1 s on one core with AVX2: a quarter of an hour. Needs PyTorch, torchvision,
accelerate and matplotlib, but no Jupyter, so that it also runs on a bare machine with a GPU.
"""
import argparse
import json
import sys
import time
from pathlib import Path
from unittest.mock import MagicMock

import matplotlib
import torch

ROOT = Path(__file__).resolve().parents[2]
LESSON = ROOT / "notebooks" / "7_generation" / "30_attributes_to_images.ipynb"
ASIDE = ("check", "show", "widgets", "widgets.explore")     # want Jupyter, and train nothing


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", default="chairs.pt")
    parser.add_argument("--epochs", type=int, default=90)
    options = parser.parse_args()
    begin = time.perf_counter()
    found = lesson(until="fit", epochs=options.epochs)
    torch.save({name: value.half() for name, value in found["net"].state_dict().items()},
               options.out)
    print(f"{options.epochs} epochs in {time.perf_counter() - begin:.0f} s")


def lesson(until: str, epochs: int) -> dict:
    """The names that the lesson's cells leave behind, run up to the one called `until`."""
    sys.path.insert(0, str(ROOT))
    sys.modules.update({f"course_utils.{name}": MagicMock() for name in ASIDE})
    matplotlib.use("Agg")
    found: dict = {"__name__": "lesson"}
    for cell in json.loads(LESSON.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code" and not cell["id"].endswith("-test"):
            exec(compile("".join(cell["source"]), cell["id"], "exec"), found)
            if cell["id"] == "parameters":
                found["EPOCHS"] = epochs
            if cell["id"] == until:
                return found
    raise KeyError(f"no cell {until!r} in {LESSON.name}")


if __name__ == "__main__":
    main()
