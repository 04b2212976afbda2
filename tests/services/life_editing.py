"""The rest of a session's life: edited alone and with its series, from fresh windows and from old ones, and ended."""

from datetime import timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule
from sqlalchemy import select

from models.editing import Asked, Saved
from models.errors import NotFound, RuleViolation
from models.services import editing, editing_series, ending_series, series_edits
from models.tables import Session
from tests.services.editing import wanted
from tests.services.life_machine import GONE, NOW, OPEN, Life, refused, which, who


class EditedLife(Life):
    """Descriptions are what edits change here: nothing else of the record may follow from one."""

    def __init__(self):
        super().__init__()
        self.words, self.keys, self.edits, self.old = count(1), count(1), [], None

    def descriptions(self):
        """What the sessions that are there are called, and their series."""
        query = select(Session.id, Session.description, Session.series_id).where(Session.id.in_(list(self.states)))
        return {row.id: (row.description, row.series_id) for row in self.read(lambda db: db.execute(query).all())}

    # One session

    @rule(n=which)
    def describe(self, n):
        key, said = self.ids[n], f"Words {next(self.words)}"

        def work(db):
            form = editing.edit_form(db, self.school.aide, key, now=NOW)
            return editing.change(db, self.school.aide, key, wanted(form, description=said), now=NOW)

        if self.edit(key, work, ends=("scheduled",)):
            assert self.rows(key)[0].description == said

    @rule(n=which, k=who)
    def leave_out_somebody_recorded(self, n, k):
        """Is asked about, and nothing is lost."""
        key, student = self.ids[n], self.school.students[k]
        if self.states[key] not in OPEN or self.marks[key, student][0] == "unmarked":
            return
        before = self.rows(key)

        def work(db):
            form = editing.edit_form(db, self.school.aide, key, now=NOW)
            rest = tuple(one for one in form.terms.students if one != student)
            return editing.change(db, self.school.aide, key, wanted(form, students=rest), now=NOW)

        asked = self.run_(work)
        assert isinstance(asked, Asked)
        assert [pupil.id for pupil in asked.recorded] == [student]
        assert self.rows(key) == before

    @rule(n=which)
    def open_the_edit(self, n):
        """A window that stays open while other things happen."""
        if self.states[self.ids[n]] in OPEN:
            key = self.ids[n]
            self.old = key, self.read(lambda db: editing.edit_form(db, self.school.aide, key, now=NOW))

    @precondition(lambda self: self.old)
    @rule()
    def save_the_old_edit(self):
        """The later of two edits of one field sees what changed; nothing is overwritten."""
        (key, form), said = self.old, f"Words {next(self.words)}"
        sent = wanted(form, description=said)
        now = self.descriptions().get(key)
        before = self.rows(key) if now else None
        done = []
        if self.edit(key, lambda db: done.append(editing.change(db, self.school.aide, key, sent, now=NOW))):
            if now[0] == form.terms.description:
                assert isinstance(done[-1], Saved)
                assert self.rows(key)[0].description == said
            else:
                assert isinstance(done[-1], Asked)
                assert (done[-1].clash, done[-1].theirs.description) == (("description",), now[0])
                assert self.rows(key) == before

    # The series

    @rule(n=which)
    def describe_series(self, n):
        """From one session on; what is signed, cancelled, earlier or of another series keeps its words."""
        key, said, request = self.ids[n], f"Words {next(self.words)}", f"w{self.ids[0]}.{next(self.keys)}"

        def work(db, agreed=""):
            form = editing_series.series_form(db, self.school.aide, key, now=NOW)
            sent = wanted(form, description=said, agreed=agreed)
            return editing_series.change_series(db, self.school.aide, key, sent, request, now=NOW)

        if self.states[key] not in OPEN:
            with refused(RuleViolation, NotFound):
                self.run_(work)
            return
        before = self.descriptions()
        asked = self.run_(work)
        assert self.descriptions() == before  # Nothing happens before the numbers are agreed to.
        self.edits.append(self.run_(lambda db: work(db, asked.numbers.digest)).id)
        reached = [
            one
            for one in self.ids[n:]
            if self.states[one] in OPEN and one in before and before[one][1] == before[key][1]
        ]
        for one, (text, _) in self.descriptions().items():
            assert text == (said if one in reached else before[one][0])

    @rule(n=which, past=st.booleans())
    def delete_series_from(self, n, past):
        """Only what nobody recorded goes, and as all of it has ended, only when that is asked for."""
        key, request = self.ids[n], f"e{self.ids[0]}.{next(self.keys)}"
        last = self.monday + timedelta(days=n - 1)
        there = self.descriptions()
        end = lambda db: ending_series.end(db, self.school.aide, key, last, request, past=past, now=NOW)  # noqa: E731
        if key not in there:
            with refused(NotFound):
                self.run_(end)
            return
        self.edits.append(self.run_(end).id)
        later = [one for one in self.ids[n:] if one in there and there[one][1] == there[key][1]]
        for one in later:
            if past and self.states[one] == "scheduled":
                self.states[one] = GONE
                for student in self.school.students:
                    del self.marks[one, student]

    @precondition(lambda self: self.edits)
    @rule(data=st.data())
    def undo_an_edit(self, data):
        """What comes back has nothing recorded in it; what is there stays, whatever happened since."""
        edit = data.draw(st.sampled_from(self.edits))
        self.run_(lambda db: series_edits.undo(db, self.school.aide, edit, now=NOW))
        query = select(Session.id, Session.state).where(Session.id.in_(self.ids))
        for row in self.read(lambda db: db.execute(query).all()):
            if self.states[row.id] == GONE:
                assert row.state == "scheduled"
                self.states[row.id] = row.state
                self.marks |= {(row.id, student): ("unmarked", "") for student in self.school.students}
