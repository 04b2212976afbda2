"""The mapped classes, one module for each part of the domain."""

from models.tables.base import Base
from models.tables.calendar import Attendance, CalendarDay, CatalogItem, Creation, Series, Session
from models.tables.notices import Answer, Leave, Notice, SendBudget
from models.tables.people import Campus, CaseloadEntry, Credential, EnrolmentCode, Staff, Student, Tenant
from models.tables.record import AuditRow, Signature

__all__ = [
    "Answer",
    "Attendance",
    "AuditRow",
    "Base",
    "CalendarDay",
    "Campus",
    "CaseloadEntry",
    "CatalogItem",
    "Creation",
    "Credential",
    "EnrolmentCode",
    "Leave",
    "Notice",
    "SendBudget",
    "Series",
    "Session",
    "Signature",
    "Staff",
    "Student",
    "Tenant",
]
