"""The unmodified Bolt handler over our socket: it connects, answers, and comes back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.clock import Clock
from bot.sandbox.socket import SocketMode
from tests.sandbox.waiting import until

EVENT = {
    "type": "event_callback",
    "team_id": "T1",
    "event_id": "Ev1",
    "event": {"type": "app_mention", "user": "U1", "channel": "C1", "text": "hello", "ts": "1.1"},
}
COMMAND = {
    "command": "/data-incident",
    "text": "sev1 Revenue is missing",
    "team_id": "T1",
    "user_id": "U1",
    "channel_id": "C1",
    "trigger_id": "1.2.3",
    "response_url": "http://127.0.0.1/answer",
}
SUBMISSION = {
    "type": "view_submission",
    "team": {"id": "T1"},
    "user": {"id": "U1", "team_id": "T1"},
    "view": {"id": "V1", "type": "modal", "callback_id": "declare", "state": {"values": {}}},
}


class Slack:
    """As much of Slack as a Bolt app needs to get connected."""

    def __init__(self) -> None:
        self.url = ""
        self.clock = Clock()
        self.opened = 0
        self.socket = SocketMode(self, ack_within=timedelta(seconds=1))

    def app(self) -> web.Application:
        app = web.Application()
        app.add_routes(self.socket.routes())
        app.router.add_post("/api/apps.connections.open", self._open)
        app.router.add_post("/api/auth.test", self._auth_test)
        return app

    async def _open(self, request: web.Request) -> web.Response:
        assert request.headers["Authorization"] == "Bearer xapp-1"
        self.opened += 1
        return web.json_response({"ok": True, "url": await self.socket.open()})

    async def _auth_test(self, request: web.Request) -> web.Response:
        found = {"ok": True, "team_id": "T1", "user_id": "UBOT", "bot_id": "B1"}
        return web.json_response(found)


def bot(url: str, heard: list[dict[str, Any]]) -> AsyncApp:
    app = AsyncApp(
        client=AsyncWebClient(token="xoxb-1", base_url=f"{url}/api/"),
        process_before_response=True,
    )

    @app.command("/data-incident")
    async def on_command(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"Declared: {command['text']}")

    @app.view("declare")
    async def on_submission(ack: Any) -> None:
        await ack(response_action="errors", errors={"title": "Say what is wrong"})

    @app.event("app_mention")
    async def on_mention(event: dict[str, Any], req: Any) -> None:
        heard.append({"text": event["text"], "retry": req.headers.get("x-slack-retry-num")})

    return app


async def answered(slack: Slack) -> bool:
    acked, _ = await slack.socket.send("slash_commands", COMMAND, accepts_response_payload=True)
    return acked


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    slack = Slack()
    async with TestServer(slack.app()) as server:
        slack.url = str(server.make_url("")).rstrip("/")
        yield slack
        await slack.socket.stop()


@pytest.fixture
def heard() -> list[dict[str, Any]]:
    return []


@pytest.fixture
async def handler(
    slack: Slack, heard: list[dict[str, Any]]
) -> AsyncIterator[AsyncSocketModeHandler]:
    app = bot(slack.url, heard)
    handler = AsyncSocketModeHandler(app, "xapp-1", ping_interval=0.05)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await until(lambda: slack.socket.connected)
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.mark.usefixtures("handler")
async def test_a_command_is_answered_in_the_acknowledgement(slack: Slack) -> None:
    answer = await slack.socket.send("slash_commands", COMMAND, accepts_response_payload=True)

    assert answer == (True, {"text": "Declared: sev1 Revenue is missing"})


@pytest.mark.usefixtures("handler")
async def test_a_form_is_answered_with_its_errors(slack: Slack) -> None:
    answer = await slack.socket.send("interactive", SUBMISSION, accepts_response_payload=True)

    assert answer == (
        True,
        {"response_action": "errors", "errors": {"title": "Say what is wrong"}},
    )


@pytest.mark.usefixtures("handler")
async def test_an_event_is_heard_and_a_repeated_one_says_so(
    slack: Slack, heard: list[dict[str, Any]]
) -> None:
    first = await slack.socket.send("events_api", EVENT, accepts_response_payload=False)
    again = await slack.socket.send(
        "events_api",
        EVENT,
        accepts_response_payload=False,
        retry_attempt=2,
        retry_reason="timeout",
    )

    assert first == again == (True, None)
    assert heard == [{"text": "hello", "retry": ["0"]}, {"text": "hello", "retry": ["2"]}]


@pytest.mark.usefixtures("handler")
async def test_what_the_bot_has_no_listener_for_is_not_acknowledged(slack: Slack) -> None:
    unknown = {**COMMAND, "command": "/other"}

    answer = await slack.socket.send("slash_commands", unknown, accepts_response_payload=True)

    assert answer == (False, None)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
@pytest.mark.usefixtures("handler")
async def test_a_bot_that_is_told_to_reconnect_does_so_with_a_new_ticket(
    slack: Slack, reason: str
) -> None:
    await slack.socket.disconnect(reason)
    await until(lambda: slack.opened > 1 and slack.socket.connected)

    # The SDK may reconnect twice, once for the farewell and once for the end of the connection.
    assert await answered(slack) or await answered(slack)


@pytest.mark.usefixtures("handler")
async def test_a_bot_whose_connection_is_cut_comes_back(slack: Slack) -> None:
    await slack.socket.drop()
    gone = not slack.socket.connected
    await until(lambda: slack.opened > 1 and slack.socket.connected)

    assert gone
    assert await answered(slack)


@pytest.mark.usefixtures("handler")
async def test_the_connection_outlives_many_pings(slack: Slack) -> None:
    for _ in range(20):
        assert await answered(slack)

    assert slack.opened == 1


@pytest.mark.usefixtures("handler")
async def test_a_bot_whose_connection_falls_silent_finds_out_and_comes_back(slack: Slack) -> None:
    slack.socket.fall_silent()
    lost = await answered(slack)
    await until(lambda: slack.opened > 1 and slack.socket.connected)

    assert not lost
    assert await answered(slack) or await answered(slack)


@pytest.mark.usefixtures("handler")
async def test_a_bot_comes_back_from_a_refresh(slack: Slack) -> None:
    await slack.socket.refresh()
    await until(lambda: slack.opened > 1 and slack.socket.connected)

    assert await answered(slack) or await answered(slack)


async def test_the_library_tries_a_dead_address_again_and_asks_for_no_other(
    slack: Slack, caplog: pytest.LogCaptureFixture
) -> None:
    """The habit that a watchdog must heal; when this fails, the library has mended it."""
    slack.socket.dead_addresses = 1
    handler = AsyncSocketModeHandler(bot(slack.url, []), "xapp-1", ping_interval=0.01)
    connecting = asyncio.ensure_future(handler.connect_async())  # type: ignore[no-untyped-call]

    await until(lambda: caplog.text.count("Failed to connect") >= 5)

    assert slack.opened == 1
    await handler.close_async()  # type: ignore[no-untyped-call]
    await connecting
    second = AsyncSocketModeHandler(bot(slack.url, []), "xapp-1", ping_interval=0.05)
    await second.connect_async()  # type: ignore[no-untyped-call]
    assert await answered(slack)
    await second.close_async()  # type: ignore[no-untyped-call]
