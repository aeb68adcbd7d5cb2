"""Every detector of part 3 on the same scenes, by one measure and one clock.

    python bench/detectors.py [LESSON ...] [--seeds 0 1 2 3 4]

Takes a lesson apart, runs the cells that its detector needs, and trains it on the 640 training
scenes of seed 0; the seeds given vary the training alone. Then mAP@0.5 and mAP@[.5:.95] on the 160
held-out scenes (torchmetrics, at most 100 detections a picture), and pictures a second from bytes
to detections, proposals and suppression included: all 160 in one call, the median of five calls, on
the CPU with two threads. What is measured of a detector is kept in course_utils/detectors.json
beside what is there of the others; lesson 18 reads it. For the clock nothing else should run.
"""
import argparse
import ast
import contextlib
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import nbformat
import torch
from torchmetrics.detection import MeanAveragePrecision

from course_utils import files
from course_utils.commands.lessons import ROOT, find_lesson

KEPT = ROOT / "course_utils" / "detectors.json"
THREADS, REPEATS = 2, 5
Names = dict[str, object]                                  # what the cells of a lesson define
Detect = Callable[[torch.Tensor], list[dict]]              # pictures, uint8 → detections of each


@dataclass
class Detector:
    """A detector of a lesson: the cell with its scenes; the cells that run whole, before and after
    the seed of the training is set (of other cells the functions and classes alone); the cell
    after which nothing is needed; and what makes detections of pictures."""

    lesson: str
    name: str
    before: str
    after: str
    last: str
    detector: Callable[[Names], Detect]
    then: str = ""


def normalised(n: Names, images: torch.Tensor) -> torch.Tensor:
    return n["pictures"].train.normalised(images)


def sliding(n: Names) -> Detect:
    return lambda images: [n["best_only"](n["detect"](x), 0.3) for x in normalised(n, images)]


def rcnn(n: Names) -> Detect:
    """Lesson 14 applies its parts to lists made in advance; here they meet new pictures."""
    known, units = n["known"], n["units_known"]
    scale = 20 / units.norm(dim=1).mean()
    lines = [n["svm_of"](scale * units, k)[:2] for k in range(n["NOTHING"])]
    weights, bias = torch.stack([w for w, _ in lines], 1), torch.tensor([b for _, b in lines])
    ridges = []
    for k in range(n["NOTHING"]):
        near = (known["label"] == k) & (known["iou"] > 0.6)
        ridges.append(n["Ridge"](alpha=1000).fit(n["maps_known"][near].numpy(), n["targets_of"](
            known["box"][near], known["goal"][near]).numpy()))

    def detect(images):
        boxes = n["proposals"](images)
        n["counts"] = [len(b) for b in boxes]
        where, every = torch.arange(len(boxes)).repeat_interleave(
            torch.tensor(n["counts"])), torch.cat(boxes)
        maps, units, _ = n["features"](n["net"], normalised(n, images), where, every)
        moved = [n["moved"](every, torch.from_numpy(r.predict(maps.numpy())).float())
                 for r in ridges]
        return n["answers"](scale * units @ weights + bias,
                            torch.stack(moved, 1).clamp(0, n["SIZE"]), -9)
    return detect


def fast_rcnn(n: Names) -> Detect:
    return lambda images: n["detect"](n["net"], normalised(n, images), n[
        "proposals"].selective_search(images, n["SCALE"], n["LEAST"]))


def one_network(n: Names) -> Detect:
    return lambda images: n["detect"](n["net"], normalised(n, images))


DETECTORS = [
    Detector("13", "sliding window", "cut-outs", "cut classifier-trained", "nms-classes", sliding),
    Detector("14", "R-CNN", "data", "proposed inputs pool pretrain tuned subset all-features",
             "box-targets", rcnn),
    Detector("15", "Fast R-CNN", "data", "inputs proposed targets pool one-stage", "pools",
             fast_rcnn),
    Detector("15", "Fast R-CNN, RoI align", "data", "inputs proposed targets pool", "pools",
             fast_rcnn, "net = trained(SEED, pool=aligned)"),
    Detector("16", "Faster R-CNN", "data", "inputs anchors-parity coder detector propose "
             "known", "detect", one_network, "net = trained(SEED)"),
    Detector("17", "YOLO", "data", "loss train", "detect", one_network),
    Detector("18", "SSD", "data", "defaults encode train", "detect", one_network)]


def run_cells(detector: Detector, seed: int) -> Names:
    """The lesson's names after its detector was trained with this seed."""
    names: Names = {"__name__": "lesson"}
    whole = {"parameters", "setup", detector.before, *detector.after.split()}
    for cell in nbformat.read(find_lesson(detector.lesson), 4).cells:
        mark = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code" or mark.get("locked"):
            continue
        if cell.id in whole:
            exec(compile(cell.source, cell.id, "exec"), names)
        else:
            for part in ast.parse(cell.source).body:
                if isinstance(part, ast.FunctionDef | ast.ClassDef):
                    with contextlib.suppress(NameError):   # a default that this detector lacks
                        exec(compile(ast.Module([part], []), cell.id, "exec"), names)
        if cell.id == detector.before:
            names["SEED"] = seed
        whole.discard(cell.id)
        if cell.id == detector.last:
            break
    assert not whole, f"lesson {detector.lesson} has no cell {', '.join(sorted(whole))}"
    exec(detector.then, names)
    return names


def measured(n: Names, detect: Detect) -> dict[str, float]:
    """mAP@0.5, mAP@[.5:.95] and pictures a second of a trained detector."""
    images, truth = n["pictures"].test.images, n["pictures"].test.targets
    found = detect(images)
    marks = MeanAveragePrecision()(found, truth)
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        detect(images)
        seconds.append(time.perf_counter() - start)
    return {"map_50": round(marks["map_50"].item(), 4), "map": round(marks["map"].item(), 4),
            "map_75": round(marks["map_75"].item(), 4),
            "per_second": round(len(images) / statistics.median(seconds), 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lesson", nargs="*")
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2, 3, 4])
    options = parser.parse_args()
    torch.set_num_threads(THREADS)
    for detector in DETECTORS:
        if options.lesson and detector.lesson not in options.lesson:
            continue
        for seed in options.seeds:
            start = time.perf_counter()
            names = run_cells(detector, seed)
            result = measured(names, detector.detector(names))
            kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
            row = kept.setdefault(detector.name, {"lesson": detector.lesson, "seeds": {}})
            row["seeds"][str(seed)] = result
            print(f"{detector.name}, seed {seed}: {result}; "
                  f"{time.perf_counter() - start:.0f} s", flush=True)
            files.replace(KEPT, (json.dumps(kept, indent=1) + "\n").encode())


if __name__ == "__main__":
    main()
