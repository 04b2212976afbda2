"""What is told when something did not work, and help."""

from bot.views import problems
from tests.views.drawn import said


def test_a_problem_is_told_without_alarm():
    view = problems.problem_view("This is not here any more.")
    assert said(view["blocks"]) == "This is not here any more."
    assert "submit" not in view


def test_the_unexpected_has_a_reference_code():
    assert "Reference code: 7F3K" in said(problems.problem_view("Something went wrong.", code="7F3K"))


def test_loading_has_the_title_of_what_comes():
    assert problems.loading("Session Audit")["title"]["text"] == "Session Audit"


def test_help_for_each_command():
    for words in ("`/post`", "`/post today`", "`/post week`", "Never type your passphrase after a command"):
        assert words in problems.help_text("/post")
    assert "`/sessions add`" in problems.help_text("/sessions")
    assert problems.help_text("/post") != problems.help_text("/sessions")
