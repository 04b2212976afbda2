"""People delete and edit what they wrote, as Slack lets them: no record changes by it, and nobody is left in doubt."""

from sqlalchemy import func, select

from models.tables import Answer, AuditRow
from tests.factories import PASSPHRASE, make_session
from tests.handlers.running import request_of, sheet_of
from tests.handlers.test_daily_loop import reminded, write


def own(carelog, text):
    """The person's own message that says this."""
    return next(one for one in carelog.aide.state["messages"] if one["text"] == text and one["user"] == "UJO")


def heard(carelog, subtype):
    """What the app was told of the latest such event."""
    return carelog.front.hear(lambda body: body.get("event", {}).get("subtype") == subtype)["event"]


def rows(carelog):
    counts = select(func.count(Answer.id)), select(func.count(AuditRow.id))
    return carelog.db.read(lambda db: [db.execute(one).scalar_one() for one in counts])


def test_a_deleted_message_is_gone_and_changes_no_record(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    thread = reminded(carelog, session)
    write(carelog, "all present", thread)
    before, kept, said = sheet_of(carelog, session), rows(carelog), len(carelog.aide.messages)
    assert carelog.aide.page.post("delete", ts=own(carelog, "all present")["ts"])["ok"]
    event = heard(carelog, "message_deleted")
    assert event["previous_message"]["text"] == "all present"
    assert sheet_of(carelog, session) == before
    assert (rows(carelog), len(carelog.aide.messages)) == (kept, said - 1)
    assert "Taken back" in write(carelog, "undo", thread)


def test_a_passphrase_that_was_written_can_be_deleted_as_the_answer_says(carelog):
    thread = reminded(carelog, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    assert "Then choose Delete message." in write(carelog, PASSPHRASE, thread)
    assert carelog.aide.page.post("delete", ts=own(carelog, PASSPHRASE)["ts"])["ok"]
    heard(carelog, "message_deleted")
    assert PASSPHRASE not in str(carelog.aide.state["messages"])


def test_an_edited_answer_is_not_read_again_and_the_person_is_told_once(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    thread = reminded(carelog, session)
    write(carelog, "all present", thread)
    before, said = sheet_of(carelog, session), len(carelog.aide.messages)
    assert carelog.aide.page.post("edit", ts=own(carelog, "all present")["ts"], text="cancelled: field trip")["ok"]
    carelog.aide.wait_for(lambda state: len(state["messages"]) == said + 1)
    body = next(one for one in carelog.front.payloads if "field trip" in str(one.get("event", {}).get("message", {})))
    carelog.rest()  # The first one says its words before it is done.
    for _ in range(3):
        assert carelog.app.dispatch(request_of(body)).status == 200
    assert len(carelog.aide.messages) == said + 1
    last = carelog.aide.state["messages"][-1]
    assert last["text"].startswith("I read a message once")
    assert last["thread_ts"] == thread
    assert sheet_of(carelog, session) == before
