"""*Update Future Sessions* (PRODUCT journey 4): the question, and the line that says what a *Yes* changed."""

from dataclasses import replace
from datetime import date

from bot.slack.blocks import context, input_block, modal, section, sections
from bot.slack.elements import button, option, radio
from bot.slack.ids import Action, Callback
from bot.slack.metadata import FutureTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.record import names
from models.enums import Presence
from models.future import Carried, Reach
from models.outputs import SessionSheet

STAYS = (
    "Attendance, times, notes and observations are never copied. "
    "Sessions that are posted, or in which something is recorded, stay as they are."
)


def future_form(sheet: SessionSheet, reach: Reach, target: FutureTarget) -> Json:
    """The step between *Save and Post* and Session Audit. *No* is chosen: nothing changes by a hasty tap."""
    sessions = words.count(reach.count, "future session")
    days = " to ".join(dict.fromkeys([words.days([reach.first]), words.days([reach.last])]))
    yes = option("Yes", "yes", f"{sessions} will change")
    blocks = [
        section(
            f"Your session is saved. Copy its activities and accommodations to *{sessions}* of this series ({days})?"
        ),
        *sections(_copied(sheet), gap="\n"),
        input_block("update", "Update Future Sessions", radio("update", [yes, option("No", "no")], "no")),
        context(STAYS),
    ]
    return modal(Callback.FUTURE, "Update Future Sessions", blocks, submit="Apply", metadata=target.dump())


def _copied(sheet: SessionSheet) -> list[str]:
    """All that a *Yes* copies: the session's activities, and what each student who was present was given."""
    given = [
        (escape(shorten(record.pupil.label, 80)), record.mark.given)
        for record in sheet.records
        if record.mark.presence is Presence.PRESENT
    ]
    return [
        f"{whose}: {escape(shorten(', '.join(names(codes, sheet.items)), 300)) or 'none'}"
        for whose, codes in [("Description of Activities", sheet.activities), *given]
    ]


def carried_line(carried: Carried) -> Json:
    """What a *Yes* changed, with *Undo*; or what *Undo* took back."""
    if carried.undone is not None:
        left = carried.count - carried.undone
        kept = f" {words.count(left, 'was', 'were')} changed since, and stayed." if left else ""
        return section(f"{words.count(carried.undone, 'future session is', 'future sessions are')} as before.{kept}")
    text = f"{words.count(carried.count, 'future session')} updated."
    return section(text, button("Undo", Action.UNDO_FUTURE, str(carried.id)) if carried.id else None)


def examples() -> dict[str, Json]:
    """The step, for many sessions and for one."""
    sheet, reach = samples.sheet(), Reach(21, date(2026, 11, 23), date(2027, 5, 27))
    target = FutureTarget(41, None)
    return {
        "step": future_form(sheet, reach, target),
        "step_one": future_form(
            replace(sheet, activities=frozenset()), replace(reach, count=1), FutureTarget(41, "all")
        ),
    }
