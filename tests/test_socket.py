"""Socket Mode under trouble: whatever happens to its connection, the bot is heard from again."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime, timedelta

import pytest

from bot.demo.world import World
from tests.handlers.incidents import PIN, declared, entries
from tests.handlers.test_metrics import samples
from tests.sockets import NEVER, OPEN, again, alive, answered, gate, over_socket, part, socket_of

NOTE = "/data-incident DI-1 note restarted the loader"


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    async with over_socket(database_url) as world:
        yield world


async def test_a_connection_that_is_cut_is_made_anew_and_counted(world: World) -> None:
    await world.sandbox.socket.drop()
    await again(world)

    assert await answered(world)
    assert "reconnected 1 times" in await part(world)
    figures = await samples(world)
    assert figures["data_incident_socket_reconnects_total", ()] == 1
    assert figures["data_incident_part_up", ("socket",)] == 1
    assert figures["data_incident_part_since_timestamp_seconds", ("socket",)] > 0


async def test_what_is_typed_while_nobody_is_connected_fails_before_peoples_eyes(
    database_url: str,
) -> None:
    async with over_socket(database_url, quick=(), usual=NEVER) as world:
        await world.sandbox.socket.drop()
        await world.sandbox.until(lambda: not socket_of(world).connected)

        answer = await world.people["ana"].types(NOTE, channel=world.channels["general"])

        assert not answer.ok
        assert answer.error
        assert "is not connected since" in await part(world)
        assert "The connection was lost. Tried again at" in await part(world)


async def test_an_event_lost_with_its_connection_comes_again_and_is_one_entry(
    world: World,
) -> None:
    channel = await declared(world)
    ana, db = world.people["ana"], gate(world)
    message = await ana.says("The vendor changed the file", channel=channel)
    reacting = asyncio.create_task(ana.reacts(message, PIN))
    await world.sandbox.until(lambda: db.waiting)

    await world.sandbox.socket.drop()
    await again(world)
    db.gate.set()
    await reacting
    sent = [one for one in world.sandbox.deliveries if one.kind == "events_api"]
    lost = next(one for one in sent if one.body["event"]["type"] == "reaction_added")
    repeated = await world.sandbox.redeliver(lost)
    await world.settled()

    assert lost.status == 0
    assert repeated.ok
    assert len(await entries(world, "message_captured")) == 1


async def test_an_answer_finds_its_way_over_the_next_connection(world: World) -> None:
    await declared(world)
    db = gate(world)
    typing = asyncio.create_task(world.people["ana"].types(NOTE, channel=world.channels["general"]))
    await world.sandbox.until(lambda: db.waiting)

    await world.sandbox.socket.disconnect("refresh_requested")
    await again(world)
    db.gate.set()
    answer = await typing

    assert answer.ok
    assert len(await entries(world, "note_added")) == 1


async def test_a_refresh_with_a_warning_loses_nothing(world: World) -> None:
    socket = socket_of(world)
    was_connected = socket.since
    refreshing = asyncio.create_task(world.sandbox.socket.refresh(after=0.3))

    while not refreshing.done():
        assert await answered(world)
        assert socket.connected

    await again(world)
    assert await answered(world)
    assert socket.since == was_connected
    assert len(world.sandbox.called(OPEN)) == socket.made


async def test_a_warned_connection_is_left_in_time_when_slack_forgets_it(
    world: World,
) -> None:
    await world.sandbox.socket.disconnect("warning")
    await again(world)
    assert len(world.sandbox.socket._connections) == 2

    await world.sandbox.until(lambda: len(world.sandbox.socket._connections) == 1)

    assert await answered(world)


async def test_a_dead_address_is_tried_once_and_another_one_asked_for(world: World) -> None:
    world.sandbox.socket.dead_addresses = 3
    await world.sandbox.socket.drop()
    await again(world)

    assert await answered(world)
    assert len(world.sandbox.called(OPEN)) == 5


class Late:
    """Gives out tickets that have expired by the time somebody comes with one."""

    def __init__(self, world: World) -> None:
        self.url, self.clock = world.sandbox.url, self
        self.at = world.bot.now()

    def now(self) -> datetime:
        self.at += timedelta(minutes=1)
        return self.at


async def test_a_ticket_that_has_expired_is_tried_once(world: World) -> None:
    workspace = world.sandbox.socket
    usual, workspace._sandbox = workspace._sandbox, Late(world)
    await workspace.drop()
    await world.sandbox.until(lambda: len(world.sandbox.called(OPEN)) >= 3)
    why = socket_of(world).why

    workspace._sandbox = usual
    await again(world)

    assert "The address leads nowhere" in why
    assert "ticket" not in why
    assert await answered(world)


async def test_a_connection_that_falls_silent_is_found_out_and_replaced(
    database_url: str,
) -> None:
    async with over_socket(database_url, ping=0.6) as world:
        world.sandbox.socket.fall_silent()

        await again(world)

        await world.sandbox.until(lambda: world.sandbox.socket.connected)
        assert socket_of(world).connected


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        ("server_error", {}),
        ("error", {"error": "internal_error"}),
        ("never", {}),
        ("drop_before", {}),
        ("drop_after", {}),
        ("truncated", {}),
        ("empty", {}),
    ],
)
async def test_with_slack_down_at_the_start_the_port_serves_and_the_socket_comes_when_it_can(
    world: World, kind: str, more: dict[str, str]
) -> None:
    await world.bot.stop()
    world.sandbox.faults.add(OPEN, kind=kind, times=None, **more)  # type: ignore[arg-type]
    world.bot = world._made(socket=True)
    await world.bot.start()
    await world.sandbox.until(lambda: socket_of(world).next_try)

    said = await part(world)
    world.sandbox.faults.clear()

    assert "Socket Mode is not connected since" in said
    await again(world, made=1)
    assert await answered(world)


async def test_it_stops_within_a_second_and_leaves_nothing_behind(world: World) -> None:
    await declared(world)
    db, socket, loop = gate(world), socket_of(world), asyncio.get_running_loop()
    typing = asyncio.create_task(world.people["ana"].types(NOTE, channel=world.channels["general"]))
    await world.sandbox.until(lambda: db.waiting)
    ours = socket._reading | socket._answering | {socket._keeping}

    began = loop.time()
    await socket.stop()
    took = loop.time() - began
    typing.cancel()

    assert took < 1
    assert all(task.done() for task in ours)
    assert socket._session.closed
    assert not world.sandbox.socket.connected
    db.gate.set()


async def test_what_is_under_way_at_the_end_is_still_answered(world: World) -> None:
    await declared(world)
    db = gate(world)
    typing = asyncio.create_task(world.people["ana"].types(NOTE, channel=world.channels["general"]))
    await world.sandbox.until(lambda: db.waiting)

    stopping = asyncio.create_task(socket_of(world).stop())
    await world.sandbox.until(socket_of(world)._keeping.done)
    db.gate.set()
    answer, _ = await asyncio.gather(typing, stopping)

    assert answer.ok


async def test_a_keeper_that_died_asks_for_a_restart(world: World) -> None:
    socket = socket_of(world)
    socket._keeping.cancel()
    await asyncio.wait([socket._keeping])
    await world.sandbox.socket.drop()
    await world.sandbox.until(lambda: not socket.connected)

    assert not await alive(world)
    assert "given up" in await part(world)
