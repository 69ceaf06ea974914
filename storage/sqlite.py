"""SQLite under asyncio: what takes microseconds runs at once, what may wait goes to a thread.

A visit to another thread costs more than most statements, and many times as much while the loop is
busy. So single rows are read and written on the loop. What may wait runs in the connection's
thread: another process's lock, a commit (it waits for the disk), many rows at once, deletes, and
a query that turns out to read a lot.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any

import aiosqlite
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

FEW = 64
"""Rows that one statement may write on the loop."""
SHORT = 100_000
"""Steps of SQLite's machine, a few milliseconds: a query that takes more begins anew in the thread."""
ENDING = 1.0
"""Seconds that the thread of a connection which could not be opened has to end; it waits for nothing."""
TURN = 0.01
"""Seconds after which a transaction of many statements lets others run."""


def runs_short_statements_at_once(engine: AsyncEngine) -> None:
    """Let an engine open its connections as ours."""

    @event.listens_for(engine.sync_engine, "do_connect")
    def _connect(dialect: Any, _record: Any, given: Sequence[Any], options: dict[str, Any]) -> Any:
        return dialect.dbapi.connect(*given, async_creator_fn=_connection, **options)


async def _connection(database: str, **options: Any) -> "Connection":
    options["check_same_thread"] = False  # never both at once: SQLAlchemy awaits each statement
    connection = Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=FEW)
    connection._thread.daemon = True  # as SQLAlchemy has it: one forgotten must not hold up the end
    try:
        await connection
    except (sqlite3.Error, asyncio.CancelledError):
        # Its thread is told to end, and answers to a loop that may be closed by then.
        await asyncio.to_thread(connection._thread.join, ENDING)
        raise
    return connection


class Connection(aiosqlite.Connection):
    """aiosqlite's, whose cursors decide where a statement runs."""

    _turn_ends = 0.0

    def cursor(self) -> "Cursor":  # type: ignore[override]  # nothing to wait for
        return Cursor(self)

    async def rollback(self) -> None:
        """The pool rolls back after every commit: with nothing to undo that is no visit."""
        if self._conn.in_transaction:
            await super().rollback()

    def begin_turn(self) -> None:
        """From here on the loop is ours, for a while."""
        self._turn_ends = asyncio.get_running_loop().time() + TURN

    async def let_others_run(self) -> None:
        """Once in a while: what never waits would keep the loop for itself."""
        if asyncio.get_running_loop().time() > self._turn_ends:
            await asyncio.sleep(0)
            self.begin_turn()

    async def in_thread(self, run: Callable[[str, Any], None], sql: str, parameters: Any) -> None:
        """Carry a statement out where it may wait."""
        await self._execute(run, sql, parameters)  # type: ignore[no-untyped-call]  # aiosqlite leaves it untyped
        self.begin_turn()


class Cursor:
    """One statement; when it has run, all its rows are here."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._rows: Sequence[Any] = ()
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> "Cursor":
        return self

    async def execute(self, sql: str, parameters: Any = ()) -> None:
        """Here where it is short, else in the thread."""
        if sql.startswith("BEGIN"):
            self._connection.begin_turn()
            done = self._was_free(sql)
        else:
            await self._connection.let_others_run()
            done = self._was_short(sql, parameters)
        if not done:
            await self._connection.in_thread(self.run, sql, parameters)

    async def executemany(self, sql: str, parameters: Sequence[Any]) -> None:
        """Here where there are few rows, else in the thread."""
        if len(parameters) <= FEW:
            self._run_many(sql, parameters)
        else:
            await self._connection.in_thread(self._run_many, sql, parameters)

    async def fetchall(self) -> Sequence[Any]:
        """The rows, which are here already."""
        return self._rows

    async def close(self) -> None:
        """Nothing is open any more."""

    def run(self, sql: str, parameters: Any) -> None:
        """Carry it out, in whatever thread this is."""
        self._keep(self._connection._conn.execute(sql, parameters))

    def _run_many(self, sql: str, parameters: Any) -> None:
        self._keep(self._connection._conn.executemany(sql, parameters))

    def _was_short(self, sql: str, parameters: Any) -> bool:
        """Write a row, or read unless that takes long (broken off, it has changed nothing).

        What savepoints undo is in memory.
        """
        if sql.startswith(("INSERT", "UPDATE", "SAVEPOINT", "RELEASE", "ROLLBACK TO")):
            self.run(sql, parameters)
            return True
        if not sql.startswith("SELECT"):
            return False
        connection = self._connection._conn
        connection.set_progress_handler(_enough, SHORT)
        try:
            self.run(sql, parameters)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_INTERRUPT:
                raise
            return False
        finally:
            connection.set_progress_handler(None, 0)
        return True

    def _was_free(self, sql: str) -> bool:
        """Begin, unless another process is writing: for that the thread waits."""
        connection = self._connection._conn
        patience = connection.execute("PRAGMA busy_timeout").fetchone()[0]
        connection.execute("PRAGMA busy_timeout=0")
        try:
            self.run(sql, ())
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY:
                raise
            return False
        finally:
            connection.execute(f"PRAGMA busy_timeout={patience}")
        return True

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self.description = cursor.description
        self._rows = cursor.fetchall() if cursor.description else ()
        self.rowcount, self.lastrowid = cursor.rowcount, cursor.lastrowid
        cursor.close()


def _enough() -> int:
    return 1
