"""A sheet of a fictional session, as plain values, for the tests of rules."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, time, timedelta

from models.enums import ItemKind, Presence, SessionType, State
from models.inputs import Mark
from models.outputs import Item, Pupil, SessionSheet, StudentRecord
from models.rules.marks import mark_problem, net_of
from models.rules.standing import Standing
from tests.factories import TODAY, ZONE

PRESENT = Mark(Presence.PRESENT, start=time(9), end=time(14), given=frozenset({"VISUAL"}))


def sheet(*marks: Mark, **changed: object) -> SessionSheet:
    """Today 9 AM to 2 PM, saved and ended, one student for each mark (default: two who were present)."""
    names = ("Mia Garcia", "Noah Green", "Ava Lopez", "Max Gray")
    start, end = changed.get("start", time(9)), changed.get("end", time(14))
    records = tuple(
        StudentRecord(Pupil(number, name, f"{name[0]}.G."), one, net_of(one, start, end), mark_problem(one, start, end))
        for number, (name, one) in enumerate(zip(names, marks or (PRESENT, PRESENT), strict=False), 1)
    )
    base = SessionSheet(
        id=7,
        version=3,
        state=State.DRAFT,
        date=TODAY,
        start=time(9),
        end=time(14),
        zone=ZONE,
        service="Personal Care",
        description="Morning care",
        place="Classroom",
        session_type=SessionType.GROUP,
        in_series=False,
        owner="Jo Field",
        owner_id=1,
        activities=frozenset({"TOILET"}),
        note="",
        records=records,
        items=(
            Item("TOILET", ItemKind.ACTIVITY, "Toileting", "Personal care", billable=True, needs_minutes=False),
            Item("VISUAL", ItemKind.ACCOMMODATION, "Visual schedule", "Aids", billable=False, needs_minutes=False),
        ),
        days_left=7,
        service_code="PCS",
        place_code="CLASS",
    )
    return replace(base, **changed)


def standing(number: int, day: date, state: State = State.SCHEDULED, **changed: object) -> Standing:
    """An existing session, 9 AM to 2 PM; a draft has something recorded in it."""
    return replace(Standing(number, day, time(9), time(14), state, captured=state is State.DRAFT), **changed)


def school_days(first: date, last: date, off: Collection[date] = ()) -> list[date]:
    """Every day from Monday to Friday, both ends included, without those in `off`."""
    days = (first + timedelta(ahead) for ahead in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in off]
