"""Session Audit knows other aides, the day's other sessions, the roster and the calendar; and says units by the day."""

from datetime import date, time

from sqlalchemy import insert, update

from models.enums import AbsenceReason, Fix, Presence, SessionType
from models.findings import Worth
from models.services import capture, history, posting
from models.tables import CalendarDay, CaseloadEntry, CatalogItem, Student
from tests.factories import (
    FIXED_NOW,
    TODAY,
    counted_statements,
    give_student,
    make_ready,
    make_school,
    make_session,
    make_sessions,
    mark,
    post,
    weekdays,
)
from tests.services.covering import cover

MONDAY = date(2026, 11, 16)


def ready(database, actor, students, start=time(9), end=time(14), **changed):
    return make_ready(database, actor, make_session(database, actor, students, start=start, end=end, **changed))


def audited(database, actor, session_id, now=FIXED_NOW):
    """What Session Audit says of one session."""
    found = database.read(lambda db: posting.audit_of(db, actor, [session_id], now=now))
    (entry,) = (*found.entries, *found.waiting)
    return entry


def texts(database, actor, session_id):
    return [finding.text for finding in audited(database, actor, session_id).findings]


def opened(database, actor, session_id):
    """A session as it is shown when it cannot be edited."""

    def read(db):
        return history.with_history(db, actor, capture.open_session(db, actor, session_id, now=FIXED_NOW))

    return database.read(read)


def set_student(database, student, **values):
    database.run(lambda db: db.execute(update(Student).where(Student.id == student).values(**values)))


def test_an_ordinary_session_has_nothing_to_say(database, school, student):
    entry = audited(database, school.aide, ready(database, school.aide, [student]))
    assert entry.findings == ()
    assert entry.sheet.worth.students == {student: Worth(300, 20)}
    assert entry.sheet.worth.shared is None


def test_both_aides_of_one_student_are_told(database, school, student):
    """Scenario 13: the one who posts later sees the other's, the earlier one sees it at the posted session."""
    database.run(lambda db: give_student(db, school.other_aide, student))
    first = ready(database, school.aide, [student], end=time(12))
    post(database, school.aide, [first])
    assert opened(database, school.aide, first).said == ()
    later = ready(database, school.other_aide, [student], start=time(11, 30))
    (finding,) = audited(database, school.other_aide, later).findings
    assert finding.text.endswith("Jo Field recorded care from 11:30 AM to 12:00 PM as well. Agree on who gave it.")
    assert (finding.blocks, finding.fix, finding.student_id) == (False, Fix.RECORD, student)
    (told,) = opened(database, school.aide, first).said
    assert "Kim Vale recorded care from 11:30 AM to 12:00 PM as well" in told.text
    # 180 and 150 minutes are 300 for the student, 20 units and not 22.
    assert audited(database, school.other_aide, later).sheet.worth.students[student] == Worth(300, 20, sessions=2)


def test_a_substitute_without_a_caseload_is_seen_too(database, school, student):
    covered = cover(database, school.supervisor, make_session(database, school.aide, [student]), school.other_aide)
    make_ready(database, school.other_aide, covered.covering_id)
    mine = ready(database, school.aide, [student], start=time(13), end=time(14))
    (text,) = texts(database, school.aide, mine)
    assert "Kim Vale recorded care from 1:00 PM to 2:00 PM as well" in text
    (text,) = texts(database, school.other_aide, covered.covering_id)
    assert "Jo Field recorded care from 1:00 PM to 2:00 PM as well" in text


def test_time_away_and_other_days_are_no_doubt(database, school, student):
    database.run(lambda db: give_student(db, school.other_aide, student))
    mine = ready(database, school.aide, [student])
    mark(database, school.aide, mine, student, away_text="10:00-11:00")
    ready(database, school.other_aide, [student], start=time(10), end=time(11))
    ready(database, school.other_aide, [student], date=MONDAY)
    assert texts(database, school.aide, mine) == []


def test_another_districts_and_planned_sessions_are_not_seen(database, school, student):
    database.run(lambda db: give_student(db, school.other_aide, student))
    make_session(database, school.other_aide, [student])
    elsewhere = make_school(database, team_id="T0002")
    ready(database, elsewhere.aide, elsewhere.students[:1])
    assert texts(database, school.aide, ready(database, school.aide, [student])) == []


