"""Scenarios 1 to 10, 15 and 25 of DOMAIN.md section 5: minutes first, units second."""

from datetime import time

import pytest

from models.enums import Presence, SessionType
from models.inputs import Mark
from models.rules.audit import findings
from models.rules.billing.claims import AgainstPlan, against_plan
from models.rules.billing.rates import rates_on
from models.rules.billing.spans import clock_times
from models.rules.doubts import Known
from models.rules.marks import mark_problem, net_of
from models.rules.time_away import parse_away
from tests.factories import FIXED_NOW
from tests.rules.values import PRESENT, sheet
from tests.scenarios.values import DAY, NINE, TWO, care, worth


def test_scenario_1_an_hour_of_speech():
    given = care(away="10:00-11:00")
    assert worth(given) == [(240, 16)]
    assert clock_times(given.spans) == ((time(9), time(10)), (time(11), time(14)))


def test_scenario_2_two_pull_outs():
    assert worth(care(away="10:00-10:30, 11:15-11:40")) == [(245, 16)]


def test_scenario_3_overlapping_times_away():
    assert worth(care(away="10:00-11:00, 10:45-11:15")) == [(225, 15)]


def test_scenario_4_came_late():
    assert worth(care("9:20", away="9:00-9:30")) == [(270, 18)]


def test_scenario_5_away_the_whole_window():
    mark = Mark(Presence.PRESENT, away=parse_away("9:00-2:00", NINE, TWO))
    assert net_of(mark, NINE, TWO) == 0
    assert "choose Not Present in Session" in mark_problem(mark, NINE, TWO)
    (finding,) = findings(sheet(mark), FIXED_NOW)
    assert (finding.blocks, finding.field) == (True, "away")
    assert worth(care(away="9:00-2:00")) == [(0, 0)]


def test_scenario_6_speech_inside_the_classroom():
    """The minutes are cut out; care that the IEP orders meanwhile is its own individual stretch."""
    group = care(away="10:00-11:00")
    own = care("10:00", "11:00", session_id=2, session_type=SessionType.INDIVIDUAL)
    assert worth(group) == [(240, 16)]
    assert worth(own) == [(60, 4)]
    assert worth(group, own) == [(300, 20)]


@pytest.mark.parametrize(("minutes", "units"), [(7, 0), (8, 1)])
def test_scenario_7_seven_minutes_are_a_valid_record(minutes, units):
    end = f"9:{minutes:02}"
    assert worth(care(end=end)) == [(minutes, units)]
    mark = Mark(Presence.PRESENT, start=NINE, end=time(9, minutes))
    assert findings(sheet(mark, end=time(9, minutes)), FIXED_NOW) == ()


@pytest.mark.parametrize(("minutes", "units"), [(22, 1), (23, 2), (37, 2), (38, 3), (52, 3), (53, 4), (67, 4), (68, 5)])
def test_scenario_8_the_edges_of_the_bands(minutes, units):
    assert worth(care(end=f"{9 + minutes // 60}:{minutes % 60:02}")) == [(minutes, units)]


def test_scenario_9_three_stops_of_six_minutes():
    stops = [care(f"{hour}:00", f"{hour}:06", session_id=hour) for hour in (9, 10, 11)]
    assert worth(*stops) == [(18, 1)]
    assert [worth(stop) for stop in stops] == [[(6, 0)]] * 3
    assert worth(care(minutes={"TOILET": 18})) == [(18, 1)]


def test_scenario_10_two_sessions_of_eight_minutes():
    two = [care("9:00", "9:08"), care("11:00", "11:08", session_id=2)]
    assert worth(*two) == [(16, 1)]
    assert [worth(one) for one in two] == [[(8, 1)]] * 2


def test_scenario_15_across_noon():
    assert worth(care("11:30", "12:45")) == [(75, 5)]
    mark = Mark(Presence.PRESENT, start=time(11, 30), end=time(12, 45))
    assert findings(sheet(mark, start=time(11, 30), end=time(12, 45)), FIXED_NOW) == ()


def test_scenario_25_more_than_the_iep_plans():
    """All 240 are kept; the plan supports 120 of them. tests/scheduler/test_over_plan.py tells the supervisor."""
    assert against_plan(DAY, 240, 120) == AgainstPlan(logged=240, planned=120, over=120, billable=120, units=8)
    assert rates_on(DAY).units(240) == 16
    mark = Mark(Presence.PRESENT, start=NINE, end=time(13), given=PRESENT.given)
    (finding,) = findings(sheet(mark, end=time(13)), FIXED_NOW, Known(planned={1: 120}))
    assert not finding.blocks
    assert "4 h on this day, 2 h more than the 2 h of the IEP. All is kept." in finding.text
