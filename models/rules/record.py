"""The record that a signature covers, as plain values. A new field needs a new prefix version (ES-05)."""

from datetime import date, time
from functools import lru_cache
from typing import Any

from models.enums import Meaning, Presence
from models.outputs import Item, SessionSheet, StudentRecord
from models.rules.instants import rfc3339
from models.rules.marks import actual_times
from models.rules.minutes import signed_minutes
from models.rules.time import to_instant

NAMES = ("name", "service_name", "place_name", "category", "billable")
"""What only explains a code or an id. Renames later do not change what was signed, so comparisons leave these out."""


def record_of(sheet: SessionSheet, *, tenant_id: int, signer_id: int) -> dict[str, Any]:
    """Everything that the signer sees of one session, bound to tenant, session, version, signer and meaning."""
    items = {item.code: item for item in sheet.items}
    return {
        "tenant": tenant_id,
        "session": sheet.id,
        "version": sheet.version,
        "signer": signer_id,
        "meaning": Meaning.AUTHORSHIP.value,
        "service": sheet.service_code,
        "service_name": sheet.service,
        "place": sheet.place_code,
        "place_name": sheet.place,
        "description": sheet.description,
        "type": sheet.session_type.value,
        "type_reason": sheet.type_reason,
        "date": sheet.date.isoformat(),
        "zone": sheet.zone,
        "scheduled": _span(sheet, sheet.start, sheet.end),
        "activities": [_item(code, items) for code in sorted(sheet.activities)],
        "note": sheet.note,
        "students": [_student(sheet, one, items) for one in sorted(sheet.records, key=lambda one: one.pupil.id)],
    }


def _student(sheet: SessionSheet, one: StudentRecord, items: dict[str, Item]) -> dict[str, Any]:
    mark = one.mark
    present = mark.presence is Presence.PRESENT
    return {
        "id": one.pupil.id,
        "name": one.pupil.name,
        "presence": mark.presence.value,
        "reason": mark.reason.value if mark.reason and not present else None,
        "actual": _span(sheet, *actual_times(mark, sheet.start, sheet.end)) if present else None,
        "away_minutes": mark.away.minutes if present else 0,
        "away_stretches": [[_hm(left), _hm(right)] for left, right in mark.away.stretches] if present else [],
        "net_minutes": one.net,
        "given": [_item(code, items) for code in sorted(mark.given)] if present else [],
        "minutes": signed_minutes(one),
        "observation": mark.observation,
    }


def _item(code: str, items: dict[str, Item]) -> dict[str, Any]:
    item = items.get(code)
    if item is None:
        return {"code": code, "name": code, "category": "", "billable": False}
    return {"code": code, "name": item.name, "category": item.category, "billable": item.billable}


def _span(sheet: SessionSheet, start: time, end: time) -> dict[str, str]:
    return {
        "start": _hm(start),
        "end": _hm(end),
        "start_utc": _utc(sheet.date, start, sheet.zone),
        "end_utc": _utc(sheet.date, end, sheet.zone),
    }


@lru_cache(maxsize=4096)
def _utc(day: date, at: time, zone: str) -> str:
    return rfc3339(to_instant(day, at, zone))


def _hm(at: time) -> str:
    return at.isoformat("minutes")


def same_care(stands: Any, signed: Any) -> bool:
    """Whether a record as it stands is what was signed, whatever was renamed since.

    Records of `carelog-sig-v1` know no minutes and no reason of a type: they are the same where there are none.
    """
    version_1 = isinstance(signed, dict) and "type_reason" not in signed
    return bool(without_names(_version_1(stands) if version_1 else stands) == without_names(signed))


def _version_1(record: dict[str, Any]) -> dict[str, Any]:
    students = [_without_empty(one, "minutes") for one in record["students"]]
    return {**_without_empty(record, "type_reason"), "students": students}


def _without_empty(values: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key != name or value}


def without_names(value: Any) -> Any:
    """The record without what only explains: two records are the same care when these are equal."""
    if isinstance(value, dict):
        return {key: without_names(item) for key, item in value.items() if key not in NAMES}
    if isinstance(value, list):
        return [without_names(item) for item in value]
    return value
