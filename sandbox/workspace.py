"""The state of the workspace, all of it in memory and touched by one event loop only."""

import asyncio
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from sandbox.errors import SlackError
from sandbox.people import Person, WorkspaceConfig
from sandbox.surfaces import LogEntry, Message, Notice, Trigger, View, new_id

TROUBLE = "We had some trouble connecting. Try again?"


def _after(ts: str, other: str) -> bool:
    """Whether one time stamp is later than another: all have six digits after the dot."""
    return (len(ts), ts) > (len(other), other)


class Watcher:
    """One open page of a person: it is told that something changed, and gets the notices."""

    def __init__(self) -> None:
        self.changed = asyncio.Event()
        self.notices: deque[Notice] = deque()


class Workspace:
    """People, channels, messages, views, triggers, notices and the developer's log."""

    def __init__(self, config: WorkspaceConfig) -> None:
        self.config = config
        self.people = {each.id: each for each in config.people}
        self.bot = Person(config.bot_user_id, config.app_name, "", title="App", tz="America/Los_Angeles", is_bot=True)
        self.base_url = "http://127.0.0.1"
        self.clock_offset = 0.0
        self.jump: Callable[[str, str, datetime], datetime] | None = None
        self.verification_token = secrets.token_hex(12)
        self.channels = {each: f"D{each[1:]}" for each in self.people}
        self.messages: dict[str, list[Message]] = defaultdict(list)
        self.read: dict[str, str] = defaultdict(lambda: "0")
        self.homes: dict[str, View] = {}
        self.stacks: dict[str, list[View]] = defaultdict(list)
        self.triggers: dict[str, Trigger] = {}
        self.notices: dict[str, list[Notice]] = defaultdict(list)
        self.entries: deque[LogEntry] = deque(maxlen=1000)
        self.closing = asyncio.Event()
        self._watchers: dict[str, set[Watcher]] = defaultdict(set)
        self._stirred = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._last_ts = 0

    # What people see

    def watch(self, user: str) -> Watcher:
        """Start telling one open page what changes; it is told at once."""
        watcher = Watcher()
        watcher.changed.set()
        self._watchers[user].add(watcher)
        return watcher

    def unwatch(self, user: str, watcher: Watcher) -> None:
        """Stop telling it."""
        self._watchers[user].discard(watcher)

    def changed(self, user: str) -> None:
        """Tell the open pages of a person to look again."""
        self._stirred.set()
        for watcher in self._watchers[user]:
            watcher.changed.set()

    def changed_for_all(self) -> None:
        """Tell every open page to look again."""
        for user in self._watchers:
            self.changed(user)

    def notify(self, user: str, text: str, detail: str) -> None:
        """Show the person what Slack itself would say, and log why."""
        notice = Notice(new_id("N"), text, detail)
        self.notices[user] = [*self.notices[user][-4:], notice]
        self.log("error", user, detail)
        for watcher in self._watchers[user]:
            watcher.notices.append(notice)
        self.changed(user)

    def log(self, level: str, where: str, text: str) -> None:
        """Write a line for the developer: `level` is info, warning or error."""
        self.entries.append(LogEntry(time.time(), level, where, text))
        self._stirred.set()

    def move_clock(self, offset_seconds: float) -> None:
        """Set what the domain's clock adds to real time, and tell every open page."""
        self.clock_offset = offset_seconds
        self.changed_for_all()

    # Channels and messages

    def user_of(self, channel: str) -> str | None:
        """The person whose direct messages with the app are in this channel."""
        return next((user for user, each in self.channels.items() if each == channel), None)

    def new_ts(self) -> str:
        """A message time stamp in real time, later than every one before."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def find_message(self, channel: str, ts: str) -> Message | None:
        """The message with this time stamp, ephemeral ones included."""
        return next((each for each in self.messages[channel] if each.ts == ts), None)

    def add_message(self, message: Message) -> Message:
        """Put a new message into its channel and give it its time stamp."""
        message.ts, message.at = self.new_ts(), time.time() + self.clock_offset
        self.messages[message.channel].append(message)
        self._tell(message.channel)
        return message

    def remove_message(self, message: Message) -> None:
        """Take a message away; replies to it stay."""
        self.messages[message.channel].remove(message)
        self._tell(message.channel)

    def read_up_to(self, user: str, ts: str) -> None:
        """The person has seen every message up to this time stamp; the mark never goes back."""
        if _after(ts, self.read[user]):
            self.read[user] = ts
            self.changed_for_all()

    def unread(self, user: str) -> int:
        """How many of the app's messages the person has not seen. Ephemeral ones are not counted, as in Slack."""
        seen, shown = self.read[user], self.messages[self.channels[user]]
        return sum(each.user != user and not each.only_for and _after(each.ts, seen) for each in shown)

    def _tell(self, channel: str) -> None:
        """Every open page shows how much is unread, also that of others: so one sees where something happened."""
        if self.user_of(channel):
            self.changed_for_all()

    # Views and triggers

    def find_view(self, view_id: str = "", external_id: str = "") -> View | None:
        """A Home view or an open modal, by its id or by the id that the app gave it."""
        for view in [*self.homes.values(), *(each for stack in self.stacks.values() for each in stack)]:
            if (view_id and view.id == view_id) or (external_id and view.raw.get("external_id") == external_id):
                return view
        return None

    def new_trigger(self, seat: str, view_id: str | None = None) -> str:
        """A trigger id for one interaction of a person at one of their devices."""
        trigger_id = f"{time.time_ns()}.{self.config.team_id[1:]}.{secrets.token_hex(16)}"
        self.triggers[trigger_id] = Trigger(seat, time.monotonic(), view_id)
        return trigger_id

    def take_trigger(self, trigger_id: str) -> Trigger:
        """Exchange a trigger id.

        Raises:
            SlackError: `invalid_trigger_id`, `exchanged_trigger_id` or `expired_trigger_id`.
        """
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        age = time.monotonic() - trigger.born
        if age > self.config.trigger_seconds:
            self.log("error", trigger.user, f"a trigger was used after {age:.1f} s; it lives 3 s in Slack")
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    # Work in the background

    async def wait_until(self, condition: Callable[[], bool], seconds: float) -> None:
        """Wait until something is so, looking again after every change and every line of the log.

        Raises:
            TimeoutError: it is not so after `seconds`.
        """
        async with asyncio.timeout(seconds):
            while not condition():
                self._stirred.clear()
                await self._stirred.wait()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Run something on the event loop and keep hold of it until it is done."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Stop all background work; open streams end by themselves."""
        self.closing.set()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.changed_for_all()
