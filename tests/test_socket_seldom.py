"""Socket Mode does not ask Slack in a loop: not when limited, not when switched off or refused."""

from collections.abc import AsyncIterator

import aiohttp
import pytest

from bot.demo.world import World
from tests.sockets import NEVER, OPEN, again, alive, answered, over_socket, part, socket_of


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with over_socket(database_url) as world:
        yield world


async def test_slacks_wish_to_wait_is_kept(world: World) -> None:
    world.sandbox.faults.add(OPEN, kind="rate_limited", retry_after=1)
    await world.sandbox.socket.drop()
    await again(world)

    limited, allowed = world.sandbox.called(OPEN)[-2:]

    assert (limited.status, allowed.status) == (429, 200)
    assert allowed.began - limited.began >= 1


async def test_after_the_first_tries_it_asks_seldom(database_url: str) -> None:
    async with over_socket(database_url, usual=NEVER) as world:
        world.sandbox.faults.add(OPEN, kind="server_error", times=None)
        await world.sandbox.socket.drop()
        await world.sandbox.until(lambda: _waits_long(world))

        # Lost; three tries in a hurry, after which the pause is the usual one.
        assert len(world.sandbox.called(OPEN)) == 4


async def test_a_connection_that_is_lost_again_and_again_is_not_made_in_a_hurry(
    database_url: str,
) -> None:
    async with over_socket(database_url, usual=NEVER) as world:
        for made in (2, 3, 4):
            await world.sandbox.socket.drop()
            await again(world, made=made)
        await world.sandbox.socket.drop()

        await world.sandbox.until(lambda: _waits_long(world))

        assert len(world.sandbox.called(OPEN)) == 4


def _waits_long(world: World) -> bool:
    at = socket_of(world).next_try
    return at is not None and (at - world.bot.now()).total_seconds() > NEVER / 2


async def test_switched_off_it_does_not_ask_in_a_loop_and_says_what_to_do(
    database_url: str,
) -> None:
    async with over_socket(database_url, rare=NEVER) as world:
        await world.sandbox.socket.disconnect("link_disabled")
        await world.sandbox.until(lambda: _waits_long(world))

        said = await part(world)

        assert "switched off in the app's settings. Switch it on" in said
        assert len(world.sandbox.called(OPEN)) == 1
        assert await alive(world)


async def test_switched_on_again_it_comes_back_by_itself(world: World) -> None:
    await world.sandbox.socket.disconnect("link_disabled")

    await again(world)

    assert await answered(world)


async def test_a_refused_token_is_said_and_tried_seldom(database_url: str) -> None:
    async with over_socket(database_url, rare=NEVER) as world:
        world.sandbox.faults.add(OPEN, kind="error", error="invalid_auth", times=None)
        await world.sandbox.socket.drop()
        await world.sandbox.until(lambda: _waits_long(world))

        said = await part(world)

        assert "Slack refuses the app token (invalid_auth). Set DATA_INCIDENT_APP_TOKEN" in said
        assert len(world.sandbox.called(OPEN)) == 2
        assert await alive(world)


async def test_an_eleventh_connection_is_told_why(world: World) -> None:
    async with aiohttp.ClientSession() as session:
        others = [await session.ws_connect(await world.sandbox.socket.open()) for _ in range(10)]
        await world.sandbox.socket.drop(oldest=True)
        others.append(await session.ws_connect(await world.sandbox.socket.open()))
        await world.sandbox.until(lambda: "ten connections" in socket_of(world).why)
        for one in others:
            await one.close()
        await again(world)

    assert await answered(world)
