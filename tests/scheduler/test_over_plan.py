"""Scenario 25 of DOMAIN.md section 5: a supervisor is told of posted days beyond the IEP, once a week, by initials."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import update

from models.enums import UnpostReason
from models.inputs import Unpost
from models.services import unposting
from models.tables import Session, Student
from tests.factories import KEYRING, make_ready, make_session, mark, post
from tests.views.drawn import said as read

TEXT = "Signed days have more minutes than an IEP plans."
MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
"""The Monday after, at 9 AM at the school."""


def planned(sender, minutes):
    work = update(Student).where(Student.id == sender.school.students[0]).values(iep_minutes_per_day=minutes)
    sender.db.run(lambda db: db.execute(work))


def posted(sender, end, start=time(9), day=date(2026, 11, 17), students=1, **marked):
    """Care of the day before, posted now. `marked` is recorded of the first student."""
    aide, of = sender.school.aide, sender.school.students[:students]
    session_id = make_session(sender.db, aide, of, start=start, end=end, date=day)
    make_ready(sender.db, aide, session_id, now=sender.now)
    if marked:
        mark(sender.db, aide, session_id, of[0], **marked)
    post(sender.db, aide, [session_id], now=sender.now)
    return session_id


def heard(sender, at=MONDAY):
    sender.now = at
    sender.tick()
    return [read(one.blocks) for one in sender.messages("USAM") if one.text == TEXT]


def test_the_supervisor_is_told_once_on_the_monday_after(sender):
    planned(sender, 120)
    posted(sender, time(13))
    assert heard(sender, sender.now) == []
    (said,) = heard(sender)
    assert "*Tue, Nov 17* · Jo Field" in said
    assert "M.G.: 4 h, 2 h planned" in said
    assert "Mia" not in said
    sender.later(minutes=2)
    assert len(heard(sender, sender.now)) == 1


def test_every_day_beyond_the_plan_is_one_message_a_week(sender):
    planned(sender, 120)
    for day, end in ((16, 12), (17, 14), (18, 13)):
        posted(sender, time(end), day=date(2026, 11, day))
    (said,) = heard(sender)
    assert "*Mon, Nov 16 to Wed, Nov 18* · Jo Field" in said
    assert "M.G.: up to 5 h on 3 days, 2 h planned" in said


def test_two_sessions_of_a_day_are_one_line_with_the_whole_day(sender):
    planned(sender, 120)
    posted(sender, time(11))
    posted(sender, time(12, 30), start=time(11, 30))
    (said,) = heard(sender)
    assert "M.G.: 3 h, 2 h planned" in said


def test_what_is_posted_after_its_week_was_told_is_told_too(sender):
    planned(sender, 120)
    posted(sender, time(13))
    assert len(heard(sender)) == 1
    sender.now += timedelta(days=1)
    posted(sender, time(13), day=date(2026, 11, 19))
    late = heard(sender, sender.now)
    assert len(late) == 2
    assert "M.G.: up to 4 h on 2 days, 2 h planned" in late[1]


def test_being_in_a_group_is_no_minutes_of_care_until_they_are_written(sender):
    planned(sender, 120)
    posted(sender, time(14), students=3)
    assert heard(sender) == []


def test_written_minutes_of_a_group_count(sender):
    planned(sender, 120)
    code = {"TOILET": "150"}
    posted(sender, time(14), students=3, given_added=frozenset(code), minutes=code)
    (said,) = heard(sender)
    assert "M.G.: 2 h 30 min, 2 h planned" in said


def test_what_the_plan_holds_is_not_told(sender):
    planned(sender, 240)
    posted(sender, time(13))
    planned(sender, None)
    posted(sender, time(13), day=date(2026, 11, 16))
    assert heard(sender) == []


def test_what_was_unposted_before_it_was_told_is_not_told(sender):
    planned(sender, 120)
    session_id = posted(sender, time(13))
    version = sender.db.read(lambda db: db.get(Session, session_id)).version
    asked = Unpost(session_id, version, UnpostReason.WRONG_TIME, "")
    aide = sender.school.aide
    sender.db.run(lambda db: unposting.unpost(db, aide, asked, keyring=KEYRING, now=sender.now))
    assert heard(sender) == []
