"""The mapped classes, one module for each part of the domain."""

from models.tables.base import Base
from models.tables.calendar import (
    Attendance,
    CalendarChange,
    CalendarDay,
    CalendarFit,
    Carrying,
    CatalogItem,
    Creation,
    Series,
    SeriesEdit,
    Session,
)
from models.tables.covers import Cover
from models.tables.deliveries import Delivery
from models.tables.departures import StudentDeparture
from models.tables.notices import Answer, Leave, Notice, SendBudget
from models.tables.people import Campus, CaseloadEntry, Credential, EnrolmentCode, Staff, Student, Tenant
from models.tables.record import AuditRow, Signature, Unposting

__all__ = [
    "Answer",
    "Attendance",
    "AuditRow",
    "Base",
    "CalendarChange",
    "CalendarDay",
    "CalendarFit",
    "Campus",
    "Carrying",
    "CaseloadEntry",
    "CatalogItem",
    "Cover",
    "Creation",
    "Credential",
    "Delivery",
    "EnrolmentCode",
    "Leave",
    "Notice",
    "SendBudget",
    "Series",
    "SeriesEdit",
    "Session",
    "Signature",
    "Staff",
    "Student",
    "StudentDeparture",
    "Tenant",
    "Unposting",
]
