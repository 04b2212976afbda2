"""The other way to the app: signed HTTP requests, with Bolt's own check of the signature."""

import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from slack_bolt.adapter.wsgi import SlackRequestHandler


class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def over_http(own_server, page, kit):
    """Run an app behind an HTTP server, and a workspace that sends to it; gives the app."""
    stops = []

    def start(**changes):
        web = make_server("127.0.0.1", 0, None, handler_class=Quiet)
        url = f"http://127.0.0.1:{web.server_port}/slack/events"
        server = own_server(request_url=url, **changes)
        app = kit.make_app(server)
        web.set_app(SlackRequestHandler(app))
        thread = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        stops.append((web, thread))
        page.url = server.url
        return app

    yield start
    for web, thread in stops:
        web.shutdown()
        thread.join(30)
        web.server_close()


def test_commands_actions_and_events_arrive(over_http, page, kit):
    app = over_http()
    heard = threading.Event()

    @app.event("message")
    def message():
        heard.set()

    app.action("b")(lambda ack: ack())

    @app.command("/post")
    def post(ack, body, client):
        client.views_open(trigger_id=body["trigger_id"], view=kit.modal("form", kit.field(), kit.buttons("b")))
        ack("Opened.")

    assert page.post("command", text="/post") == {"ok": True}
    assert page.state["messages"][0]["text"] == "Opened."
    assert page.tap("buttons", "b") == {"ok": True}
    app.view("form")(lambda ack: ack(response_action="errors", errors={"note": "More, please."}))
    assert page.submit(kit.typed("x"))["errors"] == {"note": "More, please."}
    page.post("message", text="hello")
    assert heard.wait(30)


def test_a_wrong_secret_is_refused_by_bolt(over_http, page):
    app = over_http(signing_secret="another secret")
    app.command("/post")(lambda ack: ack())
    assert page.post("command", text="/post")["error"] == "not_answered"
    assert any("HTTP Error 401" in each for each in page.log)


def test_a_slow_app_is_not_waited_for(over_http, page):
    app = over_http(ack_seconds=0.2)
    release = threading.Event()

    @app.command("/post")
    def slow(ack):
        release.wait(30)
        ack()

    assert page.post("command", text="/post")["error"] == "not_answered"
    release.set()
