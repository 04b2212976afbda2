"""*Restore*, *Undo* of an answer and *Undo* of a series edit, on days that the calendar changed meanwhile."""

from datetime import date, time

import pytest
from sqlalchemy import select

from models.enums import DayKind, State
from models.inputs import Recurrence
from models.office import WantedDay
from models.rules.replies import Capture, Reply
from models.services import answers, calendar_changes, cancelling, ending_series, series_edits, undoing
from models.services.answers import Written
from models.services.lines import lines_of
from models.tables import AuditRow, CalendarFit, Session
from tests.factories import FIXED_NOW, TODAY, make_session, make_sessions, mark, weekdays
from tests.services.editing import change as edit
from tests.services.editing import change_series

LATER = date(2026, 12, 2)
SNOW, USUAL = WantedDay(LATER, DayKind.NO_SCHOOL, "Snow day"), WantedDay(LATER, None)


def early(at):
    return WantedDay(LATER, DayKind.EARLY_RELEASE, "", time(at))


@pytest.fixture
def one(database, school):
    """December 2, 9 AM to 2 PM, cancelled by its aide."""
    made = make_session(database, school.aide, school.students, date=LATER)
    cancel(database, school, made)
    return made


def cancel(database, school, session_id):
    database.run(lambda db: cancelling.cancel(db, school.aide, session_id, "Field trip", now=FIXED_NOW))


def change(database, school, wanted):
    def work(db):
        agreed = calendar_changes.preview(db, school.admin, wanted, now=FIXED_NOW).digest
        return calendar_changes.change(db, school.admin, wanted, agreed, repr(wanted), now=FIXED_NOW)

    return database.run(work)


def restore(database, school, session_id, **how):
    return database.run(lambda db: cancelling.restore(db, school.aide, session_id, now=FIXED_NOW, **how))


def row(database, session_id):
    return database.read(lambda db: db.execute(select(Session.__table__).where(Session.id == session_id)).one())


def ends(database, session_id):
    found = row(database, session_id)
    return found.state, found.end_time, found.ends_at.hour


def fits(database):
    return database.read(lambda db: db.execute(select(CalendarFit.end_time)).scalars().all())


def test_it_ends_with_an_early_release_that_was_made_since(database, school, one):
    change(database, school, early(12))
    done = restore(database, school, one)
    assert (done.closed, done.end) == ("", time(12))
    assert ends(database, one) == ("scheduled", time(12), 18)
    trail = select(AuditRow.details).where(AuditRow.event == "session.restored")
    assert database.read(lambda db: db.execute(trail).scalar_one())["end"] == "12:00"
    change(database, school, USUAL)
    assert ends(database, one) == ("scheduled", time(14), 20)


def test_it_ends_as_planned_again_when_the_early_release_was_taken_back(database, school):
    session = make_session(database, school.aide, school.students, date=LATER)
    change(database, school, early(12))
    cancel(database, school, session)
    change(database, school, USUAL)
    assert ends(database, session) == ("cancelled", time(12), 18)
    assert restore(database, school, session).end == time(14)
    assert (ends(database, session), fits(database)) == (("scheduled", time(14), 20), [])


def test_cancelled_and_restored_twice_it_still_knows_its_own_end(database, school, one):
    change(database, school, early(12))
    restore(database, school, one)
    cancel(database, school, one)
    restore(database, school, one)
    assert (ends(database, one)[1], fits(database)) == (time(12), [time(14)])


@pytest.mark.parametrize(
    ("wanted", "why"), [(SNOW, "Snow day"), (early(9), "Early release at 9:00 AM")], ids=["no school", "over before"]
)
def test_on_a_day_without_a_place_for_it_the_person_has_to_say_so(database, school, one, wanted, why):
    change(database, school, wanted)
    before = row(database, one)
    assert restore(database, school, one).closed == why
    assert row(database, one) == before
    assert restore(database, school, one, anyway=True).closed == ""
    assert ends(database, one) == ("scheduled", time(14), 20)


