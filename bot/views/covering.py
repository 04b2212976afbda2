"""*Cover a session*: whose, which, and who covers it; and what was arranged."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import time, timedelta

from bot.slack.blocks import actions, context, input_block, modal, section
from bot.slack.elements import button, confirm, grouped, option, static_select
from bot.slack.fields import block_id
from bot.slack.ids import Action, Callback
from bot.slack.limits import OPTIONS
from bot.slack.metadata import EditTarget, SessionTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.series import conflict_blocks
from models.covering import Coverable, Covered, CoverForm
from models.enums import Covering
from models.planned import Colleague

TITLE = "Cover a session"
THROUGH = "Who covers it fills it in and signs it, and sees its students through this session only."
TAKEN = "Only sessions of the last 7 days are listed, in which their own aide has recorded nothing. They are told."
NONE_TEAM = "Nothing to hand over: no unposted session from 7 days ago to 14 days ahead. Choose somebody else."
NONE_TAKE = "No session of the last 7 days is open. If one is missing, ask your supervisor to hand it over."
NOBODY = "There is nobody else at your campus in Carelog yet."


def cover_window(form: CoverForm, target: EditTarget) -> Json:
    """The form, as far as it is answered: whose session, then which, then who covers it."""
    if form.way is Covering.OWN:
        return _hand_over(form, target)
    if not form.owners:
        return modal(Callback.COVER, TITLE, [section(NOBODY)], metadata=target.dump())
    chosen = str(form.owner_id) if form.owner_id else None
    whose = static_select(Action.COVER_FOR, _people(form.owners), chosen, "Choose a colleague")
    blocks = [input_block("owner", "Whose session?", whose, dispatch=True)]
    if form.owner_id:
        blocks += _which(form, form.owner_id)
    submit = "I covered it" if form.owner_id and form.way is Covering.TAKE else "Cover"
    return modal(Callback.COVER, TITLE, blocks, submit=submit, close="Cancel", metadata=target.dump())


def _hand_over(form: CoverForm, target: EditTarget) -> Json:
    """One's own session: only who covers it is asked."""
    (one,) = form.sessions
    if not form.substitutes:
        return modal(Callback.COVER, TITLE, [section(NOBODY)], metadata=target.dump())
    blocks = [
        section(_about(one)),
        _who(form, 0),
        context(f"{THROUGH} You cannot sign it any more. They are told in Slack."),
    ]
    return modal(Callback.COVER, TITLE, blocks, submit="Hand over", close="Keep it", metadata=target.dump())


def _which(form: CoverForm, owner_id: int) -> list[Json]:
    """The sessions of the chosen colleague. Other blocks for another one, so that nothing chosen before stays."""
    taking = form.way is Covering.TAKE
    if not form.sessions:
        return [section(NONE_TAKE if taking else NONE_TEAM)]
    listed = [option(_line(one), str(one.id)) for one in form.sessions[:OPTIONS]]
    which = static_select("session", listed, None, "Choose a session")
    hint = f"And {form.more:,} more, further from today." if form.more else ""
    blocks = [input_block(block_id("session", "", owner_id), "Which session?", which, hint=hint)]
    return [*blocks, context(f"{THROUGH} {TAKEN}")] if taking else [*blocks, _who(form, owner_id), context(THROUGH)]


def _who(form: CoverForm, owner_id: int) -> Json:
    element = static_select("substitute", _people(form.substitutes), None, "Choose who covers it")
    return input_block(block_id("substitute", "", owner_id), "Who covers it?", element)


def _people(found: Sequence[Colleague]) -> list[Json]:
    """Up to 100 as a list; more by the first letter."""
    listed = [option(one.name, str(one.id)) for one in found]
    if len(listed) <= OPTIONS:
        return listed
    letters = dict.fromkeys(one.name[:1].upper() or "-" for one in found)
    return grouped(
        (letter, [option(one.name, str(one.id)) for one in found if (one.name[:1].upper() or "-") == letter])
        for letter in letters
    )


def _line(one: Coverable) -> str:
    return f"{words.day(one.date)} · {words.span(one.start, one.end)} · {shorten(one.description, 40)}"


