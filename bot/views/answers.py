"""What Carelog says to an aide's own words: what was understood, what was not, and what can be done next.

Initials only. `text` says only how it went, since it is read on locked screens.
"""

from collections.abc import Mapping

from bot.slack.blocks import actions, context, section, sections
from bot.slack.elements import button
from bot.slack.ids import Action
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from models.enums import AbsenceReason, Presence, State
from models.inputs import MarkChanges
from models.outputs import SessionLine
from models.rules.replies import Asked, Capture, Question, Reply

MOST_QUESTIONS = 5
EXAMPLES = (
    "You can write: *all present* · *everyone but M.G.* · *M.G. absent, sick* · *M.G. came 9:15* · "
    "*M.G. away 10-11 speech* · *2 all present* · *cancelled: field trip* · *undo* · *what's left?* · *post*."
)


def answered(
    reply: Reply, saved: tuple[SessionLine, ...], refused: tuple[str, ...], initials: Mapping[int, str], answer_id: int
) -> Json:
    """The answer as {"text", "blocks"}. `initials` are by student id."""
    blocks: list[Json] = []
    if saved:
        blocks += sections([_saved(line, reply, initials) for line in saved])
        blocks.append(actions(f"answer:{answer_id}", *_next(saved, answer_id)))
    blocks += [section(escape(shorten(text, 300))) for text in refused]
    for number, question in enumerate(reply.questions[:MOST_QUESTIONS]):
        blocks += _question(question, number, initials, answer_id)
    blocks += _leftover(reply)
    if not blocks:
        return not_understood()
    return {"text": _said(reply, saved), "blocks": blocks}


def _said(reply: Reply, saved: tuple[SessionLine, ...]) -> str:
    if saved and reply.understood:
        return "Saved as a draft."
    return "Saved in part. Please look at what is open." if saved else "Nothing was saved yet. Please look."


def _saved(line: SessionLine, reply: Reply, initials: Mapping[int, str]) -> str:
    when = f"*{words.day(line.date)} · {words.span(line.start, line.end)}*"
    if line.state is State.CANCELLED:
        return f"{when}: cancelled ({escape(shorten(line.cancel_reason, 200))})."
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
    return f"{when}: {', '.join(parts)}. Saved as a draft."


def _next(saved: tuple[SessionLine, ...], answer_id: int) -> list[Json]:
    buttons = [button("Undo", Action.ANSWER_UNDO, str(answer_id))]
    still = [line for line in saved if line.state is not State.CANCELLED]
    if len(still) == 1:
        buttons.append(button("Open", Action.OPEN_SESSION, str(still[0].id)))
    if still:
        buttons.append(button("Post", Action.OPEN_POST, style="primary"))
    return buttons


def _question(question: Question, number: int, initials: Mapping[int, str], answer_id: int) -> list[Json]:
    """What was unclear. What was written is not repeated: it may hold a name."""
    blocks = [section(escape(shorten(question.sentence, 300)))]
    if question.students and question.changes is not None:
        buttons = [
            button(
                shorten(initials.get(student_id, "student"), 60),
                f"{Action.ANSWER_CHOOSE}.{place}",
                f"{answer_id}:{number}:{student_id}",
            )
            for place, student_id in enumerate(question.students[:5])
        ]
        blocks.append(actions(f"question:{answer_id}:{number}", *buttons))
    return blocks


def _leftover(reply: Reply) -> list[Json]:
    if not reply.leftover:
        return []
    parts = words.count(len(reply.leftover), "part", "parts")
    return [section(f"I did not understand {parts} of your message. Nothing was saved from it."), context(EXAMPLES)]


def not_understood() -> Json:
    """The pointer for everything else that a person writes."""
    text = "I did not understand this. Nothing was changed."
    return {"text": text, "blocks": [section(text), context(EXAMPLES)]}


def help_message(text: str) -> Json:
    """What can be written, by examples."""
    return {"text": text, "blocks": [section(escape(text)), context(EXAMPLES)]}


def plain_answer(text: str, *, post: bool = False) -> Json:
    """A sentence, with a *Post* button where a window has to be opened, which a message cannot do."""
    blocks = [section(escape(shorten(text, 600)))]
    if post:
        blocks.append(actions("post", button("Post", Action.OPEN_POST, style="primary")))
    return {"text": text, "blocks": blocks}


def whats_left(lines: tuple[SessionLine, ...]) -> Json:
    """What is unposted, in counts and times."""
    if not lines:
        return plain_answer("Nothing is left. All your sessions are posted.")
    text = f"{words.count(len(lines), 'session is', 'sessions are')} unposted."
    said = [
        f"{words.day(line.date)} · {words.span(line.start, line.end)} · "
        + ("ready to post" if line.ready else words.deadline(line.days_left))
        for line in lines
    ]
    post = [button("Post", Action.OPEN_POST, style="primary")]
    return {"text": text, "blocks": [*sections([text, *said]), actions("post", *post)]}


def examples() -> dict[str, Json]:
    """The answers in their kinds."""
    line = samples.line(1, State.DRAFT)
    student = line.students[0]
    initials = {one.id: one.initials for one in line.students}
    absent = MarkChanges(presence=Presence.ABSENT, reason=AbsenceReason.ABSENT)
    saved = Reply(captures=(Capture(line.id, everyone_present=True, marks={student.id: absent}),))
    ids = tuple(one.id for one in line.students)
    unclear = Reply(questions=(Question(Asked.STUDENT, "M", "Which student do you mean?", ids, (line.id,), absent),))
    return {
        "saved": answered(saved, (line,), (), initials, 7),
        "unclear": answered(unclear, (), (), initials, 8),
        "leftover": answered(Reply(leftover=("blue sky",)), (), (), initials, 9),
        "help": help_message("Answer a reminder in your own words."),
        "post": plain_answer("Press Post to review and sign.", post=True),
        "left": whats_left((line,)),
    }
