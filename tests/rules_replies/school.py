"""A reminder's sessions, with plainly fictional students, and replies written short enough for a table."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from models.inputs import MarkChanges
from models.rules.replies import Listed, Named, Reply, understand

NOW = datetime(2026, 9, 14, 15, 30, tzinfo=ZoneInfo("America/Chicago"))
TODAY = date(2026, 9, 14)

MILO = Named(1, "Milo", "Garcia", "", "Mi.G.")
MARTA = Named(2, "Marta", "Gomez", "", "Ma.G.")
WILL = Named(3, "Will", "Stone", "", "W.S.")
PIPPA = Named(4, "Philippa", "Reed", "Pippa", "P.R.")
WREN = Named(5, "Wren", "Okafor", "", "W.O.")
OTTO = Named(6, "Otto", "Lind", "", "O.L.")
JUNE = Named(7, "June", "Park", "", "J.P.")
ZOE = Named(8, "Zoé", "Hale-Quill", "", "Z.H.")
ART = Named(9, "Art", "Moss", "", "A.M.")
FIRST = {one.id: one.first for one in (MILO, MARTA, WILL, PIPPA, WREN, OTTO, JUNE, ZOE, ART)}

READING = Listed(1, 11, TODAY, time(9), time(13, 45), "Morning reading", (MILO, MARTA, WILL, PIPPA, WREN))
LUNCH = Listed(2, 12, TODAY, time(11, 45), time(12, 30), "Lunch support", (OTTO, MILO, JUNE))
SKILLS = Listed(3, 13, TODAY, time(13), time(13, 45), "Life skills", (ZOE, ART))
ONE = (READING,)
TWO = (READING, LUNCH)
THREE = (READING, LUNCH, SKILLS)
NUMBERS = {one.id: one.number for one in THREE}


def read(text: str, listed: tuple[Listed, ...] = ONE) -> Reply:
    """What the reply says, at half past three on the day of the sessions."""
    return understand(text, listed, now=NOW)


def told(reply: Reply) -> str:
    """A reply in one line: "1: all, Milo absent | cancel 2 (snow) | ask student 1,2 | unread x | later tomorrow".

    Without the number when it is session 1. An absence for another reason than "absent" is written by that reason.
    """
    parts = []
    for capture in reply.captures:
        marks = [f"{FIRST[one]} {_mark(changes)}" for one, changes in sorted(capture.marks.items())]
        number = NUMBERS[capture.session_id]
        parts.append((f"{number}: " if number > 1 else "") + ", ".join(["all"] * capture.everyone_present + marks))
    parts.extend(f"cancel {NUMBERS[session]} ({reason})" for session, reason in reply.cancels)
    for question in reply.questions:
        about = question.students if question.kind == "student" else [NUMBERS[one] for one in question.sessions]
        parts.append(f"ask {question.kind} {','.join(map(str, about))}".strip())
    if reply.leftover:
        parts.append(f"unread {' / '.join(reply.leftover)}")
    if reply.command:
        parts.append(f"{reply.command} {reply.until or ''}".strip())
    return " | ".join(parts)


def _mark(changes: MarkChanges) -> str:
    if changes.reason:
        return changes.reason.value
    words = [f"from {changes.start:%H:%M}"] if changes.start else []
    words += [f"to {changes.end:%H:%M}"] if changes.end else []
    words += [f"away {changes.away_text}"] if changes.away_text else []
    return " ".join(words) or "present"
