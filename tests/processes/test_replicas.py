"""Three bots on one PostgreSQL, killed, paused and restarted under load."""

import asyncio

import pytest

from storage import Transaction
from tests.processes.fleet import Fleet

INCIDENTS = 8
LONGER_THAN_A_LEASE = 12.0


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
