"""Last days that are set, moved and taken back within one day: the last message is true, and none is said twice."""

import random
from datetime import date, timedelta
from functools import partial
from itertools import pairwise

import pytest

from models.services import leaving
from models.services.importing import import_file
from models.services.last_heard import Turn, turn_of
from tests.factories import FIXED_NOW, TODAY, make_sessions, weekdays
from tests.services.hearing import hear, look, mark_notice, waiting
from tests.services.test_student_leaving import leave, undo

TOMORROW = TODAY + timedelta(1)


@pytest.fixture
def student(database, school):
    make_sessions(database, school.aide, school.students, recurrence=weekdays(5))
    return school.students[0]


@pytest.fixture
def days(database, school):
    """What the aide is told now: the last day, and the one that was heard before."""
    return lambda: [(one.last_day, one.before) for one in hear(database, school.aide)]


@pytest.fixture
def own(database, school):
    """Sets the aide's own last day, and gives what the aide is told: the last day, and the one heard before."""

    def work(last, *, delivered=True):
        set_day = partial(leaving.set_last_day, actor=school.admin, staff_id=school.aide.staff_id, last_day=last)
        database.run(lambda db: set_day(db, now=FIXED_NOW))
        found = hear(database, school.aide) if delivered else []
        return [(one.leaver and one.leaver.last_day, one.before) for one in found]

    return work


def test_the_same_last_day_again_within_one_day_is_told_each_time_it_is_news(database, school, student, days):
    for turn in range(3):
        made = leave(database, school.admin, student, key=f"window {turn}")
        assert days() == [(TODAY, None)]
        undo(database, school.admin, made)
        assert days() == [(None, TODAY)]


def test_what_was_taken_back_before_anybody_heard_of_it_is_not_told(database, school, student, days):
    undo(database, school.admin, leave(database, school.admin, student))
    assert days() == []


def test_what_is_as_it_was_heard_is_not_told_again(database, school, student, days):
    made = leave(database, school.admin, student)
    assert days() == [(TODAY, None)]
    undo(database, school.admin, made)
    made = leave(database, school.admin, student, key="again")
    assert days() == []
    undo(database, school.admin, made)
    assert days() == [(None, TODAY)]


def test_another_last_day_is_told_in_one_message(database, school, student, days):
    made = leave(database, school.admin, student)
    assert days() == [(TODAY, None)]
    undo(database, school.admin, made)
    leave(database, school.admin, student, TOMORROW, key="other")
    assert days() == [(TOMORROW, TODAY)]


def test_an_earlier_one_that_is_taken_back_leaves_the_later_one(database, school, student, days):
    leave(database, school.supervisor, student, TOMORROW)
    assert days() == [(TOMORROW, None)]
    second = leave(database, school.admin, student, key="second")
    assert days() == [(TODAY, TOMORROW)]
    undo(database, school.admin, second)
    assert days() == [(TOMORROW, TODAY)]


def test_files_that_go_to_and_fro_are_told_too(database, school, student, days):
    def file(end):
        data = f"staff_email,student_id,start_date,end_date\njo@school.example,S001,2026-08-01,{end}\n".encode()
        database.run(lambda db: import_file(db, school.tenant_id, "caseload", data, today=TODAY, now=FIXED_NOW))

    file(TODAY)
    assert days() == [(TODAY, None)]
    file("")
    (told,) = hear(database, school.aide)
    assert (told.last_day, told.before, told.to_place) == (None, TODAY, True)
    file("")
    assert days() == []
    # No session has the student, and the aide was told to add them.
    file(TODAY)
    assert days() == [(TODAY, None)]


def test_ones_own_last_day_is_told_each_time_it_is_another(own):
    other = TOMORROW + timedelta(1)
    assert own(None) == []
    assert own(TOMORROW) == [(TOMORROW, None)]
    assert own(other) == [(other, TOMORROW)]
    assert own(TOMORROW) == [(TOMORROW, other)]
    assert own(None) == [(None, TOMORROW)]
    assert own(TOMORROW) == [(TOMORROW, None)]
    own(None, delivered=False)
    assert own(TOMORROW) == []


def test_a_last_day_from_a_file_of_the_staff_is_told_as_well(database, school, own):
    def file(last):
        person = f"jo@school.example,Jo Field,Willow Creek School,{last}"
        data = f"email,name,campus,last_day\n{person}\n".encode()
        report = database.run(lambda db: import_file(db, school.tenant_id, "staff", data, today=TODAY, now=FIXED_NOW))
        assert report.problems == ()
        return [(one.leaver.last_day, one.before) for one in hear(database, school.aide)]

    other = TOMORROW + timedelta(1)
    assert own(TOMORROW) == [(TOMORROW, None)]
    assert file(other) == [(other, TOMORROW)]
    assert file(other) == []
    assert own(TOMORROW) == [(TOMORROW, other)]


def test_of_two_on_their_way_at_the_same_moment_one_is_told(database, school, student):
    """One process has the first message in hand when another takes the third, which says the same."""
    made = leave(database, school.admin, student)
    undo(database, school.admin, made)
    leave(database, school.admin, student, key="again")
    (first, one), (second, two), (third, three) = waiting(database, school.aide)
    for key in (first, second, third):
        mark_notice(database, key, "sending")
    assert look(database, school.aide, two) is None
    # As long as it is in hand it may have been read while it was true, so the third would correct it.
    assert look(database, school.aide, three).last_day == TODAY
    mark_notice(database, second, "suppressed")
    assert look(database, school.aide, three) is None
    assert look(database, school.aide, one).last_day == TODAY
    # Slack wants the first one to wait, and the third one is sent.
    mark_notice(database, first, "retry")
    assert look(database, school.aide, three).last_day == TODAY
    mark_notice(database, third, "sent")
    assert look(database, school.aide, one) is None


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_the_last_word_is_true_and_never_said_twice(own, seed):
    chance, heard, day = random.Random(seed), [None], None
    for _ in range(30):
        delivered = chance.random() < 0.5
        day = chance.choice([None, TOMORROW, TOMORROW + timedelta(1)])
        told = own(day, delivered=delivered)
        assert len(told) <= 1
        for last, before in told:
            assert (last, before) == (day, heard[-1])
            heard.append(last)
        assert not delivered or heard[-1] == day
    assert all(one != other for one, other in pairwise(heard))
    assert len(heard) > 5


@pytest.mark.parametrize("turn", [Turn("caseload.12", 3, date(2026, 11, 18)), Turn("leaving.own", 1, None, back=True)])
def test_a_kind_says_its_turn(turn):
    assert turn_of(turn.kind) == turn
