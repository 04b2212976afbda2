"""Logs: ids, types and places; never a token, a request body, or the text of an exception."""

import io
import logging

import pytest

from bot.logs import set_up_logging, where


@pytest.fixture
def stream(monkeypatch):
    """What the app's own logging writes at DEBUG."""
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    gathered = io.StringIO()
    monkeypatch.setattr("sys.stderr", gathered)
    set_up_logging("DEBUG")
    yield gathered
    root.handlers[:] = kept
    root.setLevel(level)


@pytest.mark.parametrize("token", ["xoxb-12-34-ab_C", "xapp-1-A0-99-ff", "xoxp-1", "xoxe.xoxb-1-x", "xwfp-1-ab"])
def test_tokens_are_replaced_wherever_they_stand(stream, token):
    logging.getLogger("carelog").info("with %s in it and %s", token, {"token": token})
    logging.getLogger("other").warning(f"Bearer {token}, more")  # noqa: G004
    assert token not in stream.getvalue()
    assert stream.getvalue().count("[token]") >= 3


def test_messages_of_slacks_libraries_lose_what_they_quote(stream):
    for name in ("slack_bolt.App", "slack_sdk.web.client", "slack_bolt"):
        logging.getLogger(name).warning("Unhandled request ({'type': 'x', 'view': {'value': 'a secret'}})")
        logging.getLogger(name).error("Failed: %s", {"view": "a secret"})
        logging.getLogger(name).debug("a secret body")
    assert "Unhandled request" in stream.getvalue()
    assert "secret" not in stream.getvalue()


def fail(text, cause=None):
    """Raises from inside a function, as listeners do."""
    raise ValueError(text) from cause


def test_an_exception_is_its_type_and_place_never_its_text(stream):
    try:
        fail("a secret in the text")
    except ValueError:
        logging.getLogger("carelog").exception("while posting %d", 7)
        logging.getLogger("slack_bolt.App").exception("a secret too")
    assert "while posting 7 [ValueError at test_logs.py:" in stream.getvalue()
    assert "secret" not in stream.getvalue()


def test_the_cause_of_an_exception_does_not_come_out_either(stream):
    try:
        fail("second secret", KeyError("first secret"))
    except ValueError:
        logging.getLogger("carelog").exception("failed")
    assert "ValueError at " in stream.getvalue()
    assert "secret" not in stream.getvalue()


def test_a_percent_sign_in_a_library_message_breaks_nothing(stream):
    logging.getLogger("slack_sdk").warning("100%% of %s", "it")
    logging.getLogger("carelog").warning("100% sure with xoxb-1")
    assert "100% sure with [token]" in stream.getvalue()


def test_libraries_that_print_bodies_stay_at_warning_whatever_is_asked(stream):
    for name in ("slack_bolt", "slack_sdk", "sqlalchemy.engine", "urllib3"):
        assert logging.getLogger(name).getEffectiveLevel() >= logging.WARNING


def test_where_names_at_most_six_places():
    def deep(n):
        return deep(n - 1) if n else 1 // n

    with pytest.raises(ZeroDivisionError) as caught:
        deep(20)
    assert where(caught.value).startswith("ZeroDivisionError at test_logs.py:")
    assert where(caught.value).count("test_logs.py") == 6
    assert where(None) == "no exception"
