"""What a supervisor hears of a posted day with more minutes than an IEP plans. Initials only; `text` has no student."""

from datetime import date

from bot.slack.blocks import context, header, section
from bot.slack.text import Json, escape, shorten
from bot.views import words
from models.daily import OverPlan

MOST_TOLD = 10


def over_plan_message(told: OverPlan) -> Json:
    """Who, when, and each student's minutes beside the plan's."""
    lines = [f"{initials}: {day} min, {planned} min planned" for initials, day, planned in told.lines[:MOST_TOLD]]
    more = len(told.lines) - MOST_TOLD
    lines += [f"and {more} more"] if more > 0 else []
    about = f"*{words.day(told.date)}* · {escape(shorten(told.aide, 80))}"
    title = "More minutes than the IEP plans"
    return {
        "text": "A posted day has more minutes than an IEP plans.",
        "blocks": [
            header(title),
            section("\n".join([about, *map(escape, lines)])),
            context("All minutes are kept, and units are those of the plan. Talk about the schedule or the IEP."),
        ],
    }


def examples() -> dict[str, Json]:
    """One student, and more than are listed."""
    day = date(2026, 11, 18)
    many = tuple((f"S.{number}.", 240, 120) for number in range(12))
    return {
        "over_plan": over_plan_message(OverPlan("Alma Testwell", day, (("A.S.", 240, 120),))),
        "over_plan_many": over_plan_message(OverPlan("Alma Testwell", day, many)),
    }
