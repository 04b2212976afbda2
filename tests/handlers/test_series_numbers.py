"""Add Session says what a series would make with every choice, before anything is made."""

from datetime import date, time

import pytest
from sqlalchemy import insert

from models.tables import CalendarDay
from tests.handlers.running import count_sessions


def test_the_window_says_what_a_series_would_make_before_anything_is_made(carelog, form):
    assert "This adds" not in form.window
    form.choose("Yes")
    assert "*This adds 27 sessions*\nWed, Nov 18, 2026 to Wed, May 26, 2027\n1 day skipped" in form.window
    form.fill("Repeats on", {"Monday", "Wednesday", "Thursday"})
    form.fill("Ends on", "2026-12-03")
    assert (
        "*This adds 6 sessions*\nWed, Nov 18, 2026 to Thu, Dec 3, 2026\n2 days skipped (no school or early release)"
        in form.window
    )
    form.fill("Every", "2")
    assert "*This adds 5 sessions*" in form.window
    form.fill("Date", "2026-11-30")
    assert "*This adds 3 sessions*\nMon, Nov 30, 2026 to Thu, Dec 3, 2026" in form.window
    assert form.held("Session Description") == "Afternoon care"
    assert form.held("Students") == {"Mia Garcia", "Ava Lopez"}
    assert count_sessions(carelog) == 0
    assert form.submit() == {}
    assert "*3 sessions added.*" in form.window


@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_early_release_is_counted_as_soon_as_the_times_are_known(carelog, form):
    short = {"tenant_id": carelog.school.tenant_id, "date": date(2026, 12, 2), "kind": "early_release", "name": ""}
    carelog.db.run(lambda db: db.execute(insert(CalendarDay), [{**short, "time": time(13, 30)}]))
    form.choose("Yes")
    form.fill("Ends on", "2026-12-03")
    assert "*This adds 2 sessions*" in form.window
    assert "1 shortened for early release" in form.window
    form.fill("End Time", "13:15")
    assert "shortened" not in form.window
    form.fill("End Time", "15:30")
    form.fill("Start Time", "14:00")
    assert "*This adds 1 session*\nWed, Nov 18, 2026\n2 days skipped (no school or early release)" in form.window


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("Repeats on", set(), "Choose at least one day of the week."),
        ("Every", "0", "Write a whole number from 1 to 52."),
        ("Ends on", "2026-11-01", "Choose an end on or after the date of the first session."),
        ("Ends on", "2027-06-30", "Choose an end on or before the last day of school"),
        ("Date", "2026-08-01", "Choose a date in the school year"),
    ],
)
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_a_series_that_cannot_be_says_why_before_it_is_sent(carelog, form, field, value, says):
    form.choose("Yes")
    form.fill(field, value)
    assert f"*No sessions yet.* {says}" in form.window
