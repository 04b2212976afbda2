"""Scenarios of DOMAIN.md section 5 as an aide sees them in Session Audit and in the posted session, on both databases.

1, 6, 10 to 14, 18, 23 to 25, 30 to 32 and 34, with the minutes and units given there.
"""

from datetime import date, time

import pytest
from sqlalchemy import update

from bot.slack.metadata import AuditTarget, SessionTarget
from bot.views.posting import audit_window
from bot.views.session import posted_session, session_window
from models.enums import AbsenceReason, MinutesAsked, Presence, SessionType, UnpostReason
from models.inputs import Unpost
from models.services import capture, history, posting, unposting
from models.tables import CaseloadEntry, Student, Tenant
from tests.factories import (
    FIXED_NOW,
    KEYRING,
    give_student,
    make_ready,
    make_school,
    make_session,
    mark,
    post,
)
from tests.services.editing import change
from tests.views.drawn import said

FIRST, SECOND, THIRD, FOURTH = "Mia Garcia", "Noah Green", "Ava Lopez", "Max Gray"
FRIDAY, MONDAY = date(2026, 11, 13), date(2026, 11, 16)


@pytest.fixture
def school(database):
    return make_school(database, students=4)


def ready(database, school, students=1, start=time(9), end=time(14), actor=None, **changed):
    """A session in which everybody was present as scheduled; of one student or of the first so many."""
    actor = actor or school.aide
    session_id = make_session(database, actor, school.students[:students], start=start, end=end, **changed)
    return make_ready(database, actor, session_id)


def audit_says(database, actor, *ids):
    """Session Audit in words."""
    found = database.read(lambda db: posting.audit_of(db, actor, ids, now=FIXED_NOW))
    return said(audit_window(found, AuditTarget(ids, "0" * 64, "one")))


def posted_says(database, actor, session_id):
    """The posted session in words."""
    return said(
        posted_session(
            database.read(
                lambda db: history.with_history(db, actor, capture.open_session(db, actor, session_id, now=FIXED_NOW))
            )
        )
    )


def set_student(database, student, **values):
    database.run(lambda db: db.execute(update(Student).where(Student.id == student).values(**values)))


def both_serve(database, school):
    database.run(lambda db: give_student(db, school.other_aide, school.students[0]))


def test_scenario_1_an_hour_of_speech(database, school):
    session_id = ready(database, school)
    mark(database, school.aide, session_id, school.students[0], away_text="10:00-11:00")
    line = "9:00 AM–2:00 PM · Time Away from Student 10:00–11:00 AM · 4 h · 16 units"
    assert line in audit_says(database, school.aide, session_id)
    post(database, school.aide, [session_id])
    assert line in posted_says(database, school.aide, session_id)


def test_scenario_6_care_that_the_iep_orders_while_the_others_are_with_a_therapist(database, school):
    """The hour is cut out of the group, and is an individual session of its own: 240 and 60 are 300, 20 units."""
    group = ready(database, school)
    mark(database, school.aide, group, school.students[0], away_text="10:00-11:00")
    own = ready(database, school, start=time(10), end=time(11), session_type=SessionType.INDIVIDUAL)
    assert "4 h · 5 h this day in 2 sessions · 20 units" in audit_says(database, school.aide, group, own)
    assert "1 h · 5 h this day in 2 sessions · 20 units" in audit_says(database, school.aide, group, own)
    assert len(post(database, school.aide, [group, own]).lines) == 2


def test_scenario_10_two_sessions_of_eight_minutes(database, school):
    ids = [ready(database, school, start=time(9 + n), end=time(9 + n, 8)) for n in (0, 2)]
    assert audit_says(database, school.aide, *ids).count("8 min · 16 min this day in 2 sessions · 1 unit") == 2


def test_scenario_11_four_students_present_at_once(database, school):
    """One aide has 300 minutes for all four, about 20 units; written minutes are 2, 3, 3 and 0 units, 8 together."""
    asked = {"minutes": MinutesAsked.ALL.value}
    database.run(lambda db: db.execute(update(Tenant).where(Tenant.id == school.tenant_id).values(settings=asked)))
    session_id = ready(database, school, students=4)
    says = audit_says(database, school.aide, session_id)
    assert "Group time: 5 h, about 20 units for all students together." in says
    assert "80 units" not in says
    written = zip(school.students, (35, 52, 40, 7), strict=True)
    for student, minutes in written:
        mark(
            database,
            school.aide,
            session_id,
            student,
            given_added=frozenset({"MEAL"}),
            minutes={"MEAL": str(minutes)},
        )
    says = audit_says(database, school.aide, session_id)
    for name, worth in (
        (FIRST, "35 min of care · 2 units"),
        (SECOND, "52 min of care · 3 units"),
        (THIRD, "40 min of care · 3 units"),
        (FOURTH, "7 min of care · 0 units"),
    ):
        assert f"{name}: Present in Session · 9:00 AM–2:00 PM · 5 h · {worth}" in says
    assert "Group time" not in says


def test_scenario_13_two_aides_with_one_student(database, school):
    """180 and 150 minutes are 300 for the student, 20 units and not 22; half an hour is told to both."""
    both_serve(database, school)
    mine = ready(database, school, end=time(12))
    post(database, school.aide, [mine])
    theirs = ready(database, school, start=time(11, 30), actor=school.other_aide)
    says = audit_says(database, school.other_aide, theirs)
    assert f"{FIRST}: Jo Field recorded care from 11:30 AM to 12:00 PM as well. Agree on who gave it." in says
    assert "2 h 30 min · 5 h this day in 2 sessions · 20 units" in says
    says = posted_says(database, school.aide, mine)
    assert f"{FIRST}: Kim Vale recorded care from 11:30 AM to 12:00 PM as well. Agree on who gave it." in says
    assert "3 h · 5 h this day in 2 sessions · 20 units" in says


