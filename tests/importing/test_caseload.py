"""Who works with whom: periods that begin, end, and never overlap."""

from datetime import date

from models.tables import CaseloadEntry

HEAD = "staff_email,student_id,start_date,end_date\n"
ALMA = "alma@juniperflats.example"
OPEN = f"{HEAD}{ALMA},1001,2026-08-12,\n{ALMA},1002,8/12/2026,\n"


def test_periods_are_added_once(district):
    assert district.counts("caseload", OPEN) == (2, 0, 0, 0)
    assert district.counts("caseload", OPEN) == (0, 0, 0, 2)
    assert len(district.rows(CaseloadEntry)) == 2


def test_a_period_that_is_closed_counts_as_ended(district):
    district.load("caseload", OPEN)
    closed = OPEN.replace("1001,2026-08-12,", "1001,2026-08-12,2026-11-13")
    assert district.counts("caseload", closed) == (0, 0, 1, 1)
    assert district.rows(CaseloadEntry)[0]["end_date"] == date(2026, 11, 13)
    assert district.counts("caseload", closed.replace("11-13", "11-20")) == (0, 1, 0, 1)
    assert district.counts("caseload", OPEN) == (0, 1, 0, 1)


def test_without_the_end_column_an_end_stays(district):
    district.load("caseload", f"{HEAD}{ALMA},1001,2026-08-12,2026-11-13\n")
    bare = f"staff_email,student_id,start_date\n{ALMA},1001,2026-08-12\n"
    assert district.counts("caseload", bare) == (0, 0, 0, 1)


def test_a_student_comes_back_in_a_new_period(district):
    district.load("caseload", OPEN)
    content = f"{HEAD}{ALMA},1001,2026-08-12,2026-10-01\n{ALMA},1001,2026-11-01,\n"
    assert district.counts("caseload", content) == (1, 0, 1, 0)


WRONG_PERIODS = [
    (f"{ALMA},1001,2026-11-01,\n", 2, "another period that overlaps"),
    (f"{ALMA},1001,2026-08-01,\n", 2, "another period that overlaps"),
    (f"{ALMA},2001,2026-08-12,\n{ALMA},2001,2026-08-13,\n", 3, "another period that overlaps"),
    (f"{ALMA},2001,2026-08-12,\n{ALMA},2001,2026-08-12,2026-09-01\n", 3, "is on line 2 already"),
    (f"{ALMA},2001,2026-08-12,2026-08-11\n", 2, "before the start date"),
    (f"{ALMA},9999,2026-08-12,\n", 2, "student_id: No student has this number"),
    ("nobody@juniperflats.example,1001,2026-08-12,\n", 2, "staff_email: Nobody on the staff list"),
    (f"{ALMA},1001,,\n", 2, "start_date: This is empty"),
]


def test_periods_that_cannot_be_are_refused(district):
    district.load("caseload", OPEN)
    for rows, line, says in WRONG_PERIODS:
        ((at, text),) = district.refused("caseload", HEAD + rows)
        assert (at, says in text) == (line, True), rows
        assert ALMA not in text


def test_two_people_may_share_a_student(district):
    content = f"{HEAD}{ALMA},1001,2026-08-12,\nbruno@juniperflats.example,1001,2026-08-12,\n"
    assert district.counts("caseload", content) == (2, 0, 0, 0)


def test_both_names_of_a_line_are_judged(district):
    problems = district.refused("caseload", f"{HEAD}nobody@juniperflats.example,9999,2026-08-12,\n")
    assert [line for line, _ in problems] == [2, 2]


def test_an_overlap_is_told_beside_other_problems(district):
    content = f"{HEAD}{ALMA},1001,2026-08-12,\n{ALMA},1001,2026-09-01,\n{ALMA},9999,2026-08-12,\n"
    assert [line for line, _ in district.refused("caseload", content)] == [3, 4]
