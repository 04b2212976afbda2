"""CSV files as Excel and others save them, and what is said of those that cannot be read."""

import codecs
import csv
import io
from datetime import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import cells
from models.rules.columns import Column
from models.rules.csv_files import MAX_BYTES, Unreadable, decode, read_csv

COLUMNS = (
    Column("name", cells.words(), required=True),
    Column("start", cells.clock),
    Column("note", cells.words(), default="", keeps=True),
)
PLAIN = "name,start,note\r\nLarkspur,7:30,ok\r\nÑandú,,\r\n"


def values(sheet):
    assert sheet.problems == ()
    return [entry.values for entry in sheet.entries]


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.encode(),
        codecs.BOM_UTF8 + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        codecs.BOM_UTF16_BE + PLAIN.encode("utf-16-be"),
        PLAIN.replace("\r\n", "\n").encode(),
        PLAIN.replace("\r\n", "\r").encode(),
        PLAIN.replace(",", ";").encode(),
        PLAIN.replace(",", "\t").encode("utf-16"),
        PLAIN.replace(",", "|").encode(),
        ("sep=;\r\n" + PLAIN.replace(",", ";")).encode(),
        ("SEP=;\r" + PLAIN.replace(",", ";").replace("\r\n", "\r")).encode(),
        PLAIN.strip().encode(),
        PLAIN.replace("name,start,note", " NAME ,\tStart,note ").encode(),
        PLAIN.replace("Larkspur", '"Larkspur"').replace("7:30", '"7:30"').encode(),
        ("\r\n\r\n" + PLAIN.replace("Ñandú", "\r\n ,,\r\nÑandú") + ",,\r\n\r\n").encode(),
        "note,name,start\nok,Larkspur,7:30 AM\n,Ñandú,\n".encode(),
        PLAIN.replace("Ñandú,,", "Ñandú").encode(),
        PLAIN.replace("Larkspur,7:30,ok", "Larkspur,7:30,ok,,,").encode(),
    ],
)
def test_every_way_of_saving_says_the_same(data):
    larkspur, other = values(read_csv(data, COLUMNS))
    assert larkspur == {"name": "Larkspur", "start": time(7, 30), "note": "ok"}
    assert other == {"name": "Ñandú", "start": None}


def test_a_missing_column_says_nothing():
    assert values(read_csv(b"name\nLarkspur\n", COLUMNS)) == [{"name": "Larkspur"}]


def test_a_quoted_cell_holds_delimiters_and_quotation_marks():
    data = b'name,note\n"Larkspur, ""the hill"", north",a\n'
    assert values(read_csv(data, COLUMNS))[0]["name"] == 'Larkspur, "the hill", north'


def test_extra_columns_are_named():
    sheet = read_csv(b"name,Room,,Phone\nLarkspur,12,,\n", COLUMNS)
    assert sheet.notes == ("These columns were not used: room, phone.",)
    many = ",".join(["name", *(f"extra{n}" for n in range(14))])
    assert read_csv(f"{many}\nLarkspur\n".encode(), COLUMNS).notes[0].endswith("extra9 and 4 more.")


def test_only_a_heading_is_noted():
    assert read_csv(b"name\n", COLUMNS).notes == ("The file names its columns, but has no lines after them.",)


@pytest.mark.parametrize(
    ("data", "line", "says"),
    [
        (b"", 0, "empty"),
        (b"\n \n,,\n", 0, "empty"),
        (codecs.BOM_UTF8, 0, "empty"),
        (b"Pippa,7:30\nMilo,8:00\n", 1, "missing: name"),
        (b"\n\nstart\n7:30\n", 3, "missing: name"),
        (b"name,start,Name\na,,b\n", 1, "name is there twice"),
        ("name\nLarkspur\nÑandú\n".encode("latin-1"), 3, "Save the file as CSV UTF-8."),
        (codecs.BOM_UTF8 + b"name\r\nLarkspur\r\n\xff\r\n", 3, "Save the file as CSV UTF-8."),
        (b"name\r\ra\r\xff\r", 4, "Save the file as CSV UTF-8."),
        (b"\xff", 1, "Save the file as CSV UTF-8."),
        ("name\na\n".encode("utf-16") + b"\x00", 3, "Save the file as CSV UTF-8."),
        (b'name\nLarkspur\n"open\nb\nc\n', 3, "quotation mark"),
        (b'name\n"a" b\n', 2, "quotation mark"),
        (b"name\n" + b"x" * 200_000 + b"\n", 2, "far too long"),
        (b"name,start\nLarkspur, north,7:30\n", 2, "more cells than the first line"),
        (b'name\n"a\nb"\n', 2, "line break"),
        (b'name,start\n"a\nb",\nc,noon\n', 4, "start: This is not a time"),
        (b"name\n\x00\n", 2, "hidden character"),
        (b"name\n\nLarkspur\n\n \nx,,\n,\n" + b"y" * 121, 8, "name: This is too long"),
        (b"name,start\n,7:30\n", 2, "name: This is empty. Fill it in."),
        (b"x" * (MAX_BYTES + 1), 0, "too large"),
    ],
)
def test_what_is_wrong_is_said_with_the_line_of_an_editor(data, line, says):
    problems = read_csv(data, COLUMNS).problems
    assert any(at == line and says in text for at, text in problems), problems


def test_every_problem_of_a_file_is_told():
    sheet = read_csv(b"name,start\n,noon\nLarkspur,7:30\nx,25:00\n", COLUMNS)
    assert [line for line, _ in sheet.problems] == [2, 2, 4]
    assert [entry.complete for entry in sheet.entries] == [False, True, False]


def test_no_heading_is_repeated_when_the_first_line_may_be_a_student():
    sheet = read_csv(b"Pippa,Samplesby\nMilo,Gadgetby\n", COLUMNS)
    assert "Pippa" not in str(sheet)


@settings(deadline=None)
@given(st.binary())
def test_any_bytes_are_text_or_a_line(data):
    try:
        decode(data)
        line = 1
    except Unreadable as refused:
        line = refused.line
    assert 1 <= line <= data.count(b"\n") + data.count(b"\r") + 1


SNIPPETS = [b"name", b"start", b"note", b",", b";", b"\t", b'"', b"\n", b"\r\n", b"7:30", b"\xff", b"\x00", b"sep=;"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(SNIPPETS)).map(b"".join) | st.binary())
def test_reading_never_raises(data):
    sheet = read_csv(data, COLUMNS)
    lines = data.count(b"\n") + data.count(b"\r") + 1
    assert sheet.entries or sheet.problems or sheet.notes
    assert all(0 <= line <= lines for line, _ in sheet.problems)
    assert all(1 <= entry.line <= lines for entry in sheet.entries)


NAMES = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20).map(cells.tidy)


@settings(deadline=None)
@given(
    st.lists(NAMES, min_size=1, max_size=8),
    st.sampled_from(",;\t"),
    st.sampled_from(["\r\n", "\n"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_writes_is_read_back(names, delimiter, ending, encoding):
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=ending)
    writer.writerows([["name", "start"], *([name, "7:30"] for name in names)])
    sheet = read_csv(text.getvalue().encode(encoding), COLUMNS)
    assert [entry.values["name"] for entry in sheet.entries] == names
    assert [entry.line for entry in sheet.entries] == list(range(2, len(names) + 2))
