"""Professional oversight (PRODUCT journey 10, DOMAIN rows 80 to 85): who approves, and what that covers."""

from datetime import datetime, timedelta
from typing import Any

from models.enums import Absent, Meaning
from models.errors import RuleViolation
from models.rules.instants import rfc3339

FALLS_AFTER = timedelta(days=3)
"""So long after it was submitted an administrator may approve or return it as well (docs/adr/0017)."""
APPROVAL = (
    "I have reviewed these records as their authors signed them, and I approve them. I am signing this approval; "
    "my signing passphrase is my electronic signature."
)
LONGEST_COMMENT = 2000


def absent(*, found: bool, own: bool, active: bool, enrolled: bool) -> Absent | None:
    """Why a person's supervisor cannot approve for them; None when they can.

    `found` says that there is a supervisor, `own` that it is the person themself.
    """
    if not found:
        return Absent.NOBODY
    if own:
        return Absent.OWN
    if not active:
        return Absent.LEFT
    return None if enrolled else Absent.NOT_ENROLLED


def require_comment(comment: str) -> None:
    """Raises RuleViolation at `comment`: what is returned needs a reason, or nobody knows what to correct.

    Characters that nobody sees, such as zero-width ones, are no reason.
    """
    if not any(char.isprintable() and not char.isspace() for char in comment):
        raise RuleViolation("Say what has to be corrected.", "comment")
    if len(comment) > LONGEST_COMMENT:
        raise RuleViolation(f"Use at most {LONGEST_COMMENT:,} characters.", "comment")


def approval_of(
    tenant_id: int, session_id: int, version: int, *, approves: str, signer_id: int, at: datetime
) -> dict[str, Any]:
    """What an overseer's signature covers: the digest of the author's signature, and who approved it, when."""
    return {
        "tenant": tenant_id,
        "session": session_id,
        "version": version,
        "approves": approves,
        "signer": signer_id,
        "meaning": Meaning.APPROVAL.value,
        "approved_at": rfc3339(at),
    }
