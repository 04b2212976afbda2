"""kill -9 of the whole app while people post on the page: nothing is half done, and what was shown as posted is."""

import threading
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from time import sleep

from sqlalchemy import select

from bot.clock import wall
from bot.keys import load_keys
from models.enums import ItemKind, Role, SessionType
from models.inputs import Recurrence, SessionTerms
from models.services import credential, lookups, people, planning
from models.tables import Session
from sandbox.__main__ import TEAM, open_workspace
from sandbox.calendar_shift import sample_files, shift_files
from sandbox.sample import load_school
from sandbox.socket_mode import NotDeliveredError
from tests.crash.app import apps_of
from tests.crash.people import Poster
from tests.crash.records import cheap_hash, make_all_ready, problems

PEOPLE = 2
SESSIONS_PER_KILL = 12


def prepared(database, sessions):
    """The sample school, with its aides enrolled and as many drafts ready for each; gives it and the Slack users."""
    now = wall()
    school = load_school(database, shift_files(sample_files(), today=now.date()), TEAM, real_now=now)
    actors = {
        each.id: database.read(lambda db, each=each: people.actor_for(db, TEAM[0], each.id)) for each in school.people
    }
    aides = {
        user: actor
        for user, actor in actors.items()
        if actor and actor.role is Role.AIDE and has_students(database, actor, school)
    }
    users = list(aides)[:PEOPLE]
    for user in users:
        database.run(lambda db, actor=aides[user]: fill(db, actor, school.now, sessions))
    database.run(make_all_ready)
    return school, users


def has_students(database, actor, school):
    return database.read(lambda db: lookups.caseload(db, actor, on=school.now.date()))


def fill(db, actor, now, sessions):
    """Enrols an aide and plans sessions of ten minutes on past school days, none at the same time."""
    code = credential.issue_code(db, None, actor.staff_id, actor.tenant_id, at=now)
    credential.enrol(db, actor, code.code, cheap_hash(), at=now)
    last = now.date() - timedelta(days=1)
    first, _ = lookups.school_year(db, actor, on=last)
    items = lookups.catalog(db, actor.tenant_id)
    service, place = (
        next(item.code for item in items if item.kind is kind) for kind in (ItemKind.SERVICE, ItemKind.PLACE)
    )
    staying = {pupil.id for pupil in lookups.caseload(db, actor, on=last)}
    students = tuple(pupil.id for pupil in lookups.caseload(db, actor, on=first) if pupil.id in staying)[:2]
    made, slot = 0, 0
    every_day = Recurrence(frozenset({1, 2, 3, 4, 5}), 1, last)
    while made < sessions:
        begins = datetime.combine(first, time(6)) + timedelta(minutes=12 * slot)
        times = (begins.time(), (begins + timedelta(minutes=10)).time())
        terms = SessionTerms(service, f"Care {slot}", place, first, *times, SessionType.GROUP, students, every_day)
        made += planning.create(db, actor, terms, f"crash-{actor.staff_id}-{slot}", now=now).count
        slot += 1


@contextmanager
def workspace(folder, url, school):
    """The local workspace, patient with a busy machine; gives its server and the app's environment."""
    server, environment = open_workspace(folder, url, school)
    server.call(lambda world: setattr(world.workspace, "config", patient(world.workspace.config)))
    try:
        yield server, environment
    finally:
        server.stop()


def patient(config):
    return replace(config, ack_seconds=30.0, trigger_seconds=60.0)


def give_up_waiting(world):
    """Tells what waits for the killed app that no answer will come, so that nobody waits for the time-out."""
    for waiting in world.link._waiting.values():
        if not waiting.answer.done():
            waiting.answer.set_exception(NotDeliveredError("connection_failed", "the app was killed"))


def one_life(server, apps, posters, chance):
    """People post; the app is killed at a random moment after everybody posted something."""
    apps.start()
    server.wait_until(lambda world: world.link.connected, 60)
    killed = threading.Event()
    for each in posters:
        each.begun.clear()
        each.look_again()
    threads = [threading.Thread(target=each.go_on, args=(killed,)) for each in posters]
    for thread in threads:
        thread.start()
    for each in posters:
        assert each.begun.wait(60)
    sleep(chance.uniform(0, 1.5 * max(each.pace for each in posters)))  # No synchronisation: it chooses the moment.
    killed.set()
    apps.kill()
    server.wait_until(lambda world: not world.link.connected, 30)
    server.call(give_up_waiting)
    for thread in threads:
        thread.join(60)


def test_an_app_that_is_killed_while_people_post_loses_nothing_it_showed(
    database, database_urls, tmp_path, full, chance
):
    kills = 100 if full else 10
    school, users = prepared(database, kills * SESSIONS_PER_KILL)
    before = database.read(lambda db: len(db.execute(select(Session.id)).all()))
    with workspace(tmp_path, database_urls.app, school) as (server, environment), apps_of(environment) as apps:
        posters = [Poster(server, user) for user in users]
        for _ in range(kills):
            one_life(server, apps, posters, chance)
    keyring = load_keys(tmp_path / "keys.json")
    shown = set().union(*(each.posted for each in posters))
    assert [each.trouble for each in posters] == [[]] * PEOPLE
    assert len(shown) >= kills
    assert problems(database, confirmed=shown, keyring=keyring) == []
    assert database.read(lambda db: len(db.execute(select(Session.id)).all())) == before
