"""Who is in the workspace, and what it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Person:
    """A member of the workspace; `color` is a hex colour without `#`, `tz` an IANA zone."""

    id: str
    name: str
    email: str
    title: str = ""
    tz: str = "America/Chicago"
    color: str = "3c5c8a"
    deleted: bool = False
    is_bot: bool = False
    is_restricted: bool = False
    is_stranger: bool = False
    device: str = ""

    @property
    def seat(self) -> str:
        """Whose windows they are: in Slack a window is open on one device of a person, and not on the others."""
        return f"{self.id} {self.device}".strip()

    @property
    def handle(self) -> str:
        """The user name, such as `maya.lopez`."""
        return self.email.partition("@")[0].lower() or self.name.lower().replace(" ", ".")

    @property
    def initials(self) -> str:
        """The first letters of the first and the last name."""
        words = self.name.split()
        return (words[0][:1] + (words[-1][:1] if len(words) > 1 else "")).upper() if words else "?"


@dataclass(frozen=True)
class WorkspaceConfig:
    """A workspace with one app installed in it.

    Attributes:
        manifest: the app's manifest, as loaded from `manifest.yml`.
        ack_seconds: how long the app may take to acknowledge (Slack's is 3).
        trigger_seconds: how long a trigger id lives (Slack's is 3).
        retry_seconds: the waits before an event is sent again (Slack's are none, a minute, five minutes).
        close_seconds: how long a connection lives on after it was told to refresh.
        request_url: where the app listens for signed HTTP requests; used while no Socket Mode connection is up.
    """

    team_id: str
    team_name: str
    people: tuple[Person, ...]
    manifest: Mapping[str, Any] = field(repr=False)
    bot_token: str = field(repr=False)
    app_token: str = field(repr=False)
    signing_secret: str = field(repr=False)
    app_id: str = "A0SANDBOX1"
    bot_id: str = "B0SANDBOX1"
    bot_user_id: str = "U0SANDBOX1"
    ack_seconds: float = 3.0
    trigger_seconds: float = 3.0
    retry_seconds: tuple[float, ...] = (0.0, 60.0, 300.0)
    close_seconds: float = 5.0
    request_url: str = ""

    @property
    def app_name(self) -> str:
        """What people see as the app's name."""
        return str(self.manifest["features"]["bot_user"]["display_name"])

    @property
    def domain(self) -> str:
        """The workspace's short name, as in its address."""
        return "".join(each if each.isalnum() else "-" for each in self.team_name.lower())

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes of the bot token."""
        return frozenset(self.manifest["oauth_config"]["scopes"]["bot"])

    @property
    def events(self) -> frozenset[str]:
        """The events that the app subscribes to."""
        return frozenset(self.manifest["settings"].get("event_subscriptions", {}).get("bot_events", []))
