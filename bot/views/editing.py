"""*Single Session Edit*, and what both edit windows ask before anything is changed (PRODUCT journeys 8 and 9)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time
from typing import Any

from bot.slack.blocks import actions, context, input_block, modal, section, sections
from bot.slack.elements import button, checkboxes, date_picker, option, text_input
from bot.slack.fields import block_id
from bot.slack.ids import Action, Callback
from bot.slack.metadata import EditTarget, SessionTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.terms import students_field, time_fields, type_field, what_fields
from models.editing import Asked, EditForm, Saved
from models.enums import SessionType, State
from models.inputs import SessionTerms
from models.outputs import Conflict, Pupil

LABELS = {
    "service": "Service",
    "description": "Session Description",
    "place": "Place of Service",
    "date": "Date",
    "start": "Start Time",
    "end": "End Time",
    "session_type": "Session Type",
    "students": "Students",
    "recurrence": "Repeats on, Every or Ends on",
}
MOST_CLASHES = 9
LONGEST_REASON = 255


def edit_window(form: EditForm, target: EditTarget, asked: Asked | None = None) -> Json:
    """One session's own terms. `asked` stands on top: what has to be looked at or answered first."""
    blocks = [
        *asked_blocks(asked),
        *recorded_blocks(asked),
        *reason_first(form, target, asked),
        *what_fields(form.services, form.places, form.terms, target.revision),
        input_block(_id("date", target), "Date", date_picker("date", form.terms.date)),
        *time_fields(form.terms, target.revision),
        *type_blocks(form, target, asked),
        students_field(form.students, form.chosen, target.revision),
        context("What is recorded already stays, whatever you change here."),
    ]
    title = "Single Session Edit"
    return modal(Callback.EDIT, title, blocks, submit="Save", close="Cancel", metadata=target.dump())


def asked_blocks(asked: Asked | None) -> list[Json]:
    """Why nothing was saved yet, as the first thing in the window."""
    if asked is None:
        return []
    if asked.clash and asked.theirs and asked.yours:
        return _clash(asked, asked.theirs, asked.yours)
    reasons = [
        "Write why the Session Type differs from the IEP." if asked.reason_missing else "",
        "Say whether what is recorded may go." if asked.recorded else "",
    ]
    said = " ".join(filter(None, reasons))
    return [section(f"*Nothing was changed yet.* {said}")] if said else []


def reason_first(form: EditForm, target: EditTarget, asked: Asked | None) -> list[Json]:
    """The reason for a type, where it is what holds back the rest: at the top, where the person looks."""
    return _reason_blocks(form, target, required=True) if asked and asked.reason_missing else []


def new_values(asked: Asked) -> list[str]:
    """A line for each field that the person changed, with what it says now in their window."""
    names, pupils = _names(asked)
    changed = [name for name in LABELS if name in asked.touched]
    return [f"• {LABELS[name]}: {_said(asked.form.terms, name, names, pupils)}" for name in changed]


def _names(asked: Asked) -> tuple[dict[str, str], dict[int, Pupil]]:
    """The catalogue's names by code, and the students by id."""
    names = {item.code: item.name for item in (*asked.form.services, *asked.form.places)}
    return names, {pupil.id: pupil for pupil in (*asked.form.students, *asked.form.chosen)}


def _clash(asked: Asked, theirs: SessionTerms, yours: SessionTerms) -> list[Json]:
    names, pupils = _names(asked)
    lines = [
        f"• {LABELS[name]}: it says now {_said(theirs, name, names, pupils)}; your window has "
        f"{_said(yours, name, names, pupils)}."
        for name in asked.clash[:MOST_CLASHES]
    ]
    first = "*This session was changed while your window was open.* Nothing was overwritten."
    last = "The fields below have your own changes, and the new values elsewhere. Look at them, then save."
    return sections([first, *lines, last], gap="\n")


def _said(terms: SessionTerms, name: str, names: dict[str, str], pupils: dict[int, Pupil]) -> str:
    """One field's value in words, escaped."""
    value: Any = getattr(terms, name)
    if name == "students":
        return escape(shorten(", ".join(pupils[key].name if key in pupils else "–" for key in value), 300)) or "nobody"
    if name == "recurrence":
        return _recurrence(terms)
    if isinstance(value, SessionType):
        return words.SESSION_TYPES[value]
    if isinstance(value, time):
        return words.clock(value)
    if isinstance(value, date):
        return words.day(value)
    return f"“{escape(shorten(names.get(value, value), 120))}”"


