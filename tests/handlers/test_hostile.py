"""Bodies made to do harm: refused at both doors for next to nothing, and the neighbours notice nothing."""

import asyncio
import gc
import io
import itertools
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
import pytest

from bot.demo.world import World
from bot.sandbox.senders import signature
from handlers.web.uploads import Refused, Room
from tests.handlers.test_requests import command, declared

on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
FORM, JSON = "application/x-www-form-urlencoded", "application/json"
LOOP_SECONDS = 0.15
"""Three times the goal: what is measured here is held on a machine that does other things too."""
EVENT = {"type": "event_callback", "event_id": "Ev1", "event": {"type": "message"}}
PRESS = {"type": "block_actions", "user": {"id": "U1"}, "actions": [{"action_id": "verb"}]}


def in_a_form(payload: Any) -> bytes:
    text = payload if isinstance(payload, str) else json.dumps(payload)
    return urlencode({"payload": text}).encode()


def with_text(value: str) -> bytes:
    """An event whose text is this piece of JSON, right or wrong."""
    return json.dumps(EVENT).encode()[:-1] + b', "text": ' + value.encode() + b"}"


GARBAGE: dict[str, bytes] = {
    "ten megabytes": b'{"a": "' + b"x" * 10_000_000 + b'"}',
    "a depth of 100,000": b"[" * 100_000 + b"]" * 100_000,
    "a depth of 100,000 in an object": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "a depth of 1,000": b'{"a":' * 1000 + b"1" + b"}" * 1000,
    "bad UTF-8": b'{"type": "\xff\xfe"}',
    "NaN": with_text("NaN"),
    "an infinite number": with_text("1e999"),
    "5,000 digits": with_text("9" * 5000),
    "a byte order mark": b"\xef\xbb\xbf" + json.dumps(EVENT).encode(),
    "a NUL": b'{"type": "\x00"}',
    "a list": b"[]",
    "a text": b'"event_callback"',
    "nothing": b"",
    "cut off": json.dumps(EVENT).encode()[:-5],
    "no type": b"{}",
    "a wrong type": b'{"type": ["event_callback"]}',
}
ODD: dict[str, tuple[str, bytes]] = {
    "a key twice": (JSON, with_text('"a", "text": "b"')),
    "a key twice within": (JSON, with_text('{"a": 1, "a": 2}')),
    "an event without its type": (JSON, json.dumps({**EVENT, "event": {}}).encode()),
    "an event that is a list": (JSON, json.dumps({**EVENT, "event": []}).encode()),
    "a press of nothing": (FORM, in_a_form({**PRESS, "actions": []})),
    "a press of a number": (FORM, in_a_form({**PRESS, "actions": [7]})),
    "a press by a text": (FORM, in_a_form({**PRESS, "user": "U1"})),
    "a press in blocks of text": (FORM, in_a_form({**PRESS, "message": {"blocks": ["x"]}})),
    "a form without its view": (FORM, in_a_form({"type": "view_submission", "user": {"id": "U"}})),
    "a shortcut by nobody": (FORM, in_a_form({"type": "shortcut", "callback_id": "declare"})),
    "a payload twice": (FORM, in_a_form(PRESS) + b"&" + in_a_form(PRESS)),
    "a payload with a BOM": (FORM, in_a_form("\ufeff" + json.dumps(PRESS))),
    "a command by nobody": (FORM, b"command=%2Fdata-incident&text=sev1+Forged"),
    "bad UTF-8 in a form": (FORM, b"command=x&user_id=%FF&channel_id=C1"),
    "a million fields": (FORM, b"a=&" * 300_000),
    "a megabyte of escapes": (FORM, b"text=" + b"%41" * 349_000),
    "a text of no kind": ("text/plain", json.dumps(EVENT).encode()),
}
TO_SLACKS_DOOR = {
    **{f"{name}, JSON": (JSON, body) for name, body in GARBAGE.items()},
    **{
        f"{name}, form": (FORM, b"payload=" + quote(body).encode())
        for name, body in GARBAGE.items()
    },
    **ODD,
}


class Door:
    """One of the bot's addresses, and the headers that open it."""

    def __init__(self, world: World, session: aiohttp.ClientSession) -> None:
        self.world, self.session = world, session

    def signed(self, body: bytes, kind: str = FORM) -> dict[str, str]:
        stamp = str(int(time.time()))
        return {
            "Content-Type": kind,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self.world.sandbox.signing_secret, stamp, body),
        }

    async def slack(self, body: Any, headers: dict[str, str]) -> int:
        return await self._post("/slack/events", body, headers)

    async def alerts(self, body: Any, headers: dict[str, str]) -> int:
        token = self.world.sandbox.signing_secret
        return await self._post(
            "/alerts/dbt", body, {"Authorization": f"Bearer {token}", **headers}
        )

    async def _post(self, path: str, body: Any, headers: dict[str, str]) -> int:
        data = io.BytesIO(body) if isinstance(body, bytes) else body
        try:
            async with self.session.post(
                f"{self.world.bot.url}{path}", data=data, headers=headers
            ) as response:
                return response.status
        except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError):
            return 413  # the rest of the body was not even read


