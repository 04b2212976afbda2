"""Which block and which element goes where (SLACK.md sections 1.1 and 1.2).

Blocks that Slack is still rolling out (card, container, alert, data_table and the like) are left out on purpose: an
older workspace answers `invalid_blocks` for them, and nothing that work depends on may use them.
"""

from typing import Literal

Surface = Literal["message", "modal", "home"]

MOST_BLOCKS: dict[Surface, int] = {"message": 50, "modal": 100, "home": 100}
MOST_VIEW_BYTES = 250 * 1024
MOST_MESSAGE_TEXT = 40_000
ADVISED_MESSAGE_TEXT = 4_000

_EVERYWHERE = frozenset({"actions", "context", "divider", "header", "image", "input", "rich_text", "section", "video"})
BLOCKS_ON: dict[Surface, frozenset[str]] = {
    "message": _EVERYWHERE | {"markdown", "table"},
    "modal": _EVERYWHERE,
    "home": _EVERYWHERE,
}

_SINGLE = frozenset({"static_select", "external_select", "users_select", "conversations_select", "channels_select"})
_SELECTS = _SINGLE | {f"multi_{each}" for each in _SINGLE}
_PICKED = _SELECTS | {"button", "checkboxes", "datepicker", "overflow", "radio_buttons", "timepicker"}
_ANSWERED = (_PICKED - {"button", "overflow"}) | {"datetimepicker", "plain_text_input"}
_MODAL_ONLY = frozenset({"number_input", "email_text_input", "url_text_input", "file_input"})

ELEMENTS_IN: dict[str, frozenset[str]] = {
    "section": _PICKED | {"image"},
    "actions": _PICKED | {"datetimepicker"},
    "context": frozenset({"image"}),
    "input": _ANSWERED | _MODAL_ONLY | {"rich_text_input"},
}
ELEMENTS_ON: dict[Surface, frozenset[str]] = {
    "message": _PICKED | {"datetimepicker", "plain_text_input", "image"},
    "modal": _PICKED | _ANSWERED | _MODAL_ONLY | {"rich_text_input", "image"},
    "home": _PICKED | {"plain_text_input", "rich_text_input", "image"},
}
