"""Two sockets on one database: every payload may come over either, and once more over the other."""

from collections.abc import AsyncIterator

import pytest

from bot.demo.world import World
from bot.socket import Socket
from tests.handlers.doors import incidents
from tests.handlers.incidents import PIN, declared, entries
from tests.sockets import over_socket


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with over_socket(database_url) as world:
        yield world


@pytest.fixture
async def two(world: World) -> AsyncIterator[World]:
    """Two sockets: of two processes, or of one where the database has but one."""
    if world.bot.db.is_sqlite:
        bot = world.bot
        second = Socket(
            bot.bolt,
            bot.client,
            world.sandbox.app_token,
            now=bot.now,
            meters=bot.meters.socket,
        )
        second.start()
        await world.sandbox.until(lambda: second.connected)
        yield world
        await second.stop()
        return
    replica = await world.start_replica(socket=True)
    await world.sandbox.until(lambda: replica.socket and replica.socket.connected)
    yield world


async def test_every_payload_may_go_to_either_of_two(two: World) -> None:
    ana, general = two.people["ana"], two.channels["general"]

    answers = [
        await ana.types(f"/data-incident sev3 {what} is missing", channel=general)
        for what in ("Revenue", "Churn", "Stock", "Traffic")
    ]
    await ana.types("/data-incident declare", channel=general)
    await ana.fills("title", "Returns are doubled")
    handed = await ana.submits()
    await two.settled()

    assert all(answer.ok for answer in [*answers, handed])
    assert await incidents(two) == [1, 2, 3, 4, 5]


async def test_what_comes_again_over_the_other_one_is_one_entry(two: World) -> None:
    channel = await declared(two)
    ana = two.people["ana"]
    await ana.types("/data-incident note restarted the loader", channel=channel)
    await ana.reacts(await ana.says("The vendor changed the file", channel=channel), PIN)

    for delivery in list(two.sandbox.deliveries):
        for _ in range(2):
            assert (await two.sandbox.redeliver(delivery)).ok
    await two.settled()

    assert await incidents(two) == [1]
    assert len(await entries(two, "note_added")) == 1
    assert len(await entries(two, "message_captured")) == 1


async def test_when_one_of_two_dies_the_other_hears_everything(two: World) -> None:
    channel = await declared(two)
    ana = two.people["ana"]
    await two.sandbox.socket.drop(oldest=True)

    answer = await ana.types("/data-incident note restarted the loader", channel=channel)

    assert answer.ok
    assert len(await entries(two, "note_added")) == 1
