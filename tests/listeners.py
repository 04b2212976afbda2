"""What the Slack front door listens to, found by letting every journey register itself with a list."""

import importlib
import inspect
import pkgutil
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import handlers

KINDS = ("action", "view", "command", "shortcut", "event", "options")


class Registered:
    """Takes the place of Bolt's App in `register(app)`: what was asked for, by kind, and the listeners."""

    def __init__(self) -> None:
        self.constraints: dict[str, list[str | re.Pattern[str]]] = defaultdict(list)
        self.listeners: list[Callable[..., Any]] = []

    def __getattr__(self, kind: str) -> Callable[..., Any]:
        assert kind in KINDS, f"app.{kind} is unknown here"

        def listen_to(constraint: Any) -> Callable[..., None]:
            name = constraint["type"] if isinstance(constraint, dict) else constraint  # An event's subtype is left out.
            self.constraints[kind].append(name if isinstance(name, re.Pattern) else str(name))
            return self.listeners.append

        return listen_to

    def hears(self, kind: str, name: str) -> bool:
        """Whether some listener of this kind is called for this id."""
        return any(
            bool(one.search(name)) if isinstance(one, re.Pattern) else one == name for one in self.constraints[kind]
        )


def registered() -> Registered:
    """Everything that the modules of `handlers` register."""
    found = Registered()
    for module in pkgutil.iter_modules(handlers.__path__, "handlers."):
        register = getattr(importlib.import_module(module.name), "register", None)
        if register and len(inspect.signature(register).parameters) == 1:
            register(found)
    return found
