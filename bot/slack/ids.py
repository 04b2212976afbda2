"""Every identifier that goes to Slack and comes back. Block ids are the names of fields (see bot/slack/state.py)."""

from enum import StrEnum


class Command(StrEnum):
    """Slash commands."""

    POST = "/post"
    SESSIONS = "/sessions"


class Shortcut(StrEnum):
    """Global shortcuts."""

    ADD_SESSION = "session.add"
    LOG = "session.log"


class Callback(StrEnum):
    """Windows that are submitted."""

    ADD_SESSION = "series.create"
    LOG = "happened.log"
    COVER = "covering.cover"
    CAPTURE = "session.capture"
    AUDIT = "session.audit"
    FUTURE = "session.future"
    UNPOST = "session.unpost"
    FIND_POSTED = "record.find"
    EDIT = "editing.change"
    EDIT_SERIES = "editing.change_series"
    CANCEL = "editing.cancel"
    END_SERIES = "editing.end_series"
    ENROL = "enrolment.set"
    ISSUE_CODE = "enrolment.issue"
    SETTINGS = "district.settings"
    SCHOOL_DAY = "calendar.day"
    LEAVING = "leaving.set"
    APPLY_DAY = "calendar.apply"


class Action(StrEnum):
    """Buttons and elements that act at once."""

    ADD_SESSION = "series.add"
    LOG = "happened.open"
    OPEN_COVER = "covering.open"
    HAND_OVER = "covering.hand_over"
    COVER_FOR = "covering.for"
    UNDO_COVER = "covering.undo"
    OPEN_COVERED = "covering.open_covered"
    RECURRING = "series.recurring"
    COUNT = "series.count"
    FIND_STUDENT = "series.find_student"
    UNDO_CREATE = "series.undo"
    FOR = "series.for"
    MORE = "editing.more"
    OPEN_EDIT = "editing.open"
    RESTORE = "editing.restore"
    UNDO_EDIT = "editing.undo"
    END_DAY = "editing.end_day"
    ASK_SUPERVISOR = "editing.ask"
    ASK_ABOUT_ADDED = "series.ask"
    OPEN_POST = "posting.open"
    OPEN_SESSION = "session.open"
    OPEN_FROM_AUDIT = "session.open_from_audit"
    VIEW_POSTED = "session.view"
    MARK = "session.mark"
    ALL_PRESENT = "session.all_present"
    SAME_AS_LAST = "session.same_as_last"
    SHOW_ALL = "session.show_all"
    SHOW_ONE = "session.show_one"
    SAVE = "session.save"
    UNDO_FUTURE = "session.undo_future"
    OPEN_POSTED = "record.open"
    VIEW_RECORD = "record.view"
    OPEN_UNPOST = "session.open_unpost"
    VIEW_SIGNED = "session.view_signed"
    WEEK = "home.week"
    OPEN_ENROL = "enrolment.open"
    OPEN_ISSUE_CODE = "enrolment.open_issue"
    OPEN_SETTINGS = "district.open_settings"
    OPEN_SCHOOL_DAY = "calendar.open"
    OPEN_LEAVING = "leaving.open"
    UNDO_DAY = "calendar.undo"
    REMIND_ALL_PRESENT = "reminder.all_present"
    SNOOZE = "reminder.snooze"
    NUDGE = "digest.nudge"
    ANSWER_UNDO = "answer.undo"
    ANSWER_CHOOSE = "answer.choose"
    ANSWER_SESSION = "answer.session"
