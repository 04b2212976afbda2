"""The day of DOMAIN.md section 5: care from 9 to 2, as typed and as counted."""

from datetime import date, time

from models.inputs import Away
from models.rules.billing.day import CareGiven, day_totals
from models.rules.time_away import parse_away

DAY = date(2026, 11, 18)
NINE, TWO = time(9), time(14)


def clock(text: str) -> time:
    """A local time as the scenarios write it, such as 9:20 or 14:00."""
    hour, minute = text.split(":")
    return time(int(hour), int(minute))


def care(start: str = "9:00", end: str = "14:00", away: str = "", **more: object) -> CareGiven:
    """One present student of one session; `away` as an aide types it."""
    values = {"session_id": 1, "aide_id": 1, "student_id": 1, "start": clock(start), "end": clock(end)}
    read = parse_away(away, NINE, TWO) if away else Away()
    return CareGiven(**(values | {"away": read} | more))


def worth(*cares: CareGiven, day: date = DAY) -> list[tuple[int | None, int | None]]:
    """The minutes and units of each student's day, by student."""
    return [(total.minutes, total.units) for total in day_totals(day, cares)]
