"""Windows that a person closes."""

import queue

import pytest


@pytest.fixture
def closed(app, number):
    bodies = queue.Queue()

    @app.view_closed(f"form{number}")
    def listener(ack, body):
        bodies.put(body)
        ack()

    return bodies


def test_the_app_hears_of_a_window_that_asked_for_it(page, opened, closed, kit):
    view = opened(kit.field(), notify_on_close=True)
    assert page.close() == {"ok": True}
    body = closed.get(timeout=30)
    assert body["view"]["id"] == view["id"]
    assert body["is_cleared"] is False
    assert page.state["views"] == []


def test_the_app_does_not_hear_of_other_windows(page, opened, closed, kit):
    opened(kit.field())
    page.close()
    opened(kit.field(), notify_on_close=True)
    second = page.view["id"]
    page.close()
    assert closed.get(timeout=30)["view"]["id"] == second
    assert closed.empty()


def test_closing_all_says_so_for_each_window(page, opened, closed, bot, trigger, number, kit):
    below = opened(kit.field(), notify_on_close=True)
    above = kit.modal(f"form{number}", kit.field(), notify_on_close=True)
    bot.views_push(trigger_id=trigger(below["id"]), view=above)
    assert page.close(everything=True) == {"ok": True}
    bodies = [closed.get(timeout=30), closed.get(timeout=30)]
    assert all(each["is_cleared"] for each in bodies)
    assert below["id"] in {each["view"]["id"] for each in bodies}
    assert page.state["views"] == []


def test_clear_on_close_takes_the_windows_below_too(page, opened, bot, trigger, kit):
    below = opened(kit.field())
    bot.views_push(trigger_id=trigger(below["id"]), view=kit.modal("top", kit.field(), clear_on_close=True))
    page.close()
    assert page.state["views"] == []


def test_a_window_that_is_gone_cannot_be_closed(page, opened, kit):
    view = opened(kit.field())
    page.close()
    assert page.post("close", view_id=view["id"])["error"] == "view_gone"


def test_a_closed_window_cannot_be_updated(page, opened, bot, kit):
    view = opened(kit.field())
    page.close()
    with pytest.raises(Exception, match="not_found"):
        bot.views_update(view_id=view["id"], view=kit.modal("m", kit.field()))