def _about(one: Coverable) -> str:
    return f"*{words.day(one.date)} · {words.span(one.start, one.end)}*\n{escape(shorten(one.description, 200))}"


def covered(result: Covered, target: EditTarget) -> Json:
    """What was arranged, with the way on and *Undo*; or that it was undone."""
    owner, substitute = (escape(shorten(name, 80)) for name in (result.owner, result.substitute))
    if result.undone:
        blocks = [
            section(f"*Undone.* The session is {'yours' if result.own else owner + chr(39) + 's'} again."),
            section(_about(result.session)),
        ]
        return modal(Callback.COVER, "Undone", blocks, close="Done", metadata=target.dump())
    said = f"*{substitute} covers this session{'' if result.own else f' of {owner}'}.*"
    told = "is told in Slack" if result.own else f"is told in Slack, as {owner} is"
    then = f"{substitute} fills it in, signs it, and {told}."
    if result.mine:
        said, then = f"*You cover this session of {owner}.*", f"Fill it in, then sign it. {owner} is told."
    undo = button("Undo", Action.UNDO_COVER, str(result.id), confirm=_confirm())
    on = [button("Open", Action.OPEN_COVERED, str(result.covering_id), style="primary")] if result.mine else []
    blocks = [
        section(said),
        section(_about(result.session)),
        section(then),
        *_met(result),
        actions("covered", *on, undo),
    ]
    return modal(Callback.COVER, TITLE, blocks, close="Done", metadata=target.dump())


def _met(result: Covered) -> list[Json]:
    """The substitute's other sessions at that time: what they are called is only for the substitute."""
    if not result.conflicts:
        return []
    if result.mine:
        return conflict_blocks(result.conflicts, len(result.conflicts))
    number = words.count(len(result.conflicts), "other session")
    who = escape(shorten(result.substitute, 80))
    return [section(f"At the same time {who} has {number}. The same minutes cannot be signed twice.")]


def _confirm() -> Json:
    return confirm("Undo?", "The session goes back to whose it was.", "Undo", "Keep")


def examples() -> dict[str, Json]:
    """The window and its answers."""
    target = EditTarget(0)
    own = EditTarget(41, 3, below=SessionTarget(41))
    team = sample_form()
    mine = replace(team, way=Covering.OWN, owners=(), sessions=team.sessions[:1])
    done = sample_covered()
    many = tuple(Colleague(n, f"{samples.FIRST[n % 10]} Example {n}") for n in range(1, 301))
    return {
        "whose": cover_window(replace(team, owner_id=None, sessions=(), substitutes=()), target),
        "team": cover_window(team, target),
        "team_many": cover_window(replace(team, owners=many, substitutes=many, more=12), target),
        "team_nothing": cover_window(replace(team, sessions=()), target),
        "take": cover_window(replace(team, way=Covering.TAKE, substitutes=()), target),
        "take_nothing": cover_window(replace(team, way=Covering.TAKE, sessions=()), target),
        "nobody": cover_window(replace(team, owners=()), target),
        "own": cover_window(mine, own),
        "own_alone": cover_window(replace(mine, substitutes=()), own),
        "covered": covered(done, target),
        "covered_met": covered(replace(done, conflicts=samples.created().conflicts), target),
        "covered_mine": covered(replace(done, mine=True, conflicts=samples.created().conflicts), target),
        "covered_own": covered(replace(done, own=True), own),
        "undone": covered(replace(done, undone=True), target),
    }


def sample_form() -> CoverForm:
    """A supervisor's form with a fictional aide chosen."""
    people = (Colleague(3, "Finn Fictional"), Colleague(4, "Gia Example"))
    sessions = tuple(
        Coverable(50 + n, samples.TODAY - timedelta(days=n), time(9), time(9, 30), "Morning care, Room 12")
        for n in range(3)
    )
    return CoverForm(Covering.TEAM, people, 3, sessions, people[1:])


def sample_covered() -> Covered:
    """What a supervisor arranged."""
    return Covered(7, 61, sample_form().sessions[0], "Finn Fictional", "Gia Example", mine=False)
