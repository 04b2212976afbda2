"""Windows of oversight that were open while something else happened (PRODUCT journey 10)."""

import pytest

from models.enums import UnpostReason
from models.inputs import Unpost
from models.services import unposting
from tests.factories import KEYRING, enrol
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
