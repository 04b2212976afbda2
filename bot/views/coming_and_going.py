"""What people hear of who comes and who leaves: students of a caseload, and their own last day."""

from dataclasses import replace
from datetime import date

from bot.slack.blocks import section, sections
from bot.slack.text import Json, escape
from bot.views import samples, words
from bot.views.leaving import risk
from models.daily import Arrivals, Arrived, Departed
from models.office import Leaver, OwnLastDay

HOW_TO_ADD = (
    "To add them, open a session of Home, press the three dots, then *Edit Session Series*, and choose them there."
)


def leaving_message(told: OwnLastDay) -> Json:
    """What somebody hears of their own last day: when it is set, becomes another one, or is taken back."""
    one = told.leaver
    if one is None:
        was = f"{words.full_day(told.before)} is not your last day" if told.before else "You have no last day"
        text = f"{was} in Carelog any more. Your account goes on."
        return {"text": text, "blocks": [section(f"*{text}*")]}
    text = f"Your last day in Carelog is {_moved(one.last_day, told.before)}."
    lines = [f"*{text}*", risk(one)]
    if one.coming:
        lines.append(f"{words.count(one.coming, 'session')} still to come until then.")
    if one.to_approve:
        waits = words.count(one.to_approve, "session waits", "sessions wait")
        lines.append(f"{waits} for your approval. Approve or return them by then.")
    lines.append(f"{words.post(one.submits)} everything by then: nobody else can sign for you.")
    return {"text": text, "blocks": [section("\n".join(lines))]}


def _moved(last_day: date, before: date | None) -> str:
    """A last day, and the one that was heard before."""
    return f"{words.full_day(last_day)} now, not {words.full_day(before)}" if before else words.full_day(last_day)


def departed_message(told: Departed) -> Json:
    """What an aide hears when a student leaves, or stays after all. `text` has no student data at all."""
    if told.last_day and not told.to_place and (told.before is None or told.last_day < told.before):
        text = "A student leaves your sessions."
        lines = [
            f"*{escape(told.initials)} leaves your sessions.* The last day is {_moved(told.last_day, told.before)}.",
            "Later sessions go on without them. What you recorded and signed stays.",
        ]
    else:
        text, lines = _stays(told)
    if told.look:
        lines.append(f"Please look at {words.days(told.look)}: something is recorded there.")
    return {"text": text, "blocks": [section("\n".join(lines))]}


def _stays(told: Departed) -> tuple[str, list[str]]:
    """A student whom the aide knew to leave, or did not find in the sessions any more."""
    until = f" until {words.full_day(told.last_day)}" if told.last_day else ""
    where = "on your caseload" if told.to_place else "in your sessions"
    lines = [f"*{escape(told.initials)} stays {where}{until}.*"]
    if told.before:
        lines.append(f"{words.full_day(told.before)} is not the last day any more.")
    if told.to_place:
        lines += ["This student is in none of your sessions to come.", HOW_TO_ADD]
    else:
        lines.append("Sessions that were changed since go on without them.")
    return f"A student stays {where}.", lines


def arrived_message(told: Arrivals) -> Json:
    """What an aide hears when students join their caseload in mid-year. `text` has no student data at all."""
    several = len(told.students) + told.more > 1
    who = [f"{escape(one.initials)} from {words.full_day(one.start)}" for one in told.students]
    listed = "\n".join(who) + (f"\nand {told.more} more" if told.more else "")
    head = "*Students join your caseload:*\n" if several else "*A student joins your caseload:* "
    lines = [
        f"{head}{listed}",
        f"{'They are' if several else 'This student is'} in none of your sessions to come.",
        HOW_TO_ADD,
    ]
    return {"text": "New on your caseload: look at your sessions.", "blocks": sections(lines, gap="\n")}


def examples() -> dict[str, Json]:
    """The messages in their states."""
    one = Leaver(7, "Dana Sample", date(2026, 12, 18), True, 6, 12, 40, 1440, 96)
    day, later = samples.TODAY, date(2026, 12, 18)
    return {
        "leaving": leaving_message(OwnLastDay(one)),
        "leaving_done": leaving_message(OwnLastDay(replace(one, unsigned=0, coming=0))),
        "leaving_overseer": leaving_message(OwnLastDay(replace(one, to_approve=3))),
        "leaving_moved": leaving_message(OwnLastDay(one, day)),
        "leaving_back": leaving_message(OwnLastDay(None, day)),
        "arrived": arrived_message(Arrivals((Arrived("A.S.", day),))),
        "arrived_many": arrived_message(Arrivals((Arrived("A.S.", day),) * 40, 12)),
        "departed": departed_message(Departed("A.S.", day)),
        "departed_back": departed_message(Departed("A.S.", None, day)),
        "departed_earlier": departed_message(Departed("A.S.", day, later)),
        "departed_later": departed_message(Departed("A.S.", later, day)),
        "departed_to_place": departed_message(Departed("A.S.", None, day, to_place=True)),
        "departed_look": departed_message(Departed("A.S.", day, look=(date(2026, 11, 24),))),
    }
