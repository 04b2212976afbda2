"""The selects one can type into: filtering, keyboard, chips, and options that the app suggests."""

import threading

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox_page import elements
from tests.sandbox_page.canned import field, option, plain, view
from tests.sandbox_page.fake import Fake

MANY = [option(f"Student {number:03}", f"st-{number}") for number in range(100)]


def show(page: Page, fake: Fake, element: dict[str, object], **more: object) -> None:
    fake.push(views=[view([field("pick", "Pick", element, dispatch_action=True, **more)])])
    expect(page.get_by_role("combobox", name="Pick")).to_be_visible()


def test_typing_filters_and_enter_chooses_without_sending_the_form(page: Page, fake: Fake):
    show(page, fake, {"type": "static_select", "options": MANY})
    box = page.get_by_role("combobox", name="Pick")
    box.focus()
    page.keyboard.type("042")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(box).to_have_attribute("aria-activedescendant", page.get_by_role("option").get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(box).to_have_value("Student 042")
    expect(box).to_have_attribute("aria-expanded", "false")
    assert fake.wait_for("action")[0]["value"] == {"type": "static_select", "selected_option": MANY[42]}
    assert fake.sent("submit") == []


def test_arrows_move_and_wrap_and_escape_closes_only_the_list(page: Page, fake: Fake):
    show(page, fake, {"type": "static_select", "options": MANY[:3], "initial_option": MANY[1]})
    box = page.get_by_role("combobox", name="Pick")
    box.focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", selected=True)).to_have_text("Student 001")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".option.active")).to_have_text("Student 000")
    page.keyboard.press("Escape")
    expect(page.get_by_role("option")).to_have_count(0)
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(box).to_have_value("Student 001")
    assert fake.sent("action") == []
    assert fake.sent("close") == []


def test_leaving_the_field_puts_the_choice_back(page: Page, fake: Fake):
    show(page, fake, {"type": "static_select", "options": MANY[:3], "initial_option": MANY[1]})
    box = page.get_by_role("combobox", name="Pick")
    box.fill("nobody")
    expect(page.get_by_text("No matches")).to_be_visible()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(box).to_have_value("Student 001")
    assert fake.sent("action") == []


def test_groups_have_names_and_options_their_descriptions(page: Page, fake: Fake):
    groups = [
        {"label": plain("Inside"), "options": [option("Classroom", "room", "Where most care is given")]},
        {"label": plain("Outside"), "options": [option("Bus", "bus")]},
    ]
    show(page, fake, {"type": "static_select", "option_groups": groups})
    page.get_by_role("combobox", name="Pick").click()
    expect(page.get_by_role("group", name="Outside").get_by_role("option")).to_have_text("Bus")
    page.get_by_role("combobox", name="Pick").fill("most care")
    expect(page.get_by_role("option")).to_have_count(1)


def test_after_a_choice_of_several_the_arrows_go_on_from_there(page: Page, fake: Fake):
    show(page, fake, {"type": "multi_static_select", "options": MANY[:5]})
    page.get_by_role("combobox", name="Pick").focus()
    page.keyboard.press("ArrowDown")
    for chosen in ("Student 000", "Student 001", "Student 002"):
        page.keyboard.press("ArrowDown")
        expect(page.locator(".option.active")).to_have_text(chosen)
        page.keyboard.press("Enter")
    expect(page.get_by_role("option", selected=True)).to_have_count(3)


def test_what_is_typed_points_at_the_first_match_even_beside_the_choice(page: Page, fake: Fake):
    show(page, fake, {"type": "static_select", "options": MANY[:5], "initial_option": MANY[1]})
    page.get_by_role("combobox", name="Pick").fill("Student")
    expect(page.locator(".option.active")).to_have_text("Student 000")


def test_several_are_chips_that_backspace_and_buttons_take_away(page: Page, fake: Fake):
    show(page, fake, {"type": "multi_static_select", "options": MANY[:5], "initial_options": MANY[:1]})
    box = page.get_by_role("combobox", name="Pick")
    box.focus()
    page.keyboard.type("003")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.type("004")
    page.keyboard.press("Enter")
    expect(page.get_by_role("listitem").filter(has_text="Student")).to_have_text(
        ["Student 000", "Student 003", "Student 004"]
    )
    page.keyboard.press("Backspace")
    page.get_by_role("button", name="Remove Student 000").click()
    expect(box).to_be_focused()
    sent = [[one["value"] for one in body["value"]["selected_options"]] for body in fake.wait_for("action", 4)]
    assert sent == [["st-0", "st-3"], ["st-0", "st-3", "st-4"], ["st-0", "st-3"], ["st-3"]]


def test_no_more_than_allowed_can_be_chosen(page: Page, fake: Fake):
    show(page, fake, {"type": "multi_static_select", "options": MANY[:5], "max_selected_items": 1})
    page.get_by_role("combobox", name="Pick").click()
    page.get_by_role("option", name="Student 001").click()
    expect(page.get_by_text("You can choose 1 at most.")).to_be_visible()
    other = page.get_by_role("option", name="Student 002")
    expect(other).to_have_attribute("aria-disabled", "true")
    other.click(force=True)
    expect(page.get_by_role("button", name="Remove Student 002")).to_have_count(0)
    page.get_by_role("option", name="Student 001").click()
    expect(other).not_to_have_attribute("aria-disabled", "true")


def test_an_optional_choice_can_be_cleared(page: Page, fake: Fake):
    element = {"type": "static_select", "options": MANY[:3], "initial_option": MANY[1]}
    show(page, fake, element, optional=True)
    page.get_by_role("button", name="Clear this choice").click()
    expect(page.get_by_role("combobox", name="Pick")).to_have_value("")
    assert fake.wait_for("action")[0]["value"] == {"type": "static_select", "selected_option": None}


def test_the_app_is_asked_for_options_from_the_least_length_on(page: Page, fake: Fake):
    fake.answers["suggest"] = lambda body: {"ok": True, "options": [option(f"{body['query']} care", "c1")]}
    show(page, fake, elements.selects()[2]["element"])
    box = page.get_by_role("combobox", name="Pick")
    box.click()
    expect(page.get_by_text("Type at least 2 characters to search.")).to_be_visible()
    box.press_sequentially("p")
    box.press_sequentially("e")
    page.get_by_role("option", name="pe care").click()
    asked = fake.wait_for("suggest")
    assert asked[-1]["query"] == "pe"
    assert all(len(body["query"]) >= 2 for body in asked)
    assert asked[-1]["surface"] == {"type": "view", "view_id": "V1"}
    chosen = {"type": "external_select", "selected_option": option("pe care", "c1")}
    assert fake.wait_for("action")[0]["value"] == chosen


def test_an_answer_that_comes_late_does_not_cover_a_newer_one(page: Page, fake: Fake):
    newer_is_out = threading.Event()

    def answer(body: dict[str, object]) -> dict[str, object]:
        if body["query"] == "aa":
            newer_is_out.wait(15)
        else:
            newer_is_out.set()
        return {"ok": True, "option_groups": [{"label": plain("Found"), "options": [option(f"for {body['query']}")]}]}

    fake.answers["suggest"] = answer
    show(page, fake, elements.selects()[3]["element"] | {"min_query_length": 1})
    box = page.get_by_role("combobox", name="Pick")
    box.fill("aa")
    fake.wait_for("suggest")
    expect(page.get_by_text("Loading…")).to_be_visible()
    box.fill("aab")
    expect(page.get_by_role("option")).to_have_text("for aab")
    with page.expect_response("**/page/action"):
        page.get_by_role("option").click()
    expect(page.get_by_role("button", name="Remove for aab")).to_be_visible()


@pytest.mark.parametrize(
    ("answer", "words"),
    [({"ok": True, "options": []}, "No matches"), ({"ok": False, "error": "late"}, "The choices could not be loaded")],
)
def test_no_options_is_said(page: Page, fake: Fake, answer: dict[str, object], words: str):
    fake.answers["suggest"] = lambda _body: answer
    show(page, fake, elements.selects()[3]["element"])
    page.get_by_role("combobox", name="Pick").click()
    expect(page.get_by_text(words)).to_be_visible()


def test_a_half_typed_search_survives_an_update(page: Page, fake: Fake):
    element = {"type": "static_select", "options": MANY}
    show(page, fake, element)
    box = page.get_by_role("combobox", name="Pick")
    box.press_sequentially("04")
    note = field("note", "Note", {"type": "plain_text_input"})
    fake.push(views=[view([note, field("pick", "Pick", element, dispatch_action=True, hint=plain("New"))])])
    expect(page.get_by_text("New", exact=True)).to_be_visible()
    expect(box).to_be_focused()
    page.keyboard.type("7")
    expect(page.get_by_role("option")).to_have_text("Student 047")
    page.keyboard.press("Enter")
    expect(box).to_have_value("Student 047")


def test_four_hundred_students_open_and_narrow(page: Page, fake: Fake):
    groups = [
        {
            "label": plain(f"Grade {grade}"),
            "options": [option(f"Student {grade}-{n}", f"{grade}-{n}") for n in range(100)],
        }
        for grade in range(1, 5)
    ]
    show(page, fake, {"type": "multi_static_select", "option_groups": groups})
    page.get_by_role("combobox", name="Pick").click()
    expect(page.get_by_role("option")).to_have_count(400)
    page.keyboard.type("4-99")
    page.keyboard.press("Enter")
    assert fake.wait_for("action")[0]["value"]["selected_options"] == [option("Student 4-99", "4-99")]
