"""What rules and services raise. The text is for the person who acted; `field` names the input it belongs to."""

from datetime import datetime


class CarelogError(Exception):
    """The parent of everything that is told to people in plain words."""


class RuleViolation(CarelogError):
    """Something that was entered cannot be. `problems` maps field names to sentences; "" is the whole form."""

    def __init__(self, problems: dict[str, str] | str, field: str = "") -> None:
        self.problems = problems if isinstance(problems, dict) else {field: problems}
        super().__init__(" ".join(self.problems.values()))


class NotFound(CarelogError):
    """The thing is not there, or the person may not see it: the same sentence for both."""

    def __init__(self, text: str = "This is not here any more, or it is not yours to open.") -> None:
        super().__init__(text)


class NotAllowed(CarelogError):
    """The person's role does not include this."""


class Unknown(CarelogError):
    """The person is on no roster, is deactivated, or is a guest of another organisation."""


class Changed(CarelogError):
    """What the person saw is no longer what the record says: it has to be looked at again."""


class NotEnrolled(CarelogError):
    """The person has no signing passphrase yet, or it must be replaced."""


class Paused(CarelogError):
    """Too many wrong passphrases: signing pauses until the instant `until` (UTC); None means for good."""

    def __init__(self, until: datetime | None = None) -> None:
        self.until = until
        super().__init__("Signing is paused.")


class Busy(CarelogError):
    """Too much is being signed at this moment; nothing was counted and nothing was lost."""

    def __init__(self) -> None:
        super().__init__("Carelog is busy signing for others. Nothing was lost: press the button again.")


class PassphraseWritten(RuleViolation):
    """The signing passphrase that was just given stands in the texts of these sessions: they must not be signed so."""

    def __init__(self, sessions: tuple[int, ...], text: str) -> None:
        self.sessions = sessions
        super().__init__(text, "passphrase")
