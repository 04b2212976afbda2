"""The command line: clear words, and exit codes 0 for done, 1 for a failure, 2 for wrong use."""

import json

import pytest

from bot.command_line import Kind
from models.services.importing import KINDS
from tests.bot.conftest import alter

SCHOOL = "name,time_zone,reminder_time,digest_time\nWillow Creek School,America/Chicago,15:30,07:00\n"
STAFF = "email,name,title,role,campus\njo@school.example,Jo Field,Paraprofessional,aide,Willow Creek School\n"


def test_import_tries_and_does_and_repeats(carelog, tmp_path):
    (tmp_path / "campuses.csv").write_text(SCHOOL)
    tried = carelog("import", "campuses", "campuses.csv", "--dry-run")
    assert (tried.code, "Dry run: nothing was written." in tried.out) == (0, True)
    done = carelog("import", "campuses", "campuses.csv")
    assert (done.code, "campuses: 1 added" in done.out) == (0, True)
    again = carelog("import", "campuses", "campuses.csv")
    assert "1 unchanged" in again.out


def test_an_import_with_problems_fails_by_line_and_imports_nothing(carelog, tmp_path):
    (tmp_path / "staff.csv").write_text(STAFF)
    refused = carelog("import", "staff", "staff.csv")
    assert refused.code == 1
    assert refused.out == ""
    assert "Line 2:" in refused.err
    assert "Nothing was imported." in refused.err
    missing = carelog("import", "staff", "nowhere.csv")
    assert (missing.code, "Carelog cannot read nowhere.csv" in missing.err) == (1, True)


def test_every_kind_of_file_can_be_imported_from_the_command_line():
    assert set(Kind) == set(KINDS)


def test_a_schedule_is_tried_then_imported_and_not_doubled(carelog, tmp_path):
    """The last of the files: everything that it names comes from the others."""
    files = {
        "campuses": SCHOOL,
        "staff": STAFF,
        "students": "student_id,first_name,last_name,campus\nS001,Mia,Garcia,Willow Creek School\n",
        "caseload": "staff_email,student_id,start_date\njo@school.example,S001,2026-08-12\n",
        "calendar": "date,kind\n2026-08-12,first_day\n2027-05-27,last_day\n",
        "schedule": "staff_email,service,description,place,date,start,end,student_ids,repeats_on,ends_on\n"
        "jo@school.example,Personal Care - Instructional Support,Morning care,Classroom,2026-11-16,9:00,10:00,S001,"
        "Mon-Fri,2026-11-20\n",
    }
    for kind, content in files.items():
        (tmp_path / f"{kind}.csv").write_text(content)
    for kind in list(files)[:-1]:
        done = carelog("import", kind, f"{kind}.csv")
        assert done.code == 0, done.err
    tried = carelog("import", "schedule", "schedule.csv", "--dry-run")
    assert (tried.code, "schedule: 1 added" in tried.out, "Dry run" in tried.out) == (0, True, True), tried
    assert "schedule: 1 added" in carelog("import", "schedule", "schedule.csv").out
    assert "1 unchanged" in carelog("import", "schedule", "schedule.csv").out
    (tmp_path / "schedule.csv").write_text(files["schedule"].replace("S001", "S999"))
    refused = carelog("import", "schedule", "schedule.csv")
    assert (refused.code, "Line 2: student_ids" in refused.err) == (1, True)


def test_enroll_prints_a_code_for_somebody_on_the_roster_only(carelog, tmp_path):
    (tmp_path / "campuses.csv").write_text(SCHOOL)
    (tmp_path / "staff.csv").write_text(STAFF)
    for kind in ("campuses", "staff"):
        assert carelog("import", kind, f"{kind}.csv").code == 0
    done = carelog("enroll", " Jo@School.example ")
    assert done.code == 0
    assert "It works once, until " in done.out
    nobody = carelog("enroll", "nobody@school.example")
    assert (nobody.code, nobody.out) == (1, "")
    assert nobody.err.strip() == "Nobody on the roster has this e-mail address. Import the staff first."


def test_audit_verify_is_green_and_finds_one_altered_byte(carelog, tmp_path, signed_school):
    path = signed_school(tmp_path / "home")
    green = carelog("audit", "verify")
    assert (green.code, green.err) == (0, "")
    assert "Nothing was altered." in green.out
    alter(path, "UPDATE sessions SET note = note || '.' WHERE state = 'posted'")
    altered = carelog("audit", "verify")
    assert (altered.code, altered.out) == (1, "")
    assert "Session 1: the record differs from what was signed." in altered.err
    assert "Something was altered (1 problem)." in altered.err


