"""The signed bytes read back: everything a person reads is theirs, and nothing of today's names."""

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import AbsenceReason, ItemKind, Presence, SessionType, State
from models.inputs import Away, Mark
from models.outputs import Item, Pupil, SessionLine
from models.rules.record import record_of
from models.rules.signed import line_as_signed, sheet_as_signed
from models.rules.signing import canonical, digest_of
from tests.rules.values import PRESENT, sheet

BAD = [b"", b"{}", b"[]", b"null", b"\xff", b'"text"']


def signed(found):
    """The bytes of a sheet, and their digest."""
    content = canonical(record_of(found, tenant_id=1, signer_id=1))
    return content, digest_of(content)


def renamed(found):
    """The same care after the office renamed everything and everybody."""
    items = tuple(replace(item, name="Renamed", category="Moved") for item in found.items)
    pupils = [Pupil(one.pupil.id, "Zed Renamed", "Z.R.") for one in found.records]
    records = tuple(replace(one, pupil=pupil) for one, pupil in zip(found.records, pupils, strict=True))
    return replace(found, service="Renamed", place="Renamed", items=items, records=records[::-1])


SHEETS = [
    sheet(),
    sheet(PRESENT, Mark(Presence.ABSENT, AbsenceReason.REFUSED, observation="Refused twice.")),
    sheet(replace(PRESENT, start=time(9, 5), end=time(13, 55), away=Away(5), observation="Ate well.")),
    sheet(replace(PRESENT, away=Away(stretches=((time(10), time(10, 5)), (time(11), time(11, 20)))))),
    sheet(replace(PRESENT, given=frozenset({"VISUAL", "TOILET", "GONE"}))),
    sheet(PRESENT, PRESENT, PRESENT, activities=frozenset(), note="A calm day.", session_type=SessionType.INDIVIDUAL),
]


@pytest.mark.parametrize("found", SHEETS)
def test_what_is_read_back_is_what_was_signed_whatever_it_is_called_today(found):
    content, digest = signed(found)
    for today in (found, renamed(found), replace(found, items=(), records=())):
        shown = sheet_as_signed(today, content, digest)
        assert shown.as_signed
        assert signed(shown) == (content, digest)
    assert sheet_as_signed(found, content, digest) == replace(
        sheet_as_signed(renamed(found), content, digest),
        records=sheet_as_signed(found, content, digest).records,  # Initials are today's.
    )


@given(st.text(), st.text(), st.text(min_size=1))
def test_any_text_is_read_back(note, observation, name):
    found = sheet(replace(PRESENT, observation=observation), note=note, place=name)
    found = replace(found, records=tuple(replace(one, pupil=Pupil(9, name, "X.")) for one in found.records))
    try:
        content, digest = signed(found)
    except UnicodeEncodeError:  # A lone surrogate is never stored (models/rules/written.py).
        return
    assert signed(sheet_as_signed(renamed(found), content, digest)) == (content, digest)


def test_students_stand_by_their_last_names_as_signed():
    named = [Pupil(1, "Zoe Adams", "Z.A."), Pupil(2, "Mia Young (Mimi)", "M.Y."), Pupil(3, "Ann Moss", "A.M.")]
    found = sheet(PRESENT, PRESENT, PRESENT)
    found = replace(
        found, records=tuple(replace(one, pupil=pupil) for one, pupil in zip(found.records, named, strict=True))
    )
    shown = sheet_as_signed(renamed(found), *signed(found))
    assert [one.pupil.name for one in shown.records] == ["Zoe Adams", "Ann Moss", "Mia Young (Mimi)"]
    assert [one.pupil.initials for one in shown.records] == ["Z.R."] * 3


def test_an_activity_stays_in_the_record_when_the_catalogue_makes_it_something_else():
    found = sheet()
    today = replace(found, items=(Item("TOILET", ItemKind.PLACE, "A place", "", billable=False, needs_minutes=False),))
    shown = sheet_as_signed(today, *signed(found))
    assert {item.code: item.name for item in shown.items} == {"TOILET": "Toileting", "VISUAL": "Visual schedule"}


def test_bytes_that_are_not_what_was_signed_are_not_shown():
    found, other = sheet(), sheet(note="Another note.")
    content, digest = signed(found)
    assert sheet_as_signed(found, signed(other)[0], digest) is None
    assert sheet_as_signed(found, content, "0" * 64) is None
    assert sheet_as_signed(replace(found, id=8), content, digest) is None
    assert sheet_as_signed(replace(found, version=4), content, digest) is None
    for bad in BAD:
        assert sheet_as_signed(found, bad, digest_of(bad)) is None
        assert line_as_signed(line(), bad, digest_of(bad)) is None


@pytest.mark.parametrize("name", sorted(record_of(sheet(), tenant_id=1, signer_id=1)))
def test_a_record_without_one_of_its_fields_is_not_shown_half(name):
    record = record_of(sheet(), tenant_id=1, signer_id=1)
    del record[name]
    content = canonical(record)
    shown = sheet_as_signed(sheet(), content, digest_of(content))
    assert (shown is None) == (name not in {"tenant", "signer", "meaning"})  # These stand in the signature's row.


def line(**changed):
    pupils = (Pupil(2, "Zed Renamed", "Z.R.", SessionType.GROUP), Pupil(1, "Zoe Renamed", "Zo.R."))
    values = {"id": 7, "state": State.POSTED, "date": sheet().date, "start": time(8), "end": time(15)}
    return SessionLine(**values, **{"service": "Renamed", "description": "Renamed", "students": pupils} | changed)


def test_a_line_tells_the_words_names_and_times_that_were_signed():
    content, digest = signed(sheet())
    shown = line_as_signed(line(), content, digest)
    assert (shown.service, shown.description) == ("Personal Care", "Morning care")
    assert (shown.start, shown.end) == (time(9), time(14))
    assert [(one.id, one.name, one.initials) for one in shown.students] == [
        (1, "Mia Garcia", "Zo.R."),
        (2, "Noah Green", "Z.R."),
    ]
    assert line_as_signed(replace(line(), id=8), content, digest) is None
    assert len(line_as_signed(line(students=()), content, digest).students) == 2
