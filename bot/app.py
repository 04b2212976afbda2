"""The composition of the Slack front door: one Bolt app, one middleware, every journey."""

import logging
from collections.abc import Callable
from typing import Any

from slack_bolt import App, BoltContext, BoltRequest, BoltResponse
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web import SlackResponse
from sqlalchemy.exc import SQLAlchemyError

from bot.deps import Deps
from bot.matching import MatchingApp
from bot.once import run_once
from handlers import (
    cancelling,
    conversation,
    covering,
    district,
    editing,
    editing_series,
    enrolment,
    errors,
    future,
    happened,
    home,
    leaving,
    office,
    oversight,
    posting,
    records,
    reminders,
    replies,
    school_day,
    series,
    session,
    student_leaving,
    unposting,
)
from handlers.acting import Who
from handlers.home import Homes
from handlers.pages import Pages

JOURNEYS = (
    home,
    series,
    happened,
    session,
    student_leaving,
    editing,
    editing_series,
    cancelling,
    covering,
    future,
    unposting,
    oversight,
    records,
    district,
    school_day,
    leaving,
    office,
    posting,
    enrolment,
    reminders,
    replies,
    conversation,
)


def create_app(deps: Deps, met: SlackResponse | None = None, *, signing_secret: str = "") -> tuple[App, Homes]:
    """The app and its publisher of Home. One request is one thread and one answer (ARCHITECTURE.md, Decision 1).

    `met` is the answer of auth.test at the start; without it Bolt asks again at the first request, and a person waits.
    `signing_secret` lets Bolt check HTTP requests once more behind the guard; with none it refuses every one.
    """
    homes, pages = Homes(deps), Pages()
    known = met and AuthorizeResult.from_auth_test_response(
        auth_test_response=met, bot_token=deps.client.token, user_auth_test_response=None
    )
    app = OnceApp(
        deps,
        # Without a name Bolt reads the source of every caller to find one. And it sets the level of the logger of this
        # name to that of the one below: with "carelog" the app's own log would say errors only.
        name="slack_bolt.carelog",
        # Its loggers copy this one's level. Left alone they copy the root's, and print requests at DEBUG.
        logger=logging.getLogger("slack_bolt"),
        client=deps.client,
        signing_secret=signing_secret,
        process_before_response=True,
        token_verification_enabled=False,
        authorize=(lambda: known) if known else None,
    )

    def attach(context: BoltContext, next_: Callable[[], None]) -> None:
        # Whatever stands in the context can be asked for by a listener by its name.
        context["deps"], context["homes"], context["pages"] = deps, homes, pages
        context["who"] = Who(context.team_id or "", context.user_id or "")
        next_()

    app.middleware(attach)
    for journey in JOURNEYS:
        journey.register(app)
    errors.register(app, deps)
    return app, homes


class OnceApp(MatchingApp):
    """Bolt's app, which runs once what Slack delivers twice, over HTTP as over Socket Mode."""

    def __init__(self, deps: Deps, **how: Any) -> None:
        super().__init__(**how)
        self._deps = deps

    def dispatch(self, req: BoltRequest) -> BoltResponse:
        """Runs a request, unless it was run already; says in words when the database cannot tell."""
        if req.mode == "http" and not self._signing_secret:
            return BoltResponse(status=401, body="")  # An empty secret would let anybody sign.
        try:
            return run_once(self._deps, req, lambda: super(OnceApp, self).dispatch(req))
        except SQLAlchemyError as error:
            return errors.answer(self._deps, error, req.body)
