"""School years and summer terms, as the calendar's first and last days say them."""

from datetime import date

import pytest

from models.rules.calendar_files import bounds_of, check_year, moved_from

YEAR = (date(2026, 8, 12), date(2027, 5, 27))
SUMMER = (date(2027, 6, 7), date(2027, 7, 15))
NEXT = (date(2027, 8, 11), date(2028, 5, 25))


def days_of(*spans, own=False):
    return [
        (day, kind, own) for span in spans for day, kind in zip(span, ("first_day", "last_day"), strict=True) if day
    ]


@pytest.mark.parametrize(
    ("on", "span"),
    [
        (date(2026, 7, 20), YEAR),
        (date(2026, 8, 12), YEAR),
        (date(2027, 5, 27), YEAR),
        (date(2027, 5, 29), YEAR),
        (date(2027, 6, 6), SUMMER),
        (date(2027, 6, 7), SUMMER),
        (date(2027, 7, 15), SUMMER),
        (date(2027, 8, 1), NEXT),
        (date(2028, 5, 25), NEXT),
        (date(2031, 1, 1), NEXT),
    ],
)
def test_a_summer_term_is_its_own(on, span):
    assert bounds_of(days_of(NEXT, YEAR, SUMMER), on) == span


def test_without_a_calendar_there_are_no_bounds():
    assert bounds_of([], date(2026, 11, 18)) == (None, None)


def test_half_a_year_is_half_known():
    assert bounds_of([(YEAR[0], "first_day", False)], date(2026, 11, 18)) == (YEAR[0], None)
    assert bounds_of([(YEAR[1], "last_day", False)], date(2026, 11, 18)) == (None, YEAR[1])
    two = [(YEAR[0], "first_day", False), (NEXT[0], "first_day", False), (NEXT[1], "last_day", False)]
    assert bounds_of(two, date(2026, 11, 18)) == (YEAR[0], None)
    assert bounds_of(two, date(2027, 11, 18)) == NEXT


def test_a_first_day_does_not_reach_over_years():
    far = [(date(2020, 8, 12), "first_day", False), (YEAR[1], "last_day", False)]
    assert bounds_of(far, date(2027, 1, 4)) == (None, YEAR[1])


def test_the_campus_s_own_days_replace_those_of_all():
    own = [(date(2026, 8, 19), "first_day", True)]
    for on in (date(2026, 8, 13), date(2026, 11, 18)):
        assert bounds_of([*own, *days_of(YEAR)], on) == (date(2026, 8, 19), YEAR[1])


def test_a_day_of_summer_belongs_to_the_school_year_to_come():
    assert bounds_of(days_of(YEAR, NEXT), date(2027, 6, 30)) == YEAR
    assert bounds_of(days_of(YEAR, NEXT), date(2027, 7, 1)) == NEXT


def lines(*days):
    found = [(line, {"kind": kind, "date": on, "campus": None}) for line, (kind, on) in enumerate(days, 2)]
    return [line for line, _ in check_year(found)]


def test_terms_take_turns_in_a_file():
    good = [(kind, day) for day, kind, _ in days_of(YEAR, SUMMER, NEXT)]
    assert lines(*good) == []
    assert lines(*reversed(good)) == []
    assert lines(*good[:3], *good[4:]) == [], "A school year is not the summer term before it."
    assert lines(good[0], good[1], good[3]) == [], "The year before had its own last day."
    assert lines(good[0], ("first_day", date(2026, 8, 19)), good[1]) == [3]
    assert lines(good[0], good[1], ("last_day", date(2027, 6, 1))) == [4]
    assert lines(("last_day", date(2026, 8, 11)), *good) == [2]


@pytest.mark.parametrize(
    ("day", "known", "turns", "before"),
    [
        (date(2026, 8, 19), [YEAR[0], NEXT[0]], [YEAR[1]], YEAR[0]),
        (date(2027, 6, 1), [YEAR[1]], [YEAR[0]], YEAR[1]),
        (date(2027, 6, 30), [YEAR[1]], [YEAR[0], SUMMER[0]], None),
        (SUMMER[0], [YEAR[0]], [YEAR[1]], None),
        (date(2027, 7, 20), [YEAR[1], SUMMER[1], NEXT[1]], [SUMMER[0], NEXT[0]], SUMMER[1]),
        (NEXT[1], [YEAR[1]], [], None),
        (date(2027, 9, 24), [YEAR[1]], [], YEAR[1]),
        (date(2027, 9, 25), [YEAR[1]], [], None),
        (YEAR[0], [], [], None),
    ],
)
def test_a_first_or_last_day_moves_within_its_own_term(day, known, turns, before):
    assert moved_from(day, known, turns) == before
