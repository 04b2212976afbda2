"""The record that a signature covers: whatever was recorded is in it, and names only explain it."""

from dataclasses import replace
from datetime import date, time

import pytest

from models.enums import AbsenceReason, ItemKind, Presence, SessionType
from models.inputs import Away, Mark
from models.outputs import Item, Pupil
from models.rules.record import record_of, without_names
from models.rules.signing import canonical, digest_of
from tests.rules.values import PRESENT, sheet


def digest(found, tenant_id=1, signer_id=1):
    return digest_of(canonical(record_of(found, tenant_id=tenant_id, signer_id=signer_id)))


def care(found):
    return without_names(record_of(found, tenant_id=1, signer_id=1))


CHANGED = [
    {"id": 8},
    {"version": 4},
    {"date": date(2026, 11, 17)},
    {"start": time(8, 59)},
    {"end": time(13, 59)},
    {"zone": "America/Denver"},
    {"service_code": "BUS"},
    {"place_code": "BUS"},
    {"description": "Other care"},
    {"session_type": SessionType.INDIVIDUAL},
    {"activities": frozenset()},
    {"activities": frozenset({"TOILET", "MEAL"})},
    {"note": "A calm day."},
]
MARKS = [
    Mark(),
    Mark(Presence.ABSENT, AbsenceReason.REFUSED),
    Mark(Presence.ABSENT, AbsenceReason.ABSENT),
    replace(PRESENT, start=time(9, 1)),
    replace(PRESENT, end=time(13, 59)),
    replace(PRESENT, away=Away(5)),
    replace(PRESENT, away=Away(stretches=((time(10), time(10, 5)),))),
    replace(PRESENT, given=frozenset()),
    replace(PRESENT, given=frozenset({"VISUAL", "TOILET"})),
    replace(PRESENT, observation="Ate well."),
]


def test_every_change_of_care_gives_another_digest_and_other_care():
    found = [
        sheet(PRESENT, PRESENT),
        sheet(PRESENT),
        *(sheet(PRESENT, PRESENT, **changed) for changed in CHANGED),
        *(sheet(PRESENT, mark) for mark in MARKS),
    ]
    assert len({digest(one) for one in found}) == len(found)
    assert len({canonical(care(one)) for one in found}) == len(found)


def test_the_record_is_bound_to_its_tenant_and_signer():
    assert len({digest(sheet()), digest(sheet(), tenant_id=2), digest(sheet(), signer_id=2)}) == 3


@pytest.mark.parametrize(
    "renamed",
    [
        {"service": "Renamed"},
        {"place": "Renamed"},
        {"items": (Item("TOILET", ItemKind.ACTIVITY, "Renamed", "Elsewhere", billable=False, needs_minutes=True),)},
        {"items": ()},
        {"records": tuple(replace(one, pupil=Pupil(one.pupil.id, "Renamed", "R.")) for one in sheet().records)},
    ],
)
def test_a_name_is_signed_as_it_was_shown_but_is_not_the_care(renamed):
    assert digest(sheet(**renamed)) != digest(sheet())
    assert care(sheet(**renamed)) == care(sheet())


def test_students_and_activities_have_one_order():
    mirrored = replace(sheet(), records=tuple(reversed(sheet().records)))
    assert digest(mirrored) == digest(sheet())


def test_what_was_recorded_before_somebody_turned_out_absent_is_not_signed():
    absent = Mark(Presence.ABSENT, AbsenceReason.REFUSED)
    before = replace(PRESENT, presence=Presence.ABSENT, reason=AbsenceReason.REFUSED, away=Away(5))
    assert digest(sheet(before)) == digest(sheet(absent))


def test_instants_are_in_the_record_beside_the_local_times():
    record = record_of(sheet(), tenant_id=1, signer_id=1)
    assert record["scheduled"] == {
        "start": "09:00",
        "end": "14:00",
        "start_utc": "2026-11-18T15:00:00.000000Z",
        "end_utc": "2026-11-18T20:00:00.000000Z",
    }
    assert record["students"][0]["net_minutes"] == 300
