"""Changes that share a commit on SQLite: each stands or falls alone, none is told before it is kept."""

import asyncio
import resource
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from bot.domain.errors import AlreadyDone, Busy
from storage import Database, Transaction
from storage.group_commit import LONGEST, MOST

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
TWICE = [{"key": "twice"}, {"key": "twice"}]
KEEP = text("INSERT INTO done_key (key, at) VALUES (:key, '2026-01-01 00:00:00')")
SEE = text("SELECT key FROM done_key ORDER BY key")
LONG = text(
    "SELECT count(*) FROM (WITH RECURSIVE counted(n) AS "
    "(SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 300000) SELECT n FROM counted)"
)


@pytest.fixture
def commits(db: Database) -> list[int]:
    """One for each commit made."""
    made: list[int] = []
    event.listen(db._writer.sync_engine, "commit", lambda _connection: made.append(1))
    return made


async def keep(db: Database, key: str, *, fails: bool = False, **how: Any) -> None:
    async with db.transaction(**how) as tx:
        await put(tx, key)
        if fails:
            raise RuntimeError(key)


async def put(tx: Transaction, key: str) -> None:
    await tx.connection.execute(KEEP, {"key": key})


async def kept(db: Database) -> list[str]:
    async with db.reading() as tx:
        return list((await tx.connection.execute(SEE)).scalars())


async def wait(db: Database, how_many: int) -> None:
    """Until so many wait for their turn."""
    while db.changes_waiting < how_many:  # noqa: ASYNC110  # every step is one of the loop's
        await asyncio.sleep(0)


async def together(db: Database, *changes: Coroutine[Any, Any, Any], **how: Any) -> list[str]:
    """How a first change ends, and those that wait behind it: nothing, or what was raised."""
    tasks: list[asyncio.Task[Any]] = []

    async def first() -> None:
        fails = how.pop("fails", False)
        async with db.transaction(**how) as tx:
            await put(tx, "first")
            for change in changes:
                tasks.append(asyncio.create_task(change))
                await wait(db, len(tasks))
            if fails:
                raise RuntimeError

    ends = [
        *await asyncio.gather(first(), return_exceptions=True),
        *await asyncio.gather(*tasks, return_exceptions=True),
    ]
    assert db.changes_waiting == 0
    assert all("nothing was changed" in str(one) for one in ends if type(one) is Busy)
    return [type(one).__name__ if one else "" for one in ends]


async def test_those_that_wait_for_each_other_share_a_commit(
    db: Database, commits: list[int]
) -> None:
    await together(db, *(keep(db, f"{number:02}") for number in range(MOST - 1)))

    assert len(commits) == 1
    assert len(await kept(db)) == MOST


async def test_who_waits_for_the_commit_waits_as_much_as_who_waits_for_a_turn(db: Database) -> None:
    counted: list[int] = []

    async def count() -> None:
        async with db.transaction():
            counted.append(db.changes_waiting)

    await together(db, keep(db, "second"), count(), keep(db, "last"))

    assert counted == [3]  # two have had their turn, one has not


async def test_a_group_takes_only_so_many(db: Database, commits: list[int]) -> None:
    await together(db, *(keep(db, f"{number:02}") for number in range(MOST)))

    assert len(commits) == 2
    assert len(await kept(db)) == MOST + 1


async def test_a_group_takes_nobody_more_after_a_while(db: Database, commits: list[int]) -> None:
    async with db.transaction() as tx:
        await put(tx, "first")
        other = asyncio.create_task(keep(db, "second"))
        await wait(db, 1)
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST
        while loop.time() <= until:  # noqa: ASYNC110  # every step is one of the loop's
            await asyncio.sleep(0)
    await other

    assert len(commits) == 2


async def test_who_is_alone_waits_for_nobody(db: Database, commits: list[int]) -> None:
    await keep(db, "a")
    await keep(db, "b")

    assert len(commits) == 2


async def test_a_change_that_fails_takes_no_other_with_it(db: Database, commits: list[int]) -> None:
    ends = await together(db, keep(db, "second"), keep(db, "fails", fails=True), keep(db, "last"))

    assert ends == ["", "", "RuntimeError", ""]
    assert await kept(db) == ["first", "last", "second"]
    assert len(commits) == 2  # whoever fails is the last of a group


async def test_behind_a_first_one_that_fails_the_others_go_on(
    db: Database, commits: list[int]
) -> None:
    ends = await together(db, keep(db, "a"), keep(db, "b"), fails=True)

    assert ends == ["RuntimeError", "", ""]
    assert await kept(db) == ["a", "b"]
    assert len(commits) == 1


