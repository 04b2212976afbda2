"""What a person types is in their window and on its way to the app, and nowhere else."""

import json

import pytest

CANARY = "correct-horse-canary"


@pytest.fixture
def everything(page, server, kit):
    """All that the developer's log and the notices say, as one text."""

    def read():
        return json.dumps([page.get("/page/log"), page.state["notices"]])

    return read


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "update", "view": {"type": "modal"}},
    ],
)
def test_a_passphrase_in_a_window_is_never_logged(app, page, opened, number, everything, kit, answer):
    app.view(f"form{number}")(lambda ack: ack(**answer))
    opened(kit.field())
    page.submit(kit.typed(CANARY))
    assert CANARY not in everything()


def test_a_passphrase_in_a_failed_submission_is_never_logged(own_server, page, kit):
    server = own_server()
    page.url = server.url
    trigger_id = server.call(lambda world: world.workspace.new_trigger(page.user))
    kit.client_of(server).views_open(trigger_id=trigger_id, view=kit.modal("form", kit.field()))
    assert page.submit(kit.typed(CANARY))["error"] == "not_answered"
    assert CANARY not in json.dumps([page.get("/page/log"), page.state["notices"]])


def test_words_after_a_command_are_never_logged(own_server, page):
    page.url = own_server().url
    page.post("command", text=f"/post {CANARY}")
    assert CANARY not in json.dumps([page.get("/page/log"), page.state["notices"]])


def test_a_message_is_never_logged(own_server, page):
    server = own_server(retry_seconds=())
    page.url = server.url
    page.post("message", text=CANARY)
    server.wait_until(lambda world: any("retries left" in each.text for each in world.workspace.entries))
    assert CANARY not in json.dumps(page.get("/page/log"))


def test_a_refused_value_is_not_repeated(page, opened, everything, kit):
    element = {"type": "static_select", "action_id": "pick", "options": kit.options("a")}
    opened({"type": "section", "block_id": "s", "text": kit.text("Pick"), "accessory": element})
    wrong = {"type": "static_select", "selected_option": {"value": CANARY}}
    answer = page.tap("s", "pick", value=wrong)
    assert answer["error"] == "bad_value"
    assert CANARY not in json.dumps(answer) + everything()


def test_tokens_are_told_to_nobody(page, bot, kit, everything):
    bot.auth_test()
    told = everything() + json.dumps([page.get("/page/workspace"), page.state])
    for secret in (kit.BOT, kit.LINK, kit.SECRET):
        assert secret not in told


def test_one_person_does_not_see_anothers_things(server, page, bot, trigger, kit):
    bot.chat_postMessage(channel=page.user, text=CANARY)
    bot.views_publish(user_id=page.user, view=kit.home(kit.buttons("b")))
    bot.views_open(trigger_id=trigger(), view=kit.modal("form", kit.field()))
    view_id = page.view["id"]
    page.user = "U0000299"
    state = page.state
    assert (state["home"], state["messages"], state["views"]) == (None, [], [])
    assert page.post("close", view_id=view_id)["error"] == "view_gone"
    assert page.post("submit", view_id=view_id, values={})["error"] == "view_gone"
    surface = {"type": "view", "view_id": view_id}
    assert page.tap("note", "typed", surface=surface)["error"] == "surface_gone"
