"""The worker in trouble: with the token, with the database, with itself, and at its end."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest

from bot.delivery.worker import MANY, STAND_BACK_LONGEST, log
from bot.demo.world import World
from storage.database import WRITERS
from tests.delivery.test_delivery import briefings, declare, quiet
from tests.delivery.test_doubt import POST, WORDS, doubts, said
from tests.delivery.test_full_disk import nothing_under_way, takes_nothing
from tests.delivery.test_slack_as_it_is import declared

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def test_a_token_that_is_dead_at_the_start_stops_sending_until_it_is_taken(
    world: World,
) -> None:
    await declared(world)
    world.sandbox.clock.advance(timedelta(minutes=5))
    world.sandbox.revoke_token()
    await world.restart_bot()
    await world.settled()
    stopped = world.bot.standing.stopped

    world.sandbox.reinstall()
    await quiet(world)

    assert stopped == "token_revoked"
    assert not world.bot.standing.stopped
    assert world.bot.worker._ready is None


@pytest.mark.parametrize("database_url", ["sqlite", "postgres"], indirect=True)
async def test_a_turn_that_fails_is_followed_by_the_next(world: World) -> None:
    await rename(world, "place", to="misplaced")
    async with asyncio.timeout(60), failed_turn():
        world.bot.db.notices_waiting.set()
    await rename(world, "misplaced", to="place")

    await declare(world)
    await quiet(world)

    assert briefings(world) == 1


class Told(logging.Handler):
    """Whether the log was told of something."""

    def __init__(self) -> None:
        super().__init__()
        self.something = asyncio.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.something.set()


@asynccontextmanager
async def failed_turn() -> AsyncIterator[None]:
    """Ends when a turn of the worker has failed, which it tells the log alone."""
    told = Told()
    log.addHandler(told)
    try:
        yield
        await told.something.wait()
    finally:
        log.removeHandler(told)


async def rename(world: World, table: str, *, to: str) -> None:
    """A table is missing for a while, as when the schema is another than the program's."""
    async with world.bot.db.transaction() as tx:
        await tx.connection.exec_driver_sql(f"ALTER TABLE {table} RENAME TO {to}")


@on_sqlite
async def test_what_came_late_and_cannot_be_written_down_holds_up_nothing(world: World) -> None:
    channel = await declared(world)
    posting = world.sandbox.faults.add(POST, kind="slow", seconds=1.5, channel=channel.id)
    deleting = world.sandbox.faults.add("chat.delete", kind="slow", seconds=0.5)
    line = f"/data-incident DI-1 note {WORDS}"
    await world.people["ana"].types(line, channel=world.channels["general"])
    await world.sandbox.until(lambda: posting.seen)
    world.sandbox.clock.advance(timedelta(seconds=15))
    await world.sandbox.until(lambda: said(channel, WORDS) == 1)
    await world.sandbox.until(lambda: deleting.seen)

    await takes_nothing(world, nothing=True)
    await nothing_under_way(world)
    await takes_nothing(world, nothing=False)
    await quiet(world)

    assert said(channel, WORDS) == 1
    assert await doubts(world) == []
    await declare(world, "Orders are late")
    await quiet(world)


async def test_a_call_that_is_never_answered_does_not_keep_the_process(world: World) -> None:
    channel = await declared(world)
    fault = world.sandbox.faults.add(POST, kind="never", channel=channel.id)
    line = f"/data-incident DI-1 note {WORDS}"
    await world.people["ana"].types(line, channel=world.channels["general"])
    await world.sandbox.until(lambda: fault.seen)

    await world.restart_bot()
    await quiet(world)

    assert said(channel, WORDS) == 1


async def test_a_crowd_is_answered_before_slack_is_called_but_not_for_ever(world: World) -> None:
    channel = await declared(world)
    over = asyncio.Event()

    async def keeps_coming() -> None:
        while not over.is_set():
            async with world.bot.db.transaction() as tx:
                await tx.incidents.get(1)

    crowd = [asyncio.create_task(keeps_coming()) for _ in range(WRITERS + 2 * MANY)]
    await asyncio.sleep(0)
    begun = asyncio.get_running_loop().time()
    line = f"/data-incident DI-1 note {WORDS}"
    await world.people["ana"].types(line, channel=world.channels["general"])
    before = said(channel, WORDS)
    await world.sandbox.until(lambda: said(channel, WORDS) == 1)
    waited = asyncio.get_running_loop().time() - begun
    over.set()
    await asyncio.gather(*crowd)

    assert before == 0
    assert waited > STAND_BACK_LONGEST / 2
