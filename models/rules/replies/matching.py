"""What was said, looked up: in which session, about which student, and what is to be saved for it."""

from dataclasses import dataclass, replace

from models.enums import AbsenceReason, Presence
from models.inputs import MarkChanges
from models.rules.replies import times
from models.rules.replies.clauses import Effect, Said, Slot
from models.rules.replies.context import Context
from models.rules.replies.values import Asked, Listed, Question

_WHICH_SESSION = "Which session is this about? Choose one, or write its number first."
_WHICH_STUDENT = "Which student is this? Choose one, or write the first name."
_NOBODY = "Nobody in your sessions is called that. Write the name or initials as in the reminder."
_NO_TIME = "When was that? Write the time too, such as 9:15."
_COUNT = "The number is not the number of students in this session. Name who was absent, or write all present."


@dataclass(frozen=True)
class Place:
    """The ids of the sessions that something is about; `firm` when each was pointed at by itself, or all were."""

    ids: frozenset[int]
    firm: bool


def place_of(context: Context, said: Said) -> Place | None:
    """Where a clause says that it belongs; None when it does not say. Without ids: it points at no listed session."""
    if not said.scope:
        return None
    found: set[int] = set()
    firm = True
    for group in said.scope:
        if any(item.letter == "Y" for item in group):
            return Place(context.every, firm=True)
        if any(item.letter == "b" for item in group):
            return _both(context, said)
        ids = context.every.intersection(*(item.ids for item in group))
        if not ids:
            return Place(frozenset(), firm=False)
        firm = firm and len(ids) == 1
        found |= ids
    return Place(frozenset(found), firm)


def _both(context: Context, said: Said) -> Place:
    """Both sessions of two, or the one session whose two students are both present; else nobody can say which."""
    pairs = [one.id for one in context.listed if len(one.students) == 2]
    if len(context.listed) == 2 and not (said.pair and pairs):
        return Place(context.every, firm=True)
    return Place(frozenset(pairs if len(context.listed) == 1 and said.pair else ()), firm=False)


def sessions_of(
    context: Context, place: Place | None, named: frozenset[int], piece: str
) -> tuple[Listed, ...] | Question:
    """The sessions to save a clause in, or the question which one it is.

    `named` are the students by whom a session may be found: when only one holds them all, no number is needed.
    """
    chosen = tuple(one for one in context.listed if place is None or one.id in place.ids)
    if len(chosen) == 1 or (chosen and place is not None and place.firm):
        return chosen
    holding = tuple(one for one in chosen if named and named <= {student.id for student in one.students})
    if len(holding) == 1:
        return holding
    return Question(
        Asked.SESSION, piece, _WHICH_SESSION, sessions=tuple(one.id for one in holding or chosen or context.listed)
    )


def candidates(slot: Slot, sessions: tuple[Listed, ...]) -> frozenset[int]:
    """Whom a written name may mean among the students of these sessions."""
    return slot.ids & {student.id for session in sessions for student in session.students}


def who(
    slot: Slot, written: str, found: frozenset[int], sessions: tuple[Listed, ...], changes: MarkChanges | None
) -> Question | None:
    """The question that a name leaves open; None when it means one student and no other."""
    if len(found) == 1 and slot.sure:
        return None
    ids = tuple(one.id for one in sessions)
    sentence = _WHICH_STUDENT if found else _NOBODY
    return Question(Asked.STUDENT, written, sentence, tuple(sorted(found)), ids, changes)


def wrong_count(said: Said, session: Listed, piece: str) -> Question | None:
    """The question that "all 4" asks in a session of five; None when the number is right or missing."""
    if said.count is None or said.count == len(session.students) - len(said.slots):
        return None
    if said.slots and said.count == len(session.students):
        return None
    return Question(Asked.CONFLICT, piece, _COUNT, sessions=(session.id,))


def changes_of(effects: tuple[Effect, ...], session: Listed, piece: str) -> MarkChanges | Question:
    """What these effects change for one student of a session, or the question that a time leaves open."""
    changes = MarkChanges(presence=Presence.PRESENT)
    for effect in effects:
        if effect.kind == "when":
            return Question(Asked.TIME, piece, _NO_TIME, sessions=(session.id,))
        if effect.kind == "absent":
            changes = MarkChanges(Presence.ABSENT, effect.reason or AbsenceReason.ABSENT)
            continue
        found = _timed(effect, session)
        if found is None:
            sentence = f"That time is not in the session, {_shown(session)}. Write a time inside it."
            return Question(Asked.TIME, piece, sentence, sessions=(session.id,))
        changes = replace(changes, **found)  # type: ignore[arg-type]
    if changes.start and changes.end and changes.start >= changes.end:
        sentence = "That ends before it starts. Write the earlier time first."
        return Question(Asked.TIME, piece, sentence, sessions=(session.id,))
    return changes


def _timed(effect: Effect, session: Listed) -> dict[str, object] | None:
    """The fields of one effect; none when nothing but presence was said, None when its time cannot be."""
    start, end = session.start, session.end
    found: dict[str, object] = {}
    match effect.kind:
        case "came":
            found = {"start": times.arrival(effect.written, start, end)}
        case "late":
            found = {"start": times.shifted(start, effect.minutes, start, end)}
        case "left":
            found = {"end": times.departure(effect.written, start, end)}
        case "early":
            found = {"end": times.shifted(end, -effect.minutes, start, end)}
        case "stay":
            stretch = times.stay(effect.written, start, end)
            found = {"start": stretch[0], "end": stretch[1]} if stretch else {"start": None}
        case "away":
            found = {"away_text": times.away(effect.written, start, end)}
    return None if None in found.values() else found


def _shown(session: Listed) -> str:
    start, end = (
        f"{at.hour % 12 or 12}:{at:%M} {'AM' if at.hour < 12 else 'PM'}" for at in (session.start, session.end)
    )
    return f"{start} to {end}"
