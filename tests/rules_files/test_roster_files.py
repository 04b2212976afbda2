"""What must hold in the roster's files, on records as they would be stored."""

from datetime import date, time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.rules import roster_files as files

TODAY = date(2026, 11, 18)


def person(email="alma@juniperflats.example", **more):
    plain = {
        "email": email,
        "role": "aide",
        "supervisor_email": None,
        "needs_oversight": False,
        "contract_start": None,
        "contract_end": None,
        "active": True,
    }
    return {**plain, **more}


def staff(*people):
    return {each["email"]: each for each in people}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({}, []),
        ({"contract_start": time(7, 45), "contract_end": time(16)}, []),
        ({"contract_start": time(7, 45)}, []),
        ({"contract_start": time(7, 45), "contract_end": time(4)}, ["contract_end"]),
        ({"contract_start": time(8), "contract_end": time(8)}, ["contract_end"]),
        ({"supervisor_email": "alma@juniperflats.example"}, ["supervisor_email"]),
    ],
)
def test_one_person(more, says):
    assert [text.split(":")[0] for text in files.check_staff(person(**more))] == says


@pytest.mark.parametrize(
    ("people", "lines", "expected"),
    [
        (staff(person("a", supervisor_email="b"), person("b", role="supervisor")), {"a": 2, "b": 3}, []),
        (staff(person("a", supervisor_email="b"), person("b", role="admin")), {"a": 2}, []),
        (staff(person("a", supervisor_email="b")), {"a": 2}, [(2, "Nobody on the staff list")]),
        (staff(person("a", supervisor_email="b"), person("b")), {"a": 2, "b": 3}, [(2, "is an aide")]),
        (staff(person("a", supervisor_email="b"), person("b")), {"b": 3}, [(3, "still supervises")]),
        (staff(person("a", supervisor_email="b"), person("b")), {}, []),
    ],
)
def test_supervisors(people, lines, expected):
    found = files.check_supervisors(people, lines)
    assert [line for line, _ in found] == [line for line, _ in expected]
    assert all(says in text for (_, text), (_, says) in zip(found, expected, strict=True))


@pytest.mark.parametrize(
    ("people", "says"),
    [
        (staff(person("a", role="admin")), []),
        (staff(person("a")), ["Nobody has the role admin"]),
        (staff(person("a", role="admin", active=False)), ["Nobody has the role admin"]),
        (staff(person("a", role="admin", needs_oversight=True)), ["no supervisor: 1."]),
        (
            staff(person("a", role="admin", supervisor_email="b"), person("b", role="supervisor", active=False)),
            ["not active any more"],
        ),
    ],
)
def test_notes_on_the_whole_staff(people, says):
    notes = files.staff_notes(people)
    assert len(notes) == len(says)
    assert all(part in note for part, note in zip(says, notes, strict=True))


@pytest.mark.parametrize(
    ("born", "fine"),
    [
        (None, True),
        (date(2026, 11, 18), True),
        (date(2026, 11, 19), False),
        (date(1996, 1, 1), True),
        (date(1995, 12, 31), False),
    ],
)
def test_dates_of_birth(born, fine):
    assert (files.check_student({"date_of_birth": born}, TODAY) == []) is fine


@pytest.mark.parametrize(
    ("end", "fine"), [(None, True), (date(2026, 8, 12), True), (date(2026, 8, 11), False), (date(2026, 9, 1), True)]
)
def test_caseload_periods(end, fine):
    assert (files.check_caseload({"start_date": date(2026, 8, 12), "end_date": end}) == []) is fine


@pytest.mark.parametrize(
    ("periods", "late"),
    [
        ({}, []),
        ({1: (date(2026, 8, 12), None)}, []),
        ({1: (date(2026, 8, 12), date(2026, 10, 1)), 2: (date(2026, 10, 2), None)}, []),
        ({1: (date(2026, 8, 12), date(2026, 10, 1)), 2: (date(2026, 10, 1), None)}, [2]),
        ({2: (date(2026, 10, 1), None), 1: (date(2026, 8, 12), None)}, [2]),
        (
            {
                1: (date(2026, 8, 12), None),
                2: (date(2026, 9, 1), date(2026, 9, 2)),
                3: (date(2026, 10, 1), date(2026, 10, 2)),
            },
            [2, 3],
        ),
    ],
)
def test_overlaps(periods, late):
    assert files.overlapping(periods) == late


DAYS = st.integers(0, 60).map(lambda n: date.fromordinal(TODAY.toordinal() + n))


@settings(deadline=None)
@given(st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=5))
def test_overlaps_are_days_that_two_periods_share(found):
    periods = {n: (min(pair[0], pair[1] or pair[0]), pair[1] and max(pair)) for n, pair in enumerate(found)}
    far = TODAY.toordinal() + 100
    days = [day for a, b in periods.values() for day in range(a.toordinal(), (b.toordinal() if b else far) + 1)]
    assert bool(files.overlapping(periods)) == (len(days) != len(set(days)))
