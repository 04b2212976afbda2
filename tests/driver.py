"""A person in front of the page, in words: opens Home, presses by text, fills fields by label, submits.

It makes the page's own calls (docs/sandbox.md), so everything goes the whole way: strict workspace, Socket Mode, app.
It keeps typed text as the page does, until a button or a submission carries it.
"""

import json
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.driver import Page

Json = dict[str, Any]

SECONDS = 20
HELD_BY = {
    "plain_text_input": "value",
    "number_input": "value",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "radio_buttons": "selected_option",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
}


def texts(shown: Any) -> Iterator[str]:
    """Every text that a person can read in blocks: labels, sections, buttons, options, hints."""
    if isinstance(shown, list):
        for each in shown:
            yield from texts(each)
    elif isinstance(shown, dict):
        for key, value in shown.items():
            if key == "text" and isinstance(value, str):
                yield value.replace("\u00a0", " ")
            elif isinstance(value, dict | list):
                yield from texts(value)


def elements(block: Json) -> Iterator[Json]:
    """The interactive elements of a block."""
    yield from (block[name] for name in ("element", "accessory") if block.get(name))
    if block["type"] == "actions":
        yield from block["elements"]


def options(element: Json) -> list[Json]:
    """The options of an element, those in groups too."""
    groups = element.get("option_groups") or []
    return [*(element.get("options") or []), *(each for group in groups for each in group["options"])]


