"""The same bot and the same people, over HTTP and over Socket Mode."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel
from tests.sandbox.small_bot import SmallBot
from tests.sandbox.views import a_modal, an_input, an_option


@pytest.fixture(params=["http", "socket"])
async def connected(
    request: pytest.FixtureRequest, bot: SmallBot, sandbox: Sandbox
) -> AsyncIterator[SmallBot]:
    if request.param == "http":
        yield bot
        return
    handler = AsyncSocketModeHandler(bot.app, sandbox.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await sandbox.until(lambda: sandbox.world.sender.transport == "socket")
    yield bot
    await handler.close_async()  # type: ignore[no-untyped-call]


async def test_a_form_is_opened_filled_and_answered(
    connected: SmallBot, ana: Person, general: Channel
) -> None:
    select = {"type": "external_select", "action_id": "asset", "min_query_length": 0}
    connected.opens("/data-incident", a_modal(an_input("title"), an_input("asset", select)))
    connected.keeps("options", "asset", {"options": [an_option("mart.orders")]})
    connected.keeps(
        "view", "declare", {"response_action": "errors", "errors": {"title": "Too short"}}
    )
    connected.hears("message")

    await ana.types("/data-incident declare", channel=general)
    await ana.suggests("asset", "ord")
    answer = await ana.submits(title="x", asset="mart.orders")
    await ana.says("done", channel=general)

    assert answer.errors == {"title": "Too short"}
    assert [heard["type"] for heard in connected.heard] == [
        "block_suggestion",
        "view_submission",
        "message",
    ]


async def test_a_commands_answer_is_shown(
    connected: SmallBot, ana: Person, general: Channel
) -> None:
    connected.answers("/data-incident", "hello")

    await ana.types("/data-incident", channel=general)

    assert [message.text for message in ana.sees(general)] == ["hello"]


async def test_the_socket_is_opened_with_the_app_token_only(
    sandbox: Sandbox, session: aiohttp.ClientSession, client: AsyncWebClient
) -> None:
    opened = await client.apps_connections_open(app_token=sandbox.app_token)

    assert opened["url"].startswith("ws://127.0.0.1:")
