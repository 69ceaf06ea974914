"""What could not be delivered, in the record: what belongs together, and what is sent again."""

from datetime import timedelta

import pytest

from bot.domain.incident import Incident
from bot.domain.notice import Claim, Notice, Way
from storage import Database
from tests.conftest import MovingClock
from tests.services.declared import declared

LEASE = timedelta(seconds=10)


@pytest.fixture
async def di1(db: Database) -> Incident:
    return await declared(db)


async def test_a_message_outside_an_incident_is_revived_once(db: Database) -> None:
    async with db.transaction() as tx:
        await tx.outbox.add(Notice(way=Way.POST, kind="x", to="#gone"))
    async with db.transaction() as tx:
        (claim,) = await tx.outbox.claim(lease=LEASE, limit=5)
        await tx.outbox.dead(claim, error="channel_not_found")
    async with db.transaction() as tx:
        first, second = await tx.undelivered.revive(claim.id), await tx.undelivered.revive(claim.id)

    assert ([one.kind for one in first], list(second)) == (["x"], [])


async def test_what_was_queued_at_once_and_failed_alike_is_sent_again_together(
    db: Database, di1: Incident, clock: MovingClock
) -> None:
    """Not what failed otherwise, was queued at another time, or belongs to no incident."""

    def told(to: str, kind: str = "update", of: int | None = di1.id) -> Notice:
        return Notice(way=Way.POST, kind=kind, to=to, incident=of)

    async with db.transaction() as tx:
        for one in (told("U1"), told("U2"), told("U3"), told("U4", "duties"), told("U5", of=None)):
            await tx.outbox.add(one)
    clock.advance(seconds=1)
    async with db.transaction() as tx:
        await tx.outbox.add(told("U6"))
    others = {}
    async with db.transaction() as tx:
        for claim in await tx.outbox.claim(lease=LEASE, limit=30):
            if not claim.notice.to.startswith("U"):
                continue
            error = "fatal_error" if claim.notice.to == "U3" else "restricted_action"
            await tx.outbox.dead(claim, error=error)
            others[claim.notice.to] = [
                await tx.undelivered.others_failed(claim, error=error, but_to=to)
                for to in ("", "U1")
            ]

    async with db.transaction() as tx:
        first, *_ = [one for one in await tx.undelivered.list() if one.notice.to == "U1"]
        again = await tx.undelivered.revive(first.id)
        left = {one.notice.to for one in await tx.undelivered.list()}

    assert [one.to for one in again] == ["U1", "U2"]
    assert left == {"U3", "U4", "U5", "U6"}
    assert others.pop("U2") == [True, False], "U1 alone has failed before"
    assert not any(map(any, others.values()))


async def test_a_slot_that_waits_again_already_is_not_queued_twice(
    db: Database, di1: Incident
) -> None:
    card = Notice(way=Way.SLOT, kind="card", to="C1", slot="card:7", incident=di1.id)

    async def claimed(db: Database) -> Claim:
        async with db.transaction() as tx:
            await tx.outbox.add(card)
        async with db.transaction() as tx:
            claims = await tx.outbox.claim(lease=LEASE, limit=30)
            return next(one for one in claims if one.notice.slot == card.slot)

    refused = await claimed(db)
    async with db.transaction() as tx:
        await tx.outbox.dead(refused, error="cant_update_message")
        await tx.outbox.add(card)

    async with db.transaction() as tx:
        assert await tx.undelivered.revive(refused.id) == []
        assert [one.id for one in await tx.undelivered.list()] == [refused.id]
