"""How long a class takes to grade: `make grade` beside nbgrader's own autograde, in one run.

    python bench/grading.py [--part 1] [--students 10] [--nbgrader 1]

Students hand in every lesson of a part with right answers, blanks, and mistakes of tests/mistakes.
--nbgrader: how many of them nbgrader grades. Nothing else should run.
"""
import argparse
import random
import re
import shutil
import tempfile
import time
from pathlib import Path

import nbformat

from course_utils.commands import grade
from course_utils.commands.lessons import ROOT, lessons
from course_utils.commands.release import make_release, nbgrader


def answered(lesson: Path, blank: Path, chance: random.Random) -> nbformat.NotebookNode:
    """A released notebook with some answers right, some blank and some that another exercise's
    text would want."""
    solutions = {cell.metadata.nbgrader.grade_id: cell.source
                 for cell in nbformat.read(lesson, 4).cells
                 if cell.metadata.get("nbgrader", {}).get("solution")}
    notebook = nbformat.read(blank, 4)
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.cell_type == "code" and name in solutions:
            kind = chance.choices(("right", "off by a factor", "blank"), (6, 2, 2))[0]
            if kind != "blank":
                cell.source = solutions[name]
            if kind == "off by a factor":
                cell.source = re.sub(r"\breturn (?=[\w(])", "return 2 * ", cell.source)
    return notebook


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--part", default="1")
    parser.add_argument("--students", type=int, default=10)
    parser.add_argument("--nbgrader", type=int, default=1)
    options = parser.parse_args()
    chosen = [path for path in lessons() if path.parent.name.startswith(options.part)]
    with tempfile.TemporaryDirectory(prefix="course-bench-") as folder:
        root, part = Path(folder), chosen[0].parent.name
        shutil.copytree(chosen[0].parent, root / "notebooks" / part)
        shutil.copy(ROOT / "nbgrader_config.py", root)
        make_release(root)
        students = [f"student{k:02}" for k in range(options.students)]
        for k, student in enumerate(students):
            for lesson in chosen:
                place = root / "class" / "handed_in" / student / lesson.name
                place.parent.mkdir(parents=True, exist_ok=True)
                nbformat.write(answered(lesson, root / "release" / part / lesson.name,
                                        random.Random(f"{k} {lesson.stem}")), place)
        begun = time.perf_counter()
        grade.main(root=root)
        ours = (time.perf_counter() - begun) / options.students
        print(f"make grade: {ours:.1f} s a student", flush=True)
        for student in students[:options.nbgrader]:
            shutil.copytree(root / "class" / "handed_in" / student,
                            root / "submitted" / student / part)
        begun = time.perf_counter()
        nbgrader("autograde", part, course=root, db=root / "release" / ".gradebook.db")
        theirs = (time.perf_counter() - begun) / options.nbgrader
    notebooks = options.students * len(chosen)
    print(f"\n{notebooks} notebooks, {len(chosen)} lessons of each student, two at once on two "
          f"cores:\n  make grade          {ours:6.1f} s a student, {ours / len(chosen):.1f} s a "
          f"notebook\n  nbgrader autograde  {theirs:6.1f} s a student, {theirs / ours:.1f} times")


if __name__ == "__main__":
    main()
