"""Exports of the tests' school, as the command makes them."""

import csv
import io
import json
from datetime import date

from bot.commands.exporting import Asked, run_export
from tests.factories import FIXED_NOW

NOVEMBER = ("2026-11-01", "2026-11-30")


def exported(database, kind, *, student="", form="json", days=NOVEMBER, now=FIXED_NOW):
    """The exit code, what is said, and the export: parsed JSON, or the rows of a CSV."""
    out = io.BytesIO()
    code, told = run_export(database, Asked(kind, *days, student, form, None, out), now=now)
    text = out.getvalue().decode()
    return code, told, json.loads(text) if form == "json" else list(csv.DictReader(io.StringIO(text, newline="")))


def rows(database, kind, **asked):
    """The rows of a JSON export in which nothing is wrong."""
    code, _, found = exported(database, kind, **asked)
    assert (code, found["problems"]) == (0, [])
    return found["rows"]


def back(days):
    """So many days before the tests' day."""
    return date(2026, 11, 18 - days)
