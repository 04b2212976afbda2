"""What Carelog says to an aide's own words: what was understood, what was not, and what can be done next.

Initials only. `text` says only how it went, since it is read on locked screens.
"""

from collections.abc import Mapping, Sequence

from bot.slack.blocks import actions, context, section, sections
from bot.slack.elements import button
from bot.slack.ids import Action
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from models.enums import AbsenceReason, Presence, State
from models.inputs import MarkChanges
from models.outputs import SessionLine
from models.rules.replies import Asked, Capture, Listed, Named, Question, Reply

MOST_QUESTIONS = 5
MOST_CHOICES = 12
ALL = 0
"""What stands for the id of a session where all that were asked about are meant."""
EXAMPLES = (
    "You can write: _all present_ · _everyone but M.G._ · _M.G. absent, sick_ · _M.G. came 9:15_ · "
    "_M.G. away 10-11 speech_ · _2 all present_ · _cancelled: field trip_ · _undo_ · _what's left?_ · _post_ · _log_."
)


def answered(
    reply: Reply, saved: tuple[SessionLine, ...], refused: tuple[str, ...], listed: Sequence[Listed], answer_id: int
) -> Json:
    """The answer as {"text", "blocks"}. `listed` is what the words were read against, with the reminder's numbers."""
    blocks: list[Json] = []
    initials = {student.id: student.initials for one in listed for student in one.students}
    if saved:
        blocks += [_saved(line, reply, initials, alone=len(saved) == 1) for line in saved]
        blocks += [section(text) for text in _next_step(saved, reply)]
        blocks.append(actions(f"answer:{answer_id}", *_next(saved, answer_id)))
    blocks += [section(escape(shorten(text, 300))) for text in refused]
    for number, question in enumerate(reply.questions[:MOST_QUESTIONS]):
        blocks += _question(question, f"{answer_id}:{number}", initials, listed)
    if not blocks:
        return not_understood()
    blocks += _leftover(reply)
    return {"text": _said(reply, saved), "blocks": blocks}


def _said(reply: Reply, saved: tuple[SessionLine, ...]) -> str:
    if saved and reply.understood:
        return "Saved as a draft."
    return "Saved in part. Please look at what is open." if saved else "Nothing was saved yet. Please look."


def _saved(line: SessionLine, reply: Reply, initials: Mapping[int, str], *, alone: bool) -> Json:
    """One session as it was understood, and what it still needs. Of several, each has its own way in."""
    when = f"*{words.day(line.date)} · {words.span(line.start, line.end)}*"
    if line.state is State.CANCELLED:
        return section(f"{when}: cancelled ({escape(shorten(line.cancel_reason, 200))}).")
    said = shorten(f"{when}: {_understood(line, reply, initials)}.", 2800)
    return section(said, None if alone or line.ready else button("Open", Action.OPEN_SESSION, str(line.id)))


def _next_step(saved: tuple[SessionLine, ...], reply: Reply) -> list[str]:
    """How what was saved stands, and what it still needs."""
    still = [line for line in saved if line.state is not State.CANCELLED]
    if not still:
        return []
    open_ones = [line for line in still if not line.ready]
    if not open_ones:
        return [f"Saved, and ready to {words.post(still[0].submits).lower()}."]
    whole = {one.session_id for one in reply.captures if one.everyone_present}
    which = ("it" if len(saved) == 1 else "this one") if len(open_ones) == 1 else "each"
    todo = "check off the activities" if all(line.id in whole for line in open_ones) else "finish it"
    kept = "Saved as a draft." if len(still) == 1 else "Saved as drafts."
    return [f"{kept} Open {which} to {todo}."]


def _understood(line: SessionLine, reply: Reply, initials: Mapping[int, str]) -> str:
    parts = []
    for one in reply.captures:
        if one.session_id != line.id:
            continue
        if one.everyone_present:
            parts.append("all others present as scheduled" if one.marks else "all present, as scheduled")
        parts += [
            f"{escape(initials.get(student_id, 'student'))} {words.changes(change)}"
            for student_id, change in one.marks.items()
        ]
    return ", ".join(parts)


def _next(saved: tuple[SessionLine, ...], answer_id: int) -> list[Json]:
    buttons = [button("Undo", Action.ANSWER_UNDO, str(answer_id))]
    still = [line for line in saved if line.state is not State.CANCELLED]
    if len(saved) == 1 and still:
        # The next step is the green one: what is not ready cannot be posted yet.
        buttons.append(
            button("Open", Action.OPEN_SESSION, str(still[0].id), style=None if still[0].ready else "primary")
        )
    if any(line.ready for line in still):
        buttons.append(button(words.post(still[0].submits), Action.OPEN_POST, style="primary"))
    return buttons


