"""A last day and something else of the same people, at the same moment: nothing is left behind the last day."""

import threading
import time as clock
from datetime import timedelta
from functools import partial

from sqlalchemy import select

from models.enums import State
from models.services import leaving, planning
from models.tables import Attendance, Session, Staff
from tests.factories import FIXED_NOW, TODAY, make_session, make_sessions, terms, weekdays
from tests.services.covering import cover
from tests.services.editing import change, change_series
from tests.services.test_student_leaving import leave, preview

TOMORROW = TODAY + timedelta(1)
LONG = 0.3
"""Seconds for which the one that came first keeps its transaction open, once the other one has begun."""


def days(database, student):
    query = select(Session.local_date).join(Attendance, Attendance.session_id == Session.id)
    live = query.where(Attendance.student_id == student, Session.state == State.SCHEDULED.value)
    return database.read(lambda db: db.execute(live.order_by(Session.local_date)).scalars().all())


class Slow:
    """A database whose transactions stay open for a while after their work, once so many were `quick`."""

    def __init__(self, database, quick):
        self.database, self.quick, self.done = database, quick, threading.Event()

    def run(self, work):
        def slowly(db):
            found = work(db)
            if not self.quick:
                self.done.set()
                clock.sleep(LONG)
            self.quick -= 1
            return found

        return self.database.run(slowly)

    def read(self, work):
        return self.database.read(work)


def after(database, first, second, quick=0):
    """Runs `second` while the transaction of `first` is open, with all of its work done."""
    slow, failed = Slow(database, quick), []

    def one():
        try:
            first(slow)
        except Exception as error:  # noqa: BLE001
            failed.append(error)
            slow.done.set()

    thread = threading.Thread(target=one)
    thread.start()
    assert slow.done.wait(30)
    found = second()
    thread.join()
    assert failed == []
    return found


def plan(database, school):
    make = partial(planning.create, actor=school.aide, terms=terms(school.students, recurrence=weekdays(4)))
    return database.run(lambda db: make(db, request_key="series", now=FIXED_NOW))


def test_a_series_that_is_made_meanwhile_is_seen(database, school, student):
    agreed = preview(database, school.admin, student).digest
    again = after(
        database,
        lambda slow: plan(slow, school),
        lambda: leave(database, school.admin, student, agreed=agreed),
    )
    assert again.numbers.taken == 3
    leave(database, school.admin, student, key="again")
    assert days(database, student) == [TODAY]


def test_a_student_who_is_added_meanwhile_is_seen(database, school, student):
    ids = make_sessions(database, school.aide, school.students[1:], recurrence=weekdays(4))
    one = make_session(database, school.aide, school.students[1:], date=TOMORROW)
    agreed = preview(database, school.admin, student).digest
    old = partial(leave, database, school.admin, student, agreed=agreed)
    found = after(database, lambda slow: change(slow, school.aide, one, students=school.students), old)
    assert found.numbers.taken == 1
    # The form and the numbers come before the edit itself.
    found = after(database, lambda slow: change_series(slow, school.aide, ids[0], students=school.students), old, 3)
    assert found.numbers.taken == 4


def test_a_substitute_who_takes_over_meanwhile_does_not_get_them(database, school, student):
    one = make_session(database, school.aide, school.students, date=TOMORROW)
    after(
        database,
        lambda slow: cover(slow, school.supervisor, one, school.other_aide),
        lambda: leave(database, school.admin, student),
    )
    # Where the substitute was faster than the preview, the numbers are shown anew.
    leave(database, school.admin, student, key="again")
    assert days(database, student) == []


def test_who_stays_longer_by_a_change_of_this_moment_keeps_the_account(database, school):
    later, jo = FIXED_NOW + timedelta(days=1), school.aide.staff_id
    database.run(lambda db: leaving.set_last_day(db, school.admin, jo, TODAY, now=FIXED_NOW))
    make_session(database, school.aide, school.students, date=TODAY + timedelta(5))
    longer = partial(leaving.set_last_day, actor=school.admin, staff_id=jo, last_day=TODAY + timedelta(30), now=later)
    closed = after(
        database,
        lambda slow: slow.run(longer),
        lambda: database.run(lambda db: leaving.close(db, now=later)),
    )
    assert closed == 0
    assert database.read(lambda db: db.get_one(Staff, jo).active)
    assert days(database, school.students[0]) == [TODAY + timedelta(5)]
