"""What Session Audit warns of: it never blocks, and every finding names its session, student, field and window."""

from dataclasses import replace
from datetime import date, time

import pytest

from models.enums import AbsenceReason, Fix, Presence, SessionType, State
from models.inputs import Away, Mark
from models.rules.audit import findings
from models.rules.doubts import Known, OtherCare
from tests.factories import FIXED_NOW
from tests.rules.values import PRESENT, sheet

ABSENT = Mark(Presence.ABSENT, AbsenceReason.REFUSED)
AWAY_FROM_SCHOOL = Mark(Presence.ABSENT, AbsenceReason.ABSENT)


def with_iep(found, iep):
    records = tuple(replace(one, pupil=replace(one.pupil, session_type=iep)) for one in found.records)
    return replace(found, records=records)


def other(start, end, student=1):
    return OtherCare(student, "Kim Vale", time.fromisoformat(start), time.fromisoformat(end))


@pytest.mark.parametrize(
    ("found", "known", "said", "student", "field", "fix"),
    [
        (sheet(date=date(2026, 11, 15)), Known(), "Nov 15 is a Sunday", None, "date", Fix.EDIT),
        (sheet(), Known(no_school="Snow day"), "no school on this day (Snow day)", None, "date", Fix.EDIT),
        (sheet(days_left=-1), Known(), "1 day late", None, "", Fix.NOTHING),
        (
            with_iep(sheet(PRESENT), SessionType.INDIVIDUAL),
            Known(),
            "Mia Garcia: the IEP says Individual, and this session is Group. Change the type",
            1,
            "session_type",
            Fix.EDIT,
        ),
        (
            with_iep(sheet(PRESENT, type_reason="The teacher asked for it."), SessionType.INDIVIDUAL),
            Known(),
            "You kept it: The teacher asked for it.",
            1,
            "session_type",
            Fix.EDIT,
        ),
        (
            sheet(),
            Known((other("13:30", "15:00"),)),
            "Mia Garcia: Kim Vale recorded care from 1:30 PM to 2:00 PM as well",
            1,
            "start",
            Fix.RECORD,
        ),
        (
            sheet(),
            Known(planned={2: 120}),
            "Noah Green: 5 h on this day, 3 h more than the 2 h",
            2,
            "start",
            Fix.RECORD,
        ),
        (sheet(), Known(planned={2: 300}, day={2: 315}), "5 h 15 min on this day, 15 min more", 2, "start", Fix.RECORD),
        (
            sheet(),
            Known(unbilled={2: "21 or older on this day"}),
            "Noah Green: 21 or older on this day. The care is kept and not billed.",
            2,
            "",
            Fix.NOTHING,
        ),
        (
            sheet(),
            Known(last_day=frozenset({1})),
            "Mia Garcia: Nov 18 is the last day on your caseload.",
            1,
            "",
            Fix.NOTHING,
        ),
        (
            sheet(),
            Known(absent={1: "Kim Vale"}),
            "Mia Garcia: present here, and Kim Vale recorded “Absent from school” on this day",
            1,
            "presence",
            Fix.RECORD,
        ),
        (
            sheet(AWAY_FROM_SCHOOL, PRESENT),
            Known((other("13:30", "15:00"),)),
            "Mia Garcia: absent from school here, and Kim Vale recorded care on this day",
            1,
            "presence",
            Fix.RECORD,
        ),
        (
            sheet(),
            Known(written={1: {"TOILET": 151}, 2: {"MEAL": 150}}),
            "are 1 min more than your own time here",
            1,
            "minutes",
            Fix.RECORD,
        ),
        (
            sheet(replace(PRESENT, away=Away(240)), PRESENT),
            Known(written={1: {"TOILET": 61}}),
            "Mia Garcia: 1 h 1 min of activities in 1 h of care",
            1,
            "minutes",
            Fix.RECORD,
        ),
    ],
)
def test_each_doubt(found, known, said, student, field, fix):
    (finding,) = findings(found, FIXED_NOW, known)
    assert said in finding.text
    assert not finding.blocks
    assert (finding.session_id, finding.student_id, finding.field, finding.fix) == (7, student, field, fix)


@pytest.mark.parametrize(
    ("found", "known"),
    [
        (with_iep(sheet(), SessionType.GROUP), Known()),
        (sheet(), Known((other("14:00", "15:00"), other("07:00", "09:00"), other("09:00", "14:00", student=9)))),
        (sheet(ABSENT), Known((other("09:00", "14:00"),), planned={1: 0}, day={1: 15})),
        (sheet(replace(PRESENT, away=Away(stretches=((time(10), time(11)),)))), Known((other("10:00", "11:00"),))),
        (sheet(), Known(planned={1: 300})),
        (sheet(), Known(written={1: {"TOILET": 150}, 2: {"MEAL": 150}})),
        (sheet(date=date(2024, 9, 30)), Known(written={1: {"TOILET": 300}, 2: {"MEAL": 300}})),
    ],
)
def test_what_is_not_doubtful(found, known):
    assert findings(found, FIXED_NOW, known) == ()


@pytest.mark.parametrize(
    ("found", "field", "fix"),
    [
        (sheet(state=State.POSTED), "", Fix.NOTHING),
        (sheet(end=time(15, 1)), "", Fix.NOTHING),
        (sheet(records=()), "students", Fix.EDIT),
        (sheet(Mark(Presence.PRESENT), activities=frozenset()), "activities", Fix.RECORD),
        (sheet(Mark()), "presence", Fix.RECORD),
        (sheet(Mark(Presence.ABSENT)), "reason", Fix.RECORD),
        (sheet(replace(PRESENT, end=time(9))), "end", Fix.RECORD),
        (sheet(replace(PRESENT, away=Away(300))), "away", Fix.RECORD),
        (sheet(replace(PRESENT, end=time(15, 1))), "end", Fix.RECORD),
    ],
)
def test_what_blocks_names_its_place_too(found, field, fix):
    said = [(one.blocks, one.session_id, one.field, one.fix) for one in findings(found, FIXED_NOW)]
    assert said == [(True, 7, field, fix)]


def test_times_beyond_the_schedule_name_the_time_that_is():
    for changed, field in (({"start": time(8)}, "start"), ({"end": time(15)}, "end")):
        (finding,) = findings(sheet(replace(PRESENT, **changed)), FIXED_NOW)
        assert finding.field == field
