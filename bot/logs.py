"""Logging that cannot carry a credential, a token or a name: ids, types and places only (SLACK.md section 6.4)."""

import logging
import re
import sys
import traceback

_TOKENS = re.compile(r"\bx(?:ox[a-z]|app|wfp)-[\w.-]+")
_LIBRARIES = ("slack_bolt", "slack_sdk")


class _Redaction(logging.Filter):
    """Rewrites each record before it is formatted, so that no handler can skip it."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            # An exception's text may quote what a person typed, so only its type and its place are kept.
            record.msg = f"{record.getMessage() if not _library(record) else record.name} [{where(record.exc_info[1])}]"
            record.args, record.exc_info, record.exc_text = (), None, None
        elif _library(record):
            # These libraries quote request bodies in some warnings; what stands before the quote is enough.
            record.msg, record.args = re.split(r"[{\[(:\n]", record.getMessage(), maxsplit=1)[0][:120], ()
        text = record.getMessage()
        if _TOKENS.search(text):
            record.msg, record.args = _TOKENS.sub("[token]", text), ()
        return True


def _library(record: logging.LogRecord) -> bool:
    return record.name.startswith(_LIBRARIES)


def where(error: BaseException | None) -> str:
    """An exception's type and the places it passed, innermost last; never its text."""
    if error is None:
        return "no exception"
    places = [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(error.__traceback__)
    ]
    return f"{type(error).__name__} at {' > '.join(places[-6:])}"


def set_up_logging(level: str) -> None:
    """Logs to standard error at `level`. Slack's libraries stay at WARNING whatever it is: below, they print bodies."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    handler.addFilter(_Redaction())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in (*_LIBRARIES, "sqlalchemy.engine", "apscheduler", "urllib3", "httpcore", "alembic", "waitress"):
        logging.getLogger(name).setLevel(logging.WARNING)
    # Bolt's warnings quote requests, and one at each start is about a token that it finds in the environment.
    logging.getLogger("slack_bolt").setLevel(logging.ERROR)
