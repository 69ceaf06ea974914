"""When a job has its turn: about once in its time, and at the next tick when it failed."""

import asyncio

from bot.demo.world import World
from bot.domain.errors import Busy
from handlers.deps import Deps
from handlers.schedule.kinds import MINUTE, TICK, Job
from handlers.schedule.loop import Schedule

TICKS = 3


class Work:
    """Counts how often it was begun; the first times it fails."""

    def __init__(self, failing: int = 0) -> None:
        self.begun = 0
        self.failing = failing
        self.enough = asyncio.Event()

    async def __call__(self, deps: Deps) -> None:
        self.begun += 1
        if self.begun >= TICKS:
            self.enough.set()
        if self.begun <= self.failing:
            raise Busy("the database is locked")


async def test_what_fails_is_tried_at_the_next_tick_and_what_is_done_waits_its_time(
    world: World,
) -> None:
    often, seldom, unlucky = Work(), Work(), Work(failing=1)
    schedule = Schedule(world.bot.schedule.deps)
    schedule.jobs = [
        Job("unlucky", unlucky, MINUTE),
        Job("seldom", seldom, MINUTE),
        Job("often", often, TICK),
    ]

    running = asyncio.create_task(schedule.run())
    await often.enough.wait()
    schedule.stop()
    await running

    assert (often.begun, seldom.begun, unlucky.begun) == (TICKS, 1, 2)
