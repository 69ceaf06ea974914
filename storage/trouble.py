"""Trouble of the database itself becomes an honest sentence, and never takes longer than an answer may."""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from sqlalchemy.exc import DBAPIError
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


@contextmanager
def honestly() -> Iterator[None]:
    """A sentence for what is the database's trouble; what is our mistake goes on as it is."""
    try:
        yield
    except PoolTimeout as error:
        log.warning("no connection to the database is free")
        raise Busy(NOTHING_CHANGED) from error
    except DBAPIError as error:
        said = _said_of(error)
        if said is None:
            raise
        log.warning("the database did not take it", extra={"error": _code(error)})
        raise said from error


async def commit(connection: AsyncConnection) -> None:
    """Commit; raises CommitUnknown when nobody can tell whether it was."""
    try:
        await connection.commit()
    except DBAPIError as error:
        if _is_surely_undone(error):
            raise
        log.warning("a commit without an answer", extra={"error": _code(error)})
        raise CommitUnknown(PERHAPS) from error


@asynccontextmanager
async def in_time(engine: AsyncEngine, seconds: float) -> AsyncIterator[AsyncConnection]:
    """A PostgreSQL connection that is hung up when the time is over, whatever it waits for.

    Nothing is cancelled: the driver would first ask the server to cancel, and a server or network
    that does not answer is just what takes too long.
    """
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    async with await _opened(engine, seconds) as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert driver is not None
        timer = loop.call_at(until, _hang_up, driver.fileno())
        try:
            yield connection
        finally:
            timer.cancel()


async def _opened(engine: AsyncEngine, seconds: float) -> AsyncConnection:
    """A connection in time; one that comes later goes back to the pool by itself."""
    opening = asyncio.ensure_future(_connect(engine))
    try:
        done, _ = await asyncio.wait({opening}, timeout=seconds)
    except asyncio.CancelledError:
        opening.add_done_callback(_give_back)
        raise
    if not done:
        opening.add_done_callback(_give_back)
        raise Busy(NOTHING_CHANGED)
    return opening.result()


async def _connect(engine: AsyncEngine) -> AsyncConnection:
    return await engine.connect()


def _give_back(opening: "asyncio.Future[AsyncConnection]") -> None:
    if not opening.cancelled() and opening.exception() is None:
        closing = asyncio.ensure_future(opening.result().close())
        closing.add_done_callback(lambda done: done.cancelled() or done.exception())


def _hang_up(fileno: int) -> None:
    """End the connection under the driver, which then sees that the server is gone."""
    with socket.socket(fileno=os.dup(fileno)) as line:
        line.shutdown(socket.SHUT_RDWR)


def _said_of(error: DBAPIError) -> BotError | None:
    code = _code(error)
    if code in COLLIDED:
        return Collided(
            "Two changes met in the database, and this one was undone; nothing was changed. "
            "Please send it again."
        )
    if error.connection_invalidated or code.startswith((*AWAY, *NOT_TAKEN)):
        return Busy(NOTHING_CHANGED)
    # Without a code the driver itself could not reach the server.
    return Busy(NOTHING_CHANGED) if code == "OperationalError" else None


def _is_surely_undone(error: DBAPIError) -> bool:
    code = _code(error)
    if code.startswith("SQLITE_"):
        return not code.startswith(MAYBE)
    return not error.connection_invalidated and code.startswith(UNDONE)


def _code(error: DBAPIError) -> str:
    """The database's own code for it, else what the driver calls it."""
    found = getattr(error.orig, "sqlstate", None) or getattr(error.orig, "sqlite_errorname", None)
    return str(found or type(error.orig).__name__)
