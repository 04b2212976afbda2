"""An aide's day and the daily loop over signed HTTP, against the process of `carelog serve`, on both databases."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from bot.clock import wall
from sandbox.server import RunningServer
from tests.driver import Person
from tests.factories import FIXED_NOW, PASSPHRASE, School, enrol, make_school, make_session
from tests.http.process import READY, Process, deliver_to, settings_of

NEW = "walnut kettle drifts north"
COMPLAINT = re.compile(r"Traceback|\bERROR\b|\bCRITICAL\b")


@dataclass
class Installation:
    """A running app over HTTP, and the people in front of it."""

    server: RunningServer
    process: Process
    school: School
    aide: Person

    def person(self, user: str) -> Person:
        return Person(self.server.url, user)

    def at(self, moment: datetime) -> None:
        """Moves the domain's clock there."""
        offset = (moment - wall()).total_seconds()
        self.server.call(lambda world: world.workspace.move_clock(offset))


@pytest.fixture
def installed(slack, database, database_urls, serve):
    """A school, and the app that serves it; at the end it stops cleanly, and has complained of nothing."""
    school = make_school(database)
    process = serve(**settings_of(slack, database_urls.app))
    process.hear(READY)
    deliver_to(slack, process.port)
    found = Installation(slack, process, school, Person(slack.url, "UJO"))
    found.at(FIXED_NOW)
    yield found
    assert process.stop() == 0
    assert not COMPLAINT.search(process.said), process.said
    assert not slack.call(lambda world: world.link.connections), "Nothing went over Socket Mode."


def enrolled(installed):
    """The administrator gives the aide a code, and the aide sets a passphrase with it."""
    admin, aide = installed.person("UPAT"), installed.aide
    admin.open_home()
    admin.office("Enrolment code")
    admin.fill("Person", "Jo Field, Paraprofessional")
    assert admin.submit() == {}
    code = re.search(r"`([A-Z0-9-]+)`", admin.window)[1]
    aide.open_home()
    aide.press("Set signing passphrase")
    aide.fill("Enrolment code", code)
    aide.fill("New signing passphrase", NEW)
    aide.fill("The same passphrase again", NEW)
    assert aide.submit() == {}
    aide.close()


def test_an_aides_day(installed):
    enrolled(installed)
    aide = installed.aide
    aide.open_home()
    aide.press("Add Session")
    aide.fill("Session Description", "Afternoon care")
    aide.fill("Place of Service", "Classroom")
    aide.fill("Start Time", "13:00")
    aide.fill("End Time", "14:00")
    aide.fill("Students", {"Mia Garcia", "Ava Lopez"})
    assert aide.submit() == {}
    assert aide.title == "Session added", aide.window
    aide.close()
    aide.wait_for(lambda state: "Afternoon care" in str(state["home"]["blocks"]))
    aide.press("Open")
    aide.press("All present, as scheduled")
    aide.choose("Not Present in Session", near="Ava Lopez")
    aide.choose("Absent from school", near="Ava Lopez")
    aide.choose("Toileting")
    assert "*Ava Lopez* · Not Present in Session" in aide.window
    aide.submit()
    assert aide.title == "Session Audit"
    aide.fill("Signing passphrase", "not the passphrase")
    assert "4 tries are left" in aide.submit()["Signing passphrase"]
    aide.fill("Signing passphrase", NEW)
    assert aide.submit() == {}
    assert aide.title == "Posted"
    aide.close()
    assert "Posted · signed by Jo Field" in aide.open_home()
    assert NEW not in installed.process.said


def reply(aide, text, thread):
    """The aide writes, and reads the answer."""
    before = len(aide.state["messages"])
    aide.write(text, thread)
    state = aide.wait_for(lambda state: len(state["messages"]) >= before + 2)
    return str(state["messages"][-1]["blocks"])


def test_the_daily_loop(installed, database):
    school, aide, supervisor = installed.school, installed.aide, installed.person("USAM")
    enrol(database, school, school.aide)
    make_session(database, school.aide, school.students)
    aide.open_home()
    supervisor.open_home()
    installed.at(FIXED_NOW + timedelta(minutes=31))
    thread = aide.wait_for(lambda state: state["messages"])["messages"][0]["ts"]
    assert "all present, as scheduled" in reply(aide, "all present", thread)
    assert "Taken back" in reply(aide, "undo", thread)
    reply(aide, "all present", thread)
    assert "Press Post" in reply(aide, "post", thread)

    installed.at(FIXED_NOW + timedelta(hours=17))
    digest = supervisor.wait_for(lambda state: state["messages"])["messages"][0]
    assert "unposted" in digest["text"]
    supervisor.press_in_message("Nudge")
    supervisor.wait_for(lambda state: "gets a nudge" in state["messages"][-1]["text"])
    aide.wait_for(lambda state: "to post" in state["messages"][-1]["text"])

    aide.open_home()
    aide.press("Open")
    aide.choose("Toileting")
    aide.submit()
    aide.fill("Signing passphrase", PASSPHRASE)
    assert aide.submit() == {}
    assert aide.title == "Posted"
    aide.wait_for(lambda state: any("All posted" in each["text"] for each in state["messages"]))
