"""*Posted sessions*: how an administrator finds the one that has to be looked at or unposted."""

from collections.abc import Sequence
from datetime import date, time

from bot.slack.blocks import context, divider, input_block, modal, section
from bot.slack.elements import button, date_picker, text_input
from bot.slack.ids import Action, Callback
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from models.enums import State
from models.outputs import RecordLine

LONGEST_NAME = 100
NOTHING = "No posted session fits. Try a shorter part of the name, or another date."


def posted_list(found: Sequence[RecordLine], *, name: str = "", on: date | None = None) -> Json:
    """The two fields to search by, and what was found, newest first."""
    typed = text_input("name", name, max_length=LONGEST_NAME)
    blocks = [
        input_block("name", "Aide", typed, hint="The name, or a part of it.", optional=True),
        input_block("date", "Date", date_picker("date", on), optional=True),
        divider(),
        *(_line(one) for one in found),
        context("The newest first. Looking at a session is noted in its history." if found else NOTHING),
    ]
    return modal(Callback.FIND_POSTED, "Posted sessions", blocks, submit="Search")


def _line(one: RecordLine) -> Json:
    when = f"*{words.full_day(one.date)} · {words.span(one.start, one.end)}*"
    about = f"{escape(shorten(one.owner, 80))} · {escape(shorten(one.description, 120))}"
    if one.state is not State.POSTED:
        about += f" · {words.STATES[one.state]}"
    return section(f"{when}\n{about}", button("View", Action.VIEW_RECORD, str(one.id)))


def examples() -> dict[str, Json]:
    """With something found, and with nothing."""
    found = [RecordLine(n, "Dana Sample", samples.TODAY, time(9), time(9, 30), "Morning care") for n in range(1, 4)]
    return {
        "found": posted_list(found),
        "nothing": posted_list([], name="Nobody", on=samples.TODAY),
    }
