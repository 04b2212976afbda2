"""Commands: whole messages only, in the words that people use for them."""

import pytest

from models.rules.replies.commands import command_in
from tests.rules_replies.school import ONE, THREE, read

COMMANDS = {
    "post": "post|sign|post it|post all|Post everything please|ready to post|sign and post|submit|please post",
    "help": "help|Help!|?|??|help me|what can I say?|how does this work?|ayuda",
    "left": "what's left?|whats left|What is left to post?|what's missing|what is still missing?|status|show my list|"
    "anything left?|how many left?|what do I have left?|que falta",
    "undo": "undo|Undo that|undo it please|take that back|take it back|scratch that|revert",
    "later 30 minutes": "in 30|in 30 min|30 minutes|remind me in 30|remind me in 10 minutes|in half an hour|"
    "snooze for 15 min",
    "later later today": "later|Later!|later today|remind me later|not now|not yet|after school|remind me after school|"
    "snooze|in an hour|in 60 minutes|will do it later|I'll post later|can't right now|ask me later please",
    "later tomorrow": "tomorrow|tomorrow morning|remind me tomorrow|I'll do it tomorrow|will post tomorrow|mañana",
}
ROWS = [(text, command) for command, texts in COMMANDS.items() for text in texts.split("|")]


@pytest.mark.parametrize(("text", "command"), ROWS)
@pytest.mark.parametrize("listed", [ONE, THREE, ()])
def test_a_command_is_understood_whatever_is_listed(text, command, listed):
    reply = read(text, listed)
    assert f"{reply.command} {reply.until or ''}".strip() == command
    assert not reply.changes_anything
    assert reply.understood


@pytest.mark.parametrize(
    "words", ["", "posted", "post office", "30", "postpone", "later milo", "undo milo", "help milo", "x" * 500]
)
def test_other_words_are_no_command(words):
    assert command_in(words) is None


@pytest.mark.parametrize("text", ["post, later", "undo. all present", "help and post", "later. tomorrow"])
def test_two_commands_or_an_undo_beside_more_are_left_over_whole(text):
    reply = read(text)
    assert reply.leftover == (text,)
    assert reply.command is None
    assert not reply.changes_anything


def test_a_command_may_stand_beside_an_answer():
    reply = read("Everyone but Milo. Please post it.")
    assert reply.command == "post"
    assert reply.captures[0].everyone_present