def test_more_than_the_iep_plans(database, school, student):
    """Scenario 25: all 240 minutes are kept, and the plan supports 120 of them."""
    set_student(database, student, iep_minutes_per_day=120)
    session_id = ready(database, school.aide, [student], end=time(13))
    (text,) = texts(database, school.aide, session_id)
    assert "4 h on this day, 2 h more than the 2 h of the IEP. All is kept." in text
    assert audited(database, school.aide, session_id).sheet.worth.students[student] == Worth(240, 8, planned=120)


def test_a_group_is_beyond_a_plan_only_with_written_minutes(database, school, student):
    """Being there for 300 minutes is no 300 minutes of care: a warning every day would be read by nobody."""
    set_student(database, student, iep_minutes_per_day=120)
    session_id = ready(database, school.aide, school.students)
    assert texts(database, school.aide, session_id) == []
    mark(database, school.aide, session_id, student, given_added=frozenset({"MEAL"}), minutes={"MEAL": "130"})
    (text,) = texts(database, school.aide, session_id)
    assert "2 h 10 min on this day, 10 min more than the 2 h of the IEP" in text


def test_the_days_other_sessions_count_for_the_iep_and_the_units(database, school, student):
    """Scenario 10: twice 8 minutes are one unit, not two."""
    set_student(database, student, iep_minutes_per_day=15)
    first = ready(database, school.aide, [student], end=time(9, 8))
    post(database, school.aide, [first])
    second = ready(database, school.aide, [student], start=time(11), end=time(11, 8))
    assert "16 min on this day, 1 min more than the 15 min of the IEP" in texts(database, school.aide, second)[0]
    assert audited(database, school.aide, second).sheet.worth.students[student] == Worth(16, 1, 2, planned=15)
    assert opened(database, school.aide, first).worth.students[student].units == 1


def test_from_the_21st_birthday_on_care_is_kept_and_not_billed(database, school, student):
    """Scenario 31."""
    set_student(database, student, date_of_birth=date(2005, 11, 18))
    session_id = ready(database, school.aide, [student])
    (finding,) = audited(database, school.aide, session_id).findings
    assert finding.text.endswith("21 or older on this day. The care is kept and not billed.")
    assert (finding.blocks, finding.fix) == (False, Fix.NOTHING)
    assert audited(database, school.aide, session_id).sheet.worth.students[student] == Worth(
        why_not="21 or older on this day"
    )
    post(database, school.aide, [session_id])
    set_student(database, student, date_of_birth=date(2005, 11, 19))
    assert opened(database, school.aide, session_id).said == ()


def leave(database, school, student, day):
    where = (CaseloadEntry.staff_id == school.aide.staff_id, CaseloadEntry.student_id == student)
    database.run(lambda db: db.execute(update(CaseloadEntry).where(*where).values(end_date=day)))


def test_the_last_day_and_the_days_after_it(database, school, student):
    """Scenario 30."""
    last, after = ready(database, school.aide, school.students, date=MONDAY), ready(database, school.aide, [student])
    leave(database, school, student, MONDAY)
    (text,) = texts(database, school.aide, last)
    assert text.endswith("Nov 16 is the last day on your caseload.")
    (text,) = texts(database, school.aide, after)
    assert text.endswith("left your caseload on Nov 16. The care is kept and not billed.")
    assert audited(database, school.aide, after).ready


def test_a_day_without_school_at_the_sessions_campus(database, school, student):
    session_id = ready(database, school.aide, [student])
    day = {"tenant_id": school.tenant_id, "date": TODAY, "kind": "no_school", "name": "Snow day"}
    database.run(lambda db: db.execute(insert(CalendarDay).values(**day, campus_id=school.campus_id)))
    (finding,) = audited(database, school.aide, session_id).findings
    assert finding.text == "The calendar has no school on this day (Snow day). Check the date."
    assert (finding.field, finding.fix) == ("date", Fix.EDIT)


def test_present_here_and_absent_from_school_there(database, school, student):
    """Scenario 34, with what Carelog itself knows: two records of one day that contradict each other."""
    database.run(lambda db: give_student(db, school.other_aide, student))
    mine = ready(database, school.aide, [student], end=time(12))
    theirs = make_session(database, school.other_aide, [student], start=time(12))
    mark(
        database,
        school.other_aide,
        theirs,
        student,
        presence=Presence.ABSENT,
        reason=AbsenceReason.ABSENT,
    )
    (text,) = texts(database, school.aide, mine)
    assert "present here, and Kim Vale recorded “Absent from school” on this day" in text
    (text,) = texts(database, school.other_aide, theirs)
    assert "absent from school here, and Jo Field recorded care on this day" in text


