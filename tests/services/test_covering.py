"""*Cover a session*: who may arrange it, and that only who gave the care signs it (ADR 0011)."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import func, select

from models.enums import Covering, Presence
from models.errors import NotFound, RuleViolation
from models.services import capture, posting
from models.tables import Attendance, Session
from tests.factories import (
    FIXED_NOW,
    KEYRING,
    TODAY,
    make_ready,
    make_school,
    make_session,
    mark,
    post,
    window_digest,
)
from tests.services.covering import cancel, cover, form, restore, row


def test_scenario_29_the_substitute_signs_and_the_aide_cannot(database, school, one):
    """The original is cancelled as provider absent; the new one has the same plan and is the substitute's."""
    made = cover(database, school.supervisor, one, school.other_aide)
    original, new = row(database, one), row(database, made.covering_id)
    assert (original.state, original.cancel_reason) == ("cancelled", "Provider absent, covered by Kim Vale")
    same = (
        "service",
        "description",
        "place",
        "session_type",
        "local_date",
        "start_time",
        "end_time",
        "zone",
        "campus_id",
    )
    assert [getattr(new, name) for name in same] == [getattr(original, name) for name in same]
    assert (new.owner_id, new.series_id, new.state) == (school.other_aide.staff_id, None, "scheduled")
    students = select(Attendance.student_id).where(Attendance.session_id == new.id)
    assert set(database.read(lambda db: db.execute(students).scalars())) == set(school.students)
    make_ready(database, school.other_aide, new.id)
    digest = window_digest(database, school.other_aide, [new.id])
    for session_id in (one, new.id):
        with pytest.raises(Exception, match=r"changed|not here"):
            database.run(
                lambda db, of=session_id: posting.sign(db, school.aide, [of], digest, keyring=KEYRING, now=FIXED_NOW)
            )
    assert post(database, school.other_aide, [new.id]).signature.name == "Kim Vale"
    with pytest.raises(RuleViolation, match="Kim Vale has this session now"):
        restore(database, school.aide, one)


def test_three_ways_to_arrange_it(database, school, one):
    assert form(database, school.supervisor, school.aide).way is Covering.TEAM
    assert form(database, school.admin, school.aide).way is Covering.TEAM
    assert form(database, school.other_aide, school.aide).way is Covering.TAKE
    own = form(database, school.aide, session_id=one)
    assert own.way is Covering.OWN
    assert {colleague.name for colleague in own.substitutes} == {"Kim Vale", "Sam Rowe", "Pat Quill"}
    team = form(database, school.supervisor, school.aide)
    assert [colleague.name for colleague in team.substitutes] == ["Sam Rowe", "Kim Vale", "Pat Quill"]
    assert form(database, school.other_aide, school.aide).substitutes == ()


def test_a_colleague_of_another_campus_has_no_business_with_it(database, school, one):
    other = make_school(database, team_id="T0002")
    for stranger in (other.aide, other.supervisor, other.admin):
        with pytest.raises(NotFound):
            cover(database, stranger, one, stranger)
        with pytest.raises(NotFound):
            form(database, stranger, school.aide)
    with pytest.raises(RuleViolation) as refused:
        cover(database, school.supervisor, one, other.aide)
    assert list(refused.value.problems) == ["substitute"]
    assert row(database, one).state == "scheduled"


def test_an_aide_cannot_hand_over_what_is_a_colleagues(database, school, one):
    """Whatever the window says, who takes a session takes it for themself."""
    made = cover(database, school.other_aide, one, school.supervisor)
    assert made.mine
    assert row(database, made.covering_id).owner_id == school.other_aide.staff_id


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"start": time(15, 30), "end": time(16)}, "has not begun"),
        ({"date": TODAY - timedelta(days=8)}, "more than 7 days ago"),
        ({"date": TODAY + timedelta(days=1)}, "has not begun"),
    ],
)
def test_only_what_was_lately_can_be_taken_and_a_supervisor_may_arrange_the_rest(database, school, changed, why):
    far = make_session(database, school.aide, school.students, **changed)
    with pytest.raises(RuleViolation, match=why) as refused:
        cover(database, school.other_aide, far)
    assert list(refused.value.problems) == ["session"]
    assert cover(database, school.supervisor, far, school.other_aide).covering_id


