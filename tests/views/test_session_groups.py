"""Progress, pages of large groups, and what was given lately, in the session window (PRODUCT journey 3)."""

from dataclasses import replace

from bot.slack.metadata import SessionTarget
from bot.views import samples
from bot.views.session import session_window
from tests.views.drawn import block, buttons, ids, said

EVERYBODY = SessionTarget(41)


def one(student_id):
    return SessionTarget(41, "one", student_id)


def window(target=EVERYBODY, sheet=None):
    return session_window(sheet or samples.sheet(), target)


def shown_in(view):
    """The ids of the students on a page, in order."""
    return [int(name.split(":")[1]) for name in ids(view) if name.startswith("mark:")]


def test_progress_is_told_in_both_views():
    assert "4 of 5 students marked" in said(window())
    assert "Student 2 of 5 · 4 marked" in said(window(one(2)))


def test_thirty_students_are_on_one_page():
    view = window(sheet=samples.sheet(30))
    assert len(shown_in(view)) == 30
    assert "Next students" not in said(view)


def test_more_students_than_fit_are_turned_page_by_page():
    sheet, target, seen = samples.sheet(120), EVERYBODY, []
    while True:
        view = window(target, sheet=sheet)
        seen += shown_in(view)
        assert len(view["blocks"]) <= 100
        following = [value for text, action, value in buttons(view) if action == "session.show_all.next"]
        if not following:
            break
        target = SessionTarget(41, "all", int(following[0]))
    assert seen == list(range(1, 121)), "Everybody is on exactly one page."
    assert f"to 120 of 120 · {sum(n % 5 != 3 for n in range(120))} of 120 students marked" in said(view)
    (before,) = [value for text, action, value in buttons(view) if text == "Previous students"]
    assert int(before) < seen[-1]


def test_a_page_that_is_named_by_any_of_its_students_is_the_same():
    sheet = samples.sheet(60)
    first = shown_in(window(sheet=sheet))
    assert shown_in(window(SessionTarget(41, "all", first[-1]), sheet=sheet)) == first


def test_what_the_iep_orders_comes_before_what_was_given_lately():
    sheet = replace(samples.sheet(), usual=frozenset({"redirection", "eating"}))
    ordered = replace(sheet.records[0], ordered=frozenset({"eating", "picture_cards"}))
    view = window(one(1), sheet=replace(sheet, records=(ordered, *sheet.records[1:])))
    first, second = block(view, "given.0:1:0"), block(view, "given.1:1:0")
    assert [first["label"]["text"], second["label"]["text"]] == ["In the IEP", "Given lately"]
    assert [option["value"] for option in first["element"]["options"]] == ["eating", "picture_cards"]
    assert [option["value"] for option in second["element"]["options"]] == ["redirection"]
    offered = [option["value"] for n in range(4) for option in block(view, f"given.{n}:1:0")["element"]["options"]]
    assert len(offered) == len(set(offered)) == 14


def test_what_was_given_lately_is_offered_first():
    usual = frozenset({"redirection", "picture_cards"})
    view = window(one(1), sheet=replace(samples.sheet(), usual=usual))
    first, second = block(view, "given.0:1:0"), block(view, "given.1:1:0")
    assert first["label"]["text"] == "Given lately"
    assert [option["value"] for option in first["element"]["options"]] == ["redirection", "picture_cards"]
    assert [option["value"] for option in first["element"]["initial_options"]] == ["picture_cards"]
    assert second["label"]["text"] == "Activities: Daily care"
    offered = [option["value"] for n in range(4) for option in block(view, f"given.{n}:1:0")["element"]["options"]]
    assert len(offered) == len(set(offered)) == 14
