"""*Edit Session Series*: the numbers, and each kind of session in its place."""

from dataclasses import replace
from datetime import date, time

import pytest

from models.enums import State
from models.errors import NotFound, RuleViolation
from models.inputs import Recurrence
from models.outputs import SkippedDay
from models.rules.calendar import PlannedDay, SchoolCalendar
from models.rules.splitting import NewTerms, Split, numbers, split
from models.rules.standing import Placed
from tests.rules.values import standing

NO_DAYS_OFF = SchoolCalendar()
MON, TUE, WED, THU, FRI = (date(2026, 11, day) for day in range(16, 21))
NEXT_MON, NEXT_WED = date(2026, 11, 23), date(2026, 11, 25)
NINE, TEN, TWO = time(9), time(10), time(14)


def edit(series, current, wanted=None, calendar=NO_DAYS_OFF, today=MON):
    return split(series, current, wanted or NewTerms(), calendar, today=today)


def days(*weekdays, every=1, ends_on=NEXT_WED, **times):
    return NewTerms(recurrence=Recurrence(frozenset(weekdays), every, ends_on), **times)


def test_without_new_times_or_days_every_unposted_session_stays_where_it_is():
    own = standing(4, FRI, start=time(10, 15))
    series = [standing(1, TUE), standing(2, WED), standing(3, THU, State.POSTED), own, standing(5, MON, State.DRAFT)]
    found = edit(series, 2)
    assert found == Split(
        changed=(Placed(2, WED, NINE, TWO), Placed(4, FRI, time(10, 15), TWO)), posted=(3,), earlier=(5, 1)
    )
    assert numbers(found) == "changes 2, leaves 1 posted"


def test_new_times_are_shortened_by_early_release_and_left_out_after_it():
    series = [standing(1, MON), standing(2, TUE), standing(3, WED, State.DRAFT), standing(4, THU), standing(5, FRI)]
    calendar = SchoolCalendar({FRI: "Added later"}, {TUE: time(12, 30), WED: TEN, THU: TEN})
    found = edit(series, 1, NewTerms(start=TEN, end=time(15)), calendar)
    assert found.changed == (
        Placed(1, MON, TEN, time(15)),
        Placed(2, TUE, TEN, time(12, 30)),
        Placed(3, WED, NINE, TWO),
        Placed(5, FRI, TEN, time(15)),
    )
    assert (found.removed, found.stays) == ((4,), (3,))
    assert found.skipped == (SkippedDay(THU, "Early release at 10:00 AM"),)


def test_times_that_nobody_changed_are_not_shortened_again():
    found = edit([standing(1, MON)], 1, NewTerms(), SchoolCalendar(early_release={MON: TEN}))
    assert found.changed == (Placed(1, MON, NINE, TWO),)


def test_new_days_move_within_the_week_and_make_and_remove_the_rest():
    """From Monday, Tuesday and Wednesday to Thursdays and Fridays, and then to Mondays."""
    series = [standing(1, MON), standing(2, TUE), standing(3, WED)]
    found = edit(series, 1, days(4, 5, ends_on=date(2026, 11, 26)))
    assert found.moved == (Placed(1, THU, NINE, TWO), Placed(2, FRI, NINE, TWO))
    assert (found.removed, found.made) == ((3,), (PlannedDay(date(2026, 11, 26), NINE, TWO),))
    assert numbers(found) == "moves 2, adds 1, removes 1"


def test_what_is_recorded_or_past_keeps_its_day():
    series = [standing(1, MON), standing(2, TUE, State.DUE), standing(3, WED, State.DRAFT), standing(4, THU)]
    found = edit(series, 1, days(5, ends_on=FRI, start=TEN), today=WED)
    assert found.stays == (1, 2, 3)
    assert [(one.id, one.start) for one in found.changed] == [(1, NINE), (2, NINE), (3, NINE)]
    assert found.moved == (Placed(4, FRI, TEN, TWO),)


def test_nothing_is_made_in_the_past():
    found = edit([standing(1, MON)], 1, days(1, 2, 3, 4, ends_on=THU), today=WED)
    assert [day.date for day in found.made] == [WED, THU]
    assert found.changed == (Placed(1, MON, NINE, TWO),)


def test_a_posted_or_cancelled_day_gets_no_second_session():
    series = [standing(1, MON), standing(2, TUE, State.POSTED), standing(3, WED, State.CANCELLED)]
    found = edit(series, 1, days(1, 2, 3, ends_on=WED))
    assert found == Split(changed=(Placed(1, MON, NINE, TWO),), posted=(2,), cancelled=(3,))
    assert numbers(found) == "changes 1, leaves 1 posted, leaves 1 cancelled"


def test_of_two_sessions_on_one_day_the_recorded_one_keeps_it():
    series = [standing(1, MON), standing(2, TUE), standing(3, TUE, State.DRAFT, start=TEN)]
    found = edit(series, 1, days(1, 2, ends_on=TUE))
    assert [one.id for one in found.changed] == [1, 3]
    assert found.removed == (2,)


def test_the_days_off_of_new_days_are_told():
    found = edit([standing(1, MON)], 1, days(1, ends_on=NEXT_MON), SchoolCalendar({NEXT_MON: "Break"}))
    assert found.skipped == (SkippedDay(NEXT_MON, "Break"),)
    assert found.made == ()


@pytest.mark.parametrize("state", [State.POSTED, State.CANCELLED])
def test_a_session_that_cannot_be_edited_is_no_beginning(state):
    with pytest.raises(RuleViolation):
        edit([standing(1, MON, state)], 1)


def test_a_session_of_another_series_is_not_there():
    with pytest.raises(NotFound):
        edit([standing(1, MON)], 2)


def test_impossible_times_are_refused_at_their_field():
    late = standing(2, TUE, start=time(13))
    for series, terms in (
        ([standing(1, MON)], NewTerms(start=TWO)),
        ([standing(1, MON), late], NewTerms(end=time(12))),
        ([standing(1, MON)], NewTerms(start=TEN, end=time(0, 45))),
    ):
        with pytest.raises(RuleViolation) as caught:
            edit(series, 1, terms)
        assert list(caught.value.problems) == ["end"]
    assert edit([standing(1, MON), replace(late, state=State.POSTED)], 1, NewTerms(end=time(12))).changed


def test_new_days_are_refused_at_their_fields():
    for terms, field in (
        (days(), "weekdays"),
        (days(1, every=0), "every"),
        (days(1, ends_on=date(2026, 1, 1)), "ends_on"),
    ):
        with pytest.raises(RuleViolation) as caught:
            edit([standing(1, MON)], 1, terms)
        assert list(caught.value.problems) == [field]


def test_nothing_has_a_number_too():
    assert numbers(Split()) == "changes nothing"
