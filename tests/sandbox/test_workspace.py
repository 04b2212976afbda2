"""The state itself: time stamps, triggers, watchers, pages of lists."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.arguments import Arguments, page_of
from sandbox.errors import SlackError
from sandbox.surfaces import Message
from sandbox.workspace import Workspace


def run(scenario):
    """Runs a coroutine on a loop of its own thread: Playwright may keep one running in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, scenario).result()


@pytest.fixture
def workspace(kit):
    return Workspace(kit.make_config(trigger_seconds=3.0))


def test_time_stamps_are_distinct_and_rise_even_within_one_microsecond(workspace):
    stamps = [workspace.new_ts() for _ in range(1000)]
    assert stamps == sorted(set(stamps))
    assert all(len(each.partition(".")[2]) == 6 for each in stamps)


def test_each_person_has_a_channel_with_the_app(workspace):
    assert workspace.channels["U0000003"] == "D0000003"
    assert workspace.user_of("D0000003") == "U0000003"
    assert workspace.user_of("D404") is None


def test_messages_are_found_by_channel_and_time_stamp(workspace):
    message = workspace.add_message(Message([], channel="D0000001", text="a"))
    assert workspace.find_message("D0000001", message.ts) is message
    assert workspace.find_message("D0000002", message.ts) is None
    workspace.remove_message(message)
    assert workspace.find_message("D0000001", message.ts) is None


def test_a_trigger_is_used_once_and_knows_where_it_came_from(workspace):
    trigger_id = workspace.new_trigger("U0000001", "V1")
    trigger = workspace.take_trigger(trigger_id)
    assert (trigger.user, trigger.view_id) == ("U0000001", "V1")
    with pytest.raises(SlackError, match="exchanged_trigger_id"):
        workspace.take_trigger(trigger_id)


def test_a_trigger_older_than_its_life_is_refused_and_logged(workspace):
    trigger_id = workspace.new_trigger("U0000001")
    workspace.triggers[trigger_id].born -= 3.1
    with pytest.raises(SlackError, match="expired_trigger_id"):
        workspace.take_trigger(trigger_id)
    assert "it lives 3 s in Slack" in workspace.entries[-1].text


def test_a_trigger_just_before_its_end_is_good(workspace):
    trigger_id = workspace.new_trigger("U0000001")
    workspace.triggers[trigger_id].born -= 2.0
    assert workspace.take_trigger(trigger_id).used


def test_only_the_watchers_of_that_person_are_told(workspace):
    mine, other = workspace.watch("U0000001"), workspace.watch("U0000002")
    assert mine.changed.is_set()
    mine.changed.clear()
    other.changed.clear()
    workspace.changed("U0000001")
    assert (mine.changed.is_set(), other.changed.is_set()) == (True, False)
    mine.changed.clear()
    workspace.unwatch("U0000001", mine)
    workspace.changed_for_all()
    assert (mine.changed.is_set(), other.changed.is_set()) == (False, True)


def test_a_person_sees_the_last_five_notices_and_the_log_keeps_all(workspace):
    for n in range(7):
        workspace.notify("U0000001", f"notice {n}", f"reason {n}")
    assert [each.text for each in workspace.notices["U0000001"]] == [f"notice {n}" for n in range(2, 7)]
    assert [each.text for each in workspace.entries] == [f"reason {n}" for n in range(7)]


def test_waiting_ends_with_the_change_and_not_without(workspace):
    async def scenario():
        waiting = asyncio.create_task(workspace.wait_until(lambda: workspace.clock_offset == 5, 10))
        await asyncio.sleep(0)
        assert not waiting.done()
        workspace.watch("U0000001")
        workspace.move_clock(5)
        await waiting
        with pytest.raises(TimeoutError):
            await workspace.wait_until(lambda: False, 0.01)

    run(scenario())


def test_work_in_the_background_ends_with_the_workspace(workspace):
    async def scenario():
        started, ended = asyncio.Event(), []

        async def forever():
            started.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.append(True)

        workspace.start(forever())
        await started.wait()
        await workspace.close()
        return ended

    assert run(scenario()) == [True]
    assert workspace.closing.is_set()


@settings(deadline=None)
@given(st.lists(st.integers(), max_size=40), st.integers(1, 50))
def test_pages_of_a_list_are_the_list(items, limit):
    seen, cursor = [], ""
    while True:
        page, cursor = page_of(items, Arguments({"limit": limit, "cursor": cursor}), default=100)
        assert len(page) <= limit
        seen += page
        if not cursor:
            break
    assert seen == items


@pytest.mark.parametrize(
    ("values", "key", "text", "present"),
    [({}, "x", "", False), ({"x": None}, "x", "", False), ({"x": ""}, "x", "", True), ({"x": 5}, "x", "5", True)],
)
def test_an_empty_argument_is_not_a_missing_one(values, key, text, present):
    args = Arguments(values)
    assert (args.text(key), args.has(key)) == (text, present)


@pytest.mark.parametrize(("sent", "meant"), [("1", True), ("true", True), (True, True), ("0", False), ("", False)])
def test_flags_come_in_many_forms(sent, meant):
    assert Arguments({"x": sent}).flag("x") is meant


def test_numbers_and_json_are_checked():
    assert Arguments({}).number("limit", 7) == 7
    with pytest.raises(SlackError, match="invalid_arguments"):
        Arguments({"limit": "many"}).number("limit", 7)
    assert Arguments({"view": '{"a": 1}'}).data("view") == {"a": 1}
    assert Arguments({"view": {"a": 1}}).data("view") == {"a": 1}
    assert Arguments({"view": " "}).data("view") is None
    with pytest.raises(SlackError, match="invalid_blocks_format"):
        Arguments({"blocks": "{"}).data("blocks", "invalid_blocks_format")
