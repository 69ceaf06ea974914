"""What is kept of requests, and how long."""

from datetime import timedelta

from slack_sdk.web.async_client import AsyncWebClient

from handlers.deps import Deps
from handlers.schedule.forgetting import forget
from storage import Database
from storage.answers import Answer
from tests.conftest import MovingClock

REQUESTS = [
    "command:1.2",
    "press:1.2:take:3.4:U1",
    "press:1.2:again:3.4:U1:take",
    "view:V1:note",
    "shortcut:1.2",
    "event:Ev1",
]
ONCE_EVER = ["catalogue:dbt:1", "looks_right:1:U1", "people:read", "commander:U1"]


async def test_keys_of_requests_go_after_a_week_and_answers_after_two_days(
    db: Database, clock: MovingClock
) -> None:
    deps = Deps(db=db, client=AsyncWebClient(), now=clock)
    async with db.transaction() as tx:
        for key in [*REQUESTS, *ONCE_EVER]:
            await tx.keys.claim(key)
        await tx.answers.add(Answer(key="command:1.2", body={}))

    kept = []
    for days in (1, 0.9, 0.2, 4.8, 0.2):
        clock.advance(days=days)
        await forget.run(deps)
        async with db.reading() as tx:
            there = [one for one in [*REQUESTS, *ONCE_EVER] if await tx.keys.find_time(one)]
            kept.append((there, await tx.answers.find("command:1.2") is not None))

    everything = [*REQUESTS, *ONCE_EVER]
    assert kept == [
        (everything, True),
        (everything, True),
        (everything, False),
        (everything, False),
        (ONCE_EVER, False),
    ]


async def test_it_is_looked_at_once_an_hour(db: Database, clock: MovingClock) -> None:
    deps = Deps(db=db, client=AsyncWebClient(), now=clock)
    async with db.transaction() as tx:
        await tx.keys.claim("event:Ev1")
    await forget.run(deps)
    clock.advance(days=8)
    await forget.run(deps)
    async with db.transaction() as tx:
        await tx.keys.set_time("event:Ev2", clock() - timedelta(days=8))

    clock.advance(minutes=59)
    await forget.run(deps)
    async with db.reading() as tx:
        within_the_hour = await tx.keys.find_time("event:Ev2")
    clock.advance(minutes=1)
    await forget.run(deps)

    async with db.reading() as tx:
        assert await tx.keys.find_time("event:Ev1") is None
        assert within_the_hour is not None
        assert await tx.keys.find_time("event:Ev2") is None
