"""The declarative base, the naming convention and the column types that every table shares."""

import json
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Integer, MetaData, String, Text, TypeDecorator
from sqlalchemy.dialects.postgresql import TSTZMULTIRANGE, Range
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeEngine


class UTCDateTime(TypeDecorator[datetime]):
    """An instant. Refuses naive values and always gives aware UTC ones, also on SQLite, which forgets zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Instants = tuple[tuple[datetime, datetime], ...]


class Stretches(TypeDecorator[Instants]):
    """Stretches of time, half-open, in UTC. PostgreSQL has a type for them, which its exclusion constraint compares.

    On SQLite they are a list of texts, ["2026-11-18 15:00:00/2026-11-18 16:00:00"], which its trigger compares.
    """

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(TSTZMULTIRANGE() if dialect.name == "postgresql" else Text())

    def process_bind_param(self, value: Iterable[tuple[datetime, datetime]] | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return [Range(start, end) for start, end in value]
        return json.dumps(["/".join(f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}" for at in stretch) for stretch in value])

    def process_result_value(self, value: Any, dialect: Dialect) -> Instants | None:
        if value is None:
            return None
        if dialect.name == "postgresql":
            return tuple((one.lower.astimezone(UTC), one.upper.astimezone(UTC)) for one in value)
        return tuple((_utc(start), _utc(end)) for start, end in (stretch.split("/") for stretch in json.loads(value)))


def _utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


Key = Annotated[int, mapped_column(Integer, primary_key=True)]
TenantKey = Annotated[int, mapped_column(ForeignKey("tenants.id"))]
Instant = Annotated[datetime, mapped_column(UTCDateTime)]
MaybeInstant = Annotated[datetime | None, mapped_column(UTCDateTime)]
Short = Annotated[str, mapped_column(String(255))]
Names = Annotated[list[str], mapped_column(JSON)]


class Base(DeclarativeBase):
    """The parent of every mapped class."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {dict[str, Any]: JSON}  # noqa: RUF012
