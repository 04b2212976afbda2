"""Forged ids reveal nothing: another aide's session and a missing one are answered alike, and nothing is changed."""

import pytest

from models.services import capture
from tests.factories import PASSPHRASE, make_ready, make_session
from tests.handlers.running import sheet_of

NOT_HERE = "This is not here any more, or it is not yours to open."
MISSING = 4711


@pytest.fixture
def theirs(carelog):
    """A session of another aide, ready to post; the aide's own one is number 2."""
    school = carelog.school
    session = make_ready(
        carelog.db, school.other_aide, make_session(carelog.db, school.other_aide, school.other_students)
    )
    make_ready(carelog.db, school.aide, make_session(carelog.db, school.aide, school.students))
    carelog.aide.open_home()
    return session


def set_values(carelog, value):
    """Makes every button of what is in front of the aide carry another value."""

    def work(world):
        stack = world.workspace.stacks["UJO"]
        for block in (stack[-1] if stack else world.workspace.homes["UJO"]).blocks:
            for button in [block.get("accessory"), *block.get("elements", [])]:
                if button and button.get("type") == "button":
                    button["value"] = value

    carelog.server.call(work)


def untouched(carelog, theirs):
    actor, now = carelog.school.other_aide, carelog.clocks.now
    sheet = carelog.db.read(lambda db: capture.open_session(db, actor, theirs, now=now))
    return (sheet.state.value, sheet.version) == ("draft", 3)


def test_a_forged_button_of_home(carelog, theirs):
    for value in (str(theirs), str(MISSING)):
        set_values(carelog, value)
        carelog.aide.press("Open")
        assert carelog.aide.window == NOT_HERE
        carelog.aide.close()
    assert "Max Gray" not in carelog.sent()


@pytest.mark.parametrize("value", ["nonsense", "", "-1", "9" * 30])
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_a_button_without_a_number_opens_nothing(carelog, theirs, value):
    set_values(carelog, value or "x")
    carelog.aide.press("Open")
    assert carelog.aide.title == "Carelog"


@pytest.mark.parametrize("button", ["All present, as scheduled", "Save", "Documentation View"])
def test_a_forged_session_window_saves_nothing(carelog, theirs, button):
    carelog.aide.press("Open")
    answers = []
    for session in (theirs, MISSING):
        forge_session(carelog, session)
        carelog.aide.press(button)
        answers.append(carelog.aide.window)
        carelog.aide.close()
    assert answers == [NOT_HERE, NOT_HERE]
    forge_session(carelog, theirs)
    carelog.aide.fill("Note", "Not mine")
    assert carelog.aide.submit() == {}
    assert carelog.aide.window == NOT_HERE
    assert untouched(carelog, theirs)


def forge_session(carelog, session_id):
    carelog.forge(lambda raw: raw.update(private_metadata=f'{{"v":1,"d":[{session_id},"all",null,0,null]}}'))


@pytest.mark.parametrize("forged", ["", "{}", "not json", '{"v":99,"d":[]}', '{"v":1,"d":["1","all",null,0,null]}'])
@pytest.mark.parametrize("database_urls", ["sqlite"], indirect=True)
def test_a_window_that_remembers_nonsense_asks_to_be_opened_again(carelog, theirs, forged):
    carelog.aide.press("Open")
    carelog.forge(lambda raw: raw.update(private_metadata=forged))
    carelog.aide.press("Save")
    assert carelog.aide.window == "This window is out of date. Close it and open it again."


def test_a_forged_audit_signs_nothing_of_others_with_the_right_passphrase(carelog, theirs):
    answers = []
    for session in (theirs, MISSING):
        carelog.aide.press("Post")
        assert "*1 session* to sign" in carelog.aide.window
        carelog.forge(lambda raw, one=session: raw.update(private_metadata=with_ids(raw["private_metadata"], one)))
        carelog.aide.fill("Signing passphrase", PASSPHRASE)
        assert carelog.aide.submit() == {}
        answers.append(carelog.aide.window)
        carelog.aide.close()
    assert answers[0] == answers[1]
    assert "Max Gray" not in carelog.sent()
    assert untouched(carelog, theirs)
    assert sheet_of(carelog, 2).state.value == "draft"


def with_ids(metadata, session_id):
    return metadata.replace('"d":[[2]', f'"d":[[2,{session_id}]')


def test_a_forged_digest_signs_nothing(carelog, theirs):
    carelog.aide.press("Post")
    carelog.forge(lambda raw: raw.update(private_metadata=raw["private_metadata"].replace('[[2],"', '[[2],"0')))
    carelog.aide.fill("Signing passphrase", PASSPHRASE)
    carelog.aide.submit()
    assert "Something in these records changed" in carelog.aide.window
    assert sheet_of(carelog, 2).state.value == "draft"


def test_a_forged_way_back_from_the_audit(carelog, theirs):
    carelog.aide.press("Open")
    carelog.aide.submit()
    carelog.aide.close()
    make_session(carelog.db, carelog.school.aide, carelog.school.students[:1])
    carelog.aide.press("Post")
    for value in (str(theirs), f"{theirs}:{carelog.school.other_students[0]}", str(MISSING)):
        set_values(carelog, value)
        carelog.aide.press("Open")
        assert carelog.aide.window == NOT_HERE
        carelog.aide.close()
