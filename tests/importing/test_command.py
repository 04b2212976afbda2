"""`carelog import`: the exit code, what is printed, and the dry run."""

from datetime import UTC, date, datetime

import pytest

from bot.commands.importing import run_import
from models.tables import Student

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
GOOD = """student_id,first_name,last_name,campus,Room
1001,Milo,Gadgetby,Larkspur Elementary,1
1003,Pippa,Samplesby,Larkspur Elementary,2
"""


@pytest.fixture
def run(district, tmp_path):
    def give(content, *, kind="students", dry_run=False):
        path = tmp_path / "file.csv"
        path.write_text(content)
        return run_import(district.database, district.tenant_id, kind, path, dry_run=dry_run, today=TODAY, now=NOW)

    return give


def test_what_was_done_is_printed(run, district):
    assert run(GOOD) == (
        0,
        "students: 1 added, 0 changed, 0 ended, 1 unchanged.\nNote: These columns were not used: room.",
    )
    assert len(district.rows(Student)) == 4


def test_the_shipped_catalogue_is_there_for_the_first_files(run, district):
    care = "student_id,first_name,last_name,campus,iep_care\n1001,Milo,Gadgetby,Larkspur Elementary,adl.eating\n"
    assert run(care, dry_run=True)[0] == run(care)[0] == 0
    assert district.rows(Student)[0]["iep_care"] == ["adl.eating"]


def test_a_dry_run_says_the_same_and_writes_nothing(run, district):
    before = district.everything()
    code, text = run(GOOD, dry_run=True)
    assert code == 0
    assert text.startswith("students: 1 added, 0 changed, 0 ended, 1 unchanged.\n")
    assert text.endswith("\nDry run: nothing was written.")
    assert district.everything() == before


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_is_wrong_is_printed_with_its_lines(run, district, dry_run):
    before = district.everything()
    code, text = run(GOOD.replace("Pippa", "").replace("1001", "1003"), dry_run=dry_run)
    assert code == 1
    assert text.splitlines() == [
        "students: there is something to put right first.",
        "Line 3: first_name: This is empty. Fill it in.",
        "Line 3: This student_id is on line 2 already. Keep one of them.",
        "Nothing was imported.",
    ]
    assert district.everything() == before


def test_a_problem_of_the_whole_file_has_no_line(run):
    assert run("")[1].splitlines()[1] == "The file is empty. Choose another file."


def test_a_file_that_is_not_there_is_said(district, tmp_path):
    for path in (tmp_path / "nothing.csv", tmp_path):
        code, text = run_import(district.database, 1, "students", path, dry_run=False, today=TODAY, now=NOW)
        assert code == 1
        assert text.startswith(f"Carelog cannot read {path}: ")
        assert text.endswith("Nothing was imported.")
