"""The Web API's front door: token, scopes, arguments, limits and faults, then the method."""

import asyncio
from inspect import isawaitable
from typing import Any

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
_NEVER_LOGGED = frozenset({"token", "client_secret"})


class WebApi:
    def __init__(self, world: World) -> None:
        self._world = world
        self.latency = 0.0  # seconds a call takes beside our own work, half of them each way
        self.rate_limits = False

    async def serve(self, request: web.Request) -> web.StreamResponse:
        name = request.match_info["method"]
        try:
            given = await read_args(request)
        except Refused as refused:
            return self._respond(name, {}, refusal(refused), None)
        if not self.latency:
            return await self._answer(request, name, given)
        await asyncio.sleep(self.latency / 2)
        response = await self._answer(request, name, given)
        await asyncio.sleep(self.latency / 2)
        return response

    async def _answer(self, request: web.Request, name: str, given: Json) -> web.StreamResponse:
        fault = await self._world.faults.meet(name, channels_in(given))
        if fault is not None and not fault.applies:
            return await self._faulty(request, name, given, fault)
        if self.rate_limits and (wait := self._world.pace.take(name, _channel_in(given))):
            return self._limited(name, given, wait)
        kind, body = await self._run(request, name, given)
        if fault is None:
            return self._respond(name, given, body, kind)
        if fault.told is None:
            response = self._respond(name, given, body, kind)
            return await self._world.faults.answer(fault, request, response)
        return await self._faulty(request, name, given, fault)

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
        self, name: str, given: Json, body: Json, kind: str | None, *, status: int = 200
    ) -> web.Response:
        self._log(name, given, kind=kind, error=body.get("error"), status=status)
        response = web.Response(body=encoded(body), status=status, content_type="application/json")
        if kind == "bot":
            response.headers["X-OAuth-Scopes"] = ",".join(sorted(self._world.scopes.granted))
        return response

    def _limited(self, name: str, given: Json, wait: int) -> web.Response:
        body = {"ok": False, "error": "ratelimited"}
        response = self._respond(name, given, body, None, status=429)
        response.headers["Retry-After"] = str(wait)
        return response

    async def _faulty(
        self, request: web.Request, name: str, given: Json, fault: Fault
    ) -> web.Response:
        self._log(name, given, kind=None, error=fault.told, status=fault.http_status)
        return await self._world.faults.answer(fault, request)

    def _log(
        self, name: str, given: Json, *, kind: str | None, error: str | None, status: int
    ) -> None:
        args = {key: value for key, value in given.items() if key not in _NEVER_LOGGED}
        at = self._world.clock.now()
        self._world.log.calls.append(Call(name, args, error is None, error, status, at, kind))
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
