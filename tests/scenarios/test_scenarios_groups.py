"""Scenarios 11 to 14, 18, 19 and 24 of DOMAIN.md section 5: several students, several aides, and the session's type."""

from dataclasses import replace
from datetime import UTC, date, datetime, time
from itertools import product

from models.enums import AbsenceReason, Fix, Presence, SessionType
from models.inputs import Mark
from models.rules.audit import findings
from models.rules.billing.day import aide_minutes, given_in, minutes_too_many
from models.rules.billing.rates import rates_on
from models.rules.doubts import Known, OtherCare
from models.rules.overlaps import Care, overlaps
from models.rules.record import record_of
from tests.factories import FIXED_NOW
from tests.rules.values import PRESENT, sheet
from tests.scenarios.values import DAY, care, worth

ABSENT = Mark(Presence.ABSENT, AbsenceReason.ABSENT)
ALL_ABSENT = (ABSENT,) * 4


def test_scenario_11_four_students_present_at_once():
    """Attendance of all four is fine; their minutes are those of care, together no more than the aide's 300."""
    group = sheet(PRESENT, PRESENT, PRESENT, PRESENT)
    assert findings(group, FIXED_NOW) == ()
    written = {1: {"MEAL": 35}, 2: {"MEAL": 40, "TOILET": 12}, 3: {"TOILET": 40}, 4: {"MEAL": 7}}
    cares = given_in(group, written)
    assert aide_minutes(cares) == 300
    assert minutes_too_many(DAY, cares) == 0
    assert worth(*cares) == [(35, 2), (52, 3), (40, 3), (7, 0)]
    assert sum(units for _, units in worth(*cares)) == 8
    # Without them the naive 4 x 20 units are never claimed.
    assert worth(*given_in(group)) == [(None, None)] * 4
    too_many = {student: {"MEAL": 300} for student in range(1, 5)}
    assert minutes_too_many(DAY, given_in(group, too_many)) == 900
    assert any(
        "15 h more than your own time" in one.text for one in findings(group, FIXED_NOW, Known(written=too_many))
    )


def test_scenario_11_rounding_lifts_the_total_to_21_units_at_most():
    """By brute force over the remainders of four students who share 300 minutes."""
    units = rates_on(DAY).units
    rests = (parts for parts in product(range(15), repeat=4) if (300 - sum(parts)) % 15 == 0)
    most = max((300 - sum(parts)) // 15 + sum(units(part) for part in parts) for parts in rests)
    assert most == 21
    assert units(300) == 20


def test_scenario_12_the_same_group_before_october_2024():
    cares = given_in(sheet(PRESENT, PRESENT, PRESENT, PRESENT))
    assert worth(*cares, day=date(2024, 9, 30)) == [(300, 20)] * 4
    assert minutes_too_many(date(2024, 9, 30), cares) == 0


def test_scenario_13_two_aides_with_one_student():
    first, second = care("9:00", "12:00", aide_id=1), care("11:30", "14:00", aide_id=2, session_id=2)
    assert [one.net for one in (first, second)] == [180, 150]
    assert rates_on(DAY).units(330) == 22
    assert worth(first, second) == [(300, 20)]


def test_scenario_13_both_aides_are_told():
    mine = sheet(replace(PRESENT, end=time(12)), end=time(12))
    theirs = sheet(replace(PRESENT, start=time(11, 30)), start=time(11, 30))
    for found, other in (
        (mine, OtherCare(1, "Kim Vale", time(11, 30), time(14))),
        (theirs, OtherCare(1, "Jo Field", time(9), time(12))),
    ):
        (finding,) = findings(found, FIXED_NOW, Known((other,)))
        assert f"{other.who} recorded care from 11:30 AM to 12:00 PM as well" in finding.text
        assert not finding.blocks


def test_scenario_14_one_aide_in_two_places():
    second = sheet(replace(PRESENT, start=time(10), end=time(11)), start=time(10), end=time(11))
    stretch = (datetime(2026, 11, 18, 15, tzinfo=UTC), datetime(2026, 11, 18, 16, 30, tzinfo=UTC))
    posted = Care(99, (stretch,), "Bus")
    (finding,) = overlaps([second], [posted])[7]
    assert (finding.blocks, finding.session_id, finding.field) == (True, 7, "start")


def test_scenario_18_the_whole_group_is_absent():
    everybody = sheet(*ALL_ABSENT, activities=frozenset())
    assert findings(everybody, FIXED_NOW) == ()
    assert given_in(everybody) == ()
    assert worth() == []


def test_scenario_19_one_of_four_is_present():
    found = sheet(PRESENT, ABSENT, ABSENT, ABSENT)
    assert findings(found, FIXED_NOW) == ()
    assert found.session_type is SessionType.GROUP
    cares = given_in(found)
    assert [one.student_id for one in cares] == [1]
    assert worth(*cares) == [(300, 20)]


def test_scenario_24_the_type_against_the_iep():
    """The warning has the IEP's word, and the reason that was given."""
    found = sheet(PRESENT, session_type=SessionType.INDIVIDUAL)
    pupil = replace(found.records[0].pupil, session_type=SessionType.GROUP)
    found = replace(found, records=(replace(found.records[0], pupil=pupil),))
    (finding,) = findings(found, FIXED_NOW)
    assert (finding.blocks, finding.student_id, finding.field, finding.fix) == (False, 1, "session_type", Fix.EDIT)
    assert "the IEP says Group, and this session is Individual" in finding.text
    (kept,) = findings(replace(found, type_reason="The teacher asked for it."), FIXED_NOW)
    assert "The teacher asked for it." in kept.text
    assert record_of(found, tenant_id=1, signer_id=1)["type"] == "individual"
