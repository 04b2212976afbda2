"""Delivery: claim, look once more, send, mark; and look before sending again what nobody is sure of.

No Slack call happens inside a transaction, and none is repeated by the client itself (RELIABILITY.md section 3.4).
"""

import logging
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from http.client import HTTPException
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.deps import Deps
from bot.logs import where
from bot.renewing import renew
from bot.slack.text import Json
from bot.views.asking import question_message
from bot.views.coming_and_going import arrived_message, departed_message, leaving_message
from bot.views.cover_message import cover_message
from bot.views.over_plan import over_plan_message
from bot.views.reminders import digest_message, reminder_message
from bot.views.unposting import unposted_message
from models.db import DbSession
from models.rules.sending import Rate
from models.services import (
    arrivals,
    asking,
    covers,
    departures,
    leaving,
    outbox,
    over_plan,
    people,
    reminders,
    renewing,
    unposting,
)
from models.services.due import DIGEST, at_work
from models.services.outbox import Claimed
from models.tables import Staff

log = logging.getLogger("carelog.delivery")
EVENT = "carelog_notice"
BATCH = 5
"""So few that all of them time out (10 seconds each) before their lease of 60 seconds ends."""
PERMANENT = {
    "account_inactive",
    "channel_not_found",
    "user_not_found",
    "users_not_found",
    "is_archived",
    "messages_tab_disabled",
    "cannot_dm_bot",
    "restricted_action",
}
UNREADABLE = "unreadable"
UNSURE = {"fatal_error", "internal_error", "request_timeout", "service_unavailable", UNREADABLE}
NO_ANSWER = (SlackClientError, OSError, HTTPException, KeyError, TypeError, ValueError)
"""Silence, or an answer that is not Slack's: in both cases nobody knows what became of the call."""
PAUSE = 30
TOLD: tuple[tuple[str, Callable[..., object], Callable[[Any], Json]], ...] = (
    (unposting.KIND, unposting.told, unposted_message),
    (covers.KIND, covers.told, cover_message),
    (over_plan.KIND, over_plan.told, over_plan_message),
    (leaving.KIND, leaving.told, leaving_message),
    (departures.KIND, departures.told, departed_message),
    (arrivals.KIND, arrivals.told, arrived_message),
)
"""How the kinds of messages begin that tell of something that happened, what they say, and how."""
LOOK_BACK = timedelta(days=1)
"""How far before its claim a lost message is looked for: this machine's clock may not be Slack's."""


@dataclass(frozen=True)
class Letter:
    """What is sent, to whom, which sessions it numbers, and which changes it knows of."""

    slack_user_id: str
    message: dict[str, Any]
    listed: tuple[int, ...] = ()
    wanted: int = 0


def deliver(deps: Deps, tenant_id: int, rate: Rate, *, stop: Callable[[], bool] = lambda: False) -> Counter[str]:
    """Sends what is due in one workspace as long as its budget lets it, then draws anew what changed meanwhile.

    Gives how many ended in which way.
    """
    counts = _sent(deps, tenant_id, rate, stop)
    now, wall = deps.clock(), deps.wall()
    for notice_id in deps.db.read(partial(renewing.stale, tenant_id=tenant_id, now=now, wall=wall)):
        try:
            renew(deps, notice_id)
        except NO_ANSWER as error:
            log.warning("notice %d was not drawn anew: %s", notice_id, where(error))
            break  # The next tick goes on.
    return counts


