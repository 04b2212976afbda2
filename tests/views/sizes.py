"""The views that show students or offer them, for groups of 1, 7, 15 and 30 and caseloads of 0, 1, 100, 101 and 400."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.slack.metadata import EditTarget, FutureTarget, SessionTarget
from bot.views import cancelling, editing, editing_series, future, happened, home, samples, series, session, unposting
from models.editing import Asked
from models.enums import DayKind, State, UnpostReason
from models.future import Reach
from models.inputs import Recurrence
from models.outputs import Voided

GROUPS = (1, 7, 15, 30)
CASELOADS = (0, 1, 100, 101, 400)
RULE = Recurrence(frozenset({1, 3, 5}), 1, date(2027, 5, 28), DayKind.A_DAY)


def every_size():
    """Name → view: module, what it is, and the size."""
    grouped = {f"{name}_group_{size}": view for size in GROUPS for name, view in _group(size)}
    return grouped | {f"{name}_caseload_{size}": view for size in CASELOADS for name, view in _caseload(size)}


def _group(size) -> Iterator:
    yield from _sessions(size)
    yield from _edits(size)
    lines = [samples.line(n, state, samples.TODAY, size) for n, state in enumerate(State, 1)]
    yield "home.page", home.home_page(replace(samples.page(), unposted=tuple(lines), today_lines=tuple(lines)))


def _sessions(size) -> Iterator:
    sheet, everybody = samples.sheet(size), SessionTarget(41)
    last = sheet.records[-1].pupil.id
    wrong = {"": "Two answers could not be saved.", **{f"end:{n}": "Too early." for n in range(1, size + 1)}}
    yield "session.all", session.session_window(sheet, everybody, notice="Saved.")
    yield "session.all_wrong", session.session_window(sheet, everybody, problems=wrong)
    yield "session.first", session.session_window(sheet, SessionTarget(41, "one", 1), problems=wrong)
    yield "session.last", session.session_window(sheet, SessionTarget(41, "one", last), notice="Saved.")
    yield "session.reopened", session.session_window(samples.sheet(size, State.REOPENED), everybody)
    yield "session.cancelled", session.posted_session(samples.sheet(size, State.CANCELLED))
    posted = replace(samples.posted_sheet(), records=sheet.records)
    voided = Voided(samples.NOW, "Dana Sample", UnpostReason.OTHER, "The bus was late.")
    void = replace(posted, signatures=(replace(samples.signature(), voided=voided), samples.signature()))
    yield "session.posted", session.posted_session(void)
    yield "unposting.form", unposting.unpost_form(posted)
    yield "unposting.signed_version", unposting.signed_version(void)
    yield "cancelling.cancel", cancelling.cancel_window(sheet, EditTarget(41, 3, below=everybody))
    reach = Reach(21, date(2026, 11, 23), date(2027, 5, 27))
    yield "future.step", future.future_form(sheet, reach, FutureTarget(41, None))


def _edits(size) -> Iterator:
    form, target = editing.sample_form(students=size, wrong=size), EditTarget(41, 3, below=SessionTarget(41))
    asked = Asked(form, reason_missing=True, recorded=form.chosen)
    clash = Asked(form, ("students",), form.terms, form.terms)
    yield "editing.edit", editing.edit_window(form, target)
    yield "editing.asked", editing.edit_window(form, target, asked)
    yield "editing.clash", editing.edit_window(form, replace(target, revision=1), clash)
    whole = replace(form, terms=replace(form.terms, recurrence=RULE), has_cycle=True)
    from_here = replace(target, day=samples.TODAY)
    yield "editing_series.series", editing_series.series_window(whole, from_here)
    yield "editing_series.asked", editing_series.series_window(whole, from_here, Asked(whole, reason_missing=True))


def _caseload(size) -> Iterator:
    form = samples.add_session_form(size)
    yield "series.add", series.add_session(form, recurring=True)
    edited = replace(editing.sample_form(students=1), students=form.students)
    yield "editing.edit", editing.edit_window(edited, EditTarget(41, 3))
    log = happened.sample_form()
    yield "happened.log", happened.log_window(replace(log, students=form.students, caseload_size=size))
    page = replace(samples.page(), caseload_size=size, has_sessions=bool(size))
    yield "home.page", home.home_page(page if size else samples.empty_page())
