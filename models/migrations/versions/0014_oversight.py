"""oversight

A session can be submitted by its aide, approved by the overseer with a second signature, or returned. What is submitted
or approved is protected as what is posted. A return is an unposting whose reason is `returned` (docs/adr/0017).
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

OLD_STATES = "state IN ('scheduled', 'draft', 'posted', 'reopened', 'cancelled')"
NEW_STATES = (
    "state IN ('scheduled', 'draft', 'posted', 'reopened', 'cancelled', 'submitted', 'approved', 'returned')"
)
SIGNED = "('submitted', 'posted', 'approved')"
# As in 0007: all of a session but its state and its version.
KEPT = (
    'id', 'tenant_id', 'owner_id', 'campus_id', 'series_id', 'creation_id', 'service', 'description', 'place',
    'session_type', 'type_reason', 'local_date', 'start_time', 'end_time', 'zone', 'starts_at', 'ends_at', 'activities',
    'note', 'cancel_reason', 'care', 'care_starts_at', 'care_ends_at',
)
SAME = ' AND '.join(f'NEW.{name} IS OLD.{name}' for name in KEPT)
VOID = """SELECT 1 FROM unpostings WHERE session_id = OLD.id AND session_version = OLD.version AND (
        (NEW.state = 'reopened' AND reason <> 'returned')
        OR (NEW.state = 'returned' AND reason = 'returned' AND OLD.state = 'submitted'))"""
CHANGED = 'a posted session cannot be changed'

SQLITE = (
    *(
        f'DROP TRIGGER {name}'
        for name in (
            'sessions_posted_no_update', 'sessions_posted_no_delete', 'sessions_no_replace', 'sessions_posted_signed',
            'sessions_posted_not_void', 'sessions_reopened_unposted', 'sessions_no_overlap', 'unpostings_of_posted',
            'attendance_posted_no_insert', 'attendance_posted_no_update', 'attendance_posted_no_delete',
        )
    ),
    f"""CREATE TRIGGER sessions_posted_no_update BEFORE UPDATE ON sessions WHEN OLD.state IN {SIGNED} AND NOT (
      {SAME} AND (
        (NEW.state = 'approved' AND OLD.state = 'submitted' AND NEW.version = OLD.version)
        OR (NEW.version = OLD.version + 1 AND EXISTS ({VOID}))))
    BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END""",
    f"""CREATE TRIGGER sessions_posted_no_delete BEFORE DELETE ON sessions WHEN OLD.state IN {SIGNED}
    BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END""",
    f"""CREATE TRIGGER sessions_no_replace BEFORE INSERT ON sessions
    WHEN NEW.state IN {SIGNED} OR (NEW.id <> -1 AND EXISTS (SELECT 1 FROM sessions WHERE id = NEW.id))
    BEGIN SELECT RAISE(ABORT, 'a session begins unposted'); END""",
    f"""CREATE TRIGGER sessions_posted_signed BEFORE UPDATE ON sessions WHEN NEW.state IN {SIGNED}
      AND NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM signatures WHERE session_id = NEW.id AND session_version = NEW.version
                      AND meaning = 'authorship')
    BEGIN SELECT RAISE(ABORT, 'a posted session needs its signature'); END""",
    """CREATE TRIGGER sessions_approved_signed BEFORE UPDATE ON sessions WHEN NEW.state = 'approved'
      AND (OLD.state <> 'submitted' OR NOT EXISTS (
        SELECT 1 FROM signatures WHERE session_id = NEW.id AND session_version = NEW.version
          AND meaning = 'approval' AND signer_id <> NEW.owner_id))
    BEGIN SELECT RAISE(ABORT, 'an approved session needs the signature of its overseer'); END""",
    f"""CREATE TRIGGER sessions_posted_not_void BEFORE UPDATE ON sessions WHEN NEW.state IN {SIGNED}
      AND EXISTS (SELECT 1 FROM unpostings WHERE session_id = NEW.id AND session_version >= NEW.version)
    BEGIN SELECT RAISE(ABORT, 'this signature is void'); END""",
    """CREATE TRIGGER sessions_reopened_unposted BEFORE UPDATE ON sessions WHEN NEW.state IN ('reopened', 'returned')
      AND NOT EXISTS (SELECT 1 FROM unpostings WHERE session_id = NEW.id AND session_version < NEW.version
                      AND (reason = 'returned') = (NEW.state = 'returned'))
    BEGIN SELECT RAISE(ABORT, 'only what was unposted is reopened'); END""",
    f"""CREATE TRIGGER sessions_no_overlap BEFORE UPDATE ON sessions
    WHEN NEW.state IN {SIGNED} AND NEW.care IS NOT NULL AND EXISTS (
      SELECT 1 FROM sessions AS other, json_each(other.care) AS theirs, json_each(NEW.care) AS own
      WHERE other.owner_id = NEW.owner_id AND other.state IN {SIGNED} AND other.id <> NEW.id
        AND other.care_starts_at < NEW.care_ends_at AND NEW.care_starts_at < other.care_ends_at
        AND substr(theirs.value, 1, 19) < substr(own.value, 21) AND substr(own.value, 1, 19) < substr(theirs.value, 21))
    BEGIN SELECT RAISE(ABORT, 'ex_sessions_care: posted care of one aide cannot overlap'); END""",
    *(
        f"""CREATE TRIGGER attendance_posted_no_{verb.lower()} BEFORE {verb} ON attendance
    WHEN {" OR ".join(f"(SELECT state FROM sessions WHERE id = {row}.session_id) IN {SIGNED}" for row in rows)}
    BEGIN SELECT RAISE(ABORT, '{CHANGED}'); END"""
        for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",)))
    ),
    f"""CREATE TRIGGER unpostings_of_posted BEFORE INSERT ON unpostings
    WHEN NOT EXISTS (SELECT 1 FROM sessions WHERE id = NEW.session_id AND tenant_id = NEW.tenant_id
                     AND version = NEW.session_version AND state IN {SIGNED}
                     AND (NEW.reason <> 'returned' OR state = 'submitted'))
    BEGIN SELECT RAISE(ABORT, 'only a posted session is unposted'); END""",
)

FUNCTION = """RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$"""
POSTGRESQL = (
    f"""CREATE OR REPLACE FUNCTION carelog_protect_session() {FUNCTION}
    BEGIN
      IF TG_OP = 'INSERT' THEN
        IF NEW.state IN {SIGNED} THEN RAISE EXCEPTION 'a session begins unposted'; END IF;
        RETURN NEW;
      END IF;
      IF OLD.state IN {SIGNED} THEN
        IF TG_OP = 'UPDATE' THEN
          IF NEW.state = 'approved' AND OLD.state = 'submitted' THEN
            IF to_jsonb(NEW) - 'state' <> to_jsonb(OLD) - 'state' THEN RAISE EXCEPTION '{CHANGED}'; END IF;
          ELSIF NEW.version = OLD.version + 1
            AND to_jsonb(NEW) - '{{state,version}}'::text[] = to_jsonb(OLD) - '{{state,version}}'::text[]
            AND EXISTS ({VOID}) THEN
            RETURN NEW;
          ELSE
            RAISE EXCEPTION '{CHANGED}';
          END IF;
        ELSE
          RAISE EXCEPTION '{CHANGED}';
        END IF;
      END IF;
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      IF NEW.state IN {SIGNED} AND NOT EXISTS (
          SELECT 1 FROM signatures WHERE session_id = NEW.id AND session_version = NEW.version
            AND meaning = 'authorship') THEN
        RAISE EXCEPTION 'a posted session needs its signature';
      END IF;
      IF NEW.state = 'approved' AND (OLD.state <> 'submitted' OR NOT EXISTS (
          SELECT 1 FROM signatures WHERE session_id = NEW.id AND session_version = NEW.version
            AND meaning = 'approval' AND signer_id <> NEW.owner_id)) THEN
        RAISE EXCEPTION 'an approved session needs the signature of its overseer';
      END IF;
      IF NEW.state IN {SIGNED} AND EXISTS (
          SELECT 1 FROM unpostings WHERE session_id = NEW.id AND session_version >= NEW.version) THEN
        RAISE EXCEPTION 'this signature is void';
      END IF;
      IF NEW.state IN ('reopened', 'returned') AND NOT EXISTS (
          SELECT 1 FROM unpostings WHERE session_id = NEW.id AND session_version < NEW.version
            AND (reason = 'returned') = (NEW.state = 'returned')) THEN
        RAISE EXCEPTION 'only what was unposted is reopened';
      END IF;
      RETURN NEW;
    END $$""",
    f"""CREATE OR REPLACE FUNCTION carelog_protect_attendance() {FUNCTION}
    BEGIN
      IF TG_OP <> 'INSERT' THEN PERFORM 1 FROM sessions WHERE id = OLD.session_id FOR SHARE; END IF;
      IF TG_OP <> 'DELETE' THEN PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR SHARE; END IF;
      IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM sessions WHERE id = OLD.session_id AND state IN {SIGNED})
        OR TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM sessions WHERE id = NEW.session_id AND state IN {SIGNED}) THEN
        RAISE EXCEPTION '{CHANGED}';
      END IF;
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      RETURN NEW;
    END $$""",
    f"""CREATE OR REPLACE FUNCTION carelog_protect_attendance_rows() {FUNCTION}
    BEGIN
      PERFORM 1 FROM sessions WHERE id IN (SELECT session_id FROM touched) ORDER BY id FOR SHARE;
      IF EXISTS (SELECT 1 FROM sessions WHERE id IN (SELECT session_id FROM touched) AND state IN {SIGNED}) THEN
        RAISE EXCEPTION '{CHANGED}';
      END IF;
      RETURN NULL;
    END $$""",
    f"""CREATE OR REPLACE FUNCTION carelog_protect_unposting() {FUNCTION}
    BEGIN
      PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR SHARE;
      IF NOT EXISTS (SELECT 1 FROM sessions WHERE id = NEW.session_id AND tenant_id = NEW.tenant_id
                     AND version = NEW.session_version AND state IN {SIGNED}
                     AND (NEW.reason <> 'returned' OR state = 'submitted')) THEN
        RAISE EXCEPTION 'only a posted session is unposted';
      END IF;
      RETURN NEW;
    END $$""",
    'ALTER TABLE sessions DROP CONSTRAINT ex_sessions_care',
    f"""ALTER TABLE sessions ADD CONSTRAINT ex_sessions_care EXCLUDE USING gist (
      int4range(owner_id, owner_id, '[]') WITH &&, care WITH &&) WHERE (state IN {SIGNED} AND care IS NOT NULL)""",
    'ALTER TABLE unpostings ALTER COLUMN words TYPE varchar(2000)',
)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == 'sqlite':
        _rewrite(connection, 'sessions', OLD_STATES, NEW_STATES)
        _rewrite(connection, 'unpostings', 'words VARCHAR(500)', 'words VARCHAR(2000)')
    else:
        op.drop_constraint(op.f('ck_sessions_state'), 'sessions', type_='check')
        op.create_check_constraint(op.f('ck_sessions_state'), 'sessions', NEW_STATES)
    for statement in SQLITE if connection.dialect.name == 'sqlite' else POSTGRESQL:
        connection.exec_driver_sql(statement)
    # What waits for approval is a handful among the sessions of years.
    waits = sa.text("state = 'submitted'")
    op.create_index('ix_sessions_submitted', 'sessions', ['tenant_id'], sqlite_where=waits, postgresql_where=waits)


def _rewrite(connection: sa.Connection, table: str, old: str, new: str) -> None:
    """Changes a table's definition where it stands, as in 0004: a copied table would lose its triggers."""
    version = connection.exec_driver_sql('PRAGMA schema_version').scalar_one()
    connection.exec_driver_sql('PRAGMA writable_schema = ON')
    connection.exec_driver_sql(
        "UPDATE sqlite_schema SET sql = replace(sql, ?, ?) WHERE type = 'table' AND name = ?", (old, new, table)
    )
    connection.exec_driver_sql(f'PRAGMA schema_version = {version + 1}')
    connection.exec_driver_sql('PRAGMA writable_schema = OFF')
    found = connection.exec_driver_sql("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?", (table,))
    if new not in found.scalar_one():
        raise RuntimeError(f'The table {table} could not be changed.')


def downgrade() -> None:
    raise NotImplementedError("Approvals and returns are part of the record: they are not taken back.")
