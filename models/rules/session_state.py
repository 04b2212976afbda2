"""The states of a session as people see them, and what each of them allows (PRODUCT.md, Words)."""

from datetime import datetime

from models.enums import State
from models.errors import RuleViolation

UNPOSTED = (State.DUE, State.DRAFT)
EDITABLE = (State.SCHEDULED, State.DUE, State.DRAFT)


def shown_state(stored: str, ends_at: datetime, now: datetime) -> State:
    """The state to show: a scheduled session is due as soon as it has ended."""
    state = State(stored)
    return State.DUE if state is State.SCHEDULED and ends_at <= now else state


def require_editable(state: State) -> None:
    """Raises RuleViolation when a session in this state cannot be changed."""
    if state is State.POSTED:
        raise RuleViolation("This session is posted. A posted session cannot be changed.")
    if state not in EDITABLE:
        raise RuleViolation("This session was cancelled. A cancelled session cannot be changed.")
