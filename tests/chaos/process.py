"""What belongs to one process of the bot, so that it can die as a whole: at once, and for good."""

import asyncio
import itertools
from contextvars import ContextVar
from typing import Any, Protocol
from weakref import WeakSet


class Crash(BaseException):
    """The process is no more; nothing in it may catch this and go on."""


class Closable(Protocol):
    def close(self) -> Any: ...


class Process:
    """Tasks, connections and ports of one bot. After `die` every point it comes to raises Crash."""

    numbers = itertools.count(1)

    def __init__(self) -> None:
        self.number = next(self.numbers)
        self.dead = False
        self.tasks: set[asyncio.Task[Any]] = set()
        self.pipes: WeakSet[Any] = WeakSet()
        self.listening: list[Closable] = []
        self.files: list[Closable] = []

    def owns(self, task: "asyncio.Task[Any]") -> None:
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def die(self) -> None:
        """kill -9: no goodbyes; open transactions are undone by whoever keeps the data."""
        self.dead = True
        for one in [*self.listening, *self.pipes]:
            one.close()
        for file in self.files:
            file.close()
        for task in self.tasks:
            task.cancel()

    async def buried(self) -> None:
        """Nothing of it runs any more (a wait may swallow one cancellation: it gets another)."""
        while self.tasks:
            for task in self.tasks:
                task.cancel()
            await asyncio.wait(set(self.tasks), timeout=1.0)


def must_live() -> None:
    """Raises Crash in a process that is dead."""
    process = present()
    if process is not None and process.dead:
        raise Crash


PRESENT: ContextVar[Process | None] = ContextVar("process", default=None)


def present() -> Process | None:
    """The process that the running code belongs to; None for people and the workspace."""
    return PRESENT.get()
