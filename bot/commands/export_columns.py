"""The columns of each export. A value is text, a whole number, yes or no, a list of texts, or nothing."""

from datetime import datetime, time

from bot.views import words
from models.enums import Meaning, Presence, State
from models.exports import Delivered, Listed, Period, Recorded, Unsigned
from models.outputs import SessionSheet, Signature, StudentRecord
from models.rules.billing.rates import code_of
from models.rules.csv_rows import Cell
from models.rules.instants import rfc3339
from models.rules.marks import actual_times
from models.rules.time import days_left, minutes_of, to_local
from models.rules.written import without_names

Row = dict[str, Cell]
_COLUMNS = {
    "services": (
        "log_id date student_id student date_of_birth medicaid_id aide aide_title aide_email campus service "
        "procedure_code session_type setting start end duration_minutes time_away_minutes net_minutes "
        "activities activity_minutes observation day_minutes day_units as_shown days_late session version "
        "amends_version signature approval digest"
    ),
    "unposted": (
        "age_days days_left days_late state ready_to_post aide aide_email supervisor campus session date "
        "start end service students student_ids"
    ),
    "record": (
        "session version standing state date student_id student date_of_birth medicaid_id aide campus service "
        "procedure_code description session_type type_reason setting scheduled_start scheduled_end presence "
        "absence_reason start end duration_minutes time_away_minutes net_minutes activities activity_minutes "
        "observation note cancel_reason signed_by signed_title signed_at signed_meaning signed_digest "
        "signed_line approved_by approved_title approved_at approved_meaning approved_digest approved_line "
        "void_at void_by void_reason void_words names_taken_out"
    ),
}
NAMES = {kind: tuple(names.split()) for kind, names in _COLUMNS.items()}
"""The columns of each kind in their order, as the first line of a CSV has them also where no row follows."""


def delivered(one: Delivered) -> Row:
    """A student's care in one session. The units of the day stand in one of its rows, so that they can be added up."""
    sheet, record, worth = one.sheet, one.record, one.worth
    author, approval = _signature(sheet, Meaning.AUTHORSHIP), _signature(sheet, Meaning.APPROVAL)
    signed_on = to_local(author.signed_at, sheet.zone).date() if author else sheet.date
    return {
        "log_id": f"L{sheet.id}-{one.student.number}",
        "date": sheet.date.isoformat(),
        **_student(one.student, record),
        "aide": sheet.owner,
        "aide_title": author.title if author else "",
        "aide_email": one.place.email,
        "campus": one.place.campus,
        "service": sheet.service,
        "procedure_code": "" if worth.why_not else code_of(sheet.date, sheet.session_type),
        "session_type": sheet.session_type.value,
        "setting": sheet.place,
        **_times(sheet, record),
        **_care(sheet, record),
        "observation": record.mark.observation,
        "day_minutes": worth.minutes if one.counts else None,
        "day_units": worth.units if one.counts else None,
        "as_shown": _as_shown(one),
        "days_late": max(0, -days_left(sheet.date, signed_on, one.log_days)),
        "session": sheet.id,
        "version": sheet.version,
        "amends_version": one.amends,
        "signature": words.signature_line(author) if author else "",
        "approval": words.signature_line(approval) if approval else "",
        "digest": author.digest if author else "",
    }


def unposted(one: Unsigned) -> Row:
    """An unposted session. Its students are told by number alone."""
    line = one.line
    return {
        "age_days": one.age,
        "days_left": max(0, line.days_left or 0),
        "days_late": max(0, -(line.days_left or 0)),
        "state": line.state.value,
        "ready_to_post": line.ready,
        "aide": one.place.aide,
        "aide_email": one.place.email,
        "supervisor": one.place.supervisor,
        "campus": one.place.campus,
        "session": line.id,
        "date": line.date.isoformat(),
        "start": _clock(line.start),
        "end": _clock(line.end),
        "service": line.service,
        "students": len(one.numbers),
        "student_ids": list(one.numbers),
    }


