"""Windows of oversight that were open while something else happened (PRODUCT journey 10)."""

from datetime import timedelta

import pytest

from models.enums import UnpostReason
from models.inputs import Unpost
from models.rules.sending import Rate
from models.services import unposting
from scheduler.tick import tick
from tests.factories import KEYRING, PASSPHRASE, enrol, post
from tests.handlers.running import sheet_of
from tests.handlers.test_oversight import BOSS_PASSPHRASE, ready, review, submit_all
from tests.services.oversight import overseen as needing_oversight


@pytest.fixture
def overseen(carelog):
    """The aide's documentation needs oversight; one session of today is ready. The supervisor has a passphrase."""
    needing_oversight(carelog.db, carelog.school)
    enrol(carelog.db, carelog.school, carelog.school.supervisor, passphrase=BOSS_PASSPHRASE)
    ready(carelog)
    return carelog


@pytest.fixture
def boss(overseen):
    return overseen.person("USAM")


def test_nobody_returns_a_version_that_they_have_not_read(overseen, boss):
    submit_all(overseen)
    overseen.aide.close()
    review(boss)
    school, now = overseen.school, overseen.clocks.now
    unposted = Unpost(1, sheet_of(overseen).version, UnpostReason.WRONG_TIME)
    overseen.db.run(lambda db: unposting.unpost(db, school.aide, unposted, keyring=KEYRING, now=now))
    submit_all(overseen)
    boss.press("Return")
    assert boss.title == "Review"
    assert "Something changed since you opened this window." in boss.window
    boss.press("Return")
    assert boss.title == "Return"


def test_what_is_unposted_leaves_the_overseers_home_at_once(overseen, boss):
    submit_all(overseen)
    overseen.rest()
    assert "For your approval (1)" in boss.open_home()
    aide = overseen.aide
    aide.close()
    aide.open_home()
    aide.press("View")
    aide.press("Unpost")
    aide.fill("Reason", "Wrong time")
    aide.fill("Signing passphrase", PASSPHRASE)
    assert aide.submit() == {}
    overseen.rest()
    assert "For your approval" not in boss.home


def test_the_days_reminder_says_that_it_is_approved(overseen, boss):
    """Also to an aide who did not look at Home since the app was started."""
    overseen.clocks.now += timedelta(minutes=31)
    tick(overseen.deps, rate=Rate())
    post(overseen.db, needing_oversight(overseen.db, overseen.school), [1], now=overseen.clocks.now)
    review(boss)
    boss.fill("Signing passphrase", BOSS_PASSPHRASE)
    assert boss.submit() == {}
    tick(overseen.deps, rate=Rate())
    (told,) = overseen.aide.state["messages"]
    assert " · approved" in str(told["blocks"]).replace("\\xa0", " ")
