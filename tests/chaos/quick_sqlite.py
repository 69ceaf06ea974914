"""SQLite in the loop's own thread, behind the interface of aiosqlite: the same order every time."""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from tests.chaos.process import present


class Cursor:
    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> None:
        self._cursor.execute(sql, parameters)

    async def executemany(self, sql: str, parameters: Iterable[Any]) -> None:
        self._cursor.executemany(sql, parameters)

    async def fetchall(self) -> list[Any]:
        return self._cursor.fetchall()

    async def close(self) -> None:
        self._cursor.close()

    @property
    def description(self) -> Any:
        return self._cursor.description

    @property
    def rowcount(self) -> int:
        return self._cursor.rowcount

    @property
    def lastrowid(self) -> int | None:
        return self._cursor.lastrowid


class Connection:
    """What SQLAlchemy uses of aiosqlite's connection."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._connection: sqlite3.Connection | None = sqlite3.connect(*args, **kwargs)
        self._tx = self
        process = present()
        if process is not None:
            process.files.append(_AtOnce(self))

    @property
    def _conn(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("no active connection")
        return self._connection

    def put_nowait(self, work: tuple["asyncio.Future[Any]", Callable[[], Any]]) -> None:
        """aiosqlite's queue to its thread; here it is done at once."""
        future, function = work
        future.set_result(function())

    def cursor(self) -> Cursor:
        return Cursor(self._conn.cursor())

    async def create_function(self, *args: Any, **kwargs: Any) -> None:
        self._conn.create_function(*args, **kwargs)

    async def commit(self) -> None:
        self._conn.commit()

    async def rollback(self) -> None:
        self._conn.rollback()

    async def close(self) -> None:
        self.stop()

    def stop(self) -> None:
        """Close the file now; what was not committed is undone."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class _AtOnce:
    def __init__(self, connection: Connection) -> None:
        self._one = connection

    def close(self) -> None:
        self._one.stop()


async def connect(*args: Any, **kwargs: Any) -> Connection:
    """In place of aiosqlite.connect."""
    return Connection(*args, **kwargs)
