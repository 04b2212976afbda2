"""Each reader of a cell: what it takes, and what it refuses with a sentence."""

from datetime import date, time
from string import printable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.enums import Role
from models.rules import cells

READERS = {
    "words": cells.words(),
    "email": cells.email,
    "student_id": cells.student_id,
    "medicaid_id": cells.medicaid_id,
    "code": cells.code,
    "day": cells.day,
    "clock": cells.clock,
    "yes_no": cells.yes_no,
    "zone": cells.zone,
    "role": cells.one_of(Role),
    "minutes": cells.whole_number(0, 1440),
}


@pytest.mark.parametrize(
    ("reader", "text", "value"),
    [
        ("words", "Larkspur Elementary", "Larkspur Elementary"),
        ("words", "x" * 120, "x" * 120),
        ("email", "Alma.Testwell@JuniperFlats.example", "alma.testwell@juniperflats.example"),
        ("student_id", "001042", "001042"),
        ("student_id", "TX-10.4_a", "TX-10.4_a"),
        ("medicaid_id", "012345678", "012345678"),
        ("code", "adl.eating-2", "adl.eating-2"),
        ("day", "2026-08-12", date(2026, 8, 12)),
        ("day", "2026-8-2", date(2026, 8, 2)),
        ("day", "8/12/2026", date(2026, 8, 12)),
        ("day", "08/12/2026", date(2026, 8, 12)),
        ("day", "2028-02-29", date(2028, 2, 29)),
        ("clock", "15:30", time(15, 30)),
        ("clock", "7:05", time(7, 5)),
        ("clock", "00:00", time(0, 0)),
        ("clock", "15:30:00", time(15, 30)),
        ("clock", "3:30 PM", time(15, 30)),
        ("clock", "3:30pm", time(15, 30)),
        ("clock", "3:30:00 p.m.", time(15, 30)),
        ("clock", "3 PM", time(15, 0)),
        ("clock", "12:05 AM", time(0, 5)),
        ("clock", "12 pm", time(12, 0)),
        ("yes_no", "Yes", True),
        ("yes_no", "TRUE", True),
        ("yes_no", "x", True),
        ("yes_no", "n", False),
        ("yes_no", "0", False),
        ("zone", "America/Chicago", "America/Chicago"),
        ("role", "Supervisor", "supervisor"),
        ("minutes", "0", 0),
        ("minutes", "1440", 1440),
    ],
)
def test_reads(reader, text, value):
    assert READERS[reader](text) == value


@pytest.mark.parametrize(
    ("reader", "text", "says"),
    [
        ("words", "x" * 121, "at most 120"),
        ("email", "alma.testwell", "name@school.example"),
        ("email", "alma @testwell.example", "name@school.example"),
        ("email", "a@b@c", "name@school.example"),
        ("email", "a" * 250 + "@x.example", "name@school.example"),
        ("student_id", "Pippa Samplesby", "letters, digits"),
        ("student_id", "1" * 65, "at most 64"),
        ("medicaid_id", "12345678", "9 digits"),
        ("medicaid_id", "٩٠٠٠٠٠٠٠١", "9 digits"),
        ("code", "ADL.eating", "small letters"),
        ("code", ".adl", "small letters"),
        ("day", "2026-02-29", "2026-08-12"),
        ("day", "13/12/2026", "2026-08-12"),
        ("day", "8/12/26", "2026-08-12"),
        ("day", "20260812", "2026-08-12"),
        ("day", "0000-01-01", "2026-08-12"),
        ("day", "1026-08-12", "out of range"),
        ("day", "9999-12-31", "out of range"),
        ("clock", "24:00", "3:30 PM"),
        ("clock", "15:60", "3:30 PM"),
        ("clock", "15:30 PM", "3:30 PM"),
        ("clock", "0:30 AM", "3:30 PM"),
        ("clock", "15:30:20", "3:30 PM"),
        ("clock", "7", "3:30 PM"),
        ("yes_no", "maybe", "yes or no"),
        ("zone", "America/Larkspur", "America/Chicago"),
        ("zone", "../../etc/passwd", "America/Chicago"),
        ("zone", "Central Time", "America/Chicago"),
        ("role", "teacher", "aide, supervisor, admin"),
        ("minutes", "1441", "0 to 1440"),
        ("minutes", "-1", "0 to 1440"),
        ("minutes", "7.5", "0 to 1440"),
        ("minutes", "9" * 5000, "0 to 1440"),
    ],
)
def test_refuses_without_repeating(reader, text, says):
    with pytest.raises(ValueError) as refused:
        READERS[reader](text)
    assert says in str(refused.value)
    assert text not in str(refused.value)


@pytest.mark.parametrize("reader", READERS)
@settings(deadline=None)
@given(text=st.text())
def test_any_text_is_a_value_or_a_sentence(reader, text):
    said = ""
    try:
        READERS[reader](text)
    except ValueError as error:
        said = str(error)
    assert said == "" or said.endswith(".")
    assert "invalid literal" not in said


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("  Alma   Testwell ", "Alma Testwell"),
        ("\u00a0Alma\u00a0Testwell", "Alma Testwell"),
        ("Jose\u0301", "José"),
        ("", ""),
        ("\n Alma\t", "Alma"),
    ],
)
def test_tidies(text, value):
    assert cells.tidy(text) == value


@pytest.mark.parametrize("char", ["\n", "\t", "\x00", "\x07", "\x85", "\u202e", "\u2066", "\ue000"])
def test_hidden_characters_are_refused(char):
    with pytest.raises(ValueError, match="hidden character"):
        cells.tidy(f"Alma{char}Testwell")


@settings(deadline=None)
@given(st.text(alphabet=printable))
def test_tidying_twice_changes_nothing(text):
    try:
        once = cells.tidy(text)
    except ValueError:
        return
    assert cells.tidy(once) == once
    assert once == once.strip()


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_date_reads_the_same_in_both_forms(day):
    assert cells.day(day.isoformat()) == cells.day(f"{day.month}/{day.day}/{day.year}") == day


@settings(deadline=None)
@given(st.times().map(lambda found: found.replace(second=0, microsecond=0)))
def test_a_time_reads_the_same_on_both_clocks(moment):
    twelve = f"{(moment.hour % 12) or 12}:{moment.minute:02} {'PM' if moment.hour >= 12 else 'AM'}"
    assert cells.clock(f"{moment.hour}:{moment.minute:02}") == cells.clock(twelve) == moment
