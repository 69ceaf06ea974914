"""The disk is full while messages are on their way: sent is not written down, and not sent again."""

import asyncio
from datetime import timedelta

import pytest

from bot.demo.world import World
from tests.delivery.test_delivery import briefings, declare, incident_channels, left, quiet

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


async def takes_nothing(world: World, *, nothing: bool) -> None:
    """Every write is refused, as on a full disk, or none any more."""
    async with world.bot.db._writer.connect() as connection:
        raw = (await connection.get_raw_connection()).driver_connection
        assert raw is not None
        await raw.execute(f"PRAGMA query_only = {int(nothing)}")  # no BEGIN: that is refused too


async def out_there(world: World, count: int) -> None:
    """Until so many messages of the bot are in the workspace, whatever is written down of it."""
    await world.sandbox.until(lambda: posted(world) >= count, timeout=60.0)


def posted(world: World) -> int:
    channels = world.sandbox.workspace.channels.values()
    return sum(one.metadata is not None for each in channels for one in each.messages.values())


async def nothing_under_way(world: World) -> None:
    """Until every call that was begun has its answer."""
    async with asyncio.timeout(60):
        while world.bot.worker._tasks:
            await asyncio.wait(set(world.bot.worker._tasks))


@on_sqlite
@pytest.mark.parametrize("ends", [False, True], ids=["goes on", "and the process ends"])
async def test_what_was_sent_on_a_full_disk_is_not_sent_again(world: World, ends: bool) -> None:
    world.sandbox.latency = 0.3  # longer than the disk takes to fill up
    await declare(world)
    await out_there(world, 1)
    await takes_nothing(world, nothing=True)
    await nothing_under_way(world)
    refused = await world.people["ana"].types(
        "/data-incident sev1 Another", channel=world.channels["general"]
    )
    async with world.bot.db.reading() as tx:
        waiting = await tx.outbox.count()

    world.sandbox.latency = 0.0
    if ends:
        await world.restart_bot()  # what it knew of the answers is gone with it
    else:
        await takes_nothing(world, nothing=False)
    world.sandbox.clock.advance(timedelta(seconds=30))
    await quiet(world)

    assert "nothing was changed" in refused.text
    assert waiting
    assert briefings(world) == 1
    announced = world.channels["data-incidents"].messages.values()
    assert sum("Revenue is missing" in one.text for one in announced) == 1
    assert len(incident_channels(world)) == 1
    assert await left(world) == 0


@on_sqlite
async def test_worker_and_schedule_survive_a_disk_that_is_full_for_a_while(world: World) -> None:
    await takes_nothing(world, nothing=True)
    for _ in range(3):
        await world.bot.schedule.tick()
        world.bot.db.notices_waiting.set()
        await asyncio.sleep(0)

    await takes_nothing(world, nothing=False)
    await declare(world)
    await quiet(world)

    assert briefings(world) == 1