class Person:
    """One person of the workspace at `url`, by Slack user id. What cannot be done raises AssertionError with why.

    `rest` waits until the app has nothing left to do. Where it is given, Home is opened only then and read only after
    it, for what the app still does in the background could mix with what a test changes by itself.
    """

    def __init__(self, url: str, user: str, rest: Callable[[], None] = lambda: None) -> None:
        self.page = Page(url, user)
        self._rest = rest
        self._typed: dict[str, Json] = {}

    # What the person sees

    @property
    def state(self) -> Json:
        return self.page.state

    @property
    def home(self) -> str:
        """Everything that can be read on Home."""
        return "\n".join(texts(self.state["home"]["blocks"]))

    @property
    def views(self) -> list[Json]:
        """The open windows; the last one is on top."""
        return self.state["views"]

    @property
    def title(self) -> str:
        """The title of the window on top, or "" when none is open."""
        return self.views[-1]["title"]["text"] if self.views else ""

    @property
    def window(self) -> str:
        """Everything that can be read in the window on top."""
        return "\n".join(texts(self.views[-1]["blocks"]))

    @property
    def messages(self) -> list[str]:
        """The texts of the messages with the app, oldest first."""
        return [each["text"] for each in self.state["messages"]]

    @property
    def notices(self) -> list[str]:
        """What Slack itself told the person."""
        return [each["text"] for each in self.state["notices"]]

    def held(self, label: str, near: str = "") -> Any:
        """What a field holds: a text, the text of the chosen option, or the set of texts of those chosen."""
        block, element = self._field(label, near)
        state = self._surface()["values"][block["block_id"]][element["action_id"]]
        state = self._typed.get(block["block_id"], {}).get(element["action_id"], state)
        value = state.get(HELD_BY[element["type"]])
        if isinstance(value, list):
            return {each["text"]["text"] for each in value}
        return value["text"]["text"] if isinstance(value, dict) else value

    def wait_for(self, condition: Callable[[Json], object]) -> Json:
        """The state, as soon as the condition holds; told by the page's stream, so nothing is polled."""
        request = f"{self.page.url}/page/stream?user={self.page.user}"
        with urllib.request.urlopen(request, timeout=SECONDS) as stream:
            for line in stream:
                news = json.loads(line[6:]) if line.startswith(b"data: ") else {}
                if news.get("type") == "state" and condition(news):
                    return news
        raise AssertionError("the stream ended before it was so")

    # What the person does

    def open_home(self) -> str:
        """Opens Home, waits until it is published anew, and reads it."""
        self._rest()
        before = (self.state["home"] or {}).get("hash")
        self.page.post("open", tab="home")
        self.wait_for(lambda state: state["home"] and state["home"]["hash"] != before)
        self._rest()  # The app may have something to note of it; what a test changes by itself comes after that.
        return self.home

    def command(self, text: str) -> str:
        """Types a slash command. Gives the app's answer, or "" when it opened a window instead."""
        before = len(self.messages)
        self._ok(self.page.post("command", text=text))
        return "\n".join(self.messages[before:])

    def write(self, text: str, thread_ts: str = "") -> None:
        """Writes a message to the app, in a thread where one is given."""
        self._ok(self.page.post("message", text=text, **({"thread_ts": thread_ts} if thread_ts else {})))

    def shortcut(self, callback_id: str) -> None:
        self._ok(self.page.post("shortcut", callback_id=callback_id))

    def press(self, text: str, near: str = "", *, ok: bool = True) -> None:
        """Presses a button by its text: the first one in or after a block that says `near`.

        In the window on top, or on Home when none is open. `ok=False`: Slack has to report trouble.
        """
        is_it = lambda _block, element: element["type"] == "button" and element["text"]["text"] == text  # noqa: E731
        for _ in range(5):
            block, element = self._find(is_it, near, f"button {text!r}")
            answer = self._act(block, element, {"type": "button"})
            if answer.get("error") != "element_gone":
                break  # Else Home was renewed between looking and pressing: look again.
        assert answer["ok"] is ok, (answer, self.page.log[-3:])

    def office(self, task: str) -> None:
        """Presses *Office* on Home, and there the button of the task."""
        self.press("Office")
        self.press(task)

    def more(self, option: str) -> None:
        """Chooses from the menu of three dots."""
        block, element = self._find(lambda _block, each: each["type"] == "overflow", "", "menu")
        chosen = next(each for each in element["options"] if each["text"]["text"] == option)
        self._ok(self._act(block, element, {"type": "overflow", "selected_option": chosen}))

    def press_in_message(self, text: str, near: str = "") -> None:
        """Presses a button by its text in the newest message that has it and says `near`."""
        for message in reversed(self.state["messages"]):
            if near not in str(message):
                continue
            for block in message["blocks"]:
                for element in [*block.get("elements", []), block.get("accessory") or {}]:
                    if element.get("type") == "button" and element["text"]["text"] == text:
                        place = {"type": "message", "channel": self.state["channel"], "ts": message["ts"]}
                        value = {"type": "button"}
                        tapped = self.page.tap(
                            block["block_id"], element["action_id"], surface=place, value=value, values={}
                        )
                        self._ok(tapped)
                        return
        raise AssertionError(f"no message with a button {text}")

    def fill(self, label: str, value: str | set[str], near: str = "") -> None:
        """Fills a field by its label. Options are given by their texts, dates and times as Slack has them."""
        block, element = self._field(label, near)
        self._put(block, element, value)

    def choose(self, option: str, near: str = "") -> None:
        """Chooses an option by its text, in the first element that offers it; a check box is switched on or off."""
        offers = lambda _block, element: any(each["text"]["text"] == option for each in options(element))  # noqa: E731
        block, element = self._find(offers, near, f"option {option!r}")
        if HELD_BY[element["type"]] == "selected_options":
            state = self._surface()["values"][block["block_id"]][element["action_id"]]
            before = {each["text"]["text"] for each in state.get("selected_options") or []}
            self._put(block, element, before ^ {option})
        else:
            self._put(block, element, option)

    def search(self, label: str, query: str) -> list[str]:
        """Types into a search field. Gives the texts of the options that the app offers."""
        block, element = self._field(label, "")
        return [each["text"]["text"] for each in self._suggestions(block, element, query)]

    def submit(self, *, ok: bool = True) -> dict[str, str]:
        """Sends the window on top. Gives the errors by the label of their field; none when it was taken."""
        labels = {each["block_id"]: each["label"]["text"] for each in self.views[-1]["blocks"] if "label" in each}
        answer = self.page.submit(self._typed)
        self._typed = {}
        if "errors" in answer:
            return {labels[block_id]: sentence for block_id, sentence in answer["errors"].items()}
        assert answer["ok"] is ok, (answer, self.page.log[-3:])
        return {}

    def close(self) -> None:
        """Closes the window on top; what was typed in it since the last button is lost."""
        self._typed = {}
        self._ok(self.page.close())

    # How

    def _surface(self) -> Json:
        state = self.state
        return state["views"][-1] if state["views"] else state["home"]

    def _find(self, is_it: Callable[[Json, Json], bool], near: str, what: str) -> tuple[Json, Json]:
        blocks = self._surface()["blocks"]
        said = (place for place, block in enumerate(blocks) if any(near in text for text in texts(block)))
        first = next(said, None) if near else 0
        assert first is not None, f"nothing says {near!r} in: {list(texts(blocks))}"
        found = ((block, each) for block in blocks[first:] for each in elements(block) if is_it(block, each))
        match = next(found, None)
        assert match, f"no {what} in: {list(texts(blocks[first:]))}"
        return match

    def _field(self, label: str, near: str) -> tuple[Json, Json]:
        def is_it(block: Json, element: Json) -> bool:
            named = block["label"] if block["type"] == "input" else element.get("placeholder") or {}
            return named.get("text") == label

        return self._find(is_it, near, f"field {label!r}")

    def _put(self, block: Json, element: Json, value: str | set[str]) -> None:
        key = HELD_BY[element["type"]]
        held: Any = value
        if key == "selected_option":
            held = self._option(block, element, str(value))
        elif key == "selected_options":
            held = [self._option(block, element, each) for each in sorted(value)]
        state = {"type": element["type"], key: held}
        if block["type"] == "input" and not block.get("dispatch_action"):
            self._typed.setdefault(block["block_id"], {})[element["action_id"]] = state
        else:
            self._ok(self._act(block, element, state))

    def _option(self, block: Json, element: Json, text: str) -> Json:
        external = "external" in element["type"]
        offered = self._suggestions(block, element, text) if external else options(element)
        return next(each for each in offered if each["text"]["text"] == text)

    def _suggestions(self, block: Json, element: Json, query: str) -> list[Json]:
        where = {"type": "view", "view_id": self._surface()["id"]}
        ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
        answer = self.page.post("suggest", surface=where, query=query, **ids)
        self._ok(answer)
        return options(answer)

    def _act(self, block: Json, element: Json, value: Json) -> Json:
        windows = self.views
        surface = {"type": "view", "view_id": windows[-1]["id"]} if windows else {"type": "home"}
        typed, self._typed = self._typed, {}
        return self.page.tap(block["block_id"], element["action_id"], surface=surface, value=value, values=typed)

    def _ok(self, answer: Json) -> None:
        assert answer["ok"], (answer, self.page.log[-3:])
