"""The commands behind `make`: python -m course_utils lab | score | doctor | slides | run | site |
release | grade | formgrader."""
import argparse
import contextlib
import importlib
import sys

COMMANDS = {
    "lab": ("open the lessons in JupyterLab", {
        "--dir": {"help": "open this directory instead of work/, for example notebooks"},
        "--prepare-only": {"action": "store_true", "help": "copy the lessons and open nothing"}}),
    "score": ("how am I doing?", {
        "only": {"nargs": "?", "metavar": "LESSON"},
        "--file": {"help": "a notebook to take for that lesson"}}),
    "doctor": ("what is this environment, and what is wrong with it?", {}),
    "slides": ("make the slides of lessons", {"only": {"nargs": "?", "metavar": "LESSON"}}),
    "site": ("make the lessons a web site, in site/", {
        "--pdf": {"metavar": "PART", "help": "also a part for printing: 1, 3_detection, all"}}),
    "run": ("run lessons and store their outputs", {"only": {"nargs": "?", "metavar": "LESSON"}}),
    "release": ("make what is handed out to a class", {}),
    "grade": ("grade what a class handed in", {
        "only": {"nargs": "*", "metavar": "LESSON"},
        "--part": {"help": "a part alone: 1 or 1_building_blocks"},
        "--dask": {"help": "address of a Dask cluster to grade on, tcp://..."},
        "--into": {"metavar": "TABLE", "help": "a CSV of Moodle or Canvas: puts the points into a "
                                               "copy, in class/upload"},
        "--column": {"help": "its column for the points, if there are several"},
        "--unsealed": {"action": "store_true", "help": "without bubblewrap: answers run as you"}}),
    "formgrader": ("read answers in words, in a browser", {}),
}


def main() -> int:
    for stream in sys.stdout, sys.stderr:      # a pipe on Windows knows fewer letters than we use
        with contextlib.suppress(AttributeError):
            stream.reconfigure(errors="replace")
    parser = argparse.ArgumentParser(prog="course.py")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, (what, options) in COMMANDS.items():
        command = commands.add_parser(name, help=what)
        for option, more in options.items():
            command.add_argument(option, **more)
    options, rest = parser.parse_known_args()
    said = vars(options)
    name = said.pop("command")
    if rest and name not in ("lab", "formgrader"):
        parser.error(f"unknown: {' '.join(rest)}")
    # one at a time: nbgrader and nbconvert take a second that `lab` need not wait
    command = importlib.import_module(f".commands.{name}", __package__)
    return command.main(**said, **({"arguments": rest} if name in ("lab", "formgrader") else {}))


if __name__ == "__main__":
    sys.exit(main())
