"""Session Audit and its answers (PRODUCT journeys 4 and 5): what one passphrase signs, in full."""

import json
from collections.abc import Iterable
from dataclasses import replace

from bot.slack.blocks import actions, context, divider, header, input_block, modal, section, sections
from bot.slack.elements import button, text_input
from bot.slack.fields import block_id
from bot.slack.ids import Action, Callback
from bot.slack.limits import BLOCKS
from bot.slack.metadata import AuditTarget
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.fields import Problems, problem, window_problem
from bot.views.future import carried_line
from bot.views.lines import line_text
from bot.views.record import finding_text, when, with_findings
from models.enums import Absent, Fix, State
from models.findings import Finding
from models.future import Carried
from models.outputs import AuditEntry, AuditSheet, Overseer, Posted

RECORD_BLOCKS = 90
RECORD_BYTES = 200_000
MOST_WAITING = 10
MOST_POSTED = 40
SHOWN_HINT = (
    "Type it with care: the screen shows what you type. It is not your district password and not your Slack password."
)


def audit_window(
    audit: AuditSheet,
    target: AuditTarget,
    *,
    problems: Problems | None = None,
    revision: int = 0,
    drawn: list[list[Json]] | None = None,
    carried: Carried | None = None,
) -> Json:
    """Session Audit. It can be submitted when something is ready and the signer is enrolled.

    A raised `revision` empties the passphrase: Slack keeps what was typed while the block id stays the same. `drawn`
    is what `fitting` drew of the entries. `carried` is what *Update Future Sessions* just did.
    """
    found = problems or {}
    able = bool(audit.entries) and audit.enrolled
    blocks = [
        *window_problem(found),
        *([carried_line(carried)] if carried else []),
        *_introduction(audit),
        *(block for entry in drawn or map(_entry, audit.entries) for block in entry),
    ]
    ending = _signing(audit, found, revision) if able else _unable(audit)
    # The list of what waits is the only part that can be shortened: nothing of it is signed.
    blocks += _waiting(audit.waiting, room=BLOCKS - len(blocks) - len(ending) - 1)
    if audit.later:
        blocks.append(context(f"{words.count(audit.later, 'more session is', 'more sessions are')} offered next."))
    submit = f"{words.post(audit.overseer)} Session" if able else None
    return modal(Callback.AUDIT, "Session Audit", blocks + ending, submit=submit, metadata=target.dump())


def window_blocks(entry: AuditEntry) -> int:
    """How many blocks a session takes in Session Audit; a window has room for RECORD_BLOCKS."""
    return len(_entry(entry))


def fitting(entries: tuple[AuditEntry, ...]) -> list[list[Json]]:
    """The blocks of each session, for as many from the first on as one window shows in full; maybe of none."""
    return window_full(map(_entry, entries))


def window_full(drawings: Iterable[list[Json]], most_bytes: int = RECORD_BYTES) -> list[list[Json]]:
    """As many of these drawings, from the first on, as one window shows in full."""
    fits: list[list[Json]] = []
    blocks = size = 0
    for drawn in drawings:
        blocks, size = blocks + len(drawn), size + len(json.dumps(drawn))
        if blocks > RECORD_BLOCKS or size > most_bytes:
            break
        fits.append(drawn)
    return fits


def posted(result: Posted, zone: str = "") -> Json:
    """What was just signed, the signature as it will always be shown, and what is left."""
    local = zone or result.signature.zone
    lines = [line_text(line, local, dated=True) for line in result.lines[:MOST_POSTED]]
    if len(result.lines) > MOST_POSTED:
        lines.append(f"and {len(result.lines) - MOST_POSTED} more")
    submits, waits_for = _submitted(result)
    waits = f" Waiting for the approval of {escape(shorten(waits_for, 80))}." if waits_for else ""
    blocks = [
        section(f"*{words.count(len(result.lines), 'session')} {words.posted(submits)}.*{waits}"),
        *sections(lines),
        *sections([escape(words.signature_line(result.signature))]),
        section(_left(result, submits=submits)),
    ]
    if result.more_ready:
        text = f"{words.post(submits)} the next {'one' if result.more_ready == 1 else 'ones'}"
        blocks.append(actions("next", button(text, Action.OPEN_POST, style="primary")))
    return modal(Callback.AUDIT, words.posted(submits).capitalize(), blocks, close="Done")


