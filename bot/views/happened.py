"""*Log what just happened*: who, what, from when to when. The rest is as usual (PRODUCT journey 2)."""

from dataclasses import replace
from datetime import time

from bot.slack.blocks import context, input_block, modal, section
from bot.slack.elements import button, grouped, multi_static_select, option, time_picker
from bot.slack.ids import Action, Callback
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.series import conflict_line
from bot.views.terms import students_field
from models.enums import ItemKind
from models.outputs import Item
from models.planned import LogForm, Logged

TITLE = "Log what just happened"
GIVEN_HINT = "What you did. For several students, check off under each name afterwards who got what."
KEPT = "You see the whole record next, and can change everything before you sign it."
MOST_CONFLICTS = 3


def log_window(form: LogForm) -> Json:
    """The form: students, activities, the last half hour."""
    if missing := _missing(form):
        return modal(Callback.LOG, TITLE, [section(missing), _covered()])
    start, end = (time_picker(name, value, "Choose a time") for name, value in _times(form))
    given = multi_static_select("activities", _by_category(form.activities), "Choose activities")
    blocks = [
        context(f"Today, {words.day(form.today)}. For another day, use *Add Session*."),
        students_field(form.students),
        input_block("activities", "Description of Activities", given, hint=GIVEN_HINT),
        input_block("start", "Start Time", start),
        input_block("end", "End Time", end),
        context(f"Those you choose are recorded as present. {KEPT}"),
        _covered(),
    ]
    return modal(Callback.LOG, TITLE, blocks, submit="Save", close="Cancel")


def _covered() -> Json:
    """A colleague's session is there already, and its students are not on one's own caseload."""
    return section("Was it a colleague's session?", button("I covered a session", Action.OPEN_COVER))


def _times(form: LogForm) -> list[tuple[str, time | None]]:
    return [("start", form.start), ("end", form.end)]


def _missing(form: LogForm) -> str:
    """Why there is no form, and whom to ask; "" when there is one."""
    contact = escape(shorten(form.contact, 120)) or "your special-education office"
    if not form.caseload_size:
        return f"You have no students yet, so there is nobody to log care for. Ask {contact} to add your students."
    if not form.complete:
        return f"The list of services, places and activities is still empty. Ask {contact} to set it up."
    return ""


def _by_category(items: tuple[Item, ...]) -> list[Json]:
    names = dict.fromkeys(item.category for item in items)
    groups = [
        (name or "Other", [option(one.name, one.code) for one in items if one.category == name]) for name in names
    ]
    return grouped(groups)


def logged_notice(logged: Logged) -> str:
    """What stands on top of the session that was just logged."""
    met = [conflict_line(one) for one in logged.conflicts[:MOST_CONFLICTS]]
    same = f" At the same time you have {'; '.join(met)}. Keep one of them." if met else ""
    return f"Logged as a draft. Look at it, then Save and {words.post(logged.sheet.submits)}.{same}"


def examples() -> dict[str, Json]:
    """The window in its states."""
    form = sample_form()
    many = samples.pupils(400)
    return {
        "log": log_window(form),
        "log_many_students": log_window(replace(form, students=(), caseload_size=len(many))),
        "log_no_students": log_window(replace(form, students=(), caseload_size=0)),
        "log_no_catalogue": log_window(replace(form, complete=False)),
        "log_midnight": log_window(replace(form, start=None, end=None)),
    }


def sample_form() -> LogForm:
    """The form of a fictional aide with twelve students."""
    pupils = samples.pupils(12)
    activities = tuple(item for item in samples.items() if item.kind is ItemKind.ACTIVITY)
    return LogForm(samples.TODAY, pupils, len(pupils), activities, time(14, 40), time(15, 10), samples.CONTACT)
