"""What minutes come to in units, as people are shown it: by day, student and code, never by session."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from models.enums import SessionType
from models.findings import NO_WORTH, SessionWorth, Worth
from models.outputs import Item, SessionSheet
from models.rules.billing.claims import against_plan
from models.rules.billing.day import CareGiven, DayTotal, aide_minutes, day_totals, given_in
from models.rules.billing.rates import rates_on
from models.rules.minutes import written_in

NO_CARE = "nothing that is billed was given"
TRIPS = "bus rides are counted as trips"

Totals = Mapping[tuple[int, str], DayTotal]


def billable(activities: Iterable[str], given: Iterable[str], items: Iterable[Item]) -> bool:
    """Whether anything that was given is care that is billed. Codes that the catalogue does not have are not."""
    codes = {*activities, *given}
    return any(item.billable and item.code in codes for item in items)


def billed_in(sheet: SessionSheet, unbilled: Mapping[int, str]) -> tuple[CareGiven, ...]:
    """The care of one session that counts for its students' days. `unbilled` are students whose care is not billed."""
    if sheet.service_code in rates_on(sheet.date).by_trip:
        return ()
    care = {item.code for item in sheet.items if item.billable}
    counted = {
        student: {code: minutes for code, minutes in codes.items() if code in care}
        for student, codes in written_in(sheet).items()
    }
    billed = {
        record.pupil.id
        for record in sheet.records
        if record.pupil.id not in unbilled and not care.isdisjoint(sheet.activities | record.mark.given)
    }
    return tuple(one for one in given_in(sheet, counted) if one.student_id in billed)


def totals_of(cares: Iterable[tuple[date, CareGiven]]) -> dict[date, Totals]:
    """The totals of several days, by date and then by student and code."""
    days: dict[date, list[CareGiven]] = defaultdict(list)
    for day, care in cares:
        days[day].append(care)
    return {day: {(one.student_id, one.code): one for one in day_totals(day, found)} for day, found in days.items()}


def session_worth(
    sheet: SessionSheet,
    own: Sequence[CareGiven],
    totals: Totals,
    planned: Mapping[int, int],
    unbilled: Mapping[int, str],
) -> SessionWorth:
    """What a session's students come to on its day: `own` is its part, `totals` are those of the whole day."""
    present = given_in(sheet)
    if not present:
        return NO_WORTH
    rates = rates_on(sheet.date)
    code = rates.code(group=sheet.session_type is SessionType.GROUP)
    counted = {care.student_id for care in own}
    why = TRIPS if sheet.service_code in rates.by_trip else NO_CARE
    students = {
        care.student_id: _worth(sheet.date, totals[care.student_id, code], planned.get(care.student_id))
        if care.student_id in counted
        else Worth(why_not=unbilled.get(care.student_id, why))
        for care in present
    }
    if all(one.units is not None or one.why_not for one in students.values()):
        return SessionWorth(students)
    if all(total.units is not None for total in day_totals(sheet.date, own)):
        return SessionWorth(students)  # What is missing is missing in another session of the day.
    together = aide_minutes(own)
    return SessionWorth(students, (together, rates.units(together)))


def _worth(day: date, total: DayTotal, planned: int | None) -> Worth:
    """One student's day; more than the IEP plans is kept, and what the plan supports is billed (5, 25)."""
    if total.minutes is None or planned is None or total.minutes <= planned:
        return Worth(total.minutes, total.units, total.sessions)
    supported = against_plan(day, total.minutes, planned)
    return Worth(total.minutes, supported.units, total.sessions, planned)
