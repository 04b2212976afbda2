"""Setting a signing passphrase, and the one-time code that allows it (PRODUCT journey 11)."""

from bot.slack.blocks import context, input_block, modal, section
from bot.slack.elements import grouped, option, static_select, text_input
from bot.slack.ids import Callback
from bot.slack.limits import OPTIONS
from bot.slack.text import Json, escape, shorten
from bot.views import samples, words
from bot.views.fields import Problems, problem, window_problem
from models.enums import Role
from models.office import EnrolmentCode, StaffLine
from models.outputs import Actor

LONGEST = 256


def enrol_form(actor: Actor, minimum: int, *, problems: Problems | None = None) -> Json:
    """The code, and the new passphrase twice. `minimum` is the district's, in characters."""
    found = problems or {}
    contact = escape(shorten(actor.contact, 120)) or "your special-education office"
    again = "It replaces the one you have now." if actor.enrolled else "You choose it now and keep it."
    what = (
        f"*Your signing passphrase is your signature.* {again} You type it each time you sign sessions.\n"
        f"Use {minimum} to {LONGEST} characters. A few words that only you would put together work well.\n"
        "Do not use your Slack or district password. The screen shows what you type, so look around first. "
        "Nobody else can see it or set it."
    )
    code = "The one-time code from your administrator."
    blocks = [
        *window_problem(found),
        section(what),
        input_block("code", "Enrolment code", text_input("code"), hint=code),
        *problem(found, "code"),
        context(f"No code, or it has ended? Ask {contact} for a new one."),
        input_block("passphrase", "New signing passphrase", text_input("passphrase")),
        *problem(found, "passphrase"),
        input_block("again", "The same passphrase again", text_input("again")),
        *problem(found, "again"),
    ]
    return modal(Callback.ENROL, "Signing passphrase", blocks, submit="Set passphrase", close="Cancel")


def enrolled() -> Json:
    """The passphrase is set."""
    text = (
        "*Your signing passphrase is set.*\nFrom now on you type it to sign your sessions. "
        "If you lose it, ask your administrator for a new enrolment code."
    )
    return modal(Callback.ENROL, "Signing passphrase", [section(text)], close="Done")


def issue_form(staff: tuple[StaffLine, ...]) -> Json:
    """Whom to give an enrolment code; more people than one list holds are shown by role."""
    if not staff:
        return modal(
            Callback.ISSUE_CODE, "Enrolment code", [section("Nobody is on the roster yet. Import staff first.")]
        )
    text = (
        "A person needs a one-time code to set their signing passphrase, the first time or after losing it. "
        "You will see the code once. Give it to them in person or by phone."
    )
    person = input_block("person", "Person", static_select("person", _people(staff), None, "Choose a person"))
    return modal(Callback.ISSUE_CODE, "Enrolment code", [section(text), person], submit="Make code", close="Cancel")


def code_issued(code: EnrolmentCode, zone: str = "UTC") -> Json:
    """The code, shown once. `zone` is that of the person who reads it."""
    until = words.instant(code.expires_at, zone) + (" UTC" if zone == "UTC" else "")
    name = escape(shorten(code.name, 120))
    blocks = [
        section(f"*Code for {name}*\n`{escape(shorten(code.code, 120))}`"),
        section(f"It works once, for 15 minutes (until {until}). You see it only now: if it is lost, make a new one."),
        context("They open Carelog's Home tab and press Set signing passphrase."),
    ]
    return modal(Callback.ISSUE_CODE, "Enrolment code", blocks, close="Done")


def _people(staff: tuple[StaffLine, ...]) -> list[Json]:
    if len(staff) <= OPTIONS:
        return [_person(line) for line in staff]
    roles = [(words.ROLES[role], [_person(line) for line in staff if line.role is role]) for role in Role]
    return grouped(roles)


def _person(line: StaffLine) -> Json:
    name = ", ".join(filter(None, [line.name, line.title]))
    return option(name, str(line.id), "Has a passphrase" if line.enrolled else "No passphrase yet")


def examples() -> dict[str, Json]:
    """Enrolment in its states."""
    actor = samples.actor(enrolled=False)
    wrong = {"code": "This code has ended. Ask for a new one.", "again": "The two are not the same."}
    return {
        "enrol": enrol_form(actor, 10),
        "enrol_again": enrol_form(samples.actor(), 15),
        "enrol_problems": enrol_form(actor, 10, problems=wrong),
        "enrolled": enrolled(),
        "issue": issue_form(samples.staff(3)),
        "issue_many": issue_form(samples.staff(130)),
        "issue_none": issue_form(()),
        "code": code_issued(samples.code(), "America/Chicago"),
    }
