"""The commands behind `make`: python -m course_utils lab | score | slides | run."""
import argparse
import sys
import webbrowser

import nbformat

from . import store, workbook


def main() -> int:
    parser = argparse.ArgumentParser(prog="course.py")
    commands = parser.add_subparsers(dest="command", required=True)
    opener = commands.add_parser("lab", help="open the lessons in JupyterLab")
    opener.add_argument("--dir", help="open this directory instead of work/, for example notebooks")
    commands.add_parser("score", help="how am I doing?").add_argument("lesson", nargs="?")
    commands.add_parser("run", help="run lessons and store their outputs").add_argument("lesson", nargs="?")
    commands.add_parser("slides", help="make the slides of lessons").add_argument("lesson", nargs="?")
    options, rest = parser.parse_known_args()
    if rest and options.command != "lab":
        parser.error(f"unknown: {' '.join(rest)}")
    if options.command == "lab":
        return workbook.lab(options.dir, rest)
    if options.command == "score":
        from . import score  # nbgrader and nbconvert take a second that `lab` need not wait
        return score.report(workbook.ROOT, options.lesson)
    chosen = [workbook.find_lesson(options.lesson)] if options.lesson else workbook.lessons()
    if options.command == "slides":
        from . import slides
        pages = [slides.export(path, workbook.ROOT / "slides") for path in chosen]
        print("\n".join(map(str, pages)))
        webbrowser.open(pages[0].as_uri())
        return 0
    for path in chosen:
        store.run(path)
        (workbook.ROOT / "docs" / f"{path.stem}.png").write_bytes(store.cover(nbformat.read(path, 4)))      # README shows it
    store.write_table()
    return 0


if __name__ == "__main__":
    sys.exit(main())
