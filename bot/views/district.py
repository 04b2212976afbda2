"""*District Settings*: one window with what a district decides for itself, and what each setting does."""

from bot.slack.admin_metadata import SettingsTarget
from bot.slack.blocks import context, input_block, modal, section
from bot.slack.elements import number_input, option, radio, text_input
from bot.slack.ids import Callback
from bot.slack.text import Json, escape
from bot.views import words
from models.district import LOG_DAYS, LONGEST_CONTACT, PASSPHRASE, District
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
            hint=f"Calendar days after the session, {LOG_DAYS[0]} to {LOG_DAYS[1]}. After that a log counts as late.",
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
        "saved": settings_saved(other, changed=True),
        "saved_nothing": settings_saved(District(), changed=False),
    }
