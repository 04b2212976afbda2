"""Every element: how it is reached by name, what it sends, and its keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.sandbox_page import canned, elements
from tests.sandbox_page.canned import field, option, plain, view
from tests.sandbox_page.fake import Fake


@pytest.fixture
def form(page: Page, fake: Fake) -> Page:
    """A window with one input of every kind."""
    fake.push(views=[view(elements.everything())])
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


def submitted(page: Page, fake: Fake) -> dict[str, dict[str, object]]:
    """Sends the window; returns the one state of each block."""
    page.get_by_role("button", name="Save").click()
    values = fake.wait_for("submit")[0]["values"]
    return {block: next(iter(actions.values())) for block, actions in values.items()}


def test_every_input_has_its_label_as_its_exact_name(form: Page):
    roles = {
        "combobox": ["Place of Service", "Students", "Service", "Team"],
        "textbox": ["Session Description", "Observation", "Time Away", "Email", "Web page"],
        "radiogroup": ["Session Type"],
        "group": ["Activities"],
        "radio": ["Group", "Individual"],
        "checkbox": ["Feeding", "Toileting", "Mobility"],
    }
    for role, names in roles.items():
        for name in names:
            expect(form.get_by_role(role, name=name, exact=True)).to_have_count(1)
    for label in ("Date", "Start Time", "Students", "Session Type"):
        expect(form.get_by_label(label, exact=True)).to_have_count(1)
    expect(form.get_by_label("Observation")).to_have_accessible_description("Facts, no opinions.")
    expect(form.get_by_role("radio", name="Group")).to_have_accessible_description("Two or more students")


def test_a_long_form_filled_by_name_sends_slacks_state(form: Page, fake: Fake):
    form.get_by_label("Place of Service").click()
    form.get_by_role("option", name="Playground").click()
    for student in ("Student B.", "Student D."):
        form.get_by_label("Students").fill(student)
        form.get_by_role("option", name=student).click()
    form.get_by_label("Date").fill("2026-12-01")
    form.get_by_label("Start Time").fill("13:05")
    form.get_by_label("Individual").check()
    form.get_by_label("Feeding").check()
    form.get_by_label("Mobility").check()
    form.get_by_label("Session Description").fill("Lunch")
    form.get_by_label("Observation").fill("Line one\nLine two")
    form.get_by_label("Time Away").fill("15")
    form.get_by_label("Email").fill("robin@school.example")
    form.get_by_label("Web page").fill("https://school.example")
    sent = submitted(form, fake)
    care = elements.choices()[1]["element"]["options"]
    assert sent == {
        "place": {"type": "static_select", "selected_option": option("Playground", "play")},
        "students": {
            "type": "multi_static_select",
            "selected_options": [option("Student B.", "st-B"), option("Student D.", "st-D")],
        },
        "service": {"type": "external_select", "selected_option": None},
        "team": {"type": "multi_external_select", "selected_options": []},
        "day": {"type": "datepicker", "selected_date": "2026-12-01"},
        "start": {"type": "timepicker", "selected_time": "13:05"},
        "kind": {
            "type": "radio_buttons",
            "selected_option": option("Individual", "one", "Only if the IEP orders it"),
        },
        "care": {"type": "checkboxes", "selected_options": [care[0], care[2]]},
        "note": {"type": "plain_text_input", "value": "Lunch"},
        "story": {"type": "plain_text_input", "value": "Line one\nLine two"},
        "minutes": {"type": "number_input", "value": "15"},
        "mail": {"type": "email_text_input", "value": "robin@school.example"},
        "web": {"type": "url_text_input", "value": "https://school.example"},
    }


WRONG = [
    ({"type": "number_input"}, "many", "Please write a whole number."),
    ({"type": "number_input", "max_value": "9"}, "10", "The largest number here is 9."),
    ({"type": "number_input", "min_value": "1"}, "0", "The smallest number here is 1."),
    ({"type": "number_input", "is_decimal_allowed": True}, "1.5.2", "Please write a number."),
    ({"type": "email_text_input"}, "nobody", "Please write an email address."),
    ({"type": "url_text_input"}, "school", "Please write a web address."),
    ({"type": "plain_text_input", "min_length": 3}, "ab", "Please write at least 3 characters."),
    ({"type": "plain_text_input", "max_length": 3}, "abcd", "Please write 3 characters at most."),
]


def test_what_slack_checks_itself(page: Page, fake: Fake):
    fake.push(views=[view([field(f"f{at}", f"Field {at}", element) for at, (element, _, _) in enumerate(WRONG)])])
    for at, (_, text, _) in enumerate(WRONG):
        page.get_by_label(f"Field {at}").fill(text)
    page.get_by_role("button", name="Save").click()
    for at, (_, _, sentence) in enumerate(WRONG):
        expect(page.get_by_label(f"Field {at}")).to_have_accessible_description(sentence)
    expect(page.get_by_label("Field 0")).to_be_focused()
    assert fake.sent("submit") == []


def dispatching(element: dict[str, object]) -> dict[str, object]:
    return field("b", "Field", element, dispatch_action=True)


@pytest.mark.parametrize("kind", ["datepicker", "timepicker"])
def test_a_date_or_time_acts_once_when_it_is_picked(page: Page, fake: Fake, kind: str):
    fake.push(views=[view([dispatching({"type": kind})])])
    slot, value = {"datepicker": ("selected_date", "2026-12-24"), "timepicker": ("selected_time", "09:30")}[kind]
    page.get_by_label("Field").fill(value)
    page.get_by_label("Field").blur()
    assert fake.wait_for("action")[0]["value"] == {"type": kind, slot: value}
    assert len(fake.sent("action")) == 1


def test_a_date_that_is_typed_acts_when_it_is_whole(page: Page, fake: Fake):
    fake.push(views=[view([dispatching({"type": "datepicker", "initial_date": "2026-01-05"})])])
    page.get_by_label("Field").focus()
    page.keyboard.type("12242027")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    sent = fake.wait_for("action")
    assert sent[-1]["value"] == {"type": "datepicker", "selected_date": "2027-12-24"}
    assert len(sent) == 1


def test_choices_act_at_once_and_inputs_only_if_asked(page: Page, fake: Fake):
    care = elements.choices()[1]["element"]
    quiet = field("quiet", "Quiet", {**care, "action_id": "q"})
    fake.push(views=[view([quiet, dispatching({**care, "action_id": "loud"})])])
    page.get_by_role("group", name="Quiet").get_by_label("Feeding").check()
    page.get_by_role("group", name="Field").get_by_label("Toileting").check()
    sent = fake.wait_for("action")
    assert [body["action_id"] for body in sent] == ["loud"]
    assert sent[0]["surface"] == {"type": "view", "view_id": "V1"}
    assert sent[0]["values"]["quiet"]["q"]["selected_options"] == [care["options"][0]]


def test_text_acts_on_enter_or_on_each_character(page: Page, fake: Fake):
    every = {"trigger_actions_on": ["on_character_entered"]}
    blocks = [
        canned.text_field("a", "Enter", dispatch_action=True),
        canned.text_field("b", "Every", dispatch_action=True, dispatch_action_config=every),
    ]
    fake.push(views=[view(blocks)])
    page.get_by_label("Enter").fill("one")
    page.keyboard.press("Enter")
    assert fake.wait_for("action")[0]["action_id"] == "a.action"
    page.get_by_label("Every").press_sequentially("ab")
    assert [body["value"]["value"] for body in fake.wait_for("action", 3)] == ["one", "a", "ab"]
    assert fake.sent("submit") == []


def test_a_required_group_takes_the_focus_when_it_is_missing(page: Page, fake: Fake):
    kinds = [option("Present"), option("Not Present")]
    fake.push(views=[view([field("p", "Attendance", {"type": "radio_buttons", "options": kinds})])])
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("radio", name=re.compile("^Present"))).to_be_focused()
    group = page.get_by_role("radiogroup", name="Attendance")
    expect(group).to_have_accessible_description("Please complete this required field.")


def test_characters_left_are_told_near_the_end(page: Page, fake: Fake):
    fake.push(views=[view([canned.text_field("t", "Text", max_length=20, placeholder=plain("Short"))])])
    page.get_by_label("Text").fill("a" * 10)
    expect(page.get_by_text("characters left")).to_have_count(0)
    page.get_by_label("Text").fill("a" * 18)
    expect(page.get_by_text("2 characters left")).to_be_visible()
