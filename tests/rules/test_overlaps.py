"""An aide is in one place at a time: posted care, and the sessions of one audit among themselves."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from models.enums import AbsenceReason, Presence
from models.inputs import Away, Mark
from models.rules.overlaps import Care, overlaps, own_time
from tests.rules.values import sheet


def present(start, end, *away):
    """A student who was there; `away` are stretches such as ("10:00", "11:00")."""
    stretches = tuple((time.fromisoformat(left), time.fromisoformat(right)) for left, right in away)
    start, end = time.fromisoformat(start), time.fromisoformat(end)
    return Mark(Presence.PRESENT, start=start, end=end, away=Away(stretches=stretches))


ABSENT = Mark(Presence.ABSENT, AbsenceReason.ABSENT, start=time(7), end=time(18))


def at(hour, minute=0):
    """An instant of the day at the school, which is six hours behind UTC in November."""
    return datetime(2026, 11, 18, hour + 6, minute, tzinfo=UTC)


def posted(start, end, session_id=99):
    return Care(session_id, ((start, end),), "Bus")


def test_the_aides_time_is_from_the_first_to_the_last_present_student():
    found = own_time(sheet(present("09:30", "11:00"), present("10:00", "13:00"), ABSENT))
    assert found == ((at(9, 30), at(13)),)


def test_without_anybody_present_there_is_no_care():
    assert own_time(sheet(ABSENT)) == ()
    assert own_time(sheet(Mark())) == ()


def test_the_aide_is_free_only_while_everybody_is_away_or_gone():
    speech = ("10:00", "11:00")
    one, other = present("09:00", "14:00", speech), present("09:00", "14:00", ("10:30", "12:00"))
    assert own_time(sheet(one)) == ((at(9), at(10)), (at(11), at(14)))
    assert own_time(sheet(one, other)) == ((at(9), at(10, 30)), (at(11), at(14)))
    assert own_time(sheet(present("09:00", "09:30"), present("13:00", "14:00"))) == (
        (at(9), at(9, 30)),
        (at(13), at(14)),
    )


def test_minutes_away_without_a_place_in_the_day_leave_the_stretch_whole():
    mark = replace(present("09:00", "14:00"), away=Away(minutes=60))
    assert own_time(sheet(mark)) == ((at(9), at(14)),)


def test_an_hour_that_the_spring_change_leaves_out_is_nobodys_time():
    gone = sheet(present("02:00", "03:00"), start=time(2), end=time(3), date=date(2027, 3, 14))
    assert own_time(gone) == ()


def test_scenario_6_an_individual_session_lies_inside_everybodys_time_away():
    group = sheet(present("09:00", "14:00", ("10:00", "11:00")), present("09:00", "14:00", ("09:45", "11:15")), id=1)
    inside = sheet(present("10:00", "11:00"), start=time(10), end=time(11), id=2)
    assert overlaps([group, inside], []) == {}
    assert list(overlaps([group, sheet(present("10:00", "11:01"), id=2)], [])) == [2]
    assert list(overlaps([group, sheet(present("09:59", "11:00"), id=2)], [])) == [2]


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
