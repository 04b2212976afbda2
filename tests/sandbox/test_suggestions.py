"""External selects: options that the app finds while the person types."""

import pytest


@pytest.fixture
def menu(opened, number, kit):
    """Open a window with an external select; gives where it is."""

    def make(**more):
        element = {"type": "external_select", "action_id": f"find{number}", "min_query_length": 0, **more}
        view = opened(kit.field("student", element))
        surface = {"type": "view", "view_id": view["id"]}
        return {"surface": surface, "block_id": "student", "action_id": f"find{number}"}

    return make


@pytest.fixture
def finds(app, number):
    """Let the app answer the queries of this test."""

    def answer(**found):
        queries = []

        def listener(ack, payload):
            queries.append(payload["value"])
            ack(**found)

        app.options(f"find{number}")(listener)
        return queries

    return answer


def choose(number, option):
    return {"student": {f"find{number}": {"type": "external_select", "selected_option": option}}}


def test_options_are_loaded_and_one_is_chosen(page, app, menu, finds, number, kit):
    queries = finds(options=kit.options("s1", "s2"))
    where = menu()
    answer = page.post("suggest", **where, query="ma")
    assert [each["value"] for each in answer["options"]] == ["s1", "s2"]
    assert queries == ["ma"]
    app.view(f"form{number}")(lambda ack: ack(response_action="errors", errors={"student": "Another one."}))
    assert page.submit(choose(number, {"value": "s2"}))["errors"] == {"student": "Another one."}
    held = page.view["values"]["student"][f"find{number}"]["selected_option"]
    assert (held["value"], held["text"]["text"]) == ("s2", "Option s2")


def test_option_groups_are_remembered_too(page, menu, finds, number, kit):
    finds(option_groups=[{"label": kit.text("Grade 2"), "options": kit.options("s7")}])
    answer = page.post("suggest", **menu(), query="")
    assert answer["option_groups"][0]["options"][0]["value"] == "s7"
    assert page.submit(choose(number, {"value": "elsewhere"}))["error"] == "bad_value"


def test_a_short_query_is_not_asked(page, menu, finds, kit):
    queries = finds(options=kit.options("s1"))
    where = menu(min_query_length=3)
    assert page.post("suggest", **where, query="ma") == {"ok": True, "options": [], "option_groups": []}
    assert queries == []


def test_more_than_a_hundred_options_are_trouble(page, menu, finds, kit):
    finds(options=kit.options(*[f"s{n}" for n in range(101)]))
    assert page.post("suggest", **menu(), query="")["error"] == "bad_suggestions"
    assert any("no more than 100 items" in each for each in page.log)


def test_only_external_selects_ask(page, opened, kit):
    view = opened(kit.buttons("b"))
    surface = {"type": "view", "view_id": view["id"]}
    body = {"surface": surface, "block_id": "buttons", "action_id": "b", "query": ""}
    assert page.post("suggest", **body)["error"] == "no_suggestions"
