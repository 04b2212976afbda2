"""*People Leaving*, where somebody needs oversight or gives it (PRODUCT journey 10)."""

from datetime import timedelta

import pytest

from models.rules.sending import Rate
from models.services import overseers
from models.services.home import home
from scheduler.tick import tick
from tests.driver import Person
from tests.factories import TODAY, enrol, make_session
from tests.handlers.test_leaving import set_last
from tests.services.oversight import changed, overseen, submit
from tests.told import leaks


@pytest.fixture
def aide(carelog):
    """Submitted one session yesterday; one of today is not signed. The supervisor can approve."""
    school = carelog.school
    enrol(carelog.db, school, school.supervisor)
    found = overseen(carelog.db, school)
    submit(carelog.db, found, school, now=carelog.clocks.now, date=TODAY - timedelta(1))
    make_session(carelog.db, found, school.students, date=TODAY - timedelta(2))
    return found


@pytest.fixture
def admin(carelog, aide):
    person = Person(carelog.aide.page.url, "UPAT")
    person.open_home()
    return person


def test_what_a_leaving_author_submitted_can_be_returned_only_until_then(carelog, admin):
    assert set_last(admin) == {}
    assert "1 session not submitted" in admin.window
    assert "1 submitted session waits for approval: after the last day nothing can be returned." in admin.window
    shown = carelog.aide.open_home()
    assert "1 session to submit." in shown
    assert "Submit everything by then: nobody else can sign for you." in shown


def test_an_overseer_who_leaves_is_told_of_the_queue_and_the_office_of_who_needs_another(carelog, admin):
    assert set_last(admin, name="Sam Rowe") == {}
    assert "1 session waits for their approval." in admin.window
    assert "Approves for 1 person: import another supervisor." in admin.window
    tick(carelog.deps, Rate())
    boss = Person(carelog.aide.page.url, "USAM")
    told = [str(one["blocks"]) for one in boss.state["messages"] if "last day" in one["text"]]
    assert ["1 session waits for your approval. Approve or return them by then." in text for text in told] == [True]
    assert leaks(carelog.db) == []


def test_after_the_last_day_of_the_overseer_an_administrator_has_the_queue(carelog, admin):
    school = carelog.school
    set_last(admin, TODAY + timedelta(1), name="Sam Rowe")
    carelog.clocks.now += timedelta(days=2)
    assert tick(carelog.deps, Rate())["left"] == 1
    page = carelog.db.read(lambda db: home(db, school.admin, now=carelog.clocks.now))
    assert page.queue.total == 1
    admin.close()
    assert "For your approval (1)" in admin.open_home()


def test_who_supervises_nobody_or_is_an_aide_has_nothing_to_settle(carelog, aide):
    school = carelog.school

    def stakes():
        people = [school.supervisor.staff_id, school.other_aide.staff_id]
        return carelog.db.read(lambda db: overseers.at_stake(db, people))

    nothing = {"submits": False, "submitted": 0, "to_approve": 0, "authors": 0}
    assert stakes() == {
        school.supervisor.staff_id: nothing | {"to_approve": 1, "authors": 1},
        school.other_aide.staff_id: nothing,
    }
    changed(carelog.db, school.supervisor, role="aide")
    assert stakes()[school.supervisor.staff_id] == nothing
