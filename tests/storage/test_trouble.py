"""A database in trouble: an honest answer in time, nothing lost or doubled, and then it goes on."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.domain.errors import AlreadyDone, Busy, Collided, CommitUnknown
from bot.domain.policy import Policy
from storage import Database
from tests.conftest import MovingClock
from tests.storage.wire import Cut, Line

on_postgres = pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
KEEP = text("INSERT INTO done_key (key, at) VALUES (:key, '2026-01-01 00:00:00+00')")
SEE = text("SELECT key FROM done_key ORDER BY key")
TOUCH = text("UPDATE done_key SET key = key WHERE key = :key")
TERMINATE = text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture
async def line(database_url: str) -> AsyncIterator[Line]:
    async with Line(database_url) as made:
        yield made


@pytest.fixture
async def far(line: Line, clock: MovingClock) -> AsyncIterator[Database]:
    """A database at the other end of the line."""
    database = Database(line.url, Policy(), clock)
    yield database
    line.speaks.set()
    await database.close()


@contextmanager
def in_time() -> Iterator[None]:
    """Slack waits three seconds for an answer."""
    begun = time.monotonic()
    yield
    assert time.monotonic() - begun < 3


async def keep(db: Database, key: str, *, once: str = "") -> None:
    async with db.transaction(once=once) as tx:
        await tx.connection.execute(KEEP, {"key": key})


async def kept(db: Database) -> list[str]:
    async with db.reading() as tx:
        return list((await tx.connection.execute(SEE)).scalars())


async def run(db: Database, *statements: str) -> None:
    async with db.transaction() as tx:
        for statement in statements:
            await tx.connection.exec_driver_sql(statement)


@on_postgres
@pytest.mark.parametrize("cut", ["before", "after"])
async def test_a_line_cut_at_the_commit_is_said_so_and_the_key_finds_out(
    far: Database, line: Line, cut: Cut
) -> None:
    await keep(far, "earlier")
    line.cut = cut

    with in_time(), pytest.raises(CommitUnknown, match="may be there or not"):
        await keep(far, "this", once="request:1")

    try:
        await keep(far, "this", once="request:1")
    except AlreadyDone:
        assert cut == "after"
    else:
        assert cut == "before"
    assert await kept(far) == ["earlier", "request:1", "this"]


@on_postgres
async def test_a_server_that_ends_our_connections_costs_one_request(
    db: Database, database_url: str, clock: MovingClock
) -> None:
    other = Database(database_url, Policy(), clock)

    async def keep_while_it_ends() -> None:
        async with db.transaction() as tx:
            await tx.connection.execute(KEEP, {"key": "lost"})
            async with other.reading() as its:
                await its.connection.execute(TERMINATE)
            await tx.connection.execute(KEEP, {"key": "lost too"})

    with in_time(), pytest.raises(Busy, match="nothing was changed"):
        await keep_while_it_ends()

    await keep(db, "next")
    assert await kept(db) == ["next"]
    await other.close()


@on_postgres
async def test_a_server_that_falls_silent_is_not_waited_for(far: Database, line: Line) -> None:
    await keep(far, "earlier")

    async def keep_in_silence() -> None:
        async with far.transaction() as tx:
            await tx.connection.execute(KEEP, {"key": "lost"})
            line.speaks.clear()
            await tx.connection.execute(KEEP, {"key": "lost too"})

    with in_time(), pytest.raises(Busy):
        await keep_in_silence()
    with in_time(), pytest.raises(Busy):
        await keep(far, "not even begun")
    with in_time(), pytest.raises(Busy):
        await kept(far)

    line.speaks.set()
    await keep(far, "later")
    assert await kept(far) == ["earlier", "later"]


@on_postgres
async def test_a_silence_at_the_commit_is_a_commit_that_nobody_knows_of(
    far: Database, line: Line
) -> None:
    async def keep_in_silence() -> None:
        async with far.transaction(once="request:1"):
            line.speaks.clear()

    with in_time(), pytest.raises(CommitUnknown):
        await keep_in_silence()


@on_postgres
async def test_a_statement_that_takes_too_long_is_ended(db: Database) -> None:
    with in_time(), pytest.raises(Busy):
        await run(db, "SELECT pg_sleep(20)")

    await keep(db, "next")


@on_postgres
async def test_of_two_that_wait_for_each_other_one_is_undone_and_told_apart(db: Database) -> None:
    for key in ("a", "b"):
        await keep(db, key)
    both_hold = asyncio.Barrier(2)

    async def touch(first: str, second: str) -> None:
        async with db.transaction() as tx:
            await tx.connection.exec_driver_sql("SET LOCAL deadlock_timeout = '50ms'")
            await tx.connection.execute(TOUCH, {"key": first})
            await both_hold.wait()
            await tx.connection.execute(TOUCH, {"key": second})

    with in_time():
        said = await asyncio.gather(touch("a", "b"), touch("b", "a"), return_exceptions=True)

    assert [type(one) for one in said if one] == [Collided]
    await keep(db, "next")


@on_postgres
async def test_a_database_that_became_read_only_is_left_for_one_that_is_not(db: Database) -> None:
    """A failover: the old connection leads to what is now a copy, a new one does not."""
    await run(db, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")

    with pytest.raises(Busy, match="nothing was changed"):
        await keep(db, "refused")

    await keep(db, "taken")
    assert await kept(db) == ["taken"]


async def test_where_every_connection_is_taken_one_more_is_told_so_in_time(db: Database) -> None:
    async with AsyncExitStack() as held:
        for _ in range(4 if db.is_sqlite else 15):
            tx = await held.enter_async_context(db.reading())
            await tx.connection.execute(SEE)

        with in_time(), pytest.raises(Busy):
            await kept(db)

    assert await kept(db) == []


@on_sqlite
async def test_behind_another_process_that_holds_the_file_all_are_told_in_time(
    db: Database, database_url: str
) -> None:
    other = sqlite3.connect(database_url.partition("///")[2], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    with in_time():
        said = await asyncio.gather(
            *(keep(db, str(number)) for number in range(30)), return_exceptions=True
        )

    assert {type(one) for one in said} == {Busy}
    other.execute("ROLLBACK")
    other.close()
    await keep(db, "next")
    assert await kept(db) == ["next"]


@on_sqlite
async def test_a_full_disk_takes_nothing_more_and_then_goes_on_by_itself(db: Database) -> None:
    await run(db, "PRAGMA max_page_count = 1")

    with in_time(), pytest.raises(Busy, match="nothing was changed"):
        await keep(db, "x" * 1_000_000)

    assert await kept(db) == []
    await run(db, "PRAGMA max_page_count = 1000000")
    await keep(db, "next")
    assert await kept(db) == ["next"]


@on_sqlite
async def test_our_own_mistake_is_not_called_the_databases_trouble(db: Database) -> None:
    with pytest.raises(Exception, match="no such table"):
        await run(db, "SELECT * FROM nowhere")


async def test_a_folder_that_is_gone_is_said_so(tmp_path: Path, clock: MovingClock) -> None:
    db = Database(f"sqlite:///{tmp_path}/gone/here.db", Policy(), clock)

    with pytest.raises(Busy):
        await keep(db, "nowhere")
    await db.close()


@on_postgres
async def test_a_connection_that_was_lost_track_of_is_closed_at_the_end(
    database_url: str, clock: MovingClock
) -> None:
    database = Database(database_url, Policy(), clock)
    taken = await database._writer.connect()
    driver = (await taken.get_raw_connection()).driver_connection

    await database.close()

    assert driver is not None
    assert driver.closed
    await taken.invalidate()
    await taken.close()
