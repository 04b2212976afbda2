"""Who may call what, and the methods about people."""

import urllib.parse
import urllib.request

import pytest
from slack_sdk.errors import SlackApiError


def refused(call, **arguments):
    with pytest.raises(SlackApiError) as problem:
        call(**arguments)
    return problem.value.response


def test_auth_test_names_team_and_bot(bot):
    answer = bot.auth_test()
    assert answer["team_id"] == "T0SCHOOL01"
    assert answer["user_id"] == "U0SANDBOX1"
    assert answer["bot_id"] == "B0SANDBOX1"
    assert "chat:write" in answer.headers["x-oauth-scopes"]


@pytest.mark.parametrize(
    ("token", "method", "error"),
    [
        ("", "auth.test", "not_authed"),
        ("xoxb-wrong", "auth.test", "invalid_auth"),
        ("app", "auth.test", "not_allowed_token_type"),
        ("bot", "apps.connections.open", "not_allowed_token_type"),
        ("bot", "chat.sing", "unknown_method"),
    ],
)
def test_tokens_and_methods_are_checked(server, kit, token, method, error):
    client = kit.client_of(server, {"app": kit.LINK, "bot": kit.BOT}.get(token, token))
    assert refused(client.api_call, api_method=method)["error"] == error


@pytest.mark.parametrize(
    ("method", "needed", "arguments"),
    [
        ("conversations.open", "im:write", {"users": "U0000000"}),
        ("conversations.info", "im:read", {"channel": "D0000000"}),
        ("team.info", "team:read", {}),
        ("users.info", "users:read", {"user": "U0000000"}),
        ("users.lookupByEmail", "users:read.email", {"email": "person0@school.example"}),
        ("conversations.history", "im:history", {"channel": "D0000000"}),
    ],
)
def test_scopes_come_from_the_manifest(own_server, kit, method, needed, arguments):
    manifest = {**kit.MANIFEST, "oauth_config": {"scopes": {"bot": ["chat:write"]}}}
    client = kit.client_of(own_server(manifest=manifest))
    answer = refused(client.api_call, api_method=method, json=arguments)
    assert answer["error"] == "missing_scope"
    assert answer["needed"] == needed
    assert answer["provided"] == "chat:write"


@pytest.fixture
def generous(own_server, kit):
    """A client of a workspace whose app may do all that is built."""
    scopes = ["im:write", "im:read", "team:read", "users:read"]
    manifest = {**kit.MANIFEST, "oauth_config": {"scopes": {"bot": scopes}}}
    return kit.client_of(own_server(manifest=manifest))


def test_with_more_scopes_more_can_be_called(generous):
    assert generous.team_info()["team"]["name"] == "Maple Test District"
    channel = generous.conversations_open(users=["U0000001"])["channel"]["id"]
    info = generous.conversations_info(channel=channel)["channel"]
    assert (info["user"], info["is_im"]) == ("U0000001", True)
    assert refused(generous.conversations_open, users="U0000001,U0000002")["needed"] == "mpim:write"
    assert refused(generous.conversations_open, users="U404")["error"] == "user_not_found"
    assert refused(generous.conversations_open, users="UGONE0001")["error"] == "user_disabled"


def test_without_the_scope_nobody_has_an_address(generous):
    assert "email" not in generous.users_info(user="U0000001")["user"]["profile"]


def test_users_info_shows_a_person(bot):
    user = bot.users_info(user="U0000002")["user"]
    assert user["profile"]["email"] == "person2@school.example"
    assert user["real_name"] == "Test Person2"
    assert user["tz"] == "America/Chicago"
    assert user["tz_offset"] in {-18000, -21600}
    assert bot.users_info(user="U0SANDBOX1")["user"]["is_bot"] is True


def test_a_deactivated_person_is_listed_but_not_found_by_address(bot):
    gone = bot.users_info(user="UGONE0001")["user"]
    assert gone["deleted"] is True
    assert "tz" not in gone
    assert refused(bot.users_lookupByEmail, email="former@school.example")["error"] == "users_not_found"


def test_people_are_found_by_address_in_any_case(bot):
    assert bot.users_lookupByEmail(email="Person3@School.example")["user"]["id"] == "U0000003"
    assert refused(bot.users_lookupByEmail, email="nobody@school.example")["error"] == "users_not_found"


def test_unknown_people_and_missing_arguments_are_refused(bot):
    assert refused(bot.users_info, user="U404")["error"] == "user_not_found"
    missing = refused(bot.api_call, api_method="users.info")
    assert missing["error"] == "invalid_arguments"
    assert missing["response_metadata"]["messages"] == ["[ERROR] missing required field: user"]


def test_the_list_of_people_comes_in_pages(bot):
    seen = []
    for answer in bot.users_list(limit=120):
        seen += [each["id"] for each in answer["members"]]
    assert len(seen) == len(set(seen)) == 302
    assert refused(bot.users_list, cursor="nonsense")["error"] == "invalid_cursor"
    assert refused(bot.users_list, limit=1001)["error"] == "invalid_limit"


def test_forms_work_like_json(server, kit):
    form = urllib.parse.urlencode({"token": kit.BOT, "user": "U0000001"}).encode()
    with urllib.request.urlopen(f"{server.api_url}users.info", form, timeout=10) as answer:
        assert b'"U0000001"' in answer.read()


@pytest.mark.parametrize(
    ("body", "kind", "error"),
    [
        (b"{", "application/json", b"invalid_json"),
        (b"[]", "application/json", b"json_not_object"),
        (b"--x", "multipart/form-data; boundary=x", b"invalid_post_type"),
        (b"\xff=1", "application/x-www-form-urlencoded", b"invalid_form_data"),
    ],
)
def test_bodies_that_cannot_be_read_are_refused(server, kit, body, kind, error):
    headers = {"Authorization": f"Bearer {kit.BOT}", "Content-Type": kind}
    request = urllib.request.Request(f"{server.api_url}users.info", body, headers)
    with urllib.request.urlopen(request, timeout=10) as answer:
        assert error in answer.read()
