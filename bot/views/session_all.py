"""All Student View: everybody on one page where they fit, at most three blocks a student."""

from bot.slack.blocks import actions, context, section
from bot.slack.elements import button
from bot.slack.fields import block_id
from bot.slack.ids import Action
from bot.slack.metadata import SessionTarget
from bot.slack.text import Json, escape, shorten
from bot.views import words
from bot.views.fields import Problems, end_picker, note, presence_radio, reason_select, start_picker
from bot.views.record import status
from bot.views.session_one import LAST_DAY, student_at
from models.enums import Presence
from models.outputs import SessionSheet, StudentRecord


def all_students(sheet: SessionSheet, target: SessionTarget, problems: Problems, *, room: int) -> list[Json]:
    """The progress, and the students in at most `room` blocks.

    Where not all of them fit, they are shown page by page; a problem then stands in its student's first block.
    """
    number = len(sheet.records)
    if not number:
        return [section("No student is in this session. Close it, and ask your supervisor to correct it.")]
    told = {record.pupil.id: _problems(record, problems) for record in sheet.records}
    apart = 2 * number + sum(map(bool, told.values())) <= room - 1
    size = number if 2 * number <= room - 1 else max(1, (room - 2) // 2)
    first = student_at(sheet, target.student_id) // size * size
    shown = sheet.records[first : first + size]
    blocks = [context(_progress(sheet, first, len(shown)))]
    for record in shown:
        text = told[record.pupil.id]
        blocks += [_summary(sheet, record, "" if apart else text), _answers(sheet, record, target.revision)]
        blocks += [note(text)] if text and apart else []
    return [*blocks, *_turn(sheet, first, size)]


def _progress(sheet: SessionSheet, first: int, shown: int) -> str:
    number = len(sheet.records)
    marked = sum(record.mark.presence is not Presence.UNMARKED for record in sheet.records)
    page = f"Students {first + 1} to {first + shown} of {number} · " if shown < number else ""
    return f"{page}{marked} of {words.count(number, 'student')} marked"


def _turn(sheet: SessionSheet, first: int, size: int) -> list[Json]:
    """The pages before and after; a page is named by its first student."""
    pages = [("Previous students", "previous", first - size), ("Next students", "next", first + size)]
    buttons = [
        button(text, f"{Action.SHOW_ALL}.{name}", str(sheet.records[start].pupil.id))
        for text, name, start in pages
        if 0 <= start < len(sheet.records)
    ]
    return [actions("turn", *buttons)] if buttons else []


def _summary(sheet: SessionSheet, record: StudentRecord, problem: str) -> Json:
    edit = button("Edit", Action.SHOW_ONE, str(record.pupil.id))
    text = f"*{escape(shorten(record.pupil.label, 120))}* · {status(sheet, record)}"
    if record.last_day:
        text += f"\n{LAST_DAY}"
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
