"""The list of problems that people get, and what new records have where a file says nothing."""

from models.rules import cells, roster_files
from models.rules.columns import Column, Row, as_listed, defaults, read_entries


def test_problems_come_in_the_order_of_lines_and_once():
    assert as_listed([(4, "b"), (2, "a"), (4, "b"), (0, "whole")]) == ((0, "whole"), (2, "a"), (4, "b"))


def test_after_fifty_problems_the_rest_is_counted():
    fifty = [(n, "bad") for n in range(1, 51)]
    assert as_listed(fifty) == tuple(fifty)
    listed = as_listed([*fifty, (51, "bad"), (52, "bad")])
    assert listed[:50] == tuple(fifty)
    assert listed[50:] == ((0, "And 2 more."),)


def test_required_columns_have_no_default():
    assert defaults(roster_files.STUDENTS) == {
        "nickname": "",
        "date_of_birth": None,
        "medicaid_id": "",
        "session_type": None,
        "iep_minutes_per_day": None,
        "iep_care": [],
    }


def test_an_empty_cell_empties_or_keeps():
    columns = (Column("title", cells.words(), default=""), Column("active", cells.yes_no, default=True, keeps=True))
    sheet = read_entries(columns, [Row(2, {"title": " ", "active": ""})])
    assert sheet.entries[0].values == {"title": ""}


def test_a_missing_required_field_is_told():
    sheet = read_entries((Column("code", cells.code, required=True),), [Row(7, {})])
    assert sheet.problems == ((7, "code: This is missing. Fill it in."),)
    assert not sheet.entries[0].complete
