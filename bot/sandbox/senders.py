"""The way from the workspace to the bot: signed HTTP requests, or the socket where one is open."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
import orjson
from yarl import URL

from bot.sandbox.clock import Clock
from bot.sandbox.log import Delivery, Log
from bot.sandbox.socket import SocketMode
from bot.sandbox.wire import encoded

PATIENCE = 3.0  # seconds within which the bot must answer
_MOST_REDIRECTS = 2
_FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: an HTTP status (0: nothing came) and the body, parsed where it is JSON."""

    status: int
    body: Any = None
    failure: str | None = None  # Slack's word for why a delivery failed
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300


def signature(secret: str, timestamp: str, body: bytes) -> str:
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


class Sender:
    """Signatures carry the machine's time, not the workspace's: the bot checks them against it."""

    def __init__(
        self,
        secret: str,
        *,
        socket: SocketMode,
        clock: Clock,
        log: Log,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._secret, self._socket, self._clock, self._log = secret, socket, clock, log
        self._wall = wall
        self._session: aiohttp.ClientSession | None = None
        self.bot_url: URL | None = None
        self.patience = PATIENCE

    async def start(self) -> None:
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    @property
    def transport(self) -> str:
        if self._socket.connected:
            return "socket"
        return "http" if self.bot_url is not None else "none"

    async def command(self, form: dict[str, str]) -> Reply:
        body = urlencode(form, errors="surrogatepass").encode()
        return await self._send("slash_commands", form, body, _FORM, answers=True)

    async def interactive(self, payload: dict[str, Any], *, answers: bool = False) -> Reply:
        """`answers`: the acknowledgement of this kind of payload may carry a body."""
        body = urlencode({"payload": encoded(payload).decode()}).encode()
        return await self._send("interactive", payload, body, _FORM, answers=answers)

    async def event(
        self, envelope: dict[str, Any], *, attempt: int = 0, reason: str | None = None
    ) -> Reply:
        body = encoded(envelope)
        return await self._send(
            "events_api", envelope, body, "application/json", attempt=attempt, reason=reason
        )

    async def repeat(self, delivery: Delivery) -> Reply:
        if delivery.kind == "slash_commands":
            return await self.command(delivery.body)
        if delivery.kind == "interactive":
            return await self.interactive(delivery.body, answers=True)
        attempt = delivery.attempt + 1
        return await self.event(delivery.body, attempt=attempt, reason="http_timeout")

    async def _send(
        self,
        kind: str,
        payload: dict[str, Any],
        body: bytes,
        content_type: str,
        *,
        answers: bool = False,
        attempt: int = 0,
        reason: str | None = None,
    ) -> Reply:
        if self._socket.connected:
            reply = await self._by_socket(kind, payload, answers, attempt, reason)
        else:
            reply = await self._by_http(body, content_type, attempt, reason)
        delivery = Delivery(kind, payload, reply.status, reply.body, attempt, self._clock.now())
        self._log.add_delivery(delivery)
        return reply

    async def _by_socket(
        self, kind: str, payload: dict[str, Any], answers: bool, attempt: int, reason: str | None
    ) -> Reply:
        acked, response = await self._socket.send(
            kind,
            payload,
            accepts_response_payload=answers,
            retry_attempt=attempt or None,
            retry_reason=reason,
        )
        return Reply(200, response) if acked else Reply(0, failure="timeout")

    async def _by_http(
        self, body: bytes, content_type: str, attempt: int, reason: str | None
    ) -> Reply:
        if self.bot_url is None or self._session is None:
            return Reply(0, failure="connection_failed")
        headers = self._headers(body, content_type)
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": str(reason)}
        try:
            async with self._session.post(
                self.bot_url,
                data=body,
                headers=headers,
                max_redirects=_MOST_REDIRECTS,
                timeout=aiohttp.ClientTimeout(total=self.patience),
            ) as response:
                return _reply(response.status, await response.read(), dict(response.headers))
        except aiohttp.TooManyRedirects:
            return Reply(0, failure="too_many_redirects")
        except TimeoutError:
            return Reply(0, failure="http_timeout")
        except (aiohttp.ClientError, asyncio.IncompleteReadError):
            return Reply(0, failure="connection_failed")

    def _headers(self, body: bytes, content_type: str) -> dict[str, str]:
        timestamp = str(int(self._wall()))
        return {
            "Content-Type": content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": signature(self._secret, timestamp, body),
        }


def _reply(status: int, body: bytes, headers: dict[str, str]) -> Reply:
    failure = None if 200 <= status < 300 else "http_error"
    small = {name.lower(): value for name, value in headers.items()}
    if "json" in small.get("content-type", ""):
        try:
            return Reply(status, orjson.loads(body), failure, small)
        except orjson.JSONDecodeError:
            pass  # what is not JSON after all is shown as the text it is
    return Reply(status, body.decode("utf-8", "replace") or None, failure, small)
