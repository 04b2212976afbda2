"""What an aide writes in answer to a reminder: saved once as a draft, repeated in words, and taken back on request."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.dialects import postgresql, sqlite

from models.db import DbSession
from models.enums import Presence, State
from models.errors import NotFound, RuleViolation
from models.inputs import CaptureChanges, MarkChanges
from models.outputs import Actor, SessionLine
from models.rules.replies import Capture, Listed, Named, Reply
from models.rules.session_state import EDITABLE, shown_state
from models.services import audit, capture
from models.services.lines import lines_of, unposted_lines
from models.services.reminders import MOST_LINES
from models.services.sheets import load
from models.tables import Answer, Attendance, Session, Student

KEPT = ("presence", "reason", "actual_start", "actual_end", "away", "given", "observation")


@dataclass(frozen=True)
class Written:
    """A message of a person: where it stands in Slack, the message that it answers ("" for none), and what it says.

    For a button, `ts` stands for the question, which is answered once, and `press` is the time stamp of this press.
    """

    channel: str
    ts: str
    thread_ts: str
    text: str
    press: str = ""


@dataclass(frozen=True)
class Answered:
    """What became of one message: the sessions that were changed, as they stand now, and what could not be saved."""

    id: int
    reply: Reply
    saved: tuple[SessionLine, ...]
    refused: tuple[str, ...] = ()


def listed_for(db: DbSession, actor: Actor, ids: Sequence[int] | None, *, now: datetime) -> tuple[Listed, ...]:
    """The sessions that an answer can speak of: those that the reminder numbers, else everything unposted, by time."""
    if ids:
        return _listed(db, lines_of(db, actor, ids, now=now, together=True), ids)
    others = unposted_lines(db, actor, MOST_LINES, now=now, together=True)
    return _listed(db, others, [line.id for line in others])


def _listed(db: DbSession, shown: Sequence[SessionLine], wanted: Sequence[int]) -> tuple[Listed, ...]:
    """The editable ones among `shown` under their places in `wanted`, with what their students are called."""
    found = {line.id: line for line in shown}
    rows = db.execute(
        select(Student.id, Student.first_name, Student.last_name, Student.nickname).where(
            Student.id.in_(select(Attendance.student_id).where(Attendance.session_id.in_(wanted)))
        )
    ).all()
    names = {row[0]: row for row in rows}
    return tuple(
        Listed(
            number,
            line.id,
            line.date,
            line.start,
            line.end,
            line.description,
            tuple(Named(one.id, *names[one.id][1:], initials=one.initials) for one in line.students),
        )
        for number, key in enumerate(wanted, 1)
        if (line := found.get(key)) and line.state in EDITABLE
    )


def apply(
    db: DbSession, actor: Actor, reply: Reply, written: Written, listed: Sequence[Listed], *, now: datetime
) -> Answered | None:
    """Saves what was understood. None when this very message was answered already (Slack repeats itself).

    `listed` is what the text was read against: a question in it can be answered later against the same.
    """
    answer_id = _first(db, actor, written, now)
    if answer_id is None:
        return None
    before: dict[str, Any] = {"text": written.text, "listed": _by_number(listed), "sessions": {}}
    if written.press:
        before["press"] = written.press
    refused, faulty = [], set()
    for one in reply.captures:
        told, faults = _capture(db, actor, one, before["sessions"], now)
        refused += [*told, *faults]
        faulty |= {one.session_id} if faults else set()
    for session_id, reason in reply.cancels:
        refused += _cancel(db, actor, session_id, reason, before["sessions"], now)
    row = db.get_one(Answer, answer_id)
    row.before = before
    db.flush()  # What is answered is read from what was just saved.
    ids = [int(key) for key in before["sessions"]]
    lines = lines_of(db, actor, ids, now=now, together=True)
    # What cannot be blocks the signature, so such a session is to be opened and not posted.
    saved = tuple(replace(line, ready=line.ready and line.id not in faulty) for line in lines)
    return Answered(answer_id, reply, saved, tuple(refused))


def _by_number(listed: Sequence[Listed]) -> list[int]:
    """The sessions at the places of their numbers, so that a question can be read against the same ones later.

    A number whose session was done already is 0.
    """
    ids = {one.number: one.id for one in listed}
    return [ids.get(number, 0) for number in range(1, max(ids, default=0) + 1)]


def answered_already(db: DbSession, actor: Actor, written: Written) -> bool:
    """Whether this very message was answered: Slack repeats itself."""
    return db.execute(_answer_to(actor, written)).first() is not None


def to_tell(db: DbSession, actor: Actor, written: Written, said: dict[str, Any] | None) -> dict[str, Any] | None:
    """Keeps what is said in answer to a message until `was_told`; for a message answered before, what was kept.

    So the answer reaches the person even when Slack refused it the first time, and only once.
    """
    row = db.execute(_answer_to(actor, written).with_for_update()).scalar_one()
    if said is not None:
        row.before = {**row.before, "said": said}
    return row.before.get("said")


def was_told(db: DbSession, actor: Actor, written: Written) -> None:
    """The answer stands in Slack: what was kept of it is forgotten."""
    row = db.execute(_answer_to(actor, written).with_for_update()).scalar_one()
    row.before = {name: value for name, value in row.before.items() if name != "said"}


def _answer_to(actor: Actor, written: Written) -> Select[Answer]:
    return select(Answer).where(
        Answer.tenant_id == actor.tenant_id, Answer.channel == written.channel, Answer.message_ts == written.ts
    )


def taken_back_press(press: str) -> str:
    """What stands for a press whose answer was taken back: its question can be answered again, by another press."""
    return f"p{press}"


def _first(db: DbSession, actor: Actor, written: Written, now: datetime) -> int | None:
    if written.press and db.execute(_answer_to(actor, replace(written, ts=taken_back_press(written.press)))).first():
        return None
    on_postgres = db.get_bind().dialect.name == "postgresql"
    made = (postgresql.insert if on_postgres else sqlite.insert)(Answer).values(
        tenant_id=actor.tenant_id,
        staff_id=actor.staff_id,
        channel=written.channel,
        message_ts=written.ts,
        before={},
        answered_at=now,
    )
    return db.execute(made.on_conflict_do_nothing().returning(Answer.id)).scalar_one_or_none()


def _capture(
    db: DbSession, actor: Actor, one: Capture, before: dict[str, Any], now: datetime
) -> tuple[list[str], list[str]]:
    """Saves what was said of one session. Gives what was not saved, and what cannot be in it now, each as sentences."""
    loaded = load(db, actor, [one.session_id], lock=True)
    if not loaded:
        return [], []
    _remember(loaded[0].session, loaded[0].attendance, before)
    marks = dict(one.marks)
    if one.everyone_present:
        for row in loaded[0].attendance:
            if row.student_id not in marks and row.presence == Presence.UNMARKED.value:
                marks[row.student_id] = MarkChanges(presence=Presence.PRESENT)
    try:
        saved = capture.record(db, actor, one.session_id, CaptureChanges(marks=marks), now=now)
    except RuleViolation as violation:
        before.pop(str(one.session_id), None)
        return [str(violation)], []
    before[str(one.session_id)]["version"] = saved.sheet.version
    wrong = [f"{record.pupil.initials}: {record.problem}" for record in saved.sheet.records if record.problem]
    # One text for all of them: a message holds fifty blocks.
    return list(saved.problems.values()), [" ".join(wrong)] if wrong else []


def _remember(session: Session, rows: Sequence[Attendance], before: dict[str, Any]) -> None:
    before.setdefault(
        str(session.id),
        {
            "state": session.state,
            "cancel_reason": session.cancel_reason,
            "from": session.version,
            "version": session.version,
            "rows": {str(row.id): {name: _kept(getattr(row, name)) for name in KEPT} for row in rows},
        },
    )


def _kept(value: Any) -> Any:
    return f"{value:%H:%M}" if isinstance(value, time) else value


def _cancel(
    db: DbSession, actor: Actor, session_id: int, reason: str, before: dict[str, Any], now: datetime
) -> list[str]:
    loaded = load(db, actor, [session_id], lock=True)
    if not loaded:
        return []
    session = loaded[0].session
    if shown_state(session.state, session.ends_at, now) not in EDITABLE:
        return ["This session cannot be cancelled any more."]
    _remember(session, loaded[0].attendance, before)
    session.state, session.cancel_reason = State.CANCELLED.value, reason[:255]
    session.version += 1
    before[str(session_id)]["version"] = session.version
    note(db, actor, "session.cancelled", session, {"reason": reason[:255]}, now)
    return []


def choose(reply: Reply, question: int, student_id: int) -> Reply:
    """The reply that a pressed candidate stands for: only that question's changes, for that student.

    Raises NotFound when there is no such question or candidate.
    """
    if question >= len(reply.questions):
        raise NotFound
    asked_ = reply.questions[question]
    if student_id not in asked_.students or asked_.changes is None:
        raise NotFound
    return Reply(captures=tuple(Capture(key, marks={student_id: asked_.changes}) for key in asked_.sessions))


def asked(db: DbSession, actor: Actor, answer_id: int) -> tuple[str, list[int]]:
    """What the person wrote, and the sessions that it was read against. Raises NotFound for somebody else's."""
    row = db.execute(
        select(Answer.before).where(Answer.id == answer_id, Answer.staff_id == actor.staff_id)
    ).scalar_one_or_none()
    if row is None:
        raise NotFound
    return str(row.get("text", "")), list(row.get("listed", []))


def note(db: DbSession, actor: Actor, event: str, session: Session, details: dict[str, Any], now: datetime) -> None:
    """Writes into the audit trail what an answer did to a session."""
    audit.record(
        db,
        tenant_id=actor.tenant_id,
        actor_id=actor.staff_id,
        event=event,
        subject=f"session:{session.id}",
        details={"version": session.version, **details},
        at=now,
    )