def _submitted(result: Posted) -> tuple[bool, str]:
    """Whether these were submitted, and whom they wait for."""
    submitted = [line for line in result.lines if line.state in (State.SUBMITTED, State.APPROVED)]
    return bool(submitted), next((line.waits_for for line in submitted if line.waits_for), "")


def nothing_to_post(waiting: tuple[AuditEntry, ...], text: str) -> Json:
    """Why there is nothing to sign, and which sessions need the person first."""
    return modal(Callback.AUDIT, "Session Audit", [section(escape(shorten(text, 600))), *_waiting(waiting, room=40)])


def _introduction(audit: AuditSheet) -> list[Json]:
    if not audit.entries:
        posted = words.posted(audit.overseer)
        return [section(f"*Nothing can be {posted} yet.* Fix what is listed here first. Your work is saved.")]
    signer = escape(shorten(audit.signer, 120))
    text = f"*{words.count(len(audit.entries), 'session')}* to sign as {signer}. Read each record first."
    check = sum(finding.fix is not Fix.NOTHING for entry in audit.entries for finding in entry.findings)
    if check:
        where = " Look for *Please check*." if len(audit.entries) > 1 else ""
        text += f"\n*{words.count(check, 'thing')} to check before you sign.*{where}"
    return [section(text), *([_overseen(audit.overseer, audit.contact)] if audit.overseer else [])]


def _overseen(overseer: Overseer, contact: str) -> Json:
    """Who approves what is submitted, and what to do where it is not the supervisor."""
    if overseer.absent is None:
        return section(f"After you submit, *{escape(shorten(overseer.name, 80))}* has to approve it.")
    why = words.ABSENT[overseer.absent].format(name=overseer.name)
    return section(
        f"{escape(shorten(why, 200))}. You can submit now. Ask {escape(shorten(contact, 120))} to set this right."
    )


def _entry(entry: AuditEntry) -> list[Json]:
    """One session: its record in full, with what is doubtful where it is seen first."""
    check = [_finding(entry, one) for one in entry.findings if one.fix is not Fix.NOTHING]
    know = [_finding(entry, one) for one in entry.findings if one.fix is Fix.NOTHING]
    return [divider(), *with_findings(entry.sheet, check, know)]


def _finding(entry: AuditEntry, finding: Finding) -> Json:
    """What was found, with the button to the place where it is mended; without one where there is nothing to mend."""
    if finding.fix is Fix.NOTHING:
        return section(finding_text(finding))
    value = str(entry.sheet.id) if finding.student_id is None else f"{entry.sheet.id}:{finding.student_id}"
    where = Action.OPEN_EDIT if finding.fix is Fix.EDIT else Action.OPEN_FROM_AUDIT
    return section(finding_text(finding), button("Open", where, value))


def _waiting(waiting: tuple[AuditEntry, ...], room: int) -> list[Json]:
    """The sessions that need the person first, with as much of the list as there is room for.

    A single one is told finding by finding, each with its own way to fix it.
    """
    if not waiting:
        return []
    if room < 4:
        text = words.count(len(waiting), "more session needs", "more sessions need")
        return [context(f"{text} you first. Find them on Home.")]
    blocks = [divider(), header("Needs you first")]
    if len(waiting) == 1 and len(waiting[0].findings) <= room - 3:
        entry = waiting[0]
        return [*blocks, section(_waiting_text(entry, "")), *(_finding(entry, finding) for finding in entry.findings)]
    shown = waiting[: min(MOST_WAITING, room - 3)]
    blocks += [_waits(entry, _blocking(entry)) for entry in shown]
    more = len(waiting) - len(shown)
    return [*blocks, context(f"and {more} more")] if more else blocks


