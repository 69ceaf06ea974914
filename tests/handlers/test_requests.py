"""Requests that cannot be Slack's, requests that come twice, and a Slack or database in trouble."""

import io
import time
from urllib.parse import urlencode

import aiohttp
import pytest

from bot.demo.world import World
from bot.sandbox.senders import signature


def command(world: World, text: str, *, trigger: str = "1.trigger") -> bytes:
    """The body of a slash command, as Slack sends it."""
    fields = {
        "command": "/data-incident",
        "text": text,
        "user_id": world.people["ana"].id,
        "channel_id": world.channels["general"].id,
        "team_id": "T1",
        "trigger_id": trigger,
        "response_url": f"{world.sandbox.url}/nowhere",
    }
    return urlencode(fields).encode()


async def send(
    world: World, body: bytes, *, stamp: str | None = None, signed: str | None = None
) -> tuple[int, str]:
    """POST a request, rightly signed unless said otherwise."""
    timestamp = stamp if stamp is not None else str(int(time.time()))
    secret = world.sandbox.signing_secret
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": signed if signed is not None else signature(secret, timestamp, body),
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{world.bot.url}/slack/events", data=io.BytesIO(body), headers=headers
        ) as response,
    ):
        return response.status, await response.text()


async def declared(world: World) -> int:
    async with world.bot.db.reading() as tx:
        return len(await tx.incidents.list_latest(limit=10))


async def test_a_rightly_signed_request_is_answered(world: World) -> None:
    status, text = await send(world, command(world, "sev3 Orders are late"))

    assert (status, "DI-1" in text, await declared(world)) == (200, True, 1)


@pytest.mark.parametrize(
    ("stamp", "signed"),
    [
        (None, "v0=" + "0" * 64),
        (None, ""),
        (None, "nonsense"),
        ("not a number", None),
        ("", None),
        ("-5", None),
        ("9" * 40, None),
        ("١٢٣", None),
        ("an hour ago", None),
        ("in an hour", None),
    ],
)
async def test_what_is_unsigned_stale_or_garbled_is_refused_and_changes_nothing(
    world: World, stamp: str | None, signed: str | None
) -> None:
    moved = {"an hour ago": -3600, "in an hour": 3600}.get(stamp or "")
    if moved is not None:
        stamp = str(int(time.time()) + moved)

    status, _ = await send(world, command(world, "sev1 Forged"), stamp=stamp, signed=signed)

    assert status == 401
    assert await declared(world) == 0


async def test_a_body_changed_by_one_bit_is_refused(world: World) -> None:
    body = command(world, "sev1 Orders are late")
    stamp = str(int(time.time()))
    signed = signature(world.sandbox.signing_secret, stamp, body)

    status, _ = await send(world, body[:-1] + bytes([body[-1] ^ 1]), stamp=stamp, signed=signed)

    assert status == 401


@pytest.mark.parametrize(
    "body",
    [
        b"payload=%7Bnot+json",
        b"payload=" + b"%5B" * 5000,
        b"\xff\xfe\x00",
        b"",
        b"a=b",
        b"{" * 10_000,
        b'{"type":"event_callback"}',
        b"payload=%7B%22type%22%3A%22block_actions%22%7D",
    ],
)
async def test_a_signed_body_that_makes_no_sense_costs_nothing_but_itself(
    world: World, body: bytes
) -> None:
    status, _ = await send(world, body)

    assert status < 600
    following, _ = await send(world, command(world, "sev3 Still served"))
    assert (following, await declared(world)) == (200, 1)


async def test_a_body_that_is_too_large_is_refused(world: World) -> None:
    status, _ = await send(world, b"text=" + b"x" * (2 * 1024 * 1024))

    assert status == 413


async def test_a_replayed_command_declares_once(world: World) -> None:
    body = command(world, "sev1 Orders are late")
    stamp = str(int(time.time()))

    first = await send(world, body, stamp=stamp)
    second = await send(world, body, stamp=stamp)

    assert (first[0], second[0], await declared(world)) == (200, 200, 1)
    assert "DI-1" in second[1]


async def test_a_slow_slack_holds_up_no_answer(world: World) -> None:
    world.sandbox.latency = 2.0

    begun = time.monotonic()
    status, _ = await send(world, command(world, "sev1 Orders are late"))

    assert status == 200
    assert time.monotonic() - begun < 1.5
    world.sandbox.latency = 0.0


async def test_a_slack_that_is_down_loses_nothing(world: World) -> None:
    world.sandbox.faults.add("*", kind="drop_before", times=None)

    status, text = await send(world, command(world, "sev1 Orders are late"))

    assert (status, "DI-1" in text, await declared(world)) == (200, True, 1)
    world.sandbox.faults.clear()


async def test_a_database_that_takes_nothing_is_said_so_at_once(world: World) -> None:
    if not world.bot.db.is_sqlite:
        await _read_only_postgres(world)
    else:
        async with world.bot.db.transaction() as tx:
            await tx.connection.exec_driver_sql("PRAGMA query_only=ON")

    status, text = await send(world, command(world, "sev1 Orders are late"))

    assert status == 200
    assert "nothing was changed" in text
    assert await declared(world) == 0


async def _read_only_postgres(world: World) -> None:
    """Every new transaction of this database is read-only from here on."""
    async with world.bot.db.reading() as tx:
        await tx.connection.exec_driver_sql(
            "DO $$ BEGIN EXECUTE format("
            "'ALTER DATABASE %%I SET default_transaction_read_only = on', current_database()); END $$"
        )
        await tx.connection.commit()
    await world.bot.db.close()
