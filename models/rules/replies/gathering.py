"""What the clauses of one reply say, sorted by session and student; settling.py makes the answer of it."""

from dataclasses import dataclass, field, replace

from models.inputs import MarkChanges
from models.rules.replies.clauses import Effect, Said, Slot
from models.rules.replies.context import Context
from models.rules.replies.matching import Place, candidates, changes_of, sessions_of, who, wrong_count
from models.rules.replies.sentences import Sentence
from models.rules.replies.tokens import folded
from models.rules.replies.values import Asked, Listed, Question

_COMMANDS = frozenset({"post", "help", "left", "undo", "later"})
_REASON = "Why was it cancelled? Write: cancelled, and the reason."


@dataclass
class Gathered:
    """The one thing that is filled while a reply is read. Keys of pairs are (session id, student id)."""

    context: Context
    text: str
    chosen: dict[str, int]
    everyone: dict[int, list[str]] = field(default_factory=dict)
    """The pieces that speak of everybody in a session; `present` holds the sessions where they said present."""
    present: set[int] = field(default_factory=set)
    effects: dict[tuple[int, int], list[tuple[Effect, str]]] = field(default_factory=dict)
    untouched: set[tuple[int, int]] = field(default_factory=set)
    unknown_in: set[int] = field(default_factory=set)
    """Sessions where a name was written that is nobody's: what was said of everybody there does not hold."""
    cancels: dict[int, list[str]] = field(default_factory=dict)
    commands: list[tuple[str, str | None]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    leftover: list[str] = field(default_factory=list)
    nameless: bool = False
    """Whether a piece was left over that names no student, and so may be about anybody."""

    def add(self, said: Said, place: Place | None, named: frozenset[int]) -> None:
        """Takes a clause in, with the place that it or its line names and the students by whom a session is found."""
        piece = self.text[said.start : said.end]
        if said.kind in _COMMANDS:
            self.commands.append((said.kind, said.until))
        elif said.kind == "header":
            self._heading(place, piece)
        elif said.kind == "cancel":
            self._cancel(said, place, piece)
        elif said.everyone or said.whole:
            self._everyone(said, place, named, piece)
        else:
            self._some(said, place, named, piece)

    def ask(self, question: Question) -> None:
        """Keeps a question, and leaves everybody whom it is about as they are."""
        self.questions.append(question)
        self.untouched |= {(session, student) for session in question.sessions for student in question.students}
        if question.kind is Asked.STUDENT and not question.students:
            self.unknown_in |= set(question.sessions)

    def leave(self, sentence: Sentence) -> None:
        """Keeps what was not understood, and leaves everybody whom it names as they are."""
        for piece in sentence.pieces:
            self.leftover.append(self.text[piece.start : piece.end].strip() or self.text)
            self._spare(piece.names)
            self.nameless = self.nameless or not piece.names

    def _spare(self, students: frozenset[int]) -> None:
        self.untouched |= {(one.id, student) for one in self.context.listed for student in students}

    def _heading(self, place: Place | None, piece: str) -> None:
        sessions = sessions_of(self.context, place, frozenset(), piece)
        if isinstance(sessions, Question):
            self.ask(sessions)

    def _cancel(self, said: Said, place: Place | None, piece: str) -> None:
        sessions = sessions_of(self.context, place, frozenset(), piece)
        if isinstance(sessions, Question):
            self.ask(sessions)
        elif said.reason:
            for session in sessions:
                self.cancels.setdefault(session.id, []).append(said.reason)
        else:
            self.ask(Question(Asked.REASON, piece, _REASON, sessions=tuple(one.id for one in sessions)))

    def _everyone(self, said: Said, place: Place | None, named: frozenset[int], piece: str) -> None:
        sessions = sessions_of(self.context, place, named, piece)
        if isinstance(sessions, Question):
            self.ask(sessions)
            for slot in said.slots:
                self._spare(slot.ids)
            return
        for session in sessions:
            self.everyone.setdefault(session.id, []).append(piece)
            if question := wrong_count(said, session, piece):
                self.ask(question)
                self._spare(frozenset(student.id for student in session.students))
                continue
            if said.whole:
                for student in session.students:
                    self._mark(session, student.id, said.effects, piece)
            else:
                self.present.add(session.id)
        self._slots(said, sessions, piece)

    def _some(self, said: Said, place: Place | None, named: frozenset[int], piece: str) -> None:
        sessions = sessions_of(self.context, place, named, piece)
        if not isinstance(sessions, Question):
            self._slots(said, sessions, piece)
            return
        for slot in said.slots:
            alone = sessions_of(self.context, place, slot.ids, piece)
            if isinstance(alone, Question) and slot.ids:
                meant, found = self._meant(slot, self.context.listed)
                self.ask(who(meant, self._written(slot), found, self.context.listed, None) or alone)
                self._spare(slot.ids)
            else:
                reached = self.context.listed if isinstance(alone, Question) else alone
                self._slot(slot, said, reached, piece)

    def _slots(self, said: Said, sessions: tuple[Listed, ...], piece: str) -> None:
        for slot in said.slots:
            self._slot(slot, said, sessions, piece)

    def _written(self, slot: Slot) -> str:
        return self.text[slot.start : slot.end]

    def _meant(self, slot: Slot, sessions: tuple[Listed, ...]) -> tuple[Slot, frozenset[int]]:
        """Whom a name may mean in these sessions; a choice that the aide made earlier settles it."""
        found = candidates(slot, sessions)
        picked = self.chosen.get(folded(self._written(slot)))
        return (replace(slot, sure=True), frozenset({picked})) if picked in found else (slot, found)

    def _slot(self, slot: Slot, said: Said, sessions: tuple[Listed, ...], piece: str) -> None:
        meant, found = self._meant(slot, sessions)
        changes = changes_of(said.effects, sessions[0], piece) if found else None
        if question := who(
            meant, self._written(slot), found, sessions, changes if isinstance(changes, MarkChanges) else None
        ):
            self.ask(question)
            self._spare(slot.ids)
            return
        (student,) = found
        for session in sessions:
            if student in {one.id for one in session.students}:
                self._mark(session, student, said.effects, piece)

    def _mark(self, session: Listed, student: int, effects: tuple[Effect, ...], piece: str) -> None:
        self.effects.setdefault((session.id, student), []).extend((effect, piece) for effect in effects)
