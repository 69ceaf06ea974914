"""The bot's database with points at its commits, on engines that are used again from run to run."""

import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import (
    AbstractAsyncContextManager,
    _AsyncGeneratorContextManager,
    asynccontextmanager,
)
from contextvars import ContextVar
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from bot.domain.policy import Policy
from storage import Database, Transaction
from tests.chaos import quick_sqlite
from tests.chaos.points import Points
from tests.chaos.process import must_live

WHERE: ContextVar[str] = ContextVar("where", default="")
CHANGES = ("INSERT", "UPDATE", "DELETE", "WITH")
WORDS = {
    "locked": "database is locked",
    "full": "database or disk is full",
    "lost-before": "server closed the connection unexpectedly",
    "lost-after": "server closed the connection unexpectedly",
}


class Engines:
    """Keeps engines: what they have compiled once need not be compiled in every run."""

    def __init__(self, points: Points) -> None:
        self.points = points
        self.kept: dict[str, AsyncEngine] = {}
        self.opened: dict[int, list[Any]] = {}  # PostgreSQL's, which a dead process leaves open

    def instead_of(self, made: AsyncEngine, key: str) -> AsyncEngine:
        """The one kept under the key, or this one from now on."""
        if key not in self.kept:
            self._prepare(made, int(key.partition(":")[0]))
            self.kept[key] = made
        return self.kept[key]

    async def forget_connections(self, slot: int) -> None:
        """Those of a process that is no more. PostgreSQL's that do nothing are as good as new ones,
        which would take longer to open than the rest of a case."""
        if any(map(_at_work, self._of(slot))):
            await self.close(slot)

    async def close(self, slot: int) -> None:
        """Every connection of a process."""
        for engine in self._of(slot):
            await engine.dispose()
        for connection in self.opened.pop(slot, []):
            await connection.close()

    def _of(self, slot: int) -> list[AsyncEngine]:
        return [engine for key, engine in self.kept.items() if key.startswith(f"{slot}:")]

    def _prepare(self, engine: AsyncEngine, slot: int) -> None:
        below = engine.sync_engine
        if below.dialect.name == "sqlite":
            _stay_in_this_thread(below.dialect.dbapi)
        else:
            event.listen(below, "connect", partial(self._remember, slot))
        event.listen(below, "before_cursor_execute", _mark_changes)
        commit = below.dialect.do_commit

        def with_points(connection: Any) -> None:
            if not connection.info.pop("changed", False):
                commit(connection)
                return
            trouble = _trouble(below.dialect.name, connection)
            self.points.commit(WHERE.get(), lambda: commit(connection), trouble)

        below.dialect.do_commit = with_points  # type: ignore[method-assign,assignment]  # the library's, not ours

    def _remember(self, slot: int, connection: Any, _record: Any) -> None:
        self.opened.setdefault(slot, []).append(connection.driver_connection)


class FaultyDatabase(Database):
    """Each commit is a point, named after the function that opened the transaction."""

    def __init__(
        self,
        url: str,
        policy: Policy,
        now: Callable[[], datetime],
        *,
        engines: Engines,
        slot: int = 0,
    ) -> None:
        super().__init__(url, policy, now)
        made = {name: one for name, one in vars(self).items() if isinstance(one, AsyncEngine)}
        first: dict[int, AsyncEngine] = {}
        for name, one in made.items():
            if id(one) not in first:
                key = f"{slot}:{self.is_sqlite}:{name}"
                first[id(one)] = engines.instead_of(one, key)
            setattr(self, name, first[id(one)])

    def transaction(self, **how: Any) -> _AsyncGeneratorContextManager[Transaction]:
        return self._named(super().transaction(**how), _caller())

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        must_live()
        async with super().reading() as tx:
            yield tx

    @asynccontextmanager
    async def _named(
        self, opened: AbstractAsyncContextManager[Transaction], where: str
    ) -> AsyncIterator[Transaction]:
        must_live()
        token = WHERE.set(where)
        try:
            async with opened as tx:
                yield tx
        finally:
            WHERE.reset(token)


def _at_work(engine: AsyncEngine) -> bool:
    """Whether one of its connections may be in the middle of something, or is a file's."""
    pool = engine.sync_engine.pool
    return (
        engine.dialect.name == "sqlite" or not isinstance(pool, QueuePool) or pool.checkedout() > 0
    )


def _caller() -> str:
    """Who opens the transaction: `posts._first`."""
    code = sys._getframe(2).f_code
    return f"{Path(code.co_filename).stem}.{code.co_name}"


def _stay_in_this_thread(driver: Any) -> None:
    connect = driver.connect

    def connected(*given: Any, **options: Any) -> Any:
        return connect(*given, **{**options, "async_creator_fn": quick_sqlite.connect})

    driver.connect = connected


def _mark_changes(
    connection: Any, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
) -> None:
    if statement.startswith(CHANGES):
        connection.info["changed"] = True


def _trouble(kind_of_database: str, connection: Any) -> Callable[[str], Exception]:
    def made(kind: str) -> Exception:
        if kind_of_database == "sqlite":
            return sqlite3.OperationalError(WORDS[kind])
        if kind.startswith("lost"):
            connection.dbapi_connection.driver_connection.pgconn.finish()
        return psycopg.OperationalError(WORDS[kind])

    return made
