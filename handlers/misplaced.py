"""A signing passphrase where it does not belong: after a command, in a message, in a field for words (docs/adr/0019).

Whether a text is the passphrase is never judged but as an attempt that is counted, so that none of these is a way to
guess it. Nothing of such a text is kept or logged.
"""

from enum import Enum
from html import unescape

from bot.deps import Deps
from bot.slack.ids import Command
from bot.views.problems import help_text
from handlers.acting import Who, writing
from handlers.signing import judge
from models.db import DbSession
from models.errors import CarelogError, NotEnrolled, RuleViolation
from models.outputs import Actor
from models.services import credential
from models.services.hashing import finder, may_be_passphrase

EXPOSED = (
    "That was your signing passphrase. It must not be typed after a command, so it can no longer be used. "
    "Ask an administrator for an enrolment code, then set a new one on Carelog's Home tab."
)
EXPOSED_HERE = (
    "That was your signing passphrase. It must not be written in a message, so it can no longer be used. Two things to "
    "do now:\n1. Delete your message: on a phone, press and hold it; on a computer, point at it and open the three "
    "dots. Then choose Delete message.\n2. Ask an administrator for an enrolment code, then set a new passphrase on "
    "Carelog's Home tab."
)
CHECKED = "(I checked that this is not your signing passphrase: that counted as one try.)"
UNCHECKED = (
    "I could not check whether this was your signing passphrase. If it was, ask an administrator for an enrolment "
    "code and set a new one: a passphrase must never be typed after a command."
)
UNCHECKED_HERE = (
    "Was this your signing passphrase? I could not check.\n"
    "If it was, delete your message. Then ask an administrator for an enrolment code, and set a new one."
)
IN_FIELD = (
    "This is your signing passphrase. It does not belong here, and nothing was saved. Take it out, and write what "
    "others should read."
)
IN_WORDS = (
    "What you typed as your signing passphrase is in these words as well. They are kept, and others read them: take it "
    "out here."
)
SPARED_TRIES = 3
"""What people write is judged only while more tries than these are left: it can never pause signing."""


class Judged(Enum):
    """What became of the question whether a message is the person's passphrase."""

    EXPOSED = "exposed"
    OTHER = "other"
    UNJUDGED = "unjudged"


def answer_to_words(deps: Deps, who: Who, command: Command, text: str) -> str:
    """The answer to words after a command that it does not know: help, unless they are the person's passphrase.

    Words that no district would accept as a passphrase cannot be one, so they cost no try. While few tries are left or
    signing is paused nothing is judged, and the person is told so.
    """
    written = unescape(text)
    if written.lower() == "help" or not may_be_passphrase(written):
        return help_text(command)
    try:
        exposed = _given_up(deps, who, written, "command")
    except NotEnrolled:
        return help_text(command)  # There is none, or it can no longer be used.
    except CarelogError:
        return f"{help_text(command)}\n\n{UNCHECKED}"
    return EXPOSED if exposed else f"{help_text(command)}\n\n{CHECKED}"


def judge_message(deps: Deps, who: Who, text: str) -> Judged:
    """Whether a message that says nothing else is the person's passphrase; then it has to be set anew (ES-19).

    While few tries are left or signing is paused nothing is judged, and the person has to be told so.
    """
    if not may_be_passphrase(text):
        return Judged.OTHER
    try:
        return Judged.EXPOSED if _given_up(deps, who, text, "message") else Judged.OTHER
    except NotEnrolled:
        return Judged.OTHER  # There is none, or it can no longer be used.
    except CarelogError:
        return Judged.UNJUDGED


def refuse_passphrase(deps: Deps, who: Who, text: str, field: str) -> None:
    """Raises RuleViolation at `field` where words that others would read are the person's passphrase.

    It stays good: nobody has read it, and nothing is kept. What cannot be judged now is taken as it is.
    """
    if not may_be_passphrase(text):
        return
    try:
        kept = _fitting(deps, who, text, "text")
        if kept is None:
            return

        def was_right(db: DbSession, actor: Actor) -> None:
            credential.accept(db, actor, kept)
            credential.note_written(db, actor, (), at=deps.wall())

        writing(deps, who, was_right)
    except CarelogError:
        return
    raise RuleViolation(IN_FIELD, field)


def refuse_in_words(passphrase: str, text: str, field: str) -> None:
    """Raises RuleViolation at `field` where what was typed as the passphrase is in the words beside it as well.

    Compared before it is judged, and whether it is right or wrong: so it costs no try and tells nothing.
    """
    if finder(passphrase)(text):
        raise RuleViolation(IN_WORDS, field)


def _given_up(deps: Deps, who: Who, text: str, where: str) -> bool:
    """Whether the text is the person's passphrase; then it is exposed and has to be set anew (ES-19)."""
    kept = _fitting(deps, who, text, where)
    if kept is None:
        return False

    def give_up(db: DbSession, actor: Actor) -> None:
        credential.accept(db, actor, kept)
        credential.mark_exposed(db, actor, at=deps.wall())

    writing(deps, who, give_up)
    return True


def _fitting(deps: Deps, who: Who, text: str, where: str) -> str | None:
    """The hash that the text fits, or None. Asked under the throttle of a signature: one attempt, one hash.

    Raises CarelogError when no attempt is allowed now.
    """
    kept = judge(deps, who, text, spare=SPARED_TRIES)
    if kept is None:
        writing(deps, who, lambda db, actor: credential.refuse(db, actor, at=deps.wall(), where=where))
    return kept
