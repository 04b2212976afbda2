"""What the windows of an administrator show: frozen values. Times are local wall-clock times."""

from dataclasses import dataclass
from datetime import datetime

from models.enums import Role


@dataclass(frozen=True)
class EnrolmentCode:
    """A one-time code in clear, shown once to the one who issued it; it ends at `expires_at` (UTC)."""

    code: str
    name: str
    expires_at: datetime


@dataclass(frozen=True)
class StaffLine:
    """One person in the administrator's list."""

    id: int
    name: str
    title: str
    role: Role
    enrolled: bool
