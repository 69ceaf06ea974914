"""Slack's requests: refused before anything reads them unless signed, small and of Slack's shape."""

import asyncio
import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import Clock

from handlers.web.bodies import payload_of
from handlers.web.uploads import Refused, Room, body_of

MOST = 1024 * 1024
"""Bytes of a body: the largest forms of Slack have a quarter of it."""
AT_ONCE = 64 * 1024 * 1024
"""Bytes of bodies held at the same time."""
SECONDS = 3.0
"""How long a body may take to arrive: Slack itself gives up by then."""
SMALL = 64 * 1024
"""Below this many bytes reading takes a millisecond, and needs no thread."""
WINDOW = 5 * 60
"""Seconds after which a signature is not taken any more, so that a request cannot be replayed later."""
STAMP = re.compile(r"[0-9]{1,14}")
SIGNATURE = re.compile(r"v0=[0-9a-f]{64}")
UNSIGNED = "This is not signed by Slack, or was signed more than five minutes ago."


class SlackDoor:
    """Checks the size, then the signature, then the shape; Bolt is handed what was read, and reads
    nothing itself (it would parse before it verifies, and more is JSON to it than should be)."""

    def __init__(self, app: AsyncApp, secret: str) -> None:
        self.app = app
        self._secret = secret.encode()
        self._clock = Clock()  # signatures carry the machine's time
        self._room = Room(AT_ONCE)

    async def receive(self, request: web.Request) -> web.StreamResponse:
        """Every refusal is JSON with one sentence."""
        try:
            stamp, signature = self._signed_headers(request)
            with self._room.held(min(request.content_length or MOST, MOST)):
                body = await self._arrived(request)
                if not hmac.compare_digest(self._signature(stamp, body), signature):
                    raise Refused(401, UNSIGNED)
                payload = await _read(body, request.content_type)
                wanted = AsyncBoltRequest(mode="socket_mode", body=payload, headers=_retry(request))
                answered = await self.app.async_dispatch(wanted)
        except Refused as error:
            return error.response()
        response: web.StreamResponse = await to_aiohttp_response(answered)
        return response

    def _signed_headers(self, request: web.Request) -> tuple[str, str]:
        """What can be refused before the body arrives."""
        stamp = request.headers.get("X-Slack-Request-Timestamp", "")
        signature = request.headers.get("X-Slack-Signature", "")
        if not (self._secret and STAMP.fullmatch(stamp) and SIGNATURE.fullmatch(signature)):
            raise Refused(401, UNSIGNED)
        if abs(self._clock.now() - int(stamp)) > WINDOW:
            raise Refused(401, UNSIGNED)
        return stamp, signature

    def _signature(self, stamp: str, body: bytes) -> str:
        signed = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256)
        return f"v0={signed.hexdigest()}"

    async def _arrived(self, request: web.Request) -> bytes:
        try:
            async with asyncio.timeout(SECONDS):
                return bytes(await body_of(request, most=MOST))
        except TimeoutError:
            raise Refused(408, f"The body did not arrive within {SECONDS:.0f} s.") from None


def slack_route(app: AsyncApp, secret: str) -> web.RouteDef:
    """POST /slack/events: commands, interactions, options and events. Without a secret, nothing."""
    return web.post("/slack/events", SlackDoor(app, secret).receive)


async def _read(body: bytes, content_type: str) -> dict[str, Any]:
    """Off the loop unless it is small: unquoting a large form takes a while."""
    if len(body) < SMALL:
        return payload_of(body, content_type)
    return await asyncio.to_thread(payload_of, body, content_type)


def _retry(request: web.Request) -> dict[str, str | Sequence[str]]:
    """The headers that say that Slack sends it again; no other means anything to us."""
    return {
        name: value for name, value in request.headers.items() if name.startswith("X-Slack-Retry-")
    }
