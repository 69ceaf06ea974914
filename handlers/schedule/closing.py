"""Incidents that need no postmortem close by themselves some working days after the all-clear."""

from bot.services import endings
from handlers.deps import Deps
from handlers.schedule.kinds import MINUTE, job


@job("closing", every=MINUTE)
async def close_what_is_due(deps: Deps) -> None:
    now = deps.now()
    async with deps.db.reading() as tx:
        due = await tx.incidents.list_due("close_at", now)
    for number in due:
        async with deps.db.transaction() as tx:
            await endings.close_by_itself(tx, number, now=now)
