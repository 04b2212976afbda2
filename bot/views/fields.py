"""What both views of the session window are made of: choices by category, pickers, and problems in their place."""

from collections.abc import Mapping

from bot.slack.blocks import context, input_block, section
from bot.slack.elements import checkboxes, option, radio, static_select, time_picker
from bot.slack.fields import block_id
from bot.slack.ids import Action
from bot.slack.limits import CHECKBOXES
from bot.slack.text import Json, escape, shorten
from bot.views import words
from models.enums import ItemKind, Presence
from models.outputs import Item, SessionSheet, StudentRecord

Problems = Mapping[str, str]

# A context block holds 2,000 characters, and one character can take five when it is escaped.
MOST_SAID = 350

ORDERED, USUAL = "In the IEP", "Given lately"
START, END = "Actual Start", "Actual End"


def action(name: str) -> str:
    """The action id of an element that is saved at once."""
    return f"{Action.MARK}.{name}"


def window_problem(problems: Problems) -> list[Json]:
    """What is wrong with the window as a whole."""
    text = problems.get("", "")
    return [section(f"*Please check:* {escape(shorten(text, 600))}")] if text else []


def problem(problems: Problems, name: str, student_id: int | None = None) -> list[Json]:
    """What is wrong with one field, to stand right under it."""
    text = problems.get(name if student_id is None else f"{name}:{student_id}", "")
    return [note(text)] if text else []


def note(text: str) -> Json:
    """A problem in words, not by colour or sign."""
    return context(f"*Please check:* {escape(shorten(text, MOST_SAID))}")


def category_inputs(
    name: str,
    items: tuple[Item, ...],
    chosen: frozenset[str],
    place: tuple[int, int] | None,
    *,
    ordered: frozenset[str] = frozenset(),
    usual: frozenset[str] = frozenset(),
) -> list[Json]:
    """One input of checkboxes for each category, ten to an input, named `name.0`, `name.1` and so on.

    `place` is (student id, revision) where the field belongs to a student. What the IEP orders comes first, then what
    was given lately, each by itself.
    """
    student_id, revision = place or (None, 0)
    blocks = []
    for number, (label, part) in enumerate(_tens(items, ordered, usual)):
        field = f"{name}.{number}"
        element = checkboxes(action(field), [option(item.name, item.code) for item in part], chosen)
        blocks.append(input_block(block_id(field, student_id, revision), label, element, optional=True, dispatch=True))
    return blocks


def presence_radio(record: StudentRecord) -> Json:
    """Present in Session or Not Present in Session; nothing is answered beforehand (journey 3)."""
    known = record.mark.presence is not Presence.UNMARKED
    choices = [option(words.PRESENCE[presence], presence) for presence in (Presence.PRESENT, Presence.ABSENT)]
    return radio(action("presence"), choices, record.mark.presence if known else None)


def reason_select(record: StudentRecord) -> Json:
    """Why a student was not present."""
    choices = [option(text, reason) for reason, text in words.REASONS.items()]
    return static_select(action("reason"), choices, record.mark.reason, "Choose a reason")


def start_picker(sheet: SessionSheet, record: StudentRecord) -> Json:
    """Actual Start, filled in from the schedule."""
    return time_picker(action("start"), record.mark.start or sheet.start, START)


def end_picker(sheet: SessionSheet, record: StudentRecord) -> Json:
    """Actual End, filled in from the schedule."""
    return time_picker(action("end"), record.mark.end or sheet.end, END)


def _tens(items: tuple[Item, ...], ordered: frozenset[str], usual: frozenset[str]) -> list[tuple[str, list[Item]]]:
    """Items by kind and category, at most ten together, each with its label; the ordered and usual ones before all."""
    groups: dict[str, list[Item]] = {ORDERED: [], USUAL: []}
    for item in sorted(items, key=lambda item: item.kind is ItemKind.ACCOMMODATION):
        special = ORDERED if item.code in ordered else USUAL if item.code in usual else ""
        groups.setdefault(special or _label(item.kind, item.category), []).append(item)
    return [
        (_continued(label, start > 0), members[start : start + CHECKBOXES])
        for label, members in groups.items()
        for start in range(0, len(members), CHECKBOXES)
    ]


def _label(kind: ItemKind, category: str) -> str:
    word = "Accommodations" if kind is ItemKind.ACCOMMODATION else "Activities"
    return f"{word}: {category}" if category and category != word else word


def _continued(label: str, continued: bool) -> str:
    return f"{label} (more)" if continued else label
