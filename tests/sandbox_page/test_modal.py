"""Windows: submit, errors, the stack, closing, and where the focus goes."""

import threading

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox_page import canned, elements
from tests.sandbox_page.canned import field, home, plain, text_field, view
from tests.sandbox_page.fake import Fake


@pytest.fixture
def form(page: Page, fake: Fake) -> Page:
    """A page with a small window that was opened by the button "Add Session"."""

    def open_it(_body: object) -> dict[str, bool]:
        fake.push(views=[view([text_field("note", "Note"), text_field("more", "Details", optional=True)])])
        return {"ok": True}

    fake.answers["action"] = open_it
    page.get_by_role("button", name="Add Session").click()
    expect(page.get_by_role("dialog", name="Add Session")).to_be_visible()
    return page


def test_submit_sends_every_value_in_slacks_shape(form: Page, fake: Fake):
    form.get_by_label("Note").fill("A walk & a <snack>")
    form.get_by_role("button", name="Save").click()
    assert fake.wait_for("submit") == [
        {
            "user": canned.AIDE,
            "view_id": "V1",
            "values": {
                "note": {"note.action": {"type": "plain_text_input", "value": "A walk & a <snack>"}},
                "more": {"more.action": {"type": "plain_text_input", "value": None}},
            },
        }
    ]


def test_enter_in_a_line_of_text_submits(form: Page, fake: Fake):
    form.get_by_label("Note").fill("Done")
    form.keyboard.press("Enter")
    assert len(fake.wait_for("submit")) == 1


def test_a_missing_answer_is_told_before_anything_is_sent(form: Page, fake: Fake):
    form.get_by_role("button", name="Save").click()
    note = form.get_by_label("Note")
    expect(note).to_be_focused()
    expect(note).to_have_attribute("aria-invalid", "true")
    expect(note).to_have_accessible_description("Please complete this required field.")
    assert fake.sent("submit") == []
    note.press_sequentially("x")
    expect(form.get_by_text("Please complete this required field.")).to_be_hidden()
    assert note.get_attribute("aria-invalid") is None


def test_the_apps_errors_stand_under_their_fields_and_take_the_focus(form: Page, fake: Fake):
    fake.answers["submit"] = lambda _body: {"ok": False, "errors": {"more": "Use fewer words.", "note": "Not a date."}}
    form.get_by_label("Note").fill("x")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_label("Note")).to_be_focused()
    expect(form.get_by_label("Details")).to_have_accessible_description("Use fewer words.")
    fake.push(views=[view([text_field("note", "Note (again)"), text_field("more", "Details", optional=True)])])
    expect(form.get_by_label("Note (again)")).to_have_accessible_description("Not a date.")
    expect(form.get_by_label("Note (again)")).to_be_focused()


def test_while_waiting_it_says_working_and_sends_once(form: Page, fake: Fake):
    go = threading.Event()
    fake.answers["submit"] = lambda _body: {"ok": go.wait(15)}
    form.get_by_label("Note").fill("x")
    form.keyboard.press("Enter")
    working = form.get_by_role("button", name="Working…")
    expect(working).to_have_attribute("aria-disabled", "true")
    form.keyboard.press("Enter")
    working.click(force=True)
    go.set()
    expect(form.get_by_role("button", name="Save")).to_have_attribute("aria-disabled", "false")
    assert len(fake.sent("submit")) == 1


def test_a_view_that_the_server_calls_busy_waits_too(form: Page, fake: Fake):
    fake.push(views=[view([text_field("note", "Note")], busy=True)])
    expect(form.get_by_role("button", name="Working…")).to_be_visible()


@pytest.mark.parametrize("way", ["Escape", "Cancel", "Dismiss window"])
def test_leaving_tells_the_server_and_gives_the_focus_back(form: Page, fake: Fake, way: str):
    def closed(_body: object) -> dict[str, bool]:
        fake.push(views=[])
        return {"ok": True}

    fake.answers["close"] = closed
    if way == "Escape":
        form.keyboard.press("Escape")
    else:
        form.get_by_role("button", name=way).click()
    expect(form.get_by_role("dialog")).to_have_count(0)
    assert fake.wait_for("close") == [{"user": canned.AIDE, "view_id": "V1", "all": False}]
    expect(form.get_by_role("button", name="Add Session")).to_be_focused()


