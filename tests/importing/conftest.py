"""A small district to import into, on both databases."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import event, insert, select

from models.db import Database
from models.import_report import ImportReport
from models.services.importing import import_file
from models.tables import AuditRow, Tenant

TODAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 21, 30, tzinfo=UTC)

CAMPUSES = """name,time_zone
Larkspur Elementary,America/Chicago
Cottonwood Middle,America/Denver
"""
STAFF = """email,name,role,campus,supervisor_email
alma@juniperflats.example,Alma Testwell,aide,Larkspur Elementary,greta@juniperflats.example
bruno@juniperflats.example,Bruno Mockford,aide,Cottonwood Middle,
greta@juniperflats.example,Greta Exampleson,supervisor,Larkspur Elementary,
imogen@juniperflats.example,Imogen Fixtura,admin,Larkspur Elementary,
"""
STUDENTS = """student_id,first_name,last_name,campus,session_type
1001,Milo,Gadgetby,Larkspur Elementary,group
1002,Marta,Gizmore,Larkspur Elementary,individual
2001,Theo,Brambletest,Cottonwood Middle,
"""


@dataclass(frozen=True)
class District:
    """One tenant of a database, and the ways in which tests look at it."""

    database: Database
    tenant_id: int

    def load(self, kind: str, content: str | bytes, today: date = TODAY) -> ImportReport:
        """Imports and commits."""
        data = content.encode() if isinstance(content, str) else content
        return self.database.run(lambda db: import_file(db, self.tenant_id, kind, data, today=today, now=NOW))

    def counts(self, kind: str, content: str | bytes, today: date = TODAY) -> tuple[int, int, int, int]:
        """Imports, expects no problem, and gives added, changed, ended, unchanged."""
        report = self.load(kind, content, today)
        assert report.problems == ()
        return report.added, report.changed, report.ended, report.unchanged

    def refused(self, kind: str, content: str | bytes) -> list[tuple[int, str]]:
        """Imports, expects problems and nothing written, and gives them."""
        before = self.everything()
        report = self.load(kind, content)
        assert report.problems
        assert self.everything() == before
        assert (report.added, report.changed, report.ended, report.unchanged, report.notes) == (0, 0, 0, 0, ())
        return list(report.problems)

    def rows(self, model: Any, order: str = "id") -> list[dict[str, Any]]:
        """All rows of one table as dictionaries."""
        query = select(*model.__table__.c).order_by(model.__table__.c[order])
        return self.database.read(lambda db: [dict(row) for row in db.execute(query).mappings()])

    def everything(self) -> dict[str, list[Any]]:
        """All rows of all tables."""
        tables = Tenant.metadata.sorted_tables
        return self.database.read(lambda db: {t.name: sorted(map(str, db.execute(select(*t.c)).all())) for t in tables})

    def audited(self) -> list[tuple[str, str, dict[str, int]]]:
        """What the audit trail says."""
        return [(row["event"], row["subject"], row["details"]) for row in self.rows(AuditRow, "n")]


@pytest.fixture
def make_district(database: Database) -> Callable[[str], District]:
    def make(name: str) -> District:
        rows = {"name": name, "settings": {}, "created_at": NOW}
        return District(
            database, database.run(lambda db: db.scalars(insert(Tenant).returning(Tenant.id), [rows]).one())
        )

    return make


@pytest.fixture
def empty(make_district: Callable[[str], District]) -> District:
    """A district without anything in it."""
    return make_district("Juniper Flats ISD")


@pytest.fixture
def district(empty: District) -> District:
    """A district with two campuses, four people and three students."""
    for kind, content in (("campuses", CAMPUSES), ("staff", STAFF), ("students", STUDENTS)):
        assert empty.load(kind, content).problems == ()
    return empty


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """Every statement that the database is sent."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield sent
    event.remove(database.engine, "before_cursor_execute", note)
