"""Enrolment (PRODUCT journey 11)."""

from bot.views import enrolment, samples
from tests.views.drawn import block, ids, said


def test_the_form_explains_what_a_signing_passphrase_is():
    text = said(enrolment.enrol_form(samples.actor(enrolled=False), 12))
    assert "Your signing passphrase is your signature." in text
    assert "Use 12 to 256 characters." in text
    assert "Do not use your Slack or district password. The screen shows what you type" in text
    assert "Nobody else can see it or set it." in text
    assert "Ask Olive Office (office@example.org) for a new one." in text


def test_the_fields():
    view = enrolment.enrol_form(samples.actor(enrolled=False), 10)
    assert ids(view) == ["code", "passphrase", "again"]
    assert view["submit"]["text"] == "Set passphrase"
    for name in ids(view):
        assert block(view, name)["element"] == {"type": "plain_text_input", "action_id": name}


def test_who_has_one_is_told_that_it_is_replaced():
    assert "It replaces the one you have now." in said(enrolment.enrol_form(samples.actor(), 10))
    assert "replaces" not in said(enrolment.enrol_form(samples.actor(enrolled=False), 10))


def test_problems_stand_under_their_field():
    blocks = enrolment.enrol_form(samples.actor(), 10, problems={"again": "The two are not the same."})["blocks"]
    assert blocks[-2]["block_id"] == "again"
    assert said(blocks[-1]) == "*Please check:* The two are not the same."


def test_after_enrolment_the_next_step_is_told():
    assert "Your signing passphrase is set." in said(enrolment.enrolled())
    assert "submit" not in enrolment.enrolled()


def test_the_person_is_chosen_from_a_list():
    element = block(enrolment.issue_form(samples.staff(3)), "person")["element"]
    assert [option["value"] for option in element["options"]] == ["0", "1", "2"]
    assert element["options"][1]["text"]["text"] == "Staff Number 1, Paraprofessional"
    assert element["options"][1]["description"]["text"] == "No passphrase yet"


def test_a_hundred_people_are_one_list_and_more_are_listed_by_role():
    assert len(block(enrolment.issue_form(samples.staff(100)), "person")["element"]["options"]) == 100
    groups = block(enrolment.issue_form(samples.staff(400)), "person")["element"]["option_groups"]
    assert {group["label"]["text"] for group in groups} == {"Aides", "Supervisors", "Administrators"}
    assert sum(len(group["options"]) for group in groups) == 400


def test_without_staff_there_is_nobody_to_choose():
    view = enrolment.issue_form(())
    assert "submit" not in view
    assert "Import staff first." in said(view)


def test_the_code_is_shown_once_with_its_end():
    text = said(enrolment.code_issued(samples.code(), samples.ZONE))
    assert "*Code for Finn Fictional*\n`K7QF-2M9T`" in text
    assert "It works once, for 15 minutes (until Nov 20, 3:30 PM)." in text
    assert "(until Nov 20, 9:30 PM UTC)." in said(enrolment.code_issued(samples.code()))
