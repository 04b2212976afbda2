"""What people hear of who comes and who leaves: students of a caseload, and their own last day."""

from dataclasses import replace
from datetime import date

from bot.slack.blocks import section, sections
from bot.slack.text import Json, escape
from bot.views import samples, words
from bot.views.leaving import risk
from models.daily import Arrivals, Arrived, Departed
from models.office import Leaver


def leaving_message(told: Leaver) -> Json:
    """What somebody hears of their own last day, once."""
    text = f"Your last day in Carelog is {words.full_day(told.last_day)}."
    lines = [f"*{text}*", risk(told)]
    if told.coming:
        lines.append(f"{words.count(told.coming, 'session')} still to come until then.")
    if told.to_approve:
        waits = words.count(told.to_approve, "session waits", "sessions wait")
        lines.append(f"{waits} for your approval. Approve or return them by then.")
    lines.append(f"{words.post(told.submits)} everything by then: nobody else can sign for you.")
    return {"text": text, "blocks": [section("\n".join(lines))]}


def departed_message(told: Departed) -> Json:
    """What an aide hears when a student leaves, or stays after all. `text` has no student data at all."""
    if told.back:
        lines = [
            f"*{escape(told.initials)} stays in your sessions.*",
            f"{words.full_day(told.last_day)} is not the last day any more.",
            "Sessions that were changed since go on without them.",
        ]
        return {"text": "A student stays in your sessions.", "blocks": [section("\n".join(lines))]}
    lines = [
        f"*{escape(told.initials)} leaves your sessions.* The last day is {words.full_day(told.last_day)}.",
        "Later sessions go on without them. What you recorded and signed stays.",
    ]
    if told.look:
        lines.append(f"Please look at {words.days(told.look)}: something is recorded there.")
    return {"text": "A student leaves your sessions.", "blocks": [section("\n".join(lines))]}


def arrived_message(told: Arrivals) -> Json:
    """What an aide hears when students join their caseload in mid-year. `text` has no student data at all."""
    several = len(told.students) + told.more > 1
    who = [f"{escape(one.initials)} from {words.full_day(one.start)}" for one in told.students]
    listed = "\n".join(who) + (f"\nand {told.more} more" if told.more else "")
    head = "*Students join your caseload:*\n" if several else "*A student joins your caseload:* "
    lines = [
        f"{head}{listed}",
        f"{'They are' if several else 'This student is'} in none of your sessions to come.",
        "To add them, open a session of Home, press the three dots, then *Edit Session Series*, and choose them there.",
    ]
    return {"text": "New on your caseload: look at your sessions.", "blocks": sections(lines, gap="\n")}


def examples() -> dict[str, Json]:
    """The messages in their states."""
    one = Leaver(7, "Dana Sample", date(2026, 12, 18), True, 6, 12, 40, 1440, 96)
    return {
        "leaving": leaving_message(one),
        "leaving_done": leaving_message(replace(one, unsigned=0, coming=0)),
        "leaving_overseer": leaving_message(replace(one, to_approve=3)),
        "arrived": arrived_message(Arrivals((Arrived("A.S.", samples.TODAY),))),
        "arrived_many": arrived_message(Arrivals((Arrived("A.S.", samples.TODAY),) * 40, 12)),
        "departed": departed_message(Departed("A.S.", samples.TODAY)),
        "departed_back": departed_message(Departed("A.S.", samples.TODAY, back=True)),
        "departed_look": departed_message(Departed("A.S.", samples.TODAY, (date(2026, 11, 24),))),
    }
