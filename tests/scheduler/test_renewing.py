"""The reminder that stands in Slack says what is true, whatever two processes change while it is sent or drawn."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from slack_sdk import WebClient
from sqlalchemy import select

from handlers.acting import Who
from handlers.renewal import renew_reminders
from models.rules.sending import LEASE, QUARANTINE
from models.tables import Notice, Session
from tests.factories import make_ready, make_session, post
from tests.handlers.running import BOT
from tests.scheduler.slack_model import Died

WHO = Who("T0001", "UJO")


class Interrupted(WebClient):
    """The real client; something happens once, before a method's call goes out or after its answer came."""

    def __init__(self, sender, method, *, before=None, after=None):
        super().__init__(token=BOT, base_url=sender.server.api_url, retry_handlers=[])
        self.method, self.before, self.after = method, before, after

    def api_call(self, api_method, **given):
        hit = api_method == self.method
        if hit and self.before:
            work, self.before = self.before, None
            work()
        answer = super().api_call(api_method, **given)
        if hit and self.after:
            work, self.after = self.after, None
            work()
        return answer


@pytest.fixture
def other(sender):
    """A second process."""
    deps = sender.another()
    yield deps
    deps.db.close()


@pytest.fixture
def two(sender):
    """The aide's two sessions."""
    make_session(sender.db, sender.school.aide, sender.school.students, start=time(7), end=time(8))
    return list(sender.db.read(lambda db: db.execute(select(Session.id).order_by(Session.starts_at)).scalars()))


def sign(sender, deps, session):
    """A session is posted, and what the person sees is renewed, as after every change."""
    post(
        deps.db, sender.school.aide, [make_ready(deps.db, sender.school.aide, session, now=sender.now)], now=sender.now
    )
    renew_reminders(deps, WHO)


def shown(sender):
    (message,) = sender.messages()
    return message.text


def test_a_change_while_the_reminder_is_sent_is_drawn_right_after(sender, other, two):
    busy = Interrupted(sender, "chat.postMessage", before=lambda: sign(sender, other, two[0]))
    assert sender.tick(replace(sender.deps, client=busy)) == {"planned": 1, "sent": 1}
    assert shown(sender).startswith("1 session to post")
    assert "posted" in str(sender.messages()[0].blocks)


def test_so_is_one_before_the_answer_is_marked(sender, other, two):
    busy = Interrupted(sender, "chat.postMessage", after=lambda: [sign(sender, other, one) for one in two])
    assert sender.tick(replace(sender.deps, client=busy)) == {"planned": 1, "sent": 1}
    assert shown(sender).startswith("All posted")


def test_so_is_one_while_nobody_knows_whether_it_arrived(sender, other, two):
    sender.fault(dropped=1)
    assert sender.tick() == {"planned": 1, "uncertain": 1}
    sign(sender, other, two[0])
    assert shown(sender).startswith("2 sessions")
    sender.ahead += QUARANTINE
    assert sender.tick() == {"found": 1}
    assert shown(sender).startswith("1 session to post")


def test_the_newest_state_wins_over_a_slower_drawing_of_an_older_one(sender, other, two):
    sender.tick()
    slow = Interrupted(sender, "chat.update", before=lambda: sign(sender, other, two[1]))
    sign(sender, replace(sender.deps, client=slow), two[0])
    assert shown(sender).startswith("All posted")


def test_also_when_the_slower_one_slept_over_its_lease(sender, other, two):
    sender.tick()

    def sleeps():
        sender.ahead += LEASE
        sign(sender, other, two[1])
        assert shown(sender).startswith("All posted")

    slow = Interrupted(sender, "chat.update", before=sleeps)
    sign(sender, replace(sender.deps, client=slow), two[0])
    assert shown(sender).startswith("All posted")


def dies_drawing(sender, session):
    """A process that is killed while it draws what a signature changed."""

    def dies():
        raise Died

    with pytest.raises(Died):
        sign(sender, replace(sender.deps, client=Interrupted(sender, "chat.update", before=dies)), session)


def test_what_a_killed_process_did_not_draw_the_next_tick_draws_after_its_lease(sender, two):
    sender.tick()
    dies_drawing(sender, two[0])
    sender.tick()
    assert shown(sender).startswith("2 sessions")
    sender.ahead += LEASE
    sender.tick()
    assert shown(sender).startswith("1 session to post")


def test_it_is_drawn_also_when_its_lease_lies_far_ahead_since_the_clock_was_set_back(sender, two):
    sender.tick()
    sender.ahead += timedelta(days=1)
    dies_drawing(sender, two[0])
    sender.ahead -= timedelta(days=1)
    sender.tick()
    assert shown(sender).startswith("1 session to post")


def test_a_reminder_of_the_day_before_is_not_drawn_any_more(sender, two):
    sender.tick()
    dies_drawing(sender, two[0])
    sender.later(hours=25)
    sender.tick()
    assert sender.messages()[0].text.startswith("2 sessions")


@pytest.mark.parametrize("fault", [{"limited": 1}, {"refused": 1}])
def test_what_slack_refused_the_next_tick_draws(sender, two, fault):
    sender.tick()
    sender.fault("chat.update", **fault)
    with pytest.raises(Exception, match=r"ratelimited|internal_error"):
        sign(sender, sender.deps, two[0])
    assert shown(sender).startswith("2 sessions")
    sender.tick()
    assert shown(sender).startswith("1 session to post")


def test_a_message_that_is_gone_is_not_tried_again(sender, two):
    sender.tick()
    (message,) = sender.messages()
    sender.server.call(lambda world: world.workspace.remove_message(message))
    sign(sender, sender.deps, two[0])
    kept = sender.db.read(lambda db: db.execute(select(Notice.wanted, Notice.drawn)).one())
    assert tuple(kept) == (1, 1)


def test_nothing_is_drawn_while_nothing_changed(sender, two):
    sender.tick()
    (before,) = sender.messages()
    sender.later(minutes=5)
    sender.tick()
    (after,) = sender.messages()
    assert after.edited_ts == before.edited_ts