def test_audit_verify_finds_a_cut_end_by_the_head_that_it_printed_before(carelog, tmp_path, signed_school):
    path = signed_school(tmp_path / "home")
    (tmp_path / "heads.txt").write_text(carelog("audit", "verify").out)
    again = carelog("audit", "verify", "--head", "heads.txt")
    assert (again.code, again.out) == (0, (tmp_path / "heads.txt").read_text())
    head = again.out.split()[-1]
    alter(path, "DELETE FROM audit WHERE n = (SELECT MAX(n) FROM audit)")
    for kept in ("heads.txt", head):
        cut = carelog("audit", "verify", "--head", kept)
        assert (cut.code, "of which you kept the head, is gone" in cut.err) == (1, True)


@pytest.mark.parametrize("head", ["", "nowhere.txt", "1:25", f"1:25:{'g' * 64}", "\0", "."])
def test_a_head_that_is_none_is_wrong_use(carelog, head):
    used = carelog("audit", "verify", "--head", head)
    assert used.code == 2
    assert "or a file that holds some" in " ".join(used.err.split())


def test_audit_verify_with_another_key_is_not_green(carelog, tmp_path, signed_school):
    signed_school(tmp_path / "home")
    (tmp_path / "home" / "keys.json").unlink()
    assert carelog("audit", "verify").code == 1


def test_db_upgrade_makes_the_database_its_owners_alone(carelog, tmp_path):
    done = carelog("db", "upgrade")
    assert (done.code, done.out) == (0, "The database has the current schema.\n")
    assert carelog("audit", "verify").code == 0
    assert (tmp_path / "home" / "carelog.db").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "words",
    [("import", "pupils", "x.csv"), ("import", "staff"), ("enroll",), ("nonsense",), ("serve", "--fast"), ("db", "up")],
)
def test_wrong_use_is_two(carelog, words):
    used = carelog(*words)
    assert used.code == 2
    assert used.err.startswith("Usage: carelog")


@pytest.mark.parametrize(
    ("settings", "code", "says"),
    [
        ({}, 2, "Set SLACK_BOT_TOKEN (xoxb-…)."),
        (
            {"SLACK_BOT_TOKEN": "xoxb-1-hidden"},
            2,
            "Set SLACK_APP_TOKEN (xapp-…) for Socket Mode, or SLACK_SIGNING_SECRET",
        ),
        ({"SLACK_APP_TOKEN": "xapp-1-hidden", "SLACK_SIGNING_SECRET": "hidden"}, 2, "Set SLACK_BOT_TOKEN (xoxb-…)."),
        ({"SLACK_BOT_TOKEN": "hidden"}, 1, "SLACK_BOT_TOKEN: this token has to begin with xoxb-"),
        ({"PORT": "hidden"}, 1, "PORT: "),
    ],
)
def test_serve_without_usable_settings_says_which(carelog, settings, code, says):
    refused = carelog("serve", **settings)
    assert refused.code == code
    assert says in refused.err
    assert "hidden" not in refused.err


@pytest.mark.parametrize(
    "url",
    [
        "hidden nonsense",
        "mysql://app:hidden@db/carelog",
        "postgresql+psycopg://app:hidden@127.0.0.1:9/x",
        "sqlite:////proc/hidden/x.db",
    ],
)
@pytest.mark.parametrize("words", [("db", "upgrade"), ("audit", "verify")])
def test_a_database_that_cannot_be_opened_is_said_without_its_address(carelog, url, words):
    refused = carelog(*words, DATABASE_URL=url)
    assert refused.code == 1
    assert "DATABASE_URL" in refused.err
    assert "hidden" not in refused.err


def test_help_says_what_each_command_does(carelog):
    shown = carelog("--help")
    assert shown.code == 0
    for command in ("serve", "sandbox", "doctor", "import", "enroll", "backup", "db", "audit"):
        assert command in shown.out


def test_a_tick_says_what_it_did_as_json(carelog):
    done = carelog("tick", "--at", "2026-11-20T15:30:00-06:00", SLACK_BOT_TOKEN="xoxb-test")
    assert done.code == 0
    assert json.loads(done.out) == {"planned": 0, "lost": 0, "expired": 0, "left": 0, "sent": 0}


@pytest.mark.parametrize("at", ["yesterday", "2026-11-20T15:30:00"])
def test_a_tick_at_a_moment_that_is_none_is_wrong_use(carelog, at):
    used = carelog("tick", "--at", at, SLACK_BOT_TOKEN="xoxb-test")
    assert used.code == 2
    assert "2026-11-20T15:30:00" in used.err
