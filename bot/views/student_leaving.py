"""*Students Leaving*: a student's last day, what it does before it is done, and *Undo*."""

from dataclasses import replace
from datetime import date

from bot.slack.admin_metadata import StudentTarget
from bot.slack.blocks import actions, context, header, input_block, modal, section, sections
from bot.slack.elements import button, confirm, date_picker, external_select
from bot.slack.ids import Action, Callback
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from models.office import AideLine, DepartureNumbers, StudentLeaves, StudentLeft
from models.outputs import Pupil
from models.rules.membership import departure_numbers

TITLE = "Students Leaving"
MOST_LISTED = 20


def leaving_form() -> Json:
    """Which student, and the last day. Nothing is changed before the numbers are seen."""
    search = external_select(Action.FIND_LEAVING, 0, "Type a name")
    last = "The last day on which the student is served. Sessions of this day stay."
    blocks = [
        input_block("student", "Student", search, hint="Type a few letters of a name to find a student."),
        input_block("last", "Last day", date_picker("last"), hint=last),
        context("The next page shows what changes. Nothing is changed before that."),
    ]
    return modal(Callback.STUDENT_LEAVING, TITLE, blocks, submit="See what changes", close="Cancel")


def leaving_preview(shown: StudentLeaves, *, moved: bool = False) -> Json:
    """What the last day does, and what is left to be posted. `moved` says that it is not what was seen before."""
    if shown.stands:
        return _stands(shown.stands)
    does = "\n".join(_does(shown.numbers)) or "No session after it has this student."
    blocks = [
        *([section("*Something changed meanwhile.* Look at the numbers again.")] if moved else []),
        section(f"*{_name(shown.pupil)}*\nLast day: {words.full_day(shown.last_day)}"),
        header("Sessions after it"),
        section(f"{does}\n*Nothing is changed until you press Apply.* You can undo it."),
        *_ending(shown.ending),
        *_kept(shown.numbers),
        *_unposted(shown.unposted),
    ]
    if shown.elsewhere:
        people = words.count(shown.elsewhere, "person of another team goes", "people of other teams go")
        blocks.append(context(f"{people} on serving this student. The special-education office can end that."))
    blocks += _later(shown.later)
    target = StudentTarget(shown.pupil.id, shown.last_day, shown.digest).dump()
    return modal(Callback.APPLY_LEAVING, TITLE, blocks, submit="Apply", close="Cancel", metadata=target)


def _name(pupil: Pupil) -> str:
    return escape(shorten(pupil.label, 120))


def _does(numbers: DepartureNumbers) -> list[str]:
    """What becomes of the sessions, a line each."""
    several = words.count(numbers.taken, "session")
    emptied = words.count(numbers.emptied, "session is", "sessions are")
    recorded = words.count(
        numbers.recorded, "session with something recorded stays", "sessions with something recorded stay"
    )
    posted = words.count(numbers.posted, "posted session stays", "posted sessions stay")
    return [
        *([f"Taken out of {several} that go on with the others."] if numbers.taken else []),
        *([f"{emptied} cancelled, since nobody is left."] if numbers.emptied else []),
        *([f"{recorded}."] if numbers.recorded else []),
        *([f"{posted}."] if numbers.posted else []),
    ]


def _ending(series: tuple[tuple[str, str], ...]) -> list[Json]:
    if not series:
        return []
    lines = [f"{escape(shorten(what, 80))} · {escape(shorten(who, 60))}" for what, who in series[:MOST_LISTED]]
    more = [f"and {len(series) - MOST_LISTED} more"] if len(series) > MOST_LISTED else []
    head = f"*{words.count(len(series), 'series ends', 'series end')}, since nobody is left:*"
    return sections([head, *lines, *more], gap="\n")


def _kept(numbers: DepartureNumbers) -> list[Json]:
    if not numbers.recorded and not numbers.posted:
        return []
    return [context("What is recorded or signed after it stays. Aides are asked to look at what is not signed.")]