def _waits(entry: AuditEntry, why: str) -> Json:
    return section(_waiting_text(entry, why), button("Open", Action.OPEN_FROM_AUDIT, str(entry.sheet.id)))


def _waiting_text(entry: AuditEntry, why: str) -> str:
    about = escape(shorten(entry.sheet.description or entry.sheet.service, 120))
    return "\n".join(filter(None, [f"{when(entry.sheet)} · {about}", why]))


def _blocking(entry: AuditEntry) -> str:
    texts = [finding.text for finding in entry.findings if finding.blocks]
    more = [f"And {len(texts) - 2} more."] if len(texts) > 2 else []
    return escape(shorten(" ".join([*texts[:2], *more]), 400))


def _signing(audit: AuditSheet, problems: Problems, revision: int) -> list[Json]:
    """The statement, and the passphrase: never filled in, never sent before the button."""
    element = text_input("passphrase")
    field = block_id("passphrase", "", revision)
    return [
        divider(),
        *sections([escape(audit.statement)]),
        input_block(field, "Signing passphrase", element, hint=SHOWN_HINT),
        *problem(problems, "passphrase"),
    ]


def _unable(audit: AuditSheet) -> list[Json]:
    if audit.enrolled:
        return []
    text = f"You need a signing passphrase before you can {words.post(audit.overseer).lower()}."
    return [divider(), section(text, button("Set signing passphrase", Action.OPEN_ENROL))]


def _left(result: Posted, *, submits: bool) -> str:
    if result.more_ready:
        more = words.count(result.more_ready, "more session is", "more sessions are")
        return f"{more} ready to {words.post(submits).lower()}."
    if result.unposted_left:
        return f"{words.count(result.unposted_left, 'session is', 'sessions are')} still unposted. Find them on Home."
    return f"Everything is {words.posted(submits)}. You are done."


def examples() -> dict[str, Json]:
    """Session Audit and its answers in their states."""
    one, target = samples.audit(), AuditTarget((41,), "0" * 64, "one")
    blocked, mixed = samples.blocked_audit(), samples.mixed_audit()
    return {
        "audit": audit_window(one, target),
        "audit_wrong": audit_window(one, target, problems={"": "Nothing was signed."}, revision=1),
        "audit_carried": audit_window(one, target, carried=Carried(3, 41, 21)),
        "audit_carry_undone": audit_window(one, target, carried=Carried(3, 41, 21, undone=20)),
        "audit_type": audit_window(samples.type_audit(), target),
        **{f"audit_group_{size}": audit_window(samples.group_audit(size), target) for size in (1, 7, 15, 30)},
        "audit_submit": audit_window(replace(one, overseer=Overseer("Rosa Testwell")), target),
        **{f"audit_submit_{why.value}": audit_window(_alone(one, why), target) for why in Absent},
        "audit_blocked": audit_window(blocked, target),
        "audit_mixed": audit_window(mixed, AuditTarget((41, 42), "0" * 64, "all")),
        "audit_not_enrolled": audit_window(replace(one, enrolled=False), target),
        "posted": posted(samples.posted_result()),
        "submitted": posted(_waiting_result()),
        "submitted_more": posted(replace(_waiting_result(), more_ready=2)),
        "posted_more": posted(samples.posted_result(more_ready=4)),
        "nothing": nothing_to_post((), "Everything is posted. Nothing is waiting for your signature."),
        "nothing_ready": nothing_to_post(mixed.waiting, "No session is ready to post yet."),
    }


def _alone(audit: AuditSheet, why: Absent) -> AuditSheet:
    return replace(audit, overseer=Overseer("Rosa Testwell", why), contact="Olive Office")


def _waiting_result() -> Posted:
    line = replace(samples.line(41, State.POSTED), state=State.SUBMITTED, waits_for="Rosa Testwell")
    return replace(samples.posted_result(), lines=(line,))
