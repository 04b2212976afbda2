"""One input block for every element, for the modal that shows them all."""

from typing import Any

from tests.sandbox_page.canned import field, option, plain, text_field

Json = dict[str, Any]
STUDENTS = [option(f"Student {letter}.", f"st-{letter}") for letter in "ABCDEFGH"]
PLACES = [
    {"label": plain("Inside"), "options": [option("Classroom", "room"), option("Cafeteria", "food")]},
    {"label": plain("Outside"), "options": [option("Playground", "play"), option("Bus", "bus")]},
]


def select(kind: str, placeholder: str, **more: Any) -> Json:
    return {"type": kind, "placeholder": plain(placeholder), **more}


def texts() -> list[Json]:
    return [
        text_field("note", "Session Description", placeholder=plain("What was it?"), max_length=200),
        text_field("story", "Observation", multiline=True, optional=True, hint=plain("Facts, no opinions.")),
        field("minutes", "Time Away", {"type": "number_input", "is_decimal_allowed": False, "max_value": "480"}),
        field("mail", "Email", {"type": "email_text_input"}, optional=True),
        field("web", "Web page", {"type": "url_text_input"}, optional=True),
    ]


def moments() -> list[Json]:
    return [
        field("day", "Date", {"type": "datepicker", "initial_date": "2026-11-23"}),
        field("start", "Start Time", {"type": "timepicker"}, optional=True),
    ]


def choices() -> list[Json]:
    kinds = [option("Group", "group", "Two or more students"), option("Individual", "one", "Only if the IEP orders it")]
    care = [option("Feeding", "feed", "At the table"), option("Toileting", "toilet"), option("Mobility", "move")]
    return [
        field("kind", "Session Type", {"type": "radio_buttons", "options": kinds, "initial_option": kinds[0]}),
        field("care", "Activities", {"type": "checkboxes", "options": care}, optional=True),
    ]


def selects() -> list[Json]:
    return [
        field("place", "Place of Service", select("static_select", "Choose a place", option_groups=PLACES)),
        field("students", "Students", select("multi_static_select", "Choose students", options=STUDENTS)),
        field("service", "Service", select("external_select", "Find a service", min_query_length=2), optional=True),
        field("team", "Team", select("multi_external_select", "Find people", min_query_length=0), optional=True),
    ]


def everything() -> list[Json]:
    """Every input, in the order of a long form."""
    return [*selects(), *moments(), *choices(), *texts()]
