"""Taking back what an aide's answers saved: the last one first, then the one before it, as people expect of undo."""

from datetime import datetime, time
from typing import Any

from sqlalchemy import select

from models.db import DbSession
from models.enums import SIGNED, State
from models.errors import NotFound
from models.outputs import Actor
from models.services import coming_back, covers
from models.services.answers import note, taken_back_press
from models.services.sheets import load
from models.tables import Answer, Attendance

MOST_ANSWERS = 20
"""So many of the latest answers are looked through."""


def undo(db: DbSession, actor: Actor, *, now: datetime, answer_id: int | None = None) -> tuple[int, int]:
    """Takes back an answer, by default the last one that changed something. Gives (sessions restored, left alone).

    A session that was changed in another way since, or posted, is left alone. Raises NotFound when there is nothing to
    undo.
    """
    answers = _standing(db, actor, answer_id)
    wanted = (one for one in answers if (_changed(one) if answer_id is None else one.id == answer_id))
    row = next(wanted, None)
    if row is None or not row.before.get("sessions"):
        raise NotFound("There is nothing to undo.")
    kept = row.before["sessions"]
    restored = 0
    for one in load(db, actor, [int(key) for key in kept], lock=True):
        was = kept[str(one.session.id)]
        if one.session.version != was["version"] or one.session.state in SIGNED:
            continue
        # What was cancelled may be somebody else's by now: the same care is live once.
        if one.session.state == State.CANCELLED.value and covers.taken_back(db, one.session.id):
            continue
        # Where there is no school any more, what was cancelled stays so: *Restore* asks the person.
        cancelled = one.session.state == State.CANCELLED.value
        if coming_back.bring_back(db, one.session, State(was["state"]), anyway=not cancelled, now=now):
            continue
        one.session.version += 1
        for attendance in one.attendance:
            _restore(attendance, was["rows"].get(str(attendance.id), {}))
        note(db, actor, "session.answer_undone", one.session, {"answer": row.id}, now)
        _as_before(answers, str(one.session.id), was.get("from"), one.session.version)
        restored += 1
    if restored or answer_id is None:  # A button that could do nothing may be pressed again, after a later answer's.
        row.undone_at = now
        if row.before.get("press"):
            row.message_ts = taken_back_press(row.before["press"])
    return restored, len(kept) - restored


def _standing(db: DbSession, actor: Actor, latest: int | None) -> list[Answer]:
    """The person's answers that stand, newest first, up to the `latest` where one is given."""
    query = select(Answer).where(Answer.staff_id == actor.staff_id, Answer.undone_at.is_(None))
    if latest is not None:
        query = query.where(Answer.id <= latest)
    return list(db.execute(query.order_by(Answer.id.desc()).limit(MOST_ANSWERS).with_for_update()).scalars())


def _changed(row: Answer) -> bool:
    return any(was["version"] != was.get("from") for was in row.before.get("sessions", {}).values())


def _as_before(answers: list[Answer], session_id: str, version: int | None, now_version: int) -> None:
    """What an earlier answer made of the session stands again, under a new version: so that one can be undone next."""
    for row in answers:
        was = row.before.get("sessions", {}).get(session_id)
        if was is None or was["version"] != version:
            continue
        sessions = {**row.before["sessions"], session_id: {**was, "version": now_version}}
        row.before = {**row.before, "sessions": sessions}


def _restore(row: Attendance, was: dict[str, Any]) -> None:
    for name, value in was.items():
        setattr(row, name, time.fromisoformat(value) if name.startswith("actual_") and value else value)
