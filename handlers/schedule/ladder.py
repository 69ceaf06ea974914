"""Every incident that nobody has taken command of in time: the next in line is asked."""

from bot.services import asking
from handlers.deps import Deps
from handlers.schedule.kinds import job


@job("ladder")
async def climb(deps: Deps) -> None:
    """One step each; a step missed while the bot was down is done once, now."""
    async with deps.db.reading() as tx:
        due = await tx.incidents.list_due("escalate_at", deps.now())
    for incident in due:
        async with deps.db.transaction() as tx:
            await asking.climb(tx, incident, now=deps.now())
