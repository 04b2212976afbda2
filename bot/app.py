"""The composition of the Slack front door: one Bolt app, one middleware, every journey."""

import logging
import logging
from collections.abc import Callable

from slack_bolt import App, BoltContext

from bot.deps import Deps
from handlers import conversation, enrolment, errors, home, posting, reminders, series, session
from handlers.acting import Who
from handlers.home import Homes


def create_app(deps: Deps) -> tuple[App, Homes]:
    """The app and its publisher of Home. One request is one thread and one answer (ARCHITECTURE.md, Decision 1)."""
    homes = Homes(deps)
    app = App(
        # Its loggers copy this one's level. Left alone they copy the root's, and print requests at DEBUG.
        logger=logging.getLogger("slack_bolt"),
        client=deps.client,
        process_before_response=True,
        token_verification_enabled=False,
    )

    def attach(context: BoltContext, next_: Callable[[], None]) -> None:
        # Whatever stands in the context can be asked for by a listener by its name.
        context["deps"], context["homes"] = deps, homes
        context["who"] = Who(context.team_id or "", context.user_id or "")
        next_()

    app.middleware(attach)
    for journey in (home, series, session, posting, enrolment, reminders, conversation):
        journey.register(app)
    errors.register(app, deps)
    return app, homes
