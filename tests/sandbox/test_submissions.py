"""Windows that are sent: what Slack's client checks, and the four response actions."""

import queue
import threading

import pytest

TROUBLE = "We had some trouble connecting. Try again?"


@pytest.fixture
def answered(app, number):
    """Let the app answer this test's submissions; gives the bodies that arrive."""

    def with_answer(**answer):
        bodies = queue.Queue()

        def listener(ack, body):
            bodies.put(body)
            ack(**answer)

        app.view(f"form{number}")(listener)
        return bodies

    return with_answer


def test_a_submission_reaches_the_app_and_closes_the_window(page, opened, answered, kit):
    bodies = answered()
    view = opened(kit.field(), private_metadata="opaque-1")
    assert page.submit(kit.typed("All present")) == {"ok": True}
    body = bodies.get(timeout=30)
    assert body["view"]["state"]["values"] == kit.typed("All present")
    assert body["view"]["id"] == view["id"]
    assert body["view"]["private_metadata"] == "opaque-1"
    assert body["user"]["id"] == page.user
    assert body["response_urls"] == []
    assert page.state["views"] == []


def test_an_empty_required_field_is_told_without_asking_the_app(page, opened, answered, kit):
    bodies = answered()
    opened(kit.field())
    assert page.submit(kit.typed(None)) == {
        "ok": False,
        "errors": {"note": "Please complete this required field."},
    }
    assert bodies.empty()
    assert len(page.state["views"]) == 1


def test_an_empty_optional_field_arrives_as_null(page, opened, answered, kit):
    bodies = answered()
    opened(kit.field(optional=True))
    assert page.submit(kit.typed("")) == {"ok": True}
    assert bodies.get(timeout=30)["view"]["state"]["values"] == kit.typed(None)


def test_initial_values_arrive_when_nothing_was_typed(page, opened, answered, kit):
    bodies = answered()
    opened(kit.field(element={"initial_value": "as scheduled"}))
    page.submit()
    assert bodies.get(timeout=30)["view"]["state"]["values"] == kit.typed("as scheduled")


def test_errors_are_shown_and_the_window_stays(page, opened, answered, kit):
    answered(response_action="errors", errors={"note": "Say a little more."})
    opened(kit.field())
    assert page.submit(kit.typed("x")) == {"ok": False, "errors": {"note": "Say a little more."}}
    assert page.view["values"] == kit.typed("x")
    assert page.view["busy"] is False


@pytest.mark.parametrize(
    "errors", [{"nowhere": "What?"}, {"buttons": "Not an input"}, {"note": ""}], ids=["unknown", "actions", "empty"]
)
def test_errors_for_anything_but_an_input_break_the_window(page, opened, answered, kit, errors):
    answered(response_action="errors", errors=errors)
    opened(kit.field(), kit.buttons("b"))
    assert page.submit(kit.typed("x"))["message"] == TROUBLE
    assert page.state["notices"][-1]["text"] == TROUBLE
    assert len(page.state["views"]) == 1


def test_update_replaces_the_window_and_keeps_what_was_typed(page, opened, answered, number, kit):
    answered(response_action="update", view=kit.modal(f"next{number}", kit.field(), kit.field("more")))
    view = opened(kit.field())
    assert page.submit(kit.typed("kept")) == {"ok": True}
    after = page.view
    assert (after["id"], after["callback_id"]) == (view["id"], f"next{number}")
    assert after["hash"] != view["hash"]
    assert after["values"] == kit.typed("kept") | kit.typed(None, "more")


def test_push_puts_a_window_on_top_and_closing_it_shows_the_one_below(page, opened, answered, number, kit):
    answered(response_action="push", view=kit.modal(f"top{number}", kit.field("more")))
    view = opened(kit.field())
    page.submit(kit.typed("below"))
    assert [each["callback_id"] for each in page.state["views"]] == [f"form{number}", f"top{number}"]
    assert page.close() == {"ok": True}
    assert page.view["id"] == view["id"]
    assert page.view["values"] == kit.typed("below")


def test_a_fourth_window_is_not_pushed(page, opened, answered, bot, trigger, kit):
    answered(response_action="push", view=kit.modal("fourth", kit.field()))
    view = opened(kit.field())
    for name in ("second", "third"):
        bot.views_push(trigger_id=trigger(view["id"]), view=kit.modal(name, kit.field()))
    bot.views_update(view_id=page.view["id"], view=kit.modal(view["callback_id"], kit.field()))
    assert page.submit(kit.typed("x"))["message"] == TROUBLE
    assert len(page.state["views"]) == 3
    assert any("push_limit_reached" in each for each in page.log)


def test_clear_closes_every_window(page, opened, answered, bot, trigger, kit):
    answered(response_action="clear")
    view = opened(kit.field())
    bot.views_push(trigger_id=trigger(view["id"]), view=kit.modal(view["callback_id"], kit.field()))
    assert page.submit(kit.typed("x")) == {"ok": True}
    assert page.state["views"] == []


def test_an_invalid_view_in_the_answer_is_trouble_with_the_reason_in_the_log(page, opened, answered, kit):
    answered(response_action="update", view=kit.modal("bad", kit.field(element={"colour": "blue"})))
    opened(kit.field())
    assert page.submit(kit.typed("x"))["error"] == "not_answered"
    assert page.state["notices"][-1]["text"] == TROUBLE
    assert any("additional property: colour" in each for each in page.log)


def test_an_unknown_answer_is_trouble(page, opened, answered, kit):
    answered(response_action="dance")
    opened(kit.field())
    assert page.submit(kit.typed("x"))["message"] == TROUBLE


def test_a_submission_without_a_listener_is_trouble_after_the_time_limit(own_server, linked, kit):
    server = own_server(ack_seconds=0.3)
    linked(server, kit.make_app(server))
    page = _page_with_window(server, kit)
    assert page.submit(kit.typed("x"))["message"] == TROUBLE
    assert any("did not acknowledge within 0.3 s" in each for each in page.log)


def test_while_a_window_is_being_sent_it_is_busy_and_not_sent_again(page, app, opened, number, kit):
    started, go_on = threading.Event(), threading.Event()

    @app.view(f"form{number}")
    def slow(ack):
        started.set()
        assert go_on.wait(30)
        ack()

    opened(kit.field())
    answers = queue.Queue()
    sender = threading.Thread(target=lambda: answers.put(page.submit(kit.typed("once"))))
    sender.start()
    assert started.wait(30)
    assert page.view["busy"] is True
    assert page.submit(kit.typed("twice"))["error"] == "busy"
    go_on.set()
    sender.join(30)
    assert answers.get(timeout=30) == {"ok": True}
    assert page.state["views"] == []


def test_a_window_that_is_gone_or_has_no_submit_is_refused(page, opened, kit):
    view = opened({"type": "divider"}, submit=kit.text("Send"))
    page.close()
    assert page.post("submit", view_id=view["id"], values={})["error"] == "view_gone"


def _page_with_window(server, kit):
    from sandbox.driver import Page

    page = Page(server.url, "U0000000")
    trigger_id = server.call(lambda world: world.workspace.new_trigger(page.user))
    kit.client_of(server).views_open(trigger_id=trigger_id, view=kit.modal("form", kit.field()))
    return page
