"""The session window (PRODUCT journey 3): its frame, and the read-only form of a session that cannot be edited."""

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum

from bot.slack.blocks import actions, context, divider, header, input_block, modal, section, sections
from bot.slack.elements import button, option, overflow, text_input
from bot.slack.ids import Action, Callback
from bot.slack.limits import BLOCKS
from bot.slack.metadata import SessionTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.fields import Problems, action, category_inputs, problem, window_problem
from bot.views.record import finding_text, heading, history_blocks, names, record_blocks
from bot.views.session_all import all_students
from bot.views.session_one import one_student, student_head
from bot.views.unposting import signature_blocks, unpost_button
from models.enums import SIGNED, ItemKind, Presence, State, UnpostReason
from models.outputs import SessionSheet, Voided
from models.rules.oversight import FALLS_AFTER

CLOSING = (
    "Choices and times are saved as you make them. Text is saved at every button. "
    "Closing this window loses only text typed since the last button."
)
LONGEST_NOTE = 2000
ADMINISTRATOR = "an administrator"
MOST_SAID = 6
NOT_AS_SIGNED = (
    "*The signed record cannot be read.* What you see here are today's entries. "
    "Tell your special-education office before you rely on them."
)
CLOSED = (
    "*This session has no place on its day any more ({why}), so it stays cancelled.*\n"
    "Did you give care then all the same, or will you? Press Restore anyway."
)


class More(StrEnum):
    """The options behind the three dots."""

    EDIT = "edit"
    EDIT_SERIES = "edit_series"
    CANCEL = "cancel"
    DELETE_SERIES = "delete_series"
    END_SERIES = "end_series"


MORE = {
    More.EDIT: option("Single Session Edit", More.EDIT),
    More.EDIT_SERIES: option("Edit Session Series", More.EDIT_SERIES),
    More.CANCEL: option("Cancel Session", More.CANCEL),
    More.DELETE_SERIES: option("Delete series from here", More.DELETE_SERIES),
    More.END_SERIES: option("End series", More.END_SERIES),
}


def session_window(
    sheet: SessionSheet,
    target: SessionTarget,
    *,
    problems: Problems | None = None,
    said: Problems | None = None,
    notice: str = "",
) -> Json:
    """A session being filled in. `problems` are shown at field, `field:student_id`, or "" for the window.

    `said` is shown in the same places of what is kept all the same.
    """
    found = {**(problems or {}), **(said or {})}
    if target.view == "one" and sheet.records:
        # The student comes first: what concerns the whole session would be passed on every turn of the page.
        blocks = [
            *student_head(sheet, target, _standing(sheet, notice)),
            *_returned(sheet),
            *window_problem(found),
            *one_student(sheet, target, found, problems or {}),
            # Said once more where the button was pressed, since the head may be out of sight.
            *([context(escape(shorten(notice, 300)))] if notice else []),
            divider(),
            *_about(sheet, target),
            _activities_said(sheet),
        ]
    else:
        blocks = [*_returned(sheet), *_about(sheet, target, _standing(sheet, notice)), *window_problem(found)]
        blocks += _session_wide(sheet, found)
        blocks += all_students(sheet, target, found, room=BLOCKS - len(blocks))
    return modal(
        Callback.CAPTURE, "Session", blocks, submit=f"Save and {words.post(sheet.submits)}", metadata=target.dump()
    )


def _returned(sheet: SessionSheet) -> list[Json]:
    """What the overseer wants corrected: it stands first, in both views."""
    said = sheet.returned
    if said is None:
        return []
    by = f"*{escape(shorten(said.by, 80))} returned this* on {words.instant(said.at, sheet.zone)}:"
    return sections([by, escape(said.words), f"Correct it, then press Save and {words.post(sheet.submits)}."], gap="\n")


def posted_session(sheet: SessionSheet, closed: str = "") -> Json:
    """A session that cannot be edited: the record, its signatures and its history.

    `closed` is why the day of a cancelled one has no place for it: whoever restores it has to say that it took place.
    """
    title = f"{words.STATES[sheet.state]} session"
    blocks = [
        context(f"{words.STATES[sheet.state]} · {escape(shorten(sheet.owner, 80))}"),
        *([section(NOT_AS_SIGNED)] if sheet.state in SIGNED and not sheet.as_signed else []),
        *_awaited(sheet),
        *_restore(sheet, closed),
        *record_blocks(sheet),
        *sections([finding_text(one) for one in sheet.said[:MOST_SAID]], gap="\n"),
        *signature_blocks(sheet),
        *unpost_button(sheet),
        *history_blocks(sheet.history, sheet.zone),
    ]
    return modal(Callback.CAPTURE, title, blocks, metadata=SessionTarget(sheet.id).dump())


