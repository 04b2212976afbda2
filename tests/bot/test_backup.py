"""`carelog backup`: a sound copy while the app writes, never half a file, never in the place of another."""

import os
import shlex
import shutil
import sqlite3
import subprocess
import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, make_url, select, text

from bot.commands.new_file import new_file
from models.db import make_database
from models.services import audit
from models.tables import AuditRow, Tenant
from tests.factories import FIXED_NOW

BULK = 6_000_000
"""Bytes that make the copying take so long that a writer comes in between."""


def add_one(db):
    """Two tables in one transaction: half of it would be seen."""
    tenant = db.execute(select(Tenant)).scalar_one()
    event = {"event": "tenant.counted", "subject": f"tenant:{tenant.id}", "details": {}}
    audit.record(db, tenant_id=tenant.id, actor_id=None, at=FIXED_NOW, **event)
    db.flush()
    tenant.name = str(db.execute(select(func.count(AuditRow.id))).scalar_one())


def counts(path):
    """The entries of the audit trail, and how many there are by the other table."""
    connection = sqlite3.connect(f"file:{path}?immutable=1", uri=True)
    found = connection.execute("SELECT (SELECT count(*) FROM audit), (SELECT name FROM tenants)").fetchone()
    connection.close()
    return found


def only(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_copy_is_whole_while_the_app_writes(carelog, tmp_path, signed_school):
    source, copies = signed_school(tmp_path / "home"), tmp_path / "copies"
    copies.mkdir()
    database = make_database(f"sqlite:///{source}")
    database.run(lambda db: db.execute(text(f"UPDATE students SET nickname = hex(zeroblob({BULK // 2})) WHERE id = 1")))
    database.run(add_one)
    done, written = threading.Event(), [0]

    def write():
        while not done.is_set():
            database.run(add_one)
            written[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    meanwhile = []
    for n in range(3):
        before = written[0]
        told = carelog("backup", f"copies/{n}.db")
        meanwhile.append(written[0] - before)
        assert told.code == 0, told.err
    done.set()
    writer.join()
    database.close()
    assert all(meanwhile), "nobody wrote while the copy was made"
    for n in range(3):
        entries, name = counts(copies / f"{n}.db")
        assert str(entries) == name
        assert (copies / f"{n}.db").stat().st_mode & 0o777 == 0o600
    assert only(copies) == ["0.db", "1.db", "2.db"]
    assert "keys.json as well, in another place than the copies." in told.out
    restored = tmp_path / "restored"
    restored.mkdir()
    shutil.copy(copies / "2.db", restored / "carelog.db")
    shutil.copy(tmp_path / "home" / "keys.json", restored)
    verified = carelog("audit", "verify", CARELOG_HOME=str(restored))
    assert (verified.code, "1 posted sessions" in verified.out) == (0, True), verified


def test_what_is_not_committed_is_neither_waited_for_nor_copied(carelog, tmp_path, signed_school):
    source = signed_school(tmp_path / "home")
    entries = counts(source)[0]
    other = sqlite3.connect(source, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE tenants SET name = 'Half a change'")
    assert carelog("backup", "copy.db").code == 0
    other.execute("ROLLBACK")
    other.close()
    assert counts(tmp_path / "copy.db") == (entries, "Riverbend District")


@pytest.mark.parametrize("make", [Path.touch, Path.mkdir, lambda path: path.symlink_to("nowhere")])
def test_nothing_is_ever_replaced(carelog, tmp_path, signed_school, make):
    signed_school(tmp_path / "home")
    make(tmp_path / "copy.db")
    before = only(tmp_path)
    refused = carelog("backup", "copy.db")
    assert (refused.code, refused.out, refused.err) == (2, "", "copy.db is there already. Choose another name.\n")
    assert only(tmp_path) == before


def beaten(path):
    """Somebody else is quicker."""
    with new_file(path) as part:
        part.write_text("new")
        path.write_text("somebody else's")


def test_what_comes_in_between_is_not_replaced_and_what_fails_leaves_nothing(tmp_path):
    path = tmp_path / "copy.db"
    with pytest.raises(FileExistsError):
        beaten(path)
    assert (only(tmp_path), path.read_text()) == (["copy.db"], "somebody else's")
    path.unlink()
    with pytest.raises(ZeroDivisionError), new_file(path) as part:
        part.write_text(str(1 / 0))
    assert only(tmp_path) == []


def test_a_disk_without_links_gets_a_file_too(tmp_path, monkeypatch):
    """As memory sticks are: the system's own refusal is the one part that is not the real one here."""

    def refuse(*_):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    with new_file(tmp_path / "one") as part:
        part.write_text("new")
    assert (only(tmp_path), (tmp_path / "one").read_text()) == (["one"], "new")
    with pytest.raises(FileExistsError):
        beaten(tmp_path / "two")
    assert (tmp_path / "two").read_text() == "somebody else's"


def damaged(path):
    """One page of the tables' contents is zero."""
    with path.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(bytes(4096))


def foreign(path):
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE staff (id INTEGER)")
    connection.close()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (damaged, "The copy did not pass SQLite's check, so it was not kept."),
        (foreign, "This is no database of Carelog, so nothing was copied. Check DATABASE_URL."),
        (Path.unlink, "There is no database yet, so there is nothing to back up. Check CARELOG_HOME."),
        (lambda path: path.write_bytes(b"nonsense" * 999), "The database cannot be opened (DatabaseError)."),
    ],
)
def test_no_copy_is_kept_that_could_not_be_restored(carelog, tmp_path, signed_school, make, says):
    source = signed_school(tmp_path / "home")
    make(source)
    refused = carelog("backup", "copy.db")
    assert (refused.code, refused.out) == (1, "")
    assert refused.err.startswith(says)
    assert only(tmp_path) == ["home"]


def test_a_folder_that_is_not_there_is_said(carelog, tmp_path, signed_school):
    signed_school(tmp_path / "home")
    refused = carelog("backup", "nowhere/copy.db")
    assert refused.code == 1
    assert refused.err == "Carelog cannot write nowhere/copy.db: No such file or directory. Nothing was left there.\n"


def test_an_older_schema_is_copied_as_it_is(carelog, tmp_path, signed_school):
    """Before an upgrade is when a backup is made."""
    source = signed_school(tmp_path / "home")
    connection = sqlite3.connect(source)
    connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.commit()
    connection.close()
    told = carelog("backup", "copy.db")
    assert (told.code, "schema 0001, and this Carelog needs 00" in told.out) == (0, True)


def test_postgresql_is_told_the_command_with_the_owners_address_and_no_password(carelog, postgres_server, tmp_path):
    """The printed command is run: it is the server's own pg_dump that reads the address."""
    owner = make_url(postgres_server).set(password="hidden")
    secret = owner.update_query_dict({"sslpassword": "hidden"}).render_as_string(hide_password=False)
    app = owner.set(username="carelog_app").render_as_string(hide_password=False)
    refused = carelog("backup", "copy.dump", DATABASE_URL=app, CARELOG_MIGRATE_URL=secret)
    assert (refused.code, refused.out) == (2, "")
    assert "Use pg_dump with the address of the owner's role, which is in CARELOG_MIGRATE_URL" in refused.err
    assert "hidden" not in refused.err
    program, *words = shlex.split(refused.err.splitlines()[-1])
    with psycopg.connect(postgres_server.replace("+psycopg", "")) as connection:
        ((programs,),) = connection.execute("SELECT setting FROM pg_config WHERE name = 'BINDIR'")
    subprocess.run([Path(programs, program), *words], check=True, cwd=tmp_path, timeout=60)
    assert (tmp_path / "copy.dump").read_bytes()[:5] == b"PGDMP"
    alone = carelog("backup", "copy.dump", DATABASE_URL=app, CARELOG_MIGRATE_URL="")
    assert (alone.code, "which is in DATABASE_URL" in alone.err) == (2, True)
