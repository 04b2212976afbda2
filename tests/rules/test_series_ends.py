"""The end of a series, and *Update Future Sessions*: what is recorded or posted stays."""

from datetime import date, time

import pytest

from models.enums import State
from models.errors import NotFound
from models.rules.series_ends import Carrying, Ending, carrying, ending
from tests.rules.values import standing

MON, TUE, WED, THU, FRI = (date(2026, 11, day) for day in range(16, 21))
SERIES = [
    standing(5, FRI),
    standing(1, MON),
    standing(2, TUE, State.DRAFT),
    standing(3, WED, State.POSTED),
    standing(4, THU, State.CANCELLED),
    standing(6, THU, State.DUE),
]


def test_an_end_removes_only_what_nobody_touched():
    assert ending(SERIES, MON) == Ending(removed=(5,), due=(6,), recorded=(2,), posted=(3,))
    assert ending(SERIES, THU) == Ending(removed=(5,), due=(), recorded=(), posted=())
    assert ending(SERIES, FRI) == Ending((), (), (), ())


def test_choices_are_carried_to_future_unposted_sessions_only():
    assert carrying(SERIES, 1) == Carrying(updated=(6, 5), recorded=(2,), posted=(3,))
    assert carrying(SERIES, 3) == Carrying(updated=(6, 5), recorded=(), posted=())
    assert carrying(SERIES, 5) == Carrying((), (), ())


def test_the_future_of_a_day_begins_after_the_session():
    two = [standing(1, MON, start=time(11)), standing(2, MON), standing(3, MON, start=time(11))]
    assert carrying(two, 1).updated == (3,)
    assert carrying(two, 2).updated == (1, 3)


def test_a_session_of_another_series_carries_nothing():
    with pytest.raises(NotFound):
        carrying(SERIES, 99)
