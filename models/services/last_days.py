"""The mark of a student's last day: the session goes on as ever, and everybody can see why it is the last with them.

Scenario 30 of DOMAIN.md section 5. Session Audit says the same of what is to be signed.
"""

from dataclasses import replace

from sqlalchemy import bindparam, func, select

from models.db import DbSession, fetch
from models.outputs import Actor, SessionSheet
from models.tables import CaseloadEntry

_LAST = (
    select(CaseloadEntry.student_id)
    .where(
        CaseloadEntry.staff_id == bindparam("owner"),
        CaseloadEntry.student_id.in_(bindparam("students", expanding=True)),
        CaseloadEntry.start_date <= bindparam("day"),
    )
    .group_by(CaseloadEntry.student_id)
    .having(
        # An entry without an end goes on.
        func.count(CaseloadEntry.end_date) == func.count(),
        func.max(CaseloadEntry.end_date) == bindparam("day"),
    )
)


def with_last_days(db: DbSession, actor: Actor, sheet: SessionSheet) -> SessionSheet:
    """The sheet of one of the person's own sessions, with whose last day on the caseload its date is."""
    asked = {"owner": actor.staff_id, "students": [one.pupil.id for one in sheet.records], "day": sheet.date}
    last = set(fetch(db, _LAST, asked).scalars())
    if not last:
        return sheet
    return replace(sheet, records=tuple(replace(one, last_day=one.pupil.id in last) for one in sheet.records))