def test_what_the_calendar_cancelled_comes_back_whole(database, school):
    session = make_session(database, school.aide, school.students, date=LATER)
    change(database, school, early(12))
    change(database, school, SNOW)
    assert restore(database, school, session).closed == "Snow day"
    restore(database, school, session, anyway=True)
    assert (ends(database, session), fits(database)) == (("scheduled", time(14), 20), [])


def test_a_recorded_one_comes_back_as_it_was_recorded(database, school):
    session = make_session(database, school.aide, school.students, date=LATER)
    mark(database, school.aide, session, school.students[0])
    cancel(database, school, session)
    change(database, school, SNOW)
    assert restore(database, school, session).closed == ""
    assert ends(database, session) == ("draft", time(14), 20)


def answer(database, school, reply):
    written = Written("D1", "1.1", "", "what was typed")
    database.run(lambda db: answers.apply(db, school.aide, reply, written, (), now=FIXED_NOW))


def take_back(database, school):
    return database.run(lambda db: undoing.undo(db, school.aide, now=FIXED_NOW))


@pytest.mark.parametrize(
    ("wanted", "undone", "stands"),
    [(early(12), (1, 0), ("scheduled", time(12), 18)), (SNOW, (0, 1), ("cancelled", time(14), 20))],
    ids=["early release", "no school"],
)
def test_a_cancelling_message_is_taken_back_as_far_as_the_day_allows(database, school, wanted, undone, stands):
    session = make_session(database, school.aide, school.students, date=LATER)
    answer(database, school, Reply(cancels=((session, "field trip"),)))
    change(database, school, wanted)
    assert (take_back(database, school), ends(database, session)) == (undone, stands)


def test_a_recording_message_is_taken_back_on_a_day_without_school_too(database, school):
    """What the person wants is its record gone; it stays due, as Session Audit and the list of Home will say."""
    session = make_session(database, school.aide, school.students, date=LATER)
    answer(database, school, Reply(captures=(Capture(session, everyone_present=True),)))
    change(database, school, SNOW)
    assert (take_back(database, school), ends(database, session)) == ((1, 0), ("scheduled", time(14), 20))


def test_undo_of_a_series_edit_cancels_and_shortens_as_the_calendar_says(database, school):
    """Mondays and Wednesdays were moved to the day after; the Wednesdays' days changed before they came back."""
    rule = Recurrence(frozenset({1, 3}), 1, date(2026, 12, 16))
    series = make_sessions(database, school.aide, school.students, date=TODAY, recurrence=rule)
    moved = Recurrence(frozenset({2, 4}), 1, date(2026, 12, 17))
    edit = change_series(database, school.aide, series[1], recurrence=moved)
    change(database, school, SNOW)
    change(database, school, WantedDay(date(2026, 12, 9), DayKind.EARLY_RELEASE, "", time(12)))
    undone = database.run(lambda db: series_edits.undo(db, school.aide, edit.id, now=FIXED_NOW))
    assert (undone.closed, undone.shorter) == (1, 1)
    query = select(Session.local_date, Session.state, Session.end_time, Session.cancel_reason)
    found = {day: rest for day, *rest in database.read(lambda db: db.execute(query).all())}
    assert found[LATER] == ["cancelled", time(14), "Snow day"]
    assert found[date(2026, 12, 9)] == ["scheduled", time(12), ""]
    assert [rest[0] for day, rest in found.items() if day != LATER] == ["scheduled"] * (len(found) - 1)
    change(database, school, USUAL)
    assert database.read(lambda db: db.execute(select(Session.state).distinct()).scalars().all()) == ["scheduled"]


def test_undo_of_an_end_cancels_what_has_no_school_any_more(database, school):
    series = make_sessions(database, school.aide, school.students, date=LATER, recurrence=weekdays(5, LATER))
    ended = database.run(
        lambda db: ending_series.end(db, school.aide, series[0], date(2026, 12, 1), "window", now=FIXED_NOW)
    )
    change(database, school, SNOW)
    undone = database.run(lambda db: series_edits.undo(db, school.aide, ended.id, now=FIXED_NOW))
    assert (undone.undone, undone.closed) == (5, 1)
    states = [row(database, key).state for key in series]
    assert states == ["cancelled", *["scheduled"] * 4]
    again = database.run(lambda db: series_edits.undo(db, school.aide, ended.id, now=FIXED_NOW))
    assert again == undone


