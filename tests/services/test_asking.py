"""*Ask my supervisor*: once, in the supervisor's hours, with initials only, and only about one's own session."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update

from bot.views.asking import question_message
from models.errors import NotFound
from models.services import asking
from models.tables import Leave, Notice, Session, Staff, Student
from tests.factories import FIXED_NOW, TODAY
from tests.views.drawn import said


def ask(database, actor, session_id, now=FIXED_NOW):
    return database.run(lambda db: asking.ask(db, actor, session_id, now=now))


def notices(database):
    return database.read(lambda db: db.execute(select(Notice.__table__)).all())


def test_the_supervisor_is_asked_once(database, school, one):
    assert "Carelog asked Sam Rowe in Slack" in ask(database, school.aide, one)
    assert "asked about this session already" in ask(database, school.aide, one)
    (notice,) = notices(database)
    assert (notice.recipient_id, notice.kind) == (school.supervisor.staff_id, f"type.{one}")
    assert notice.not_before == FIXED_NOW


def test_in_the_evening_it_waits_for_the_next_day_at_work(database, school, one):
    evening = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # Friday, 8 PM at the school.
    ask(database, school.aide, one, evening)
    (notice,) = notices(database)
    assert notice.not_before == datetime(2026, 11, 23, 13, 0, tzinfo=UTC)


def test_a_supervisor_on_leave_is_not_asked(database, school, one):
    leave = {"tenant_id": school.tenant_id, "staff_id": school.supervisor.staff_id, "start_date": TODAY}
    database.run(lambda db: db.execute(insert(Leave).values(**leave, end_date=TODAY + timedelta(days=30))))
    assert "is not at work in the next days. Ask Pat Quill." in ask(database, school.aide, one)
    assert notices(database) == []


def test_without_a_supervisor_the_office_is_named(database, school, one):
    database.run(lambda db: db.execute(update(Staff).values(supervisor_id=None)))
    assert ask(database, school.aide, one) == "You have no supervisor in Carelog yet. Ask Pat Quill."


def test_somebody_elses_session_is_not_found(database, school, one):
    with pytest.raises(NotFound):
        ask(database, school.other_aide, one)


def test_the_message_says_what_the_iep_says_with_initials_only(database, school, one):
    database.run(
        lambda db: db.execute(update(Student).where(Student.first_name == "Mia").values(session_type="individual"))
    )
    ask(database, school.aide, one)
    question = database.read(lambda db: asking.question(db, f"type.{one}", now=FIXED_NOW))
    message = question_message(question)
    text = said(message["blocks"])
    assert "Jo Field asks: Group or Individual?" in text
    assert "M.G., N.G., A.L." in text
    assert "The session is Group now.\nThe IEP says Individual for M.G." in text
    assert "Mia" not in text
    assert "M.G." not in message["text"]


def test_a_question_about_a_session_that_is_gone_is_not_sent(database, school):
    assert database.read(lambda db: asking.question(db, "type.99", now=FIXED_NOW)) is None


def test_what_was_just_added_is_asked_about_by_its_maker_alone(database, school, one):
    added = database.read(lambda db: db.execute(select(Session.creation_id).where(Session.id == one)).scalar_one())
    assert added

    def work(actor):
        return database.run(lambda db: asking.ask_about_added(db, actor, added, now=FIXED_NOW))

    with pytest.raises(NotFound):
        work(school.other_aide)
    assert notices(database) == []
    assert "Carelog asked Sam Rowe in Slack" in work(school.aide)
    assert [notice.kind for notice in notices(database)] == [f"type.{one}"]
