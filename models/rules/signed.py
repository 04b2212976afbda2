"""The signed bytes read back: people see of a posted session what was signed, whatever was renamed since (ES-05)."""

import json
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, time
from typing import Any

from models.enums import AbsenceReason, ItemKind, Presence, SessionType
from models.inputs import Away, Mark
from models.outputs import Item, Pupil, SessionLine, SessionSheet, StudentRecord
from models.rules.signing import version_of

Record = dict[str, Any]
_UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What reading raises where the bytes are no record."""


def sheet_as_signed(sheet: SessionSheet, content: bytes, digest: str) -> SessionSheet | None:
    """The sheet with everything that a person reads taken from the signed bytes; marked `as_signed`.

    None where the bytes do not have this digest, are no record, or are that of another session or version.
    Of today's sheet remain the ids, the state, and what is not part of the record (such as the days left).
    """
    try:
        record = _record(content, digest)
        if (record["session"], record["version"]) != (sheet.id, sheet.version):
            return None
        return _sheet(sheet, record)
    except _UNREADABLE:
        return None


def line_as_signed(line: SessionLine, content: bytes, digest: str) -> SessionLine | None:
    """The line with words, times and students' names as they were signed; None as in `sheet_as_signed`.

    Initials are today's: the record has none, and messages need them to tell students apart.
    """
    try:
        record = _record(content, digest)
        if record["session"] != line.id:
            return None
        return replace(
            line,
            start=_time(record["scheduled"]["start"]),
            end=_time(record["scheduled"]["end"]),
            service=record["service_name"],
            description=record["description"],
            students=tuple(_pupils(record, line.students)),
        )
    except _UNREADABLE:
        return None


def _record(content: bytes, digest: str) -> Record:
    """The record in the bytes. Raises ValueError where they are not those of the digest."""
    version = version_of(digest, content)
    if not version:
        raise ValueError("These are not the bytes that were signed.")
    record: Record = json.loads(content)
    if version == 1:
        record["type_reason"] = ""
        for one in record["students"]:
            one["minutes"] = {}
    return record


def _sheet(sheet: SessionSheet, record: Record) -> SessionSheet:
    students = {one["id"]: one for one in record["students"]}
    pupils = _pupils(record, [one.pupil for one in sheet.records])
    return replace(
        sheet,
        date=date.fromisoformat(record["date"]),
        start=_time(record["scheduled"]["start"]),
        end=_time(record["scheduled"]["end"]),
        zone=record["zone"],
        service=record["service_name"],
        service_code=record["service"],
        place=record["place_name"],
        place_code=record["place"],
        description=record["description"],
        session_type=SessionType(record["type"]),
        type_reason=record["type_reason"],
        activities=_codes(record["activities"]),
        note=record["note"],
        records=tuple(StudentRecord(one, _mark(students[one.id]), students[one.id]["net_minutes"]) for one in pupils),
        items=_items(record),
        as_signed=True,
    )


def _pupils(record: Record, today: Iterable[Pupil]) -> list[Pupil]:
    """The students under the names that were signed, by last and first name as those say it."""
    known = {pupil.id: pupil for pupil in today}
    reduced = any(pupil.reduced for pupil in known.values())
    return sorted((_named(known.get(one["id"]), one, reduced=reduced) for one in record["students"]), key=_by_name)


def _named(today: Pupil | None, one: Record, *, reduced: bool) -> Pupil:
    if today is None:
        return Pupil(one["id"], str(one["name"]), "", reduced=reduced)
    # Most are called as they were, and lists hold hundreds of them.
    return today if today.name == one["name"] else replace(today, name=str(one["name"]))


def _by_name(pupil: Pupil) -> tuple[str, str, int]:
    plain = pupil.name.partition(" (")[0]
    return plain.rpartition(" ")[2].casefold(), pupil.name.casefold(), pupil.id


def _mark(one: Record) -> Mark:
    actual = one["actual"] or {}
    stretches = tuple((_time(left), _time(right)) for left, right in one["away_stretches"])
    return Mark(
        presence=Presence(one["presence"]),
        reason=AbsenceReason(one["reason"]) if one["reason"] else None,
        start=_time(actual["start"]) if actual else None,
        end=_time(actual["end"]) if actual else None,
        away=Away(one["away_minutes"], stretches),
        given=_codes(one["given"]),
        observation=one["observation"],
        minutes=dict(one["minutes"]),
    )


def _items(record: Record) -> tuple[Item, ...]:
    """What explains the record's codes. The bytes do not say which list an item was in, and no reader needs it."""
    listed = [*record["activities"], *(item for one in record["students"] for item in one["given"])]
    found = {
        item["code"]: Item(
            item["code"], ItemKind.ACTIVITY, item["name"], item["category"], item["billable"], needs_minutes=False
        )
        for item in listed
    }
    return tuple(sorted(found.values(), key=lambda item: (item.category, item.name, item.code)))


def _codes(items: list[Record]) -> frozenset[str]:
    return frozenset(item["code"] for item in items)


def _time(text: str) -> time:
    return time.fromisoformat(text)
