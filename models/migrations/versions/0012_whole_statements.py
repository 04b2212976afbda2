"""whole statements

On PostgreSQL the attendance that a statement adds or takes out is checked once for all of its rows. The trigger for each
row called a function for each of the 592 rows of a series, which took longer than everything else about them
(docs/adr/0014). Rows that change are few, and keep the trigger that looks at both sessions of each.
"""

from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

POSTGRESQL = (
    # As in 0001: the lock waits for a posting that is under way, and then sees what it made of the session.
    """CREATE FUNCTION carelog_protect_attendance_rows() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      PERFORM 1 FROM sessions WHERE id IN (SELECT session_id FROM touched) ORDER BY id FOR SHARE;
      IF EXISTS (SELECT 1 FROM sessions WHERE id IN (SELECT session_id FROM touched) AND state = 'posted') THEN
        RAISE EXCEPTION 'a posted session cannot be changed';
      END IF;
      RETURN NULL;
    END $$""",
    'DROP TRIGGER attendance_protect ON attendance',
    """CREATE TRIGGER attendance_protect BEFORE UPDATE ON attendance
    FOR EACH ROW EXECUTE FUNCTION carelog_protect_attendance()""",
    """CREATE TRIGGER attendance_protect_added AFTER INSERT ON attendance REFERENCING NEW TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION carelog_protect_attendance_rows()""",
    """CREATE TRIGGER attendance_protect_gone AFTER DELETE ON attendance REFERENCING OLD TABLE AS touched
    FOR EACH STATEMENT EXECUTE FUNCTION carelog_protect_attendance_rows()""",
)


def upgrade() -> None:
    connection = op.get_bind()
    if connection.dialect.name == 'postgresql':
        for statement in POSTGRESQL:
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    raise NotImplementedError("The protection of what is signed is not taken back.")
