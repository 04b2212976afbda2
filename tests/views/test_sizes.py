"""Slack takes every view for every size of group and of caseload, and a page holds everybody."""

import pytest

from bot.views import samples
from sandbox.blocks.validate import validate_view
from tests.views.drawn import said
from tests.views.sizes import GROUPS, every_size

VIEWS = every_size()


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_slack_takes_it(name):
    assert validate_view(VIEWS[name], VIEWS[name]["type"]) == []


@pytest.mark.parametrize("size", GROUPS)
def test_everybody_is_on_the_page(size):
    for name in ("session.all", "session.cancelled", "session.posted", "unposting.signed_version"):
        text = said(VIEWS[f"{name}_group_{size}"])
        assert [pupil.name for pupil in samples.pupils(size) if pupil.name not in text] == []
