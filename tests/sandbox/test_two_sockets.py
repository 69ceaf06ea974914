"""Two sockets of one bot: what goes over which, and what becomes of it when one of them dies."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Person, Sandbox
from bot.sandbox.model import Channel

Json = dict[str, Any]


@pytest.fixture
async def sockets(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> AsyncIterator[list[aiohttp.ClientWebSocketResponse]]:
    opened = []
    for _ in range(2):
        client = AsyncWebClient(
            token=sandbox.app_token, base_url=sandbox.api_url, session=session, retry_handlers=[]
        )
        answer = await client.apps_connections_open(app_token=sandbox.app_token)
        opened.append(await session.ws_connect(answer["url"]))
        await opened[-1].receive_json()
    yield opened
    await sandbox.socket.drop()
    for socket in opened:
        await socket.close()


async def acknowledged(socket: aiohttp.ClientWebSocketResponse) -> Json:
    envelope: Json = await socket.receive_json()
    await socket.send_json({"envelope_id": envelope["envelope_id"]})
    return envelope


async def test_events_are_spread_over_them(
    sockets: list[aiohttp.ClientWebSocketResponse], ana: Person, general: Channel
) -> None:
    heard = []

    for number, socket in enumerate([*sockets, *sockets]):
        saying = asyncio.create_task(ana.says(str(number), channel=general))
        heard.append((await acknowledged(socket))["payload"]["event"]["text"])
        await saying

    assert heard == ["0", "1", "2", "3"]


async def test_an_event_lost_with_its_socket_is_sent_again_on_the_other(
    sandbox: Sandbox,
    sockets: list[aiohttp.ClientWebSocketResponse],
    ana: Person,
    general: Channel,
) -> None:
    saying = asyncio.create_task(ana.says("once", channel=general))
    first = await sockets[0].receive_json()

    await sandbox.socket.drop(oldest=True)
    again = await acknowledged(sockets[1])
    await saying

    assert again["payload"] == first["payload"]
    assert (first["retry_attempt"], again["retry_attempt"]) == (0, 1)
    assert again["envelope_id"] != first["envelope_id"]


async def test_a_command_lost_with_its_socket_is_not_sent_again(
    sandbox: Sandbox,
    sockets: list[aiohttp.ClientWebSocketResponse],
    ana: Person,
    general: Channel,
) -> None:
    typing = asyncio.create_task(ana.types("/data-incident sev1", channel=general))
    await sockets[0].receive_json()

    await sandbox.socket.drop(oldest=True)
    answer = await typing
    saying = asyncio.create_task(ana.says("next", channel=general))
    following = await acknowledged(sockets[1])
    await saying

    assert answer.error == "operation_timeout"
    assert following["type"] == "events_api"


async def test_no_address_is_given_for_a_while(
    sandbox: Sandbox, session: aiohttp.ClientSession
) -> None:
    sandbox.faults.add("apps.connections.open", kind="error", error="internal_error")
    sandbox.faults.add("apps.connections.open", kind="drop_before", nth=2)
    client = AsyncWebClient(base_url=sandbox.api_url, session=session, retry_handlers=[])

    with pytest.raises(SlackApiError, match="internal_error"):
        await client.apps_connections_open(app_token=sandbox.app_token)
    with pytest.raises(aiohttp.ClientError):
        await client.apps_connections_open(app_token=sandbox.app_token)

    assert (await client.apps_connections_open(app_token=sandbox.app_token))["ok"]
