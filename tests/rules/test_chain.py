"""Heads of the audit trail: written so that they are found again in whatever they were kept in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.chain import GENESIS, Head, heads_in, link

HASHES = st.binary(min_size=32, max_size=32).map(bytes.hex)
NUMBERS = st.integers(0, 10**18 - 1)
HEADS = st.builds(Head, NUMBERS, NUMBERS, HASHES)


@given(st.lists(HEADS), st.sampled_from(["\n", " ", ", ", "\r\n\r\n", "; head "]))
def test_heads_are_found_in_whatever_they_were_kept_in(kept, between):
    assert heads_in("Checked 12:30:00.\n" + between.join(map(str, kept)) + "\n") == tuple(kept)


@pytest.mark.parametrize(
    "text",
    ["", GENESIS, f"1:{GENESIS}", f"1:2:{GENESIS}0", f"1:2:{GENESIS[1:]}", f"3:1:2:{GENESIS}", f"x1:2:{GENESIS}"],
)
def test_what_only_looks_like_a_head_is_none(text):
    assert heads_in(text) == ()


def test_a_link_covers_its_number_what_came_before_and_the_event():
    links = {link(1, GENESIS, {}), link(2, GENESIS, {}), link(1, "f" * 64, {}), link(1, GENESIS, {"event": "x"})}
    assert len(links) == 4
    assert link(1, GENESIS, {"a": 1, "b": 2}) == link(1, GENESIS, {"b": 2, "a": 1})
