"""One session's record in full, as it is audited, signed and shown afterwards. Nothing in it is shortened."""

from bot.slack.blocks import plain_sections, section
from bot.slack.text import Json, escape, shorten
from bot.views import words
from models.enums import ItemKind, Presence
from models.outputs import Item, SessionSheet, StudentRecord


def record_blocks(sheet: SessionSheet) -> list[Json]:
    """Everything that is signed of one session, in as few sections as hold it."""
    students = [_student(sheet, record) for record in sheet.records] or ["No student is in this session."]
    return [section(when(sheet)), *plain_sections([_session(sheet), *students])]


def heading(sheet: SessionSheet) -> str:
    """Date, times, description, service, place and type of a session, as mrkdwn."""
    return f"{when(sheet)}\n{escape(shorten(sheet.description, 200))}\n{escape(shorten(_details(sheet), 300))}"


def when(sheet: SessionSheet) -> str:
    """Date and times of a session, as mrkdwn."""
    return f"*{words.full_day(sheet.date)} · {words.span(sheet.start, sheet.end)}*"


def times(sheet: SessionSheet, record: StudentRecord) -> str:
    """Actual start to end of one student."""
    return words.span(record.mark.start or sheet.start, record.mark.end or sheet.end)


def status(sheet: SessionSheet, record: StudentRecord) -> str:
    """What is recorded of one student in one line: presence, then the reason, or times, time away and net minutes."""
    mark, parts = record.mark, [words.PRESENCE[record.mark.presence]]
    if mark.presence is Presence.ABSENT:
        parts.append(words.REASONS[mark.reason] if mark.reason else "no reason yet")
        return " · ".join(parts)
    parts.append(times(sheet, record))
    if mark.away.minutes or mark.away.stretches:
        parts.append(f"Time Away from Student {words.away(mark.away)}")
    if record.net is not None and mark.presence is Presence.PRESENT:
        parts.append(words.minutes(record.net) if record.net > 0 else "times to be corrected")
    return " · ".join(parts)


def names(codes: frozenset[str], items: tuple[Item, ...], *kinds: ItemKind) -> list[str]:
    """The catalogue's names of codes, in its order; a code that it no longer has stands for itself, at the end."""
    known = {item.code: item.name for item in items if item.code in codes and item.kind in kinds}
    return [*known.values(), *sorted(codes - {item.code for item in items})]


def _details(sheet: SessionSheet) -> str:
    return " · ".join((sheet.service, sheet.place, words.SESSION_TYPES[sheet.session_type]))


def _session(sheet: SessionSheet) -> str:
    activities = ", ".join(names(sheet.activities, sheet.items, ItemKind.ACTIVITY)) or "none"
    note = [f"Note: {sheet.note}"] if sheet.note else []
    lines = [sheet.description, _details(sheet), f"Description of Activities: {activities}", *note]
    return "\n".join(filter(None, lines))


def _student(sheet: SessionSheet, record: StudentRecord) -> str:
    mark = record.mark
    lines = [f"{record.pupil.name}: {status(sheet, record)}"]
    given = ", ".join(names(mark.given, sheet.items, ItemKind.ACTIVITY, ItemKind.ACCOMMODATION))
    if mark.presence is Presence.PRESENT:
        lines.append(f"Activities and Accommodations: {given or 'none'}")
    if mark.observation:
        lines.append(f"Observation: {mark.observation}")
    return "\n".join(lines)
