"""Tells whoever waits (a test, a page in the browser) that something in the workspace changed."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")

# Conditions may also look at things the workspace does not know, such as the bot's database.
_LOOK_AGAIN = 0.05


class Changes:
    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()
        self._listeners: set[asyncio.Queue[dict[str, object]]] = set()

    def tell(self, kind: str = "changed", **facts: object) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                waiter.set_result(None)
        if self._listeners:
            note: dict[str, object] = {"type": kind, **facts}
            for listener in self._listeners:
                listener.put_nowait(note)

    def listen(self) -> asyncio.Queue[dict[str, object]]:
        queue: asyncio.Queue[dict[str, object]] = asyncio.Queue()
        self._listeners.add(queue)
        return queue

    def leave(self, queue: asyncio.Queue[dict[str, object]]) -> None:
        self._listeners.discard(queue)

    async def until(
        self,
        condition: Callable[[], Found],
        *,
        timeout: float,  # noqa: ASYNC109 - when time is out, the state is told
        state: Callable[[], str],
    ) -> Found:
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout
        while not (found := condition()):
            left = deadline - loop.time()
            if left <= 0:
                raise AssertionError(f"waited {timeout:g} s in vain; the last state:\n{state()}")
            waiter: asyncio.Future[None] = loop.create_future()
            self._waiting.add(waiter)
            try:
                await asyncio.wait({waiter}, timeout=min(left, _LOOK_AGAIN))
            finally:
                self._waiting.discard(waiter)
        return found
