"""Do a lesson's floors hold whatever the seed? Runs lessons that have a FLOOR with other seeds and
shows the spread.

    python bench/floors.py [LESSON ...] [--seeds 1 2 3 4]

For each headline number: the one stored, then the smallest and the largest of these runs. A lesson
asserts its floors itself, so a floor that fails ends its run with that cell's error.
"""
import argparse
import re
import tempfile
from pathlib import Path

import nbformat
import papermill

from course_utils.commands.lessons import find_lesson, lessons, results_of


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lesson", nargs="*")
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3, 4])
    options = parser.parse_args()
    floors = [path for path in lessons()
              if re.search(r'"FLOOR\w* = ', path.read_text(encoding="utf-8"))]
    for path in [find_lesson(number) for number in options.lesson] or floors:
        stored, found = results_of(nbformat.read(path, 4)), []
        for seed in options.seeds:
            with tempfile.TemporaryDirectory() as folder:
                try:
                    ran = papermill.execute_notebook(path, Path(folder) / path.name, {"SEED": seed},
                                                     progress_bar=False, kernel_name="python3")
                    found.append(results_of(ran))
                except papermill.PapermillExecutionError as error:
                    print(f"{path.stem}, seed {seed}: {error.ename} {error.evalue}\n"
                          f"{error.source}", flush=True)
        print(f"{path.stem}, {len(found)} of {len(options.seeds)} seeds without an error")
        for name in stored if found else ():
            values = [results[name] for results in found]
            print(f"  {name:28} {stored[name]:12.4g}   {min(values):.4g} to {max(values):.4g}",
                  flush=True)


if __name__ == "__main__":
    main()
