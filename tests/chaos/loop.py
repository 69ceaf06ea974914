"""An event loop whose time jumps to whatever comes next, with a network that lives in memory.

The unmodified bot and workspace run on it: servers, clients, deadlines and leases are the real ones.
Only sockets to a PostgreSQL are waited for in real time, and simulated time stands still meanwhile.
"""

import asyncio
import heapq
import itertools
import selectors
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from contextvars import Context
from typing import Any

from tests.chaos.network import Listening, Pipe, connected
from tests.chaos.process import present

PATIENCE = 20.0
"""Real seconds that a database may take."""


class Jumping(selectors.DefaultSelector):
    """Waits for nothing but a database: where nothing is under way there, time jumps."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 1000.0

    def select(self, timeout: float | None = None) -> list[Any]:
        if len(self.get_map()) > 1:  # more than the loop's own pipe: a database is being asked
            ready = super().select(0 if timeout == 0 else PATIENCE)
            if timeout != 0 and not ready:
                raise RuntimeError(f"a database has not answered for {PATIENCE:g} s")
            return list(ready)
        if timeout is None:
            raise RuntimeError("nothing is left that could ever happen")
        self.time += timeout
        return []


class InTurn(asyncio.TimerHandle):
    """The loop's own leaves the order of two for the same instant to what else is waiting."""

    number = 0

    def __lt__(self, other: Any) -> bool:
        return bool((self._when, self.number) < (other._when, other.number))  # type: ignore[attr-defined]


class SimulatedLoop(asyncio.SelectorEventLoop):
    """`latency` says how many seconds the next bytes are under way."""

    def __init__(self, latency: Callable[[], float] = lambda: 0.0) -> None:
        self._clock = Jumping()
        super().__init__(self._clock)
        self.latency = latency
        self._ports: dict[int, Listening] = {}
        self._dialled: dict[socket.socket, int] = {}
        self._next_port = 40000
        self._numbers = itertools.count()
        self.set_task_factory(_belonging)
        self.set_exception_handler(lambda _loop, _context: None)  # tasks of the dead end unheard

    def time(self) -> float:
        return self._clock.time

    def call_at(  # type: ignore[override]  # as asyncio calls it
        self, when: float, callback: Any, *args: Any, context: Context | None = None
    ) -> "InTurn":
        """What is due at the same instant comes in the order it was asked for, in every run."""
        at = round(when, 6)
        if when > self.time() >= at:  # whoever waits for less than that must come to an end
            at = round(self.time() + 1e-6, 6)
        due = InTurn(at, callback, args, self, context)
        due.number = next(self._numbers)
        heapq.heappush(self._scheduled, due)  # type: ignore[attr-defined]  # as the loop itself does
        due._scheduled = True  # type: ignore[attr-defined]
        return due

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        """Only remembers where to: `create_connection` makes the connection."""
        if address[1] not in self._ports:
            raise ConnectionRefusedError(111, "nobody listens there")
        self._dialled[sock] = address[1]

    async def create_connection(  # type: ignore[override]  # as aiohttp calls it
        self, protocol_factory: Callable[[], Any], *args: Any, sock: socket.socket, **kwargs: Any
    ) -> tuple[Pipe, Any]:
        port = self._dialled.pop(sock)
        sock.close()
        listening = self._ports.get(port)
        if listening is None:
            raise ConnectionRefusedError(111, "nobody listens there")
        return connected(self, protocol_factory(), listening)

    async def create_server(  # type: ignore[override]  # as aiohttp calls it
        self, protocol_factory: Callable[[], Any], host: Any = None, port: int = 0, **kwargs: Any
    ) -> Listening:
        if not port:
            self._next_port += 1
            port = self._next_port
        listening = Listening(protocol_factory, port, self._ports)
        self._ports[port] = listening
        process = present()
        if process is not None:
            process.listening.append(listening)
        return listening

    def run_in_executor(  # type: ignore[override]  # what it returns differs by version
        self, executor: Any, func: Any, *args: Any
    ) -> Any:
        """At once, in this thread: other threads would bring another order each time."""
        done: Future[Any] = Future()
        try:
            done.set_result(func(*args))
        except Exception as error:
            done.set_exception(error)
        return asyncio.wrap_future(done, loop=self)


def _belonging(
    loop: asyncio.AbstractEventLoop, work: Any, *, context: Context | None = None
) -> "asyncio.Task[Any]":
    """Every task begun by a process is its own, and dies with it."""
    process = present() if context is None else context.run(present)
    task: asyncio.Task[Any] = asyncio.Task(work, loop=loop, context=context)
    if process is not None:
        process.owns(task)
    return task


@contextmanager
def simulated(latency: Callable[[], float] = lambda: 0.0) -> Iterator[SimulatedLoop]:
    """The loop, for as long as the block lasts."""
    loop = SimulatedLoop(latency)
    asyncio.set_event_loop(loop)
    try:
        yield loop
    finally:
        asyncio.set_event_loop(None)
        loop.close()
