"""Who is in the workspace is known, however many they are and whatever Slack says meanwhile."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.demo.world import World
from bot.sandbox import Clock
from tests.conftest import TUESDAY

CROWD = 450


async def known(world: World) -> int:
    async with world.bot.db.reading() as tx:
        return len(await tx.people.list_known())


@pytest.mark.parametrize(("asked_to_wait", "pages"), [(None, [200] * 3), (0, [200, 429, 200, 200])])
async def test_a_crowd_is_read_page_by_page_although_slack_asks_to_wait(
    tuesday: World, asked_to_wait: int | None, pages: list[int]
) -> None:
    before = await known(tuesday)
    for number in range(CROWD):
        tuesday.sandbox.add_person(f"guest{number}")
    tuesday.sandbox.clock.advance(timedelta(days=1))
    if asked_to_wait is not None:
        tuesday.sandbox.faults.add(
            "users.list", kind="rate_limited", nth=2, retry_after=asked_to_wait
        )
    tuesday.sandbox.calls.clear()

    await tuesday.bot.schedule.tick()

    assert await known(tuesday) == before + CROWD
    assert [one.status for one in tuesday.sandbox.calls if one.method == "users.list"] == pages


async def test_what_refuses_the_list_is_asked_again_soon_and_what_was_known_stays(
    tuesday: World,
) -> None:
    before = await known(tuesday)
    tuesday.sandbox.add_person("late")
    tuesday.sandbox.clock.advance(timedelta(days=1))
    tuesday.sandbox.faults.add("users.list", kind="server_error")

    await tuesday.bot.schedule.tick()
    meanwhile = await known(tuesday)
    tuesday.sandbox.clock.advance(timedelta(minutes=6))
    await tuesday.bot.schedule.tick()

    assert (meanwhile, await known(tuesday)) == (before, before + 1)


@pytest.fixture
async def brand_new(database_url: str) -> AsyncIterator[World]:
    """A bot on its first day, whom Slack has not told yet who is there."""
    made = World(database_url, clock=Clock(TUESDAY))
    made.sandbox.faults.add("users.list", kind="server_error")
    await made.start()
    yield made
    await made.stop()


async def test_who_is_on_call_is_asked_once_it_is_known_who_that_is(brand_new: World) -> None:
    world = brand_new
    general = world.channels["general"]
    await world.people["ben"].types("/data-incident sev1 Revenue is missing", channel=general)
    await world.settled()
    async with world.bot.db.reading() as tx:
        at_first = (await tx.incidents.get(1)).commander

    world.sandbox.clock.advance(timedelta(minutes=6))
    await world.bot.schedule.tick()
    await world.settled()

    async with world.bot.db.reading() as tx:
        in_the_end = (await tx.incidents.get(1)).commander
    (asked,) = (one for one in world.people.values() if one.id == in_the_end)
    assert at_first == ""
    assert any("Take command" in one.buttons for one in asked.sees(asked.dm))
