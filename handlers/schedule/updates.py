"""The next word is due: reminders, and promises that were not kept."""

from bot.services import nudges
from handlers.deps import Deps
from handlers.schedule.kinds import job


@job("updates")
async def watch_promises(deps: Deps) -> None:
    """One transaction an incident, so that one that fails holds up no other."""
    async with deps.db.reading() as tx:
        due = await tx.incidents.list_due("nudge_at", deps.now())
    for number in due:
        async with deps.db.transaction() as tx:
            await nudges.watch(tx, number, now=deps.now())
