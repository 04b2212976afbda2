"""Add Session and its answer (PRODUCT journey 2)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time, timedelta

from bot.slack.blocks import actions, context, input_block, modal, section, sections
from bot.slack.elements import button, confirm, date_picker, option, radio, static_select
from bot.slack.ids import Action, Callback
from bot.slack.limits import OPTIONS
from bot.slack.metadata import CreationTarget, FormTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.terms import pupil_option, recurrence_fields, students_field, time_fields, type_field, what_fields
from models.outputs import Conflict, Pupil, SkippedDay
from models.planned import AddSessionForm, Colleague, Created, Prospect, ShortDay

MYSELF = "me"
COUNTED = ("date", "start", "end", "weekdays", "cycle", "every", "ends_on")
"""The fields that decide what a recurrence makes: with each choice the window says anew how much that is."""
MOST_REASONS = 10
MOST_CONFLICTS = 10


def add_session(
    form: AddSessionForm, *, recurring: bool = False, chosen: date | None = None, prospect: Prospect | None = None
) -> Json:
    """The form. `chosen` is the date already picked when Recurring is turned on: its weekday is the default.

    `prospect` is what the recurrence would make, as far as it is known.
    """
    if missing := _missing(form):
        blocks = [*_for(form), section(missing)]
        return modal(Callback.ADD_SESSION, "Add Session", blocks, metadata=FormTarget(form.owner_id).dump())
    blocks = [*_for(form), *what_fields(form.services, form.places), *_when(form), type_field()]
    # Other students are offered for another person, so what was chosen before must not stay.
    blocks += [students_field(form.students, revision=form.owner_id or 0), _recurring(recurring)]
    if recurring:
        blocks += _recurrence(form, chosen or form.today)
        blocks += [section(_prospect(prospect))] if prospect else []
    _count_at_once(blocks, recurring=recurring)
    metadata = FormTarget(form.owner_id).dump()
    return modal(Callback.ADD_SESSION, "Add Session", blocks, submit="Add Session", close="Cancel", metadata=metadata)


def student_options(pupils: Sequence[Pupil]) -> Json:
    """The answer to a search in Students: at most 100."""
    return {"options": [pupil_option(pupil) for pupil in pupils[:OPTIONS]]}


def created(result: Created, *, own: bool = True) -> Json:
    """What was made, skipped and met, with Undo; or what Undo did. `own`: for oneself, who may not know the IEP."""
    target = CreationTarget(result.id).dump()
    if result.undone is not None:
        return modal(Callback.ADD_SESSION, "Undone", [section(_undone(result))], metadata=target)
    blocks = [section(_made(result)), *_weekend(result), *_mismatched(result), *_skipped(result.skipped)]
    blocks += [*_shortened(result.shortened), *conflict_blocks(result.conflicts, result.conflict_count)]
    if result.count:
        undo = button("Undo", Action.UNDO_CREATE, str(result.id), confirm=_undo_confirm(result))
        blocks.append(actions("undo", undo))
    if result.count and own:
        ask = button("Ask my supervisor", Action.ASK_ABOUT_ADDED, str(result.id))
        blocks += [context("Not sure whether it is Group or Individual?"), actions("ask", ask)]
    title = "Session added" if result.count == 1 else "Sessions added"
    return modal(Callback.ADD_SESSION, title, blocks, close="Done", metadata=target)


def _missing(form: AddSessionForm) -> str:
    """Why there is no form, and whom to ask; "" when there is one."""
    contact = escape(shorten(form.contact, 120)) or "your special-education office"
    if not form.caseload_size and not form.students:
        if form.owner_id:
            return f"This person has no students yet. Choose somebody else, or ask {contact} to add them."
        if form.colleagues:
            return "You have no students of your own.\nChoose the aide whose session this is."
        return f"You have no students yet, so there is nobody to add a session for. Ask {contact} to add your students."
    if not form.services or not form.places:
        return f"The list of services and places is still empty. Ask {contact} to set it up."
    return ""


def _when(form: AddSessionForm) -> list[Json]:
    return [input_block("date", "Date", date_picker("date", form.today)), *time_fields()]


def _for(form: AddSessionForm) -> list[Json]:
    """For whom: a supervisor may plan for the aides they supervise."""
    if not form.colleagues:
        return []
    offered = [option("Myself", MYSELF), *(option(one.name, str(one.id)) for one in form.colleagues[: OPTIONS - 1])]
    element = static_select(Action.FOR, offered, str(form.owner_id or MYSELF), "Choose a person")
    return [section("*For*\nAides fill their sessions in and sign them themselves.", element, "for")]


def _recurring(recurring: bool) -> Json:
    choices = [option("No", "no"), option("Yes", "yes")]
    element = radio(Action.RECURRING, choices, "yes" if recurring else "no")
    hint = "Select Yes if the session repeats regularly. No-school days are skipped."
    return input_block("recurring", "Recurring", element, hint=hint, dispatch=True)


def _recurrence(form: AddSessionForm, day: date) -> list[Json]:
    """Without an end in the calendar, nothing is filled in."""
    blocks = recurrence_fields(None, default_day=day.isoweekday(), has_cycle=form.has_cycle)
    blocks[-1]["element"] = date_picker("ends_on", form.year_end)
    return blocks


def _count_at_once(blocks: list[Json], *, recurring: bool) -> None:
    """Lets each choice that decides what a recurrence makes be sent as it is made.

    The ids are the same without a recurrence, so that Slack keeps what is filled in when it is turned on.
    """
    for block in blocks:
        if block.get("block_id") in COUNTED:
            block["element"]["action_id"] = Action.COUNT
            if recurring:
                block["dispatch_action"] = True


def _prospect(told: Prospect) -> str:
    """The numbers before anything is made."""
    if told.problem or told.first is None or told.last is None:
        return f"*No sessions yet.* {told.problem}"
    until = f" to {words.full_day(told.last)}" if told.count > 1 else ""
    lines = [f"*This adds {words.count(told.count, 'session')}*\n{words.full_day(told.first)}{until}"]
    lines += [f"{words.count(told.skipped, 'day')} skipped (no school or early release)"] if told.skipped else []
    lines += [f"{told.shortened} shortened for early release"] if told.shortened else []
    return "\n".join(lines)


def _made(result: Created) -> str:
    name = escape(shorten(result.description, 200))
    if not result.count:
        return f"*No session was added.*\nEvery date of {name} is a day without school. Choose other dates."
    when = words.full_day(result.first)
    if result.count > 1:
        when = f"{when} to {words.full_day(result.last)}"
    times = f" · {words.span(*result.times)}" if len(result.times) == 2 else ""
    whose = f" for {escape(shorten(result.owner, 80))}" if result.owner else ""
    return f"*{words.count(result.count, 'session')} added{whose}.*\n{name} · {when}{times}"


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


def _shortened(days: tuple[ShortDay, ...]) -> list[Json]:
    """The days on which the school ends early, by the time at which it does."""
    if not days:
        return []
    ends = sorted({day.end for day in days})
    lines = [f"• until {words.clock(end)}: {words.days([day.date for day in days if day.end == end])}" for end in ends]
    return sections(
        [f"*Shortened for early release: {words.count(len(days), 'day')}*", *lines[:MOST_REASONS]], gap="\n"
    )


def _weekend(result: Created) -> list[Json]:
    """Care on a weekend is care, but a date is also easily mistaken; in a series the weekdays were chosen by name."""
    if result.count != 1 or result.first.isoweekday() < 6:
        return []
    return [section(f"*Please check the date.* {words.day(result.first)} is on a weekend.")]


def _mismatched(result: Created) -> list[Json]:
    if not result.mismatched:
        return []
    said = words.other_type(result.session_type)
    here = words.SESSION_TYPES[result.session_type]
    who = words.count(result.mismatched, "student")
    what, edit = ("this session is", "Single Session Edit")
    if result.count > 1:
        what, edit = ("these sessions are", "Edit Session Series")
    text = f"*Please check the Session Type.* The IEP of {who} says {said}, and {what} {here}."
    # Only its owner opens a session.
    change = "press Undo and add it again" if result.owner else f"open the session, press the three dots, then {edit}"
    return [section(f"{text}\nTo change it, {change}.")]


def conflict_blocks(conflicts: tuple[Conflict, ...], number: int) -> list[Json]:
    """The person's other sessions at the same time: all are kept and shown."""
    if not conflicts:
        return []
    lines = [f"• {words.day(met.date)}, {escape(conflict_line(met))}" for met in conflicts[:MOST_CONFLICTS]]
    number = max(number, len(conflicts))
    if number > len(lines):
        lines.append(f"and {number - len(lines)} more")
    title = f"*At the same time you have {words.count(number, 'other session')}*"
    advice = "All are kept. You cannot sign the same minutes twice: press Undo if this was a mistake."
    return sections([title, *lines, advice], gap="\n")


