"""Which messages go out over whole days, line by line: every local time, everybody, every kind; and nothing else."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, update

from bot.deps import Deps
from models.db import make_database
from models.services.hashing import Hasher
from models.tables import CalendarDay, Campus, Leave, Staff
from scheduler.tick import tick
from tests.factories import KEYRING, make_school, make_session
from tests.scheduler.running import FAST
from tests.scheduler.slack_model import Client, World
from tests.services.together import together

CENTRAL, MOUNTAIN = "America/Chicago", "America/Denver"
QUARTER = timedelta(minutes=15)


class Slack(Client):
    """A Slack that takes everything, and keeps when, for whom, and what kind it was."""

    def __init__(self, world, zones):
        super().__init__(world)
        self.zones, self.seen = zones, []

    def chat_postMessage(self, *, channel, text, **given):  # noqa: N802
        kind = "digest" if text.startswith("Your team") else "reminder"
        local = self.world.clock.astimezone(ZoneInfo(self.zones[channel]))
        self.seen.append(f"{local:%a %m-%d %H:%M} {channel} {kind}")
        return super().chat_postMessage(channel=channel, text=text, **given)


class Days:
    """A school as the days go by. Both aides have one session of long ago that nobody posts."""

    def __init__(self, database, other_zone=CENTRAL):
        self.db, self.school = database, make_school(database)
        long_ago = date(2026, 10, 7)
        for aide, students in (
            (self.school.aide, self.school.students),
            (self.school.other_aide, self.school.other_students),
        ):
            make_session(database, aide, students, date=long_ago)
        self.zones = dict.fromkeys(("UJO", "USAM", "UKIM"), CENTRAL) | {"UKIM": other_zone}
        if other_zone != CENTRAL:
            self.move(other_zone)
        self.world = World()
        self.slack = Slack(self.world, self.zones)

    def move(self, zone):
        """The other aide works at a campus in another zone."""
        campus = {"tenant_id": self.school.tenant_id, "name": "Oak Hill School", "time_zone": zone}
        times = {"reminder_time": time(15, 30), "digest_time": time(7)}

        def work(db):
            campus_id = db.execute(insert(Campus).values(**campus, **times).returning(Campus.id)).scalar_one()
            db.execute(update(Staff).where(Staff.id == self.school.other_aide.staff_id).values(campus_id=campus_id))

        self.db.run(work)

    def add(self, table, **values):
        self.db.run(lambda db: db.execute(insert(table).values(tenant_id=self.school.tenant_id, **values)))

    def process(self, db=None):
        clock = lambda: self.world.clock  # noqa: E731
        return Deps(db or self.db, clock, clock, Hasher(), KEYRING, self.slack)

    def pass_by(self, first, last, *processes):
        """Every process, if none is named a single one, ticks every quarter of an hour of these local days."""
        self.start(first, 0)
        end = local(last + timedelta(days=1), 0)
        while self.world.true < end:
            if processes:
                together([lambda deps=deps: tick(deps, FAST) for deps in processes])
            else:
                tick(self.process(), FAST)
            self.world.true += QUARTER
        return self.slack.seen

    def start(self, day, hour):
        self.world.true = local(day, hour)


def local(day, hour):
    return datetime.combine(day, time(hour), ZoneInfo(CENTRAL)).astimezone(UTC)


@pytest.fixture
def days(database):
    return Days(database)


def test_the_weekend_on_which_the_clocks_go_back_in_two_zones(database):
    days = Days(database, other_zone=MOUNTAIN)
    assert days.pass_by(date(2026, 10, 30), date(2026, 11, 2)) == [
        "Fri 10-30 07:00 USAM digest",
        "Fri 10-30 15:30 UJO reminder",
        "Fri 10-30 15:30 UKIM reminder",
        "Mon 11-02 07:00 USAM digest",
        "Mon 11-02 15:30 UJO reminder",
        "Mon 11-02 15:30 UKIM reminder",
    ]


def test_the_weekend_on_which_the_clocks_go_forward_in_two_zones(database):
    days = Days(database, other_zone=MOUNTAIN)
    assert days.pass_by(date(2027, 3, 12), date(2027, 3, 15)) == [
        "Fri 03-12 07:00 USAM digest",
        "Fri 03-12 15:30 UJO reminder",
        "Fri 03-12 15:30 UKIM reminder",
        "Mon 03-15 07:00 USAM digest",
        "Mon 03-15 15:30 UJO reminder",
        "Mon 03-15 15:30 UKIM reminder",
    ]


def test_a_day_without_school(days):
    days.add(CalendarDay, date=date(2026, 11, 18), kind="no_school", name="Teacher training")
    assert days.pass_by(date(2026, 11, 18), date(2026, 11, 19)) == [
        "Thu 11-19 07:00 USAM digest",
        "Thu 11-19 15:30 UJO reminder",
        "Thu 11-19 15:30 UKIM reminder",
    ]


def test_an_early_release_moves_no_message(days):
    """It ends the students' day, not the staff's: their contract hours say when they can answer."""
    days.add(CalendarDay, date=date(2026, 11, 18), kind="early_release", name="Early release", time=time(12, 30))
    assert days.pass_by(date(2026, 11, 18), date(2026, 11, 18)) == [
        "Wed 11-18 07:00 USAM digest",
        "Wed 11-18 15:30 UJO reminder",
        "Wed 11-18 15:30 UKIM reminder",
    ]


def test_leave_of_an_aide_and_of_the_supervisor(days):
    school, day = days.school, date(2026, 11, 18)
    days.add(Leave, staff_id=school.aide.staff_id, start_date=day, end_date=day)
    days.add(Leave, staff_id=school.supervisor.staff_id, start_date=day + timedelta(days=1), end_date=date(2026, 12, 1))
    assert days.pass_by(day, day + timedelta(days=1)) == [
        "Wed 11-18 07:00 USAM digest",
        "Wed 11-18 15:30 UKIM reminder",
        "Thu 11-19 15:30 UJO reminder",
        "Thu 11-19 15:30 UKIM reminder",
    ]


def test_contract_hours(days):
    hours = {"contract_start": time(8), "contract_end": time(14)}
    school = days.school
    days.db.run(lambda db: db.execute(update(Staff).where(Staff.id == school.aide.staff_id).values(**hours)))
    days.db.run(lambda db: db.execute(update(Staff).where(Staff.id == school.supervisor.staff_id).values(**hours)))
    assert days.pass_by(date(2026, 11, 18), date(2026, 11, 18)) == [
        "Wed 11-18 08:00 USAM digest",
        "Wed 11-18 13:45 UJO reminder",
        "Wed 11-18 15:30 UKIM reminder",
    ]


def test_a_start_at_six_after_three_days_down(days):
    """Monday's messages were planned and not sent. On Thursday only today's go out, to whom it is not too late."""
    other = days.school.other_aide.staff_id
    days.db.run(lambda db: db.execute(update(Staff).where(Staff.id == other).values(contract_end=time(17))))
    for hour in (7, 16):
        days.start(date(2026, 11, 16), hour)
        tick(days.process(), FAST, stop=lambda: True)
    days.world.true = local(date(2026, 11, 19), 18)
    for _ in range(60):
        tick(days.process(), FAST)
        days.world.true += QUARTER
    assert days.slack.seen == [
        "Thu 11-19 18:00 UJO reminder",
        "Fri 11-20 07:00 USAM digest",
    ]


def test_two_processes_at_once(days):
    other = make_database(days.db.engine.url.render_as_string(hide_password=False))
    seen = days.pass_by(date(2026, 11, 18), date(2026, 11, 19), days.process(), days.process(other))
    other.close()
    assert sorted(seen) == [
        "Thu 11-19 07:00 USAM digest",
        "Thu 11-19 15:30 UJO reminder",
        "Thu 11-19 15:30 UKIM reminder",
        "Wed 11-18 07:00 USAM digest",
        "Wed 11-18 15:30 UJO reminder",
        "Wed 11-18 15:30 UKIM reminder",
    ]
