"""*Cancel Session* with a reason, and the end of a series with its numbers."""

from dataclasses import replace

from bot.slack.blocks import context, input_block, modal, section
from bot.slack.elements import button, checkboxes, date_picker, option, static_select, text_input
from bot.slack.ids import Action, Callback
from bot.slack.metadata import EditTarget, SessionTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.record import heading
from models.editing import EndForm, Restored
from models.outputs import SessionSheet

REASONS = {
    "no_students": "No student was there",
    "field_trip": "Field trip or school event",
    "testing": "Testing",
    "aide_away": "I was away or covered somebody else",
    "closed": "School closed or ended early",
    "duplicate": "Planned twice",
    "other": "Another reason",
}
OWN_WORDS = "other"
LONGEST = 200


def restored(done: Restored) -> str:
    """What a restored session says above its form."""
    left = words.count(done.gone, "student who left is", "students who left are")
    parts = [
        "Restored.",
        *([f"It ends at {words.clock(done.end)} now, as the calendar says."] if done.end else []),
        *([f"{left} not in it any more."] if done.gone else []),
    ]
    return " ".join(parts)


def cancel_window(sheet: SessionSheet, target: EditTarget) -> Json:
    """Why a session did not take place: a reason of the list, or own words."""
    choices = [option(text, value) for value, text in REASONS.items()]
    hint = f"Only needed for “{REASONS[OWN_WORDS]}”. No student names."
    blocks = [
        section(heading(sheet)),
        input_block("reason", "Reason", static_select("reason", choices, None, "Choose a reason")),
        input_block("words", "In your own words", text_input("words", max_length=LONGEST), hint=hint, optional=True),
        context("What is recorded stays. You can restore the session later."),
        section("Did somebody else give the care, or will they?", button("Somebody covers it", Action.HAND_OVER)),
    ]
    title = "Cancel Session"
    return modal(Callback.CANCEL, title, blocks, submit="Cancel Session", close="Keep it", metadata=target.dump())


def end_window(form: EndForm, target: EditTarget, *, deleting: bool = False) -> Json:
    """The last day of a series, and what its end does, counted anew at each choice of a day.

    `deleting`: as *Delete series from here* opens it, until another last day is chosen.
    """
    parts = [
        f"removes {words.count(form.removed, 'session')}" if form.removed else "removes nothing",
        f"leaves {words.count(form.due, 'past session')} without a record" if form.due else "",
        f"leaves {form.recorded} in which something is recorded" if form.recorded else "",
        f"leaves {form.posted} posted" if form.posted else "",
    ]
    day = date_picker(Action.END_DAY, form.last)
    hint = "Sessions after this day are removed. Those of this day and before stay."
    blocks = [
        section(f"*{escape(shorten(form.description, 200))}*"),
        input_block("last", "Last day of the series", day, hint=hint, dispatch=True),
        section(f"*This {', '.join(filter(None, parts))}.* You can undo it afterwards."),
        *_past(form),
    ]
    title, submit = ("Delete series from here", "Delete") if deleting else ("End series", "End series")
    return modal(Callback.END_SERIES, title, blocks, submit=submit, close="Keep it", metadata=target.dump())


def _past(form: EndForm) -> list[Json]:
    """Past sessions without a record stay, unless the person says that they go too."""
    if not form.due:
        return []
    also = checkboxes("past", [option(f"Also remove {words.count(form.due, 'past session')}", "yes")])
    hint = "Leave this empty if you gave care then: you can still fill these in."
    return [input_block("past", "Past sessions without a record", also, hint=hint, optional=True)]


def examples() -> dict[str, Json]:
    """Both windows in their states."""
    target = EditTarget(41, 3, below=SessionTarget(41))
    form = EndForm(41, "Morning care", samples.TODAY, 21, 1, 2)
    return {
        "cancel": cancel_window(samples.sheet(), target),
        "end": end_window(form, target),
        "delete": end_window(form, target, deleting=True),
        "end_past": end_window(replace(form, due=2), target),
        "end_nothing": end_window(replace(form, removed=0, recorded=0, posted=0), target),
    }
