"""Covers at the same moment: one substitute gets the session, and one session of the same care stays live."""

from functools import partial

from sqlalchemy import func, select

from models.covering import Covered
from models.enums import State
from models.errors import RuleViolation
from models.tables import Cover, Session
from tests.factories import mark
from tests.services.covering import cancel, cover, restore
from tests.services.together import together


def live(database):
    query = select(func.count(Session.id)).where(Session.state != State.CANCELLED.value)
    return database.read(lambda db: db.execute(query).scalar_one())


def test_of_many_who_take_it_one_gets_it(database, school, one):
    who = [school.other_aide, school.supervisor, school.admin, school.other_aide]
    found = together([partial(cover, database, actor, one, actor, f"w{n}") for n, actor in enumerate(who)])
    assert sorted(isinstance(outcome, Covered) for outcome in found) == [False, False, False, True], found
    assert {type(outcome) for outcome in found if not isinstance(outcome, Covered)} == {RuleViolation}
    assert live(database) == 1
    assert database.read(lambda db: db.execute(select(func.count(Cover.id))).scalar_one()) == 1


def test_one_window_delivered_many_times_at_once_covers_once(database, school, one):
    found = together([partial(cover, database, school.other_aide, one) for _ in range(4)])
    assert {outcome.id for outcome in found} == {found[0].id}
    assert live(database) == 1


def test_a_tap_of_the_aide_and_a_taking_do_not_both_win(database, school, one):
    """Either the tap comes first and the taking is refused, or the session is cancelled and the tap is."""
    found = together(
        [
            partial(cover, database, school.other_aide, one),
            partial(mark, database, school.aide, one, school.students[0]),
        ]
    )
    assert [isinstance(outcome, RuleViolation) for outcome in found].count(True) == 1, found
    assert live(database) == 1


def test_both_restored_at_once_leave_one_live(database, school, one):
    made = cover(database, school.supervisor, one, school.other_aide)
    cancel(database, school.other_aide, made.covering_id)
    together(
        [partial(restore, database, school.aide, one), partial(restore, database, school.other_aide, made.covering_id)]
    )
    assert live(database) == 1
