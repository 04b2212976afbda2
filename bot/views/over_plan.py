"""What a supervisor hears of a week with more minutes than an IEP plans. Initials only; `text` has no student."""

from datetime import date

from bot.slack.blocks import context, header, section
from bot.slack.text import Json, escape, shorten
from bot.views import words
from models.daily import OverPlan

MOST_TOLD = 10


def over_plan_message(told: OverPlan) -> Json:
    """Who, when, and each student's minutes beside the plan's."""
    lines = [_line(*line) for line in told.lines[:MOST_TOLD]]
    more = len(told.lines) - MOST_TOLD
    lines += [f"and {more} more"] if more > 0 else []
    when = words.day(told.first) + (f" to {words.day(told.last)}" if told.last != told.first else "")
    about = f"*{when}* · {escape(shorten(told.aide, 80))}"
    return {
        "text": "Signed days have more minutes than an IEP plans.",
        "blocks": [
            header("More minutes than the IEP plans"),
            section("\n".join([about, *map(escape, lines)])),
            context("All minutes are kept, and units are those of the plan. Talk about the schedule or the IEP."),
        ],
    }


def _line(initials: str, days: int, most: int, planned: int) -> str:
    if days == 1:
        return f"{initials}: {words.minutes(most)}, {words.minutes(planned)} planned"
    return f"{initials}: up to {words.minutes(most)} on {words.count(days, 'day')}, {words.minutes(planned)} planned"


def examples() -> dict[str, Json]:
    """One student on one day, several on several days, and more than are listed."""
    day = date(2026, 11, 18)
    week = (date(2026, 11, 16), date(2026, 11, 20))
    many = tuple((f"S.{number}.", 1 + number % 5, 240, 120) for number in range(12))
    return {
        "over_plan": over_plan_message(OverPlan("Alma Testwell", day, day, (("A.S.", 1, 240, 120),))),
        "over_plan_many": over_plan_message(OverPlan("Alma Testwell", *week, many)),
    }
