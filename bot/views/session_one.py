"""Documentation View: the full form for one student at a time, with next, previous and progress."""

from collections.abc import Sequence

from bot.slack.blocks import actions, context, input_block, section
from bot.slack.elements import button, number_input, text_input
from bot.slack.fields import block_id
from bot.slack.ids import Action
from bot.slack.metadata import SessionTarget
from bot.slack.text import Json, escape, shorten
from bot.views import words
from bot.views.fields import (
    END,
    START,
    Problems,
    action,
    category_inputs,
    end_picker,
    note,
    presence_radio,
    problem,
    reason_select,
    start_picker,
)
from bot.views.record import status
from models.enums import ItemKind, Presence
from models.outputs import SessionSheet, StudentRecord
from models.rules.minutes import MOST, asked_of, too_many
from models.rules.time_away import away_text

AWAY_HINT = "Minutes (60) or stretches (10:00-11:00, 1:15-1:45)."
LONGEST_AWAY = 200
LONGEST_OBSERVATION = 2000

FIELDS = {
    "reason": "Reason",
    "start": START,
    "end": END,
    "away": "Time Away from Student",
    "observation": "Observation",
    "minutes": "Minutes",
}

LAST_DAY = "*Last day on your caseload.* Later sessions go on without this student."
# A student and the revision of the fields: what the block ids are made of.
Place = tuple[StudentRecord, int]


def student_head(sheet: SessionSheet, target: SessionTarget, said: Sequence[str]) -> list[Json]:
    """Who this is and the way back to everybody; then the session in one line, and what there is to say of it."""
    index = student_at(sheet, target.student_id)
    back = button("All Student View", Action.SHOW_ALL)
    when = f"{words.day(sheet.date)} · {words.span(sheet.start, sheet.end)} · {shorten(sheet.description, 100)}"
    record = sheet.records[index]
    first, *rest = said
    last = [LAST_DAY] if record.last_day else []
    return [
        section(_title(sheet, index), back, f"student.{record.pupil.id}"),
        context(f"*{status(sheet, record)}*\n{escape(when)} · {first}", *last, *rest),
    ]


def one_student(sheet: SessionSheet, target: SessionTarget, problems: Problems, unkept: Problems) -> list[Json]:
    """The form of the student that `target` names, or of the first one. `unkept` are the problems that have to go."""
    index = student_at(sheet, target.student_id)
    record = sheet.records[index]
    place, absent = (record, target.revision), record.mark.presence is Presence.ABSENT
    return [
        *_other_problems(record, problems),
        _field("presence", "Attendance", presence_radio(record), place),
        *problem(problems, "presence", record.pupil.id),
        *(_absent(place, problems) if absent else _present(sheet, place, problems)),
        *_observation(place, problems),
        *_unsaved(record, unkept),
        actions(f"turn.{record.pupil.id}", *_turn(sheet, index)),
    ]


def student_at(sheet: SessionSheet, student_id: int | None) -> int:
    """The place of a student in the session; 0 when there is none of this id any more."""
    places = (place for place, record in enumerate(sheet.records) if record.pupil.id == student_id)
    return next(places, 0)


def _title(sheet: SessionSheet, index: int) -> str:
    record = sheet.records[index]
    marked = sum(other.mark.presence is not Presence.UNMARKED for other in sheet.records)
    progress = f"Student {index + 1} of {len(sheet.records)} · {marked} marked"
    return f"*{escape(shorten(record.pupil.label, 120))}*\n{progress}"


def _absent(place: Place, problems: Problems) -> list[Json]:
    record = place[0]
    return [
        _field("reason", FIELDS["reason"], reason_select(record), place),
        *problem(problems, "reason", record.pupil.id),
    ]


def _present(sheet: SessionSheet, place: Place, problems: Problems) -> list[Json]:
    record, revision = place
    student_id = record.pupil.id
    away = text_input(action("away"), away_text(record.mark.away), max_length=LONGEST_AWAY)
    kinds = (ItemKind.ACTIVITY, ItemKind.ACCOMMODATION)
    items = tuple(item for item in sheet.items if item.kind in kinds)
    return [
        _field("start", START, start_picker(sheet, record), place),
        *problem(problems, "start", student_id),
        _field("end", END, end_picker(sheet, record), place),
        *problem(problems, "end", student_id),
        _text("away", FIELDS["away"], away, place, AWAY_HINT),
        *problem(problems, "away", student_id),
        section("*Activities and Accommodations*\nCheck what you gave this student."),
        *category_inputs(
            "given", items, record.mark.given, (student_id, revision), ordered=record.ordered, usual=sheet.usual
        ),
        *problem(problems, "given", student_id),
        *_minutes(sheet, place),
        *(_of_minutes(record, problems) or _together(record)),
    ]


