"""The states of a session as people see them, and what each of them allows (PRODUCT.md, Words)."""

from datetime import datetime

from models.enums import SIGNED, State
from models.errors import RuleViolation

CAPTURED = (State.DRAFT, State.RETURNED, State.REOPENED)
"""Something is recorded, and it is not signed: what can be ready to post."""
UNPOSTED = (State.DUE, *CAPTURED)
EDITABLE = (State.SCHEDULED, *UNPOSTED)


def shown_state(stored: str, ends_at: datetime, now: datetime) -> State:
    """The state to show: a scheduled session is due as soon as it has ended."""
    state = State(stored)
    return State.DUE if state is State.SCHEDULED and ends_at <= now else state


def require_editable(state: State) -> None:
    """Raises RuleViolation when a session in this state cannot be changed."""
    if state is State.SUBMITTED:
        raise RuleViolation(
            "This session is submitted and waits for approval. "
            "To change it, ask your overseer to return it, or unpost it."
        )
    if state in SIGNED:
        raise RuleViolation(f"This session is {state.value}. Unpost it first to change it.")
    if state not in EDITABLE:
        raise RuleViolation("This session was cancelled. A cancelled session cannot be changed.")
