"""A browser, the stand-in server, and pages of both sizes that fail the test on any console error."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import DESKTOP, PHONE
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
def contexts(chromium: Browser) -> dict[bool, BrowserContext]:
    """By whether it is a phone."""
    phone = chromium.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    return {False: chromium.new_context(viewport=DESKTOP), True: phone}


@pytest.fixture
def open_page(contexts: dict[bool, BrowserContext], fake: Fake) -> Iterator[Callable[..., Page]]:
    """Opens the page as a person; closes it, and looks at the console, when the test ends."""
    opened: list[Page] = []
    said: list[str] = []

    def opener(*, user: str = AIDE, tab: str = "home", phone: bool = False) -> Page:
        page = contexts[phone].new_page()
        opened.append(page)
        page.set_extra_http_headers(fake.headers)
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(f"{fake.url}/?user={user}&tab={tab}")
        expect(page.get_by_text("Carelog is connected")).to_be_visible()
        return page

    yield opener
    for page in opened:
        page.close()
    assert [line for line in said if "ERR_CONNECTION" not in line and "ERR_INCOMPLETE" not in line] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(phone=True)
