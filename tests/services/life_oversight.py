"""The life of a session under oversight: submitted, approved, returned, by who may decide and who may not."""

from dataclasses import replace

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from models.errors import Changed, NotFound
from models.inputs import Return
from models.services import approving, oversight
from tests.factories import KEYRING
from tests.services.life_editing import EditedLife
from tests.services.life_machine import NOW, refused, which

DECIDING = ("supervisor", "admin")
"""The supervisor has no passphrase in this school, so that an administrator may decide as well."""
anybody = st.sampled_from((*DECIDING, "other_aide", "aide"))


class OverseenLife(EditedLife):
    """`review` is a window of *Review* that stays open while other things happen."""

    def __init__(self):
        super().__init__()
        self.review = None

    @rule(needed=st.booleans())
    def switch(self, needed):
        """An import says that the aide needs oversight, or no more. What was submitted keeps waiting."""
        self.school = replace(self.school, aide=replace(self.school.aide, needs_oversight=needed))

    @rule(n=which, who=st.sampled_from(DECIDING), back=st.booleans())
    def submit_and_decide(self, n, who, back):
        """The way to an approved or a returned session, so that runs get there often."""
        self.switch(needed=True)
        self.fill_and_post(n)
        if back:
            self.give_back(n, who=who, stale=False)
        else:
            self.look_at_the_review(n)
            if self.review:
                self.approve_what_was_shown(who=who)

    @rule(n=which)
    def look_at_the_review(self, n):
        key, boss = self.ids[n], self.school.supervisor
        found = self.read(lambda db: oversight.review(db, boss, [key], now=NOW))
        assert bool(found.sheets) == (self.states[key] == "submitted")
        if found.sheets:
            self.review = (key, self.version(key), oversight.within(found, 1).digest)

    @precondition(lambda self: self.review)
    @rule(who=anybody)
    def approve_what_was_shown(self, who):
        key, version, digest = self.review
        actor = getattr(self.school, who)
        work = lambda db: approving.approve(db, actor, [key], digest, keyring=KEYRING, now=NOW)  # noqa: E731
        same = version == self.version(key)
        if same and self.states[key] == "submitted" and who in DECIDING:
            before = self.posted[key]
            self.run_(work)
            own, marks = self.rows(key)
            assert own._asdict() == {**before[0]._asdict(), "state": "approved"}
            self.states[key], self.posted[key] = "approved", (own, marks)
            self.approved_by = {**getattr(self, "approved_by", {}), (key, version): who}
        elif same and self.states[key] == "approved" and self.approved_by[key, version] == who:
            self.run_(work)  # Approving again answers the same.
        else:
            with refused(Changed):
                self.run_(work)

    @rule(n=which, who=anybody, stale=st.booleans())
    def give_back(self, n, who, stale):
        key = self.ids[n]
        asked = Return(key, self.version(key) + stale, "Correct the end.")
        actor = getattr(self.school, who)
        work = lambda db: approving.give_back(db, actor, asked, keyring=KEYRING, now=NOW)  # noqa: E731
        if self.states[key] != "submitted" or who not in DECIDING or stale:
            with refused(Changed, NotFound):
                self.run_(work)
            return
        before = self.posted.pop(key)
        self.run_(work)
        own, marks = self.rows(key)
        assert own._asdict() == {**before[0]._asdict(), "state": "returned", "version": before[0].version + 1}
        assert marks == before[1]
        self.states[key] = "returned"
        self.run_(work)  # Returning twice is returning once.
        assert self.rows(key)[0] == own
