"""Windows and Home, by the real client of the SDK."""

import pytest
from slack_sdk.errors import SlackApiError


def error_of(call, **arguments):
    with pytest.raises(SlackApiError) as problem:
        call(**arguments)
    return problem.value.response["error"]


def test_open_shows_a_window_and_returns_it_as_slack_does(bot, page, trigger, kit):
    view = bot.views_open(trigger_id=trigger(), view=kit.modal("c", kit.field(), private_metadata="m"))["view"]
    assert page.view["id"] == view["id"]
    assert view["team_id"] == "T0SCHOOL01"
    assert view["state"] == {"values": kit.typed(None)}
    assert view["title"] == {"type": "plain_text", "text": "A window", "emoji": True}
    assert view["root_view_id"] == view["id"]
    assert view["previous_view_id"] is None
    assert (view["app_id"], view["bot_id"]) == ("A0SANDBOX1", "B0SANDBOX1")
    assert (view["private_metadata"], view["callback_id"]) == ("m", "c")


def test_a_trigger_works_once(bot, trigger, kit):
    once = trigger()
    view = kit.modal("c", kit.field())
    bot.views_open(trigger_id=once, view=view)
    assert error_of(bot.views_open, trigger_id=once, view=view) == "exchanged_trigger_id"
    assert error_of(bot.views_open, trigger_id="1.2.abc", view=view) == "invalid_trigger_id"


def test_a_bad_view_does_not_use_up_the_trigger(bot, trigger, kit):
    once = trigger()
    bad = kit.modal("c", kit.field(element={"colour": "blue"}))
    with pytest.raises(SlackApiError) as problem:
        bot.views_open(trigger_id=once, view=bad)
    assert problem.value.response["error"] == "invalid_arguments"
    assert problem.value.response["response_metadata"]["messages"] == [
        "[ERROR] additional property: colour [json-pointer:/view/blocks/0/element]"
    ]
    assert bot.views_open(trigger_id=once, view=kit.modal("c", kit.field()))["ok"]


def test_a_trigger_expires(own_server, kit):
    server = own_server(trigger_seconds=0.0)
    trigger_id = server.call(lambda world: world.workspace.new_trigger("U0000001"))
    client = kit.client_of(server)
    assert error_of(client.views_open, trigger_id=trigger_id, view=kit.modal("c")) == "expired_trigger_id"


def test_a_view_that_is_too_large_has_its_own_error(bot, trigger, kit):
    words = {"type": "section", "text": {"type": "mrkdwn", "text": "é" * 3000}}
    large = kit.modal("c", *[words] * 45)
    assert error_of(bot.views_open, trigger_id=trigger(), view=large) == "view_too_large"


def test_push_goes_three_deep(bot, page, opened, trigger, kit):
    first = opened(kit.field())
    second = bot.views_push(trigger_id=trigger(first["id"]), view=kit.modal("two"))["view"]
    third = bot.views_push(trigger_id=trigger(second["id"]), view=kit.modal("three"))["view"]
    assert third["root_view_id"] == first["id"]
    assert third["previous_view_id"] == second["id"]
    again = trigger(third["id"])
    assert error_of(bot.views_push, trigger_id=again, view=kit.modal("four")) == "push_limit_reached"
    assert len(page.state["views"]) == 3


def test_push_needs_a_trigger_from_an_open_window(bot, trigger, kit):
    assert error_of(bot.views_push, trigger_id=trigger(), view=kit.modal("c")) == "invalid_trigger_id"
    assert error_of(bot.views_push, trigger_id=trigger("V404"), view=kit.modal("c")) == "invalid_trigger_id"


def test_update_by_id_and_hash(bot, page, opened, kit):
    view = opened(kit.field())
    after = bot.views_update(view_id=view["id"], hash=view["hash"], view=kit.modal("c2", kit.field()))["view"]
    assert after["hash"] != view["hash"]
    assert page.view["callback_id"] == "c2"
    late = {"view_id": view["id"], "view": kit.modal("c3", kit.field())}
    assert error_of(bot.views_update, hash=view["hash"], **late) == "hash_conflict"
    assert error_of(bot.views_update, hash="", **late) == "hash_conflict"
    assert page.view["callback_id"] == "c2"


def test_update_finds_by_external_id_and_refuses_the_unknown(bot, trigger, opened, number, kit):
    opened(kit.field(), external_id=f"ext{number}")
    renewed = kit.modal("c", kit.field(), external_id=f"ext{number}")
    assert bot.views_update(external_id=f"ext{number}", view=renewed)["ok"]
    assert error_of(bot.views_update, view_id="V404", view=kit.modal("c")) == "not_found"
    assert error_of(bot.api_call, api_method="views.update", json={"view": kit.modal("c")}) == "invalid_arguments"
    taken = {"trigger_id": trigger(), "view": renewed}
    assert error_of(bot.views_open, **taken) == "duplicate_external_id"


def test_update_keeps_what_was_typed_while_ids_stay(app, bot, page, opened, number, kit):
    app.action(f"b{number}")(lambda ack: ack())
    view = opened(kit.field(), kit.field("second"), kit.buttons(f"b{number}"))
    values = kit.typed("kept") | kit.typed("lost", "second")
    assert page.tap("buttons", f"b{number}", values=values) == {"ok": True}
    renewed = kit.modal("c", kit.field(), kit.field("second:2", {"initial_value": "fresh"}))
    answer = bot.views_update(view_id=view["id"], view=renewed)
    expected = kit.typed("kept") | kit.typed("fresh", "second:2")
    assert answer["view"]["state"]["values"] == expected
    assert page.view["values"] == expected


def test_home_is_published_for_one_person(bot, page, kit):
    assert page.state["home"] is None
    first = bot.views_publish(user_id=page.user, view=kit.home({"type": "divider"}))["view"]
    assert page.state["home"]["id"] == first["id"]
    second = bot.views_publish(user_id=page.user, hash=first["hash"], view=kit.home(kit.buttons("b")))["view"]
    assert (second["id"], second["type"]) == (first["id"], "home")
    home = kit.home()
    assert error_of(bot.views_publish, user_id=page.user, hash=first["hash"], view=home) == "hash_conflict"
    assert error_of(bot.views_publish, user_id=page.user, hash="", view=home) == "hash_conflict"
    assert error_of(bot.views_publish, user_id="U404", view=home) == "user_not_found"
    assert error_of(bot.views_publish, user_id=page.user, view=kit.modal("c")) == "invalid_arguments"


def test_a_first_home_has_no_hash_to_compare(bot, page, kit):
    assert error_of(bot.views_publish, user_id=page.user, hash="1.x", view=kit.home()) == "hash_conflict"


def test_views_may_come_as_json_strings_in_forms(bot, page, trigger):
    view = '{"type":"modal","title":{"type":"plain_text","text":"T"},"blocks":[]}'
    assert bot.api_call("views.open", params={"trigger_id": trigger(), "view": view})["ok"]
    assert page.view["title"]["text"] == "T"
    for wrong in ("{", ""):
        call = {"api_method": "views.open", "params": {"trigger_id": trigger(), "view": wrong}}
        assert error_of(bot.api_call, **call) == "invalid_arguments"


def test_a_second_open_replaces_the_window_and_warns(bot, page, opened, trigger, kit):
    opened(kit.field())
    bot.views_open(trigger_id=trigger(), view=kit.modal("other"))
    assert [each["callback_id"] for each in page.state["views"]] == ["other"]
    assert any("a window was open already" in each for each in page.log)
