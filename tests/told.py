"""Everything that a workspace of the tests is told in messages, and the students' names that must not be in it.

`text` is shown on locked screens and metadata can be read by other apps, so both are free of students (PRODUCT.md,
Privacy). Every call of a chat method that reaches a sandbox of this process is kept, whichever app made it.
"""

import re
from typing import Any

from sqlalchemy import select

from models.db import Database
from models.tables import Student
from sandbox import web_api
from sandbox.arguments import Arguments
from sandbox.world import World

METHODS = ("chat.postMessage", "chat.postEphemeral", "chat.update")
_told: list[tuple[str, str, str]] = []


def _listen(name: str) -> web_api.Method:
    method = web_api.METHODS[name]

    def run(world: World, args: Arguments) -> dict[str, Any]:
        _told.append((name, args.text("text"), args.text("metadata")))
        return method.run(world, args)

    return web_api.Method(run, method.scope, method.app_token)


for _name in METHODS:
    web_api.METHODS[_name] = _listen(_name)


def forget() -> None:
    """Begins anew: what was told before belongs to another test."""
    _told.clear()


def told() -> list[tuple[str, str, str]]:
    """Method, text and metadata of every call since `forget`, oldest first."""
    return list(_told)


def leaks(database: Database) -> list[str]:
    """The calls whose text or metadata holds a first, last or nickname, or the id, of a student of this database."""
    columns = (Student.first_name, Student.last_name, Student.nickname, Student.student_id)
    rows = database.read(lambda db: db.execute(select(*columns)).all())
    names = {name for row in rows for name in row if name}
    if not names:
        return []
    pattern = re.compile(rf"\b({'|'.join(map(re.escape, sorted(names)))})\b")
    return [f"{method}: {text} {metadata}" for method, text, metadata in _told if pattern.search(f"{text} {metadata}")]
