"""What a window remembers in private_metadata: ids, the step and the revision. Never names, never a decision.

Everything in here has passed through the person's device: it is re-read and re-authorised (ARCHITECTURE, decision 6).
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, TypeVar, cast

from bot.slack.limits import METADATA
from models.errors import Changed

VERSION = 1
OUT_OF_DATE = "This window is out of date. Close it and open it again."

Shown = Literal["all", "one"]
Scope = Literal["one", "all", "today", "week"]
SCOPES = ("one", "all", "today", "week")
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class SessionTarget:
    """The session window: which session, which view of it, which student, and how often it was filled anew.

    `back` is what the Session Audit below was asked for, when the window was opened from one.
    """

    session_id: int
    view: Shown = "all"
    student_id: int | None = None
    revision: int = 0
    back: Scope | None = None

    def dump(self) -> str:
        return dump([self.session_id, self.view, self.student_id, self.revision, self.back])

    @staticmethod
    def load(view: dict[str, Any]) -> "SessionTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "SessionTarget":
            session_id, shown, student_id, revision, back = values
            return SessionTarget(
                whole(session_id),
                cast("Shown", one_of(shown, "all", "one")),
                None if student_id is None else whole(student_id),
                whole(revision),
                None if back is None else cast("Scope", one_of(back, *SCOPES)),
            )

        return load(view, read)


@dataclass(frozen=True)
class AuditTarget:
    """Session Audit: the sessions shown, in order, the digest of what was shown, and what was asked for."""

    session_ids: tuple[int, ...]
    digest: str
    scope: Scope = "one"

    def dump(self) -> str:
        return dump([list(self.session_ids), self.digest, self.scope])

    @staticmethod
    def load(view: dict[str, Any]) -> "AuditTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "AuditTarget":
            ids, digest, scope = values
            asked = cast("Scope", one_of(scope, *SCOPES))
            return AuditTarget(tuple(whole(number) for number in listed(ids)), text(digest), asked)

        return load(view, read)


@dataclass(frozen=True)
class FutureTarget:
    """Update Future Sessions: the session whose choices are carried, and the audit below, as in SessionTarget."""

    session_id: int
    back: Scope | None = None

    def dump(self) -> str:
        return dump([self.session_id, self.back])

    @staticmethod
    def load(view: dict[str, Any]) -> "FutureTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "FutureTarget":
            session_id, back = values
            return FutureTarget(whole(session_id), None if back is None else cast("Scope", one_of(back, *SCOPES)))

        return load(view, read)


@dataclass(frozen=True)
class UnpostTarget:
    """Unpost: the session, and its version as the person saw it."""

    session_id: int
    version: int

    def dump(self) -> str:
        return dump([self.session_id, self.version])

    @staticmethod
    def load(view: dict[str, Any]) -> "UnpostTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "UnpostTarget":
            session_id, version = values
            return UnpostTarget(whole(session_id), whole(version))

        return load(view, read)


@dataclass(frozen=True)
class CreationTarget:
    """The answer to Add Session: what Undo would take back."""

    creation_id: int

    def dump(self) -> str:
        return dump([self.creation_id])

    @staticmethod
    def load(view: dict[str, Any]) -> "CreationTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "CreationTarget":
            (creation_id,) = values
            return CreationTarget(whole(creation_id))

        return load(view, read)


@dataclass(frozen=True)
class FormTarget:
    """Add Session: whose sessions they will be; None is the person's own."""

    owner_id: int | None = None

    def dump(self) -> str:
        return dump([self.owner_id])

    @staticmethod
    def load(view: dict[str, Any]) -> "FormTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "FormTarget":
            (owner_id,) = values
            return FormTarget(None if owner_id is None else whole(owner_id))

        return load(view, read)


@dataclass(frozen=True)
class EditTarget:
    """A window of editing: the session, its version as it was shown, and how often the fields were filled anew.

    `day` is the local date from which a series is edited. `agreed` is the digest of the numbers that the window shows,
    and `touched` are the fields that the person changed before it was filled in anew. `below` is the session window
    that it stands on, or None; `back` is then what the Session Audit below was asked for.
    """

    session_id: int
    version: int = 0
    revision: int = 0
    day: date | None = None
    agreed: str = ""
    touched: tuple[str, ...] = ()
    below: SessionTarget | None = None
    back: Scope | None = None

    def dump(self) -> str:
        below = None if self.below is None else self.below.dump()
        day = self.day and self.day.isoformat()
        own = list(self.touched)
        return dump([self.session_id, self.version, self.revision, day, self.agreed, own, below, self.back])

    @staticmethod
    def load(view: dict[str, Any]) -> "EditTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "EditTarget":
            session_id, version, revision, day, agreed, touched, below, back = values
            return EditTarget(
                whole(session_id),
                whole(version),
                whole(revision),
                None if day is None else date.fromisoformat(text(day)),
                text(agreed),
                tuple(text(name) for name in listed(touched)),
                None if below is None else SessionTarget.load({"private_metadata": text(below)}),
                None if back is None else cast("Scope", one_of(back, *SCOPES)),
            )

        return load(view, read)


def dump(values: list[Any]) -> str:
    """Short JSON. Raises ValueError beyond Slack's limit, before Slack refuses the whole window."""
    written = json.dumps({"v": VERSION, "d": values}, separators=(",", ":"))
    if len(written) > METADATA:
        raise ValueError(f"A window remembers at most {METADATA} characters.")
    return written


def load(view: dict[str, Any], read: Callable[[list[Any]], _Value]) -> _Value:
    try:
        state = json.loads(view["private_metadata"])
        if whole(state["v"]) != VERSION:
            raise Changed(OUT_OF_DATE)
        return read(listed(state["d"]))
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        raise Changed(OUT_OF_DATE) from error


def whole(value: object) -> int:
    if type(value) is not int:
        raise ValueError("not a whole number")
    return value


def text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def listed(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def one_of(value: object, *allowed: str) -> str:
    if value not in allowed:
        raise ValueError("not one of the known words")
    return text(value)
