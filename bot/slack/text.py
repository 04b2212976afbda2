"""Text that goes to Slack: cleaned, shortened, and harmless wherever Slack reads markup."""

import re
from typing import Any

from bot.slack.limits import SECTION_TEXT

Json = dict[str, Any]

# Control characters, zero-width and bidirectional controls, tags and lone surrogates: a name with one of
# these can turn the words around it or hide some of them (RELIABILITY section 8, threat 15).
_HIDDEN = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def clean(text: str) -> str:
    """The text without characters that are not seen but change what is seen."""
    return text if text.isprintable() else _HIDDEN.sub("", text)


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters; an ellipsis says that something was left out. Shorten before `escape`."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def escape(text: str) -> str:
    """Data made safe inside mrkdwn: no mention, link or channel can come out of it."""
    return clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(text: str, limit: int = SECTION_TEXT) -> Json:
    """A plain_text object. Slack refuses empty ones, so nothing becomes a dash."""
    return {"type": "plain_text", "text": shorten(clean(text), limit).strip() or "–"}


def mrkdwn(text: str) -> Json:
    """A mrkdwn object of text whose data parts went through `escape`. Nothing in it is linked by itself."""
    return {"type": "mrkdwn", "text": held_together(text) if text.strip() else "–", "verbatim": True}


def held_together(text: str) -> str:
    """A dot between two parts stays on the line of the part before it: no line of a phone begins with one."""
    return text.replace(" · ", "\u00a0· ")


def split(text: str, limit: int) -> list[str]:
    """The whole text in pieces of at most `limit` characters, cut at line ends or spaces where there are any.

    Nothing is lost but the white space at a cut: what is signed is shown in full.
    """
    pieces = []
    while len(text) > limit:
        cut = max(text.rfind("\n", 1, limit), text.rfind(" ", 1, limit))
        cut = cut if cut > limit // 2 else _outside_entity(text, limit)
        pieces.append(text[:cut])
        text = text[cut:].lstrip(" \n")
    return [*pieces, text] if text else pieces


def pack(paragraphs: list[str], limit: int = SECTION_TEXT, gap: str = "\n\n") -> list[str]:
    """Paragraphs joined into as few texts of at most `limit` characters as keep their order."""
    texts: list[str] = []
    for piece in (piece for paragraph in paragraphs for piece in split(paragraph, limit)):
        if texts and len(texts[-1]) + len(gap) + len(piece) <= limit:
            texts[-1] += gap + piece
        else:
            texts.append(piece)
    return texts


def _outside_entity(text: str, cut: int) -> int:
    """A cut that does not go through `&amp;`, `&lt;` or `&gt;`."""
    start = text.rfind("&", max(cut - 4, 1), cut)
    return start if start > 0 and ";" in text[start : start + 5] and ";" not in text[start:cut] else cut
