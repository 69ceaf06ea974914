"""The workspace's clock: real time, or a fixed start, that can be moved forward by hand."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class Clock:
    """Says what time it is in the workspace and wakes those who wait for a later time.

    With a start it stands still until it is advanced; without one it ticks with the real clock,
    as far behind it at first as is said: a past can be played, and then caught up with.
    """

    def __init__(self, start: datetime | None = None, *, behind: timedelta = timedelta()) -> None:
        self._start = start
        self._moved = -behind
        self._watchers: list[Callable[[], None]] = []
        self._sleepers: set[asyncio.Future[None]] = set()

    def now(self) -> datetime:
        return (self._start or datetime.now(UTC)) + self._moved

    def advance(self, by: timedelta) -> None:
        if by < timedelta():
            raise ValueError("the workspace's clock only moves forward")
        self._moved += by
        for sleeper in self._sleepers:
            if not sleeper.done():
                sleeper.set_result(None)
        for watcher in self._watchers:
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Calls `watcher` whenever the clock has been moved."""
        self._watchers.append(watcher)

    async def sleep(self, duration: timedelta) -> None:
        """Returns once the workspace's time, not the machine's, has passed."""
        until = self.now() + duration
        while (left := (until - self.now()).total_seconds()) > 0:
            sleeper = asyncio.get_running_loop().create_future()
            self._sleepers.add(sleeper)
            try:
                await asyncio.wait({sleeper}, timeout=None if self._start else left)
            finally:
                self._sleepers.discard(sleeper)
