"""`carelog audit verify`: checks all that was signed; a head kept elsewhere shows whether an end was cut off."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from bot.keys import load_keys
from models.db import Database, DbSession
from models.rules.chain import Head, heads_in
from models.rules.signing import Keyring
from models.services.heads import heads
from models.services.verify import verify
from models.tables import Signature

KEEP = "Keep these heads somewhere else, and check against them next time with --head:"

TELL = "Change nothing, keep a copy of the database, and tell whoever keeps the records."


def kept_heads(given: Sequence[str]) -> tuple[Head, ...]:
    """The heads that were given, each as a value or as a file that holds some, such as an earlier output.

    Raises ValueError where one of them is neither.
    """
    found: list[Head] = []
    for one in given:
        here = heads_in(one) or heads_in(_content(Path(one)))
        if not here:
            raise ValueError("Give a head as carelog audit verify printed it (1:25:0f3a…), or a file that holds some.")
        found += here
    return tuple(found)


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def run_verify(database: Database, key_file: Path, kept: Sequence[Head], *, now: datetime) -> tuple[int, str]:
    """Checks everything. Gives the exit code (0 nothing altered, 1 something) and the text to print.

    Raises SettingsProblem where something was signed and the keys cannot be read.
    """
    # A check makes no key: it would be taken for the one that is lost.
    signed = database.read(lambda db: db.execute(select(Signature.id).limit(1)).first())
    keyring = load_keys(key_file, create=False) if signed else Keyring("", {})

    def work(db: DbSession) -> tuple[list[str], dict[str, int], tuple[Head, ...]]:
        return *verify(db, keyring, now=now, kept=kept), heads(db)

    problems, counts, last = database.read(work)
    lines = ["Checked " + ", ".join(f"{number} {what}" for what, number in counts.items()) + "."]
    if problems:
        # No head of a trail that cannot be trusted is given to be kept.
        many = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        return 1, "\n".join([*lines, *problems, f"Something was altered ({many}). {TELL}"])
    lines += ["Nothing was altered.", *([KEEP] if last else []), *map(str, last)]
    return 0, "\n".join(lines)
