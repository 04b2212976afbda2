"""Session Audit and its answers (PRODUCT journeys 4 and 5)."""

import re
from dataclasses import replace

import pytest

from bot.slack.metadata import AuditTarget
from bot.views import samples
from bot.views.oversight import drawings
from bot.views.posting import RECORD_BLOCKS, audit_window, fitting, nothing_to_post, posted, window_blocks
from bot.views.record import record_blocks
from models.enums import Fix
from models.findings import Finding
from models.outputs import AuditEntry
from models.oversight import Review
from tests.views.drawn import block, buttons, ids, said

PARTS = (
    "to check before you sign",
    "Fri, Nov 20, 2026",
    "*Please check:*",
    "Description of Activities",
    "*Good to know:*",
    samples.STATEMENT,
    "Signing passphrase",
)
TARGET = AuditTarget((41,), "0" * 64, "one")


def entry(students=3, number=41, **changes):
    return AuditEntry(replace(samples.sheet(students, number=number), **changes), ())


def test_the_frame():
    view = audit_window(samples.audit(), TARGET)
    assert (view["title"]["text"], view["submit"]["text"]) == ("Session Audit", "Post Session")
    assert AuditTarget.load(view) == TARGET
    assert "to sign as Dana Sample, Paraprofessional" in said(view)
    assert samples.STATEMENT in said(view)


def test_every_record_is_shown():
    text = said(audit_window(samples.audit(), TARGET))
    for part in (
        "Fri, Nov 20, 2026 · 9:00–9:30 AM",
        "Morning care\nPersonal Care - Instructional Support · Classroom · Group",
        "Description of Activities: Eating, Hygiene\nNote: A calm morning.",
        "Ada Sample: Present in Session · 9:00–9:30 AM · 30 min",
        "Activities and Accommodations: Eating, Picture cards\nObservation: Ate on her own.",
        "Ben Sample: Present in Session · 9:10–9:30 AM · Time Away from Student 5 min · 15 min",
        "Cleo Sample: Not Present in Session · With another service",
    ):
        assert part in text


def test_nothing_that_is_signed_is_shortened_or_altered():
    long = " ".join(f"word{n}" for n in range(300))
    records = tuple(
        replace(record, mark=replace(record.mark, observation=f"~{n}~ *not* <b> {long}"))
        for n, record in enumerate(samples.sheet(10).records)
    )
    text = said(record_blocks(replace(samples.sheet(10), records=records, note=long)))
    whole = re.sub(r"\s+", " ", text)
    assert whole.count(long) == 11
    assert all(f"~{n}~ *not* <b> word0" in whole for n in range(10))


def test_what_is_to_be_checked_stands_before_the_record_and_is_counted_at_the_top():
    """On a phone the end of a record is below the fold (docs/session-audit.md)."""
    texts = [said([one]) for one in audit_window(samples.group_audit(7), TARGET)["blocks"]]
    first = {part: next(place for place, text in enumerate(texts) if part in text) for part in PARTS}
    assert list(first) == sorted(first, key=first.__getitem__)
    assert "3 things to check before you sign." in texts[0]
    assert "to check before you sign" not in said(audit_window(replace(samples.audit(), entries=(entry(),)), TARGET))


def test_an_overseer_sees_what_is_to_be_checked_before_the_record_too():
    check, know = Finding("Came late.", False, 1), Finding("Posted late.", False, 1, fix=Fix.NOTHING)
    sheet = replace(samples.posted_sheet(), said=(know, check))
    (drawn,) = drawings(Review((sheet,), "0" * 64, "Rosa Testwell", enrolled=True))
    text = said(drawn)
    assert text.index("Came late.") < text.index("Description of Activities") < text.index("Posted late.")


def test_the_very_same_record_of_many_students_is_shown_once_with_every_name():
    group = samples.group_audit(30).entries[0].sheet
    other = replace(group.records[4], mark=replace(group.records[4].mark, observation="Ate alone."))
    group = replace(group, records=(*group.records[:4], other, *group.records[5:]))
    text = said(record_blocks(group))
    assert text.count("Present in Session · 9:00–9:30 AM · 30 min") == 2
    assert "29 students, each: Present in Session" in text
    assert f"{other.pupil.name}: Present in Session" in text
    assert all(text.count(record.pupil.name) == 1 for record in group.records)


def test_a_few_students_are_shown_one_by_one():
    text = said(record_blocks(samples.group_audit(4).entries[0].sheet))
    assert text.count("Present in Session · 9:00–9:30 AM · 30 min") == 4
    assert "each:" not in text


def test_what_was_found_of_many_fits_and_leads_to_the_right_place():
    view = audit_window(samples.group_audit(30), TARGET)
    text = said(view)
    assert "Ada Sample, Ben Sample, Cleo Sample and 27 more" not in text  # Each has its own minutes beside the name.
    three = ", ".join(f"{name} Sample (2 h 30 min, planned 2 h)" for name in ("Ada", "Ben", "Cleo"))
    assert f"{three} and 27 more: more time" in text
    assert "*Good to know:* This log is 1 day late." in text
    assert [value for _, _, value in buttons(view)] == ["41:1", "41", "41"]
    assert len(view["blocks"]) < 12


def test_units_are_told_beside_the_minutes():
    assert "2 h 30 min this day in 2 sessions · 8 units for the 2 h of the IEP" in said(
        audit_window(samples.group_audit(1), TARGET)
    )
    text = said(audit_window(samples.group_audit(7), TARGET))
    assert "Group time: 30 min, about 2 units for all students together." in text
    assert text.count("units") == 1


