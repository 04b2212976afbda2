"""*Edit Session Series*: the fields, the numbers before anything is done, what was done, and Undo."""

from dataclasses import replace
from datetime import date

from bot.slack.blocks import actions, context, input_block, modal, section, sections
from bot.slack.elements import button, checkboxes, confirm, option
from bot.slack.ids import Action, Callback
from bot.slack.metadata import EditTarget, SessionTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.editing import asked_blocks, new_values, reason_first, sample_form, type_blocks
from bot.views.series import conflict_blocks
from bot.views.terms import recurrence_fields, students_field, time_fields, what_fields
from models.editing import Asked, EditForm, Numbers, SeriesEdited
from models.enums import DayKind
from models.inputs import Recurrence
from models.outputs import SkippedDay

EXPLAINED = (
    "This changes the session of {day} and all future sessions that are not posted. "
    "Only the fields that you change are changed."
)


def series_window(form: EditForm, target: EditTarget, asked: Asked | None = None) -> Json:
    """The terms of a series from one session on. With the numbers in `asked` it can be agreed to."""
    counted = asked.numbers if asked and not asked.clash else None
    terms = form.terms
    blocks = [
        *asked_blocks(asked),
        *reason_first(form, target, asked),
        *(
            _numbers(counted, new_values(asked))
            if asked and counted
            else [context(EXPLAINED.format(day=words.day(terms.date)))]
        ),
        *what_fields(form.services, form.places, terms, target.revision),
        *time_fields(terms, target.revision),
        *type_blocks(form, target, asked),
        students_field(form.students, form.chosen, target.revision),
        *recurrence_fields(
            terms.recurrence,
            default_day=terms.date.isoweekday(),
            has_cycle=form.has_cycle,
            revision=target.revision,
        ),
    ]
    submit = "Apply" if counted else "See changes"
    metadata = replace(target, agreed=counted.digest if counted else "").dump()
    return modal(Callback.EDIT_SERIES, "Edit Session Series", blocks, submit=submit, close="Cancel", metadata=metadata)


def _numbers(found: Numbers, changes: list[str]) -> list[Json]:
    """How many sessions change, to what (`changes`, a line for each field), and what stays."""
    again = "*The numbers are others now.* Look at them once more.\n" if found.again else ""
    text = f"{again}*This {escape(words.of_sessions(found.text))}.* Nothing is changed until you press Apply."
    stay = words.count(found.stays, "session")
    recorded = words.count(found.recorded, "session")
    told = [
        f"{stay} on other days stay: something is recorded, or the day has passed." if found.stays else "",
        f"In {recorded} a student stays, because something is recorded." if found.recorded else "",
        _skipped(found.skipped),
    ]
    blocks = sections([text, *changes, *filter(None, told)], gap="\n")
    if not found.earlier:
        return blocks
    what = f"Also change {words.count(found.earlier, 'earlier unposted session')}"
    allow = checkboxes("earlier", [option(what, "yes")])
    return [*blocks, input_block("earlier", "Earlier sessions", allow, optional=True)]


def _skipped(days: tuple[SkippedDay, ...]) -> str:
    return f"No school on {words.days([day.date for day in days])}: left out." if days else ""


def series_edited(result: SeriesEdited, target: EditTarget) -> Json:
    """What was done, whom it meets, and Undo; or what Undo did. `target` knows the window below."""
    name = escape(shorten(result.description, 200))
    if result.undone is not None:
        left = f" {words.count(result.kept, 'session')} stayed, because something changed since." if result.kept else ""
        back = f"*Undone.* {words.count(result.undone, 'session')} of {name} put back as before."
        text = f"{back}{left}{_by_calendar(result)}"
        return modal(Callback.EDIT_SERIES, "Undone", [section(text)], close="Done")
    undo = button("Undo", Action.UNDO_EDIT, str(result.id), confirm=_confirm())
    blocks = [
        section(f"*Done: {escape(words.of_sessions(result.what))}.*\n{name}"),
        *conflict_blocks(result.conflicts, result.conflict_count),
        actions("undo", undo),
    ]
    return modal(Callback.EDIT_SERIES, "Session series", blocks, close="Done", metadata=target.dump())


def _by_calendar(result: SeriesEdited) -> str:
    """What the calendar, changed since the edit, made of sessions that were put back."""
    closed = f"{words.count(result.closed, 'is', 'are')} cancelled, since there is no school then any more."
    shorter = f"{words.count(result.shorter, 'ends', 'end')} earlier, with an early release."
    told = [*([closed] if result.closed else []), *([shorter] if result.shorter else [])]
    return "".join(f"\nOf these, {text}" for text in told)


def _confirm() -> Json:
    return confirm("Undo?", "This puts the series back as it was before.", "Undo", "Keep")


def examples() -> dict[str, Json]:
    """Edit Session Series in its states."""
    rule = Recurrence(frozenset({1, 3, 5}), 1, date(2027, 5, 28))
    plain = sample_form()
    form = replace(plain, terms=replace(plain.terms, recurrence=rule))
    target = EditTarget(41, 3, day=samples.TODAY, below=SessionTarget(41))
    counted = Numbers("changes 21, leaves 2 posted", 0, 0, 0, (), "0" * 16)
    more = replace(counted, earlier=3, stays=1, recorded=2, skipped=(SkippedDay(date(2026, 11, 26), "Break"),))
    theirs = replace(form.terms, recurrence=replace(rule, every=2))
    wrong = replace(sample_form(wrong=1), terms=form.terms)
    done = SeriesEdited(7, "Morning care", "changed 21, left 2 posted", 1, samples.created().conflicts)
    cycle = replace(form, terms=replace(form.terms, recurrence=replace(rule, cycle=DayKind.A_DAY)))
    return {
        "series": series_window(form, target),
        "series_cycle": series_window(cycle, target),
        "series_numbers": series_window(
            form, target, Asked(form, numbers=counted, touched=frozenset({"start", "end"}))
        ),
        "series_more_numbers": series_window(form, target, Asked(form, numbers=more)),
        "series_clash": series_window(form, target, Asked(form, ("recurrence",), theirs, form.terms)),
        "series_type_asked": series_window(wrong, target, Asked(wrong, reason_missing=True, numbers=counted)),
        "series_other_numbers": series_window(form, target, Asked(form, numbers=replace(counted, again=True))),
        "edited": series_edited(done, target),
        "undone": series_edited(replace(done, undone=20, kept=1), target),
        "undone_calendar": series_edited(replace(done, undone=20, closed=1, shorter=2), target),
    }
