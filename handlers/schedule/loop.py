"""The schedule: about once a second every job whose turn it is, until stopped."""

import asyncio
import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import handlers.schedule
from bot.domain.errors import BotError
from handlers.deps import Deps
from handlers.discover import discover
from handlers.schedule.kinds import TICK, Job

log = logging.getLogger(__name__)

ENDING = 1.0
"""Seconds that what asks Slack has at the end of the process."""


class Schedule:
    def __init__(self, deps: Deps) -> None:
        self.deps = deps
        self.jobs = list(discover(handlers.schedule, Job).values())
        self.last_tick: datetime | None = None
        self._stopping = asyncio.Event()
        self._begun = asyncio.Event()
        self._beside: dict[str, asyncio.Task[None]] = {}
        self._ran_at: dict[str, datetime] = {}
        deps.meters.schedule.knows([one.name for one in self.jobs])

    async def run(self) -> None:
        """Begin the jobs whose turn it is about once a second, until `stop`."""
        while not self._stopping.is_set():
            await self._begin([one for one in self.jobs if self._has_its_turn(one)])
            try:
                await asyncio.wait_for(self._stopping.wait(), TICK.total_seconds())
            except TimeoutError:
                continue
        under_way = list(self._beside.values())
        if under_way:
            await asyncio.wait(under_way, timeout=ENDING)
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)

    async def tick(self) -> None:
        """Run every job once, to its end."""
        await self._begin(self.jobs)
        await asyncio.gather(*self._beside.values())

    async def begun(self) -> None:
        """Wait until every job has run once."""
        await self._begun.wait()
        await asyncio.gather(*self._beside.values())

    def _has_its_turn(self, one: Job) -> bool:
        """By the clock that says what is due; one that was set back makes nobody wait for it."""
        ran = self._ran_at.get(one.name)
        return ran is None or not ran <= self.deps.now() < ran + one.every - TICK / 2

    async def _begin(self, jobs: Sequence[Job]) -> None:
        for one in jobs:
            await asyncio.sleep(0)  # on SQLite no job waits for anything: people come in between
            self._ran_at[one.name] = self.deps.now()
            if not one.beside:
                await self._survived(one)
            elif one.name not in self._beside:
                task = self._beside[one.name] = asyncio.create_task(self._survived(one))
                task.add_done_callback(partial(self._ended, one.name))
        self.last_tick = self.deps.now()
        self._begun.set()

    def _ended(self, name: str, _task: "asyncio.Task[None]") -> None:
        del self._beside[name]

    async def _survived(self, one: Job) -> None:
        """One that fails holds up no other and is tried at the next tick."""
        try:
            await one.run(self.deps)
        except BotError as error:
            log.warning("a job waits", extra={"job": one.name, "error": type(error).__name__})
            self._failed(one)
        except Exception:
            log.exception("a job failed", extra={"job": one.name})
            self._failed(one)

    def _failed(self, one: Job) -> None:
        """What is due now must not wait until the day's jobs have their turn again."""
        self._ran_at.pop(one.name, None)
        self.deps.meters.schedule.failed(one.name)

    def stop(self) -> None:
        """End after the present tick."""
        self._stopping.set()