def conflict_line(met: Conflict) -> str:
    """Another session in plain words: when on the day, and what it is called."""
    return f"{words.span(met.start, met.end)}: {shorten(met.other, 120)}"


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
    aides = (Colleague(3, "Finn Fictional"), Colleague(4, "Gia Example"))
    theirs = replace(form, colleagues=aides, owner_id=4, has_cycle=True)
    short = (ShortDay(date(2026, 12, 4), time(12)), ShortDay(date(2026, 12, 11), time(12)))
    days = [SkippedDay(made.first + timedelta(days=7 * n), f"Reason {n}") for n in range(14)]
    return {
        "add": add_session(form),
        "add_recurring": add_session(form, recurring=True),
        "add_prospect": add_session(form, recurring=True, prospect=Prospect(made.count, made.first, made.last, 2, 1)),
        "add_no_prospect": add_session(form, recurring=True, prospect=Prospect(problem="Choose the last date.")),
        "add_many_students": add_session(samples.add_session_form(400)),
        "add_no_students": add_session(samples.add_session_form(0)),
        "add_for_an_aide": add_session(theirs, recurring=True),
        "add_for_nobodys_aide": add_session(replace(samples.add_session_form(0), colleagues=aides, owner_id=3)),
        "created": created(made),
        "created_shortened": created(replace(made, shortened=short, mismatched=1)),
        "created_one": created(samples.created_one()),
        "created_many_reasons": created(samples.created(tuple(days))),
        "undone": created(samples.undone()),
    }
