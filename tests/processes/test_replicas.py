"""Three bots on one PostgreSQL, killed, paused and restarted under load."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from bot.delivery.outcomes import LEASE
from storage import Transaction, migrate
from tests.postgres import restarting_postgres
from tests.processes.fleet import Fleet

INCIDENTS = 8
LONGER_THAN_A_LEASE = 12.0
TAKING_OVER = 2.0
"""Seconds for noticing that a lease has run out, looking whether it was sent, and sending it."""


@pytest.fixture
async def restarting() -> AsyncIterator[tuple[Fleet, Callable[[], None]]]:
    """No bot runs yet; and what ends the database at once and starts it anew."""
    with restarting_postgres() as (url, restart):
        migrate.upgrade(url)
        made = Fleet(url)
        await made.open()
        yield made, restart
        await made.close()


async def declare(fleet: Fleet, number: int) -> None:
    title = f"Table {'abcdefghijk'[number] * 6} is late"

    async def kept(tx: Transaction) -> bool:
        return any(one.title == title for one in await tx.incidents.list_latest(limit=50))

    await fleet.does(lambda: fleet.types("ana", f"sev2 {title}"), kept)


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_replicas_are_killed_and_started_while_people_declare(fleet: Fleet) -> None:
    await fleet.start(0, 1, 2)
    fleet.sandbox.latency = 0.1

    load = asyncio.gather(*(declare(fleet, number) for number in range(INCIDENTS)))
    for slot in (0, 1, 2):
        before = len(fleet.sandbox.calls)
        await fleet.until(lambda before=before: len(fleet.sandbox.calls) > before)  # type: ignore[misc]  # bound now
        await fleet.kill(slot)
        await fleet.start(slot)
    await load
    await fleet.quiet()

    found = await fleet.evidence()
    assert await fleet.findings() == []
    assert len(found.rows["incident"]) == INCIDENTS


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_a_replica_paused_for_longer_than_a_lease_costs_at_most_one_marked_duplicate(
    fleet: Fleet,
) -> None:
    await fleet.start(0, 1, 2)
    fleet.sandbox.latency = 0.2
    await declare(fleet, 0)
    before = len(fleet.sandbox.calls)
    await fleet.until(lambda: len(fleet.sandbox.calls) > before)

    fleet.pause(0)
    for number in range(1, 4):
        await declare(fleet, number)
    seconds = await fleet.quiet()
    fleet.resume(0)
    await fleet.until(lambda: fleet._answers(0))
    await fleet.quiet()

    assert await fleet.findings() == []
    assert seconds <= LONGER_THAN_A_LEASE + 8


@pytest.mark.parametrize("database_url", ["postgres"], indirect=True)
async def test_failing_over_costs_at_most_one_lease(fleet: Fleet) -> None:
    await fleet.start(0, 1, 2)
    await declare(fleet, 0)
    await fleet.quiet()
    for slot in (1, 2):  # so that it is bot 0 that opens the channel
        fleet.pause(slot)
    fleet.sandbox.latency = 2.0
    asked = len(fleet.sandbox.called("conversations.create"))
    await declare(fleet, 1)
    await fleet.until(lambda: len(fleet.sandbox.called("conversations.create")) > asked)

    await fleet.kill(0)
    for slot in (1, 2):
        fleet.resume(slot)
    fleet.sandbox.latency = 0.0

    async def opened() -> bool:
        async with fleet.db.reading() as tx:
            return bool((await tx.incidents.get(2)).channel)

    seconds = await fleet.until(opened)
    await fleet.quiet()

    assert seconds <= LEASE.total_seconds() + TAKING_OVER
    assert await fleet.findings() == []


async def test_a_database_restarted_in_the_middle_of_commits_costs_nothing(
    restarting: tuple[Fleet, Callable[[], None]],
) -> None:
    fleet, restart = restarting
    await fleet.start(0, 1, 2)
    fleet.sandbox.latency = 0.05

    load = asyncio.gather(*(declare(fleet, number) for number in range(INCIDENTS)))
    for _ in range(3):
        before = len(fleet.sandbox.calls)
        await fleet.until(lambda before=before: len(fleet.sandbox.calls) > before + 3)  # type: ignore[misc]  # bound now
        await asyncio.to_thread(restart)
    await load
    await fleet.quiet()

    found = await fleet.evidence()
    assert await fleet.findings() == []
    assert len(found.rows["incident"]) == INCIDENTS
