"""Messages: the day's reminder, kept true, and the digest. Initials only; `text` carries no student data at all."""

from bot.slack.blocks import actions, context, divider, header, section, sections
from bot.slack.elements import button, confirm, option, static_select
from bot.slack.ids import Action
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from models.daily import Digest, DigestLine, Reminder
from models.enums import State
from models.outputs import SessionLine

SNOOZES = {"30": "In 30 minutes", "later": "Later today", "tomorrow": "Tomorrow morning"}
MOST_AIDES = 15


def reminder_message(reminder: Reminder) -> Json:
    """The reminder as {"text", "blocks"}: a line and two buttons for each session, then Post and Snooze."""
    if reminder.done:
        return _done(reminder)
    left = [line for line in reminder.lines if line.state not in (State.POSTED, State.CANCELLED)]
    number = len(left) + reminder.more
    to_post = f"{'A nudge: ' if reminder.asked_by else ''}{words.count(number, 'session')} to post"
    text = f"{to_post}. Open Carelog to fill in and sign."
    blocks = [header(to_post), *_nudged(reminder, number)]
    for place, line in reminder.numbered:
        blocks += _session(place, line, dated=line.date != reminder.today)
    if reminder.more:
        blocks.append(context(f"and {words.count(reminder.more, 'more session')} on Home."))
    blocks += [divider(), actions("reminder", *_buttons())]
    blocks.append(context("Or answer here in your own words, such as: all present. Write initials, not names."))
    return {"text": text, "blocks": blocks}


def _nudged(reminder: Reminder, number: int) -> list[Json]:
    """Who asked for this message, and why it came."""
    if not reminder.asked_by:
        return []
    which = "this session is" if number == 1 else "these sessions are"
    by = escape(shorten(reminder.asked_by, 80))
    return [
        section(f"*{by}* asked me to remind you: {which} not posted yet.\nIf something is in the way, they can help.")
    ]


def _done(reminder: Reminder) -> Json:
    lines = [_line(place, line, dated=line.date != reminder.today) for place, line in reminder.numbered]
    said = "\n".join(["*All posted.* Nothing is left for you to do.", *lines])
    return {"text": "All posted. Nothing is left for you to do.", "blocks": sections([said])}


def _session(place: int, line: SessionLine, *, dated: bool) -> list[Json]:
    if line.state in (State.POSTED, State.CANCELLED):
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
    standing = {State.POSTED: "posted", State.CANCELLED: "cancelled"}.get(line.state)
    if standing is None:
        begun = "draft" if line.state is State.DRAFT else ""
        standing = " · ".join(filter(None, ["ready to post" if line.ready else begun, words.deadline(line.days_left)]))
    return f"*{place}* · *{when}* · {escape(shorten(line.service, 80))}\n{escape(shorten(who, 300))} · {standing}"


def _buttons() -> list[Json]:
    choices = [option(text, value) for value, text in SNOOZES.items()]
    return [
        button("Post", Action.OPEN_POST, style="primary"),
        static_select(Action.SNOOZE, choices, placeholder="Snooze"),
    ]


def digest_message(digest: Digest) -> Json:
    """The digest as {"text", "blocks"}: counts by aide, near deadlines first, with a Nudge for each."""
    text = f"Your team has {words.count(digest.unposted, 'unposted session')}."
    shown = sorted(digest.lines, key=lambda line: (line.oldest, line.name))
    blocks = [header(text.rstrip("."))]
    for line in shown[:MOST_AIDES]:
        blocks += _aide(line)
    if len(shown) > MOST_AIDES:
        blocks.append(context(f"and {words.count(len(shown) - MOST_AIDES, 'more aide')} on Home."))
    return {"text": text, "blocks": blocks}


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
    }
