"""*Log what just happened*: the half hour that is offered, the type and the description that are taken as usual."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from models.enums import SessionType
from models.errors import RuleViolation
from models.inputs import Happened
from models.outputs import Pupil
from models.rules.happened import described, last_half_hour, require_happened, type_of
from tests.factories import ZONE

NOON = datetime(2026, 11, 18, 12, 3, tzinfo=ZoneInfo(ZONE))


@pytest.mark.parametrize(
    ("hour", "minute", "offered"),
    [
        (12, 3, (time(11, 30), time(12))),
        (12, 5, (time(11, 35), time(12, 5))),
        (12, 59, (time(12, 25), time(12, 55))),
        (0, 12, (time(0), time(0, 10))),
        (0, 4, (None, None)),
    ],
)
def test_the_last_half_hour_ends_on_five_minutes_and_never_yesterday(hour, minute, offered):
    assert last_half_hour(datetime(2026, 11, 18, hour, minute, tzinfo=ZoneInfo(ZONE))) == offered


@pytest.mark.parametrize(
    ("field", "said", "sentence"),
    [
        ("students", {"students": ()}, "at least one student"),
        ("students", {"students": tuple(range(31))}, "at most 30"),
        ("students", {"students": (9,)}, "not on your caseload today"),
        ("activities", {"activities": frozenset()}, "what you did"),
        ("activities", {"activities": frozenset({"NEVER"})}, "what you did"),
        ("end", {"end": time(11, 30)}, "an end after the start (11:30 AM)"),
        ("end", {"start": time(11), "end": time(0, 45)}, "Did you mean 12:45 PM?"),
        ("end", {"end": time(12, 4)}, "It is 12:03 PM now, so this has not ended yet."),
    ],
)
def test_what_cannot_be_is_told_at_its_field(field, said, sentence):
    values = {"students": (1,), "activities": frozenset({"MEAL"}), "start": time(11, 30), "end": time(12)} | said
    with pytest.raises(RuleViolation) as refused:
        require_happened(Happened(**values), local=NOON, activities={"MEAL"}, caseload={1, 2})
    assert list(refused.value.problems) == [field]
    assert sentence in refused.value.problems[field]


def test_what_ends_this_minute_is_taken():
    require_happened(
        Happened((1,), frozenset({"MEAL"}), time(11, 30), time(12, 3)), local=NOON, activities={"MEAL"}, caseload={1}
    )


def pupil(kind):
    return Pupil(1, "Mia Garcia", "M.G.", kind)


def test_the_type_is_the_ieps_and_group_for_more_than_one():
    assert type_of([pupil(SessionType.INDIVIDUAL)]) is SessionType.INDIVIDUAL
    assert type_of([pupil(SessionType.GROUP)]) is SessionType.GROUP
    assert type_of([pupil(None)]) is SessionType.GROUP
    assert type_of([pupil(SessionType.INDIVIDUAL)] * 2) is SessionType.GROUP


def test_the_description_is_made_of_the_activities_and_fits():
    assert described(["Toileting", "Eating"]) == "Toileting, Eating"
    many = described([f"Activity number {number}" for number in range(40)])
    assert len(many) <= 200
    assert many.endswith(" more")
    assert described(["x" * 300]) == "Care that just happened"
