"""*Edit Session Series* on both databases: the numbers first, then done at once, and undone."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import func, insert, select

from models.editing import Asked
from models.enums import DayKind, SessionType, State
from models.errors import NotFound, RuleViolation
from models.inputs import Recurrence
from models.services import capture, series_edits
from models.tables import Attendance, AuditRow, CalendarDay, Series, Session
from tests.factories import (
    FIXED_NOW,
    TODAY,
    counted_statements,
    give_student,
    make_ready,
    make_sessions,
    mark,
    post,
    weekdays,
)
from tests.services.editing import ask_series, change, change_series, series_form
from tests.services.together import together

FIRST = date(2026, 11, 9)
LAST = date(2026, 12, 18)
EVERY_DAY = Recurrence(frozenset({1, 2, 3, 4, 5}), 1, LAST)


@pytest.fixture
def series(database, school):
    """Every school day from Monday, November 9 to December 18: 27 sessions; today is the eighth."""
    return make_sessions(database, school.aide, school.students, date=FIRST, recurrence=EVERY_DAY)


def rows(database, *where):
    query = select(Session.__table__).where(*where).order_by(Session.local_date, Session.id)
    return database.read(lambda db: db.execute(query).all())


def undo(database, actor, edit_id):
    return database.run(lambda db: series_edits.undo(db, actor, edit_id, now=FIXED_NOW))


def everything(database):
    """All that *Undo* has to put back, without ids and versions."""

    def read(db):
        sessions = db.execute(select(Session.__table__).order_by(Session.local_date)).all()
        students = db.execute(
            select(Session.local_date, Attendance.student_id)
            .join(Session, Session.id == Attendance.session_id)
            .order_by(Session.local_date, Attendance.student_id)
        ).all()
        used = select(Session.series_id)
        series = db.execute(select(Series.id, Series.ends_on).where(Series.id.in_(used)).order_by(Series.id)).all()
        kept = [{**row._mapping, "id": 0, "version": 0} for row in sessions]
        return kept, students, series

    return database.read(read)


def test_scenario_20_changes_21_leaves_2_posted(database, school):
    """Open on Wednesday, November 11, with the 12th and 13th posted: DOMAIN.md section 5, 20."""
    off = [
        {"tenant_id": school.tenant_id, "date": date(2026, 11, day), "kind": "no_school", "name": ""}
        for day in (23, 24)
    ]
    database.run(lambda db: db.execute(insert(CalendarDay), off))
    series = make_sessions(database, school.aide, school.students, date=FIRST, recurrence=EVERY_DAY)
    for one in series[3:5]:
        make_ready(database, school.aide, one)
    post(database, school.aide, series[3:5])
    asked = ask_series(database, school.aide, series[2], end=time(13))
    assert isinstance(asked, Asked)
    assert (asked.numbers.text, asked.numbers.earlier) == ("changes 21, leaves 2 posted", 2)
    assert {row.end_time for row in rows(database)} == {time(14)}
    done = change_series(database, school.aide, series[2], end=time(13))
    assert (done.what, done.conflict_count) == ("changed 21, left 2 posted", 0)
    changed = [row.id for row in rows(database, Session.end_time == time(13))]
    assert changed == [series[2], *series[5:]]
    old, new = database.read(lambda db: db.execute(select(Series).order_by(Series.id)).scalars().all())
    assert (old.ends_on, new.starts_on, new.ends_on) == (date(2026, 11, 10), date(2026, 11, 11), LAST)
    assert {row.series_id for row in rows(database, Session.id.in_(changed))} == {new.id}
    assert {row.series_id for row in rows(database, Session.id.not_in(changed))} == {old.id}


def test_earlier_ones_change_only_when_that_was_asked_for(database, school, series):
    done = change_series(database, school.aide, series[5], earlier=True, description="New words")
    assert done.what == "changed 22, changed 5 earlier"
    assert {row.description for row in rows(database)} == {"New words"}
    assert len({row.series_id for row in rows(database)}) == 2


def test_only_what_was_changed_is_changed(database, school, series):
    change(database, school.aide, series[10], description="A special day", start=time(9, 30))
    change_series(database, school.aide, series[7], end=time(13))
    one = rows(database, Session.id == series[10])[0]
    assert (one.description, one.start_time, one.end_time) == ("A special day", time(9, 30), time(13))


def test_the_same_window_changes_nothing_twice(database, school, series):
    first = change_series(database, school.aide, series[0], description="Once")
    again = ask_series(database, school.aide, series[0], description="Twice")
    assert (again.id, again.what) == (first.id, first.what)
    assert database.read(lambda db: db.execute(select(func.count(Series.id))).scalar_one()) == 2


def test_other_numbers_are_asked_about_anew(database, school, series):
    asked = ask_series(database, school.aide, series[7], end=time(13))
    make_ready(database, school.aide, series[7])
    other = ask_series(database, school.aide, series[7], end=time(12), agreed=asked.numbers.digest)
    assert isinstance(other, Asked)
    assert {row.end_time for row in rows(database)} == {time(14)}


def test_new_days_move_make_and_remove(database, school, series):
    rule = Recurrence(frozenset({1, 3}), 1, LAST)
    done = change_series(database, school.aide, series[7], recurrence=rule)
    assert done.what == "changed 8, removed 12"
    days = [row.local_date for row in rows(database, Session.local_date >= TODAY)]
    assert {day.isoweekday() for day in days} == {1, 3}
    more = change_series(database, school.aide, series[7], recurrence=EVERY_DAY, key="again")
    assert more.what == "changed 8, added 12"
    made = rows(database, Session.local_date > TODAY)
    assert len(made) == 19
    students = database.read(lambda db: db.execute(select(func.count(Attendance.id))).scalar_one())
    assert students == 27 * 3


@pytest.mark.parametrize(
    "changed",
    [
        {"end": time(13), "description": "Other", "session_type": SessionType.GROUP},
        {"recurrence": Recurrence(frozenset({1, 3}), 1, LAST)},
        {"recurrence": Recurrence(frozenset({1, 2, 3, 4, 5, 6}), 1, LAST), "start": time(8)},
    ],
    ids=["in place", "removed", "made"],
)
def test_undo_puts_everything_back(database, school, series, changed):
    before = everything(database)
    done = change_series(database, school.aide, series[7], **changed)
    assert everything(database) != before
    back = undo(database, school.aide, done.id)
    assert (back.kept, back.undone > 0) == (0, True)
    assert everything(database) == before
    assert undo(database, school.aide, done.id) == back
    with pytest.raises(NotFound):
        undo(database, school.other_aide, done.id)


def test_undo_leaves_alone_what_was_posted_since(database, school, series):
    """Posting changes the state and not the version of a session that was recorded before the edit."""
    make_ready(database, school.aide, series[8])
    done = change_series(database, school.aide, series[7], end=time(13))
    post(database, school.aide, [series[8]], now=datetime(2026, 11, 30, 20, tzinfo=UTC))
    back = undo(database, school.aide, done.id)
    assert (back.undone, back.kept) == (19, 1)
    assert [row.id for row in rows(database, Session.end_time == time(13))] == [series[8]]


def test_undo_leaves_alone_what_changed_since(database, school, series):
    done = change_series(database, school.aide, series[7], end=time(13))
    mark(database, school.aide, series[8], school.students[0])
    back = undo(database, school.aide, done.id)
    assert (back.undone, back.kept) == (19, 1)
    assert [row.id for row in rows(database, Session.end_time == time(13))] == [series[8]]


def test_students_come_and_go_and_recorded_ones_stay(database, school, series):
    mia, noah, ava = school.students
    (other,) = school.other_students
    database.run(lambda db: give_student(db, school.aide, other))
    mark(database, school.aide, series[8], mia)
    asked = ask_series(database, school.aide, series[7], students=(noah, ava, other))
    assert asked.numbers.recorded == 1
    before = everything(database)
    done = change_series(database, school.aide, series[7], students=(noah, ava, other))

    def students(session_id):
        query = select(Attendance.student_id).where(Attendance.session_id == session_id)
        return set(database.read(lambda db: db.execute(query).scalars()))

    assert students(series[7]) == {noah, ava, other}
    assert students(series[8]) == {mia, noah, ava, other}
    assert students(series[6]) == {mia, noah, ava}
    undo(database, school.aide, done.id)
    assert everything(database) == before


def test_a_type_against_the_iep_asks_first(database, school):
    (one, *_) = made = make_sessions(database, school.aide, school.students[:1], recurrence=weekdays(3))
    asked = ask_series(database, school.aide, one, session_type=SessionType.INDIVIDUAL)
    assert asked.reason_missing
    change_series(database, school.aide, one, session_type=SessionType.INDIVIDUAL, reason="ARD of Nov 3")
    found = rows(database, Session.id.in_(made))
    assert {(row.session_type, row.type_reason) for row in found} == {("individual", "ARD of Nov 3")}


def test_the_later_of_two_windows_is_told(database, school, series):
    form = series_form(database, school.aide, series[7])
    change_series(database, school.aide, series[7], end=time(13), key="theirs")
    asked = ask_series(database, school.aide, series[7], shown=form.terms, end=time(12))
    assert asked.clash == ("end",)
    assert {row.end_time for row in rows(database, Session.local_date >= TODAY)} == {time(13)}


def test_making_many_takes_no_more_statements(database, school):
    counts = []
    for number in (5, 100):
        made = make_sessions(database, school.aide, school.students, recurrence=weekdays(number), start=time(7))
        with counted_statements(database) as seen:
            done = change_series(database, school.aide, made[0], key=f"w{number}", end=time(13))
        with counted_statements(database) as undone:
            undo(database, school.aide, done.id)
        counts.append((len(seen), len(undone)))
    assert counts[0] == counts[1]


def test_each_changed_session_has_its_entry_in_the_trail(database, school, series):
    change_series(database, school.aide, series[20], end=time(13))
    query = select(AuditRow.subject, AuditRow.details).where(AuditRow.event == "session.edited")
    found = database.read(lambda db: db.execute(query).all())
    assert {row.subject for row in found} == {f"session:{key}" for key in series[20:]}
    assert found[0].details["changed"]["end"] == ["14:00", "13:00"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"end": time(8)}, "end"),
        ({"recurrence": Recurrence(frozenset({1}), 1, date(2026, 11, 1))}, "ends_on"),
        ({"recurrence": Recurrence(frozenset({1}), 1, LAST, DayKind.A_DAY)}, "cycle"),
    ],
)
def test_what_cannot_be_changes_nothing(database, school, series, changed, field):
    with pytest.raises(RuleViolation) as caught:
        ask_series(database, school.aide, series[7], **changed)
    assert list(caught.value.problems) == [field]


def test_a_cancelled_or_posted_one_cannot_begin_an_edit(database, school, series):
    make_ready(database, school.aide, series[0])
    post(database, school.aide, series[:1])
    with pytest.raises(RuleViolation, match="Unpost it first"):
        series_form(database, school.aide, series[0])
    assert (
        database.read(lambda db: capture.open_session(db, school.aide, series[0], now=FIXED_NOW)).state is State.POSTED
    )


def test_two_windows_at_once_split_once_and_the_later_one_is_told(database, school, series):
    form = series_form(database, school.aide, series[7])
    agreed = {
        hour: ask_series(database, school.aide, series[7], key=f"w{hour}", end=time(hour)).numbers.digest
        for hour in (12, 13)
    }

    def apply(hour):
        how = {"shown": form.terms, "seen": form.version, "key": f"w{hour}", "agreed": agreed[hour]}
        return ask_series(database, school.aide, series[7], end=time(hour), **how)

    found = together([lambda: apply(12), lambda: apply(13)])
    assert sorted(type(one).__name__ for one in found) == ["Asked", "SeriesEdited"]
    told = next(one for one in found if isinstance(one, Asked))
    assert told.clash == ("end",)
    ends = {row.end_time for row in rows(database, Session.local_date >= TODAY)}
    assert ends == {told.theirs.end}
    assert database.read(lambda db: db.execute(select(func.count(Series.id))).scalar_one()) == 2
