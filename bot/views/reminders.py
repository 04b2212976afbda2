"""Messages: the day's reminder, kept true, and the digest. Initials only; `text` carries no student data at all."""

from dataclasses import replace

from bot.slack.blocks import actions, context, divider, header, section, sections
from bot.slack.elements import button, confirm, option, static_select
from bot.slack.ids import Action
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from models.daily import Digest, DigestLine, Reminder
from models.enums import SIGNED, State
from models.outputs import SessionLine

SNOOZES = {"30": "In 30 minutes", "later": "Later today", "tomorrow": "Tomorrow morning"}
MOST_AIDES = 15
DONE = (*SIGNED, State.CANCELLED)
"""What needs the person no more."""


def reminder_message(reminder: Reminder) -> Json:
    """The reminder as {"text", "blocks"}: a line and two buttons for each session, then Post and Snooze."""
    if reminder.done:
        return _done(reminder)
    left = [line for line in reminder.lines if line.state not in DONE]
    number = len(left) + reminder.more
    to_post = f"{words.count(number, 'session')} to {words.post(reminder.submits).lower()}"
    to_post = f"A nudge: {to_post}" if reminder.asked_by else to_post
    text = f"{to_post}. Open Carelog to fill in and sign."
    blocks = [header(to_post), *_nudged(reminder, number)]
    for place, line in reminder.numbered:
        blocks += _session(place, line, dated=line.date != reminder.today)
    if reminder.more:
        blocks.append(context(f"and {words.count(reminder.more, 'more session')} on Home."))
    blocks += [divider(), actions("reminder", *_buttons(reminder))]
    blocks.append(context("Or answer here in your own words, such as: all present. Write initials, not names."))
    return {"text": text, "blocks": blocks}


def _nudged(reminder: Reminder, number: int) -> list[Json]:
    """Who asked for this message, and why it came."""
    if not reminder.asked_by:
        return []
    which = "this session is" if number == 1 else "these sessions are"
    by = escape(shorten(reminder.asked_by, 80))
    left = f"{which} not {words.posted(reminder.submits)} yet"
    return [section(f"*{by}* asked me to remind you: {left}.\nIf something is in the way, they can help.")]


def _done(reminder: Reminder) -> Json:
    lines = [_line(place, line, dated=line.date != reminder.today) for place, line in reminder.numbered]
    text, rest = f"All {words.posted(reminder.submits)}.", "Nothing is left for you to do."
    said = "\n".join([f"*{text}* {rest}", *lines])
    return {"text": f"{text} {rest}", "blocks": sections([said])}


def _session(place: int, line: SessionLine, *, dated: bool) -> list[Json]:
    if line.state in DONE:
        return [section(_line(place, line, dated=dated))]
    value = str(line.id)
    buttons = [button("Open", Action.OPEN_SESSION, value)]
    if not line.ready:
        buttons.append(button("All present", Action.REMIND_ALL_PRESENT, value))
    return [section(_line(place, line, dated=dated)), actions(f"session:{line.id}", *buttons)]


def _line(place: int, line: SessionLine, *, dated: bool) -> str:
    """Number, time, service, initials, and how it stands."""
    at = words.span(line.start, line.end)
    when = f"{words.day(line.date)} · {at}" if dated else at
    who = ", ".join(pupil.initials for pupil in line.students)
    standing = words.STATES[line.state].lower()
    if line.state not in DONE:
        begun = standing if line.state in (State.DRAFT, State.RETURNED) else ""
        ready = line.ready and line.state is not State.RETURNED
        begun = f"ready to {words.post(line.submits).lower()}" if ready else begun
        standing = " · ".join(filter(None, [begun, words.deadline(line.days_left)]))
    return f"*{place}* · *{when}* · {escape(shorten(line.service, 80))}\n{escape(shorten(who, 300))} · {standing}"


def _buttons(reminder: Reminder) -> list[Json]:
    choices = [option(text, value) for value, text in SNOOZES.items()]
    return [
        button(words.post(reminder.submits), Action.OPEN_POST, style="primary"),
        static_select(Action.SNOOZE, choices, placeholder="Snooze"),
    ]


def digest_message(digest: Digest) -> Json:
    """The digest as {"text", "blocks"}: counts by aide, near deadlines first, with a Nudge for each."""
    unposted = f"Your team has {words.count(digest.unposted, 'unposted session')}." if digest.lines else ""
    awaiting = f"{words.count(digest.awaiting, 'session waits', 'sessions wait')} for your approval."
    text = " ".join(filter(None, [unposted, awaiting if digest.awaiting else ""]))
    shown = sorted(digest.lines, key=lambda line: (line.oldest, line.name))
    blocks = [header((unposted or awaiting).rstrip(".")), *_awaiting(digest, awaiting)]
    for line in shown[:MOST_AIDES]:
        blocks += _aide(line)
    if len(shown) > MOST_AIDES:
        blocks.append(context(f"and {words.count(len(shown) - MOST_AIDES, 'more aide')} on Home."))
    return {"text": text, "blocks": blocks}


def _awaiting(digest: Digest, said: str) -> list[Json]:
    """What waits for the supervisor's own approval, apart from what the aides have not signed."""
    if not digest.awaiting:
        return []
    oldest = f" The oldest for {words.count(digest.awaiting_days, 'day')}." if digest.awaiting_days else ""
    return [section(f"*{said}*{oldest}", button("Review", Action.REVIEW, style="primary"))]


def _aide(line: DigestLine) -> list[Json]:
    parts = [
        words.count(line.unposted, "session") + " unposted",
        f"oldest {words.day(line.oldest)}",
        f"{line.urgent} with two days or less left" if line.urgent else "",
        f"{line.late} late" if line.late else "",
    ]
    said = f"*{escape(shorten(line.name, 80))}*\n{' · '.join(filter(None, parts))}"
    if line.nudged:
        return [section(said), context("Nudged today.")]
    asked = confirm("Nudge", "Carelog writes to this aide once, in their working hours.", "Nudge", "Not now")
    return [section(said, button("Nudge", Action.NUDGE, str(line.staff_id), confirm=asked))]


def examples() -> dict[str, Json]:
    """The messages in their states."""
    lines = tuple(samples.line(number) for number in range(1, 4))
    return {
        "reminder": reminder_message(Reminder(samples.TODAY, lines)),
        "reminder_more": reminder_message(Reminder(samples.TODAY, lines, 4)),
        "nudge": reminder_message(Reminder(samples.TODAY, lines[:2], asked_by="Rosa Testwell")),
        "reminder_done": reminder_message(Reminder(samples.TODAY, (samples.line(1, State.POSTED),))),
        "digest": digest_message(
            Digest(
                samples.TODAY,
                (
                    DigestLine(1, "Alma Testwell", 3, 1, 0, samples.TODAY),
                    DigestLine(2, "Bruno Mockford", 1, 0, 1, samples.TODAY, nudged=True),
                ),
            )
        ),
        "digest_awaiting": digest_message(
            Digest(samples.TODAY, (DigestLine(1, "Alma Testwell", 3, 1, 0, samples.TODAY),), 2, 4)
        ),
        "digest_only_awaiting": digest_message(Digest(samples.TODAY, (), 1)),
        "reminder_submit": reminder_message(
            Reminder(
                samples.TODAY,
                (
                    replace(samples.line(1, State.RETURNED), submits=True),
                    replace(samples.line(2, State.SUBMITTED), submits=True),
                ),
            )
        ),
    }
