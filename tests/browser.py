"""The browser of the tests: one for a whole test process, since Playwright's own loop can run only once in it.

It is Chromium without its windows (docs/adr/0018), or with them where only that is installed.
"""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page, ViewportSize, sync_playwright

# Playwright's own list, which ours takes the place of; and the pages that Chromium draws for suggestions under its
# address bar, which cost half a second of CPU for each window, although nobody sees an address bar here.
WITHOUT = (
    "AimEnabled,AvoidCorsURLLoaderRestartOnRedirect,AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,"
    "HttpsFirstBalancedModeAutoEnable,HttpsUpgrades,LensOverlay,MediaRouter,NetworkTimeServiceQuerying,"
    "OptimizationHints,PaintHolding,PreconnectToSearch,TcpPortRandomizationWin,ThirdPartyStoragePartitioning,"
    "WebUIOmniboxAimPopup,WebUIOmniboxPopup"
)
FLAGS = [
    f"--disable-features={WITHOUT}",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}


class Pages:
    """Pages of one kind that tests hand on: for a new one the browser starts processes, half a second of CPU.

    What each test finds is as new: what a page says, how large it is and what it shows ends with the test.
    """

    def __init__(self, make: Callable[[], Page], size: ViewportSize) -> None:
        self._make, self._size = make, size
        self._free: list[Page] = []
        self._ends: dict[Page, Callable[[], None]] = {}

    def take(self, said: list[str]) -> Page:
        """A page, on top of the others. Every error that its console then says is added to `said`."""
        page = self._free.pop() if self._free else self._make()
        page.bring_to_front()  # One that lies under another is drawn once a second.
        page.set_viewport_size(self._size)

        def complain(message: ConsoleMessage) -> None:
            if message.type == "error":
                said.append(message.text)

        def fail(error: Error) -> None:
            said.append(str(error))

        def end() -> None:
            page.remove_listener("console", complain)
            page.remove_listener("pageerror", fail)

        page.on("console", complain)
        page.on("pageerror", fail)
        self._ends[page] = end
        return page

    def leave(self) -> None:
        """Ends what the pages show that were taken."""
        for page, end in self._ends.items():
            page.evaluate("null")  # What it said until now is heard; what leaving it breaks off is no fault.
            end()
            page.goto("about:blank")
            self._free.append(page)
        self._ends = {}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")
    assert path, "Install Chromium: apt-get install chromium-headless-shell"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
