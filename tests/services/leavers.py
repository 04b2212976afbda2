"""Unplanned days with students who leave and come back, in any order; and that nobody is planned for who left."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

from sqlalchemy import select

from models.office import StudentLeft
from models.services import cancelling, student_leaving, student_returning
from models.tables import CaseloadEntry, Cover
from tests.factories import FIXED_NOW, TODAY
from tests.services import editing
from tests.services.unplanned_days import Days

STEPS = (
    "leave", "leave", "undo_leave", "undo_leave", "leave_or_come_back", "change_day", "change_day", "undo_day",
    "cancel", "cancel", "restore", "restore", "cover", "undo_cover", "mark", "edit_series", "edit_students",
    "end_series", "undo_edit", "undo_edit",
)  # fmt: skip


class Leavers(Days):
    """Days on which nobody says that a session takes place anyway, and last days are set in the window too."""

    first, sessions, days = TODAY - timedelta(1), 4, 4

    def __init__(self, database, seed):
        super().__init__(database, seed)
        self.left, self.whole = [], set()

    def steps(self):
        """Those that bring students and sessions, or take them away."""
        return STEPS

    def look(self, name):
        """After every step, who left is in no session that nothing is recorded in, and somebody is in each."""
        super().look(name)
        served = self.db.read(_Served)
        for key, row in sorted(self.before.sessions.items()):
            marks = self.before.marks[key]
            assert marks or row.state == "cancelled", (name, key, "nobody is left in it")
            if row.state == "scheduled" and key not in self.whole:
                gone = [one.student_id for one in marks if not served(row, one.student_id)]
                assert not gone, (name, key, gone, "left before it")
        for found in served.periods.values():
            found.sort()
            assert all(one[1] < other[0] for one, other in pairwise(found)), (name, "on a caseload twice at once")

    def cover(self):
        """Where everybody left, the substitute has everybody: something is recorded of them, or the aide said so."""
        before, served = len(self.covers), self.db.read(_Served)
        super().cover()
        for _, made in self.covers[before:]:
            one = self.db.read(lambda db, made=made: db.get_one(Cover, made))
            row, marks = self.before.sessions[one.session_id], self.before.marks[one.session_id]
            if not any(served(row, mark.student_id) for mark in marks):
                self.whole.add(one.covering_id)

    def restore(self):
        key, actor = self.one()
        self.run(lambda db: cancelling.restore(db, actor, key, now=FIXED_NOW))

    def leave(self):
        actor, student = (
            self.random.choice([self.school.admin, self.school.supervisor]),
            self.random.choice(self.school.students),
        )
        day, key = self.a_day(), self.key()
        agreed = self.run(lambda db: student_leaving.preview(db, actor, student, day, now=FIXED_NOW)).digest
        made = self.run(lambda db: student_leaving.leave(db, actor, student, day, agreed, key, now=FIXED_NOW))
        if isinstance(made, StudentLeft):
            self.left.append((actor, made.id))

    def undo_leave(self):
        actor, key = self.late(self.left)
        self.run(lambda db: student_returning.undo(db, actor, key, now=FIXED_NOW))

    def edit_students(self):
        key, actor = self.one()
        students = tuple(one for one in self.school.students if self.random.random() < 0.6)
        editing.change_series(self.db, actor, key, key=self.key(), students=students)


class _Served:
    """Who serves whom when: on their own caseload, or through whom they cover."""

    def __init__(self, db):
        self.periods, self.through = defaultdict(list), {}
        for row in db.execute(select(CaseloadEntry.__table__)):
            self.periods[row.staff_id, row.student_id].append((row.start_date, row.end_date or date.max))
        for row in db.execute(select(Cover.__table__).where(Cover.undone_at.is_(None))):
            self.through[row.covering_id] = row

    def __call__(self, session, student):
        """Whether somebody has the student on the day of the session."""
        givers, key = [session.owner_id], session.id
        while key in self.through:
            givers.append(self.through[key].owner_id)
            key = self.through[key].session_id
        periods = (one for giver in givers for one in self.periods.get((giver, student), ()))
        return any(start <= session.local_date <= end for start, end in periods)
