"""A caller kept waiting for ever: until it gives up by itself, or until the workspace ends."""

import asyncio
from typing import Any, cast

from aiohttp import web


class Silence:
    def __init__(self) -> None:
        self._kept: set[asyncio.Future[None]] = set()

    @property
    def kept(self) -> int:
        """How many are waiting."""
        return len(self._kept)

    async def keep(self, request: web.Request) -> None:
        """Returns when the caller has hung up, or the workspace stops."""
        transport = request.transport
        if transport is None:
            return
        over: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._kept.add(over)
        transport.set_protocol(_Listening(request.protocol, over))
        try:
            await over
        finally:
            self._kept.discard(over)

    def end(self) -> None:
        for over in self._kept:
            if not over.done():
                over.set_result(None)


class _Listening(asyncio.Protocol):
    """aiohttp does not tell a handler that its caller is gone; the transport does."""

    def __init__(self, protocol: asyncio.BaseProtocol, over: asyncio.Future[None]) -> None:
        self._protocol, self._over = cast(Any, protocol), over

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._over.done():
            self._over.set_result(None)
        self._protocol.connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._protocol.data_received(data)

    def eof_received(self) -> bool | None:
        return cast("bool | None", self._protocol.eof_received())
