"""A record that no window can show waits behind one that is returned: the return is saved, and that is said."""

import pytest
from sqlalchemy import String, cast, update

from bot.slack.ids import Callback
from handlers.oversight import TOO_LONG
from models.tables import Attendance
from tests.factories import TODAY, make_ready, make_session, post
from tests.services.oversight import overseen

LONGEST = 2000


@pytest.fixture
def boss(start):
    """The supervisor, for whom a short record waits, and a later one of thirty students that is too long to show."""
    carelog = start(students=30)
    database, school = carelog.db, carelog.school
    aide = overseen(database, school)
    short = make_ready(database, aide, make_session(database, aide, school.students[:2], date=TODAY.replace(day=17)))
    post(database, aide, [short])
    long = make_ready(database, aide, make_session(database, aide, school.students))
    # What all of them have in common would be said once.
    each = cast(Attendance.student_id, String) + "\u00f1" * (LONGEST - 4)
    written = update(Attendance).where(Attendance.session_id == long).values(observation=each)
    database.run(lambda db: db.execute(written))
    post(database, aide, [long])
    return carelog.person("USAM")


def test_a_return_is_told_where_the_next_record_is_too_long(boss):
    boss.open_home()
    boss.press("Review all")
    assert "1 more session is offered next." in boss.window
    boss.press("Return")
    boss.fill("What has to be corrected", "Correct the end.")
    assert boss.submit() == {}
    assert boss.title == "Returned"
    assert "*Returned to Jo Field.*" in boss.window
    assert TOO_LONG in boss.window
    assert boss.views[-1]["callback_id"] == Callback.RETURN
    boss.close()
    assert "For your approval (1)" in boss.open_home()