def _later(later: tuple[tuple[str, date], ...]) -> list[Json]:
    """Who serves the student from a day after it on: a last day does not end what has not begun."""
    if not later:
        return []
    lines = [f"{escape(shorten(who, 60))} from {words.full_day(start)}" for who, start in later[:MOST_LISTED]]
    more = [f"and {len(later) - MOST_LISTED} more" if len(later) > MOST_LISTED else ""]
    head = "*On a caseload again after it. This stays:*"
    tail = "If the student leaves for good, set a last day for these as well: their first day, or a later one."
    return [*sections([head, *lines, *filter(None, more)], gap="\n"), context(tail)]


def _unposted(lines: tuple[AideLine, ...]) -> list[Json]:
    """Care that was given has to be posted all the same, by who gave it."""
    if not lines:
        return [context("Every session until then that has ended is signed.")]
    said = [f"{escape(shorten(one.name, 60))}: {words.count(one.sessions, 'session')}" for one in lines[:MOST_LISTED]]
    more = [f"and {len(lines) - MOST_LISTED} more"] if len(lines) > MOST_LISTED else []
    total = sum(one.sessions for one in lines)
    head = header(f"Still to be posted ({total:,})")
    return [head, *sections([*said, *more], gap="\n"), context("They stay as they are. Who gave the care posts them.")]


def student_left(result: StudentLeft) -> Json:
    """What was done, with *Undo*; or that it was undone."""
    who = f"{_name(result.pupil)} · last day {words.full_day(result.last_day)}"
    if result.undone:
        kept = f" {words.count(result.kept, 'session')} stayed, because something changed since." if result.kept else ""
        back = f"{words.count(result.restored, 'session')} as before." if result.restored else "No session was changed."
        return modal(Callback.APPLY_LEAVING, "Undone", [section(f"*Undone.* {back}{kept}\n{who}")], close="Done")
    blocks = [
        section(f"*Done: {words.of_sessions(result.done)}.*\n{who}"),
        context("Aides whose sessions changed are told once, with initials."),
        _undo(result),
    ]
    return modal(Callback.APPLY_LEAVING, TITLE, blocks, close="Done")


def _stands(result: StudentLeft) -> Json:
    """A last day that is set already has to be undone before another is set."""
    who = f"*{_name(result.pupil)}* has a last day already: {words.full_day(result.last_day)}."
    blocks = [section(f"{who}\nTo set another one, undo this first."), _undo(result)]
    return modal(Callback.APPLY_LEAVING, TITLE, blocks)


def _undo(result: StudentLeft) -> Json:
    ask = confirm("Undo?", "The student is put back into the sessions that nobody changed since.", "Undo", "Keep")
    return actions("undo", button("Undo", Action.UNDO_LEAVING, str(result.id), confirm=ask))


def examples() -> dict[str, Json]:
    """The window in its states."""
    (pupil,) = samples.pupils(1)
    aides = (AideLine("Dana Sample", 2), AideLine("Finn Fictional", 1))
    numbers = DepartureNumbers(12, 3, 1, 2)
    shown = StudentLeaves(pupil, date(2026, 11, 13), numbers, aides, (("Lunch help", "Dana Sample"),), 1, "0" * 16)
    done = StudentLeft(3, pupil, shown.last_day, departure_numbers(numbers))
    return {
        "form": leaving_form(),
        "preview": leaving_preview(shown),
        "preview_moved": leaving_preview(shown, moved=True),
        "preview_nothing": leaving_preview(replace(shown, numbers=DepartureNumbers(), unposted=(), ending=())),
        "preview_cancels": leaving_preview(replace(shown, numbers=DepartureNumbers(0, 3))),
        "preview_many": leaving_preview(replace(shown, unposted=aides * 40, ending=shown.ending * 40)),
        "preview_later": leaving_preview(replace(shown, later=(("Finn Fictional", date(2026, 11, 16)),))),
        "preview_stands": leaving_preview(replace(shown, stands=done)),
        "done": student_left(done),
        "undone": student_left(replace(done, undone=True, restored=14, kept=1)),
        "undone_nothing": student_left(replace(done, undone=True)),
    }
