"""Finding the listener of a request, without preparing thirty arguments for each listener that is not the one."""

from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltRequest, BoltResponse
from slack_bolt.listener_matcher import ListenerMatcher
from slack_bolt.listener_matcher.builtins import BuiltinListenerMatcher


class OnBody(ListenerMatcher):
    """One of Bolt's own matchers, asked directly: all of them look at the body alone."""

    def __init__(self, matcher: BuiltinListenerMatcher) -> None:
        """Raises TypeError for a matcher that wants to know something else."""
        if matcher.arg_names != ["body"]:
            raise TypeError(f"A matcher of the body cannot be asked for {matcher.arg_names}.")
        self._fits = matcher.func

    def matches(self, req: BoltRequest, resp: BoltResponse) -> bool:  # noqa: ARG002 (Bolt hands both)
        """Whether the request is for this listener."""
        return bool(self._fits(req.body))


class MatchingApp(App):
    """Bolt's app, which asks its listeners in a fraction of the time: every request pays for those before its own."""

    def _register_listener(
        self, functions: Any, primary_matcher: Any, *how: Any, **named: Any
    ) -> Callable[..., BoltResponse | None] | None:
        return super()._register_listener(functions, OnBody(primary_matcher), *how, **named)
