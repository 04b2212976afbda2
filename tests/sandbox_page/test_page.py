"""The page as a whole: people, tabs, shortcuts, the strip, the lost server, keyboard and phone."""

import re
import socket
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.sandbox_page import canned, elements
from tests.sandbox_page.canned import text_field, view
from tests.sandbox_page.fake import Fake, Server, serving


def test_two_tabs_are_two_people_and_a_reload_keeps_them(open_page: Callable[..., Page], fake: Fake):
    aide, lead = open_page(), open_page(user=canned.LEAD)
    fake.push(canned.LEAD, home=canned.home([canned.section("Your team")]))
    expect(lead.get_by_text("Your team")).to_be_visible()
    expect(aide.get_by_text("Your team")).to_have_count(0)
    lead.reload()
    expect(lead.get_by_text("Your team")).to_be_visible()
    expect(lead.get_by_role("link", name="Casey Placeholder")).to_have_attribute("aria-current", "true")


def test_two_browsers_of_a_person_have_their_own_windows_and_a_reload_keeps_them(
    open_page: Callable[..., Page], fake: Fake
):
    one, two = open_page(), open_page()
    for page in (one, two, one):
        page.goto(f"{fake.url}/?user={canned.AIDE}")
        expect(page.get_by_text("Carelog is connected")).to_be_visible()
    devices = [body.get("device") for body in fake.wait_for("open", 5)]
    assert devices[:2] == [None, None]  # The address of the tests names none.
    assert devices[2] == devices[4]
    assert len({*devices[1:4]}) == 3


def test_another_person_is_one_tap_away_and_the_tab_is_kept(page: Page, fake: Fake):
    page.get_by_role("tab", name="Messages").click()
    page.get_by_role("link", name="Casey Placeholder").click()
    expect(page).to_have_title("Carelog · Casey Placeholder")
    expect(page.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")
    assert fake.wait_for("open", 3)[-1] == {"user": canned.LEAD, "tab": "messages"}


def test_without_a_person_in_the_address_the_first_is_taken(page: Page, fake: Fake):
    page.goto(fake.url)
    expect(page).to_have_url(f"{fake.url}/?user={canned.AIDE}&tab=home")


def test_shortcuts_open_by_keyboard_and_are_sent(page: Page, fake: Fake):
    page.get_by_role("button", name="Shortcuts").press("Enter")
    item = page.get_by_role("menuitem", name="Add Session")
    expect(item).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Shortcuts")).to_be_focused()
    page.keyboard.press("Enter")
    item.click()
    assert fake.wait_for("shortcut") == [{"user": canned.AIDE, "callback_id": "session.add"}]


def test_the_strip_shows_the_sandboxs_time_and_the_connection(page: Page, fake: Fake):
    expect(page.get_by_text("Mon, Nov 23, 3:31 PM")).to_be_visible()
    clock = {"now": "2026-11-24T14:05:00+00:00", "offset_seconds": 59640}
    fake.push(clock=clock, connected=False)
    expect(page.get_by_text("Tue, Nov 24, 8:05 AM (moved)")).to_be_visible()
    expect(page.get_by_text("Carelog is not connected")).to_be_visible()


def test_the_developer_log(page: Page, fake: Fake):
    fake.log = [{"at": 1795449600.5, "level": "error", "where": "views.open", "text": "invalid_arguments: no title"}]
    page.get_by_role("button", name="Developer").click()
    log = page.get_by_role("dialog", name="Developer")
    expect(log).to_contain_text("10:00:00 AM · views.open")
    expect(log).to_contain_text("invalid_arguments: no title")
    fake.log = []
    log.get_by_role("button", name="Refresh").click()
    expect(log).to_contain_text("Nothing yet")
    page.keyboard.press("Escape")
    expect(log).to_have_count(0)
    expect(page.get_by_role("button", name="Developer")).to_be_focused()


def test_a_lost_server_is_said_calmly_and_the_page_goes_on_by_itself(chromium: Browser):
    server = Server()
    # The port is held all along: bound, though nobody listens, it is given to no other program in between.
    with socket.socket() as held, server.fake() as fake:
        held.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        context = chromium.new_context(extra_http_headers=fake.headers)
        page = context.new_page()
        with serving(server, port):
            page.goto(f"{server.url}/?user={canned.AIDE}")
            expect(page.get_by_text("Carelog is connected")).to_be_visible()
            fake.push(views=[view([text_field("note", "Note")])])
            page.get_by_label("Note").fill("still here")
        bar = page.get_by_text("The sandbox is not answering.")
        expect(bar).to_be_visible(timeout=15_000)
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("alert")).to_contain_text("The sandbox did not answer.")
        with serving(server, port):
            expect(bar).to_be_hidden(timeout=15_000)
            expect(page.get_by_label("Note")).to_have_value("still here")
            context.close()


def test_a_call_that_an_earlier_test_left_behind_is_noted_for_nobody(page: Page, fake: Fake, server: Server):
    late = page.context.new_page()
    late.goto(f"{server.url}/static/icon.svg")
    with server.fake() as earlier:
        late.set_extra_http_headers(earlier.headers)
        assert late.evaluate(CALL) == 200
        assert earlier.wait_for("action") == [{"user": "late"}]
    assert late.evaluate(CALL) == 410
    late.close()
    assert (len(earlier.sent("action")), fake.sent("action")) == (1, [])


