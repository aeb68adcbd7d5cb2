"""How long the lessons take on a chip without bfloat16 in hardware: runs them with it switched off.

    python bench/float32.py [LESSON ...]

Seconds, from the set-up cell on, go to bench/float32.json and from there into README's table. The
notebooks stay as they are. To be comparable with the other column, nothing else should run.
"""
import argparse
import json

import nbformat
from nbclient import NotebookClient

from course_utils import files
from course_utils.commands.lessons import ROOT, find_lesson, lessons, results_of
from course_utils.commands.run import FLOAT32, write_readme

OFF = "from course_utils import training\ntraining.bfloat16_pays = lambda: False"


def seconds(path) -> float:
    """Runs the lesson at `path` and returns what its results cell says."""
    notebook = nbformat.read(path, 4)
    notebook.cells.insert(0, nbformat.v4.new_code_cell(OFF))
    NotebookClient(notebook, timeout=900, kernel_name="python3",
                   resources={"metadata": {"path": str(path.parent)}}).execute()
    return results_of(notebook)["seconds"]


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lesson", nargs="*")
    stored = ROOT / FLOAT32
    for path in [find_lesson(number) for number in parser.parse_args().lesson] or lessons():
        taken = json.loads(stored.read_text()) if stored.exists() else {}
        taken[path.stem[:2]] = round(seconds(path), 1)
        files.replace(stored, (json.dumps(dict(sorted(taken.items())), indent=1) + "\n").encode())
        print(f"{path.stem}: {taken[path.stem[:2]]:.0f} s", flush=True)
    write_readme()


if __name__ == "__main__":
    main()
