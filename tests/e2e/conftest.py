"""A whole workspace for each database, and a browser whose pages fail the test on any console error."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import make_url

from tests.browser import DESKTOP, PHONE, Pages
from tests.conftest import APP_ROLE, emptied
from tests.e2e.person import Person
from tests.e2e.workspace import Workspace, running

PATIENCE = 20_000  # Milliseconds. A busy machine must not fail a story; nothing waits this long when all is well.


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A migrated, empty database of this module's own, as the app's own role opens it."""
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("e2e") / "carelog.db"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        return f"sqlite:///{path}"
    owner = request.getfixturevalue("postgres_server")
    emptied(owner)
    return make_url(owner).set(username=APP_ROLE).render_as_string(hide_password=False)


@pytest.fixture(scope="module")
def workspace(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The sample school, the sandbox in this process, and the app as a process of its own, over Socket Mode."""
    folder: Path = tmp_path_factory.mktemp("workspace")
    with running(folder, database_url) as found:
        yield found
    assert found.complaints() == []


@pytest.fixture(scope="session")
def pages(chromium: Browser) -> dict[bool, Pages]:
    """By whether it is a phone; each page is a browser of its own."""

    def desk() -> Page:
        return patient(chromium.new_context(viewport=DESKTOP, reduced_motion="reduce"))

    def phone() -> Page:
        how = {"viewport": PHONE, "reduced_motion": "reduce", "has_touch": True, "is_mobile": True}
        return patient(chromium.new_context(**how))

    return {False: Pages(desk, DESKTOP), True: Pages(phone, PHONE)}


def patient(context: BrowserContext) -> Page:
    context.set_default_timeout(PATIENCE)
    return context.new_page()


@pytest.fixture
def meet(pages: dict[bool, Pages], workspace: Workspace) -> Iterator[Callable[..., Person]]:
    """Opens the page as a person of the school, by first name; each person has a browser of their own."""
    expect.set_options(timeout=PATIENCE)
    said: list[str] = []

    def opener(first_name: str, *, phone: bool = False, device: str = "") -> Person:
        person = Person(pages[phone].take(said), workspace.url, workspace.user(first_name), device)
        person.arrive()
        return person

    yield opener
    for each in pages.values():
        each.leave()
    assert said == []