def _minutes(sheet: SessionSheet, place: Place) -> list[Json]:
    """A number for each thing given that asks for its minutes, by its code. The text is saved at the next button."""
    record = place[0]
    net = record.net or 0
    hint = "Only this care, for this student" + (f": {words.minutes(net)} at most." if net > 0 else ".")
    return [
        _text(
            f"minutes.{item.code}",
            f"Minutes: {shorten(item.name, 100)}",
            number_input(action(f"minutes.{item.code}"), record.mark.minutes.get(item.code), 0, MOST),
            place,
            hint,
        )
        for item in asked_of(record, sheet.items)
    ]


def _of_minutes(record: StudentRecord, problems: Problems) -> list[Json]:
    """What is wrong with any of the minutes, in one block: a window holds a hundred, and each may have its fault."""
    ending = f":{record.pupil.id}"
    texts = [text for name, text in problems.items() if name.startswith("minutes.") and name.endswith(ending)]
    return [note(" ".join(dict.fromkeys(texts)))] if texts else []


def _together(record: StudentRecord) -> list[Json]:
    """What is doubtful of the minutes, where they are written: nothing is refused."""
    over = too_many(record.mark.minutes, record.net or 0)
    return [section(f"*Please check:* {over} Correct the minutes, if this is not right.")] if over else []


def _observation(place: Place, problems: Problems) -> list[Json]:
    record = place[0]
    said = record.mark.observation
    element = text_input(action("observation"), said, multiline=True, max_length=LONGEST_OBSERVATION)
    hint = "What you saw: how the student took part, and how much help was needed."
    return [
        _text("observation", FIELDS["observation"], element, place, hint),
        *problem(problems, "observation", record.pupil.id),
    ]


def _unsaved(record: StudentRecord, problems: Problems) -> list[Json]:
    """Said beside the buttons too, since the field may have been scrolled out of sight.

    Not of a reason that is missing: it is at hand on this short page, and nothing was refused.
    """
    wrong = {_field_of(name) for name in problems if name.endswith(f":{record.pupil.id}")}
    fields = [FIELDS[name] for name in FIELDS if name != "reason" and name in wrong]
    return [note(f"{' and '.join(fields)} cannot be kept like this. The field says why.")] if fields else []


def _turn(sheet: SessionSheet, index: int) -> list[Json]:
    """Previous and Next, where there is one, and Save."""
    buttons = []
    if index > 0:
        previous = str(sheet.records[index - 1].pupil.id)
        buttons.append(button("Previous", f"{Action.SHOW_ONE}.previous", previous))
    if index + 1 < len(sheet.records):
        following = str(sheet.records[index + 1].pupil.id)
        buttons.append(button("Next", f"{Action.SHOW_ONE}.next", following))
    return [*buttons, button("Save", Action.SAVE)]


def _field(name: str, label: str, element: Json, place: Place) -> Json:
    """A choice of one student, saved as it is made.

    Slack writes "(optional)" beside what is, and none of these is. That only holds back Save and Post: every other
    button, Save among them, takes a record that is half filled in.
    """
    record, revision = place
    return input_block(block_id(name, record.pupil.id, revision), label, element, dispatch=True)


def _text(name: str, label: str, element: Json, place: Place, hint: str) -> Json:
    """A text of one student, saved at the next button."""
    record, revision = place
    return input_block(block_id(name, record.pupil.id, revision), label, element, hint=hint, optional=True)


def _other_problems(record: StudentRecord, problems: Problems) -> list[Json]:
    """What is wrong for the student as a whole: from the record, and at fields that are not on this page."""
    shown = {"presence", "observation"}
    shown |= {"reason"} if record.mark.presence is Presence.ABSENT else {"start", "end", "away", "given", "minutes"}
    mine = [(name, text) for name, text in problems.items() if name.endswith(f":{record.pupil.id}")]
    texts = [record.problem] if record.problem not in {text for name, text in mine if _field_of(name) in shown} else []
    texts += [text for name, text in mine if _field_of(name) not in shown]
    return [note(text) for text in dict.fromkeys(filter(None, texts))]


def _field_of(name: str) -> str:
    """The field of a problem's name: `minutes` of "minutes.adl.eating:3"."""
    return name.partition(":")[0].partition(".")[0]
