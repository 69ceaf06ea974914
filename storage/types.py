"""Column types that behave the same on SQLite and PostgreSQL."""

from enum import Enum
from typing import Any, cast

from sqlalchemy import JSON, Table
from sqlalchemy import Enum as SAEnum
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

Json = JSON().with_variant(JSONB(), "postgresql")
"""A document; always assign a new one, changes inside are not seen."""


class TableRow(SQLModel):
    """What every table begins with. Its values are checked by the domain and by the database, so a
    checker of its own is not put together (a fifth of the time that the tables take to load)."""

    model_config = {"defer_build": True}


def choice(
    enum: type[Enum], *, default: Any = ..., nullable: bool = False, index: bool = False
) -> Any:
    """A column that holds one member of an enum by its value, held by a CHECK constraint."""
    kind = SAEnum(
        enum,
        native_enum=False,
        length=32,
        create_constraint=True,
        name=f"{enum.__name__.lower()}_values",
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(default=default, sa_type=cast(Any, kind), nullable=nullable, index=index)


def document(*, default: Any = dict) -> Any:
    """A column that holds JSON."""
    return Field(default_factory=default, sa_type=cast(Any, Json), nullable=False)


def table(model: type[SQLModel]) -> Table:
    """The Core table of a model: repositories speak Core, a fifteenth of the ORM's CPU per row."""
    return cast(Table, model.__table__)  # type: ignore[attr-defined]  # added by SQLModel's metaclass