def _question(question: Question, place: str, initials: Mapping[int, str], listed: Sequence[Listed]) -> list[Json]:
    """What was unclear, with the answers to choose from. What was written is not repeated: it may hold a name."""
    buttons = []
    if question.students and question.changes is not None:
        buttons = [
            button(shorten(initials.get(one, "student"), 60), f"{Action.ANSWER_CHOOSE}.{number}", f"{place}:{one}")
            for number, one in enumerate(question.students[:5])
        ]
    elif question.kind is Asked.SESSION:
        buttons = _sessions([one for one in listed if one.id in question.sessions], place)
    blocks = [section(escape(shorten(question.sentence, 300)))]
    return [*blocks, actions(f"question:{place}", *buttons)] if buttons else blocks


def _sessions(found: list[Listed], place: str) -> list[Json]:
    """A button for each session, by its number in the reminder and its start, and one for all of them."""
    several_days = len({one.date for one in found}) > 1
    buttons = []
    for one in found[:MOST_CHOICES]:
        day = f"{words.WEEKDAYS[one.date.weekday()][:3]} " if several_days else ""
        text = f"{one.number} · {day}{words.clock(one.start)}"
        buttons.append(button(text, f"{Action.ANSWER_SESSION}.{one.number}", f"{place}:{one.id}"))
    if len(found) > 1:
        text = "Both" if len(found) == 2 else f"All {len(found)}"
        buttons.append(button(text, f"{Action.ANSWER_SESSION}.all", f"{place}:{ALL}"))
    return buttons


def _leftover(reply: Reply) -> list[Json]:
    if not reply.leftover:
        return []
    parts = words.count(len(reply.leftover), "part", "parts")
    return [section(f"I did not understand {parts} of your message. Nothing was saved from it."), context(EXAMPLES)]


def not_understood() -> Json:
    """The pointer for everything else that a person writes."""
    text = "I did not understand this. Nothing was changed."
    return {"text": text, "blocks": [section(text), context(EXAMPLES)]}


def with_word(said: Json, text: str) -> Json:
    """An answer, with one more word below it. What stands on a locked screen stays as it is."""
    return {**said, "blocks": [*said["blocks"], section(escape(text))]}


def help_message(text: str) -> Json:
    """What can be written, by examples."""
    return {"text": text, "blocks": [section(escape(text)), context(EXAMPLES)]}


def plain_answer(text: str, *, post: str = "", log: bool = False) -> Json:
    """A sentence, with a button where a window has to be opened, which a message cannot do.

    `post` is the text of the one that opens Session Audit; "" for none.
    """
    blocks = [section(escape(shorten(text, 600)))]
    if post:
        blocks.append(actions("post", button(post, Action.OPEN_POST, style="primary")))
    if log:
        blocks.append(actions("log", button("Log what just happened", Action.LOG, style="primary")))
    return {"text": text, "blocks": blocks}


def whats_left(lines: tuple[SessionLine, ...], total: int) -> Json:
    """What is unposted, in counts and times; `total` are all of them."""
    if not lines:
        return plain_answer("Nothing is left for you to sign.")
    text = f"{words.count(total, 'session is', 'sessions are')} unposted."
    said = [
        f"{words.day(line.date)} · {words.span(line.start, line.end)} · "
        + (f"ready to {words.post(line.submits).lower()}" if line.ready else words.deadline(line.days_left))
        for line in lines
    ]
    if total > len(lines):
        said.append(f"and {total - len(lines)} more on Home")
    post = [button(words.post(lines[0].submits), Action.OPEN_POST, style="primary")]
    return {"text": text, "blocks": [*sections([text, *said]), actions("post", *post)]}


def examples() -> dict[str, Json]:
    """The answers in their kinds."""
    line, second = samples.line(1, State.DRAFT), samples.line(2, State.DRAFT)
    listed = tuple(_listed(number, one) for number, one in enumerate((line, second), 1))
    student = line.students[0]
    absent = MarkChanges(presence=Presence.ABSENT, reason=AbsenceReason.ABSENT)
    one = Capture(line.id, everyone_present=True, marks={student.id: absent})
    several = Reply(captures=(one, Capture(second.id, everyone_present=True)))
    ids = tuple(one.id for one in line.students)
    unclear = Reply(questions=(Question(Asked.STUDENT, "M", "Which student do you mean?", ids, (line.id,), absent),))
    which = Question(Asked.SESSION, "all present", "Which session is this about?", (), (line.id, second.id))
    return {
        "saved": answered(Reply(captures=(one,)), (line,), (), listed, 7),
        "saved_several": answered(several, (line, second), (), listed, 7),
        "unclear": answered(unclear, (), (), listed, 8),
        "which_session": answered(Reply(questions=(which,)), (), (), listed, 8),
        "leftover": answered(Reply(leftover=("blue sky",)), (), (), listed, 9),
        "help": help_message("Answer a reminder in your own words."),
        "post": plain_answer("Press Post to review and sign.", post="Post"),
        "log": plain_answer("Press the button to log it.", log=True),
        "left": whats_left((line,), 3),
    }


def _listed(number: int, line: SessionLine) -> Listed:
    pupils = tuple(Named(one.id, one.name, "", initials=one.initials) for one in line.students)
    return Listed(number, line.id, line.date, line.start, line.end, line.description, pupils)
