"""What is the same of several students is said once; nobody's own words are lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums import Fix
from models.outputs import Pupil
from models.rules.remarks import MOST_NAMED, Remark, merged


def pupils(count):
    return [Pupil(number, f"Student {number}", f"S{number}") for number in range(1, count + 1)]


def said(remarks):
    return [(one.text, one.student_id) for one in merged(7, remarks)]


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "Student 1: came late."),
        (2, "Student 1 and Student 2: came late."),
        (4, "Student 1, Student 2, Student 3 and Student 4: came late."),
        (5, "Student 1, Student 2, Student 3 and 2 more: came late."),
        (30, "Student 1, Student 2, Student 3 and 27 more: came late."),
    ],
)
def test_names(count, text):
    assert said(Remark(pupil, "came late.") for pupil in pupils(count)) == [(text, 1 if count == 1 else None)]


def test_what_differs_stands_beside_each_name():
    remarks = [Remark(one, f"{one.id} of 9.", many="too many.", aside=f"{one.id} of 9") for one in pupils(2)]
    assert said(remarks) == [("Student 1 (1 of 9) and Student 2 (2 of 9): too many.", None)]
    assert said(remarks[:1]) == [("Student 1: 1 of 9.", 1)]


@pytest.mark.parametrize("field", ["away", "minutes"])
def test_what_only_documentation_view_has_is_opened_at_the_first_student(field):
    assert said(Remark(pupil, "too long.", field=field) for pupil in pupils(3))[0][1] == 1


def test_other_words_places_and_weights_stay_apart():
    first, second = pupils(2)
    remarks = [
        Remark(first, "a."),
        Remark(second, "b."),
        Remark(second, "a.", blocks=True),
        Remark(second, "a.", field="end"),
        Remark(second, "a.", fix=Fix.EDIT),
    ]
    assert len(said(remarks)) == 5


@given(st.lists(st.tuples(st.integers(1, 30), st.sampled_from(["a.", "b.", "c."])), unique=True))
def test_every_remark_is_in_exactly_one_finding(drawn):
    everybody = pupils(30)
    found = list(merged(7, (Remark(everybody[number - 1], text) for number, text in drawn)))
    assert len(found) == len({text for _, text in drawn})
    for finding in found:
        names, text = finding.text.split(": ")
        told = sum(one == text for _, one in drawn)
        named = names.replace(" and ", ", ").split(", ")
        extra = int(named.pop().split()[0]) if named[-1].endswith("more") else 0
        assert len(named) + extra == told
        assert len(named) <= MOST_NAMED