CALL = """
() => fetch('/page/action', {method: 'POST', body: JSON.stringify({user: 'late'})}).then(answer => answer.status)
"""
FOCUSED = """
() => {
  const node = document.activeElement;
  return (node.getAttribute('aria-label') || node.innerText).split('\\n').pop();
}
"""


def test_trouble_is_switched_on_and_shown(page: Page, fake: Fake):
    fake.answers["trouble"] = lambda body: fake.push(trouble={body["kind"]: body["on"]}) or {"ok": True}
    page.get_by_role("button", name="Developer").click()
    box = page.get_by_role("switch", name="Too many messages")
    expect(box).to_have_accessible_description(re.compile("refused with 429"))
    box.check()
    assert fake.wait_for("trouble") == [{"user": canned.AIDE, "kind": "rate_limit", "on": True}]
    expect(page.get_by_text("Carelog is connected, with trouble")).to_be_visible()
    fake.answers.clear()
    page.get_by_role("button", name="Drop the connection").click()
    assert fake.wait_for("trouble", 2)[-1] == {"user": canned.AIDE, "kind": "drop_connection", "on": True}
    fake.push(trouble={"rate_limit": False, "repeat_events": True})
    expect(box).not_to_be_checked()
    expect(page.get_by_role("switch", name="Events come twice")).to_be_checked()


def test_the_clock_is_moved_from_a_menu(page: Page, fake: Fake):
    page.get_by_role("button", name="Move the clock").click()
    page.get_by_role("menuitem", name="To reminder time").click()
    assert fake.wait_for("clock") == [{"user": canned.AIDE, "to": "reminder"}]
    fake.answers["clock"] = lambda _body: {"ok": False, "error": "bad_request", "message": "The clock cannot jump."}
    page.get_by_role("button", name="Move the clock").click()
    page.get_by_role("menuitem", name="To tomorrow").click()
    expect(page.get_by_role("alert")).to_contain_text("The clock cannot jump.")


def test_everything_is_reached_by_keyboard_in_order(page: Page):
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    reached = []
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
    names = [
        "Supervising teacher",
        "Move the clock",
        "Developer",
        "Home",
        "Shortcuts",
        "Add Session",
        "Post",
        "Go to a week",
        "Open",
    ]
    positions = [reached.index(name) for name in names]
    assert positions == sorted(positions)


def test_the_skip_link_leads_into_the_content(page: Page):
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Add Session")).to_be_focused()


def test_arrows_change_the_tab(page: Page):
    page.get_by_role("tab", name="Home").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("tab", name="Messages")).to_be_focused()
    expect(page.get_by_role("tabpanel", name="Messages")).to_be_visible()


@pytest.mark.parametrize("tab", ["home", "messages"])
def test_a_phone_never_scrolls_sideways(open_page: Callable[..., Page], fake: Fake, tab: str):
    phone = open_page(phone=True, tab=tab)
    wide = "document.documentElement.scrollWidth > window.innerWidth"
    assert phone.evaluate(wide) is False
    assert phone.evaluate("document.getElementById('main').scrollWidth") <= 390
    fake.push(views=[view(elements.everything())])
    expect(phone.get_by_role("dialog")).to_be_visible()
    assert phone.evaluate(wide) is False
    assert phone.evaluate("[...document.querySelectorAll('.modal-body')].every(n => n.scrollWidth <= n.clientWidth)")
    box = phone.get_by_role("dialog").bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)


SMALL = """
() => [...document.querySelectorAll('button, a, select, input, [role=tab]')]
  .filter((node) => node.getClientRects().length && !node.closest('.skip') && !node.matches('.skip'))
  .map((node) => {
    const target = node.closest('.combo') || (node.matches('.choice input') ? node.closest('.choice') : node);
    const box = target.getBoundingClientRect();
    const name = node.getAttribute('aria-label') || node.innerText || node.id;
    return [name, Math.round(box.width), Math.round(box.height)];
  })
  .filter(([, width, height]) => width < 44 || height < 44)
"""


@pytest.mark.parametrize("tab", ["home", "messages"])
def test_a_phones_targets_are_large_enough(open_page: Callable[..., Page], fake: Fake, tab: str):
    phone = open_page(phone=True, tab=tab)
    assert phone.evaluate(SMALL) == []
    fake.push(views=[view(elements.everything())])
    expect(phone.get_by_role("dialog")).to_be_visible()
    assert phone.evaluate(SMALL) == []


def test_on_a_phone_one_chooses_who_to_be_at_the_top(phone: Page):
    phone.get_by_label("You are").select_option(label="Casey Placeholder, Supervising teacher")
    expect(phone).to_have_title("Carelog · Casey Placeholder")


def test_the_page_asks_nobody_else_for_anything(page: Page, fake: Fake):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.get_by_text("Carelog is connected")).to_be_visible()
    assert asked
    assert [url for url in asked if not url.startswith(f"{fake.url}/")] == []
