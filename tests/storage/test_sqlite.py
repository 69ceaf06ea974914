"""What SQLite does on the loop, and what in a thread: nothing that waits holds up the rest."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.domain.policy import Policy
from storage import Database, Transaction
from tests.conftest import MovingClock

LONG = text(
    "SELECT count(*) FROM (WITH RECURSIVE counted(n) AS "
    "(SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 200000) SELECT n FROM counted)"
)
KEEP = text("INSERT INTO done_key (key, at) VALUES (:key, '2026-01-01 00:00:00')")
COUNT = text("SELECT count(*) FROM done_key")


@pytest.fixture
def path(tmp_path: Path, empty_sqlite: Path) -> Path:
    made = tmp_path / "test.db"
    made.write_bytes(empty_sqlite.read_bytes())
    return made


@pytest.fixture
async def db(path: Path, clock: MovingClock) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{path}", Policy(default_oncall="UANA"), clock)
    yield database
    await database.close()


async def turns_of_the_loop(work: Coroutine[Any, Any, Any]) -> int:
    """How often others come to run while this is done."""
    task = asyncio.create_task(work)
    turns = 0
    while not task.done():
        await asyncio.sleep(0)
        turns += 1
    await task
    return turns


async def kept(db: Database) -> int:
    async with db.reading() as tx:
        return int((await tx.connection.execute(COUNT)).scalar_one())


async def test_a_query_that_takes_long_begins_anew_and_loses_nothing(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.connection.execute(KEEP, {"key": "before"})
        assert (await tx.connection.execute(LONG)).scalar_one() == 200_000
        await tx.connection.execute(KEEP, {"key": "after"})

    assert await kept(db) == 2


async def test_a_long_query_leaves_the_loop_to_others_and_a_short_one_does_not_need_to(
    db: Database,
) -> None:
    async with db.reading() as tx:
        assert await turns_of_the_loop(_do(tx, LONG)) > 20
        assert await turns_of_the_loop(_do(tx, COUNT)) < 5


async def _do(tx: Transaction, statement: Any) -> None:
    await tx.connection.execute(statement)


async def test_many_rows_are_written_beside_the_loop(db: Database) -> None:
    rows = [{"key": str(number)} for number in range(20_000)]

    async def write() -> None:
        async with db.transaction() as tx:
            await tx.connection.execute(KEEP, rows)

    assert await turns_of_the_loop(write()) > 20
    assert await kept(db) == len(rows)


async def test_a_transaction_of_many_statements_lets_others_run(db: Database) -> None:
    async def write() -> None:
        async with db.transaction() as tx:
            for number in range(1000):
                await tx.connection.execute(KEEP, {"key": str(number)})

    assert await turns_of_the_loop(write()) > 10
    assert await kept(db) == 1000


async def test_another_process_that_writes_is_waited_for_without_holding_up_the_loop(
    db: Database, path: Path
) -> None:
    async with db.transaction():  # the first change makes the file one that two may write to
        pass
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def write() -> None:
        async with db.transaction() as tx:
            await tx.connection.execute(KEEP, {"key": "ours"})

    ours = asyncio.create_task(write())
    for _ in range(100):  # the loop goes on, or this end would never come
        await asyncio.sleep(0)
    assert not ours.done()
    other.execute("COMMIT")
    await ours

    assert await kept(db) == 1
    other.close()


async def test_what_was_written_on_the_loop_is_undone_with_its_transaction(db: Database) -> None:
    async def write_and_fail() -> None:
        async with db.transaction() as tx:
            await tx.connection.execute(KEEP, {"key": "undone"})
            raise RuntimeError("and then this")

    with pytest.raises(RuntimeError):
        await write_and_fail()

    assert await kept(db) == 0
    async with db.transaction() as tx:
        await tx.connection.execute(KEEP, {"key": "kept"})
    assert await kept(db) == 1
