"""The passphrase between Slack and the hasher: counted, judged outside any transaction, and told in words."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bot.deps import Deps
from bot.slack.ids import Command
from bot.views import words
from bot.views.problems import help_text
from handlers.acting import Who, reading, writing
from models.db import DbSession
from models.errors import Busy, CarelogError, NotEnrolled, Paused, RuleViolation
from models.outputs import Actor
from models.rules.time import to_local
from models.services import credential
from models.services.hashing import may_be_passphrase

T = TypeVar("T")
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
NOT_ENROLLED = (
    "You have no signing passphrase yet, or it has to be set anew. Close this window and press "
    "Set signing passphrase on Carelog's Home tab. Your records are kept."
)
LEAST_SECRET = 8
"""No district can allow a shorter passphrase, so a shorter word after a command is not one."""
SPARED_TRIES = 3
"""What people write in messages is judged only while more tries than these are left: it can never pause signing."""


def with_passphrase(
    deps: Deps,
    who: Who,
    passphrase: str,
    work: Callable[[DbSession, Actor], T],
    *,
    nothing: str = "Nothing was signed.",
) -> T:
    """Runs `work` in one transaction when the passphrase is right.

    The attempt is counted before it is judged. `nothing` says what a wrong one left undone. Raises RuleViolation with
    field "passphrase" when it is wrong or signing is paused, Busy (nothing is counted), and what `work` raises.
    """
    kept = judge(deps, who, passphrase)
    if kept is None:
        raise RuleViolation(_wrong(deps, who, nothing), "passphrase")

    def accepted(db: DbSession, actor: Actor) -> T:
        credential.accept(db, actor, kept)
        return work(db, actor)

    try:
        return writing(deps, who, accepted)
    except NotEnrolled:
        raise RuleViolation(NOT_ENROLLED, "passphrase") from None
    except Exception:
        # The passphrase was right, whatever became of the work.
        writing(deps, who, lambda db, actor: credential.accept(db, actor, kept))
        raise


def judge(deps: Deps, who: Who, passphrase: str, *, spare: int = 0) -> str | None:
    """Counts an attempt, then judges it: the hash that it fits, or None when it is wrong.

    `spare` tries are left for signing. Raises RuleViolation when no attempt is allowed now.
    """
    try:
        kept = writing(deps, who, lambda db, actor: credential.reserve(db, actor, at=deps.wall(), spare=spare))
    except Paused as pause:
        raise RuleViolation(_paused(deps, who, pause.until), "passphrase") from None
    except NotEnrolled:
        raise RuleViolation(NOT_ENROLLED, "passphrase") from None
    try:
        return kept if deps.hasher.verify(passphrase, kept) else None
    except Busy:
        writing(deps, who, credential.release)
        raise


def _wrong(deps: Deps, who: Who, nothing: str) -> str:
    def refused(db: DbSession, actor: Actor) -> tuple[int, datetime | None, bool]:
        return *credential.refuse(db, actor, at=deps.wall()), credential.is_over(db, actor)

    left, until, over = writing(deps, who, refused)
    if over or until is not None:
        return _paused(deps, who, None if over else until)
    tries = words.count(left, "try is", "tries are")
    return f"This is not your signing passphrase. {tries} left before signing pauses. {nothing}"


def _paused(deps: Deps, who: Who, until: datetime | None) -> str:
    if until is None:
        return "Too many wrong passphrases. Ask an administrator for a new enrolment code. Your records are kept."
    zone = reading(deps, who, lambda _db, actor: actor.zone)
    local, today = to_local(until, zone), to_local(deps.wall(), zone).date()
    at = (
        words.clock(local.time())
        if local.date() == today
        else f"{words.day(local.date())}, {words.clock(local.time())}"
    )
    minutes = words.minutes(max(1, -int((deps.wall() - until).total_seconds() // 60)))
    return (
        f"Too many wrong passphrases. Signing is paused for {minutes}, until {at}. Your records are kept as drafts. "
        "If you forgot your passphrase, ask an administrator for an enrolment code."
    )


def answer_to_words(deps: Deps, who: Who, command: Command, text: str) -> str:
    """The answer to words after a command that it does not know: help, unless they are the person's passphrase.

    Words that no district would accept as a passphrase cannot be one, so they cost no try.
    """
    if text.lower() == "help" or not may_be_passphrase(text, minimum=LEAST_SECRET):
        return help_text(command)
    try:
        exposed = _exposed(deps, who, text, "command")
    except CarelogError:
        return f"{help_text(command)}\n\n{UNCHECKED}"
    return EXPOSED if exposed else f"{help_text(command)}\n\n{CHECKED}"


def exposed_in_message(deps: Deps, who: Who, text: str) -> bool:
    """Whether a message that says nothing else is the person's passphrase; then it has to be set anew (ES-19).

    False as well when it could not be judged now: few tries are left, signing is paused, or nobody is enrolled.
    """
    if not may_be_passphrase(text, minimum=LEAST_SECRET):
        return False
    try:
        return _exposed(deps, who, text, "message", spare=SPARED_TRIES)
    except CarelogError:
        return False


def _exposed(deps: Deps, who: Who, text: str, where: str, *, spare: int = 0) -> bool:
    """Whether the text is the person's passphrase; then it is exposed and has to be set anew (ES-19).

    Asked under the same throttle as a signature, so that a command is no way around it. Raises CarelogError when no
    attempt is allowed now.
    """
    kept = judge(deps, who, text, spare=spare)
    if kept is None:
        writing(deps, who, lambda db, actor: credential.refuse(db, actor, at=deps.wall(), where=where))
        return False

    def give_up(db: DbSession, actor: Actor) -> None:
        credential.accept(db, actor, kept)
        credential.mark_exposed(db, actor, at=deps.wall())

    writing(deps, who, give_up)
    return True
