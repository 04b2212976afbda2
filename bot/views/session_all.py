"""All Student View: everybody on one page, at most three blocks a student."""

from bot.slack.blocks import actions, context, section
from bot.slack.elements import button
from bot.slack.fields import block_id
from bot.slack.ids import Action
from bot.slack.text import Json, escape, shorten
from bot.views.fields import Problems, end_picker, note, presence_radio, reason_select, start_picker
from bot.views.record import status
from models.enums import Presence
from models.outputs import SessionSheet, StudentRecord


def all_students(sheet: SessionSheet, revision: int, problems: Problems, *, room: int) -> list[Json]:
    """The students in at most `room` blocks.

    Where three each do not fit, the problem moves into the first block; where two do not, the answers are reached by
    Edit; and Documentation View has those who still do not fit.
    """
    number = len(sheet.records)
    if not number:
        return [section("No student is in this session. Close it, and ask your supervisor to correct it.")]
    told = [_problems(record, problems) for record in sheet.records]
    apart = 2 * number + sum(map(bool, told)) <= room
    answers = 2 * number <= room
    blocks: list[Json] = []
    for record, text in zip(sheet.records[: room - 1 if number > room else number], told, strict=False):
        blocks.append(_summary(sheet, record, "" if apart else text))
        if answers:
            blocks.append(_answers(sheet, record, revision))
        if text and apart:
            blocks.append(note(text))
    left = number - room + 1
    return [*blocks, context(f"and {left} more in Documentation View")] if number > room else blocks


def _summary(sheet: SessionSheet, record: StudentRecord, problem: str) -> Json:
    edit = button("Edit", Action.SHOW_ONE, str(record.pupil.id))
    text = f"*{escape(shorten(record.pupil.name, 120))}* · {status(sheet, record)}"
    if problem:
        text += f"\n*Please check:* {escape(shorten(problem, 400))}"
    return section(text, edit)


def _answers(sheet: SessionSheet, record: StudentRecord, revision: int) -> Json:
    """Presence, then what goes with it: the times, or the reason for being absent."""
    absent = record.mark.presence is Presence.ABSENT
    rest = [reason_select(record)] if absent else [start_picker(sheet, record), end_picker(sheet, record)]
    return actions(block_id("mark", record.pupil.id, revision), presence_radio(record), *rest)


def _problems(record: StudentRecord, problems: Problems) -> str:
    """Everything that is wrong for one student, in one text."""
    ending = f":{record.pupil.id}"
    found = [text for name, text in problems.items() if name.endswith(ending)]
    return " ".join(dict.fromkeys(filter(None, [*found, record.problem])))
