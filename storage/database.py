"""One database by URL: SQLite with one writer, or PostgreSQL with a pool; transactions for both."""

import asyncio
import select
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from time import perf_counter
from typing import Any
from weakref import WeakSet

import orjson
from sqlalchemy import event, make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.domain.errors import Busy
from bot.domain.policy import Policy
from storage.group_commit import GroupCommit
from storage.sqlite import runs_short_statements_at_once
from storage.transaction import Transaction
from storage.trouble import commit, honestly, in_time, nothing_comes_late
from storage.turns import Turns

DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+psycopg",
    "postgres": "postgresql+psycopg",
}
WAIT_SECONDS = 2.0
"""How long a change waits for its turn before the person is told to try again (an answer is due in 3)."""
WRITERS = 10
"""Changes under way at once on PostgreSQL: the rest of the pool is for reading."""
WORK_SECONDS = 0.6
"""What is left on PostgreSQL for the change itself when its turn came at the last moment."""
READ_ONLY = "25006"
"""PostgreSQL's code for a server, or a database, that takes no changes."""
LOCKED_MS = 1500
"""How long SQLite waits for another process that writes."""


def full_url(url: str) -> str:
    """The URL with our driver named, whatever driver or alias it came with."""
    parsed = make_url(url)
    backend = parsed.drivername.split("+")[0]
    return parsed.set(drivername=DRIVERS.get(backend, parsed.drivername)).render_as_string(
        hide_password=False
    )


class Database:
    """Opens transactions. `notices_waiting` is set after each commit that queued a notice."""

    def __init__(self, url: str, policy: Policy, now: Callable[[], datetime]) -> None:
        self.url = full_url(url)
        self.policy = policy
        self.now = now
        self.is_sqlite = self.url.startswith("sqlite")
        self.notices_waiting = asyncio.Event()
        self.observed: Callable[[str, float], None] = lambda _what, _seconds: None
        """Told of the seconds of each "turn" waited for, "write", "read" and "refused" transaction."""
        self.refused: tuple[datetime, str] | None = None
        """When the database itself last took no change, and what it said."""
        self._turns = Turns(1 if self.is_sqlite else WRITERS)
        self._together = GroupCommit(self._turns)
        self._opened: WeakSet[Any] = WeakSet()
        self._writer = (
            _sqlite(self.url, writer=True) if self.is_sqlite else _postgres(self.url, self._opened)
        )
        self._reader = _sqlite(self.url, writer=False) if self.is_sqlite else self._writer

    @property
    def changes_waiting(self) -> int:
        """How many changes wait for their turn at present, or for a commit they share."""
        return self._turns.waiting + self._together.waiting

    @asynccontextmanager
    async def transaction(
        self, *, once: str = "", within: float = WAIT_SECONDS, takes_long: bool = False
    ) -> AsyncIterator[Transaction]:
        """Commit when the block ends well; undo all of it when it raises.

        With `once`, the key is kept in the same commit: a second transaction under it raises
        AlreadyDone. Raises Busy when the database does not answer in time and nothing is changed,
        CommitUnknown when it went away during the commit. `within` is how long a turn may be waited
        for, longer for what nobody waits for. What `takes_long` shares its commit with nobody.
        """
        changing = (
            self._together.change(self._writer, within=within, takes_long=takes_long)
            if self.is_sqlite
            else self._alone(within)
        )
        async with self._watched("write") as has_its_turn, honestly(), changing as connection:
            has_its_turn()
            tx = Transaction(connection, self.policy, self.now())
            if once:
                await tx.keys.claim(once)
            yield tx
            await tx.flush()
        if tx.outbox.added:
            self.notices_waiting.set()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Transaction]:
        """A transaction that only reads; on SQLite it does not wait for writers."""
        opened = self._reader.connect() if self.is_sqlite else in_time(self._reader, WAIT_SECONDS)
        async with self._watched("read"), honestly(), opened as connection:
            yield Transaction(connection, self.policy, self.now(), reads_only=True)
            if not self.is_sqlite:
                # The driver forgets at a rollback, which the pool would make, what it has prepared.
                with suppress(DBAPIError):
                    await connection.commit()

    async def close(self) -> None:
        """Close every connection (an aiosqlite one left open would hold up the end of the process)."""
        await nothing_comes_late()
        await self._writer.dispose()
        await self._reader.dispose()
        for lost in [one for one in self._opened if not one.closed]:
            await lost.close()

    @asynccontextmanager
    async def _watched(self, kind: str) -> AsyncIterator[Callable[[], None]]:
        """Tell how long a transaction took, and how long until it had its turn and connection."""
        asked = perf_counter()
        try:
            yield lambda: self.observed("turn", perf_counter() - asked)
        except Busy as error:
            self.observed("refused", perf_counter() - asked)
            if error.why and kind == "write":
                self.refused = self.now(), error.why
            raise
        finally:
            self.observed(kind, perf_counter() - asked)

    @asynccontextmanager
    async def _alone(self, within: float) -> AsyncIterator[AsyncConnection]:
        """PostgreSQL: one transaction for one change, beside others."""
        async with (
            self._turns.turn(within=within) as waited,
            in_time(self._writer, within + WORK_SECONDS - waited) as connection,
        ):
            yield connection
            await commit(connection)


