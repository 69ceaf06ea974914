"""POST /alerts/<source>: what monitors send, with a shared secret; answered after the commit."""

import asyncio
import hmac
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import TypeVar

from aiohttp import web

import handlers.alerts
from bot.domain.errors import AlreadyDone, BotError, Busy, Collided, CommitUnknown
from handlers.alerts.keeping import Kept, Once, keep
from handlers.alerts.kinds import AlertSource, Body
from handlers.alerts.parts import SMALL, read_aside, size_of
from handlers.deps import Deps
from handlers.discover import discover
from handlers.measuring import measured_alerts
from handlers.one_by_one import OneByOne, StillRunning
from handlers.web.uploads import Refused, Room, body_of, files_of

AT_ONCE = 2
"""Bodies held in memory at the same time; further senders wait for their turn."""
SECONDS = 60
"""How long a sender may take for the whole body."""
WAITING = 30
"""Senders that may wait for their turn; more are told to come again."""

KEY_MOST = 255
"""Characters of an Idempotency-Key."""

Made = TypeVar("Made")


class AlertDoor:
    """Refuses before it reads: unknown source, no secret set, wrong secret, compressed, too large."""

    def __init__(self, deps: Deps) -> None:
        self.deps = deps
        self.sources = discover(handlers.alerts, AlertSource)
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._room = Room(AT_ONCE + WAITING)
        self._one_by_one = OneByOne()

    async def receive(self, request: web.Request) -> web.Response:
        """Every outcome is JSON: counts, or an error of one sentence."""
        try:
            source = self._source(request)
            key = _key_of(request)
            with self._room.held(1):
                return await self._taken_in_turn(request, source, key)
        except Refused as error:
            return error.response()
        except StillRunning as error:
            return _refusal(error, 409, again=1)
        except Busy as error:
            return _refusal(error, 503, again=5)
        except BotError as error:
            return _refusal(error, 400)

    async def _taken_in_turn(
        self, request: web.Request, source: AlertSource, key: str
    ) -> web.Response:
        async with self._turns:
            raw = await self._received(request, source)
            if not key:
                return web.json_response((await self._keep(source, raw)).counts())
            once = Once(key=f"api:{source.name}:{key}", fingerprint=await _for(raw, _digest))
            async with self._one_by_one.turn(once.key):
                return await self._answered_once(source, raw, once)

    async def _answered_once(self, source: AlertSource, raw: Body, once: Once) -> web.Response:
        """What was answered under this key, or what is answered from now on."""
        given = await self._given(once)
        if given is not None:
            return given
        try:
            return web.json_response((await self._keep(source, raw, once=once)).counts())
        except AlreadyDone:
            # Another replica was faster, or a commit of ours had arrived after all.
            given = await self._given(once)
            if given is None:
                raise
            return given

    async def _given(self, once: Once) -> web.Response | None:
        async with self.deps.db.reading() as tx:
            first = await tx.answers.find(once.key)
        if first is None:
            return None
        if first.fingerprint != once.fingerprint:
            raise Refused(
                422,
                "This Idempotency-Key was used before with another body, which was taken in then; "
                "send this body with a key of its own.",
            )
        headers = {"Idempotent-Replayed": "true"}
        return web.json_response(dict(first.body), status=first.status, headers=headers)

    async def _keep(self, source: AlertSource, raw: Body, *, once: Once | None = None) -> Kept:
        batch = await read_aside(source, raw)
        try:
            return await keep(self.deps.db, batch, now=self.deps.now(), once=once)
        except (CommitUnknown, Collided):
            # What was committed after all is known by its key, or by the ids of what was sent.
            return await keep(self.deps.db, batch, now=self.deps.now(), once=once)

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

    async def _received(self, request: web.Request, source: AlertSource) -> Body:
        try:
            async with asyncio.timeout(SECONDS):
                if request.content_type == "multipart/form-data":
                    return await files_of(request, source.parts)
                return await body_of(request)
        except TimeoutError:
            raise Refused(
                408, f"The body did not arrive within {SECONDS} s; send it again."
            ) from None


def alert_routes(deps: Deps) -> list[web.RouteDef]:
    """One route for all sources."""
    door = AlertDoor(deps)
    receive = measured_alerts(deps.meters.requests, door.receive, known=door.sources)
    return [web.post("/alerts/{source}", receive)]


async def _for(raw: Body, work: Callable[[Body], Made]) -> Made:
    """Something made of the body; off the event loop unless it is small."""
    return work(raw) if size_of(raw) < SMALL else await asyncio.to_thread(work, raw)


def _key_of(request: web.Request) -> str:
    """The sender's own key for this delivery, if there is one."""
    given = request.headers.getall("Idempotency-Key", [])
    if not given:
        return ""
    key = given[0].strip()
    if len(given) > 1 or not 0 < len(key) <= KEY_MOST or not (key.isascii() and key.isprintable()):
        raise Refused(
            400,
            f"Send one Idempotency-Key of 1 to {KEY_MOST} printable ASCII characters, such as the "
            "id of the run, or none.",
        )
    return key


def _digest(raw: Body) -> str:
    """The same for the same content: how a form is cut into parts differs from time to time."""
    parts = raw if isinstance(raw, Mapping) else {"": raw}
    made = sha256()
    for name in sorted(parts):
        made.update(name.encode() + b"\0" + sha256(parts[name]).digest())
    return made.hexdigest()


def _refusal(error: Exception, status: int, *, again: int = 0) -> web.Response:
    headers = {"Retry-After": str(again)} if again else {}
    return web.json_response({"error": str(error)}, status=status, headers=headers)


def _is_known(header: str, secrets: Sequence[str]) -> bool:
    """Every secret is compared, in constant time: how long it takes tells nothing."""
    scheme, _, token = header.partition(" ")
    given = token.strip().encode("utf-8", "surrogateescape")
    matches = [hmac.compare_digest(given, secret.encode()) for secret in secrets]
    return scheme.lower() == "bearer" and any(matches)
