"""The question of an aide to their supervisor: which session type is right. A message, so initials only."""

from bot.slack.blocks import context, section
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from models.daily import TypeQuestion
from models.enums import SessionType

TEXT = "An aide asks about a session type."


def question_message(question: TypeQuestion) -> Json:
    """The question as {"text", "blocks"}: who asks, of which session, and what the IEPs say."""
    line, chosen = question.line, words.SESSION_TYPES[question.session_type]
    aide = escape(shorten(question.aide, 80))
    who = escape(shorten(", ".join(pupil.initials for pupil in line.students), 300))
    other = escape(shorten(", ".join(pupil.initials for pupil in question.mismatched), 300))
    when = f"{words.day(line.date)} · {words.span(line.start, line.end)}"
    iep = f"\nThe IEP says {words.other_type(question.session_type)} for {other.rstrip('.')}." if other else ""
    said = f"*{aide} asks: Group or Individual?*\n{when} · {who}\nThe session is {chosen} now.{iep}"
    advice = f"Please tell {aide}, in Slack or in person. Write initials, not names."
    return {"text": TEXT, "blocks": [section(said), context(advice)]}


def with_answer(view: Json, said: str) -> Json:
    """A window with an answer in place of the block "ask", and everything else as it is."""
    blocks = [context(escape(shorten(said, 300))) if block["block_id"] == "ask" else block for block in view["blocks"]]
    kept = ("type", "callback_id", "title", "submit", "close", "private_metadata")
    return {**{name: view[name] for name in kept if view.get(name)}, "blocks": blocks}


def examples() -> dict[str, Json]:
    """The question in its states."""
    line = samples.line(1)
    return {
        "question": question_message(TypeQuestion("Alma Testwell", line, SessionType.GROUP, line.students[:2])),
        "question_plain": question_message(TypeQuestion("Alma Testwell", line, SessionType.INDIVIDUAL, ())),
    }
