"""The parser of aides' replies: text and listed sessions in, what to save and what to ask out."""

from models.rules.replies.choosing import for_sessions
from models.rules.replies.reply import understand
from models.rules.replies.values import Asked, Capture, Listed, Named, Question, Reply

__all__ = ["Asked", "Capture", "Listed", "Named", "Question", "Reply", "for_sessions", "understand"]
