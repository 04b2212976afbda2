"""How Carelog says things."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.views import samples, words
from models.enums import AbsenceReason, Meaning, Presence, Role, SessionType, State
from models.findings import Worth
from models.inputs import Away


def test_days():
    assert words.day(date(2026, 11, 16)) == "Mon, Nov 16"
    assert words.full_day(date(2027, 1, 3)) == "Sun, Jan 3, 2027"


@pytest.mark.parametrize(
    ("at", "text"),
    [(time(0, 0), "12:00 AM"), (time(9, 5), "9:05 AM"), (time(12, 0), "12:00 PM"), (time(23, 59), "11:59 PM")],
)
def test_clock(at, text):
    assert words.clock(at) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        (time(9, 0), time(9, 30), "9:00–9:30 AM"),
        (time(13, 0), time(14, 0), "1:00–2:00 PM"),
        (time(11, 30), time(12, 15), "11:30 AM–12:15 PM"),
    ],
)
def test_spans(start, end, text):
    assert words.span(start, end) == text


@pytest.mark.parametrize(
    ("number", "text"),
    [(0, "0 min"), (30, "30 min"), (60, "1 h"), (90, "1 h 30 min"), (1440, "24 h"), (-90, "-1 h 30 min")],
)
def test_minutes(number, text):
    assert words.minutes(number) == text


@pytest.mark.parametrize(
    ("number", "text"), [(0, "0 sessions"), (1, "1 session"), (3, "3 sessions"), (1200, "1,200 sessions")]
)
def test_counts(number, text):
    assert words.count(number, "session") == text


def test_counts_with_a_plural_of_their_own():
    assert words.count(2, "is", "are") == "2 are"


@pytest.mark.parametrize(
    ("days", "text"),
    [(None, ""), (5, "5 days left"), (1, "1 day left"), (0, "last day today"), (-1, "1 day late"), (-9, "9 days late")],
)
def test_deadlines(days, text):
    assert words.deadline(days) == text


@pytest.mark.parametrize(
    ("away", "text"),
    [
        (Away(), "0 min"),
        (Away(minutes=60), "1 h"),
        (Away(stretches=((time(10, 0), time(11, 0)), (time(13, 15), time(13, 45)))), "10:00–11:00 AM, 1:15–1:45 PM"),
    ],
)
def test_time_away(away, text):
    assert words.away(away) == text


def test_instants_are_told_in_the_zone():
    at = datetime(2026, 11, 20, 21, 12, tzinfo=UTC)
    assert words.instant(at, "America/Chicago") == "Nov 20, 3:12 PM"
    assert words.instant(at.replace(tzinfo=None), "America/Denver") == "Nov 20, 2:12 PM"


def test_the_manifestation_of_a_signature():
    """RELIABILITY ES-02: name, title, local time with offset, UTC, meaning."""
    assert words.signature_line(samples.signature()) == (
        "Electronically signed by Dana Sample, Paraprofessional, Nov 20, 2026, 3:12:05 PM UTC-06:00 "
        "(2026-11-20 21:12:05 UTC), meaning: authorship (I gave this care as recorded). "
        "Digest 0123456789ab, version 3."
    )


def test_the_manifestation_in_summer_and_without_a_title():
    signed = datetime(2026, 8, 17, 14, 0, tzinfo=UTC)
    line = words.signature_line(replace(samples.signature(), signed_at=signed, title="", meaning="review"))
    assert "signed by Dana Sample, Aug 17, 2026, 9:00:00 AM UTC-05:00 (2026-08-17 14:00:00 UTC)" in line
    assert "meaning: review." in line


def test_lists():
    assert words.listed(["A", "B"], 3) == "A, B"
    assert words.listed(["A", "B", "C", "D"], 2) == "A, B and 2 more"


def test_students():
    assert words.students(samples.pupils(4)) == "Ada Sample, Ben Sample, Cleo Sample and 1 more"
    assert words.students(()) == "No students"


def test_neighbouring_days_become_one_stretch():
    dates = [date(2026, 11, day) for day in (25, 26, 27)] + [date(2026, 12, 21)]
    assert words.days(dates) == "Nov 25–27, Dec 21"
    assert words.days([date(2026, 11, 30), date(2026, 12, 1)]) == "Nov 30–Dec 1"
    assert words.days([date(2026, 11, day) for day in (1, 3, 5, 7, 9, 11)]) == "Nov 1, Nov 3, Nov 5, Nov 7 and 2 more"


@pytest.mark.parametrize(
    ("kind", "table"),
    [
        (State, words.STATES),
        (Presence, words.PRESENCE),
        (AbsenceReason, words.REASONS),
        (SessionType, words.SESSION_TYPES),
        (Role, words.ROLES),
        (Meaning, words.MEANINGS),
    ],
)
def test_every_value_has_its_word(kind, table):
    assert set(table) == set(kind)
    assert len(set(table.values())) == len(table)


def test_all_present_says_how_many_were_left_alone_and_why():
    assert words.all_present([]) == "All present, as scheduled. Now change the exceptions."
    end, away = "The end is before the start.", "The time away is too long."
    assert words.all_present([end]) == f"All others present, as scheduled. 1 student was left alone: {end}"
    assert words.all_present([end, away, end]).endswith(f"3 students were left alone: {end} {away}")


@pytest.mark.parametrize(
    ("value", "elsewhere", "said"),
    [
        (None, False, "4 h"),
        (Worth(240, 16), False, "4 h · 16 units"),
        (Worth(240, 1), False, "4 h · 1 unit"),
        (Worth(256, 17, 2), False, "4 h · 4 h 16 min this day in 2 sessions · 17 units"),
        (Worth(35, 2), False, "4 h · 35 min of care · 2 units"),
        (Worth(240, 8, planned=120), False, "4 h · 8 units for the 2 h of the IEP"),
        (Worth(why_not="21 or older on this day"), False, "4 h · not billable (21 or older on this day)"),
        (Worth(), False, "4 h"),
        (Worth(sessions=2), True, "4 h · units depend on another session of this day"),
    ],
)
def test_minutes_and_units(value, elsewhere, said):
    assert words.worth(240, value, elsewhere) == said


def test_a_groups_time():
    assert words.shared((300, 20)) == "Group time: 5 h, about 20 units for all students together."
    assert words.shared(None) == ""
