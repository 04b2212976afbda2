"""The sample school: brought in by the app's own imports, planned, captured and really signed by its own services."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from models.db import Database, DbSession
from models.enums import AbsenceReason, ItemKind, Presence, Role, SessionType
from models.inputs import CaptureChanges, MarkChanges, Recurrence, SessionTerms
from models.outputs import Actor
from models.rules.signing import Keyring
from models.rules.time import to_instant, to_local
from models.services import approving, capture, credential, lookups, oversight, people, planning, posting
from models.services.hashing import Hasher
from models.services.importing import ensure_default_catalog, import_file
from models.tables import Staff
from sandbox.people import Person

KINDS = ("campuses", "staff", "students", "caseload", "calendar")
PASSPHRASE = "quiet lantern over the pond"  # noqa: S105 (it opens nothing but this sample school)
NEWCOMER = "carla.fauxley@juniperflats.example"
SCHOOL_DAYS = 10
UNPOSTED_DAYS = 2
AFTERNOON = time(15, 5)
COLOURS = ("2f6f4f", "7a4b8c", "9a5b13", "1f6f8b", "8b3a3a", "4a5d23", "5b4b8a", "0f766e", "9d3c72", "555555")


@dataclass(frozen=True)
class School:
    """Where the sample stands: its time, and who is in it."""

    now: datetime
    people: tuple[Person, ...]


def load_school(database: Database, files: dict[str, bytes], team: tuple[str, str], *, real_now: datetime) -> School:
    """Imports the files and links everybody to a Slack account. The time is the afternoon of the last school day."""
    today = real_now.date()

    def work(db: DbSession) -> int:
        tenant_id = people.bind_tenant(db, *team, at=real_now)
        ensure_default_catalog(db, tenant_id, today, real_now)
        for kind in KINDS:
            report = import_file(db, tenant_id, kind, files[f"{kind}.csv"], today=today, now=real_now)
            if report.problems:
                raise ValueError(f"sample {kind}: {report.problems}")
        return tenant_id

    tenant_id = database.run(work)
    found = database.run(lambda db: _link(db, tenant_id, team[0], real_now))
    actor = next(one for one in database.read(lambda db: _actors(db, team[0], found)) if one.role is Role.AIDE)
    local = to_local(real_now, actor.zone)
    # Before the first afternoon of a school year there is no such day yet: then it is that afternoon already.
    last = [local.date(), *database.read(lambda db: _school_days(db, actor, local, 1))][-1]
    return School(to_instant(last, AFTERNOON, actor.zone), found)


def _link(db: DbSession, tenant_id: int, team_id: str, now: datetime) -> tuple[Person, ...]:
    rows = db.execute(select(Staff).where(Staff.tenant_id == tenant_id).order_by(Staff.id)).scalars().all()
    found = []
    for number, staff in enumerate(rows, 1):
        user_id = f"U0SAMPLE{number:02d}"
        people.link(db, team_id, user_id, staff.email, at=now)
        found.append(Person(user_id, staff.name, staff.email, staff.title, "America/Chicago", COLOURS[number % 10]))
    visitor = "vera.visitor@elsewhere.example"
    return (*found, Person("U0SAMPLE99", "Vera Visitor", visitor, "Not on the roster", "America/Chicago", "555555"))


def _actors(db: DbSession, team_id: str, found: tuple[Person, ...]) -> list[Actor]:
    actors = [people.actor_for(db, team_id, person.id) for person in found]
    return [actor for actor in actors if actor is not None]


def _school_days(db: DbSession, actor: Actor, until: datetime, number: int) -> list[date]:
    """The last school days up to a local time, in order; the day itself counts once its afternoon has come."""
    day = until.date() if until.time() >= AFTERNOON else until.date() - timedelta(days=1)
    first, last = lookups.school_year(db, actor, on=day)
    holidays = lookups.no_school(db, actor, day - timedelta(days=150), day)
    days: list[date] = []
    while len(days) < number and first and day >= first:
        if day.weekday() < 5 and day not in holidays and (last is None or day <= last):
            days.append(day)
        day -= timedelta(days=1)
    return sorted(days)


def fill_school(database: Database, school: School, team_id: str, hasher: Hasher, keyring: Keyring) -> None:
    """Enrols everybody but the newcomer, and gives every aide two weeks of sessions: most are signed, the last not.

    Of what needs oversight, the newest still waits for its overseer.
    """
    hashed = hasher.hash(PASSPHRASE)
    actors = database.read(lambda db: _actors(db, team_id, school.people))
    for actor in actors:
        database.run(partial(_fill, actor=actor, hashed=hashed, keyring=keyring, now=school.now))
    for actor in actors:
        if actor.role is Role.SUPERVISOR:
            database.run(partial(_approve_older, actor=actor, keyring=keyring, now=school.now))


def _fill(db: DbSession, *, actor: Actor, hashed: str, keyring: Keyring, now: datetime) -> None:
    email = db.execute(select(Staff.email).where(Staff.id == actor.staff_id)).scalar_one()
    if email == NEWCOMER:
        return
    code = credential.issue_code(db, None, actor.staff_id, actor.tenant_id, at=now)
    credential.enrol(db, actor, code.code, hashed, at=now)
    if actor.role is Role.AIDE:
        _two_weeks(db, actor, keyring, now)


def _two_weeks(db: DbSession, actor: Actor, keyring: Keyring, now: datetime) -> None:
    days = _school_days(db, actor, to_local(now, actor.zone), SCHOOL_DAYS)
    if not days:
        return
    ends_on = lookups.school_year(db, actor, on=days[-1])[1] or days[-1]
    staying = {pupil.id for pupil in lookups.caseload(db, actor, on=ends_on)}
    students = [pupil.id for pupil in lookups.caseload(db, actor, on=days[0]) if pupil.id in staying]
    if not students:
        return
    planned = to_instant(days[0] - timedelta(days=3), time(16), actor.zone)
    plans = (
        ("Morning care, Room 12", "classroom", time(8, 30), time(10, 30), students[:4]),
        ("Lunch and afternoon care", "cafeteria", time(11, 45), time(13, 45), students[-3:]),
    )
    places = {item.code for item in lookups.catalog(db, actor.tenant_id) if item.kind is ItemKind.PLACE}
    services = [item.code for item in lookups.catalog(db, actor.tenant_id) if item.kind is ItemKind.SERVICE]
    for number, (description, place, start, end, group) in enumerate(plans):
        found = next((code for code in sorted(places) if place in code), min(places))
        terms = SessionTerms(
            services[0], description, found, days[0], start, end, SessionType.GROUP, tuple(group),
            Recurrence(frozenset({1, 2, 3, 4, 5}), 1, ends_on),
        )  # fmt: skip
        planning.create(db, actor, terms, f"sample-{actor.staff_id}-{number}", now=planned)
    for day in days[:-UNPOSTED_DAYS]:
        _sign_day(db, actor, day, keyring)
    _draft(db, actor, days[-UNPOSTED_DAYS:][0], now)


def _sign_day(db: DbSession, actor: Actor, day: date, keyring: Keyring) -> None:
    at = to_instant(day, time(15, 20), actor.zone)
    ids = posting.unposted_ids(db, actor, now=at)
    for session_id in ids:
        _capture(db, actor, session_id, at, absent=day.day % 4 == 0)
    whole = posting.audit_of(db, actor, ids, now=at)
    shown = posting.window_of(whole, actor, len(whole.entries))
    posting.sign(db, actor, [entry.sheet.id for entry in shown.entries], shown.digest, keyring=keyring, now=at)


def _approve_older(db: DbSession, *, actor: Actor, keyring: Keyring, now: datetime) -> None:
    """The overseer approved what was submitted, at the end of each day; all but the newest session."""
    by_day: dict[date, list[int]] = defaultdict(list)
    for row in oversight.waiting(db, actor, now=now)[:-1]:
        by_day[to_local(row.signed_at, actor.zone).date()].append(row.id)
    for day, ids in by_day.items():
        at = to_instant(day, time(15, 50), actor.zone)
        found = oversight.review(db, actor, ids, now=at)
        shown = oversight.within(found, len(found.sheets))
        approving.approve(db, actor, [sheet.id for sheet in shown.sheets], shown.digest, keyring=keyring, now=at)


def _draft(db: DbSession, actor: Actor, day: date, now: datetime) -> None:
    """The first unposted session of an aide is captured and waits for its signature; the others are only due."""
    ids = posting.unposted_ids(db, actor, now=now)
    if ids:
        _capture(db, actor, ids[0], to_instant(day, time(14), actor.zone), absent=False)


def _capture(db: DbSession, actor: Actor, session_id: int, at: datetime, *, absent: bool) -> None:
    """Everybody present with two activities; sometimes the last student is absent, and the first was at speech."""
    sheet = capture.open_session(db, actor, session_id, now=at)
    activities = [item.code for item in sheet.items if item.kind is ItemKind.ACTIVITY and item.billable]
    marks = {
        record.pupil.id: MarkChanges(presence=Presence.PRESENT, given_added=frozenset(activities[place : place + 2]))
        for place, record in enumerate(sheet.records)
    }
    first, last = sheet.records[0].pupil.id, sheet.records[-1].pupil.id
    marks[first] = MarkChanges(
        presence=Presence.PRESENT,
        away_text=f"{sheet.start.hour % 12 or 12}:40-{(sheet.start.hour + 1) % 12 or 12}:10",
        given_added=frozenset(activities[:2]),
        observation="Calm and willing after speech.",
    )
    if absent:
        marks[last] = MarkChanges(presence=Presence.ABSENT, reason=AbsenceReason.ABSENT)
    changes = CaptureChanges(activities_added=frozenset(activities[:3]), marks=marks)
    capture.record(db, actor, session_id, changes, now=at)
