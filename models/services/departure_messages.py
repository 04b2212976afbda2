"""The messages of a student's last day to whose caseload it is: planned here, and said by `departures.told`."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, String, bindparam, cast, literal, select

from models.db import DbSession, fetch
from models.services import arrivals, last_heard
from models.services.last_heard import Change
from models.tables import CaseloadEntry, Notice, Staff

KIND = "caseload."
_TOPIC = literal(KIND) + cast(CaseloadEntry.id, String) + "."
# The last days as they are now, each with the turns that there were: in one statement, since imports count them.
_ENDS = (
    select(CaseloadEntry.id, CaseloadEntry.staff_id, CaseloadEntry.end_date, Notice.kind, Notice.state)
    .outerjoin(
        Notice,
        (Notice.tenant_id == CaseloadEntry.tenant_id)
        & (Notice.recipient_id == CaseloadEntry.staff_id)
        & Notice.kind.startswith(_TOPIC),
    )
    .where(CaseloadEntry.id.in_(bindparam("entries", expanding=True)))
    .order_by(CaseloadEntry.staff_id, CaseloadEntry.id)
)
_BACK = _ENDS.add_columns(arrivals.TO_PLACE.label("to_place"))
# The lock of `acting.hold`, in its order.
_HELD = _ENDS.join(Staff, Staff.id == CaseloadEntry.staff_id).with_for_update(of=Staff, key_share=True)


def held(db: DbSession, entries: Sequence[int]) -> list[Row[Any]]:
    """These caseload entries with their ends and messages, for `plan`. Their people are held, as by `acting.hold`."""
    return list(fetch(db, _HELD, {"entries": sorted(entries)}))


def plan(db: DbSession, ends: Sequence[Row[Any]], *, first: Collection[int], now: datetime, back: bool = False) -> None:
    """Plans what people hear of these ends. Who was never told anything of an entry hears of those in `first` only.

    `back` says that an earlier last day was taken back.
    """
    entries = {row.id: row for row in ends}
    changes = [Change(row.staff_id, f"{KIND}{row.id}", row.end_date, back, row.id in first) for row in entries.values()]
    last_heard.plan(db, changes, [(row.staff_id, row.kind, row.state) for row in ends if row.kind], now=now)


def tell_back(db: DbSession, entries: Sequence[int], *, by_file: bool = False, now: datetime) -> None:
    """Plans what people hear of entries whose last day was taken back, or is a later one.

    A file puts nobody back into sessions, so whoever is in none to come is told of in any case.
    """
    if entries:
        ends: list[Row[Any]] = list(fetch(db, _BACK, {"entries": sorted(entries), "now": now}))
        plan(db, ends, first={row.id for row in ends if by_file and row.to_place}, now=now, back=True)
