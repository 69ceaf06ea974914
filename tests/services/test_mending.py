"""Looks at what Slack has of an incident."""

from dataclasses import replace

from sqlalchemy import text

from bot.services import mending
from storage import Database
from tests.conftest import MovingClock
from tests.services.declared import declared, saved


async def test_a_channel_is_not_lost_while_a_look_at_it_is_being_asked_for(
    db: Database, clock: MovingClock
) -> None:
    """Else the look waits for ever for a place that is no more, and no other one is asked for."""
    await saved(db, replace(await declared(db), channel="C1"))
    clock.advance(hours=1)
    free = text("SELECT id FROM incident FOR UPDATE SKIP LOCKED")

    async with db.transaction() as tx:
        await mending.ask_for_one(tx, now=tx.now)
        if not db.is_sqlite:  # which has one writer at a time anyway
            async with db.reading() as beside:
                assert (await beside.connection.execute(free)).all() == []

    async with db.reading() as tx:
        (look,) = [one for one in await tx.outbox.list_all(1) if one.kind == mending.LOOK]
    assert look.to == "channel:1"
