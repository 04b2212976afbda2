"""Students who join or leave in mid-series, aides who leave: effective dates, and nothing silently in the past."""

from datetime import date

import pytest

from models.enums import State
from models.rules.membership import Departure, OffBoarding, leaves, off_boarding, turns_21
from tests.rules.values import standing

MON, TUE, WED, THU, FRI = (date(2026, 11, day) for day in range(16, 21))
BOTH, ALONE = frozenset({1, 2}), frozenset({1})


def test_a_student_leaves():
    series = [
        standing(1, MON, State.POSTED, students=BOTH),
        standing(2, TUE, students=BOTH),
        standing(3, WED, students=BOTH),
        standing(4, WED, students=frozenset({2})),
        standing(5, THU, students=ALONE),
        standing(6, THU, State.DRAFT, students=BOTH),
        standing(7, FRI, State.POSTED, students=BOTH),
        standing(8, FRI, State.CANCELLED, students=BOTH),
    ]
    assert leaves(series, 1, TUE) == Departure(removed=(3,), emptied=(5,), last=(2,), asked=(6,), posted=(7,))
    assert leaves(series, 1, FRI) == Departure((), (), (7,), (), ())
    assert leaves(series, 9, MON) == Departure((), (), (), (), ())


def test_an_aide_leaves():
    sessions = [
        standing(1, FRI),
        standing(2, MON, State.DUE),
        standing(3, TUE, State.POSTED),
        standing(4, WED, State.DRAFT),
        standing(5, THU, State.CANCELLED),
    ]
    assert off_boarding(sessions, WED) == OffBoarding(to_sign=(2, 4), to_cover=(1,))


@pytest.mark.parametrize(
    ("born", "at"),
    [
        (date(2006, 1, 15), date(2027, 1, 15)),
        (date(2004, 2, 29), date(2025, 3, 1)),
        (date(2005, 12, 31), date(2026, 12, 31)),
    ],
)
def test_the_21st_birthday(born, at):
    assert turns_21(born) == at
