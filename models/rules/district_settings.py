"""The district's settings as they were typed, and what may not be."""

from models.district import LOG_DAYS, LONGEST_CONTACT, PASSPHRASE, District
from models.enums import MinutesAsked
from models.errors import RuleViolation


def read_district(
    log_days: str, passphrase_minimum: str, minutes: str | None, contact: str, *, initials_only: bool
) -> District:
    """The settings as they were typed. Raises RuleViolation with a sentence at each field that cannot be."""
    problems: dict[str, str] = {}
    days = _number(log_days, LOG_DAYS)
    if days is None:
        problems["log_days"] = f"Write whole days, from {LOG_DAYS[0]} to {LOG_DAYS[1]}."
    least = _number(passphrase_minimum, PASSPHRASE)
    if least is None:
        problems["shortest"] = f"Write a whole number, from {PASSPHRASE[0]} to {PASSPHRASE[1]}."
    asks = next((one for one in MinutesAsked if one.value == minutes), None)
    if asks is None:
        problems["minutes"] = "Choose one of these."
    whom = " ".join(contact.split())
    if len(whom) > LONGEST_CONTACT:
        problems["contact"] = f"Shorten this to {LONGEST_CONTACT} characters."
    if days is None or least is None or asks is None or problems:
        raise RuleViolation(problems)
    return District(days, least, initials_only, asks, whom)


def _number(text: str, bounds: tuple[int, int]) -> int | None:
    cleaned = text.strip()
    if not (cleaned.isascii() and cleaned.isdecimal()) or len(cleaned) > 3:
        return None
    return int(cleaned) if bounds[0] <= int(cleaned) <= bounds[1] else None