def test_what_its_aide_recorded_cannot_be_taken_but_handed_over(database, school, one):
    mark(database, school.aide, one, school.students[0])
    assert form(database, school.other_aide, school.aide).sessions == ()
    with pytest.raises(RuleViolation, match="has recorded something"):
        cover(database, school.other_aide, one)
    assert cover(database, school.aide, one, school.other_aide).own
    kept = database.read(lambda db: capture.open_session(db, school.aide, one, now=FIXED_NOW))
    assert kept.records[0].mark.presence is Presence.PRESENT


def test_posted_and_cancelled_sessions_cannot_be_covered(database, school, one):
    cancel(database, school.aide, one)
    with pytest.raises(RuleViolation, match="cancelled"):
        cover(database, school.supervisor, one, school.other_aide)
    other = make_session(database, school.aide, school.students)
    post(database, school.aide, [make_ready(database, school.aide, other)])
    with pytest.raises(RuleViolation, match="posted"):
        cover(database, school.supervisor, other, school.other_aide)


def test_the_form_lists_no_students_and_what_is_nearest_first(database, school):
    for ahead in (-8, -7, -1, 0, 1, 14, 15):
        make_session(database, school.aide, school.students, date=TODAY + timedelta(ahead), description=f"Day {ahead}")
    assert [one.description for one in form(database, school.supervisor, school.aide).sessions] == [
        "Day 0",
        "Day -1",
        "Day 1",
        "Day -7",
        "Day 14",
    ]
    taken = form(database, school.other_aide, school.aide)
    assert [one.description for one in taken.sessions] == ["Day 0", "Day -1", "Day -7"]
    assert "Mia" not in str(taken)


def test_scenario_14_the_substitute_is_in_one_place_only(database, school, one):
    """What the substitute has posted cannot be given again; what is planned is told, and both are kept."""
    own = make_session(database, school.other_aide, school.other_students, start=time(13))
    post(database, school.other_aide, [make_ready(database, school.other_aide, own)])
    with pytest.raises(RuleViolation, match="Kim Vale signed “Morning care, Room 12”, 1:00 PM to 2:00 PM") as refused:
        cover(database, school.supervisor, one, school.other_aide)
    assert list(refused.value.problems) == ["substitute"]
    planned = make_session(database, school.other_aide, school.other_students, start=time(7), end=time(8))
    early = make_session(database, school.aide, school.students, start=time(7), end=time(8))
    made = cover(database, school.supervisor, early, school.other_aide, "early")
    assert [met.start for met in made.conflicts] == [time(7)]
    assert row(database, planned).state == "scheduled"


def test_scenario_13_a_student_of_two_aides_may_be_in_both_sessions(database, school, one):
    """Both records are kept: Session Audit tells of it, and people decide."""
    made = cover(database, school.supervisor, one, school.other_aide)
    again = make_session(database, school.aide, school.students[:1])
    make_ready(database, school.other_aide, made.covering_id)
    make_ready(database, school.aide, again)
    post(database, school.other_aide, [made.covering_id])
    assert post(database, school.aide, [again]).unposted_left == 0


def test_the_same_window_covers_once(database, school, one):
    first = cover(database, school.supervisor, one, school.other_aide)
    again = cover(database, school.supervisor, one, school.other_aide)
    assert (again.id, again.covering_id) == (first.id, first.covering_id)
    assert database.read(lambda db: db.execute(select(func.count(Session.id))).scalar_one()) == 2


def test_the_cover_reaches_its_students_through_that_session_only(database, school, one):
    made = cover(database, school.supervisor, one, school.other_aide)
    sheet = database.read(lambda db: capture.open_session(db, school.other_aide, made.covering_id, now=FIXED_NOW))
    assert len(sheet.records) == 3
    with pytest.raises(RuleViolation):
        make_session(database, school.other_aide, school.students[:1], date=date(2026, 11, 19))