def test_a_group_shares_its_minutes_until_they_are_written(database, school):
    """Scenario 11: attendance of all is fine; units come from minutes, and together from the aide's own time."""
    session_id = ready(database, school.aide, school.students)
    worth = audited(database, school.aide, session_id).sheet.worth
    assert worth.shared == (300, 20)
    assert {one.units for one in worth.students.values()} == {None}
    asks = update(CatalogItem).where(CatalogItem.code == "MEAL").values(needs_minutes=True)
    database.run(lambda db: db.execute(asks))
    for student, minutes in zip(school.students, ("35", "52", "7"), strict=True):
        mark(database, school.aide, session_id, student, given_added=frozenset({"MEAL"}), minutes={"MEAL": minutes})
    worth = audited(database, school.aide, session_id).sheet.worth
    assert worth.shared is None
    assert [(one.minutes, one.units) for one in worth.students.values()] == [(35, 2), (52, 3), (7, 0)]


def test_another_aides_group_leaves_the_day_open(database, school, student):
    """Whom else the other aide had at the time is not known by name, only that there was somebody."""
    database.run(lambda db: give_student(db, school.other_aide, student))
    ready(database, school.other_aide, [student, *school.other_students], start=time(12))
    mine = ready(database, school.aide, [student], end=time(12))
    assert audited(database, school.aide, mine).sheet.worth.students[student] == Worth(sessions=2)


def test_what_is_not_billable_is_said_so(database, school, student):
    database.run(lambda db: db.execute(update(CatalogItem).values(billable=False)))
    worth = audited(database, school.aide, ready(database, school.aide, [student])).sheet.worth
    assert worth.students[student] == Worth(why_not="nothing that is billed was given")


def test_two_sessions_of_one_audit_are_compared_too(database, school, student):
    """Who posts a whole day at once hears what they would hear session by session."""
    morning = make_session(database, school.aide, [student], start=time(9), end=time(10))
    mark(database, school.aide, morning, student, presence=Presence.ABSENT, reason=AbsenceReason.ABSENT)
    later = ready(database, school.aide, [student], start=time(11), end=time(12))
    found = database.read(lambda db: posting.audit_of(db, school.aide, [morning, later], now=FIXED_NOW))
    said = [[one.text for one in entry.findings] for entry in found.entries]
    assert said == [[], ["Mia Garcia: present here, and you recorded “Absent from school” on this day. Check both."]]


def test_a_substitute_of_a_substitute_is_known_too(database, school, student):
    one = make_session(database, school.aide, [student], start=time(10), end=time(11))
    first = cover(database, school.supervisor, one, school.other_aide).covering_id
    second = cover(database, school.supervisor, first, school.supervisor, key="again").covering_id
    make_ready(database, school.supervisor, second)
    mine = ready(database, school.aide, [student], start=time(10, 30), end=time(12))
    assert "Sam Rowe recorded care from 10:30 AM to 11:00 AM as well" in texts(database, school.aide, mine)[0]
    assert audited(database, school.aide, mine).sheet.worth.students[student] == Worth(120, 8, 2)


def test_late_is_allowed_and_marked_late(database, school, student):
    """Scenario 23: day 8."""
    session_id = ready(database, school.aide, [student], date=date(2026, 11, 10))
    assert texts(database, school.aide, session_id) == ["This log is 1 day late. It can be signed, and is marked late."]
    post(database, school.aide, [session_id])
    assert [one.text for one in opened(database, school.aide, session_id).said] == [
        "Posted 1 day late, on day 8 after the care."
    ]


def test_one_type_of_several_students_is_said_once(database, school):
    for student in school.students:
        set_student(database, student, session_type=SessionType.INDIVIDUAL.value)
    entry = audited(database, school.aide, ready(database, school.aide, school.students))
    (finding,) = entry.findings
    assert finding.text.count("the IEP says Individual, and this session is Group.") == 1
    assert (finding.student_id, finding.fix) == (None, Fix.EDIT)


def test_the_number_of_statements_does_not_grow(database, school):
    ids = make_sessions(database, school.aide, school.students, date=MONDAY, recurrence=weekdays(3, MONDAY))
    for student in school.students:
        database.run(lambda db, student=student: give_student(db, school.other_aide, student))
    for session_id in ids:
        make_ready(database, school.aide, session_id)
    for some in (ids[:1], ids):
        with counted_statements(database) as seen:
            database.read(lambda db, some=some: posting.audit_of(db, school.aide, some, now=FIXED_NOW))
        assert len([one for one in seen if one.startswith(("SELECT", "WITH"))]) == 5
