"""Trouble of the database itself becomes an honest sentence, and never takes longer than an answer may."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import BotError, Busy, Collided, CommitUnknown

log = logging.getLogger(__name__)

COLLIDED = ("40001", "40P01")
"""Serialization failure, deadlock: PostgreSQL undid this one so that the other can go on."""
AWAY = ("08", "25006", "53", "55P03", "57", "58")
"""Beginnings of PostgreSQL's codes: no connection, read-only, no resources, locked, shut down, I/O."""
UNDONE = ("23", "25", "40", "53")
"""Codes with which a COMMIT that was answered was certainly refused."""
NOT_TAKEN = (
    *("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_FULL", "SQLITE_IOERR", "SQLITE_READONLY"),
    *("SQLITE_CANTOPEN", "SQLITE_NOMEM", "SQLITE_PROTOCOL", "SQLITE_INTERRUPT"),
)
MAYBE = "SQLITE_IOERR"
NOTHING_CHANGED = (
    "The database did not take that (busy, full or away); nothing was changed. "
    "Please send it again in a moment."
)
PERHAPS = (
    "The database went away while it kept that, so it may be there or not: look with "
    "`/data-incident list` before you send it again."
)


LATE = "a connection that comes late"
CLOSING = 2.0
"""Seconds that the end of the process waits for a connection that is being opened."""


@asynccontextmanager
async def honestly() -> AsyncIterator[None]:
    """A sentence for what is the database's trouble; what is our mistake goes on as it is."""
    try:
        yield
    except PoolTimeout as error:
        log.warning("no connection to the database is free")
        raise Busy(NOTHING_CHANGED, why="no connection is free") from error
    except DBAPIError as error:
        said = _said_of(error)
        if said is None:
            raise
        log.warning("the database did not take it", extra={"error": _name(error)})
        raise said from error


async def commit(connection: AsyncConnection) -> None:
    """Commit; raises CommitUnknown when nobody can tell whether it was."""
    try:
        await connection.commit()
    except DBAPIError as error:
        if _is_surely_undone(error):
            raise
        log.warning("a commit without an answer", extra={"error": _name(error)})
        raise CommitUnknown(PERHAPS, why=_name(error)) from error


@asynccontextmanager
async def in_time(engine: AsyncEngine, seconds: float) -> AsyncIterator[AsyncConnection]:
    """A PostgreSQL connection that is hung up when the time is over, whatever it waits for.

    Nothing is cancelled: the driver would first ask the server to cancel, and a server or network
    that does not answer is just what takes too long.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    connection = await _opened(engine, seconds)
    raw = await connection.get_raw_connection()
    timer = loop.call_at(until, _hang_up, raw.driver_connection)
    try:
        yield connection
    finally:
        with suppress(DBAPIError):  # one that was hung up cannot be rolled back, and need not be
            await asyncio.shield(asyncio.create_task(connection.close(), name=LATE))
        timer.cancel()


async def _opened(engine: AsyncEngine, seconds: float) -> AsyncConnection:
    """A connection in time; one that comes later goes back to the pool by itself."""
    opening = asyncio.create_task(_connect(engine), name=LATE)
    try:
        done, _ = await asyncio.wait({opening}, timeout=seconds)
    except asyncio.CancelledError:
        opening.add_done_callback(_give_back)
        raise
    if not done:
        opening.add_done_callback(_give_back)
        raise Busy(NOTHING_CHANGED, why="no connection in time")
    return opening.result()


async def nothing_comes_late() -> None:
    """Wait for connections that nobody waits for any more: left behind, they would stay open."""
    for _ in range(2):  # first they open, then they close
        late = [task for task in asyncio.all_tasks() if task.get_name() == LATE]
        if late:
            await asyncio.wait(late, timeout=CLOSING)


async def _connect(engine: AsyncEngine) -> AsyncConnection:
    return await engine.connect()


def _give_back(opening: "asyncio.Future[AsyncConnection]") -> None:
    if not opening.cancelled() and opening.exception() is None:
        closing = asyncio.create_task(opening.result().close(), name=LATE)
        closing.add_done_callback(lambda done: done.cancelled() or done.exception())


def _hang_up(driver: Any) -> None:
    """End the connection under the driver, which then sees that the server is gone."""
    if not driver.closed:
        with socket.socket(fileno=os.dup(driver.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)


def _said_of(error: DBAPIError) -> BotError | None:
    code = _code(error)
    if code in COLLIDED:
        return Collided(
            "Two changes met in the database, and this one was undone; nothing was changed. "
            "Please send it again."
        )
    if error.connection_invalidated or code.startswith((*AWAY, *NOT_TAKEN)):
        return Busy(NOTHING_CHANGED, why=_name(error))
    # Without a code of the database's own, the driver could not reach it.
    if isinstance(error, OperationalError) and not code:
        return Busy(NOTHING_CHANGED, why=_name(error))
    return None


def _is_surely_undone(error: DBAPIError) -> bool:
    code = _code(error)
    if code.startswith("SQLITE_"):
        return not code.startswith(MAYBE)
    return not error.connection_invalidated and code.startswith(UNDONE)


def _code(error: DBAPIError) -> str:
    """The database's own code for it, if it said one."""
    found = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return str(found or "")


def _name(error: DBAPIError) -> str:
    """For the log: never the statement, which holds what people wrote."""
    return _code(error) or type(error.orig).__name__
