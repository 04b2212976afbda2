"""The answer that everything gathered comes to: what to save, what to ask, and what was not understood."""

from dataclasses import replace

from models.enums import AbsenceReason, Presence
from models.inputs import MarkChanges
from models.rules.replies.clauses import Effect
from models.rules.replies.gathering import Gathered
from models.rules.replies.matching import changes_of
from models.rules.replies.values import Asked, Capture, Listed, Question, Reply

_TWICE = "Two parts of this do not fit together. Write again what is right, in one sentence."


def settled(gathered: Gathered) -> Reply:
    """The whole reply. Nothing is saved when a leftover names no student, for it may be about anybody.

    Neither is it when "undo" or a second command stands beside other things: their order would be a guess.
    """
    captures = tuple(filter(None, (_capture(gathered, one) for one in gathered.context.listed)))
    reasons = gathered.cancels
    twice = {one.session_id for one in captures} & set(reasons) | {id_ for id_ in reasons if len(set(reasons[id_])) > 1}
    questions = [
        *gathered.questions,
        *(Question(Asked.CONFLICT, gathered.text, _TWICE, sessions=(id_,)) for id_ in twice),
    ]
    captures = tuple(one for one in captures if one.session_id not in twice)
    cancels = tuple((one.id, reasons[one.id][0]) for one in gathered.context.listed if one.id in reasons.keys() - twice)
    commands = set(gathered.commands)
    muddled = len(commands) > 1 or (("undo", None) in commands and bool(captures or cancels or questions))
    command, until = next(iter(commands)) if len(commands) == 1 and not muddled else (None, None)
    empty = not (captures or cancels or questions or commands or gathered.leftover)
    left = [gathered.text] if muddled or empty else gathered.leftover
    if muddled or gathered.nameless:
        return Reply(None, None, (), (), (), tuple(dict.fromkeys(left)))
    return Reply(command, until, captures, cancels, _once(questions), tuple(dict.fromkeys(left)))


def _once(questions: list[Question]) -> tuple[Question, ...]:
    """Each question once. Pieces that leave open the same choice of a session are one: one press answers them all."""
    found: dict[object, Question] = {}
    for one in questions:
        key = one.sessions if one.kind is Asked.SESSION else one
        before = found.get(key)
        together = before and one.piece != before.piece
        found[key] = replace(before, piece=f"{before.piece}\n{one.piece}") if before and together else before or one
    return tuple(found.values())


def _capture(gathered: Gathered, session: Listed) -> Capture | None:
    """What to save for a session; None when that is nothing.

    Where somebody has to stay as they are, everybody else is marked one by one instead of "all others present".
    """
    pieces = gathered.everyone.get(session.id, [])
    doubted = session.id in gathered.unknown_in
    if doubted:
        gathered.leftover.extend(pieces)
    marks: dict[int, MarkChanges] = {}
    spared = {student.id for student in session.students if (session.id, student.id) in gathered.untouched}
    for student in session.students:
        said = gathered.effects.get((session.id, student.id), [])
        said = [(effect, piece) for effect, piece in said if not (doubted and piece in pieces)]
        if not said or student.id in spared:
            continue
        settled_mark = _mark(said, session)
        if isinstance(settled_mark, Question):
            gathered.questions.append(settled_mark)
            spared.add(student.id)
        else:
            marks[student.id] = settled_mark
    everyone = session.id in gathered.present and not doubted
    if everyone and spared:
        for student in session.students:
            if student.id not in spared:
                marks.setdefault(student.id, MarkChanges(presence=Presence.PRESENT))
        everyone = False
    return Capture(session.id, everyone, marks) if everyone or marks else None


def _mark(said: list[tuple[Effect, str]], session: Listed) -> MarkChanges | Question:
    """What one student's effects come to; two that contradict each other are a question."""
    piece = said[-1][1]
    effects = list(dict.fromkeys(effect for effect, _ in said))
    absent = [effect for effect in effects if effect.kind == "absent"]
    if len(absent) > 1:
        telling = [effect for effect in absent if effect.reason is not AbsenceReason.ABSENT]
        effects = [effect for effect in effects if effect.kind != "absent"] + telling
    kinds = [effect.kind for effect in effects if effect.kind != "present"]
    ends = [("came" if kind == "late" else "left" if kind == "early" else kind) for kind in kinds]
    stays = "stay" in ends and ("came" in ends or "left" in ends)
    if len(ends) > len(set(ends)) or stays or (absent and len(effects) > 1):
        return Question(Asked.CONFLICT, piece, _TWICE, sessions=(session.id,))
    return changes_of(tuple(effects), session, piece)
