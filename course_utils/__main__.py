"""The commands behind `make`: python -m course_utils lab | score | slides | run."""
import argparse
import importlib
import sys


def main() -> int:
    parser = argparse.ArgumentParser(prog="course.py")
    commands = parser.add_subparsers(dest="command", required=True)
    lab = commands.add_parser("lab", help="open the lessons in JupyterLab")
    lab.add_argument("--dir", help="open this directory instead of work/, for example notebooks")
    for name, what in (("score", "how am I doing?"), ("slides", "make the slides of lessons"),
                       ("run", "run lessons and store their outputs")):
        commands.add_parser(name, help=what).add_argument("lesson", nargs="?")
    options, rest = parser.parse_known_args()
    if rest and options.command != "lab":
        parser.error(f"unknown: {' '.join(rest)}")
    # one at a time: nbgrader and nbconvert take a second that `lab` need not wait
    command = importlib.import_module(f".commands.{options.command}", __package__)
    return command.main(options.dir, rest) if options.command == "lab" else command.main(
        options.lesson)


if __name__ == "__main__":
    sys.exit(main())
