"""States that hold every block and element. All people are made up."""

from typing import Any

Json = dict[str, Any]
AIDE = "U0AIDE"
LEAD = "U0LEAD"
BOT = "U0BOT"
CHANNEL = "D0AIDE"


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def md(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str | None = None, about: str | None = None) -> Json:
    made: Json = {"text": plain(text), "value": value or text.lower()}
    return made | ({"description": plain(about)} if about else {})


def button(text: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, **more}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": md(text), **more}


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    """An input block; the element's action id is `<block_id>.action`."""
    element = {"action_id": f"{block_id}.action", **element}
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def text_field(block_id: str, label: str, **more: Any) -> Json:
    """A text input; `more` that belongs to the block is optional, hint, dispatch_action."""
    outer = {name: more.pop(name) for name in ("optional", "hint", "dispatch_action") if name in more}
    return field(block_id, label, {"type": "plain_text_input", **more}, **outer)


def view(blocks: list[Json], view_id: str = "V1", **more: Any) -> Json:
    base: Json = {"id": view_id, "callback_id": "form", "title": plain("Add Session"), "hash": "1", "values": {}}
    base |= {"submit": plain("Save"), "close": plain("Cancel"), "busy": False, "blocks": blocks}
    return base | more


def workspace() -> Json:
    def someone(person_id: str, name: str, title: str, color: str) -> Json:
        initials = "".join(part[0] for part in name.split())
        email = f"{name.split(maxsplit=1)[0].lower()}@school.example"
        about = {"title": title, "email": email, "initials": initials, "color": color}
        return {"id": person_id, "name": name, **about, "tz": "America/Chicago", "deleted": False}

    commands = [
        ("/post", "Review and sign the sessions that are ready", "[today | week | help]"),
        ("/sessions", "Add a session, or see what needs you", "[add | help]"),
    ]
    return {
        "team": {"id": "T0", "name": "Juniper Flats School District"},
        "app": {"name": "Carelog", "bot_user_id": BOT, "color": "#0b5345"},
        "people": [
            someone(AIDE, "Robin Sample", "Classroom aide", "#7a4f9a"),
            someone(LEAD, "Casey Placeholder", "Supervising teacher", "#9a5b1f"),
        ],
        "commands": [dict(zip(("command", "description", "usage_hint"), row, strict=True)) for row in commands],
        "shortcuts": [
            {"name": "Add Session", "callback_id": "session.add", "description": "Add a session or a session series"}
        ],
    }


def home(blocks: list[Json] | None = None) -> Json:
    return {"id": "VHOME", "blocks": home_blocks() if blocks is None else blocks, "values": {}}


def home_blocks() -> list[Json]:
    week = {
        "type": "static_select",
        "action_id": "home.week",
        "placeholder": plain("Go to a week"),
        "options": [option("This week", "0"), option("Last week", "-1")],
    }
    more = {
        "type": "overflow",
        "action_id": "session.more",
        "options": [option("Copy", "copy"), option("Cancel Session", "cancel")],
    }
    return [
        {"type": "header", "block_id": "title", "text": plain("Your sessions")},
        {
            "type": "actions",
            "block_id": "top",
            "elements": [button("Add Session", "session.add", style="primary"), button("Post", "post.open"), week],
        },
        {"type": "context", "block_id": "zone", "elements": [md("Times are in *Central Time*.")]},
        {"type": "divider", "block_id": "line"},
        {"type": "header", "block_id": "needs", "text": plain("Needs you: 2")},
        section(
            ":red_circle: *Fri, Nov 20* · 10:00–11:00\nPersonal Care - Instructional Support\n_3 days left_",
            block_id="s1",
            accessory=button("Open", "session.open", value="101"),
        ),
        section(
            ":large_yellow_circle: *Mon, Nov 23* · 13:00–13:45\nPersonal Care - Group\n_6 days left_",
            block_id="s2",
            accessory=more,
        ),
        {
            "type": "section",
            "block_id": "counts",
            "fields": [md("*Posted this week*\n7"), md("*Scheduled today*\n3")],
        },
    ]


def messages() -> list[Json]:
    def message(ts: str, user: str, text: str, **more: Any) -> Json:
        base: Json = {"ts": ts, "thread_ts": None, "user": user, "text": text, "blocks": [], "edited": False}
        return base | {"at": float(ts), "ephemeral": False, "reactions": []} | more

    ask = [
        section("You have *2 sessions* to log. The oldest is from <!date^1795190400^{date_short}|Nov 20>."),
        {
            "type": "actions",
            "block_id": "reminder",
            "elements": [
                button("Open", "remind.open", style="primary"),
                button("Snooze", "remind.snooze", confirm=confirmation()),
            ],
        },
    ]
    return [
        message("1795449600.000100", BOT, "You have sessions to log.", blocks=ask),
        message("1795449660.000200", AIDE, "all present", thread_ts="1795449600.000100"),
        message("1795449661.000300", BOT, "Saved as a draft.", thread_ts="1795449600.000100", edited=True),
        message("1795449700.000400", BOT, "There is nothing to post today.", ephemeral=True),
    ]


def confirmation() -> Json:
    words = {"title": "Snooze?", "text": "You are asked again in 30 minutes.", "confirm": "Snooze", "deny": "Keep"}
    return {name: plain(text) for name, text in words.items()}


def state(**more: Any) -> Json:
    clock = {"now": "2026-11-23T21:31:00+00:00", "offset_seconds": 0}
    base: Json = {"home": home(), "channel": CHANNEL, "messages": messages(), "views": [], "notices": []}
    base |= {"read": "1795449999.000000", "unread": {}, "trouble": {"rate_limit": False, "repeat_events": False}}
    return base | {"clock": clock, "connected": True} | more
