"""Two windows that wrote one field: nothing that somebody wrote is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.merging import merged


@pytest.mark.parametrize(
    ("shown", "kept", "typed", "result"),
    [
        ("", "", "Calm.", "Calm."),
        ("Calm.", "Calm.", "", ""),
        ("", "Fire drill.", "Calm.", "Fire drill.\nCalm."),
        ("", "Calm.", "Calm.", "Calm."),
        ("", "Calm.", "Calm. Ate well.", "Calm. Ate well."),
        ("", "Calm. Ate well.", "Calm.", "Calm. Ate well."),
        ("Calm.", "Calm. Fire drill.", "", "Calm. Fire drill."),
        ("Calm.", "", "Calm. Ate well.", "Calm. Ate well."),
    ],
)
def test_what_is_kept(shown, kept, typed, result):
    assert merged(shown, kept, typed) == result


@given(st.text(max_size=9), st.text(max_size=9), st.text(max_size=9))
def test_nothing_that_was_written_is_lost(shown, kept, typed):
    result = merged(shown, kept, typed)
    assert typed in result
    assert kept in result or kept == shown
