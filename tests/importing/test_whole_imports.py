"""What holds for every kind: all or nothing, repeatable, audited once, in a fixed number of statements."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.db import DbSession
from models.errors import NotFound
from models.services.importing import KINDS, import_file
from models.tables import CaseloadEntry, Staff, Student

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)
HEAD = "student_id,first_name,last_name,campus"


def students(count, first=5000, name="Nell"):
    rows = [f"{number},{name},Mockingham,Larkspur Elementary" for number in range(first, first + count)]
    return "\n".join([HEAD, *rows, ""])


def test_one_bad_line_stops_the_whole_file(district):
    content = students(20).replace("5013,Nell", "5013,")
    assert district.refused("students", content) == [(15, "first_name: This is empty. Fill it in.")]
    assert len(district.rows(Student)) == 3


def test_more_than_fifty_problems_are_counted(district):
    problems = district.refused("students", students(60, name=""))
    assert len(problems) == 51
    assert problems[-1] == (0, "And 10 more.")


def test_each_import_is_audited_once_and_a_refused_one_is_not(district):
    before = len(district.audited())
    district.refused("students", students(2, name=""))
    assert len(district.audited()) == before
    district.load("students", students(2))
    district.load("students", students(3, name="Nora"))
    counts = {"added": 2, "changed": 0, "ended": 0, "unchanged": 0}
    assert district.audited()[before:] == [
        ("import.students", "import:students", counts),
        ("import.students", "import:students", {**counts, "added": 1, "changed": 2}),
    ]


def test_the_caller_decides_whether_it_counts(district):
    before = district.everything()

    def work(db):
        report = import_file(db, district.tenant_id, "students", students(2).encode(), today=TODAY, now=NOW)
        assert report.added == 2
        raise InterruptedError

    with pytest.raises(InterruptedError):
        district.database.run(work)
    assert district.everything() == before


def test_what_a_transaction_read_before_is_read_anew(district):
    def work(db: DbSession) -> str:
        alma = db.query(Staff).filter_by(email="alma@juniperflats.example").one()
        assert alma.title == ""
        content = b"email,name,campus,title\nalma@juniperflats.example,Alma Testwell,Larkspur Elementary,Aide\n"
        import_file(db, district.tenant_id, "staff", content, today=TODAY, now=NOW)
        return alma.title

    assert district.database.run(work) == "Aide"


def test_an_unknown_kind_and_an_unknown_district(district):
    ((line, text),) = district.refused("lunch", "a\n1\n")
    assert (line, text) == (0, f"Carelog imports these kinds of file: {', '.join(KINDS)}.")
    with pytest.raises(NotFound):
        district.database.run(lambda db: import_file(db, 999, "students", students(1).encode(), today=TODAY, now=NOW))


def statement_count(district, statements, kind, content):
    statements.clear()
    report = district.load(kind, content)
    assert report.problems == ()
    return len(statements)


def test_the_number_of_statements_does_not_grow_with_the_rows(district, statements):
    def staff(count, title):
        rows = [
            f"p{n}@juniperflats.example,P {n},{title},Larkspur Elementary,imogen@juniperflats.example"
            for n in range(count)
        ]
        return "\n".join(["email,name,title,campus,supervisor_email", *rows])

    def caseload(count, end):
        rows = [f"alma@juniperflats.example,{n},2026-08-12,{end}" for n in range(7000, 7000 + count)]
        return "\n".join(["staff_email,student_id,start_date,end_date", *rows])

    few = [
        statement_count(district, statements, *each)
        for each in [
            ("students", students(2, 6000)),
            ("students", students(3, 6000, "Nora")),
            ("students", students(3, 7000)),
            ("staff", staff(2, "Aide")),
            ("staff", staff(3, "Helper")),
            ("caseload", caseload(2, "")),
            ("caseload", caseload(3, "2026-11-13")),
        ]
    ]
    many = [
        statement_count(district, statements, *each)
        for each in [
            ("students", students(400, 8000)),
            ("students", students(800, 8000, "Nora")),
            ("students", students(800, 7000)),
            ("staff", staff(400, "Aide")),
            ("staff", staff(800, "Helper")),
            ("caseload", caseload(400, "")),
            ("caseload", caseload(800, "2026-11-13")),
        ]
    ]
    assert all(before <= 12 for before in few)
    assert all(after <= before + 2 for before, after in zip(few, many, strict=True)), (few, many)
    assert len(district.rows(CaseloadEntry)) == 800


SNIPPETS = [
    *(column.encode() for column in ("email", "name", "campus", "time_zone", "role", "date", "kind", "student_id")),
    *(
        value.encode()
        for value in ("Larkspur Elementary", "America/Chicago", "2026-08-12", "1001", "a@b.example", "aide")
    ),
    *[b",", b",", b";", b"\n", b"\n", b'"', b"\xff", b"\x00", b"items:", b"- {code: a, kind: place, name: A}"],
]
NOISE = st.lists(st.sampled_from(SNIPPETS), max_size=30).map(b"".join) | st.binary(max_size=200)


@settings(
    max_examples=100,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(kind=st.sampled_from(list(KINDS)), data=NOISE)
def test_noise_is_refused_or_imported_but_never_half(district, kind, data):
    before = district.everything()
    report = district.load(kind, data)
    after = district.everything()
    if report.problems:
        assert after == before
        assert all(text.endswith(".") and line >= 0 for line, text in report.problems)
    else:
        assert len(after["audit"]) == len(before["audit"]) + 1


def test_two_imports_at_once_wait_for_each_other(district):
    content = students(200)
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda _: district.load("students", content), range(2)))
    assert sorted((report.added, report.unchanged) for report in reports) == [(0, 200), (200, 0)]
    assert len(district.rows(Student)) == 203


@settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_sequence_of_good_files_leads_to_what_the_last_one_says(district, data):
    number = st.integers(3000, 3009).map(str)
    for _ in range(2):
        chosen = data.draw(st.dictionaries(number, st.sampled_from(["Nell", "Nora", "Nils"]), min_size=1, max_size=5))
        content = "\n".join([HEAD, *(f"{key},{name},Mockingham,Larkspur Elementary" for key, name in chosen.items())])
        stored = {row["student_id"]: row["first_name"] for row in district.rows(Student)}
        added, changed, ended, unchanged = district.counts("students", content)
        assert added == len(chosen.keys() - stored.keys())
        assert changed == sum(key in stored and stored[key] != name for key, name in chosen.items())
        assert (ended, added + changed + unchanged) == (0, len(chosen))
        assert {row["student_id"]: row["first_name"] for row in district.rows(Student)} == {**stored, **chosen}
        assert district.counts("students", content) == (0, 0, 0, len(chosen))