def _awaited(sheet: SessionSheet) -> list[Json]:
    """Whose approval a submitted session waits for, and how it can be changed."""
    if sheet.state is not State.SUBMITTED:
        return []
    who = escape(shorten(sheet.waits_for or ADMINISTRATOR, 80))
    later = (
        "" if who == ADMINISTRATOR else f" After {words.count(FALLS_AFTER.days, 'day')} an administrator can as well."
    )
    change = "To change it, ask them to return it, or press Unpost."
    return [section(f"*Waits for the approval of {who}.*{later}\n{change}")]


def _about(sheet: SessionSheet, target: SessionTarget, said: Sequence[str] = ()) -> list[Json]:
    """What session this is, how it stands, and the buttons that concern all of it.

    Every id is another one for each student, so that a turned page is a new one, seen from its top.
    """
    page = target.student_id or "all"
    return [
        section(heading(sheet), _more(sheet), f"about.{page}"),
        *([context(*said)] if said else []),
        actions(f"session.{page}", *_buttons(sheet, target)),
        context(CLOSING),
    ]


def _standing(sheet: SessionSheet, notice: str) -> list[str]:
    """How the session stands, and what was just done, if anything."""
    late = "" if sheet.state is State.SCHEDULED else words.deadline(sheet.days_left)
    standing = " · ".join(filter(None, [words.STATES[sheet.state], late]))
    return [standing, escape(shorten(notice, 300))] if notice else [standing]


def _more(sheet: SessionSheet) -> Json:
    """The three dots beside the heading: what concerns the session itself, not what happened in it."""
    offered = [MORE[More.EDIT], MORE[More.CANCEL]]
    if sheet.in_series:
        offered = [MORE[More.EDIT], MORE[More.EDIT_SERIES], *offered[1:], MORE[More.DELETE_SERIES]]
        offered.append(MORE[More.END_SERIES])
    return overflow(Action.MORE, offered)


def _restore(sheet: SessionSheet, closed: str) -> list[Json]:
    """What a cancelled session says besides, and the way back."""
    if sheet.state is not State.CANCELLED:
        return []
    why = [section(f"*Cancelled:* {escape(shorten(sheet.cancel_reason, 300))}")] if sheet.cancel_reason else []
    if closed:
        again = button("Restore anyway", Action.RESTORE, f"{sheet.id}:anyway")
        return [*why, section(CLOSED.format(why=escape(shorten(closed, 200)))), actions("restore", again)]
    return [*why, actions("restore", button("Restore", Action.RESTORE, str(sheet.id)))]


def _buttons(sheet: SessionSheet, target: SessionTarget) -> list[Json]:
    """Documentation View has its way back, and its Save, beside the student."""
    one = target.view == "one" and bool(sheet.records)
    signed = button("View signed version", Action.VIEW_SIGNED, str(sheet.id))
    return [
        *([_documentation(sheet)] if sheet.records and not one else []),
        *(
            [_all_present(sheet), button("Same as last time", Action.SAME_AS_LAST, str(sheet.id))]
            if sheet.records
            else []
        ),
        *([] if one else [button("Save", Action.SAVE)]),
        *([signed] if sheet.state in (State.REOPENED, State.RETURNED) else []),
    ]


def _documentation(sheet: SessionSheet) -> Json:
    """Documentation View begins with the first student who is not marked."""
    unmarked = (record for record in sheet.records if record.mark.presence is Presence.UNMARKED)
    first = next(unmarked, sheet.records[0])
    return button("Documentation View", Action.SHOW_ONE, str(first.pupil.id))


def _all_present(sheet: SessionSheet) -> Json:
    """Exceptions stay, so only students who are not marked yet are filled in; nobody is asked when none is marked."""
    return button("All present, as scheduled", Action.ALL_PRESENT, str(sheet.id))


