"""The Web API's front door: token, scopes, arguments, limits and faults, then the method."""

import asyncio
from inspect import isawaitable
from typing import Any
from weakref import WeakSet

from aiohttp import web

from bot.sandbox.args import Args, read_args
from bot.sandbox.faults import Fault, channels_in
from bot.sandbox.limits import Method, method, method_names
from bot.sandbox.log import Call
from bot.sandbox.methods import METHODS
from bot.sandbox.refusal import Refused
from bot.sandbox.wire import encoded
from bot.sandbox.world import World

Json = dict[str, Any]
_BEGAN = web.RequestKey("began", float)
_GIVEN = web.RequestKey("given", dict[str, Any])
_CALL = web.RequestKey("call", Call)
_NEVER_LOGGED = frozenset({"token", "client_secret"})


class WebApi:
    def __init__(self, world: World) -> None:
        self._world = world
        self.latency = 0.0  # seconds a call takes beside our own work, half of them each way
        self.rate_limits = False
        self.connections = 0  # how many carried calls so far
        self._known: WeakSet[asyncio.BaseTransport] = WeakSet()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Arguments, times and the entry in the log go with the request from here on."""
        loop = asyncio.get_running_loop()
        self._count(request.transport)
        request[_BEGAN], request[_GIVEN] = loop.time(), {}
        try:
            return await self._in_time(request)
        finally:
            if _CALL in request:
                request[_CALL].ended = loop.time()

    def _count(self, transport: asyncio.BaseTransport | None) -> None:
        if transport is not None and transport not in self._known:
            self._known.add(transport)
            self.connections += 1

    async def _in_time(self, request: web.Request) -> web.StreamResponse:
        try:
            request[_GIVEN] = await read_args(request)
        except Refused as refused:
            return self._respond(request, refusal(refused), None)
        if not self.latency:
            return await self._answer(request)
        await asyncio.sleep(self.latency / 2)
        response = await self._answer(request)
        await asyncio.sleep(self.latency / 2)
        return response

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        name, given = request.match_info["method"], request[_GIVEN]
        fault = await self._world.faults.meet(name, channels_in(given))
        if fault is not None and not fault.applies:
            return await self._faulty(request, fault)
        if self.rate_limits and (wait := self._world.pace.take(name, _channel_in(given))):
            return self._limited(request, wait)
        kind, body = await self._run(request, name, given)
        if fault is None:
            return self._respond(request, body, kind)
        if fault.told is None:
            response = self._respond(request, body, kind)
            return await self._world.faults.answer(fault, request, response)
        return await self._faulty(request, fault)

    async def _run(self, request: web.Request, name: str, given: Json) -> tuple[str | None, Json]:
        kind: str | None = None
        try:
            kind = self._world.tokens.kind_of(_token(request, given))
            run = METHODS.get(name)
            if run is None:
                raise Refused("unknown_method", req_method=name)
            args = Args(given)
            if name in method_names():
                self._admit(method(name), kind, args)
            result = run(self._world, args)
            body = await result if isawaitable(result) else result
        except Refused as refused:
            return kind, refusal(refused)
        return kind, {"ok": True, **body}

    def _admit(self, facts: Method, kind: str, args: Args) -> None:
        """What holds for every method: the kind of token, its scopes, the arguments it must have."""
        wants_app_token = facts.name == "apps.connections.open"
        if wants_app_token != (kind == "app"):
            raise Refused("not_allowed_token_type")
        self._world.scopes.require(facts, self._kind_of_conversation(facts.name, args))
        missing = [name for name in facts.required_args if name not in args]
        if missing and facts.name != "conversations.create":  # that one has a code of its own
            raise Refused.because(
                "invalid_arguments", [f"missing required field: {name}" for name in missing]
            )

    def _kind_of_conversation(self, name: str, args: Args) -> str | None:
        channel = self._world.workspace.channels.get(args.text("channel"))
        if channel is not None:
            return channel.kind
        if name == "conversations.create":
            return "group" if args.flag("is_private") else "channel"
        if name == "conversations.open":
            return "mpim" if len(args.ids("users")) > 1 else "im"
        return None

    # answers

    def _respond(
        self, request: web.Request, body: Json, kind: str | None, *, status: int = 200
    ) -> web.Response:
        self._log(request, kind=kind, error=body.get("error"), status=status)
        response = web.Response(body=encoded(body), status=status, content_type="application/json")
        if kind == "bot":
            response.headers["X-OAuth-Scopes"] = ",".join(sorted(self._world.scopes.granted))
        return response

    def _limited(self, request: web.Request, wait: int) -> web.Response:
        body = {"ok": False, "error": "ratelimited"}
        response = self._respond(request, body, None, status=429)
        response.headers["Retry-After"] = str(wait)
        return response

    async def _faulty(self, request: web.Request, fault: Fault) -> web.Response:
        self._log(request, kind=None, error=fault.told, status=fault.http_status)
        return await self._world.faults.answer(fault, request)

    def _log(
        self, request: web.Request, *, kind: str | None, error: str | None, status: int
    ) -> None:
        given = request[_GIVEN].items()
        args = {key: value for key, value in given if key not in _NEVER_LOGGED}
        name, at = request.match_info["method"], self._world.clock.now()
        call = Call(name, args, error is None, error, status, at, kind, request[_BEGAN])
        request[_CALL] = call
        self._world.log.add_call(call)
        self._world.workspace.changes.tell("call")


def refusal(refused: Refused) -> Json:
    return {"ok": False, "error": refused.error, **refused.body}


def _token(request: web.Request, given: Json) -> str | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return token.strip()
    return str(given["token"]) if given.get("token") else None


def _channel_in(given: Json) -> str | None:
    channel = given.get("channel")
    return str(channel) if channel else None
