"""A person's time zone as users.info tells it."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo


def offset_seconds(zone: str) -> int:
    """Seconds east of UTC at this moment."""
    offset = datetime.fromtimestamp(time.time(), ZoneInfo(zone)).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def zone_label(zone: str) -> str:
    """The zone's abbreviation at this moment, such as CST."""
    return datetime.fromtimestamp(time.time(), ZoneInfo(zone)).tzname() or zone
