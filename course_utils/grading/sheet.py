"""Points into a table that Moodle or Canvas exported, for its own import.

Moodle's grading worksheet names students by the number that its zip of submissions has behind their
names ("Participant 123" in its first column), Canvas's gradebook by the number that stands in the
names of the files (its column ID). A student whose folder has another name is looked for in all
cells: it may be an address, a login or a matriculation number.
"""
from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from pathlib import Path

from .. import files

BOM = b"\xef\xbb\xbf"


class Sheet:
    """The table at `place`, and its column for points: the one that is named `column`, else "Grade"
    (Moodle) or the assignment if there is one alone (Canvas). Raises SystemExit where it cannot be
    read or has no such column."""

    def __init__(self, place: Path, column: str | None = None):
        try:
            content = place.read_bytes()
            text = content.decode("utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise SystemExit(f"{place} cannot be read as a table in UTF-8: {error}") from None
        self.place, self.bom = place, content.startswith(BOM)
        self.separator = max(",;\t", key=text.partition("\n")[0].count)
        self.rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self.separator))
        header = self.rows[0] if self.rows else []
        self.canvas = "ID" in header and "Section" in header
        if self.canvas:
            self.who = header.index("ID")
            columns = [name for name in header if re.search(r" \(\d+\)$", name)]
            named = [name for name in columns
                     if not column or column in (name, name.rpartition(" (")[0])]
        else:
            self.who, columns = 0, header
            named = [name for name in header if name == (column or "Grade")]
        if len(named) != 1:
            raise SystemExit(f"{place}: which column are the points for? Say COLUMN=\"...\" with "
                             f"one of these: {', '.join(columns) or '(there is none)'}.")
        self.column = header.index(named[0])

    def fill(self, points: dict[str, float], of: float, to: Path) -> list[str]:
        """Writes the table with points in it to `to`: as a share of the maximum that stands in the
        table, or as they are where none does. Returns the students who are not in it."""
        possible = next((row[self.column] for row in self.rows
                         if self.canvas and row[:1] and "Points Possible" in row[0]), "")
        absent = []
        for student in sorted(points):
            row = self._row(student)
            if row is None:
                absent.append(student)
                continue
            # Moodle's worksheet ("Participant 123") has the maximum in the next column
            beside = row[self.column + 1:][:1] if re.search(r"\D\d+$", row[self.who]) else []
            most = _number(possible if self.canvas else "".join(beside))
            share = points[student] / of if of else 0.0
            row[self.column] = f"{round(share * most if most else points[student], 2):g}"
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=self.separator).writerows(map(self._kept, self.rows))
        files.replace(to, self.bom * BOM + out.getvalue().encode())
        return absent

    def _row(self, student: str) -> list[str] | None:
        """The one row of a student, if there is one."""
        number = re.search(r"_(\d+)$", student)
        by_number, by_cell = [], []
        for row in self.rows[1:]:
            said = re.search(r"\d+$", row[self.who]) if len(row) > self.column else None
            if number and said and int(said[0]) == int(number[1]):
                by_number.append(row)
            elif len(row) > self.column and student.casefold() in map(str.casefold, row):
                by_cell.append(row)
        found = by_number or by_cell
        return found[0] if len(found) == 1 else None

    def _kept(self, row: list[str]) -> list[str]:
        """Of Canvas's gradebook the columns that say who it is and the one with points: what is in
        the others may change before the import, which would set it back."""
        if not self.canvas:
            return row
        return row[:self.rows[0].index("Section") + 1] + row[self.column:][:1]


def sums(rows: list[dict]) -> tuple[dict[str, float], float, list[str]]:
    """From lines of grades.csv: the points of each student, of how many (those of all lessons that
    anybody handed in), and the students with a notebook that could not be graded, who are left
    out."""
    graded = [row for row in rows if row["of"] != ""]
    failed = sorted({row["student"] for row in rows if row["status"] == "died" and row["of"] == ""})
    points: dict[str, float] = defaultdict(float)
    for row in graded:
        if row["student"] not in failed:
            points[row["student"]] += row["points"] + row["words"]
    lessons = {row["lesson"]: row["of"] + row["words_of"] for row in graded}
    return dict(points), sum(lessons.values()), failed


def _number(cell: str) -> float:
    """A number as it stands in a table, with a point or a comma; 0 where there is none."""
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return 0.0
