"""POST /alerts/<source>: what monitors send, with a shared secret; answered after the commit."""

import asyncio
import hmac
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

import handlers.alerts
from bot.domain.dbt import parse_artifact
from bot.domain.errors import BadArtifact, BotError, Busy
from handlers.alerts.keeping import keep
from handlers.alerts.kinds import AlertSource, Batch
from handlers.deps import Deps
from handlers.discover import discover
from handlers.web.uploads import Refused, body_of, files_of

AT_ONCE = 2
"""Bodies held in memory at the same time; further senders wait for their turn."""
SECONDS = 60
"""How long a sender may take for the whole body."""
SMALL = 256 * 1024
"""Below this many bytes reading takes a few milliseconds, and needs no thread."""


class AlertDoor:
    """Refuses before it reads: unknown source, no secret set, wrong secret, compressed, too large."""

    def __init__(self, deps: Deps) -> None:
        self.deps = deps
        self.sources = discover(handlers.alerts, AlertSource)
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def receive(self, request: web.Request) -> web.Response:
        """Every outcome is JSON: counts, or an error of one sentence."""
        try:
            source = self._source(request)
            async with self._turns:
                batch = await self._read(request, source)
                kept = await keep(self.deps.db, batch, now=self.deps.now())
        except Refused as error:
            return web.json_response({"error": str(error)}, status=error.status)
        except Busy as error:
            headers = {"Retry-After": "5"}
            return web.json_response({"error": str(error)}, status=503, headers=headers)
        except BotError as error:
            return web.json_response({"error": str(error)}, status=400)
        return web.json_response(kept.counts())

    def _source(self, request: web.Request) -> AlertSource:
        name = request.match_info["source"]
        source = self.sources.get(name)
        if source is None:
            known = ", ".join(f"/alerts/{one}" for one in self.sources)
            raise Refused(404, f"There is no such alert source; there is {known}.")
        secrets = self.deps.alert_secrets.get(name, ())
        if not secrets:
            raise Refused(
                503,
                f"No secret is set for {name}, so nothing is taken in: set "
                f"DATA_INCIDENT_{name.upper()}_SECRET and send it as a bearer token.",
            )
        if not _is_known(request.headers.get("Authorization", ""), secrets):
            raise Refused(401, "Send the shared secret: `Authorization: Bearer <secret>`.")
        return source

    async def _read(self, request: web.Request, source: AlertSource) -> Batch:
        """Receive the parts and read them; off the event loop unless they are small."""
        raw: Mapping[str, bytes] | bytes
        try:
            async with asyncio.timeout(SECONDS):
                if request.content_type == "multipart/form-data":
                    raw = await files_of(request, source.parts)
                else:
                    raw = await body_of(request)
        except TimeoutError:
            raise Refused(
                408, f"The body did not arrive within {SECONDS} s; send it again."
            ) from None
        size = len(raw) if isinstance(raw, bytes) else sum(map(len, raw.values()))
        if size < SMALL:
            return read(source, raw)
        return await asyncio.to_thread(read, source, raw)


def alert_routes(deps: Deps) -> list[web.RouteDef]:
    """One route for all sources."""
    return [web.post("/alerts/{source}", AlertDoor(deps).receive)]


def read(source: AlertSource, raw: Mapping[str, bytes] | bytes) -> Batch:
    """Parse the parts and let the source read them; raises BadArtifact."""
    parts: Mapping[str, Any]
    if isinstance(raw, bytes):
        parts = parse_artifact("The body", raw)
        _must_be_known(parts, source)
    else:
        parts = {name: parse_artifact(f"{name}.json", one) for name, one in raw.items()}
    if all(one is None for one in parts.values()):
        raise BadArtifact(f"Nothing was sent: the parts are {', '.join(source.parts)}.")
    return source.read(parts)


def _must_be_known(parts: Mapping[str, Any], source: AlertSource) -> None:
    if parts.keys() - set(source.parts):
        raise BadArtifact(
            f"The body must be one object with the parts {', '.join(source.parts)}, and nothing "
            "else: {" + ", ".join(f'"{name}": {{…}}' for name in source.parts) + "}."
        )


def _is_known(header: str, secrets: Sequence[str]) -> bool:
    """Every secret is compared, in constant time: how long it takes tells nothing."""
    scheme, _, token = header.partition(" ")
    given = token.strip().encode("utf-8", "surrogateescape")
    matches = [hmac.compare_digest(given, secret.encode()) for secret in secrets]
    return scheme.lower() == "bearer" and any(matches)
