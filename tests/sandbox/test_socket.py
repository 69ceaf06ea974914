"""Socket Mode by itself: tickets, greetings, envelopes, acknowledgements and farewells."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import WSMsgType, web
from aiohttp.test_utils import TestServer

from bot.sandbox.clock import Clock
from bot.sandbox.socket import TICKET_LIFETIME, SocketMode
from tests.sandbox.waiting import until

HURRIED = timedelta(seconds=0.5)


class Place:
    """All that the socket knows of a workspace."""

    def __init__(self) -> None:
        self.url = ""
        self.clock = Clock(datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


class Slack:
    """The socket, served, and clients that connect to it."""

    def __init__(self, place: Place, session: aiohttp.ClientSession) -> None:
        self.place, self.session = place, session
        self.socket = SocketMode(place, ack_within=HURRIED)
        self.clients: list[aiohttp.ClientWebSocketResponse] = []  # who is forgotten hangs up

    async def connect(self) -> aiohttp.ClientWebSocketResponse:
        client = await self.session.ws_connect(await self.socket.open())
        self.clients.append(client)
        await client.receive_json()
        return client

    async def status_of(self, url: str) -> int:
        async with self.session.get(url.replace("ws:", "http:", 1)) as response:
            return response.status


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    async with aiohttp.ClientSession() as session:
        slack = Slack(Place(), session)
        app = web.Application()
        app.add_routes(slack.socket.routes())
        async with TestServer(app) as server:
            slack.place.url = str(server.make_url("")).rstrip("/")
            yield slack
            await slack.socket.stop()
            for client in slack.clients:
                await client.close()


async def acknowledge(client: aiohttp.ClientWebSocketResponse, **payload: Any) -> dict[str, Any]:
    envelope: dict[str, Any] = await client.receive_json()
    ack = {"envelope_id": envelope["envelope_id"]}
    await client.send_json({**ack, "payload": payload} if payload else ack)
    return envelope


async def test_a_connection_is_greeted_with_how_many_there_are(slack: Slack) -> None:
    await slack.connect()

    second = await slack.session.ws_connect(await slack.socket.open())
    slack.clients.append(second)
    hello = await second.receive_json()

    assert hello["type"] == "hello"
    assert hello["num_connections"] == 2
    assert hello["debug_info"]["approximate_connection_time"] > 0
    assert hello["connection_info"]["app_id"].startswith("A")
    assert slack.socket.connected


async def test_a_ticket_opens_one_connection(slack: Slack) -> None:
    url = await slack.socket.open()
    slack.clients.append(await slack.session.ws_connect(url))

    assert await slack.status_of(url) == 403


async def test_a_ticket_grows_stale(slack: Slack) -> None:
    url = await slack.socket.open()

    slack.place.clock.advance(TICKET_LIFETIME)

    assert await slack.status_of(url) == 403


@pytest.mark.parametrize("query", ["", "?ticket=", "?ticket=invented"])
async def test_nobody_connects_without_a_ticket(slack: Slack, query: str) -> None:
    assert await slack.status_of(f"{slack.place.url}/socket{query}") == 403
    assert not slack.socket.connected


async def test_an_envelope_comes_back_with_what_the_bot_answered(slack: Slack) -> None:
    client = await slack.connect()

    sent = slack.socket.send("slash_commands", {"text": "help"}, accepts_response_payload=True)
    answer, envelope = await asyncio.gather(sent, acknowledge(client, text="Here is how"))

    assert answer == (True, {"text": "Here is how"})
    assert envelope["type"] == "slash_commands"
    assert envelope["payload"] == {"text": "help"}
    assert envelope["accepts_response_payload"] is True
    assert "retry_attempt" not in envelope


async def test_an_answer_nobody_asked_for_is_thrown_away(slack: Slack) -> None:
    client = await slack.connect()

    sent = slack.socket.send("events_api", {}, accepts_response_payload=False)
    answer, _ = await asyncio.gather(sent, acknowledge(client, text="Thanks"))

    assert answer == (True, None)


async def test_an_event_says_which_attempt_it_is(slack: Slack) -> None:
    client = await slack.connect()

    first = slack.socket.send("events_api", {}, accepts_response_payload=False)
    _, at_first = await asyncio.gather(first, acknowledge(client))
    again = slack.socket.send(
        "events_api",
        {},
        accepts_response_payload=False,
        retry_attempt=1,
        retry_reason="timeout",
    )
    _, repeated = await asyncio.gather(again, acknowledge(client))

    assert (at_first["retry_attempt"], at_first["retry_reason"]) == (0, "")
    assert (repeated["retry_attempt"], repeated["retry_reason"]) == (1, "timeout")
    assert at_first["envelope_id"] != repeated["envelope_id"]


async def test_nothing_can_be_sent_while_nobody_is_connected(slack: Slack) -> None:
    answer = await slack.socket.send("interactive", {}, accepts_response_payload=False)

    assert answer == (False, None)


async def test_a_bot_that_says_nothing_has_not_acknowledged(slack: Slack) -> None:
    client = await slack.connect()

    answer = await slack.socket.send("interactive", {}, accepts_response_payload=False)
    late = await acknowledge(client)

    assert answer == (False, None)
    assert late["type"] == "interactive"
    assert slack.socket.connected


@pytest.mark.parametrize("noise", ["", "hello", "[]", "7", "{}", '{"envelope_id": 7}', "{"])
async def test_noise_from_the_bot_is_overheard(slack: Slack, noise: str) -> None:
    client = await slack.connect()

    sent = slack.socket.send("interactive", {}, accepts_response_payload=True)
    await client.send_str(noise)
    answer, _ = await asyncio.gather(sent, acknowledge(client, text="done"))

    assert answer == (True, {"text": "done"})


async def test_connections_take_turns_and_any_may_acknowledge(slack: Slack) -> None:
    left, right = await slack.connect(), await slack.connect()

    first = asyncio.create_task(slack.socket.send("a", {}, accepts_response_payload=False))
    to_left = await left.receive_json()
    second = asyncio.create_task(slack.socket.send("b", {}, accepts_response_payload=False))
    to_right = await right.receive_json()
    await right.send_json({"envelope_id": to_left["envelope_id"]})
    await left.send_json({"envelope_id": to_right["envelope_id"]})

    assert await first == (True, None)
    assert await second == (True, None)


async def test_an_eleventh_connection_is_sent_away(slack: Slack) -> None:
    for _ in range(10):
        await slack.connect()

    eleventh = await slack.session.ws_connect(await slack.socket.open())
    slack.clients.append(eleventh)
    farewell = await eleventh.receive_json()
    end = await eleventh.receive()

    assert (farewell["type"], farewell["reason"]) == ("disconnect", "too_many_websockets")
    assert end.type is WSMsgType.CLOSE


@pytest.mark.parametrize("reason", ["refresh_requested", "link_disabled"])
async def test_a_farewell_is_followed_by_the_end(slack: Slack, reason: str) -> None:
    client = await slack.connect()

    _, farewell = await asyncio.gather(slack.socket.disconnect(reason), client.receive_json())
    end = await client.receive()

    assert (farewell["type"], farewell["reason"]) == ("disconnect", reason)
    assert end.type in (WSMsgType.CLOSE, WSMsgType.CLOSED)
    assert not slack.socket.connected


async def test_after_a_warning_the_newer_connection_gets_the_work(slack: Slack) -> None:
    older = await slack.connect()
    await slack.socket.disconnect("warning")
    farewell = await older.receive_json()
    newer = await slack.connect()

    for _ in range(3):
        sent = slack.socket.send("interactive", {}, accepts_response_payload=False)
        answer, _ = await asyncio.gather(sent, acknowledge(newer))

        assert answer == (True, None)
    assert farewell["reason"] == "warning"
    assert not older.closed


async def test_a_cut_connection_loses_what_was_under_way_at_once(slack: Slack) -> None:
    client = await slack.connect()
    sent = asyncio.create_task(slack.socket.send("a", {}, accepts_response_payload=False))
    await client.receive_json()

    await slack.socket.drop()

    assert await asyncio.wait_for(sent, timeout=1) == (False, None)
    assert not slack.socket.connected
    assert (await client.receive()).type in (WSMsgType.CLOSED, WSMsgType.ERROR)


async def test_a_bot_that_leaves_is_noticed(slack: Slack) -> None:
    client = await slack.connect()

    await client.close()

    await until(lambda: not slack.socket.connected)


async def test_a_refresh_warns_and_then_ends_the_older_connection_only(slack: Slack) -> None:
    older = await slack.connect()
    refreshing = asyncio.create_task(slack.socket.refresh(after=0.05))
    warning = await older.receive_json()

    newer = await slack.connect()
    await refreshing
    farewell, end = await older.receive_json(), await older.receive()

    assert (warning["reason"], farewell["reason"]) == ("warning", "refresh_requested")
    assert end.type is WSMsgType.CLOSE
    sent = slack.socket.send("interactive", {}, accepts_response_payload=False)
    answer, _ = await asyncio.gather(sent, acknowledge(newer))
    assert answer == (True, None)


async def test_a_silent_connection_answers_no_ping_and_takes_nothing(slack: Slack) -> None:
    silent = await slack.session.ws_connect(await slack.socket.open(), autoping=False)
    slack.clients.append(silent)
    await silent.receive_json()
    await silent.ping(b"1")
    pong = await silent.receive()
    slack.socket.fall_silent()

    await silent.ping(b"2")
    answer = await slack.socket.send("interactive", {}, accepts_response_payload=False)

    assert (pong.type, pong.data, answer) == (WSMsgType.PONG, b"1", (False, None))
    with pytest.raises(TimeoutError):
        await silent.receive(timeout=0.05)
    assert slack.socket.connected


async def test_a_dead_address_accepts_no_connection_and_the_next_one_does(slack: Slack) -> None:
    slack.socket.dead_addresses = 1
    dead = await slack.socket.open()

    with pytest.raises(aiohttp.ClientConnectorError):
        await slack.session.ws_connect(dead)
    await slack.connect()

    assert slack.socket.connected
