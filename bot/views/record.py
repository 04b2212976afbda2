"""One session's record in full, as it is audited, signed and shown afterwards. Nothing in it is shortened."""

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.slack.blocks import header, plain_sections, section, sections
from bot.slack.text import Json, escape, shorten
from bot.views import words
from models.enums import Fix, Presence
from models.findings import Finding
from models.outputs import HistoryLine, Item, SessionSheet, StudentRecord

MOST_HISTORY = 20
MOST_ALIKE = 4
"""So many students with the very same record are shown one by one; more of them share a paragraph, all by name."""


def record_blocks(sheet: SessionSheet) -> list[Json]:
    """Everything that is signed of one session, in as few sections as hold it; with the units that it comes to."""
    students = _students(sheet) or ["No student is in this session."]
    group = words.shared(sheet.worth.shared)
    return [section("\n".join(filter(None, [when(sheet), group]))), *plain_sections([_session(sheet), *students])]


def with_findings(sheet: SessionSheet, check: list[Json], know: list[Json]) -> list[Json]:
    """The record in full, with what is to be checked right under its date, where it is seen before the record is read.

    On a phone the end of a record is far below. What is only good to know stands there.
    """
    head, *record = record_blocks(sheet)
    return [head, *check, *record, *know]


def finding_text(finding: Finding) -> str:
    """What Session Audit found, as mrkdwn: what to fix first, what to check, or what is only good to know."""
    quiet = "Good to know" if finding.fix is Fix.NOTHING else "Please check"
    return f"*{'Fix first' if finding.blocks else quiet}:* {escape(shorten(finding.text, 400))}"


def history_blocks(lines: tuple[HistoryLine, ...], zone: str) -> list[Json]:
    """What was done to a session, newest last; the audit trail keeps what is left out here."""
    if not lines:
        return []
    earlier = sum(line.changes for line in lines[:-MOST_HISTORY])
    texts = [words.count(earlier, "earlier change")] if earlier else []
    for line in lines[-MOST_HISTORY:]:
        who, what = escape(shorten(line.who, 80)), escape(shorten(line.what, 300))
        many = f" ({words.count(line.changes, 'change')})" if line.changes > 1 else ""
        texts.append(f"{_stretch(line, zone)} · {who} · {what}{many}")
    return [header("History"), *sections(texts, gap="\n")]


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
        worth = sheet.worth.students.get(record.pupil.id)
        open_elsewhere = sheet.worth.shared is None
        parts.append(words.worth(record.net, worth, open_elsewhere) if record.net > 0 else "times to be corrected")
    return " · ".join(parts)


def names(codes: frozenset[str], items: tuple[Item, ...]) -> list[str]:
    """The catalogue's names of codes, in its order; a code that it no longer has stands for itself, at the end."""
    return list(_named(codes, items).values())


def _named(codes: frozenset[str], items: tuple[Item, ...]) -> dict[str, str]:
    known = {item.code: item.name for item in items if item.code in codes}
    return known | {code: code for code in sorted(codes - known.keys())}


def _details(sheet: SessionSheet) -> str:
    return " · ".join((sheet.service, sheet.place, words.SESSION_TYPES[sheet.session_type]))


def _session(sheet: SessionSheet) -> str:
    activities = ", ".join(names(sheet.activities, sheet.items)) or "none"
    note = [f"Note: {sheet.note}"] if sheet.note else []
    lines = [sheet.description, _details(sheet), f"Description of Activities: {activities}", *note]
    return "\n".join(filter(None, lines))


def _students(sheet: SessionSheet) -> list[str]:
    """A paragraph for each student; one for all of those of a large group about whom the very same is said."""
    texts = [_said(sheet, record) for record in sheet.records]
    alike: dict[str, list[str]] = {}
    for record, text in zip(sheet.records, texts, strict=True):
        alike.setdefault(text, []).append(record.pupil.label)
    together = {
        text: f"{', '.join(who)}\n{len(who)} students, each: {text}"
        for text, who in alike.items()
        if len(who) > MOST_ALIKE
    }
    shown = [
        together.get(text, f"{record.pupil.label}: {text}") for record, text in zip(sheet.records, texts, strict=True)
    ]
    return list(dict.fromkeys(shown)) if together else shown


def _said(sheet: SessionSheet, record: StudentRecord) -> str:
    mark = record.mark
    lines = [status(sheet, record)]
    given = ", ".join(_given(record, sheet.items))
    if mark.presence is Presence.PRESENT:
        lines.append(f"Activities and Accommodations: {given or 'none'}")
    if mark.observation:
        lines.append(f"Observation: {mark.observation}")
    return "\n".join(lines)


def _given(record: StudentRecord, items: tuple[Item, ...]) -> list[str]:
    """What a student was given, with the minutes where they were written: Eating (20 min)."""
    said = []
    for code, name in _named(record.mark.given, items).items():
        minutes = record.mark.minutes.get(code)
        said.append(name if minutes is None else f"{name} ({words.minutes(minutes)})")
    return said


def _stretch(line: HistoryLine, zone: str) -> str:
    """Nov 20, 3:31 PM – 3:36 PM: one day's changes of one kind, from the first to the last."""
    first, last = (_clock(at, zone) for at in (line.at, line.until or line.at))
    return words.instant(line.at, zone) + (f" – {last}" if last != first else "")


def _clock(at: datetime, zone: str) -> str:
    return words.clock(at.astimezone(ZoneInfo(zone)).time())