def _recurrence(terms: SessionTerms) -> str:
    rule = terms.recurrence
    if rule is None:
        return "no series"
    days = ", ".join(words.WEEKDAYS[number - 1][:3] for number in sorted(rule.weekdays))
    weeks = "every week" if rule.every == 1 else f"every {rule.every} weeks"
    return f"{days}, {weeks}, until {words.day(rule.ends_on)}"


def type_blocks(form: EditForm, target: EditTarget, asked: Asked | None) -> list[Json]:
    """Session Type; where an IEP says otherwise, its word and the reason; and whom to ask."""
    at_the_top = asked is not None and asked.reason_missing
    return [
        type_field(form.terms.session_type, target.revision),
        *([] if at_the_top or not form.mismatched else _reason_blocks(form, target, required=False)),
        actions("ask", button("Ask my supervisor", Action.ASK_SUPERVISOR, str(form.session_id))),
    ]


def _reason_blocks(form: EditForm, target: EditTarget, *, required: bool) -> list[Json]:
    by_type: dict[SessionType, list[str]] = {}
    for pupil in form.mismatched:
        if pupil.session_type:
            by_type.setdefault(pupil.session_type, []).append(escape(shorten(pupil.label, 80)))
    said = [f"{words.listed(names, 10)}: the IEP says {words.SESSION_TYPES[kind]}." for kind, names in by_type.items()]
    reason = text_input("type_reason", form.type_reason, max_length=LONGEST_REASON)
    hint = "It is kept, and shown in Session Audit. No student names."
    return [
        *sections(["*Please check the Session Type*", *said], gap="\n"),
        input_block(_id("type_reason", target), "Reason for this type", reason, hint=hint, optional=not required),
    ]


def recorded_blocks(asked: Asked | None) -> list[Json]:
    """Who would lose what is recorded, and the check box that allows it."""
    if asked is None or not asked.recorded:
        return []
    who = words.listed([escape(shorten(pupil.label, 80)) for pupil in asked.recorded], 10)
    allow = checkboxes("drop", [option("Take them out, with what is recorded", "yes")])
    return [
        section(f"*Something is recorded already of* {who}."),
        input_block("drop", "Taking out recorded students", allow, optional=True),
    ]


def saved_notice(saved: Saved) -> str:
    """What is said in the session window after an edit."""
    parts = ["Saved."]
    if saved.release:
        parts.append(f"School ends early that day, at {words.clock(saved.release)}. Your times were kept.")
    if saved.conflicts:
        parts.append(f"At the same time you have: {_met(saved.conflicts)}. Both are kept.")
    return " ".join(parts)


def _met(conflicts: Sequence[Conflict]) -> str:
    told = [f"{shorten(met.other, 60)} ({words.span(met.start, met.end)})" for met in conflicts]
    return words.listed(told, 2)


def _id(field: str, target: EditTarget) -> str:
    return block_id(field, "", target.revision) if target.revision else field


def sample_form(*, wrong: int = 0, students: int = 3, in_series: bool = True) -> EditForm:
    """A form of a fictional session; the first `wrong` students have another type in their IEP."""
    basis, chosen = samples.add_session_form(), samples.pupils(students)
    pupils = tuple(
        replace(pupil, session_type=SessionType.INDIVIDUAL) if place < wrong else pupil
        for place, pupil in enumerate(chosen)
    )
    terms = SessionTerms(
        "service", "Morning care", "classroom", samples.TODAY, time(9), time(9, 30), SessionType.GROUP,
        tuple(pupil.id for pupil in pupils),
    )  # fmt: skip
    return EditForm(
        41, 3, State.DRAFT, terms, "", basis.services, basis.places, basis.students, pupils, pupils[:wrong],
        has_cycle=False, in_series=in_series,
    )  # fmt: skip


def examples() -> dict[str, Json]:
    """Single Session Edit in its states."""
    form, target = sample_form(), EditTarget(41, 3, below=SessionTarget(41))
    wrong = sample_form(wrong=2)
    theirs = replace(form.terms, start=time(10), place="cafeteria", students=(1,), session_type=SessionType.INDIVIDUAL)
    clash = Asked(form, ("start", "place", "students", "session_type"), theirs, form.terms)
    recorded = Asked(form, recorded=form.chosen[:1])
    return {
        "edit": edit_window(form, target),
        "edit_many_students": edit_window(replace(form, students=()), target),
        "edit_type": edit_window(replace(wrong, type_reason="ARD of Nov 3"), target),
        "edit_type_asked": edit_window(wrong, target, Asked(wrong, reason_missing=True)),
        "edit_clash": edit_window(form, replace(target, revision=1), clash),
        "edit_recorded": edit_window(form, target, recorded),
    }
