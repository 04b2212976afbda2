"""The fields that *Add Session* and the edit windows have in common.

A raised `revision` gives blocks that are filled anew other ids: Slack keeps what was typed while they stay the same.
"""

from collections.abc import Sequence

from bot.slack.blocks import input_block
from bot.slack.elements import (
    checkboxes,
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
from bot.slack.fields import block_id
from bot.slack.ids import Action
from bot.slack.limits import OPTIONS
from bot.slack.text import Json
from bot.views import words
from models.enums import DayKind, SessionType
from models.inputs import Recurrence, SessionTerms
from models.outputs import Item, Pupil

TYPE_HINT = (
    "Select Individual only if the IEP orders one-on-one care. Otherwise select Group. "
    "If you are not sure, ask your teacher, diagnostician or the special-education office."
)
NAMES_HINT = "A few words that you will recognize, such as Morning care. No student names."
CYCLES = {"": "Every such day", DayKind.A_DAY: "A days", DayKind.B_DAY: "B days"}
EVERY_DAY = "every"


def what_fields(
    services: Sequence[Item], places: Sequence[Item], shown: SessionTerms | None = None, revision: int = 0
) -> list[Json]:
    """Service, Session Description, Place of Service."""
    # The catalogue begins with the service that nearly every session is, so most people never choose.
    service = shown.service if shown else services[0].code
    place = shown.place if shown else places[0].code if len(places) == 1 else None
    description = text_input("description", shown.description if shown else "", max_length=200)
    chosen = static_select("service", choices(services), service, "Choose a service")
    where = static_select("place", choices(places), place, "Choose a place")
    return [
        input_block(_id("service", revision), "Service", chosen),
        input_block(_id("description", revision), "Session Description", description, hint=NAMES_HINT),
        input_block(_id("place", revision), "Place of Service", where),
    ]


def time_fields(shown: SessionTerms | None = None, revision: int = 0) -> list[Json]:
    """Start Time, End Time."""
    start, end = (shown.start, shown.end) if shown else (None, None)
    return [
        input_block(_id("start", revision), "Start Time", time_picker("start", start, "Choose a time")),
        input_block(_id("end", revision), "End Time", time_picker("end", end, "Choose a time")),
    ]


def type_field(shown: SessionType = SessionType.GROUP, revision: int = 0) -> Json:
    """Session Type: Group, the default, or Individual."""
    offered = [option(text, kind) for kind, text in words.SESSION_TYPES.items()]
    element = radio("session_type", offered, shown)
    return input_block(_id("session_type", revision), "Session Type", element, hint=TYPE_HINT)


def students_field(offered: Sequence[Pupil], chosen: Sequence[Pupil] = (), revision: int = 0) -> Json:
    """Students: a list of up to 100, else a search."""
    name, picked = _id("students", revision), [pupil_option(pupil) for pupil in chosen]
    if 0 < len(offered) <= OPTIONS:
        ids = frozenset(each["value"] for each in picked)
        listed = [pupil_option(pupil) for pupil in offered]
        return input_block(name, "Students", multi_static_select("students", listed, "Choose students", ids))
    search = multi_external_select(Action.FIND_STUDENT, 0, "Type a name", picked)
    return input_block(name, "Students", search, hint="Type a few letters of a name to find a student.")


def pupil_option(pupil: Pupil) -> Json:
    """A student to choose."""
    return option(pupil.label, str(pupil.id))


def recurrence_fields(shown: Recurrence | None, *, default_day: int, has_cycle: bool, revision: int = 0) -> list[Json]:
    """Repeats on, A/B days where the calendar has them, Every, Ends on. `default_day` is an ISO weekday."""
    chosen = frozenset(map(str, shown.weekdays if shown else [default_day]))
    offered = [option(name, str(number)) for number, name in enumerate(words.WEEKDAYS, 1)]
    every = number_input("every", shown.every if shown else 1, 1, 52, each_digit=True)
    ends_on = date_picker("ends_on", shown.ends_on if shown else None)
    weeks, until = "Weeks. 1 is every week, 2 every other week.", "The last day of school, unless it ends sooner."
    cycle = [_cycle(shown.cycle if shown else None, revision)] if has_cycle or (shown and shown.cycle) else []
    return [
        input_block(_id("weekdays", revision), "Repeats on", checkboxes("weekdays", offered, chosen)),
        *cycle,
        input_block(_id("every", revision), "Every", every, hint=weeks),
        input_block(_id("ends_on", revision), "Ends on", ends_on, hint=until),
    ]


def _cycle(shown: DayKind | None, revision: int) -> Json:
    offered = [option(text, kind or EVERY_DAY) for kind, text in CYCLES.items()]
    element = radio("cycle", offered, shown or EVERY_DAY)
    return input_block(_id("cycle", revision), "A/B days", element, hint="The school calendar says which day is which.")


def choices(items: Sequence[Item]) -> list[Json]:
    """The catalogue's entries; more than one list holds are shown by category."""
    if len(items) <= OPTIONS:
        return [option(item.name, item.code) for item in items]
    categories = dict.fromkeys(item.category for item in items)
    by_category = {name: [option(i.name, i.code) for i in items if i.category == name] for name in categories}
    return grouped((name or "Other", options) for name, options in by_category.items())


def _id(field: str, revision: int) -> str:
    return block_id(field, "", revision) if revision else field
