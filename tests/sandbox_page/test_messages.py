"""The Messages tab: the conversation, threads, commands, and what Slack adds around a message."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox_page import canned
from tests.sandbox_page.canned import section
from tests.sandbox_page.fake import Fake

PARENT = "1795449600.000100"


@pytest.fixture
def chat(open_page: Callable[..., Page]) -> Page:
    return open_page(tab="messages")


def test_messages_show_who_when_edited_and_only_for_you(chat: Page, fake: Fake):
    first = chat.get_by_role("article", name="Carelog, 10:00 AM").first
    expect(first).to_contain_text("You have 2 sessions to log. The oldest is from Nov 20, 2026.")
    expect(chat.get_by_text("Saved as a draft. (edited)")).to_be_visible()
    only = chat.locator(".ephemeral")
    expect(only).to_contain_text("Only visible to you")
    only.get_by_role("button", name="Dismiss message").click()
    assert fake.wait_for("dismiss") == [{"user": canned.AIDE, "channel": canned.CHANNEL, "ts": "1795449700.000400"}]
    assert fake.wait_for("open")[-1]["tab"] == "messages"


def test_replies_stand_under_their_message_and_a_reply_is_sent_there(chat: Page, fake: Fake):
    replies = chat.get_by_role("group", name="Replies").first
    expect(replies.get_by_role("article")).to_have_count(2)
    chat.get_by_role("button", name="2 replies").click()
    box = chat.get_by_role("textbox", name="Reply in thread")
    expect(box).to_be_focused()
    box.fill("everyone but M.G.")
    box.press("Enter")
    assert fake.wait_for("message") == [{"user": canned.AIDE, "text": "everyone but M.G.", "thread_ts": PARENT}]
    expect(box).to_have_value("")


def test_commands_do_not_work_in_threads_and_say_so(chat: Page, fake: Fake):
    chat.get_by_role("button", name="2 replies").click()
    chat.get_by_role("textbox", name="Reply in thread").fill("/post")
    chat.keyboard.press("Enter")
    expect(chat.get_by_role("alert")).to_contain_text("Commands do not work in threads.")
    assert fake.sent("command") == []


def test_enter_sends_and_shift_enter_makes_a_line(chat: Page, fake: Fake):
    chat.get_by_role("textbox", name="Message Carelog").fill("a < b")
    chat.keyboard.press("Shift+Enter")
    chat.keyboard.type("second")
    chat.keyboard.press("Enter")
    assert fake.wait_for("message") == [{"user": canned.AIDE, "text": "a < b\nsecond"}]


def test_a_slash_completes_commands_by_keyboard_and_shows_their_usage(chat: Page, fake: Fake):
    box = chat.get_by_role("textbox", name="Message Carelog")
    box.press_sequentially("/")
    expect(chat.get_by_role("option")).to_have_count(2)
    chat.keyboard.press("ArrowDown")
    expect(chat.get_by_role("option", selected=True)).to_contain_text("Add a session, or see what needs you")
    chat.keyboard.press("Tab")
    expect(box).to_have_value("/sessions ")
    expect(chat.get_by_text("/sessions [add | help]")).to_be_visible()
    chat.keyboard.type("add")
    chat.keyboard.press("Enter")
    assert fake.wait_for("command") == [{"user": canned.AIDE, "text": "/sessions add"}]


def test_enter_takes_a_half_typed_command_and_sends_a_whole_one(chat: Page, fake: Fake):
    box = chat.get_by_role("textbox", name="Message Carelog")
    box.press_sequentially("/po")
    chat.keyboard.press("Enter")
    expect(box).to_have_value("/post ")
    box.fill("/post")
    chat.keyboard.press("Enter")
    assert fake.wait_for("command") == [{"user": canned.AIDE, "text": "/post"}]
    box.press_sequentially("/s")
    chat.keyboard.press("Escape")
    expect(chat.get_by_role("option")).to_have_count(0)


def test_what_could_not_be_sent_comes_back(chat: Page, fake: Fake):
    fake.answers["command"] = lambda _body: {
        "ok": False,
        "error": "unknown",
        "message": "/nope is not a valid command.",
    }
    box = chat.get_by_role("textbox", name="Message Carelog")
    box.fill("/nope now")
    box.press("Enter")
    expect(chat.get_by_role("alert")).to_contain_text("/nope is not a valid command.")
    expect(box).to_have_value("/nope now")


def test_a_button_in_a_message_names_its_message(chat: Page, fake: Fake):
    chat.get_by_role("button", name="Open").click()
    sent = fake.wait_for("action")[0]
    assert sent["surface"] == {"type": "message", "channel": canned.CHANNEL, "ts": PARENT}
    assert (sent["block_id"], sent["action_id"]) == ("reminder", "remind.open")


def test_an_updated_message_changes_in_place_and_a_draft_reply_stays(chat: Page, fake: Fake):
    chat.get_by_role("button", name="2 replies").click()
    chat.get_by_role("textbox", name="Reply in thread").fill("half a rep")
    messages = canned.messages()
    messages[0] |= {"blocks": [section("All *posted*.")], "edited": True}
    fake.push(messages=messages)
    expect(chat.get_by_text("All posted.")).to_be_visible()
    expect(chat.get_by_text("2 sessions")).to_have_count(0)
    box = chat.get_by_role("textbox", name="Reply in thread")
    expect(box).to_have_value("half a rep")
    expect(box).to_be_focused()


def app_says(at: int, text: str, **more):
    """A plain message of the app."""
    return canned.messages()[0] | {"ts": f"{at}.000500", "at": float(at), "text": text, "blocks": []} | more


def test_new_messages_are_counted_and_read_when_they_are_looked_at(page: Page, fake: Fake):
    fake.push(messages=[*canned.messages(), app_says(1795450000, "Reminder")], unread={canned.AIDE: 1, canned.LEAD: 2})
    tab = page.get_by_role("tab", name="Messages")
    expect(tab).to_contain_text("1")
    expect(page.get_by_role("link", name="Casey Placeholder")).to_contain_text("2")
    assert fake.sent("read") == []
    tab.click()
    expect(tab).to_have_text("Messages")
    expect(page.get_by_role("article").filter(has_text="Reminder")).to_be_in_viewport()
    assert fake.wait_for("read") == [{"user": canned.AIDE, "ts": "1795450000.000500"}]


def test_a_line_stands_where_the_new_messages_begin_until_one_leaves(page: Page, fake: Fake):
    old, new = canned.messages(), app_says(1795450000, "Reminder")
    fake.push(messages=[*old, new], unread={canned.AIDE: 1})
    page.get_by_role("tab", name="Messages").click()
    line = page.get_by_role("separator").filter(has_text="New")
    after = line.locator("xpath=following-sibling::*[1]")
    expect(after).to_contain_text("Reminder")
    fake.push(messages=[*old, new, app_says(1795450009, "Another")], read="1795450000.000500", unread={})
    expect(page.get_by_text("Another")).to_be_visible()
    expect(after).to_contain_text("Reminder")
    fake.push(read="1795450009.000500")
    page.get_by_role("tab", name="Home").click()
    page.get_by_role("tab", name="Messages").click()
    expect(page.get_by_text("Another")).to_be_visible()
    expect(line).to_have_count(0)


def test_a_new_reply_has_the_line_in_its_thread(open_page: Callable[..., Page], fake: Fake):
    fake.states[canned.AIDE]["read"] = "1795449660.500000"
    chat = open_page(tab="messages")
    line = chat.get_by_role("group", name="Replies").first.get_by_role("separator")
    expect(line.locator("xpath=following-sibling::*[1]")).to_contain_text("Saved as a draft.")


def test_what_comes_while_one_looks_has_no_line(chat: Page, fake: Fake):
    fake.push(messages=[*canned.messages(), app_says(1795450000, "Just now")])
    expect(chat.get_by_text("Just now")).to_be_in_viewport()
    expect(chat.get_by_role("separator").filter(has_text="New")).to_have_count(0)


def test_the_box_one_writes_in_stays_in_sight_when_the_answer_comes(open_page: Callable[..., Page], fake: Fake):
    later = [app_says(1795450000 + n, f"Later {n}") for n in range(30)]
    fake.states[canned.AIDE]["messages"] = [*canned.messages(), *later]
    chat = open_page(tab="messages", phone=True)
    chat.get_by_role("button", name="2 replies").click()
    box = chat.get_by_role("textbox", name="Reply in thread")
    expect(box).to_be_focused()
    answer = app_says(1795460000, "line\n" * 30, thread_ts=PARENT)
    fake.push(messages=[*canned.messages(), *later, answer])
    expect(chat.get_by_role("button", name="3 replies")).to_be_visible()
    expect(box).to_be_in_viewport()


def test_a_long_conversation_opens_at_its_end(open_page: Callable[..., Page], fake: Fake):
    first = canned.messages()[0] | {"blocks": []}
    long = [first | {"ts": f"{1795440000 + n}.000000", "text": f"Message {n}"} for n in range(60)]
    fake.states[canned.AIDE]["messages"] = long
    chat = open_page(tab="messages")
    expect(chat.get_by_text("Message 59")).to_be_in_viewport()
    fake.push(messages=[*long, first | {"ts": "1795449999.000000", "text": "The newest"}])
    expect(chat.get_by_text("The newest")).to_be_in_viewport()


def test_what_one_wrote_and_its_answer_are_in_sight_after_a_tall_message(open_page: Callable[..., Page], fake: Fake):
    tall = app_says(1795450000, "\n".join(f"Session {n}" for n in range(80)))
    fake.states[canned.AIDE]["messages"] = [tall]
    chat = open_page(tab="messages", phone=True)
    chat.get_by_text("Session 3", exact=False).first.scroll_into_view_if_needed()
    mine = app_says(1795460000, "all present") | {"user": canned.AIDE}
    fake.push(messages=[tall, mine, app_says(1795460001, "Which session is this about?")])
    expect(chat.get_by_text("all present")).to_be_in_viewport()
    expect(chat.get_by_text("Which session is this about?")).to_be_in_viewport()


def test_an_empty_conversation_says_what_to_do(chat: Page, fake: Fake):
    fake.push(messages=[])
    expect(chat.get_by_text("No messages yet. Write one, or type / to see what you can do.")).to_be_visible()


def test_a_message_keeps_the_sandboxs_time_at_which_it_came(open_page: Callable[..., Page], fake: Fake):
    first = canned.messages()[0]
    fake.states[canned.AIDE]["messages"] = [first | {"at": first["at"] + 86_400 + 3_600}]
    fake.states[canned.AIDE]["clock"] = {"now": "2026-11-24T22:00:00+00:00", "offset_seconds": 86_400 + 3_600}
    chat = open_page(tab="messages")
    expect(chat.get_by_role("article", name="Carelog, 11:00 AM")).to_be_visible()
    expect(chat.get_by_role("separator")).to_have_text("Today")


def write_own(fake: Fake, text: str, **more: object) -> None:
    """One more message of the person's own, the newest."""
    said = fake.states[canned.AIDE]["messages"]
    base = {**said[-1], "ts": "1795449800.000500", "user": canned.AIDE, "blocks": [], "ephemeral": False}
    fake.push(messages=[*said, {**base, "thread_ts": None, "text": text, **more}])


