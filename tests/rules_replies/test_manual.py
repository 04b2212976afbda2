"""docs/replies.md says what is so: each of its examples is read as the page says."""

import re
from pathlib import Path

import pytest

from tests.rules_replies.school import ONE, THREE, read, told

PAGE = (Path(__file__).parents[2] / "docs" / "replies.md").read_text(encoding="utf-8")
ROWS = [row.groups() for row in re.finditer(r"^\| `(.+?)` \| `(.+?)` \|$", PAGE, re.MULTILINE)]


def test_every_row_of_the_tables_is_an_example():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith("| Answer")]
    assert len(rows) == len(ROWS) > 40


@pytest.mark.parametrize(("answer", "understood"), ROWS, ids=[answer for answer, _ in ROWS])
def test_the_example_is_read_as_the_page_says(answer, understood):
    listed = ONE if answer.startswith("[1] ") else THREE
    assert told(read(answer.removeprefix("[1] "), listed)) == understood.replace("\\|", "|")
