"""Scenario 25 of DOMAIN.md section 5: the supervisor is told of a posted day beyond the IEP, once, with initials."""

from datetime import date, time

from sqlalchemy import update

from models.enums import UnpostReason
from models.inputs import Unpost
from models.services import unposting
from models.tables import Session, Student
from tests.factories import KEYRING, make_ready, make_session, post

TEXT = "A posted day has more minutes than an IEP plans."


def planned(sender, minutes):
    work = update(Student).where(Student.id == sender.school.students[0]).values(iep_minutes_per_day=minutes)
    sender.db.run(lambda db: db.execute(work))


def posted(sender, end, start=time(9), day=date(2026, 11, 17)):
    """Care of the day before, posted now."""
    aide, students = sender.school.aide, sender.school.students[:1]
    session_id = make_session(sender.db, aide, students, start=start, end=end, date=day)
    make_ready(sender.db, aide, session_id, now=sender.now)
    post(sender.db, aide, [session_id], now=sender.now)
    return session_id


def heard(sender):
    sender.tick()
    return [str(one.blocks) for one in sender.messages("USAM") if one.text == TEXT]


def test_the_supervisor_is_told_once(sender):
    planned(sender, 120)
    posted(sender, time(13))
    (said,) = heard(sender)
    assert "M.G.: 240 min, 120 min planned" in said
    assert "Jo Field" in said
    assert "Mia" not in said
    sender.later(minutes=2)
    assert len(heard(sender)) == 1


def test_two_sessions_of_a_day_are_one_message_with_the_whole_day(sender):
    planned(sender, 120)
    posted(sender, time(11))
    assert heard(sender) == []
    posted(sender, time(12, 30), start=time(11, 30))
    (said,) = heard(sender)
    assert "M.G.: 180 min, 120 min planned" in said


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
