"""The arguments of a Web API call, whether they came as a form or as JSON."""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from sandbox.errors import SlackError


async def read_arguments(request: Request) -> "Arguments":
    """Read the query and the body of a call.

    Raises:
        SlackError: `invalid_json`, `json_not_object`, `invalid_post_type` or `invalid_form_data`.
    """
    found: dict[str, Any] = dict(request.query_params)
    body = await request.body()
    if not body:
        return Arguments(found)
    if "json" in request.headers.get("content-type", ""):
        try:
            sent = json.loads(body)
        except ValueError:
            raise SlackError("invalid_json") from None
        if not isinstance(sent, dict):
            raise SlackError("json_not_object")
        return Arguments(found | sent)
    if "multipart" in request.headers.get("content-type", ""):
        raise SlackError("invalid_post_type")
    try:
        return Arguments(found | dict(parse_qsl(body.decode(), keep_blank_values=True)))
    except UnicodeDecodeError:
        raise SlackError("invalid_form_data") from None


def page_of(items: list[Any], args: "Arguments", *, default: int) -> tuple[list[Any], str]:
    """Cut one page out of a list by `limit` and `cursor`.

    Returns:
        The page, and the cursor of the next one (empty at the end).

    Raises:
        SlackError: `invalid_cursor` or `invalid_limit`.
    """
    try:
        start = int(base64.b64decode(args.text("cursor") or b"MA==", validate=True))
    except (ValueError, binascii.Error):
        raise SlackError("invalid_cursor") from None
    limit = args.number("limit", default)
    if not 0 < limit <= 1000:
        raise SlackError("invalid_limit")
    end = start + limit
    more = base64.b64encode(str(end).encode()).decode() if end < len(items) else ""
    return items[start:end], more


class Arguments:
    """Typed access to what was sent; a missing value and an empty one are the same, except for `has`."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values

    def has(self, key: str) -> bool:
        """Whether the argument was sent at all, even empty."""
        return self._values.get(key) is not None

    def text(self, key: str) -> str:
        """The argument as text, empty if it is missing."""
        value = self._values.get(key)
        return "" if value is None else value if isinstance(value, str) else str(value)

    def required(self, key: str) -> str:
        """The argument as text.

        Raises:
            SlackError: `invalid_arguments`, naming the argument.
        """
        value = self.text(key)
        if not value:
            raise SlackError("invalid_arguments", [f"[ERROR] missing required field: {key}"])
        return value

    def number(self, key: str, default: int) -> int:
        """The argument as a whole number.

        Raises:
            SlackError: `invalid_arguments`.
        """
        try:
            return int(self.text(key) or default)
        except ValueError:
            raise SlackError("invalid_arguments", [f"[ERROR] must be a number [json-pointer:/{key}]"]) from None

    def flag(self, key: str) -> bool:
        """The argument as a truth value (`true`, `1`)."""
        return self.text(key).lower() in {"1", "true"}

    def data(self, key: str, error: str = "invalid_arguments") -> Any:
        """The argument as JSON data, None if it is missing or empty; a form carries it as a string.

        Raises:
            SlackError: `error`, if it cannot be read.
        """
        value = self._values.get(key)
        if isinstance(value, str):
            if not value.strip():
                return None
            try:
                return json.loads(value)
            except ValueError:
                raise SlackError(error, [f"[ERROR] not valid JSON [json-pointer:/{key}]"]) from None
        return value