def recorded(one: Recorded) -> Row:
    """One student's part of one version of a session. Other students' names are taken out of what was typed."""
    sheet, record = one.sheet, one.record
    typed = {
        "description": sheet.description,
        "type_reason": sheet.type_reason,
        "note": sheet.note,
        "observation": record.mark.observation,
        "cancel_reason": sheet.cancel_reason if sheet.state is State.CANCELLED else "",
        "void_words": next((sign.voided.words for sign in sheet.signatures if sign.voided), ""),
    }
    said = {name: without_names(text, one.others, record.pupil.name) for name, text in typed.items()}
    present = record.mark.presence is Presence.PRESENT
    return {
        "session": sheet.id,
        "version": sheet.version,
        "standing": _standing(sheet),
        "state": sheet.state.value,
        "date": sheet.date.isoformat(),
        **_student(one.student, record),
        "aide": sheet.owner,
        "campus": one.place.campus,
        "service": sheet.service,
        "procedure_code": code_of(sheet.date, sheet.session_type),
        "description": said["description"],
        "session_type": sheet.session_type.value,
        "type_reason": said["type_reason"],
        "setting": sheet.place,
        "scheduled_start": _clock(sheet.start),
        "scheduled_end": _clock(sheet.end),
        "presence": record.mark.presence.value,
        "absence_reason": words.REASONS[record.mark.reason] if record.mark.reason and not present else "",
        **(_times(sheet, record) if present else dict.fromkeys(_TIMES)),
        **_care(sheet, record),
        "observation": said["observation"],
        "note": said["note"],
        "cancel_reason": said["cancel_reason"],
        **_signed("signed", _signature(sheet, Meaning.AUTHORSHIP)),
        **_signed("approved", _signature(sheet, Meaning.APPROVAL)),
        **_void(sheet, said["void_words"]),
        "names_taken_out": said != typed,
    }


_TIMES = ("start", "end", "duration_minutes", "time_away_minutes", "net_minutes")


def _student(student: Listed, record: StudentRecord) -> Row:
    """Under the name that was signed; number, birthday and Medicaid number as the roster has them now."""
    born = student.date_of_birth
    return {
        "student_id": student.number,
        "student": record.pupil.name,
        "date_of_birth": born.isoformat() if born else "",
        "medicaid_id": student.medicaid_id,
    }


def _times(sheet: SessionSheet, record: StudentRecord) -> Row:
    start, end = actual_times(record.mark, sheet.start, sheet.end)
    duration, net = minutes_of(end) - minutes_of(start), record.net or 0
    return dict(zip(_TIMES, (_clock(start), _clock(end), duration, duration - net, net), strict=True))


def _care(sheet: SessionSheet, record: StudentRecord) -> Row:
    names = {item.code: item.name for item in sheet.items}
    given = sorted(names.get(code, code) for code in sheet.activities | record.mark.given)
    minutes = {names.get(code, code): number for code, number in record.mark.minutes.items()}
    return {"activities": given, "activity_minutes": [f"{name}: {number}" for name, number in sorted(minutes.items())]}


def _as_shown(one: Delivered) -> str:
    """What Session Audit and the posted session say of the student's day."""
    together = one.sheet.worth.shared
    said = words.worth(one.record.net or 0, one.worth, elsewhere=together is None)
    missing = one.worth.units is None and not one.worth.why_not
    return f"{said}. {words.shared(together)}" if missing and together else said


def _signature(sheet: SessionSheet, meaning: Meaning) -> Signature | None:
    own = (one for one in sheet.signatures if one.version == sheet.version)
    return next((one for one in own if one.meaning == meaning.value), None)


def _signed(prefix: str, one: Signature | None) -> Row:
    """Who, with which title, when, in which meaning, over which digest; and the line that every display carries."""
    names = [f"{prefix}_{name}" for name in ("by", "title", "at", "meaning", "digest", "line")]
    if one is None:
        return dict.fromkeys(names, "")
    meaning, line = words.MEANINGS.get(one.meaning, one.meaning), words.signature_line(one)
    return dict(zip(names, (one.name, one.title, rfc3339(one.signed_at), meaning, one.digest, line), strict=True))


def _standing(sheet: SessionSheet) -> str:
    if not sheet.as_signed:
        return "not signed"
    if any(one.voided for one in sheet.signatures):
        return "void"
    return "awaits approval" if sheet.state is State.SUBMITTED else "in force"


def _void(sheet: SessionSheet, said: str) -> Row:
    void = next((one.voided for one in sheet.signatures if one.voided), None)
    return {
        "void_at": rfc3339(void.at) if void else "",
        "void_by": void.by if void else "",
        "void_reason": void.reason.value if void else "",
        "void_words": said,
    }


def _clock(at: time) -> str:
    return at.isoformat("minutes")


def head(kind: str, period: Period, made_at: datetime) -> Row:
    """What a JSON export says of itself before its rows."""
    return {
        "export": kind,
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "made_at": rfc3339(made_at),
    }
