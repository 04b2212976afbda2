"""What a person can look at: views, messages, and the notices of Slack itself."""

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from sandbox.blocks.state import Values, complete_text, initial_values, kept_values, normalise_blocks
from sandbox.people import WorkspaceConfig


def new_id(prefix: str) -> str:
    """A fresh id in Slack's style, such as V0A1B2C3D4E."""
    return prefix + "0" + secrets.token_hex(5).upper()


def new_hash() -> str:
    """A fresh view hash."""
    return f"{int(time.time())}.{secrets.token_hex(4)}"


@dataclass
class Surface:
    """Something with blocks that holds what a person typed or chose.

    Attributes:
        offered: options that external selects have loaded, by (block id, action id) and then by value.
    """

    blocks: list[dict[str, Any]]
    values: Values = field(default_factory=dict)
    offered: dict[tuple[str, str], dict[str, dict[str, Any]]] = field(default_factory=dict)


@dataclass
class View(Surface):
    """A modal or a Home view of one person; `raw` is the app's view without its blocks."""

    id: str = ""
    user: str = ""
    raw: dict[str, Any] = field(default_factory=dict)
    hash: str = field(default_factory=new_hash)
    root_view_id: str = ""
    previous_view_id: str | None = None
    busy: bool = False

    @classmethod
    def make(cls, user: str, view: dict[str, Any]) -> "View":
        """A new view from what the app sent."""
        blocks = normalise_blocks(view["blocks"])
        made = cls(blocks, initial_values(blocks), id=new_id("V"), user=user, raw=_without_blocks(view))
        made.root_view_id = made.id
        return made

    def replace(self, view: dict[str, Any]) -> None:
        """Show what the app sent instead; what was typed stays where ids and types are the same."""
        self.blocks = normalise_blocks(view["blocks"])
        self.values = kept_values(self.values, self.blocks)
        self.raw = _without_blocks(view)
        self.hash = new_hash()

    def for_app(self, config: WorkspaceConfig) -> dict[str, Any]:
        """The view as Slack sends it to the app."""
        shown: dict[str, Any] = {
            "id": self.id,
            "team_id": config.team_id,
            "type": self.raw["type"],
            "blocks": self.blocks,
            "private_metadata": self.raw.get("private_metadata", ""),
            "callback_id": self.raw.get("callback_id", ""),
            "state": {"values": self.values},
            "hash": self.hash,
            "title": self.raw.get("title"),
            "clear_on_close": self.raw.get("clear_on_close", False),
            "notify_on_close": self.raw.get("notify_on_close", False),
            "close": self.raw.get("close"),
            "submit": self.raw.get("submit"),
            "previous_view_id": self.previous_view_id,
            "root_view_id": self.root_view_id,
            "app_id": config.app_id,
            "external_id": self.raw.get("external_id", ""),
            "app_installed_team_id": config.team_id,
            "bot_id": config.bot_id,
        }
        return shown

    def for_page(self) -> dict[str, Any]:
        """The view as docs/sandbox.md gives it to the page."""
        keys = ("callback_id", "title", "submit", "close")
        return {
            "id": self.id,
            **{key: self.raw.get(key) for key in keys},
            "blocks": self.blocks,
            "hash": self.hash,
            "values": self.values,
            "busy": self.busy,
        }


@dataclass
class Message(Surface):
    """A message in a direct-message channel; an ephemeral one is seen by `only_for` alone and kept nowhere.

    `at` is when it came by the sandbox's clock, in seconds since 1970; `ts` is in real time. A `tombstone` stands for a
    deleted message that has replies.
    """

    ts: str = ""
    channel: str = ""
    user: str = ""
    text: str = ""
    thread_ts: str | None = None
    metadata: dict[str, Any] | None = None
    edited_ts: str | None = None
    client_msg_id: str | None = None
    only_for: str | None = None
    at: float = 0.0
    tombstone: bool = False

    def show(self, text: str, blocks: list[dict[str, Any]] | None) -> None:
        """Put text and blocks in; chosen values stay as in a view."""
        self.text = text
        self.blocks = normalise_blocks(blocks or [])
        self.values = kept_values(self.values, self.blocks)

    def for_app(self, config: WorkspaceConfig) -> dict[str, Any]:
        """The message as Slack sends it to the app, without metadata."""
        shown: dict[str, Any] = {
            "type": "message",
            "user": self.user,
            "ts": self.ts,
            "text": self.text,
            "team": config.team_id,
        }
        if self.user == config.bot_user_id:
            shown |= {"bot_id": config.bot_id, "app_id": config.app_id}
        if self.client_msg_id:
            shown["client_msg_id"] = self.client_msg_id
        if self.blocks:
            shown["blocks"] = self.blocks
        if self.thread_ts:
            shown["thread_ts"] = self.thread_ts
        if self.edited_ts:
            shown["edited"] = {"user": self.user, "ts": self.edited_ts}
        if self.tombstone:
            shown |= {"subtype": "tombstone", "user": "USLACKBOT", "hidden": True}
        return shown

    def for_page(self) -> dict[str, Any]:
        """The message as docs/sandbox.md gives it to the page."""
        return {
            "ts": self.ts,
            "at": self.at,
            "thread_ts": self.thread_ts,
            "user": self.user,
            "text": self.text,
            "blocks": self.blocks,
            "values": self.values,
            "edited": self.edited_ts is not None,
            "ephemeral": self.only_for is not None,
            "deleted": self.tombstone,
            "reactions": [],
        }


@dataclass(frozen=True)
class Notice:
    """What Slack itself tells the person; `detail` is why, for the developer."""

    id: str
    text: str
    detail: str


@dataclass(frozen=True)
class LogEntry:
    """One line of the developer's log; `at` is seconds since 1970."""

    at: float
    level: str
    where: str
    text: str


@dataclass
class Trigger:
    """The right to open one window at one seat; `view_id` is the modal it came from, `born` monotonic seconds."""

    seat: str
    born: float
    view_id: str | None = None
    used: bool = False

    @property
    def user(self) -> str:
        """Whose it is."""
        return self.seat.partition(" ")[0]


def _without_blocks(view: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = complete_text({key: value for key, value in view.items() if key != "blocks"})
    return kept
