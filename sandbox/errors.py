"""How the workspace refuses: Slack's error codes for the app, sentences for the page."""

from typing import Any


class SlackError(Exception):
    """A Web API call that Slack answers with `ok: false`.

    Attributes:
        code: Slack's error code, such as `invalid_arguments`.
        messages: `response_metadata.messages`.
        extra: more keys of the answer, such as `needed` and `provided`.
    """

    def __init__(self, code: str, messages: list[str] | None = None, **extra: Any) -> None:
        super().__init__(code)
        self.code = code
        self.messages = messages or []
        self.extra = extra


class PageError(Exception):
    """A call of the page that cannot be done.

    Attributes:
        code: a short code.
        sentence: what the person may read.
        status: the HTTP status.
    """

    def __init__(self, code: str, sentence: str, status: int = 200) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
        self.status = status
