"""The schema that migrations make is the one the program uses, and holds every field of what is kept."""

from dataclasses import fields
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from bot.domain.action_item import ActionItem
from bot.domain.alert import Alert
from bot.domain.asset import Asset
from bot.domain.bad_range import BadRange
from bot.domain.incident import Incident
from bot.domain.notice import Notice, Place
from bot.domain.person import Person
from bot.domain.postmortem import Postmortem
from bot.domain.promise import Promise
from bot.domain.timeline import Entry
from bot.domain.update import StatusUpdate
from storage import tables
from storage.database import full_url
from storage.types import table

KEPT: dict[type[Any], type[SQLModel]] = {
    ActionItem: tables.ActionItemRow,
    Alert: tables.AlertRow,
    Asset: tables.AssetRow,
    BadRange: tables.BadRangeRow,
    Entry: tables.EntryRow,
    Incident: tables.IncidentRow,
    Notice: tables.NoticeRow,
    Person: tables.PersonRow,
    Place: tables.PlaceRow,
    Postmortem: tables.PostmortemRow,
    Promise: tables.PromiseRow,
    StatusUpdate: tables.UpdateRow,
}

JOINED = {BadRange: {"asset_name"}, Notice: {"bulk"}}
"""Read along from another table, or kept as part of another column (urgency)."""


def test_migrations_make_the_tables_that_the_program_uses(database_url: str) -> None:
    url = full_url(database_url).replace("+aiosqlite", "")
    engine = create_engine(url)

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, SQLModel.metadata)
    engine.dispose()

    assert differences == []


@pytest.mark.parametrize("kind", KEPT, ids=lambda kind: kind.__name__)
def test_every_field_of_what_is_kept_has_its_column(kind: type[Any]) -> None:
    columns = {column.name for column in table(KEPT[kind]).columns}

    names = {field.name for field in fields(kind) if field.init}
    assert names - columns - JOINED.get(kind, set()) == set()
