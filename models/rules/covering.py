"""Who may cover which session: a hand-over gives somebody a reason to see students, so it is narrow (ADR 0011)."""

from datetime import date, datetime, timedelta

from models.enums import Covering, State
from models.errors import RuleViolation
from models.rules.session_state import require_editable

TAKEN_BACK_TO = timedelta(days=7)
"""How long afterwards a substitute may say that they covered a session: as long as a log is in time."""
ABSENT = "Provider absent, covered by {name}"


def require_coverable(
    way: Covering, state: State, *, day: date, starts_at: datetime, today: date, now: datetime, field: str = "session"
) -> None:
    """Raises RuleViolation at `field` where the session cannot be covered in this way.

    `state` is the shown one, `day` and `today` are local dates at its campus, `starts_at` and `now` are instants. Who
    takes a session was there: it has begun, lately, and its own aide has recorded nothing of it.
    """
    require_editable(state)
    if state in (State.REOPENED, State.RETURNED):
        raise RuleViolation("Its own aide has signed this session before, so nobody else can give that care.", field)
    if way is not Covering.TAKE:
        return
    if state is State.DRAFT:
        raise RuleViolation("Its own aide has recorded something in this session. Ask them, or your supervisor.", field)
    if starts_at > now:
        raise RuleViolation("This session has not begun. Choose one that you covered.", field)
    if day < today - TAKEN_BACK_TO:
        raise RuleViolation("This session is more than 7 days ago. Ask your supervisor to hand it over.", field)


def absent(name: str) -> str:
    """The reason with which the original session is cancelled."""
    return ABSENT.format(name=name[:200])
