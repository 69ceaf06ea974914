"""Turns at the database: in order, a few at a time, and refused at once where they would come late."""

import asyncio
from contextlib import AsyncExitStack, suppress

import pytest

from bot.domain.errors import Busy
from storage.turns import Turns


class Clock:
    """Seconds that pass when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def wait_until_asked(turns: Turns, waiting: int) -> None:
    while turns.waiting < waiting:  # noqa: ASYNC110  # every step is one of the loop's
        await asyncio.sleep(0)


async def hold(turns: Turns, clock: Clock, done: list[str], *, name: str, takes: float) -> None:
    async with turns.turn(within=2.0):
        clock.now += takes
        done.append(name)


async def accustomed(clock: Clock, *, places: int = 1, each: float) -> Turns:
    """Turns that have seen how long one takes."""
    turns = Turns(places, clock)
    for _ in range(60):
        await hold(turns, clock, [], name="", takes=each * places)
    return turns


async def test_turns_come_in_the_order_of_asking() -> None:
    turns, clock, done = Turns(1, Clock()), Clock(), list[str]()

    await asyncio.gather(
        *(hold(turns, clock, done, name=name, takes=0.0) for name in ("first", "second", "third"))
    )

    assert done == ["first", "second", "third"]


@pytest.mark.parametrize("places", [1, 10])
async def test_who_would_come_too_late_is_refused_at_once(places: int) -> None:
    clock = Clock()
    turns = await accustomed(clock, places=places, each=0.049)
    done: list[str] = []
    async with AsyncExitStack() as held:
        for _ in range(places):
            await held.enter_async_context(turns.turn(within=2.0))
        ahead = [
            asyncio.create_task(hold(turns, clock, done, name="waited", takes=0.049))
            for _ in range(41 - places)
        ]
        await wait_until_asked(turns, 41 - places)

        with pytest.raises(Busy, match="nothing was changed"):
            await hold(turns, clock, done, name="late", takes=0.049)
        assert done == []  # refused before anybody's turn came
        patient = asyncio.create_task(_patiently(turns, done))
        await wait_until_asked(turns, 42 - places)
    await asyncio.gather(*ahead, patient)

    assert done == ["waited"] * (41 - places) + ["patient"]


async def _patiently(turns: Turns, done: list[str]) -> None:
    async with turns.turn(within=30.0):
        done.append("patient")


async def test_what_passes_between_two_turns_counts_too() -> None:
    clock = Clock()
    turns, done = Turns(1, clock), list[str]()

    async def have_a_turn() -> None:
        async with turns.turn(within=100):
            pass
        clock.now += 0.05  # before the next one comes to run

    async with turns.turn(within=100):
        before = [asyncio.create_task(have_a_turn()) for _ in range(40)]
        await wait_until_asked(turns, 40)
    await asyncio.gather(*before)
    async with turns.turn(within=2.0):
        ahead = [asyncio.create_task(have_a_turn()) for _ in range(60)]
        await wait_until_asked(turns, 60)
        late = asyncio.create_task(hold(turns, clock, done, name="late", takes=0.0))
        await asyncio.sleep(0)
        assert late.done()  # at once, not when its time is over
    await asyncio.gather(*ahead)
    with pytest.raises(Busy):
        await late


async def test_one_long_turn_refuses_nobody_later() -> None:
    clock = Clock()
    turns = await accustomed(clock, each=0.01)
    await hold(turns, clock, [], name="an import", takes=60.0)
    done: list[str] = []
    async with turns.turn(within=2.0):
        ahead = [
            asyncio.create_task(hold(turns, clock, done, name="waited", takes=0.01))
            for _ in range(20)
        ]
        await wait_until_asked(turns, 20)
    await asyncio.gather(*ahead)

    assert len(done) == 20


async def test_a_turn_that_does_not_come_is_given_up_and_leaves_no_gap() -> None:
    turns = Turns(1, Clock())
    async with turns.turn(within=2.0):
        with pytest.raises(Busy, match="nothing was changed"):
            async with turns.turn(within=0.01):
                raise AssertionError("nobody may write beside another")

    async with turns.turn(within=0.01) as waited:
        assert waited == 0


async def test_who_waits_hears_as_soon_as_it_is_clear_that_it_will_be_too_late() -> None:
    clock = Clock()
    turns, done = await accustomed(clock, each=0.01), list[str]()
    async with turns.turn(within=2.0):
        ahead = [
            asyncio.create_task(hold(turns, clock, done, name="waited", takes=0.09))
            for _ in range(40)
        ]
        await wait_until_asked(turns, 40)
    outcomes = await asyncio.gather(*ahead, return_exceptions=True)

    refused = [one for one in outcomes if isinstance(one, Busy)]
    assert 5 < len(refused) < 35
    assert len(done) + len(refused) == 40
    assert outcomes[-1] in refused
    assert outcomes[0] is None


@pytest.mark.parametrize("early", [True, False])
async def test_the_turn_of_somebody_who_is_gone_goes_to_the_next(early: bool) -> None:
    turns, clock, done = Turns(1, Clock()), Clock(), list[str]()
    async with turns.turn(within=2.0):
        gone = asyncio.create_task(hold(turns, clock, done, name="gone", takes=0.0))
        await wait_until_asked(turns, 1)
        stays = asyncio.create_task(hold(turns, clock, done, name="stays", takes=0.0))
        await wait_until_asked(turns, 2)
        if early:
            gone.cancel()
    gone.cancel()  # early or not: it has its turn now, and does not know yet
    await asyncio.wait_for(stays, 5)

    assert "stays" in done
    async with turns.turn(within=0.01) as waited:
        assert waited == 0


async def test_a_turn_that_comes_in_the_moment_that_the_time_is_over_is_not_lost() -> None:
    turns, done = Turns(1, Clock()), list[str]()

    async def wait_shortly() -> None:
        with suppress(Busy):
            async with turns.turn(within=0.01):
                done.append("its turn")

    loop = asyncio.get_running_loop()
    async with turns.turn(within=2.0):
        waits = asyncio.create_task(wait_shortly())
        await wait_until_asked(turns, 1)
        over = loop.time() + 0.02
        while loop.time() < over:
            pass  # the loop comes to nothing else: the end of the time is found in its next round
        await asyncio.sleep(0)
    await waits

    assert turns.idle
    async with turns.turn(within=0.01) as waited:
        assert waited == 0
