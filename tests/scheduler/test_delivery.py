"""The tick against a strict workspace: what arrives, how often, and what happens when Slack does not answer."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import insert, select, update

from models.rules.sending import LEASE, QUARANTINE, Rate
from models.services import outbox
from models.tables import CalendarDay, Leave, Notice, Session, Staff, Student
from tests.factories import NAMES, make_ready, make_sessions, post
from tests.scheduler.running import AT_REMINDER, FAST
from tests.services.together import together


def ids(sender):
    return list(sender.db.read(lambda db: db.execute(select(Session.id).order_by(Session.id)).scalars()))


def plan_now(sender):
    """Plans without sending, as a process does that stops in between."""
    from models.services.due import due

    found = sender.db.read(lambda db: due(db, now=sender.now))
    return sender.db.run(lambda db: outbox.plan(db, found))


def claim(sender, limit=20):
    now, wall, tenant = sender.now, sender.deps.wall(), sender.school.tenant_id
    return sender.db.run(lambda db: outbox.claim(db, tenant, now=now, wall=wall, rate=FAST, limit=limit))


def test_one_message_and_no_second(sender):
    assert sender.tick() == {"planned": 1, "sent": 1}
    (message,) = sender.messages()
    assert message.blocks
    assert sender.tick() == {}
    sender.later(minutes=30)
    assert sender.tick() == {}
    assert len(sender.messages()) == 1


def test_nothing_before_its_time_and_nothing_after(sender):
    sender.now -= timedelta(minutes=1)
    assert sender.tick() == {}
    sender.now = AT_REMINDER.replace(day=19, hour=1)  # 7 PM at the school
    assert sender.tick() == {}
    assert sender.messages() == []


def test_two_processes_at_once_send_one_message(sender):
    others = [sender.another() for _ in range(2)]
    for day in range(3):
        sender.now = AT_REMINDER + timedelta(days=day)
        ended = together([partial(sender.tick, deps) for deps in (sender.deps, *others)])
        assert sum(one.get("sent", 0) for one in ended) == 1
        assert len(sender.messages()) == day + 1
    for deps in others:
        deps.db.close()


def test_the_morning_after_the_supervisor_hears(sender):
    sender.now = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)
    assert sender.tick() == {"planned": 1, "sent": 1}
    (message,) = sender.messages("USAM")
    assert message.text == "Your team has 1 unposted session."
    assert sender.messages() == []


def test_what_is_posted_before_it_is_sent_is_not_sent(sender):
    plan_now(sender)
    for session_id in ids(sender):
        post(sender.db, sender.school.aide, [make_ready(sender.db, sender.school.aide, session_id)])
    assert sender.tick() == {"suppressed": 1}
    assert sender.messages() == []


@pytest.mark.parametrize("values", [{"active": False}, {"slack_user_id": None}])
def test_who_left_meanwhile_is_not_written_to(sender, values):
    plan_now(sender)
    aide = sender.school.aide.staff_id
    sender.db.run(lambda db: db.execute(update(Staff).where(Staff.id == aide).values(**values)))
    assert sender.tick() == {"suppressed": 1}
    assert sender.messages() == []


def test_leave_that_is_entered_meanwhile_counts(sender):
    plan_now(sender)
    school, today = sender.school, date(2026, 11, 18)
    row = {"tenant_id": school.tenant_id, "staff_id": school.aide.staff_id, "start_date": today, "end_date": today}
    sender.db.run(lambda db: db.execute(insert(Leave).values(**row)))
    assert sender.tick() == {"suppressed": 1}
    assert sender.messages() == []


def test_a_day_off_that_is_entered_meanwhile_counts(sender):
    plan_now(sender)
    row = {"tenant_id": sender.school.tenant_id, "date": date(2026, 11, 18), "kind": "no_school", "name": "Snow"}
    sender.db.run(lambda db: db.execute(insert(CalendarDay).values(**row)))
    assert sender.tick() == {"suppressed": 1}
    assert sender.messages() == []


def test_an_answer_that_got_lost_is_looked_for_and_not_doubled(sender):
    sender.fault(dropped=1)
    assert sender.tick() == {"planned": 1, "uncertain": 1}
    assert len(sender.messages()) == 1
    assert sender.tick() == {}  # Too early to look.
    sender.ahead += QUARANTINE
    assert sender.tick() == {"found": 1}
    assert sender.tick() == {}
    (message,) = sender.messages()
    kept = sender.db.read(lambda db: db.execute(select(Notice)).scalar_one())
    assert (kept.state, kept.message_ts, kept.listed) == ("sent", message.ts, ids(sender))


def test_a_lost_answer_is_found_by_a_machine_whose_clock_was_set_back(sender):
    """The claim was stamped by a clock two hours ahead of Slack's (RELIABILITY.md, I12)."""
    sender.ahead = timedelta(hours=2)
    sender.fault(dropped=1)
    assert sender.tick() == {"planned": 1, "uncertain": 1}
    sender.ahead = timedelta(hours=2) + QUARANTINE
    assert sender.tick() == {"found": 1}
    assert len(sender.messages()) == 1


def test_an_error_inside_slack_is_looked_for_and_sent_again(sender):
    sender.fault(refused=1, error="internal_error")
    assert sender.tick() == {"planned": 1, "uncertain": 1}
    sender.later(seconds=30)
    assert sender.tick() == {"resend": 1}
    sender.later(seconds=10)
    assert sender.tick() == {"sent": 1}
    assert len(sender.messages()) == 1


