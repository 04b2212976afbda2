"""What people write, and the tabs they open, as events for the app."""

import queue
import threading

import pytest


@pytest.fixture
def heard(app, page):
    bodies = queue.Queue()

    @app.event("message", matchers=[lambda event: event.get("user") == page.user])
    def listener(body):
        bodies.put(body)

    return bodies


def test_a_message_reaches_the_app(page, heard, channel):
    ts = page.post("message", text="all present")["ts"]
    body = heard.get(timeout=30)
    event = body["event"]
    assert (event["type"], event["channel_type"], event["channel"]) == ("message", "im", channel)
    assert (event["text"], event["ts"], event["user"]) == ("all present", ts, page.user)
    assert event["client_msg_id"]
    assert "thread_ts" not in event
    assert body["event_id"].startswith("Ev")
    assert body["authorizations"][0]["user_id"] == "U0SANDBOX1"
    assert page.state["messages"][0]["text"] == "all present"


def test_signs_are_escaped_as_slack_does(page, heard):
    page.post("message", text="M.G. & J.B. <later>")
    assert heard.get(timeout=30)["event"]["text"] == "M.G. &amp; J.B. &lt;later&gt;"


def test_a_reply_carries_its_thread(page, bot, channel, heard):
    parent = bot.chat_postMessage(channel=channel, text="Reminder")["ts"]
    page.post("message", text="later", thread_ts=parent)
    assert heard.get(timeout=30)["event"]["thread_ts"] == parent
    assert page.post("message", text="later", thread_ts="1.000001")["error"] == "thread_not_found"


@pytest.mark.parametrize("words", ["", "   ", "x" * 12_001])
def test_text_of_no_length_or_too_much_is_refused(page, words):
    assert page.post("message", text=words)["error"] == "bad_text"


def test_a_read_only_tab_takes_no_messages(own_server, page, kit):
    tab = {**kit.MANIFEST["features"]["app_home"], "messages_tab_read_only_enabled": True}
    features = {**kit.MANIFEST["features"], "app_home": tab}
    page.url = own_server(manifest={**kit.MANIFEST, "features": features}).url
    answer = page.post("message", text="hello")
    assert answer["message"] == "Sending messages to this app has been turned off."


def test_opening_home_tells_the_tab_and_the_published_view(app, page, bot, kit):
    events = queue.Queue()

    @app.event("app_home_opened", matchers=[lambda event: event["user"] == page.user])
    def opened(event):
        events.put(event)

    page.post("open", tab="home")
    first = events.get(timeout=30)
    assert first["tab"] == "home"
    assert "view" not in first
    view = bot.views_publish(user_id=page.user, view=kit.home({"type": "divider"}))["view"]
    page.post("open", tab="home")
    assert events.get(timeout=30)["view"]["hash"] == view["hash"]
    page.post("open", tab="messages")
    assert events.get(timeout=30)["tab"] == "messages"
    assert page.post("open", tab="about")["error"] == "bad_request"


def test_the_apps_own_messages_do_not_come_back_to_its_listeners(app, page, bot, channel, heard):
    ts = bot.chat_postMessage(channel=channel, text="Reminder")["ts"]
    bot.chat_update(channel=channel, ts=ts, text="Changed")
    bot.chat_delete(channel=channel, ts=ts)
    page.post("message", text="after")
    assert heard.get(timeout=30)["event"]["text"] == "after"
    assert len(page.state["messages"]) == 1


def test_an_event_is_sent_again_until_it_is_acknowledged(own_server, linked, kit, page):
    server = own_server(ack_seconds=0.5, retry_seconds=(0.0, 0.0, 0.0))
    page.url = server.url
    tries, done = [], threading.Event()
    app = kit.make_app(server)

    @app.middleware
    def third_time_lucky(request, resp, next_):
        tries.append((request.headers.get("x-slack-retry-num"), request.body["event_id"]))
        if len(tries) < 3:
            resp.status = 500
            return resp
        done.set()
        return next_()

    app.event("message")(lambda: None)
    linked(server, app)
    page.post("message", text="hello")
    assert done.wait(30)
    assert [number for number, _ in tries[:3]] == [["0"], ["1"], ["2"]]
    assert len({event_id for _, event_id in tries}) == 1


def test_an_event_without_an_app_is_given_up_after_three_retries(own_server, page):
    server = own_server(retry_seconds=(0.0, 0.0, 0.0))
    page.url = server.url
    page.post("message", text="hello")
    server.wait_until(lambda world: sum("retries left" in each.text for each in world.workspace.entries) == 4)
    assert "no app is connected; 0 retries left" in page.log[-1]
