"""A browser, the stand-in server, and pages of both sizes that fail the test on any console error."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page, expect

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


@pytest.fixture(scope="session")
def parked() -> dict[bool, list[Page]]:
    """Pages that no test has open now: for each new one the browser starts processes, a third of a second of CPU."""
    return {False: [], True: []}


@pytest.fixture
def open_page(
    contexts: dict[bool, BrowserContext], parked: dict[bool, list[Page]], fake: Fake
) -> Iterator[Callable[..., Page]]:
    """Opens the page as a person; leaves it, and looks at the console, when the test ends."""
    opened: list[tuple[bool, Page]] = []
    said: list[str] = []

    def note_error(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(message.text)

    def note_fault(error: Error) -> None:
        said.append(str(error))

    def opener(*, user: str = AIDE, tab: str = "home", phone: bool = False) -> Page:
        page = parked[phone].pop() if parked[phone] else contexts[phone].new_page()
        opened.append((phone, page))
        page.bring_to_front()  # One that lies under another is drawn once a second.
        page.set_viewport_size(PHONE if phone else DESKTOP)
        page.set_extra_http_headers(fake.headers)
        page.on("console", note_error)
        page.on("pageerror", note_fault)
        page.goto(f"{fake.url}/?user={user}&tab={tab}")
        expect(page.get_by_text("Carelog is connected")).to_be_visible()
        return page

    yield opener
    for phone, page in opened:
        page.evaluate("null")  # What it said until now is heard; what leaving it breaks off is no fault.
        page.remove_listener("console", note_error)
        page.remove_listener("pageerror", note_fault)
        page.goto("about:blank")
        parked[phone].append(page)
    assert [line for line in said if "ERR_CONNECTION" not in line and "ERR_INCOMPLETE" not in line] == []


@pytest.fixture
def page(open_page: Callable[..., Page]) -> Page:
    return open_page()


@pytest.fixture
def phone(open_page: Callable[..., Page]) -> Page:
    return open_page(phone=True)
