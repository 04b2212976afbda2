"""Days that are not routine, in any order: covers, snow days, leaving students, series, answers; and what must hold."""

import copy
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, time, timedelta

from sqlalchemy import func, select

from models.enums import AbsenceReason, DayKind, Presence, UnpostReason
from models.errors import CarelogError
from models.inputs import CaptureChanges, Happened, MarkChanges, Unpost
from models.office import DayChanged, WantedDay
from models.rules.replies import Reply
from models.services import (
    calendar_changes,
    cancelling,
    capture,
    covering,
    covers,
    ending_series,
    future,
    happened,
    series_edits,
    undoing,
    unposting,
)
from models.services.answers import Written, apply
from models.services.importing import import_file
from models.tables import Attendance, AuditRow, Cover, SeriesEdit, Session
from tests.factories import FIXED_NOW, KEYRING, TODAY, make_ready, make_school, make_sessions, post, weekdays
from tests.services import editing

DROPS = {"edit_one", "edit_series", "undo_edit"}
"""What may take away attendance: an edit that was told so, and its Undo."""


@dataclass(frozen=True)
class Stand:
    """What the database has: sessions by id with attendance and the number of audit entries, and chains of covers."""

    sessions: dict
    marks: dict
    chains: list
    told: Counter

    def of(self, key):
        """A session and its attendance; None where it is not there."""
        return (self.sessions[key], self.marks[key]) if key in self.sessions else None

    def recorded(self, key):
        """The students of whom something is recorded in a session."""
        return {row.student_id for row in self.marks.get(key, ()) if row.presence != "unmarked"}


class Walk:
    """A small school and people who do what they like. `seed` decides everything."""

    first, sessions, days = date(2026, 11, 9), 12, 14
    """When the series begin, how many sessions each has, and on how many days from then on something may happen."""

    def __init__(self, database, seed):
        self.db, self.random, self.keys, self.done = database, random.Random(seed), 0, Counter()
        self.school = make_school(database, students=4)
        aide, other = self.school.aide, self.school.other_aide
        self.people = {one.staff_id: one for one in (aide, other, self.school.supervisor, self.school.admin)}
        year = {"date": self.first, "recurrence": weekdays(self.sessions, self.first)}
        make_sessions(database, aide, self.school.students, **year)
        make_sessions(database, aide, self.school.students[:1], start=time(14, 30), end=time(15), **year)
        make_sessions(database, other, self.school.other_students, **year)
        self.covers, self.changes, self.edits, self.carried = [], [], [], []
        self.before = self.stand()

    def walk(self, steps):
        """Takes so many steps, and looks at everything after each."""
        for _ in range(steps):
            self.look(self.step())

    def beside(self, number):
        """Somebody else's walk in the same school at the same time."""
        other = copy.copy(self)
        other.random, other.keys, other.done = random.Random(number), 1000 * number, Counter()
        return other

    def hurry(self, steps):
        """Takes steps beside others, so nothing is looked at between two of them. Gives how many were not refused."""
        for _ in range(steps):
            self.before = self.stand()
            self.step()
        return self.done.total()

    def step(self):
        """Tries one step, and gives its name."""
        name = self.random.choice(self.steps())
        try:
            getattr(self, name)()
            self.done[name] += 1
        except CarelogError:
            pass  # Told to the person; then nothing may have changed, which is looked at afterwards.
        return name

    def steps(self):
        """The names of all steps."""
        steps = {name for kind in type(self).__mro__ if kind.__base__ is not object for name in vars(kind)}
        return sorted(name for name in steps if not name.startswith("_") and name not in vars(Walk))

    def look(self, name):
        """What must hold after every step."""
        was, now = self.before, self.stand()
        for key in was.sessions.keys() | now.sessions.keys():
            before, after = was.of(key), now.of(key)
            if before == after:
                continue
            made_or_gone = before is None or after is None
            assert now.told[key] > was.told[key] or made_or_gone, (name, key, "no entry in the audit trail")
            assert before is None or before[0].state != "posted" or name == "unpost", (name, key, "posted")
            lost = was.recorded(key) - now.recorded(key)
            assert not lost or name in DROPS or name == "undo_answer", (name, key, "attendance lost")
        self.look_at_covers(now)
        self.before = now

    def look_at_covers(self, now):
        """Of the sessions of the same care, one is live."""
        for chain in now.chains:
            live = [key for key in chain if key in now.sessions and now.sessions[key].state != "cancelled"]
            assert len(live) <= 1, (live, "the same care twice")

    def stand(self):
        return self.db.read(_stand)

    def run(self, work):
        return self.db.run(work)

    def key(self):
        """A window of its own for each step."""
        self.keys += 1
        return f"window {self.keys}"

    def one(self):
        """A session, and mostly its owner, sometimes somebody else."""
        row = self.random.choice([self.before.sessions[key] for key in sorted(self.before.sessions)])
        owner = self.people[row.owner_id]
        return row.id, owner if self.random.random() < 0.9 else self.anybody()

    def anybody(self):
        return self.random.choice(list(self.people.values()))

    def late(self, found):
        """One of the last few things that can be undone."""
        return self.random.choice(found[-4:]) if found else (self.school.aide, 0)

    def a_day(self):
        return self.first + timedelta(self.random.randrange(self.days))


def _stand(db):
    marks, told, chains = defaultdict(list), Counter(), []
    for row in db.execute(select(Attendance.__table__).order_by(Attendance.id)):
        marks[row.session_id].append(row)
    for subject in db.execute(select(AuditRow.subject).where(AuditRow.subject.startswith("session:"))).scalars():
        told[int(subject.partition(":")[2])] += 1
    for pair in db.execute(select(Cover.session_id, Cover.covering_id).where(Cover.undone_at.is_(None))):
        linked = [chain for chain in chains if chain & set(pair)]
        chains = [chain for chain in chains if chain not in linked] + [{*pair, *(key for one in linked for key in one)}]
    sessions = {row.id: row for row in db.execute(select(Session.__table__))}
    return Stand(sessions, marks, [chain - {None} for chain in chains], told)