def test_a_pushed_view_covers_the_first_which_comes_back_as_it_was(form: Page, fake: Fake):
    first = fake.states[canned.AIDE]["views"]
    form.get_by_label("Note").fill("half a sen")
    fake.push(views=[*first, view([text_field("why", "Reason")], "V2", title=plain("Second"))])
    expect(form.get_by_role("dialog")).to_have_accessible_name("Second")
    expect(form.get_by_label("Note")).to_have_count(0)
    form.get_by_role("button", name="Back").click()
    assert fake.wait_for("close")[0] == {"user": canned.AIDE, "view_id": "V2", "all": False}
    fake.push(views=first)
    expect(form.get_by_label("Note")).to_have_value("half a sen")
    expect(form.get_by_label("Note")).to_be_focused()
    fake.push(views=[*first, view([text_field("why", "Reason")], "V3", title=plain("Third"))])
    expect(form.get_by_role("dialog")).to_have_accessible_name("Third")
    form.get_by_role("button", name="Dismiss window").click()
    assert fake.wait_for("close", 2)[1] == {"user": canned.AIDE, "view_id": "V3", "all": True}


def test_typed_text_survives_an_update_with_the_cursor_and_the_scroll(page: Page, fake: Fake):
    blocks = elements.everything()
    fake.push(views=[view(blocks)])
    story = page.get_by_label("Observation")
    story.fill("Walked to class")
    page.keyboard.press("ArrowLeft")
    top = page.locator(".modal-body").evaluate("node => node.scrollTop")
    changed = [field("new", "Reveal", {"type": "plain_text_input"}, optional=True), *blocks]
    changed = [
        {**block, "label": plain("What you saw"), "element": {**block["element"], "placeholder": plain("New")}}
        if block.get("block_id") == "story"
        else block
        for block in changed
    ]
    fake.push(views=[view(changed, hash="2")])
    renamed = page.get_by_label("What you saw")
    expect(renamed).to_be_focused()
    page.keyboard.type("XY")
    expect(renamed).to_have_value("Walked to clasXYs")
    assert abs(page.locator(".modal-body").evaluate("node => node.scrollTop") - top) < 140


def test_a_field_is_fresh_when_its_ids_or_its_type_change(form: Page, fake: Fake):
    form.get_by_label("Note").fill("old words")
    fresh = text_field("note", "Note", initial_value="same ids")
    fake.push(views=[view([fresh])])
    expect(form.get_by_label("Details")).to_have_count(0)
    expect(form.get_by_label("Note")).to_have_value("old words")
    fake.push(views=[view([text_field("note:2", "Note", initial_value="new id")])])
    expect(form.get_by_label("Note")).to_have_value("new id")
    told = {"note:2": {"note:2.action": {"type": "email_text_input", "value": "a@school.example"}}}
    fake.push(views=[view([field("note:2", "Note", {"type": "email_text_input"})], values=told)])
    expect(form.get_by_label("Note")).to_have_value("a@school.example")


def test_a_choice_that_is_not_offered_any_more_is_dropped(page: Page, fake: Fake):
    one, two = canned.option("One"), canned.option("Two")
    element = {"type": "static_select", "options": [one, two]}
    fake.push(views=[view([field("pick", "Pick", element)])])
    page.get_by_label("Pick").fill("Two")
    page.keyboard.press("Enter")
    fake.push(views=[view([field("pick", "Choose", element | {"options": [one, two, canned.option("Three")]})])])
    expect(page.get_by_label("Choose")).to_have_value("Two")
    fake.push(views=[view([field("pick", "Pick", element | {"options": [one]})])])
    expect(page.get_by_label("Pick")).to_have_value("")


