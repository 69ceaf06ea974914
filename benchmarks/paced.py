"""The bot beside a workspace with Slack's limits on, in a time of its own that moves in small steps."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks import databases
from benchmarks.rows import Row
from bot.app import Parts
from bot.demo.world import World
from bot.sandbox import Clock

NINE = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
PATIENCE = 30.0
"""Seconds of the machine's own time that an answer may take here: how fast is measured elsewhere."""


@asynccontextmanager
async def limited(folder: Path, name: str) -> AsyncIterator[World]:
    """Bot and workspace; it is nine o'clock until the clock is moved."""
    world = World(databases.sqlite(folder / f"{name}.db"), clock=Clock(NINE), parts=Parts())
    await world.start()
    world.sandbox.world.sender.patience = PATIENCE
    world.sandbox.rate_limits = True
    yield world
    await world.stop()


def seconds(world: World) -> float:
    """How long it has been since nine o'clock, in the workspace's time."""
    return (world.sandbox.clock.now() - NINE).total_seconds()


async def until(
    world: World, condition: Callable[[], bool], *, step: timedelta, most: float
) -> float:
    """Settle, look, advance, until it is so; the workspace's seconds then. Raises after so many."""
    while seconds(world) <= most:
        await world.settled()
        if condition():
            return seconds(world)
        world.sandbox.clock.advance(step)
    raise RuntimeError(f"it is not so after {most} s")


def refused(world: World) -> Row:
    """Calls that the workspace answered 429: each is a limit that we ran into by ourselves."""
    calls = world.sandbox.calls
    found = sum(call.status == 429 for call in calls)
    return Row(
        what="… calls refused with 429",
        ours=str(found),
        beside=f"{len(calls)} calls",
        ratio=found / len(calls),
        value=found,
        goal=0,
        goal_words="none",
    )


def held_to_least(what: str, took: float, least: float, *, why: str) -> Row:
    """A time beside the shortest that the limits allow."""
    return Row(
        what=what,
        ours=f"{took:.1f} s",
        beside=f"{why} {least:.1f} s",
        ratio=took / least,
        value=took / least,
        goal=1.05,
        goal_words="≤ 1.05 ×",
    )