def _activities_said(sheet: SessionSheet) -> Json:
    """The session-wide activities in words, where they are not in front of the person."""
    said = names(sheet.activities, sheet.items)
    text = ", ".join(said) or "none yet"
    return context(f"Description of Activities: {escape(shorten(text, 300))}. Change it in All Student View.")


def _session_wide(sheet: SessionSheet, problems: Problems) -> list[Json]:
    activities = tuple(item for item in sheet.items if item.kind is ItemKind.ACTIVITY)
    element = text_input(action("note"), sheet.note, multiline=True, max_length=LONGEST_NOTE)
    hint = "Anything else about this session. No student names."
    return [
        header("Description of Activities"),
        *category_inputs("activities", activities, sheet.activities, None),
        *problem(problems, "activities"),
        input_block("note", "Note", element, hint=hint, optional=True),
        *problem(problems, "note"),
        divider(),
    ]


TOO_LONG = "Eating: 15 h is more than the 30 min with this student. Correct it, or correct the times first."
REFUSED = {"minutes.eating:1": TOO_LONG}


def examples() -> dict[str, Json]:
    """The session window in its states."""
    sheet, everybody = samples.sheet(), SessionTarget(41)
    wrong = {"": "Two answers could not be saved.", "end:1": "The end is before the start.", "note": "Too long."}
    away = {"away:1": "“an hour” could not be read. Write 60, or 10:00-11:00.", "gone:1": "Something else."}
    one = SessionTarget(41, "one", 1, 2)
    return {
        "all": session_window(sheet, everybody),
        "all_saved": session_window(sheet, everybody, notice="Saved."),
        "all_problems": session_window(sheet, everybody, problems=wrong),
        "all_last_day": session_window(samples.last_day_sheet(), everybody),
        "one_last_day": session_window(samples.last_day_sheet(), one),
        "all_none": session_window(samples.sheet(0), everybody),
        "all_30": session_window(samples.sheet(30), everybody, problems=wrong),
        "one": session_window(sheet, one),
        "one_absent": session_window(sheet, SessionTarget(41, "one", 3)),
        "one_unmarked": session_window(sheet, SessionTarget(41, "one", 4)),
        "one_problems": session_window(sheet, one, problems=away),
        "one_minutes": session_window(_with_minutes(20, 15), one),
        "one_minutes_refused": session_window(_with_minutes(), one, problems=REFUSED),
        "one_alone": session_window(samples.sheet(1), SessionTarget(41, "one", None)),
        "posted": posted_session(samples.posted_sheet()),
        "posted_late": posted_session(samples.late_sheet()),
        "posted_unreadable": posted_session(replace(samples.posted_sheet(), as_signed=False)),
        "reopened": session_window(samples.sheet(3, State.REOPENED), everybody),
        "submits": session_window(replace(sheet, submits=True), everybody),
        "returned": session_window(_returned_sheet(), everybody),
        "returned_one": session_window(_returned_sheet(), one),
        "submitted": posted_session(_signed(State.SUBMITTED)),
        "submitted_alone": posted_session(replace(_signed(State.SUBMITTED), waits_for=ADMINISTRATOR)),
        "approved": posted_session(_signed(State.APPROVED)),
        "posted_again": posted_session(samples.posted_again()),
        "cancelled": posted_session(samples.sheet(2, State.CANCELLED)),
        "cancelled_closed": posted_session(samples.sheet(2, State.CANCELLED), "Snow day"),
    }


def _with_minutes(*minutes: int) -> SessionSheet:
    """A sheet whose catalogue asks for the minutes of everything; those of the first student's eating and hygiene."""
    sheet = samples.sheet()
    first, *others = sheet.records
    given = dict(zip(("eating", "hygiene"), minutes, strict=False))
    mark = replace(first.mark, given=first.mark.given | {"hygiene"}, minutes=given)
    items = tuple(replace(item, needs_minutes=item.kind is ItemKind.ACTIVITY) for item in sheet.items)
    return replace(sheet, records=(replace(first, mark=mark), *others), items=items)


def _returned_sheet() -> SessionSheet:
    said = Voided(samples.NOW, "Rosa Testwell", UnpostReason.RETURNED, "B.S. left at 9:20, please correct the end.")
    return replace(samples.sheet(3, State.RETURNED), submits=True, returned=said)


def _signed(state: State) -> SessionSheet:
    return replace(samples.posted_sheet(), state=state, waits_for="Rosa Testwell" if state is State.SUBMITTED else "")
