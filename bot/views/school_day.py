"""*Change a School Day*: the day, what it does before it is done, and *Undo*."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, time

from bot.slack.admin_metadata import DayTarget
from bot.slack.blocks import actions, context, header, input_block, modal, section, sections
from bot.slack.elements import button, confirm, date_picker, option, radio, static_select, text_input, time_picker
from bot.slack.ids import Action, Callback
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from models.enums import DayKind
from models.office import CampusLine, DayChanged, DayNumbers, DayPreview, WantedDay
from models.outputs import RecordLine
from models.rules.calendar_changes import LONGEST_NAME, day_numbers

TITLE = "Change a School Day"
USUAL = "usual"
ALL = "all"
KINDS = {
    DayKind.NO_SCHOOL.value: ("No school", "A snow day or an added holiday. Its sessions are cancelled."),
    DayKind.EARLY_RELEASE.value: ("Early release", "Sessions end when school ends."),
    USUAL: ("School as usual", "Takes back a day without school or an early release."),
}
MOST_CAMPUSES = 99


def day_form(campuses: Sequence[CampusLine], today: date) -> Json:
    """Which day, what it is, and where. Nothing is changed before the numbers are seen."""
    kinds = [option(name, value, about) for value, (name, about) in KINDS.items()]
    places = [option("All campuses", ALL), *(option(one.name, str(one.id)) for one in campuses[:MOST_CAMPUSES])]
    blocks = [
        input_block("date", "Day", date_picker("date", today)),
        input_block("kind", "What is it?", radio("kind", kinds)),
        input_block(
            "time", "School ends at", time_picker("time"), hint="Only for an early release, such as 12:30 PM.",
            optional=True,
        ),
        input_block(
            "name", "Name", text_input("name", max_length=LONGEST_NAME), optional=True,
            hint="Such as Snow day. Aides see it on Home as the reason.",
        ),
        input_block("campus", "Campus", static_select("campus", places, ALL)),
        context("The next page shows what changes. Nothing is changed before that."),
    ]  # fmt: skip
    return modal(Callback.SCHOOL_DAY, TITLE, blocks, submit="See what changes", close="Cancel")


def day_preview(shown: DayPreview, target: DayTarget, *, moved: bool = False) -> Json:
    """What the change does, with whom to look at. `moved` says that it is not what was seen before."""
    numbers = shown.numbers
    aides = f" for {words.count(numbers.aides, 'aide')}" if numbers.aides else ""
    blocks = [
        *([section("*Something changed meanwhile.* Look at the numbers again.")] if moved else []),
        section(f"*{words.full_day(shown.wanted.date)}*\n{escape(shorten(_said(shown), 300))}"),
        context(f"Until now: {escape(shorten(shown.was, 300))}"),
        section(f"*This {day_numbers(numbers)}{aides}.*\nNothing is changed until you press Apply. You can undo it."),
        *_listed(
            "Signed: not changed", numbers.posted, numbers.posted_total,
            "They are signed. Their aides can unpost and correct them.",
        ),
        *_listed(
            "Recorded: please look", numbers.recorded, numbers.recorded_total,
            "Something is recorded, so nothing is changed. Ask these aides to correct or cancel them.",
        ),
    ]  # fmt: skip
    if numbers.shortened or numbers.restored:
        blocks.append(context("Each aide confirms the real times by recording who was there and posting."))
    return modal(Callback.APPLY_DAY, TITLE, blocks, submit="Apply", close="Cancel", metadata=target.dump())


def _said(shown: DayPreview) -> str:
    wanted = shown.wanted
    kind = KINDS[wanted.kind.value if wanted.kind else USUAL][0]
    at = f" at {words.clock(wanted.release)}" if wanted.release else ""
    name = f" ({wanted.name.strip()})" if wanted.name.strip() and wanted.kind else ""
    return f"{kind}{at}{name} · {shown.campus}"


def _listed(title: str, lines: Sequence[RecordLine], total: int, what: str) -> list[Json]:
    if not lines:
        return []
    said = [
        f"{escape(shorten(one.owner, 60))} · {words.span(one.start, one.end)} · {escape(shorten(one.description, 80))}"
        for one in lines
    ]
    more = [f"and {total - len(lines):,} more"] if total > len(lines) else []
    return [header(f"{title} ({total:,})"), *sections([*said, *more], gap="\n"), context(what)]


def day_changed(result: DayChanged) -> Json:
    """What was done, with Undo; or that it was undone."""
    day, what = words.full_day(result.date), escape(shorten(result.what, 300))
    if result.undone:
        text = f"*Undone.* {day} is as it was before: {result.done}."
        return modal(Callback.APPLY_DAY, "Undone", [section(text)], close="Done")
    ask = confirm("Undo?", "The calendar and the sessions of this day become what they were.", "Undo", "Keep")
    blocks = [
        section(f"*Done: {result.done}.*\n{day} · {what}"),
        context("Aides see it on Home. To change the day later, open this window again."),
        actions("undo", button("Undo", Action.UNDO_DAY, str(result.id), confirm=ask)),
    ]
    return modal(Callback.APPLY_DAY, TITLE, blocks, close="Done")


def examples() -> dict[str, Json]:
    """The window in its states."""
    campuses = [CampusLine(1, "Larkspur Elementary"), CampusLine(2, "Cottonwood Middle")]
    snow = WantedDay(date(2026, 11, 30), DayKind.NO_SCHOOL, "Snow day")
    early = WantedDay(date(2026, 12, 18), DayKind.EARLY_RELEASE, "", time(12, 30), 1)
    lines = tuple(RecordLine(n, "Dana Sample", snow.date, time(9), time(14), "Morning care") for n in range(1, 3))
    full = DayNumbers(12, 0, 0, 8, lines, lines[:1], 14, 1)
    preview = DayPreview(snow, "All campuses", "School as usual", full, "0" * 16)
    target = DayTarget(snow.date, DayKind.NO_SCHOOL, "Snow day", None, None, "0" * 16)
    few = DayNumbers(1, 6, 2, 4)
    return {
        "form": day_form(campuses, samples.TODAY),
        "preview": day_preview(preview, target),
        "preview_moved": day_preview(preview, target, moved=True),
        "preview_early": day_preview(DayPreview(early, "Larkspur Elementary", "School as usual", few, "0"), target),
        "preview_usual": day_preview(
            DayPreview(replace(snow, kind=None), "All campuses", "Snow day", DayNumbers(), "0"), target
        ),
        "done": day_changed(
            DayChanged(3, snow.date, "Snow day · All campuses", "cancelled 12 sessions, left 2 posted")
        ),
        "undone": day_changed(DayChanged(3, snow.date, "Snow day", "brought back 12 sessions", undone=True)),
    }
