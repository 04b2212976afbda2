"""A session's life in every order: captured, carried, posted, unposted, cancelled, attacked; and what must hold."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import DBAPIError

from models.db import Database
from models.enums import AbsenceReason, Presence, UnpostReason
from models.errors import Changed, NotFound, RuleViolation
from models.inputs import CaptureChanges, MarkChanges, Unpost
from models.services import cancelling, capture, future, posting, unposting, usual
from models.tables import Attendance, Session, Signature
from tests.factories import KEYRING, School, make_school, make_sessions, weekdays

NOW = datetime(2027, 6, 15, 20, 0, tzinfo=UTC)
"""After the school year: every session has ended."""
FIRST = date(2026, 8, 17)
WEEKS = 38
OPEN = {"scheduled", "draft", "returned", "reopened"}
SIGNED = {"submitted", "posted", "approved"}
GONE = "gone"
"""What a model says of a session that was removed with its series."""
ATTACKS = (
    "UPDATE sessions SET note = 'x' WHERE id = {id}",
    "UPDATE sessions SET state = 'draft' WHERE id = {id}",
    "UPDATE sessions SET state = 'reopened', version = version + 1 WHERE id = {id}",
    "DELETE FROM attendance WHERE session_id = {id}",
    "UPDATE attendance SET presence = 'absent' WHERE session_id = {id}",
    "UPDATE attendance SET minutes = '{{}}' WHERE session_id = {id}",
    "DELETE FROM sessions WHERE id = {id}",
)
IDS = bindparam("ids", expanding=True)
EVERYTHING = (
    select(Session.__table__).where(Session.id.in_(IDS)),
    select(Attendance.__table__).where(Attendance.session_id.in_(IDS)).order_by(Attendance.id),
    select(
        Signature.session_id, Signature.session_version, Signature.meaning, Signature.canonical, Signature.mac
    ).where(Signature.session_id.in_(IDS)),
)
which, who = st.integers(0, 2), st.integers(0, 1)


@dataclass
class Ground:
    """A database, and the weeks of the school year that no run has used yet.

    The last week comes first: *Same as last time* looks at earlier sessions with these students. With those of another
    run among them, the same steps would not do the same.
    """

    database: Database
    school: School = field(init=False)
    _made: int = 0

    def __post_init__(self):
        self._weeks = iter(())

    def series(self):
        """A Monday and the three sessions of a series from it on, in a week in which the aide has nothing else."""
        week = next(self._weeks, None)
        if week is None:
            self._made += 1
            self.school = make_school(self.database, students=2, team_id=f"T{self._made:04}")
            self._weeks = iter(reversed(range(WEEKS)))
            week = next(self._weeks)
        monday = FIRST + timedelta(weeks=week + (week > 13))  # Over the break.
        hours = {"start": time(9), "end": time(10)}
        when = {"date": monday, "recurrence": weekdays(3, monday), **hours}
        return monday, make_sessions(self.database, self.school.aide, self.school.students, **when)


@contextmanager
def refused(*kinds):
    """Demands that this is refused: what cannot be edited, or is not there."""
    try:
        yield
    except kinds:
        return
    raise AssertionError(f"this should have been refused: {kinds}")


class Life(RuleBasedStateMachine):
    """`states` and `marks` are what the record has to say; `posted` is what is signed, as it stands."""

    ground: ClassVar[Ground]

    def __init__(self):
        super().__init__()
        self.posted, self.signed, self.window, self.carried = {}, {}, None, 0

    @initialize()
    def begin(self):
        self.monday, self.ids = self.ground.series()
        self.school = self.ground.school
        self.states = dict.fromkeys(self.ids, "scheduled")
        self.marks = {(key, one): ("unmarked", "") for key in self.ids for one in self.school.students}

    def run_(self, work):
        return self.ground.database.run(work)

    def read(self, work):
        return self.ground.database.read(work)

    def rows(self, key):
        """Everything that the database has of a session: its row, and those of its attendance in order."""
        found, marks, _ = self.read(lambda db: [db.execute(query, {"ids": [key]}).all() for query in EVERYTHING])
        return found[0], marks

    def version(self, key):
        """The version of a session; 1 for one that is not there any more."""
        return 1 if self.states[key] == GONE else self.rows(key)[0].version

    def edit(self, key, work, ends=("scheduled", "draft")):
        """Runs an edit of a session, which only an open one takes. `ends` are where a scheduled one may end."""
        if self.states[key] not in OPEN:
            with refused(NotFound if self.states[key] == GONE else RuleViolation):
                self.run_(work)
            return False
        self.run_(work)
        if self.states[key] == "scheduled":
            self.states[key] = self.rows(key)[0].state
            assert self.states[key] in ends
        return True

    # What people do

    @rule(n=which, k=who, present=st.booleans(), said=st.sampled_from(["", "Calm.", "Tired."]))
    def mark(self, n, k, present, said):
        key, student = self.ids[n], self.school.students[k]
        presence = Presence.PRESENT if present else Presence.ABSENT
        reason = None if present else AbsenceReason.ABSENT
        change = MarkChanges(presence=presence, reason=reason, observation=said, given_added=frozenset({"MEAL"}))
        changes = CaptureChanges(marks={student: change})
        if self.edit(key, lambda db: capture.record(db, self.school.aide, key, changes, now=NOW)):
            self.marks[key, student] = (presence.value, said)

    @rule(n=which)
    def mark_all_present(self, n):
        key = self.ids[n]
        if self.edit(key, lambda db: capture.all_present(db, self.school.aide, key, now=NOW)):
            for student in self.school.students:
                presence, said = self.marks[key, student]
                self.marks[key, student] = ("present" if presence == "unmarked" else presence, said)

    @rule(n=which, added=st.booleans(), code=st.sampled_from(["TOILET", "MEAL"]))
    def choose(self, n, added, code):
        key, codes = self.ids[n], frozenset({code})
        changes = CaptureChanges(activities_added=codes) if added else CaptureChanges(activities_removed=codes)
        self.edit(key, lambda db: capture.record(db, self.school.aide, key, changes, now=NOW))

    @rule(n=which)
    def same_as_last(self, n):
        key = self.ids[n]
        self.edit(key, lambda db: usual.same_as_last(db, self.school.aide, key, now=NOW))

    @rule(n=which)
    def carry(self, n):
        if self.states[self.ids[n]] == GONE:
            with refused(NotFound):
                self.run_(lambda db: future.carry(db, self.school.aide, self.ids[n], now=NOW))
            return
        made = self.run_(lambda db: future.carry(db, self.school.aide, self.ids[n], now=NOW))
        self.carried = made.id or self.carried

    @precondition(lambda self: self.carried)
    @rule()
    def undo_carry(self):
        self.run_(lambda db: future.undo(db, self.school.aide, self.carried, now=NOW))

    @rule(n=which)
    def look_at_the_audit(self, n):
        """A window that stays open while other things happen."""
        aide, key = self.school.aide, self.ids[n]
        sheet = self.read(lambda db: posting.audit_of(db, aide, [key], now=NOW))
        if sheet.entries:
            version = self.rows(key)[0].version
            self.window = (key, version, posting.window_of(sheet, aide, 1).digest, aide.needs_oversight)

    @precondition(lambda self: self.window)
    @rule()
    def sign_what_was_shown(self):
        key, version, digest, submits = self.window
        sign = lambda db: posting.sign(db, self.school.aide, [key], digest, keyring=KEYRING, now=NOW)  # noqa: E731
        now = self.version(key)
        if self.states[key] in SIGNED and version == now and submits == (self.states[key] != "posted"):
            self.run_(sign)  # Signing again answers the same.
        elif self.states[key] in OPEN and version == now and submits == self.school.aide.needs_oversight:
            self.run_(sign)
            self.states[key] = "submitted" if submits else "posted"
            self.posted[key] = self.rows(key)
        else:
            with refused(Changed, NotFound):
                self.run_(sign)

    @rule(n=which)
    def fill_and_post(self, n):
        """The way to a posted session, so that runs get there often."""
        if self.states[self.ids[n]] in OPEN:
            self.mark_all_present(n)
            self.choose(n, added=True, code="TOILET")
            self.look_at_the_audit(n)
            self.sign_what_was_shown()

    @rule(n=which, admin=st.booleans(), stale=st.booleans())
    def unpost(self, n, admin, stale):
        key = self.ids[n]
        actor = self.school.admin if admin else self.school.aide
        asked = Unpost(key, self.version(key) + stale, UnpostReason.WRONG_TIME)
        work = lambda db: unposting.unpost(db, actor, asked, keyring=KEYRING, now=NOW)  # noqa: E731
        if self.states[key] not in SIGNED or stale:
            with refused(RuleViolation, Changed, NotFound):
                self.run_(work)
            return
        before = self.posted.pop(key)
        self.run_(work)
        own, marks = self.rows(key)
        assert own._asdict() == {**before[0]._asdict(), "state": "reopened", "version": before[0].version + 1}
        assert marks == before[1]
        self.states[key] = "reopened"

    @rule(n=which)
    def cancel(self, n):
        key = self.ids[n]
        work = lambda db: cancelling.cancel(db, self.school.aide, key, "Field trip", now=NOW)  # noqa: E731
        if self.edit(key, work, ends=("cancelled",)):
            self.states[key] = "cancelled"

    @rule(n=which)
    def restore(self, n):
        key = self.ids[n]
        work = lambda db: cancelling.restore(db, self.school.aide, key, now=NOW)  # noqa: E731
        if self.states[key] == GONE:
            with refused(NotFound):
                self.run_(work)
            return
        self.run_(work)
        if self.states[key] == "cancelled":
            self.states[key] = self.rows(key)[0].state
            # What was signed once is reopened or returned for ever, until it is signed again.
            assert (self.states[key] in {"reopened", "returned"}) == any(one[0] == key for one in self.signed)
            assert self.states[key] in OPEN

    # What nobody may do

    @rule(n=which, supervisor=st.booleans())
    def somebody_else(self, n, supervisor):
        key, stranger = self.ids[n], self.school.supervisor if supervisor else self.school.other_aide
        asked = Unpost(key, self.version(key), UnpostReason.WRONG_TIME)
        for work in (
            lambda db: capture.all_present(db, stranger, key, now=NOW),
            lambda db: usual.same_as_last(db, stranger, key, now=NOW),
            lambda db: future.carry(db, stranger, key, now=NOW),
            lambda db: unposting.unpost(db, stranger, asked, keyring=KEYRING, now=NOW),
            lambda db: cancelling.cancel(db, stranger, key, "Field trip", now=NOW),
        ):
            with refused(NotFound):
                self.run_(work)

    @precondition(lambda self: self.posted)
    @rule(data=st.data(), attack=st.sampled_from(ATTACKS))
    def attack_what_is_posted(self, data, attack):
        key = data.draw(st.sampled_from(sorted(self.posted)))
        with refused(DBAPIError):
            self.run_(lambda db: db.execute(text(attack.format(id=key))))

    # What must hold

    @invariant()
    def what_must_hold(self):
        if not hasattr(self, "ids"):
            return
        found, marks, signed = self.read(
            lambda db: [db.execute(query, {"ids": list(self.states)}).all() for query in EVERYTHING]
        )
        assert {own.id: own.state for own in found} == {key: at for key, at in self.states.items() if at != GONE}
        stands = {(one.session_id, one.student_id): (one.presence, one.observation) for one in marks}
        assert stands == self.marks, "an attendance was lost"
        for own in found:
            if own.id in self.posted:
                whole = (own, [one for one in marks if one.session_id == own.id])
                assert whole == self.posted[own.id], "a posted record was changed"
        bytes_ = {tuple(one)[:3]: (one.canonical, one.mac) for one in signed}
        assert bytes_.items() >= self.signed.items(), "a signature was lost"
        self.signed = bytes_
