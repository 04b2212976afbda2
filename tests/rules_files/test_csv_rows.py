"""Rows as CSV: what is read back is what was written, and nothing begins as a formula."""

import csv
import io
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from models.rules.csv_rows import csv_line, harmless

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
NASTY = st.builds(
    lambda before, sign, after: before + sign + after,
    st.text(" \t\r\n\u00a0\u3000\ufeff\u200b\u200e", max_size=3),
    st.sampled_from("=+-@\uff1d\uff0b\uff0d\uff20\ufe62\ufe63\ufe66\ufe6b\u2212\u207a"),
    CELLS,
)


def read(text):
    """What a reader of RFC 4180 makes of it."""
    return list(csv.reader(io.StringIO(text, newline="")))


def is_formula(cell):
    """Whether a spreadsheet may take it for one: by what it shows first, in whatever form."""
    shown = "".join(char for char in cell if not char.isspace() and unicodedata.category(char) not in {"Cc", "Cf"})
    return cell[:1] in {"\t", "\r"} or unicodedata.normalize("NFKC", shown[:1])[:1] in {"=", "+", "-", "@"}


@settings(max_examples=60)
@given(st.lists(CELLS | NASTY, min_size=1, max_size=40))
@example(["=1+1", " =1", "\t=1", "＝1", "+1", "-1", "@SUM(A1)", "\rx", "\tx", 'a"=1', "a;=1", "a\n=1", "'=1", ""])
def test_any_text_comes_back_and_none_is_a_formula(cells):
    (back,) = read(csv_line(cells))
    assert not any(map(is_formula, back))
    assert back == [harmless(cell) for cell in cells]
    assert all(cell in {written, f"'{written}"} for cell, written in zip(back, cells, strict=True))


@pytest.mark.parametrize("text", ["Mia Garcia", "9:00", "a=b", "Jo, Sam", "5 h · 20 units", "", " plain", "Zoë", "'n"])
def test_plain_text_stays_as_it_is(text):
    assert harmless(text) == text


def test_a_line_quotes_text_and_no_numbers():
    line = csv_line(["L1", 12, -3, None, True, False, ["a", "b"], 'say "hi"', "two\nlines"])
    assert line == '"L1",12,-3,"","yes","no","a; b","say ""hi""","two\nlines"\r\n'
