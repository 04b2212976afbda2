"""Who is in the workspace, and Slack's own limits as defaults."""

import pytest

from sandbox.people import Person, WorkspaceConfig
from sandbox.zones import offset_seconds, zone_label


@pytest.mark.parametrize(
    ("name", "initials"), [("Ada Example", "AE"), ("Ada B. Example", "AE"), ("Ada", "A"), ("", "?")]
)
def test_initials(name, initials):
    assert Person("U1", name, "x@school.example").initials == initials


@pytest.mark.parametrize(("email", "handle"), [("Ada.E@school.example", "ada.e"), ("", "ada.example")])
def test_handles(email, handle):
    assert Person("U1", "Ada Example", email).handle == handle


def test_the_defaults_are_slacks_limits(kit):
    config = WorkspaceConfig("T1", "St. Maple's", (), kit.MANIFEST, "b", "a", "s")
    assert (config.ack_seconds, config.trigger_seconds) == (3.0, 3.0)
    assert config.retry_seconds == (0.0, 60.0, 300.0)
    assert config.domain == "st--maple-s"
    assert config.scopes >= {"chat:write", "im:history"}
    assert config.events == {"app_home_opened", "message.im"}


def test_a_config_does_not_print_its_secrets(kit):
    printed = repr(WorkspaceConfig("T1", "Maple", (), kit.MANIFEST, "xoxb-1", "xapp-1", "hush"))
    assert "Maple" in printed
    assert not any(each in printed for each in ("xoxb-1", "xapp-1", "hush"))


def test_zones_are_told_as_seconds_and_letters():
    assert offset_seconds("Asia/Kolkata") == 19_800
    assert zone_label("Asia/Kolkata") == "IST"