def my_message(chat: Page, fake: Fake):
    """The person's own message, and its menu opened."""
    write_own(fake, "all present &amp; well")
    shown = chat.get_by_role("article").filter(has_text="all present & well").last
    shown.get_by_role("button", name="More actions for your message").click()
    return shown


def test_a_person_deletes_a_message_of_theirs_after_a_question(chat: Page, fake: Fake):
    my_message(chat, fake)
    chat.get_by_role("menuitem", name="Delete message").click()
    chat.get_by_role("button", name="Cancel").click()
    assert fake.sent("delete") == []
    chat.get_by_role("button", name="More actions for your message").last.click()
    chat.get_by_role("menuitem", name="Delete message").click()
    chat.get_by_role("button", name="Delete", exact=True).click()
    assert fake.wait_for("delete") == [{"user": canned.AIDE, "ts": "1795449800.000500"}]


def test_a_person_edits_a_message_of_theirs(chat: Page, fake: Fake):
    shown = my_message(chat, fake)
    chat.get_by_role("menuitem", name="Edit message").click()
    field = shown.get_by_role("textbox", name="Edit message")
    expect(field).to_have_value("all present & well")
    field.press("Escape")
    expect(shown.get_by_text("all present & well")).to_be_visible()
    shown.get_by_role("button", name="More actions for your message").click()
    chat.get_by_role("menuitem", name="Edit message").click()
    field.fill("all absent")
    field.press("Enter")
    assert fake.wait_for("edit") == [{"user": canned.AIDE, "ts": "1795449800.000500", "text": "all absent"}]
    expect(field).to_have_count(0)


def test_messages_of_the_app_and_deleted_ones_have_no_menu(chat: Page, fake: Fake):
    before = chat.get_by_role("button", name="More actions for your message").count()
    write_own(fake, "This message was deleted.", deleted=True)
    expect(chat.locator(".message.deleted")).to_have_count(1)
    expect(chat.get_by_role("button", name="More actions for your message")).to_have_count(before)