def test_focus_on_load_and_the_trap(page: Page, fake: Fake):
    blocks = [text_field("a", "First"), text_field("b", "Second", focus_on_load=True)]
    fake.push(views=[view(blocks)])
    expect(page.get_by_label("Second")).to_be_focused()
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")
    page.keyboard.press("Shift+Tab")
    assert page.evaluate("document.activeElement.closest('[role=dialog]') !== null")


def test_a_notice_can_be_read_and_put_away_over_a_window(form: Page, fake: Fake):
    notice = {"id": "N1", "text": "We had some trouble connecting. Try again?", "detail": "no answer in 3 seconds"}
    fake.send(canned.AIDE, {"type": "notice", "notice": notice})
    fake.push(notices=[notice])
    toast = form.get_by_role("alert")
    expect(toast).to_have_count(1)
    toast.get_by_text("Why?").click()
    expect(toast).to_contain_text("no answer in 3 seconds")
    toast.get_by_role("button", name="Dismiss notice").click()
    assert fake.wait_for("dismiss") == [{"user": canned.AIDE, "notice_id": "N1"}]


def test_a_view_without_submit_cannot_be_sent(page: Page, fake: Fake):
    blocks = [text_field("q", "Find", dispatch_action=True), canned.section("Only to read.")]
    fake.push(views=[view(blocks, submit=None)], home=home([]))
    page.get_by_label("Find").fill("x")
    page.keyboard.press("Enter")
    assert fake.wait_for("action")[0]["value"] == {"type": "plain_text_input", "value": "x"}
    expect(page.get_by_role("button", name="Save")).to_have_count(0)
    assert fake.sent("submit") == []


def test_another_page_of_a_window_starts_at_its_top(page: Page, fake: Fake):
    def pages(student: int) -> list[dict[str, object]]:
        lines = [text_field(f"line:{student}:{n}", f"Line {n}", optional=True) for n in range(20)]
        nav = {"type": "actions", "block_id": f"nav:{student}", "elements": [canned.button("Next", "page.next")]}
        return [*lines, nav]

    fake.push(views=[view(pages(1))])
    page.get_by_label("Line 19").focus()
    assert page.locator(".modal-body").evaluate("node => node.scrollTop") > 0
    fake.push(views=[view(pages(2), hash="2")])
    expect(page.locator("[data-block='line:2:0']")).to_be_in_viewport()
    expect(page.get_by_role("dialog")).to_be_focused()
    page.get_by_role("button", name="Next").focus()
    fake.push(views=[view(pages(3), hash="3")])
    expect(page.locator("[data-block='line:3:0']")).to_have_count(1)
    expect(page.get_by_role("button", name="Next")).to_be_focused()


def test_a_window_that_closes_takes_its_unsent_date_along(page: Page, fake: Fake):
    fake.push(views=[view([field("day", "Day", {"type": "datepicker"}, dispatch_action=True)])])
    page.get_by_label("Day").focus()
    page.keyboard.type("12242027")
    fake.push(views=[])
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.get_by_role("button", name="Open").click()
    assert [body["action_id"] for body in fake.wait_for("action")] == ["session.open"]


def test_a_notice_is_reached_with_tab_from_a_window(form: Page, fake: Fake):
    fake.push(notices=[{"id": "N1", "text": "Trouble", "detail": ""}])
    expect(form.get_by_role("alert")).to_be_visible()
    form.get_by_role("button", name="Save").focus()
    form.keyboard.press("Tab")
    expect(form.get_by_role("button", name="Dismiss notice")).to_be_focused()


def test_a_view_that_comes_back_is_scrolled_as_it_was(page: Page, fake: Fake):
    first = view(elements.everything())
    fake.push(views=[first])
    page.get_by_label("Web page").scroll_into_view_if_needed()
    body = page.locator(".modal-body")
    top = body.evaluate("node => node.scrollTop")
    assert top > 0
    fake.push(views=[first, view([text_field("why", "Reason")], "V2", title=plain("Second"))])
    expect(page.get_by_role("dialog")).to_have_accessible_name("Second")
    fake.push(views=[first])
    expect(page.get_by_role("dialog")).to_have_accessible_name("Add Session")
    assert body.evaluate("node => node.scrollTop") == top