@asynccontextmanager
async def the_loop_is_free() -> AsyncIterator[None]:
    """No step of the loop takes long: measured in the loop's own time of the processor, which does
    not depend on what else the machine does. As in the bot, the collector looks for no garbage in
    what was there before: in a process of many tests that takes longer than what is measured."""
    longest = 0.0
    gc.freeze()

    async def tick() -> None:
        nonlocal longest
        before = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            longest, before = max(longest, now - before), now

    ticking = asyncio.create_task(tick())
    try:
        yield
    finally:
        ticking.cancel()
        await asyncio.gather(ticking, return_exceptions=True)
        gc.unfreeze()
    assert longest < LOOP_SECONDS


@pytest.fixture
async def door(world: World) -> AsyncIterator[Door]:
    async with aiohttp.ClientSession() as session:
        yield Door(world, session)


async def test_what_is_hostile_is_refused_at_slacks_door(
    door: Door, subtests: pytest.Subtests
) -> None:
    for name, (kind, body) in TO_SLACKS_DOOR.items():
        signed = door.signed(body, kind)
        forged = {**signed, "X-Slack-Signature": "v0=" + "0" * 64}
        with subtests.test(name):
            async with the_loop_is_free():
                refused = await door.slack(body, signed)
                unsigned = await door.slack(body, forged)
            assert 400 <= refused < 500
            assert unsigned in {401, 413}

    assert await declared(door.world) == 0
    neighbour = command(door.world, "sev3 Still served")
    assert await door.slack(neighbour, door.signed(neighbour)) == 200


async def test_what_is_hostile_is_refused_at_the_door_for_alerts(
    door: Door, subtests: pytest.Subtests
) -> None:
    for name, body in GARBAGE.items():
        within = b'{"manifest": ' + body + b"}"
        with subtests.test(name):
            async with the_loop_is_free():
                bare = await door.alerts(body, {"Content-Type": JSON})
                wrapped = await door.alerts(within, {"Content-Type": JSON})
            assert 400 <= bare < 500
            assert 400 <= wrapped < 500


@on_sqlite
async def test_a_flood_of_fields_costs_nothing(door: Door) -> None:
    part = b'--x\r\nContent-Disposition: form-data; name="manifest"\r\n\r\n{}\r\n'
    body = part * 50_000 + b"--x--\r\n"

    async with the_loop_is_free():
        status = await door.alerts(body, {"Content-Type": "multipart/form-data; boundary=x"})

    assert 400 <= status < 500


@on_sqlite
async def test_every_bit_counts(door: Door) -> None:
    body = command(door.world, "sev1 Orders are late")
    right = door.signed(body)
    random = Random(17)
    statuses = []

    for bit in random.sample(range(len(body) * 8), 150):
        statuses.append(await door.slack(flipped(body, bit), right))
    for name in ("X-Slack-Signature", "X-Slack-Request-Timestamp"):
        value = right[name].encode()
        for bit in range(len(value) * 8):
            changed = flipped(value, bit).decode("latin-1")
            if changed.isascii() and changed.isprintable():
                statuses.append(await door.slack(body, {**right, name: changed}))

    assert set(statuses) == {401}
    assert len(statuses) > 400
    assert await declared(door.world) == 0
    assert await door.slack(body, right) == 200


def flipped(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@on_sqlite
@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd", "nonsense"])
async def test_what_is_compressed_is_refused_at_slacks_door(door: Door, encoding: str) -> None:
    body = command(door.world, "sev1 Compressed")

    status = await door.slack(body, {**door.signed(body), "Content-Encoding": encoding})

    assert status in {400, 415}
    assert await declared(door.world) == 0


@on_sqlite
async def test_a_body_without_end_is_cut_at_slacks_door(door: Door) -> None:
    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield b"x" * 65536

    async with the_loop_is_free():
        status = await door.slack(endless(), door.signed(b""))

    assert status == 413


@on_sqlite
async def test_a_body_that_trickles_is_given_up(door: Door) -> None:
    over = asyncio.Event()

    async def trickling() -> AsyncIterator[bytes]:
        yield b"command="
        await over.wait()
        yield b"%2Fdata-incident"

    status = await door.slack(trickling(), door.signed(b""))
    over.set()

    assert status == 408


@on_sqlite
async def test_neighbours_of_what_is_hostile_are_served_meanwhile(door: Door) -> None:
    hostile = [(kind, body) for kind, body in TO_SLACKS_DOOR.values() if len(body) < 2_000_000]
    ours = [command(door.world, "list", trigger=str(number)) for number in range(len(hostile))]

    statuses = await asyncio.gather(
        *itertools.chain.from_iterable(
            (door.slack(bad, door.signed(bad, kind)), door.slack(good, door.signed(good)))
            for (kind, bad), good in zip(hostile, ours, strict=True)
        )
    )

    assert set(statuses[1::2]) == {200}
    assert all(400 <= status < 500 for status in statuses[::2])


def test_a_room_that_is_full_refuses_and_has_room_again() -> None:
    room = Room(10)

    with room.held(6), pytest.raises(Refused) as refused, room.held(5):
        raise AssertionError("there is no room")

    assert (refused.value.status, "Send it again" in str(refused.value)) == (503, True)
    assert refused.value.response().headers["Retry-After"]
    with room.held(10):
        pass
