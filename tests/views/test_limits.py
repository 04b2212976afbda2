"""Whatever the data, Slack takes the view and none of the data becomes markup."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.metadata import AuditTarget, SessionTarget
from bot.views import enrolment, home, posting, problems, samples, series, session
from models.enums import State
from models.findings import Finding
from models.inputs import Mark
from models.office import EnrolmentCode
from models.outputs import AuditEntry, Conflict, HistoryLine, Pupil, SkippedDay
from sandbox.blocks.validate import validate_view

few = settings(max_examples=12, deadline=None)
texts = st.one_of(
    st.text(alphabet="<>&!@#*_`~| \n\u202e\u200bé🙂a", max_size=60),
    st.sampled_from(["<!channel>", "&" * 400, "W" * 2000, "", " ", "<https://x|y>\n" * 40]),
)
sizes = st.sampled_from([0, 1, 7, 10, 30])


def check(view):
    """Within Slack's limits, and free of markup that came from data."""
    assert validate_view(view, view["type"]) == []
    for text in mrkdwn_of(view):
        assert not re.search(r"[<>]|&(?!amp;|lt;|gt;)|[\u202e\u200b]", text), text


def mrkdwn_of(value):
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for part in value.values():
            yield from mrkdwn_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from mrkdwn_of(part)


def named(pupils, text):
    return tuple(replace(pupil, name=f"{text} {pupil.id}") for pupil in pupils)


def sheet_of(size, text, state=State.DRAFT):
    basis = samples.sheet(size, state)
    records = tuple(
        replace(
            record,
            pupil=Pupil(n, text, "?"),
            problem=text if n % 2 else "",
            mark=replace(record.mark, observation=text),
        )
        for n, record in enumerate(basis.records, start=1)
    )
    items = tuple(replace(item, name=text, category=f"{item.category}{text}"[:300]) for item in basis.items)
    history = tuple(HistoryLine(samples.NOW, text, text) for _ in range(30))
    signature = replace(samples.signature(), name=text, title=text)
    return replace(
        basis, records=records, items=items, history=history, signatures=(signature,),
        service=text, place=text, description=text[:200], note=text, owner=text,
    )  # fmt: skip


@few
@given(sizes, texts, st.sampled_from(["all", "one"]))
def test_the_session_window(size, text, view):
    wrong = {"": text, "note": text, "activities": text, "end:1": text, "away:2": text, "odd:1": text}
    sheet = sheet_of(size, text)
    check(session.session_window(sheet, SessionTarget(41, view, 1), problems=wrong, notice=text))


@few
@given(sizes, texts)
def test_the_posted_session(size, text):
    check(session.posted_session(sheet_of(size, text, State.POSTED)))


@pytest.mark.parametrize("size", range(0, 110, 5))
def test_every_size_of_a_session_has_its_window(size):
    check(session.session_window(samples.sheet(size), SessionTarget(41), problems={"end:1": "Too early."}))


@few
@given(st.sampled_from([0, 1, 3, 12, 25]), sizes, texts, st.sampled_from([0, 1, 14]))
def test_session_audit(number, size, text, waits):
    findings = (Finding(text, blocks=False), Finding(text, blocks=False, student_id=1))
    entries = tuple(AuditEntry(replace(sheet_of(size, text), id=n), findings) for n in range(number))
    entries = entries[: len(posting.fitting(entries))]
    waiting = tuple(AuditEntry(sheet_of(1, text), (Finding(text, blocks=True),)) for _ in range(waits))
    audit = replace(samples.audit(), entries=entries, waiting=waiting, later=3, statement=text[:500], signer=text)
    target = AuditTarget(tuple(range(number)), "f" * 64, "all")
    check(posting.audit_window(audit, target, problems={"": text, "passphrase": text}))
    check(posting.nothing_to_post(waiting, text))


@few
@given(texts, st.sampled_from([1, 10, 50, 200]))
def test_the_answer_to_posting(text, number):
    line = replace(samples.line(1, State.POSTED), description=text, signed_by=text)
    signature = replace(samples.signature(), name=text, title=text, meaning=text)
    check(posting.posted(replace(samples.posted_result(2), lines=(line,) * number, signature=signature)))


@few
@given(texts, st.sampled_from([0, 1, 20, 400]), sizes)
def test_home(text, number, size):
    lines = tuple(
        replace(
            samples.line(n, tuple(State)[n % 5], samples.MONDAY + timedelta(days=n % 7)),
            description=text,
            students=named(samples.pupils(size), text),
            signed_by=text,
            cancel_reason=text,
        )
        for n in range(number)
    )
    basis = replace(samples.supervisor_page(), setup=samples.admin_page().setup * 10, welcome=True)
    actor = replace(basis.actor, name=text, contact=text, enrolled=False)
    team = tuple(replace(basis.team[0], name=text) for _ in range(number))
    check(
        home.home_page(
            replace(
                basis,
                actor=actor,
                unposted=lines,
                unposted_total=number * 2,
                today_lines=lines,
                week_lines=lines,
                team=team,
            )
        )
    )
    check(home.home_stranger(text))


@few
@given(texts, st.sampled_from([0, 1, 30, 100, 101, 400]), st.booleans())
def test_add_session(text, caseload, recurring):
    form = samples.add_session_form(caseload)
    items = tuple(replace(item, name=text, code=str(n), category=text) for n, item in enumerate(form.places * 120))
    form = replace(form, students=named(form.students, text), places=items, contact=text)
    check(series.add_session(form, recurring=recurring))


@few
@given(texts, st.sampled_from([0, 1, 30, 300]))
def test_the_answer_to_add_session(text, number):
    made = samples.created()
    skipped = tuple(SkippedDay(made.first + timedelta(days=3 * n), f"{text}{n % 20}") for n in range(number))
    conflicts = (Conflict(made.first, made_time(9), made_time(10), text),) * number
    check(series.created(replace(made, description=text, count=number, skipped=skipped, conflicts=conflicts)))


def made_time(hour):
    return samples.NOW.time().replace(hour=hour, minute=0, second=0)


@few
@given(texts, st.sampled_from([0, 1, 100, 101, 900]))
def test_enrolment(text, number):
    actor = replace(samples.actor(enrolled=False), contact=text)
    check(enrolment.enrol_form(actor, 10, problems={"": text, "code": text, "passphrase": text, "again": text}))
    check(enrolment.issue_form(tuple(replace(line, name=text, title=text) for line in samples.staff(number))))
    check(enrolment.code_issued(EnrolmentCode("K7QF-2M9T", text, samples.NOW)))


@few
@given(texts)
def test_problem_windows(text):
    check(problems.problem_view(text, code=text))
    check(problems.loading(text))


def test_at_most_three_blocks_a_student():
    for size in (1, 7, 10, 30):
        sheet = samples.sheet(size)
        sheet = replace(sheet, records=tuple(replace(record, problem="Look.", mark=Mark()) for record in sheet.records))
        without = len(session.session_window(samples.sheet(0), SessionTarget(1))["blocks"]) - 1
        blocks = session.session_window(sheet, SessionTarget(1))["blocks"]
        progress = 1
        assert len(blocks) - without - progress <= 3 * size
        assert json.dumps(blocks).count("Look.") == size
