"""The longer games of lesson 33: LAPGAN against one GAN of equal cost, over several seeds.

    python bench/lapgan.py [--times 2] [--seeds 0 1 2 3 4] [--jobs 1] [--out DIR]

The code is the lesson's own: its cells are run up to the measures, with `times` the lesson's
rounds. Each seed is a process of its own, `jobs` of them at once, and takes a minute or two on a
core. Writes DIR/lapgan.json, what each seed measured, and prints it.
"""
import argparse
import importlib.util
import json
import os
import subprocess
import sys
import time
import types
from pathlib import Path
from unittest.mock import MagicMock

ROOT = Path(__file__).resolve().parent.parent
LESSON = ROOT / "notebooks" / "7_generation" / "33_lapgan.ipynb"
# without figures, guesses and checks
CELLS = ("parameters", "setup", "down", "up", "laplacian-pyramid", "reconstruct", "pictures",
         "networks", "pairs", "budgets", "play", "train", "games", "sample", "cascade", "measures",
         "least-squares")


def stand_in_for_what_is_missing() -> list[str]:
    """On a machine with torch and little else: empty modules for what the games do not use."""
    missing = [name for name in ("accelerate", "platformdirs", "IPython", "ipywidgets", "tqdm")
               if importlib.util.find_spec(name) is None]
    for name in missing:
        for part in (name, f"{name}.utils", f"{name}.display"):
            sys.modules[part] = MagicMock()
    if "tqdm" in missing:
        sys.modules["tqdm.auto"] = types.SimpleNamespace(
            trange=lambda n, **_: range(n), tqdm=lambda x, **_: x)
    return missing


def lesson(seed: int, times: int) -> dict:
    """The names that the cells define."""
    missing = stand_in_for_what_is_missing()
    sys.path.insert(0, str(ROOT))
    import torch

    from course_utils import training
    torch.backends.cudnn.benchmark = True
    if "accelerate" in missing:
        training.device = lambda: torch.device("cuda" if torch.cuda.is_available() else "cpu")
    names = {"__name__": "lesson"}
    for cell in json.loads(LESSON.read_text(encoding="utf-8"))["cells"]:
        wanted = {cell["id"], *cell["metadata"].get("tags", [])} & set(CELLS)
        if cell["cell_type"] != "code" or not wanted:
            continue
        source = "".join(cell["source"])
        if "ipywidgets" in missing:
            source = source.replace("from course_utils.widgets import explore", "")
        exec(compile(source, cell["id"], "exec"), names)
        if "parameters" in wanted:
            names |= {"SEED": seed, "TIMES": times, "DRAWN": 300}
    return names


def play(seed: int, options: argparse.Namespace) -> None:
    """All of one seed; writes its part."""
    names = lesson(seed, options.times)
    found = {"seed": seed, "times": options.times, "seconds_lapgan": names["seconds_lapgan"],
             "seconds_single": names["seconds_one"], **measured(names)}
    (options.out / f"run_{seed}.part").write_text(json.dumps(found))


def measured(names: dict) -> dict:
    """Fréchet distance and spread of what is drawn, and of what the cascade makes of real
    pictures."""
    import torch
    measures, cascade, given = names["measures"], names["cascade"], names["given"]
    real, gaussian, n, top = (names[name] for name in ("real", "gaussian", "DRAWN", "TOP"))
    levels = names["LEVELS"]
    names["training"].seed(names["SEED"])
    with torch.no_grad():
        drawn = cascade(names["G"][levels](given(None, n)))
        single = names["one_gan"](given(None, n))
    found = {"training": measures(real[:n]), "lapgan": measures(drawn[-1]),
             "single": measures(single)}
    for k in range(1, levels + 1):
        found[f"from {top // 2 ** k}"] = measures(cascade(gaussian[k][:n])[-1])

    def enlarged(x, side=top):
        return x if x.shape[-1] == side else enlarged(names["up"](x), side)

    for k in range(levels, 0, -1):       # a side by itself, against held-out pictures of that side
        held = names["unseen"]
        for _ in range(k):
            held = names["down"](held)
        held, ours, true = (names["see"](enlarged(x))
                            for x in (held, drawn[levels - k], gaussian[k][:n]))
        found[f"side {top // 2 ** k}: drawn, real"] = [names["frechet"](ours, held),
                                                       names["frechet"](true, held)]
    low = names["up"](gaussian[1][:n])
    size = [(names["finest"](net, low).std() / names["levels"][0][:n].std()).item()
            for net in (names["G"][0], names["smooth"])]
    found["residuals: GAN, least squares"] = size
    found["least squares from 32"] = measures(low + names["finest"](names["smooth"], low))
    return found


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=2)
    parser.add_argument("--seeds", nargs="+", type=int, default=[0, 1, 2, 3, 4])
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("."))
    parser.add_argument("--only", type=int, help=argparse.SUPPRESS)       # of one process
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    if options.only is not None:
        play(options.only, options)
        return
    waiting, running = list(options.seeds), []
    while waiting or running:
        running = [process for process in running if process.poll() is None]
        while waiting and len(running) < options.jobs:
            running.append(subprocess.Popen(
                [sys.executable, __file__, "--only", str(waiting.pop(0)),
                 "--times", str(options.times), "--out", str(options.out)],
                env=os.environ | {"OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "1")}))
        time.sleep(0.3)
    found = [json.loads(part.read_text()) for part in sorted(options.out.glob("run_*.part"))]
    (options.out / "lapgan.json").write_text(json.dumps(found, indent=1) + "\n")
    for part in options.out.glob("*.part"):
        part.unlink()
    for run in found:
        print(run)


if __name__ == "__main__":
    main()
