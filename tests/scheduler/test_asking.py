"""*Ask my supervisor* goes the outbox's way: one message, in the supervisor's hours, and none that is not true."""

from datetime import timedelta

from sqlalchemy import delete, select

from models.services import asking
from models.tables import Attendance, Session


def ask(sender):
    (one,) = sender.db.read(lambda db: db.execute(select(Session.id)).scalars().all())
    return sender.db.run(lambda db: asking.ask(db, sender.school.aide, one, now=sender.now))


def test_the_supervisor_gets_one_question_with_initials(sender):
    sender.now -= timedelta(hours=2)  # Before the day's reminder.
    ask(sender)
    ask(sender)
    assert sender.tick() == {"sent": 1}
    (message,) = sender.messages("USAM")
    assert message.text == "An aide asks about a session type."
    assert "M.G." in str(message.blocks)
    assert "Garcia" not in str(message.blocks)
    assert sender.tick() == {}
    assert sender.messages() == []


def test_a_question_about_a_removed_session_is_not_sent(sender):
    sender.now -= timedelta(hours=2)
    ask(sender)
    sender.db.run(lambda db: (db.execute(delete(Attendance)), db.execute(delete(Session))))
    assert sender.tick() == {"suppressed": 1}
    assert sender.messages("USAM") == []
