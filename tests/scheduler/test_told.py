"""The check of every test's messages finds what it is for."""

import pytest

from tests.told import forget, leaks, told


@pytest.mark.parametrize(
    "message",
    [
        {"text": "Mia is absent."},
        {"text": "Saved (Garcia)."},
        {"text": "S001 saved."},
        {"text": "Saved.", "metadata": {"event_type": "carelog_notice", "event_payload": {"who": "Noah"}}},
    ],
)
def test_a_name_in_a_message_is_found(sender, message):
    sender.deps.client.chat_postMessage(channel="UJO", **message)
    found = leaks(sender.db)
    forget()
    assert len(found) == 1


def test_initials_and_other_words_are_not_names(sender):
    sent = sender.deps.client.chat_postMessage(channel="UJO", text="M.G. is available until the maximum is reached.")
    sender.deps.client.chat_update(channel=sent["channel"], ts=sent["ts"], text="Saved as a draft.")
    assert [method for method, _, _ in told()] == ["chat.postMessage", "chat.update"]
    assert leaks(sender.db) == []
