"""Minutes per activity: asked for where the catalogue says so, and doubted where they do not fit."""

from dataclasses import replace
from datetime import time

import pytest

from models.enums import AbsenceReason, ItemKind, Presence, State
from models.errors import RuleViolation
from models.inputs import Away
from models.outputs import Item
from models.rules.audit import findings
from models.rules.doubts import Known, for_review
from models.rules.minutes import asked_of, read_minutes, signed_minutes, written_in
from models.rules.record import record_of, same_care
from tests.factories import FIXED_NOW
from tests.rules.values import PRESENT, sheet

ITEMS = (
    Item("MEAL", ItemKind.ACTIVITY, "Eating", "Personal care", billable=True, needs_minutes=True),
    Item("TOILET", ItemKind.ACTIVITY, "Toileting", "Personal care", billable=True, needs_minutes=True),
    Item("VISUAL", ItemKind.ACCOMMODATION, "Visual schedule", "Aids", billable=False, needs_minutes=False),
)
GIVEN = replace(PRESENT, given=frozenset({"MEAL", "VISUAL"}))
ABSENT = replace(GIVEN, presence=Presence.ABSENT, reason=AbsenceReason.ABSENT, minutes={"MEAL": 20})


def with_minutes(*minutes):
    return sheet(*(replace(GIVEN, minutes=one) for one in minutes), items=ITEMS)


def said(found):
    known = Known(written=written_in(found))
    return [one.text for one in findings(found, FIXED_NOW, known) if one.field == "minutes"]


def test_only_what_was_given_and_asks_for_minutes_is_asked():
    (record,) = sheet(GIVEN, items=ITEMS).records
    assert [item.code for item in asked_of(record, ITEMS)] == ["MEAL"]
    (away,) = sheet(ABSENT, items=ITEMS).records
    assert asked_of(away, ITEMS) == ()


@pytest.mark.parametrize(("text", "number"), [("", None), ("  ", None), ("0", 0), (" 20 ", 20), ("1440", 1440)])
def test_whole_minutes_are_read(text, number):
    assert read_minutes(text) == number


@pytest.mark.parametrize("text", ["-1", "1441", "99999", "20.5", "twenty", "٢٠", "1e3"])
def test_anything_else_is_refused_at_its_field(text):
    with pytest.raises(RuleViolation) as refused:
        read_minutes(text)
    assert list(refused.value.problems) == ["minutes"]


def test_session_audit_warns_of_missing_minutes_and_never_blocks_for_them():
    found = with_minutes({})
    assert said(found) == ["Mia Garcia: write the minutes of Eating."]
    assert not any(one.blocks for one in findings(found, FIXED_NOW))
    assert said(with_minutes({"MEAL": 0})) == []


def both(*minutes):
    given = replace(GIVEN, given=frozenset({"MEAL", "TOILET"}))
    return sheet(*(replace(given, minutes=one) for one in minutes), items=ITEMS)


def test_more_minutes_of_all_activities_than_the_student_was_there():
    """Two activities can go on at one time, so it is doubted and not refused."""
    assert said(both({"MEAL": 200, "TOILET": 100})) == []
    found = both({"MEAL": 200, "TOILET": 101})
    assert said(found) == [
        "The minutes of all students together are 1 min more than your own time here. Correct them.",
        "Mia Garcia: 5 h 1 min of activities in 5 h of care. Correct the minutes.",
    ]
    assert not any(one.blocks for one in findings(found, FIXED_NOW, Known(written=written_in(found))))


def test_one_activity_longer_than_the_student_was_there_is_impossible_and_blocks():
    known = lambda found: Known(written=written_in(found))  # noqa: E731
    fits = with_minutes({"MEAL": 300})
    assert not any(one.blocks for one in findings(fits, FIXED_NOW, known(fits)))
    found = with_minutes({"MEAL": 301})
    first, *rest = findings(found, FIXED_NOW, known(found))
    assert first.text.startswith("Mia Garcia: Eating: 5 h 1 min is more than the 5 h with this student. Correct it")
    assert (first.blocks, first.field) == (True, "minutes")
    assert "5 h 1 min of activities" not in str(rest), "It is said once."


def test_an_overseer_reads_it_of_what_was_signed_so():
    found = replace(with_minutes({"MEAL": 301}), as_signed=True, state=State.SUBMITTED)
    said = [one.text for one in for_review(found, Known(written=written_in(found)), 7)]
    assert "Mia Garcia: 5 h 1 min of activities in 5 h of care. Correct the minutes." in said


def test_of_a_group_everybodys_own_time_counts():
    """Each student's minutes are held against that student's own times and time away, never the session's."""
    early = replace(GIVEN, end=time(10), minutes={"MEAL": 61})
    away = replace(GIVEN, away=Away(minutes=60), minutes={"MEAL": 241})
    fits = [replace(early, minutes={"MEAL": 60}), replace(away, minutes={"MEAL": 240})]
    assert [one.problem for one in sheet(*fits, items=ITEMS).records] == ["", ""]
    assert [one.problem.split(" with")[0] for one in sheet(early, away, items=ITEMS).records] == [
        "One activity: 1 h 1 min is more than the 1 h",
        "One activity: 4 h 1 min is more than the 4 h",
    ]


@pytest.mark.parametrize(
    "changed", [{"presence": Presence.ABSENT, "reason": AbsenceReason.ABSENT}, {"given": frozenset({"VISUAL"})}]
)
def test_minutes_that_are_not_signed_are_not_held_against_anything(changed):
    (one,) = sheet(replace(GIVEN, minutes={"MEAL": 900}, **changed), items=ITEMS).records
    assert one.problem == ""


def test_in_a_group_the_minutes_of_all_fit_into_the_aides_time():
    """DOMAIN section 0, fact 1: minutes with one student cannot be minutes with another."""
    assert said(with_minutes({"MEAL": 150}, {"MEAL": 150})) == []
    assert said(with_minutes({"MEAL": 150}, {"MEAL": 160})) == [
        "The minutes of all students together are 10 min more than your own time here. Correct them."
    ]


def test_who_was_absent_has_no_minutes():
    found = sheet(ABSENT, items=ITEMS)
    assert written_in(found) == {}
    assert signed_minutes(found.records[0]) == {}


def test_minutes_are_signed_with_what_was_given():
    (student,) = record_of(with_minutes({"MEAL": 20, "GONE": 5}), tenant_id=1, signer_id=1)["students"]
    assert student["minutes"] == {"MEAL": 20}


def record(found):
    return record_of(found, tenant_id=1, signer_id=1)


def version_1(found):
    old = record(found)
    del old["type_reason"]
    for student in old["students"]:
        del student["minutes"]
    return old


def test_a_record_of_the_first_version_is_the_same_care_while_there_are_no_minutes():
    assert same_care(record(with_minutes({})), version_1(with_minutes({})))
    assert not same_care(record(with_minutes({"MEAL": 1})), version_1(with_minutes({})))
    assert not same_care(record(sheet(type_reason="Asked for.")), version_1(sheet()))


def test_a_record_of_this_version_has_its_minutes():
    assert same_care(record(with_minutes({"MEAL": 1})), record(with_minutes({"MEAL": 1})))
    assert not same_care(record(with_minutes({"MEAL": 1})), record(with_minutes({"MEAL": 2})))
    assert not same_care(record(with_minutes({})), None)
