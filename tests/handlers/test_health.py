"""Alive, ready, and in which of its parts the bot is not well."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.delivery.outcome import Stopped
from bot.delivery.standing import Standing
from bot.demo.world import World
from bot.domain.policy import Policy
from bot.watching import sending, turning
from handlers.deps import Deps
from handlers.web.health import Health, health_routes
from storage import Database, migrate
from tests.conftest import MovingClock


async def asked(url: str, path: str) -> tuple[int, dict[str, Any]]:
    async with aiohttp.ClientSession() as session, session.get(f"{url}{path}") as response:
        return response.status, await response.json()


@asynccontextmanager
async def served(health: Health) -> AsyncIterator[str]:
    """The two routes alone, without a bot."""
    application = web.Application()
    application.add_routes(health_routes(health))
    runner = web.AppRunner(application)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    await runner.cleanup()


async def test_a_running_bot_is_alive_and_ready_and_says_so_part_by_part(world: World) -> None:
    alive = await asked(world.bot.url, "/healthz")
    status, page = await asked(world.bot.url, "/readyz")

    assert alive == (200, {"ok": True})
    assert (status, page["ok"], page["health"], page["red"]) == (200, True, "green", [])
    assert page["parts"]["database"] == "The database answers."
    assert migrate.HEAD in page["parts"]["schema"]
    parts = {"database", "changes", "schema", "worker", "schedule", "sending"}
    assert set(page["parts"]) == parts
    assert page["waiting"] == 0


@pytest.mark.parametrize("which", [0, 1])
async def test_when_the_worker_or_the_schedule_has_died_a_restart_is_asked_for(
    world: World, which: int
) -> None:
    task = world.bot._running[which]
    task.cancel()
    await asyncio.wait([task])

    status, page = await asked(world.bot.url, "/healthz")
    ready, parts = await asked(world.bot.url, "/readyz")

    name = ("worker", "schedule")[which]
    assert status == 503
    assert name in page["why"]
    assert (ready, parts["health"], parts["red"]) == (200, "red", [name])


async def test_without_its_database_the_bot_is_alive_but_not_ready(
    clock: MovingClock, unused_tcp_port: int
) -> None:
    url = f"postgresql://nobody@127.0.0.1:{unused_tcp_port}/nothing"
    db = Database(url, Policy(default_oncall="UANA"), clock)
    health = Health(Deps(db=db, client=AsyncWebClient(), now=clock), [])

    async with served(health) as url:
        alive, _ = await asked(url, "/healthz")
        status, page = await asked(url, "/readyz")

    assert (alive, status, page["ok"], page["waiting"]) == (200, 503, False, None)
    assert page["red"] == ["database"]
    assert "did not take" in page["parts"]["database"]
    await db.close()


async def test_an_old_schema_is_not_ready_and_says_what_to_do(world: World) -> None:
    async with world.bot.db.transaction() as tx:
        await tx.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
    world.sandbox.clock.advance(timedelta(seconds=5))

    status, page = await asked(world.bot.url, "/readyz")

    assert (status, page["red"]) == (503, ["schema"])
    assert "run `migrate`" in page["parts"]["schema"]


async def test_a_newer_schema_is_ready_while_an_upgrade_rolls_out(world: World) -> None:
    async with world.bot.db.transaction() as tx:
        await tx.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    world.sandbox.clock.advance(timedelta(seconds=5))

    status, page = await asked(world.bot.url, "/readyz")

    assert (status, page["health"]) == (200, "green")


async def test_a_part_that_has_not_turned_for_long_is_red(clock: MovingClock) -> None:
    begun = clock()
    task = asyncio.create_task(asyncio.Event().wait())
    look = turning("worker", task, last=lambda: begun, now=clock)  # type: ignore[arg-type]

    clock.advance(seconds=2)
    soon = await look()
    clock.advance(minutes=1)
    late = await look()
    task.cancel()

    await asyncio.wait([task])

    assert (soon.well, late.well, late.dead) == (True, False, False)
    assert late.words == "The worker did its last round 62.0 s ago."


async def test_a_refused_token_makes_health_red_and_leaves_the_bot_ready(world: World) -> None:
    world.bot.standing.learn(Stopped("token_revoked"), now=world.bot.now())

    status, page = await asked(world.bot.url, "/readyz")

    assert (status, page["ok"], page["red"]) == (200, True, ["sending"])
    assert page["parts"]["sending"].startswith("Stopped: token_revoked.")


async def test_a_scope_that_is_missing_is_named() -> None:
    standing = Standing()
    standing.lacking["bookmarks.add"] = "bookmarks:write"

    part = await sending(standing)()

    assert (part.well, "bookmarks:write" in part.words) == (False, True)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_full_disk_is_seen_though_it_may_be_read_and_forgotten_when_it_is_over(
    world: World,
) -> None:
    ana, general = world.people["ana"], world.channels["general"]
    async with world.bot.db.transaction() as tx:
        await tx.connection.exec_driver_sql("PRAGMA max_page_count = 1")
    answer = await ana.types(f"/data-incident sev1 Late {'x' * 2900}", channel=general)
    world.sandbox.clock.advance(timedelta(seconds=5))

    status, page = await asked(world.bot.url, "/readyz")
    world.sandbox.clock.advance(timedelta(minutes=5))
    _, later = await asked(world.bot.url, "/readyz")

    assert "nothing was changed" in answer.text
    assert (status, page["red"]) == (200, ["changes"])
    assert page["parts"]["changes"] == "The database took no change 5 s ago: SQLITE_FULL."
    assert "changes" not in later["red"]
