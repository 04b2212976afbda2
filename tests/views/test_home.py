"""The Home tab (PRODUCT journey 1)."""

from dataclasses import replace
from datetime import timedelta

from bot.views import home, office, samples
from models.enums import Role, State
from models.home import TeamLine
from tests.views.drawn import buttons, said


def test_add_session_is_green_and_beside_post():
    first = home.home_page(samples.page())["blocks"][0]
    assert [(b["text"]["text"], b.get("style")) for b in first["elements"]] == [
        ("Add Session", "primary"),
        ("Post", None),
        ("Log what just happened", None),
    ]


def test_only_administrators_have_the_office_in_one_button():
    for role in Role:
        shown = buttons(home.home_page(replace(samples.posted_page(), actor=samples.actor(role))))
        assert (("Office", "office.open", "") in shown) is (role is Role.ADMIN)
    admin = buttons(home.home_page(samples.admin_page()))
    assert [text for text, *_ in admin if "week" not in text.casefold()] == [
        "Add Session",
        "Post",
        "Log what just happened",
        "Office",
    ]


def test_every_task_of_the_office_is_a_button_of_its_own_name():
    shown = buttons(office.office_window())
    assert ("Enrolment code", "enrolment.open_issue", "") in shown
    assert len({text for text, *_ in shown}) == len(shown) == len(office.TASKS)


def test_unposted_come_first_with_the_days_left():
    text = said(home.home_page(samples.page()))
    assert text.index("Unposted (3)") < text.index("Today, Fri, Nov 20") < text.index("Week of Mon, Nov 16")
    assert text.index("2 days late") < text.index("last day today") < text.index("7 days left")


def test_every_unposted_session_opens():
    shown = [button for button in buttons(home.home_page(samples.page())) if button[0] == "Open"]
    assert shown[:3] == [("Open", "session.open", "3"), ("Open", "session.open", "1"), ("Open", "session.open", "2")]


def test_what_is_ready_is_said():
    text = said(home.home_page(samples.page()))
    assert "Ready to post" in text
    assert "1 is ready: press *Post* to sign." in text


def test_posted_sessions_show_who_signed_and_when_and_can_be_viewed():
    view = home.home_page(samples.page())
    assert "Posted · signed by Dana Sample, Nov 20, 3:12 PM" in said(view)
    assert ("View", "session.view", "4") in buttons(view)


def test_cancelled_sessions_say_so_and_can_be_viewed_to_be_restored():
    view = home.home_page(samples.page())
    assert "Cancelled: Field trip" in said(view)
    assert ("View", "session.view", "5") in buttons(view)


def test_weeks_turn_by_their_monday():
    turns = [button for button in buttons(home.home_page(samples.page())) if button[1].startswith("home.week")]
    assert turns == [
        ("Earlier week", "home.week.earlier", "2026-11-09"),
        ("This week", "home.week.this", "2026-11-16"),
        ("Later week", "home.week.later", "2026-11-23"),
    ]


def test_this_week_leads_back_from_another_week():
    page = replace(samples.page(), week_start=samples.MONDAY - timedelta(days=28), week_lines=())
    view = home.home_page(page)
    assert ("This week", "home.week.this", "2026-11-16") in buttons(view)
    assert "No sessions in this week." in said(view)


def test_today_is_not_told_twice():
    assert said(home.home_page(samples.page())).count("listed under Today") == 1


def test_a_session_to_come_is_not_called_late():
    line = replace(samples.line(1, State.SCHEDULED), days_left=7)
    page = replace(samples.empty_page(), today_lines=(line,))
    assert "days left" not in said(home.home_page(page))


def test_a_newcomer_is_welcomed_and_led_to_enrolment():
    view = home.home_page(samples.newcomer_page())
    assert said(view).startswith("*Welcome to Carelog, Dana Sample.*")
    assert ("Set signing passphrase", "enrolment.open", "") in buttons(view)
    assert "Ask Olive Office (office@example.org) to add your students." in said(view)


def test_nobody_is_welcomed_twice_but_enrolment_stays():
    view = home.home_page(replace(samples.newcomer_page(), welcome=False))
    assert "Welcome" not in said(view)
    assert ("Set signing passphrase", "enrolment.open", "") in buttons(view)


def test_empty_lists_say_what_to_do():
    assert "Press *Add Session*" in said(home.home_page(samples.empty_page()))
    assert "Everything is posted." in said(home.home_page(samples.posted_page()))
    assert "No sessions today." in said(home.home_page(samples.posted_page()))


def test_supervisors_see_their_team():
    text = said(home.home_page(samples.supervisor_page()))
    assert "*Finn Fictional* · 4 sessions unposted, the oldest 6 days old" in text
    assert "*Gia Example* · nothing unposted" in text
    assert "*Hal Sample* · 1 session unposted\n" in f"{text}\n"


def test_a_large_team_is_cut_and_counted():
    team = tuple(TeamLine(f"Aide Number {n}", 0, 0) for n in range(23))
    assert "and 3 more" in said(home.home_page(replace(samples.supervisor_page(), team=team)))


def test_administrators_see_what_is_not_set_up():
    text = said(home.home_page(samples.admin_page()))
    assert "Done: Import campuses\n*To do*: Import staff" in text


def test_a_finished_set_up_is_not_shown():
    done = tuple(replace(step, done=True) for step in samples.admin_page().setup)
    assert "Set up" not in said(home.home_page(replace(samples.admin_page(), setup=done)))


def test_long_lists_are_cut_and_counted():
    view = home.home_page(samples.long_page())
    assert len(view["blocks"]) <= 100
    text = said(view)
    assert "Unposted (140)" in text
    assert "and 125 more" in text
    assert "and 47 more" in text


def test_students_are_listed_by_name_and_cut():
    assert "Ada Sample, Ben Sample, Cleo Sample and 27 more" in said(home.home_page(samples.long_page()))


def test_a_stranger_reads_one_sentence():
    view = home.home_stranger("You are not on the roster.")
    assert said(view) == "You are not on the roster."
