"""A bot made of Bolt alone, for tests of the workspace: it notes what it hears and answers."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox

Json = dict[str, Any]


class SmallBot:
    """Register listeners on `app` before people act; `broken` makes the next requests fail."""

    def __init__(self, sandbox: Sandbox, client: AsyncWebClient) -> None:
        self._sandbox = sandbox
        self.app = AsyncApp(
            client=client, signing_secret=sandbox.signing_secret, process_before_response=True
        )
        self.heard: list[Json] = []
        self.headers: list[dict[str, str]] = []
        self.broken: list[web.Response] = []
        self.awake = asyncio.Event()
        self.awake.set()
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        application = web.Application()
        application.router.add_post("/slack/events", self._serve)
        self._runner = web.AppRunner(application)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self._sandbox.connect(f"http://127.0.0.1:{self._runner.addresses[0][1]}/slack/events")

    async def stop(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        self.headers.append({name.lower(): value for name, value in request.headers.items()})
        await self.awake.wait()
        if self.broken:
            return self.broken.pop(0)
        return await to_aiohttp_response(
            await self.app.async_dispatch(await to_bolt_request(request))
        )

    def hears(self, *events: str) -> None:
        """Subscribes to events and keeps them."""

        async def keep(event: Json) -> None:
            self.heard.append(event)

        for event in events:
            self.app.event(event)(keep)

    def answers(self, command: str, answer: Any) -> None:
        async def reply(ack: Callable[..., Awaitable[Any]], command: Json) -> None:
            self.heard.append(command)
            await ack(answer)

        self.app.command(command)(reply)

    def opens(self, command: str, view: Json) -> None:
        """A form, at a command."""

        async def show(ack: Callable[..., Awaitable[Any]], body: Json, client: Any) -> None:
            await client.views_open(trigger_id=body["trigger_id"], view=view)
            await ack()

        self.app.command(command)(show)

    def keeps(self, kind: str, name: str, answer: Json | None = None) -> None:
        """An action, a view, a shortcut or a select's letters: kept, and acknowledged so."""

        async def keep(ack: Callable[..., Awaitable[Any]], body: Json) -> None:
            self.heard.append(body)
            await ack(**(answer or {}))

        getattr(self.app, kind)(name)(keep)
