"""Listeners are asked about the body alone, and answer as Bolt's own matchers do."""

import pytest
from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.listener_matcher.builtins import BuiltinListenerMatcher, action, command, event, view

from bot.matching import OnBody

BODIES = (
    {"command": "/post"},
    {"type": "view_submission", "view": {"type": "modal", "callback_id": "audit"}},
    {"type": "block_actions", "actions": [{"action_id": "home.week", "block_id": "b"}]},
    {"type": "event_callback", "event": {"type": "app_home_opened"}},
    {},
)


@pytest.mark.parametrize("bolts", [command("/post"), view("audit"), action("home.week"), event("app_home_opened")])
def test_the_answer_is_bolts_own(bolts):
    found = []
    for body in BODIES:
        request, response = BoltRequest(mode="socket_mode", body=body), BoltResponse(status=200)
        found.append(OnBody(bolts).matches(request, response))
        assert found[-1] == bool(bolts.matches(request, response))
    assert found.count(True) == 1


def test_a_matcher_that_asks_for_more_is_refused():
    with pytest.raises(TypeError, match="cannot be asked"):
        OnBody(BuiltinListenerMatcher(func=lambda body, context: bool(body and context)))
