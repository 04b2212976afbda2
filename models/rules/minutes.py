"""Minutes per activity, where the district's catalogue asks for them (DOMAIN.md section 0, fact 2)."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from models.enums import ItemKind, MinutesAsked, Presence
from models.errors import RuleViolation
from models.outputs import Item, SessionSheet, StudentRecord
from models.rules.time import spoken

MOST = 24 * 60


def asking(items: Iterable[Item], rule: MinutesAsked) -> tuple[Item, ...]:
    """The items with the district's word on which ask for minutes: those of the catalogue, every activity, or none."""
    if rule is MinutesAsked.CATALOGUE:
        return tuple(items)
    every = rule is MinutesAsked.ALL
    return tuple(replace(item, needs_minutes=every and item.kind is ItemKind.ACTIVITY) for item in items)


def asked_of(record: StudentRecord, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """What a present student was given that asks for minutes, in the catalogue's order.

    Also what has some already: they are signed and counted, so whoever no longer has to write them can still mend them.
    """
    mark = record.mark
    if mark.presence is not Presence.PRESENT:
        return ()
    return tuple(
        item for item in items if item.code in mark.given and (item.needs_minutes or item.code in mark.minutes)
    )


def read_minutes(text: str) -> int | None:
    """Whole minutes as they were typed; None for nothing. Raises RuleViolation at `minutes`."""
    cleaned = text.strip()
    if not cleaned:
        return None
    if not (cleaned.isascii() and cleaned.isdecimal()) or len(cleaned) > 4 or int(cleaned) > MOST:
        raise RuleViolation(f"Write whole minutes, from 0 to {MOST}.", "minutes")
    return int(cleaned)


def impossible(minutes: Mapping[str, int], net: int) -> str:
    """The code of the first activity with more minutes than a student was in the aide's care; empty when none has.

    `net` are the student's net minutes. Times that cannot be are told of by themselves.
    """
    return next((code for code, number in sorted(minutes.items()) if 0 < net < number), "")


def beyond_care(code: str, number: int, net: int, items: Iterable[Item]) -> str:
    """The sentence about an activity with `number` minutes where the student was in the aide's care for `net`."""
    what = next((item.name for item in items if item.code == code), "One activity")
    return (
        f"{what}: {spoken(number)} is more than the {spoken(net)} with this student. "
        "Correct it, or correct the times first."
    )


def too_many(minutes: Mapping[str, int], net: int) -> str:
    """What is doubtful of all activities together: more minutes than `net`, those in the aide's care; else empty.

    Two activities at one time are possible, so it is said and not refused.
    """
    written = sum(minutes.values())
    return f"{spoken(written)} of activities in {spoken(net)} of care." if written > net else ""


def written_in(sheet: SessionSheet) -> dict[int, Mapping[str, int]]:
    """The minutes by activity that were written for each present student, where there are any."""
    return {
        record.pupil.id: record.mark.minutes
        for record in sheet.records
        if record.mark.minutes and record.mark.presence is Presence.PRESENT
    }


def signed_minutes(record: StudentRecord) -> dict[str, Any]:
    """The minutes that are part of the signed record: of what was given, by code."""
    if record.mark.presence is not Presence.PRESENT:
        return {}
    return {code: record.mark.minutes[code] for code in sorted(record.mark.given) if code in record.mark.minutes}