def test_a_code_that_the_catalogue_has_no_more_is_shown_as_itself():
    assert "Eating, retired_code" in said(record_blocks(entry(activities=frozenset({"eating", "retired_code"})).sheet))


def test_a_student_to_whom_nothing_was_given_is_shown_so():
    first = samples.sheet(1).records[0]
    bare = replace(first, mark=replace(first.mark, given=frozenset()))
    assert "Activities and Accommodations: none" in said(record_blocks(entry(records=(bare,)).sheet))


def test_doubts_can_be_opened():
    view = audit_window(samples.audit(), TARGET)
    assert "*Please check:* Ben Sample came 10 minutes late." in said(view)
    assert ("Open", "session.open_from_audit", "41:2") in buttons(view)


def test_the_passphrase_field():
    field = block(audit_window(samples.audit(), TARGET, revision=2), "passphrase::2")
    assert field["label"]["text"] == "Signing passphrase"
    assert field["element"] == {"type": "plain_text_input", "action_id": "passphrase"}
    assert "dispatch_action" not in field
    assert "the screen shows what you type" in field["hint"]["text"]
    assert "not your district password and not your Slack password" in field["hint"]["text"]


def test_a_raised_revision_empties_the_passphrase():
    assert ids(audit_window(samples.audit(), TARGET)) != ids(audit_window(samples.audit(), TARGET, revision=1))


def test_without_a_passphrase_nothing_can_be_submitted():
    view = audit_window(replace(samples.audit(), enrolled=False), TARGET)
    assert "submit" not in view
    assert ids(view) == []
    assert ("Set signing passphrase", "enrolment.open", "") in buttons(view)


def test_what_blocks_one_session_is_told_finding_by_finding():
    view = audit_window(samples.blocked_audit(), TARGET)
    assert "submit" not in view
    assert "Nothing can be posted yet." in said(view)
    assert "*Fix first:* Say what you worked on." in said(view)
    assert [value for _, _, value in buttons(view)] == ["41", "41:4"]


def test_sessions_that_wait_are_listed_apart_and_counted():
    view = audit_window(samples.mixed_audit(), TARGET)
    text = said(view)
    assert text.index("Needs you first") < text.index(samples.STATEMENT)
    assert text.count("Mark Dov Sample.") == 10
    assert "and 4 more" in text
    assert "3 more sessions are offered next." in text


def test_problems_of_the_window_are_told():
    text = said(audit_window(samples.audit(), TARGET, problems={"": "Nothing was signed.", "passphrase": "Wrong."}))
    assert "*Please check:* Nothing was signed." in text
    assert "*Please check:* Wrong." in text


def test_blocks_are_counted_as_they_are_drawn():
    with_doubt = samples.audit().entries[0]
    two = replace(samples.audit(), entries=(with_doubt, entry()))
    one = len(audit_window(replace(two, entries=(with_doubt,)), TARGET)["blocks"])
    assert len(audit_window(two, TARGET)["blocks"]) - one == window_blocks(entry())
    assert window_blocks(with_doubt) == window_blocks(entry()) + 1


def test_as_many_sessions_fit_as_there_are_blocks():
    entries = tuple(entry(number=n) for n in range(60))
    assert len(fitting(entries)) == RECORD_BLOCKS // window_blocks(entries[0])
    assert len(fitting(entries[:5])) == 5
    assert len(fitting(())) == 0


def test_a_record_beyond_all_measure_does_not_fit():
    assert len(fitting((entry(note="🙂" * 20_000),))) == 0


def test_a_full_window_still_has_room_for_everything_else():
    entries = tuple(entry(number=n) for n in range(30))
    full = replace(samples.mixed_audit(), entries=entries)
    view = audit_window(full, TARGET, problems={"": "Look.", "passphrase": "Wrong."})
    assert sum(map(window_blocks, entries)) == RECORD_BLOCKS
    assert len(view["blocks"]) <= 100
    assert "14 more sessions need you first. Find them on Home." in said(view)


def test_posted_shows_lines_signature_and_that_all_is_done():
    view = posted(samples.posted_result())
    text = said(view)
    assert "*2 sessions posted.*" in text
    assert "*Mon, Nov 16 · 9:00–9:30 AM* · Morning care" in text
    assert "Electronically signed by Dana Sample, Paraprofessional" in text
    assert "Everything is posted. You are done." in text
    assert buttons(view) == []


def test_posted_offers_what_is_ready_next():
    view = posted(samples.posted_result(4))
    assert "4 more sessions are ready to post." in said(view)
    assert buttons(view) == [("Post the next ones", "posting.open", "")]


def test_posted_tells_what_is_left():
    assert "1 session is still unposted." in said(posted(replace(samples.posted_result(), unposted_left=1)))


def test_many_posted_lines_are_cut_and_counted():
    result = replace(samples.posted_result(), lines=samples.posted_result().lines * 30)
    assert "and 20 more" in said(posted(result))


@pytest.mark.parametrize(("number", "shown"), [(0, 0), (1, 1), (3, 3)])
def test_nothing_to_post_says_why(number, shown):
    waits = AuditEntry(samples.sheet(1), (Finding("Mark Ada Sample.", blocks=True, student_id=1),))
    view = nothing_to_post((waits,) * number, "No session is ready to post yet.")
    assert said(view["blocks"][0]) == "No session is ready to post yet."
    assert len(buttons(view)) == shown
