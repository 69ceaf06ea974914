"""An incident that was opened some time ago, for tests of what people do to its channel."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.demo.world import World
from tests.handlers.repairs import declared


@pytest.fixture
async def opened(tuesday: World) -> World:
    """DI-1 with its channel, card and links, some time ago, looked at once; no word is promised."""
    await declared(tuesday)
    async with tuesday.bot.db.transaction() as tx:
        await tx.incidents.save(replace(await tx.incidents.get(1), nudge_at=None))
    await looked(tuesday)
    return tuesday


async def looked(world: World) -> None:
    """So much later that every incident has been looked at once, and what was queued is out."""
    world.sandbox.clock.advance(timedelta(minutes=16))
    await world.bot.schedule.tick()
    for _ in range(3):
        await world.settled()
        world.sandbox.clock.advance(timedelta(seconds=10))
    await world.settled()
