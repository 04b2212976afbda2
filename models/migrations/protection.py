"""The triggers that protect what is signed. From the first release on frozen: migrations add their own beside these."""

SQLITE = (
    # The audit trail only grows, and only at its end; the last trigger also stops INSERT OR REPLACE.
    """CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    """CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    """CREATE TRIGGER audit_at_end BEFORE INSERT ON audit
    WHEN NEW.n <> 1 + COALESCE((SELECT MAX(n) FROM audit WHERE tenant_id = NEW.tenant_id), 0)
      OR NEW.prev <> COALESCE((SELECT hash FROM audit WHERE tenant_id = NEW.tenant_id ORDER BY n DESC LIMIT 1),
                              '0000000000000000000000000000000000000000000000000000000000000000')
      OR (NEW.id <> -1 AND EXISTS (SELECT 1 FROM audit WHERE id = NEW.id))
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END""",
    """CREATE TRIGGER signatures_no_update BEFORE UPDATE ON signatures
    BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END""",
    """CREATE TRIGGER signatures_no_delete BEFORE DELETE ON signatures
    BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END""",
    """CREATE TRIGGER signatures_no_replace BEFORE INSERT ON signatures
    WHEN EXISTS (SELECT 1 FROM signatures WHERE id = NEW.id
                 OR (session_id = NEW.session_id AND session_version = NEW.session_version AND meaning = NEW.meaning))
    BEGIN SELECT RAISE(ABORT, 'signatures are append-only'); END""",
    """CREATE TRIGGER sessions_posted_no_update BEFORE UPDATE ON sessions WHEN OLD.state = 'posted'
    BEGIN SELECT RAISE(ABORT, 'a posted session cannot be changed'); END""",
    """CREATE TRIGGER sessions_posted_no_delete BEFORE DELETE ON sessions WHEN OLD.state = 'posted'
    BEGIN SELECT RAISE(ABORT, 'a posted session cannot be changed'); END""",
    """CREATE TRIGGER sessions_no_replace BEFORE INSERT ON sessions
    WHEN NEW.state = 'posted' OR (NEW.id <> -1 AND EXISTS (SELECT 1 FROM sessions WHERE id = NEW.id))
    BEGIN SELECT RAISE(ABORT, 'a session begins unposted'); END""",
    """CREATE TRIGGER sessions_posted_signed BEFORE UPDATE ON sessions WHEN NEW.state = 'posted'
      AND NOT EXISTS (SELECT 1 FROM signatures WHERE session_id = NEW.id AND session_version = NEW.version)
    BEGIN SELECT RAISE(ABORT, 'a posted session needs its signature'); END""",
    """CREATE TRIGGER sessions_no_overlap BEFORE UPDATE ON sessions
    WHEN NEW.state = 'posted' AND NEW.care_starts_at IS NOT NULL AND EXISTS (
      SELECT 1 FROM sessions WHERE owner_id = NEW.owner_id AND state = 'posted' AND id <> NEW.id
        AND care_starts_at < NEW.care_ends_at AND NEW.care_starts_at < care_ends_at)
    BEGIN SELECT RAISE(ABORT, 'ex_sessions_care: posted care of one aide cannot overlap'); END""",
    # One look by id for each row: an IN would build a list for each of the thousands that a series has.
    *(
        f"""CREATE TRIGGER attendance_posted_no_{verb.lower()} BEFORE {verb} ON attendance
    WHEN {" OR ".join(f"(SELECT state FROM sessions WHERE id = {row}.session_id) = 'posted'" for row in rows)}
    BEGIN SELECT RAISE(ABORT, 'a posted session cannot be changed'); END"""
        for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("OLD", "NEW")), ("DELETE", ("OLD",)))
    ),
)

POSTGRESQL = (
    # The functions name their schema's order, so that no temporary table of the app's role can stand in for a real one.
    """CREATE FUNCTION carelog_refuse() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$""",
    """CREATE FUNCTION carelog_audit_at_end() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    DECLARE last record;
    BEGIN
      SELECT n, hash INTO last FROM audit WHERE tenant_id = NEW.tenant_id ORDER BY n DESC LIMIT 1;
      IF NEW.n <> COALESCE(last.n, 0) + 1 OR NEW.prev <> COALESCE(last.hash, repeat('0', 64)) THEN
        RAISE EXCEPTION 'audit is append-only';
      END IF;
      RETURN NEW;
    END $$""",
    """CREATE FUNCTION carelog_protect_session() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        IF NEW.state = 'posted' THEN RAISE EXCEPTION 'a session begins unposted'; END IF;
        RETURN NEW;
      END IF;
      IF OLD.state = 'posted' THEN RAISE EXCEPTION 'a posted session cannot be changed'; END IF;
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      IF NEW.state = 'posted' AND NOT EXISTS (
          SELECT 1 FROM signatures WHERE session_id = NEW.id AND session_version = NEW.version) THEN
        RAISE EXCEPTION 'a posted session needs its signature';
      END IF;
      RETURN NEW;
    END $$""",
    # The lock waits for a posting that is under way, and then sees what it made of the session.
    """CREATE FUNCTION carelog_protect_attendance() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
    BEGIN
      IF TG_OP <> 'INSERT' THEN PERFORM 1 FROM sessions WHERE id = OLD.session_id FOR SHARE; END IF;
      IF TG_OP <> 'DELETE' THEN PERFORM 1 FROM sessions WHERE id = NEW.session_id FOR SHARE; END IF;
      IF TG_OP <> 'INSERT' AND EXISTS (SELECT 1 FROM sessions WHERE id = OLD.session_id AND state = 'posted')
        OR TG_OP <> 'DELETE' AND EXISTS (SELECT 1 FROM sessions WHERE id = NEW.session_id AND state = 'posted') THEN
        RAISE EXCEPTION 'a posted session cannot be changed';
      END IF;
      IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
      RETURN NEW;
    END $$""",
    *(
        statement
        for table in ("audit", "signatures")
        for statement in (
            f"""CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION carelog_refuse()""",
            f"""CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION carelog_refuse()""",
        )
    ),
    """CREATE TRIGGER audit_at_end BEFORE INSERT ON audit
    FOR EACH ROW EXECUTE FUNCTION carelog_audit_at_end()""",
    """CREATE TRIGGER sessions_protect BEFORE INSERT OR UPDATE OR DELETE ON sessions
    FOR EACH ROW EXECUTE FUNCTION carelog_protect_session()""",
    """CREATE TRIGGER attendance_protect BEFORE INSERT OR UPDATE OR DELETE ON attendance
    FOR EACH ROW EXECUTE FUNCTION carelog_protect_attendance()""",
    # int4range instead of btree_gist, which not every PostgreSQL has (RELIABILITY.md section 4.2).
    """ALTER TABLE sessions ADD CONSTRAINT ex_sessions_care EXCLUDE USING gist (
      int4range(owner_id, owner_id, '[]') WITH &&, tstzrange(care_starts_at, care_ends_at) WITH &&)
      WHERE (state = 'posted' AND care_starts_at IS NOT NULL)""",
)
