"""The closed sets of words that the domain uses; each is stored by its value."""

from enum import StrEnum


class Role(StrEnum):
    """What a person may do in Carelog (PRODUCT.md, People)."""

    AIDE = "aide"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"


class SessionType(StrEnum):
    """Group unless the IEP orders one-to-one care (seed "Session Type")."""

    GROUP = "group"
    INDIVIDUAL = "individual"


class State(StrEnum):
    """The states of a session. DUE is never stored: it is a scheduled session that has ended."""

    SCHEDULED = "scheduled"
    DUE = "due"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"
    POSTED = "posted"
    REOPENED = "reopened"
    CANCELLED = "cancelled"


SIGNED = (State.SUBMITTED, State.POSTED, State.APPROVED)
"""Signed by the aide: nothing changes these but *Unpost*, or the overseer's *Approve* and *Return*."""
STORED_SIGNED = [state.value for state in SIGNED]


class Presence(StrEnum):
    """What the aide said about one student in one session; UNMARKED until something was said."""

    UNMARKED = "unmarked"
    PRESENT = "present"
    ABSENT = "absent"


class AbsenceReason(StrEnum):
    """Why a student was not present (DOMAIN.md section 2.7)."""

    ABSENT = "absent"
    LATE_OR_LEFT = "late_or_left"
    SCHOOL_EVENT = "school_event"
    OTHER_SERVICE = "other_service"
    REFUSED = "refused"
    NOT_AVAILABLE = "not_available"


class UnpostReason(StrEnum):
    """Why a posted session is opened again (PRODUCT.md, journey 8)."""

    WRONG_TIME = "wrong_time"
    WRONG_STUDENT = "wrong_student"
    WRONG_ACTIVITY = "wrong_activity"
    WRONG_TYPE = "wrong_type"
    DUPLICATE = "duplicate"
    OTHER = "other"
    RETURNED = "returned"
    """The overseer returned it with a comment; nobody chooses this."""


class DayKind(StrEnum):
    """What the school calendar says of a day."""

    NO_SCHOOL = "no_school"
    EARLY_RELEASE = "early_release"
    FIRST_DAY = "first_day"
    LAST_DAY = "last_day"
    A_DAY = "a_day"
    B_DAY = "b_day"


class MinutesAsked(StrEnum):
    """For which activities a district asks how many minutes they took (DOMAIN.md section 0, fact 2)."""

    NONE = "none"
    CATALOGUE = "catalogue"
    """Those that the catalogue marks."""
    ALL = "all"


class ItemKind(StrEnum):
    """The four lists of the catalogue."""

    SERVICE = "service"
    PLACE = "place"
    ACTIVITY = "activity"
    ACCOMMODATION = "accommodation"


class Fix(StrEnum):
    """Where what Session Audit found is put right; never stored."""

    RECORD = "record"
    """The session window, at the field and the student."""
    EDIT = "edit"
    """*Single Session Edit*."""
    NOTHING = "nothing"
    """Nothing to correct: it has to be waited for, or only to be known."""


class Absent(StrEnum):
    """Why a person's supervisor cannot approve what they submit; never stored."""

    NOBODY = "nobody"
    """No supervisor is named."""
    OWN = "own"
    """It is the person themself."""
    LEFT = "left"
    """The supervisor's account is off, or they supervise nobody any more."""
    NOT_ENROLLED = "not_enrolled"
    """The supervisor has no signing passphrase."""


class Covering(StrEnum):
    """How a person may arrange that a session is covered; never stored."""

    OWN = "own"
    """It is their own: they say who covers it."""
    TEAM = "team"
    """It is of somebody they supervise, or they are an administrator."""
    TAKE = "take"
    """It is a colleague's at the same campus, and they covered it themself."""


class Meaning(StrEnum):
    """What a signature says (21 CFR 11.50: the meaning is part of the signature)."""

    AUTHORSHIP = "authorship"
    APPROVAL = "approval"
