"""The blocks and the two kinds of views that Carelog uses, as plain dictionaries (ARCHITECTURE, decision 10)."""

from collections.abc import Sequence

from bot.slack.limits import HEADER_TEXT, LABEL, SECTION_TEXT, TITLE
from bot.slack.text import Json, clean, held_together, mrkdwn, pack, plain, shorten


def header(text: str) -> Json:
    """A heading that screen readers find."""
    return {"type": "header", "text": plain(text, HEADER_TEXT)}


def section(text: str, accessory: Json | None = None, block_id: str | None = None, fields: Sequence[str] = ()) -> Json:
    """A paragraph of mrkdwn with at most one element beside it. Raises ValueError when it is too long for Slack."""
    if len(text) > SECTION_TEXT:
        raise ValueError(f"A section has at most {SECTION_TEXT} characters; use `sections`.")
    block: Json = {"type": "section", "text": mrkdwn(text)}
    if fields:
        block["fields"] = [mrkdwn(field) for field in fields]
    if accessory:
        block["accessory"] = accessory
    return block | _named(block_id)


def sections(paragraphs: list[str], gap: str = "\n\n") -> list[Json]:
    """The paragraphs in full, in as few sections as hold them, with `gap` between two in one section."""
    return [section(text) for text in pack(paragraphs, gap=gap)]


def plain_sections(paragraphs: list[str]) -> list[Json]:
    """Paragraphs of data in full and as written: plain text has no markup that could strike words out."""
    texts = pack([clean(paragraph) for paragraph in paragraphs])
    return [{"type": "section", "text": plain(text) | {"emoji": False}} for text in map(held_together, texts)]


def context(*texts: str) -> Json:
    """Small print: up to 10 texts of mrkdwn."""
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def divider() -> Json:
    """A line."""
    return {"type": "divider"}


def actions(block_id: str, *elements: Json) -> Json:
    """A row of up to 25 elements with different action ids."""
    return {"type": "actions", "elements": list(elements)} | _named(block_id)


def input_block(
    field: str, label: str, element: Json, *, hint: str = "", optional: bool = False, dispatch: bool = False
) -> Json:
    """A labelled field. `field` is its block id (see bot/slack/state.py); `dispatch` sends each choice at once."""
    block: Json = {"type": "input", "block_id": field, "label": plain(label, LABEL), "element": element}
    if hint:
        block["hint"] = plain(hint, LABEL)
    if optional:
        block["optional"] = True
    if dispatch:
        block["dispatch_action"] = True
    return block


def modal(
    callback_id: str,
    title: str,
    blocks: list[Json],
    *,
    submit: str | None = None,
    close: str = "Close",
    metadata: str = "",
    notify_on_close: bool = False,
) -> Json:
    """A window. Title, submit and close hold 24 characters."""
    view: Json = {
        "type": "modal",
        "callback_id": callback_id,
        "title": _label(title),
        "close": _label(close),
        "blocks": blocks,
    }
    if submit:
        view["submit"] = _label(submit)
    if metadata:
        view["private_metadata"] = metadata
    if notify_on_close:
        view["notify_on_close"] = True
    return view


def home(blocks: list[Json]) -> Json:
    """The App Home tab of one person."""
    return {"type": "home", "blocks": blocks}


def _label(text: str) -> Json:
    return plain(shorten(text, TITLE), TITLE)


def _named(block_id: str | None) -> Json:
    return {"block_id": block_id} if block_id else {}
