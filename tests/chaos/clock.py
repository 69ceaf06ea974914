"""The workspace's clock in simulated time."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.sandbox import Clock
from tests.chaos.loop import SimulatedLoop

TUESDAY = datetime(2026, 2, 3, 9, 0, tzinfo=UTC)
A_WHILE = 1.0


class LoopClock(Clock):
    """The workspace's clock goes with the loop, and can be put to any moment."""

    def __init__(self, loop: SimulatedLoop) -> None:
        super().__init__(TUESDAY)
        self._loop = loop
        self.put(TUESDAY)

    def put(self, at: datetime) -> None:
        self._at, self._since = at, self._loop.time()

    def now(self) -> datetime:
        return self._at + timedelta(seconds=self._loop.time() - self._since)

    def advance(self, by: timedelta) -> None:
        self._at += by

    async def sleep(self, duration: timedelta) -> None:
        left, seen = duration, self.now()
        while left > timedelta():  # time jumps: one that is set back is no longer wait
            await asyncio.sleep(A_WHILE)
            left -= max(self.now() - seen, timedelta())
            seen = self.now()
