"""The course on an accelerator (CUDA, MPS), by itself: no Jupyter, no network, within ten minutes.

    python bench/accelerator.py [--lessons 06 17] [--jobs 4] [--minutes 10]

Measures how long a small ResNet takes to a fixed accuracy on scenes, and `fit` on two ResNets at
batches of 128 to 1,024, with and without channels_last and torch.compile. Then it runs every
lesson's code cells (seconds, peak memory, and which cell failed how), `--jobs` lessons at a time.
What it prints is Markdown for the docs. On a machine without an accelerator it runs on the CPU.
"""
import argparse
import contextlib
import io
import json
import os
import subprocess
import sys
import time
import traceback
from multiprocessing.pool import ThreadPool
from unittest import mock

import nbformat
import torch
from nets import chip, resnet, synchronize

from course_utils import augment, data, runs, training
from course_utils.commands.lessons import find_lesson, lessons

ACCURACY, MOST_EPOCHS = 0.9, 30


def run_cells(number: str) -> dict:
    """Runs a lesson's code cells in this process: seconds, peak memory in GiB, and what failed."""
    os.environ["MPLBACKEND"] = "agg"
    cells = nbformat.read(find_lesson(number), 4).cells
    namespace, begin, failed = {"__name__": "__main__"}, time.perf_counter(), ""
    for cell in cells:
        if cell.cell_type != "code" or cell.id == "score":      # the score asks for nbgrader
            continue
        try:
            quiet = io.StringIO()
            with contextlib.redirect_stdout(quiet), contextlib.redirect_stderr(quiet):
                exec(compile(cell.source, cell.id, "exec"), namespace)
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            failed = (f"{cell.id}: {type(error).__name__}: {' '.join(str(error).split())[:200]} "
                      f"({os.path.basename(where.filename)}, line {where.lineno})")
            break
    synchronize(training.device())
    return {"seconds": time.perf_counter() - begin, "memory": memory(), "failed": failed}


def memory() -> float:
    """The most memory of the device that was in use, in GiB; of a CPU nothing is known."""
    if training.device().type != "cuda":
        return float("nan")
    return torch.cuda.max_memory_allocated() / 2 ** 30


def lesson_table(numbers: list[str], jobs: int, until: float) -> None:
    """Each lesson in a process of its own, so that none inherits memory or a fault of another."""
    print("| lesson | seconds | GiB of the device | |\n|---|---|---|---|")
    with ThreadPool(jobs) as pool:
        for row in pool.imap(lambda number: lesson_row(number, until), numbers):
            print(row, flush=True)


def lesson_row(number: str, until: float) -> str:
    left = until - time.monotonic()
    if left < 30:
        return f"| {number} | | | no time left |"
    command = [sys.executable, __file__, "--cells", number]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=left)
        found = json.loads(done.stdout.splitlines()[-1])
    except subprocess.TimeoutExpired:
        return f"| {number} | | | not done in {left:.0f} s |"
    except (IndexError, ValueError):
        return f"| {number} | | | died: {done.stderr.strip()[-200:]} |"
    return "| {} | {:.0f} | {:.1f} | {} |".format(number, found["seconds"], found["memory"],
                                                  found["failed"] or "✓")


def speed(width: int, batch: int, layout: torch.memory_format, compiled: bool, steps: int) -> float:
    """Pictures a second of `fit`, after two steps that are not counted."""
    part = data.load("scenes", n=max(1500, batch * 5 // 4), size=32).train
    model = resnet(3, len(part.classes), width)
    if compiled:
        model = torch.compile(model)
    pictures = [(x, y) for x, y in part.batches(batch, augment=[augment.crop(4), augment.flip()])
                if len(x) == batch]
    pictures = (pictures * steps)[:steps]
    with mock.patch.object(runs, "layout", lambda model: layout):
        training.fit(model, pictures[:2], epochs=1, progress=False)
        synchronize(training.device())
        begin = time.perf_counter()
        training.fit(model, pictures, epochs=1, progress=False)
        synchronize(training.device())
    return steps * batch / (time.perf_counter() - begin)


def speed_table(batches: list[int], steps: int, until: float) -> None:
    ways = {"plain": (torch.contiguous_format, False),
            "channels_last": (torch.channels_last, False)}
    if training.device().type != "cpu":          # there it takes minutes and gains nothing
        ways["channels_last, compiled"] = (torch.channels_last, True)
    print(f"\n| pictures a second | batch | {' | '.join(ways)} |\n|---|---|" + "---|" * len(ways))
    for width, name in ((32, "ResNet, 0.60 M"), (16, "ResNet, 0.15 M")):
        for batch in batches:
            row = []
            for layout, compiled in ways.values():
                if time.monotonic() > until:
                    row.append("no time left")
                    continue
                try:
                    row.append(f"{speed(width, batch, layout, compiled, steps):,.0f}")
                except Exception as error:
                    row.append(type(error).__name__)
            print(f"| {name} | {batch:,} | {' | '.join(row)} |", flush=True)


def to_accuracy(pictures: int, epochs: int) -> str:
    """How long a ResNet of 0.6 M parameters takes to ACCURACY on held-out scenes of 32 pixels."""
    scenes = data.load("scenes", n=pictures, size=32)
    training.seed(0)
    model, reached = resnet(3, len(scenes.classes)), []
    begin = time.perf_counter()

    def validate(model):
        found = training.evaluate(model, scenes.test.batches(500, shuffle=False))
        if found["accuracy"] >= ACCURACY and not reached:
            reached.append(time.perf_counter() - begin)
        return found
    history = training.fit(model, scenes.train.batches(128, augment=[augment.flip()]), lr=4e-3,
                           epochs=epochs, validate=validate, progress=False)
    best = max(epoch["accuracy"] for epoch in history.epochs)
    if not reached:
        return f"{ACCURACY:.0%} was not reached in {epochs} epochs (best {best:.1%})."
    return f"{ACCURACY:.0%} reached after {reached[0]:.1f} s (best of {epochs} epochs {best:.1%})."


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lessons", nargs="*", default=[p.stem[:2] for p in lessons()],
                        help="numbers of lessons; none: leave them out")
    parser.add_argument("--jobs", type=int, default=1, help="lessons at a time")
    parser.add_argument("--minutes", type=float, default=10, help="all together")
    parser.add_argument("--batches", nargs="+", type=int, default=[128, 256, 512, 1024])
    parser.add_argument("--steps", type=int, default=30, help="steps a timing of fit")
    parser.add_argument("--pictures", type=int, default=5000, help="scenes for the fixed accuracy")
    parser.add_argument("--epochs", type=int, default=MOST_EPOCHS, help="epochs for it, at most")
    parser.add_argument("--cells", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.cells:
        print(json.dumps(run_cells(options.cells)))
        return
    end = time.monotonic() + 60 * options.minutes
    print(f"{chip(training.device())}; torch {torch.__version__}; "
          f"`python bench/accelerator.py {' '.join(sys.argv[1:])}`\n")
    print(f"ResNet, 0.60 M, scenes of 32 pixels: {to_accuracy(options.pictures, options.epochs)}")
    speed_table(options.batches, options.steps, time.monotonic() + 15 * options.minutes)
    print()
    lesson_table(options.lessons, options.jobs, end)


if __name__ == "__main__":
    main()
