"""Undo goes back answer by answer, and what was undone can be answered in another way."""

from slack_bolt import BoltRequest
from sqlalchemy import update

from models.enums import Presence
from models.tables import Student
from tests.factories import make_session, mark
from tests.handlers.running import sheet_of
from tests.handlers.test_daily_loop import reminded, write
from tests.handlers.test_replies import press, two  # noqa: F401 (a fixture)

A, B, C = 0, 1, 2


def marks(carelog, session=1):
    return [record.mark.presence for record in sheet_of(carelog, session).records]


def initials(carelog, place):
    return sheet_of(carelog).records[place].pupil.initials


def test_two_undos_take_back_two_answers_and_a_third_says_that_nothing_is_left(carelog):
    thread = reminded(carelog, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    before = marks(carelog)
    write(carelog, "all present", thread)
    write(carelog, f"{initials(carelog, A)} absent, sick", thread)
    write(carelog, f"{initials(carelog, B)} absent, sick", thread)
    assert "Taken back: 1 session is as before." in write(carelog, "undo", thread)
    assert marks(carelog) == [Presence.ABSENT, Presence.PRESENT, Presence.PRESENT]
    assert "Taken back: 1 session is as before." in write(carelog, "undo", thread)
    assert marks(carelog) == [Presence.PRESENT] * 3
    assert "Taken back: 1 session is as before." in write(carelog, "undo", thread)
    assert marks(carelog) == before
    assert "There is nothing to undo." in write(carelog, "undo", thread)


def test_an_answer_that_changed_nothing_is_passed_over(carelog):
    thread = reminded(carelog, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    before = marks(carelog)
    write(carelog, "all present", thread)
    write(carelog, "all present", thread)
    assert "Taken back" in write(carelog, "undo", thread)
    assert marks(carelog) == before
    assert "There is nothing to undo." in write(carelog, "undo", thread)


def test_undo_after_undo_leaves_alone_what_was_changed_in_a_window_between(carelog):
    session = make_session(carelog.db, carelog.school.aide, carelog.school.students)
    thread = reminded(carelog, session)
    write(carelog, "all present", thread)
    mark(carelog.db, carelog.school.aide, session, carelog.school.students[C], observation="A calm day.")
    write(carelog, f"{initials(carelog, A)} absent, sick", thread)
    write(carelog, "undo", thread)
    assert "1 session was changed since. Nothing was taken back there." in write(carelog, "undo", thread)
    assert marks(carelog) == [Presence.PRESENT] * 3
    assert "There is nothing to undo." in write(carelog, "undo", thread)


def test_the_button_of_an_earlier_answer_works_once_the_later_one_is_undone(carelog):
    thread = reminded(carelog, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    before = marks(carelog)
    write(carelog, "all present", thread)
    earlier = carelog.aide.state["messages"][-1]
    write(carelog, f"{initials(carelog, A)} absent, sick", thread)
    undo = next(each for each in earlier["blocks"] if each["type"] == "actions")
    place = {"type": "message", "channel": carelog.aide.state["channel"], "ts": earlier["ts"]}

    def press_earlier():
        tapped = carelog.aide.page.tap(
            undo["block_id"], "answer.undo", surface=place, value={"type": "button"}, values={}
        )
        assert tapped["ok"]
        carelog.front.rest()
        return carelog.aide.messages[-1]

    assert "changed since" in press_earlier()
    write(carelog, "undo", thread)
    assert "Taken back" in press_earlier()
    assert marks(carelog) == before
    assert "There is nothing to undo." in press_earlier()


def ambiguous(carelog):
    """A reminder answered with a name that two students have; gives the buttons' texts."""
    twins = carelog.school.students[:2]
    carelog.db.run(lambda db: db.execute(update(Student).where(Student.id.in_(twins)).values(first_name="Mona")))
    thread = reminded(carelog, make_session(carelog.db, carelog.school.aide, carelog.school.students))
    write(carelog, "Mona absent, sick", thread)
    blocks = carelog.aide.state["messages"][-1]["blocks"]
    return [
        each["text"]["text"]
        for block in blocks
        for each in block.get("elements", [])
        if "answer.choose" in each["action_id"]
    ]


def test_after_undo_of_the_wrong_candidate_the_right_one_works(carelog):
    wrong, right = ambiguous(carelog)
    press(carelog, wrong)
    first = next(body for body in reversed(carelog.front.payloads) if body["type"] == "block_actions")
    assert "To choose again, press Undo first." in press(carelog, right)
    assert marks(carelog) == [Presence.ABSENT, Presence.UNMARKED, Presence.UNMARKED]
    assert "Taken back" in press(carelog, "Undo")
    assert carelog.app.dispatch(BoltRequest(mode="socket_mode", body=first)).status == 200  # The old press, once more.
    assert "answered already" in carelog.aide.messages[-1]
    assert marks(carelog) == [Presence.UNMARKED] * 3
    assert f"{right} not present" in press(carelog, right)
    assert marks(carelog) == [Presence.UNMARKED, Presence.ABSENT, Presence.UNMARKED]
    assert "Taken back" in press(carelog, "Undo")
    assert f"{wrong} not present" in press(carelog, wrong)
    assert marks(carelog) == [Presence.ABSENT, Presence.UNMARKED, Presence.UNMARKED]


def test_after_undo_of_the_wrong_session_the_right_one_works_and_so_does_the_first_again(carelog, two):  # noqa: F811
    (first, second), thread = two
    write(carelog, "all present", thread)
    press(carelog, "1 · 7:00 AM")
    press(carelog, "Undo")
    assert "7:00–8:00 AM*: all present" in press(carelog, "1 · 7:00 AM")
    assert set(marks(carelog, first)) == {Presence.PRESENT}
    assert set(marks(carelog, second)) == {Presence.UNMARKED}