def _sqlite(url: str, *, writer: bool) -> AsyncEngine:
    engine = create_async_engine(
        url,
        json_serializer=_json,
        json_deserializer=orjson.loads,
        pool_size=1 if writer else 4,
        max_overflow=0,
        pool_timeout=WAIT_SECONDS,
    )
    runs_short_statements_at_once(engine)

    @event.listens_for(engine.sync_engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={LOCKED_MS}",  # first: the others may have to wait too
            "journal_mode=wal",
            "synchronous=full",
            "foreign_keys=on",
            "temp_store=memory",  # what a savepoint may undo needs no place on a read-only disk
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Any) -> None:
        wait = connection.get_execution_options().get("locked_ms", LOCKED_MS)
        if connection.info.setdefault("locked_ms", LOCKED_MS) != wait:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={wait}")
            connection.info["locked_ms"] = wait
        # Deferred transactions that read first and write later fail under load (3 of 8, measured).
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")

    return engine


def _postgres(url: str, opened: WeakSet[Any]) -> AsyncEngine:
    """`opened` gathers the driver's connections: the pool forgets those whose task was cancelled."""
    engine = create_async_engine(
        url,
        json_serializer=_json,
        json_deserializer=orjson.loads,
        pool_size=10,
        max_overflow=5,
        pool_timeout=WAIT_SECONDS,
        pool_use_lifo=True,  # whose statements the server has prepared already
        use_native_hstore=False,  # else the first connection asks for a type that nobody uses
        connect_args={
            "connect_timeout": 2,
            # The last: a process that is paused in a transaction must not hold its locks for ever.
            "options": "-c lock_timeout=1500 -c statement_timeout=2000 -c timezone=UTC"
            " -c idle_in_transaction_session_timeout=5000",
        },
    )

    @event.listens_for(engine.sync_engine, "connect", insert=True)  # before the first one is asked
    def _gather(connection: Any, _record: Any) -> None:
        opened.add(connection.driver_connection)

    @event.listens_for(engine.sync_engine, "checkout")
    def _must_be_there(connection: Any, _record: Any, _proxy: Any) -> None:
        if not _is_idle(connection.driver_connection):
            raise DisconnectionError("closed, hung up, or in the middle of something")

    @event.listens_for(engine.sync_engine, "handle_error")
    def _look_for_another(context: Any) -> None:
        # After a failover an old connection may lead to what is now a copy: connect anew.
        if getattr(context.original_exception, "sqlstate", None) == READ_ONLY:
            context.is_disconnect = True

    return engine


def _is_idle(connection: Any) -> bool:
    """A look instead of a question: who is idle is told nothing but that the server hangs up."""
    if connection.closed or connection.info.transaction_status.name != "IDLE":
        return False
    look = select.poll()
    look.register(connection.fileno(), select.POLLIN)
    return not look.poll(0)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
