"""People edit and delete what they wrote; the app is told as Slack tells it."""

import queue

import pytest


@pytest.fixture
def heard(app, page):
    events = queue.Queue()

    @app.event("message", matchers=[lambda event: event.get("previous_message", {}).get("user") == page.user])
    def listener(event):
        events.put(event)

    return events


def test_a_deleted_message_is_gone_and_the_app_is_told(page, heard, channel):
    ts = page.post("message", text="all present")["ts"]
    assert page.post("delete", ts=ts) == {"ok": True}
    event = heard.get(timeout=30)
    assert (event["subtype"], event["deleted_ts"], event["hidden"]) == ("message_deleted", ts, True)
    assert (event["channel"], event["channel_type"]) == (channel, "im")
    assert (event["previous_message"]["text"], event["previous_message"]["user"]) == ("all present", page.user)
    assert "user" not in event
    assert page.state["messages"] == []
    assert page.post("delete", ts=ts)["error"] == "message_not_found"


def test_a_deleted_message_with_replies_leaves_a_line_in_its_place(page, heard):
    ts = page.post("message", text="all present")["ts"]
    page.post("message", text="later", thread_ts=ts)
    assert page.post("delete", ts=ts) == {"ok": True}
    event = heard.get(timeout=30)
    assert (event["subtype"], event["message"]["subtype"]) == ("message_changed", "tombstone")
    assert (event["message"]["user"], event["previous_message"]["text"]) == ("USLACKBOT", "all present")
    first, reply = page.state["messages"]
    assert (first["text"], first["deleted"], reply["thread_ts"]) == ("This message was deleted.", True, ts)
    assert page.post("delete", ts=ts)["error"] == "message_not_found"


def test_an_edited_message_says_the_new_words(page, heard):
    ts = page.post("message", text="all present")["ts"]
    assert page.post("edit", ts=ts, text="M.G. & J.B. absent") == {"ok": True}
    event = heard.get(timeout=30)
    assert event["subtype"] == "message_changed"
    assert (event["previous_message"]["text"], event["message"]["text"]) == ("all present", "M.G. &amp; J.B. absent")
    assert event["message"]["edited"]["user"] == page.user
    assert event["message"]["ts"] == ts
    (shown,) = page.state["messages"]
    assert shown["edited"]
    assert page.post("edit", ts=ts, text="  ")["error"] == "bad_text"


def test_nobody_changes_what_others_wrote(page, bot, channel):
    ts = bot.chat_postMessage(channel=channel, text="Reminder")["ts"]
    assert page.post("delete", ts=ts)["error"] == "not_yours"
    assert page.post("edit", ts=ts, text="x")["error"] == "not_yours"
    assert page.state["messages"][0]["text"] == "Reminder"
