"""What is served beside the Web API: response_urls, uploaded files and the page."""

import asyncio
import mimetypes
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

import orjson
from aiohttp import web

from bot.sandbox.faults import Fault
from bot.sandbox.log import Call
from bot.sandbox.refusal import Refused
from bot.sandbox.responses import respond
from bot.sandbox.world import World

Json = dict[str, Any]


class Outside:
    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/response/{key}", self._respond),
            web.post("/files/upload/{file}", self._upload),
            web.get("/files/{file}/{name}", self._download),
            web.get("/canvases/{canvas}", self._canvas),
            web.get("/", self._page),
            web.get("/archives/{place:.*}", self._page),
            web.get("/page/{file:.+}", self._part_of_page),
        ]

    async def _respond(self, request: web.Request) -> web.StreamResponse:
        payload = _object(await request.read())
        key, began = request.match_info["key"], asyncio.get_running_loop().time()
        fault = await self._world.faults.meet("response_url", self._where(key))
        error, status = None, 200
        if fault is None or fault.applies:
            error, status = self._posted(key, payload)
        answer = _answered(error, status)
        if fault is not None and fault.told is not None:
            error, status = fault.told, fault.http_status
        at = self._world.clock.now()
        call = Call("response_url", payload or {}, error is None, error, status, at, None, began)
        self._world.log.add_call(call)
        self._world.workspace.changes.tell("call")
        try:
            return await self._spoilt(fault, request, answer)
        finally:
            call.ended = asyncio.get_running_loop().time()

    def _where(self, key: str) -> frozenset[str]:
        try:
            return frozenset({self._world.response_urls.get(key).channel})
        except KeyError:
            return frozenset()

    async def _spoilt(
        self, fault: Fault | None, request: web.Request, answer: web.Response
    ) -> web.Response:
        if fault is None:
            return answer
        return await self._world.faults.answer(fault, request, answer)

    def _posted(self, key: str, payload: Json | None) -> tuple[str | None, int]:
        """The error, if any, and the HTTP status that goes with it."""
        if payload is None:
            return "invalid_payload", 400
        try:
            where = self._world.response_urls.use(key)
        except Refused as refused:
            return refused.error, 404
        try:
            respond(self._world, where, payload)
        except Refused as refused:
            return refused.error, 400
        return None, 200

    async def _upload(self, request: web.Request) -> web.Response:
        content = await self._content(request)
        fault = await self._world.faults.meet("files.upload")
        if fault is not None and not fault.applies:
            return await self._world.faults.answer(fault, request)
        try:
            file = self._world.files.receive(request.match_info["file"], content)
        except Refused as refused:
            return web.Response(text=refused.error, status=404)
        return await self._spoilt(fault, request, web.Response(text=f"OK - {file.length}"))

    @staticmethod
    async def _content(request: web.Request) -> bytes:
        """The bytes, sent bare or as the one file of a form."""
        if request.content_type != "multipart/form-data":
            return await request.read()
        form = await request.post()
        for part in form.values():
            if isinstance(part, web.FileField):
                return part.file.read()
        return b""

    async def _download(self, request: web.Request) -> web.Response:
        try:
            file = self._world.files.get(request.match_info["file"])
        except Refused:
            raise web.HTTPNotFound from None
        if file.content is None or file.deleted:
            raise web.HTTPNotFound
        return _inert(file.content, _shown_as(file.name))

    async def _canvas(self, request: web.Request) -> web.Response:
        canvas = self._world.plan.canvases.get(request.match_info["canvas"])
        if canvas is None:
            raise web.HTTPNotFound
        return _inert(canvas.markdown.encode(), _shown_as("canvas.md"))

    async def _page(self, request: web.Request) -> web.Response:
        return _served("index.html")

    async def _part_of_page(self, request: web.Request) -> web.Response:
        return _served(request.match_info["file"])


def _inert(content: bytes, shown_as: str) -> web.Response:
    """What somebody wrote, which may not run as a page of this workspace."""
    headers = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}
    charset = "utf-8" if shown_as == "text/plain" else None
    return web.Response(body=content, content_type=shown_as, charset=charset, headers=headers)


def _answered(error: str | None, status: int) -> web.Response:
    if error is None:
        return web.Response(text="ok")
    return web.json_response({"ok": False, "error": error}, status=status)


def _object(body: bytes) -> Json | None:
    try:
        parsed = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    return parsed if isinstance(parsed, dict) else None


def _shown_as(name: str) -> str:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("image/") or kind == "application/pdf":
        return kind
    return "text/plain" if kind.startswith("text/") else "application/octet-stream"


def _served(path: str) -> web.Response:
    root: Traversable = resources.files("bot.sandbox").joinpath("page")
    parts = path.split("/")
    found = root.joinpath(*parts)
    if ".." in parts or "" in parts or not found.is_file():
        raise web.HTTPNotFound
    kind = mimetypes.guess_type(parts[-1])[0] or "application/octet-stream"
    return web.Response(
        body=found.read_bytes(),
        content_type=kind,
        charset="utf-8" if kind.startswith("text/") else None,
        headers={"Cache-Control": "no-cache"},
    )
