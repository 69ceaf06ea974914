"""Turns at the database: in the order of asking, and who would come too late hears so at once."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bot.domain.errors import Busy

LONGEST = 0.1
"""What one turn counts at most, in seconds: one long one says little of those that wait now."""
REMEMBERED = 32
"""How many turns say what the next one takes."""


@dataclass(eq=False)
class _Waiting:
    """Somebody in the queue, and until when their turn must have come."""

    until: float
    comes: "asyncio.Future[None]" = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Turns:
    """So many writers at a time. Slack gives up after three seconds: an answer that would come
    later is worth nothing, and working at it only makes the others late too."""

    def __init__(self, places: int, clock: Callable[[], float] | None = None) -> None:
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._places = self._free = places
        self._queue: deque[_Waiting] = deque()
        self._seen = 0
        self._each = 0.0
        self._before: float | None = None

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._queue)

    @property
    def idle(self) -> bool:
        """Whether nobody has a turn, nor was given one."""
        return self._free == self._places

    @asynccontextmanager
    async def turn(self, *, within: float) -> AsyncIterator[float]:
        """Yields the seconds waited. Raises Busy where it would not come within so many seconds."""
        asked = self._clock()
        await self._wait(asked, within)
        begun = self._clock()
        try:
            yield begun - asked
        finally:
            self._learn(begun)
            self._next()

    async def _wait(self, asked: float, within: float) -> None:
        if self._free and not self._queue:
            self._free -= 1
            return
        if self.waiting and self._needs(self.waiting) > within:
            raise _too_many()
        mine = _Waiting(asked + within)
        self._queue.append(mine)
        try:
            # Not `wait_for`: it may say that the time is over when the turn has come.
            await asyncio.wait({mine.comes}, timeout=within)
        except asyncio.CancelledError:
            if mine.comes.done() and not mine.comes.exception():
                self._next()  # it had just come
            raise
        finally:
            if mine in self._queue:
                self._queue.remove(mine)
        if not mine.comes.done():
            raise _too_many()
        mine.comes.result()

    def _next(self) -> None:
        """The turn is over: it is given to the first who still waits."""
        self._refuse_the_late()
        while self._queue:
            first = self._queue.popleft()
            if not first.comes.done():
                first.comes.set_result(None)
                return
        self._free += 1

    def _refuse_the_late(self) -> None:
        """What turns take has been learnt anew: who will not make it need not wait to hear so."""
        now, before = self._clock(), 0
        for one in self._queue:
            if before and now + self._needs(before) > one.until:
                if not one.comes.done():
                    one.comes.set_exception(_too_many())
            else:
                before += 1

    def _needs(self, before: int) -> float:
        """Seconds for so many before oneself, and for oneself beside the others at their turn."""
        return (before + self._places) * self._each

    def _learn(self, begun: float) -> None:
        """How long those who wait have to wait for each before them."""
        now = self._clock()
        took = (now - begun) / self._places if self._before is None else now - self._before
        self._seen = min(self._seen + 1, REMEMBERED)
        self._each += (min(took, LONGEST) - self._each) / self._seen
        self._before = now if self._queue else None


def _too_many() -> Busy:
    return Busy("Very busy just now; nothing was changed. Please send that again in a moment.")
