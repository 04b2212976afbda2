"""Scheduled sessions become due when they end; only what is not signed or cancelled can be changed."""

from datetime import timedelta

import pytest

from models.enums import SIGNED, State
from models.errors import RuleViolation
from models.rules.session_state import EDITABLE, UNPOSTED, require_editable, shown_state
from tests.factories import FIXED_NOW

SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("stored", ["draft", "returned", "reopened", "submitted", "approved", "posted", "cancelled"])
@pytest.mark.parametrize("ends_at", [FIXED_NOW - SECOND, FIXED_NOW + SECOND])
def test_time_changes_nothing_but_scheduled_sessions(stored, ends_at):
    assert shown_state(stored, ends_at, FIXED_NOW) == State(stored)


def test_a_scheduled_session_is_due_from_its_end_on():
    assert shown_state("scheduled", FIXED_NOW + SECOND, FIXED_NOW) is State.SCHEDULED
    assert shown_state("scheduled", FIXED_NOW, FIXED_NOW) is State.DUE


@pytest.mark.parametrize("state", list(State))
def test_what_may_be_changed(state):
    if state in EDITABLE:
        require_editable(state)
        return
    with pytest.raises(RuleViolation, match=state.value):
        require_editable(state)


def test_the_groups_of_states():
    assert set(SIGNED) == {State.SUBMITTED, State.POSTED, State.APPROVED}
    assert set(EDITABLE) == set(State) - {*SIGNED, State.CANCELLED}
    assert set(UNPOSTED) == {State.DUE, State.DRAFT, State.RETURNED, State.REOPENED}
