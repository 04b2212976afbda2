"""*Unpost* (PRODUCT journey 8): its window, signatures that are void, the version that was signed, and the message."""

from dataclasses import replace

from bot.slack.blocks import actions, context, header, input_block, modal, section, sections
from bot.slack.elements import button, option, static_select, text_input
from bot.slack.ids import Action, Callback
from bot.slack.metadata import UnpostTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.oversight import returned_message
from bot.views.posting import SHOWN_HINT
from bot.views.record import heading, record_blocks
from models.daily import Unposted
from models.enums import SIGNED, State, UnpostReason
from models.outputs import SessionSheet, Signature, Voided

LONGEST_WORDS = 500
CHOSEN = set(UnpostReason) - {UnpostReason.RETURNED}
WHAT_HAPPENS = (
    "Every signature becomes void and is kept, with the record as it was signed. "
    "Then the session can be corrected, and has to be signed again. The supervisor is told."
)
OWN_WORDS_HINT = f"Only needed for “{words.UNPOST_REASONS[UnpostReason.OTHER]}”. No names."
STANDS = "This is the record as it was signed. The session was unposted since: this version does not count any more."


def unpost_form(sheet: SessionSheet) -> Json:
    """Asks for a listed reason and for the person's own passphrase, which is never filled in or sent early."""
    choices = [option(text, reason) for reason, text in words.UNPOST_REASONS.items() if reason in CHOSEN]
    said = text_input("words", multiline=True, max_length=LONGEST_WORDS)
    blocks = [
        section(heading(sheet)),
        section(WHAT_HAPPENS),
        input_block("reason", "Reason", static_select("reason", choices, placeholder="Choose a reason")),
        input_block("words", "In your own words", said, hint=OWN_WORDS_HINT, optional=True),
        input_block("passphrase", "Signing passphrase", text_input("passphrase"), hint=SHOWN_HINT),
    ]
    target = UnpostTarget(sheet.id, sheet.version).dump()
    return modal(Callback.UNPOST, "Unpost", blocks, submit="Unpost", close="Cancel", metadata=target)


def unpost_button(sheet: SessionSheet) -> list[Json]:
    """The way to *Unpost*, where a session is signed."""
    if sheet.state not in SIGNED:
        return []
    return [actions("unpost", button("Unpost", Action.OPEN_UNPOST, str(sheet.id)))]


def signature_blocks(sheet: SessionSheet) -> list[Json]:
    """Every signature of a session, the void ones with the way to what they signed."""
    standing = [escape(words.signature_line(one)) for one in sheet.signatures if one.voided is None]
    void = [block for one in sheet.signatures if one.voided for block in _void(sheet, one, one.voided)]
    return [*sections(standing), *void]


def _void(sheet: SessionSheet, signature: Signature, voided: Voided) -> list[Json]:
    said = escape(f"{words.signature_line(signature)}\n{_why(voided, sheet.zone)}")
    value = f"{sheet.id}:{signature.version}"
    # Under the text: beside it the wide button would leave a narrow column on a phone.
    shown = actions(f"signed.{signature.version}", button("View signed version", Action.VIEW_SIGNED, value))
    return [*sections([said]), shown]


def _why(voided: Voided, zone: str) -> str:
    """What ES-09 asks for: Signature voided Nov 18, 3:12 PM by Dana Sample: wrong time."""
    reason = words.UNPOST_REASONS[voided.reason].lower()
    own = f" {voided.words}" if voided.words else ""
    return f"Signature voided {words.instant(voided.at, zone)} by {voided.by}: {reason}.{own}"


def signed_version(sheet: SessionSheet) -> Json:
    """A version that was signed and is void now, from its bytes."""
    lines = [f"{words.signature_line(one)}\n{_why(one.voided, sheet.zone)}" for one in sheet.signatures if one.voided]
    blocks = [
        section(STANDS),
        *record_blocks(sheet),
        *sections([escape(line) for line in lines]),
    ]
    return modal(Callback.UNPOST, "Signed version", blocks)


def unposted_message(told: Unposted) -> Json:
    """What the overseer hears: when, initials, who and why. `text` has no student data at all."""
    if told.reason is UnpostReason.RETURNED:
        return returned_message(told)
    line = told.line
    when = f"*{words.day(line.date)} · {words.span(line.start, line.end)}*"
    initials = ", ".join(pupil.initials for pupil in line.students)
    about = f"{when} · {escape(shorten(told.owner, 80))}\n{escape(shorten(initials, 300))}"
    reason = words.UNPOST_REASONS[told.reason].lower()
    by = "" if told.by == told.owner else f" by {escape(shorten(told.by, 80))}"
    again = dict.fromkeys(SIGNED, "It was signed again.") | {State.CANCELLED: "It was cancelled."}
    left = again.get(line.state, "It is corrected and signed again by its owner.")
    return {
        "text": "A posted session was unposted.",
        "blocks": [header("A posted session was unposted"), section(about), context(f"Unposted{by}: {reason}. {left}")],
    }


def examples() -> dict[str, Json]:
    """The window, and a version that was signed."""
    return {"form": unpost_form(samples.posted_sheet()), "signed_version": signed_version(_voided_sheet())}


def _voided_sheet() -> SessionSheet:
    voided = Voided(samples.NOW, "Dana Sample", UnpostReason.OTHER, "The bus was late.")
    return replace(samples.posted_sheet(), signatures=(replace(samples.signature(), voided=voided),))
