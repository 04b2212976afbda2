"""Small checks that the tables of this package are made of.

A check looks at one value and reports what is wrong with it; a `Field` says which check a key needs and whether it
must be there. Keys that no table names are refused, as Slack refuses them.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any


def text(low: int, high: int) -> "Check":
    """A string of `low` to `high` characters."""

    def check(report: "Report", path: str, value: Any) -> None:
        if not isinstance(value, str):
            report.add(path, "must be a string")
        elif len(value) < low:
            report.add(path, f"must be more than {low - 1} characters")
        elif len(value) > high:
            report.add(path, f"must be less than {high + 1} characters")

    return check


def whole(low: int, high: int) -> "Check":
    """A whole number between `low` and `high`."""

    def check(report: "Report", path: str, value: Any) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            report.add(path, "must be an integer")
        elif not low <= value <= high:
            report.add(path, f"must be between {low} and {high}")

    return check


def boolean(report: "Report", path: str, value: Any) -> None:
    """Exactly true or false."""
    if not isinstance(value, bool):
        report.add(path, "must be a boolean")


def one_of(*allowed: str) -> "Check":
    """One of some strings."""

    def check(report: "Report", path: str, value: Any) -> None:
        if value not in allowed:
            report.add(path, f"must be one of {', '.join(allowed)}")

    return check


def number_text(report: "Report", path: str, value: Any) -> None:
    """A number written as a string: Slack takes no JSON numbers for the bounds of number_input."""
    if not isinstance(value, str) or not re.fullmatch(r"-?\d+(\.\d+)?", value):
        report.add(path, "must be a number in a string")


def day(report: "Report", path: str, value: Any) -> None:
    """A date in the form YYYY-MM-DD that exists."""
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        report.add(path, "must be a date in the form YYYY-MM-DD")
        return
    try:
        date.fromisoformat(value)
    except ValueError:
        report.add(path, "must be a date that exists")


def time_of_day(report: "Report", path: str, value: Any) -> None:
    """A time in the form HH:mm, 24 hours."""
    if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        report.add(path, "must be a time in the form HH:mm")


def array(item: "Check", low: int, high: int) -> "Check":
    """A list of `low` to `high` items, each of which passes `item`."""

    def check(report: "Report", path: str, value: Any) -> None:
        if not isinstance(value, list):
            report.add(path, "must be an array")
            return
        if len(value) < low:
            report.add(path, f"no less than {low} items needed")
        if len(value) > high:
            report.add(path, f"no more than {high} items allowed")
        for index, each in enumerate(value):
            item(report, f"{path}/{index}", each)

    return check


def structure(fields: Mapping[str, "Field"], *rules: "Check") -> "Check":
    """An object with these keys and no others; `rules` then compare keys with each other."""

    def check(report: "Report", path: str, value: Any) -> None:
        if not isinstance(value, dict):
            report.add(path, "must be an object")
            return
        before = len(report.messages)
        for key in value:
            if key not in fields:
                report.add(path, f"additional property: {key}")
        for key, wanted in fields.items():
            if key in value:
                wanted.check(report, f"{path}/{key}", value[key])
            elif wanted.required:
                report.add(path, f"missing required field: {key}")
        if len(report.messages) == before:
            for rule in rules:
                rule(report, path, value)

    return check


def anything(report: "Report", path: str, value: Any) -> None:
    """A value that is not looked into."""


def needed(check: "Check") -> "Field":
    """A key that must be there."""
    return Field(check, required=True)


def maybe(check: "Check") -> "Field":
    """A key that may be left out."""
    return Field(check)


@dataclass
class Report:
    """What is wrong, in Slack's form: a sentence and a JSON pointer."""

    messages: list[str] = field(default_factory=list)

    def add(self, path: str, problem: str) -> None:
        """Note one problem at a JSON pointer."""
        self.messages.append(f"[ERROR] {problem} [json-pointer:{path}]")


@dataclass(frozen=True)
class Field:
    """How one key of an object is checked."""

    check: "Check"
    required: bool = False


Check = Callable[[Report, str, Any], None]