async def test_nobody_hears_of_what_was_done_before_it_is_kept(db: Database) -> None:
    """The second one is told that it was done already: it must be so, whatever happens next."""

    async def again() -> list[str]:
        try:
            await keep(db, "never", once="request:1")
        except AlreadyDone:
            return await kept(db)
        raise AssertionError("it was carried out twice")

    async with db.transaction(once="request:1"):
        repeat = asyncio.create_task(again())
        await wait(db, 1)

    assert await repeat == ["request:1"]


@contextmanager
def files_grow_no_longer_than(file: str) -> Iterator[None]:
    """As on a full disk: nothing can be written beyond the size that this one has."""
    size = Path(file).stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_of_a_commit_that_nobody_knows_of_everybody_is_told_so(
    db: Database, database_url: str
) -> None:
    await keep(db, "earlier")

    with files_grow_no_longer_than(f"{database_url.partition('///')[2]}-wal"):
        ends = await together(
            db, keep(db, "second"), keep(db, "never", once="request:1"), once="request:1"
        )

    assert ends == ["CommitUnknown"] * 3  # also the repeat: nobody knows whether it was one
    assert await kept(db) == ["earlier"]
    await keep(db, "later", once="request:1")
    assert await kept(db) == ["earlier", "later", "request:1"]


async def test_one_that_is_cancelled_in_the_middle_of_a_statement_undoes_its_group(
    db: Database,
) -> None:
    """SQLAlchemy gives the connection up: those before are told that nothing was changed."""

    async def cancelled() -> None:
        async with db.transaction() as tx:
            await put(tx, "cancelled")
            task = asyncio.current_task()
            assert task is not None
            asyncio.get_running_loop().call_soon(task.cancel)  # when it waits for the thread
            await tx.connection.execute(LONG)

    ends = await together(db, cancelled(), keep(db, "behind"))

    assert ends == ["Busy", "CancelledError", ""]
    assert await kept(db) == ["behind"]


async def test_one_that_takes_the_whole_transaction_with_it_undoes_its_group(db: Database) -> None:
    """As SQLite may do by itself on a full disk."""

    async def undo_all() -> None:
        async with db.transaction() as tx:
            await tx.connection.execute(
                text(KEEP.text.replace("INSERT", "INSERT OR ROLLBACK")), TWICE
            )

    ends = await together(db, undo_all(), keep(db, "behind"))

    assert ends == ["Busy", "Busy", ""]
    assert await kept(db) == ["behind"]


async def test_one_that_is_gone_before_it_hears_of_its_end_leaves_the_others_theirs(
    db: Database,
) -> None:
    async def cancel() -> None:
        async with db.transaction() as tx:
            await put(tx, "cancels")
            gone.cancel()

    async with db.transaction() as tx:
        await put(tx, "first")
        gone = asyncio.create_task(keep(db, "gone"))
        cancels = asyncio.create_task(cancel())
        await wait(db, 2)
    await cancels

    assert gone.cancelled()
    assert await kept(db) == ["cancels", "first", "gone"]


async def test_a_group_ends_though_whoever_was_given_the_last_turn_is_gone(db: Database) -> None:
    async with asyncio.timeout(10):
        async with db.transaction() as tx:
            await put(tx, "first")
            last = asyncio.create_task(keep(db, "last"))
            await wait(db, 1)
            asyncio.get_running_loop().call_soon(last.cancel)  # it has its turn by then

    assert last.cancelled()
    assert await kept(db) == ["first"]
    await keep(db, "next")


async def test_one_whose_turn_does_not_come_in_time_is_in_no_group(
    db: Database, commits: list[int]
) -> None:
    async with db.transaction() as tx:
        await put(tx, "first")
        with pytest.raises(Busy):
            await keep(db, "late", within=0.01)

    assert await kept(db) == ["first"]
    assert len(commits) == 1


async def test_what_takes_long_shares_its_commit_with_nobody(
    db: Database, commits: list[int]
) -> None:
    """Whoever came before is answered before it ends."""
    seen: list[list[str]] = []

    async def long() -> None:
        async with db.transaction(takes_long=True) as tx:
            await put(tx, "long")
            seen.append(await kept(db))

    await together(db, keep(db, "second"), long(), keep(db, "last"))

    assert seen == [["first", "second"]]
    assert len(commits) == 3
