"""Initials tell students apart and write out as little of a name as that takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rules.initials import initials_of


@pytest.mark.parametrize(
    ("names", "written"),
    [
        ([], []),
        ([("Mia", "Garcia")], ["M.G."]),
        ([("Mia", "Garcia"), ("Noah", "Green")], ["M.G.", "N.G."]),
        ([("Mia", "Garcia"), ("Max", "Gray")], ["Mi.G.", "Ma.G."]),
        ([("Marta", "Gray"), ("Martin", "Green"), ("Ava", "Lopez")], ["Marta.G.", "Marti.G.", "A.L."]),
        ([("Mia", "Garcia"), ("Mia", "Garcia")], ["M.G. 1", "M.G. 2"]),
        ([("Mia", "Garcia"), ("mia", "gomez")], ["M.G. 1", "m.g. 2"]),
        ([("Mia", "Garcia"), ("Mia", "Gomez"), ("Max", "Gray")], ["Mi.G. 1", "Mi.G. 2", "Ma.G."]),
        ([("Al", "Park"), ("Alan", "Pine")], ["Al.P.", "Ala.P."]),
        ([("", "")], ["?.?."]),
        ([("", "Park"), ("", "Pine")], ["?.P. 1", "?.P. 2"]),
        ([("Éloi", "Roy")], ["É.R."]),
    ],
)
def test_initials(names, written):
    assert initials_of(dict(enumerate(names))) == dict(enumerate(written))


some_names = st.text(alphabet="abAB é", max_size=4)


@given(st.dictionaries(st.integers(), st.tuples(some_names, some_names), max_size=8))
def test_nobody_is_left_out_and_nobody_is_mixed_up(names):
    found = initials_of(names)
    assert set(found) == set(names)
    assert len({text.casefold() for text in found.values()}) == len(names)


@given(st.dictionaries(st.integers(), st.tuples(some_names, some_names), max_size=6))
def test_the_order_of_reading_changes_nothing(names):
    assert initials_of(dict(reversed(list(names.items())))) == initials_of(names)