def test_undo_leaves_alone_what_stays_on_its_day(database, school):
    """A session that somebody has on a day without school, and whose words alone were changed."""
    series = make_sessions(database, school.aide, school.students, date=LATER, recurrence=weekdays(3, LATER))
    change(database, school, SNOW)
    restore(database, school, series[0], anyway=True)
    edit = change_series(database, school.aide, series[0], description="Other words")
    undone = database.run(lambda db: series_edits.undo(db, school.aide, edit.id, now=FIXED_NOW))
    assert (undone.closed, row(database, series[0]).state) == (0, State.SCHEDULED.value)


@pytest.fixture(params=["a series", "one session"])
def short(request, database, school):
    """December 2, made for 9 AM to 2 PM when the calendar already had an early release at noon."""
    change(database, school, early(12))
    recurrence = weekdays(3, LATER) if request.param == "a series" else None
    return make_sessions(database, school.aide, school.students, date=LATER, recurrence=recurrence)[0]


def test_made_short_it_ends_as_planned_when_the_release_is_taken_back(database, school, short):
    assert ends(database, short) == ("scheduled", time(12), 18)
    change(database, school, USUAL)
    assert (ends(database, short), fits(database)) == (("scheduled", time(14), 20), [])


def test_made_short_and_cancelled_meanwhile_it_comes_back_as_planned(database, school, short):
    cancel(database, school, short)
    change(database, school, USUAL)
    assert restore(database, school, short).end == time(14)
    assert (ends(database, short), fits(database)) == (("scheduled", time(14), 20), [])


def test_made_short_it_fits_a_later_release_too(database, school, short):
    cancel(database, school, short)
    change(database, school, early(13))
    assert restore(database, school, short).end == time(13)
    assert fits(database) == [time(14)]


def test_made_short_with_an_end_of_its_own_since_it_keeps_that(database, school, short):
    edit(database, school.aide, short, end=time(11))
    cancel(database, school, short)
    change(database, school, USUAL)
    restore(database, school, short)
    assert ends(database, short) == ("scheduled", time(11), 17)


@pytest.mark.parametrize("changed", [{"end": time(11)}, {"date": date(2026, 12, 3)}], ids=["end", "day"])
@pytest.mark.parametrize("how", [edit, change_series], ids=["one", "the series"])
def test_with_a_day_or_an_end_of_its_own_nothing_says_that_the_calendar_made_it_short(database, school, changed, how):
    if how is change_series and "date" in changed:
        changed = {"start": time(8, 30), "end": time(10, 30)}
    change(database, school, early(12))
    one = make_sessions(database, school.aide, school.students, date=LATER, recurrence=weekdays(1, LATER))[0]
    assert line(database, school, one).shortened == "Early release at 12:00 PM"
    how(database, school.aide, one, **changed)
    assert line(database, school, one).shortened == ""


def line(database, school, session_id):
    """The session as Home has it."""
    (found,) = database.read(lambda db: lines_of(db, school.aide, [session_id], now=FIXED_NOW))
    return found


@pytest.mark.parametrize(("wanted", "end"), [(USUAL, time(14)), (early(11), time(11)), (None, time(12))])
def test_removed_with_the_end_of_its_series_it_is_put_back_as_its_day_has_it(database, school, wanted, end):
    change(database, school, early(12))
    series = make_sessions(database, school.aide, school.students, date=TODAY, recurrence=weekdays(12))
    (short,) = [key for key in series if row(database, key).local_date == LATER]
    ended = database.run(
        lambda db: ending_series.end(db, school.aide, series[0], date(2026, 11, 30), "window", now=FIXED_NOW)
    )
    if wanted:
        change(database, school, wanted)
    undone = database.run(lambda db: series_edits.undo(db, school.aide, ended.id, now=FIXED_NOW))
    assert undone.closed == 0
    assert row(database, short).end_time == end
    change(database, school, early(13))
    assert row(database, short).end_time == time(13)
