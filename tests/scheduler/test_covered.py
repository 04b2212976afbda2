"""Who hears of a cover: each of the others once, with initials, and nobody once it is undone."""

from functools import partial

from models.services import covering, covers


def cover(sender, actor, substitute):
    work = partial(
        covering.cover,
        actor=actor,
        session_id=1,
        substitute_id=substitute.staff_id,
        request_key="window",
        now=sender.now,
    )
    return sender.db.run(work)


def test_the_aide_and_the_substitute_are_told_once_and_the_aide_is_not_reminded_of_it(sender):
    cover(sender, sender.school.supervisor, sender.school.other_aide)
    sender.tick()
    (aide,) = [one.text for one in sender.messages("UJO")]
    assert aide == "A colleague covers a session of yours."
    said = str(sender.messages("UJO")[0].blocks)
    assert "Kim Vale covers this session of yours" in said
    assert "Mia" not in said
    assert [one.text for one in sender.messages("UKIM")][:1] == ["You cover a session for a colleague."]
    sender.later(minutes=2)
    sender.tick()
    assert len(sender.messages("UJO")) == 1


def test_the_substitute_is_reminded_of_it_as_of_their_own(sender):
    cover(sender, sender.school.supervisor, sender.school.other_aide)
    sender.tick()
    assert any("1 session to post" in one.text for one in sender.messages("UKIM"))


def test_a_supervisor_hears_of_what_was_taken(sender):
    cover(sender, sender.school.other_aide, sender.school.other_aide)
    sender.tick()
    texts = [one.text for one in sender.messages("USAM")]
    assert "A session is covered by a colleague." in texts
    assert not any("covered" in one.text for one in sender.messages("UKIM"))


def test_nobody_hears_of_what_was_undone_before(sender):
    made = cover(sender, sender.school.supervisor, sender.school.other_aide)
    sender.db.run(lambda db: covers.undo(db, sender.school.supervisor, made.id, now=sender.now))
    sender.tick()
    assert sender.messages("UKIM") == []
    assert not any("cover" in one.text for one in sender.messages("UJO"))
