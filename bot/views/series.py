"""Add Session and its answer (PRODUCT journey 2)."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.slack.blocks import actions, input_block, modal, section, sections
from bot.slack.elements import (
    button,
    checkboxes,
    confirm,
    date_picker,
    grouped,
    multi_external_select,
    multi_static_select,
    number_input,
    option,
    radio,
    static_select,
    text_input,
    time_picker,
)
from bot.slack.ids import Action, Callback
from bot.slack.limits import OPTIONS
from bot.slack.metadata import CreationTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from models.enums import SessionType
from models.outputs import AddSessionForm, Conflict, Created, Item, Pupil, SkippedDay

TYPE_HINT = (
    "Select Individual only if the IEP orders one-on-one care. Otherwise select Group. "
    "If you are not sure, ask your teacher, diagnostician or the special-education office."
)
MOST_REASONS = 10
MOST_CONFLICTS = 10


def add_session(form: AddSessionForm, *, recurring: bool = False, chosen: date | None = None) -> Json:
    """The form. `chosen` is the date already picked when Recurring is turned on: its weekday is the default."""
    if missing := _missing(form):
        return modal(Callback.ADD_SESSION, "Add Session", [section(missing)])
    blocks = [*_what(form), *_when(form), _session_type(), _students(form), _recurring(recurring)]
    if recurring:
        blocks += _recurrence(form, chosen or form.today)
    return modal(Callback.ADD_SESSION, "Add Session", blocks, submit="Add Session", close="Cancel")


def student_options(pupils: Sequence[Pupil]) -> Json:
    """The answer to a search in Students: at most 100."""
    return {"options": [option(pupil.name, str(pupil.id)) for pupil in pupils[:OPTIONS]]}


def created(result: Created) -> Json:
    """What was made, skipped and met, with Undo; or what Undo did."""
    target = CreationTarget(result.id).dump()
    if result.undone is not None:
        return modal(Callback.ADD_SESSION, "Undone", [section(_undone(result))], metadata=target)
    blocks = [section(_made(result)), *_skipped(result.skipped), *_conflicts(result.conflicts, result.conflict_count)]
    if result.count:
        undo = button("Undo", Action.UNDO_CREATE, str(result.id), confirm=_undo_confirm(result))
        blocks.append(actions("undo", undo))
    title = "Session added" if result.count == 1 else "Sessions added"
    return modal(Callback.ADD_SESSION, title, blocks, close="Done", metadata=target)


def _missing(form: AddSessionForm) -> str:
    """Why there is no form, and whom to ask; "" when there is one."""
    contact = escape(shorten(form.contact, 120)) or "your special-education office"
    if not form.caseload_size and not form.students:
        return f"You have no students yet, so there is nobody to add a session for. Ask {contact} to add your students."
    if not form.services or not form.places:
        return f"The list of services and places is still empty. Ask {contact} to set it up."
    return ""


def _what(form: AddSessionForm) -> list[Json]:
    # The catalogue begins with the service that nearly every session is, so most people never choose.
    usual = form.services[0].code
    place = form.places[0].code if len(form.places) == 1 else None
    return [
        input_block("service", "Service", static_select("service", _choices(form.services), usual, "Choose a service")),
        input_block(
            "description",
            "Session Description",
            text_input("description", max_length=200),
            hint="A few words that you will recognize, such as Morning care. No student names.",
        ),
        input_block(
            "place", "Place of Service", static_select("place", _choices(form.places), place, "Choose a place")
        ),
    ]


def _when(form: AddSessionForm) -> list[Json]:
    return [
        input_block("date", "Date", date_picker("date", form.today)),
        input_block("start", "Start Time", time_picker("start", placeholder="Choose a time")),
        input_block("end", "End Time", time_picker("end", placeholder="Choose a time")),
    ]


def _session_type() -> Json:
    choices = [option(text, kind) for kind, text in words.SESSION_TYPES.items()]
    return input_block(
        "session_type", "Session Type", radio("session_type", choices, SessionType.GROUP), hint=TYPE_HINT
    )


def _students(form: AddSessionForm) -> Json:
    if 0 < len(form.students) <= OPTIONS:
        choices = [option(pupil.name, str(pupil.id)) for pupil in form.students]
        return input_block("students", "Students", multi_static_select("students", choices, "Choose students"))
    search = multi_external_select(Action.FIND_STUDENT, 0, "Type a name")
    return input_block("students", "Students", search, hint="Type a few letters of a name to find a student.")


def _recurring(recurring: bool) -> Json:
    choices = [option("No", "no"), option("Yes", "yes")]
    element = radio(Action.RECURRING, choices, "yes" if recurring else "no")
    hint = "Select Yes if the session repeats regularly. No-school days are skipped."
    return input_block("recurring", "Recurring", element, hint=hint, dispatch=True)


def _recurrence(form: AddSessionForm, day: date) -> list[Json]:
    weekdays = [option(words.WEEKDAYS[number - 1], str(number)) for number in range(1, 6)]
    return [
        input_block("weekdays", "Repeats on", checkboxes("weekdays", weekdays, frozenset([str(day.isoweekday())]))),
        input_block(
            "every", "Every", number_input("every", 1, 1, 52), hint="Weeks. 1 is every week, 2 every other week."
        ),
        input_block(
            "ends_on",
            "Ends on",
            date_picker("ends_on", form.year_end),
            hint="The last day of school, unless it ends sooner.",
        ),
    ]


def _choices(items: Sequence[Item]) -> list[Json]:
    """The catalogue's entries; more than one list holds are shown by category."""
    if len(items) <= OPTIONS:
        return [option(item.name, item.code) for item in items]
    categories = dict.fromkeys(item.category for item in items)
    by_category = {name: [option(i.name, i.code) for i in items if i.category == name] for name in categories}
    return grouped((name or "Other", options) for name, options in by_category.items())


