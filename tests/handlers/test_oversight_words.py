"""Who submits reads *Submit* wherever somebody else reads *Post*; what both read speaks of signing (journey 10)."""

import pytest

from bot.views.oversight import returned_message
from bot.views.samples import line
from models.daily import Unposted
from models.enums import State, UnpostReason
from tests.factories import PASSPHRASE, enrol, make_ready, make_session
from tests.services.oversight import overseen

LABEL = "Signing passphrase"


@pytest.fixture(params=[True, False], ids=["submits", "posts"])
def post(request, carelog):
    """The word of the button, of an aide with one session of today that is ready."""
    school = carelog.school
    enrol(carelog.db, school, school.supervisor)
    overseen(carelog.db, school, needed=request.param)
    make_ready(carelog.db, school.aide, make_session(carelog.db, school.aide, school.students))
    return "Submit" if request.param else "Post"


def last_answer(carelog, words):
    carelog.aide.write(words)
    carelog.rest()
    return str(carelog.aide.state["messages"][-1]["blocks"])


def test_replies_name_the_button_that_is_there(carelog, post):
    assert f"You sign with {post}." in last_answer(carelog, "help")
    assert f"ready to {post.lower()}" in last_answer(carelog, "what is left?")


def test_a_wrong_passphrase_signed_nothing(carelog, post):
    aide = carelog.aide
    aide.open_home()
    aide.press(post)
    aide.fill(LABEL, "wrong horse battery staple")
    assert aide.submit()[LABEL].endswith("Nothing was signed.")
    aide.fill(LABEL, PASSPHRASE)
    assert aide.submit() == {}
    aide.close()
    assert "Nothing is left for you to sign." in last_answer(carelog, "what is left?")


def test_a_returned_session_is_signed_again_with_the_same_word():
    told = Unposted(line(1, State.RETURNED), "Dana Sample", "Rosa Testwell", UnpostReason.RETURNED)
    assert "correct it, then post it again." in str(returned_message(told))
