"""Group commit on SQLite: changes whose turns follow each other wait for the disk once, together.

Each has a savepoint of its own, so that one which fails takes no other with it. None is told how it
ended, well or not, before the commit of all: who comes later in a group has seen what was not yet
certain.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.domain.errors import Busy
from storage.trouble import LATE, NOTHING_CHANGED, commit, honestly
from storage.turns import Turns

MOST = 16
"""Changes that share a commit: the first of them waits for the last."""
LONGEST = 0.1
"""Seconds after which a group takes nobody more."""
LOCKED_LATE_MS = 500
"""How long SQLite waits for another process that writes, and for whom turns took long already."""


class GroupCommit:
    """Gives changes their turns in shared transactions."""

    def __init__(self, turns: Turns) -> None:
        self.waiting = 0
        """How many have had their turn, and wait for the commit they share."""
        self._turns = turns
        self._group: _Group | None = None
        self._ending: asyncio.Task[None] | None = None

    @asynccontextmanager
    async def change(
        self, engine: AsyncEngine, *, within: float, takes_long: bool
    ) -> AsyncIterator[AsyncConnection]:
        """A connection for one change; ends when that is kept, raises as `Database.transaction`."""
        group: _Group | None = None
        try:
            try:
                async with self._turns.turn(within=within) as waited:
                    group = await self._joined(takes_long=takes_long)
                    async with group.part(engine, waited) as connection:
                        yield connection
            finally:
                if self._turns.idle:
                    self._end()
        except Exception:
            if group is not None:
                await self._kept(group)
            raise
        await self._kept(group)

    async def _joined(self, *, takes_long: bool) -> "_Group":
        """The group that is open, or a new one."""
        if self._group is not None and (takes_long or self._group.is_full):
            self._end()
        if self._ending is not None:
            await asyncio.wait({self._ending})
        self._group = self._group or _Group(takes_more=not takes_long)
        return self._group

    async def _kept(self, group: "_Group") -> None:
        self.waiting += 1
        try:
            await group.kept()
        finally:
            self.waiting -= 1

    def _end(self) -> None:
        """Nobody joins the open group any more; its end is not cancelled with whoever was the last."""
        if self._group is not None:
            self._ending = asyncio.create_task(self._group.commit(), name=LATE)
            self._ending.add_done_callback(_missed_by_nobody)
            self._group.ending.set_result(self._ending)
            self._group = None


class _Group:
    """A transaction that several changes take part in, one after the other."""

    def __init__(self, *, takes_more: bool) -> None:
        loop = asyncio.get_running_loop()
        self.ending: asyncio.Future[asyncio.Task[None]] = loop.create_future()
        self._clock = loop.time
        self._until = loop.time() + LONGEST
        self._takes_more = takes_more
        self._connection: AsyncConnection | None = None
        self._begun = self._done = 0

    @property
    def is_full(self) -> bool:
        """Whether the next change has to wait for the next group: also behind one that failed."""
        late = self._clock() > self._until
        return late or not self._takes_more or self._begun == MOST or self._done < self._begun

    @asynccontextmanager
    async def part(self, engine: AsyncEngine, waited: float) -> AsyncIterator[AsyncConnection]:
        """The part of one change."""
        self._begun += 1
        if self._connection is None:
            self._connection = await _connected(engine, waited)
        else:
            await self._connection.exec_driver_sql("SAVEPOINT part")
        yield self._connection
        if self._done:
            await self._connection.exec_driver_sql("RELEASE part")
        self._done += 1

    async def kept(self) -> None:
        """Wait until the commit is made; raises what it ended with."""
        await asyncio.wait({self.ending})
        await asyncio.wait({self.ending.result()})
        self.ending.result().result()

    async def commit(self) -> None:
        """Keep what was done, without the part that failed."""
        if self._connection is None:
            return
        async with honestly(), AsyncExitStack() as closes:
            closes.push_async_exit(self._connection)  # what is not committed is undone
            if not self._done:
                return
            if self._done < self._begun:
                await self._undo_part(self._connection)
            await commit(self._connection)

    async def _undo_part(self, connection: AsyncConnection) -> None:
        """Undo what failed, unless it took the whole transaction with it (cancelled, a full disk)."""
        with suppress(DBAPIError):
            if not connection.invalidated:
                await connection.exec_driver_sql("ROLLBACK TO part")
                return
        raise Busy(NOTHING_CHANGED)


async def _connected(engine: AsyncEngine, waited: float) -> AsyncConnection:
    connection = await engine.connect()
    if waited > LOCKED_LATE_MS / 1000:
        await connection.execution_options(locked_ms=LOCKED_LATE_MS)
    return connection


def _missed_by_nobody(ending: "asyncio.Task[None]") -> None:
    """Where everybody who waited is gone, how it ended is no matter for the log."""
    if not ending.cancelled():
        ending.exception()
