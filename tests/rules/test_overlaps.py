"""An aide is in one place at a time: posted care, and the sessions of one audit among themselves."""

from datetime import UTC, datetime, time

from models.enums import AbsenceReason, Presence
from models.inputs import Mark
from models.rules.overlaps import Care, care_span, overlaps
from tests.rules.values import sheet


def present(start, end):
    return Mark(Presence.PRESENT, start=time.fromisoformat(start), end=time.fromisoformat(end))


ABSENT = Mark(Presence.ABSENT, AbsenceReason.ABSENT, start=time(7), end=time(18))


def at(hour, minute=0):
    """An instant of the day at the school, which is six hours behind UTC in November."""
    return datetime(2026, 11, 18, hour + 6, minute, tzinfo=UTC)


def posted(start, end, session_id=99):
    return Care(session_id, start, end, "Bus")


def test_the_aides_time_is_from_the_first_to_the_last_present_student():
    assert care_span(sheet(present("09:30", "11:00"), present("10:00", "13:00"), ABSENT)) == (at(9, 30), at(13))


def test_without_anybody_present_there_is_no_care():
    assert care_span(sheet(ABSENT)) == (None, None)
    assert care_span(sheet(Mark())) == (None, None)


def test_scenario_14_the_same_half_hour_cannot_be_given_twice():
    found = overlaps([sheet(present("09:00", "10:30"))], [posted(at(10), at(11))])
    (finding,) = found[7]
    assert finding.blocks
    assert "“Bus”" in finding.text


def test_touching_ends_are_fine():
    assert overlaps([sheet(present("09:00", "10:00"))], [posted(at(10), at(11)), posted(at(8), at(9))]) == {}


def test_every_meeting_is_named():
    found = overlaps([sheet(present("09:00", "12:00"))], [posted(at(9), at(10), 98), posted(at(11), at(13))])
    assert len(found[7]) == 2


def test_the_later_of_two_sessions_in_one_audit_is_blocked():
    first, second = sheet(present("09:00", "11:00"), id=1), sheet(present("10:59", "12:00"), id=2)
    assert list(overlaps([first, second], [])) == [2]
    assert list(overlaps([second, first], [])) == [1]


def test_a_blocked_session_takes_no_time_from_others():
    first, second = sheet(present("09:00", "11:00"), id=1), sheet(present("10:00", "12:00"), id=2)
    third = sheet(present("11:00", "12:00"), id=3)
    assert list(overlaps([first, second, third], [])) == [2]


def test_a_session_without_care_meets_nobody():
    assert overlaps([sheet(ABSENT, id=1), sheet(present("09:00", "11:00"), id=2)], []) == {}


def test_a_posted_session_does_not_meet_itself():
    assert overlaps([sheet(present("09:00", "10:00"))], [posted(at(9), at(10), session_id=7)]) == {}
