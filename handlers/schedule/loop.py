"""The schedule: every job, about once a second, until stopped."""

import asyncio
import logging
from datetime import datetime

import handlers.schedule
from bot.domain.errors import BotError
from handlers.deps import Deps
from handlers.discover import discover
from handlers.schedule.kinds import Job

log = logging.getLogger(__name__)

EVERY = 1.0


class Schedule:
    def __init__(self, deps: Deps) -> None:
        self.deps = deps
        self.jobs = list(discover(handlers.schedule, Job).values())
        self.last_tick: datetime | None = None
        self._stopping = asyncio.Event()
        self._begun = asyncio.Event()
        deps.meters.schedule.knows([one.name for one in self.jobs])

    async def run(self) -> None:
        """Tick until `stop`."""
        while not self._stopping.is_set():
            await self.tick()
            try:
                await asyncio.wait_for(self._stopping.wait(), EVERY)
            except TimeoutError:
                continue

    async def tick(self) -> None:
        """Run every job once; one that fails holds up no other and is tried at the next tick."""
        for one in self.jobs:
            try:
                await one.run(self.deps)
            except BotError as error:
                log.warning("a job waits", extra={"job": one.name, "error": type(error).__name__})
                self.deps.meters.schedule.failed(one.name)
            except Exception:
                log.exception("a job failed", extra={"job": one.name})
                self.deps.meters.schedule.failed(one.name)
        self.last_tick = self.deps.now()
        self._begun.set()

    async def begun(self) -> None:
        """Wait until every job has run once."""
        await self._begun.wait()

    def stop(self) -> None:
        """End after the present tick."""
        self._stopping.set()
