"""What the crash tests prepare, and what has to hold afterwards."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from argon2 import PasswordHasher
from sqlalchemy import func, select, update

from models.db import Database, DbSession
from models.enums import Presence, State
from models.rules.signing import Keyring
from models.services.verify import verify
from models.tables import Attendance, Credential, Session, Signature
from tests.factories import KEYRING, PASSPHRASE, School, enrol, make_school, make_sessions, weekdays

SCHOOL_DAYS = 190
FIRST_DAY = date(2026, 8, 12)
LATEST = datetime.fromisoformat("2027-06-30T12:00:00+00:00")


def ready_school(database: Database, *, at_least: int) -> School:
    """A school whose aide is enrolled and has at least so many drafts that are ready, none at the same time."""
    school = make_school(database, students=2)
    enrol(database, school, school.aide)
    database.run(lambda db: db.execute(update(Credential).values(hash=cheap_hash())))
    for slot in range(-(-at_least // SCHOOL_DAYS)):
        begins = datetime.combine(FIRST_DAY, time(7)) + timedelta(minutes=12 * slot)
        ends = begins + timedelta(minutes=10)
        every_day = weekdays(min(at_least, SCHOOL_DAYS), FIRST_DAY)
        make_sessions(
            database, school.aide, school.students, date=FIRST_DAY, start=begins.time(), end=ends.time(),
            recurrence=every_day,
        )  # fmt: skip
    database.run(make_all_ready)
    return school


def cheap_hash(passphrase: str = PASSPHRASE) -> str:
    """A hash that takes no time to judge, so that transactions are hit and not the hashing."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(passphrase)


def make_all_ready(db: DbSession) -> None:
    """Captures every scheduled session in two statements: everybody was present as scheduled, one activity done."""
    own = select(Session).where(Session.id == Attendance.session_id, Session.state == State.SCHEDULED.value)
    start, end = (own.with_only_columns(column).scalar_subquery() for column in (Session.start_time, Session.end_time))
    scheduled = select(Session.id).where(Session.state == State.SCHEDULED.value)
    db.execute(
        update(Attendance)
        .where(Attendance.session_id.in_(scheduled))
        .values(presence=Presence.PRESENT.value, actual_start=start, actual_end=end)
        .execution_options(synchronize_session=False)
    )
    db.execute(
        update(Session)
        .where(Session.state == State.SCHEDULED.value)
        .values(state=State.DRAFT.value, version=2, activities=["TOILET"])
        .execution_options(synchronize_session=False)
    )


def problems(
    database: Database,
    *,
    confirmed: Collection[int],
    windows: Sequence[Collection[int]] = (),
    keyring: Keyring = KEYRING,
) -> list[str]:
    """Everything that is not as it has to be: nothing half done, nothing confirmed and lost, nothing altered.

    `windows` are the sessions that were signed together: all of a window are posted, or none.
    """
    return database.read(lambda db: _problems(db, set(confirmed), windows, keyring))


def _problems(db: DbSession, confirmed: set[int], windows: Sequence[Collection[int]], keyring: Keyring) -> list[str]:
    signed = select(Signature.session_id, Signature.session_version, func.count().label("number")).group_by(
        Signature.session_id, Signature.session_version
    )
    signatures = {(row.session_id, row.session_version): row.number for row in db.execute(signed)}
    signed_ids = {session_id for session_id, _ in signatures}
    found, posted = [], set()
    for session_id, state, version in db.execute(select(Session.id, Session.state, Session.version)):
        if state == State.POSTED.value:
            posted.add(session_id)
            if signatures.get((session_id, version)) != 1:
                found.append(f"session {session_id} is posted without its one signature")
        elif session_id in signed_ids:
            found.append(f"session {session_id} is signed and {state}")
    found += [f"session {session_id} was confirmed and is lost" for session_id in sorted(confirmed - posted)]
    found += [f"window {sorted(each)} is posted in part" for each in windows if 0 < len(posted & set(each)) < len(each)]
    return found + verify(db, keyring, now=LATEST)[0]
