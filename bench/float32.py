"""How long the lessons take on a chip without bfloat16 in hardware: runs them with it switched off.

    python bench/float32.py [LESSON ...]

Prints the seconds of each, from the set-up cell on, and keeps them in float32.json for the
table of docs/numbers.md; the notebooks stay as they are. To be compared with the other column of
that table, nothing else should run.
"""
import argparse
import json
from pathlib import Path

import nbformat

from course_utils import files
from course_utils.commands.lessons import find_lesson, lessons, results_of
from course_utils.commands.run import execute, write_docs

KEPT = Path(__file__).with_suffix(".json")
OFF = "from course_utils import training\ntraining.bfloat16_pays = lambda: False"


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lesson", nargs="*")
    for path in [find_lesson(number) for number in parser.parse_args().lesson] or lessons():
        notebook = nbformat.read(path, 4)
        notebook.cells.insert(0, nbformat.v4.new_code_cell(OFF))
        execute(notebook, path.parent)
        seconds = round(results_of(notebook)["seconds"])
        print(f"{path.stem}: {seconds} s", flush=True)
        kept = json.loads(KEPT.read_text()) | {path.stem[:2]: seconds}
        files.replace(KEPT, (json.dumps(kept, indent=1, sort_keys=True) + "\n").encode())
    write_docs()


if __name__ == "__main__":
    main()
