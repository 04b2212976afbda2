"""`carelog export` as it is typed: what is refused, where it goes, and that it leaves the trail whole."""

import csv
import io
import json
import tempfile
from pathlib import Path

import pytest

from tests.bot.conftest import alter

WEEK = ("--from", "2026-11-16", "--to", "2026-11-22")


@pytest.fixture
def school(signed_school, tmp_path):
    return signed_school(tmp_path / "home")


def test_an_export_goes_to_standard_output_and_what_is_said_of_it_does_not(carelog, school):
    done = carelog("export", "services", *WEEK)
    assert (done.code, done.err) == (0, "services: 3 rows from 2026-11-16 to 2026-11-22.\n")
    lines = list(csv.DictReader(io.StringIO(done.out, newline="")))
    assert [line["student"] for line in lines] == ["Mia Garcia", "Noah Green", "Ava Lopez"]
    record = carelog("export", "record", *WEEK, "--student", "S001", "--format", "json")
    assert [row["standing"] for row in json.loads(record.out)["rows"]] == ["in force"]
    empty = carelog("export", "unposted", *WEEK)
    assert (empty.code, empty.err) == (0, "unposted: 0 rows from 2026-11-16 to 2026-11-22.\n")
    assert empty.out.startswith('"age_days","days_left"')
    assert json.loads(carelog("export", "unposted", *WEEK, "--format", "json").out)["rows"] == []
    verified = carelog("audit", "verify")
    assert (verified.code, "Nothing was altered." in verified.out) == (0, True)


def test_an_export_goes_to_a_new_file_of_ones_own(carelog, school, tmp_path):
    done = carelog("export", "services", *WEEK, "--output", "out.csv")
    assert (done.code, done.out) == (0, "")
    assert done.err == "services: 3 rows from 2026-11-16 to 2026-11-22 in out.csv.\n"
    assert (tmp_path / "out.csv").stat().st_mode & 0o777 == 0o600
    before = (tmp_path / "out.csv").read_bytes()
    assert before.count(b"\r\n") == 4
    again = carelog("export", "unposted", *WEEK, "--output", "out.csv")
    assert (again.code, again.err) == (2, "out.csv is there already. Choose another name.\n")
    assert (tmp_path / "out.csv").read_bytes() == before
    nowhere = carelog("export", "services", *WEEK, "--output", "nowhere/out.csv")
    assert (nowhere.code, "Carelog cannot write nowhere/out.csv" in nowhere.err) == (1, True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "out.csv"]


def test_a_json_export_vouches_for_the_records_of_its_moment(carelog, school):
    assert carelog("export", "services", *WEEK, "--format", "json", "--output", "out.json").code == 0
    assert carelog("audit", "verify", "--head", "out.json").code == 0
    alter(school, "DELETE FROM audit WHERE n > 1")
    cut = carelog("audit", "verify", "--head", "out.json")
    assert (cut.code, "of which you kept the head, is gone. The end was cut off." in cut.err) == (1, True)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("services", "--from", "yesterday", "--to", "2026-11-22"), "--from: This is not a date. Write it like 2026-"),
        (("services", "--from", "2026-11-16", "--to", "2026-02-30"), "--to: This is not a date. Write it like 2026-"),
        (("services", "--from", "2026-11-22", "--to", "2026-11-16"), "--to is before --from. Give the first day of"),
        (("record", *WEEK), "Say whose record it is: --student, with the student_id of the students file."),
        (("record", *WEEK, "--student", "S999"), "--student: No student has this student_id."),
        (("record", *WEEK, "--student", "Mia \udce9"), "--student: Use only letters, digits, dots and dashes, at most"),
        (("services", *WEEK, "--student", "S001"), "--student belongs to carelog export record. Leave it out of serv"),
        (("unposted", *WEEK, "--student", "S001"), "--student belongs to carelog export record. Leave it out of unpo"),
        (("everything", *WEEK), "Usage: carelog export"),
        (("services", "--to", "2026-11-22"), "Usage: carelog export"),
        (("services", *WEEK, "--format", "xlsx"), "Usage: carelog export"),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_sentence(carelog, school, words, says):
    refused = carelog("export", *words)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(says)


def test_a_full_disk_is_said_and_nothing_comes_out(carelog, school, monkeypatch):
    """The refusal is the system's own: this device is always full."""
    with Path("/dev/full").open("r+b", buffering=0) as full:
        monkeypatch.setattr(tempfile, "TemporaryFile", lambda: full)
        refused = carelog("export", "services", *WEEK)
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.endswith("Nothing was exported.\n")
    assert "Nothing was altered." in carelog("audit", "verify").out


def test_a_command_in_a_school_without_sessions_gives_no_rows(carelog):
    assert carelog("export", "services", *WEEK).code == 0
