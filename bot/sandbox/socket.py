"""Socket Mode: the WebSocket over which a bot without a public address hears from the workspace.

What a real connection does besides and this does not: it is not refreshed by itself every few
hours, and after a `warning` it stays open until it is told to close or the bot closes it.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import secrets
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from aiohttp import WSCloseCode, WSMsgType, web

from bot.sandbox.limits import facts, timing
from bot.sandbox.nowhere import Nowhere
from bot.sandbox.pace import Clock

TICKET_LIFETIME = timedelta(seconds=30)
_APP_ID = "A0SANDBOX"
_HOST = "local-workspace"
_USUAL_LIFETIME_SECONDS = 18_060


class Place(Protocol):
    """What the socket has to know of the workspace it belongs to."""

    @property
    def url(self) -> str: ...

    @property
    def clock(self) -> Clock: ...


@dataclass(eq=False)
class _Connection:
    socket: web.WebSocketResponse
    request: web.Request
    retiring: bool = False
    silent: bool = False  # nothing goes in or out any more, though TCP is open


@dataclass
class _Unanswered:
    connection: _Connection
    answer: asyncio.Future[Any]


class SocketMode:
    """Hands out tickets, keeps the connections opened with them, and sends envelopes over them."""

    def __init__(self, sandbox: Place, *, ack_within: timedelta | None = None) -> None:
        self._sandbox = sandbox
        self._patience = ack_within or timedelta(seconds=timing("ack_seconds"))
        self._tickets: dict[str, datetime] = {}
        self._connections: list[_Connection] = []
        self._unanswered: dict[str, _Unanswered] = {}
        self._turns = itertools.count()
        self._nowhere = Nowhere()
        self.dead_addresses = 0  # how many of the next addresses accept no connection

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/socket", self._serve)]

    @property
    def connected(self) -> bool:
        return bool(self._connections)

    async def open(self) -> str:
        """The URL that apps.connections.open answers: good for one connection, for a short while."""
        now = self._sandbox.clock.now()
        self._tickets = {ticket: end for ticket, end in self._tickets.items() if end > now}
        ticket = secrets.token_urlsafe(24)
        self._tickets[ticket] = now + TICKET_LIFETIME
        address = self._sandbox.url.replace("http", "ws", 1)
        if self.dead_addresses > 0:
            self.dead_addresses -= 1
            address = self._nowhere.url()
        return f"{address}/socket?ticket={ticket}&app_id={_APP_ID}"

    async def send(
        self,
        kind: str,
        payload: dict[str, Any],
        *,
        accepts_response_payload: bool,
        retry_attempt: int | None = None,
        retry_reason: str | None = None,
    ) -> tuple[bool, dict[str, Any] | None]:
        """Sends one envelope and waits for its acknowledgement: (came in time, what it carried)."""
        connection = self._next_connection()
        if connection is None:
            return False, None
        envelope: dict[str, Any] = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": accepts_response_payload,
        }
        if kind == "events_api":  # Slack states both on the first attempt too
            envelope["retry_attempt"] = retry_attempt or 0
            envelope["retry_reason"] = retry_reason or ""
        acked, answer = await self._send_and_wait(connection, envelope)
        return acked, answer if accepts_response_payload else None

    async def disconnect(self, reason: str) -> None:
        """Tells every connection to go; all but a `warning` then close the connection as well."""
        for connection in list(self._connections):
            await self._send_away(connection, reason)

    async def _send_away(self, connection: _Connection, reason: str) -> None:
        connection.retiring = True
        await _tell(connection, _goodbye(reason))
        if reason != "warning" and connection in self._connections:
            self._forget(connection)
            await connection.socket.close(code=WSCloseCode.GOING_AWAY)

    async def refresh(self, *, after: float = 0.0) -> None:
        """As every few hours: a warning, then the end of the connections that were warned."""
        warned = list(self._connections)
        for connection in warned:
            await self._send_away(connection, "warning")
        await asyncio.sleep(after)
        for connection in warned:
            await self._send_away(connection, "refresh_requested")

    async def drop(self, *, oldest: bool = False) -> None:
        """Cuts every connection, or the oldest one, without a word, as a broken network would."""
        for connection in self._connections[:1] if oldest else list(self._connections):
            self._forget(connection)
            self._lose_unanswered(connection)
            if connection.request.transport is not None:
                connection.request.transport.abort()

    def fall_silent(self) -> None:
        """The connections there are stay open, but no ping is answered and nothing is heard."""
        for connection in self._connections:
            connection.silent = True

    async def stop(self) -> None:
        await self.drop()
        self._nowhere.close()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if not self._redeem(request.query.get("ticket", "")):
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=403)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        connection = _Connection(socket, request)
        if len(self._connections) >= facts()["timing"]["socket_mode"]["max_connections"]:
            await _tell(connection, _goodbye("too_many_websockets"))
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return socket
        self._connections.append(connection)
        try:
            await _tell(connection, self._hello())
            await self._listen(connection)
        finally:
            self._forget(connection)
        return socket

    async def _listen(self, connection: _Connection) -> None:
        async for message in connection.socket:
            if connection.silent:
                continue
            if message.type is WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type is WSMsgType.TEXT:
                self._take(message.data)

    def _redeem(self, ticket: str) -> bool:
        end = self._tickets.pop(ticket, None)
        return end is not None and self._sandbox.clock.now() < end

    def _hello(self) -> dict[str, Any]:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {
                "host": _HOST,
                "build_number": 1,
                "approximate_connection_time": _USUAL_LIFETIME_SECONDS,
            },
            "connection_info": {"app_id": _APP_ID},
        }

    def _next_connection(self) -> _Connection | None:
        """Any connection may get any payload: they take turns, those told to go only at need."""
        candidates = [each for each in self._connections if not each.retiring]
        candidates = candidates or self._connections
        return candidates[next(self._turns) % len(candidates)] if candidates else None

    async def _send_and_wait(
        self, connection: _Connection, envelope: dict[str, Any]
    ) -> tuple[bool, dict[str, Any] | None]:
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._unanswered[envelope["envelope_id"]] = _Unanswered(connection, answer)
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                if not connection.silent:
                    await connection.socket.send_str(json.dumps(envelope))
                carried = await answer
        except (TimeoutError, ConnectionError):
            return False, None
        finally:
            del self._unanswered[envelope["envelope_id"]]
        return True, carried if isinstance(carried, dict) else None

    def _take(self, text: str) -> None:
        """An acknowledgement may come over another connection than its envelope went out on."""
        try:
            message = json.loads(text)
        except ValueError:
            return
        envelope_id = message.get("envelope_id") if isinstance(message, dict) else None
        unanswered = self._unanswered.get(envelope_id) if isinstance(envelope_id, str) else None
        if unanswered is not None and not unanswered.answer.done():
            unanswered.answer.set_result(message.get("payload"))

    def _lose_unanswered(self, connection: _Connection) -> None:
        for unanswered in self._unanswered.values():
            if unanswered.connection is connection and not unanswered.answer.done():
                unanswered.answer.set_exception(ConnectionResetError("the connection was cut"))

    def _forget(self, connection: _Connection) -> None:
        if connection in self._connections:
            self._connections.remove(connection)


def _goodbye(reason: str) -> dict[str, Any]:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}}


async def _tell(connection: _Connection, message: dict[str, Any]) -> None:
    """Says something on a connection that the other side may have closed already."""
    if connection.silent:
        return
    try:
        await connection.socket.send_str(json.dumps(message))
    except ConnectionError:
        return
