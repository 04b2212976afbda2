"""The message about a session that somebody covers. It is read on locked screens: initials only, none in `text`."""

from dataclasses import replace

from bot.slack.blocks import context, section
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from models.covering import CoverTold


def cover_message(told: CoverTold) -> Json:
    """What the others hear: when, initials, who. `text` has no student data at all."""
    line, owner, substitute = told.line, escape(shorten(told.owner, 80)), escape(shorten(told.substitute, 80))
    initials = escape(shorten(", ".join(pupil.initials for pupil in line.students), 300))
    about = f"*{words.day(line.date)} · {words.span(line.start, line.end)}*\n{initials}"
    if told.to_owner:
        text, then = (
            "A colleague covers a session of yours.",
            "You do not log or sign it. Is this wrong? Ask them, or your supervisor.",
        )
        return _message(text, f"*{substitute} covers this session of yours.*", about, then)
    if told.to_substitute:
        text, then = (
            "You cover a session for a colleague.",
            "Afterwards, open it on your Home tab, fill it in and sign it.",
        )
        return _message(text, f"*You cover this session for {owner}.*", about, then)
    return _message(
        "A session is covered by a colleague.", f"*{substitute} covers this session of {owner}.*", about, ""
    )


def _message(text: str, said: str, about: str, then: str) -> Json:
    return {"text": text, "blocks": [section(said), section(about), *([context(then)] if then else [])]}


def examples() -> dict[str, Json]:
    """What each of the three hears."""
    told = CoverTold(samples.line(1), "Alma Testwell", "Otto Probe")
    return {
        "told_owner": cover_message(replace(told, to_owner=True)),
        "told_substitute": cover_message(replace(told, to_substitute=True)),
        "told_supervisor": cover_message(told),
    }
