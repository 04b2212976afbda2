"""Who has which unposted sessions: those of everybody's Home, the oldest first, without names of students."""

from datetime import time

from models.services import exports
from models.services.home import home
from models.tables import AuditRow
from tests.factories import FIXED_NOW, TODAY, counted_statements, make_ready, make_session, post
from tests.services.exported import back, exported, rows
from tests.services.oversight import submit


def test_they_are_those_of_home_by_age(database, school, monkeypatch):
    for days in (9, 3, 1):
        make_session(database, school.aide, school.students, date=back(days))
    make_ready(database, school.aide, make_session(database, school.aide, school.students[:1]))
    make_session(database, school.other_aide, school.other_students, date=back(5))
    make_session(database, school.aide, school.students, start=time(16), end=time(17))
    found = rows(database, "unposted", days=("2026-11-01", "2026-12-31"))
    assert [(row["age_days"], row["aide"], row["state"], row["days_left"], row["days_late"]) for row in found] == [
        (9, "Jo Field", "due", 0, 2),
        (5, "Kim Vale", "due", 2, 0),
        (3, "Jo Field", "due", 4, 0),
        (1, "Jo Field", "due", 6, 0),
        (0, "Jo Field", "draft", 7, 0),
    ]
    assert [row["ready_to_post"] for row in found] == [False] * 4 + [True]
    assert found[0]["student_ids"] == ["S001", "S002", "S003"]
    assert (found[0]["supervisor"], found[0]["students"]) == ("Sam Rowe", 3)
    for aide in (school.aide, school.other_aide):
        page = database.read(lambda db, who=aide: home(db, who, now=FIXED_NOW))
        own = [row for row in found if row["aide"] == aide.name]
        assert len(own) == page.unposted_total
        assert [(row["session"], row["days_left"] - row["days_late"]) for row in own] == [
            (line.id, line.days_left) for line in page.unposted
        ]
    team = database.read(lambda db: home(db, school.supervisor, now=FIXED_NOW)).team
    ages = {line.name: (line.unposted, line.oldest_days) for line in team}
    assert ages == {"Jo Field": (4, 9), "Kim Vale": (1, 5)}
    assert list(exported(database, "unposted", form="csv")[2][0]) == list(found[0])
    with counted_statements(database) as whole:
        rows(database, "unposted")
    monkeypatch.setattr(exports.chunked, "__defaults__", (2,))
    with counted_statements(database) as parts:
        assert rows(database, "unposted") == found
    assert len(parts) - len(whole) == 2 * 3, "three statements for each chunk"


def test_signed_and_cancelled_ones_are_none_and_submitted_ones_are_counted_apart(database, school, author):
    submit(database, author, school)
    assert exported(database, "unposted")[1].endswith(
        "1 submitted session waits for approval. Nothing of that is in it."
    )
    make_session(database, school.other_aide, school.other_students)
    post(database, school.other_aide, [make_ready(database, school.other_aide, 2)])
    assert rows(database, "unposted") == []
    assert exported(database, "unposted", form="csv")[2] == []


def test_every_export_is_in_the_audit_trail_without_a_name(database, school):
    make_session(database, school.aide, school.students)
    exported(database, "services")
    exported(database, "unposted", form="csv")
    exported(database, "record", student="S002")
    found = database.read(
        lambda db: [
            (row.event, row.subject, row.actor_id, row.details)
            for row in db.query(AuditRow).where(AuditRow.event.startswith("export.")).order_by(AuditRow.n)
        ]
    )
    days = {"from": "2026-11-01", "to": "2026-11-30"}
    assert found == [
        ("export.services", "tenant:1", None, {**days, "student": None, "rows": 0}),
        ("export.unposted", "tenant:1", None, {**days, "student": None, "rows": 1}),
        ("export.record", f"student:{school.students[1]}", None, {**days, "student": school.students[1], "rows": 1}),
    ]
    assert TODAY.isoformat() <= days["to"]