def _sent(deps: Deps, tenant_id: int, rate: Rate, stop: Callable[[], bool]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for claimed in deps.db.run(partial(outbox.claim_uncertain, tenant_id=tenant_id, wall=deps.wall())):
        counts[_reconcile(deps, claimed)] += 1
    while not stop():
        now, wall = deps.clock(), deps.wall()
        batch = deps.db.run(partial(outbox.claim, tenant_id=tenant_id, now=now, wall=wall, rate=rate, limit=BATCH))
        if not batch:
            return counts
        for place, claimed in enumerate(batch):
            ended = _send(deps, claimed)
            counts[ended] += 1
            if ended in {"limited", "held"} or stop():
                _give_back(deps, batch[place + 1 :])
                return counts
    return counts


def _give_back(deps: Deps, rest: list[Claimed]) -> None:
    """What was claimed together with a message that may not go now was surely not sent."""
    for claimed in rest:
        deps.db.run(partial(outbox.give_back, claimed=claimed, now=deps.clock()))


def _send(deps: Deps, claimed: Claimed) -> str:
    now, wall = deps.clock(), deps.wall()
    if not deps.db.read(lambda db: outbox.may_still_go(db, claimed, now=now, wall=wall)):
        _give_back(deps, [claimed])
        return "held"
    try:
        letter = deps.db.read(lambda db: _letter(db, claimed, now))
    except Exception as error:  # noqa: BLE001 (one message that cannot be made must not hold up all the others)
        log.error("notice %d cannot be made: %s", claimed.id, where(error))  # noqa: TRY400
        deps.db.run(partial(outbox.unmade, claimed=claimed, error=type(error).__name__, now=deps.clock()))
        return "unmade"
    if letter is None:
        deps.db.run(lambda db: outbox.suppress(db, claimed))
        return "suppressed"
    if not deps.db.run(lambda db: outbox.listing(db, claimed, letter.listed, letter.wanted)):
        return "lost"
    try:
        answer = deps.client.chat_postMessage(
            channel=letter.slack_user_id,
            metadata={"event_type": EVENT, "event_payload": {"notice": claimed.id}},
            unfurl_links=False,
            unfurl_media=False,
            **letter.message,
        )
        channel, ts = str(answer["channel"]), str(answer["ts"])
    except SlackApiError as error:
        return _refused(deps, claimed, error)
    except NO_ANSWER as error:
        return _unanswered(deps, claimed, error)
    marked = deps.db.run(lambda db: outbox.sent(db, claimed, channel=channel, ts=ts))
    return "sent" if marked else "lost"


def _unanswered(deps: Deps, claimed: Claimed, error: Exception) -> str:
    """A refused connection carried nothing; after any other silence nobody knows."""
    log.warning("notice %d: no answer from Slack: %s", claimed.id, where(error))
    kind = type(error).__name__
    if isinstance(getattr(error, "reason", error), ConnectionRefusedError):
        deps.db.run(partial(outbox.retry, claimed=claimed, error=kind, now=deps.clock()))
        return "retry"
    deps.db.run(partial(outbox.uncertain, claimed=claimed, error=kind, wall=deps.wall()))
    return "uncertain"


def _letter(db: DbSession, claimed: Claimed, now: datetime) -> Letter | None:
    """The message as it is true at this moment; None when it is not true any more, or the person is not at work."""
    actor = people.actor_of(db, claimed.recipient_id)
    for begins, told, message in TOLD:
        if actor is not None and claimed.kind.startswith(begins):
            return _told(db, claimed, told(db, actor, claimed.kind, now=now), message)
    if actor is None or not at_work(db, claimed.recipient_id, now=now):
        return None
    user_id = db.get_one(Staff, claimed.recipient_id).slack_user_id
    if not user_id:
        return None
    if claimed.kind.startswith(f"{asking.KIND}."):
        question = asking.question(db, claimed.kind, now=now)
        return Letter(user_id, question_message(question)) if question else None
    if claimed.kind == DIGEST:
        digest = reminders.digest(db, actor, now=now)
        return Letter(user_id, digest_message(digest)) if digest.lines or digest.awaiting else None
    reminder = reminders.reminder_of(db, actor, claimed.id, now=now)
    if not reminder.lines:
        return None
    listed = tuple(line.id for line in reminder.lines)
    return Letter(user_id, reminder_message(reminder), listed, outbox.wanted(db, claimed))


def _told(db: DbSession, claimed: Claimed, told: Any, message: Callable[[Any], Json]) -> Letter | None:
    """Planned for working hours; late it is still told, since nothing else tells of it. Nothing when it is not true."""
    user_id = db.get_one(Staff, claimed.recipient_id).slack_user_id
    return Letter(user_id, message(told)) if told and user_id else None


def _refused(deps: Deps, claimed: Claimed, error: SlackApiError) -> str:
    code = str(error.response.get("error") or "")
    if not re.fullmatch(r"[a-z0-9_]{1,64}", code):
        code = UNREADABLE  # Not Slack's own words: a page of something in between, which is neither kept nor logged.
    log.warning("notice %d: Slack answered %s", claimed.id, code)
    if error.response.status_code == 429 or code in {"ratelimited", "rate_limited"}:
        asked = str(error.response.headers.get("Retry-After", ""))
        after = timedelta(seconds=int(asked) if asked.isdecimal() and len(asked) < 6 else PAUSE)
        now, wall = deps.clock(), deps.wall()
        deps.db.run(partial(outbox.limited, claimed=claimed, now=now, wall=wall, retry_after=after))
        return "limited"
    if code in PERMANENT:
        deps.db.run(lambda db: outbox.dead(db, claimed, code))
        return "dead"
    if code in UNSURE or error.response.status_code >= 500:
        deps.db.run(partial(outbox.uncertain, claimed=claimed, error=code, wall=deps.wall()))
        return "uncertain"
    deps.db.run(partial(outbox.retry, claimed=claimed, error=code, now=deps.clock()))
    return "retry"


def _reconcile(deps: Deps, claimed: Claimed) -> str:
    """Looks into the person's messages for the notice: found is sent, not found goes back to be sent."""
    try:
        found = _look_for(deps, claimed)
    except NO_ANSWER as error:
        log.warning("notice %d could not be looked for: %s", claimed.id, where(error))
        deps.db.run(partial(outbox.uncertain, claimed=claimed, error="lookup", wall=deps.wall()))
        return "uncertain"
    if found:
        deps.db.run(lambda db: outbox.sent(db, claimed, channel=found[0], ts=found[1]))
        return "found"
    deps.db.run(partial(outbox.retry, claimed=claimed, error="not found", now=deps.clock()))
    return "resend"


def _look_for(deps: Deps, claimed: Claimed) -> tuple[str, str] | None:
    actor_user = deps.db.read(lambda db: db.get_one(Staff, claimed.recipient_id).slack_user_id)
    channel = str(deps.client.conversations_open(users=[actor_user or ""])["channel"]["id"])
    oldest = f"{(claimed.claimed_at - LOOK_BACK).timestamp():.6f}"
    cursor: str | None = None
    while True:
        page = deps.client.conversations_history(
            channel=channel, oldest=oldest, include_all_metadata=True, limit=100, cursor=cursor
        )
        for message in page["messages"]:
            metadata = message.get("metadata") or {}
            if metadata.get("event_type") == EVENT and metadata["event_payload"].get("notice") == claimed.id:
                return channel, str(message["ts"])
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return None
