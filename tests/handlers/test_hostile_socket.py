"""Envelopes made to do harm come over a socket that stays open, and those after them are answered."""

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.world import World
from handlers.deps import ANSWERS, Deps
from storage import Database
from tests.conftest import MovingClock
from tests.handlers.test_requests import declared

PRESS = {"type": "block_actions", "user": {"id": "U1"}, "actions": []}


def envelope(payload: Any, *, kind: str = "interactive") -> str:
    return json.dumps({"type": kind, "envelope_id": "1-2-3", "payload": payload})


GARBAGE = [
    "not JSON",
    "{",
    "[1, 2]",
    '{"a":' * 100_000,
    '{"type": 5, "envelope_id": {}, "payload": []}',
    envelope([]),
    envelope({}),
    envelope(PRESS),
    envelope({**PRESS, "type": ["block_actions"]}),
    envelope({"type": "view_submission", "user": None, "view": 7}),
    envelope({"type": "event_callback", "event": "message"}, kind="events_api"),
    envelope({"command": "/data-incident", "text": "sev1 Forged"}, kind="slash_commands"),
    envelope({"text": "NaN"}, kind="slash_commands").replace('"NaN"', "NaN"),
]


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    made = World(database_url)
    await made.start(socket=True)
    yield made
    await made.stop()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_garbage_over_the_socket_neither_ends_it_nor_holds_up_what_comes_after(
    world: World,
) -> None:
    (connection,) = world.sandbox.socket._connections

    for text in GARBAGE:
        await connection.socket.send_str(text)
    answer = await world.people["ana"].types(
        "/data-incident sev3 Still served", channel=world.channels["general"]
    )

    assert "DI-1" in answer.text
    assert await declared(world) == 1
    assert world.sandbox.socket._connections == [connection]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_answers_that_cannot_get_out_do_not_pile_up(db: Database, clock: MovingClock) -> None:
    deps = Deps(db=db, client=AsyncWebClient(), now=clock)
    said = []

    async def answer(number: int) -> None:
        said.append(number)

    for number in range(ANSWERS + 10):
        deps.answer_soon(answer(number))
    assert len(deps.under_way) == ANSWERS

    await asyncio.wait(deps.under_way)
    assert said == list(range(ANSWERS))
    deps.answer_soon(answer(-1))
    await asyncio.wait(deps.under_way)
    assert said[-1] == -1
