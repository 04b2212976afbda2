"""Slash commands and response URLs."""

import queue

import pytest
from slack_sdk.webhook import WebhookClient


@pytest.fixture
def commanded(app, page):
    """Let the app answer this person's `/post`; gives the bodies."""

    def with_answer(*arguments, **answer):
        bodies = queue.Queue()

        def listener(ack, body):
            bodies.put(body)
            ack(*arguments, **answer)

        app.command("/post", matchers=[lambda body: body["user_id"] == page.user])(listener)
        return bodies

    return with_answer


def test_the_app_gets_the_form_fields(page, commanded, channel):
    bodies = commanded()
    assert page.post("command", text="/post  today ") == {"ok": True}
    body = bodies.get(timeout=30)
    assert (body["command"], body["text"]) == ("/post", "today")
    assert (body["user_id"], body["channel_id"], body["team_id"]) == (page.user, channel, "T0SCHOOL01")
    assert body["api_app_id"] == "A0SANDBOX1"
    assert body["trigger_id"]
    assert page.state["messages"] == []


def test_an_answer_is_an_ephemeral_message(page, commanded):
    commanded("Nothing to post.")
    page.post("command", text="/post")
    (message,) = page.state["messages"]
    assert (message["text"], message["ephemeral"]) == ("Nothing to post.", True)


def test_an_answer_in_channel_is_kept(page, commanded, bot, channel):
    commanded(text="Posted.", response_type="in_channel")
    page.post("command", text="/post")
    assert bot.conversations_history(channel=channel)["messages"][0]["text"] == "Posted."


def test_a_bad_answer_is_told(page, commanded):
    commanded(text="a", blocks=[{"type": "blink"}])
    page.post("command", text="/post")
    assert page.state["notices"][0]["text"] == '/post failed with the error "invalid_command_response".'
    assert any("unsupported type: blink" in each for each in page.log)


def test_a_command_that_does_not_exist_is_refused(page):
    answer = page.post("command", text="/dance")
    assert (answer["error"], answer["message"]) == ("unknown_command", "/dance is not a valid command.")


def test_without_an_app_the_person_reads_that_it_did_not_respond(own_server, page, kit):
    page.url = own_server().url
    answer = page.post("command", text="/post")
    assert answer["message"] == "/post failed because the app did not respond."
    (notice,) = page.state["notices"]
    assert notice["text"] == answer["message"]
    assert "no app is connected" in notice["detail"]
    page.post("dismiss", notice_id=notice["id"])
    assert page.state["notices"] == []


@pytest.fixture
def response_url(page, commanded):
    bodies = commanded()
    page.post("command", text="/post")
    return WebhookClient(bodies.get(timeout=30)["response_url"])


def test_a_response_url_answers_five_times(page, response_url):
    for n in range(5):
        assert response_url.send(text=f"answer {n}").status_code == 200
    last = response_url.send(text="once more")
    assert last.status_code == 404
    assert "used_url" in last.body
    assert len(page.state["messages"]) == 5
    assert all(each["ephemeral"] for each in page.state["messages"])


def test_a_response_url_replaces_and_deletes(page, response_url):
    response_url.send(text="Working on it")
    response_url.send(text="Done", replace_original=True)
    assert [each["text"] for each in page.state["messages"]] == ["Done"]
    response_url.send(delete_original=True)
    assert page.state["messages"] == []
    assert "message_not_found" in response_url.send(delete_original=True).body


@pytest.mark.parametrize(
    ("body", "error"), [({"text": ""}, "no_text"), ({"text": "a", "blocks": [{"type": "blink"}]}, "invalid_blocks")]
)
def test_a_bad_answer_to_a_response_url_is_refused(response_url, body, error):
    assert error in response_url.send_dict(body).body


def test_an_unknown_response_url_is_refused(server):
    assert "used_url" in WebhookClient(f"{server.url}/response/unknown").send(text="a").body


def test_the_message_of_a_button_can_be_replaced(page, app, bot, channel, number, kit):
    @app.action(f"done{number}")
    def done(ack, respond):
        respond(text="All present.", replace_original=True)
        ack()

    blocks = [kit.buttons(f"done{number}")]
    ts = bot.chat_postMessage(channel=channel, text="Present?", blocks=blocks)["ts"]
    page.tap("buttons", f"done{number}", surface={"type": "message", "channel": channel, "ts": ts})
    (message,) = page.state["messages"]
    assert (message["ts"], message["text"], message["blocks"]) == (ts, "All present.", [])
