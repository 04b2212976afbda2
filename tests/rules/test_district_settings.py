"""The settings of a district: what may be typed, and what was kept."""

import pytest

from models.district import District, district_of, kept
from models.enums import MinutesAsked
from models.errors import RuleViolation
from models.rules.district_settings import read_district


def read(log_days="7", least="10", minutes="catalogue", contact="", *, initials_only=False):
    return read_district(log_days, least, minutes, contact, initials_only=initials_only)


def test_what_is_typed_becomes_settings():
    assert read() == District()
    assert read(" 5 ", "15", "all", "  Olive   Office ", initials_only=True) == District(
        5, 15, True, MinutesAsked.ALL, "Olive Office"
    )


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"log_days": "0"}, "log_days", "from 1 to 30"),
        ({"log_days": "31"}, "log_days", "from 1 to 30"),
        ({"log_days": ""}, "log_days", "whole days"),
        ({"log_days": "5.5"}, "log_days", "whole days"),
        ({"log_days": "٧"}, "log_days", "whole days"),
        ({"least": "7"}, "shortest", "from 8 to 64"),
        ({"least": "65"}, "shortest", "from 8 to 64"),
        ({"least": "ten"}, "shortest", "whole number"),
        ({"minutes": None}, "minutes", "Choose one"),
        ({"minutes": "some"}, "minutes", "Choose one"),
        ({"contact": "x" * 121}, "contact", "120 characters"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(typed, field, said):
    with pytest.raises(RuleViolation) as refused:
        read(**typed)
    assert list(refused.value.problems) == [field]
    assert said in refused.value.problems[field]


def test_every_problem_is_said_at_once():
    with pytest.raises(RuleViolation) as refused:
        read("x", "x", "x", "x" * 121)
    assert set(refused.value.problems) == {"log_days", "shortest", "minutes", "contact"}


@pytest.mark.parametrize("bounds", [("1", "8"), ("30", "64")])
def test_the_bounds_themselves_are_allowed(bounds):
    assert (read(*bounds).log_days, read(*bounds).passphrase_minimum) == tuple(map(int, bounds))


def test_kept_settings_are_read_back_and_strange_ones_bounded():
    chosen = District(3, 20, True, MinutesAsked.NONE, "Olive Office")
    assert district_of(kept(chosen)) == chosen
    assert district_of({}) == District()
    assert district_of({"passphrase_minimum": 4, "log_days": 99, "of_later": 1}) == District(30, 8)
