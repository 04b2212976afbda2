"""The table of the seeds names every statement once, and only tests that exist."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
ROWS = [
    [cell.strip() for cell in line.strip("| ").split(" | ")]
    for line in (ROOT / "docs" / "seeds.md").read_text().splitlines()
    if re.match(r"\| [AB]\d+ \|", line)
]


@pytest.mark.parametrize(("seed", "statements"), [("A", 24), ("B", 44)])
def test_no_statement_is_missing_or_there_twice(seed, statements):
    """The numbers are those of the sentences and steps of the two articles, counted by hand."""
    numbers = [int(row[0][1:]) for row in ROWS if row[0][0] == seed]
    assert numbers == list(range(1, statements + 1))


def test_every_row_says_what_and_where():
    assert all(len(row) == 4 and all(row) for row in ROWS)


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_the_test_exists(row):
    if row[3] == "-":
        assert "ot built yet" in row[2] or "not built" in row[2], "A row without a test says why."
        return
    path, name = row[3].strip("`").split("::")
    tree = ast.parse((ROOT / path).read_text())
    assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
