"""own time"""

import json
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSTZMULTIRANGE

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

# All of a session but its state and its version: what unposting leaves as it was. With this the new column is part of it;
# on PostgreSQL the function of 0004 compares whole rows.
KEPT = (
    'id', 'tenant_id', 'owner_id', 'campus_id', 'series_id', 'creation_id', 'service', 'description', 'place',
    'session_type', 'type_reason', 'local_date', 'start_time', 'end_time', 'zone', 'starts_at', 'ends_at', 'activities',
    'note', 'cancel_reason', 'care', 'care_starts_at', 'care_ends_at',
)
SAME = ' AND '.join(f'NEW.{name} IS OLD.{name}' for name in KEPT)
SQLITE_BEFORE = ('DROP TRIGGER sessions_posted_no_update', 'DROP TRIGGER sessions_no_overlap')
SQLITE_AFTER = (
    f"""CREATE TRIGGER sessions_posted_no_update BEFORE UPDATE ON sessions WHEN OLD.state = 'posted' AND NOT (
      NEW.state = 'reopened' AND NEW.version = OLD.version + 1 AND {SAME}
      AND EXISTS (SELECT 1 FROM unpostings WHERE session_id = OLD.id AND session_version = OLD.version))
    BEGIN SELECT RAISE(ABORT, 'a posted session cannot be changed'); END""",
    # The first and the last moment leave few sessions whose stretches have to be compared. A stretch is a text of two
    # times, since SQLite lets no trigger use json_extract while its schema is not trusted.
    """CREATE TRIGGER sessions_no_overlap BEFORE UPDATE ON sessions
    WHEN NEW.state = 'posted' AND NEW.care IS NOT NULL AND EXISTS (
      SELECT 1 FROM sessions AS other, json_each(other.care) AS theirs, json_each(NEW.care) AS own
      WHERE other.owner_id = NEW.owner_id AND other.state = 'posted' AND other.id <> NEW.id
        AND other.care_starts_at < NEW.care_ends_at AND NEW.care_starts_at < other.care_ends_at
        AND substr(theirs.value, 1, 19) < substr(own.value, 21) AND substr(own.value, 1, 19) < substr(theirs.value, 21))
    BEGIN SELECT RAISE(ABORT, 'ex_sessions_care: posted care of one aide cannot overlap'); END""",
)
POSTGRESQL_BEFORE = (
    'ALTER TABLE sessions DROP CONSTRAINT ex_sessions_care',
    'ALTER TABLE sessions DISABLE TRIGGER sessions_protect',
)
POSTGRESQL_AFTER = (
    'ALTER TABLE sessions ENABLE TRIGGER sessions_protect',
    """ALTER TABLE sessions ADD CONSTRAINT ex_sessions_care EXCLUDE USING gist (
      int4range(owner_id, owner_id, '[]') WITH &&, care WITH &&) WHERE (state = 'posted' AND care IS NOT NULL)""",
)

Span = tuple[int, int]


def upgrade() -> None:
    connection = op.get_bind()
    sqlite = connection.dialect.name == 'sqlite'
    for statement in SQLITE_BEFORE if sqlite else POSTGRESQL_BEFORE:
        connection.exec_driver_sql(statement)
    # Added in place: SQLite's triggers on sessions would be lost with a copied table.
    op.add_column('sessions', sa.Column('care', sa.Text() if sqlite else TSTZMULTIRANGE(), nullable=True))
    _fill(connection, sqlite)
    for statement in SQLITE_AFTER if sqlite else POSTGRESQL_AFTER:
        connection.exec_driver_sql(statement)


def _fill(connection: sa.Connection, sqlite: bool) -> None:
    """Says of what is posted already when the aide was giving care, from the attendance that was signed."""
    rows = connection.execute(sa.text(
        "SELECT s.id, s.local_date, s.zone, s.start_time, s.end_time, a.actual_start, a.actual_end, a.away "
        "FROM sessions s JOIN attendance a ON a.session_id = s.id "
        "WHERE s.state = 'posted' AND a.presence = 'present'"
    )).all()
    spans: dict[int, list[Span]] = {}
    where: dict[int, tuple[date, str]] = {}
    for key, day, zone, start, end, began, ended, away in rows:
        spans.setdefault(key, []).extend(_without(_minutes(began or start), _minutes(ended or end), _read(away)))
        where[key] = (date.fromisoformat(str(day)), zone)
    care = 'CAST(:care AS tstzmultirange)' if not sqlite else ':care'
    for key, found in spans.items():
        stretches = [tuple(_instant(*where[key], minute) for minute in span) for span in _union(found)]
        said = [[f'{at:%Y-%m-%d %H:%M:%S}' for at in stretch] for stretch in stretches]
        as_ranges = '{' + ','.join(f'["{left}+00","{right}+00")' for left, right in said) + '}'
        edge = '.000000' if sqlite else '+00'
        connection.execute(
            sa.text(f'UPDATE sessions SET care = {care}, care_starts_at = :first, care_ends_at = :last WHERE id = :id'),
            {
                'id': key,
                'care': json.dumps(['/'.join(stretch) for stretch in said]) if sqlite else as_ranges,
                'first': f'{said[0][0]}{edge}' if sqlite else stretches[0][0],
                'last': f'{said[-1][1]}{edge}' if sqlite else stretches[-1][1],
            },
        )


def _read(away: Any) -> list[Span]:
    stored = json.loads(away) if isinstance(away, str) else away
    return [(_minutes(left), _minutes(right)) for left, right in stored.get('stretches', [])]


def _minutes(at: Any) -> int:
    value = at if isinstance(at, time) else time.fromisoformat(str(at))
    return value.hour * 60 + value.minute


def _instant(day: date, zone: str, minute: int) -> datetime:
    return datetime.combine(day, time(minute // 60, minute % 60), ZoneInfo(zone)).astimezone(UTC)


def _union(spans: list[Span]) -> list[Span]:
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _without(start: int, end: int, gone: list[Span]) -> list[Span]:
    left: list[Span] = []
    for cut_start, cut_end in _union(gone):
        if start < cut_start < end:
            left.append((start, cut_start))
        start = max(start, min(cut_end, end))
    return [*left, (start, end)] if start < end else left


def downgrade() -> None:
    raise NotImplementedError("The constraint on an aide's own time is part of the record: it is not taken back.")
