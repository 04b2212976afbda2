"""A cancelled session with its reason, and what is no attendance: post, later, undo, help."""

import pytest

from tests.rules_replies.school import read, told

SAID = (
    ("cancelled: field trip", "cancel 1 (field trip)"),
    ("session cancelled, snow", "cancel 1 (snow)"),
    ("we didn't meet, assembly", "cancel 1 (assembly)"),
    ("no session today - field trip", "cancel 1 (field trip)"),
    ("cancel: field trip", "cancel 1 (field trip)"),
    ("cancelled because of snow", "cancel 1 (snow)"),
    ("no school - snow day", "cancel 1 (snow day)"),
    ("no group today, staff meeting", "cancel 1 (staff meeting)"),
    ("session didn't happen - fire drill", "cancel 1 (fire drill)"),
    ("later", "later later today"),
    ("remind me later", "later later today"),
    ("in 30", "later 30 minutes"),
    ("after school", "later later today"),
    ("tomorrow", "later tomorrow"),
    ("not now", "later later today"),
    ("undo", "undo"),
    ("take that back", "undo"),
    ("what's left?", "left"),
    ("what's missing", "left"),
    ("status", "left"),
    ("post", "post"),
    ("sign", "post"),
    ("post it", "post"),
    ("help", "help"),
    ("?", "help"),
    ("will post later", "later later today"),
    ("will post", "post"),
    ("Will post later", "later later today"),
    ("all present, post", "all | post"),
    ("all present and post it", "all | post"),
    ("all present. what's left?", "all | left"),
    ("remind me in 30 minutes", "later 30 minutes"),
    ("remind me tomorrow", "later tomorrow"),
    ("in half an hour", "later 30 minutes"),
    ("30 minutes", "later 30 minutes"),
    ("30 min", "later 30 minutes"),
)


@pytest.mark.parametrize(("text", "expected"), SAID, ids=[text for text, _ in SAID])
def test_says(text, expected):
    assert told(read(text)) == expected
