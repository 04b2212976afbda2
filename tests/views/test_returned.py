"""What an overseer wrote, wherever it is shown."""

import json
from dataclasses import replace

import pytest

from bot.slack.metadata import SessionTarget
from bot.views import samples
from bot.views.session import posted_session, session_window
from bot.views.unposting import signed_version
from models.enums import State, UnpostReason
from models.outputs import Voided
from tests.views.drawn import said

EVERYBODY = SessionTarget(41)


@pytest.mark.parametrize("words", ["x" * 2000, "<" * 2000, "& " * 1000, "<!channel> <@U123> " * 105])
def test_whatever_the_overseer_wrote_it_is_shown_in_full_and_harmless(words):
    """2,000 characters become up to 10,000 once they are escaped: more than one block holds."""
    returned = Voided(samples.NOW, "Rosa Testwell", UnpostReason.RETURNED, words)
    sheet = replace(samples.sheet(3, State.RETURNED), submits=True, returned=returned)
    void = replace(samples.signature(), voided=returned)
    signed = replace(samples.posted_sheet(), signatures=(void, samples.signature()))
    views = [
        session_window(sheet, EVERYBODY),
        session_window(sheet, SessionTarget(41, "one", 1)),
        posted_session(signed),
    ]
    for view in [*views, signed_version(replace(signed, signatures=(void,)))]:
        shown = json.dumps(view)
        assert "<!channel>" not in shown
        assert "<@U" not in shown
        assert unescaped(said(view)).count(words.strip()[0]) >= words.count(words[0])


def unescaped(text):
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def test_what_was_returned_is_signed_with_the_button_that_the_window_has():
    returned = Voided(samples.NOW, "Rosa Testwell", UnpostReason.RETURNED, "Correct the end.")
    sheet = replace(samples.sheet(3, State.RETURNED), returned=returned)
    for submits, words in ((True, "Save and Submit"), (False, "Save and Post")):
        view = session_window(replace(sheet, submits=submits), EVERYBODY)
        assert view["submit"]["text"] == words
        assert f"Correct it, then press {words}." in said(view)
