"""Where the sandbox's clock can jump to: the next reminder, tomorrow, the next school day. Always forward."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from models.db import DbSession, make_database
from models.rules.due import is_school_day, reminder_window
from models.rules.time import to_instant, to_local
from models.services import lookups, people
from models.services.reminders import hours_of

Jump = Callable[[str, str, datetime], datetime]
MORNING = time(7, 0)
MOST_DAYS = 200


def make_jump(database_url: str, team_id: str) -> Jump:
    """A function of (Slack user, place, now in UTC): the instant to jump to, as that person's campus counts."""

    def jump(user_id: str, to: str, now: datetime) -> datetime:
        database = make_database(database_url)
        try:
            return database.read(lambda db: _jump(db, team_id, user_id, to, now))
        finally:
            database.close()

    return jump


def _jump(db: DbSession, team_id: str, user_id: str, to: str, now: datetime) -> datetime:
    actor = people.actor_for(db, team_id, user_id)
    if actor is None:
        return now + timedelta(days=1)
    _, hours = hours_of(db, actor.staff_id)
    today = to_local(now, hours.zone).date()
    if to == "tomorrow":
        return to_instant(today + timedelta(days=1), MORNING, hours.zone)
    first, last = lookups.school_year(db, actor, on=today)
    holidays = lookups.no_school(db, actor, today, today + timedelta(days=MOST_DAYS))

    def school(day: date) -> bool:
        return is_school_day(day, holidays, first, last)

    days = [today + timedelta(days=ahead) for ahead in range(MOST_DAYS)]
    if to == "reminder":
        found = (reminder_window(hours, day)[0] for day in days if school(day))
        return next((at for at in found if at > now), now)
    next_day = next((day for day in days[1:] if school(day)), today)
    return max(now, to_instant(next_day, max(hours.digest_time, MORNING), hours.zone))
