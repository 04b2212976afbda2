"""The files of the roster: campuses, staff, students, caseload (PRODUCT.md, Interfaces), and what must hold in them.

The checks see a record as it will be stored: what the file says, over what is stored, over the defaults.
"""

from collections.abc import Collection, Mapping
from datetime import date, time
from typing import Any

from models.enums import Role, SessionType
from models.rules import cells
from models.rules.columns import Column

OLDEST_PUPIL = 30

CAMPUSES = (
    Column("name", cells.words(), required=True),
    Column("time_zone", cells.zone, required=True),
    Column("reminder_time", cells.clock, default=time(15, 30), keeps=True),
    Column("digest_time", cells.clock, default=time(7, 30), keeps=True),
)

STAFF = (
    Column("email", cells.email, required=True),
    Column("name", cells.words(), required=True),
    Column("title", cells.words(), default=""),
    Column("role", cells.one_of(Role), default=Role.AIDE.value, keeps=True),
    Column("campus", cells.words(), required=True),
    Column("supervisor_email", cells.email),
    Column("needs_oversight", cells.yes_no, default=False, keeps=True),
    Column("contract_start", cells.clock),
    Column("contract_end", cells.clock),
    Column("active", cells.yes_no, default=True, keeps=True),
    Column("last_day", cells.day, keeps=True),
)

STUDENTS = (
    Column("student_id", cells.student_id, required=True),
    Column("first_name", cells.words(), required=True),
    Column("last_name", cells.words(), required=True),
    Column("nickname", cells.words(), default=""),
    Column("date_of_birth", cells.day),
    Column("medicaid_id", cells.medicaid_id, default=""),
    Column("campus", cells.words(), required=True),
    Column("session_type", cells.one_of(SessionType)),
    Column("iep_minutes_per_day", cells.whole_number(0, 1440)),
    Column("iep_care", cells.codes, default=[]),
)

CASELOAD = (
    Column("staff_email", cells.email, required=True),
    Column("student_id", cells.student_id, required=True),
    Column("start_date", cells.day, required=True),
    Column("end_date", cells.day),
)


LEAVE = (
    Column("staff_email", cells.email, required=True),
    Column("start_date", cells.day, required=True),
    Column("end_date", cells.day),
)


def check_staff(person: Mapping[str, Any]) -> list[str]:
    """What is wrong with one person alone: contract hours that end before they start, supervising oneself."""
    found = []
    start, end = person["contract_start"], person["contract_end"]
    if start and end and end <= start:
        found.append("contract_end: The contract ends before it starts. Check both times, and AM or PM.")
    if person["supervisor_email"] == person["email"]:
        found.append("supervisor_email: Nobody can be their own supervisor. Name somebody else or leave it empty.")
    return found


def check_supervisors(people: Mapping[str, Mapping[str, Any]], lines: Mapping[str, int]) -> list[tuple[int, str]]:
    """Whether every supervisor is on the staff list and may supervise.

    `people` is the whole staff by e-mail as it will be; `lines` has those whom the file names. Somebody outside the
    file who would lose a supervisor in it is told of at the supervisor's line.
    """
    found = []
    for address, person in people.items():
        boss = person["supervisor_email"]
        if not boss or boss == address:
            continue
        if boss not in people:
            if address in lines:
                text = "supervisor_email: Nobody on the staff list has this e-mail. Add the person, or correct it."
                found.append((lines[address], text))
        elif people[boss]["role"] == Role.AIDE and address in lines:
            text = "supervisor_email: This person is an aide. A supervisor needs the role supervisor or admin."
            found.append((lines[address], text))
        elif people[boss]["role"] == Role.AIDE and boss in lines:
            text = "role: This person still supervises others. Give those another supervisor in the same file."
            found.append((lines[boss], text))
    return found


def staff_notes(people: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """What is allowed, but likely an oversight, in the whole staff as it will be."""
    active = [person for person in people.values() if person["active"]]
    notes = []
    if not any(person["role"] == Role.ADMIN for person in active):
        notes.append("Nobody has the role admin. Add an administrator to the file.")
    alone = sum(bool(person["needs_oversight"] and not person["supervisor_email"]) for person in active)
    if alone:
        notes.append(f"People who need oversight but have no supervisor: {alone}. Add a supervisor_email for them.")
    bosses = {person["supervisor_email"] for person in active}
    if any(boss in people and not people[boss]["active"] for boss in bosses):
        notes.append("Some people have a supervisor who is not active any more. Give them another one.")
    return notes


def check_student(student: Mapping[str, Any], today: date) -> list[str]:
    """What is wrong with one student: a date of birth in the future, or too long ago for a school."""
    born = student["date_of_birth"]
    if born and born > today:
        return ["date_of_birth: This date is in the future. Check it."]
    if born and born.year < today.year - OLDEST_PUPIL:
        return [f"date_of_birth: This is more than {OLDEST_PUPIL} years ago. Check the year."]
    return []


def check_care(student: Mapping[str, Any], known: Collection[str]) -> list[str]:
    """What is wrong with the care that the IEP orders: codes that are no activity or accommodation of the catalogue."""
    if set(student["iep_care"]) <= set(known):
        return []
    return ["iep_care: There is no activity or accommodation with this code. See the codes in the catalogue."]


def check_caseload(entry: Mapping[str, Any]) -> list[str]:
    """What is wrong with one caseload entry alone: an end before the start."""
    if entry["end_date"] and entry["end_date"] < entry["start_date"]:
        return ["end_date: This is before the start date. Check both dates."]
    return []


def overlapping(periods: Mapping[Any, tuple[date, date | None]]) -> list[Any]:
    """The keys of the periods (inclusive, open when the end is None) that begin before an earlier one has ended."""
    found, reached = [], date.min
    for key, (start, end) in sorted(periods.items(), key=lambda item: item[1][0]):
        if start <= reached:
            found.append(key)
        reached = max(reached, end or date.max)
    return found
