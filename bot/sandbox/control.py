"""The HTTP API behind the page: the workspace as one person sees it, and what that person does."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import orjson
from aiohttp import web

from bot.sandbox.acts import Acts
from bot.sandbox.answer import Answer
from bot.sandbox.faults import Fault
from bot.sandbox.refusal import Refused
from bot.sandbox.seen import Seen

if TYPE_CHECKING:
    from bot.sandbox.server import Sandbox

Json = dict[str, Any]
_KEEP_ALIVE = 15.0


@web.middleware
async def own_page_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """No other site, open in the same browser, may act for people here."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != f"{request.scheme}://{request.host}":
        raise web.HTTPForbidden
    return await handler(request)


class Control:
    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._seen = Seen(sandbox)
        self._acts = Acts(sandbox, self._seen)

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/sandbox/state", self._state),
            web.get("/sandbox/messages", self._messages),
            web.get("/sandbox/stream", self._stream),
            web.post("/sandbox/act", self._act),
            web.get("/sandbox/log", self._log),
            web.post("/sandbox/faults", self._add_fault),
            web.delete("/sandbox/faults", self._clear_faults),
        ]

    async def _state(self, request: web.Request) -> web.Response:
        return _json(self._seen.state(request.query.get("as", "")))

    async def _messages(self, request: web.Request) -> web.Response:
        query = request.query
        try:
            shown = self._seen.messages(
                query.get("as", ""), query.get("channel", ""), thread=query.get("thread")
            )
        except Refused as refused:
            return _json({"error": refused.error}, status=404)
        return _json({"messages": shown})

    async def _stream(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events until the page goes away."""
        headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store"}
        response = web.StreamResponse(headers=headers)
        await response.prepare(request)
        changes = self._sandbox.workspace.changes
        queue = changes.listen()
        try:
            with contextlib.suppress(ConnectionResetError):
                await self._tell(response, queue)
        finally:
            changes.leave(queue)
        return response

    @staticmethod
    async def _tell(
        response: web.StreamResponse, queue: "asyncio.Queue[dict[str, object]]"
    ) -> None:
        await response.write(b": here\n\n")
        while True:
            try:
                note = await asyncio.wait_for(queue.get(), _KEEP_ALIVE)
            except TimeoutError:
                await response.write(b": still here\n\n")
                continue
            if note["type"] == "end":
                return
            if note["type"] != "call":  # the page asks for the log when it shows it
                await response.write(b"data: " + orjson.dumps(note) + b"\n\n")

    async def _act(self, request: web.Request) -> web.Response:
        if self._sandbox.closed:
            return _json({"status": 0, "body": None, "error": self._sandbox.closed}, status=409)
        try:
            fields = orjson.loads(await request.read())
            result = await self._acts.run(fields)
        except (orjson.JSONDecodeError, KeyError, TypeError) as problem:
            return _json({"status": 0, "body": None, "error": f"bad act: {problem}"}, status=400)
        except (Refused, LookupError, AssertionError, ValueError) as problem:
            return _json({"status": 0, "body": None, "error": str(problem)}, status=409)
        return _json(_shown(result) if isinstance(result, Answer) else result)

    async def _log(self, request: web.Request) -> web.Response:
        log = self._sandbox.world.log
        return _json({"calls": log.calls[-500:], "deliveries": log.deliveries[-500:]})

    async def _add_fault(self, request: web.Request) -> web.Response:
        try:
            fields = orjson.loads(await request.read())
            fault: Fault = self._sandbox.faults.add(fields.pop("method"), **fields)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError) as problem:
            return _json({"error": f"bad fault: {problem}"}, status=400)
        return _json(fault)

    async def _clear_faults(self, request: web.Request) -> web.Response:
        self._sandbox.faults.clear()
        return _json({"ok": True})


def _shown(answer: Answer) -> Json:
    shown: Json = {"status": answer.status, "body": answer.body}
    return shown | ({"error": answer.error} if answer.error else {})


def _json(body: Any, *, status: int = 200) -> web.Response:
    return web.Response(
        body=orjson.dumps(body, default=str), status=status, content_type="application/json"
    )
