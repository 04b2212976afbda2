"""Web API methods about the workspace and its people."""

import time
from typing import Any

from sandbox.arguments import Arguments, page_of
from sandbox.errors import SlackError
from sandbox.people import Person
from sandbox.world import World
from sandbox.zones import offset_seconds, zone_label


def auth_test(world: World, _: Arguments) -> dict[str, Any]:
    """`auth.test`."""
    config = world.workspace.config
    return {
        "url": f"{world.workspace.base_url}/",
        "team": config.team_name,
        "user": world.workspace.bot.name.lower(),
        "team_id": config.team_id,
        "user_id": config.bot_user_id,
        "bot_id": config.bot_id,
        "is_enterprise_install": False,
    }


def open_connection(world: World, _: Arguments) -> dict[str, Any]:
    """`apps.connections.open`."""
    return {"url": world.link.issue_url()}


def team_info(world: World, _: Arguments) -> dict[str, Any]:
    """`team.info`."""
    config = world.workspace.config
    return {"team": {"id": config.team_id, "name": config.team_name, "domain": config.domain, "icon": {}}}


def users_info(world: World, args: Arguments) -> dict[str, Any]:
    """`users.info`."""
    person = everybody(world).get(args.required("user"))
    if person is None:
        raise SlackError("user_not_found")
    return {"user": user_object(world, person)}


def users_list(world: World, args: Arguments) -> dict[str, Any]:
    """`users.list`, deactivated people included."""
    people = [user_object(world, each) for each in everybody(world).values()]
    members, cursor = page_of(people, args, default=1000)
    return {"members": members, "cache_ts": int(time.time()), "response_metadata": {"next_cursor": cursor}}


def users_lookup(world: World, args: Arguments) -> dict[str, Any]:
    """`users.lookupByEmail`; a deactivated person is not found, as Slack's page says."""
    email = args.required("email").strip().lower()
    for person in world.workspace.people.values():
        if person.email.lower() == email and not person.deleted:
            return {"user": user_object(world, person)}
    raise SlackError("users_not_found")


def everybody(world: World) -> dict[str, Person]:
    """All people and the app's bot, by id."""
    return {**world.workspace.people, world.workspace.bot.id: world.workspace.bot}


def user_object(world: World, person: Person) -> dict[str, Any]:
    """A person as Slack shows them to an app with `users:read`; the e-mail needs `users:read.email`."""
    config = world.workspace.config
    profile = {
        "real_name": person.name,
        "display_name": person.name,
        "title": person.title,
        "first_name": person.name.split(" ")[0],
        "last_name": person.name.rpartition(" ")[2],
        "team": config.team_id,
    }
    if "users:read.email" in config.scopes and person.email:
        profile["email"] = person.email
    shown: dict[str, Any] = {
        "id": person.id,
        "team_id": config.team_id,
        "name": person.handle if not person.is_bot else person.name.lower(),
        "real_name": person.name,
        "deleted": person.deleted,
        "profile": profile,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": int(time.time()),
    }
    if not person.deleted:
        shown |= {
            "color": person.color,
            "tz": person.tz,
            "tz_label": zone_label(person.tz),
            "tz_offset": offset_seconds(person.tz),
            "is_admin": False,
            "is_owner": False,
            "is_restricted": person.is_restricted,
            "is_ultra_restricted": False,
        }
    if person.is_stranger:
        shown["is_stranger"] = True
    return shown
