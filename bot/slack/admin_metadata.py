"""What an administrator's windows remember in private_metadata, as in bot/slack/metadata.py: ids and digests."""

from dataclasses import dataclass
from typing import Any

from bot.slack.metadata import dump, load, text


@dataclass(frozen=True)
class SettingsTarget:
    """District Settings: the digest of what the window was filled in with."""

    shown: str

    def dump(self) -> str:
        return dump([self.shown])

    @staticmethod
    def load(view: dict[str, Any]) -> "SettingsTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "SettingsTarget":
            (shown,) = values
            return SettingsTarget(text(shown))

        return load(view, read)
