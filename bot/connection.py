"""One WebSocket of Socket Mode: envelopes come, answers go, and nothing that comes is fatal to it."""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import aiohttp
from aiohttp import WSMsgType

log = logging.getLogger(__name__)

Envelope = dict[str, Any]
KINDS = frozenset({"events_api", "slash_commands", "interactive"})
LONGEST = 1024 * 1024
"""Characters that are read; the same as over HTTP."""
UNREADABLE = 16 * LONGEST
"""Bytes of one message after which the connection is given up instead."""
LOST = "lost"


class Gone(Exception):
    """Slack sends the connection away; `reason` is its word."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Connection:
    """`farewell` is Slack's word when it wants the next connection, or LOST; until the connection is
    closed what comes is still taken."""

    def __init__(
        self,
        web_socket: "aiohttp.ClientWebSocketResponse[bool]",
        take: Callable[["Connection", Envelope], None],
        *,
        lingers: float,
    ) -> None:
        self._web_socket = web_socket
        self._take = take
        self._lingers = lingers
        self.farewell: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    @property
    def closed(self) -> bool:
        """Whether nothing can be said over it any more."""
        return bool(self._web_socket.closed)

    async def greeted(self) -> None:
        """Wait for Slack's first word. Raises Gone when that is a farewell."""
        while True:
            message = await self._web_socket.receive()
            if message.type is WSMsgType.TEXT:
                said = _read(message.data)
                if said.get("type") == "hello":
                    return
                if said.get("type") == "disconnect":
                    raise Gone(str(said.get("reason")))
            elif message.type is not WSMsgType.BINARY:
                raise Gone(LOST)

    async def read(self) -> None:
        """Take what comes until the connection is closed, by whomever."""
        try:
            async with asyncio.timeout(None) as patience:
                async for message in self._web_socket:
                    if message.type is WSMsgType.TEXT and self._leaves_after(message.data):
                        patience.reschedule(asyncio.get_running_loop().time() + self._lingers)
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            log.info("a socket ends", extra={"error": type(error).__name__})
        finally:
            self._ends(LOST)
        await self.close()

    async def say(self, text: str) -> bool:
        """Whether it could be sent; nobody can tell whether it arrived."""
        try:
            await self._web_socket.send_str(text)
        except (aiohttp.ClientError, OSError):
            return False
        return True

    async def close(self) -> None:
        """Say goodbye, and wait a moment for Slack's."""
        await self._web_socket.close()

    def _leaves_after(self, text: str) -> bool:
        """Take one message; true when it is a farewell."""
        said = _read(text)
        if said.get("type") == "disconnect":
            self._ends(str(said.get("reason")))
            return True
        if _is_envelope(said):
            self._take(self, said)
        else:
            # Its words are not ours to log.
            log.warning("something over the socket is no envelope", extra={"length": len(text)})
        return False

    def _ends(self, reason: str) -> None:
        if not self.farewell.done():
            self.farewell.set_result(reason)


def _read(text: str) -> Envelope:
    """An object, empty when it is none that can be read."""
    if len(text) > LONGEST:
        return {}
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _is_envelope(said: Envelope) -> bool:
    kind, number = said.get("type"), said.get("envelope_id")
    known = isinstance(kind, str) and kind in KINDS and isinstance(number, str)
    return known and isinstance(said.get("payload"), dict)