def test_scenario_14_one_aide_in_two_places(database, school):
    first = ready(database, school, end=time(10, 30))
    second = ready(database, school, start=time(10), end=time(11), description="Bus help")
    says = audit_says(database, school.aide, first, second)
    assert "*1 session* to sign" in says
    assert "The times overlap with “Morning care, Room 12”, where you were as well." in says


def test_scenario_18_the_whole_group_is_absent(database, school):
    session_id = make_session(database, school.aide, school.students)
    for student in school.students:
        mark(
            database,
            school.aide,
            session_id,
            student,
            presence=Presence.ABSENT,
            reason=AbsenceReason.SCHOOL_EVENT,
        )
    says = audit_says(database, school.aide, session_id)
    assert "*1 session* to sign" in says
    assert "unit" not in says


def test_scenario_23_day_seven_and_day_eight(database, school):
    in_time, late = ready(database, school, date=date(2026, 11, 11)), ready(database, school, date=date(2026, 11, 10))
    assert "late" not in audit_says(database, school.aide, in_time)
    assert "This log is 1 day late. It can be signed, and is marked late." in audit_says(database, school.aide, late)
    post(database, school.aide, [in_time, late])
    assert "day 8" not in posted_says(database, school.aide, in_time)
    assert "*Good to know:* Posted 1 day late, on day 8 after the care." in posted_says(database, school.aide, late)


def test_scenario_24_the_type_against_the_iep(database, school):
    session_id = ready(database, school)
    reason = {"session_type": SessionType.INDIVIDUAL, "reason": "The teacher asked for it."}
    change(database, school.aide, session_id, **reason)
    says = audit_says(database, school.aide, session_id)
    assert "the IEP says Group, and this session is Individual. You kept it: The teacher asked for it." in says


def test_scenario_25_more_than_the_iep_plans(database, school):
    set_student(database, school.students[0], iep_minutes_per_day=120)
    session_id = ready(database, school, end=time(13))
    says = audit_says(database, school.aide, session_id)
    assert "4 h on this day, 2 h more than the 2 h of the IEP. All is kept." in says
    assert "4 h · 8 units for the 2 h of the IEP" in says
    assert "*1 session* to sign" in says


def window_says(database, school, session_id, target=None):
    """What the aide reads in the session window."""
    sheet = database.read(lambda db: capture.open_session(db, school.aide, session_id, now=FIXED_NOW))
    return said(session_window(sheet, target or SessionTarget(session_id)))


def test_scenario_30_a_student_withdraws(database, school):
    """Friday stays and is marked as the last day; what was recorded after it is kept, and not billed."""
    friday, monday = ready(database, school, date=FRIDAY), ready(database, school, date=MONDAY)
    gone = (CaseloadEntry.student_id == school.students[0], CaseloadEntry.staff_id == school.aide.staff_id)
    database.run(lambda db: db.execute(update(CaseloadEntry).where(*gone).values(end_date=FRIDAY)))
    mark = "*Last day on your caseload.* Later sessions go on without this student."
    assert (window_says(database, school, friday).count(mark), window_says(database, school, monday).count(mark)) == (
        1,
        0,
    )
    one = SessionTarget(friday, "one", school.students[0])
    assert mark in window_says(database, school, friday, one)
    says = audit_says(database, school.aide, friday)
    assert f"{FIRST}: Nov 13 is the last day on your caseload." in says
    assert "5 h · 20 units" in says
    says = audit_says(database, school.aide, monday)
    assert f"{FIRST}: left your caseload on Nov 13. The care is kept and not billed." in says
    assert "5 h · not billable (left your caseload on Nov 13)" in says


def test_scenario_31_a_student_turns_21(database, school):
    set_student(database, school.students[0], date_of_birth=date(2005, 11, 17))
    before, after = ready(database, school, date=MONDAY), ready(database, school)
    assert "5 h · 20 units" in audit_says(database, school.aide, before)
    says = audit_says(database, school.aide, after)
    assert "5 h · not billable (21 or older on this day)" in says
    assert "*1 session* to sign" in says


def test_scenario_32_an_hour_away_that_was_forgotten(database, school):
    session_id = ready(database, school)
    post(database, school.aide, [session_id])
    assert "5 h · 20 units" in posted_says(database, school.aide, session_id)
    version = database.read(lambda db: capture.open_session(db, school.aide, session_id, now=FIXED_NOW)).version
    asked = Unpost(session_id, version, UnpostReason.WRONG_TIME, "")
    database.run(lambda db: unposting.unpost(db, school.aide, asked, keyring=KEYRING, now=FIXED_NOW))
    mark(database, school.aide, session_id, school.students[0], away_text="60")
    assert "4 h · 16 units" in audit_says(database, school.aide, session_id)
    post(database, school.aide, [session_id])
    says = posted_says(database, school.aide, session_id)
    assert "4 h · 16 units" in says
    assert says.count("Signature voided") == 1


def test_scenario_34_present_here_and_absent_from_school_there(database, school):
    """The school's own attendance is not known here; another session's is."""
    both_serve(database, school)
    ready(database, school, end=time(13))
    theirs = make_session(database, school.other_aide, school.students[:1], start=time(13))
    mark(
        database,
        school.other_aide,
        theirs,
        school.students[0],
        presence=Presence.ABSENT,
        reason=AbsenceReason.ABSENT,
    )
    says = audit_says(database, school.aide, 1)
    assert f"{FIRST}: present here, and Kim Vale recorded “Absent from school” on this day." in says
    assert "4 h · 16 units" in says
