"""A tiny Bolt app that shows everything the page can draw, and remembers what it was told."""

import asyncio
import re
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Sandbox
from tests.browser.blocks import card, form, mrkdwn, option, step

Json = dict[str, Any]
_ANYTHING = re.compile(".*")
ASSETS = ("mart.revenue", "mart.orders", "staging.orders", "raw.orders")


@dataclass
class Showcase:
    """`heard`: every payload in order; `suggested`: what external selects asked for.

    `refuse` are the errors a form is answered with; without its `voice` set the app is mute.
    """

    sandbox: Sandbox
    heard: list[Json] = field(default_factory=list)
    suggested: list[str] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    voice: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def client(self) -> AsyncWebClient:
        return AsyncWebClient(token=self.sandbox.bot_token, base_url=self.sandbox.api_url)

    def said(self, action_id: str) -> list[Json]:
        return [
            action
            for payload in self.heard
            for action in payload.get("actions", [])
            if action["action_id"] == action_id
        ]

    def of_kind(self, kind: str) -> list[Json]:
        return [payload for payload in self.heard if payload.get("type") == kind]


MANIFEST: Json = {
    "features": {
        "slash_commands": [
            {
                "command": "/data-incident",
                "description": "Declare and run incidents",
                "usage_hint": "[sev1] what is wrong",
                "should_escape": True,
            }
        ],
        "shortcuts": [
            {"type": "global", "callback_id": "declare_global", "name": "Declare an incident"},
            {"type": "message", "callback_id": "add_to_timeline", "name": "Add to the timeline"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "bookmarks:write",
                "canvases:write",
                "channels:history",
                "channels:manage",
                "chat:write",
                "commands",
                "files:read",
                "files:write",
                "im:history",
                "pins:write",
                "reactions:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {"bot_events": ["message.channels", "message.im", "reaction_added"]}
    },
}


async def serve(show: Showcase) -> TestServer:
    """The app behind its own little server, connected to the workspace."""
    bolt = _app(show)
    show.voice.set()

    async def events(request: web.Request) -> web.Response:
        await show.voice.wait()
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    web_app = web.Application()
    web_app.router.add_post("/slack/events", events)
    server = TestServer(web_app)
    await server.start_server()
    show.sandbox.install(MANIFEST)
    show.sandbox.connect(str(server.make_url("/slack/events")))
    return server


def _app(show: Showcase) -> AsyncApp:
    sandbox = show.sandbox
    identity = AuthorizeResult(
        enterprise_id=None,
        team_id=sandbox.workspace.app.team_id,
        bot_token=sandbox.bot_token,
        bot_id=sandbox.workspace.app.bot_id,
        bot_user_id=sandbox.workspace.app.user_id,
    )

    async def authorize() -> AuthorizeResult:
        return identity

    bolt = AsyncApp(
        signing_secret=sandbox.signing_secret,
        client=AsyncWebClient(base_url=sandbox.api_url),
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=True,
    )
    _listen(bolt, show)
    return bolt


def _listen(bolt: AsyncApp, show: Showcase) -> None:
    _hear_commands_and_buttons(bolt, show)
    _hear_forms(bolt, show)

    @bolt.event(_ANYTHING)
    async def event(body: Json) -> None:
        show.heard.append(body)


def _hear_commands_and_buttons(bolt: AsyncApp, show: Showcase) -> None:
    @bolt.command("/data-incident")
    async def command(ack: Any, body: Json, client: AsyncWebClient) -> None:
        show.heard.append(body)
        await ack(**await _answer(body, client, show))

    @bolt.shortcut(_ANYTHING)
    async def shortcut(ack: Any, body: Json, client: AsyncWebClient) -> None:
        show.heard.append(body)
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=form(person=body["user"]["id"]))

    @bolt.action(_ANYTHING)
    async def action(ack: Any, body: Json, client: AsyncWebClient) -> None:
        show.heard.append(body)
        await ack()
        if body["actions"][0]["action_id"] == "value":
            await _say_severity(body, client)


def _hear_forms(bolt: AsyncApp, show: Showcase) -> None:
    @bolt.options(_ANYTHING)
    async def options(ack: Any, body: Json) -> None:
        show.suggested.append(body["value"])
        await ack(options=[option(name) for name in ASSETS if body["value"] in name])

    @bolt.view("declare")
    async def submitted(ack: Any, body: Json) -> None:
        show.heard.append(body)
        if show.refuse:
            await ack(response_action="errors", errors=show.refuse)
        else:
            await ack()

    @bolt.view("first_step")
    async def next_step(ack: Any, body: Json) -> None:
        show.heard.append(body)
        await ack(response_action="push", view=step("second_step", "Second step"))

    @bolt.view("second_step")
    async def last_step(ack: Any, body: Json) -> None:
        show.heard.append(body)
        await ack(response_action="clear")

    @bolt.view_closed(_ANYTHING)
    async def closed(ack: Any, body: Json) -> None:
        show.heard.append(body)
        await ack()


async def _answer(body: Json, client: AsyncWebClient, show: Showcase) -> Json:
    if body["text"] == "form":
        await client.views_open(trigger_id=body["trigger_id"], view=form(person=body["user_id"]))
        return {}
    if body["text"] == "steps":
        view = step("first_step", "First step")
        await client.views_open(trigger_id=body["trigger_id"], view=view)
        return {}
    if body["text"] == "card":
        await client.chat_postMessage(
            channel=body["channel_id"],
            text="DI-7 Revenue is missing",
            blocks=card(link=show.sandbox.url, person=body["user_id"], channel=body["channel_id"]),
        )
        return {}
    return {"text": f"You typed: {body['text']}"}


async def _say_severity(body: Json, client: AsyncWebClient) -> None:
    """The form changes under the person's hands; what is typed must stay."""
    view = body["view"]
    chosen = body["actions"][0]["selected_option"]["text"]["text"]
    note = {"type": "context", "block_id": "why", "elements": [mrkdwn(f"{chosen} it is.")]}
    kept = {key: view[key] for key in ("type", "callback_id", "title", "submit")}
    blocks = [block for block in view["blocks"] if block["block_id"] != "why"]
    await client.views_update(
        view_id=view["id"],
        hash=view["hash"],
        view={**kept, "notify_on_close": True, "blocks": [note, *blocks]},
    )
