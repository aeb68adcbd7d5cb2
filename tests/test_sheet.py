"""Points into the tables of Moodle and Canvas."""
import csv

import pytest

from course_utils.commands import grade
from course_utils.grading.sheet import BOM, Sheet, sums

# as mod/assign/feedback/offline of Moodle writes it
WORKSHEET = """Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum grade",\
"Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 123","Ana Silva",77,ana@x.org,"Submitted for grading",,100.00,Yes,"Monday, 5 October \
2026, 9:15 AM",-,
"Participant 12","Ben Ode",78,ben@x.org,"Submitted for grading",,100.00,Yes,-,-,"Well done"
"Participant 3","Cy Ray",79,cy@x.org,"No submission",,100.00,Yes,-,-,
""".replace("\\\n", "")
# as lib/gradebook_exporter.rb of Canvas writes it
GRADEBOOK = """Student,ID,SIS Login ID,Section,Part 1 (4711),Part 2 (4712),Current Score
,,,,Manual Posting,,
    Points Possible,,,,20.00,50.00,(read only)
"Silva, Ana",1001,ana,"One, morning",,12.00,24.00
"Ode, Ben",1002,ben,"One, morning",3.00,,
"Student, Test",1003,,"One, morning",N/A,,
"""


def filled(tmp_path, table, points, of=40, column=None):
    place = tmp_path / "table.csv"
    place.write_bytes(table if isinstance(table, bytes) else table.encode())
    absent = Sheet(place, column).fill(points, of, tmp_path / "upload" / "table.csv")
    made = (tmp_path / "upload" / "table.csv").read_bytes()
    separator = ";" if b";" in made else ","
    rows = list(csv.reader(made.decode("utf-8-sig").splitlines(), delimiter=separator))
    return rows, absent, made


def test_moodles_worksheet_gets_grades_of_its_own_maximum_and_is_else_as_it_was(tmp_path):
    rows, absent, _ = filled(tmp_path, WORKSHEET, {"Ana Silva_123": 30, "Ben Ode_12": 19.5,
                                                   "Dan Oh_124": 40})
    before = list(csv.reader(WORKSHEET.splitlines()))
    assert [row[5] for row in rows] == ["Grade", "75", "48.75", ""] and absent == ["Dan Oh_124"]
    assert [row[:5] + row[6:] for row in rows] == [row[:5] + row[6:] for row in before]
    assert (tmp_path / "table.csv").read_text() == WORKSHEET


def test_a_worksheet_in_another_language_with_its_own_separator_and_comma(tmp_path):
    german = ("ID;Name;Bewertung;Bestwertung\nTeilnehmer/in123;Ana Silva;;10,00\n"
              "Teilnehmer/in12;Ben Ode;;10,00\n")
    rows, absent, made = filled(tmp_path, BOM + german.encode(), {"Ana Silva_123": 30},
                                column="Bewertung")
    assert [row[2] for row in rows] == ["Bewertung", "7.5", ""] and not absent
    assert made.startswith(BOM)


def test_canvass_gradebook_keeps_who_it_is_and_the_one_column(tmp_path):
    rows, absent, _ = filled(tmp_path, GRADEBOOK, {"silvaana_1001": 30, "odeben_1002": 0},
                             column="Part 1")
    assert rows == [["Student", "ID", "SIS Login ID", "Section", "Part 1 (4711)"],
                    ["", "", "", "", "Manual Posting"],
                    ["    Points Possible", "", "", "", "20.00"],
                    ["Silva, Ana", "1001", "ana", "One, morning", "15"],
                    ["Ode, Ben", "1002", "ben", "One, morning", "0"],
                    ["Student, Test", "1003", "", "One, morning", "N/A"]] and not absent


def test_folders_named_by_login_address_or_number_are_found_if_they_are_one_row(tmp_path):
    for student in ("ana@x.org", "ANA@X.ORG", "77", "Ana Silva"):
        rows, absent, _ = filled(tmp_path, WORKSHEET, {student: 40})
        assert rows[1][5] == "100" and not absent
    rows, absent, _ = filled(tmp_path, WORKSHEET, {"Submitted for grading": 40, "Yes": 40})
    assert absent == ["Submitted for grading", "Yes"] and not any(row[5] for row in rows[1:])


def test_points_stay_as_they_are_where_no_maximum_stands(tmp_path):
    rows, _, _ = filled(tmp_path, "login,Grade\nana,\n", {"ana": 31.5})
    assert rows[1] == ["ana", "31.5"]
    grades = ("First name,Email address,Assignment: Part 1 (Real),Last downloaded from here\n"
              "Ana,ana@x.org,-,1760000000\n")
    rows, _, _ = filled(tmp_path, grades, {"ana@x.org": 31.5}, column="Assignment: Part 1 (Real)")
    assert rows[1] == ["Ana", "ana@x.org", "31.5", "1760000000"]


@pytest.mark.parametrize("table, column, said", [
    (GRADEBOOK, None, r"Part 1 \(4711\), Part 2 \(4712\)"),
    (GRADEBOOK, "Part", r"COLUMN"),
    ("name,mark\nana,\n", None, "name, mark"), ("", None, "there is none"),
    (b"\xff\xfe\x00", None, "cannot be read as a table")])
def test_a_table_without_such_a_column_is_a_sentence(tmp_path, table, column, said):
    with pytest.raises(SystemExit, match=said):
        filled(tmp_path, table, {}, column=column)
    with pytest.raises(SystemExit, match="cannot be read"):
        Sheet(tmp_path / "absent.csv")


def test_sums_are_over_all_lessons_that_anybody_handed_in():
    def row(student, lesson, points, words, status="graded"):
        found = {"student": student, "lesson": lesson, "status": status, "points": points}
        none = points == ""
        return found | {"of": "" if none else 18, "words": words, "words_of": "" if none else 2}
    points, of, failed = sums([row("ana", "01", 18, 1.5), row("ana", "02", 9, 0, "late"),
                               row("ben", "01", 6, 0), row("cy", "01", "", "", "died"),
                               row("cy", "02", 5, 0), row("dan", "01", "", "", "refused")])
    assert (points, of, failed) == ({"ana": 28.5, "ben": 6}, 40, ["cy"])
    assert sums([]) == ({}, 0, [])


def test_a_wrong_table_is_said_before_anything_is_graded(tmp_path):
    with pytest.raises(SystemExit, match="cannot be read"):
        grade.main(into=str(tmp_path / "absent.csv"), root=tmp_path)
