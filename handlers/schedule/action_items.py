"""Owners of action items are reminded the working day before, and weekly once overdue."""

from bot.services import action_items
from handlers.deps import Deps
from handlers.schedule.kinds import MINUTE, job


@job("action_items", every=MINUTE)
async def remind_owners(deps: Deps) -> None:
    async with deps.db.reading() as tx:
        due = await tx.action_items.list_due(deps.now())
    for item in due:
        async with deps.db.transaction() as tx:
            await action_items.remind(tx, item.id, now=deps.now())
