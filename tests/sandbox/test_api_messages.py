"""Messages of the app, by the real client of the SDK."""

import pytest
from slack_sdk.errors import SlackApiError

DIVIDER = {"type": "divider", "block_id": "line"}


def error_of(call, **arguments):
    with pytest.raises(SlackApiError) as problem:
        call(**arguments)
    return problem.value.response["error"]


def test_a_message_to_a_person_lands_in_their_channel(bot, page, channel):
    answer = bot.chat_postMessage(channel=page.user, text="Two sessions need you.")
    assert answer["channel"] == channel
    (message,) = page.state["messages"]
    assert message["ts"] == answer["ts"]
    assert message["text"] == answer["message"]["text"] == "Two sessions need you."
    assert message["user"] == "U0SANDBOX1"
    assert (message["edited"], message["ephemeral"], message["thread_ts"]) == (False, False, None)


def test_time_stamps_rise(bot, channel):
    stamps = [bot.chat_postMessage(channel=channel, text="a")["ts"] for _ in range(3)]
    assert stamps == sorted(set(stamps))


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"channel": "C404", "text": "a"}, "channel_not_found"),
        ({"text": ""}, "no_text"),
        ({"text": "a", "blocks": [{"type": "blink"}]}, "invalid_blocks"),
        ({"text": "a", "blocks": "{"}, "invalid_blocks_format"),
        ({"text": "a", "blocks": "{}"}, "invalid_blocks_format"),
        ({"text": "a", "thread_ts": "1.000001"}, "thread_not_found"),
        ({"text": "a", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
        ({"text": "a", "metadata": "[1]"}, "invalid_metadata_format"),
        ({"text": "a", "attachments": [{"text": "a"}] * 101}, "too_many_attachments"),
    ],
)
def test_bad_messages_are_refused(bot, channel, arguments, error):
    assert error_of(bot.api_call, api_method="chat.postMessage", json={"channel": channel, **arguments}) == error


def test_very_long_text_is_cut(bot, channel):
    assert len(bot.chat_postMessage(channel=channel, text="x" * 40_001)["message"]["text"]) == 40_000


def test_a_deactivated_person_can_still_be_written_to(bot):
    assert bot.chat_postMessage(channel="UGONE0001", text="a")["ok"]


def test_update_changes_text_and_text_alone_removes_blocks(bot, page, channel):
    first = bot.chat_postMessage(channel=channel, text="a", blocks=[DIVIDER])
    answer = bot.chat_update(channel=channel, ts=first["ts"], text="b")
    assert answer["text"] == "b"
    (message,) = page.state["messages"]
    assert (message["text"], message["blocks"], message["edited"]) == ("b", [], True)


def test_what_cannot_be_updated_is_refused(bot, page, channel):
    mine = bot.chat_postMessage(channel=channel, text="a")["ts"]
    theirs = page.post("message", text="hello")["ts"]
    assert error_of(bot.chat_update, channel=channel, ts=theirs, text="b") == "cant_update_message"
    assert error_of(bot.chat_update, channel=channel, ts="1.000001", text="b") == "message_not_found"
    assert error_of(bot.chat_update, channel=page.user, ts=mine, text="b") == "channel_not_found"
    assert error_of(bot.chat_update, channel=channel, ts=mine, text="x" * 4001) == "msg_too_long"


def test_delete_takes_the_message_and_leaves_its_thread(bot, page, channel):
    parent = bot.chat_postMessage(channel=channel, text="a")["ts"]
    child = page.post("message", text="in the thread", thread_ts=parent)["ts"]
    bot.chat_delete(channel=channel, ts=parent)
    assert [each["ts"] for each in page.state["messages"]] == [child]
    assert error_of(bot.chat_delete, channel=channel, ts=child) == "cant_delete_message"


def test_an_ephemeral_message_is_seen_once_and_not_kept(bot, page, channel):
    answer = bot.chat_postEphemeral(channel=channel, user=page.user, text="Only you")
    assert page.state["messages"][0]["ephemeral"] is True
    assert bot.conversations_history(channel=channel)["messages"] == []
    ts = answer["message_ts"]
    assert error_of(bot.chat_update, channel=channel, ts=ts, text="b") == "message_not_found"
    page.post("dismiss", channel=channel, ts=ts)
    assert page.state["messages"] == []
    assert error_of(bot.chat_postEphemeral, channel=channel, user="U0000299", text="a") == "user_not_in_channel"


def test_metadata_is_told_only_when_asked_for_and_stays_over_updates(bot, channel):
    metadata = {"event_type": "reminder", "event_payload": {"id": "r1"}}
    ts = bot.chat_postMessage(channel=channel, text="a", metadata=metadata)["ts"]
    bot.chat_update(channel=channel, ts=ts, text="b")
    plain = bot.conversations_history(channel=channel)["messages"][0]
    assert "metadata" not in plain
    full = bot.conversations_history(channel=channel, include_all_metadata=True)["messages"][0]
    assert full["metadata"] == metadata


def test_history_is_newest_first_in_pages_and_without_replies(bot, channel):
    sent = [bot.chat_postMessage(channel=channel, text=str(n))["ts"] for n in range(5)]
    bot.chat_postMessage(channel=channel, text="reply", thread_ts=sent[0])
    seen, answers = [], 0
    for answer in bot.conversations_history(channel=channel, limit=2):
        answers += 1
        seen += [each["ts"] for each in answer["messages"]]
    assert seen == sent[::-1]
    assert answers == 3
    after = bot.conversations_history(channel=channel, oldest=sent[2])["messages"]
    assert [each["ts"] for each in after] == [sent[4], sent[3]]
    until = bot.conversations_history(channel=channel, latest=sent[1], inclusive=True)["messages"]
    assert [each["ts"] for each in until] == [sent[1], sent[0]]
    assert error_of(bot.conversations_history, channel=channel, oldest="soon") == "invalid_ts_oldest"


def test_replies_are_the_thread_oldest_first(bot, channel):
    parent = bot.chat_postMessage(channel=channel, text="parent")["ts"]
    children = [bot.chat_postMessage(channel=channel, text=str(n), thread_ts=parent)["ts"] for n in range(2)]
    found = bot.conversations_replies(channel=channel, ts=parent)["messages"]
    assert [each["ts"] for each in found] == [parent, *children]
    assert found[0]["reply_count"] == 2
    assert found[0]["latest_reply"] == children[-1]
    assert error_of(bot.conversations_replies, channel=channel, ts="1.000001") == "thread_not_found"


def test_without_a_messages_tab_nothing_is_posted(own_server, kit):
    features = {**kit.MANIFEST["features"], "app_home": {"home_tab_enabled": False, "messages_tab_enabled": False}}
    client = kit.client_of(own_server(manifest={**kit.MANIFEST, "features": features}))
    assert error_of(client.chat_postMessage, channel="U0000001", text="a") == "messages_tab_disabled"
    home = {"type": "home", "blocks": []}
    assert error_of(client.views_publish, user_id="U0000001", view=home) == "not_enabled"