def test_nothing_is_sent_again_while_it_cannot_be_looked_for(sender):
    sender.fault(dropped=1)
    sender.tick()
    sender.fault("conversations.history", refused=2, error="ratelimited")
    for _ in range(2):
        sender.later(seconds=30)
        assert sender.tick() == {"uncertain": 1}
    sender.later(seconds=30)
    assert sender.tick() == {"found": 1}
    assert len(sender.messages()) == 1


def test_a_refusal_is_tried_again(sender):
    sender.fault(refused=1, error="invalid_auth")
    assert sender.tick() == {"planned": 1, "retry": 1}
    assert sender.tick() == {}
    sender.later(seconds=5)
    assert sender.tick() == {"sent": 1}
    assert len(sender.messages()) == 1


def test_an_account_that_is_gone_is_given_up(sender):
    aide = sender.school.aide.staff_id
    sender.db.run(lambda db: db.execute(update(Staff).where(Staff.id == aide).values(slack_user_id="UGONE")))
    assert sender.tick() == {"planned": 1, "dead": 1}
    sender.later(minutes=30)
    assert sender.tick() == {}
    assert sender.states() == ["dead"]


def test_a_429_makes_the_workspace_wait_as_long_as_slack_says(sender):
    make_sessions(sender.db, sender.school.other_aide, sender.school.other_students)
    sender.fault(limited=1, retry_after=40)
    assert sender.tick() == {"planned": 2, "limited": 1}
    sender.later(seconds=20)
    assert sender.tick() == {}
    sender.later(seconds=21)
    slow = Rate(per_minute=60, burst=2)
    assert sender.tick(rate=slow)["sent"] == 1  # Not a new burst right away.
    sender.later(seconds=2)
    assert sender.tick(rate=slow) == {"sent": 1}
    assert len(sender.messages()) == len(sender.messages("UKIM")) == 1


def test_a_process_that_died_before_sending_loses_nothing(sender):
    plan_now(sender)
    claim(sender)
    assert sender.tick() == {}
    sender.later(seconds=LEASE.total_seconds())
    assert sender.tick() == {"lost": 1}
    sender.later(seconds=QUARANTINE.total_seconds())
    assert sender.tick() == {"resend": 1}
    sender.later(seconds=5)
    assert sender.tick() == {"sent": 1}
    assert len(sender.messages()) == 1


def test_a_process_that_died_before_its_mark_doubles_nothing(sender):
    plan_now(sender)
    (claimed,) = claim(sender)
    sender.deps.client.chat_postMessage(
        channel="UJO",
        text="1 session to post.",
        metadata={"event_type": "carelog_notice", "event_payload": {"notice": claimed.id}},
    )
    sender.later(seconds=LEASE.total_seconds())
    assert sender.tick() == {"lost": 1}
    sender.later(seconds=QUARANTINE.total_seconds())
    assert sender.tick() == {"found": 1}
    assert len(sender.messages()) == 1


def test_another_message_of_the_app_is_not_taken_for_the_reminder(sender):
    for metadata in (None, {"event_type": "carelog_notice", "event_payload": {"notice": 999}}):
        sender.deps.client.chat_postMessage(channel="UJO", text="Saved.", metadata=metadata)
    sender.fault(refused=1, error="internal_error")
    sender.tick()
    sender.later(seconds=30)
    assert sender.tick() == {"resend": 1}


def test_a_start_at_six_after_three_days_down_says_only_what_is_today_s(sender):
    for day in (16, 17):
        make_sessions(sender.db, sender.school.aide, sender.school.students, date=date(2026, 11, day))
    sender.now = AT_REMINDER - timedelta(days=3)  # Planned on Sunday: nothing.
    assert sender.tick() == {}
    sender.now = AT_REMINDER - timedelta(days=2)
    plan_now(sender)
    sender.now = AT_REMINDER.replace(day=19, hour=0)  # 6 PM on Wednesday
    assert sender.tick() == {"planned": 1, "expired": 1, "sent": 1}
    (message,) = sender.messages()
    assert message.text.startswith("3 sessions to post.")
    assert sender.messages("USAM") == []


def test_a_message_claimed_at_the_last_moment_is_not_sent_after_it(sender):
    from scheduler.delivery import deliver

    plan_now(sender)
    before, after = (
        AT_REMINDER.replace(day=19, hour=0, minute=59, second=59),
        AT_REMINDER.replace(day=19, hour=1, minute=0),
    )
    times = iter([before])
    sender.deps = type(sender.deps)(**{**sender.deps.__dict__, "clock": lambda: next(times, after)})
    assert deliver(sender.deps, sender.school.tenant_id, FAST) == {"held": 1}
    sender.now = after
    assert sender.messages() == []


def test_no_name_of_a_student_is_in_a_text_or_in_metadata(sender):
    sender.tick()
    sender.now = datetime(2026, 11, 19, 13, 0, tzinfo=UTC)
    sender.tick()
    names = {name for pair in NAMES for name in pair}
    names |= set(sender.db.read(lambda db: db.execute(select(Student.student_id)).scalars()))
    sent = [*sender.messages(), *sender.messages("USAM")]
    assert len(sent) == 2
    for message in sent:
        assert set(message.metadata["event_payload"]) == {"notice"}
        assert not [name for name in names if name in f"{message.text} {message.metadata}"]
    assert not [name for name in names if name in str(sender.messages()[0].blocks)]
