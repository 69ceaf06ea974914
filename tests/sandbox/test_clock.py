"""The workspace's clock, real or standing still, and those who wait for it."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.sandbox import Clock, Sandbox

NINE = datetime(2026, 2, 2, 9, 0, tzinfo=UTC)


def test_a_clock_with_a_start_stands_still_until_it_is_moved() -> None:
    clock = Clock(NINE)

    clock.advance(timedelta(hours=2))

    assert clock.now() == NINE + timedelta(hours=2)
    with pytest.raises(ValueError, match="forward"):
        clock.advance(timedelta(seconds=-1))


async def test_sleepers_wake_when_the_clock_is_moved_far_enough() -> None:
    clock = Clock(NINE)
    sleeper = asyncio.ensure_future(clock.sleep(timedelta(minutes=5)))
    await asyncio.sleep(0)

    clock.advance(timedelta(minutes=4))
    await asyncio.sleep(0)
    too_early = sleeper.done()
    clock.advance(timedelta(minutes=1))
    await asyncio.wait_for(sleeper, 1)

    assert not too_early


async def test_a_ticking_clock_wakes_by_itself() -> None:
    clock = Clock()
    before = clock.now()

    await asyncio.wait_for(clock.sleep(timedelta(milliseconds=5)), 1)

    assert clock.now() - before >= timedelta(milliseconds=5)


def test_every_timestamp_is_new_even_when_the_clock_stands_still(sandbox: Sandbox) -> None:
    stamps = [sandbox.workspace.next_ts() for _ in range(1000)]

    assert len(set(stamps)) == 1000
    assert stamps == sorted(stamps)
    assert stamps[0].startswith(f"{int(NINE.timestamp())}.")
