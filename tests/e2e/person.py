"""A person in front of the page: what they look at, and what they press. Everything waits on what the page shows."""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect


class Person:
    """One person in a browser of their own. `home` is the Home tab, `window` the modal on top."""

    def __init__(self, page: Page, url: str, user: str, device: str = "") -> None:
        self.page = page
        self.device = device
        self.url = url
        self.user = user
        self.home = page.get_by_role("tabpanel", name="Home")
        self.messages = page.get_by_role("tabpanel", name="Messages")
        self.window = page.get_by_role("dialog")

    def arrive(self, tab: str = "home") -> None:
        """Open the page, or load it anew, and wait until the app is connected."""
        self.page.goto(f"{self.url}/?user={self.user}&device={self.device}&tab={tab}")
        expect(self.page.get_by_text("Carelog is connected")).to_be_visible()

    def press(self, name: str, where: Locator | None = None) -> None:
        """Press a button of the window, or of another place."""
        (where or self.window).get_by_role("button", name=name, exact=True).click()

    def office(self, task: str) -> None:
        """Press *Office* on Home, and there the button of the task, which is its window's title."""
        self.press("Office", self.home)
        self.sees_window("Office")
        self.press(task)
        self.sees_window(task)

    def sees_window(self, title: str) -> None:
        """Wait for the window of this title."""
        expect(self.window.get_by_role("heading", name=title, level=2, exact=True)).to_be_visible()

    def sees(self, *texts: str) -> None:
        """Wait until the window says all this."""
        for text in texts:
            expect(self.window).to_contain_text(text)

    def leave_window(self, button: str = "Close") -> None:
        """Close the window, and wait until it is gone."""
        self.press(button)
        expect(self.window).to_have_count(0)

    def leave_top(self, button: str, below: str) -> None:
        """Leave the window on top, and wait for the one below it."""
        self.press(button)
        self.sees_window(below)

    def field(self, label: str) -> Locator:
        """The field of the window with this label."""
        return self.window.get_by_label(label, exact=True)

    def choose(self, label: str, *options: str) -> None:
        """Type into a select, and take the option that it then offers first; several make chips."""
        box = self.window.get_by_role("combobox", name=label, exact=True)
        for option in options:
            box.click()
            box.press_sequentially(option)
            expect(self.window.get_by_role("option", name=option)).to_have_count(1)
            box.press("Enter")
        box.press("Tab")

    def check(self, group: str, *options: str) -> None:
        """Check boxes of one group of the window."""
        boxes = self.window.get_by_role("group", name=group, exact=True)
        for option in options:
            boxes.get_by_label(option, exact=True).check()

    @contextmanager
    def saved(self) -> Iterator[None]:
        """Make one choice that is saved at once, and go on when the app has answered it."""
        with self.page.expect_request("**/page/action") as asked:
            yield
        asked.value.response()

    def tick(self, group: str, *options: str) -> None:
        """Check boxes of the session window one after another; each is saved as it is made."""
        for option in options:
            with self.saved():
                self.check(group, option)

    def more(self, option: str) -> None:
        """Take an option behind the three dots of the window."""
        self.window.get_by_role("button", name=re.compile("^More actions")).click()
        self.page.get_by_role("menuitem", name=option, exact=True).click()
        self.sees_window(option)

    def is_told(self, label: str, sentence: str) -> None:
        """Wait for the sentence at this field."""
        expect(self.field(label)).to_have_attribute("aria-invalid", "true")
        expect(self.field(label)).to_have_accessible_description(re.compile(re.escape(sentence)))

    def session(self, *texts: str) -> Locator:
        """The first session of Home whose line has all this."""
        lines = self.home.locator(".block-section")
        for text in texts:
            lines = lines.filter(has_text=text)
        return lines.first

    def type_command(self, begun: str, complete: str, rest: str = "") -> None:
        """Begin a command, take the completion that is offered, add the rest, send it."""
        box = self.messages.get_by_role("textbox", name="Message Carelog")
        box.press_sequentially(begun)
        expect(self.messages.get_by_role("option", name=complete)).to_be_visible()
        box.press("Tab")
        expect(box).to_have_value(f"{complete} ")
        box.press_sequentially(rest)
        box.press("Enter")

    def student(self, name: str) -> Locator:
        """What All Student View has for one student: the line, and the answers under it."""
        line = self.window.locator(".block-section").filter(has_text=name)
        return line.locator("xpath=following-sibling::*[1]")

    def move_the_clock(self, to: str) -> None:
        """Jump with the sandbox's clock."""
        self.page.get_by_role("button", name="Move the clock").click()
        self.page.get_by_role("menuitem", name=to).click()

    def replies(self, message: Locator, text: str, answer: str) -> None:
        """Write in the message's thread, and wait until the newest reply says `answer`."""
        written = message.get_by_role("group", name="Replies").get_by_role("article")
        before = written.count()
        box = message.get_by_role("textbox", name="Reply in thread")
        box.fill(text)
        box.press("Enter")
        expect(written).to_have_count(before + 2)
        expect(written.last).to_contain_text(answer)

    def hears(self, texts: Iterable[str]) -> None:
        """Wait until the conversation says all this."""
        for text in texts:
            expect(self.messages.get_by_role("log")).to_contain_text(text)
