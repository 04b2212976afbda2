"""*District Settings*: one window with what a district decides for itself, and what each setting does."""

from bot.slack.admin_metadata import SettingsTarget
from bot.slack.blocks import context, input_block, modal, section
from bot.slack.elements import number_input, option, radio, text_input
from bot.slack.ids import Callback
from bot.slack.text import Json, escape
from bot.views import words
from models.district import LOG_DAYS, LONGEST_CONTACT, PASSPHRASE, District, LateNumbers
from models.enums import MinutesAsked

TITLE = "District Settings"
NAMES = {"full": "Full names", "initials": "Initials only"}
MINUTES = {
    MinutesAsked.CATALOGUE: "For activities that the catalogue marks",
    MinutesAsked.ALL: "For every activity",
    MinutesAsked.NONE: "For none",
}


def settings_form(district: District, target: SettingsTarget) -> Json:
    """The settings as they are; every field has its own."""
    days = number_input("log_days", district.log_days, *LOG_DAYS)
    least = number_input("shortest", district.passphrase_minimum, *PASSPHRASE)
    names = [option(text, value) for value, text in NAMES.items()]
    minutes = [option(text, value.value) for value, text in MINUTES.items()]
    blocks = [
        context("These hold for everybody in the district, from the moment that you save them."),
        input_block(
            "log_days", "Days to post a session", days,
            hint=f"Calendar days after the session, {LOG_DAYS[0]} to {LOG_DAYS[1]}. After that a log counts as late. "
            "Another number shows first what it changes.",
        ),
        input_block(
            "shortest", "Shortest signing passphrase", least,
            hint=f"Characters, {PASSPHRASE[0]} to {PASSPHRASE[1]}. 15 is better where Slack sign-in has no second "
            "step. It holds for passphrases that are set from now on.",
        ),
        input_block(
            "names", "Students in windows and on Home",
            radio("names", names, "initials" if district.initials_only else "full"),
            hint="Messages always have initials only. What is signed always has the full name.",
        ),
        input_block(
            "minutes", "Ask for minutes of each activity", radio("minutes", minutes, district.minutes.value),
            hint="Asked of everybody who records care.",
        ),
        input_block(
            "contact", "Whom to ask for help", text_input("contact", district.contact, max_length=LONGEST_CONTACT),
            hint="A name with a phone number or e-mail. Left empty, it is the first administrator.", optional=True,
        ),
    ]  # fmt: skip
    return modal(Callback.SETTINGS, TITLE, blocks, submit="Save", close="Cancel", metadata=target.dump())


def settings_preview(wanted: District, numbers: LateNumbers, target: SettingsTarget) -> Json:
    """What another number of days does, before anything is changed. *Cancel* leads back to what was typed."""
    days = f"from {numbers.before} to {words.count(numbers.after, 'day')}"
    blocks = [
        section(f"*Days to post a session: {days}*"),
        section("\n".join(_does(numbers))),
        section("*Nothing is changed until you press Apply.*"),
        context(
            "Apply saves the other settings of the page before as well.",
            "Home, reminders and digests count by the new number from then on. What was signed stays as it was signed.",
        ),
    ]
    metadata = SettingsTarget(target.shown, wanted).dump()
    return modal(Callback.APPLY_SETTINGS, TITLE, blocks, submit="Apply", close="Cancel", metadata=metadata)


def _does(numbers: LateNumbers) -> list[str]:
    """What becomes of the sessions, a line each."""
    (one, many), (mark, marks) = SOONER if numbers.after < numbers.before else LATER
    unposted = words.count(numbers.unposted, f"unposted session {one}", f"unposted sessions {many}")
    signed = words.count(numbers.signed, f"signed session {mark}", f"signed sessions {marks}")
    late = words.count(numbers.late, "unposted session is", "unposted sessions are")
    return [
        f"{unposted}." if numbers.unposted else "No unposted session is affected.",
        f"Then {late} late." if numbers.late else "Then no unposted session is late.",
        f"{signed}." if numbers.signed else "No signed session is affected.",
    ]


SOONER = (("becomes late", "become late"), ("gets the mark “late”", "get the mark “late”"))
LATER = (("is no longer late", "are no longer late"), ("loses the mark “late”", "lose the mark “late”"))


def settings_saved(district: District, *, changed: bool) -> Json:
    """What holds now."""
    contact = escape(district.contact) or "the first administrator"
    lines = [
        f"*Days to post a session:* {words.count(district.log_days, 'day')}",
        f"*Shortest signing passphrase:* {district.passphrase_minimum} characters",
        f"*Students in windows and on Home:* {NAMES['initials' if district.initials_only else 'full']}",
        f"*Minutes of each activity:* {MINUTES[district.minutes]}",
        f"*Whom to ask for help:* {contact}",
    ]
    said = "*Saved.* This holds for everybody now." if changed else "*Nothing was changed.*"
    return modal(Callback.SETTINGS, TITLE, [section(said), section("\n".join(lines))], close="Done")


def examples() -> dict[str, Json]:
    """The window as it comes, filled in otherwise, and saved."""
    target = SettingsTarget("0123456789abcdef")
    other = District(5, 15, True, MinutesAsked.ALL, "Olive Office, 555-0100")
    return {
        "settings": settings_form(District(), target),
        "settings_other": settings_form(other, target),
        "sooner": settings_preview(other, LateNumbers(7, 5, 12, 15, 3), target),
        "later": settings_preview(District(log_days=10), LateNumbers(7, 10, 1, 1, 1), target),
        "sooner_nothing": settings_preview(other, LateNumbers(7, 5), target),
        "saved": settings_saved(other, changed=True),
        "saved_nothing": settings_saved(District(), changed=False),
    }
