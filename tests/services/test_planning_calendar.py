"""Add Session and the school calendar: early release, A and B days, any weekday; and a supervisor's aides."""

from datetime import date, time

import pytest
from sqlalchemy import insert, select

from models.enums import DayKind, SessionType
from models.errors import NotFound, RuleViolation
from models.inputs import Recurrence
from models.planned import Colleague, ShortDay
from models.services import planning
from models.tables import AuditRow, CalendarDay, Session
from tests.factories import FIXED_NOW, TODAY, terms

EVERY_DAY = frozenset({1, 2, 3, 4, 5})
FRIDAY = date(2026, 11, 20)


def create(database, actor, found, key="window", owner_id=None):
    return database.run(lambda db: planning.create(db, actor, found, key, now=FIXED_NOW, owner_id=owner_id))


def calendar(database, school, *days):
    rows = [
        {"tenant_id": school.tenant_id, "date": day, "kind": kind.value, "name": "", "time": at}
        for day, kind, at in days
    ]
    database.run(lambda db: db.execute(insert(CalendarDay), rows))


def sessions(database):
    return database.read(lambda db: db.execute(select(Session).order_by(Session.local_date)).scalars().all())


def test_early_release_shortens_or_skips_and_is_told(database, school):
    """DOMAIN.md section 5, 27."""
    calendar(database, school, (FRIDAY, DayKind.EARLY_RELEASE, time(12)), (TODAY, DayKind.EARLY_RELEASE, time(9)))
    rule = Recurrence(EVERY_DAY, 1, date(2026, 11, 24))
    made = create(database, school.aide, terms(school.students, recurrence=rule))
    assert (made.count, made.shortened) == (4, (ShortDay(FRIDAY, time(12)),))
    assert [(day.date, day.reason) for day in made.skipped] == [(TODAY, "Early release at 9:00 AM")]
    found = {one.local_date: one for one in sessions(database)}
    assert {day: one.end_time for day, one in found.items()}[FRIDAY] == time(12)
    assert found[FRIDAY].ends_at.hour == 18
    assert {one.end_time for day, one in found.items() if day != FRIDAY} == {time(14)}
    assert create(database, school.aide, terms(school.students, recurrence=rule)) == made


def test_a_single_session_is_shortened_or_refused(database, school):
    calendar(database, school, (TODAY, DayKind.EARLY_RELEASE, time(12)))
    made = create(database, school.aide, terms(school.students))
    assert made.shortened == (ShortDay(TODAY, time(12)),)
    with pytest.raises(RuleViolation, match="Early release at 12:00 PM") as caught:
        create(database, school.aide, terms(school.students, start=time(12)), "another")
    assert list(caught.value.problems) == ["date"]


def test_conflicts_are_those_of_the_shortened_times(database, school):
    calendar(database, school, (FRIDAY, DayKind.EARLY_RELEASE, time(11)))
    create(database, school.aide, terms(school.students, date=FRIDAY, start=time(10), end=time(11)), "first")
    made = create(database, school.aide, terms(school.students, date=FRIDAY, start=time(8), end=time(10)), "second")
    assert made.conflict_count == 0


def test_a_and_b_days(database, school):
    days = [
        (date(2026, 11, day), kind, None)
        for day, kind in zip((18, 19, 20, 23, 24), [DayKind.A_DAY, DayKind.B_DAY] * 3, strict=False)
    ]
    calendar(database, school, *days)
    rule = Recurrence(EVERY_DAY, 1, date(2026, 11, 24), DayKind.A_DAY)
    made = create(database, school.aide, terms(school.students, recurrence=rule))
    assert made.count == 3
    assert [one.local_date.day for one in sessions(database)] == [18, 20, 24]
    assert database.read(lambda db: planning.add_session_form(db, school.aide, now=FIXED_NOW)).has_cycle


def test_without_such_days_they_are_not_offered_and_refused(database, school):
    assert not database.read(lambda db: planning.add_session_form(db, school.aide, now=FIXED_NOW)).has_cycle
    rule = Recurrence(EVERY_DAY, 1, FRIDAY, DayKind.B_DAY)
    with pytest.raises(RuleViolation) as caught:
        create(database, school.aide, terms(school.students, recurrence=rule))
    assert list(caught.value.problems) == ["cycle"]


def test_a_series_begins_with_its_first_weekday_and_may_be_on_weekends(database, school):
    rule = Recurrence(frozenset({2, 6}), 1, date(2026, 12, 1))
    made = create(database, school.aide, terms(school.students, recurrence=rule))
    assert (made.first, made.last, made.count) == (date(2026, 11, 21), date(2026, 12, 1), 4)


def test_a_supervisor_plans_for_an_aide_who_owns_it(database, school):
    form = database.read(
        lambda db: planning.add_session_form(db, school.supervisor, now=FIXED_NOW, owner_id=school.aide.staff_id)
    )
    assert form.colleagues == (
        Colleague(school.aide.staff_id, "Jo Field"),
        Colleague(school.other_aide.staff_id, "Kim Vale"),
    )
    assert {pupil.id for pupil in form.students} == set(school.students)
    made = create(database, school.supervisor, terms(school.students), owner_id=school.aide.staff_id)
    assert made.owner == "Jo Field"
    (one,) = sessions(database)
    assert one.owner_id == school.aide.staff_id
    trail = select(AuditRow.actor_id).where(AuditRow.event == "session.created")
    assert database.read(lambda db: db.execute(trail).scalar_one()) == school.supervisor.staff_id
    with pytest.raises(NotFound):
        database.run(lambda db: planning.undo(db, school.aide, made.id, now=FIXED_NOW))
    assert database.run(lambda db: planning.undo(db, school.supervisor, made.id, now=FIXED_NOW)).undone == 1


def test_nobody_plans_for_others(database, school):
    for actor in (school.aide, school.admin):
        with pytest.raises(NotFound):
            create(database, actor, terms(school.other_students), owner_id=school.other_aide.staff_id)
        assert database.read(lambda db, of=actor: planning.add_session_form(db, of, now=FIXED_NOW)).colleagues == ()
    with pytest.raises(RuleViolation, match="not on your caseload"):
        create(database, school.supervisor, terms(school.other_students), owner_id=school.aide.staff_id)


def test_a_type_against_the_iep_is_counted(database, school):
    made = create(database, school.aide, terms(school.students[:1], session_type=SessionType.INDIVIDUAL))
    assert (made.mismatched, made.session_type) == (1, SessionType.INDIVIDUAL)
    assert made.times == (time(9), time(14))
    assert create(database, school.aide, terms(school.students), "another").mismatched == 0
