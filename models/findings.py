"""What Session Audit says beside the record: findings, and what the minutes come to in units."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from models.enums import Fix


@dataclass(frozen=True)
class Finding:
    """One thing that Session Audit says of a session. `student_id` says where to fix it; None is the session itself.

    `field` is the field's name in the window `fix`; "" where there is nothing to correct, only to wait for or to know.
    """

    text: str
    blocks: bool
    student_id: int | None = None
    session_id: int | None = None
    field: str = ""
    fix: Fix = Fix.RECORD


@dataclass(frozen=True)
class Worth:
    """What one student's day comes to under the code of this session, as far as it is recorded.

    `minutes` and `units` are those of the whole day, None while minutes that a group shared are not written. `sessions`
    counts the day's sessions in it. `planned` are the IEP's minutes per day where there were more: `units` are then
    those that the plan supports. `why_not` says why the care is not billed; "" where it is.
    """

    minutes: int | None = None
    units: int | None = None
    sessions: int = 1
    planned: int | None = None
    why_not: str = ""


@dataclass(frozen=True)
class SessionWorth:
    """The students' days, by student id.

    `shared` are the aide's own minutes and their units, where a group shares them and nobody wrote each student's part.
    """

    students: Mapping[int, Worth] = field(default_factory=dict)
    shared: tuple[int, int] | None = None


NO_WORTH = SessionWorth()
