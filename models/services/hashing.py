"""The signing passphrase's hash: argon2id through passlib's API, at most one hash per core at a time.

The only module that sees a passphrase in clear (ARCHITECTURE.md, Decision 7). Never call it inside a transaction.
"""

import os
import threading
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from passlib.context import CryptContext

from models.errors import Busy, RuleViolation

MOST_CHARACTERS = 256
LEAST_CHARACTERS = 8
"""No district can allow a shorter passphrase, so a shorter text is not one."""
WAIT_SECONDS = 1.5
_CHECKED_CHARACTERS = 64
"""zxcvbn's time grows with the square of the length; a longer passphrase is judged by its beginning."""


class Hasher:
    """Hashes and verifies, with the OWASP minimum for argon2id (RELIABILITY.md section 2.2)."""

    def __init__(self, slots: int | None = None) -> None:
        self._context = CryptContext(
            schemes=["argon2"],
            argon2__type="ID",
            argon2__memory_cost=19456,
            argon2__time_cost=2,
            argon2__parallelism=1,
        )
        self._slots = threading.BoundedSemaphore(slots or os.cpu_count() or 1)

    def hash(self, passphrase: str) -> str:
        """The hash to keep. Raises Busy when no core comes free in time."""
        with self._slot():
            return str(self._context.hash(_normal(passphrase)))

    def verify(self, passphrase: str, kept: str) -> bool:
        """Whether the passphrase is the one whose hash was kept. Raises Busy when no core comes free in time."""
        if len(_normal(passphrase)) > MOST_CHARACTERS:
            return False
        with self._slot():
            try:
                return bool(self._context.verify(_normal(passphrase), kept))
            except (ValueError, TypeError):
                # A damaged hash or an unencodable passphrase is a wrong one; its text must not reach a log.
                return False

    @contextmanager
    def _slot(self) -> Iterator[None]:
        if not self._slots.acquire(timeout=WAIT_SECONDS):
            raise Busy
        try:
            yield
        finally:
            self._slots.release()


def _normal(passphrase: str) -> str:
    # NFC and nothing else satisfies both NIST 800-63B and ASVS 6.2.8 (RELIABILITY ES-13).
    return unicodedata.normalize("NFC", passphrase)


def require_strong(passphrase: str, again: str, *, minimum: int, context: list[str]) -> None:
    """Raises RuleViolation (fields "passphrase", "again") unless the passphrase may be used (ES-12, ES-13).

    `context` are words that must not carry it: the person's, the district's and the product's names.
    """
    length = len(_normal(passphrase))
    if length < minimum:
        raise RuleViolation(f"Use at least {minimum} characters; this has {length}. Several words work.", "passphrase")
    if length > MOST_CHARACTERS:
        raise RuleViolation(f"Use at most {MOST_CHARACTERS} characters.", "passphrase")
    if any(0xD800 <= ord(character) <= 0xDFFF for character in passphrase):
        raise RuleViolation("This has a character that cannot be used. Write it without.", "passphrase")
    weakness = _weakness(passphrase, context)
    if weakness:
        raise RuleViolation(f"{weakness} Choose something that is harder to guess.", "passphrase")
    if _normal(again) != _normal(passphrase):
        raise RuleViolation("The two entries differ. Type the same passphrase here again.", "again")


def may_be_passphrase(text: str) -> bool:
    """Whether a text could have been set as a passphrase at all, by the mildest rules that a district can have.

    The field for it takes one line, so a text of several is none.
    """
    if "\n" in text:
        return False
    try:
        require_strong(text, text, minimum=LEAST_CHARACTERS, context=[])
    except RuleViolation:
        return False
    return True


def finder(passphrase: str) -> Callable[[str], bool]:
    """Whether a text has what was typed as a passphrase in it, whatever its capitals and white space.

    A phone begins a note with a capital letter, and who reads that has the passphrase. No hash is made and nothing is
    judged: it tells only of two things that the same person wrote.
    """
    secret = _as_read(passphrase)
    return lambda text: len(secret) >= LEAST_CHARACTERS and secret in _as_read(text)


def _as_read(text: str) -> str:
    return " ".join(_normal(text).casefold().split())


def _weakness(passphrase: str, context: list[str]) -> str:
    from zxcvbn import zxcvbn  # noqa: PLC0415 (its lists of words take long to load, and are asked only at enrolment)

    words = [
        word
        for text in [*context, "carelog"]
        for word in [text, "".join(text.split()), *text.replace("@", " ").replace(".", " ").split()]
    ]
    judged = zxcvbn(passphrase[:_CHECKED_CHARACTERS], user_inputs=words)
    if judged["score"] >= 2:
        return ""
    warning = str(judged["feedback"]["warning"] or "This is easy to guess.")
    return warning if warning.endswith(".") else f"{warning}."
