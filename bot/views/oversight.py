"""Professional oversight (PRODUCT journey 10): the queue, the records to review, *Approve*, and *Return*."""

from dataclasses import replace

from bot.slack.blocks import actions, context, divider, header, input_block, modal, section, sections
from bot.slack.elements import button, text_input
from bot.slack.fields import block_id
from bot.slack.ids import Action, Callback
from bot.slack.metadata import AuditTarget, UnpostTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.fields import Problems, problem, window_problem
from bot.views.lines import line_text
from bot.views.posting import MOST_POSTED, RECORD_BYTES, SHOWN_HINT, window_full
from bot.views.record import finding_text, heading, with_findings
from models.daily import Unposted
from models.enums import Fix, Meaning, State
from models.findings import Finding
from models.outputs import SessionSheet, Signature
from models.oversight import Approved, Queue, Review, Waiting
from models.rules.oversight import APPROVAL, LONGEST_COMMENT

MOST_SAID = 6
REVIEW_BYTES = RECORD_BYTES + 20_000
"""A record that Session Audit could show comes with a signature and findings here, and has to be shown as well."""
NOTHING_WAITS = "Nothing waits for your approval now."
UNREADABLE = "*The signed record cannot be read, so it cannot be approved.* Tell your special-education office."
RETURN = (
    "The signature becomes void and is kept, with the record as it was signed. The session goes back to be corrected, "
    "and has to be submitted again. Its author is told, and reads what you write here in the session."
)
GONE = "This person's account is off: nobody could correct what you return."


def queue_blocks(queue: Queue) -> list[Json]:
    """What waits for the person on Home, the oldest care first."""
    if not queue.total:
        return []
    days = f" The oldest has waited for {words.count(queue.oldest_days, 'day')}." if queue.oldest_days else ""
    more = queue.total - len(queue.shown)
    return [
        divider(),
        header(f"For your approval ({queue.total:,})"),
        context(f"Oldest first.{days} Review what was signed, then approve or return it."),
        *(_waiting(one) for one in queue.shown),
        *([context(f"and {more:,} more")] if more else []),
        actions("oversight", button("Review all", Action.REVIEW)),
    ]


def _waiting(one: Waiting) -> Json:
    line = one.line
    when = f"*{words.day(line.date)} · {words.span(line.start, line.end)}* · {escape(shorten(one.owner, 80))}"
    who = escape(shorten(words.students(line.students), 240))
    since = f"submitted {words.count(one.days, 'day')} ago" if one.days else "submitted today"
    instead = f" · instead of {escape(shorten(one.instead_of, 80))}" if one.instead_of else ""
    return section(
        f"{when}\n{who} · {since}{instead}", button("Review", Action.REVIEW_ONE, str(line.id)), f"waits:{line.id}"
    )


def review_window(
    review: Review,
    target: AuditTarget,
    *,
    notice: str = "",
    problems: Problems | None = None,
    revision: int = 0,
    drawn: list[list[Json]] | None = None,
) -> Json:
    """The signed records in full, each with *Return*; one passphrase approves all that are shown.

    `notice` is what was just done.
    """
    found, able = problems or {}, bool(review.sheets) and review.enrolled
    blocks = [
        *window_problem(found),
        *([section(escape(shorten(notice, 300)))] if notice else []),
        section(_introduction(review)),
        *(block for one in drawn or drawings(review) for block in one),
        *(_unreadable(review)),
        *_later(review),
        *(_signing(found, revision) if able else _unable(review)),
    ]
    submit = "Approve" if able else None
    return modal(Callback.APPROVE, "Review", blocks, submit=submit, metadata=target.dump())


def drawings(review: Review) -> list[list[Json]]:
    """The blocks of each record, for as many from the first on as one window shows in full; maybe of none."""
    records = (_record(sheet, gone=sheet.owner_id in review.gone) for sheet in review.sheets)
    return window_full(records, REVIEW_BYTES)


def _record(sheet: SessionSheet, *, gone: bool) -> list[Json]:
    """One record as it was signed, with the signature, and the way to return it."""
    value = f"{sheet.id}:{sheet.version}"
    way = context(GONE) if gone else actions(f"return.{sheet.id}", button("Return", Action.OPEN_RETURN, value))
    return [
        divider(),
        context(f"Submitted by {escape(shorten(sheet.owner, 80))}"),
        *with_findings(sheet, *_said(sheet)),
        *sections([escape(words.signature_line(one)) for one in sheet.signatures]),
        way,
    ]


def _said(sheet: SessionSheet) -> tuple[list[Json], list[Json]]:
    """What is to be checked of a record, and what is good to know."""
    shown = sheet.said[:MOST_SAID]
    check = [finding_text(one) for one in shown if one.fix is not Fix.NOTHING]
    know = [finding_text(one) for one in shown if one.fix is Fix.NOTHING]
    return sections(check, gap="\n"), sections(know, gap="\n")


def _introduction(review: Review) -> str:
    if not review.sheets:
        return NOTHING_WAITS
    number = words.count(len(review.sheets), "session")
    return f"*{number}* to approve as {escape(shorten(review.signer, 120))}. Read each record first."


