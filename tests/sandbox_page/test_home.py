"""The Home tab: what it draws, and what its buttons and selects send."""

from playwright.sync_api import Page, expect

from tests.sandbox_page import canned
from tests.sandbox_page.canned import button, home, option, plain, section
from tests.sandbox_page.fake import Fake


def test_home_shows_its_blocks_and_says_that_it_was_opened(page: Page, fake: Fake):
    expect(page.get_by_role("heading", name="Your sessions")).to_be_visible()
    expect(page.get_by_text("Posted this week")).to_be_visible()
    expect(page.locator("strong", has_text="Fri, Nov 20")).to_be_visible()
    assert fake.wait_for("open")[0] == {"user": canned.AIDE, "tab": "home"}


def test_a_button_sends_one_action_with_the_whole_state(page: Page, fake: Fake):
    page.get_by_role("button", name="Open").click()
    assert fake.wait_for("action") == [
        {
            "user": canned.AIDE,
            "surface": {"type": "home"},
            "block_id": "s1",
            "action_id": "session.open",
            "value": {"type": "button"},
            "values": {"top": {"home.week": {"type": "static_select", "selected_option": None}}},
        }
    ]


def test_a_select_in_actions_is_named_by_its_placeholder_and_acts_at_once(page: Page, fake: Fake):
    page.get_by_role("combobox", name="Go to a week").click()
    page.get_by_role("option", name="Last week").click()
    sent = fake.wait_for("action")[0]
    assert sent["value"] == {"type": "static_select", "selected_option": option("Last week", "-1")}
    assert sent["values"]["top"]["home.week"] == sent["value"]


def test_overflow_works_by_keyboard_and_is_not_part_of_the_state(page: Page, fake: Fake):
    page.get_by_role("button", name="More actions").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Copy")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    sent = fake.wait_for("action")[0]
    assert sent["value"] == {"type": "overflow", "selected_option": option("Cancel Session", "cancel")}
    assert "s2" not in sent["values"]
    expect(page.get_by_role("button", name="More actions")).to_be_focused()


def test_a_button_with_a_link_opens_it_and_still_acts(page: Page, fake: Fake):
    link = f"{fake.url}/static/icon.svg"
    fake.push(home=home([section("Read", block_id="r", accessory=button("Guide", "help.open", url=link))]))
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Guide").click()
    expect(opened.value).to_have_url(link)
    assert fake.wait_for("action")[0]["action_id"] == "help.open"


def test_a_confirmation_is_asked_first(page: Page, fake: Fake):
    ask = canned.confirmation() | {"style": "danger"}
    fake.push(home=home([section("Risk", block_id="r", accessory=button("Void", "void", style="danger", confirm=ask))]))
    page.get_by_role("button", name="Void").click()
    dialog = page.get_by_role("alertdialog", name="Snooze?")
    expect(dialog.get_by_role("button", name="Keep")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(page.get_by_role("button", name="Void")).to_be_focused()
    assert fake.sent("action") == []
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Snooze").click()
    assert fake.wait_for("action")[0]["action_id"] == "void"


def test_saying_no_puts_a_select_back(page: Page, fake: Fake):
    options = [option("One"), option("Two")]
    element = {"type": "static_select", "action_id": "pick", "options": options, "initial_option": options[0]}
    element |= {"placeholder": plain("Pick"), "confirm": canned.confirmation()}
    fake.push(home=home([{"type": "actions", "block_id": "b", "elements": [element]}]))
    box = page.get_by_role("combobox", name="Pick")
    box.click()
    page.get_by_role("option", name="Two").click()
    page.get_by_role("button", name="Keep").click()
    expect(box).to_have_value("One")
    assert fake.sent("action") == []


def test_an_update_keeps_what_did_not_change(page: Page, fake: Fake):
    page.evaluate("document.querySelector('[data-block=s1]').wasHere = true")
    page.get_by_role("button", name="Post").focus()
    blocks = canned.home_blocks()
    blocks[1]["elements"][1]["text"] = plain("Post (3)")
    blocks[4]["text"] = plain("Needs you: 3")
    fake.push(home=home(blocks))
    expect(page.get_by_role("heading", name="Needs you: 3")).to_be_visible()
    expect(page.get_by_role("button", name="Post (3)")).to_be_focused()
    assert page.evaluate("document.querySelector('[data-block=s1]').wasHere") is True


def test_a_home_that_was_never_published_says_so(page: Page, fake: Fake):
    fake.push(home=None)
    expect(page.get_by_text("Carelog has not filled this page yet")).to_be_visible()


def test_a_refused_action_is_told_with_its_reason(page: Page, fake: Fake):
    fake.answers["action"] = lambda _body: {"ok": False, "error": "late_ack", "message": "Carelog took too long."}
    page.get_by_role("button", name="Open").click()
    toast = page.get_by_role("alert")
    expect(toast).to_contain_text("Carelog took too long.")
    toast.get_by_text("Why?").click()
    expect(toast.get_by_text("late_ack")).to_be_visible()
    toast.get_by_role("button", name="Dismiss notice").click()
    expect(toast).to_have_count(0)


def test_home_is_opened_again_once_the_app_is_connected(page: Page, fake: Fake):
    fake.push(home=None, connected=False)
    expect(page.get_by_text("Carelog has not filled this page yet")).to_be_visible()
    before = len(fake.sent("open"))
    fake.push(home=None, connected=True)
    assert fake.wait_for("open", before + 1)[-1] == {"user": canned.AIDE, "tab": "home"}


def test_on_a_phone_a_long_button_leaves_its_text_the_whole_line(phone: Page, fake: Fake):
    blocks = [
        section("You need a signing passphrase first.", accessory=button("Set signing passphrase", "a.set")),
        section("A short one stands beside its text, as on a desk.", accessory=button("Open", "a.open")),
    ]
    fake.push(home=home(blocks))
    for name, text, below in (("Set signing passphrase", "You need", True), ("Open", "A short one", False)):
        stands = phone.get_by_role("button", name=name).bounding_box()
        said = phone.get_by_text(text).bounding_box()
        assert (stands["y"] >= said["y"] + said["height"]) is below
        assert (stands["x"] >= said["x"] + said["width"]) is not below
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
