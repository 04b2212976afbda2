"""The composition of the Slack front door: one Bolt app, one middleware, every journey."""

import logging
from collections.abc import Callable

from slack_bolt import App, BoltContext
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web import SlackResponse

from bot.deps import Deps
from handlers import conversation, enrolment, errors, home, posting, reminders, replies, series, session
from handlers.acting import Who
from handlers.home import Homes
from handlers.pages import Pages


def create_app(deps: Deps, met: SlackResponse | None = None) -> tuple[App, Homes]:
    """The app and its publisher of Home. One request is one thread and one answer (ARCHITECTURE.md, Decision 1).

    `met` is the answer of auth.test at the start; without it Bolt asks again at the first request, and a person waits.
    """
    homes, pages = Homes(deps), Pages()
    known = met and AuthorizeResult.from_auth_test_response(
        auth_test_response=met, bot_token=deps.client.token, user_auth_test_response=None
    )
    app = App(
        # Its loggers copy this one's level. Left alone they copy the root's, and print requests at DEBUG.
        logger=logging.getLogger("slack_bolt"),
        client=deps.client,
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
    for journey in (home, series, session, posting, enrolment, reminders, replies, conversation):
        journey.register(app)
    errors.register(app, deps)
    return app, homes
