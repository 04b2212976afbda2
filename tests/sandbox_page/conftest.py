"""A browser, the stand-in server, and pages of both sizes that fail the test on any console error."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import DESKTOP, PHONE, Pages
from tests.sandbox_page.canned import AIDE
from tests.sandbox_page.fake import Fake, Server, serving


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    server = Server()
    with serving(server):
        yield server


@pytest.fixture
def fake(server: Server) -> Iterator[Fake]:
    """What this test's pages are answered, with nothing changed and nothing asked yet."""
    with server.fake() as fake:
        yield fake


@pytest.fixture(scope="session")
def pages(chromium: Browser) -> dict[bool, Pages]:
    """By whether it is a phone."""
    desk = chromium.new_context(viewport=DESKTOP)
    phone = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    return {False: Pages(desk.new_page, DESKTOP), True: Pages(phone.new_page, PHONE)}


@pytest.fixture
def open_page(pages: dict[bool, Pages], fake: Fake) -> Iterator[Callable[..., Page]]:
    """Opens the page as a person; leaves it, and looks at the console, when the test ends."""
    said: list[str] = []

    def opener(*, user: str = AIDE, tab: str = "home", phone: bool = False) -> Page:
        page = pages[phone].take(said)
        page.set_extra_http_headers(fake.headers)
        page.goto(f"{fake.url}/?user={user}&tab={tab}&device=")
        expect(page.get_by_text("Carelog is connected")).to_be_visible()
        return page

    yield opener
    for each in pages.values():
        each.leave()
    assert [line for line in said if "ERR_CONNECTION" not in line and "ERR_INCOMPLETE" not in line] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(phone=True)
