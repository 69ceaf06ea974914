"""One after the other, for what comes under the same key to this process at the same time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.domain.errors import Busy

PATIENCE = 1.5
"""Seconds that a repeat waits while the first one is carried out (an answer is due in three)."""


class StillRunning(Busy):
    """The same request is being carried out just now."""


class OneByOne:
    def __init__(self) -> None:
        self._under_way: dict[str, asyncio.Event] = {}

    @asynccontextmanager
    async def turn(self, key: str) -> AsyncIterator[None]:
        """Wait for whoever has this key, and have it; raises StillRunning."""
        try:
            async with asyncio.timeout(PATIENCE):
                while (before := self._under_way.get(key)) is not None:
                    await before.wait()
        except TimeoutError:
            raise StillRunning("That is still being carried out; try again in a moment.") from None
        over = self._under_way[key] = asyncio.Event()
        try:
            yield
        finally:
            del self._under_way[key]
            over.set()
