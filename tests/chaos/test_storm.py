"""A restart storm: whatever is under way is interrupted again and again, and nothing is done over."""

from collections import Counter
from datetime import timedelta

import pytest

from bot.domain.subscription import Subscription
from bot.sandbox.answer import Answer
from storage import Transaction
from tests.chaos.evidence import gathered
from tests.chaos.flow import SHOP
from tests.chaos.invariants import Finding, check
from tests.chaos.loop import simulated
from tests.chaos.stage import Stage
from tests.chaos.worker import staged

READERS = 400
KILLS = 20
EACH = 1.2
"""Seconds that a bot lives: fifty kills in a minute."""
ROUND_TRIP = 0.1
WORDS = "Tuesday is missing; Wednesday is right"
STARTING = "auth.test"


@pytest.mark.processes
def test_twenty_kills_in_a_row_cost_less_than_a_tenth_of_the_calls() -> None:
    calm, storm = lived(0, KILLS)

    assert (calm[1], storm[1]) == ([], [])
    assert storm[0][STARTING] == KILLS
    assert storm[0]["chat.postMessage"] == calm[0]["chat.postMessage"]
    assert storm[0].total() <= calm[0].total() * 1.1


def lived(*kills: int) -> list[tuple[Counter[str], list[Finding]]]:
    """For each number of kills the calls made, by method, and what is not as promised."""

    async def live() -> list[tuple[Counter[str], list[Finding]]]:
        async with staged(loop, "sqlite", "") as stage:
            return [await update_to_many(stage, kills=one) for one in kills]

    with simulated() as loop:
        return loop.run_until_complete(live())


async def update_to_many(stage: Stage, *, kills: int) -> tuple[Counter[str], list[Finding]]:
    await stage.begin(SHOP)
    for number in range(READERS):
        stage.sandbox.add_person(f"reader{number}")
    await stage.line("ana", "sev1 Revenue is missing")
    await stage.line("ana", "DI-1 take")
    await stage.quiet()
    async with stage.record.transaction() as tx:
        for person in stage.sandbox.people.values():
            if person.name.startswith("reader"):
                await tx.subscriptions.save(Subscription(person=person.id, incident=1))
    await stage.later(timedelta(minutes=2))
    stage.sandbox.world.log.calls.clear()

    ana = stage.person("ana")

    async def sends() -> Answer:
        await stage.line("ana", "DI-1 update")
        await ana.submits(words=WORDS)
        return await ana.submits()

    async def posted(tx: Transaction) -> bool:
        return await tx.updates.find_last(1) is not None

    stage.sandbox.latency = ROUND_TRIP
    await stage.does("ana posts an update", sends, posted)
    for _ in range(kills):
        await stage.passes(EACH)
        stage.running[0].process.die()
        await stage.recover()
    await stage.at_rest()
    found = await gathered(stage.record, stage.sandbox)
    return Counter(one.method for one in stage.sandbox.calls), check(found)
