"""What an administrator's windows remember in private_metadata, as in bot/slack/metadata.py: ids and digests."""

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from bot.slack.metadata import dump, load, text, whole
from models.district import District, district_of, kept
from models.enums import DayKind


@dataclass(frozen=True)
class SettingsTarget:
    """District Settings: the digest of what the window was filled in with, and what is to be applied, if anything."""

    shown: str
    wanted: District | None = None

    def dump(self) -> str:
        return dump([self.shown, self.wanted and kept(self.wanted)])

    @staticmethod
    def load(view: dict[str, Any]) -> "SettingsTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "SettingsTarget":
            shown, wanted = values
            return SettingsTarget(text(shown), None if wanted is None else district_of(dict(wanted)))

        return load(view, read)


@dataclass(frozen=True)
class DayTarget:
    """Change a School Day: the change as it was typed, and the digest of the numbers that the window shows."""

    day: date
    kind: DayKind | None
    name: str
    release: time | None
    campus_id: int | None
    agreed: str = ""

    def dump(self) -> str:
        at = self.release and f"{self.release:%H:%M}"
        kind = self.kind and self.kind.value
        return dump([self.day.isoformat(), kind, self.name, at, self.campus_id, self.agreed])

    @staticmethod
    def load(view: dict[str, Any]) -> "DayTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "DayTarget":
            day, kind, name, at, campus_id, agreed = values
            return DayTarget(
                date.fromisoformat(text(day)),
                None if kind is None else DayKind(text(kind)),
                text(name),
                None if at is None else time.fromisoformat(text(at)),
                None if campus_id is None else whole(campus_id),
                text(agreed),
            )

        return load(view, read)


@dataclass(frozen=True)
class StudentTarget:
    """Students Leaving: the student, the last day, and the digest of the numbers that the window shows."""

    student_id: int
    last_day: date
    agreed: str

    def dump(self) -> str:
        return dump([self.student_id, self.last_day.isoformat(), self.agreed])

    @staticmethod
    def load(view: dict[str, Any]) -> "StudentTarget":
        """Read back from a view of Slack's. Raises Changed when it is not one of this version's."""

        def read(values: list[Any]) -> "StudentTarget":
            student_id, last_day, agreed = values
            return StudentTarget(whole(student_id), date.fromisoformat(text(last_day)), text(agreed))

        return load(view, read)
