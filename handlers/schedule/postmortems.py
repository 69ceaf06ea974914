"""Reminds the commander, once, when a postmortem is due."""

from bot.services import postmortems
from handlers.deps import Deps
from handlers.schedule.kinds import MINUTE, job


@job("postmortems due", every=MINUTE)
async def remind(deps: Deps) -> None:
    now = deps.now()
    async with deps.db.reading() as tx:
        due = await tx.postmortems.list_due(now)
    for incident in due:
        async with deps.db.transaction() as tx:
            await postmortems.remind(tx, incident, now=now)
