"""A summer term is a pattern of its own: another first and last day, with its own days, times and students."""

from datetime import date, time

import pytest
from sqlalchemy import insert, select

from models.enums import DayKind
from models.errors import RuleViolation
from models.inputs import Recurrence
from models.services import planning
from models.tables import CalendarDay, CaseloadEntry, Session
from tests.factories import FIXED_NOW, make_school, make_sessions, terms

SUMMER = (date(2027, 6, 7), date(2027, 7, 15))
MON_TO_THU = frozenset({1, 2, 3, 4})


@pytest.fixture
def school(database):
    """The school year 2026-27, and a summer term of six weeks with one day off."""
    made = make_school(database)
    days = ((SUMMER[0], DayKind.FIRST_DAY), (SUMMER[1], DayKind.LAST_DAY), (date(2027, 7, 5), DayKind.NO_SCHOOL))
    rows = [{"tenant_id": made.tenant_id, "date": day, "kind": kind.value, "name": ""} for day, kind in days]
    database.run(lambda db: db.execute(insert(CalendarDay), rows))
    return made


def form(database, school, chosen=None):
    return database.read(lambda db: planning.add_session_form(db, school.aide, now=FIXED_NOW, chosen=chosen))


def summer(school, **changed):
    values = {"date": SUMMER[0], "recurrence": Recurrence(MON_TO_THU, 1, SUMMER[1]), "end": time(12)} | changed
    return terms(school.students, **values)


def create(database, school, found):
    return database.run(lambda db: planning.create(db, school.aide, found, "window", now=FIXED_NOW))


def test_the_end_that_is_offered_is_that_of_the_term_of_the_date(database, school):
    assert form(database, school).year_end == date(2027, 5, 27)
    assert form(database, school, SUMMER[0]).year_end == SUMMER[1]
    assert form(database, school, date(2027, 6, 5)).year_start == SUMMER[0]


def test_a_summer_series_has_its_own_days_and_ends_with_the_term(database, school):
    """Six weeks from Monday to Thursday are 24 days, without Monday, July 5."""
    made = create(database, school, summer(school))
    assert (made.count, made.first, made.last) == (23, *SUMMER)
    assert [day.date for day in made.skipped] == [date(2027, 7, 5)]


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"date": date(2027, 6, 4)}, "date", "Jun 7, 2027 to Jul 15, 2027"),
        ({"recurrence": Recurrence(MON_TO_THU, 1, date(2027, 7, 16))}, "ends_on", "Jul 15, 2027"),
        (
            {"recurrence": Recurrence(MON_TO_THU, 1, date(2027, 5, 27))},
            "ends_on",
            "last day of school is Jul 15, 2027.",
        ),
    ],
)
def test_nothing_reaches_out_of_the_term(database, school, changed, field, said):
    with pytest.raises(RuleViolation) as refused:
        create(database, school, summer(school, **changed))
    assert list(refused.value.problems) == [field]
    assert said in refused.value.problems[field]


def test_the_series_of_the_year_does_not_reach_into_the_summer(database, school):
    with pytest.raises(RuleViolation, match="last day of school, May 27, 2027"):
        make_sessions(database, school.aide, school.students, recurrence=Recurrence(MON_TO_THU, 1, SUMMER[1]))


def test_its_students_are_those_whose_caseload_says_so(database, school):
    """Who comes in summer is a caseload entry with the dates of the term."""
    leaves = school.students[0]

    def end(db):
        entry = db.execute(select(CaseloadEntry).where(CaseloadEntry.student_id == leaves)).scalar_one()
        entry.end_date = date(2027, 5, 27)

    database.run(end)
    with pytest.raises(RuleViolation) as refused:
        create(database, school, summer(school))
    assert list(refused.value.problems) == ["students"]
    made = create(database, school, terms(school.students[1:], date=SUMMER[0], end=time(12)))
    assert made.count == 1
    assert database.read(lambda db: db.execute(select(Session.local_date)).scalar_one()) == SUMMER[0]
