"""The passphrase between Slack and the hasher: counted, judged outside any transaction, and told in words."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from bot.deps import Deps
from bot.views import words
from handlers.acting import Who, reading, writing
from models.db import DbSession
from models.errors import Busy, NotEnrolled, PassphraseWritten, Paused, RuleViolation
from models.outputs import Actor
from models.rules.time import to_local
from models.services import audit, credential

T = TypeVar("T")
NOT_ENROLLED = (
    "You have no signing passphrase yet, or it has to be set anew. Close this window and press "
    "Set signing passphrase on Carelog's Home tab. Your records are kept."
)


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
    try:
        kept = judge(deps, who, passphrase)
    except Paused as pause:
        raise RuleViolation(_paused(deps, who, pause.until), "passphrase") from None
    except NotEnrolled:
        raise RuleViolation(NOT_ENROLLED, "passphrase") from None
    if kept is None:
        raise RuleViolation(_wrong(deps, who, nothing), "passphrase")

    def accepted(db: DbSession, actor: Actor) -> T:
        credential.accept(db, actor, kept)
        return work(db, actor)

    try:
        return writing(deps, who, accepted)
    except NotEnrolled:
        raise RuleViolation(NOT_ENROLLED, "passphrase") from None
    except PassphraseWritten as found:
        sessions = found.sessions
        writing(deps, who, lambda db, actor: _right_and_written(db, actor, kept, sessions, deps.wall()))
        raise
    except Exception:
        # The passphrase was right, whatever became of the work.
        writing(deps, who, lambda db, actor: credential.accept(db, actor, kept))
        raise


def _right_and_written(db: DbSession, actor: Actor, kept: str, sessions: tuple[int, ...], at: datetime) -> None:
    credential.accept(db, actor, kept)
    credential.note_written(db, actor, sessions, at=at)


def judge(deps: Deps, who: Who, passphrase: str, *, spare: int = 0) -> str | None:
    """Counts an attempt, then judges it: the hash that it fits, or None when it is wrong.

    `spare` tries are left for signing. Raises Paused or NotEnrolled when no attempt is allowed now, and Busy.
    """
    kept = writing(deps, who, lambda db, actor: credential.reserve(db, actor, at=deps.wall(), spare=spare))
    try:
        return kept if deps.hasher.verify(passphrase, kept) else None
    except Busy:
        writing(deps, who, credential.release)
        raise


def _wrong(deps: Deps, who: Who, nothing: str) -> str:
    def refused(db: DbSession, actor: Actor) -> tuple[int, datetime | None, bool, int]:
        left, until = credential.refuse(db, actor, at=deps.wall())
        elsewhere = audit.wrong_in_words(db, actor.tenant_id, actor.staff_id, credential.TRIES - left)
        return left, until, credential.is_over(db, actor), elsewhere

    left, until, over, elsewhere = writing(deps, who, refused)
    if over or until is not None:
        return _paused(deps, who, None if over else until)
    tries = words.count(left, "try is", "tries are")
    # Else who typed one wrong passphrase reads of fewer tries than they know of (docs/adr/0019).
    used = f" Words that you wrote elsewhere used {words.count(elsewhere, 'try', 'tries')}." if elsewhere else ""
    return f"This is not your signing passphrase. {tries} left before signing pauses.{used} {nothing}"


def _paused(deps: Deps, who: Who, until: datetime | None) -> str:
    if until is None:
        return "Too many wrong passphrases. Ask an administrator for a new enrolment code. Your records are kept."
    zone = reading(deps, who, lambda _db, actor: actor.zone)
    local, today = to_local(deps.said(until), zone), to_local(deps.clock(), zone).date()
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
