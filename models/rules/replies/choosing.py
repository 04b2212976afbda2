"""What a question comes to, once the person has pressed which session they mean."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

from models.rules.replies.reply import understand
from models.rules.replies.values import Listed, Question, Reply


def for_sessions(question: Question, chosen: Collection[int], listed: Sequence[Listed], *, now: datetime) -> Reply:
    """What the unclear piece says of the chosen sessions (ids): each is read as if it were the only one listed.

    Nothing else of what was written is read again. With several sessions, a question that is left has no candidates
    to press, since the same press would not answer it for each of them. `now` is local.
    """
    read = [understand(question.piece, (one,), now=now) for one in listed if one.id in chosen]
    left = [one for reply in read for one in reply.questions]
    if len(read) > 1:
        left = [replace(one, students=(), sessions=()) for one in left]
    return Reply(
        captures=tuple(one for reply in read for one in reply.captures),
        cancels=tuple(one for reply in read for one in reply.cancels),
        questions=tuple(dict.fromkeys(left)),
        leftover=tuple(dict.fromkeys(one for reply in read for one in reply.leftover)),
    )