class Days(Walk):
    """What people do. Each may be refused."""

    def mark(self):
        key, actor = self.one()
        student = self.random.choice(self.school.students)
        said = self.random.choice([(Presence.PRESENT, None), (Presence.ABSENT, AbsenceReason.ABSENT)])
        marks = {student: MarkChanges(presence=said[0], reason=said[1], given_added=frozenset({"MEAL"}))}
        self.run(lambda db: capture.record(db, actor, key, CaptureChanges(marks=marks), now=FIXED_NOW))

    def fill_and_post(self):
        key, actor = self.one()
        post(self.db, actor, [make_ready(self.db, actor, key)])

    def unpost(self):
        key, actor = self.one()
        asked = Unpost(key, self.before.sessions[key].version, UnpostReason.WRONG_TIME)
        self.run(lambda db: unposting.unpost(db, actor, asked, keyring=KEYRING, now=FIXED_NOW))

    def cancel(self):
        key, actor = self.one()
        self.run(lambda db: cancelling.cancel(db, actor, key, "Field trip", now=FIXED_NOW))

    def restore(self):
        key, actor = self.one()
        anyway = self.random.random() < 0.5
        self.run(lambda db: cancelling.restore(db, actor, key, anyway=anyway, now=FIXED_NOW))

    def cover(self):
        key, owner = self.one()
        actor = self.random.choice([owner, self.school.supervisor, self.school.admin])
        substitute = self.anybody().staff_id
        made = self.run(lambda db: covering.cover(db, actor, key, substitute, self.key(), now=FIXED_NOW))
        self.covers.append((actor, made.id))

    def undo_cover(self):
        actor, key = self.late(self.covers)
        self.run(lambda db: covers.undo(db, actor, key, now=FIXED_NOW))

    def change_day(self):
        kind, admin = self.random.choice([DayKind.NO_SCHOOL, DayKind.EARLY_RELEASE, None]), self.school.admin
        release = time(12, 30) if kind is DayKind.EARLY_RELEASE else None
        where = self.random.choice([None, self.school.campus_id])
        wanted = WantedDay(self.a_day(), kind, "", release, where)
        agreed = self.run(lambda db: calendar_changes.preview(db, admin, wanted, now=FIXED_NOW)).digest
        made = self.run(lambda db: calendar_changes.change(db, admin, wanted, agreed, self.key(), now=FIXED_NOW))
        if isinstance(made, DayChanged):  # Else somebody was faster, and the numbers are shown anew.
            self.changes.append((admin, made.id))

    def undo_day(self):
        actor, key = self.late(self.changes)
        self.run(lambda db: calendar_changes.undo(db, actor, key, now=FIXED_NOW))

    def carry(self):
        key, actor = self.one()
        self.carried.append((actor, self.run(lambda db: future.carry(db, actor, key, now=FIXED_NOW)).id))

    def undo_carry(self):
        actor, key = self.late(self.carried)
        self.run(lambda db: future.undo(db, actor, key, now=FIXED_NOW))

    def log(self):
        start = time(self.random.randrange(8, 14))
        said = Happened(self.school.students[:2], frozenset({"TOILET"}), start, start.replace(minute=30))
        self.run(lambda db: happened.log(db, self.school.aide, said, self.key(), now=FIXED_NOW))

    def edit_one(self):
        key, actor = self.one()
        how = [{"start": time(8, 30)}, {"date": self.a_day()}, {"students": self.school.students[:2]}]
        editing.change(self.db, actor, key, drop=self.random.random() < 0.5, **self.random.choice(how))

    def edit_series(self):
        key, actor = self.one()
        how = [{"start": time(8, 30)}, {"end": time(13)}, {"description": "Care"}]
        sent = {**self.random.choice(how), "key": self.key()}
        asked = editing.ask_series(self.db, actor, key, **sent)
        if asked.numbers is None:  # Somebody else changed it meanwhile, and the form is shown anew.
            return
        editing.ask_series(self.db, actor, key, **sent, agreed=asked.numbers.digest)
        self.edits.append((actor, _last_edit(self)))

    def end_series(self):
        key, actor = self.one()
        last = self.a_day()
        self.run(lambda db: ending_series.end(db, actor, key, last, self.key(), past=False, now=FIXED_NOW))
        self.edits.append((actor, _last_edit(self)))

    def undo_edit(self):
        actor, key = self.late(self.edits)
        self.run(lambda db: series_edits.undo(db, actor, key, now=FIXED_NOW))

    def leave_or_come_back(self):
        last, number = self.random.choice([self.a_day().isoformat(), ""]), self.random.randrange(1, 5)
        data = "staff_email,student_id,start_date,end_date\n" + f"jo@school.example,S00{number},2026-08-01,{last}\n"
        tenant = self.school.tenant_id
        self.run(lambda db: import_file(db, tenant, "caseload", data.encode(), today=TODAY, now=FIXED_NOW))

    def cancel_by_message(self):
        key, actor = self.one()
        reply, written = Reply(cancels=((key, "field trip"),)), Written("D1", self.key(), "", "cancelled")
        self.run(lambda db: apply(db, actor, reply, written, (), now=FIXED_NOW))

    def undo_answer(self):
        actor = self.anybody()
        self.run(lambda db: undoing.undo(db, actor, now=FIXED_NOW))


def _last_edit(days):
    return days.db.read(lambda db: db.execute(select(func.max(SeriesEdit.id))).scalar_one()) or 0
