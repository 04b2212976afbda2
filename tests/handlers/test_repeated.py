"""A whole day in which everything arrives two to four times, at once and later, shuffled: nothing happens twice.

The copies go past what Carelog remembers of Slack's deliveries (bot/once.py): the listeners themselves are seen.
"""

import copy
import random
from collections import Counter

import pytest
from slack_bolt import App, BoltRequest
from sqlalchemy import select

from models.rules.sending import Rate
from models.tables import Answer, Attendance, AuditRow, Creation, Credential, Notice, Series, Session, Signature
from scheduler.tick import tick
from tests.factories import PASSPHRASE
from tests.handlers.test_daily_loop import REMINDER_TIME, write

SOON = 0.7
RECORD = {
    Session: ("id", "state", "version", "local_date", "activities", "note", "cancel_reason"),
    Attendance: ("id", "presence", "reason", "actual_start", "actual_end", "away", "given", "observation"),
    Series: ("id",),
    Creation: ("id", "undone_at"),
    Signature: ("id", "session_id", "session_version", "digest"),
    AuditRow: ("id", "event", "subject"),
    Answer: ("id", "message_ts", "undone_at"),
    Credential: ("staff_id", "tries", "failures", "hash"),
    Notice: ("recipient_id", "local_date", "state"),
}


def record(carelog):
    """Everything that is kept, without the times at which it was written."""

    def read(db):
        return {
            table.__tablename__: [
                tuple(row)
                for row in db.execute(
                    select(*(getattr(table, name) for name in names)).order_by(
                        table.id if hasattr(table, "id") else table.staff_id
                    )
                )
            ]
            for table, names in RECORD.items()
        }

    return carelog.db.read(read)


class Repeating:
    """Delivers every request once or twice at once, and keeps the other copies for later: two to four in all."""

    def __init__(self, app, chance):
        self.app, self.chance, self.kept, self.number = app, chance, [], Counter()

    def dispatch(self, request):
        bodies = [copy.deepcopy(request.body) for _ in range(self.chance.randint(2, 4))]
        self.kept += bodies[2:]
        answer = self.run(bodies[0])
        self.run(bodies[1]) if self.chance.random() < SOON else self.kept.append(bodies[1])
        return answer

    def run(self, body):
        self.number[body.get("type") or body["command"]] += 1
        return App.dispatch(self.app, BoltRequest(mode="socket_mode", body=body))

    def late(self):
        """Everything that was kept, in any order."""
        self.chance.shuffle(self.kept)
        for body in self.kept:
            self.run(body)
        self.kept = []


@pytest.fixture(params=range(2))
def repeating(carelog, request):
    chance = random.Random(request.param)
    carelog.front.app = Repeating(carelog.app, chance)
    return carelog.front.app


def plan_the_day(aide):
    """A series of three days of care, and one session that is taken back."""
    for description, recurring in (("Morning care", True), ("Art", False)):
        aide.press("Add Session")
        aide.fill("Session Description", description)
        aide.fill("Place of Service", "Classroom")
        aide.fill("Start Time", "09:00")
        aide.fill("End Time", "10:00")
        aide.fill("Students", {"Mia Garcia", "Ava Lopez"})
        if recurring:
            aide.choose("Yes")
            aide.fill("Repeats on", {"Wednesday", "Thursday", "Friday"})
            aide.fill("Ends on", "2026-11-20")
        assert aide.submit() == {}
        if not recurring:
            aide.press("Undo")
        aide.close()


def snooze(aide, message):
    """Chooses *In 30 minutes* in a reminder."""
    (block,) = [one for one in message["blocks"] if one["block_id"] == "reminder"]
    (select_,) = [one for one in block["elements"] if one["type"] == "static_select"]
    place = {"type": "message", "channel": aide.state["channel"], "ts": message["ts"]}
    value = {"type": "static_select", "selected_option": select_["options"][0]}
    assert aide.page.tap("reminder", select_["action_id"], surface=place, value=value, values={})["ok"]


def capture_and_post(aide):
    aide.press_in_message("Open")
    aide.choose("Toileting")
    assert aide.submit() == {}
    aide.choose("Yes")
    assert aide.submit() == {}
    aide.fill("Signing passphrase", PASSPHRASE)
    aide.submit()
    assert aide.title == "Posted"
    aide.close()


def live_the_day(carelog):
    """Plans, is reminded, snoozes, answers, takes back, answers again, fills in and posts."""
    aide = carelog.aide
    aide.open_home()
    plan_the_day(aide)
    carelog.clocks.now = REMINDER_TIME
    tick(carelog.deps, Rate())
    aide.wait_for(lambda state: state["messages"])
    thread = aide.state["messages"][0]["ts"]
    write(carelog, "later", thread)
    snooze(aide, aide.state["messages"][0])
    carelog.front.rest()
    write(carelog, "M.G. absent, sick", thread)
    write(carelog, "undo", thread)
    aide.press_in_message("All present")
    carelog.front.rest()
    capture_and_post(aide)
    carelog.front.rest()


def test_a_day_that_is_delivered_several_times_happens_once(carelog, repeating):
    live_the_day(carelog)
    before, said = record(carelog), len(carelog.aide.messages)
    assert len(before["creations"]) == 2
    assert [row[1] for row in before["sessions"]] == ["posted", "scheduled", "scheduled"]
    assert len(before["series"]) == 1
    assert len(before["signatures"]) == 1
    assert len(before["notices"]) == 2, "the reminder, and the last snooze"
    assert len(before["answers"]) == 3
    carelog.clocks.now = REMINDER_TIME.replace(minute=33)
    repeating.late()
    after = record(carelog)
    assert [row for name in after for row in after[name] if row not in before[name]] == []
    assert after == before
    assert said
    assert min(repeating.number.values()) >= 2
