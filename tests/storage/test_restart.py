"""PostgreSQL ends without a word in the middle of commits, and comes back."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import text

from bot.domain.errors import AlreadyDone, Busy, CommitUnknown
from bot.domain.policy import Policy
from storage import Database, migrate
from tests.conftest import MovingClock
from tests.postgres import restarting_postgres

WRITERS = 8


class Writers:
    """Several that keep one row a request, each request again under its key until it is certain."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.certain: list[str] = []
        self.unknown: list[str] = []
        self.refused = 0
        self.longest = 0.0
        self.progress = asyncio.Event()
        self.over = asyncio.Event()

    async def until(self, count: int) -> None:
        """Until so many are certain."""
        while len(self.certain) < count:
            self.progress.clear()
            await self.progress.wait()

    async def run(self, writer: int) -> None:
        """Until it is over."""
        number = 0
        while not self.over.is_set():
            await self._kept(f"{writer}:{number}")
            number += 1

    async def _kept(self, key: str) -> None:
        while True:
            begun = time.monotonic()
            try:
                async with self.db.transaction(once=key) as tx:
                    await tx.connection.execute(ROW, {"key": f"row:{key}"})
            except AlreadyDone:
                assert key in self.unknown
            except CommitUnknown:
                self.unknown.append(key)
                continue
            except Busy:
                self.refused += 1
                await asyncio.sleep(0.02)
                continue
            finally:
                self.longest = max(self.longest, time.monotonic() - begun)
            self.certain.append(key)
            self.progress.set()
            return


ROW = text("INSERT INTO done_key (key, at) VALUES (:key, '2026-01-01 00:00:00+00')")
SEE = text("SELECT key FROM done_key WHERE key LIKE 'row:%'")


@pytest.fixture
async def ends(clock: MovingClock) -> AsyncIterator[tuple[Database, Callable[[], None]]]:
    with restarting_postgres() as (url, restart):
        migrate.upgrade(url)
        db = Database(url, Policy(), clock)
        yield db, restart
        await db.close()


async def test_a_restart_in_the_middle_of_commits_loses_and_doubles_nothing(
    ends: tuple[Database, Callable[[], None]],
) -> None:
    db, restart = ends
    writers = Writers(db)
    running = [asyncio.create_task(writers.run(number)) for number in range(WRITERS)]

    for _ in range(3):
        await writers.until(len(writers.certain) + 50)
        await asyncio.to_thread(restart)
        back = time.monotonic()
        await writers.until(len(writers.certain) + 1)
        assert time.monotonic() - back < 5, "it goes on by itself"
    writers.over.set()
    await asyncio.gather(*running)

    async with db.reading() as tx:
        kept = list((await tx.connection.execute(SEE)).scalars())
    assert sorted(kept) == sorted(f"row:{key}" for key in writers.certain)
    assert writers.refused
    assert writers.longest < 3
