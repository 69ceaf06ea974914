"""Keys and answers of requests are dropped once the same request can hardly come any more."""

from datetime import timedelta

from bot.domain.clock import ahead
from handlers.deps import Deps
from handlers.payloads import KINDS
from handlers.schedule.kinds import MINUTE, job

EVERY = timedelta(hours=1)
KEYS_FOR = timedelta(days=7)
ANSWERS_FOR = timedelta(hours=48)
"""Whoever sends a key of their own may count on a day."""
PLACE = "forgetting:next"


@job("forgetting", every=MINUTE)
async def forget(deps: Deps) -> None:
    """Keys that mean "once ever" are of no kind of request, and stay."""
    now = deps.now()
    async with deps.db.reading() as tx:
        due = await tx.keys.find_time(PLACE)
    if ahead(due, longest=EVERY, now=now):
        return
    async with deps.db.transaction(takes_long=True) as tx:
        more = await tx.keys.forget(KINDS, before=now - KEYS_FOR)
        await tx.answers.forget(now - ANSWERS_FOR)
        await tx.keys.set_time(PLACE, now if more else now + EVERY)
