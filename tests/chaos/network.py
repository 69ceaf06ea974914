"""A network in memory: listening ports and connected pipes that keep order and can be cut."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable
from contextvars import Context, copy_context
from typing import Any, Protocol

from tests.chaos.process import present


class Timed(Protocol):
    """The loop, as far as the network needs it."""

    latency: Callable[[], float]

    def time(self) -> float: ...

    def call_at(self, when: float, callback: Any, *args: Any, context: Any = None) -> Any: ...

    def call_soon(self, callback: Any, *args: Any, context: Any = None) -> Any: ...


class Address:
    """What is left of a listening socket: its name."""

    def __init__(self, port: int) -> None:
        self.port = port

    def getsockname(self) -> tuple[str, int]:
        return "127.0.0.1", self.port


class Listening:
    """A port. Connections are taken in the context of whoever listens: they are its own."""

    def __init__(
        self, factory: Callable[[], Any], port: int, ports: "dict[int, Listening]"
    ) -> None:
        self.factory = factory
        self.port = port
        self.sockets = (Address(port),)
        self.context = copy_context()
        self.process = present()
        self._ports = ports

    def close(self) -> None:
        if self._ports.get(self.port) is self:
            del self._ports[self.port]

    async def wait_closed(self) -> None:
        return


class Pipe(asyncio.Transport):
    """One end of a connection."""

    def __init__(self, loop: Timed, protocol: Any, context: Context) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self._loop = loop
        self._protocol = protocol
        self._context = context
        self._closed = False
        self._reading = True
        self._arriving: deque[bytes | None] = deque()
        self._last = 0.0
        self.peer: Pipe

    def write(self, data: Any) -> None:
        if not self._closed:
            self.peer.arrives(bytes(data))

    def writelines(self, list_of_data: Iterable[Any]) -> None:
        self.write(b"".join(list_of_data))

    def is_closing(self) -> bool:
        return self._closed

    def close(self) -> None:
        if not self._closed:
            self._closed = True
            self.peer.arrives(None)
            self._loop.call_soon(self._protocol.connection_lost, None, context=self._context)

    def abort(self) -> None:
        self.close()

    def set_protocol(self, protocol: Any) -> None:
        self._protocol = protocol

    def get_protocol(self) -> Any:
        return self._protocol

    def get_write_buffer_size(self) -> int:
        return 0

    def is_reading(self) -> bool:
        return self._reading

    def pause_reading(self) -> None:
        self._reading = False

    def resume_reading(self) -> None:
        self._reading = True
        self._loop.call_soon(self._deliver, context=self._context)

    def arrives(self, data: bytes | None) -> None:
        """Bytes (or the end) are under way to this end; what was sent first arrives first."""
        self._last = max(self._last, self._loop.time() + self._loop.latency())
        self._arriving.append(data)
        self._loop.call_at(self._last, self._deliver, context=self._context)

    def _deliver(self) -> None:
        if self._arriving and self._reading and not self._closed:
            data = self._arriving.popleft()
            if data is None:
                self._protocol.eof_received()
                self.close()
            else:
                self._protocol.data_received(data)


def connected(loop: Timed, client: Any, listening: Listening) -> tuple[Pipe, Any]:
    """Two ends; the listener's belongs to whoever listens."""
    here = Pipe(loop, client, copy_context())
    there = Pipe(loop, listening.factory(), listening.context.copy())
    here.peer, there.peer = there, here
    for end, process in ((here, present()), (there, listening.process)):
        if process is not None:
            process.pipes.add(end)
    client.connection_made(here)
    loop.call_soon(there.get_protocol().connection_made, there, context=there._context)
    return here, client
