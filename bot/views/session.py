"""The session window (PRODUCT journey 3): its frame, and the read-only form of a session that cannot be edited."""

from bot.slack.blocks import actions, context, divider, header, input_block, modal, section, sections
from bot.slack.elements import button, text_input
from bot.slack.ids import Action, Callback
from bot.slack.metadata import SessionTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.fields import Problems, action, category_inputs, problem, window_problem
from bot.views.record import heading, names, record_blocks
from bot.views.session_all import all_students
from bot.views.session_one import one_student
from models.enums import ItemKind, Presence, State
from models.outputs import HistoryLine, SessionSheet

CLOSING = (
    "Choices and times are saved as you make them. Text is saved at every button. "
    "Closing this window loses only text typed since the last button."
)
LONGEST_NOTE = 2000
MOST_HISTORY = 20


def session_window(
    sheet: SessionSheet, target: SessionTarget, *, problems: Problems | None = None, notice: str = ""
) -> Json:
    """A session being filled in. `problems` are shown at field, `field:student_id`, or "" for the window."""
    found = problems or {}
    blocks = [*_top(sheet, target, notice), *window_problem(found)]
    if target.view == "one" and sheet.records:
        # The student comes first here: the session-wide list would be passed on every turn of the page.
        blocks += [_activities_said(sheet), *one_student(sheet, target, found)]
    else:
        blocks += _session_wide(sheet, found)
        blocks += all_students(sheet, target.revision, found, room=100 - len(blocks))
    return modal(Callback.CAPTURE, "Session", blocks, submit="Save and Post", metadata=target.dump())


def posted_session(sheet: SessionSheet) -> Json:
    """A session that cannot be edited: the record, its signatures and its history."""
    title = {State.POSTED: "Posted session", State.CANCELLED: "Cancelled session"}.get(sheet.state, "Session")
    blocks = [
        context(f"{words.STATES[sheet.state]} · {escape(shorten(sheet.owner, 80))}"),
        *record_blocks(sheet),
        *sections([escape(words.signature_line(signature)) for signature in sheet.signatures]),
        *_history(sheet.history, sheet.zone),
    ]
    return modal(Callback.CAPTURE, title, blocks, metadata=SessionTarget(sheet.id).dump())


def _top(sheet: SessionSheet, target: SessionTarget, notice: str) -> list[Json]:
    """What session this is, how it stands, and the buttons that concern all of it."""
    late = "" if sheet.state is State.SCHEDULED else words.deadline(sheet.days_left)
    standing = " · ".join(filter(None, [words.STATES[sheet.state], late]))
    said = [escape(shorten(notice, 300))] if notice else []
    return [
        section(heading(sheet)),
        context(standing, *said),
        # Another id for each student, so that a turned page is a new one, seen from its top.
        actions(f"session.{target.student_id or 'all'}", *_buttons(sheet, target)),
        context(CLOSING),
    ]


def _buttons(sheet: SessionSheet, target: SessionTarget) -> list[Json]:
    buttons = [button("Save", Action.SAVE)]
    if sheet.records:
        buttons = [_switch(sheet, target), _all_present(sheet), *buttons]
    return buttons


def _switch(sheet: SessionSheet, target: SessionTarget) -> Json:
    """To the other view; Documentation View begins with the first student who is not marked."""
    if target.view == "one":
        return button("All Student View", Action.SHOW_ALL)
    unmarked = (record for record in sheet.records if record.mark.presence is Presence.UNMARKED)
    first = next(unmarked, sheet.records[0])
    return button("Documentation View", Action.SHOW_ONE, str(first.pupil.id))


def _all_present(sheet: SessionSheet) -> Json:
    """Exceptions stay, so only students who are not marked yet are filled in; nobody is asked when none is marked."""
    return button("All present, as scheduled", Action.ALL_PRESENT, str(sheet.id))


def _activities_said(sheet: SessionSheet) -> Json:
    """The session-wide activities in words, where they are not in front of the person."""
    said = names(sheet.activities, sheet.items, ItemKind.ACTIVITY)
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


def _history(lines: tuple[HistoryLine, ...], zone: str) -> list[Json]:
    """The changes of a session, newest last; the audit trail keeps those that are left out here."""
    if not lines:
        return []
    earlier = len(lines) - MOST_HISTORY
    texts = [f"{earlier} earlier changes"] if earlier > 0 else []
    for line in lines[-MOST_HISTORY:]:
        who, what = escape(shorten(line.who, 80)), escape(shorten(line.what, 300))
        texts.append(f"{words.instant(line.at, zone)} · {who} · {what}")
    return [header("History"), *sections(texts)]


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
        "all_none": session_window(samples.sheet(0), everybody),
        "all_30": session_window(samples.sheet(30), everybody, problems=wrong),
        "one": session_window(sheet, one),
        "one_absent": session_window(sheet, SessionTarget(41, "one", 3)),
        "one_unmarked": session_window(sheet, SessionTarget(41, "one", 4)),
        "one_problems": session_window(sheet, one, problems=away),
        "one_alone": session_window(samples.sheet(1), SessionTarget(41, "one", None)),
        "posted": posted_session(samples.posted_sheet()),
        "cancelled": posted_session(samples.sheet(2, State.CANCELLED)),
    }
