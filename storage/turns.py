"""Turns at the database: in the order of asking, and who would come too late hears so at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.domain.errors import Busy

LONGEST = 0.1
"""What one turn counts at most, in seconds: one long one says little of those that wait now."""
REMEMBERED = 32
"""How many turns say what the next one takes."""


class Turns:
    """So many writers at a time. Slack gives up after three seconds: an answer that would come
    later is worth nothing, and working at it only makes the others late too."""

    def __init__(self, places: int, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._free = asyncio.Semaphore(places)
        self._places = places
        self.waiting = 0
        self._seen = 0
        self._each = 0.0
        self._before: float | None = None

    @asynccontextmanager
    async def turn(self, *, within: float) -> AsyncIterator[float]:
        """Yields the seconds waited. Raises Busy where it would not come within so many seconds."""
        asked = self._clock()
        itself = self._places * self._each  # beside the others who have their turn
        if self.waiting and self.waiting * self._each + itself > within:
            raise _too_many()
        await self._wait(max(within - itself, within / 2))
        begun = self._clock()
        try:
            yield begun - asked
        finally:
            self._learn(begun)
            self._free.release()

    async def _wait(self, within: float) -> None:
        self.waiting += 1
        try:
            await asyncio.wait_for(self._free.acquire(), within)
        except TimeoutError:
            raise _too_many() from None
        finally:
            self.waiting -= 1

    def _learn(self, begun: float) -> None:
        """How long those who wait have to wait for each before them."""
        now = self._clock()
        took = (now - begun) / self._places if self._before is None else now - self._before
        self._seen = min(self._seen + 1, REMEMBERED)
        self._each += (min(took, LONGEST) - self._each) / self._seen
        self._before = now if self.waiting else None


def _too_many() -> Busy:
    return Busy("Very busy just now; nothing was changed. Please send that again in a moment.")
