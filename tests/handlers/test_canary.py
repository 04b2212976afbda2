"""A passphrase leaves no trace: not in a log at DEBUG, not in the database, not in what Slack gets back (ES-18)."""

import io
import logging
from pathlib import Path

import pytest
from sqlalchemy import MetaData, select

from bot.logs import set_up_logging
from models.db import Database
from models.services import credential
from tests.factories import enrol, make_ready, make_session
from tests.services.oversight import overseen, submit

CANARY = "7f3a marmalade zeppelin"
WRONG = "9c1e marmalade of walnut"


@pytest.fixture
def logged(capfd):
    """Logging as the app sets it up at DEBUG, gathered; the test process's own set-up is put back."""
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    set_up_logging("DEBUG")
    gathered = io.StringIO()
    redaction = root.handlers[0].filters[0]
    beside = logging.StreamHandler(gathered)
    beside.addFilter(redaction)
    root.addHandler(beside)
    yield gathered
    root.handlers[:] = kept
    root.setLevel(level)


def rows_as_text(database: Database) -> str:
    """Every column of every table."""
    tables = MetaData()
    tables.reflect(database.engine)
    with database.reader.connect() as connection:
        return "\n".join(
            repr(tuple(row)) for table in tables.sorted_tables for row in connection.execute(select(table))
        )


def everything(carelog, logged, capfd) -> str:
    """All that could have kept a passphrase, as one text."""
    carelog.front.rest()
    out, err = capfd.readouterr()
    kept = [logged.getvalue(), out, err, rows_as_text(carelog.db), carelog.sent(), repr(carelog.aide.state)]
    kept.append("\n".join(carelog.aide.page.log))
    if carelog.db.engine.dialect.name == "sqlite":
        path = Path(carelog.db.engine.url.database)
        kept += [one.read_bytes().decode("latin-1") for one in sorted(path.parent.glob(f"{path.name}*"))]
    return "\n".join(kept)


def enrol_with_canary(carelog):
    school, at = carelog.school, carelog.clocks.wall
    code = carelog.db.run(
        lambda db: credential.issue_code(db, school.admin, school.aide.staff_id, school.tenant_id, at=at).code
    )
    aide = carelog.aide
    aide.open_home()
    aide.press("Set signing passphrase")
    aide.fill("Enrolment code", code)
    aide.fill("New signing passphrase", CANARY)
    aide.fill("The same passphrase again", WRONG)
    assert list(aide.submit()) == ["The same passphrase again"]
    aide.fill("The same passphrase again", CANARY)
    assert aide.submit() == {}
    aide.close()


def test_a_passphrase_is_nowhere_after_everything_that_can_be_done_with_it(start, logged, capfd):
    carelog = start(enrolled=False)
    enrol_with_canary(carelog)
    aide, school = carelog.aide, carelog.school
    make_ready(carelog.db, school.aide, make_session(carelog.db, school.aide, school.students))
    aide.command("/post")
    aide.fill("Signing passphrase", WRONG)
    assert "4 tries are left" in aide.submit()["Signing passphrase"]
    aide.fill("Signing passphrase", CANARY)
    assert aide.submit() == {}
    assert aide.title == "Posted"
    aide.close()
    assert "That was your signing passphrase." in aide.command(f"/post {CANARY}")
    assert "That was" not in aide.command(f"/sessions {WRONG}")
    text = everything(carelog, logged, capfd)
    assert "session.posted" in text, "What is searched is really there."
    assert "marmalade" not in text


def test_an_overseers_passphrase_leaves_no_trace_either(carelog, logged, capfd):
    school = carelog.school
    enrol(carelog.db, school, school.supervisor, passphrase=CANARY)
    submit(carelog.db, overseen(carelog.db, school), school)
    boss = carelog.person("USAM")
    boss.open_home()
    boss.press("Review")
    boss.fill("Signing passphrase", WRONG)
    assert "4 tries are left" in boss.submit()["Signing passphrase"]
    boss.fill("Signing passphrase", CANARY)
    assert boss.submit() == {}
    assert boss.title == "Approved"
    text = everything(carelog, logged, capfd) + repr(boss.state) + "\n".join(boss.page.log)
    assert "session.approved" in text
    assert "marmalade" not in text


def test_a_listener_that_raises_with_the_window_in_its_text_leaves_no_trace_either(start, logged, capfd, monkeypatch):
    carelog = start(enrolled=False)
    enrol_with_canary(carelog)
    aide, school = carelog.aide, carelog.school
    make_ready(carelog.db, school.aide, make_session(carelog.db, school.aide, school.students))
    aide.command("/post")

    def fail(view, *_rest):
        raise RuntimeError(f"cannot read {view}")

    with monkeypatch.context() as patched:
        patched.setattr("handlers.posting.AuditTarget.load", fail)
        aide.fill("Signing passphrase", CANARY)
        assert aide.submit() == {}
    shown = aide.window
    assert "Reference code" in shown
    aide.close()
    carelog.fault("views.open", refused=9)
    aide.page.post("command", text=f"/post {WRONG}")
    aide.page.post("command", text="/post")
    text = everything(carelog, logged, capfd)
    assert "RuntimeError at " in text, "The failure itself was logged."
    # The window that is still open holds what was typed: that is the person's own screen.
    typed = [view["values"] for view in aide.views]
    assert "marmalade" not in text.replace(repr(typed)[1:-1], "")
    assert "marmalade" not in shown


def test_slacks_libraries_stay_quiet_at_debug(start, logged):
    carelog = start()
    carelog.aide.open_home()
    carelog.aide.command("/post help")
    lines = logged.getvalue()
    assert "slack_bolt" not in lines
    assert "slack_sdk" not in lines
    assert logging.getLogger("carelog").level == logging.NOTSET, "The app's own log says what the settings ask for."
    assert all(
        logging.getLogger(name).level in {logging.NOTSET, logging.WARNING, logging.ERROR}
        for name in logging.root.manager.loggerDict
        if name.startswith(("slack_bolt", "slack_sdk"))
    )
