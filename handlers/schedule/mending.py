"""Incident by incident, what Slack has is compared with the record, slowly, and mended."""

from datetime import timedelta

from bot.domain.clock import ahead
from bot.services import mending
from handlers.deps import Deps
from handlers.schedule.kinds import job

EVERY = timedelta(minutes=1)
LOOKED_AT = timedelta(seconds=10)
"""Whether another process did it lately is asked as often."""
PLACE = "mending:next"


@job("mending", every=LOOKED_AT)
async def look_at_one(deps: Deps) -> None:
    """One incident a minute: the look goes out like any other notice, after whatever is urgent."""
    now = deps.now()
    async with deps.db.reading() as tx:
        due = await tx.keys.find_time(PLACE)
        if ahead(due, longest=EVERY, now=now):
            return
    async with deps.db.transaction() as tx:
        await mending.ask_for_one(tx, now=now)
        await tx.keys.set_time(PLACE, now + EVERY)
