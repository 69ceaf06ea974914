"""What every repository has: the open connection, the time, and how to add a row only once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from sqlalchemy import Executable, Select, Table, TextClause, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncConnection

if TYPE_CHECKING:
    from storage.transaction import Transaction


class Written(NamedTuple):
    """Rows that go to the database in one go: on PostgreSQL as one value named `name`."""

    name: str
    together: str
    one_by_one: Executable
    rows: Sequence[Mapping[str, Any]]


class Repository:
    """One noun's rows within one transaction."""

    def __init__(self, tx: "Transaction") -> None:
        self.tx = tx

    @property
    def connection(self) -> AsyncConnection:
        """The transaction's connection."""
        return self.tx.connection

    @property
    def now(self) -> datetime:
        """When this transaction began."""
        return self.tx.now

    async def first(
        self, query: Select[Any], values: Mapping[str, Any] | None = None
    ) -> Row[Any] | None:
        """The first row, or None; `values` of the parameters that the query names."""
        row: Row[Any] | None = (await self.connection.execute(query, values)).first()
        return row

    async def all(
        self, query: Select[Any], values: Mapping[str, Any] | None = None
    ) -> Sequence[Row[Any]]:
        """All rows; `values` of the parameters that the query names."""
        found: Sequence[Row[Any]] = (await self.connection.execute(query, values)).all()
        return found

    def insert(self, table: Table) -> "sqlite.Insert | postgresql.Insert":
        """An INSERT that knows ON CONFLICT, in the dialect of this database."""
        return _insert(self.connection.dialect.name, table)

    async def add_if_new(self, table: Table, values: Mapping[str, Any]) -> bool:
        """Insert; False when a unique column says that it is already there."""
        statement = _adding(self.connection.dialect.name, table)
        return (await self.connection.execute(statement, dict(values))).first() is not None

    async def add_new(self, table: Table, many: Sequence[Mapping[str, Any]]) -> None:
        """Insert many; what a unique column says is already there stays as it is."""
        await self.write(self.adding_new(table, many))

    def adding_new(self, table: Table, many: Sequence[Mapping[str, Any]]) -> Written:
        """Rows to insert; what a unique column says is already there stays as it is."""
        return _to_add(self.connection.dialect.name, table, many, else_nothing=True)

    def adding(self, table: Table, many: Sequence[Mapping[str, Any]]) -> Written:
        """Rows to insert; writing them raises when a unique column says that one is already there."""
        return _to_add(self.connection.dialect.name, table, many, else_nothing=False)

    async def write(self, *written: Written) -> None:
        """Write it, on PostgreSQL in one statement: the driver sends each by itself, and each wakes
        the server up."""
        some = [one for one in written if one.rows]
        if not some:
            return
        if self.connection.dialect.name == "postgresql":
            values = {one.name: orjson.dumps(one.rows).decode() for one in some}
            statement = _together(tuple(one.together for one in some))
            await self.connection.execute(statement, values)
        else:
            for one in some:
                await self.connection.execute(one.one_by_one, [dict(row) for row in one.rows])

    def gathered(self) -> list[Written]:
        """What is to be written at the end of the transaction, handed over once."""
        return []

    async def flush(self) -> None:
        """Write what was gathered, before it is read."""
        await self.write(*self.gathered())

    async def put(self, table: Table, values: Mapping[str, Any]) -> None:
        """Insert, or replace the other columns of the row with the same primary key."""
        statement = _replacing(self.connection.dialect.name, table, tuple(values))
        await self.connection.execute(statement, dict(values))


@cache
def _insert(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _adding_many(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    return _insert(dialect, table).on_conflict_do_nothing()


def _to_add(
    dialect: str, table: Table, many: Sequence[Mapping[str, Any]], *, else_nothing: bool
) -> Written:
    together = _adding_records(table, tuple(many[0]), else_nothing) if many else ""
    adding = _adding_many(dialect, table) if else_nothing else _insert(dialect, table)
    return Written(table.name, together, adding, many)


@cache
def _adding_records(table: Table, names: tuple[str, ...], else_nothing: bool) -> str:
    """All rows in one value."""
    columns = ", ".join(f'"{name}"' for name in names)
    records = f'json_populate_recordset(NULL::"{table.name}", CAST(:{table.name} AS json))'
    ending = " ON CONFLICT DO NOTHING" if else_nothing else ""
    return f'INSERT INTO "{table.name}" ({columns}) SELECT {columns} FROM {records}{ending}'  # noqa: S608  # names of our own


@cache
def _together(statements: tuple[str, ...]) -> TextClause:
    *before, last = statements
    named = ", ".join(f"before_{number} AS ({one})" for number, one in enumerate(before))
    return text(f"WITH {named} {last}" if named else last)


@cache
def _adding(dialect: str, table: Table) -> "sqlite.Insert | postgresql.Insert":
    first = next(iter(table.primary_key.columns))
    return _adding_many(dialect, table).returning(first)  # type: ignore[return-value]  # it is one


@cache
def _replacing(
    dialect: str, table: Table, names: tuple[str, ...]
) -> "sqlite.Insert | postgresql.Insert":
    keys = [column.name for column in table.primary_key.columns]
    statement = _insert(dialect, table)
    changed = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