def _made(result: Created) -> str:
    name = escape(shorten(result.description, 200))
    if not result.count:
        return f"*No session was added.*\nEvery date of {name} is a day without school. Choose other dates."
    when = words.full_day(result.first)
    if result.count > 1:
        when = f"{when} to {words.full_day(result.last)}"
    return f"*{words.count(result.count, 'session')} added.*\n{name} · {when}"


def _skipped(skipped: tuple[SkippedDay, ...]) -> list[Json]:
    if not skipped:
        return []
    reasons = list(dict.fromkeys(day.reason for day in skipped))
    lines = [
        f"• {escape(shorten(reason, 120))}: {words.days([day.date for day in skipped if day.reason == reason])}"
        for reason in reasons[:MOST_REASONS]
    ]
    if len(reasons) > MOST_REASONS:
        lines.append(f"and {len(reasons) - MOST_REASONS} more reasons")
    title = f"*Skipped {words.count(len(skipped), 'day')}*"
    return sections([title, *lines], gap="\n")


def _conflicts(conflicts: tuple[Conflict, ...], number: int) -> list[Json]:
    if not conflicts:
        return []
    lines = [
        f"• {words.day(met.date)}, {words.span(met.start, met.end)}: {escape(shorten(met.other, 120))}"
        for met in conflicts[:MOST_CONFLICTS]
    ]
    number = max(number, len(conflicts))
    if number > len(lines):
        lines.append(f"and {number - len(lines)} more")
    title = f"*At the same time you have {words.count(number, 'other session')}*"
    advice = "All are kept. You cannot post the same minutes twice: press Undo if this was a mistake."
    return sections([title, *lines, advice], gap="\n")


def _undo_confirm(result: Created) -> Json:
    what = words.count(result.count, "session")
    return confirm("Undo?", f"This removes {what} that you just added.", "Undo", "Keep")


def _undone(result: Created) -> str:
    gone = words.count(result.undone or 0, "session")
    if not result.kept:
        return f"*{gone} removed.*\nNothing else was changed."
    return f"*{gone} removed.*\n{words.count(result.kept, 'session')} stayed, because something was already recorded."


def examples() -> dict[str, Json]:
    """Add Session and its answers in their states."""
    form, made = samples.add_session_form(), samples.created()
    days = [SkippedDay(made.first + timedelta(days=7 * n), f"Reason {n}") for n in range(14)]
    return {
        "add": add_session(form),
        "add_recurring": add_session(form, recurring=True),
        "add_many_students": add_session(samples.add_session_form(400)),
        "add_no_students": add_session(samples.add_session_form(0)),
        "created": created(made),
        "created_one": created(samples.created_one()),
        "created_many_reasons": created(samples.created(tuple(days))),
        "undone": created(samples.undone()),
    }
