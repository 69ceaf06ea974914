"""One update to a thousand people under Slack's limits, and an incident declared in the middle of it."""

from datetime import timedelta
from pathlib import Path

from benchmarks import paced
from benchmarks.rows import Row
from bot.demo.world import World
from bot.domain.status import Status
from bot.domain.subscription import Subscription
from bot.domain.telling import Said
from bot.services import updates

READERS = 1000
A_MINUTE = 300
"""Messages a minute that a workspace takes at the least, the first minute's at once."""
SLOT = 60 / A_MINUTE
STEP = timedelta(seconds=SLOT)
WORDS = "The loader is fixed"


async def rows(folder: Path) -> list[Row]:
    """Every reader gets one message, and whoever is called in meanwhile does not wait for them."""
    async with paced.limited(folder, "telling") as world:
        commander = await _incident(world)
        readers = await _subscribe(world)
        begun = paced.seconds(world)
        await _update(world, by=commander)
        await paced.until(world, lambda: _told(world, readers) > READERS / 2, step=STEP, most=900)
        declared = paced.seconds(world)
        await _declare(world, "sev1 the till is wrong")
        spoken = await paced.until(world, lambda: _spoken(world, 2), step=STEP, most=900)
        briefed = await paced.until(world, lambda: _briefed(world, 2), step=STEP, most=900)
        told = await paced.until(
            world, lambda: _told(world, readers) >= READERS, step=STEP, most=900
        )
        again = paced.refused(world)
        twice = _told(world, readers) - READERS
    took = told - begun
    return [
        paced.held_to_least(
            f"one update to {READERS:,} people, {twice} of them twice",
            took,
            (READERS - A_MINUTE) * SLOT,
            why=f"bucket of {A_MINUTE} messages a minute",
        ),
        _waited(spoken - declared, briefed - declared),
        again,
    ]


def _waited(first: float, briefed: float) -> Row:
    return Row(
        what="… a declare in the middle: its first message",
        ours=f"{first:.1f} s",
        beside=f"one slot {SLOT:.1f} s; its briefing {briefed:.1f} s",
        ratio=first / SLOT,
        value=round(first / SLOT, 3),
        goal=1.0,
        goal_words="≤ 1 slot",
    )


async def _incident(world: World) -> str:
    """One incident, set up, and a minute later: every bucket is full again."""
    await _declare(world, "sev2 orders are late")
    await paced.until(world, lambda: _briefed(world, 1), step=STEP, most=60)
    world.sandbox.clock.advance(timedelta(minutes=1))
    await world.settled()
    world.sandbox.clock.advance(timedelta(minutes=1))
    await world.settled()
    async with world.bot.db.reading() as tx:
        return (await tx.incidents.get(1)).commander


async def _declare(world: World, words: str) -> None:
    await world.people["ana"].types(f"/data-incident {words}", channel=world.channels["general"])


async def _subscribe(world: World) -> set[str]:
    readers = [world.sandbox.add_person(f"reader{number}") for number in range(READERS)]
    async with world.bot.db.transaction(within=30) as tx:
        for one in readers:
            await tx.subscriptions.save(Subscription(person=one.id, incident=1))
    return {one.id for one in readers}


async def _update(world: World, *, by: str) -> None:
    now = world.sandbox.clock.now()
    async with world.bot.db.transaction(within=30) as tx:
        incident = await tx.incidents.get(1)
        said = Said(status=Status.INVESTIGATING, words=WORDS)
        await updates.post(tx, incident, said, by=by, now=now)


def _told(world: World, readers: set[str]) -> int:
    """Messages with the update's words that were taken for a reader."""
    return sum(
        call.ok and call.args.get("channel") in readers
        for call in world.sandbox.called("chat.postMessage")
    )


def _spoken(world: World, number: int) -> bool:
    return any(
        call.ok and f"DI-{number}" in str(call.args.get("text"))
        for call in world.sandbox.called("chat.postMessage")
    )


def _briefed(world: World, number: int) -> bool:
    return any(
        channel.name.startswith(f"di-{number}-")
        and len(channel.members) > 1
        and any("First duties" in message.text for message in channel.messages.values())
        for channel in world.sandbox.workspace.channels.values()
    )
