"""What a message of a last day says beside what the person heard before."""

from datetime import date

import pytest

from bot.views import coming_and_going
from bot.views.coming_and_going import departed_message
from models.daily import Departed
from tests.views.drawn import said

EXAMPLES = coming_and_going.examples()
EARLY, LATE = date(2026, 11, 18), date(2026, 12, 18)


@pytest.mark.parametrize(
    ("last", "before", "words"),
    [
        (EARLY, None, ["*A.S. leaves your sessions.* The last day is Wed, Nov 18, 2026."]),
        (EARLY, LATE, ["leaves your sessions", "Wed, Nov 18, 2026 now, not Fri, Dec 18, 2026."]),
        (
            LATE,
            EARLY,
            ["*A.S. stays in your sessions until Fri, Dec 18, 2026.*", "Nov 18, 2026 is not the last day any"],
        ),
        (None, EARLY, ["*A.S. stays in your sessions.*", "Nov 18, 2026 is not the last day any more."]),
    ],
    ids=["set", "earlier", "later", "taken back"],
)
def test_a_students_last_day_beside_the_one_that_was_heard(last, before, words):
    text = said(departed_message(Departed("A.S.", last, before))["blocks"])
    assert all(one in text for one in words), text


@pytest.mark.parametrize("before", [EARLY, None], ids=["heard", "never heard"])
def test_who_stays_and_is_in_no_session_is_to_be_added(before):
    text = said(departed_message(Departed("A.S.", None, before, to_place=True))["blocks"])
    assert "*A.S. stays on your caseload.*" in text
    assert "in none of your sessions to come" in text
    assert "*Edit Session Series*" in text
    assert ("is not the last day any more" in text) is (before is not None)


def test_ones_own_last_day_that_moved_or_was_taken_back():
    assert EXAMPLES["leaving_moved"]["text"].endswith("Fri, Dec 18, 2026 now, not Fri, Nov 20, 2026.")
    taken = EXAMPLES["leaving_back"]["text"]
    assert taken == "Fri, Nov 20, 2026 is not your last day in Carelog any more. Your account goes on."