def _unreadable(review: Review) -> list[Json]:
    return [
        section(f"*{words.day(line.date)} · {words.span(line.start, line.end)}*\n{UNREADABLE}")
        for line in review.unreadable[:3]
    ]


def _later(review: Review) -> list[Json]:
    if not review.later:
        return []
    return [context(f"{words.count(review.later, 'more session is', 'more sessions are')} offered next.")]


def _signing(problems: Problems, revision: int) -> list[Json]:
    """The statement, and the passphrase: never filled in, never sent before the button."""
    field = block_id("passphrase", "", revision)
    return [
        divider(),
        section(escape(APPROVAL)),
        input_block(field, "Signing passphrase", text_input("passphrase"), hint=SHOWN_HINT),
        *problem(problems, "passphrase"),
    ]


def _unable(review: Review) -> list[Json]:
    if review.enrolled or not review.sheets:
        return []
    text = "You need a signing passphrase before you can approve. You can return a session without one."
    return [divider(), section(text, button("Set signing passphrase", Action.OPEN_ENROL))]


def approved(result: Approved) -> Json:
    """What was just approved, the signature as it will always be shown, and what still waits."""
    lines = [line_text(line, result.signature.zone, dated=True) for line in result.lines[:MOST_POSTED]]
    left = words.count(result.left, "more session waits", "more sessions wait")
    blocks = [
        section(f"*{words.count(len(result.lines), 'session')} approved.*"),
        *sections(lines),
        *sections([escape(words.signature_line(result.signature))]),
        section(f"{left} for your approval." if result.left else NOTHING_WAITS),
    ]
    if result.left:
        blocks.append(actions("next", button("Review the next ones", Action.REVIEW, style="primary")))
    return modal(Callback.APPROVE, "Approved", blocks, close="Done")


def return_form(sheet: SessionSheet) -> Json:
    """Asks what has to be corrected. No passphrase: nothing is signed by it."""
    said = text_input("comment", multiline=True, max_length=LONGEST_COMMENT)
    blocks = [
        section(f"{heading(sheet)}\nSubmitted by {escape(shorten(sheet.owner, 80))}"),
        section(RETURN),
        input_block(
            "comment", "What has to be corrected", said, hint="Write initials, not names. No passphrase is needed."
        ),
    ]
    target = UnpostTarget(sheet.id, sheet.version).dump()
    return modal(Callback.RETURN, "Return", blocks, submit="Return", close="Cancel", metadata=target)


def returned(name: str, but: str = "") -> Json:
    """What *Return* did, where there is no window below to show it, or what waits next cannot be shown in it."""
    said = f"*Returned to {escape(shorten(name, 80))}.* Carelog tells them in their working hours."
    return modal(Callback.RETURN, "Returned", [section(said), *([section(escape(but))] if but else [])], close="Done")


def returned_message(told: Unposted) -> Json:
    """What the author hears: when, initials, who. What has to be corrected stands in the session, not in a message."""
    line = told.line
    when = f"*{words.day(line.date)} · {words.span(line.start, line.end)}*"
    initials = escape(shorten(", ".join(pupil.initials for pupil in line.students), 300))
    by = escape(shorten(told.by, 80))
    if line.state is not State.RETURNED:
        left = [context(f"Returned by {by}. It was taken care of since.")]
    else:
        value = str(line.id)
        left = [
            section(
                f"{by} returned it. Open it to read why, correct it, then {words.post(line.submits).lower()} it again."
            ),
            actions("returned", button("Open", Action.OPEN_SESSION, value, style="primary")),
        ]
    return {
        "text": "A session was returned to you.",
        "blocks": [header("A session was returned to you"), section(f"{when}\n{initials}"), *left],
    }


def examples() -> dict[str, Json]:
    """The windows in their states."""
    one, target = _review(1), AuditTarget((3,), "0" * 64, "one")
    line = samples.line(41, State.APPROVED, samples.MONDAY)
    return {
        "review": review_window(one, target),
        "review_many": review_window(replace(_review(3), later=2), replace(target, scope="all")),
        "review_gone": review_window(replace(one, gone=frozenset({1})), target),
        "review_not_enrolled": review_window(replace(one, enrolled=False), target),
        "review_unreadable": review_window(replace(_review(0), unreadable=(line,)), target),
        "review_nothing": review_window(_review(0), replace(target, session_ids=())),
        "approved": approved(Approved((line,), _approval(), 0)),
        "approved_more": approved(Approved((line,), _approval(), 2)),
        "return": return_form(one.sheets[0]),
        "returned": returned("Dana Sample"),
        "returned_next_too_long": returned("Dana Sample", "The oldest record is too long to be shown in one window."),
    }


def _approval() -> Signature:
    return replace(samples.signature(), name="Rosa Testwell", title="Teacher", meaning=Meaning.APPROVAL.value)


def _review(number: int) -> Review:
    sheet = replace(samples.posted_sheet(), state=State.SUBMITTED, signatures=(samples.signature(),), history=())
    doubt = Finding("Ben Sample: the IEP says Individual, and this session is Group. No reason is given.", False, 2, 41)
    shown = tuple(replace(sheet, id=41 + n, said=(doubt,) * (n == 0)) for n in range(number))
    return Review(shown, "0" * 64, "Rosa Testwell, Teacher", True)
