"""Messages of a last day, which may be set, moved and taken back: also within one day, and before anybody heard of it.

Each change is a turn with a kind of its own. It is told while it is true and differs from what the person heard last,
so that the last message is always true, and none says again what the one before it said (ADR 0016).
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import bindparam, select

from models.db import DbSession, fetch
from models.services import outbox
from models.services.outbox import Planned
from models.services.reminders import in_hours
from models.tables import Notice

BACK = ".back"
NO_DAY = "none"
_NEVER = ("suppressed", "expired", "dead")
_SAID = select(Notice.recipient_id, Notice.kind, Notice.state).where(
    Notice.tenant_id == bindparam("tenant"),
    Notice.recipient_id.in_(bindparam("recipients", expanding=True)),
    Notice.kind.like(bindparam("like")),
)
_HEARD = _SAID.where(Notice.state.in_(["sending", "uncertain", "sent"])).order_by(
    Notice.claimed_at.desc(), Notice.id.desc()
)


@dataclass(frozen=True)
class Turn:
    """The n-th message of a topic: the last day by then, None for none. `back` says that one was taken back for it."""

    topic: str
    n: int
    last: date | None
    back: bool = False

    @property
    def kind(self) -> str:
        """As the outbox keeps it."""
        return f"{self.topic}.{self.n}.{self.last or NO_DAY}{BACK if self.back else ''}"


@dataclass(frozen=True)
class Change:
    """A last day as it is now. `first` says that it is told to somebody who was never told anything of it, too."""

    recipient_id: int
    topic: str
    last: date | None
    back: bool = False
    first: bool = True


def turn_of(kind: str) -> Turn:
    """The turn of a kind."""
    topic, n, last = kind.removesuffix(BACK).rsplit(".", 2)
    return Turn(topic, int(n), None if last == NO_DAY else date.fromisoformat(last), kind.endswith(BACK))


Said = tuple[int, str, str]
"""Recipient, kind and state of a turn that was planned."""


def said(db: DbSession, tenant_id: int, recipients: Collection[int], topic: str) -> list[Said]:
    """The turns of a topic so far, of all these people."""
    asked = {"tenant": tenant_id, "recipients": sorted(recipients), "like": f"{topic}.%"}
    return [(row.recipient_id, row.kind, row.state) for row in fetch(db, _SAID, asked)]


def plan(db: DbSession, changes: Sequence[Change], turns: Iterable[Said], *, now: datetime) -> None:
    """Plans a turn for each change whose newest turn does not say the same. `turns` are those of its topics so far.

    Who makes them holds the district's lock (`acting.alone`), so no two transactions count the same turn.
    """
    newest: dict[tuple[int, str], tuple[Turn, str]] = {}
    for recipient, kind, state in turns:
        turn = turn_of(kind)
        before = newest.get((recipient, turn.topic))
        if before is None or before[0].n < turn.n:
            newest[recipient, turn.topic] = (turn, state)
    hours: dict[int, Planned] = {}
    planned = []
    for one in changes:
        found = newest.get((one.recipient_id, one.topic))
        if found is None and not one.first:
            continue
        turn = Turn(one.topic, found[0].n + 1 if found else 1, one.last, one.back)
        if found and found[1] not in _NEVER and replace(turn, n=found[0].n) == found[0]:
            continue
        if one.recipient_id not in hours:
            hours[one.recipient_id] = in_hours(db, one.recipient_id, one.topic, now=now)
        planned.append(replace(hours[one.recipient_id], kind=turn.kind))
    outbox.plan(db, planned)


def heard(db: DbSession, tenant_id: int, recipient_id: int, turn: Turn) -> Turn | None:
    """What the person heard last of the topic, beside this turn; None where it was nothing.

    A message that is on its way counts as heard for the later ones: of two at the same moment one is told.
    """
    asked = {"tenant": tenant_id, "recipients": [recipient_id], "like": f"{turn.topic}.%"}
    for _, kind, state in fetch(db, _HEARD, asked):
        other = turn_of(kind)
        if other.n < turn.n or (other.n > turn.n and state != "sending"):
            return other
    return None
