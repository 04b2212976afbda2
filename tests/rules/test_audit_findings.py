"""Session Audit: every finding, whether it blocks, and whom it is about."""

from datetime import time, timedelta

import pytest

from models.enums import AbsenceReason, Presence, State
from models.inputs import Away, Mark
from models.outputs import AuditEntry, Finding
from models.rules.audit import findings
from models.rules.marks import actual_times, net_of
from tests.factories import FIXED_NOW
from tests.rules.values import PRESENT, sheet

ABSENT = Mark(Presence.ABSENT, AbsenceReason.REFUSED)
START, END = time(9), time(14)


def present(start="09:00", end="14:00", **more):
    return Mark(Presence.PRESENT, start=time.fromisoformat(start), end=time.fromisoformat(end), **more)


def test_a_whole_record_has_nothing_against_it():
    assert findings(sheet(), FIXED_NOW) == ()


@pytest.mark.parametrize(
    ("marks", "changed", "said", "blocks", "student"),
    [
        ((), {"state": State.POSTED}, "This session is posted already", True, None),
        ((), {"state": State.CANCELLED}, "This session is cancelled already", True, None),
        ((), {"state": State.SCHEDULED}, "has not ended yet", True, None),
        ((), {"end": time(15, 1)}, "has not ended yet", True, None),
        ((), {"records": ()}, "has no students", True, None),
        ((present(),), {"activities": frozenset()}, "Nothing is recorded yet", True, None),
        ((PRESENT, Mark()), {}, "Noah Green: choose Present in Session", True, 2),
        ((PRESENT, Mark(Presence.ABSENT)), {}, "Noah Green: Choose a reason", True, 2),
        ((present("10:00", "10:00"),), {}, "Mia Garcia: The actual end is not after", True, 1),
        ((present("10:00", "09:00"),), {}, "Mia Garcia: The actual end is not after", True, 1),
        ((present(away=Away(300)),), {}, "Mia Garcia: The time away covers the whole session", True, 1),
        ((present(end="15:01"),), {}, "Mia Garcia: the actual end has not come yet", True, 1),
        ((present(end="15:00"),), {}, "Mia Garcia: the actual times go beyond", False, 1),
        ((present("08:59"),), {}, "Mia Garcia: the actual times go beyond", False, 1),
        ((), {"days_left": -1}, "This log is 1 day late", False, None),
        ((), {"days_left": -3}, "This log is 3 days late", False, None),
    ],
)
def test_each_finding(marks, changed, said, blocks, student):
    (found,) = findings(sheet(*marks, **changed), FIXED_NOW)
    assert said in found.text
    assert (found.blocks, found.student_id) == (blocks, student)


@pytest.mark.parametrize(
    ("marks", "changed"),
    [
        ((ABSENT, ABSENT), {"activities": frozenset()}),  # Scenario 18: the whole group was absent.
        ((PRESENT, ABSENT, ABSENT, ABSENT), {}),  # Scenario 19: one of four was present.
        ((PRESENT,), {"activities": frozenset()}),
        ((present(away=Away(299)),), {}),
        ((), {"days_left": 0}),
        ((), {"end": time(15)}),
        ((), {"state": State.DUE}),
    ],
)
def test_what_stands_in_nobodys_way(marks, changed):
    assert findings(sheet(*marks, **changed), FIXED_NOW) == ()


def test_what_blocks_is_said_first():
    found = findings(sheet(present("08:00"), Mark(), days_left=-2), FIXED_NOW)
    assert [finding.blocks for finding in found] == [True, False, False]


def test_an_entry_is_ready_when_nothing_blocks():
    assert AuditEntry(sheet(), (Finding("Doubtful.", blocks=False),)).ready
    assert not AuditEntry(sheet(), (Finding("Doubtful.", blocks=False), Finding("Impossible.", blocks=True))).ready


def test_a_session_ends_at_its_last_moment():
    assert findings(sheet(), FIXED_NOW - timedelta(hours=1)) == ()
    assert findings(sheet(), FIXED_NOW - timedelta(hours=1, seconds=1)) != ()


@pytest.mark.parametrize(
    ("mark", "net"),
    [
        (Mark(), None),
        (ABSENT, 0),
        (Mark(Presence.PRESENT), 300),
        (Mark(Presence.PRESENT, end=time(10)), 60),
        (present("10:00", "11:00", away=Away(15)), 45),
    ],
)
def test_net_minutes_of_a_mark(mark, net):
    assert net_of(mark, START, END) == net


def test_times_that_nobody_recorded_are_the_scheduled_ones():
    assert actual_times(Mark(start=time(9, 20)), START, END) == (time(9, 20), END)
    assert actual_times(Mark(end=time(13)), START, END) == (START, time(13))
