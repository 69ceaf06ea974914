"""What comes over the socket and is no envelope, or one that breaks us: the connection outlives it."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.connection import LONGEST, UNREADABLE
from bot.demo.world import World
from bot.sandbox.log import Delivery
from bot.socket import MOST, TOO_MUCH
from handlers.errors import APOLOGY
from tests.handlers.doors import typed
from tests.handlers.incidents import PIN, declared, entries
from tests.sockets import again, gate, over_socket, socket_of


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with over_socket(database_url) as world:
        yield world


async def send(world: World, kind: str, payload: dict[str, Any]) -> Any:
    """The acknowledgement of one envelope: whether it came, and what it carried."""
    return await world.sandbox.socket.send(kind, payload, accepts_response_payload=True)


def envelope(**instead: Any) -> str:
    whole = {"envelope_id": "E1", "type": "slash_commands", "payload": {}}
    return json.dumps(whole | instead)


GARBAGE = {
    "nothing": "",
    "no JSON": "hello",
    "half": '{"type": "slash_commands", "envelope_id": "E1", "payl',
    "a list": "[]",
    "null": "null",
    "a number": "7",
    "deep": "[" * 100_000,
    "long": envelope(payload={"text": "x" * LONGEST}),
    "an unknown type": envelope(type="something_new"),
    "a type that is none": envelope(type=["slash_commands"]),
    "no number": envelope(envelope_id=None),
    "a payload that is none": envelope(payload="sev1"),
    "an empty event": envelope(type="events_api"),
    "an event that is none": envelope(
        type="events_api", payload={"type": "event_callback", "event": "message"}
    ),
    "an event of nothing": envelope(
        type="events_api", payload={"type": "event_callback", "event": {"type": None}}
    ),
    "an empty click": envelope(type="interactive"),
    "a click on nothing": envelope(
        type="interactive", payload={"type": "block_actions", "actions": []}
    ),
    "a form of nothing": envelope(
        type="interactive", payload={"type": "view_submission", "view": 7}
    ),
    "a farewell without a reason": '{"type": "disconnect", "reason": {}}',
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE)
async def test_garbage_harms_neither_the_connection_nor_what_comes_after_it(
    world: World, garbage: str
) -> None:
    connections = world.sandbox.socket._connections
    await connections[0].socket.send_str(garbage)
    await connections[0].socket.send_bytes(b"\x00\xff")

    answer = await world.people["ana"].types(
        "/data-incident list", channel=world.channels["general"]
    )

    assert answer.ok
    assert socket_of(world).made <= 2
    assert not socket_of(world).ended


async def test_what_is_too_long_to_hold_costs_the_connection_and_no_more(world: World) -> None:
    (connection,) = world.sandbox.socket._connections

    with suppress(ConnectionError):
        await connection.socket.send_str("x" * (UNREADABLE + 1))

    await again(world)
    assert socket_of(world).made == 2


async def test_an_event_that_breaks_us_is_not_acknowledged_and_comes_again(world: World) -> None:
    channel = await declared(world)
    ana, db = world.people["ana"], gate(world)
    message = await ana.says("The vendor changed the file", channel=channel)
    world.sandbox.socket._patience = timedelta(seconds=2)
    reacting = asyncio.create_task(ana.reacts(message, PIN))
    await world.sandbox.until(lambda: db.waiting)

    db.broken = True
    db.gate.set()
    await world.sandbox.until(lambda: len(reactions(world)) == 2)
    db.broken = False
    await reacting
    repeated = await world.sandbox.redeliver(reactions(world)[-1])
    await world.settled()

    assert [one.status for one in reactions(world)] == [0, 0, 200]
    assert repeated.ok
    assert len(await entries(world, "message_captured")) == 1


def reactions(world: World) -> list[Delivery]:
    """Every attempt to tell the bot of a reaction."""
    return [
        one
        for one in world.sandbox.deliveries
        if one.kind == "events_api" and one.body["event"]["type"] == "reaction_added"
    ]


async def test_a_command_that_breaks_us_is_answered_all_the_same(world: World) -> None:
    acked, answer = await send(world, "slash_commands", {"command": "/data-incident"})

    assert acked
    assert answer["text"] == APOLOGY


async def test_more_than_can_be_under_way_at_once_is_refused_with_a_sentence(
    world: World,
) -> None:
    await declared(world)
    db = gate(world)
    ana, general = world.people["ana"], world.channels["general"]
    bodies = [typed(world, ana, "DI-1 note again", channel=general) for _ in range(MOST)]
    sending = [asyncio.create_task(send(world, "slash_commands", body)) for body in bodies]
    await world.sandbox.until(lambda: db.waiting == MOST)

    one_more = typed(world, ana, "DI-1 note again", channel=general)
    _, refused = await send(world, "slash_commands", one_more)
    for task in sending:
        task.cancel()

    assert refused["text"] == TOO_MUCH
